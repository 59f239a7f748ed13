"""The system's keyring: the one place where a key is kept. Only real keyrings are trusted, never a file of ours.

Calls can block for ever on the system's unlock prompt: keep them off the window's thread.
"""

from __future__ import annotations

import contextlib
from typing import Protocol

import keyring
import keyring.errors
from keyring.backend import KeyringBackend
from keyring.backends.chainer import ChainerBackend

from desktop.core.errors import KeyringLocked, KeyringMissing

SERVICE = "cloister"
TRUSTED = frozenset(
    {
        "keyring.backends.SecretService",
        "keyring.backends.kwallet",
        "keyring.backends.macOS",
        "keyring.backends.Windows",
    }
)
"""Modules of keyring 25 that hand a secret to the system; not `fail`, `null` or keyrings.alt's plaintext files."""


class SecretStore(Protocol):
    """Where secrets are kept, by name."""

    def backend(self) -> str:
        """Name of the system's keyring, for messages. Raises `KeyringMissing`."""
        ...

    def read(self, name: str) -> str | None:
        """The secret, or None when there is none of that name. Raises `KeyringMissing`, `KeyringLocked`."""
        ...

    def write(self, name: str, secret: str) -> None:
        """Keep a secret, replacing an older one."""
        ...

    def remove(self, name: str) -> bool:
        """Forget a secret; False when there was none."""
        ...


class SystemKeyring:
    """The keyring of the logged-in user: Secret Service, KWallet, Keychain or Credential Manager."""

    def backend(self) -> str:
        """Name of the backend in use. Raises `KeyringMissing` when none can be trusted."""
        return _name(_trusted())

    def read(self, name: str) -> str | None:
        """The secret, or None."""
        with _plain_errors():
            return _trusted().get_password(SERVICE, name)

    def write(self, name: str, secret: str) -> None:
        """Keep a secret."""
        with _plain_errors():
            _trusted().set_password(SERVICE, name, secret)

    def remove(self, name: str) -> bool:
        """Forget a secret; False when there was none."""
        with _plain_errors():
            try:
                _trusted().delete_password(SERVICE, name)
            except keyring.errors.PasswordDeleteError:
                return False
        return True


def _trusted() -> KeyringBackend:
    chosen = keyring.get_keyring()
    backends = chosen.backends if isinstance(chosen, ChainerBackend) else [chosen]
    for backend in backends:
        if type(backend).__module__ in TRUSTED:
            return backend
    raise KeyringMissing(
        "No keyring of the system is running that can be trusted with a key.",
        "Log in to a desktop session with a keyring (GNOME Keyring or KWallet), or set CLOISTER_PASSPHRASE_FD.",
    )


def _name(backend: KeyringBackend) -> str:
    return f"{type(backend).__module__}.{type(backend).__name__}"


class _plain_errors(contextlib.AbstractContextManager[None]):
    """Turns the keyring's own errors into ours."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        match error:
            case keyring.errors.KeyringLocked() | keyring.errors.InitError():
                raise KeyringLocked(
                    "The keyring is locked.", "Unlock it with your login password and try again."
                ) from None
            case keyring.errors.NoKeyringError():
                raise KeyringMissing("No keyring of the system is running.", "Log in to a desktop session.") from None
            case keyring.errors.PasswordSetError():
                raise KeyringLocked("The keyring did not accept the key.", "Unlock it and try again.") from None
            case keyring.errors.KeyringError():
                raise KeyringMissing(
                    "The keyring did not answer.", "Check that it is running, and try again."
                ) from None

"""The key for Claude, in the system's keyring and nowhere else."""

from __future__ import annotations

from desktop.core.errors import BadInput
from desktop.store.keyrings import SecretStore

ENTRY = "anthropic"


class Credentials:
    """Keeps one key. It is never shown again, and never written to a file."""

    def __init__(self, keyring: SecretStore) -> None:
        self._keyring = keyring

    def present(self) -> bool:
        """Whether there is a key."""
        return bool(self._keyring.read(ENTRY))

    def read(self) -> str | None:
        """The key, for the one request that needs it."""
        return self._keyring.read(ENTRY)

    def set(self, key: str) -> None:
        """Keep a key, replacing an older one."""
        key = key.strip()
        if not key or any(character.isspace() or not character.isprintable() for character in key):
            raise BadInput("This is not a key: it is empty or holds spaces.", "Copy the whole key and try again.")
        self._keyring.write(ENTRY, key)

    def remove(self) -> bool:
        """Forget the key; False when there was none."""
        return self._keyring.remove(ENTRY)

    def backend(self) -> str:
        """Name of the keyring in use. Raises `KeyringMissing`."""
        return self._keyring.backend()

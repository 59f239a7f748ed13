"""Keyrings for tests: one in memory, and the absence of one. The real one is tested in tests/store/test_keyrings.py."""

from dataclasses import dataclass, field

from desktop.core.errors import KeyringLocked, KeyringMissing


@dataclass
class MemoryKeyring:
    secrets: dict[str, str] = field(default_factory=dict)
    locked: bool = False

    def backend(self) -> str:
        return "tests.MemoryKeyring"

    def _open(self) -> dict[str, str]:
        if self.locked:
            raise KeyringLocked("The keyring is locked.", "Unlock it.")
        return self.secrets

    def read(self, name: str) -> str | None:
        return self._open().get(name)

    def write(self, name: str, secret: str) -> None:
        self._open()[name] = secret

    def remove(self, name: str) -> bool:
        return self._open().pop(name, None) is not None


class NoKeyring:
    def backend(self) -> str:
        raise KeyringMissing("No keyring.", "Log in.")

    def read(self, name: str) -> str | None:
        return self.backend()

    def write(self, name: str, secret: str) -> None:
        self.backend()

    def remove(self, name: str) -> bool:
        return bool(self.backend())

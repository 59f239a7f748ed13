"""How the window comes by its services: once the database is open, which may need a keyring's prompt."""

from __future__ import annotations

from typing import Protocol

from desktop.services.house import Services


class Opener(Protocol):
    """Opens the database and builds the services. Every method may block: never on the window's thread."""

    def new(self) -> bool:
        """Whether this is the first start here, so that a passphrase would be chosen rather than asked for."""
        ...

    def needs_passphrase(self) -> bool:
        """Whether `open` has to be given a passphrase."""
        ...

    def open(self, passphrase: str | None = None) -> Services:
        """The services. Raises `KeyringLocked`, `KeyringMissing`, `KeyWrong`, `DatabaseDamaged`, `DiskFull`."""
        ...

    def close(self) -> None:
        """End the helper processes and close the database; safe to call twice."""
        ...

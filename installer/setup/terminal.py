"""Shows what set-up is doing: numbered steps, seconds, a moving count, and what to do when one fails."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

_LIVE_SECONDS = 0.5  # how often a terminal's line is drawn again
_LOG_SECONDS = 30.0  # and how often a log gets a line, so that nobody thinks it hangs
_TAIL_LINES = 15
_GRACE_SECONDS = 10.0
_REMEDIES = (
    (
        "DO NOT MATCH THE HASHES",
        "A downloaded file is not the one that the lock file names. Nothing of it was installed. Do not work around"
        " this: try another network or mirror, and if it stays, tell the maintainers.",
    ),
    ("No space left on device", "The disk is full: Cloister needs about 3 GB while it is set up."),
    ("Could not get lock", "Another program is installing packages. Wait until it has finished, then start again."),
    (
        "No matching distribution found",
        "Either the network or the package mirror does not answer (see the log), or there is no ready-made package for"
        " this system: Python 3.11 to 3.14 on 64-bit Linux (glibc 2.34 or newer), macOS 14 or newer, and Windows 10 or"
        " newer will do.",
    ),
)
_NETWORK = "Check the network (or the package mirror), then start again: what was finished is kept."


class SetUpFailed(Exception):
    """Set-up cannot go on: one plain sentence, what to do about it, and the exit code."""

    def __init__(self, what: str, remedy: str = "", exit_code: int = 3) -> None:
        super().__init__(what)
        self.what = what
        self.remedy = remedy
        self.exit_code = exit_code


class Terminal:
    """Prints steps to a stream; on a terminal the running step's line moves, elsewhere it is repeated now and then."""

    def __init__(self, stream: TextIO = sys.stdout) -> None:
        self._stream = stream
        self.live = stream.isatty()
        self._drawn = 0

    def say(self, text: str) -> None:
        """Print one line for good."""
        self._stream.write(f"\r{text:<{self._drawn}}\n" if self.live else f"{text}\n")
        self._stream.flush()
        self._drawn = 0

    def draw(self, text: str) -> None:
        """Replace the moving line, or print one where lines cannot move."""
        if not self.live:
            self.say(text)
            return
        self._stream.write(f"\r{text:<{self._drawn}}")
        self._stream.flush()
        self._drawn = len(text)


@dataclass(frozen=True, slots=True)
class _Step:
    """One running command as the reader sees it."""

    title: str
    log: Path
    start: int
    began: float
    progress: Callable[[str], str]

    def read_output(self) -> str:
        with self.log.open("rb") as source:
            source.seek(self.start)
            return source.read().decode("utf-8", "replace")

    def describe(self) -> str:
        count = self.progress(self.read_output())
        return ", ".join(part for part in (f"  {self.title}", count, f"{time.monotonic() - self.began:.0f} s") if part)


def run_step(
    terminal: Terminal,
    title: str,
    command: Sequence[str | Path],
    log: Path,
    *,
    env: Mapping[str, str] | None = None,
    progress: Callable[[str], str] = lambda _: "",
    remedy: str = _NETWORK,
) -> None:
    """Run one command with its output in `log`, showing `title`, seconds and `progress(output so far)`.

    Raises SetUpFailed with the last lines of the output if the command does not return 0.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("a", encoding="utf-8") as sink:
        sink.write(f"\n$ {title}\n")
        sink.flush()
        step = _Step(title, log, log.stat().st_size, time.monotonic(), progress)
        words = [str(word) for word in command]
        # In a session of its own, so that an interruption ends all that it has started, compilers included.
        process = subprocess.Popen(
            words, stdin=subprocess.DEVNULL, stdout=sink, stderr=subprocess.STDOUT, env=env, start_new_session=True
        )
        try:
            while _is_running(process, _LIVE_SECONDS if terminal.live else _LOG_SECONDS):
                terminal.draw(step.describe())
        except BaseException:
            _end(process)
            raise
    if process.returncode:
        output = step.read_output()
        terminal.say(f"  {title}: failed")
        raise SetUpFailed(_failure(title, process.returncode, output, log), _choose_remedy(output, remedy))
    terminal.say(step.describe())


def _is_running(process: subprocess.Popen[bytes], seconds: float) -> bool:
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        return True
    return False


def _end(process: subprocess.Popen[bytes]) -> None:
    """Interrupt the command and all that it started, and end them for good if they have not stopped in time."""
    for sign in (signal.SIGINT, signal.SIGKILL) if sys.platform != "win32" else ():
        try:
            os.killpg(process.pid, sign)
            process.wait(_GRACE_SECONDS)
        except (OSError, subprocess.TimeoutExpired):
            continue
    process.kill()
    process.wait()


def _failure(title: str, code: int, output: str, log: Path) -> str:
    lines = [line for line in output.splitlines() if line.strip()][-_TAIL_LINES:]
    tail = "".join(f"    {line}\n" for line in lines)
    return f"{title}: this step failed with exit code {code}. Its last words:\n{tail}The whole output is in {log}."


def _choose_remedy(output: str, fallback: str) -> str:
    return next((remedy for sign, remedy in _REMEDIES if sign in output), fallback)

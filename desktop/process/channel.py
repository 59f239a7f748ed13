"""The parent's side of a child process: start, call, stream, cancel, restart. One kind for all children.

A channel answers one request at a time; callers on other threads wait their turn. A child that dies fails the request
it was working on with a plain sentence, and the next request starts a new one.
"""

from __future__ import annotations

import contextlib
import math
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import IO, Any, TypeAlias

from desktop.core.chat import CancelToken
from desktop.core.errors import AppError, ChildDied, TimedOut, from_code
from desktop.process.sandbox import Isolation, require
from desktop.process.wire import END_CHILD, BrokenFrame, Head, read_frame, write_frame, write_raw

POLL_S = 0.05
"""How soon a cancelled request notices."""
PATIENCE_S = 10.0
"""How long a child may take to answer after it was told to stop; then it is ended."""

KEPT_VARIABLES = ("PATH", "LANG", "LC_ALL", "SYSTEMROOT", "OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE")
FIXED_VARIABLES = {
    "OMP_WAIT_POLICY": "PASSIVE",  # two spinning OpenMP threads on shared cores cost a factor of ten
    # A thread pool of BLAS that starts at import would forbid the namespace, which only a single thread may enter.
    "OPENBLAS_NUM_THREADS": "1",
    "GGML_NO_BACKTRACE": "1",  # ggml would start gdb in a crashed process
    "HF_HUB_OFFLINE": "1",
    "TOKENIZERS_PARALLELISM": "false",
    "PYTHONDONTWRITEBYTECODE": "1",
}


class ChildBug(RuntimeError):
    """A child met an error that is ours: its kind and place, never its message."""


@dataclass(frozen=True, slots=True)
class Event:
    """Something a child reports while it works."""

    value: Any
    blob: bytes


@dataclass(frozen=True, slots=True)
class Result:
    """A child's answer: always the last thing of a stream."""

    value: Any
    blob: bytes


Answer: TypeAlias = Event | Result


def child_command(module: str) -> list[str]:
    """The command that runs one of our modules as a child: isolated from the environment and the user's site."""
    return [sys.executable, "-I", "-m", module]


def child_environment(extra: Mapping[str, str] | None = None) -> dict[str, str]:
    """No environment but what a child needs: no tokens, no session bus, no proxies, no home."""
    kept = {name: os.environ[name] for name in KEPT_VARIABLES if name in os.environ}
    return kept | FIXED_VARIABLES | dict(extra or {})


class Channel:
    """A child process and the way to talk to it. Construction starts nothing; the first request does."""

    def __init__(
        self,
        module: str,
        name: str,
        *,
        arguments: Sequence[str] = (),
        locked: bool = True,
        accept_unverified: bool = False,
        start_timeout_s: float = 60.0,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self._command = [*child_command(module), *arguments]
        if not locked:
            self._command = [*child_command("desktop.process.launcher"), *self._command]
        self._name = name
        self._locked = locked
        self._accept_unverified = accept_unverified
        self._start_timeout_s = start_timeout_s
        self._environment = child_environment(environment)
        self._turn = threading.Lock()
        self._writing = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._inbox: queue.SimpleQueue[tuple[Head, bytes] | None] = queue.SimpleQueue()
        self._number = 0
        self._sent = 0
        self._isolation: Isolation | None = None

    @property
    def isolation(self) -> Isolation | None:
        """What holds the present child in; None before the first request."""
        return self._isolation

    def start(self) -> None:
        """Start the child now rather than at the first request. Raises `NotIsolated` when it cannot be locked in."""
        with self._turn:
            self._living_process()

    def call(
        self, method: str, params: Mapping[str, Any] | None = None, blob: bytes = b"", *, timeout_s: float
    ) -> Result:
        """Ask for one answer. Raises `TimedOut` after `timeout_s` (the child is ended), `ChildDied`, or its error."""
        *_, answer = self.stream(method, params, blob, cancel=CancelToken(), timeout_s=timeout_s)
        return answer if isinstance(answer, Result) else Result(answer.value, answer.blob)

    def stream(
        self,
        method: str,
        params: Mapping[str, Any] | None = None,
        blob: bytes = b"",
        *,
        cancel: CancelToken,
        timeout_s: float | None = None,
        permit: Callable[[], None] = lambda: None,
    ) -> Generator[Answer, None, None]:
        """Ask for an answer in pieces: events, then one `Result`. A cancelled child answers with what it has so far.

        What is cancelled while it waits for its turn is not sent, and yields nothing. `permit` is called when the turn
        has come, last before the request is sent; what it raises keeps the request here.
        """
        while not self._turn.acquire(timeout=POLL_S):
            if cancel.cancelled:
                return
        try:
            process = self._living_process()
            permit()
            if cancel.cancelled:
                return
            self._number += 1
            self._send(process, {"id": self._number, "method": method, "params": dict(params or {})}, blob)
            yield from self._answers(process, self._number, cancel, timeout_s)
        finally:
            self._turn.release()

    def close(self) -> None:
        """End the child: first by closing its pipe, then, after two seconds, by force."""
        process, self._process = self._process, None
        if process is None:
            return
        if process.stdin is not None:
            with contextlib.suppress(OSError):
                process.stdin.close()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(2.0)
        self._end(process)

    def _answers(
        self, process: subprocess.Popen[bytes], number: int, cancel: CancelToken, timeout_s: float | None
    ) -> Iterator[Answer]:
        until = None if timeout_s is None else time.monotonic() + timeout_s
        told = finished = False
        try:
            while not finished:
                if cancel.cancelled and not told:
                    told = True
                    self._send(process, {"cancel": number})
                    until = min(until or math.inf, time.monotonic() + PATIENCE_S)
                answer = self._next(process, number, until)
                finished = isinstance(answer, Result)
                if answer is not None:
                    yield answer
        except (AppError, ChildBug):
            finished = True  # the child has answered, or is gone
            raise
        finally:
            if not finished:
                self._abandon(process, number)

    def _next(self, process: subprocess.Popen[bytes], number: int, until: float | None) -> Answer | None:
        try:
            frame = self._inbox.get(timeout=POLL_S)
        except queue.Empty:
            if until is not None and time.monotonic() > until:
                self._interrupt(process)
                raise TimedOut(
                    f"The {self._name} took too long and was stopped.", "Try again, or with less at once."
                ) from None
            return None
        if frame is None:
            raise self._died(process)
        head, blob = frame
        if "died" in head and int(head.get("given", self._sent)) >= self._sent:
            raise self._died(None)
        if head.get("id") != number:
            return None
        return _interpret(head, blob)

    def _abandon(self, process: subprocess.Popen[bytes], number: int) -> None:
        """The reader of a stream went away: cancel, and hear the child out, so that the next request finds it ready."""
        with contextlib.suppress(AppError, ChildBug):
            self._send(process, {"cancel": number})
            until = time.monotonic() + PATIENCE_S
            while not isinstance(self._next(process, number, until), Result):
                continue

    def _send(self, process: subprocess.Popen[bytes], head: Head, blob: bytes = b"") -> None:
        if process.stdin is None:
            raise self._died(process)
        self._sent += 1
        try:
            with self._writing:
                write_frame(process.stdin, head, blob)
        except (OSError, ValueError) as error:  # the pipe is gone, or was closed while we wrote
            raise self._died(process) from error

    def _interrupt(self, process: subprocess.Popen[bytes]) -> None:
        """End a child that does not answer. A launcher is only told to: a new one would inherit our own filter."""
        if self._locked:
            self._end(process)
        elif process.stdin is not None:
            with contextlib.suppress(OSError, ValueError), self._writing:
                write_raw(process.stdin, END_CHILD, b"")

    def _living_process(self) -> subprocess.Popen[bytes]:
        if self._process is not None and self._process.poll() is None:
            return self._process
        self._end(self._process)
        # The child's own words may hold a prompt or a document: they go nowhere.
        process = subprocess.Popen(
            self._command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=self._environment,
            close_fds=True,
            start_new_session=True,  # Ctrl-C is ours to handle, and a child has no terminal
        )
        self._process, self._inbox, self._sent = process, queue.SimpleQueue(), 0
        if process.stdout is not None:
            threading.Thread(target=_listen, args=(process.stdout, self._inbox), name=self._name, daemon=True).start()
        if self._locked:
            self._await_lock(process)
        return process

    def _await_lock(self, process: subprocess.Popen[bytes]) -> None:
        """Wait for the report of the self-test; nothing is said to a child that has not proved its lock."""
        try:
            frame = self._inbox.get(timeout=self._start_timeout_s)
        except queue.Empty:
            self._end(process)
            raise TimedOut(
                f"The {self._name} did not start in time.", "Try again when the computer is less busy."
            ) from None
        if frame is None or "ready" not in frame[0]:
            raise self._died(process)
        report = frame[0]["ready"]
        self._isolation = Isolation(
            bool(report["verified"]), tuple(report["layers"]), tuple(report["missing"]), dict(report["attempts"])
        )
        try:
            require(self._isolation, accept_unverified=self._accept_unverified)
        except AppError:
            self._end(process)
            raise

    def _end(self, process: subprocess.Popen[bytes] | None) -> None:
        if process is not None:
            process.kill()
            process.wait()
            for pipe in (process.stdin, process.stdout):
                if pipe is not None:
                    with contextlib.suppress(OSError):
                        pipe.close()
        self._process = None

    def _died(self, process: subprocess.Popen[bytes] | None) -> ChildDied:
        reason = ""
        if process is not None:
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(1.0)
            reason = _reason(process.returncode)
            self._end(process)
        return ChildDied(
            f"The {self._name} stopped{reason}.", "Nothing you wrote is lost. Try again: it is started anew."
        )


def _listen(source: IO[bytes], inbox: queue.SimpleQueue[tuple[Head, bytes] | None]) -> None:
    try:
        while (frame := read_frame(source)) is not None:
            inbox.put(frame)
    except (BrokenFrame, OSError, ValueError, RecursionError, MemoryError):
        pass  # what a subverted child writes must not leave its reader waiting
    finally:
        inbox.put(None)


def _interpret(head: Head, blob: bytes) -> Answer:
    match head:
        case {"event": value}:
            return Event(value, blob)
        case {"result": value}:
            return Result(value, blob)
        case {"error": {"code": code, "what": what, "remedy": remedy}}:
            raise from_code(str(code), str(what), str(remedy))
        case {"bug": {"kind": kind, "places": places}}:
            raise ChildBug(f"{kind} at {' < '.join(reversed(places))}")
        case _:
            raise ChildBug("a frame of no known kind")


def _reason(code: int | None) -> str:
    if code is None or code >= 0:
        return ""
    try:
        name = signal.Signals(-code).name
    except ValueError:
        name = f"signal {-code}"
    if name == "SIGKILL":
        return " (it was ended from outside, or the memory ran out)"
    return f" ({name})"


def together(channels: Sequence[Channel]) -> None:
    """Close several channels, the last started first."""
    for channel in reversed(channels):
        channel.close()

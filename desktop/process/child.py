"""The loop that every child process runs: lock, self-test, then answer one request after the other.

Requests come as frames `{"id", "method", "params"}`, and `{"cancel": id}` while one is being answered. Answers are any
number of `{"id", "event"}` and at last one of `{"id", "result"}` or `{"id", "error"}`; each may carry bytes.
"""

from __future__ import annotations

import os
import queue
import sys
import threading
import traceback
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import IO, Any, Protocol, TypeAlias

from desktop.core.errors import AppError, OutOfMemory
from desktop.process.sandbox import Isolation, lock
from desktop.process.wire import BrokenFrame, Head, read_frame, write_frame

Params: TypeAlias = dict[str, Any]
Reply: TypeAlias = tuple[Any, bytes]


@dataclass(slots=True)
class Call:
    """One request as a handler sees it: its parameters and bytes, a way to report, and whether it was cancelled."""

    params: Params
    blob: bytes
    emit: Callable[..., None]
    _cancelled: threading.Event = field(default_factory=threading.Event)

    @property
    def cancelled(self) -> bool:
        """Whether the parent no longer wants the answer; look between two steps."""
        return self._cancelled.is_set()


class Handler(Protocol):
    """Answers one method. Returns a JSON value, or one with bytes beside it."""

    def __call__(self, call: Call) -> Any:
        """Answer, or raise an `AppError` with a sentence for the user."""
        ...


@dataclass(frozen=True, slots=True)
class Locked:
    """A child with no network and no writes: `readable` is all it may read (None: everything), `writable` devices."""

    readable: Iterable[Path] | None = None
    writable: Iterable[Path] = ()


@dataclass(frozen=True, slots=True)
class Open:
    """The egress child: the one process of the app that is not locked in."""


def system_paths() -> list[Path]:
    """What any Python process has to read: its interpreter, its libraries, the system's, and /proc, /sys and /dev."""
    package = Path(__file__).resolve().parents[2]
    named = [
        "/usr",
        "/lib",
        "/lib64",
        "/etc/ld.so.cache",
        "/etc/localtime",
        "/etc/ssl/openssl.cnf",
        "/proc",
        "/sys",
        "/dev",
    ]
    return [Path(sys.prefix), Path(sys.base_prefix), package, *map(Path, named)]


def serve(build: Callable[[], Mapping[str, Handler]], confinement: Locked | Open) -> None:
    """Run a child for as long as its parent keeps the pipe open. `build` runs after the lock, at the first request."""
    incoming, outgoing = _take_pipes()
    match confinement:
        case Locked(readable, writable):
            isolation = lock(readable, writable)
        case Open():
            isolation = Isolation(verified=False, layers=(), missing=("not locked by design",), attempts={})
    sending = threading.Lock()

    def send(head: Head, blob: bytes = b"") -> None:
        with sending:
            write_frame(outgoing, head, blob)

    send({"ready": isolation.as_head(), "pid": os.getpid()})
    requests: queue.SimpleQueue[tuple[Head, Call] | None] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(incoming, requests, send), name="listen", daemon=True).start()
    built: dict[str, Handler] = {}

    def handle(method: str, call: Call) -> Any:
        if not built:
            built.update(build())
        return built[method](call)

    while (request := requests.get()) is not None:
        head, call = request
        try:
            send(*_answer(head["id"], partial(handle, head["method"], call)))
        except BrokenPipeError:
            return


def _take_pipes() -> tuple[IO[bytes], IO[bytes]]:
    """Keep the pipes to the parent for ourselves: what a library prints must not reach the frames."""
    incoming, outgoing = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_RDWR)
    os.dup2(nowhere, 0)
    os.dup2(2, 1)
    os.close(nowhere)
    return incoming, outgoing


def _listen(
    incoming: IO[bytes], requests: queue.SimpleQueue[tuple[Head, Call] | None], send: Callable[[Head, bytes], None]
) -> None:
    running: dict[int, Call] = {}
    try:
        while (frame := read_frame(incoming)) is not None:
            head, blob = frame
            if "cancel" in head:
                if (call := running.get(head["cancel"])) is not None:
                    call._cancelled.set()  # noqa: SLF001 - the loop's own half of the call
                continue
            number = head["id"]
            call = Call(
                head.get("params", {}),
                blob,
                lambda value, blob=b"", number=number: send({"id": number, "event": value}, blob),
            )
            running = {number: call}
            requests.put((head, call))
    except (BrokenFrame, OSError, KeyError):
        pass
    requests.put(None)
    # The parent is gone: whatever is still being computed has nobody to hear it.
    for call in running.values():
        call._cancelled.set()  # noqa: SLF001
    threading.Timer(2.0, os._exit, (0,)).start()


def _answer(number: int, work: Callable[[], Any]) -> tuple[Head, bytes]:
    """Answer one request. A bug is reported by its kind and place alone: its message may hold a user's text."""
    try:
        value = work()
    except AppError as error:
        return {"id": number, "error": {"code": error.code, "what": error.what, "remedy": error.remedy}}, b""
    except MemoryError:
        error_head = {"code": OutOfMemory.code, "what": "There was not enough memory for this.", "remedy": ""}
        return {"id": number, "error": error_head}, b""
    except Exception as error:  # noqa: BLE001 - the border of the process: everything becomes an answer
        places = [f"{Path(f.filename).name}:{f.lineno} in {f.name}" for f in traceback.extract_tb(error.__traceback__)]
        return {"id": number, "bug": {"kind": type(error).__name__, "places": places[-6:]}}, b""
    if isinstance(value, tuple) and len(value) == 2 and isinstance(value[1], bytes):
        return {"id": number, "result": value[0]}, value[1]
    return {"id": number, "result": value}, b""

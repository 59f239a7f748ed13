"""Runs work off the UI thread and brings each result home through one queued signal; no failure is silent."""

from __future__ import annotations

import logging
import threading
import traceback
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import PurePath
from typing import TypeVar

import shiboken6
from PySide6.QtCore import QObject, Qt, Signal, Slot

from desktop.core.errors import AppError

T = TypeVar("T")
_log = logging.getLogger(__name__)


class Bug(AppError):
    """Something that should not happen did. Says where, never what was being worked on."""

    code = "bug"


def as_app_error(error: BaseException) -> AppError:
    """Pass an `AppError` on; turn anything else into a `Bug` that names the kind and the place, without its text."""
    if isinstance(error, AppError):
        return error
    frames = traceback.extract_tb(error.__traceback__)
    place = f"{PurePath(frames[-1].filename).name}, line {frames[-1].lineno}" if frames else "an unknown place"
    kind = type(error).__name__
    trace = " < ".join(f"{PurePath(frame.filename).name}:{frame.lineno}" for frame in reversed(frames))
    _log.error("bug: %s at %s", kind, trace)
    return Bug(
        "Something went wrong inside Cloister. Nothing you typed is lost.",
        f"Try again; if it comes back, report this: {kind} in {place}.",
    )


class Jobs(QObject):
    """A pool of threads as the UI sees it.

    `run` hands `work` to the pool; its result reaches `done` on the UI thread, its failure `failed`, or the signal
    `failed_unhandled` when the caller gave no `failed`. A result for a `parent` that is gone is dropped.
    """

    failed_unhandled = Signal(object)
    _came_home = Signal(object)

    def __init__(self, parent: QObject | None = None, *, workers: int = 4) -> None:
        super().__init__(parent)
        self._pool = ThreadPoolExecutor(workers, thread_name_prefix="job")
        self._open = True
        self._came_home.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    @property
    def pool(self) -> ThreadPoolExecutor:
        """The threads themselves, for a turn that runs for as long as it takes."""
        return self._pool

    def run(
        self,
        parent: QObject,
        work: Callable[[], T],
        done: Callable[[T], None] | None = None,
        failed: Callable[[AppError], None] | None = None,
    ) -> None:
        """Start `work` on the pool; nothing happens any more once the jobs were shut down."""
        if self._open:
            self._pool.submit(work).add_done_callback(lambda job: self._send(parent, job, done, failed))

    def detach(
        self,
        parent: QObject,
        work: Callable[[], T],
        done: Callable[[T], None],
        failed: Callable[[AppError], None] | None = None,
    ) -> None:
        """Start `work` that may never return (a keyring's prompt) on a thread that does not keep the process alive."""
        job: Future[T] = Future()
        job.add_done_callback(lambda ended: self._send(parent, ended, done, failed))
        threading.Thread(target=_fulfil, args=(job, work), name="patient-job", daemon=True).start()

    def shut_down(self, *, wait: bool = True) -> None:
        """Take no more work and, with `wait`, let what runs come to its end. Results that arrive later are dropped."""
        self._open = False
        self._pool.shutdown(wait=wait, cancel_futures=False)

    def _send(
        self,
        parent: QObject,
        job: Future[T],
        done: Callable[[T], None] | None,
        failed: Callable[[AppError], None] | None,
    ) -> None:
        def deliver() -> None:
            if not shiboken6.isValid(parent):
                return
            error = job.exception()
            if error is None:
                if done is not None:
                    done(job.result())
            elif failed is not None:
                failed(as_app_error(error))
            else:
                self.failed_unhandled.emit(as_app_error(error))

        if shiboken6.isValid(self):
            self._came_home.emit(deliver)

    @Slot(object)
    def _deliver(self, deliver: Callable[[], None]) -> None:
        if self._open:
            deliver()


def _fulfil(job: Future[T], work: Callable[[], T]) -> None:
    try:
        job.set_result(work())
    except BaseException as error:  # noqa: BLE001 - the future carries it home, whatever it is
        job.set_exception(error)

"""Runs a turn off the UI thread; brings its events home at most 30 times a second and asks on the UI thread."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, InvalidStateError, ThreadPoolExecutor
from contextlib import suppress
from typing import Protocol

import shiboken6
from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from desktop.bridge.jobs import as_app_error
from desktop.core.chat import CancelToken, ConversationId
from desktop.core.turn import Choice, Review, TurnEvent

TICK_MS = 33
"""30 batches a second: as fast as an eye follows text (measured: each token by itself costs ten times as much)."""


class RunsTurns(Protocol):
    """What a turn needs of the chat service."""

    def run_turn(
        self,
        conversation: ConversationId,
        text: str,
        *,
        ask: Callable[[Review], Choice],
        emit: Callable[[TurnEvent], None],
        cancel: CancelToken,
    ) -> None:
        """Run one turn to its end, blocking."""
        ...


class Turn(QObject):
    """One running turn, as the UI sees it.

    `came` carries a batch of events; `asked` a review and the function that takes the `Choice`; `ended` the error that
    ended the turn, or None. Every event comes before `ended`.
    """

    came = Signal(list)
    asked = Signal(object, object)
    ended = Signal(object)
    _over = Signal(object)

    def __init__(self, conversation: ConversationId, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.conversation = conversation
        self._cancel = CancelToken()
        self._queue: deque[TurnEvent] = deque()
        self._question: Future[Choice] | None = None
        self._lock = threading.Lock()
        self._tick = QTimer(self, interval=TICK_MS)
        self._tick.timeout.connect(self._drain)
        self._over.connect(self._finish, Qt.ConnectionType.QueuedConnection)

    def start(self, pool: ThreadPoolExecutor, chat: RunsTurns, text: str) -> None:
        """Hand the turn to the pool."""
        self._tick.start()
        job = pool.submit(
            chat.run_turn, self.conversation, text, ask=self._ask, emit=self._queue.append, cancel=self._cancel
        )
        job.add_done_callback(lambda done: self._report(done.exception()))

    def stop(self) -> None:
        """Ask the turn to end soon; a question that waits for an answer is answered with `CANCEL`."""
        self._cancel.cancel()
        with self._lock:
            question = self._question
        if question is not None:
            _settle(question, Choice.CANCEL)

    @property
    def stopped(self) -> bool:
        """Whether somebody asked it to stop."""
        return self._cancel.cancelled

    def _ask(self, review: Review) -> Choice:
        """Wait on the turn's thread for the user's choice. Runs off the UI thread."""
        answer: Future[Choice] = Future()
        with self._lock:
            self._question = answer
        if self._cancel.cancelled or not shiboken6.isValid(self):
            return Choice.CANCEL
        self.asked.emit(review, lambda choice: _settle(answer, choice))
        return answer.result()

    def _report(self, error: BaseException | None) -> None:
        if shiboken6.isValid(self):
            self._over.emit(error)

    @Slot()
    def _drain(self) -> None:
        if batch := [self._queue.popleft() for _ in range(len(self._queue))]:
            self.came.emit(batch)

    @Slot(object)
    def _finish(self, error: BaseException | None) -> None:
        self._tick.stop()
        self._drain()
        self.ended.emit(None if error is None else as_app_error(error))


def _settle(answer: Future[Choice], choice: Choice) -> None:
    """Answer once; a second answer (a closed sheet after a stop) changes nothing."""
    with suppress(InvalidStateError):
        answer.set_result(choice)

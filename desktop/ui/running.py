"""A turn under way and what it has brought so far, so that it can be shown again after a look elsewhere."""

from __future__ import annotations

from typing import assert_never

from PySide6.QtCore import QObject, Signal

from desktop.bridge.jobs import Jobs
from desktop.bridge.turns import RunsTurns, Turn
from desktop.core.chat import ConversationId, Message, MessageId, Route
from desktop.core.errors import AppError
from desktop.core.turn import (
    Answering,
    Asked,
    Completed,
    KeptHere,
    Reading,
    Review,
    Reviewed,
    Said,
    Searched,
    TurnEvent,
)
from desktop.ui.message import AnswerView


class Running(QObject):
    """Feeds `view` while there is one, and remembers everything for the next.

    `asked` hands a review and the answer's function on; `stored` a message that is in the database; `kept` the reason
    why nothing was sent; `ended` the error that ended the turn, or None, and comes last.
    """

    asked = Signal(object, object)
    stored = Signal(object)
    kept = Signal(object)
    ended = Signal(object)

    def __init__(self, conversation: ConversationId, text: str, *, cloud: bool, parent: QObject) -> None:
        super().__init__(parent)
        self.conversation = conversation
        self.text = text
        self.taken = False
        self.answer: MessageId | None = None
        self._route = Route.CLOUD if cloud else Route.LOCAL
        self._said: list[str] = []
        self._searched = Searched(0, ())
        self._words = "Looking at your question"
        self._view: AnswerView | None = None
        self._turn = Turn(conversation, self)
        self._turn.came.connect(self._on_came)
        self._turn.asked.connect(self._on_asked)
        self._turn.ended.connect(self._on_ended)

    def start(self, jobs: Jobs, chat: RunsTurns) -> None:
        """Begin."""
        self._turn.start(jobs.pool, chat, self.text)

    def stop(self) -> None:
        """Ask it to end soon."""
        self._words = "Stopping"
        if self._view is not None and not self._said:
            self._view.meta.say(self._words)
        self._turn.stop()

    def show_in(self, view: AnswerView | None) -> None:
        """Show all that came so far in `view`, and what comes from now on; None: nowhere."""
        self._view = view
        if view is None:
            return
        view.start(self._route)
        self._show_searched()
        if self._said:
            view.body.feed("".join(self._said))
            view.body.flush()
            view.meta.count_pieces(len(self._said))
        else:
            view.meta.say(self._words)

    def _on_came(self, events: list[TurnEvent]) -> None:
        pieces: list[str] = []
        for event in events:
            match event:
                case Said(piece):
                    pieces.append(piece)
                case _:
                    self._take(pieces)
                    pieces = []
                    self._handle(event)
        self._take(pieces)

    def _take(self, pieces: list[str]) -> None:
        if not pieces:
            return
        self._said += pieces
        if self._view is not None:
            self._view.body.feed("".join(pieces))
            self._view.body.flush()
            self._view.meta.count_pieces(len(pieces))

    def _handle(self, event: Asked | Searched | Reviewed | Answering | Reading | Said | Completed | KeptHere) -> None:
        match event:
            case Asked(message):
                self.taken = True
                self.stored.emit(message)
            case Searched():
                self._searched = event
                self._show_searched()
            case Reviewed():
                self._say("Waiting for your decision")
            case Answering(message, route, _):
                self._begin(message, route)
            case Reading(done, total):
                if self._view is not None:
                    self._view.meta.count_reading(done, total)
            case Completed(message):
                self._complete(message)
            case KeptHere():
                self._view = None
                self.kept.emit(event)
            case Said():
                pass  # taken in batches
            case unknown:
                assert_never(unknown)

    def _begin(self, message: MessageId, route: Route) -> None:
        self.answer, self._route = message, route
        if self._view is not None:
            self._view.start(route)
        self._say("Reading your question" if route is Route.LOCAL else "Sent, waiting for the first word")

    def _complete(self, message: Message) -> None:
        self._view = None
        self.stored.emit(message)

    def _say(self, words: str) -> None:
        self._words = words
        if self._view is not None:
            self._view.meta.say(words)

    def _show_searched(self) -> None:
        if self._view is not None and self._searched.documents:
            self._view.show_searched(self._searched.documents, len(self._searched.used))

    def _on_asked(self, review: Review, answer: object) -> None:
        self.asked.emit(review, answer)

    def _on_ended(self, error: AppError | None) -> None:
        self.ended.emit(error)

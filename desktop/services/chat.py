"""One turn of a conversation, top to bottom: store, search, fit, route, review, ask, clear, answer, cite, store."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator
from contextlib import closing
from dataclasses import dataclass, replace
from typing import TypeAlias, assert_never

from desktop.core.chat import (
    Attachment,
    CancelToken,
    Conversation,
    ConversationId,
    Delta,
    Finished,
    FinishReason,
    Message,
    Model,
    ModelEvent,
    Prefill,
    Request,
    Role,
    Route,
)
from desktop.core.cost import Cost, local_cost
from desktop.core.errors import BadInput
from desktop.core.evidence import Passage
from desktop.core.privacy import Verdict
from desktop.core.settings import Settings
from desktop.core.turn import (
    Answering,
    Asked,
    Choice,
    Completed,
    KeptHere,
    Reading,
    Review,
    Reviewed,
    Said,
    Searched,
    TurnEvent,
)
from desktop.privacy.gate import Gate
from desktop.services.collections import Collections
from desktop.services.context import Count, estimate_tokens, fit, strongest
from desktop.services.outbox import Outbox
from desktop.store.conversations import Conversations

KEEP_EVERY_S = 1.0
"""How much of an answer a crash may cost at most, in seconds."""
CLOUD_ROOM = 200_000
"""Tokens of the smallest context among the Claude models on offer (claude-haiku-4-5)."""
PASSAGES = 4
"""Most passages a question is answered from: about 1,000 tokens."""
TITLE_LENGTH = 48
UNTITLED = "New conversation"

Ask: TypeAlias = Callable[[Review], Choice]
Emit: TypeAlias = Callable[[TurnEvent], None]


@dataclass(frozen=True, slots=True)
class LocalRoute:
    """The local model with what fitting and pricing need to know of it."""

    model: Model[Request]
    name: Callable[[], str]
    room: Callable[[], int]
    count: Count


@dataclass(frozen=True, slots=True)
class _Question:
    """What was asked, where, after what, and what the documents have to say to it."""

    conversation: Conversation
    text: str
    history: tuple[Message, ...]
    documents: int
    passages: tuple[Passage, ...]
    seed: int | None


class ChatService:
    """Runs turns. One call is one turn, on the calling thread; nothing here knows who is watching."""

    def __init__(
        self,
        conversations: Conversations,
        collections: Collections,
        gate: Gate,
        outbox: Outbox,
        *,
        local: LocalRoute,
        settings: Callable[[], Settings],
    ) -> None:
        self._conversations = conversations
        self._collections = collections
        self._gate = gate
        self._outbox = outbox
        self._local = local
        self._settings = settings

    def run_turn(
        self,
        conversation: ConversationId,
        text: str,
        *,
        ask: Ask,
        emit: Emit,
        cancel: CancelToken,
        seed: int | None = None,
    ) -> None:
        """Answer `text` in a conversation. `ask` blocks until the user has decided what may leave.

        A `seed` makes a local answer repeatable where the temperature is not 0.
        """
        question = self._take(conversation, text, seed, emit)
        match self._route(question.conversation):
            case Route.LOCAL:
                self._answer_here(question, emit, cancel)
            case Route.CLOUD:
                self._answer_in_cloud(question, ask, emit, cancel)
            case unknown:
                assert_never(unknown)

    def _take(self, number: ConversationId, text: str, seed: int | None, emit: Emit) -> _Question:
        """Store the question before anything else happens, then search the attached documents."""
        if not text.strip():
            raise BadInput("There is no question.", "Type one.")
        conversation = self._conversations.get(number)
        history = self._conversations.messages(number)
        documents = self._collections.documents(number)
        attachments = tuple(Attachment(info.id, info.name, info.pages) for info in documents)
        emit(Asked(self._conversations.add(number, Role.USER, text, attachments=attachments)))
        if conversation.title == UNTITLED:
            self._conversations.rename(number, _title(text))
        passages = strongest(self._collections.search(text, documents, PASSAGES)) if documents else ()
        return _Question(conversation, text, history, len(documents), passages, seed)

    def _route(self, conversation: Conversation) -> Route:
        """Here, unless this conversation's switch is on and the settings allow it."""
        return Route.CLOUD if conversation.cloud and self._settings().cloud_allowed else Route.LOCAL

    def _answer_here(self, question: _Question, emit: Emit, cancel: CancelToken) -> None:
        room, longest = self._local.room(), self._settings().local_max_tokens
        request, used = self._fit(question, room, longest, self._local.count)
        emit(Searched(question.documents, used))
        events = self._local.model.stream(replace(request, seed=question.seed), cancel)
        self._answer(question, events, emit, route=Route.LOCAL, model=self._local.name(), passages=used)

    def _answer_in_cloud(self, question: _Question, ask: Ask, emit: Emit, cancel: CancelToken) -> None:
        request, used = self._fit(question, CLOUD_ROOM, self._settings().cloud_max_tokens, estimate_tokens)
        emit(Searched(question.documents, used))
        review = self._gate.review(request)
        emit(Reviewed(review))
        choice = ask(review)
        match Choice.CANCEL if cancel.cancelled else choice:
            case Choice.CANCEL:
                emit(KeptHere(_reason(review), review))
            case Choice.KEEP_LOCAL:
                self._answer_here(question, emit, cancel)
            case Choice.SEND:
                cleared = self._gate.clear(review, choice, question.conversation.id)
                events = self._outbox.send(cleared, review.report, cancel)
                self._answer(question, events, emit, route=Route.CLOUD, model=review.model, passages=used)
            case unknown:
                assert_never(unknown)

    def _fit(
        self, question: _Question, room: int, max_tokens: int, count: Count
    ) -> tuple[Request, tuple[Passage, ...]]:
        return fit(question.text, question.history, question.passages, room=room, max_tokens=max_tokens, count=count)

    def _answer(
        self,
        question: _Question,
        events: Generator[ModelEvent, None, None],
        emit: Emit,
        *,
        route: Route,
        model: str,
        passages: tuple[Passage, ...],
    ) -> None:
        """Show an answer as it comes and store it, also when it is stopped or fails half way."""
        row = self._conversations.add(
            question.conversation.id, Role.ASSISTANT, "", route=route, model=model, searched=question.documents
        )
        emit(Answering(row.id, route, model))
        said: list[str] = []
        end: Finished | None = None
        kept_at = time.monotonic()
        try:
            with closing(events):
                for event in events:
                    match event:
                        case Delta(piece):
                            said.append(piece)
                            emit(Said(piece))
                        case Prefill(done, total):
                            emit(Reading(done, total))
                        case Finished():
                            end = event
                        case unknown:
                            assert_never(unknown)
                    if said and time.monotonic() - kept_at > KEEP_EVERY_S:
                        self._conversations.keep(row.id, "".join(said))
                        kept_at = time.monotonic()
        except BaseException:
            if said:
                self._close(row, "".join(said), None, passages)
            else:
                self._conversations.discard(row.id)
            raise
        emit(Completed(self._close(row, "".join(said), end, passages)))

    def _close(self, row: Message, text: str, end: Finished | None, passages: tuple[Passage, ...]) -> Message:
        if end is None:
            return self._conversations.complete(
                row.id, text, FinishReason.FAILED, model=row.model, usage=None, cost=None
            )
        return self._conversations.complete(
            row.id,
            text,
            end.reason,
            model=end.model if row.route is Route.CLOUD else row.model,
            usage=end.usage,
            cost=self._price(row.route, end),
            citations=self._collections.cite(text, passages) if passages and text else (),
        )

    def _price(self, route: Route | None, end: Finished) -> Cost | None:
        if route is Route.CLOUD:
            return self._outbox.price(end.model, end.usage)
        settings = self._settings()
        return local_cost(end.usage.total_ms, settings.local_watts, settings.usd_per_kwh)


def _reason(review: Review) -> str:
    if review.report.verdict is Verdict.CLEARED:
        return "You kept this here."
    return " ".join(review.report.reasons) or "This was not cleared."


def _title(text: str) -> str:
    """The first line of the first question, cut at a word."""
    line = " ".join(text.split())
    if len(line) <= TITLE_LENGTH:
        return line
    return line[:TITLE_LENGTH].rsplit(" ", 1)[0].rstrip(",;:.") + " ..."

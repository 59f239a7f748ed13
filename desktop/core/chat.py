"""The words of the house: what is said, by whom, where it is answered, and what that took."""

from __future__ import annotations

import threading
from collections.abc import Generator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType, Protocol, TypeAlias, TypeVar

from desktop.core.cost import Cost
from desktop.core.evidence import Citation, DocumentId

ConversationId = NewType("ConversationId", int)
MessageId = NewType("MessageId", int)


class Role(StrEnum):
    """Who speaks."""

    SYSTEM = "system"
    USER = "user"
    ASSISTANT = "assistant"


class Route(StrEnum):
    """Where an answer is made."""

    LOCAL = "local"
    CLOUD = "cloud"


class FinishReason(StrEnum):
    """Why an answer ended."""

    END = "end"
    LENGTH = "length"
    STOPPED = "stopped"
    REFUSED = "refused"
    CUT_OFF = "cut_off"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Text:
    """One utterance as a model reads it."""

    role: Role
    text: str


@dataclass(frozen=True, slots=True)
class Request:
    """All that a model will see, and how long it may answer.

    `texts` alternate between user and assistant and end with the user; `max_tokens` bounds the answer;
    `temperature` 0 means greedy; a `seed` makes sampling repeatable (local route alone).
    """

    system: str
    texts: tuple[Text, ...]
    max_tokens: int
    temperature: float = 0.0
    seed: int | None = None


@dataclass(frozen=True, slots=True)
class Usage:
    """What an answer took. Times in milliseconds from the moment the prompt was handed over."""

    prompt_tokens: int
    completion_tokens: int
    ttft_ms: int
    total_ms: int
    cached_tokens: int = 0

    @property
    def tokens_per_second(self) -> float:
        """Decoding speed: tokens after the first, over the time after the first. 0 when there is nothing to divide."""
        elapsed_ms = self.total_ms - self.ttft_ms
        return (
            0.0 if elapsed_ms <= 0 or self.completion_tokens < 2 else (self.completion_tokens - 1) * 1000 / elapsed_ms
        )


@dataclass(frozen=True, slots=True)
class Delta:
    """The next piece of an answer."""

    text: str


@dataclass(frozen=True, slots=True)
class Prefill:
    """How much of the prompt has been read: `done` of `total` tokens."""

    done: int
    total: int


@dataclass(frozen=True, slots=True)
class Finished:
    """The end of an answer: always the last event of a stream."""

    usage: Usage
    reason: FinishReason
    model: str


ModelEvent: TypeAlias = Delta | Prefill | Finished
Prompt_contra = TypeVar("Prompt_contra", contravariant=True)


class Model(Protocol[Prompt_contra]):
    """A model answers a prompt of its own type: the local one any `Request`, the cloud one a `ClearedPrompt` alone."""

    def stream(self, prompt: Prompt_contra, cancel: CancelToken) -> Generator[ModelEvent, None, None]:
        """Yield the answer as it is made; who leaves it early closes it.

        Setting `cancel` ends it soon, with a `Finished` that says STOPPED.
        """
        ...


class CancelToken:
    """Set by whoever wants to stop, read by the work between two steps."""

    def __init__(self) -> None:
        self._event = threading.Event()

    def cancel(self) -> None:
        """Ask the work to stop; safe from any thread, and more than once."""
        self._event.set()

    @property
    def cancelled(self) -> bool:
        """Whether somebody asked to stop."""
        return self._event.is_set()


@dataclass(frozen=True, slots=True)
class Attachment:
    """A document that a message was asked about."""

    document: DocumentId
    name: str
    pages: int


@dataclass(frozen=True, slots=True)
class Message:
    """One stored message. `reason` is None for a user's message and for an answer still under way."""

    id: MessageId
    conversation: ConversationId
    role: Role
    text: str
    created: datetime
    route: Route | None = None
    model: str = ""
    reason: FinishReason | None = None
    usage: Usage | None = None
    cost: Cost | None = None
    citations: tuple[Citation, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    searched: int = 0


@dataclass(frozen=True, slots=True)
class Conversation:
    """A row of the sidebar. `cloud` is the user's switch for this conversation: off until switched on."""

    id: ConversationId
    title: str
    created: datetime
    updated: datetime
    cloud: bool = False
    messages: int = 0

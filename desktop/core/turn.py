"""What happens in one turn, in the order it happens."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from desktop.core.chat import Message, MessageId, Route
from desktop.core.evidence import Passage
from desktop.core.privacy import ScanReport


@dataclass(frozen=True, slots=True)
class Review:
    """What is about to leave and what the scan said of it. `body` is the exact bytes, `url` where they would go."""

    route: Route
    report: ScanReport
    body: bytes
    url: str
    model: str


class Choice(StrEnum):
    """What the user decides when a text is about to leave. Closing the sheet is `CANCEL`."""

    KEEP_LOCAL = "keep_local"
    CANCEL = "cancel"
    SEND = "send"


@dataclass(frozen=True, slots=True)
class Asked:
    """The user's message is stored."""

    message: Message


@dataclass(frozen=True, slots=True)
class Searched:
    """The attached documents were searched: `used` of the passages found go to the model."""

    documents: int
    used: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class Reviewed:
    """The gate has looked at everything that would leave."""

    review: Review


@dataclass(frozen=True, slots=True)
class Answering:
    """A model has been handed the prompt; the answer's row exists."""

    message: MessageId
    route: Route
    model: str


@dataclass(frozen=True, slots=True)
class Reading:
    """The model is still reading the prompt: `done` of `total` tokens."""

    done: int
    total: int


@dataclass(frozen=True, slots=True)
class Said:
    """The next piece of the answer."""

    text: str


@dataclass(frozen=True, slots=True)
class Completed:
    """The answer as it is stored: whole, stopped, or cut off, and `message.reason` says which."""

    message: Message


@dataclass(frozen=True, slots=True)
class KeptHere:
    """Nothing left this computer, and why."""

    reason: str
    review: Review | None


TurnEvent: TypeAlias = Asked | Searched | Reviewed | Answering | Reading | Said | Completed | KeptHere

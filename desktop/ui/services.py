"""What the window asks of the floors below, method by method; the real services satisfy it by their shape."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from desktop.bridge.turns import RunsTurns
from desktop.core.chat import Conversation, ConversationId, Message
from desktop.core.cost import MicroUsd
from desktop.core.evidence import DocumentId, DocumentInfo
from desktop.core.privacy import ScanReport
from desktop.core.settings import Settings


class PageImage(Protocol):
    """A painted page: `rgb` holds 3 bytes for each of `width` times `height` pixels, row by row, without padding."""

    @property
    def width(self) -> int:
        """Pixels across."""
        ...

    @property
    def height(self) -> int:
        """Pixels down."""
        ...

    @property
    def rgb(self) -> bytes:
        """The pixels."""
        ...


class Library(Protocol):
    """Conversations and their messages."""

    def conversations(self) -> tuple[Conversation, ...]:
        """All of them, the newest first."""
        ...

    def messages(self, conversation: ConversationId, /) -> tuple[Message, ...]:
        """All messages of one, in order."""
        ...

    def create(self) -> Conversation:
        """Start a new one."""
        ...

    def rename(self, conversation: ConversationId, title: str, /) -> object:
        """Give it another title."""
        ...

    def delete(self, conversation: ConversationId, /) -> object:
        """Remove it with everything in it."""
        ...

    def set_cloud(self, conversation: ConversationId, on: bool, /) -> Conversation:
        """Turn Claude on or off; raises `StaysHere` where policy forbids it."""
        ...

    def search(self, text: str, /) -> tuple[Conversation, ...]:
        """Conversations that hold the words."""
        ...

    def sends_today(self) -> tuple[int, MicroUsd]:
        """How many requests left today, and what Claude cost this month."""
        ...


class Collections(Protocol):
    """The documents of a conversation."""

    def attach(self, conversation: ConversationId, path: Path, password: str | None = None) -> DocumentInfo:
        """Read a file; raises `FileNeedsPassword` and the other file errors."""
        ...

    def documents(self, conversation: ConversationId, /) -> tuple[DocumentInfo, ...]:
        """What is attached."""
        ...

    def detach(self, conversation: ConversationId, document: DocumentId, /) -> object:
        """Take a document out of the conversation."""
        ...

    def page_image(self, document: DocumentId, page: int, scale: float, /) -> PageImage:
        """Paint page `page` (from 1) at `scale` pixels for a point."""
        ...


class Scanning(Protocol):
    """The scan while typing."""

    def preview(self, text: str, /) -> ScanReport:
        """What the scanner makes of a draft."""
        ...


class Preferences(Protocol):
    """Settings with their locks."""

    @property
    def settings(self) -> Settings:
        """The effective values."""
        ...

    @property
    def locked(self) -> frozenset[str]:
        """Keys that the user may see but not change."""
        ...

    @property
    def managed_by(self) -> str:
        """Who locked them; empty when nobody did."""
        ...

    def set(self, key: str, value: object, /) -> Settings:
        """Change one; returns the new settings."""
        ...


class Credentials(Protocol):
    """The key for Claude."""

    def present(self) -> bool:
        """Whether there is one."""
        ...

    def set(self, key: str, /) -> object:
        """Keep a key in the system's store."""
        ...

    def remove(self) -> object:
        """Forget it."""
        ...


class Models(Protocol):
    """The local model."""

    def current_name(self) -> str:
        """Its name in words, or empty when none is installed."""
        ...


class Services(Protocol):
    """All that the window talks to."""

    @property
    def chat(self) -> RunsTurns:
        """Turns."""
        ...

    @property
    def library(self) -> Library:
        """Conversations."""
        ...

    @property
    def collections(self) -> Collections:
        """Documents."""
        ...

    @property
    def scanning(self) -> Scanning:
        """The scan while typing."""
        ...

    @property
    def preferences(self) -> Preferences:
        """Settings."""
        ...

    @property
    def credentials(self) -> Credentials:
        """The key for Claude."""
        ...

    @property
    def models(self) -> Models:
        """The local model."""
        ...


class Opener(Protocol):
    """Opens the database and everything above it; each call may block for as long as a prompt is open."""

    def open(self, passphrase: str | None = None, /) -> Services:
        """Open; raises `KeyringLocked`, `KeyringMissing`, `KeyWrong`, `DatabaseDamaged`."""
        ...

    def needs_passphrase(self) -> bool:
        """Whether a passphrase opens the database here, because there is no keyring."""
        ...

    def new(self) -> bool:
        """Whether a passphrase is being set for the first time."""
        ...

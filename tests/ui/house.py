"""Small real services in memory: what the window needs, without models, files or a database."""

from __future__ import annotations

import hashlib
import json
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from desktop.core.chat import (
    Attachment,
    CancelToken,
    Conversation,
    ConversationId,
    FinishReason,
    Message,
    MessageId,
    Role,
    Route,
    Usage,
)
from desktop.core.cost import Cost, MicroUsd, local_cost
from desktop.core.errors import AppError, FileEmpty, FileNeedsPassword, StaysHere
from desktop.core.evidence import DocumentId, DocumentInfo, DocumentStatus
from desktop.core.privacy import Category, Finding, ScanReport, Verdict
from desktop.core.settings import Settings
from desktop.core.turn import Answering, Asked, Choice, Completed, KeptHere, Review, Reviewed, Said, Searched, TurnEvent

NAME = "Robin Sample"
NOW = datetime.now(UTC)


class Library:
    """Conversations in a dictionary."""

    def __init__(self) -> None:
        self.rows: dict[ConversationId, Conversation] = {}
        self.said: dict[ConversationId, list[Message]] = {}
        self.next = 1
        self.sends = (0, MicroUsd(0))
        self.cloud_allowed = True

    def add(self, title: str, *, days: int = 0, cloud: bool = False) -> Conversation:
        number = ConversationId(len(self.rows) + 1)
        when = NOW - timedelta(days=days, minutes=len(self.rows))
        self.rows[number] = Conversation(number, title, when, when, cloud)
        self.said[number] = []
        return self.rows[number]

    def put(self, conversation: ConversationId, role: Role, text: str, **more: object) -> Message:
        message = Message(MessageId(self.next), conversation, role, text, datetime.now(UTC), **more)  # type: ignore[arg-type]
        self.next += 1
        self.said[conversation].append(message)
        return message

    def conversations(self) -> tuple[Conversation, ...]:
        return tuple(sorted(self.rows.values(), key=lambda row: row.updated, reverse=True))

    def messages(self, conversation: ConversationId) -> tuple[Message, ...]:
        return tuple(self.said[conversation])

    def create(self) -> Conversation:
        row = self.add("New conversation")
        self.rows[row.id] = replace(row, updated=datetime.now(UTC))
        return self.rows[row.id]

    def rename(self, conversation: ConversationId, title: str) -> None:
        self.rows[conversation] = replace(self.rows[conversation], title=title)

    def delete(self, conversation: ConversationId) -> None:
        del self.rows[conversation], self.said[conversation]

    def set_cloud(self, conversation: ConversationId, on: bool) -> Conversation:
        if on and not self.cloud_allowed:
            raise StaysHere("Claude is switched off on this computer.", "Ask here.")
        self.rows[conversation] = replace(self.rows[conversation], cloud=on)
        return self.rows[conversation]

    def search(self, text: str) -> tuple[Conversation, ...]:
        def hit(row: Conversation) -> bool:
            return text.lower() in row.title.lower() or any(text in message.text for message in self.said[row.id])

        return tuple(row for row in self.conversations() if hit(row))

    def sends_today(self) -> tuple[int, MicroUsd]:
        return self.sends


@dataclass
class PageImage:
    width: int
    height: int
    rgb: bytes


@dataclass
class Collections:
    """Files by name; `secret.pdf` asks for the password `open sesame`, an empty file cannot be read."""

    attached: dict[ConversationId, list[DocumentInfo]] = field(default_factory=dict)
    painter: Callable[[int, float], PageImage] | None = None

    def attach(self, conversation: ConversationId, path: Path, password: str | None = None) -> DocumentInfo:
        if path.name == "secret.pdf" and password != "open sesame":
            raise FileNeedsPassword("secret.pdf asks for a password.", "Enter it.")
        if path.exists() and not path.stat().st_size:
            raise FileEmpty(f"{path.name} holds no text.", "Attach another file.")
        rows = self.attached.setdefault(conversation, [])
        info = DocumentInfo(DocumentId(len(rows) + 1), str(path), path.name, DocumentStatus.READ, 4, 12, 4000)
        rows.append(info)
        return info

    def documents(self, conversation: ConversationId) -> tuple[DocumentInfo, ...]:
        return tuple(self.attached.get(conversation, ()))

    def detach(self, conversation: ConversationId, document: DocumentId) -> None:
        self.attached[conversation] = [row for row in self.attached[conversation] if row.id != document]

    def page_image(self, document: DocumentId, page: int, scale: float) -> PageImage:
        if self.painter is not None:
            return self.painter(page, scale)
        width, height = round(100 * scale), round(141 * scale)
        return PageImage(width, height, b"\xff" * (3 * width * height))


def scan(texts: tuple[str, ...]) -> ScanReport:
    """Finds one name; a text that holds it is blocked."""
    findings = tuple(
        Finding("PERSON", Category.PERSON, text.index(NAME), text.index(NAME) + len(NAME), 0.97, "test", part)
        for part, text in enumerate(texts)
        if NAME in text
    )
    verdict = Verdict.BLOCKED if findings else Verdict.CLEARED
    reasons = ("A name identifies a person.",) if findings else ()
    return ScanReport(verdict, findings, reasons, "clinical", sum(map(len, texts)), 12, "test-1")


class Scanning:
    """The scan while typing."""

    def preview(self, text: str) -> ScanReport:
        return scan((text,))


@dataclass
class Preferences:
    settings: Settings = field(default_factory=lambda: Settings())
    locked: frozenset[str] = frozenset()
    managed_by: str = ""

    def set(self, key: str, value: object) -> Settings:
        if key in self.locked:
            raise StaysHere("This is locked.", "Ask your IT team.")
        self.settings = self.settings.model_copy(update={key: value})
        return self.settings


@dataclass
class Credentials:
    key: str = ""

    def present(self) -> bool:
        return bool(self.key)

    def set(self, key: str) -> None:
        self.key = key

    def remove(self) -> None:
        self.key = ""


class Models:
    """One model."""

    def current_name(self) -> str:
        return "Test model"


class Chat:
    """Answers with `pieces`; waits for `go` between two of them when it is set; raises `error` after them."""

    def __init__(self, library: Library, collections: Collections) -> None:
        self.library = library
        self.collections = collections
        self.pieces: list[str] = ["Yes, ", "it does."]
        self.error: Exception | None = None
        self.go: threading.Semaphore | None = None
        self.choices: list[Choice] = []
        self.sent: list[bytes] = []

    def run_turn(
        self,
        conversation: ConversationId,
        text: str,
        *,
        ask: Callable[[Review], Choice],
        emit: Callable[[TurnEvent], None],
        cancel: CancelToken,
    ) -> None:
        files = self.collections.documents(conversation)
        attachments = tuple(Attachment(info.id, info.name, info.pages) for info in files)
        emit(Asked(self.library.put(conversation, Role.USER, text, attachments=attachments)))
        emit(Searched(len(files), ()))
        if not self.library.rows[conversation].cloud:
            self._answer(conversation, Route.LOCAL, emit, cancel)
            return
        body = json.dumps({"model": "claude", "messages": [{"role": "user", "content": text}]}).encode()
        review = Review(Route.CLOUD, scan((text,)), body, "https://api.anthropic.com/v1/messages", "claude-sonnet-5-5")
        emit(Reviewed(review))
        choice = ask(review)
        self.choices.append(choice)
        if choice is Choice.CANCEL or cancel.cancelled:
            emit(KeptHere(" ".join(review.report.reasons), review))
        elif choice is Choice.KEEP_LOCAL:
            self._answer(conversation, Route.LOCAL, emit, cancel)
        else:
            self.sent.append(body)
            self._answer(conversation, Route.CLOUD, emit, cancel)

    def _answer(
        self, conversation: ConversationId, route: Route, emit: Callable[[TurnEvent], None], cancel: CancelToken
    ) -> None:
        number = MessageId(self.library.next)
        self.library.next += 1
        emit(Answering(number, route, "Test model"))
        said = ""
        for piece in self.pieces:
            if self.go is not None:
                while not self.go.acquire(timeout=0.02):
                    if cancel.cancelled:
                        break
            if cancel.cancelled:
                break
            said += piece
            emit(Said(piece))
        if self.error is not None:
            raise self.error
        usage = Usage(900, max(1, len(self.pieces)), 410, 7600)
        cost = local_cost(7600, 45, 0.19) if route is Route.LOCAL else Cost(MicroUsd(4100), None, "list price")
        reason = FinishReason.STOPPED if cancel.cancelled else FinishReason.END
        message = Message(
            number, conversation, Role.ASSISTANT, said, datetime.now(UTC), route, "Test model", reason, usage, cost
        )
        self.library.said[conversation].append(message)
        emit(Completed(message))


class House:
    """All services."""

    def __init__(self) -> None:
        self.library = Library()
        self.collections = Collections()
        self.scanning = Scanning()
        self.preferences = Preferences()
        self.credentials = Credentials()
        self.models = Models()
        self.chat = Chat(self.library, self.collections)


class Opener:
    """Opens a house: at once, after errors, or with a passphrase."""

    def __init__(self, house: House, *, passphrase: str | None = None, new: bool = False) -> None:
        self.house = house
        self.passphrase = passphrase
        self.first = new
        self.errors: list[AppError] = []
        self.hang = 0.0
        self.opened_with: list[str | None] = []

    def open(self, passphrase: str | None = None) -> House:
        if self.hang:
            time.sleep(self.hang)
        if self.errors:
            raise self.errors.pop(0)
        self.opened_with.append(passphrase)
        return self.house

    def needs_passphrase(self) -> bool:
        return self.passphrase is not None

    def new(self) -> bool:
        return self.first


def digest(body: bytes) -> str:
    """SHA-256 in hexadecimal."""
    return hashlib.sha256(body).hexdigest()

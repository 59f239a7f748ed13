"""The documents of the conversation in view: attached one after the other, listed, taken away."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from desktop.bridge.jobs import Jobs
from desktop.core.chat import ConversationId
from desktop.core.errors import AppError, FileNeedsPassword
from desktop.core.evidence import Citation, DocumentId, DocumentInfo
from desktop.ui.chat_page import ChatPage
from desktop.ui.dialogs import AskSheet, Question
from desktop.ui.notice import announce
from desktop.ui.services import Collections
from desktop.ui.theme import Look
from desktop.ui.words import format_count


class Files(QObject):
    """Attaches without blocking; `changed` follows every change of `documents`."""

    changed = Signal()

    def __init__(self, look: Look, page: ChatPage, collections: Collections, jobs: Jobs, parent: QObject) -> None:
        super().__init__(parent)
        self._look = look
        self._page = page
        self._collections = collections
        self._jobs = jobs
        self._conversation: ConversationId | None = None
        self._waiting: deque[tuple[ConversationId, Path]] = deque()
        self._busy = False
        self.documents: tuple[DocumentInfo, ...] = ()

    def clear(self) -> None:
        """Another conversation comes into view."""
        self._conversation = None
        self._show(())

    def load(self, conversation: ConversationId) -> None:
        """List what is attached to a conversation."""
        self._conversation = conversation

        def show(found: tuple[DocumentInfo, ...]) -> None:
            if self._conversation == conversation:
                self._show(found)

        self._jobs.run(self._page, lambda: self._collections.documents(conversation), show)

    def attach(self, conversation: ConversationId, paths: Sequence[Path]) -> None:
        """Read files, one after the other."""
        self._conversation = conversation
        for path in paths:
            self._waiting.append((conversation, path))
            self._page.composer.show_reading(path)
        self._next()

    @property
    def reading(self) -> bool:
        """Whether a file of the conversation in view is still being read."""
        return any(conversation == self._conversation for conversation, _ in self._waiting)

    def detach(self, document: DocumentId) -> None:
        """Take a document out of the conversation."""
        conversation = self._conversation
        if conversation is not None:
            self._jobs.run(
                self._page,
                lambda: self._collections.detach(conversation, document),
                lambda _: self.load(conversation),
            )

    def pages_of(self, citation: Citation) -> int:
        """How many pages the cited document has, as far as is known."""
        known = next((one.pages for one in self.documents if one.id == citation.document), citation.page)
        return max(known, citation.page)

    def _next(self, password: str | None = None) -> None:
        if self._busy or not self._waiting:
            return
        conversation, path = self._waiting[0]
        self._busy = True
        self._jobs.run(
            self._page,
            lambda: self._collections.attach(conversation, path, password),
            self._on_attached,
            lambda error: self._on_failed(path, error, tried=password is not None),
        )

    def _on_attached(self, document: DocumentInfo) -> None:
        conversation, path = self._waiting.popleft()
        self._busy = False
        self._page.composer.drop_reading(path)
        announce(self._page.composer, f"{document.name} is read, {format_count(document.pages, 'page', 'pages')}")
        if conversation == self._conversation:
            self._show((*(one for one in self.documents if one.id != document.id), document))
        self._next()

    def _on_failed(self, path: Path, error: AppError, *, tried: bool) -> None:
        self._busy = False
        if isinstance(error, FileNeedsPassword):
            self._ask_password(path, tried=tried)
            return
        self._drop_first()
        self._page.notices.show_error(error)

    def _ask_password(self, path: Path, *, tried: bool) -> None:
        words = "This password does not open it." if tried else "The file is protected. Its password is not kept."
        question = Question(f"{path.name} asks for a password", "Password", "Open", words, secret=True)
        sheet = AskSheet(self._look, self._page.window(), question)
        sheet.given.connect(self._next)
        sheet.cancelled.connect(self._drop_first)

    def _drop_first(self) -> None:
        _, path = self._waiting.popleft()
        self._page.composer.drop_reading(path)
        self._next()

    def _show(self, documents: tuple[DocumentInfo, ...]) -> None:
        self.documents = documents
        self._page.composer.show_documents(documents)
        for conversation, path in self._waiting:
            if conversation == self._conversation:
                self._page.composer.show_reading(path)
        self.changed.emit()

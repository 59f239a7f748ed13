"""One message in the column: the user's on a tint with its files, an answer with its sources and its meta line."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from desktop.core.chat import Message, Role, Route
from desktop.ui.body import Body
from desktop.ui.buttons import Chip, Tone
from desktop.ui.citations import Source, number_sources
from desktop.ui.labels import make_label
from desktop.ui.meta_line import MetaLine
from desktop.ui.theme import Look, Type
from desktop.ui.words import ROUTE_WORDS, format_count


class MessageView(QFrame):
    """What every message in the column has: a body and a name for screen readers."""

    link_asked = Signal(str)
    source_asked = Signal(object, object)
    stop_asked = Signal()

    def __init__(self, look: Look, name: str) -> None:
        super().__init__()
        self.look = look
        self.body = Body(look, name)
        self.body.link_asked.connect(self.link_asked)
        self.setAccessibleName(name)
        self._column = QVBoxLayout(self)
        self._column.setSpacing(0)
        look.changed.connect(self.body.dress_again)

    def fit(self, width: int) -> None:
        """Lay out for a column of `width` pixels now."""
        margins = self._column.contentsMargins()
        self.body.fit(width - margins.left() - margins.right())


class MineView(MessageView):
    """What the user wrote, on a tint, with the files it was asked about."""

    def __init__(self, look: Look, message: Message, *, files: bool) -> None:
        super().__init__(look, f"You, {message.created.astimezone():%H:%M}")
        self.setObjectName("mine")
        column = self._column
        # Line height hangs below the text in Qt: less room below makes it stand in the middle.
        column.setContentsMargins(16, 14, 16, 12 if files and message.attachments else 8)
        column.setSpacing(4)
        self.body.set_plain(message.text)
        column.addWidget(self.body)
        if files and message.attachments:
            row = QHBoxLayout()
            row.setSpacing(8)
            for attachment in message.attachments[:4]:
                words = f"{attachment.name}, {format_count(attachment.pages, 'page', 'pages')}"
                row.addWidget(Chip(look, words, Tone.RAISED, icon="document"))
            if len(message.attachments) > 4:
                row.addWidget(make_label(f"and {len(message.attachments) - 4} more", Type.META, "text3"))
            row.addStretch(1)
            column.addLayout(row)


class AnswerView(MessageView):
    """An answer: no bubble, no avatar. Fed while it arrives, completed with the stored message."""

    def __init__(self, look: Look, name: str = "Answer") -> None:
        super().__init__(look, name)
        self._sources: list[Source] = []
        self._searched = make_label("", Type.META, "text3")
        self._searched.hide()
        self.meta = MetaLine(look)
        self.meta.stop_asked.connect(self.stop_asked)
        self.meta.copy_asked.connect(self._on_copy)
        self.body.cited.connect(self._on_cited)
        column = self._column
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._searched)
        column.addSpacing(6)
        column.addWidget(self.body)
        column.addSpacing(8)
        column.addWidget(self.meta)

    @property
    def sources(self) -> list[Source]:
        """The passages it cites."""
        return self._sources

    def start(self, route: Route) -> None:
        """Begin to count."""
        self.setAccessibleName("Answer from " + ROUTE_WORDS[route].replace("This", "this"))
        self.meta.start(route)

    def show_searched(self, files: int, passages: int, verb: str = "used") -> None:
        """Say what was looked through before the answer; nothing when there was no file."""
        words = f"Searched {format_count(files, 'file', 'files')}"
        if passages:
            words += f", {verb} {format_count(passages, 'passage', 'passages')}"
        self._searched.setText(words)
        self._searched.setVisible(files > 0)

    def complete(self, message: Message) -> None:
        """Show the answer as it is stored."""
        route = message.route or Route.LOCAL
        where = ROUTE_WORDS[route].replace("This", "this")
        self.setAccessibleName(f"Answer from {where}, {message.created.astimezone():%H:%M}")
        self._sources = number_sources(message.citations)
        if not self._searched.text():
            self.show_searched(message.searched, len(self._sources), "cites")
        self.body.finish(message.text, message.citations)
        self.meta.complete(message)

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self.body.source)

    def _on_cited(self, number: int) -> None:
        if 1 <= number <= len(self._sources):
            self.source_asked.emit(self._sources[number - 1], self)


def make_message(look: Look, message: Message, *, files: bool = True) -> MessageView:
    """The view for a stored message; without `files` those of the message before are asked about again."""
    if message.role is Role.USER:
        return MineView(look, message, files=files)
    view = AnswerView(look)
    view.complete(message)
    return view

"""The sidebar: a new conversation, the search, the conversations by date, and the count of what left today."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import QPoint, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QMenu, QVBoxLayout

from desktop.core.chat import Conversation, ConversationId
from desktop.core.cost import MicroUsd, format_usd
from desktop.ui.buttons import Button
from desktop.ui.conversation_list import ConversationList
from desktop.ui.labels import Picture, make_frame, make_label
from desktop.ui.theme import Look, Type

WIDTH = 248
PAUSE_MS = 180
"""Typing must rest so long before a search starts."""


class Sidebar(QFrame):
    """Shows what it is given; every wish is a signal."""

    new_asked = Signal()
    search_asked = Signal(str)
    chosen = Signal(object)
    rename_asked = Signal(object)
    delete_asked = Signal(object)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._current: ConversationId | None = None
        self.setObjectName("sidebar")
        self.setFixedWidth(WIDTH)
        self.new = Button(look, "New conversation", icon="plus")
        self.new.setToolTip("New conversation (Ctrl+N)")
        self.new.clicked.connect(self.new_asked)
        self.search = QLineEdit()
        self.search.setObjectName("search")
        self.search.setPlaceholderText("Search conversations")
        self.search.setAccessibleName("Search conversations")
        self.search.setClearButtonEnabled(True)
        self._glass = self.search.addAction(
            look.icons.icon("search", look.colour("text3"), look.colour("text3")),
            QLineEdit.ActionPosition.LeadingPosition,
        )
        look.changed.connect(self._on_look_changed)
        self._pause = QTimer(self, interval=PAUSE_MS, singleShot=True)
        self._pause.timeout.connect(lambda: self.search_asked.emit(self.search.text().strip()))
        self.search.textChanged.connect(lambda _: self._pause.start())
        self.list = ConversationList(look)
        self.list.chosen.connect(self.chosen)
        self.list.menu_asked.connect(self._on_menu_asked)
        self.list.rename_asked.connect(self.rename_asked)
        self.list.delete_asked.connect(self.delete_asked)
        self._nothing = make_label("", Type.META, "text3", wrap=True)
        self._nothing.setContentsMargins(20, 12, 20, 0)
        self._nothing.hide()
        top = QVBoxLayout()
        top.setContentsMargins(12, 12, 12, 4)
        top.setSpacing(8)
        top.addWidget(self.new)
        top.addWidget(self.search)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 1, 0)
        column.setSpacing(0)
        column.addLayout(top)
        column.addWidget(self._nothing)
        column.addWidget(self.list, 1)
        column.addWidget(self._make_foot())

    def show_conversations(self, conversations: Sequence[Conversation], *, searched: str = "") -> None:
        """Show the conversations, under their dates unless they are the hits of a search."""
        today = datetime.now().astimezone().date()
        self.list.rows.show_conversations(conversations, today, heads=not searched)
        self.list.select(self._current)
        if searched and not conversations:
            self._nothing.setText("No conversation holds these words.")
        elif not conversations:
            self._nothing.setText("Your conversations will stand here.")
        self._nothing.setVisible(not conversations)

    def select(self, conversation: ConversationId | None) -> None:
        """Mark the conversation in view."""
        self._current = conversation
        self.list.select(conversation)

    @property
    def sends_text(self) -> str:
        """What the foot says of today."""
        return self._sends.text()

    def show_sends(self, count: int, month: MicroUsd) -> None:
        """Show how often something left today, and what that cost this month."""
        words = "Nothing was sent today" if count == 0 else f"{count} {'send' if count == 1 else 'sends'} today"
        self._sends.setText(words)
        self._month.setText(format_usd(month))

    def _make_foot(self) -> QFrame:
        foot = make_frame("sidebarFoot")
        self._sends = make_label("Nothing was sent today", Type.META)
        self._month = make_label("$0.00", Type.META, "text2")
        self._month.setFont(self._look.font(Type.META))
        first = QHBoxLayout()
        first.setSpacing(8)
        first.addWidget(Picture(self._look, "shield-check", 16, "text"))
        first.addWidget(self._sends, 1)
        second = QHBoxLayout()
        second.addWidget(make_label("Claude this month", Type.META, "text3"))
        second.addStretch(1)
        second.addWidget(self._month)
        column = QVBoxLayout(foot)
        column.setContentsMargins(20, 12, 20, 12)
        column.setSpacing(8)
        column.addLayout(first)
        column.addLayout(second)
        return foot

    def _on_menu_asked(self, row: Conversation, where: QPoint) -> None:
        menu = QMenu(self)
        faint = self._look.colour("text3")
        rename = menu.addAction(self._look.icons.icon("edit", self._look.colour("text2"), faint), "Rename")
        delete = menu.addAction(self._look.icons.icon("trash", self._look.colour("stop"), faint), "Delete")
        rename.triggered.connect(lambda: self.rename_asked.emit(row))
        delete.triggered.connect(lambda: self.delete_asked.emit(row))
        menu.popup(where)

    def _on_look_changed(self) -> None:
        ink = self._look.colour("text3")
        self._glass.setIcon(self._look.icons.icon("search", ink, ink))

"""The chat page: sidebar, head, banners, messages, composer and document pane, laid out for any width."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QResizeEvent
from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop.ui.buttons import Button
from desktop.ui.chat_view import COLUMN, MARGIN, ChatView
from desktop.ui.composer import Composer
from desktop.ui.draft import local_files
from desktop.ui.fold import Fold
from desktop.ui.head import Head
from desktop.ui.labels import Mark, centred, make_label
from desktop.ui.notice import Notices
from desktop.ui.page_pane import PagePane
from desktop.ui.sidebar import Sidebar
from desktop.ui.theme import Look, Type

SIDEBAR_FOLDS = 1100
PANE_FOLDS = 1240
READABLE = "Documents (*.pdf *.txt *.md *.csv *.log);;All files (*)"


class ChatPage(QFrame):
    """Holds the parts; what they do together is the desk's business."""

    files_given = Signal(list)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.setObjectName("chatPage")
        self.setAcceptDrops(True)
        self.sidebar = Sidebar(look)
        self.head = Head(look)
        self.notices = Notices(look)
        self.chat = ChatView(look)
        self.composer = Composer(look)
        self.pane = PagePane(look)
        self._middle = QStackedWidget()
        self._empty = _make_empty(look, self.choose_files)
        self._middle.addWidget(self._empty)
        self._middle.addWidget(self.chat)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.sidebar)
        row.addWidget(self._make_conversation(), 1)
        row.addWidget(self.pane)
        self.sidebar_fold = Fold(look, self, row, self.sidebar, right=False)
        self.pane_fold = Fold(look, self, row, self.pane, right=True)
        self.head.sidebar_asked.connect(self.toggle_sidebar)
        self.head.pane_asked.connect(lambda on: self.pane_fold.show_open(open_=on))
        self.pane.closed.connect(lambda: self.pane_fold.show_open(open_=False))
        self.pane_fold.closed.connect(lambda: self.head.pane.setChecked(False))
        self.composer.attach_asked.connect(self.choose_files)
        self.composer.files_given.connect(self.files_given)
        self.head.pane.setEnabled(False)
        self.chat.verticalScrollBar().rangeChanged.connect(self._on_range_changed)

    def show_messages_or_empty(self, *, empty: bool) -> None:
        """Show the column, or what to do where there is none."""
        self._middle.setCurrentWidget(self._empty if empty else self.chat)

    def toggle_sidebar(self) -> None:
        """Show or hide the conversations."""
        self.sidebar_fold.show_open(open_=not self.sidebar_fold.open)

    def open_pane(self) -> None:
        """Show the document."""
        self.head.pane.setEnabled(True)
        self.head.pane.setChecked(True)
        self.pane_fold.show_open(open_=True)

    def toggle_pane(self) -> None:
        """Show or hide the document, when there is one to show."""
        if self.head.pane.isEnabled():
            self.head.pane.click()

    def close_overlay(self) -> bool:
        """Close a side that lies over the page; False when none does."""
        for fold in (self.pane_fold, self.sidebar_fold):
            if fold.over and fold.open:
                fold.show_open(open_=False)
                return True
        return False

    def choose_files(self) -> None:
        """Ask for files to attach."""
        names, _ = QFileDialog.getOpenFileNames(self, "Attach files", str(Path.home()), READABLE)
        if names:
            self.files_given.emit([Path(name) for name in names])

    def place_bar(self, bar: QWidget) -> None:
        """Put a bar at the bottom left of the conversation, above the composer."""
        top = self.composer.mapTo(self, self.composer.rect().topLeft())
        left = self.head.mapTo(self, self.head.rect().topLeft())
        bar.move(left.x() + MARGIN, top.y() - bar.height() - 16)

    def _on_range_changed(self, low: int, high: int) -> None:
        """Keep the composer under the column, which makes room for its scroll bar."""
        bar = self.chat.verticalScrollBar().sizeHint().width() if high > low else 0
        self._below.setContentsMargins(MARGIN, 0, MARGIN + bar, 16)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fold the sides away where the window is narrow."""
        super().resizeEvent(event)
        width = self.window().width()
        self.sidebar_fold.show_over(over=width < SIDEBAR_FOLDS)
        self.pane_fold.show_over(over=width < PANE_FOLDS)
        self.head.show_narrow(narrow=width < SIDEBAR_FOLDS)
        self.sidebar_fold.place()
        self.pane_fold.place()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files of this computer."""
        if local_files(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Attach what was dropped."""
        if files := local_files(event.mimeData()):
            event.acceptProposedAction()
            self.files_given.emit(files)

    def _make_conversation(self) -> QWidget:
        box = QWidget()
        self._below = below = QHBoxLayout()
        below.setContentsMargins(MARGIN, 0, MARGIN, 16)
        below.addStretch(1)
        self.composer.setMaximumWidth(COLUMN)
        below.addWidget(self.composer, 1000)
        below.addStretch(1)
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.head)
        column.addWidget(self.notices)
        column.addWidget(self._middle, 1)
        column.addLayout(below)
        return box


def _make_empty(look: Look, choose: Callable[[], None]) -> QWidget:
    page, card = QWidget(), QWidget()
    card.setFixedWidth(400)
    column = QVBoxLayout(card)
    column.setContentsMargins(0, 0, 0, 48)
    column.setSpacing(8)
    centre = Qt.AlignmentFlag.AlignHCenter
    words = "Answers are made on this computer. Drop a PDF or a text file here to ask about it."
    text = make_label(words, tone="text2", wrap=True)
    text.setAlignment(centre)
    button = Button(look, "Attach a file", icon="attach")
    button.clicked.connect(lambda: choose())
    column.addWidget(Mark(look, 40), 0, centre)
    column.addSpacing(8)
    column.addWidget(make_label("What do you want to know?", Type.TITLE), 0, centre)
    column.addWidget(text)
    column.addSpacing(8)
    column.addWidget(button, 0, centre)
    outer = QVBoxLayout(page)
    outer.addStretch(1)
    outer.addLayout(centred(card))
    outer.addStretch(1)
    return page

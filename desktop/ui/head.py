"""The head of a conversation: its title, its documents, and whether Claude is locked, off or on here."""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QVBoxLayout

from desktop.core.evidence import DocumentInfo
from desktop.ui.buttons import IconButton, Switch
from desktop.ui.labels import ElidedLabel, Picture, make_label
from desktop.ui.theme import Look, Type
from desktop.ui.words import format_count


class CloudState(StrEnum):
    """What the switch of a conversation says."""

    LOCKED = "locked"
    OFF = "off"
    ON = "on"


class Head(QFrame):
    """56 px: title and documents at the left, the Claude switch and the actions at the right."""

    cloud_asked = Signal(bool)
    sidebar_asked = Signal()
    pane_asked = Signal(bool)
    rename_asked = Signal()
    delete_asked = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.setObjectName("head")
        self.setFixedHeight(56)
        self.sidebar = IconButton(look, "sidebar", "Show or hide the conversations", tip="Conversations (Ctrl+B)")
        self.sidebar.clicked.connect(self.sidebar_asked)
        self.title = ElidedLabel(Type.LEAD)
        self.files = ElidedLabel(Type.META, "text3")
        self._lock = Picture(look, "cloud-off", 16, "text3")
        self._words = make_label("Claude off", Type.META, "text2")
        self.switch = Switch(look, "Claude in this conversation", cloud=True)
        self.switch.setToolTip("Claude on or off here (Ctrl+Shift+C)")
        self.switch.clicked.connect(self._on_switched)
        self.pane = IconButton(look, "pane", "Show or hide the document", tip="Document (Ctrl+J)")
        self.pane.setCheckable(True)
        self.pane.clicked.connect(self.pane_asked)
        self.more = IconButton(look, "more", "More for this conversation")
        self.more.clicked.connect(self._on_more)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addStretch(1)
        words.addWidget(self.title)
        words.addWidget(self.files)
        words.addStretch(1)
        self._row = row = QHBoxLayout(self)
        row.setSpacing(8)
        row.addWidget(self.sidebar)
        row.addSpacing(0)
        row.addLayout(words, 1)
        row.addSpacing(4)
        for part in (self._lock, self._words, self.switch):
            row.addWidget(part, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addSpacing(8)
        actions = QHBoxLayout()
        actions.setSpacing(0)
        actions.addWidget(self.pane)
        actions.addWidget(self.more)
        row.addLayout(actions)
        self._cloud = CloudState.OFF
        self.file_words = ""
        self.show_narrow(narrow=False)
        self.show_conversation("", ())

    @property
    def cloud(self) -> CloudState:
        """What the switch says."""
        return self._cloud

    def show_conversation(self, title: str, documents: tuple[DocumentInfo, ...]) -> None:
        """Show a title and the files."""
        self.title.show_text(title or "New conversation")
        match documents:
            case ():
                words = ""
            case (only,):
                words = f"{only.name}, {format_count(only.pages, 'page', 'pages')}"
            case _:
                pages = sum(one.pages for one in documents)
                words = f"{len(documents)} files, {format_count(pages, 'page', 'pages')}"
        self.file_words = words
        self.files.show_text(words)
        self.files.setVisible(bool(words))

    def show_cloud(self, state: CloudState, why: str = "") -> None:
        """Show whether Claude is locked, off or on; `why` is the reason of a lock."""
        self._cloud = state
        self.switch.setChecked(state is CloudState.ON)
        self.switch.setEnabled(state is not CloudState.LOCKED)
        self.switch.setToolTip(why or "Claude on or off here (Ctrl+Shift+C)")
        self._words.setToolTip(why)
        self._words.setText(f"Claude {state.value}")
        icons = {CloudState.LOCKED: "lock", CloudState.OFF: "cloud-off", CloudState.ON: "cloud"}
        self._lock.show_as(icons[state], "cloud" if state is CloudState.ON else "text3")

    def show_narrow(self, *, narrow: bool) -> None:
        """Show the button of the sidebar where the sidebar is folded away."""
        self.sidebar.setVisible(narrow)
        self._row.setContentsMargins(16 if narrow else 24, 0, 16, 0)

    def _on_switched(self) -> None:
        wanted = self.switch.isChecked()
        self.switch.setChecked(self._cloud is CloudState.ON)
        self.cloud_asked.emit(wanted)

    def _on_more(self) -> None:
        menu = QMenu(self)
        faint = self._look.colour("text3")
        rename = menu.addAction(self._look.icons.icon("edit", self._look.colour("text2"), faint), "Rename")
        delete = menu.addAction(self._look.icons.icon("trash", self._look.colour("stop"), faint), "Delete")
        rename.triggered.connect(self.rename_asked)
        delete.triggered.connect(self.delete_asked)
        menu.popup(self.more.mapToGlobal(QPoint(self.more.width() - menu.sizeHint().width(), self.more.height() + 4)))

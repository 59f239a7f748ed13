"""Small sheets: consent to Claude, the address of a link, the password of a file, and a new title."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from desktop.ui.buttons import Button, Kind
from desktop.ui.labels import Picture, make_frame, make_label
from desktop.ui.sheet import Sheet
from desktop.ui.theme import Look, Type


class ConsentSheet(Sheet):
    """Before the first use of Claude in a conversation. `agreed` is sent when it may be turned on."""

    agreed = Signal()

    def __init__(self, look: Look, window: QWidget, host: str) -> None:
        super().__init__(look, window, "Turn on Claude in this conversation")
        self.content.addWidget(
            make_label(
                f"Claude answers over the internet: your text goes to {host} after you have seen it. "
                "Whether your organisation has a BAA is for you to know.",
                Type.UI,
                wrap=True,
            )
        )
        note = make_frame("banner")
        note.setProperty("tone", "cloud")
        row = QHBoxLayout(note)
        row.setContentsMargins(16, 12, 16, 12)
        row.setSpacing(12)
        row.addWidget(Picture(look, "shield", 20, "cloud"))
        row.addWidget(
            make_label("Every request is scanned first. What could identify a person stays here.", wrap=True), 1
        )
        self.content.addWidget(note)
        self.foot.addStretch(1)
        self.turn_on = Button(look, "Turn on", Kind.LEAVES_SECOND, icon="cloud", height=40)
        self.turn_on.clicked.connect(self._on_agreed)
        keep = Button(look, "Keep local", Kind.DEFAULT, icon="computer", height=40)
        keep.clicked.connect(self.dismiss)
        self.foot.addWidget(self.turn_on)
        self.foot.addWidget(keep)
        self.show_sheet(keep)

    def _on_agreed(self) -> None:
        if not self.guarded:
            self.leave()
            self.agreed.emit()


class LinkSheet(Sheet):
    """Shows the whole address of a link in an answer. Nothing is opened; the address can be copied."""

    def __init__(self, look: Look, window: QWidget, address: str) -> None:
        super().__init__(look, window, "A link in an answer")
        self.content.addWidget(
            make_label(
                "Opening it would tell its server about you, so Cloister does not follow links. This is its address:",
                wrap=True,
            )
        )
        # Bidirectional marks and the like would let an address look like another one.
        safe = "".join(character if character.isprintable() else "\ufffd" for character in address)
        field = QLineEdit(safe)
        field.setReadOnly(True)
        field.setCursorPosition(0)
        field.setAccessibleName("Address")
        field.setToolTip(safe)
        self.content.addWidget(field)
        whole = make_label("\u200b".join(safe), Type.META, "text2", wrap=True)
        if len(safe) > 80:
            self.content.addWidget(whole)
        self.foot.addStretch(1)
        copy = Button(look, "Copy address", Kind.PLAIN, icon="copy", height=40)
        copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(safe))
        copy.clicked.connect(self.leave)
        close = Button(look, "Close", Kind.DEFAULT, height=40)
        close.clicked.connect(self.dismiss)
        self.foot.addWidget(copy)
        self.foot.addWidget(close)
        self.show_sheet(close)


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked for in one line: `label` names the field, `verb` the button; `secret` hides what is typed."""

    title: str
    label: str
    verb: str
    words: str = ""
    text: str = ""
    secret: bool = False


class AskSheet(Sheet):
    """Asks for one line: a file's password or a conversation's title. One of `given` and `cancelled` is sent."""

    given = Signal(str)
    cancelled = Signal()

    def __init__(self, look: Look, window: QWidget, question: Question) -> None:
        super().__init__(look, window, question.title, width=480)
        self.field = QLineEdit(question.text)
        self.field.setAccessibleName(question.label)
        if question.secret:
            self.field.setEchoMode(QLineEdit.EchoMode.Password)
        if question.words:
            self.content.addWidget(make_label(question.words, wrap=True))
        name = make_label(question.label, Type.META, "text2", weight="medium")
        name.setBuddy(self.field)
        self.content.setSpacing(8)
        self.content.addWidget(name)
        self.content.addWidget(self.field)
        self.foot.addStretch(1)
        cancel = Button(look, "Cancel", Kind.QUIET, height=40)
        cancel.clicked.connect(self.dismiss)
        done = Button(look, question.verb, Kind.DEFAULT, height=40)
        done.clicked.connect(self._on_done)
        self.foot.addWidget(cancel)
        self.foot.addWidget(done)
        self.show_sheet(done, guard=False)
        self.field.setFocus()
        self.field.selectAll()

    def dismiss(self) -> None:
        """Close without an answer."""
        self.leave()
        self.cancelled.emit()

    def _on_done(self) -> None:
        if text := self.field.text():
            self.leave()
            self.given.emit(text)

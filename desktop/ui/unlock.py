"""What stands in the window before the database is open: waiting for the keyring, a passphrase, or what went wrong."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QStackedWidget, QVBoxLayout, QWidget

from desktop.core.errors import AppError
from desktop.ui.buttons import Button, Kind
from desktop.ui.labels import Mark, Picture, centred, make_label
from desktop.ui.theme import Look, Type

PATIENCE_MS = 1500
"""Opening usually takes less; only then is there something to say."""
SHORTEST = 12
"""Characters of a new passphrase."""
WIDTH = 400


class UnlockPage(QStackedWidget):
    """`given` carries a passphrase; `again` asks to try once more; `quit_asked` gives up."""

    given = Signal(str)
    again = Signal()
    quit_asked = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._new = False
        self.setObjectName("page")
        self._quiet = QWidget()
        self._waiting = self._make_waiting()
        self._asking = self._make_asking()
        self._failed = self._make_failed()
        for page in (self._quiet, self._waiting, self._asking, self._failed):
            self.addWidget(page)
        self._patience = QTimer(self, interval=PATIENCE_MS, singleShot=True)
        self._patience.timeout.connect(lambda: self.setCurrentWidget(self._waiting))

    @property
    def state(self) -> str:
        """Which of its faces it shows."""
        names = {id(self._quiet): "quiet", id(self._waiting): "waiting", id(self._asking): "asking"}
        return names.get(id(self.currentWidget()), "failed")

    def show_opening(self) -> None:
        """Say nothing yet; after a while say that the keyring is waited for."""
        self.setCurrentWidget(self._quiet)
        self._patience.start()

    def ask_passphrase(self, *, new: bool, problem: str = "") -> None:
        """Ask for the passphrase, twice when it is a new one."""
        self._patience.stop()
        self._new = new
        self._title.setText("Choose a passphrase" if new else "Enter your passphrase")
        self._words.setText(
            "It locks your conversations and documents on this computer. Nobody can recover it, so write it down."
            if new
            else "Your conversations and documents are locked with it."
        )
        self._second.setVisible(new)
        self._problem.setText(problem)
        self._problem.setVisible(bool(problem))
        self._open.setText("Set passphrase" if new else "Unlock")
        self._open.setAccessibleName(self._open.text())
        self._open.setEnabled(True)
        self.setCurrentWidget(self._asking)
        self.first.setFocus()
        self.first.selectAll()

    def show_error(self, error: AppError, *, again: bool) -> None:
        """Say why it cannot be opened."""
        self._patience.stop()
        self._what.setText(error.what)
        self._remedy.setText(error.remedy)
        self._again.setVisible(again)
        self.setCurrentWidget(self._failed)

    def _make_waiting(self) -> QWidget:
        page, column = self._make_page()
        column.addWidget(make_label("Waiting for your keyring", Type.TITLE))
        words = (
            "The key to your conversations lies in your system's keyring, which is locked. "
            "Unlock it in the window that your system has opened."
        )
        column.addWidget(make_label(words, tone="text2", wrap=True))
        column.addSpacing(8)
        column.addLayout(self._make_row(self._make_quit()))
        return page

    def _make_asking(self) -> QWidget:
        page, column = self._make_page()
        self._title = make_label("", Type.TITLE)
        self._words = make_label("", tone="text2", wrap=True)
        self.first = _make_secret("Passphrase")
        self._second = _make_secret("The same again")
        self._problem = make_label("", Type.META, "stop", wrap=True)
        self._open = Button(self._look, "Unlock", Kind.DEFAULT, height=40)
        self._open.clicked.connect(self._on_given)
        self.first.returnPressed.connect(self._on_given)
        self._second.returnPressed.connect(self._on_given)
        column.addWidget(self._title)
        column.addWidget(self._words)
        column.addSpacing(4)
        for part in (self.first, self._second, self._problem):
            column.addWidget(part)
        column.addSpacing(4)
        column.addLayout(self._make_row(self._open, self._make_quit()))
        return page

    def _make_failed(self) -> QWidget:
        page, column = self._make_page(icon="error")
        self._what = make_label("", Type.SECTION, wrap=True)
        self._remedy = make_label("", tone="text2", wrap=True)
        self._again = Button(self._look, "Try again", Kind.DEFAULT, height=40)
        self._again.clicked.connect(self.again)
        column.addWidget(self._what)
        column.addWidget(self._remedy)
        column.addSpacing(8)
        column.addLayout(self._make_row(self._again, self._make_quit()))
        return page

    def _make_page(self, icon: str = "") -> tuple[QWidget, QVBoxLayout]:
        page, card = QWidget(), QWidget()
        card.setFixedWidth(WIDTH)
        column = QVBoxLayout(card)
        column.setContentsMargins(0, 0, 0, 64)
        column.setSpacing(12)
        column.addWidget(Picture(self._look, icon, 32, "stop") if icon else Mark(self._look, 40))
        column.addSpacing(4)
        outer = QVBoxLayout(page)
        outer.addStretch(1)
        outer.addLayout(centred(card))
        outer.addStretch(1)
        return page, column

    def _make_row(self, *buttons: Button) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(12)
        for button in buttons:
            row.addWidget(button)
        row.addStretch(1)
        return row

    def _make_quit(self) -> Button:
        button = Button(self._look, "Quit", Kind.PLAIN, height=40)
        button.clicked.connect(self.quit_asked)
        return button

    def _on_given(self) -> None:
        text = self.first.text()
        problem = ""
        if self._new and len(text) < SHORTEST:
            problem = f"Use at least {SHORTEST} characters; several words are easiest to keep."
        elif self._new and text != self._second.text():
            problem = "The two are not the same. Type the second one again."
        elif not text:
            problem = "Type your passphrase."
        self._problem.setText(problem)
        self._problem.setVisible(bool(problem))
        if not problem:
            self._open.setEnabled(False)
            self.first.clear()
            self._second.clear()
            self.given.emit(text)


def _make_secret(label: str) -> QLineEdit:
    field = QLineEdit()
    field.setEchoMode(QLineEdit.EchoMode.Password)
    field.setPlaceholderText(label)
    field.setAccessibleName(label)
    return field

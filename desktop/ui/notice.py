"""Banners under the head for what went wrong and what to do, and the bar that undoes a delete."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.core.errors import AppError, BadInput, CloudFailed, CloudKeyMissing, CloudKeyRefused, Refused
from desktop.ui.buttons import Button, IconButton, Kind
from desktop.ui.labels import Picture, make_frame, make_label
from desktop.ui.theme import Look, Type

UNDO_MS = 10_000


@dataclass(frozen=True, slots=True)
class Action:
    """A button in a banner: its word, and what it does."""

    word: str
    act: Callable[[], None]


@dataclass(frozen=True, slots=True)
class Banner:
    """What a banner says: its tone (info, local, caution, cloud, stop), an icon, what happened and what to do."""

    tone: str
    icon: str
    what: str
    remedy: str = ""
    action: Action | None = None

    @property
    def text(self) -> str:
        """Both sentences."""
        return f"{self.what} {self.remedy}".strip()


def announce(widget: QObject, words: str, *, at_once: bool = False) -> None:
    """Tell a screen reader, if one listens."""
    if not QAccessible.isActive():
        return
    event = QAccessibleAnnouncementEvent(widget, words)
    if at_once:
        event.setPoliteness(QAccessible.AnnouncementPoliteness.Assertive)
    QAccessible.updateAccessibility(event)


class Notices(QWidget):
    """The place under the head where banners stand; they push the page down and never lie over text."""

    MOST = 3

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(24, 12, 24, 0)
        self._column.setSpacing(8)
        self._shown: dict[str, QWidget] = {}
        self.hide()

    @property
    def texts(self) -> list[str]:
        """What the banners say."""
        return [banner.accessibleName() for banner in self._shown.values()]

    def show_error(self, error: AppError, action: Action | None = None) -> None:
        """Say what went wrong and what to do; the same error is shown once."""
        self.show_banner(error.code, Banner(*_face(error), error.what, error.remedy, action))

    def show_banner(self, key: str, said: Banner) -> None:
        """Show a banner; one with the same `key` is replaced."""
        self.drop(key)
        while len(self._shown) >= self.MOST:
            self.drop(next(iter(self._shown)))
        banner = self._make(key, said)
        self._shown[key] = banner
        self._column.addWidget(banner)
        self.show()
        announce(banner, said.text, at_once=said.tone == "stop")

    def drop(self, key: str) -> None:
        """Take a banner away."""
        banner = self._shown.pop(key, None)
        if banner is not None:
            self._column.removeWidget(banner)
            banner.hide()
            banner.deleteLater()
        self.setVisible(bool(self._shown))

    def drop_all(self) -> None:
        """Take all banners away."""
        for key in list(self._shown):
            self.drop(key)

    def _make(self, key: str, said: Banner) -> QWidget:
        banner = make_frame("banner")
        banner.setProperty("tone", said.tone)
        banner.setAccessibleName(said.text)
        row = QHBoxLayout(banner)
        row.setContentsMargins(16, 12, 12, 12)
        row.setSpacing(12)
        ink = {"stop": "stop", "caution": "found", "cloud": "cloud", "local": "accent"}.get(said.tone, "text2")
        row.addWidget(Picture(self._look, said.icon, 20, ink), 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(make_label(said.what, weight="bold", wrap=True))
        if said.remedy:
            words.addWidget(make_label(said.remedy, Type.META, "text2", wrap=True))
        row.addLayout(words, 1)
        if said.action is not None:
            button = Button(self._look, said.action.word, Kind.PLAIN)
            button.clicked.connect(lambda: self.drop(key))
            button.clicked.connect(said.action.act)
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
        close = IconButton(self._look, "close", "Close this notice", size=24)
        close.clicked.connect(lambda: self.drop(key))
        row.addWidget(close, 0, Qt.AlignmentFlag.AlignVCenter)
        return banner


def _face(error: AppError) -> tuple[str, str]:
    """Tone and icon of an error: amber for a "no" that can be lived with, red for a failure."""
    match error:
        case CloudKeyMissing():
            return "caution", "key"
        case CloudKeyRefused():
            return "stop", "key"
        case Refused():
            return "caution", "lock"
        case CloudFailed() | BadInput():
            return "caution", "warning"
        case _:
            return "stop", "error"


class UndoBar(QWidget):
    """Offers to undo for 10 seconds, longer while it is hovered or focused. One of `undone` and `expired` is sent."""

    undone = Signal()
    expired = Signal()

    def __init__(self, look: Look, words: str, parent: QWidget) -> None:
        super().__init__(parent)
        frame = make_frame("undoBar")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(frame)
        row = QHBoxLayout(frame)
        row.setContentsMargins(16, 6, 8, 6)
        row.setSpacing(16)
        row.addWidget(make_label(words))
        self.undo = Button(look, "Undo", Kind.PLAIN, icon="undo", height=28)
        self.undo.clicked.connect(lambda: self._end(undone=True))
        self.undo.installEventFilter(self)
        row.addWidget(self.undo)
        self._over = False
        self._timer = QTimer(self, interval=UNDO_MS, singleShot=True)
        self._timer.timeout.connect(self._on_time)
        self._timer.start()
        self.adjustSize()
        announce(self, words)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Wait while the button is hovered or has the focus."""
        if event.type() in {QEvent.Type.Leave, QEvent.Type.FocusOut} and not self._over:
            self._timer.start()
        return False

    def expire(self) -> None:
        """End now, without undoing."""
        self._end(undone=False)

    def _on_time(self) -> None:
        if not (self.underMouse() or self.undo.hasFocus()):
            self._end(undone=False)

    def _end(self, *, undone: bool) -> None:
        if self._over:
            return
        self._over = True
        self._timer.stop()
        self.hide()
        (self.undone if undone else self.expired).emit()
        self.deleteLater()

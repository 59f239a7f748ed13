"""A sheet over the window: a scrim, a card with a title and a foot, keys that stay inside it, and a guard for Enter."""

from __future__ import annotations

from PySide6.QtCore import QElapsedTimer, QEvent, QObject, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QDialog, QHBoxLayout, QVBoxLayout, QWidget

from desktop.ui.buttons import IconButton
from desktop.ui.labels import make_frame, make_label
from desktop.ui.theme import Look, Type

GUARD_MS = 300
"""Keys that decide are ignored for so long, so that a double Enter decides nothing."""
_DECIDING = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space})


class Sheet(QDialog):
    """A dialog inside the window. `closed` is sent once, whatever closed it; Esc and the cross call `dismiss`."""

    closed = Signal()

    def __init__(self, look: Look, window: QWidget, title: str, subtitle: str = "", *, width: int = 640) -> None:
        self._scrim = _Scrim(look, window)
        self._window = window
        super().__init__(self._scrim)
        self.setWindowFlags(Qt.WindowType.Widget)
        self.setAccessibleName(title)
        self._look = look
        self._wide = width
        self._tall = 0
        self._over = False
        self._guards = True
        self._before = window.focusWidget()
        self._age = QElapsedTimer()
        self._default: QAbstractButton | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(1, 1, 1, 1)
        self._column.setSpacing(0)
        self._column.addWidget(self._make_head(title, subtitle))
        self.content = QVBoxLayout()
        self.content.setContentsMargins(24, 8, 24, 24)
        self.content.setSpacing(16)
        self._column.addLayout(self.content, 1)
        foot = make_frame("sheetFoot")
        self.foot = QHBoxLayout(foot)
        self.foot.setContentsMargins(24, 16, 24, 16)
        self.foot.setSpacing(12)
        self._column.addWidget(foot)
        window.installEventFilter(self)

    def show_sheet(self, default: QAbstractButton, *, height: int = 0, guard: bool = True) -> None:
        """Appear with the focus on `default`, at most `height` tall; without `guard` Enter decides at once."""
        self._guards = guard
        self._default = default
        self._tall = height
        for button in self.findChildren(QAbstractButton):
            button.installEventFilter(self)
        self._age.start()
        self._scrim.show()
        self._scrim.raise_()
        self.show()
        self._place()
        default.setFocus(Qt.FocusReason.OtherFocusReason)

    def dismiss(self) -> None:
        """Close without a decision."""
        self.leave()

    def leave(self) -> None:
        """Go away and give the focus back."""
        if self._over:
            return
        self._over = True
        self._window.removeEventFilter(self)
        self._scrim.hide()
        if self._before is not None:
            self._before.setFocus(Qt.FocusReason.OtherFocusReason)
        self.closed.emit()
        self._scrim.deleteLater()

    @property
    def guarded(self) -> bool:
        """Whether deciding keys are still ignored."""
        return self._guards and self._age.elapsed() < GUARD_MS

    def reject(self) -> None:
        """Esc is a dismissal."""
        self.dismiss()

    def event(self, event: QEvent) -> bool:
        """Keep keys from the window's shortcuts, so that none acts behind the sheet; Alt keys are the sheet's own."""
        if event.type() is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            if not event.modifiers() & Qt.KeyboardModifier.AltModifier:
                event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses the focused button, or the default one."""
        if event.key() == Qt.Key.Key_Escape:
            self.dismiss()
        elif event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            focused = self.focusWidget()
            target = focused if isinstance(focused, QAbstractButton) else self._default
            if not self.guarded and target is not None and target.isEnabled():
                target.click()
        else:
            event.accept()

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Keep Tab inside."""
        stops = [
            child
            for child in self.findChildren(QWidget)
            if child.focusPolicy() & Qt.FocusPolicy.TabFocus and child.isVisible() and child.isEnabled()
        ]
        if not stops:
            return True
        focused = self.focusWidget()
        here = stops.index(focused) if focused in stops else -1
        reason = Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason
        stops[(here + (1 if forward else -1)) % len(stops)].setFocus(reason)
        return True

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the window's size; swallow early deciding keys."""
        if event.type() == QEvent.Type.Resize and watched is self._window:
            self._place()
        if isinstance(event, QKeyEvent) and isinstance(watched, QAbstractButton):
            return event.key() in _DECIDING and self.guarded
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the card."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self._look.colour("border"), 1))
        painter.setBrush(self._look.colour("raised"))
        box = self.rect().toRectF().adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(box, 12, 12)
        painter.end()

    def _make_head(self, title: str, subtitle: str) -> QWidget:
        head = make_frame("sheetHead" if subtitle else "sheetPlainHead")
        row = QHBoxLayout(head)
        row.setContentsMargins(24, 20 if subtitle else 24, 16, 16 if subtitle else 8)
        words = QVBoxLayout()
        words.setSpacing(4)
        words.addWidget(make_label(title, Type.TITLE))
        self._subtitle = make_label(subtitle, Type.UI, "text2", wrap=True)
        if subtitle:
            words.addWidget(self._subtitle)
        row.addLayout(words, 1)
        close = IconButton(self._look, "close", "Close")
        close.clicked.connect(self.dismiss)
        row.addWidget(close, 0, Qt.AlignmentFlag.AlignTop if not subtitle else Qt.AlignmentFlag.AlignVCenter)
        return head

    def _place(self) -> None:
        window = self._window
        self._scrim.setGeometry(window.rect())
        width = min(self._wide, window.width() - 48)
        self.setFixedWidth(width)
        need = self._tall or max(self._column.sizeHint().height(), self._column.totalHeightForWidth(width))
        height = min(need, window.height() - 64)
        self.setGeometry(QRect((window.width() - width) // 2, (window.height() - height) // 2, width, height))


class _Scrim(QWidget):
    """What lies between the sheet and the window: dims, and takes every press."""

    def __init__(self, look: Look, window: QWidget) -> None:
        super().__init__(window)
        self._look = look
        self.hide()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the dim."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._look.colour("scrim"))
        painter.end()

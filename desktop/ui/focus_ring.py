"""The ring around the control that has the keyboard: 2 px with a gap of 2 px, one for the whole window."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QApplication, QScrollArea, QWidget

from desktop.ui.theme import Look

ROOM = 4


class FocusRing(QWidget):
    """Follows the focus of `app` inside `window`: buttons and switches get a ring, fields have their own border."""

    def __init__(self, look: Look, window: QWidget, app: QApplication) -> None:
        super().__init__(window)
        self._look = look
        self._window = window
        self._target: QWidget | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.hide()
        app.focusChanged.connect(self._on_focus_changed)
        look.changed.connect(self.update)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the target when it moves, and leave with it."""
        if watched is self._target:
            match event.type():
                case QEvent.Type.Move | QEvent.Type.Resize | QEvent.Type.Show:
                    self._place()
                case QEvent.Type.Hide:
                    self.hide()
                case _:
                    pass
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the ring."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self._look.colour("focus"), 2))
        radius = getattr(self._target, "ring_radius", 6) + 3
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), radius, radius)
        painter.end()

    def _on_focus_changed(self, old: QWidget | None, new: QWidget | None) -> None:
        if self._target is not None:
            self._target.removeEventFilter(self)
        ours = isinstance(new, QAbstractButton) and self._window.isAncestorOf(new)
        self._target = new if ours else None
        if self._target is None:
            self.hide()
        else:
            self._target.installEventFilter(self)
            self._place()

    def _place(self) -> None:
        target = self._target
        if target is None:
            return
        host = self._host(target)
        if self.parentWidget() is not host:
            self.setParent(host)
        corner = target.mapTo(host, QPoint(0, 0))
        self.setGeometry(QRect(corner, target.size()).adjusted(-ROOM, -ROOM, ROOM, ROOM))
        self.raise_()
        self.show()

    def _host(self, target: QWidget) -> QWidget:
        """The window, or what scrolls inside it, so that the ring scrolls along."""
        widget = target.parentWidget()
        while widget is not None and widget is not self._window:
            viewport = widget.parentWidget()
            area = viewport.parentWidget() if viewport is not None else None
            if isinstance(area, QScrollArea) and area.widget() is widget:
                return widget
            widget = widget.parentWidget()
        return self._window

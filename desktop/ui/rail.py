"""The left rail: the mark, and one button for each page that exists."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QButtonGroup, QFrame, QPushButton, QVBoxLayout

from desktop.ui.labels import Mark
from desktop.ui.theme import Look, Type

WIDE = 72
NARROW = 56


class RailButton(QPushButton):
    """An icon above its word; in a narrow window the icon alone."""

    def __init__(self, look: Look, icon: str, name: str) -> None:
        super().__init__(name)
        self._look = look
        self._icon = icon
        self._narrow = False
        self.ring_radius = 8
        self.setCheckable(True)
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        look.changed.connect(self.update)
        self.show_narrow(narrow=False)

    def show_narrow(self, *, narrow: bool) -> None:
        """Show or hide the word."""
        self._narrow = narrow
        self.setFixedSize(QSize(40, 40) if narrow else QSize(64, 56))
        self.setToolTip(self.text() if narrow else "")

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the ground of the page in view, the icon and the word."""
        look, on = self._look, self.isChecked()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        if on:
            painter.setPen(QPen(look.colour("border"), 1))
            painter.setBrush(look.colour("canvas"))
            painter.drawRoundedRect(box, 8, 8)
        elif self.underMouse():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.colour("skeleton"))
            painter.drawRoundedRect(box, 8, 8)
        ink = look.colour("accent" if on else "text2")
        top = 10 if not self._narrow else (self.height() - 20) / 2
        look.icons.paint(painter, QPointF((self.width() - 20) / 2, top), self._icon, 20, ink)
        if not self._narrow:
            painter.setPen(ink)
            painter.setFont(look.font(Type.CAPTION, 600 if on else 400))
            painter.drawText(QRectF(0, 33, self.width(), 16), Qt.AlignmentFlag.AlignCenter, self.text())
        painter.end()


class Rail(QFrame):
    """Chooses the page. `chosen` carries its name."""

    chosen = Signal(str)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.setObjectName("rail")
        self.setAccessibleName("Pages")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 12, 0, 8)
        self._column.setSpacing(4)
        self._column.addWidget(Mark(look), 0, Qt.AlignmentFlag.AlignHCenter)
        self._column.addSpacing(8)
        self.buttons: dict[str, RailButton] = {}
        self._group = QButtonGroup(self)
        for icon, name in (("chat", "Chat"), ("settings", "Settings")):
            if name == "Settings":
                self._column.addStretch(1)
            button = RailButton(look, icon, name)
            button.clicked.connect(lambda _=False, page=name: self.chosen.emit(page))
            self._group.addButton(button)
            self._column.addWidget(button, 0, Qt.AlignmentFlag.AlignHCenter)
            self.buttons[name] = button
        self.choose("Chat")
        self.show_narrow(narrow=False)

    def choose(self, page: str) -> None:
        """Mark a page as the one in view."""
        self.buttons[page].setChecked(True)

    def show_narrow(self, *, narrow: bool) -> None:
        """Take the width of a wide or a narrow window."""
        self.setFixedWidth(NARROW if narrow else WIDE)
        for button in self.buttons.values():
            button.show_narrow(narrow=narrow)

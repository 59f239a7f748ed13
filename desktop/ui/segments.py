"""A row of words of which one is on: the views of the same thing."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QHBoxLayout, QWidget

from desktop.ui.theme import Look, Type

HEIGHT = 24


class Segments(QWidget):
    """Arrows move between the words, as in every exclusive group. `chosen` carries the place of the word."""

    chosen = Signal(int)

    def __init__(self, look: Look, words: Sequence[str], name: str) -> None:
        super().__init__()
        self._look = look
        self.setAccessibleName(name)
        row = QHBoxLayout(self)
        row.setContentsMargins(1, 1, 1, 1)
        row.setSpacing(0)
        group = QButtonGroup(self)
        for place, word in enumerate(words):
            button = _Segment(look, word)
            button.setChecked(place == 0)
            group.addButton(button, place)
            row.addWidget(button)
        group.idClicked.connect(self.chosen)
        self.setFixedHeight(HEIGHT)
        look.changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the frame."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self._look.colour("border_mid"), 1))
        painter.setBrush(self._look.colour("raised"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        painter.end()


class _Segment(QAbstractButton):
    def __init__(self, look: Look, word: str) -> None:
        super().__init__()
        self._look = look
        self.ring_radius = 5
        self.setText(word)
        self.setAccessibleName(word)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def sizeHint(self) -> QSize:
        width = QFontMetricsF(self._look.font(Type.META, 600)).horizontalAdvance(self.text())
        return QSize(round(width + 20), HEIGHT - 2)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.isChecked():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._look.colour("accent_soft"))
            painter.drawRoundedRect(QRectF(self.rect()), 5, 5)
        painter.setPen(self._look.colour("accent" if self.isChecked() else "text2"))
        painter.setFont(self._look.font(Type.META, 600 if self.isChecked() else 400))
        painter.drawText(QRectF(self.rect()), Qt.AlignmentFlag.AlignCenter, self.text())
        painter.end()

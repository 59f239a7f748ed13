"""A side of the page that stands beside it in a wide window, and lies over it, with a scrim, in a narrow one."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.ui.theme import Look


class Fold(QWidget):
    """Keeps `side` at its place in `row` or over `page`. It is opened and closed by the user; `closed` follows."""

    closed = Signal()

    def __init__(self, look: Look, page: QWidget, row: QHBoxLayout, side: QWidget, *, right: bool) -> None:
        super().__init__(page)
        self._look = look
        self._page = page
        self._row = row
        self._side = side
        self._right = right
        self._over = False
        self._open = not right
        self._width = side.width()
        self.hide()
        side.setVisible(self._open)

    @property
    def over(self) -> bool:
        """Whether the side lies over the page."""
        return self._over

    @property
    def open(self) -> bool:
        """Whether the side is shown."""
        return self._open

    def show_open(self, *, open_: bool) -> None:
        """Show or hide the side."""
        changed = self._open and not open_
        self._open = open_
        self._side.setVisible(open_)
        self.setVisible(open_ and self._over)
        self.place()
        if changed:
            self.closed.emit()

    def show_over(self, *, over: bool) -> None:
        """Take the side out of the row and lay it over the page, or put it back."""
        if over == self._over:
            return
        self._over = over
        if over:
            self._row.removeWidget(self._side)
            self._side.setParent(self._page)
            self.show_open(open_=False)
        else:
            self._row.insertWidget(self._row.count() if self._right else 0, self._side)
            self.show_open(open_=self._open or not self._right)

    def place(self) -> None:
        """Fit the scrim and the side to the page."""
        if not self._over:
            return
        self.setGeometry(self._page.rect())
        width = min(self._side.maximumWidth(), self._page.width() - 48)
        x = self._page.width() - width if self._right else 0
        self._side.setGeometry(x, 0, width, self._page.height())
        self.raise_()
        self._side.raise_()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A press beside the side closes it."""
        if event.button() is Qt.MouseButton.LeftButton:
            self.show_open(open_=False)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the dim."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._look.colour("scrim"))
        painter.end()

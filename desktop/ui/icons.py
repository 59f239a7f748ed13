"""Icons: each SVG drawn in one colour of the theme, kept by name, size, pixel ratio and colour."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QByteArray, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPainterPath, QPen, QPixmap
from PySide6.QtSvg import QSvgRenderer

from desktop.ui.resources import ICONS


@lru_cache(maxsize=128)
def _source(name: str) -> str:
    return (ICONS / f"{name}.svg").read_text("utf-8")


class IconSet:
    """Draws icons and remembers what it drew."""

    def __init__(self) -> None:
        self._drawn: dict[tuple[str, int, float, str], QPixmap] = {}

    def pixmap(self, name: str, size: int, colour: QColor, ratio: float = 1.0) -> QPixmap:
        """The icon `name` as `size` logical pixels square, for a screen of `ratio` device pixels for each."""
        key = (name, size, ratio, colour.name())
        found = self._drawn.get(key)
        if found is None:
            found = self._drawn[key] = _draw(name, size, colour, ratio)
        return found

    def paint(self, painter: QPainter, where: QPointF, name: str, size: int, colour: QColor) -> None:
        """Paint the icon with its top left corner at `where`."""
        device = painter.device()
        painter.drawPixmap(where, self.pixmap(name, size, colour, device.devicePixelRatioF()))

    def icon(self, name: str, colour: QColor, faint: QColor) -> QIcon:
        """A `QIcon` for menus: `faint` when disabled."""
        icon = QIcon()
        for ratio in (1.0, 2.0):
            icon.addPixmap(self.pixmap(name, 16, colour, ratio), QIcon.Mode.Normal)
            icon.addPixmap(self.pixmap(name, 16, faint, ratio), QIcon.Mode.Disabled)
        return icon


def _draw(name: str, size: int, colour: QColor, ratio: float) -> QPixmap:
    pixmap = QPixmap(QSize(round(size * ratio), round(size * ratio)))
    pixmap.fill(Qt.GlobalColor.transparent)
    renderer = QSvgRenderer(QByteArray(_source(name).replace("currentColor", colour.name()).encode()))
    painter = QPainter(pixmap)
    renderer.render(painter, QRectF(pixmap.rect()))
    painter.end()
    pixmap.setDevicePixelRatio(ratio)
    return pixmap


def paint_mark(painter: QPainter, box: QRectF, colour: QColor) -> None:
    """Paint the mark, an arch within an arch, into a square; drawn on a grid of 32 units."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(box.topLeft())
    painter.scale(box.width() / 32, box.height() / 32)
    pen = QPen(colour, 2.2)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    outer = QPainterPath(QPointF(4, 27))
    outer.lineTo(4, 12.5)
    outer.cubicTo(4, 7.5, 9.5, 4, 16, 4)
    outer.cubicTo(22.5, 4, 28, 7.5, 28, 12.5)
    outer.lineTo(28, 27)
    outer.closeSubpath()
    inner = QPainterPath(QPointF(11, 27))
    inner.lineTo(11, 17.5)
    inner.cubicTo(11, 14.9, 13.2, 13, 16, 13)
    inner.cubicTo(18.8, 13, 21, 14.9, 21, 17.5)
    inner.lineTo(21, 27)
    painter.drawPath(outer)
    painter.drawPath(inner)
    painter.restore()

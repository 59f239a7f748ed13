"""Words and small marks: labels by type and tone, elided labels, dots, badges, picture labels and hairlines."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QWidget

from desktop.ui.icons import paint_mark
from desktop.ui.theme import Look, Type


def make_label(
    text: str,
    kind: Type = Type.UI,
    tone: str = "text",
    *,
    weight: str = "",
    wrap: bool = False,
    mono: bool = False,
) -> QLabel:
    """A label in plain text of one type and tone. Text is never read as markup."""
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setProperty("type", kind.value)
    label.setProperty("tone", tone)
    label.setProperty("mono", "true" if mono else "false")
    label.setProperty("weight", weight)
    label.setWordWrap(wrap)
    return label


class ElidedLabel(QLabel):
    """A label of one line that ends with an ellipsis where the room ends; the tooltip has it all."""

    def __init__(self, kind: Type = Type.UI, tone: str = "text", *, weight: str = "") -> None:
        super().__init__()
        self._whole = ""
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("type", kind.value)
        self.setProperty("tone", tone)
        self.setProperty("weight", weight)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.setMinimumWidth(24)

    def show_text(self, text: str) -> None:
        """Show `text`, shortened if need be."""
        self._whole = text
        self.setAccessibleName(text)
        self._fit()

    @property
    def whole(self) -> str:
        """The text before it was shortened."""
        return self._whole

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Shorten again."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        self.ensurePolished()
        short = self.fontMetrics().elidedText(self._whole, Qt.TextElideMode.ElideRight, self.width())
        self.setToolTip(self._whole if short != self._whole else "")
        self.setText(short)


class Dot(QWidget):
    """A disc of 8 px in a route's colour; always beside the word."""

    def __init__(self, look: Look, token: str) -> None:
        super().__init__()
        self._look = look
        self._token = token
        self.setFixedSize(8, 8)
        look.changed.connect(self.update)

    def show_token(self, token: str) -> None:
        """Take another colour."""
        self._token = token
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the disc."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._look.colour(self._token))
        painter.drawEllipse(QRectF(self.rect()))
        painter.end()


class Picture(QWidget):
    """An icon that is only looked at."""

    def __init__(self, look: Look, name: str, size: int = 16, ink: str = "text2") -> None:
        super().__init__()
        self._look, self._name, self._token = look, name, ink
        self._side = size
        self.setFixedSize(size, size)
        look.changed.connect(self.update)

    def show_as(self, name: str, token: str) -> None:
        """Show another icon."""
        self._name, self._token = name, token
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the icon."""
        painter = QPainter(self)
        self._look.icons.paint(painter, QPointF(0, 0), self._name, self._side, self._look.colour(self._token))
        painter.end()


class Mark(QWidget):
    """The mark of the house."""

    def __init__(self, look: Look, size: int = 32) -> None:
        super().__init__()
        self._look = look
        self.setFixedSize(size, size)
        self.setAccessibleName("Cloister")
        look.changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the mark."""
        painter = QPainter(self)
        paint_mark(painter, QRectF(self.rect()), self._look.colour("accent"))
        painter.end()


class Badge(QWidget):
    """A number in a small pill: `ground` behind, `ink` for the figure, `radius` 4 for a citation."""

    def __init__(
        self, look: Look, text: str, ground: str = "skeleton", ink: str = "text2", *, radius: float = 9
    ) -> None:
        super().__init__()
        self._look, self._text, self._token, self._ink, self._radius = look, text, ground, ink, radius
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(text)
        look.changed.connect(self.update)

    def show_text(self, text: str) -> None:
        """Show another number."""
        self._text = text
        self.setAccessibleName(text)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """18 high, at least as wide."""
        width = QFontMetricsF(self._look.font(Type.CAPTION, 600)).horizontalAdvance(self._text)
        return QSize(max(18, round(width + 12)), 18)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the pill and the number."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._look.colour(self._token))
        painter.drawRoundedRect(QRectF(self.rect()), self._radius, self._radius)
        painter.setPen(self._look.colour(self._ink))
        painter.setFont(self._look.font(Type.CAPTION, 600))
        painter.drawText(QRectF(self.rect()), Qt.AlignmentFlag.AlignCenter, self._text)
        painter.end()


def make_frame(name: str) -> QFrame:
    """A frame that the style sheet knows by `name`."""
    frame = QFrame()
    frame.setObjectName(name)
    return frame


def centred(widget: QWidget) -> QHBoxLayout:
    """A row with `widget` in its middle. An aligned item would be cut where its labels wrap."""
    row = QHBoxLayout()
    row.addStretch(1)
    row.addWidget(widget)
    row.addStretch(1)
    return row

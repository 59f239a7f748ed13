"""Buttons, chips and the switch: painted from the tokens, so that the colour always says where a press leads."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QCheckBox, QPushButton, QSizePolicy, QWidget

from desktop.ui.theme import Look, Type


class Kind(StrEnum):
    """What a button does: its colour says whether something leaves."""

    DEFAULT = "default"
    PLAIN = "plain"
    QUIET = "quiet"
    LEAVES = "leaves"
    LEAVES_SECOND = "leaves_second"
    DELETES = "deletes"


class Tone(StrEnum):
    """What a chip or a banner says."""

    NEUTRAL = "neutral"
    RAISED = "raised"
    LOCAL = "local"
    CLOUD = "cloud"
    FOUND = "found"
    STOP = "stop"


@dataclass(frozen=True, slots=True)
class _Colours:
    ground: str
    hover: str
    line: str
    text: str


_KINDS = {
    Kind.DEFAULT: _Colours("accent", "accent_hover", "accent", "on_accent"),
    Kind.PLAIN: _Colours("raised", "sunken", "border_mid", "text"),
    Kind.QUIET: _Colours("", "sunken", "", "text2"),
    Kind.LEAVES: _Colours("cloud", "cloud_hover", "cloud", "on_cloud"),
    Kind.LEAVES_SECOND: _Colours("raised", "cloud_soft", "cloud", "cloud"),
    Kind.DELETES: _Colours("raised", "stop_soft", "stop", "stop"),
}
_OFF = _Colours("sunken", "sunken", "border", "text3")
_TONES = {
    Tone.NEUTRAL: _Colours("sunken", "sunken", "border", "text2"),
    Tone.RAISED: _Colours("raised", "raised", "border", "text2"),
    Tone.LOCAL: _Colours("accent_soft", "accent_soft", "", "accent"),
    Tone.CLOUD: _Colours("cloud_soft", "cloud_soft", "", "cloud"),
    Tone.FOUND: _Colours("found_soft", "found_soft", "", "found"),
    Tone.STOP: _Colours("stop_soft", "stop_soft", "", "stop"),
}


class _Painted(QPushButton):
    """What the painted buttons share: an icon, a word, a hint at the end, and a repaint when the look changes."""

    def __init__(self, look: Look, text: str, icon: str, parent: QWidget | None) -> None:
        super().__init__(text, parent)
        self._look = look
        self._icon = icon
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self.setAutoDefault(False)
        look.changed.connect(self._on_look_changed)

    def set_icon(self, name: str) -> None:
        """Show another icon."""
        self._icon = name
        self.updateGeometry()
        self.update()

    @property
    def icon_name(self) -> str:
        """The icon shown."""
        return self._icon

    def minimumSizeHint(self) -> QSize:
        """As large as its content."""
        return self.sizeHint()

    def _on_look_changed(self) -> None:
        self.updateGeometry()
        self.update()

    def _box(self, painter: QPainter, colours: _Colours, radius: float, *, hover: bool) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground = colours.hover if hover else colours.ground
        painter.setBrush(self._look.colour(ground) if ground else Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(self._look.colour(colours.line), 1) if colours.line else Qt.PenStyle.NoPen)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)

    @property
    def _hovered(self) -> bool:
        return self.isEnabled() and (self.underMouse() or self.isDown())


class Button(_Painted):
    """A button with a word: 32 high, small 24 or 28, large 40. `hint` names its key at the end."""

    def __init__(
        self,
        look: Look,
        text: str,
        kind: Kind = Kind.PLAIN,
        *,
        icon: str = "",
        end_icon: str = "",
        hint: str = "",
        height: int = 32,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(look, text, icon, parent)
        self.kind = kind
        self._end_icon = end_icon
        self._hint = hint
        self.ring_radius = 8 if height >= 40 else 6
        self._height = height
        self.setAccessibleName(text)
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)

    def show_as(self, text: str, kind: Kind, *, icon: str = "", end_icon: str = "") -> None:
        """Change the word, the colour and the icons together."""
        self.kind, self._icon, self._end_icon = kind, icon, end_icon
        self.setText(text)
        self.setAccessibleName(text)
        self._on_look_changed()

    def sizeHint(self) -> QSize:
        """Wide enough for everything in it."""
        return QSize(round(self._content() + 2 * self._padding), self._height)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint ground, icon, word and hint, centred."""
        painter = QPainter(self)
        colours = _KINDS[self.kind] if self.isEnabled() or self.kind is Kind.QUIET else _OFF
        self._box(painter, colours, self.ring_radius, hover=self._hovered)
        ink = self._look.colour(colours.text if self.isEnabled() else "text3")
        icon = self._icon_size
        x = (self.width() - self._content()) / 2
        middle = self.height() / 2
        if self._icon:
            self._look.icons.paint(painter, QPointF(round(x), round(middle - icon / 2)), self._icon, icon, ink)
            x += icon + 8
        painter.setPen(ink)
        painter.setFont(self._font())
        word = self._word_width()
        painter.drawText(QRectF(x, 0, word + 2, self.height()), Qt.AlignmentFlag.AlignVCenter, self.text())
        x += word
        if self._end_icon:
            self._look.icons.paint(painter, QPointF(round(x + 8), round(middle - icon / 2)), self._end_icon, icon, ink)
        if self._hint:
            self._paint_hint(painter, x + 8)
        painter.end()

    def _paint_hint(self, painter: QPainter, x: float) -> None:
        font = self._look.font(Type.CAPTION)
        width = QFontMetricsF(font).horizontalAdvance(self._hint)
        ink = self._look.colour("text3" if self.kind in {Kind.PLAIN, Kind.QUIET} else _KINDS[self.kind].text)
        painter.setPen(ink)
        painter.setFont(font)
        if self._height >= 40:
            box = QRectF(x + 0.5, self.height() / 2 - 8.5, width + 12, 17)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box, 4, 4)
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, self._hint)
        else:
            painter.drawText(QRectF(x, 0, width + 2, self.height()), Qt.AlignmentFlag.AlignVCenter, self._hint)

    def _font(self) -> QFont:
        kind = Type.LEAD if self._height >= 40 else Type.UI if self._height >= 28 else Type.META
        filled = self.kind in {Kind.DEFAULT, Kind.LEAVES}
        return self._look.font(kind, 600 if filled else 500)

    @property
    def _icon_size(self) -> int:
        return {24: 14, 28: 16, 32: 16}.get(self._height, 20)

    @property
    def _padding(self) -> int:
        return 8 if self._height == 24 else 20 if self._height >= 40 else 12

    def _word_width(self) -> float:
        return QFontMetricsF(self._font()).horizontalAdvance(self.text())

    def _content(self) -> float:
        width = self._word_width()
        width += (self._icon_size + 8) * (bool(self._icon) + bool(self._end_icon))
        if self._hint:
            hint = QFontMetricsF(self._look.font(Type.CAPTION)).horizontalAdvance(self._hint)
            width += 8 + hint + (13 if self._height >= 40 else 0)
        return width


class IconButton(_Painted):
    """A square button with an icon alone; `name` is what a screen reader and the tooltip say."""

    def __init__(
        self, look: Look, icon: str, name: str, *, size: int = 32, tip: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(look, "", icon, parent)
        self.ring_radius = 6
        self._size = size
        self.rename(name, tip)
        self.setFixedSize(size, size)

    def rename(self, name: str, tip: str = "") -> None:
        """Say something else."""
        self.setAccessibleName(name)
        self.setToolTip(tip or name)

    def sizeHint(self) -> QSize:
        """Square."""
        return QSize(self._size, self._size)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the ground when hovered or on, and the icon."""
        painter = QPainter(self)
        if self.isChecked():
            self._box(painter, _TONES[Tone.LOCAL], 6, hover=False)
        elif self._hovered:
            self._box(painter, _Colours("skeleton", "skeleton", "", ""), 6, hover=False)
        token = "border_mid" if not self.isEnabled() else "accent" if self.isChecked() else "text2"
        icon = 20 if self._size >= 32 else 16
        corner = QPointF((self.width() - icon) // 2, (self.height() - icon) // 2)
        self._look.icons.paint(painter, corner, self._icon, icon, self._look.colour(token))
        painter.end()


class Chip(_Painted):
    """A rounded word with an icon: where a text goes, what was found in it, what is attached."""

    def __init__(
        self,
        look: Look,
        text: str,
        tone: Tone = Tone.NEUTRAL,
        *,
        icon: str = "",
        height: int = 24,
        opens: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(look, text, icon, parent)
        self.tone = tone
        self.ring_radius = height // 2
        self._height = height
        self._opens = opens
        self._full = text
        self.setAccessibleName(text)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        if not opens:
            self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def show_as(self, text: str, tone: Tone, icon: str) -> None:
        """Change word, colour and icon together."""
        self.tone, self._icon = tone, icon
        self.setText(text)
        self.setAccessibleName(text)
        self._on_look_changed()

    def minimumSizeHint(self) -> QSize:
        """The icon and a few letters; the word is shortened in the middle below its full width."""
        return QSize(min(self.sizeHint().width(), 72), self._height)

    def sizeHint(self) -> QSize:
        """As wide as the whole word."""
        word = QFontMetricsF(self._font()).horizontalAdvance(self.text())
        return QSize(round(word + 20 + self._before + self._after), self._height)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the pill, the icon, the word and the arrow."""
        painter = QPainter(self)
        colours = _TONES[self.tone]
        if self._look.contrast and not colours.line:
            colours = replace(colours, line=colours.text)
        self._box(painter, colours, self._height / 2, hover=False)
        if self._hovered and self._opens:
            painter.setPen(QPen(self._look.colour(colours.text), 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(
                QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), self._height / 2, self._height / 2
            )
        ink = self._look.colour(colours.text)
        size = self._icon_size
        if self._icon:
            self._look.icons.paint(painter, QPointF(10, (self.height() - size) // 2), self._icon, size, ink)
        painter.setFont(self._font())
        painter.setPen(ink)
        room = self.width() - 20 - self._before - self._after
        metrics = QFontMetricsF(self._font())
        word = metrics.elidedText(self.text(), Qt.TextElideMode.ElideMiddle, room + 1)
        self.setToolTip(self.text() if word != self.text() else "")
        painter.drawText(QRectF(10 + self._before, 0, room + 2, self.height()), Qt.AlignmentFlag.AlignVCenter, word)
        if self._opens:
            self._look.icons.paint(painter, QPointF(self.width() - 22, (self.height() - 12) // 2), "down", 12, ink)
        painter.end()

    def _font(self) -> QFont:
        return self._look.font(Type.META, 500)

    @property
    def _icon_size(self) -> int:
        return 14 if self._height <= 24 else 16

    @property
    def _before(self) -> int:
        return self._icon_size + 6 if self._icon else 0

    @property
    def _after(self) -> int:
        return 18 if self._opens else 0


class Switch(QCheckBox):
    """On or off, 36 by 20. `cloud` paints it violet when on; `lock` greys it."""

    def __init__(self, look: Look, name: str, *, cloud: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._cloud = cloud
        self.ring_radius = 10
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setFixedSize(36, 20)
        look.changed.connect(self.update)

    def hitButton(self, where: object) -> bool:
        """The whole switch can be pressed."""
        return True

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the groove and the knob."""
        look, on, free = self._look, self.isChecked(), self.isEnabled()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colour = "cloud" if self._cloud else "accent"
        ground = "sunken" if not free else colour if on else "raised"
        line = "border_mid" if not free else colour if on else "border_strong"
        knob = "border_strong" if not free or not on else f"on_{colour}"
        painter.setPen(QPen(look.colour(line), 1.5))
        painter.setBrush(look.colour(ground))
        painter.drawRoundedRect(QRectF(0.75, 0.75, 34.5, 18.5), 9.25, 9.25)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.colour(knob))
        painter.drawEllipse(QRectF(20 if on else 4, 4, 12, 12))
        painter.end()

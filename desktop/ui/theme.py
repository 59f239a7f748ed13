"""The look of the window: colours from the token file, type sizes, and the switch between light, dark and contrast."""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontInfo, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from desktop.core.settings import Theme
from desktop.ui.icons import IconSet
from desktop.ui.stylesheet import build_stylesheet
from desktop.ui.tokens import load_tokens


class Type(StrEnum):
    """The sizes of text, by their use; `SIZES` holds pixels, line height in pixels and weight."""

    CAPTION = "caption"
    META = "meta"
    UI = "ui"
    LEAD = "lead"
    READING = "reading"
    SECTION = "section"
    TITLE = "title"
    FIGURE = "figure"


SIZES: dict[Type, tuple[int, int, int]] = {
    Type.CAPTION: (11, 16, 400),
    Type.META: (12, 16, 400),
    Type.UI: (13, 20, 400),
    Type.LEAD: (14, 20, 600),
    Type.READING: (15, 24, 400),
    Type.SECTION: (16, 24, 600),
    Type.TITLE: (20, 28, 600),
    Type.FIGURE: (28, 32, 600),
}

PLAIN_LINUX_FONTS = frozenset({"DejaVu Sans", "Bitstream Vera Sans", "Sans Serif", "Verdana"})
"""What a desktop without a chosen font falls back to; a better one is taken when it is installed."""
BETTER_FONTS = ("Inter", "Cantarell", "Noto Sans", "Open Sans", "Liberation Sans")


def parse_colour(text: str) -> QColor:
    """Read `#RRGGBB` or `rgba(r, g, b, alpha)` with alpha from 0 to 1."""
    if text.startswith("rgba("):
        red, green, blue, alpha = (float(part) for part in text[5:-1].split(","))
        return QColor(int(red), int(green), int(blue), round(alpha * 255))
    return QColor(text)


class Look(QObject):
    """The look in force. `changed` is sent after the application wears the new one."""

    changed = Signal()

    def __init__(self, app: QApplication, choice: Theme = Theme.SYSTEM) -> None:
        super().__init__(app)
        self._app = app
        self._sets = load_tokens()
        self._choice = choice
        self._colours: dict[str, QColor] = {}
        self.icons = IconSet()
        self.family = choose_family()
        self.mono = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont).family()
        self.tokens = self._sets[self._mode()]
        app.styleHints().colorSchemeChanged.connect(self._on_system_changed)
        self._wear()

    @property
    def choice(self) -> Theme:
        """What the user chose; SYSTEM follows the desktop."""
        return self._choice

    @property
    def dark(self) -> bool:
        """Whether the ground is darker than the text."""
        return self.colour("canvas").lightness() < self.colour("text").lightness()

    @property
    def contrast(self) -> bool:
        """Whether every ground needs an outline."""
        return self._mode() == Theme.HIGH_CONTRAST.value

    def choose(self, choice: Theme) -> None:
        """Switch at run time."""
        self._choice = choice
        self._wear()

    def colour(self, token: str) -> QColor:
        """The colour of a token."""
        found = self._colours.get(token)
        if found is None:
            found = self._colours[token] = parse_colour(getattr(self.tokens, token))
        return found

    def font(self, kind: Type, weight: int | None = None, *, mono: bool = False) -> QFont:
        """A font of the scale; figures are tabular in META."""
        size, _, usual = SIZES[kind]
        font = QFont(self.mono if mono else self.family)
        font.setPixelSize(size)
        font.setWeight(QFont.Weight(weight or usual))
        if kind is Type.META:
            font.setFeature(QFont.Tag("tnum"), 1)
        return font

    def _on_system_changed(self) -> None:
        if self._choice is Theme.SYSTEM:
            self._wear()

    def _mode(self) -> str:
        if self._choice is not Theme.SYSTEM:
            return self._choice.value
        dark = QGuiApplication.styleHints().colorScheme() is Qt.ColorScheme.Dark
        return "dark" if dark else "light"

    def _wear(self) -> None:
        self.tokens = self._sets[self._mode()]
        self._colours.clear()
        self._app.setPalette(self._palette())
        self._app.setFont(self.font(Type.UI))
        self._app.setStyleSheet(build_stylesheet(self.tokens, self.mono))
        self.changed.emit()

    def _palette(self) -> QPalette:
        role = QPalette.ColorRole
        palette = QPalette()
        pairs = {
            role.Window: "canvas",
            role.Base: "raised",
            role.AlternateBase: "sunken",
            role.Button: "raised",
            role.ToolTipBase: "text",
            role.ToolTipText: "canvas",
            role.Text: "text",
            role.WindowText: "text",
            role.ButtonText: "text",
            role.Highlight: "selection",
            role.HighlightedText: "text",
            role.PlaceholderText: "text3",
            role.Link: "accent",
            role.LinkVisited: "accent",
            role.Mid: "border_mid",
            role.Dark: "border_strong",
            role.Light: "raised",
            role.Accent: "accent",
        }
        for which, token in pairs.items():
            palette.setColor(which, self.colour(token))
        for which in (role.Text, role.WindowText, role.ButtonText):
            palette.setColor(QPalette.ColorGroup.Disabled, which, self.colour("text3"))
        return palette


def choose_family() -> str:
    """The desktop's own font, or a better installed one where the desktop has chosen none."""
    own = QFontInfo(QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)).family()
    if own not in PLAIN_LINUX_FONTS:
        return own
    installed = set(QFontDatabase.families())
    return next((family for family in BETTER_FONTS if family in installed), own)

"""Measures of lines of text that Qt leaves to its callers."""

from __future__ import annotations

from PySide6.QtGui import QFont, QFontMetricsF, QTextLine

from desktop.ui.theme import SIZES, Type


def x_of(line: QTextLine, place: int) -> float:
    """Where a character begins in its line; PySide returns the position beside the cursor in some versions."""
    found: object = line.cursorToX(place)
    value = found[0] if isinstance(found, tuple) else found
    return float(value)  # type: ignore[arg-type]


def line_percent(font: QFont, kind: Type) -> int:
    """The proportional line height, in percent, that gives `font` the line height of `kind`."""
    return round(SIZES[kind][1] * 100 / QFontMetricsF(font).height())

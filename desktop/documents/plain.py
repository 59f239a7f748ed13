"""Reads plain text of any common encoding and cuts it into pages, so that a citation can name one. Child only."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass

from desktop.core.errors import FileUnreadable

PAGE_CHARACTERS = 3000
"""About one printed page; a page is cut at the last good place before this length."""
SEARCHED_SHARE = 0.5
"""A good place to cut is looked for in the last half of a page."""
MOST_CONTROLS = 0.002
"""The share of control characters that text has at most (a log with colours has some, any other file 10 % and more)."""

# The longer mark first: the one of UTF-16 is the beginning of the one of UTF-32.
MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f-\x84\x86-\x9f]")
_LINE_ENDS = re.compile(r"\r\n?|[\x0b\x85\u2028\u2029]")


@dataclass(frozen=True, slots=True)
class ReadPage:
    """A page on its way to the parent; `boxes` are four float32 for each character, or none."""

    number: int
    text: str
    width: float = 0.0
    height: float = 0.0
    boxes: bytes = b""


def decode(data: bytes, name: str) -> str:
    """The text of a file with line ends as one newline. Raises `FileUnreadable` when the bytes are not text."""
    text = _LINE_ENDS.sub("\n", _decode(data, name))
    clean = _CONTROLS.sub("", text)
    if len(text) - len(clean) > MOST_CONTROLS * len(text):
        raise _not_text(name)
    return clean


def _decode(data: bytes, name: str) -> str:
    for mark, encoding in MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, errors="replace")
    if b"\0" in data:
        raise _not_text(name)
    try:
        # Not final: a file that ends within a character is still text.
        return codecs.getincrementaldecoder("utf-8")().decode(data)
    except UnicodeDecodeError:
        # Windows-1252 is Latin-1 with letters where that has control characters (WHATWG Encoding, section 4.2).
        return data.decode("cp1252", errors="replace")


def _not_text(name: str) -> FileUnreadable:
    return FileUnreadable(f"{name} is not a kind of file that can be read.", "PDF and plain text can be read.")


def pages(text: str) -> Iterator[ReadPage]:
    """Cut a text into pages at form feeds, else at paragraph or line ends. Together they are the whole text."""
    number = 0
    for sheet in text.split("\f"):
        start = 0
        while start < len(sheet):
            end = _cut(sheet, start)
            number += 1
            yield ReadPage(number, sheet[start:end])
            start = end


def _cut(text: str, start: int) -> int:
    end = start + PAGE_CHARACTERS
    if end >= len(text):
        return len(text)
    earliest = start + int(PAGE_CHARACTERS * SEARCHED_SHARE)
    for separator in ("\n\n", "\n", ". ", " "):
        found = text.rfind(separator, earliest, end)
        if found >= 0:
            return found + len(separator)
    return end

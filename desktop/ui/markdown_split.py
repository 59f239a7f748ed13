"""Splits Markdown into stretches of text and code, and finds how much of an open text will not change any more."""

from __future__ import annotations

import re
from dataclasses import dataclass

_FENCE = re.compile(r"^(`{3,}|~{3,})([^`\n]*)$")
_LIST_ITEM = re.compile(r"^(?:[-+*]|\d{1,9}[.)])(?:[ \t]|$)")


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of an answer: characters from `start` on. `text` is Markdown, or the code itself when `code`.

    `closed` says that a code segment's closing fence has been seen; the last text segment is never closed.
    """

    start: int
    text: str
    code: bool = False
    language: str = ""
    closed: bool = False


def split_segments(source: str) -> list[Segment]:
    """Cut `source` at the fences of code that stand at the beginning of a line."""
    segments: list[Segment] = []
    start = position = 0
    fence = language = ""
    held: list[str] = []
    for line in _lines(source):
        bare = line.rstrip("\n")
        if fence:
            if _closes(bare, fence):
                segments.append(Segment(start, "".join(held), True, language, True))
                fence, held, start = "", [], position + len(line)
            else:
                held.append(line)
        elif opening := _FENCE.match(bare):
            if "".join(held).strip():
                segments.append(Segment(start, "".join(held), closed=True))
            fence, language, held, start = opening[1], opening[2].strip().split(" ")[0], [], position
        else:
            held.append(line)
        position += len(line)
    if fence:
        segments.append(Segment(start, "".join(held), True, language))
    elif "".join(held).strip():
        segments.append(Segment(start, "".join(held)))
    return segments


def _lines(source: str) -> list[str]:
    """Lines that end at a line feed alone, as Markdown counts them here."""
    return re.findall(r"[^\n]*\n|[^\n]+", source)


def _closes(line: str, fence: str) -> bool:
    bare = line.rstrip()
    return len(bare) >= len(fence) and set(bare) == {fence[0]}


def count_closed(text: str) -> int:
    """How many characters from the start of a text segment render the same whatever follows them.

    A block is closed by an empty line after which a line begins that is neither indented nor an item of a list: only
    then can nothing that follows continue it.
    """
    closed = position = 0
    empty_before = False
    for line in _lines(text):
        bare = line.rstrip("\n")
        # An unfinished last line may still turn out to be an item of a list: "1" may become "1. ".
        settled = line.endswith("\n") or len(bare) > 12
        if empty_before and settled and bare and not bare[0].isspace() and not _LIST_ITEM.match(bare):
            closed = position
        empty_before = not bare.strip()
        position += len(line)
    return closed

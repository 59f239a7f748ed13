"""Finds where sentences begin and end, in pages of documents and in answers of a model."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TypeAlias

Span: TypeAlias = tuple[int, int]

SHORT_LINE = 0.7
"""A line below this share of the longest one was not wrapped there: a heading, a row of a table, an item."""
LEAST_FULL = 64
"""A full line has at least about so many characters: a stretch of a table has none to compare with."""
MOST_WRAPPED = 120
"""Lines longer than this are not wrapped at a margin, so they say nothing about what a full line is."""

# ruff: noqa: SIM905 - these are words to be read, and a list of strings hides them
ABBREVIATIONS = frozenset(
    "dr mr mrs ms prof st sr jr e.g i.e approx ca cf vs no nos fig figs tab vol ed eds pp dept tel ext inc ltd "
    "p.o b.d t.d.s q.d i.v i.m s.c bzw z.b d.h u.a ggf vgl nr abb".split()
)
_PARAGRAPH = re.compile(r"\n[^\S\n]*\n\s*")
_END = re.compile(r"(?:[.!?…]+[\"'”’»)\]*_]*(?=\s)|[。！？]+[」』”]?)\s*")
_LAST_WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|\.(?=[^\W\d_]))*\Z")
_LIST_NUMBER = re.compile(r"(?:\A|\n)\s*(?:\d{1,3}|[A-Za-z])\Z")
_ITEM = re.compile(r"\s*(?:[-*+•◦▪–—|#>]|\d{1,3}[.)]\s|[a-z][.)]\s)")


def paragraphs(text: str) -> Iterator[Span]:
    """Spans between empty lines, without the white space around them."""
    start = 0
    for gap in _PARAGRAPH.finditer(text):
        yield from _trimmed(text, start, gap.start())
        start = gap.end()
    yield from _trimmed(text, start, len(text))


def sentences(text: str, *, wrapped: bool = True) -> Iterator[Span]:
    """Spans of sentences, without the white space around them; together they hold every visible character.

    In a `wrapped` text a line end is a space unless the line is short, or the next is an item of a list; else every
    line end ends a sentence.
    """
    full = max((len(line) for line in text.split("\n") if len(line) <= MOST_WRAPPED), default=0)
    full = max(full, LEAST_FULL)
    for start, end in paragraphs(text):
        for first, last in _blocks(text, start, end, int(full * SHORT_LINE) if wrapped else None):
            yield from _split(text, first, last)


def _trimmed(text: str, start: int, end: int) -> Iterator[Span]:
    inner = text[start:end]
    left, right = len(inner) - len(inner.lstrip()), len(inner.rstrip())
    if left < right:
        yield start + left, start + right


def _blocks(text: str, start: int, end: int, short: int | None) -> Iterator[Span]:
    """Split a paragraph at the line ends that are more than white space. `short` None: at all of them."""
    first = line = start
    while (at := text.find("\n", line, end)) >= 0:
        if short is None or _ends_block(text[line:at], text[at + 1 : end], short):
            yield from _trimmed(text, first, at)
            first = at + 1
        line = at + 1
    yield from _trimmed(text, first, end)


def _ends_block(line: str, rest: str, short: int) -> bool:
    if _ITEM.match(rest):
        return True
    goes_on = rest.split(maxsplit=1)[0].islower() if rest.strip() else False
    return len(line) < short and not goes_on and not line.rstrip().endswith((",", "-", "–", "("))


def _split(text: str, start: int, end: int) -> Iterator[Span]:
    first = start
    for stop in _END.finditer(text, start, end):
        if stop.end() < end and _ends_sentence(text, first, stop.start(), stop.end()):
            yield from _trimmed(text, first, stop.end())
            first = stop.end()
    yield from _trimmed(text, first, end)


def _ends_sentence(text: str, first: int, stop: int, after: int) -> bool:
    """Whether the mark at `stop` ends what began at `first`, and is not part of an abbreviation or a number."""
    if set(text[stop:after]) & set("!?…。！？"):
        return True
    if text[after].islower():
        return False
    before = text[max(first, stop - 24) : stop]
    if _LIST_NUMBER.search(text[max(0, first - 1) : stop][-24:]):
        return False
    word = _LAST_WORD.search(before)
    if word is None:
        return True
    initial = len(word[0]) == 1 and word[0].isupper()
    return not initial and word[0].lower() not in ABBREVIATIONS

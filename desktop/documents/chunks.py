"""Cuts pages into chunks of about 200 tokens at the ends of paragraphs and sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from desktop.core.evidence import Chunk, Page, ReadDocument
from desktop.documents.sentences import Span, paragraphs, sentences

MOST_TOKENS = 200
"""The embedding model reads 254; the estimate below is right within a fifth for English."""
ENOUGH_TOKENS = 120
"""A chunk that holds so many ends with its paragraph."""
OVERLAP_TOKENS = 60
"""The last sentence is said again in the next chunk when it is no longer than this."""
REST_TOKENS = 40
"""A last chunk smaller than this joins the one before, which then may hold `MOST_TOKENS` and these."""
LETTERS_PER_TOKEN = 6
DIGITS_PER_TOKEN = 3
_PIECE = re.compile(r"[^\W_]+|[^\w\s]|_")
_SPACES = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class _Unit:
    """A sentence, or a piece of one that is too long; `opens` a paragraph or not."""

    start: int
    end: int
    tokens: int
    opens: bool


def split(document: ReadDocument) -> tuple[Chunk, ...]:
    """Chunks in reading order; none crosses a page. `page.text[start:end]` is the chunk's text, blank ones are none."""
    return tuple(chunk for page in document.pages for chunk in _split_page(page))


def count_tokens(text: str) -> int:
    """About the number of WordPiece tokens: one for each mark, each six letters of a Latin word, any other letter."""
    return sum(_cost(piece) for piece in _PIECE.findall(text))


def _cost(piece: str) -> int:
    if piece.isascii():
        # Numbers are split into pieces of two or three digits.
        return 1 + (len(piece) - 1) // (DIGITS_PER_TOKEN if piece[0].isdigit() else LETTERS_PER_TOKEN)
    others = sum(letter >= "\u0250" for letter in piece)  # behind the Latin letters
    latin = len(piece) - others
    return others + (1 + (latin - 1) // LETTERS_PER_TOKEN if latin else 0)


def _split_page(page: Page) -> Iterator[Chunk]:
    for group in _pack(list(_units(page.text))):
        start, end = group[0].start, group[-1].end
        yield Chunk(page.number, start, end, page.text[start:end])


def _units(text: str) -> Iterator[_Unit]:
    opening = {start for start, _ in paragraphs(text)}
    for start, end in sentences(text):
        opens = start in opening
        for first, last in _pieces(text, start, end):
            yield _Unit(first, last, count_tokens(text[first:last]), opens)
            opens = False


def _pieces(text: str, start: int, end: int) -> Iterator[Span]:
    """A sentence as it is, or cut at white space, or, failing that, anywhere, so that no piece is too long."""
    first, last, tokens = start, start, 0
    for word_start, word_end in _words(text, start, end):
        cost = count_tokens(text[word_start:word_end])
        if tokens + cost > MOST_TOKENS and last > first:
            yield first, last
            first, tokens = word_start, 0
        tokens += cost
        last = word_end
    if last > first:
        yield first, last


def _words(text: str, start: int, end: int) -> Iterator[Span]:
    """Stretches without white space; a very long one (a key, a table of signs) in parts."""
    at = start
    for gap in [*(found.span() for found in _SPACES.finditer(text, start, end)), (end, end)]:
        while at < gap[0]:
            stop = min(gap[0], at + MOST_TOKENS)
            yield at, stop
            at = stop
        at = gap[1]


def _pack(units: Sequence[_Unit]) -> list[list[_Unit]]:
    groups: list[list[_Unit]] = []
    group: list[_Unit] = []
    tokens = 0
    for unit in units:
        if group and (tokens + unit.tokens > MOST_TOKENS or (unit.opens and tokens >= ENOUGH_TOKENS)):
            groups.append(group)
            group = _overlap(group, unit)
            tokens = sum(one.tokens for one in group)
        group.append(unit)
        tokens += unit.tokens
    if groups and group and sum(one.tokens for one in group if one not in groups[-1]) < REST_TOKENS:
        groups[-1] += [one for one in group if one not in groups[-1]]
    elif group:
        groups.append(group)
    return groups


def _overlap(group: Sequence[_Unit], following: _Unit) -> list[_Unit]:
    """The sentence to say again: none before a new paragraph, none that is long or all of its chunk."""
    last = group[-1]
    if following.opens or len(group) == 1 or last.tokens > min(OVERLAP_TOKENS, MOST_TOKENS - following.tokens):
        return []
    return [last]

"""Finds what each sentence of an answer rests on: by its words and numbers, never by what the model claims."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import assert_never

from desktop.core.evidence import Box, Citation, Passage
from desktop.documents.sentences import sentences
from desktop.documents.terms import Kind, Term, terms

SUPPORTED = 0.68
"""The weight of an answer sentence's terms that a stretch of a passage must hold. Chosen on the invented discharge
summary and its wrong variants (tests/documents/test_align.py): a paraphrase keeps 0.7, a false name falls below."""
MOST_SENTENCES = 3
"""A citation marks at most so many sentences of a passage."""
HEADING_TERMS = 4
UNIT_WEIGHT = 0.25
COST_OF_SENTENCE = 0.04
"""A longer stretch must earn each sentence it adds."""
MOST_SOURCES = 2
NEAR_BEST = 0.1
"""A sentence cites its best source, and a second that is as good but for this much."""
LEAST_WEIGHT = 2.0
"""A sentence that says less ("Yes.") is not looked up."""
BEFORE, BEHIND = 4, 3
"""A number belongs to the four terms before it and the three behind it, up to the next number or comma."""


@dataclass(frozen=True, slots=True)
class _Claim:
    """A sentence of the answer: where it stands, its terms, and what each weighs."""

    start: int
    end: int
    terms: tuple[Term, ...]
    weights: dict[str, float]

    @property
    def numbers(self) -> frozenset[str]:
        return frozenset(term.key for term in self.terms if term.kind is Kind.NUMBER)


@dataclass(frozen=True, slots=True)
class _Part:
    """A sentence of a passage, counted from the passage's beginning."""

    start: int
    end: int
    terms: tuple[Term, ...]
    is_heading: bool


@dataclass(frozen=True, slots=True)
class _Read:
    """A passage and its sentences."""

    passage: Passage
    parts: tuple[_Part, ...]


@dataclass(frozen=True, slots=True)
class _Source:
    """A stretch of a passage that supports a claim."""

    score: float
    passage: Passage
    start: int
    end: int

    def overlaps(self, other: _Source) -> bool:
        """Whether both mark the same words of the same page, as neighbouring chunks do."""
        one, two = self.passage, other.passage
        return (
            (one.document, one.page) == (two.document, two.page) and self.start < other.end and other.start < self.end
        )


def cite(answer: str, passages: Sequence[Passage]) -> tuple[Citation, ...]:
    """The stretch of each passage that supports a sentence of the answer, for every sentence that is supported.

    Supported means: the stretch holds most of the sentence's terms, all of its numbers, each near a term it stands near
    in the answer, and denies nothing that the sentence asserts. At most one citation for a sentence and passage;
    `quote` is the page's own text from `start` to `end`. Boxes are left to whoever holds the page.
    """
    known = frozenset(term.key for passage in passages for term in terms(passage.text))
    read = [_Read(passage, _parts(passage.text)) for passage in passages]
    citations = []
    for claim in _claims(answer, known):
        found = [source for one in read if (source := _support(claim, one)) is not None]
        citations += [_citation(claim, source) for source in _choose(found)]
    return tuple(citations)


def _citation(claim: _Claim, source: _Source) -> Citation:
    passage = source.passage
    quote = passage.text[source.start - passage.start : source.end - passage.start]
    return Citation(
        passage.document, passage.name, passage.page, source.start, source.end, quote, claim.start, claim.end
    )


def _parts(text: str) -> tuple[_Part, ...]:
    return tuple(_part(text, start, end) for start, end in sentences(text))


def _part(text: str, start: int, end: int) -> _Part:
    found = terms(text[start:end])
    is_heading = (
        len(found) <= HEADING_TERMS
        and text[end - 1] not in ".!?"
        and all(term.kind is not Kind.NUMBER for term in found)
    )
    return _Part(start, end, found, is_heading)


def _claims(answer: str, known: frozenset[str]) -> Iterator[_Claim]:
    """The sentences that say enough to be looked up. One about something that no passage names rests on none."""
    for start, end in sentences(answer, wrapped=False):
        found = terms(answer[start:end])
        weights = {term.key: _weigh(term, known) for term in found}
        strangers = any(term.kind is Kind.SUBJECT and term.key not in known for term in found)
        if sum(weights.values()) >= LEAST_WEIGHT and not strangers:
            yield _Claim(start, end, found, weights)


def _weigh(term: Term, known: frozenset[str]) -> float:
    """Numbers and names weigh double, and names that no passage knows most: also a first word, which may be one."""
    match term.kind:
        case _ if term.is_unit:
            return UNIT_WEIGHT
        case Kind.WORD:
            return 1.0
        case Kind.NUMBER:
            return 2.0
        case Kind.FIRST | Kind.SUBJECT:
            return 1.0 if term.key in known else 3.0
        case Kind.NAME:
            return 2.0 if term.key in known else 3.0
        case _:
            assert_never(term.kind)


def _support(claim: _Claim, read: _Read) -> _Source | None:
    """The best stretch of one passage, if any is good enough."""
    best: _Source | None = None
    for first in range(len(read.parts)):
        for last in range(first, min(first + MOST_SENTENCES, len(read.parts))):
            stretch = read.parts[first : last + 1]
            if not _earned(claim, stretch):
                break
            score = _score(claim, [term for part in stretch for term in part.terms])
            if score < SUPPORTED:
                continue
            score -= COST_OF_SENTENCE * (last - first)
            if best is None or score > best.score:
                offset = read.passage.start
                best = _Source(score, read.passage, offset + stretch[0].start, offset + stretch[-1].end)
    return best


def _earned(claim: _Claim, stretch: Sequence[_Part]) -> bool:
    """Whether every sentence brings at least two terms of the claim that no other does; a heading needs but one.

    Else the row of one medicine would lend a word to the row of the next.
    """
    held = [{term.key for term in part.terms if not term.is_unit} & claim.weights.keys() for part in stretch]
    for at, keys in enumerate(held if len(held) > 1 else []):
        alone = keys.difference(*(other for number, other in enumerate(held) if number != at))
        if len(alone) < (1 if at == 0 and stretch[0].is_heading else 2):
            return False
    return True


def _score(claim: _Claim, stretch: Sequence[Term]) -> float:
    """The share of the claim's weight that the stretch holds; 0 when it cannot support the claim.

    It cannot when a number is missing or stands by other words, or when one asserts what the other denies.
    """
    held = {term.key for term in stretch}
    if not claim.numbers <= held or any(
        term.opposite in held and term.key not in held for term in claim.terms if term.kind is not Kind.NUMBER
    ):
        return 0.0
    share = sum(weight for key, weight in claim.weights.items() if key in held) / sum(claim.weights.values())
    if share < SUPPORTED:
        return 0.0
    return share if all(_bound(claim, at, stretch) for at in _number_places(claim.terms)) else 0.0


def _number_places(found: Sequence[Term]) -> list[int]:
    return [at for at, term in enumerate(found) if term.kind is Kind.NUMBER]


def _bound(claim: _Claim, at: int, stretch: Sequence[Term]) -> bool:
    """Whether the number at `at` of the claim says something of the same thing in the stretch."""
    about = [term.key for term in _neighbours(claim.terms, at, 2, 0) if not term.is_unit]
    about = about or [term.key for term in _neighbours(claim.terms, at, 2, 2)]
    if not about:
        return True
    key = claim.terms[at].key
    return any(
        {term.key for term in _neighbours(stretch, place, BEFORE, BEHIND)} & set(about)
        for place in _number_places(stretch)
        if stretch[place].key == key
    )


def _neighbours(found: Sequence[Term], at: int, before: int, behind: int) -> Iterator[Term]:
    """Terms around a number: back to the number before it, and on to the next number or the end of the clause.

    Numbers right before it are passed over: the row of a table has several.
    """
    words = 0
    for term in reversed(found[:at]):
        if words == before or (words and term.kind is Kind.NUMBER):
            break
        # A unit behind the number before belongs to that one, but costs nothing to see.
        words += not term.is_unit and term.kind is not Kind.NUMBER
        yield term
    for term in found[at + 1 : at + 1 + behind]:
        if term.kind is Kind.NUMBER or term.clause != found[at].clause:
            break
        yield term


def _choose(found: Sequence[_Source]) -> list[_Source]:
    chosen: list[_Source] = []
    for source in sorted(found, key=lambda source: -source.score):
        if len(chosen) == MOST_SOURCES or (chosen and source.score < chosen[0].score - NEAR_BEST):
            break
        if not any(source.overlaps(other) for other in chosen):
            chosen.append(source)
    return chosen


def boxes_between(page_boxes: Sequence[float], start: int, end: int) -> tuple[Box, ...]:
    """One box for each line that the characters from `start` to `end` stand on. None where the page has no layout."""
    lines: list[Box] = []
    for at in range(4 * max(start, 0), min(4 * end, len(page_boxes)), 4):
        box = Box(*page_boxes[at : at + 4])
        if box.right <= box.left or box.bottom <= box.top:
            continue  # a line end, or a space that was not drawn
        if lines and _same_line(lines[-1], box):
            lines[-1] = _joined(lines[-1], box)
        else:
            lines.append(box)
    return tuple(lines)


def _same_line(line: Box, box: Box) -> bool:
    """Overlap by half of the smaller height, and no jump back to the left."""
    height = min(line.bottom - line.top, box.bottom - box.top)
    overlap = min(line.bottom, box.bottom) - max(line.top, box.top)
    return overlap >= height / 2 and box.left >= line.right - 2 * height


def _joined(line: Box, box: Box) -> Box:
    return Box(
        min(line.left, box.left), min(line.top, box.top), max(line.right, box.right), max(line.bottom, box.bottom)
    )

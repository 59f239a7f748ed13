"""Numbers the citations of an answer and marks their places in its text with private characters."""

from __future__ import annotations

from dataclasses import dataclass

from desktop.core.evidence import Citation

FIRST_MARK = 0xE000
LAST_MARK = 0xF8FF
_STRAY = {code: "\ufffd" for code in range(FIRST_MARK, LAST_MARK + 1)}


@dataclass(frozen=True, slots=True)
class Source:
    """One cited passage with its number in the answer, and how many sentences rest on it."""

    number: int
    citation: Citation
    sentences: int


def number_sources(citations: tuple[Citation, ...]) -> list[Source]:
    """Number the distinct passages in the order in which the answer cites them."""
    order: dict[tuple[int, int, int, int], list[Citation]] = {}
    for citation in sorted(citations, key=lambda one: (one.answer_end, one.answer_start)):
        order.setdefault(_key(citation), []).append(citation)
    return [Source(number, same[0], len(same)) for number, same in enumerate(order.values(), 1)]


def mark_text(text: str, citations: tuple[Citation, ...]) -> str:
    """Put one private character for each citation at the end of its sentence.

    Private characters of the model's own are replaced first, so that an answer cannot forge a citation.
    """
    text = strip_marks(text)
    numbers = {_key(source.citation): source.number for source in number_sources(citations)}
    places: dict[int, list[int]] = {}
    for citation in citations:
        end = min(max(citation.answer_end, 0), len(text))
        while end > 0 and text[end - 1].isspace():
            end -= 1
        if text[text.rfind("\n", 0, end) + 1 : end].lstrip().startswith(("```", "~~~")):
            continue  # a mark there would unmake the fence
        found = places.setdefault(end, [])
        if numbers[_key(citation)] not in found:
            found.append(numbers[_key(citation)])
    pieces: list[str] = []
    last = 0
    for end in sorted(places):
        pieces += [text[last:end], *(chr(FIRST_MARK + number) for number in sorted(places[end]))]
        last = end
    return "".join([*pieces, text[last:]])


def strip_marks(text: str) -> str:
    """Replace private characters; the length stays."""
    return text.translate(_STRAY)


def is_mark(character: str) -> bool:
    """Whether a character marks a citation."""
    return FIRST_MARK <= ord(character) <= LAST_MARK


def _key(citation: Citation) -> tuple[int, int, int, int]:
    return (citation.document, citation.page, citation.start, citation.end)

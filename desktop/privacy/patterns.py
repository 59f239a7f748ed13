"""What a pattern is, the pieces that several are made of, and how they are looked for.

A pattern's group 1 (or the whole match) is what is found. The patterns themselves are in `identifiers.py` (numbers by
their label or form) and `shapes.py` (dates, ages, places, contacts, names); credentials have a file of their own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from desktop.core.privacy import Category, Finding
from desktop.privacy.validators import is_calendar_year, is_serial

Check = Callable[[str], bool]

MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?|januar|februar|märz|mai|juni|juli|oktober|dezember|enero|febrero|marzo|abril|mayo"
    r"|junio|julio|agosto|septiembre|octubre|noviembre|diciembre|janvier|février|avril|juin|juillet|août|septembre"
    r"|octobre|novembre|décembre|gennaio|febbraio|aprile|maggio|giugno|luglio|settembre|ottobre|dicembre|janeiro"
    r"|fevereiro|março|maio|junho|julho|setembro|outubro|dezembro|januari|februari|maart|mei|augustus)\.?"
)
ORDINAL = (
    r"(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|thirteenth|fourteenth"
    r"|fifteenth|sixteenth|seventeenth|eighteenth|nineteenth|twentieth|thirtieth|twenty[- ](?:first|second|third|fourth"
    r"|fifth|sixth|seventh|eighth|ninth)|thirty[- ]first)"
)
DAY = r"(?:0?[1-9]|[12]\d|3[01])"
YEAR = r"(?:(?:19|20)\d{2}|['’]?\d{2})"
GLUE = (
    r"(?:[ \t]*(?:\r?\n[ \t]*)?(?:number|numbers|no\.?|nos\.?|num|nr\.?|id|ids|identifier|code"
    r"|#|№|is|was|of|are|:|=|-|–|\||\"|'|\(|\[|\*\*|,|;|->|→))*\s*"
)
VALUE = r"((?:[A-Za-z]{1,4}[-/]?)?\d[\dA-Za-z]*(?:[-/.][\dA-Za-z]+|[ ]\d[\dA-Za-z]*)*)"
NAME = r"[A-ZÀ-ÖØ-Þ][\w'’-]*[a-zß-ÿ][\w'’-]*"
SURNAME = rf"(?:(?:de|da|di|del|della|van|von|der|den|la|le|al|el|bin|ibn|dos|das)[ ])*{NAME}"


@dataclass(frozen=True, slots=True)
class Pattern:
    """One shape: the type it tells, the expression, and a test of what matched."""

    type: str
    category: Category
    expression: re.Pattern[str]
    check: Check = lambda _: True
    score: float = 0.9


def shape(
    kind: str,
    category: Category,
    expression: str,
    check: Check = lambda _: True,
    *,
    score: float = 0.9,
    cased: bool = False,
) -> Pattern:
    """A pattern that is compared without regard to case, unless `cased`."""
    return Pattern(kind, category, re.compile(expression, 0 if cased else re.IGNORECASE), check, score)


def numbered(kind: str, words: str, digits: int, *, years: bool = True) -> Pattern:
    """An identifier by its label: at least `digits` digits; a bare year is none where the label is a common word."""
    return shape(
        kind,
        Category.IDENTIFIER,
        rf"\b(?:{words})(?![a-z]){GLUE}{VALUE}",
        lambda value: is_serial(value, digits) and (years or not is_calendar_year(value)),
    )


def find_patterns(text: str, patterns: Sequence[Pattern]) -> Iterator[Finding]:
    """Everything in a text that has one of the shapes."""
    for pattern in patterns:
        for match in pattern.expression.finditer(text):
            group = next((number for number in (1, 2) if number <= len(match.groups()) and match.group(number)), 0)
            start, end = match.span(1 if pattern.category is Category.DATE else group)
            value = text[start:end].rstrip()
            end = start + len(value)
            if value and pattern.check(value):
                yield Finding(_refine(pattern, value), pattern.category, start, end, pattern.score, "pattern")


def _refine(pattern: Pattern, value: str) -> str:
    """Ages above 89 are identifying by themselves (45 CFR 164.514(b)(2)(i)(C)); others are not."""
    if pattern.type != "AGE":
        return pattern.type
    digits = "".join(c for c in value if c.isdigit())
    return "AGE_OVER_89" if digits and int(digits) > 89 else "AGE"

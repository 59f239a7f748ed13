"""The words and numbers that carry a sentence, in a form in which two sentences can be compared."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

NEGATED_WORDS = 5
"""A "no" or "not" denies the words behind it, up to so many, within its clause: the window of NegEx (Chapman et al.,
J Biomed Inform 34, 2001), in which stop-words are not counted here."""
DENIED = "not "
# ruff: noqa: SIM905 - these are words to be read, and a list of strings hides them
NEGATIONS = frozenset("no not never without none neither nor denies denied cannot kein keine nicht ohne".split())
STOP_WORDS = frozenset(
    """a about above after again all also am an and any are as at be because been before being below between both but by
    can could did do does doing down during each few for from further had has have having he her here hers him his how i
    if in into is it its itself just may me might more most must my of off on once only or other our out over own per
    same she should so some such than that the their them then there these they this those through to too under until up
    upon very was we were what when where which while who whom why will with within would you your according document
    documents states stated says said mentioned based provided information passage text st nd rd th however therefore
    additionally furthermore moreover finally overall yes patient patients""".split()
)
UNITS = frozenset(
    """mg g kg mcg ug µg ml l dl mmol mol iu unit cm mm m km hz bpm percent min minut hour hr h day week month year mmhg
    kpa am pm usd eur tim daily weekly twic""".split()
)
NUMBER_WORDS = {
    word: str(value)
    for value, word in enumerate("two three four five six seven eight nine ten eleven twelve".split(), start=2)
}
_TERM = re.compile(r"(?P<number>\d+(?:[.,:/]\d+)*)|(?P<word>[^\W\d_]+(?:['’][^\W\d_]+)*)|(?P<clause>[,;:.!?()|])")
_THOUSANDS = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_BEFORE = re.compile(r"([A-ZÀ-Þ][a-zß-ÿ]+)\s\Z")
_BEHIND = re.compile(r"\s([A-ZÀ-Þ][a-zß-ÿ]+)")
_VERB_BEHIND = re.compile(r"\W{1,4}(?:is|are|was|were|has|have|had|will|should|can|may|must|did|does)\b")
_PLURAL_KEPT = ("ss", "us", "is")


class Kind(StrEnum):
    """What a term is.

    The first word of a sentence has a capital letter, name or not. A subject is what a sentence is surely about: two
    words in a row with capitals ("Robin Sample"), or a first word before a verb ("Apixaban was").
    """

    NUMBER = "number"
    NAME = "name"
    SUBJECT = "subject"
    FIRST = "first"
    WORD = "word"


@dataclass(frozen=True, slots=True)
class Term:
    """A number as digits, or the stem of a word, with a leading "not " where it is denied. Clauses are counted."""

    key: str
    kind: Kind
    clause: int

    @property
    def opposite(self) -> str:
        """The key of the same word where it is denied, or where it is not."""
        return self.key.removeprefix(DENIED) if self.key.startswith(DENIED) else DENIED + self.key

    @property
    def is_unit(self) -> bool:
        """Whether this only says what a number counts."""
        return self.key in UNITS


def terms(text: str) -> tuple[Term, ...]:
    """The terms of a text in their order; stop-words are left out."""
    found: list[Term] = []
    clause = denied = 0
    first = True
    for match in _TERM.finditer(text):
        whole = match[0]
        if match["clause"]:
            # The comma of "no fever, cough" ends what the "no" denies: rather too short than too long.
            clause, denied = clause + 1, 0
            continue
        word = whole.casefold().replace("’", "'")
        if word in NEGATIONS or word.endswith("n't"):
            denied, first = NEGATED_WORDS, False
            continue
        if match["number"] or word in NUMBER_WORDS:
            found.append(Term(NUMBER_WORDS.get(word) or _number(whole), Kind.NUMBER, clause))
        elif word not in STOP_WORDS:
            found.append(Term((DENIED if denied else "") + stem(word), _kind(text, match, first=first), clause))
            denied = max(0, denied - 1)
        first = False
    return tuple(found)


def _kind(text: str, match: re.Match[str], *, first: bool) -> Kind:
    word = match[0]
    if not word[0].isupper():
        return Kind.WORD
    if not word.isupper() and _has_capital_beside(text, match):
        return Kind.SUBJECT
    if first:
        return Kind.SUBJECT if _VERB_BEHIND.match(text, match.end()) else Kind.FIRST
    return Kind.NAME


def _has_capital_beside(text: str, match: re.Match[str]) -> bool:
    """Whether the word before or behind is written like a name too: Robin Sample, but not The Holter or ECG Robin."""
    beside = (_BEFORE.search(text, max(0, match.start() - 40), match.start()), _BEHIND.match(text, match.end()))
    return any(found is not None and found[1].casefold() not in STOP_WORDS for found in beside)


def _number(digits: str) -> str:
    """2,000 and 2000 are one number, and so are 2.50, 2,5 and 2.5; a date, a time or a record number stays as it is."""
    if _THOUSANDS.fullmatch(digits):
        digits = digits.replace(",", "")
    elif digits.count(",") == 1 and digits.count(".") == 0:
        digits = digits.replace(",", ".")
    if digits.count(".") == 1 and not set(":/,") & set(digits):
        digits = digits.rstrip("0").rstrip(".")
    return digits


def stem(word: str) -> str:
    """Cut plural, -ing, -ed, -ic, -y and a last e, and make double letters single: light on purpose."""
    word = word.removesuffix("'s")
    if len(word) > 4 and word.endswith("ies"):
        word = word[:-3] + "y"
    elif len(word) > 3 and word.endswith("s") and not word.endswith(_PLURAL_KEPT):
        word = word[:-1]
    for ending in ("ing", "ed"):
        if len(word) - len(ending) >= 3 and word.endswith(ending):
            word = word.removesuffix(ending)
            break
    if len(word) > 5:
        word = word.removesuffix("ic").removesuffix("y")
    if len(word) > 3:
        word = word.removesuffix("e")
    if len(word) > 3 and word[-1] == word[-2]:
        word = word[:-1]
    return word

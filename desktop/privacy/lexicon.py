"""Finds words of medicine and money, and knows the names in medicine that are nobody's: eponyms, drugs, scores."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from desktop.core.privacy import Category, Finding
from desktop.privacy import words_health, words_other

HEALTH_TERM = "HEALTH_TERM"
"""A condition, drug, procedure or test."""
CLINICAL_WORD = "CLINICAL_WORD"
"""A word that is common outside medicine too; it takes two different ones to make a clinical context."""
FINANCE_TERM = "FINANCE_TERM"
FINANCE_WORD = "FINANCE_WORD"

_WORD = re.compile(r"[^\W_]+")
_GAP = re.compile(r"(?:[ \t]{1,2}|[-'’./&]|\r?\n)?")
_UNSPACED = re.compile("|".join(words_health.UNSPACED))
_SHORTHAND = re.compile(
    r"(?<![\w/])(?:s/p|c/o|h/o|y/o|f/u with|r/o)(?![\w/])|\b\d+\s?(?:mg|mcg|units)\s(?:bd|od|tds|qds|daily|bid)\b"
)
_ICD_10 = re.compile(r"\b[A-TV-Z]\d{2}\.\d{1,3}[A-Z]?\b")
_MEASURED = re.compile(
    r"\b(?:hb|plt|wcc|crp|lactate|egfr|inr|gcs|sats|spo2|trop(?:onin)?|creat(?:inine)?|ef|hba1c"
    r"|a1c|bnp|tsh|psa|bmi|bp|vanc trough|trough|k\+?|na\+?)"
    r"(?: (?:of|is|was|at))?[ :=]{1,2}\d+(?:[./]\d+)?\b(?! ?(?:years|points))",
    re.IGNORECASE,
)
_LONGEST_STEM = 24


def _terms(words: str) -> Iterator[str]:
    for line in words.split("\n"):
        for term in line.split(","):
            if stripped := term.strip():
                yield stripped


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Terms of one kind, found word by word: a whole word, a stem, or several words in a row."""

    type: str
    category: Category
    single: frozenset[str]
    stems: frozenset[str]
    phrases: dict[str, tuple[tuple[str, ...], ...]]
    suffixes: tuple[str, ...] = ()
    as_written: frozenset[str] = frozenset()

    def match(self, words: list[tuple[int, int, str]], index: int, text: str) -> int:
        """How many words from `index` on make a term; 0 if none do."""
        start, end, word = words[index]
        for rest in self.phrases.get(word, ()):
            if _follows(words, index, rest, text):
                return 1 + len(rest)
        if word in self.single or text[start:end] in self.as_written or self._has_stem(word):
            return 1
        if len(word) >= 7 and word.endswith(self.suffixes) and word not in words_health.NOT_MEDICAL:
            return 1
        return 0

    def _has_stem(self, word: str) -> bool:
        return any(word[:size] in self.stems for size in range(1, min(len(word), _LONGEST_STEM) + 1))


def _follows(words: list[tuple[int, int, str]], index: int, rest: tuple[str, ...], text: str) -> bool:
    if index + len(rest) >= len(words):
        return False
    for offset, wanted in enumerate(rest, start=index + 1):
        start, _, word = words[offset]
        same = word.startswith(wanted[:-1]) if wanted.endswith("*") else word == wanted
        if not same or not _GAP.fullmatch(text, words[offset - 1][1], start):
            return False
    return True


def make_lexicon(
    kind: str, category: Category, words: str, suffixes: tuple[str, ...] = (), as_written: str = ""
) -> Lexicon:
    """Sort the terms of some word lists by how they are looked up."""
    single: set[str] = set()
    stems: set[str] = set()
    phrases: dict[str, list[tuple[str, ...]]] = {}
    for term in _terms(words):
        parts = [part.lower() for part in re.findall(r"[^\W_]+\*?", term)]
        if len(parts) > 1:
            phrases.setdefault(parts[0], []).append(tuple(parts[1:]))
        elif parts[0].endswith("*"):
            stems.add(parts[0][:-1])
        else:
            single.add(parts[0])
    longest_first = {head: tuple(sorted(rest, key=len, reverse=True)) for head, rest in phrases.items()}
    return Lexicon(
        kind, category, frozenset(single), frozenset(stems), longest_first, suffixes, frozenset(_terms(as_written))
    )


LEXICONS: tuple[Lexicon, ...] = (
    make_lexicon(
        HEALTH_TERM,
        Category.HEALTH,
        "\n".join(
            (
                words_health.CONDITIONS,
                words_health.DRUGS,
                words_health.PROCEDURES,
                words_health.TESTS,
                words_health.OTHER_LANGUAGES,
            )
        ),
        words_health.SUFFIXES,
        words_health.SHORT,
    ),
    make_lexicon(CLINICAL_WORD, Category.HEALTH, words_health.WEAK),
    make_lexicon(FINANCE_TERM, Category.FINANCE, words_other.FINANCE),
    make_lexicon(FINANCE_WORD, Category.FINANCE, words_other.FINANCE_WEAK),
)

EPONYMS = frozenset(word for term in _terms(words_other.EPONYMS) for word in term.split())
EPONYM_HEADS = frozenset(_terms(words_other.EPONYM_HEADS))
NOT_NAMES = frozenset(_terms(words_other.NOT_NAMES))
GIVEN_NAMES = frozenset(words_other.NAMES.split())
RELATIVES = tuple(sorted(set(_terms(words_other.RELATIVES)), key=len, reverse=True))


def find_terms(text: str) -> list[Finding]:
    """Every word of medicine or money in a text; the longest reading wins, the graver kind first."""
    words = [(m.start(), m.end(), m.group().lower()) for m in _WORD.finditer(text)]
    findings: list[Finding] = []
    index = 0
    while index < len(words):
        for lexicon in LEXICONS:
            if count := lexicon.match(words, index, text):
                start, end = words[index][0], words[index + count - 1][1]
                findings.append(Finding(lexicon.type, lexicon.category, start, end, 1.0, "lexicon"))
                index += count - 1
                break
        index += 1
    findings.extend(_found(HEALTH_TERM, m) for m in _ICD_10.finditer(text))
    findings.extend(_found(HEALTH_TERM, m) for m in _UNSPACED.finditer(text))
    findings.extend(_found(HEALTH_TERM, m) for m in _MEASURED.finditer(text))
    findings.extend(_found(CLINICAL_WORD, m) for m in _SHORTHAND.finditer(text))
    return findings


def _found(kind: str, match: re.Match[str]) -> Finding:
    return Finding(kind, Category.HEALTH, match.start(), match.end(), 1.0, "lexicon")


_AFTER = re.compile(r"(?:['’]s?)?(?:[-–/ ]+[A-Z]?[\w-]+){0,2}?[-– ]+([A-Za-z]+)")


def is_medical_name(text: str, start: int, end: int) -> bool:
    """Whether characters `start` to `end`, taken for a name, are one of medicine's or technology's own words.

    A disease named after somebody ("Graves disease", "Parkinson's"), a drug, a score, a short form. A title before it
    ("Mr Graves"), or a given name ("Ann Graves"), makes it somebody.
    """
    tokens = [token.lower() for token in _WORD.findall(text[start:end])]
    if tokens and tokens[-1] == "s":
        tokens.pop()
    if not tokens or any(token in GIVEN_NAMES and token not in EPONYMS for token in tokens):
        return False
    if re.search(
        r"\b(?:mr|mrs|ms|miss|dr|prof|sir|dame|patient)\.?\s*$", text[max(0, start - 12) : start], re.IGNORECASE
    ):
        return False
    if all(token in NOT_NAMES or _is_health(token) for token in tokens):
        return True
    if not all(token in EPONYMS or token in EPONYM_HEADS or token in NOT_NAMES or len(token) == 1 for token in tokens):
        return False
    follower = _AFTER.match(text, end)
    # "Parkinson's" by itself is the disease; "Bell" alone may be anybody, so only what follows says that it is not.
    named = {"parkinson", "alzheimer", "crohn", "hodgkin", "huntington", "tourette", "asperger", "hashimoto", "marfan"}
    return (
        any(token in EPONYM_HEADS for token in tokens)
        or (follower is not None and follower.group(1).lower() in EPONYM_HEADS)
        or tokens[-1] in named
        or (len(tokens) == 1 and text[end : end + 1] in {"'", "’"} and tokens[0] in EPONYMS)
    )


def _is_health(token: str) -> bool:
    words = [(0, len(token), token)]
    return any(lexicon.match(words, 0, token) for lexicon in LEXICONS if lexicon.category is Category.HEALTH)

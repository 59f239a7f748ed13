"""Signs that a text was made to look different from what it says: hidden letters, turned direction, mixed alphabets."""

from __future__ import annotations

import re
from collections.abc import Iterator

from desktop.core.privacy import Category, Finding
from desktop.privacy.confusables import BIDI_CONTROLS, CYRILLIC_TWINS, GREEK_TWINS

_TAGS = re.compile("[\U000e0000-\U000e007f]+")
_FLAG = "\U0001f3f4"
_BIDI = re.compile(f"[{''.join(sorted(BIDI_CONTROLS))}]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_WORD = re.compile(r"[^\W\d_]*[^\W\d_\x00-\x7f][^\W\d_]*")
_CYRILLIC = re.compile("[\u0400-\u052f]")
_GREEK = re.compile("[\u0370-\u03ff]")
_LATIN = re.compile("[A-Za-z\u00c0-\u024f]")


def find_evasion(text: str) -> list[Finding]:
    """Everything in a text that only a wish to deceive, or a damaged text, explains."""
    if text.isascii():
        return []
    return [Finding(kind, Category.EVASION, start, end, 1.0, "evasion") for kind, start, end in _signs(text)]


def _signs(text: str) -> Iterator[tuple[str, int, int]]:
    for match in _TAGS.finditer(text):
        # The flags of England, Scotland and Wales are spelled with tags after a black flag.
        if not text[: match.start()].endswith(_FLAG):
            yield "HIDDEN_CHARACTERS", *match.span()
    for match in _BIDI.finditer(text):
        yield "TURNED_DIRECTION", *match.span()
    for match in _SURROGATE.finditer(text):
        yield "BROKEN_CHARACTERS", *match.span()
    for match in _WORD.finditer(text):
        if mixes_alphabets(match.group()):
            yield "MIXED_ALPHABETS", *match.span()


def mixes_alphabets(word: str) -> bool:
    """Whether a word mixes Latin letters with Cyrillic or Greek twins of Latin letters, as no language does."""
    if not _LATIN.search(word):
        return False
    if _CYRILLIC.search(word):
        # A glued suffix, as in "SMSки", makes two clean halves and puts no twin between Latin letters.
        return any(c in CYRILLIC_TWINS for c in word) and not _two_halves(word, _CYRILLIC)
    if _GREEK.search(word):
        return any(c in GREEK_TWINS for c in word) and sum(map(bool, map(_LATIN.match, word))) >= 2
    return False


def _two_halves(word: str, other: re.Pattern[str]) -> bool:
    """Whether a word is two or more capitals, and after them two or more letters of another alphabet."""
    scripts = "".join("x" if other.match(c) else "l" for c in word)
    return bool(re.fullmatch(r"l{2,}x{2,}", scripts)) and word[: scripts.index("x")].isupper()

"""Other ways to read a text: what a look-alike letter, an encoding or a line break would hide from a detector.

A view is a rewritten text that knows, for each of its characters, which characters of the original it came from. The
detectors read the raw text whole, and of every other view the places that differ. Rewriting only adds readings: the raw
text is always among them. Encoded runs are decoded in `encodings.py`.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes

from desktop.privacy.confusables import FOLDED, INVISIBLE

MARGIN = 100
"""Characters around a changed place that are read with it, so that a detector sees its context."""

MAX_DEPTH = 3
"""How often an encoded place is decoded again."""


@dataclass(frozen=True, slots=True)
class View:
    """One reading of a text.

    Character `i` of `text` stands for characters `starts[i]` to `ends[i]` of the original; both never fall. They are
    None for the raw text. `changed` are the places of `text` that the raw text does not show.
    """

    name: str
    text: str
    starts: Sequence[int] | None = None
    ends: Sequence[int] | None = None
    changed: tuple[tuple[int, int], ...] = ()

    def origin(self, start: int, end: int) -> tuple[int, int]:
        """Where characters `start` to `end` of this view stand in the original."""
        if self.starts is None or self.ends is None or not self.text:
            return start, end
        first = min(max(start, 0), len(self.text) - 1)
        last = min(max(end - 1, first), len(self.text) - 1)
        return self.starts[first], self.ends[last]

    def places(self) -> Iterator[tuple[int, int]]:
        """The stretches to read: each changed place with its margin, those that touch as one; all of the raw text."""
        if self.starts is None:
            yield 0, len(self.text)
            return
        begin = end = -1
        for first, last in self.changed:
            low, high = max(0, first - MARGIN), min(len(self.text), last + MARGIN)
            if begin >= 0 and low <= end:
                end = max(end, high)
                continue
            if begin >= 0:
                yield begin, end
            begin, end = low, high
        if begin >= 0:
            yield begin, end

    def touches(self, start: int, end: int) -> bool:
        """Whether something found from `start` to `end` rests on a changed place."""
        return self.starts is None or any(start < last and first < end for first, last in self.changed)


def raw_view(text: str) -> View:
    """The text as it is."""
    return View("raw", text)


def rewrite(view: View, name: str, pattern: re.Pattern[str], read: Callable[[re.Match[str]], str]) -> View | None:
    """A view in which `read` says what each match of `pattern` stands for; None when nothing changes."""
    pieces: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    place = 0

    def keep(until: int) -> None:
        pieces.append(view.text[place:until])
        starts.extend(range(place, until) if view.starts is None else view.starts[place:until])
        ends.extend(range(place + 1, until + 1) if view.ends is None else view.ends[place:until])

    for match in pattern.finditer(view.text):
        text = read(match)
        if text == match.group():
            continue
        keep(match.start())
        first, last = view.origin(*match.span())
        pieces.append(text)
        starts.extend([first] * len(text))
        ends.extend([last] * len(text))
        place = match.end()
    if not pieces:
        return None
    keep(len(view.text))
    return View(name, "".join(pieces), starts, ends)


def mark_changes(view: View, raw: str) -> View:
    """The same view, with every place named that the raw text does not show: other letters, letters moved together."""
    if view.starts is None or view.ends is None:
        return view
    changed: list[tuple[int, int]] = []

    def add(first: int, last: int) -> None:
        if changed and changed[-1][1] >= first:
            changed[-1] = (changed[-1][0], max(last, changed[-1][1]))
        else:
            changed.append((first, last))

    before = 0
    for index, (character, start, end) in enumerate(zip(view.text, view.starts, view.ends, strict=True)):
        if end - start != 1 or raw[start] != character:
            add(index, index + 1)
        elif start > before and index:
            add(index - 1, index + 1)
        before = end
    return View(view.name, view.text, view.starts, view.ends, tuple(changed))


_NOT_ASCII = re.compile(r"[^\x00-\x7f][\u0300-\u036f]*|[\x00-\x7f][\u0300-\u036f]+")
_WORD_NOT_ASCII = re.compile(r"\w*[^\W\x00-\x7f]\w*")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z]{2,10});")
_PERCENT = re.compile(r"(?:%[0-9a-fA-F]{2})+")
_ESCAPE = re.compile(r"(?:\\u\{?[0-9a-fA-F]{4,6}\}?|\\x[0-9a-fA-F]{2})+")
_ESCAPE_ONE = re.compile(r"\\u\{?([0-9a-fA-F]{4,6})\}?|\\x([0-9a-fA-F]{2})")


def plain_letters(view: View) -> View | None:
    """NFKC, invisible characters gone, look-alike letters folded to Latin."""
    if view.text.isascii():
        return None
    clean = rewrite(view, "plain", _NOT_ASCII, _normal)
    return rewrite(clean or view, "plain", _WORD_NOT_ASCII, _fold) or clean


def _normal(match: re.Match[str]) -> str:
    text = "".join(c for c in match.group() if c not in INVISIBLE and unicodedata.category(c) != "Cf")
    return unicodedata.normalize("NFKC", text)


def _fold(match: re.Match[str]) -> str:
    word = match.group()
    if not any(c in FOLDED for c in word):
        return word
    # A word of another script stays as it is unless each of its letters has a Latin twin, or Latin ones stand beside.
    latin = any(c.isascii() and c.isalpha() for c in word)
    if latin or all(c in FOLDED or not c.isalpha() for c in word):
        return "".join(FOLDED.get(c, c) for c in word)
    return word


def decoded_text(view: View) -> View | None:
    """HTML entities, percent-encoding and backslash escapes, read as what they stand for; nested ones too."""
    result: View | None = None
    for _ in range(MAX_DEPTH):
        before = result
        for pattern, read in ((_ENTITY, _entity), (_PERCENT, _percent), (_ESCAPE, _escaped)):
            result = rewrite(result or view, "decoded", pattern, read) or result
        if result is before:
            break
    return result


def _entity(match: re.Match[str]) -> str:
    return html.unescape(match.group())


def _percent(match: re.Match[str]) -> str:
    try:
        return unquote_to_bytes(match.group()).decode("utf-8")
    except UnicodeDecodeError:
        return unquote_to_bytes(match.group()).decode("latin-1")


def _escaped(match: re.Match[str]) -> str:
    def one(found: re.Match[str]) -> str:
        value = int(found.group(1) or found.group(2), 16)
        return chr(value) if value < 0xD800 or 0xDFFF < value <= 0x10FFFF else "\ufffd"

    return _ESCAPE_ONE.sub(one, match.group())


_LINE_BREAKS = re.compile(r"(?<=[A-Za-z])-[ \t]*\r?\n[ \t]*(?=[a-z])|(?<=\d)[ \t]*\r?\n[ \t]*(?=\d)")
_SINGLE_DIGITS = re.compile(r"(?<!\w)\d(?:[ \t.,;:|/*_·•–-]{1,3}\d){5,}(?!\w)")
_SINGLE_LETTERS = re.compile(r"(?<![\w.])[A-Z](?: [A-Z]){2,}(?![\w.])|(?<!\w)[^\W\d_](?:[ \t.*_·•-][^\W\d_]){3,}(?!\w)")
_PUNCTUATED = re.compile(r"(?<![\w.])\d{1,4}(?:[.*_·•|~/-]{1,2}\d{1,4}){3,}(?![\w.])")
_NOT_ALPHANUMERIC = re.compile(r"[\W_]+")


def joined(view: View) -> View | None:
    """Words and numbers torn apart by line breaks, spaces or punctuation, in one piece again."""
    result = rewrite(view, "joined", _LINE_BREAKS, lambda _: "")
    for pattern in (_SINGLE_DIGITS, _SINGLE_LETTERS, _PUNCTUATED):
        result = rewrite(result or view, "joined", pattern, _alphanumeric) or result
    return result


def _alphanumeric(match: re.Match[str]) -> str:
    return _NOT_ALPHANUMERIC.sub("", match.group())


_DIGITS = {
    "zero": "0", "oh": "0", "nought": "0", "one": "1", "two": "2", "three": "3", "four": "4", "five": "5",
    "six": "6", "seven": "7", "eight": "8", "nine": "9", "niner": "9",
}  # fmt: skip
_DIGIT = "(?:" + "|".join(_DIGITS) + ")"
_TENS = {
    "ten": "10", "eleven": "11", "twelve": "12", "thirteen": "13", "fourteen": "14", "fifteen": "15", "sixteen": "16",
    "seventeen": "17", "eighteen": "18", "nineteen": "19", "twenty": "20", "thirty": "30", "forty": "40",
    "fifty": "50", "sixty": "60", "seventy": "70", "eighty": "80", "ninety": "90",
}  # fmt: skip
_TEN = "(?:" + "|".join(_TENS) + ")"
_SPOKEN = rf"(?:(?:double|triple)[ -]{_DIGIT}|{_TEN}(?:[ -]{_DIGIT})?|{_DIGIT}|\d+)"
_SPOKEN_NUMBER = re.compile(rf"\b{_SPOKEN}(?:[ ,-]{{1,2}}(?:dash |and )?{_SPOKEN}){{3,}}\b", re.IGNORECASE)
_SPOKEN_PART = re.compile(rf"(double|triple)[ -]({_DIGIT})|({_TEN})[ -]({_DIGIT})\b|\w+", re.IGNORECASE)
_LETTERS = re.compile("[A-Za-z]+")
_DOT = r"(?:\s*(?:\(dot\)|\[dot\]|\{dot\}|<dot>|\(\.\)|\[\.\]|\[punkt\]|\(punkt\))\s*|\s+dot\s+|\s*\.\s*)"
_AT = r"(?:\s*(?:\(at\)|\[at\]|\{at\}|<at>|\(@\)|\[@\]|\(ät\))\s*|\s+at\s+|\s*@\s*)"
_SPOKEN_MAIL = re.compile(
    rf"\b[\w+-]+(?:{_DOT}[\w+-]+){{0,3}}{_AT}[\w-]+(?:{_DOT}[\w-]+){{0,3}}{_DOT}"
    r"(?:com|org|net|edu|gov|io|co|uk|de|fr|es|it|nl|eu|info|health|us|ca|au|ch|at|in|example|test|invalid)\b",
    re.IGNORECASE,
)
_MAIL_PART = re.compile(rf"{_AT}|{_DOT}", re.IGNORECASE)


def spoken(view: View) -> View | None:
    """Digits and addresses that are written as words: "five three six", "robin dot sample at example dot org"."""
    result = rewrite(view, "spoken", _SPOKEN_NUMBER, _digits_of)
    return rewrite(result or view, "spoken", _SPOKEN_MAIL, _mail_of) or result


def _digits_of(match: re.Match[str]) -> str:
    if len(_LETTERS.findall(match.group())) < 3:
        return match.group()  # figures beside figures, such as a date and a time
    written = []
    for part in _SPOKEN_PART.finditer(match.group()):
        many, digit, ten, unit = (value.lower() if value else "" for value in part.groups())
        if many:
            written.append(_DIGITS[digit] * (2 if many == "double" else 3))
        elif ten:
            written.append(_TENS[ten][0] + _DIGITS[unit])
        else:
            word = part.group().lower()
            written.append(_DIGITS.get(word) or _TENS.get(word) or (word if word.isdigit() else ""))
    return "".join(written)


def _mail_of(match: re.Match[str]) -> str:
    return _MAIL_PART.sub(lambda part: "@" if re.search("[@aä]", part.group().lower()) else ".", match.group())


_GLUED = re.compile(r"[^\W_]+(?:_[^\W_]+)+|\b[A-Z]?[a-z]+(?:[A-Z][a-z]+)+\d*|\b[A-Za-z]{2,}\d{4,}\b")
_SEAM = re.compile(r"_|(?<=[a-z])(?=[A-Z])|(?<=[A-Za-z])(?=\d{4,})")


def split(view: View) -> View | None:
    """File names and identifiers, taken apart: "Sample_Robin_MRN00418273.pdf"."""
    return rewrite(view, "split", _GLUED, lambda match: _SEAM.sub(" ", match.group()))


_FREQUENT = re.compile(
    r"\b(?:the|and|of|to|in|is|was|for|with|has|patient|her|his|at|on|my|name|number)\b", re.IGNORECASE
)
_ROTATED = str.maketrans(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ", "nopqrstuvwxyzabcdefghijklmNOPQRSTUVWXYZABCDEFGHIJKLM"
)
_LINE = re.compile(r"[^\n]+")


def rotated(view: View) -> View | None:
    """Lines that are English only after rot13."""
    return rewrite(view, "rot13", _LINE, _rotate)


def _rotate(match: re.Match[str]) -> str:
    line = match.group()
    turned = line.translate(_ROTATED)
    there, here = len(_FREQUENT.findall(turned)), len(_FREQUENT.findall(line))
    return turned if there >= 2 and there > 2 * here else line


def readings(text: str) -> list[View]:
    """All views of a text, the raw one first; the later readings are made of the plain and the decoded text too."""
    raw = raw_view(text)
    bases = [raw]
    for read in (plain_letters, decoded_text):
        view = read(bases[-1])
        if view is not None:
            bases.append(view)
    views = list(bases)
    for base in bases:
        views.extend(view for read in (joined, spoken, split, rotated) if (view := read(base)) is not None)
    return [mark_changes(view, text) for view in views]

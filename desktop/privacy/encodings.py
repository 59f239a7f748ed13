"""Texts inside a text: runs of base64 and hexadecimal that hold words, and those that hold nothing we can read."""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass

from desktop.privacy.views import MAX_DEPTH, View

MAX_DECODED = 200_000
"""Characters of decoded text that are read for one text; a text that holds more is not read to its end, and blocks."""

UNREADABLE_BLOB = 80
"""Characters from which an encoded run that is no text counts as hidden: longer than a digest or a signature's line."""

_BASE64 = re.compile(r"(?<![A-Za-z0-9+/_-])[A-Za-z0-9+/_-]{12,}(?:\r?\n[A-Za-z0-9+/_-]{12,})*={0,2}(?![A-Za-z0-9+/_-])")
_HEX = re.compile(r"(?<![0-9a-zA-Z])(?:0x)?((?:[0-9a-fA-F]{2}[ :]?){8,})(?![0-9a-zA-Z])")
_KNOWN_DIGEST = re.compile(r"(?:sha\d{1,3}|md5|blake\w*|integrity)\W{1,6}$", re.IGNORECASE)
_DIGEST_LENGTHS = frozenset({32, 40, 56, 64, 96, 128})
_LINE_BREAK = re.compile(r"[\r\n]+")
_HEX_GAP = re.compile(r"[ :]")


@dataclass(frozen=True, slots=True)
class Decoded:
    """What was found in the encoded runs of a text: views of those that read as text, places of those that do not."""

    views: tuple[View, ...]
    unreadable: tuple[tuple[int, int], ...]


def decode_runs(text: str) -> Decoded:
    """Decode every run that may hold text, and what is in it again, to depth 3."""
    views: list[View] = []
    unreadable: list[tuple[int, int]] = []
    room = MAX_DECODED
    pending: list[tuple[str, tuple[int, int] | None, int]] = [(text, None, 0)]
    while pending:
        content, span, depth = pending.pop()
        if depth == MAX_DEPTH:
            continue
        for start, end, run, is_hex in _runs(content):
            place = span or (start, end)
            found = _from_hex(run) if is_hex else _from_base64(run)
            if found is None:
                if span is None and _is_hidden(content, start, run, is_hex=is_hex):
                    unreadable.append(place)
                continue
            room -= len(found)
            if room < 0:
                unreadable.append(place)
                return Decoded(tuple(views), tuple(unreadable))
            views.append(
                View(
                    "hex" if is_hex else "base64",
                    found,
                    [place[0]] * len(found),
                    [place[1]] * len(found),
                    ((0, len(found)),),
                )
            )
            pending.append((found, place, depth + 1))
    return Decoded(tuple(views), tuple(unreadable))


def _runs(text: str) -> list[tuple[int, int, str, bool]]:
    hexes = [(m.start(), m.end(), _HEX_GAP.sub("", m.group(1)), True) for m in _HEX.finditer(text)]
    taken = [(start, end) for start, end, *_ in hexes]
    others = [
        (m.start(), m.end(), _LINE_BREAK.sub("", m.group()), False)
        for m in _BASE64.finditer(text)
        if not any(start < m.end() and m.start() < end for start, end in taken)
    ]
    return [*hexes, *others]


def _from_base64(run: str) -> str | None:
    body = run.rstrip("=").replace("-", "+").replace("_", "/")
    if len(body) % 4 == 1:
        return None
    try:
        return _as_text(base64.b64decode(body + "=" * (-len(body) % 4), validate=True))
    except (binascii.Error, ValueError):
        return None


def _from_hex(run: str) -> str | None:
    return _as_text(bytes.fromhex(run)) if len(run) % 2 == 0 else None


def _as_text(data: bytes) -> str | None:
    """The bytes as text, if nearly all of it are letters, digits and ordinary signs."""
    for encoding in ("utf-8", "utf-16-le"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        ordinary = sum(c.isalnum() or c in " \t\r\n.,;:-_/@'\"()[]{}<>=+#&%!?|*$" for c in text)
        latin = sum(c.isascii() for c in text)
        if len(text) >= 4 and ordinary >= 0.95 * len(text) and latin >= 0.7 * len(text):
            return text
    return None


def _is_hidden(text: str, start: int, run: str, *, is_hex: bool) -> bool:
    """Whether a run that is no text is long and mixed enough to be something encoded, and no digest."""
    if len(run) < UNREADABLE_BLOB or _KNOWN_DIGEST.search(text[max(0, start - 16) : start]):
        return False
    if is_hex:
        return len(run) not in _DIGEST_LENGTHS and len(set(run.lower())) > 8
    # Words glued by slashes or hyphens (a path, a slug) are long too, but not of capitals and digits at random.
    return any(c.isdigit() for c in run) and sum(c.isupper() for c in run) > len(run) / 8 and "--" not in run

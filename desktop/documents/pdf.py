"""Reads a PDF by pdfium: the text of each page with a box for every character, and pictures of pages. Child only."""

from __future__ import annotations

import ctypes
import math
import re
from collections.abc import Iterator
from itertools import repeat
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pypdfium2
import pypdfium2.raw as pdfium

from desktop.core.errors import FileNeedsPassword, FileUnreadable
from desktop.documents.plain import ReadPage

Boxes: TypeAlias = npt.NDArray[np.float32]
Codes: TypeAlias = npt.NDArray[np.uint32]

SIGNATURE = b"%PDF-"
SIGNATURE_WITHIN = 1024
"""The header may stand behind other bytes (PDF 1.7 reference, appendix H, implementation note 13)."""
END_MARK = b"%%EOF"
END_WITHIN = 4096
MOST_PIXELS = 40_000_000
"""A picture of a page has at most so many (120 MB as RGB); a larger one is drawn smaller."""
LONGEST_TITLE = 300

LINE, RETURN, HYPHEN, NON_CHARACTER = 0x0A, 0x0D, 0x02, 0xFFFE
LIGATURES = {0xFB00: "ff", 0xFB01: "fi", 0xFB02: "fl", 0xFB03: "ffi", 0xFB04: "ffl", 0xFB05: "st", 0xFB06: "st"}
SYMBOL_BULLETS = (0xF0B7, 0xF0A7)  # what the Symbol and Wingdings fonts call a bullet
WORD_GAP = 0.15
"""A space is wider than this share of the letters' height."""
PARAGRAPH_PITCH = 1.2
"""Lines that stand further apart than this many usual distances belong to two paragraphs."""
PARAGRAPH_HEIGHT = 1.12
"""So do lines whose letters differ in height by more than this: a heading and its text."""


def looks_like_pdf(data: bytes) -> bool:
    """Whether the bytes say of themselves that they are a PDF."""
    return SIGNATURE in data[: SIGNATURE_WITHIN + len(SIGNATURE)]


class Pdf:
    """An open PDF. Raises `FileUnreadable` and `FileNeedsPassword` with sentences that name the file."""

    def __init__(self, data: bytes, name: str, password: str | None) -> None:
        self._name = name
        try:
            self._document = pypdfium2.PdfDocument(data, password=password)
        except pypdfium2.PdfiumError as error:
            raise _why_not_opened(error, name, password) from None
        except ValueError:  # a password with a NUL in it
            raise wrong_password(name) from None
        try:
            self._check(data)
        except FileUnreadable:
            self.close()
            raise

    def close(self) -> None:
        """Give the memory back."""
        self._document.close()

    def __len__(self) -> int:
        return len(self._document)

    @property
    def title(self) -> str:
        """What the file's metadata call it, on one line."""
        found = self._document.get_metadata_dict().get("Title") or ""
        return " ".join("".join(filter(str.isprintable, found.replace("\n", " "))).split())[:LONGEST_TITLE]

    def pages(self) -> Iterator[ReadPage]:
        """Every page from the first: size in points, text, four float32 (left, top, right, bottom) a character."""
        for index in range(len(self)):
            page = self._page(index)
            width, height = page.get_size()
            try:
                text, boxes = _read_text(page)
            except pypdfium2.PdfiumError:
                raise self._unreadable(index) from None
            finally:
                page.close()
            yield ReadPage(index + 1, text, width, height, boxes.tobytes())

    def render(self, number: int, scale: float) -> tuple[int, int, bytes]:
        """A picture of page `number` at `scale` pixels a point: its width, its height, and three bytes a pixel."""
        if not 1 <= number <= len(self):
            raise FileUnreadable(f"{self._name} has {len(self)} pages and no page {number}.", "Choose another page.")
        page = self._page(number - 1)
        try:
            width, height = page.get_size()
            bound = math.sqrt(MOST_PIXELS / max(width * height, 1e-6))
            bitmap = page.render(scale=min(scale, bound), rev_byteorder=True, prefer_bgrx=False)
            pixels = np.frombuffer(bitmap.buffer, np.uint8).reshape(bitmap.height, bitmap.stride)
            colours = pixels[:, : bitmap.width * bitmap.n_channels].reshape(bitmap.height, bitmap.width, -1)
            return bitmap.width, bitmap.height, np.ascontiguousarray(_rgb(colours)).tobytes()
        except (pypdfium2.PdfiumError, ValueError):
            raise self._unreadable(number - 1) from None
        finally:
            page.close()

    def _page(self, index: int) -> Any:
        try:
            return self._document[index]
        except pypdfium2.PdfiumError:
            raise self._unreadable(index) from None

    def _check(self, data: bytes) -> None:
        """Refuse a file that pdfium had to mend because its end is missing: pages would be lost without a word."""
        whole = pdfium.FPDF_DocumentHasValidCrossReferenceTable(self._document.raw)
        if not whole and END_MARK not in data[-END_WITHIN:]:
            raise FileUnreadable(f"The end of {self._name} is missing.", "Get the whole file and add it again.")
        if not len(self):
            raise damaged(self._name)

    def _unreadable(self, index: int) -> FileUnreadable:
        return FileUnreadable(
            f"Page {index + 1} of {self._name} is damaged, so the file was not read.",
            "Open it in another program, save it anew, and add that copy.",
        )


def damaged(name: str) -> FileUnreadable:
    """The error for a file that says it is a PDF and cannot be read as one."""
    return FileUnreadable(f"{name} is damaged and cannot be read.", "Get the file anew and add it again.")


def wrong_password(name: str) -> FileNeedsPassword:
    """The error for a password that does not open the file."""
    return FileNeedsPassword(f"This password does not open {name}.", "Enter another one, or leave the file out.")


def _why_not_opened(
    error: pypdfium2.PdfiumError, name: str, password: str | None
) -> FileNeedsPassword | FileUnreadable:
    match error.err_code:
        case pdfium.FPDF_ERR_PASSWORD if password:
            return wrong_password(name)
        case pdfium.FPDF_ERR_PASSWORD:
            return FileNeedsPassword(f"{name} asks for a password.", "Enter it, or leave the file out.")
        case pdfium.FPDF_ERR_SECURITY:
            return FileUnreadable(
                f"{name} is protected in a way that cannot be opened here.", "Save it without protection."
            )
        case _:
            return damaged(name)


def _rgb(colours: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    """Grey, RGB or RGBA to RGB."""
    return np.repeat(colours, 3, axis=2) if colours.shape[2] == 1 else colours[:, :, :3]


# pypdfium2's own prototypes convert every argument; a page has thousands of characters, so these take plain addresses.
_Code = ctypes.PYFUNCTYPE(ctypes.c_uint, ctypes.c_void_p, ctypes.c_int)
_Rectangle = ctypes.PYFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p)


def _address(function: Any) -> int:
    return ctypes.cast(function, ctypes.c_void_p).value or 0


_code = _Code(_address(pdfium.FPDFText_GetUnicode))
_rectangle = _Rectangle(_address(pdfium.FPDFText_GetLooseCharBox))


def _read_text(page: Any) -> tuple[str, Boxes]:
    textpage = page.get_textpage()
    try:
        count = textpage.count_chars()
        handle = _address(textpage.raw)
        codes: Codes = np.fromiter(map(_code, repeat(handle), range(count)), np.uint32, count)
        rectangles = np.zeros((count, 4), np.float32)  # left, top, right, bottom from the lower left corner
        start = rectangles.ctypes.data
        for _ in map(_rectangle, repeat(handle), range(count), range(start, start + 16 * count, 16)):
            pass
    finally:
        textpage.close()
    codes, boxes = _expand(codes, _to_view(page, rectangles))
    codes, boxes = _join_words(codes, boxes)
    codes, boxes = _join_lines(codes, boxes)
    codes, boxes = _part_paragraphs(codes, boxes)
    return codes.astype("<u4").tobytes().decode("utf-32-le"), boxes


def _to_view(page: Any, rectangles: Boxes) -> Boxes:
    """From the page's own coordinates to points from the top left corner as it is shown: turned and cropped."""
    width, height = page.get_size()
    fine = 1000  # pdfium answers in whole pixels; at this size one is a thousandth of a point

    def device(x: float, y: float) -> npt.NDArray[np.float64]:
        left, top = ctypes.c_int(), ctypes.c_int()
        pdfium.FPDF_PageToDevice(page.raw, 0, 0, round(width * fine), round(height * fine), 0, x, y, left, top)
        return np.array((left.value, top.value), np.float64) / fine

    origin, right, up = device(0, 0), device(1000, 0), device(0, 1000)
    turn = np.stack(((right - origin) / 1000, (up - origin) / 1000))
    first, second = rectangles[:, :2] @ turn + origin, rectangles[:, 2:] @ turn + origin
    return np.hstack((np.minimum(first, second), np.maximum(first, second))).astype(np.float32)


def _expand(codes: Codes, boxes: Boxes) -> tuple[Codes, Boxes]:
    """Make every code one character that text may hold: pairs joined, ligatures spelled out, controls dropped."""
    codes = np.where(np.isin(codes, SYMBOL_BULLETS), 0x2022, codes).astype(np.uint32)
    odd = np.isin(codes, tuple(LIGATURES)) | ((codes >= 0xD800) & (codes < 0xE000)) | (codes > 0x10FFFF)
    if odd.any():
        codes, boxes = _rewrite(codes, boxes)
    keep = (codes >= 0x20) | (codes == LINE) | (codes == HYPHEN) | (codes == 0x09)
    keep &= (codes < 0x7F) | (codes >= 0xA0)
    codes = np.where(codes == NON_CHARACTER, HYPHEN, codes).astype(np.uint32)
    return codes[keep], boxes[keep]


def _rewrite(codes: Codes, boxes: Boxes) -> tuple[Codes, Boxes]:
    """The slow path of `_expand`, one character after the other."""
    letters: list[int] = []
    places: list[list[float]] = []
    for code, box in zip(codes.tolist(), boxes.tolist(), strict=True):
        if code in LIGATURES:
            parts = LIGATURES[code]
            left, top, right, bottom = box
            step = (right - left) / len(parts)
            letters.extend(map(ord, parts))
            places.extend([left + i * step, top, left + (i + 1) * step, bottom] for i in range(len(parts)))
        elif 0xDC00 <= code < 0xE000 and letters and 0xD800 <= letters[-1] < 0xDC00:
            letters[-1] = 0x10000 + ((letters[-1] - 0xD800) << 10) + (code - 0xDC00)
        else:
            letters.append(code if code <= 0x10FFFF else 0xFFFD)
            places.append(box)
    array = np.array(letters, np.uint32)
    array[(array >= 0xD800) & (array < 0xE000)] = 0xFFFD  # half a pair stands for nothing
    return array, np.array(places, np.float32).reshape(-1, 4)


def _join_words(codes: Codes, boxes: Boxes) -> tuple[Codes, Boxes]:
    """Where a line ended in a hyphen, pdfium has joined the lines: drop the hyphen, or keep it where it belongs."""
    hyphens = np.flatnonzero(codes == HYPHEN)
    if not len(hyphens):
        return codes, boxes
    text = codes.astype("<u4").tobytes().decode("utf-32-le")
    words = set(re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", text.casefold()))
    codes, keep = codes.copy(), np.ones(len(codes), np.bool_)
    for at in hyphens.tolist():
        if _belongs(text, at, words):
            codes[at] = ord("-")
        else:
            keep[at] = False
    return codes[keep], boxes[keep]


def _belongs(text: str, at: int, words: set[str]) -> bool:
    """Whether the hyphen at the end of a line is part of the word: the rest of the page shows how it is spelled."""
    before = re.search(r"[^\W\d_]+\Z", text[max(0, at - 40) : at])
    after = re.match(r"[^\W\d_]+", text[at + 1 : at + 41])
    if before is None or after is None or not after[0][0].islower():
        return True
    first, second = before[0].casefold(), after[0].casefold()
    if first + second in words:
        return False
    return f"{first}-{second}" in words or (first in words - {second} and _stands_alone(text, second, at))


def _stands_alone(text: str, word: str, at: int) -> bool:
    """Whether `word` is on the page apart from the place behind the hyphen at `at`."""
    return any(found.start() != at + 1 for found in re.finditer(rf"\b{re.escape(word)}\b", text, re.IGNORECASE))


def _join_lines(codes: Codes, boxes: Boxes) -> tuple[Codes, Boxes]:
    """Take back line ends before or behind raised letters: what follows stands to the right, at the same height."""
    ends = np.flatnonzero(codes == LINE)
    ends = ends[(ends > 0) & (ends < len(codes) - 1)]
    before, behind = boxes[ends - 1], boxes[ends + 1]
    heights = np.minimum(before[:, 3] - before[:, 1], behind[:, 3] - behind[:, 1])
    overlaps = np.minimum(before[:, 3], behind[:, 3]) - np.maximum(before[:, 1], behind[:, 1])
    gaps = behind[:, 0] - before[:, 2]
    level = (heights > 0) & (overlaps >= heights / 2) & (gaps > -0.2 * heights)
    keep = np.ones(len(codes), np.bool_)
    keep[ends[level & (gaps < WORD_GAP * heights)]] = False
    codes = codes.copy()
    codes[ends[level]] = 0x20
    return codes[keep], boxes[keep]


def _part_paragraphs(codes: Codes, boxes: Boxes) -> tuple[Codes, Boxes]:
    """Set an empty line between lines that stand apart or differ in size; pdfium tells lines, not paragraphs."""
    ends = np.flatnonzero(codes == LINE)
    if len(ends) < 2:
        return codes, boxes
    starts = np.concatenate(([0], ends + 1))
    inked = (codes > 0x20)[:, None]
    # An empty stretch at the very end would read past the array.
    starts = starts[starts < len(codes)]
    tops = np.minimum.reduceat(np.where(inked, boxes[:, 1:2], np.inf)[:, 0], starts)
    bottoms = np.maximum.reduceat(np.where(inked, boxes[:, 3:4], -np.inf)[:, 0], starts)
    pitches, heights = np.diff(bottoms), bottoms - tops
    follows = np.isfinite(pitches) & (pitches > 0)
    if not follows.any():
        return codes, boxes
    usual = np.median(pitches[follows])
    with np.errstate(invalid="ignore", divide="ignore"):
        sizes = np.maximum(heights[1:], heights[:-1]) / np.minimum(heights[1:], heights[:-1])
    apart = follows & ((pitches > PARAGRAPH_PITCH * usual) | (sizes > PARAGRAPH_HEIGHT))
    places = starts[1:][apart[: len(starts) - 1]]
    # What goes on in small letters is the same sentence, however far below it stands.
    places = places[[not chr(code).islower() for code in codes[places].tolist()]]
    return np.insert(codes, places, LINE), np.insert(boxes, places, 0.0, axis=0)

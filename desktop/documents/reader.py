"""The parent's side of reading files: hands a file's bytes to the locked reader and checks what comes back."""

from __future__ import annotations

import math
from array import array
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from desktop.core.chat import CancelToken
from desktop.core.errors import (
    ChildDied,
    FileEmpty,
    FileTooLarge,
    FileUnreadable,
    NotFound,
    OutOfMemory,
    TimedOut,
)
from desktop.core.evidence import Page, ReadDocument
from desktop.process.channel import Channel, Event

MOST_BYTES = 200 * 1000 * 1000
READ_TIMEOUT_S = 180.0
RENDER_TIMEOUT_S = 30.0


@dataclass(frozen=True, slots=True)
class PageImage:
    """A picture of a page: `rgb` holds three bytes a pixel, row after row from the top."""

    width: int
    height: int
    rgb: bytes


def reader_channel(accept_unverified: bool) -> Channel:
    """The child that reads files. Construction starts nothing."""
    return Channel(
        "desktop.documents.child",
        "document reader",
        arguments=("read",),
        accept_unverified=accept_unverified,
    )


class Reader:
    """Reads files and draws their pages, one at a time, in a child that cannot open a file by itself."""

    def __init__(self, channel: Channel) -> None:
        self._channel = channel

    def read(self, path: Path, password: str | None = None) -> ReadDocument:
        """All pages of a file. A page without text is there, empty.

        Raises `NotFound`, `FileUnreadable`, `FileNeedsPassword`, `FileTooLarge`, `FileEmpty` (no page holds text),
        `TimedOut` after three minutes, and `ChildDied`; each names the file.
        """
        name = shown(path.name)
        params = {"name": name, "suffix": path.suffix.lower(), "password": password}
        pages: list[Page] = []
        title = ""
        with _named(name):
            answers = self._channel.stream(
                "read", params, _load(path, name), cancel=CancelToken(), timeout_s=READ_TIMEOUT_S
            )
            for answer in answers:
                if isinstance(answer, Event):
                    pages.extend(_unpack(answer.value["pages"], answer.blob, name))
                else:
                    title = shown(str(answer.value["title"]))
        return ReadDocument(tuple(pages), title)

    def render(self, path: Path, page: int, scale: float, password: str | None = None) -> PageImage:
        """A picture of page `page` (from 1) at `scale` pixels a point; a very large one is drawn smaller.

        Raises what `read` raises.
        """
        name = shown(path.name)
        params = {"name": name, "password": password, "page": page, "scale": scale}
        with _named(name):
            result = self._channel.call("render", params, _load(path, name), timeout_s=RENDER_TIMEOUT_S)
        width, height = int(result.value["width"]), int(result.value["height"])
        if len(result.blob) != width * height * 3:
            raise _nonsense(name)
        return PageImage(width, height, result.blob)

    def close(self) -> None:
        """End the child."""
        self._channel.close()


def shown(name: str) -> str:
    """A name as a sentence may hold it: on one line, and nothing in it that a screen would not show."""
    return "".join(letter if letter.isprintable() else " " for letter in name).strip() or "The file"


def _load(path: Path, name: str) -> bytes:
    try:
        if not path.is_file():  # a pipe or a device could keep us waiting for ever
            if path.exists():
                raise FileUnreadable(f"{name} is not a file.", "Choose a file.")
            raise NotFound(f"{name} is not there.", "It may have been moved or renamed; choose it again.")
        with path.open("rb") as source:
            data = source.read(MOST_BYTES + 1)
    except OSError as error:
        raise FileUnreadable(
            f"{name} could not be opened ({error.strerror or 'input error'}).", "Check that you may read it."
        ) from None
    if not data:
        raise FileEmpty(f"{name} is empty.", "Choose another file.")
    if len(data) > MOST_BYTES:
        raise FileTooLarge(
            f"{name} is larger than {MOST_BYTES // 1_000_000} MB, the most that is read.",
            "Split it and add the parts that matter.",
        )
    return data


@contextmanager
def _named(name: str) -> Iterator[None]:
    """Let what a child cannot say about its own end name the file."""
    try:
        yield
    except TimedOut:
        raise TimedOut(
            f"{name} took too long to read and was left out.", "Save it anew in another program and add that copy."
        ) from None
    except ChildDied:
        # pdfium ends its process when it gets no memory, so the two cannot be told apart.
        raise ChildDied(
            f"{name} was not read: it needs more memory than one file may take, or its reader was ended.",
            "Try again, or leave the file out; other files are not affected.",
        ) from None
    except OutOfMemory:
        raise FileTooLarge(
            f"{name} needs more memory than one file may take.", "Split it and add the parts that matter."
        ) from None


def _unpack(heads: list[list[Any]], blob: bytes, name: str) -> Iterator[Page]:
    """Take the pages of one batch apart. What a subverted child could have written ends here."""
    at = 0
    for number, width, height, text_size, box_size in heads:
        text_end = at + int(text_size)
        box_end = text_end + int(box_size)
        boxes = array("f")
        try:
            text = blob[at:text_end].decode()
            boxes.frombytes(blob[text_end:box_end])
        except ValueError:
            raise _nonsense(name) from None
        if box_end > len(blob) or (boxes and len(boxes) != 4 * len(text)) or not math.isfinite(width * height):
            raise _nonsense(name)
        yield Page(int(number), text, float(width), float(height), boxes)
        at = box_end


def _nonsense(name: str) -> FileUnreadable:
    return FileUnreadable(f"{name} could not be read: its reader gave an answer that makes no sense.", "Leave it out.")

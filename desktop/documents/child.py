"""The documents child, locked in: reads files that came as bytes, draws pages, and turns texts into vectors.

Usage: python -I -m desktop.documents.child read | embed FOLDER. The app runs one of each, so that a file which brings
the reader down does not take the embedder with it. The only importer of pypdfium2, onnxruntime and tokenizers.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from contextlib import closing
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desktop.core.errors import FileEmpty, FileTooLarge, FileUnreadable
from desktop.documents import plain
from desktop.documents.plain import ReadPage
from desktop.process.child import Call, Handler, Locked, serve, system_paths

if TYPE_CHECKING:
    from desktop.documents.encoder import Encoder

READER_MEMORY = 2 << 30
"""Bytes of address space a reader may take, the file itself included."""
MOST_CHARACTERS = 10_000_000
"""The longest text of one file: some 3,000 full pages, whose vectors take four to eight minutes of one core."""
BATCH_CHARACTERS = 1_000_000
BATCH_PAGES = 64
"""Pages cross to the parent in batches, so that neither side holds a file's text twice."""


def confinement(folder: Path | None = None) -> Locked:
    """What a documents child may read: what Python needs, and the folder of the embedding model."""
    return Locked(readable=[*system_paths(), *([folder] if folder is not None else [])])


def build_reader() -> Mapping[str, Handler]:
    """The methods of the child that reads files. Its libraries are loaded before its memory is bounded."""
    from desktop.documents import pdf  # noqa: F401 - after the lock

    if sys.platform == "linux":
        import resource  # not there on every system

        resource.setrlimit(resource.RLIMIT_AS, (READER_MEMORY, READER_MEMORY))
    return {"read": read, "render": render}


def build_embedder(folder: Path) -> Mapping[str, Handler]:
    """The method of the child that makes vectors. The model is checked and loaded at the first text."""

    @cache
    def encoder() -> Encoder:
        from desktop.documents.encoder import Encoder  # after the lock

        return Encoder(folder)

    return {"embed": lambda call: encoder().embed(call.params["texts"])}


def read(call: Call) -> dict[str, Any]:
    """Read a file: events `{"pages": [[number, width, height, text bytes, box bytes]...], "of"}`, then its title.

    The bytes beside an event are each page's UTF-8 text followed by its boxes.
    """
    name, data = str(call.params["name"]), call.blob
    from desktop.documents import pdf

    batch = Batch(call)
    title = ""
    if pdf.looks_like_pdf(data):
        with closing(pdf.Pdf(data, name, call.params.get("password"))) as document:
            title = document.title
            batch.send_all(document.pages(), len(document), name)
    elif str(call.params["suffix"]) == ".pdf":
        raise pdf.damaged(name)
    else:
        text = plain.decode(data, name)
        if len(text) > MOST_CHARACTERS:
            raise _too_long(name)
        batch.send_all(plain.pages(text) if text.strip() else iter(()), 0, name)
    if not batch.has_text and not call.cancelled:
        raise _nothing(name, batch.count)
    return {"title": title, "pages": batch.count}


def render(call: Call) -> tuple[dict[str, int], bytes]:
    """Draw one page of a PDF: width and height in pixels, and three bytes a pixel."""
    from desktop.documents import pdf

    name = str(call.params["name"])
    if not pdf.looks_like_pdf(call.blob):
        raise FileUnreadable(f"{name} has no pages to draw.", "It is shown as text.")
    with closing(pdf.Pdf(call.blob, name, call.params.get("password"))) as document:
        width, height, rgb = document.render(int(call.params["page"]), float(call.params["scale"]))
    return {"width": width, "height": height}, rgb


class Batch:
    """Gathers pages and sends them on when there are enough of them."""

    def __init__(self, call: Call) -> None:
        self._call = call
        self._heads: list[list[float]] = []
        self._parts: list[bytes] = []
        self._waiting = 0
        self._characters = 0
        self.count = 0
        self.has_text = False

    def send_all(self, pages: Iterator[ReadPage], of: int, name: str) -> None:
        """Send every page; `of` is their number if it is known beforehand. Raises `FileTooLarge`."""
        for page in pages:
            if self._call.cancelled:
                break
            self._characters += len(page.text)
            if self._characters > MOST_CHARACTERS:
                raise _too_long(name)
            self._add(page)
            if len(self._heads) >= BATCH_PAGES or self._waiting >= BATCH_CHARACTERS:
                self._flush(of)
        self._flush(of)

    def _add(self, page: ReadPage) -> None:
        text = page.text.encode()
        self._heads.append([page.number, page.width, page.height, len(text), len(page.boxes)])
        self._parts += [text, page.boxes]
        self._waiting += len(page.text)
        self.count += 1
        self.has_text = self.has_text or (not page.text.isspace() and bool(page.text))

    def _flush(self, of: int) -> None:
        if self._heads:
            self._call.emit({"pages": self._heads, "of": of}, b"".join(self._parts))
        self._heads, self._parts, self._waiting = [], [], 0


def _too_long(name: str) -> FileTooLarge:
    return FileTooLarge(
        f"{name} holds more than {MOST_CHARACTERS // 1_000_000} million characters of text.",
        "Split it and add the parts that matter.",
    )


def _nothing(name: str, pages: int) -> FileEmpty:
    match pages:
        case 0:
            return FileEmpty(f"{name} holds no text.", "Choose another file.")
        case 1:
            what = f"{name} has 1 page, and it holds no text."
        case _:
            what = f"{name} has {pages} pages, and none of them holds text."
    return FileEmpty(what, "If it is a scan, run text recognition on it in another program and add the result.")


def main() -> None:
    """Serve as a reader or as an embedder."""
    match sys.argv[1:]:
        case ["read"]:
            serve(build_reader, confinement())
        case ["embed", folder]:
            serve(lambda: build_embedder(Path(folder)), confinement(Path(folder)))
        case _:
            sys.exit("usage: python -I -m desktop.documents.child read | embed FOLDER")


if __name__ == "__main__":
    main()

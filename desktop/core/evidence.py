"""What an answer rests on: documents, their pages, passages, and the citations that point back to them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NewType

DocumentId = NewType("DocumentId", int)


class DocumentStatus(StrEnum):
    """How far a document has been read."""

    READ = "read"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on a page, in points (1/72 inch), from the page's top left corner."""

    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Page:
    """One page: its text and where each character stands.

    `number` counts from 1; `width` and `height` are in points; `boxes` holds four floats (left, top, right, bottom) for
    each character of `text`, or is empty where the format has no layout.
    """

    number: int
    text: str
    width: float = 0.0
    height: float = 0.0
    boxes: Sequence[float] = ()


@dataclass(frozen=True, slots=True)
class ReadDocument:
    """What a reader made of a file. `title` is the file's own, if it has one."""

    pages: tuple[Page, ...]
    title: str = ""

    @property
    def characters(self) -> int:
        """Length of all pages' text."""
        return sum(len(page.text) for page in self.pages)


@dataclass(frozen=True, slots=True)
class Chunk:
    """A stretch of one page, the unit of search: characters `start` to `end` of page `page`."""

    page: int
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Passage:
    """A chunk that a search found, with the document it stands in. `score` is comparable within one search only."""

    document: DocumentId
    name: str
    page: int
    start: int
    end: int
    text: str
    score: float


@dataclass(frozen=True, slots=True)
class Citation:
    """Characters `answer_start` to `answer_end` of an answer rest on characters `start` to `end` of a page."""

    document: DocumentId
    name: str
    page: int
    start: int
    end: int
    quote: str
    answer_start: int
    answer_end: int
    boxes: tuple[Box, ...] = ()


@dataclass(frozen=True, slots=True)
class DocumentInfo:
    """A row of the list of documents. `problem` is empty, or says in plain words why the file could not be read."""

    id: DocumentId
    path: str
    name: str
    status: DocumentStatus
    pages: int
    chunks: int
    characters: int
    problem: str = ""

"""Documents in a conversation or a named collection: read, indexed, searched, shown, removed."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from desktop.core.chat import CancelToken, ConversationId
from desktop.core.errors import BadInput, FileUnreadable, NotFound
from desktop.core.evidence import Chunk, Citation, DocumentId, DocumentInfo, Passage, ReadDocument
from desktop.documents.align import boxes_between, cite
from desktop.documents.chunks import split
from desktop.documents.embedder import Embedder
from desktop.documents.reader import PageImage, Reader
from desktop.store.documents import Documents

EMBED_AT_ONCE = 32
CANDIDATES = 40
"""Hits of each index that are fused; a page of either holds the answer's chunk far earlier."""
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Tools:
    """What documents are worked with: a reader and an embedder, each a process of its own."""

    reader: Reader
    embedder: Embedder


class Collections:
    """Reads a document once, by its content; what is indexed survives a restart."""

    def __init__(self, documents: Documents, tools: Tools) -> None:
        self._documents = documents
        self._tools = tools

    def attach(
        self,
        conversation: ConversationId,
        path: Path,
        password: str | None = None,
        *,
        progress: Progress = lambda done, total: None,
        cancel: CancelToken | None = None,
    ) -> DocumentInfo:
        """Read a file and let a conversation use it. `progress` is told chunks done and in all."""
        info = self._read(path, password, progress, cancel or CancelToken())
        self._documents.attach(conversation, info.id)
        return info

    def add(
        self,
        collection: str,
        path: Path,
        *,
        progress: Progress = lambda done, total: None,
        cancel: CancelToken | None = None,
    ) -> DocumentInfo:
        """Read a file into a named collection."""
        info = self._read(path, None, progress, cancel or CancelToken())
        self._documents.put(collection, info.id)
        return info

    def lend(self, conversation: ConversationId, collection: str) -> tuple[DocumentInfo, ...]:
        """Let a conversation use every document of a collection. Raises `NotFound` when there is none."""
        found = self._documents.collected(collection)
        if not found:
            raise NotFound(f"The collection {collection} is empty.", "Add documents with `cloister index add`.")
        for info in found:
            self._documents.attach(conversation, info.id)
        return found

    def detach(self, conversation: ConversationId, document: DocumentId) -> None:
        """Take a document from a conversation; what nothing else uses is removed with its index."""
        self._documents.detach(conversation, document)

    def remove(self, collection: str, path: Path) -> DocumentInfo:
        """Take a file out of a collection. Raises `NotFound`."""
        wanted = str(path.resolve())
        for info in self._documents.collected(collection):
            if info.path == wanted:
                self._documents.take(collection, info.id)
                return info
        raise NotFound(f"{path.name} is not in this collection.", "See `cloister index list`.")

    def documents(self, conversation: ConversationId) -> tuple[DocumentInfo, ...]:
        """The documents of a conversation."""
        return self._documents.attached(conversation)

    def collected(self, collection: str) -> tuple[DocumentInfo, ...]:
        """The documents of a collection."""
        return self._documents.collected(collection)

    def search(self, query: str, documents: Sequence[DocumentInfo], k: int = 6) -> tuple[Passage, ...]:
        """The `k` passages of these documents that fit a query best, by words and by meaning."""
        # numpy comes with these; a window that has not searched yet does not pay for it
        import numpy as np

        from desktop.documents.rank import fuse, nearest

        if not query.strip():
            raise BadInput("There is nothing to search for.", "Type a word or a question.")
        ids = [info.id for info in documents]
        chunks = self._documents.chunks(ids)
        if not chunks:
            return ()
        words = self._documents.keyword_hits(query, ids, CANDIDATES)
        matrix = np.frombuffer(b"".join(stored.vector for stored in chunks), np.float32).reshape(len(chunks), -1)
        meaning = [chunks[row].id for row, _ in nearest(self._tools.embedder.embed([query])[0], matrix, CANDIDATES)]
        by_id = {stored.id: stored for stored in chunks}
        found = [(by_id[number], score) for number, score in fuse(words, meaning, k)]
        return tuple(_passage(s.document, s.name, s.chunk, score) for s, score in found)

    def cite(self, answer: str, passages: Sequence[Passage]) -> tuple[Citation, ...]:
        """Which sentences of an answer rest on which passages, with the boxes of the words on their page."""
        citations = []
        for citation in cite(answer, passages):
            page = self._documents.page(citation.document, citation.page)
            boxes = boxes_between(page.boxes, citation.start, citation.end)
            citations.append(replace(citation, boxes=boxes))
        return tuple(citations)

    def page_image(self, document: DocumentId, page: int, scale: float) -> PageImage:
        """A page as a picture, painted in the locked reader. `scale` 1 is 72 dots per inch."""
        path = Path(self._documents.get(document).path)
        if not path.exists():
            raise NotFound(
                f"{path.name} is no longer where it was.", "Its text is kept; add the file again to see pages."
            )
        return self._tools.reader.render(path, page, scale)

    def page_text(self, document: DocumentId, page: int) -> str:
        """The text of a page."""
        return self._documents.page(document, page).text

    def _read(self, path: Path, password: str | None, progress: Progress, cancel: CancelToken) -> DocumentInfo:
        sha256, embedder = _digest(path), self._tools.embedder.id
        if (known := self._documents.find(sha256, embedder)) is not None:
            # The same content under another name: a copy, or the file has moved.
            return (
                known if Path(known.path).exists() else self._documents.move(known.id, str(path.resolve()), path.name)
            )
        content = self._tools.reader.read(path, password)
        chunks = self._embed(content, progress, cancel)
        return self._documents.add(
            str(path.resolve()), path.name, content, sha256=sha256, embedder=embedder, chunks=chunks
        )

    def _embed(self, content: ReadDocument, progress: Progress, cancel: CancelToken) -> list[tuple[Chunk, bytes]]:
        chunks = split(content)
        embedded: list[tuple[Chunk, bytes]] = []
        for start in range(0, len(chunks), EMBED_AT_ONCE):
            if cancel.cancelled:
                raise BadInput("Reading was stopped.", "Nothing of the file was kept.")
            some = chunks[start : start + EMBED_AT_ONCE]
            vectors = self._tools.embedder.embed([chunk.text for chunk in some])
            embedded += [(chunk, vector.tobytes()) for chunk, vector in zip(some, vectors, strict=True)]
            progress(len(embedded), len(chunks))
        return embedded


def _passage(document: DocumentId, name: str, chunk: Chunk, score: float) -> Passage:
    return Passage(document, name, chunk.page, chunk.start, chunk.end, chunk.text, score)


def _digest(path: Path) -> str:
    if path.is_dir():
        raise BadInput(f"{path.name} is a folder.", "Choose a file in it, or add the folder with `cloister index add`.")
    try:
        with path.open("rb") as source:
            return hashlib.file_digest(source, "sha256").hexdigest()
    except FileNotFoundError as error:
        raise NotFound(f"There is no file {path}.", "Check the name.") from error
    except OSError as error:
        raise FileUnreadable(f"{path.name} cannot be opened ({error.strerror}).", "Check its permissions.") from error

"""Documents, their pages, chunks, and the keyword and vector index over them."""

from __future__ import annotations

import re
import zlib
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from desktop.core.chat import ConversationId
from desktop.core.errors import NotFound
from desktop.core.evidence import Chunk, DocumentId, DocumentInfo, DocumentStatus, Page, ReadDocument
from desktop.store.database import Database, Row, Writing

_LISTED = """SELECT d.id, d.path, d.name, d.status, d.characters,
    (SELECT count(*) FROM pages WHERE document = d.id) AS pages,
    (SELECT count(*) FROM chunks WHERE document = d.id) AS chunks FROM documents d"""


@dataclass(frozen=True, slots=True)
class StoredChunk:
    """A chunk with its number, its document, and its vector as float32 bytes."""

    id: int
    document: DocumentId
    name: str
    chunk: Chunk
    vector: bytes


class Documents:
    """The index. A document is stored whole or not at all; removing it removes its text, words and vectors."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def find(self, sha256: str, embedder: str) -> DocumentInfo | None:
        """The document with this content, indexed by this embedder."""
        rows = self._database.rows(f"{_LISTED} WHERE d.sha256 = ? AND d.embedder = ?", (sha256, embedder))
        return _info(rows[0]) if rows else None

    def add(
        self,
        path: str,
        name: str,
        content: ReadDocument,
        *,
        sha256: str,
        embedder: str,
        chunks: Sequence[tuple[Chunk, bytes]],
    ) -> DocumentInfo:
        """Store a read document with its chunks and their vectors, in one transaction."""
        with self._database.writing() as writing:
            writing.execute("DELETE FROM documents WHERE sha256 = ?", (sha256,))
            number = writing.execute(
                """INSERT INTO documents (path, name, sha256, status, characters, embedder, added)
                VALUES (?, ?, ?, ?, ?, ?, ?)""",
                (path, name, sha256, DocumentStatus.READ, content.characters, embedder, datetime.now(UTC).isoformat()),
            )
            writing.execute_many(
                "INSERT INTO pages (document, number, text, width, height, boxes) VALUES (?, ?, ?, ?, ?, ?)",
                [(number, p.number, p.text, p.width, p.height, _pack(p.boxes)) for p in content.pages],
            )
            writing.execute_many(
                "INSERT INTO chunks (document, page, start, stop, text, vector) VALUES (?, ?, ?, ?, ?, ?)",
                [(number, c.page, c.start, c.end, c.text, vector) for c, vector in chunks],
            )
        return self.get(DocumentId(number))

    def move(self, document: DocumentId, path: str, name: str) -> DocumentInfo:
        """Note that a document's file lies elsewhere now."""
        with self._database.writing() as writing:
            writing.execute("UPDATE documents SET path = ?, name = ? WHERE id = ?", (path, name, document))
        return self.get(document)

    def get(self, document: DocumentId) -> DocumentInfo:
        """One document. Raises `NotFound`."""
        rows = self._database.rows(f"{_LISTED} WHERE d.id = ?", (document,))
        if not rows:
            raise NotFound("The document is no longer indexed.", "Add the file again.")
        return _info(rows[0])

    def remove(self, document: DocumentId) -> None:
        """Forget a document and all that was made of it."""
        with self._database.writing() as writing:
            writing.execute("DELETE FROM documents WHERE id = ?", (document,))

    def page(self, document: DocumentId, number: int) -> Page:
        """One page with its boxes. Raises `NotFound`."""
        rows = self._database.rows("SELECT * FROM pages WHERE document = ? AND number = ?", (document, number))
        if not rows:
            raise NotFound("The document has no such page.", "It may have been removed; add the file again.")
        row = rows[0]
        return Page(row["number"], row["text"], row["width"], row["height"], _unpack(row["boxes"]))

    def attach(self, conversation: ConversationId, document: DocumentId) -> None:
        """Let a conversation use a document."""
        with self._database.writing() as writing:
            writing.execute("INSERT OR IGNORE INTO conversation_documents VALUES (?, ?)", (conversation, document))

    def detach(self, conversation: ConversationId, document: DocumentId) -> None:
        """Take a document from a conversation; one that nothing else uses is removed."""
        with self._database.writing() as writing:
            writing.execute(
                "DELETE FROM conversation_documents WHERE conversation = ? AND document = ?", (conversation, document)
            )
            _remove_unused(writing, document)

    def attached(self, conversation: ConversationId) -> tuple[DocumentInfo, ...]:
        """The documents of a conversation, in the order they were stored."""
        sql = f"{_LISTED} JOIN conversation_documents c ON c.document = d.id WHERE c.conversation = ? ORDER BY d.id"
        return tuple(map(_info, self._database.rows(sql, (conversation,))))

    def put(self, collection: str, document: DocumentId) -> None:
        """Put a document into a named collection, made if need be."""
        with self._database.writing() as writing:
            writing.execute("INSERT OR IGNORE INTO collections (name) VALUES (?)", (collection,))
            writing.execute(
                "INSERT OR IGNORE INTO collection_documents SELECT id, ? FROM collections WHERE name = ?",
                (document, collection),
            )

    def take(self, collection: str, document: DocumentId) -> None:
        """Take a document out of a collection; one that nothing else uses is removed."""
        with self._database.writing() as writing:
            writing.execute(
                """DELETE FROM collection_documents WHERE document = ?
                AND collection = (SELECT id FROM collections WHERE name = ?)""",
                (document, collection),
            )
            _remove_unused(writing, document)

    def collected(self, collection: str) -> tuple[DocumentInfo, ...]:
        """The documents of a collection."""
        sql = f"""{_LISTED} JOIN collection_documents c ON c.document = d.id
            JOIN collections n ON n.id = c.collection WHERE n.name = ? ORDER BY d.id"""
        return tuple(map(_info, self._database.rows(sql, (collection,))))

    def keyword_hits(self, query: str, documents: Sequence[DocumentId], limit: int) -> list[int]:
        """Chunk numbers that share words with the query, best first by BM25."""
        words = re.findall(r"\w+", query)
        if not words or not documents:
            return []
        match = " OR ".join(f'"{word}"' for word in words)
        sql = f"""SELECT c.id FROM chunk_words w JOIN chunks c ON c.id = w.rowid
            WHERE chunk_words MATCH ? AND c.document IN ({_marks(documents)}) ORDER BY w.rank LIMIT ?"""  # noqa: S608
        return [int(row["id"]) for row in self._database.rows(sql, (match, *documents, limit))]

    def chunks(self, documents: Sequence[DocumentId]) -> tuple[StoredChunk, ...]:
        """Every chunk of these documents, with its vector."""
        if not documents:
            return ()
        sql = f"""SELECT c.*, d.name FROM chunks c JOIN documents d ON d.id = c.document
            WHERE c.document IN ({_marks(documents)}) ORDER BY c.id"""  # noqa: S608
        return tuple(
            StoredChunk(
                row["id"],
                DocumentId(row["document"]),
                row["name"],
                Chunk(row["page"], row["start"], row["stop"], row["text"]),
                row["vector"],
            )
            for row in self._database.rows(sql, tuple(documents))
        )


def _remove_unused(writing: Writing, document: DocumentId) -> None:
    writing.execute(
        """DELETE FROM documents WHERE id = ?1 AND NOT EXISTS (SELECT 1 FROM conversation_documents WHERE document = ?1)
        AND NOT EXISTS (SELECT 1 FROM collection_documents WHERE document = ?1)""",
        (document,),
    )


def _marks(values: Sequence[object]) -> str:
    return ", ".join("?" * len(values))


def _pack(boxes: Sequence[float]) -> bytes:
    return zlib.compress(array("f", boxes).tobytes(), 6) if boxes else b""


def _unpack(data: bytes) -> Sequence[float]:
    return array("f", zlib.decompress(data)) if data else ()


def _info(row: Row) -> DocumentInfo:
    return DocumentInfo(
        DocumentId(row["id"]),
        row["path"],
        row["name"],
        DocumentStatus(row["status"]),
        row["pages"],
        row["chunks"],
        row["characters"],
    )

"""Conversations and their messages."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from desktop.core.chat import (
    Attachment,
    Conversation,
    ConversationId,
    FinishReason,
    Message,
    MessageId,
    Role,
    Route,
    Usage,
)
from desktop.core.cost import Cost, MicroUsd
from desktop.core.errors import NotFound
from desktop.core.evidence import Box, Citation, DocumentId
from desktop.store.database import Database, Row

_LISTED = """SELECT c.*, (SELECT count(*) FROM messages WHERE conversation = c.id) AS messages FROM conversations c"""


class Conversations:
    """What was said. A message is durable when the call that stored it returns."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def create(self, title: str) -> Conversation:
        """A new, empty conversation; its cloud switch is off."""
        now = _now()
        with self._database.writing() as writing:
            number = writing.execute(
                "INSERT INTO conversations (title, created, updated) VALUES (?, ?, ?)", (title, now, now)
            )
        return self.get(ConversationId(number))

    def get(self, conversation: ConversationId) -> Conversation:
        """One conversation. Raises `NotFound`."""
        rows = self._database.rows(f"{_LISTED} WHERE c.id = ?", (conversation,))
        if not rows:
            raise NotFound(f"There is no conversation {conversation}.", "See `cloister chats list`.")
        return _conversation(rows[0])

    def all(self) -> tuple[Conversation, ...]:
        """Every conversation, the most recently used first."""
        return tuple(map(_conversation, self._database.rows(f"{_LISTED} ORDER BY c.updated DESC, c.id DESC")))

    def search(self, text: str) -> tuple[Conversation, ...]:
        """Conversations whose title or messages contain `text`, in any case."""
        pattern = "%" + text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
        sql = f"""{_LISTED} WHERE c.title LIKE ? ESCAPE '\\' OR EXISTS (
            SELECT 1 FROM messages m WHERE m.conversation = c.id AND m.text LIKE ? ESCAPE '\\'
        ) ORDER BY c.updated DESC, c.id DESC"""  # noqa: S608 - no value is in the text
        return tuple(map(_conversation, self._database.rows(sql, (pattern, pattern))))

    def rename(self, conversation: ConversationId, title: str) -> None:
        """Give a conversation another title."""
        with self._database.writing() as writing:
            writing.execute("UPDATE conversations SET title = ? WHERE id = ?", (title, conversation))

    def set_cloud(self, conversation: ConversationId, on: bool) -> None:
        """Set this conversation's cloud switch."""
        with self._database.writing() as writing:
            writing.execute("UPDATE conversations SET cloud = ? WHERE id = ?", (int(on), conversation))

    def delete(self, conversation: ConversationId) -> None:
        """Delete a conversation and its messages; their bytes are overwritten (secure_delete)."""
        with self._database.writing() as writing:
            writing.execute("DELETE FROM conversations WHERE id = ?", (conversation,))

    def add(
        self,
        conversation: ConversationId,
        role: Role,
        text: str,
        *,
        attachments: tuple[Attachment, ...] = (),
        route: Route | None = None,
        model: str = "",
        searched: int = 0,
    ) -> Message:
        """Store a message: a user's whole, or the empty row that an answer will fill."""
        now = _now()
        with self._database.writing() as writing:
            number = writing.execute(
                """INSERT INTO messages (conversation, role, text, created, route, model, attachments, searched)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)""",
                (conversation, role, text, now, route, model, _dump([asdict(a) for a in attachments]), searched),
            )
            writing.execute("UPDATE conversations SET updated = ? WHERE id = ?", (now, conversation))
        return self.message(MessageId(number))

    def keep(self, message: MessageId, text: str) -> None:
        """Store how far an answer has come, so that a crash loses nothing that was shown for long."""
        with self._database.writing() as writing:
            writing.execute("UPDATE messages SET text = ? WHERE id = ? AND reason IS NULL", (text, message))

    def complete(
        self,
        message: MessageId,
        text: str,
        reason: FinishReason,
        *,
        model: str,
        usage: Usage | None,
        cost: Cost | None,
        citations: tuple[Citation, ...] = (),
    ) -> Message:
        """Store an answer's end."""
        with self._database.writing() as writing:
            writing.execute(
                """UPDATE messages SET text = ?, reason = ?, model = ?, usage = ?, cost_micro_usd = ?, energy_wh = ?,
                cost_basis = ?, citations = ? WHERE id = ?""",
                (
                    text,
                    reason,
                    model,
                    _dump(asdict(usage)) if usage else None,
                    cost.amount if cost else None,
                    cost.energy_wh if cost else None,
                    cost.basis if cost else None,
                    _dump([asdict(citation) for citation in citations]),
                    message,
                ),
            )
        return self.message(message)

    def discard(self, message: MessageId) -> None:
        """Take away an answer's row that never got a word."""
        with self._database.writing() as writing:
            writing.execute("DELETE FROM messages WHERE id = ? AND text = ''", (message,))

    def message(self, message: MessageId) -> Message:
        """One message. Raises `NotFound`."""
        rows = self._database.rows("SELECT * FROM messages WHERE id = ?", (message,))
        if not rows:
            raise NotFound("The message is no longer there.", "Its conversation was deleted.")
        return _message(rows[0])

    def messages(self, conversation: ConversationId) -> tuple[Message, ...]:
        """All messages of a conversation, the oldest first."""
        rows = self._database.rows("SELECT * FROM messages WHERE conversation = ? ORDER BY id", (conversation,))
        return tuple(map(_message, rows))

    def close_unfinished(self) -> int:
        """Mark answers that a crash left open as cut off; how many there were."""
        with self._database.writing() as writing:
            open_rows = writing.rows("SELECT id FROM messages WHERE role = ? AND reason IS NULL", (Role.ASSISTANT,))
            for row in open_rows:
                writing.execute("UPDATE messages SET reason = ? WHERE id = ?", (FinishReason.CUT_OFF, row["id"]))
        return len(open_rows)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")


def _dump(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _conversation(row: Row) -> Conversation:
    return Conversation(
        ConversationId(row["id"]),
        row["title"],
        datetime.fromisoformat(row["created"]),
        datetime.fromisoformat(row["updated"]),
        bool(row["cloud"]),
        row["messages"],
    )


def _message(row: Row) -> Message:
    usage = json.loads(row["usage"]) if row["usage"] else None
    priced = row["cost_micro_usd"] is not None
    return Message(
        id=MessageId(row["id"]),
        conversation=ConversationId(row["conversation"]),
        role=Role(row["role"]),
        text=row["text"],
        created=datetime.fromisoformat(row["created"]),
        route=Route(row["route"]) if row["route"] else None,
        model=row["model"],
        reason=FinishReason(row["reason"]) if row["reason"] else None,
        usage=Usage(**usage) if usage else None,
        cost=Cost(MicroUsd(row["cost_micro_usd"]), row["energy_wh"], row["cost_basis"]) if priced else None,
        citations=tuple(_citation(value) for value in json.loads(row["citations"])),
        attachments=tuple(
            Attachment(DocumentId(value["document"]), value["name"], value["pages"])
            for value in json.loads(row["attachments"])
        ),
        searched=row["searched"],
    )


def _citation(value: dict[str, Any]) -> Citation:
    boxes = tuple(Box(**box) for box in value["boxes"])
    return Citation(**(value | {"document": DocumentId(value["document"]), "boxes": boxes}))

"""Conversations, documents and the ledger in a real encrypted database."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from desktop.core.chat import Attachment, FinishReason, Role, Route, Usage
from desktop.core.cost import Cost, MicroUsd
from desktop.core.errors import NotFound
from desktop.core.evidence import Box, Chunk, Citation, DocumentId, DocumentInfo, Page, ReadDocument
from desktop.store.conversations import Conversations
from desktop.store.database import Database, open_database
from desktop.store.documents import Documents
from desktop.store.ledger import Ledger


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = open_database(tmp_path / "cloister.db", bytes(32))
    yield database
    database.close()


def store_document(documents: Documents, sha: str, text: str) -> DocumentInfo:
    content = ReadDocument((Page(1, text, 595.0, 842.0, [0.5, 1.5, 2.5, 3.5] * len(text)),))
    chunk = Chunk(1, 0, len(text), text)
    return documents.add(f"/d/{sha}.pdf", f"{sha}.pdf", content, sha256=sha, embedder="e", chunks=[(chunk, b"\0" * 8)])


def test_an_answer_comes_back_as_it_was_stored(database: Database) -> None:
    conversations = Conversations(database)
    here = conversations.create("First")
    attachment = Attachment(DocumentId(3), "a.pdf", 4)
    asked = conversations.add(here.id, Role.USER, "what? ünï\0x", attachments=(attachment,))
    row = conversations.add(here.id, Role.ASSISTANT, "", route=Route.LOCAL, model="m", searched=1)
    citation = Citation(DocumentId(3), "a.pdf", 2, 5, 9, "word", 0, 4, (Box(1.0, 2.0, 3.0, 4.0),))
    stored = conversations.complete(
        row.id,
        "answer",
        FinishReason.END,
        model="SmolLM2",
        usage=Usage(10, 5, 100, 500, 3),
        cost=Cost(MicroUsd(12), 0.01, "estimated"),
        citations=(citation,),
    )
    assert conversations.messages(here.id) == (asked, stored)
    assert asked.text == "what? ünï\0x"
    assert asked.attachments == (attachment,)
    assert stored.citations == (citation,)
    assert (stored.usage, stored.cost) == (Usage(10, 5, 100, 500, 3), Cost(MicroUsd(12), 0.01, "estimated"))


def test_the_switch_is_off_until_it_is_switched_on(database: Database) -> None:
    conversations = Conversations(database)
    here = conversations.create("First")
    assert not here.cloud
    conversations.set_cloud(here.id, on=True)
    assert conversations.get(here.id).cloud


def test_an_answer_that_a_crash_left_open_keeps_its_text(database: Database) -> None:
    conversations = Conversations(database)
    here = conversations.create("First")
    row = conversations.add(here.id, Role.ASSISTANT, "", route=Route.LOCAL)
    conversations.keep(row.id, "half an ans")
    assert conversations.close_unfinished() == 1
    (message,) = conversations.messages(here.id)
    assert (message.text, message.reason) == ("half an ans", FinishReason.CUT_OFF)
    assert conversations.close_unfinished() == 0


@pytest.mark.parametrize(
    ("query", "found"), [("100%", 1), ("%", 1), ("_", 0), ("TITLE", 2), ("nothing", 0), ("'; --", 0)]
)
def test_search_takes_text_as_text(database: Database, query: str, found: int) -> None:
    conversations = Conversations(database)
    first = conversations.create("A title")
    conversations.create("Another title")
    conversations.add(first.id, Role.USER, "it is 100% sure")
    assert len(conversations.search(query)) == found


def test_a_deleted_conversation_is_gone(database: Database) -> None:
    conversations = Conversations(database)
    here = conversations.create("First")
    conversations.add(here.id, Role.USER, "x")
    conversations.delete(here.id)
    assert database.rows("SELECT * FROM messages") == []
    with pytest.raises(NotFound):
        conversations.get(here.id)


def test_pages_and_boxes_come_back(database: Database) -> None:
    documents = Documents(database)
    info = store_document(documents, "a", "the patient was admitted")
    page = documents.page(info.id, 1)
    assert page.text == "the patient was admitted"
    assert list(page.boxes[:4]) == [0.5, 1.5, 2.5, 3.5]
    assert len(page.boxes) == 4 * len(page.text)


@pytest.mark.parametrize("query", ["admit patients", '"', "NOT", "a AND", "col:x", "*", "patient-admitted'"])
def test_keyword_search_takes_words_as_words(database: Database, query: str) -> None:
    documents = Documents(database)
    info = store_document(documents, "a", "the patient was admitted")
    hits = documents.keyword_hits(query, [info.id], 5)
    assert len(hits) == ("patient" in query)


def test_what_nothing_uses_is_removed_with_its_index(database: Database) -> None:
    conversations, documents = Conversations(database), Documents(database)
    one, two = conversations.create("1"), conversations.create("2")
    info = store_document(documents, "a", "secret words")
    for here in (one, two):
        documents.attach(here.id, info.id)
    documents.detach(one.id, info.id)
    assert documents.attached(two.id) == (info,)
    documents.detach(two.id, info.id)
    for table in ("documents", "pages", "chunks"):
        assert database.rows(f"SELECT * FROM {table}") == []  # noqa: S608
    assert documents.keyword_hits("secret", [info.id], 5) == []


def test_a_collection_keeps_a_document_that_a_conversation_let_go(database: Database) -> None:
    conversations, documents = Conversations(database), Documents(database)
    here, info = conversations.create("1"), store_document(documents, "a", "words")
    documents.put("ward", info.id)
    documents.attach(here.id, info.id)
    documents.detach(here.id, info.id)
    assert documents.collected("ward") == (info,)
    documents.take("ward", info.id)
    with pytest.raises(NotFound):
        documents.get(info.id)


def test_a_document_is_found_by_content_and_embedder(database: Database) -> None:
    documents = Documents(database)
    info = store_document(documents, "a", "words")
    assert documents.find("a", "e") == info
    assert documents.find("a", "another embedder") is None


def test_the_ledger_tells_what_was_changed(database: Database) -> None:
    ledger = Ledger(database)
    for number in range(5):
        ledger.append("intent" if number % 2 else "outcome", {"cost_micro_usd": number})
    assert ledger.verify() is None
    with database.writing() as writing:
        writing.execute("UPDATE ledger SET entry = replace(entry, '2', '0') WHERE number = 3")
    assert ledger.verify() == 3


@pytest.mark.parametrize(
    "sql", ["DELETE FROM ledger WHERE number = 2", "UPDATE ledger SET at = '2020' WHERE number = 2"]
)
def test_a_removed_or_redated_row_shows(database: Database, sql: str) -> None:
    ledger = Ledger(database)
    for _ in range(3):
        ledger.append("intent", {})
    with database.writing() as writing:
        writing.execute(sql)
    assert ledger.verify() == 2


def test_the_ledger_counts_sends_and_money(database: Database) -> None:
    ledger = Ledger(database)
    ledger.append("intent", {"bytes": 1})
    ledger.append("outcome", {"cost_micro_usd": 2050})
    ledger.append("outcome", {"cost_micro_usd": None})
    hour_ago, soon = datetime.now(UTC) - timedelta(hours=1), datetime.now(UTC) + timedelta(hours=1)
    assert (ledger.sends_since(hour_ago), ledger.cost_since(hour_ago)) == (1, 2050)
    assert (ledger.sends_since(soon), ledger.cost_since(soon)) == (0, 0)

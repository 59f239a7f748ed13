"""One turn, with a real database and a real gate; models whose answers a test can choose."""

from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from desktop.core.chat import (
    CancelToken,
    ConversationId,
    Delta,
    Finished,
    FinishReason,
    Message,
    ModelEvent,
    Request,
    Role,
    Route,
    Usage,
)
from desktop.core.cost import Cost, MicroUsd
from desktop.core.errors import BadInput, ChildDied, CloudBusy, DiskFull, StaysHere, TimedOut
from desktop.core.settings import Settings
from desktop.core.turn import Answering, Asked, Choice, Completed, KeptHere, Review, Reviewed, Said, Searched, TurnEvent
from desktop.privacy.gate import ClearedPrompt, Gate
from desktop.privacy.ticket import TicketOffice
from desktop.services.chat import ChatService, LocalRoute
from desktop.services.context import estimate_tokens
from desktop.services.outbox import Outbox
from desktop.store.conversations import Conversations
from desktop.store.database import Database, open_database
from desktop.store.ledger import Ledger
from tests.fakes.gate import WordScanner

USAGE = Usage(10, 3, 100, 300)


@dataclass
class Script:
    """A model that says its pieces, and then ends, stops, or fails."""

    pieces: tuple[str, ...] = ("Wash ", "your ", "hands.")
    error: Exception | None = None
    before_end: Callable[[], None] = lambda: None
    prompts: list[object] = field(default_factory=list)

    def stream(self, prompt: object, cancel: CancelToken) -> Generator[ModelEvent, None, None]:
        self.prompts.append(prompt)
        for piece in self.pieces:
            if cancel.cancelled:
                yield Finished(USAGE, FinishReason.STOPPED, "script")
                return
            yield Delta(piece)
        self.before_end()
        if self.error is not None:
            raise self.error
        yield Finished(USAGE, FinishReason.END, "script")


class NoDocuments:
    """A conversation without attachments."""

    def documents(self, conversation: ConversationId) -> tuple[()]:
        return ()


class House:
    """A chat service over a real database."""

    def __init__(self, database: Database) -> None:
        self.conversations = Conversations(database)
        self.ledger = Ledger(database)
        self.settings = Settings()
        self.scanner = WordScanner()
        self.local, self.cloud = Script(), Script(("From ", "Claude."))
        gate = Gate(
            self.scanner,
            TicketOffice(b"s" * 32),
            lambda: self.settings,
            lambda number: self.conversations.get(number).cloud,
        )
        price = Cost(MicroUsd(50), None, "list price")
        self.chat = ChatService(
            self.conversations,
            NoDocuments(),  # type: ignore[arg-type]
            gate,
            Outbox(self.ledger, self.cloud, lambda model, usage: price),
            local=LocalRoute(self.local, lambda: "script", lambda: 2000, estimate_tokens),
            settings=lambda: self.settings,
        )
        self.here = self.conversations.create("New conversation").id
        self.reviews: list[Review] = []

    def turn(
        self, text: str, choice: Choice = Choice.SEND, cancel: CancelToken | None = None, cloud: bool = False
    ) -> list[TurnEvent]:
        self.conversations.set_cloud(self.here, cloud)
        events: list[TurnEvent] = []
        self.chat.run_turn(
            self.here,
            text,
            ask=lambda review: self.reviews.append(review) or choice,
            emit=events.append,
            cancel=cancel or CancelToken(),
        )
        return events

    def messages(self) -> tuple[Message, ...]:
        return self.conversations.messages(self.here)

    def entries(self) -> list[str]:
        return [entry["kind"] for entry in self.ledger.entries()]


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    database = open_database(tmp_path / "cloister.db", bytes(32))
    yield House(database)
    database.close()


def test_a_local_turn_is_stored_and_leaves_no_trace_outside(house: House) -> None:
    events = house.turn("How do I wash my hands?")
    assert [type(event) for event in events] == [Asked, Searched, Answering, Said, Said, Said, Completed]
    question, answer = house.messages()
    assert (question.text, answer.text, answer.route) == ("How do I wash my hands?", "Wash your hands.", Route.LOCAL)
    assert answer.reason is FinishReason.END
    assert answer.usage == USAGE
    assert answer.cost is not None
    assert answer.cost.energy_wh == pytest.approx(45 * 0.3 / 3600)
    assert house.reviews == []
    assert house.scanner.scanned == []
    assert house.entries() == []
    assert house.conversations.get(house.here).title == "How do I wash my hands?"


def test_a_cleared_turn_goes_out_with_a_row_before_and_after(house: House) -> None:
    rows_at_first_byte: list[list[str]] = []
    house.cloud.before_end = lambda: rows_at_first_byte.append(house.entries())
    events = house.turn("hello", cloud=True)
    assert [type(e) for e in events] == [Asked, Searched, Reviewed, Answering, Said, Said, Completed]
    (prompt,) = house.cloud.prompts
    assert isinstance(prompt, ClearedPrompt)
    assert prompt.body == house.reviews[0].body
    assert rows_at_first_byte == [["intent"]]
    assert house.entries() == ["intent", "outcome"]
    assert house.ledger.verify() is None
    answer = house.messages()[-1]
    assert (answer.text, answer.route) == ("From Claude.", Route.CLOUD)
    assert answer.cost == Cost(MicroUsd(50), None, "list price")


def test_the_ledger_holds_no_text(house: House) -> None:
    house.turn("the colour of jealousy", cloud=True)
    assert not any("jealousy" in str(entry) or "From" in str(entry) for entry in house.ledger.entries())


def test_what_is_blocked_stays_and_can_be_answered_here(house: House) -> None:
    events = house.turn("Robin has a cold", Choice.KEEP_LOCAL, cloud=True)
    assert house.reviews[0].report.findings
    assert house.cloud.prompts == []
    assert isinstance(events[-1], Completed)
    assert events[-1].message.route is Route.LOCAL
    assert house.entries() == []


def test_a_blocked_turn_that_is_cancelled_keeps_the_question(house: House) -> None:
    events = house.turn("Robin has a cold", Choice.CANCEL, cloud=True)
    assert isinstance(events[-1], KeptHere)
    assert events[-1].reason == "A name."
    assert [message.text for message in house.messages()] == ["Robin has a cold"]
    assert house.local.prompts == house.cloud.prompts == []


def test_send_does_not_send_what_is_blocked(house: House) -> None:
    with pytest.raises(StaysHere):
        house.turn("Robin has a cold", Choice.SEND, cloud=True)
    assert house.cloud.prompts == []
    assert house.entries() == []


def test_an_earlier_local_answer_is_scanned_with_the_next_question(house: House) -> None:
    house.turn("Robin has a cold")
    house.turn("And what then?", Choice.CANCEL, cloud=True)
    assert house.reviews[0].report.findings
    assert house.cloud.prompts == []


def test_the_kill_switch_keeps_a_switched_on_conversation_here(house: House) -> None:
    house.settings = Settings(cloud_allowed=False)
    events = house.turn("hello", cloud=True)
    assert isinstance(events[-1], Completed)
    assert events[-1].message.route is Route.LOCAL
    assert house.reviews == []


@pytest.mark.parametrize("error", [TimedOut("slow"), ChildDied("gone")])
def test_a_scanner_that_fails_sends_nothing(house: House, error: Exception) -> None:
    house.scanner.error = error
    with pytest.raises(StaysHere):
        house.turn("hello", Choice.SEND, cloud=True)
    assert house.cloud.prompts == []


def test_a_ledger_that_cannot_be_written_sends_nothing(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(kind: str, details: object) -> int:
        raise DiskFull("The disk is full.")

    monkeypatch.setattr(house.ledger, "append", full)
    with pytest.raises(DiskFull):
        house.turn("hello", cloud=True)
    assert house.cloud.prompts == []


def test_a_stop_while_the_sheet_is_open_sends_nothing(house: House) -> None:
    cancel = CancelToken()
    cancel.cancel()
    events = house.turn("hello", Choice.SEND, cancel, cloud=True)
    assert isinstance(events[-1], KeptHere)
    assert house.cloud.prompts == []


def test_a_stopped_answer_keeps_what_was_shown(house: House) -> None:
    cancel, shown = CancelToken(), []

    def emit(event: TurnEvent) -> None:
        if isinstance(event, Said):
            shown.append(event.text)
            cancel.cancel()

    house.chat.run_turn(house.here, "hello", ask=lambda _: Choice.CANCEL, emit=emit, cancel=cancel)
    answer = house.messages()[-1]
    assert (answer.text, answer.reason) == ("Wash ", FinishReason.STOPPED)
    assert shown == ["Wash "]


@pytest.mark.parametrize("cloud", [False, True])
def test_an_answer_that_fails_keeps_what_was_shown(house: House, cloud: bool) -> None:
    (house.cloud if cloud else house.local).error = CloudBusy("busy") if cloud else ChildDied("gone")
    with pytest.raises((CloudBusy, ChildDied)):
        house.turn("hello", cloud=cloud)
    answer = house.messages()[-1]
    assert answer.reason is FinishReason.FAILED
    assert answer.text == ("From Claude." if cloud else "Wash your hands.")
    assert house.entries() == (["intent", "outcome"] if cloud else [])


def test_an_answer_that_never_began_leaves_no_row(house: House) -> None:
    house.cloud.pieces, house.cloud.error = (), CloudBusy("busy")
    with pytest.raises(CloudBusy):
        house.turn("hello", cloud=True)
    assert [message.role for message in house.messages()] == [Role.USER]


def test_a_long_answer_is_kept_while_it_comes(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    kept: list[str] = []
    monkeypatch.setattr("desktop.services.chat.KEEP_EVERY_S", 0.0)
    house.local.before_end = lambda: kept.append(house.messages()[-1].text)
    house.turn("hello")
    assert kept == ["Wash your hands."]


def test_nothing_is_no_question(house: House) -> None:
    for text in ("", "  \n"):
        with pytest.raises(BadInput):
            house.turn(text)
    assert house.messages() == ()


def test_the_history_goes_with_the_question(house: House) -> None:
    house.turn("first")
    house.turn("second")
    request = house.local.prompts[1]
    assert isinstance(request, Request)
    assert [text.text for text in request.texts] == ["first", "Wash your hands.", "second"]


def test_a_title_is_cut_at_a_word(house: House) -> None:
    house.turn("word " * 30)
    title = house.conversations.get(house.here).title
    assert title.endswith("word ...")
    assert len(title) <= 52


def test_roles_alternate_after_a_failed_turn(house: House) -> None:
    house.local.error = ChildDied("gone")
    house.local.pieces = ()
    with pytest.raises(ChildDied):
        house.turn("first")
    house.local.error, house.local.pieces = None, ("yes",)
    house.turn("second")
    request = house.local.prompts[-1]
    assert isinstance(request, Request)
    assert [text.role for text in request.texts] == [Role.USER]
    assert replace(request, seed=None).texts[0].text == "second"

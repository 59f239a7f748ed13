"""The gate: what is cleared, what is not, and that nobody else can clear anything."""

import copy
import json
import pickle
from dataclasses import replace

import pytest

from desktop.core.chat import Request, Role, Text
from desktop.core.errors import StaysHere, TimedOut
from desktop.core.privacy import Verdict
from desktop.core.settings import Settings
from desktop.core.turn import Choice
from desktop.privacy.gate import ClearedPrompt
from desktop.privacy.payload import texts_of, write_body
from desktop.privacy.ticket import TicketOffice
from desktop.process.channel import ChildBug
from tests.fakes.gate import HELLO, HERE, Switches, WordScanner, make_gate

ROBIN = Request("", (Text(Role.USER, "hello"), Text(Role.ASSISTANT, "hi"), Text(Role.USER, "Robin has a cold")), 64)


def test_a_clean_request_is_cleared_with_the_bytes_that_were_shown() -> None:
    gate = make_gate(WordScanner(), Switches())
    review = gate.review(HELLO)
    cleared = gate.clear(review, Choice.SEND, HERE)
    assert cleared.body is review.body
    assert json.loads(cleared.body)["messages"] == [{"role": "user", "content": HELLO.texts[0].text}]


def test_every_text_of_the_request_is_scanned() -> None:
    scanner = WordScanner()
    make_gate(scanner, Switches()).review(HELLO)
    assert scanner.scanned == [(HELLO.system, HELLO.texts[0].text)]


def test_a_finding_in_the_history_blocks() -> None:
    gate = make_gate(WordScanner(), Switches())
    early = Request("", (ROBIN.texts[2], Text(Role.ASSISTANT, "Rest."), Text(Role.USER, "And then?")), 64)
    review = gate.review(early)
    assert review.report.verdict is Verdict.BLOCKED
    with pytest.raises(StaysHere):
        gate.clear(review, Choice.SEND, HERE)


@pytest.mark.parametrize("choice", [Choice.KEEP_LOCAL, Choice.CANCEL])
def test_only_the_word_send_sends(choice: Choice) -> None:
    gate = make_gate(WordScanner(), Switches())
    with pytest.raises(StaysHere):
        gate.clear(gate.review(HELLO), choice, HERE)


def test_a_review_that_was_tampered_with_clears_nothing() -> None:
    gate = make_gate(WordScanner(), Switches())
    clean, bad = gate.review(HELLO), gate.review(ROBIN)
    with pytest.raises(StaysHere):
        gate.clear(replace(bad, report=clean.report), Choice.SEND, HERE)
    with pytest.raises(StaysHere):
        gate.clear(replace(clean, body=write_body(Request("", HELLO.texts, 65), "claude-x")), Choice.SEND, HERE)
    with pytest.raises(StaysHere):
        gate.clear(replace(clean, url="http://127.0.0.1:1/v1/messages"), Choice.SEND, HERE)


@pytest.mark.parametrize("error", [TimedOut("slow"), ChildBug("KeyError"), ValueError("odd")])
def test_a_scan_that_fails_blocks_and_is_tried_again(error: Exception) -> None:
    scanner = WordScanner(error=error)
    gate = make_gate(scanner, Switches())
    review = gate.review(HELLO)
    assert review.report.verdict is Verdict.BLOCKED
    with pytest.raises(StaysHere):
        gate.clear(review, Choice.SEND, HERE)
    scanner.error = None
    assert gate.review(HELLO).report.verdict is Verdict.CLEARED


def test_an_error_that_nobody_foresaw_clears_nothing() -> None:
    gate = make_gate(WordScanner(error=RuntimeError("boom")), Switches())
    with pytest.raises(RuntimeError):
        gate.review(HELLO)


def test_switches_are_read_again_when_it_is_released() -> None:
    switches = Switches()
    gate = make_gate(WordScanner(), switches)
    review = gate.review(HELLO)
    switches.on = False
    with pytest.raises(StaysHere, match="off in this conversation"):
        gate.clear(review, Choice.SEND, HERE)
    switches.on, switches.settings = True, Settings(cloud_allowed=False)
    with pytest.raises(StaysHere, match="switched off on this computer"):
        gate.clear(review, Choice.SEND, HERE)


def test_nobody_else_makes_changes_or_copies_a_cleared_prompt() -> None:
    gate = make_gate(WordScanner(), Switches())
    cleared = gate.clear(gate.review(HELLO), Choice.SEND, HERE)
    with pytest.raises(TypeError):
        ClearedPrompt(b"", cleared.ticket, "m", HERE, seal=object())
    with pytest.raises(AttributeError):
        cleared.body = b""
    with pytest.raises(AttributeError):
        del cleared.body
    for travel in (pickle.dumps, copy.copy, copy.deepcopy):
        with pytest.raises(TypeError):
            travel(cleared)
    assert "wash" not in repr(cleared)


@pytest.mark.parametrize(
    "change",
    [
        {"tools": []},
        {"metadata": {"user_id": "x"}},
        {"stream": False},
        {"system": [{"type": "text", "text": "x"}]},
        {"messages": [{"role": "user", "content": [{"type": "image", "source": {}}]}]},
        {"messages": [{"role": "user", "content": "x", "name": "Robin"}]},
        {"messages": [{"role": "tool", "content": "x"}]},
        {"messages": {}},
    ],
)
def test_a_body_with_anything_but_plain_text_has_no_texts_to_scan(change: dict[str, object]) -> None:
    body = json.loads(write_body(HELLO, "claude-x")) | change
    with pytest.raises(ValueError, match=r"the body|a message"):
        texts_of(json.dumps(body).encode())


def test_a_ticket_fits_one_request_for_a_minute() -> None:
    now = [1000.0]
    office = TicketOffice(b"k" * 32, clock=lambda: now[0])
    ticket = office.issue("POST", "https://api.anthropic.com/v1/messages", {"a": "b"}, b"body", "rules")
    assert office.problem(ticket) == ""
    assert TicketOffice(b"x" * 32, clock=lambda: now[0]).problem(ticket)
    for change in ({"url": "https://x"}, {"sha256": "0"}, {"expires": 9e9}, {"headers": ()}, {"method": "PUT"}):
        assert office.problem(replace(ticket, **change)) == "its ticket was not written by the gate"
    now[0] += 61
    assert office.problem(ticket) == "its ticket is too old"

"""The cloud route against a real server on this computer, through the real egress process."""

import hashlib
import os
import signal
import threading
import time
from collections.abc import Iterator
from dataclasses import replace

import pytest

from desktop.core.chat import CancelToken, Delta, Finished, FinishReason, Usage
from desktop.core.errors import (
    AppError,
    ChildDied,
    CloudBusy,
    CloudFailed,
    CloudKeyMissing,
    CloudKeyRefused,
    CloudUnreachable,
    StaysHere,
)
from desktop.core.settings import Settings
from desktop.core.turn import Choice
from desktop.egress.prices import cloud_cost
from desktop.egress.remote import ClaudeModel, egress_channel
from desktop.privacy.gate import ClearedPrompt
from desktop.privacy.payload import HEADERS
from desktop.privacy.ticket import TicketOffice
from desktop.process.channel import Channel
from tests.fakes.claude_server import ClaudeServer, claude_server
from tests.fakes.gate import HELLO, HERE, Switches, WordScanner, make_gate
from tests.fakes.processes import children_of

SECRET = TicketOffice.new_secret()


@pytest.fixture(scope="module")
def channel() -> Iterator[Channel]:
    hostile = {"ANTHROPIC_BASE_URL": "http://127.0.0.1:9", "HTTP_PROXY": "http://127.0.0.1:9", "ANTHROPIC_LOG": "debug"}
    hostile |= {
        "ANTHROPIC_CUSTOM_HEADERS": "x-leak: 1",
        "ANTHROPIC_API_KEY": "wrong",
        "HTTPS_PROXY": "http://127.0.0.1:9",
    }
    before = dict(os.environ)
    os.environ.update(hostile)
    channel = egress_channel(SECRET)
    yield channel
    channel.close()
    os.environ.clear()
    os.environ.update(before)


class Caller:
    """Clears and sends prompts to one server."""

    def __init__(self, channel: Channel, server: ClaudeServer) -> None:
        self.switches = Switches(Settings(cloud_address=server.address))
        self.gate = make_gate(WordScanner(), self.switches, SECRET)
        self.key: str | None = "sk-test"
        self.model = ClaudeModel(channel, lambda: self.key, self.gate.admit)

    def clear(self) -> ClearedPrompt:
        return self.gate.clear(self.gate.review(HELLO), Choice.SEND, HERE)

    def send(self, cleared: ClearedPrompt | None = None) -> tuple[str, Finished]:
        *pieces, last = self.model.stream(cleared or self.clear(), CancelToken())
        assert isinstance(last, Finished)
        return "".join(piece.text for piece in pieces if isinstance(piece, Delta)), last


@pytest.fixture
def caller(channel: Channel, server: ClaudeServer) -> Caller:
    return Caller(channel, server)


def test_a_cleared_prompt_streams_back_with_its_usage(caller: Caller) -> None:
    text, last = caller.send()
    assert text == "Wash your hands."
    assert (last.usage.prompt_tokens, last.usage.cached_tokens, last.usage.completion_tokens) == (150, 30, 40)
    assert last.reason is FinishReason.END
    assert last.model == "claude-sonnet-5-5"


def test_the_bytes_that_arrive_are_the_bytes_that_were_cleared(caller: Caller, server: ClaudeServer) -> None:
    cleared = caller.clear()
    caller.send(cleared)
    (received,) = server.received
    assert received.body == cleared.body
    assert hashlib.sha256(received.body).hexdigest() == cleared.ticket.sha256
    assert (received.method, received.path) == ("POST", "/v1/messages")


def test_no_header_leaves_but_those_of_the_ticket_and_the_key(caller: Caller, server: ClaudeServer) -> None:
    caller.send()
    headers = {name.lower(): value for name, value in server.received[0].headers}
    assert set(headers) == {*HEADERS, "host", "content-length", "authorization"}
    assert headers["authorization"] == "Bearer sk-test"
    assert {name: headers[name] for name in HEADERS} == HEADERS


def test_a_ticket_works_once(caller: Caller, server: ClaudeServer) -> None:
    cleared = caller.clear()
    caller.send(cleared)
    with pytest.raises(StaysHere, match="used before"):
        caller.send(cleared)
    assert len(server.received) == 1


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"sha256": "0" * 64}, "not written by the gate"),
        ({"url": "https://api.example.com/v1/messages"}, "not written by the gate"),
        ({"expires": 1.0}, "not written by the gate"),
    ],
)
def test_a_ticket_that_was_changed_sends_nothing(
    channel: Channel, caller: Caller, server: ClaudeServer, change: dict[str, object], reason: str
) -> None:
    cleared = caller.clear()
    params = {"ticket": replace(cleared.ticket, **change).as_params(), "key": "sk-test"}
    with pytest.raises(StaysHere, match=reason):
        channel.call("stream", params, cleared.body, timeout_s=30)
    assert server.received == []


def test_other_bytes_under_a_good_ticket_do_not_leave(channel: Channel, caller: Caller, server: ClaudeServer) -> None:
    cleared = caller.clear()
    params = {"ticket": cleared.ticket.as_params(), "key": "sk-test"}
    with pytest.raises(StaysHere, match="not those that were cleared"):
        channel.call("stream", params, cleared.body + b" ", timeout_s=30)
    assert server.received == []


@pytest.mark.parametrize("url", ["https://api.example.com/v1/messages", "http://api.anthropic.com/v1/messages"])
def test_a_host_off_the_list_is_refused_even_with_a_sealed_ticket(channel: Channel, url: str) -> None:
    ticket = TicketOffice(SECRET).issue("POST", url, HEADERS, b"{}", "rules")
    with pytest.raises(StaysHere, match="not on the list"):
        channel.call("stream", {"ticket": ticket.as_params(), "key": "k"}, b"{}", timeout_s=30)


def test_switches_are_read_once_more_before_the_first_byte(caller: Caller, server: ClaudeServer) -> None:
    cleared = caller.clear()
    caller.switches.on = False
    with pytest.raises(StaysHere):
        caller.send(cleared)
    assert server.received == []


def test_without_a_key_nothing_is_sent(caller: Caller, server: ClaudeServer) -> None:
    caller.key = None
    with pytest.raises(CloudKeyMissing):
        caller.send()
    assert server.received == []


def test_a_redirect_is_not_followed(caller: Caller, server: ClaudeServer) -> None:
    with claude_server() as elsewhere:
        server.status, server.location = 307, f"{elsewhere.address}/v1/messages"
        with pytest.raises(CloudFailed, match="redirect"):
            caller.send()
        assert elsewhere.received == []


@pytest.mark.parametrize(
    ("status", "kind"),
    [(401, CloudKeyRefused), (403, CloudKeyRefused), (429, CloudBusy), (529, CloudBusy), (400, CloudFailed)],
)
def test_errors_are_sentences_and_nothing_is_sent_twice(
    caller: Caller, server: ClaudeServer, status: int, kind: type[AppError]
) -> None:
    server.status = status
    with pytest.raises(kind) as raised:
        caller.send()
    assert "words of the server" not in str(raised.value)
    assert len(server.received) == 1


def test_a_stream_that_is_cut_is_marked(caller: Caller, server: ClaudeServer) -> None:
    server.cut = True
    text, last = caller.send()
    assert text == "Wash your hands."
    assert last.reason is FinishReason.CUT_OFF


def test_a_refusal_of_the_model_is_marked(caller: Caller, server: ClaudeServer) -> None:
    server.stop_reason = "refusal"
    assert caller.send()[1].reason is FinishReason.REFUSED


def test_stopping_ends_a_silent_stream_soon(caller: Caller, server: ClaudeServer) -> None:
    server.pause_s = 20.0
    cancel, seen = CancelToken(), []
    began = time.monotonic()
    for event in caller.model.stream(caller.clear(), cancel):
        seen.append(event)
        cancel.cancel()
    assert seen[0] == Delta("Wash ")
    assert isinstance(seen[-1], Finished)
    assert seen[-1].reason is FinishReason.STOPPED
    assert time.monotonic() - began < 10


def test_a_stop_before_the_first_byte_sends_nothing(caller: Caller, server: ClaudeServer) -> None:
    cancel = CancelToken()
    cancel.cancel()
    (end,) = caller.model.stream(caller.clear(), cancel)
    assert isinstance(end, Finished)
    assert end.reason is FinishReason.STOPPED
    assert server.received == []


def test_a_turn_that_waits_is_asked_about_its_switch_when_its_turn_comes(caller: Caller, server: ClaudeServer) -> None:
    server.pause_s = 0.3
    first = caller.model.stream(caller.clear(), CancelToken())
    assert next(first) == Delta("Wash ")
    refusals: list[AppError] = []

    def second() -> None:
        try:
            caller.send()
        except StaysHere as error:
            refusals.append(error)

    waiting = threading.Thread(target=second)
    waiting.start()
    time.sleep(0.2)
    caller.switches.on = False
    list(first)
    waiting.join(20)
    assert len(refusals) == 1
    assert len(server.received) == 1


def test_a_cloud_that_does_not_answer_a_stop_is_ended_behind_its_launcher(
    channel: Channel, caller: Caller, server: ClaudeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    launchers = [pid for pid, command in children_of(os.getpid()).items() if "process.launcher" in command]
    server.pause_s = 5.0
    stream = caller.model.stream(caller.clear(), CancelToken())
    assert next(stream) == Delta("Wash ")
    monkeypatch.setattr("desktop.process.channel.PATIENCE_S", 0.0)
    stream.close()
    monkeypatch.undo()
    server.pause_s = 0.0
    assert caller.send()[0] == "Wash your hands."
    now = [pid for pid, command in children_of(os.getpid()).items() if "process.launcher" in command]
    assert now == launchers


def test_a_server_that_is_gone_is_a_sentence(caller: Caller) -> None:
    caller.switches.settings = Settings(cloud_address="http://127.0.0.1:9")
    with pytest.raises(CloudUnreachable):
        caller.send()


def test_a_killed_egress_process_is_started_again(channel: Channel, caller: Caller, server: ClaudeServer) -> None:
    server.pause_s = 5.0
    stream = caller.model.stream(caller.clear(), CancelToken())
    assert next(stream) == Delta("Wash ")
    _kill_egress_child()
    with pytest.raises(ChildDied):
        list(stream)
    server.pause_s = 0.0
    assert caller.send()[0] == "Wash your hands."


def _kill_egress_child() -> None:
    launchers = [pid for pid, command in children_of(os.getpid()).items() if "process.launcher" in command]
    victims = [pid for launcher in launchers for pid, command in children_of(launcher).items() if "egress" in command]
    assert victims
    for pid in victims:
        os.kill(pid, signal.SIGKILL)


def test_the_price_is_the_list_price() -> None:
    cost = cloud_cost("claude-sonnet-5-5", Usage(1000, 100, 1, 2, cached_tokens=500))
    assert cost is not None
    # 500 x $2 + 500 x $0.10 + 100 x $10, each per million
    assert cost.amount == 2050
    assert cloud_cost("a-model-nobody-knows", Usage(1, 1, 1, 1)) is None

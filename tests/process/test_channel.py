"""The channel against a real child: answers, streams, cancels, times out, survives deaths, keeps secrets."""

import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.core.chat import CancelToken
from desktop.core.errors import ChildDied, FileEmpty, NotIsolated, TimedOut
from desktop.process.channel import Channel, ChildBug, Event, Result, child_environment
from desktop.process.sandbox import Isolation, require


class EchoChannel(Channel):
    """A channel to the child of these tests, which is not part of the package."""

    def __init__(self) -> None:
        super().__init__("tests.process.echo_child", "echo")
        # Isolated mode leaves the working folder out of the path; the installed package is found all the same.
        self._command = [self._command[0], "-I", str(Path(__file__).with_name("echo_child.py"))]


@pytest.fixture(scope="module")
def channel() -> Iterator[Channel]:
    channel = EchoChannel()
    yield channel
    channel.close()


def test_values_and_bytes_come_back(channel: Channel) -> None:
    result = channel.call("echo", {"a": [1, "é", None]}, b"\0\xff" * 1000, timeout_s=20)
    assert result == Result({"a": [1, "é", None]}, b"\0\xff" * 1000)


def test_events_come_in_order_and_the_result_is_last(channel: Channel) -> None:
    answers = list(channel.stream("count", {"to": 5}, cancel=CancelToken()))
    assert answers == [*(Event(n, b"") for n in range(5)), Result({"stopped_at": None}, b"")]


def test_a_cancelled_stream_ends_with_a_result(channel: Channel) -> None:
    cancel = CancelToken()
    for answer in channel.stream("count", {"to": 100_000}, cancel=cancel):
        if isinstance(answer, Event) and answer.value == 3:
            cancel.cancel()
    assert isinstance(answer, Result)
    assert 3 < answer.value["stopped_at"] < 100_000


def test_a_stream_that_is_left_does_not_disturb_the_next_call(channel: Channel) -> None:
    stream = channel.stream("count", {"to": 100_000}, cancel=CancelToken())
    next(stream)
    stream.close()
    assert channel.call("echo", {"x": 1}, timeout_s=20).value == {"x": 1}


def test_an_error_of_the_child_arrives_as_itself(channel: Channel) -> None:
    with pytest.raises(FileEmpty) as raised:
        channel.call("fail", timeout_s=20)
    assert (raised.value.what, raised.value.remedy) == ("It is empty.", "Choose another.")


def test_a_bug_tells_its_place_and_not_its_words(channel: Channel) -> None:
    with pytest.raises(ChildBug) as raised:
        channel.call("bug", timeout_s=20)
    assert "KeyError" in str(raised.value)
    assert "echo_child.py" in str(raised.value)
    assert "patient" not in str(raised.value)


def test_what_a_library_prints_does_not_reach_the_frames(channel: Channel) -> None:
    assert channel.call("noise", timeout_s=20).value == "quiet"


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGSEGV, signal.SIGABRT])
def test_a_child_that_dies_is_started_again(channel: Channel, number: signal.Signals) -> None:
    with pytest.raises(ChildDied):
        channel.call("die", {"signal": int(number)}, timeout_s=20)
    assert channel.call("echo", {"again": True}, timeout_s=20).value == {"again": True}


def test_a_child_that_hangs_is_ended(channel: Channel) -> None:
    with pytest.raises(TimedOut):
        channel.call("sleep", {"seconds": 60}, timeout_s=0.3)
    assert channel.call("echo", {}, timeout_s=20).value == {}


def test_a_child_that_does_not_hear_a_stop_is_ended(channel: Channel, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("desktop.process.channel.PATIENCE_S", 0.3)
    cancel = CancelToken()
    threading.Timer(0.2, cancel.cancel).start()
    with pytest.raises(TimedOut):
        list(channel.stream("sleep", {"seconds": 60}, cancel=cancel))
    assert channel.call("echo", {}, timeout_s=20).value == {}


def test_what_is_cancelled_before_its_turn_is_not_sent(channel: Channel) -> None:
    cancel = CancelToken()
    cancel.cancel()
    assert list(channel.stream("echo", {}, cancel=cancel)) == []
    first = channel.stream("count", {"to": 100_000}, cancel=CancelToken())
    next(first)
    waiting: list[object] = []
    late = CancelToken()
    thread = threading.Thread(target=lambda: waiting.append(list(channel.stream("echo", {}, cancel=late))))
    thread.start()
    late.cancel()
    thread.join(5)
    assert waiting == [[]]
    first.close()


def test_leave_is_asked_for_when_the_turn_has_come(channel: Channel) -> None:
    first = channel.stream("count", {"to": 100_000}, cancel=CancelToken())
    next(first)
    asked, refusals = threading.Event(), []

    def permit() -> None:
        asked.set()
        raise FileEmpty("Not now.")

    def second() -> None:
        try:
            list(channel.stream("echo", {}, cancel=CancelToken(), permit=permit))
        except FileEmpty as error:
            refusals.append(error)

    thread = threading.Thread(target=second)
    thread.start()
    assert not asked.wait(0.2)
    first.close()
    thread.join(10)
    assert asked.is_set()
    assert len(refusals) == 1
    assert channel.call("echo", {"free": 1}, timeout_s=20).value == {"free": 1}


def test_callers_on_several_threads_wait_for_each_other(channel: Channel) -> None:
    answers: list[object] = []
    threads = [
        threading.Thread(target=lambda n=n: answers.append(channel.call("echo", {"n": n}, timeout_s=30).value["n"]))
        for n in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == list(range(8))


def test_closing_while_a_call_runs_fails_that_call() -> None:
    channel = EchoChannel()
    channel.start()
    errors: list[Exception] = []

    def call() -> None:
        try:
            channel.call("sleep", {"seconds": 60}, timeout_s=60)
        except ChildDied as error:
            errors.append(error)

    thread = threading.Thread(target=call)
    thread.start()
    time.sleep(0.3)
    channel.close()
    thread.join(10)
    assert len(errors) == 1


def test_the_child_proves_its_lock_before_it_answers(channel: Channel) -> None:
    channel.start()
    isolation = channel.isolation
    assert isolation is not None
    assert isolation.verified
    assert "seccomp" in isolation.layers
    assert set(isolation.attempts.values()) <= {"EPERM", "EACCES", "ENOSYS"}
    assert len(isolation.attempts) == 11


def test_the_child_reads_what_it_may_and_writes_nothing(channel: Channel, tmp_path: Path) -> None:
    secret = tmp_path / "notes.txt"
    secret.write_text("private")
    assert channel.call("read", {"path": __file__}, timeout_s=20).value > 100
    for method, path in (("read", str(secret)), ("read", "/etc/passwd"), ("write", str(tmp_path / "new"))):
        with pytest.raises(ChildBug, match="PermissionError"):
            channel.call(method, {"path": path}, timeout_s=20)
    assert list(tmp_path.iterdir()) == [secret]


def test_the_child_gets_no_environment_but_what_it_needs(channel: Channel, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_SECRET_ACCESS_KEY", "HTTPS_PROXY", "DBUS_SESSION_BUS_ADDRESS", "ANTHROPIC_API_KEY", "HOME"):
        monkeypatch.setenv(name, "x")
    fresh = EchoChannel()
    try:
        seen = set(fresh.call("environment", timeout_s=20).value)
    finally:
        fresh.close()
    assert seen <= {*child_environment(), "LC_CTYPE"}
    assert not seen & {"HOME", "HTTPS_PROXY", "AWS_SECRET_ACCESS_KEY", "ANTHROPIC_API_KEY"}


@pytest.mark.parametrize(
    ("isolation", "accepted", "used"),
    [
        (Isolation(True, ("seccomp",), (), {"tcp": "EPERM"}), False, True),
        (Isolation(False, (), ("no verified lock on darwin",), {}), False, False),
        (Isolation(False, (), ("no verified lock on darwin",), {}), True, True),
        # A lock that was tried and failed is never accepted.
        (Isolation(False, (), ("seccomp: off",), {"tcp": "open"}), True, False),
    ],
)
def test_who_may_use_an_unverified_child(isolation: Isolation, accepted: bool, used: bool) -> None:
    if used:
        require(isolation, accept_unverified=accepted)
    else:
        with pytest.raises(NotIsolated):
            require(isolation, accept_unverified=accepted)


def test_a_child_without_its_lock_is_refused() -> None:
    channel = EchoChannel()
    # What a mutation that skips the lock would do: the child runs, and its self-test finds the ways open.
    script = (
        "import sys; sys.path.insert(0, sys.argv[1]); import desktop.process.sandbox as s;"
        "s._close = lambda readable, writable: (['seccomp'], []);"
        "import runpy; runpy.run_path(sys.argv[2], run_name='__main__')"
    )
    root = str(Path(__file__).parents[2])
    channel._command = [channel._command[0], "-c", script, root, str(Path(__file__).with_name("echo_child.py"))]
    with pytest.raises(NotIsolated):
        channel.call("echo", {}, timeout_s=20)

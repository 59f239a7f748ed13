from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.bridge.turns import Turn
from desktop.core.chat import CancelToken, ConversationId, Route
from desktop.core.errors import AppError, ChildDied
from desktop.core.privacy import ScanReport, Verdict
from desktop.core.turn import Choice, Review, Said, TurnEvent

HERE = ConversationId(1)
REPORT = ScanReport(Verdict.CLEARED, (), (), "clinical", 1, 1, "test")
REVIEW = Review(Route.CLOUD, REPORT, b"{}", "https://api.anthropic.com/v1/messages", "claude")


class Script:
    """A chat service that does what a test tells it to."""

    def __init__(
        self, play: Callable[[Callable[[Review], Choice], Callable[[TurnEvent], None], CancelToken], None]
    ) -> None:
        self.play = play

    def run_turn(
        self,
        conversation: ConversationId,
        text: str,
        *,
        ask: Callable[[Review], Choice],
        emit: Callable[[TurnEvent], None],
        cancel: CancelToken,
    ) -> None:
        self.play(ask, emit, cancel)


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(1) as made:
        yield made


def test_two_hundred_pieces_come_in_batches_in_order(
    qtbot: QtBot, qapp: QApplication, pool: ThreadPoolExecutor
) -> None:
    batches: list[list[TurnEvent]] = []
    turn = Turn(HERE)
    turn.came.connect(batches.append)

    def play(ask: object, emit: Callable[[TurnEvent], None], cancel: CancelToken) -> None:
        for number in range(200):
            emit(Said(f"{number} "))

    with qtbot.waitSignal(turn.ended) as ended:
        turn.start(pool, Script(play), "hello")
    assert ended.args == [None]
    said = "".join(event.text for batch in batches for event in batch if isinstance(event, Said))
    assert said == "".join(f"{number} " for number in range(200))
    assert len(batches) < 20


def test_the_question_is_asked_on_the_ui_thread(qtbot: QtBot, qapp: QApplication, pool: ThreadPoolExecutor) -> None:
    asked_on: list[threading.Thread] = []
    choices: list[Choice] = []
    turn = Turn(HERE)

    def answer(review: Review, reply: Callable[[Choice], None]) -> None:
        asked_on.append(threading.current_thread())
        reply(Choice.SEND)
        reply(Choice.CANCEL)  # a second answer changes nothing

    turn.asked.connect(answer)

    def play(ask: Callable[[Review], Choice], emit: object, cancel: CancelToken) -> None:
        choices.append(ask(REVIEW))

    with qtbot.waitSignal(turn.ended):
        turn.start(pool, Script(play), "hello")
    assert asked_on == [threading.main_thread()]
    assert choices == [Choice.SEND]


def test_stopping_answers_a_question_with_cancel(qtbot: QtBot, qapp: QApplication, pool: ThreadPoolExecutor) -> None:
    choices: list[Choice] = []
    turn = Turn(HERE)
    turn.asked.connect(lambda review, reply: turn.stop())

    def play(ask: Callable[[Review], Choice], emit: object, cancel: CancelToken) -> None:
        choices.append(ask(REVIEW))
        choices.append(ask(REVIEW))
        assert cancel.cancelled

    with qtbot.waitSignal(turn.ended) as ended:
        turn.start(pool, Script(play), "hello")
    assert ended.args == [None]
    assert choices == [Choice.CANCEL, Choice.CANCEL]


@pytest.mark.parametrize("error", [ChildDied("The model stopped.", "Ask again."), ValueError("a secret")])
def test_an_error_ends_the_turn_after_all_it_said(
    qtbot: QtBot, qapp: QApplication, pool: ThreadPoolExecutor, error: Exception
) -> None:
    order: list[object] = []
    turn = Turn(HERE)
    turn.came.connect(order.append)
    turn.ended.connect(order.append)

    def play(ask: object, emit: Callable[[TurnEvent], None], cancel: CancelToken) -> None:
        emit(Said("half"))
        raise error

    with qtbot.waitSignal(turn.ended):
        turn.start(pool, Script(play), "hello")
    assert order[0] == [Said("half")]
    assert isinstance(order[1], AppError)
    assert "secret" not in str(order[1])

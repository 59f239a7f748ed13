from __future__ import annotations

from datetime import UTC, datetime

import pytest

from desktop.core.chat import ConversationId, FinishReason, Message, MessageId, Role, Route, Usage
from desktop.core.cost import local_cost
from desktop.ui.words import capitalise, describe_answer, describe_details, describe_type, format_energy, format_seconds


@pytest.mark.parametrize(
    ("milliseconds", "words"),
    [(0, "0.0 s"), (410, "0.4 s"), (59_900, "59.9 s"), (59_960, "1 min 0 s"), (72_000, "1 min 12 s")],
)
def test_durations(milliseconds: int, words: str) -> None:
    assert format_seconds(milliseconds) == words


def test_small_energies_are_not_rounded_to_nothing() -> None:
    assert format_energy(0.004) == "0.004 Wh"
    assert format_energy(0.24) == "0.2 Wh"


def test_types_are_words() -> None:
    assert capitalise(describe_type("DATE_OF_BIRTH")) == "Date of birth"
    assert capitalise(describe_type("US_SSN")) == "US SSN"
    assert capitalise(describe_type("ID")) == "ID"


def answer(reason: FinishReason) -> Message:
    usage = Usage(1912, 418, 410, 7600, 1800)
    cost = local_cost(7600, 110, 0.19)
    now = datetime.now(UTC)
    return Message(
        MessageId(1), ConversationId(1), Role.ASSISTANT, "x", now, Route.LOCAL, "Qwen3.5 9B", reason, usage, cost
    )


def test_a_meta_line_says_all_that_an_answer_took() -> None:
    words = [text for _, text in describe_answer(answer(FinishReason.END))]
    assert words == ["Qwen3.5 9B", "0.4 s to first word", "7.6 s", "418 tokens", "58 per second", "$0.00", "0.2 Wh"]
    assert describe_answer(answer(FinishReason.CUT_OFF))[0] == ("state", "cut off")


def test_the_details_name_every_number_and_how_it_is_known() -> None:
    details = dict(describe_details(answer(FinishReason.END)))
    assert details["Tokens"] == "1,912 read, 418 written, 1,800 kept from before"
    assert "estimated: 110 W" in details["Cost"]

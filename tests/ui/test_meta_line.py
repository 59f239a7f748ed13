from __future__ import annotations

from datetime import UTC, datetime

from pytestqt.qtbot import QtBot

from desktop.core.chat import ConversationId, FinishReason, Message, MessageId, Role, Route, Usage
from desktop.core.cost import local_cost
from desktop.ui.meta_line import MetaLine
from desktop.ui.theme import Look


def answer() -> Message:
    usage, cost, now = Usage(1912, 418, 410, 7600), local_cost(7600, 110, 0.19), datetime.now(UTC)
    reason, model = FinishReason.END, "A model with quite a long name"
    return Message(MessageId(1), ConversationId(1), Role.ASSISTANT, "x", now, Route.LOCAL, model, reason, usage, cost)


def shown(line: MetaLine) -> list[str]:
    return [name for name, label in line._parts if label.isVisibleTo(line)]


def test_a_narrow_line_gives_up_numbers_and_never_the_first_word(qtbot: QtBot, look: Look) -> None:
    line = MetaLine(look)
    qtbot.addWidget(line)
    line.show()
    line.complete(answer())
    line.resize(1000, 24)
    whole = ["model", "first", "total", "tokens", "speed", "cost", "energy"]
    assert shown(line) == whole
    counts = []
    for width in range(1000, 200, -20):
        line.resize(width, 24)
        counts.append(len(shown(line)))
        assert "first" in shown(line)
        assert shown(line) == [name for name in whole if name in shown(line)]
    assert counts == sorted(counts, reverse=True) or counts[-1] == 1
    assert "A model with quite a long name" in line._route.toolTip()
    line.resize(1000, 24)
    assert shown(line) == whole


def test_live_numbers_count_tokens_here_and_seconds_there(qtbot: QtBot, look: Look) -> None:
    line = MetaLine(look)
    qtbot.addWidget(line)
    line.start(Route.LOCAL)
    line.count_reading(512, 2048)
    assert line.text == "Answering on this computer  Read 512 of 2,048 tokens"
    line.count_pieces(3)
    assert line.text.endswith("3 tokens")
    line.start(Route.CLOUD)
    line.count_pieces(3)
    assert "token" not in line.text
    assert line.text.startswith("Claude is answering")

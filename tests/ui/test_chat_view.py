from __future__ import annotations

from datetime import UTC, datetime

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.core.chat import (
    Attachment,
    ConversationId,
    FinishReason,
    Message,
    MessageId,
    Role,
    Route,
    Usage,
)
from desktop.core.cost import local_cost
from desktop.core.evidence import DocumentId
from desktop.ui.buttons import Chip
from desktop.ui.chat_view import LIVE, ChatView
from desktop.ui.theme import Look

TEXT = "A paragraph of an answer that is long enough to need more than one line in a column of 760 pixels. " * 3


def message(number: int, attachments: tuple[Attachment, ...] = ()) -> Message:
    role = Role.USER if number % 2 == 0 else Role.ASSISTANT
    route = None if role is Role.USER else Route.LOCAL
    text = f"number {number}. {TEXT}"
    return Message(
        MessageId(number),
        ConversationId(1),
        role,
        text,
        datetime.now(UTC),
        route,
        "Test model",
        FinishReason.END,
        Usage(100, 40, 300, 2300),
        local_cost(2300, 45, 0.2),
        attachments=attachments,
    )


@pytest.fixture
def chat(qtbot: QtBot, look: Look) -> ChatView:
    view = ChatView(look)
    qtbot.addWidget(view)
    view.resize(900, 700)
    view.show()
    return view


def settle(qtbot: QtBot, chat: ChatView) -> None:
    qtbot.waitUntil(lambda: not chat._idle.isActive())
    QApplication.processEvents()


def numbers(chat: ChatView) -> list[int]:
    return [int(view.body.source.split()[1].rstrip(".")) for view in chat.views]


def test_two_thousand_messages_are_few_widgets(qtbot: QtBot, chat: ChatView) -> None:
    chat.show_messages([message(number) for number in range(2000)])
    settle(qtbot, chat)
    bar = chat.verticalScrollBar()
    assert bar.value() == bar.maximum() > 0
    assert numbers(chat)[-1] == 1999
    assert len(chat.views) <= LIVE
    for _ in range(60):
        bar.setValue(bar.value() - 900)
        settle(qtbot, chat)
        shown = numbers(chat)
        assert shown == list(range(shown[0], shown[0] + len(shown)))
        assert len(shown) <= LIVE
    assert numbers(chat)[0] < 1900
    assert chat._newest.isVisible()
    chat.go_to_newest()
    settle(qtbot, chat)
    assert numbers(chat)[-1] == 1999
    assert bar.value() == bar.maximum()
    assert not chat._newest.isVisible()


def test_the_way_back_down_meets_every_message(qtbot: QtBot, chat: ChatView) -> None:
    chat.show_messages([message(number) for number in range(200)])
    settle(qtbot, chat)
    bar = chat.verticalScrollBar()
    while numbers(chat)[0] > 0:
        bar.setValue(0)
        settle(qtbot, chat)
    seen: set[int] = set()
    for _ in range(400):
        seen.update(numbers(chat))
        bar.setValue(bar.value() + 500)
        settle(qtbot, chat)
        if numbers(chat)[-1] == 199 and bar.value() == bar.maximum():
            break
    seen.update(numbers(chat))
    assert seen == set(range(200))


def test_what_is_read_stays_in_its_place_while_older_messages_are_made(qtbot: QtBot, chat: ChatView) -> None:
    chat.show_messages([message(number) for number in range(300)])
    settle(qtbot, chat)
    bar = chat.verticalScrollBar()
    bar.setValue(600)
    reading = chat._anchor()
    assert reading is not None
    place = reading.y() - bar.value()
    before = numbers(chat)[0]
    settle(qtbot, chat)
    assert numbers(chat)[0] < before
    assert reading in chat.views
    assert abs((reading.y() - bar.value()) - place) <= 2


def test_a_growing_answer_is_followed_only_from_the_end(qtbot: QtBot, chat: ChatView) -> None:
    chat.show_messages([message(number) for number in range(30)])
    settle(qtbot, chat)
    bar = chat.verticalScrollBar()
    live = chat.start_answer()
    live.start(Route.LOCAL)
    for _ in range(20):
        live.body.feed(TEXT + "\n\n")
        live.body.flush()
        QApplication.processEvents()
    assert bar.value() == bar.maximum()
    bar.setValue(bar.maximum() - 400)
    place = bar.value()
    for _ in range(10):
        live.body.feed(TEXT + "\n\n")
        live.body.flush()
        QApplication.processEvents()
    assert bar.value() == place
    assert chat._newest.isVisible()


def test_an_answer_becomes_a_message(qtbot: QtBot, chat: ChatView) -> None:
    chat.show_messages([message(0)])
    live = chat.start_answer()
    live.start(Route.LOCAL)
    live.body.feed("half")
    chat.complete_answer(message(1))
    assert chat.live is None
    assert numbers(chat) == [0, 1]
    assert live.meta.text.startswith("This computer  Test model  0.3 s to first word  2.3 s  40 tokens  20 per second")


def test_files_are_named_where_they_change(qtbot: QtBot, chat: ChatView) -> None:
    one = (Attachment(DocumentId(1), "a.pdf", 1),)
    two = (*one, Attachment(DocumentId(2), "b.pdf", 2))
    chat.show_messages([message(0, one), message(1), message(2, one), message(3), message(4, two)])
    settle(qtbot, chat)
    chips = [[chip.text() for chip in view.findChildren(Chip)] for view in chat.views]
    assert chips == [["a.pdf, 1 page"], [], [], [], ["a.pdf, 1 page", "b.pdf, 2 pages"]]

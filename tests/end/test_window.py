"""One person's way through the window, with everything real but the internet."""

import json
from pathlib import Path

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desktop.core.chat import FinishReason, Role, Route
from desktop.ui.clearance import ClearanceSheet
from desktop.ui.dialogs import ConsentSheet
from desktop.ui.head import CloudState
from desktop.ui.sheet import GUARD_MS
from tests.end.conftest import Running
from tests.fakes.claude_server import ClaudeServer

HARMLESS = "Which steps does good hand washing have?"
PRIVATE = "Write a letter to Robin Sample, record 00418273, born 12 March 1950, about the atrial fibrillation."


def ask(app: Running, qtbot: QtBot, text: str) -> None:
    draft = app.window.chat.composer.draft
    qtbot.keyClicks(draft, text)
    qtbot.keyClick(draft, Qt.Key.Key_Return)


def attach(app: Running, path: Path) -> None:
    chat = app.window.chat
    chat.files_given.emit([path])
    app.wait(lambda: path.name in chat.head.file_words or chat.notices.texts)


def sheet(app: Running) -> ClearanceSheet | None:
    found = [one for one in app.window.findChildren(ClearanceSheet) if one.isVisible()]
    return found[0] if found else None


def idle(app: Running) -> bool:
    return app.window.desk is not None and app.window.desk.running is None


def switch_claude_on(app: Running, qtbot: QtBot) -> None:
    desk = app.window.desk
    assert desk is not None
    desk.toggle_cloud()
    app.wait(lambda: app.window.findChildren(ConsentSheet))
    (consent,) = app.window.findChildren(ConsentSheet)
    qtbot.wait(GUARD_MS + 50)
    qtbot.mouseClick(consent.turn_on, Qt.MouseButton.LeftButton)
    app.wait(lambda: app.window.chat.head.cloud is CloudState.ON)


def test_a_document_is_asked_about_and_the_answer_cites_its_page(app: Running, qtbot: QtBot, demo: Path) -> None:
    attach(app, demo)
    assert app.window.chat.notices.texts == []
    ask(app, qtbot, "Which anticoagulant was started?")
    chat = app.window.chat.chat
    pieces: set[int] = set()

    def ended() -> bool:
        if chat.live is not None:
            pieces.add(len(chat.live.body.source))
        return bool(chat.rows) and chat.rows[-1].role is Role.ASSISTANT and idle(app)

    app.wait(ended)
    assert len(pieces - {0}) > 1, "the answer came in one piece"
    answer = chat.rows[-1]
    assert (answer.route, answer.reason) == (Route.LOCAL, FinishReason.END)
    assert "pixaban" in answer.text
    assert [(citation.name, citation.page) for citation in answer.citations] == [(demo.name, 2)]
    assert answer.citations[0].boxes
    assert answer.usage is not None
    assert answer.usage.completion_tokens > 3
    meta = chat.views[-1].meta.text
    assert all(part in meta for part in ("This computer", "SmolLM2", "first word", "tokens", "$0.00"))


def test_an_answer_can_be_stopped_and_the_chat_survives_a_restart(app: Running, qtbot: QtBot) -> None:
    ask(app, qtbot, "Write a long story about a dragon and a castle.")
    chat = app.window.chat.chat
    app.wait(lambda: chat.live is not None and len(chat.live.body.source) > 10)
    qtbot.keyClick(app.window, Qt.Key.Key_Escape)
    app.wait(lambda: idle(app) and chat.rows and chat.rows[-1].role is Role.ASSISTANT)
    stopped = chat.rows[-1]
    assert stopped.reason is FinishReason.STOPPED
    assert len(stopped.text) > 5
    app.close()
    app.start()
    again = app.window.chat.chat
    app.wait(lambda: len(again.rows) == 2)
    assert again.rows[-1].text == stopped.text
    assert again.rows[0].text.startswith("Write a long")
    assert app.window.chat.head.title.text().startswith("Write a long")


def test_what_is_private_stays_and_what_is_harmless_arrives_as_shown(
    app: Running, qtbot: QtBot, server: ClaudeServer
) -> None:
    assert app.window.chat.head.cloud is CloudState.OFF
    app.house.credentials.set("sk-ant-test")
    switch_claude_on(app, qtbot)

    ask(app, qtbot, PRIVATE)
    app.wait(lambda: sheet(app))
    blocked = sheet(app)
    assert blocked is not None
    assert blocked.send is None
    assert {finding.type for finding in blocked.review.report.findings} >= {"PERSON", "MEDICAL_RECORD_NUMBER"}
    qtbot.wait(GUARD_MS + 50)
    qtbot.mouseClick(blocked.keep, Qt.MouseButton.LeftButton)
    app.wait(lambda: idle(app))
    assert server.received == []
    assert app.window.chat.chat.rows[-1].route is Route.LOCAL

    # The same conversation now holds the private text, so that nothing of it may leave either.
    ask(app, qtbot, HARMLESS)
    app.wait(lambda: sheet(app))
    still = sheet(app)
    assert still is not None
    assert still.send is None
    qtbot.keyClick(still, Qt.Key.Key_Escape)
    app.wait(lambda: idle(app))
    assert server.received == []

    desk = app.window.desk
    assert desk is not None
    desk.new_conversation()
    assert app.window.chat.head.cloud is CloudState.OFF
    desk.toggle_cloud()
    app.wait(lambda: app.window.chat.head.cloud is CloudState.ON)
    ask(app, qtbot, HARMLESS)
    app.wait(lambda: sheet(app))
    cleared = sheet(app)
    assert cleared is not None
    assert cleared.send is not None
    shown = cleared.review.body
    qtbot.wait(GUARD_MS + 50)
    qtbot.mouseClick(cleared.send, Qt.MouseButton.LeftButton)
    app.wait(lambda: idle(app))
    (received,) = server.received
    assert received.body == shown
    assert json.loads(received.body)["messages"] == [{"role": "user", "content": HARMLESS}]
    answer = app.window.chat.chat.rows[-1]
    assert (answer.text, answer.route) == ("Wash your hands.", Route.CLOUD)
    assert answer.cost is not None
    # 120 x $2 + 30 x $0.10 + 40 x $10, each per million
    assert answer.cost.amount == 643
    app.wait(lambda: "1 send" in app.window.chat.sidebar.sends_text)


def test_without_a_key_nothing_is_sent_and_the_way_to_add_one_is_shown(
    app: Running, qtbot: QtBot, server: ClaudeServer
) -> None:
    app.house.credentials.remove()
    desk = app.window.desk
    assert desk is not None
    desk.toggle_cloud()
    app.wait(lambda: app.window.chat.notices.texts)
    assert "There is no key for Claude" in app.window.chat.notices.texts[0]
    assert app.window.chat.head.cloud is CloudState.OFF
    assert server.received == []


def test_a_file_that_cannot_be_read_is_a_sentence_and_the_draft_stays(
    app: Running, qtbot: QtBot, demo: Path, tmp_path: Path
) -> None:
    qtbot.keyClicks(app.window.chat.composer.draft, "my draft")
    broken = tmp_path / "broken.pdf"
    broken.write_bytes(demo.read_bytes()[:2000])
    app.window.chat.files_given.emit([broken])
    app.wait(lambda: app.window.chat.notices.texts)
    assert "broken.pdf" in app.window.chat.notices.texts[0]
    assert app.window.chat.composer.draft.text == "my draft"


def test_a_question_waits_for_a_file_that_is_still_being_read(app: Running, qtbot: QtBot, demo: Path) -> None:
    qtbot.keyClicks(app.window.chat.composer.draft, "Which anticoagulant was started?")
    app.window.chat.files_given.emit([demo])
    app.wait(lambda: app.window.desk is not None and app.window.desk.current is not None)
    qtbot.keyClick(app.window.chat.composer.draft, Qt.Key.Key_Return)
    assert "still being read" in app.window.chat.notices.texts[0]
    assert app.window.chat.composer.draft.text == "Which anticoagulant was started?"
    app.wait(lambda: app.window.chat.head.file_words)

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLineEdit, QTextEdit, QWidget
from pytestqt.qtbot import QtBot

from desktop.core.chat import ConversationId, FinishReason, Role, Route
from desktop.core.errors import ChildDied, DatabaseDamaged, KeyringLocked, KeyringMissing, KeyWrong
from desktop.core.evidence import Citation, DocumentId
from desktop.core.settings import Theme
from desktop.core.turn import Choice
from desktop.ui.buttons import Button, Kind
from desktop.ui.clearance import ClearanceSheet
from desktop.ui.dialogs import AskSheet, ConsentSheet, LinkSheet
from desktop.ui.head import CloudState
from desktop.ui.message import AnswerView, MineView
from desktop.ui.sheet import GUARD_MS, Sheet
from desktop.ui.theme import Look
from desktop.ui.tokens import load_tokens
from desktop.ui.window import MainWindow
from desktop.ui.words import name_period
from tests.ui.house import NAME, House, Opener


def sheet_of(window: MainWindow, kind: type[Sheet]) -> Sheet | None:
    return next((sheet for sheet in window.findChildren(kind) if sheet.isVisible()), None)


def wait_sheet(qtbot: QtBot, window: MainWindow, kind: type[Sheet]) -> Sheet:
    qtbot.waitUntil(lambda: sheet_of(window, kind) is not None)
    found = sheet_of(window, kind)
    assert found is not None
    return found


def ask(qtbot: QtBot, window: MainWindow, text: str) -> None:
    qtbot.keyClicks(window.chat.composer.draft, text)
    qtbot.keyClick(window.chat.composer.draft, Qt.Key.Key_Return)


def wait_idle(qtbot: QtBot, window: MainWindow) -> None:
    desk = window.desk
    assert desk is not None
    qtbot.waitUntil(lambda: desk.running is None)
    qtbot.wait(30)


def bodies(window: MainWindow) -> list[str]:
    return [view.body.source for view in window.chat.chat.views]


def turn_on(qtbot: QtBot, window: MainWindow) -> None:
    window.chat.head.switch.click()
    sheet = wait_sheet(qtbot, window, ConsentSheet)
    qtbot.wait(GUARD_MS + 20)
    next(button for button in sheet.findChildren(Button) if button.text() == "Turn on").click()
    qtbot.waitUntil(lambda: window.chat.head.cloud is CloudState.ON)


def test_ask_and_answer_in_a_new_conversation(qtbot: QtBot, window: MainWindow, house: House) -> None:
    ask(qtbot, window, "Does it work?")
    wait_idle(qtbot, window)
    assert bodies(window) == ["Does it work?", "Yes, it does."]
    assert window.chat.composer.draft.text == ""
    mine, answer = window.chat.chat.views
    assert isinstance(mine, MineView)
    assert isinstance(answer, AnswerView)
    assert answer.meta.text.startswith("This computer  Test model  0.4 s to first word  7.6 s  2 tokens")
    assert answer.accessibleName().startswith("Answer from this computer, ")
    assert len(house.library.rows) == 1
    assert window.chat.sidebar.list.rows.rowCount() == 2


def test_tokens_arrive_and_stop_keeps_what_came(qtbot: QtBot, window: MainWindow, house: House) -> None:
    house.chat.go = threading.Semaphore(0)
    house.chat.pieces = ["one ", "two ", "three "]
    ask(qtbot, window, "Count")
    qtbot.waitUntil(lambda: window.chat.chat.live is not None)
    house.chat.go.release()
    qtbot.waitUntil(lambda: window.chat.chat.live.body.source == "one ")
    assert "1 token" in window.chat.chat.live.meta.text
    assert not window.chat.composer.send.isEnabled()
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    wait_idle(qtbot, window)
    assert bodies(window) == ["Count", "one "]
    assert "stopped" in window.chat.chat.views[-1].meta.text
    assert window.chat.chat.live is None


def test_a_look_at_another_conversation_loses_nothing(qtbot: QtBot, window: MainWindow, house: House) -> None:
    other = house.library.add("Other")
    house.library.put(other.id, Role.USER, "Old question")
    house.chat.go = threading.Semaphore(0)
    house.chat.pieces = ["one ", "two ", "three"]
    ask(qtbot, window, "Count")
    house.chat.go.release()
    qtbot.waitUntil(lambda: window.chat.chat.live is not None and window.chat.chat.live.body.source == "one ")
    asked = window.desk.current
    window.desk.open_conversation(other)
    qtbot.waitUntil(lambda: bodies(window) == ["Old question"])
    assert window.chat.chat.live is None
    house.chat.go.release()
    qtbot.wait(80)
    assert bodies(window) == ["Old question"]
    window.desk.open_conversation(asked)
    qtbot.waitUntil(lambda: window.chat.chat.live is not None)
    assert window.chat.chat.live.body.source == "one two "
    house.chat.go.release()
    wait_idle(qtbot, window)
    assert bodies(window) == ["Count", "one two three"]


def test_drafts_stay_with_their_conversation(qtbot: QtBot, window: MainWindow, house: House) -> None:
    one, two = house.library.add("One"), house.library.add("Two")
    window.desk.open_conversation(one)
    qtbot.keyClicks(window.chat.composer.draft, "half a thought")
    window.desk.open_conversation(two)
    assert window.chat.composer.draft.text == ""
    window.desk.open_conversation(one)
    assert window.chat.composer.draft.text == "half a thought"


def test_blocked_text_stays_here_and_is_answered_here(qtbot: QtBot, window: MainWindow, house: House) -> None:
    turn_on(qtbot, window)
    ask(qtbot, window, f"Write to {NAME}")
    sheet = wait_sheet(qtbot, window, ClearanceSheet)
    assert isinstance(sheet, ClearanceSheet)
    assert sheet.send is None
    qtbot.wait(GUARD_MS + 20)
    sheet.keep.click()
    wait_idle(qtbot, window)
    assert house.chat.choices == [Choice.KEEP_LOCAL]
    assert house.chat.sent == []
    assert bodies(window)[-1] == "Yes, it does."
    assert window.chat.chat.views[-1].meta.text.startswith("This computer")


def test_cleared_text_goes_to_claude(qtbot: QtBot, window: MainWindow, house: House) -> None:
    turn_on(qtbot, window)
    ask(qtbot, window, "What is a fast rate?")
    sheet = wait_sheet(qtbot, window, ClearanceSheet)
    assert isinstance(sheet, ClearanceSheet)
    assert sheet.send is not None
    qtbot.wait(GUARD_MS + 20)
    sheet.send.click()
    wait_idle(qtbot, window)
    assert house.chat.choices == [Choice.SEND]
    assert window.chat.chat.views[-1].meta.text.startswith("Claude  Test model")
    assert "$0.0041" in window.chat.chat.views[-1].meta.text


def test_cancel_keeps_the_question_and_says_so(qtbot: QtBot, window: MainWindow, house: House) -> None:
    turn_on(qtbot, window)
    ask(qtbot, window, f"Write to {NAME}")
    sheet = wait_sheet(qtbot, window, ClearanceSheet)
    qtbot.keyClick(sheet, Qt.Key.Key_Escape)
    wait_idle(qtbot, window)
    assert house.chat.choices == [Choice.CANCEL]
    assert bodies(window) == [f"Write to {NAME}"]
    assert window.chat.notices.texts == ["Nothing was sent. A name identifies a person."]


def test_closing_the_window_sends_nothing(qtbot: QtBot, window: MainWindow, house: House) -> None:
    turn_on(qtbot, window)
    ask(qtbot, window, "What is a fast rate?")
    wait_sheet(qtbot, window, ClearanceSheet)
    window.close()
    qtbot.waitUntil(lambda: house.chat.choices == [Choice.CANCEL])
    assert house.chat.sent == []


def test_shortcuts_do_not_reach_behind_a_sheet(qtbot: QtBot, window: MainWindow, house: House) -> None:
    ask(qtbot, window, "first")
    wait_idle(qtbot, window)
    turn_on(qtbot, window)
    ask(qtbot, window, "second")
    wait_sheet(qtbot, window, ClearanceSheet)
    current = window.desk.current
    qtbot.keyClick(window, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    assert window.desk.current is current


def test_claude_needs_a_key(qtbot: QtBot, window: MainWindow, house: House) -> None:
    house.credentials.key = ""
    window.chat.head.switch.click()
    qtbot.waitUntil(lambda: bool(window.chat.notices.texts))
    assert "There is no key for Claude" in window.chat.notices.texts[0]
    assert window.chat.head.cloud is CloudState.OFF
    assert not window.chat.head.switch.isChecked()
    next(button for button in window.chat.notices.findChildren(Button) if button.text() == "Add key").click()
    assert window.stack.currentWidget() is window.settings


def test_a_locked_cloud_says_why(qtbot: QtBot, build: Callable[[Opener], MainWindow], house: House) -> None:
    house.preferences.set("cloud_allowed", False)
    house.preferences.locked = frozenset({"cloud_allowed"})
    house.preferences.managed_by = "Northfield Clinic IT"
    window = build(Opener(house))
    window.open_services()
    qtbot.waitUntil(lambda: window.desk is not None)
    assert window.chat.head.cloud is CloudState.LOCKED
    assert not window.chat.head.switch.isEnabled()
    assert window.chat.head.switch.toolTip() == "Northfield Clinic IT has set this."
    window.desk.toggle_cloud()
    assert sheet_of(window, ConsentSheet) is None
    window.show_page("Settings")
    assert not window.settings._cloud.isEnabled()


@pytest.mark.parametrize("error", [ChildDied("The model stopped.", "Ask again."), ValueError("secret words")])
def test_a_failed_answer_is_said_and_nothing_is_lost(
    qtbot: QtBot, window: MainWindow, house: House, error: Exception
) -> None:
    house.chat.error = error
    ask(qtbot, window, "Does it work?")
    wait_idle(qtbot, window)
    qtbot.waitUntil(lambda: bool(window.chat.notices.texts))
    assert bodies(window) == ["Does it work?"]
    assert "secret" not in window.chat.notices.texts[0]
    house.chat.error = None
    next(button for button in window.chat.notices.findChildren(Button) if button.text() == "Ask again").click()
    wait_idle(qtbot, window)
    assert bodies(window)[-1] == "Yes, it does."
    assert window.chat.notices.texts == []


def test_files_are_attached_one_after_the_other(qtbot: QtBot, window: MainWindow, house: House, tmp_path: Path) -> None:
    empty = tmp_path / "empty.txt"
    empty.touch()
    window.chat.files_given.emit([Path("a.pdf"), empty, Path("b.pdf")])
    qtbot.waitUntil(lambda: len(window.desk._files.documents) == 2)
    assert [info.name for info in window.desk._files.documents] == ["a.pdf", "b.pdf"]
    assert "empty.txt holds no text." in window.chat.notices.texts[0]
    assert window.chat.head.files.whole == "2 files, 8 pages"
    ask(qtbot, window, "What is in them?")
    wait_idle(qtbot, window)
    assert len(house.library.said[ConversationId(1)][0].attachments) == 2


def test_a_password_is_asked_for_until_it_fits(qtbot: QtBot, window: MainWindow) -> None:
    window.chat.files_given.emit([Path("secret.pdf")])
    sheet = wait_sheet(qtbot, window, AskSheet)
    assert isinstance(sheet, AskSheet)
    assert sheet.field.echoMode() is QLineEdit.EchoMode.Password
    qtbot.keyClicks(sheet.field, "wrong")
    qtbot.keyClick(sheet.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: sheet_of(window, AskSheet) not in {None, sheet})
    again = sheet_of(window, AskSheet)
    assert isinstance(again, AskSheet)
    qtbot.keyClicks(again.field, "open sesame")
    qtbot.keyClick(again.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: len(window.desk._files.documents) == 1)


def test_a_file_without_its_password_is_left_out(qtbot: QtBot, window: MainWindow) -> None:
    window.chat.files_given.emit([Path("secret.pdf"), Path("b.pdf")])
    sheet = wait_sheet(qtbot, window, AskSheet)
    qtbot.keyClick(sheet, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: [info.name for info in window.desk._files.documents] == ["b.pdf"])


def test_a_citation_opens_its_page(qtbot: QtBot, window: MainWindow, house: House) -> None:
    row = house.library.add("Cited")
    house.collections.attach(row.id, Path("summary.pdf"))
    text = "It began in March. It ended in May."
    citations = (
        Citation(DocumentId(1), "summary.pdf", 2, 0, 9, "March", 0, 18),
        Citation(DocumentId(1), "summary.pdf", 3, 0, 9, "May", 19, len(text)),
    )
    house.library.put(row.id, Role.ASSISTANT, text, route=Route.LOCAL, reason=FinishReason.END, citations=citations)
    window.desk.open_conversation(row)
    qtbot.waitUntil(lambda: bool(window.chat.chat.views) and bool(window.desk._files.documents))
    assert not window.chat.pane.isVisible()
    window.chat.chat.views[0].body.cited.emit(2)
    assert window.chat.pane.isVisible()
    assert window.chat.pane.page == 3
    assert window.chat.pane._page_words.text() == "Page 3 of 4"
    qtbot.waitUntil(lambda: not window.chat.pane._sheet._image.isNull())
    window.chat.pane._up.click()
    assert window.chat.pane.page == 2
    assert not window.chat.pane._up.isEnabled()
    qtbot.keyClick(window, Qt.Key.Key_J, Qt.KeyboardModifier.ControlModifier)
    assert not window.chat.pane.isVisible()


def test_a_link_shows_its_whole_address_and_opens_nothing(
    qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[object] = []
    monkeypatch.setattr("PySide6.QtGui.QDesktopServices.openUrl", opened.append)
    window.chat.chat.link_asked.emit("https://example.org/\u202emoc.elpmaxe")
    sheet = wait_sheet(qtbot, window, LinkSheet)
    (field,) = sheet.findChildren(QLineEdit)
    assert field.text() == "https://example.org/\ufffdmoc.elpmaxe"
    qtbot.keyClick(sheet, Qt.Key.Key_Escape)
    assert opened == []


def test_a_delete_can_be_undone(qtbot: QtBot, window: MainWindow, house: House) -> None:
    row = house.library.add("Precious")
    window.desk.open_conversation(row)
    window.chat.head.delete_asked.emit()
    assert window.desk.current is None
    bar = window.desk._undo
    assert bar is not None
    bar.undo.click()
    assert window.desk.current == row
    assert row.id in house.library.rows
    window.chat.head.delete_asked.emit()
    window.close()
    qtbot.waitUntil(lambda: row.id not in house.library.rows)


def test_search_filters_and_comes_back(qtbot: QtBot, window: MainWindow, house: House) -> None:
    house.library.add("Apples")
    house.library.add("Pears", days=1)
    window.desk._refresh()
    rows = window.chat.sidebar.list.rows
    qtbot.waitUntil(lambda: rows.rowCount() == 4)
    assert [rows.index(at).data() for at in range(4)] == ["Today", "Apples", "Yesterday", "Pears"]
    qtbot.keyClicks(window.chat.sidebar.search, "pear")
    qtbot.waitUntil(lambda: rows.rowCount() == 1)
    assert rows.index(0).data() == "Pears"
    window.chat.sidebar.search.clear()
    qtbot.waitUntil(lambda: rows.rowCount() == 4)


def test_a_conversation_can_be_renamed(qtbot: QtBot, window: MainWindow, house: House) -> None:
    row = house.library.add("Old")
    window.desk.open_conversation(row)
    window.chat.head.rename_asked.emit()
    sheet = wait_sheet(qtbot, window, AskSheet)
    assert isinstance(sheet, AskSheet)
    sheet.field.setText("New")
    qtbot.keyClick(sheet.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.chat.head.title.whole == "New")


def test_settings_change_what_they_say(qtbot: QtBot, window: MainWindow, house: House, look: Look) -> None:
    window.show_page("Settings")
    qtbot.waitUntil(window.settings._remove.isVisible)
    window.settings._theme.activated.emit(list(Theme).index(Theme.DARK))
    qtbot.waitUntil(lambda: look.dark)
    assert house.preferences.settings.theme is Theme.DARK
    window.settings._theme.activated.emit(list(Theme).index(Theme.LIGHT))
    qtbot.waitUntil(lambda: not look.dark)
    window.settings._remove.click()
    qtbot.waitUntil(lambda: house.credentials.key == "")
    window.settings._key.setText("sk-new")
    window.settings._save.click()
    qtbot.waitUntil(lambda: house.credentials.key == "sk-new")
    assert window.settings._key.text() == ""
    window.settings._cloud.click()
    qtbot.waitUntil(lambda: window.chat.head.cloud is CloudState.LOCKED)


def test_a_refused_setting_says_so(qtbot: QtBot, window: MainWindow, house: House) -> None:
    window.show_page("Settings")
    house.preferences.locked = frozenset({"cloud_model"})
    window.settings._cloud_model.setText("claude-other")
    window.settings._cloud_model.editingFinished.emit()
    qtbot.waitUntil(lambda: bool(window.settings.notices.texts))
    assert window.settings._cloud_model.text() == house.preferences.settings.cloud_model


def test_a_narrow_window_folds_its_sides(qtbot: QtBot, window: MainWindow) -> None:
    window.resize(900, 600)
    assert not window.chat.sidebar.isVisible()
    assert window.rail.width() == 56
    qtbot.keyClick(window, Qt.Key.Key_B, Qt.KeyboardModifier.ControlModifier)
    assert window.chat.sidebar.isVisible()
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    assert not window.chat.sidebar.isVisible()
    window.resize(1440, 900)
    assert window.chat.sidebar.isVisible()
    assert (window.minimumWidth(), window.minimumHeight()) == (900, 600)


def test_every_control_has_a_name(qtbot: QtBot, window: MainWindow, house: House) -> None:
    ask(qtbot, window, "Does it work?")
    wait_idle(qtbot, window)
    controls = [
        one
        for one in window.findChildren(QWidget)
        if isinstance(one, QAbstractButton | QLineEdit | QTextEdit | QComboBox) and one.objectName() != "qt_spinbox"
    ]
    nameless = []
    for one in controls:
        interface = QAccessible.queryAccessibleInterface(one)
        name = interface.text(QAccessible.Text.Name) if interface is not None else ""
        inner = type(one).__module__.startswith("PySide6") or type(one).__name__ == "QLineEditIconButton"
        if not name and not inner:
            nameless.append(one)
    assert controls
    assert nameless == []


def test_green_is_the_only_filled_choice_beside_claude(window: MainWindow) -> None:
    filled = [button for button in window.chat.findChildren(Button) if button.kind in {Kind.DEFAULT, Kind.LEAVES}]
    assert [button.text() for button in filled] == ["Send"]


# before the database is open


def test_a_keyring_that_is_missing_asks_for_a_passphrase(
    qtbot: QtBot, build: Callable[[Opener], MainWindow], house: House
) -> None:
    opener = Opener(house, passphrase="right", new=False)
    window = build(opener)
    window.open_services()
    qtbot.waitUntil(lambda: window.unlock.state == "asking")
    opener.errors = [KeyWrong("This passphrase does not open it.", "Try again.")]
    qtbot.keyClicks(window.unlock.first, "wrong")
    qtbot.keyClick(window.unlock.first, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "does not open it" in window.unlock._problem.text())
    assert window.unlock.first.text() == ""
    qtbot.keyClicks(window.unlock.first, "right")
    qtbot.keyClick(window.unlock.first, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.desk is not None)
    assert opener.opened_with == ["right"]


def test_a_new_passphrase_is_typed_twice_and_long(
    qtbot: QtBot, build: Callable[[Opener], MainWindow], house: House
) -> None:
    opener = Opener(house, passphrase="x", new=True)
    window = build(opener)
    window.open_services()
    qtbot.waitUntil(lambda: window.unlock.state == "asking")
    unlock = window.unlock
    unlock.first.setText("short")
    unlock._open.click()
    assert "at least 12" in unlock._problem.text()
    unlock.first.setText("four words make it")
    unlock._second.setText("four words break it")
    unlock._open.click()
    assert "not the same" in unlock._problem.text()
    assert opener.opened_with == []
    unlock._second.setText("four words make it")
    unlock._open.click()
    qtbot.waitUntil(lambda: window.desk is not None)
    assert opener.opened_with == ["four words make it"]


def test_a_locked_keyring_can_be_tried_again(qtbot: QtBot, build: Callable[[Opener], MainWindow], house: House) -> None:
    opener = Opener(house)
    opener.errors = [KeyringLocked("The keyring is locked.", "Unlock it.")]
    window = build(opener)
    window.open_services()
    qtbot.waitUntil(lambda: window.unlock.state == "failed")
    assert window.unlock._again.isVisible()
    window.unlock.again.emit()
    qtbot.waitUntil(lambda: window.desk is not None)


@pytest.mark.parametrize(
    "error", [DatabaseDamaged("It is damaged.", "Restore it."), KeyringMissing("None.", "Add one.")]
)
def test_what_cannot_be_opened_says_why(
    qtbot: QtBot, build: Callable[[Opener], MainWindow], house: House, error: DatabaseDamaged | KeyringMissing
) -> None:
    opener = Opener(house)
    opener.errors = [error]
    window = build(opener)
    window.open_services()
    qtbot.waitUntil(lambda: window.unlock.state == "failed")
    assert window.unlock._what.text() == error.what
    assert window.unlock._again.isVisible() is isinstance(error, KeyringMissing)
    assert not window.rail.isVisible()


def test_a_keyring_that_never_answers_leaves_a_way_out(
    qtbot: QtBot, build: Callable[[Opener], MainWindow], house: House
) -> None:
    opener = Opener(house)
    opener.hang = 0.4
    window = build(opener)
    window.unlock._patience.setInterval(50)
    window.open_services()
    assert window.unlock.state == "quiet"
    qtbot.waitUntil(lambda: window.unlock.state == "waiting")
    quits = [one for one in window.unlock.findChildren(Button) if one.text() == "Quit" and one.isVisible()]
    assert len(quits) == 1
    qtbot.waitUntil(lambda: window.desk is not None)


# looks


def test_every_look_is_worn(qtbot: QtBot, window: MainWindow, look: Look) -> None:
    grounds = {}
    for theme in (Theme.DARK, Theme.HIGH_CONTRAST, Theme.LIGHT):
        look.choose(theme)
        QApplication.processEvents()
        grounds[theme] = window.chat.head.grab().toImage().pixelColor(300, 4).name().upper()
    tokens = load_tokens()
    assert grounds == {theme: tokens[theme.value].canvas.upper() for theme in grounds}


def test_no_colour_outside_the_token_file() -> None:
    import re

    folder = Path(__file__).resolve().parents[2] / "desktop" / "ui"
    hits = [
        path.name for path in folder.glob("*.py") if re.search(r"[\"'`( ]#[0-9a-fA-F]{3,8}\b", path.read_text("utf-8"))
    ]
    assert hits == []


def test_periods_of_the_sidebar() -> None:
    now = datetime.now().astimezone()
    today = now.date()
    names = [name_period(now - timedelta(days=days), today) for days in (0, 1, 3, 7, 8, 400)]
    assert names == ["Today", "Yesterday", "Last week", "Last week", "Older", "Older"]


def test_the_first_frame_loads_nothing_heavy() -> None:
    heavy = "presidio_analyzer anthropic llama_cpp numpy onnxruntime pypdfium2 pygments sqlcipher3 spacy keyring"
    code = (
        "import sys, desktop.ui.run\n"
        f"found = [name for name in '{heavy}'.split() if name in sys.modules]\n"
        "sys.exit(','.join(found) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr.strip()) == (0, "")

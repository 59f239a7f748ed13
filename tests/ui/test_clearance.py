from __future__ import annotations

import json

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from desktop.core.chat import Route
from desktop.core.privacy import Category, Finding, ScanReport, Verdict
from desktop.core.turn import Choice, Review
from desktop.ui.clearance import ClearanceSheet
from desktop.ui.outgoing import digest_of, group_findings, read_texts
from desktop.ui.segments import Segments
from desktop.ui.sheet import GUARD_MS
from desktop.ui.theme import Look
from tests.ui.house import NAME, digest, scan

URL = "https://api.anthropic.com/v1/messages"


def review(text: str, system: str = "Answer well.") -> Review:
    body = json.dumps({"model": "m", "system": system, "messages": [{"role": "user", "content": text}]}).encode()
    return Review(Route.CLOUD, scan((system, text)), body, URL, "claude-sonnet-5-5")


@pytest.fixture
def ground(qtbot: QtBot) -> QWidget:
    widget = QWidget()
    qtbot.addWidget(widget)
    widget.resize(1440, 900)
    widget.show()
    return widget


def open_sheet(look: Look, ground: QWidget, text: str) -> tuple[ClearanceSheet, list[Choice]]:
    sheet = ClearanceSheet(look, ground, review(text))
    choices: list[Choice] = []
    sheet.decided.connect(choices.append)
    return sheet, choices


def words(sheet: ClearanceSheet) -> str:
    return "\n".join(label.text() for label in sheet.findChildren(QLabel))


def test_enter_decides_nothing_at_first_and_keeps_local_later(qtbot: QtBot, look: Look, ground: QWidget) -> None:
    sheet, choices = open_sheet(look, ground, "harmless")
    assert sheet.guarded
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
        qtbot.keyClick(sheet.keep, key)
    assert choices == []
    qtbot.wait(GUARD_MS + 20)
    qtbot.keyClick(sheet.keep, Qt.Key.Key_Return)
    assert choices == [Choice.KEEP_LOCAL]


def test_escape_sends_nothing(qtbot: QtBot, look: Look, ground: QWidget) -> None:
    sheet, choices = open_sheet(look, ground, "harmless")
    qtbot.keyClick(sheet, Qt.Key.Key_Escape)
    assert choices == [Choice.CANCEL]


def test_a_sheet_that_is_closed_from_outside_sends_nothing(look: Look, ground: QWidget) -> None:
    sheet, choices = open_sheet(look, ground, "harmless")
    sheet.leave()
    sheet.leave()
    assert choices == [Choice.CANCEL]


def test_what_is_cleared_can_be_sent_by_hand(qtbot: QtBot, look: Look, ground: QWidget) -> None:
    sheet, choices = open_sheet(look, ground, "harmless")
    assert sheet.send is not None
    sheet.send.click()  # too early: a click that was meant for something else
    assert choices == []
    qtbot.wait(GUARD_MS + 20)
    sheet.send.click()
    assert choices == [Choice.SEND]


def test_what_is_blocked_cannot_be_sent(look: Look, ground: QWidget) -> None:
    sheet, _ = open_sheet(look, ground, f"Write to {NAME}")
    assert sheet.send is None
    assert not [one for one in sheet.findChildren(QWidget) if "Send" in one.accessibleName()]
    assert NAME in words(sheet)
    assert "A name identifies a person." in words(sheet)
    assert "1 name is in it" in words(sheet)


def test_the_focus_is_on_keep_local_and_tab_stays_inside(qtbot: QtBot, look: Look, ground: QWidget) -> None:
    sheet, _ = open_sheet(look, ground, "harmless")
    ground.activateWindow()
    assert sheet.focusWidget() is sheet.keep
    for _ in range(12):
        sheet.focusNextPrevChild(True)
        focused = sheet.focusWidget()
        assert focused is not None
        assert sheet.isAncestorOf(focused)


def test_the_exact_bytes_are_shown_with_their_digest(look: Look, ground: QWidget) -> None:
    sheet, _ = open_sheet(look, ground, "harmless é")
    body = review("harmless é").body
    assert digest(body) == digest_of(body).replace(" ", "")
    assert digest_of(body) in words(sheet)
    assert f"{len(body)} bytes" in words(sheet)
    assert f"POST {URL}" in words(sheet)
    (text,) = sheet.findChildren(QPlainTextEdit)
    assert "harmless é" in text.toPlainText()
    sheet.findChildren(Segments)[0].chosen.emit(1)
    assert text.toPlainText().encode() == body


def test_a_narrow_window_shows_the_bytes_below(qtbot: QtBot, look: Look, ground: QWidget) -> None:
    ground.resize(900, 600)
    sheet, _ = open_sheet(look, ground, "harmless")
    QApplication.processEvents()
    assert sheet.width() <= 852
    assert sheet.findChildren(QPlainTextEdit)
    assert sheet.keep.mapTo(ground, sheet.keep.rect().bottomRight()).y() < ground.height()


def test_findings_stand_with_their_words() -> None:
    groups = group_findings(review(f"Write to {NAME}", system=f"You know {NAME}."))
    ((head, shown),) = groups
    assert (head, [(one.words, one.times) for one in shown]) == ("Names", [(NAME, 2)])


@pytest.mark.parametrize("body", [b"", b"[]", b"\xff", b'{"messages": 3}', b'{"messages": [{"content": [1]}]}', b'"x"'])
def test_a_strange_body_is_shown_and_breaks_nothing(look: Look, ground: QWidget, body: bytes) -> None:
    finding = Finding("PERSON", Category.PERSON, 0, 4, 0.9, "test", 3)
    report = ScanReport(Verdict.BLOCKED, (finding,), ("Why.",), "clinical", 4, 1, "v")
    sheet = ClearanceSheet(look, ground, Review(Route.CLOUD, report, body, URL, "m"))
    assert "Person, 90% sure" in words(sheet)
    assert all(isinstance(text, str) for text in read_texts(body))
    sheet.leave()

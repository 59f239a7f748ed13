from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, Qt, QUrl
from pytestqt.qtbot import QtBot

from desktop.core.evidence import DocumentId, DocumentInfo, DocumentStatus
from desktop.core.privacy import Category, Finding
from desktop.ui.buttons import Kind
from desktop.ui.composer import Composer
from desktop.ui.draft import MOST_LINES, utf16_offsets
from desktop.ui.head import CloudState
from desktop.ui.theme import SIZES, Look, Type
from tests.ui.house import NAME, scan

LINE = SIZES[Type.READING][1]


@pytest.fixture
def composer(qtbot: QtBot, look: Look) -> Composer:
    made = Composer(look)
    qtbot.addWidget(made)
    made.resize(760, 160)
    made.show()
    return made


def test_enter_sends_and_shift_enter_does_not(qtbot: QtBot, composer: Composer) -> None:
    sent: list[str] = []
    composer.send_asked.connect(sent.append)
    qtbot.keyClicks(composer.draft, "one")
    qtbot.keyClick(composer.draft, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClicks(composer.draft, "two")
    assert sent == []
    qtbot.keyClick(composer.draft, Qt.Key.Key_Return)
    assert sent == ["one\ntwo"]
    assert composer.draft.text == "one\ntwo"


def test_nothing_is_sent_when_there_is_nothing_or_something_under_way(qtbot: QtBot, composer: Composer) -> None:
    sent: list[str] = []
    composer.send_asked.connect(sent.append)
    qtbot.keyClicks(composer.draft, "  ")
    qtbot.keyClick(composer.draft, Qt.Key.Key_Return)
    assert not composer.send.isEnabled()
    qtbot.keyClicks(composer.draft, "words")
    assert composer.send.isEnabled()
    composer.show_busy(busy=True)
    qtbot.keyClick(composer.draft, Qt.Key.Key_Return)
    assert sent == []
    assert not composer.send.isEnabled()


def test_it_grows_from_two_lines_to_ten(qtbot: QtBot, composer: Composer) -> None:
    heights = []
    for lines in (1, 2, 5, 10, 30):
        composer.draft.set_text("\n".join("x" for _ in range(lines)))
        heights.append(composer.draft.height() // LINE)
    assert heights == [2, 2, 5, MOST_LINES, MOST_LINES]


def test_a_paste_is_plain_text(qtbot: QtBot, composer: Composer) -> None:
    data = QMimeData()
    data.setHtml("<b>bold</b><img src='file:///etc/hostname.png'>")
    data.setText("bold")
    composer.draft.insertFromMimeData(data)
    assert composer.draft.toPlainText() == "bold"
    assert "<img" not in composer.draft.toHtml()


def test_dropped_files_are_attachments(qtbot: QtBot, composer: Composer, tmp_path: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(tmp_path / "a.pdf")), QUrl("https://example.org/b.pdf")])
    with qtbot.waitSignal(composer.files_given) as signal:
        composer.draft.insertFromMimeData(data)
    assert signal.args == [[tmp_path / "a.pdf"]]
    assert composer.draft.text == ""


def test_the_button_says_review_and_is_violet_when_claude_is_on(composer: Composer) -> None:
    composer.show_cloud(CloudState.ON)
    assert (composer.send.text(), composer.send.kind) == ("Review", Kind.LEAVES)
    assert composer.where.accessibleName() == "Claude, after review"
    composer.show_cloud(CloudState.LOCKED)
    assert (composer.send.text(), composer.send.kind) == ("Send", Kind.DEFAULT)
    assert composer.where.accessibleName() == "This computer"


def test_findings_are_counted_and_underlined(qtbot: QtBot, composer: Composer) -> None:
    text = f"Write to {NAME} today"
    qtbot.keyClicks(composer.draft, text)
    with qtbot.waitSignal(composer.scan_asked) as signal:
        pass
    assert signal.args == [text]
    composer.show_report(text, scan((text,)))
    assert composer.what.text() == "1 name"
    assert composer.draft.findings_shown == 1
    assert not composer.draft.document().isUndoAvailable() or composer.draft.toPlainText() == text
    composer.draft.set_text("Write to nobody")
    composer.show_report("Write to nobody", scan(("Write to nobody",)))
    assert composer.what.text() == "Nothing found"
    assert composer.draft.findings_shown == 0


def test_a_late_report_about_another_text_is_ignored(qtbot: QtBot, composer: Composer) -> None:
    qtbot.keyClicks(composer.draft, "something else")
    composer.show_report(NAME, scan((NAME,)))
    assert composer.draft.findings_shown == 0


def test_a_failed_scan_is_never_shown_as_nothing_found(qtbot: QtBot, composer: Composer) -> None:
    qtbot.keyClicks(composer.draft, "words")
    composer.show_report("words", None)
    assert composer.what.text() == "Not scanned, stays here"


def test_offsets_count_wide_characters_twice() -> None:
    text = "😀😀 Robin"
    found = Finding("PERSON", Category.PERSON, 3, 8, 1.0, "test")
    (shown,) = utf16_offsets(text, (found,))
    assert (shown.start, shown.end) == (5, 10)


def test_an_attached_file_can_be_taken_away(qtbot: QtBot, composer: Composer) -> None:
    info = DocumentInfo(DocumentId(7), "/x/a.pdf", "a.pdf", DocumentStatus.READ, 2, 3, 100)
    composer.show_documents((info,))
    from desktop.ui.buttons import IconButton

    (cross,) = [one for one in composer.findChildren(IconButton) if one.accessibleName() == "Remove a.pdf"]
    with qtbot.waitSignal(composer.detach_asked) as signal:
        cross.click()
    assert signal.args == [7]

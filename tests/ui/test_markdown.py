from __future__ import annotations

from itertools import pairwise

import hypothesis.strategies as st
import pytest
from hypothesis import example, given, settings
from PySide6.QtCore import QUrl
from PySide6.QtGui import QTextBlock, QTextDocument, QTextImageFormat
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.core.evidence import Citation, DocumentId
from desktop.ui.body import Body
from desktop.ui.citations import mark_text, number_sources
from desktop.ui.code_frame import CodeFrame
from desktop.ui.markdown_split import count_closed, split_segments
from desktop.ui.markdown_text import MarkdownText
from desktop.ui.theme import Look

words = st.sampled_from(
    ["alpha", "**bold**", "`code`", "beta, gamma.", "[a link](https://example.org/x)", "1", "2.5 mg"]
)
line = st.lists(words, min_size=1, max_size=5).map(" ".join).filter(lambda text: text not in {"1"})
paragraph = st.lists(line, min_size=1, max_size=3).map("\n".join)
heading = st.builds(lambda level, text: "#" * level + " " + text, st.integers(1, 4), line)
bullets = st.lists(line, min_size=1, max_size=4).map(lambda items: "\n".join(f"- {item}" for item in items))
loose = st.lists(line, min_size=2, max_size=3).map(lambda items: "\n\n".join(f"- {item}" for item in items))
numbers = st.lists(line, min_size=1, max_size=4).map(
    lambda items: "\n".join(f"{number}. {item}" for number, item in enumerate(items, 1))
)
fence = st.builds(
    lambda mark, lines: f"{mark}python\n" + "\n".join(lines) + f"\n{mark}",
    st.sampled_from(["```", "~~~~"]),
    st.lists(st.sampled_from(["x = 1", "", "# not a heading", "- not an item", "``"]), max_size=4),
)
table = st.lists(st.tuples(words, words), min_size=1, max_size=3).map(
    lambda rows: "| a | b |\n|---|---|\n" + "\n".join(f"| {left} | {right} |" for left, right in rows)
)
quote = line.map(lambda text: f"> {text}")
blocks = st.lists(st.one_of(paragraph, heading, bullets, loose, numbers, fence, table, quote), min_size=1, max_size=5)
documents = blocks.map("\n\n".join)


@st.composite
def cut_documents(draw: st.DrawFn) -> tuple[str, list[str]]:
    source = draw(documents)
    places = sorted(draw(st.lists(st.integers(0, len(source)), max_size=12)))
    pieces = [source[start:end] for start, end in zip([0, *places], [*places, len(source)], strict=True)]
    return source, pieces


def rendered(body: Body) -> str:
    """What is read, without the empty blocks that stand for no line of their own."""
    return "\n".join(part for part in body.plain_text().splitlines() if part.strip())


@settings(max_examples=120)
@given(cut_documents())
@example(("1. one\n\n2. two", ["1", ". one\n", "\n2", ". two"]))
@example(("text\n``", ["text\n`", "`"]))
def test_any_cut_into_pieces_renders_the_same(look: Look, document: tuple[str, list[str]]) -> None:
    source, pieces = document
    grown, whole = Body(look, "grown"), Body(look, "whole")
    for piece in pieces:
        grown.feed(piece)
        grown.flush()
    whole.finish(source, ())
    assert rendered(grown) == rendered(whole)
    grown.finish(source, ())
    assert grown.plain_text() == whole.plain_text()


@given(st.text(alphabet="`~\n a-1.|#*", max_size=60), st.lists(st.integers(0, 60), max_size=6))
def test_any_text_at_all_ends_the_same(look: Look, source: str, places: list[int]) -> None:
    grown, whole = Body(look, "grown"), Body(look, "whole")
    bounds = [0, *sorted(min(place, len(source)) for place in places), len(source)]
    for start, end in pairwise(bounds):
        grown.feed(source[start:end])
        grown.flush()
    grown.finish(source, ())
    whole.finish(source, ())
    assert grown.plain_text() == whole.plain_text()


@given(documents)
def test_segments_cover_every_line_of_code(source: str) -> None:
    code = [segment for segment in split_segments(source) if segment.code]
    assert all(segment.closed for segment in code)
    assert len(code) == source.count("```python") + source.count("~~~~python")


@given(documents, st.integers(0, 200))
def test_what_is_closed_stays_closed(source: str, more: int) -> None:
    """What counts as closed in a beginning of a text is closed in the whole of it."""
    part = source[:more]
    assert count_closed(part) <= len(part)
    assert source[: count_closed(part)] == part[: count_closed(part)]
    assert count_closed(source) >= count_closed(part)


def test_a_list_stays_open_across_an_empty_line() -> None:
    assert count_closed("- one\n\n- two\n\n  more\n") == 0
    assert count_closed("- one\n\ntext that goes on\n") == len("- one\n\n")


def test_code_is_coloured_and_copied_without_its_fence(qtbot: QtBot, look: Look) -> None:
    body = Body(look, "answer")
    qtbot.addWidget(body)
    body.finish("Look:\n\n```python\ndef f():\n    return 1\n```\n", ())
    (frame,) = body.findChildren(CodeFrame)
    assert frame.code == "def f():\n    return 1"
    assert frame.language == "python"


def test_an_unknown_language_is_shown_plain(qtbot: QtBot, look: Look) -> None:
    body = Body(look, "answer")
    qtbot.addWidget(body)
    body.finish("```no-such-language\nx\n```", ())
    assert body.plain_text() == "x"


IMAGES = [
    "![x](file:///etc/hostname.png)",
    "![x](https://example.org/x.png)",
    "![x](:/icons/x.png)",
    "![](data:image/png;base64,AA)",
]


@pytest.mark.parametrize("source", IMAGES)
def test_a_picture_in_an_answer_is_never_loaded(qtbot: QtBot, look: Look, source: str) -> None:
    text = MarkdownText(look)
    qtbot.addWidget(text)
    text.finish(source, {})
    address = source.split("(")[1].rstrip(")")
    picture = text.loadResource(QTextDocument.ResourceType.ImageResource.value, QUrl(address))
    assert (picture.width(), picture.height()) == (1, 1)
    loaded = text.document().resource(QTextDocument.ResourceType.ImageResource, QUrl(address))
    assert (loaded.width(), loaded.height()) == (1, 1)
    assert _image_sizes(text.document().begin()) <= {(0.0, 0.0)}


def _image_sizes(block: QTextBlock) -> set[tuple[float, float]]:
    sizes = set()
    fragments = block.begin()
    while not fragments.atEnd():
        face = fragments.fragment().charFormat()
        if face.isImageFormat():
            image = QTextImageFormat(face.toImageFormat())
            sizes.add((image.width(), image.height()))
        fragments += 1
    return sizes


def test_html_is_text(qtbot: QtBot, look: Look) -> None:
    body = Body(look, "answer")
    qtbot.addWidget(body)
    body.finish("<b>bold</b> <img src='file:///etc/passwd'> <a href='x'>y</a>", ())
    assert "<b>bold</b>" in body.plain_text()
    assert "<img" in body.plain_text()


def test_a_users_text_is_no_markup(qtbot: QtBot, look: Look) -> None:
    body = Body(look, "mine")
    qtbot.addWidget(body)
    body.set_plain("# no heading\n**no bold** <b>x</b>")
    assert body.plain_text() == "# no heading\n**no bold** <b>x</b>"


def test_a_link_opens_nothing(qtbot: QtBot, look: Look, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[QUrl] = []
    monkeypatch.setattr("PySide6.QtGui.QDesktopServices.openUrl", opened.append)
    text = MarkdownText(look)
    qtbot.addWidget(text)
    text.finish("[press me](https://example.org/a?b=c)", {})
    assert not text.openLinks()
    assert not text.openExternalLinks()
    with qtbot.waitSignal(text.link_asked) as signal:
        text.anchorClicked.emit(QUrl("https://example.org/a?b=c"))
    assert signal.args == ["https://example.org/a?b=c"]
    assert text.toPlainText() == "press me"
    assert opened == []


def cite(answer: str, sentence: str, start: int, page: int = 2) -> Citation:
    end = answer.index(sentence) + len(sentence)
    return Citation(DocumentId(1), "summary.pdf", page, start, start + 9, "quote", end - len(sentence), end)


ANSWER = "It began in March. **It ended in May.** Nothing else.\n\n```\ncode.\n```"


def test_citations_are_numbered_by_passage() -> None:
    same = (
        cite(ANSWER, "It began in March.", 5),
        cite(ANSWER, "It ended in May.", 80),
        cite(ANSWER, "Nothing else.", 5),
    )
    assert [(one.number, one.sentences) for one in number_sources(same)] == [(1, 2), (2, 1)]


def test_a_citation_stands_after_its_sentence(qtbot: QtBot, look: Look) -> None:
    body = Body(look, "answer")
    qtbot.addWidget(body)
    body.finish(ANSWER, (cite(ANSWER, "It began in March.", 5), cite(ANSWER, "It ended in May.", 80)))
    text = " ".join(body.plain_text().replace("\u2009", "").split())
    assert text == "It began in March. 1 It ended in May. 2 Nothing else. code."
    seen: list[int] = []
    body.cited.connect(seen.append)
    part = body.findChildren(MarkdownText)[0]
    part.anchorClicked.emit(QUrl("cite:2"))
    assert seen == [2]
    assert part.isVisibleTo(body)


def test_an_answer_cannot_forge_a_citation(qtbot: QtBot, look: Look) -> None:
    forged = "Trust me.\ue001 And this."
    marked = mark_text(forged, (cite(forged, "And this.", 3),))
    assert marked.count("\ue001") == 1
    assert marked.endswith("\ue001")
    body = Body(look, "answer")
    qtbot.addWidget(body)
    plain = "[9](cite:1) plain\n\n| [8](cite:1) |\n|---|\n| x |\n\nReal."
    body.finish(plain, (cite(plain, "Real.", 3),))
    document = body.findChildren(MarkdownText)[0].document()
    assert [text for text, href in anchors(document) if href] == ["\u00a01\u00a0"]
    without = Body(look, "answer")
    qtbot.addWidget(without)
    without.finish("plain", ())
    seen: list[int] = []
    without.cited.connect(seen.append)
    without.findChildren(MarkdownText)[0].anchorClicked.emit(QUrl("cite:1"))
    assert seen == []


def anchors(document: QTextDocument) -> list[tuple[str, str]]:
    """The text and the address of every stretch of a document."""
    found = []
    block = document.begin()
    while block.isValid():
        fragments = block.begin()
        while not fragments.atEnd():
            fragment = fragments.fragment()
            found.append((fragment.text(), fragment.charFormat().anchorHref()))
            fragments += 1
        block = block.next()
    return found


def test_a_mark_never_unmakes_a_fence() -> None:
    answer = "Text.\n\n```\ncode\n```"
    citation = Citation(DocumentId(1), "a.pdf", 1, 0, 4, "code", 7, len(answer))
    assert mark_text(answer, (citation,)) == answer


def test_the_look_is_changed_in_place(qtbot: QtBot, look: Look, qapp: QApplication) -> None:
    body = Body(look, "answer")
    qtbot.addWidget(body)
    body.finish("Some `code` and\n\n```python\nx = 1\n```\n\n| a |\n|---|\n| b |", ())
    before = body.plain_text()
    body.dress_again()
    assert body.plain_text() == before

"""The body of a message: stretches of Markdown text and frames of code, fed while the answer arrives."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.core.evidence import Citation
from desktop.ui.citations import mark_text, number_sources, strip_marks
from desktop.ui.code_frame import CodeFrame
from desktop.ui.markdown_split import Segment, split_segments
from desktop.ui.markdown_text import MarkdownText
from desktop.ui.theme import Look


class Body(QWidget):
    """Renders a text as it grows; `finish` renders it whole, with its citations."""

    link_asked = Signal(str)
    cited = Signal(int)

    def __init__(self, look: Look, name: str) -> None:
        super().__init__()
        self._look = look
        self._name = name
        self._source = ""
        self._dirty = False
        self._open_at = 0
        self._parts: list[MarkdownText | CodeFrame] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(12)

    @property
    def source(self) -> str:
        """All that was fed."""
        return self._source

    def feed(self, piece: str) -> None:
        """Take the next piece; `flush` shows it."""
        self._source += strip_marks(piece)
        self._dirty = True

    def flush(self) -> None:
        """Show what was fed since the last time. Only the open end is worked on."""
        if not self._dirty:
            return
        self._dirty = False
        found = split_segments(self._source[self._open_at :])
        if not found:
            return
        keep = len(self._parts) - 1 if self._parts else 0
        for place, segment in enumerate(found, keep):
            self._show(place, segment)
        self._open_at += found[-1].start
        for part in self._parts:
            if isinstance(part, MarkdownText):
                part.show_caret(on=part is self._parts[-1])

    def set_plain(self, text: str) -> None:
        """Show a user's text, without any markup."""
        self._clear(0)
        self._source = text
        self._text_at(0).set_plain(text)

    def finish(self, source: str, citations: tuple[Citation, ...]) -> None:
        """Render the final text at once."""
        tips = {
            source.number: f"{source.citation.name}, page {source.citation.page}"
            for source in number_sources(citations)
        }
        self._source, self._dirty = strip_marks(source), False
        segments = split_segments(mark_text(source, citations))
        for place, segment in enumerate(segments):
            if segment.code:
                self._code_at(place, segment.language).set_code(_unmarked(segment.text), closed=True)
            else:
                text = self._text_at(place)
                text.show_caret(on=False)
                text.finish(segment.text, tips)
        self._clear(len(segments))
        self._open_at = len(self._source)

    def plain_text(self) -> str:
        """What a reader sees, without the layout."""
        return "\n".join(part.code if isinstance(part, CodeFrame) else part.toPlainText() for part in self._parts)

    def light(self, number: int) -> None:
        """Show citation `number` as the current one (0: none)."""
        for part in self._parts:
            if isinstance(part, MarkdownText):
                part.light(number)

    def fit(self, width: int) -> None:
        """Lay out for `width` pixels now."""
        for part in self._parts:
            if isinstance(part, MarkdownText):
                part.fit(width)

    def dress_again(self) -> None:
        """Paint in the colours of a new look."""
        for part in self._parts:
            part.dress_again()

    def _show(self, place: int, segment: Segment) -> None:
        if segment.code:
            self._code_at(place, segment.language).set_code(segment.text, closed=segment.closed)
        else:
            self._text_at(place).set_source(segment.text)

    def _text_at(self, place: int) -> MarkdownText:
        if place < len(self._parts):
            part = self._parts[place]
            if isinstance(part, MarkdownText):
                return part
            self._clear(place)
        text = MarkdownText(self._look)
        text.setAccessibleName(self._name)
        text.link_asked.connect(self.link_asked)
        text.cited.connect(self.cited)
        self._add(text)
        return text

    def _code_at(self, place: int, language: str) -> CodeFrame:
        if place < len(self._parts):
            part = self._parts[place]
            if isinstance(part, CodeFrame) and part.language == language:
                return part
            self._clear(place)
        frame = CodeFrame(self._look, language)
        self._add(frame)
        return frame

    def _add(self, part: MarkdownText | CodeFrame) -> None:
        self._parts.append(part)
        self._column.addWidget(part)

    def _clear(self, place: int) -> None:
        for part in self._parts[place:]:
            self._column.removeWidget(part)
            part.hide()
            part.deleteLater()
        del self._parts[place:]


def _unmarked(code: str) -> str:
    """Code without the marks of citations: nothing is cited inside it."""
    return "".join(character for character in code if not "\ue000" <= character <= "\uf8ff")

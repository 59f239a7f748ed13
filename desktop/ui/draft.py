"""The text field of the composer: two to ten lines, Enter sends, files dropped or pasted become attachments."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from PySide6.QtCore import QMimeData, QPointF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPainterPath, QPaintEvent, QPen, QTextBlockFormat, QTextCursor
from PySide6.QtWidgets import QFrame, QSizePolicy, QTextEdit

from desktop.core.privacy import Finding
from desktop.ui.text_lines import line_percent, x_of
from desktop.ui.theme import SIZES, Look, Type

LEAST_LINES = 2
MOST_LINES = 10


class Draft(QTextEdit):
    """Plain text alone. `sent` is the wish to send; `files_given` carries paths."""

    sent = Signal()
    files_given = Signal(list)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._findings: tuple[Finding, ...] = ()
        self._marks: list[QTextCursor] = []
        self.setAcceptRichText(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setTabChangesFocus(True)
        self.setAccessibleName("Message")
        self.setPlaceholderText("Ask anything. It stays on this computer.")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setAutoFillBackground(False)
        self.document().setDocumentMargin(0)
        self.setFont(look.font(Type.READING))
        self.document().setDefaultFont(look.font(Type.READING))
        self._shape()
        self.document().documentLayout().documentSizeChanged.connect(lambda _: self._fit())
        look.changed.connect(self._underline)
        self._fit()

    @property
    def findings_shown(self) -> int:
        """How many findings are underlined."""
        return len(self._marks)

    @property
    def text(self) -> str:
        """What was typed."""
        return self.toPlainText()

    def setPlainText(self, text: str) -> None:
        """Replace the text, and keep the height of its lines."""
        super().setPlainText(text)
        self._shape()

    def set_text(self, text: str) -> None:
        """Put a kept draft back, with the cursor at its end."""
        self.setPlainText(text)
        self.moveCursor(QTextCursor.MoveOperation.End)

    def show_findings(self, findings: tuple[Finding, ...]) -> None:
        """Underline what was found in the draft as it stands. Touches neither the document nor undo."""
        self._findings = findings
        self._underline()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter sends, Shift+Enter begins a line."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
                self.textCursor().insertBlock()
                self.ensureCursorVisible()
            else:
                self.sent.emit()
            return
        super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the text, and a wave under each finding, line by line."""
        super().paintEvent(event)
        if not self._marks:
            return
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self._look.colour("found_line"), 1.5))
        painter.translate(0, -self.verticalScrollBar().value())
        for mark in self._marks:
            for left, right, y in self._stretches(mark.selectionStart(), mark.selectionEnd()):
                self._paint_wave(painter, left, right, y)
        painter.end()

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        """Take text and local files."""
        return bool(local_files(source)) or source.hasText()

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Attach files; insert anything else as plain text."""
        files = local_files(source)
        if files:
            self.files_given.emit(files)
        elif source.hasText():
            self.insertPlainText(source.text())

    def sizeHint(self) -> QSize:
        """As tall as its lines."""
        return QSize(400, self.height())

    def _shape(self) -> None:
        shape = QTextBlockFormat()
        shape.setLineHeight(
            line_percent(self.font(), Type.READING), QTextBlockFormat.LineHeightTypes.ProportionalHeight.value
        )
        cursor = QTextCursor(self.document())
        cursor.select(QTextCursor.SelectionType.Document)
        cursor.setBlockFormat(shape)
        self.document().clearUndoRedoStacks()

    def _fit(self) -> None:
        line = SIZES[Type.READING][1]
        lines = max(LEAST_LINES, min(MOST_LINES, round(self.document().size().height() / line)))
        scrolls = self.document().size().height() > MOST_LINES * line + 4
        policy = Qt.ScrollBarPolicy.ScrollBarAsNeeded if scrolls else Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        self.setVerticalScrollBarPolicy(policy)
        self.setFixedHeight(lines * line)

    def _underline(self) -> None:
        """Keep a cursor on each finding: cursors move along while the text around them changes."""
        self._marks = []
        length = self.document().characterCount() - 1
        for finding in self._findings:
            if 0 <= finding.start < finding.end <= length:
                cursor = QTextCursor(self.document())
                cursor.setPosition(finding.start)
                cursor.setPosition(finding.end, QTextCursor.MoveMode.KeepAnchor)
                self._marks.append(cursor)
        self.viewport().update()

    def _stretches(self, start: int, end: int) -> Iterator[tuple[float, float, float]]:
        """Left, right and height of the line under the characters from `start` to `end`, one for each line."""
        block = self.document().findBlock(start)
        while block.isValid() and block.position() < end:
            corner = self.document().documentLayout().blockBoundingRect(block).topLeft()
            for number in range(block.layout().lineCount()):
                line = block.layout().lineAt(number)
                first = max(start - block.position(), line.textStart())
                last = min(end - block.position(), line.textStart() + line.textLength())
                if first < last:
                    y = corner.y() + line.y() + line.ascent() + 4
                    yield corner.x() + x_of(line, first), corner.x() + x_of(line, last), y
            block = block.next()

    def _paint_wave(self, painter: QPainter, left: float, right: float, y: float) -> None:
        """A wavy line of 1.5 px with waves of 8 px; Qt's own is too faint to be seen at this size."""
        path = QPainterPath(QPointF(left, y))
        x, up = left, True
        while x < right:
            path.quadTo(QPointF(x + 2, y + (-2.5 if up else 2.5)), QPointF(min(x + 4, right), y))
            x, up = x + 4, not up
        painter.drawPath(path)


def local_files(source: QMimeData) -> list[Path]:
    """The files of this computer in what was dropped or pasted."""
    return [Path(url.toLocalFile()) for url in source.urls() if url.isLocalFile()]


def utf16_offsets(text: str, findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """The findings with Qt's offsets: Qt counts a character beyond the basic plane as two."""
    if text.isascii() or all(ord(character) < 0x10000 for character in text):
        return findings
    before = [0]
    for character in text:
        before.append(before[-1] + (2 if ord(character) > 0xFFFF else 1))
    last = len(text)
    return tuple(
        Finding(
            one.type,
            one.category,
            before[min(one.start, last)],
            before[min(one.end, last)],
            one.score,
            one.recognizer,
            one.part,
        )
        for one in findings
    )

"""A block of code in an answer: its language, its text in colours, and a button that copies it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QTextBlockFormat, QTextCharFormat, QTextCursor, QWheelEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QTextEdit, QVBoxLayout

from desktop.ui.buttons import IconButton
from desktop.ui.highlight import colour_code
from desktop.ui.labels import make_label
from desktop.ui.theme import Look, Type

LINE = 20


class CodeFrame(QFrame):
    """Grows with its code; long lines scroll sideways."""

    def __init__(self, look: Look, language: str) -> None:
        super().__init__()
        self.setObjectName("code")
        self._look = look
        self._language = language
        self._code = ""
        self._coloured = ""
        self._text = _CodeText(look)
        self._text.setAccessibleName(f"Code, {language}" if language else "Code")
        copy = IconButton(look, "copy", "Copy code", size=24)
        copy.clicked.connect(self._on_copy)
        head = QHBoxLayout()
        head.setContentsMargins(16, 6, 8, 0)
        head.addWidget(make_label(language or "text", Type.META, "text3"))
        head.addStretch(1)
        head.addWidget(copy)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 8)
        column.setSpacing(4)
        column.addLayout(head)
        column.addWidget(self._text)

    @property
    def code(self) -> str:
        """The code shown."""
        return self._code

    @property
    def language(self) -> str:
        """Its language, as the fence named it."""
        return self._language

    def set_code(self, code: str, *, closed: bool) -> None:
        """Show code that grew at its end; its colours come when it is closed."""
        code = code.removesuffix("\n")
        if code != self._code:
            cursor = QTextCursor(self._text.document())
            if code.startswith(self._code):
                cursor.movePosition(QTextCursor.MoveOperation.End)
                cursor.insertText(code[len(self._code) :])
            else:
                self._text.setPlainText(code)
            self._code = code
            self._text.fit()
        if closed and code != self._coloured:
            self._colour()

    def dress_again(self) -> None:
        """Paint in the colours of a new look."""
        if self._coloured:
            self._colour()

    def _colour(self) -> None:
        self._coloured = self._code
        for start, end, token in colour_code(self._code, self._language):
            cursor = QTextCursor(self._text.document())
            cursor.setPosition(start)
            cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
            ink = QTextCharFormat()
            ink.setForeground(self._look.colour(token))
            cursor.mergeCharFormat(ink)

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self._code)


class _CodeText(QTextEdit):
    """Read-only code, as tall as its lines."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        font = look.font(Type.UI, mono=True)
        self.setReadOnly(True)
        self.setUndoRedoEnabled(False)
        self.setLineWrapMode(QTextEdit.LineWrapMode.NoWrap)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.viewport().setAutoFillBackground(False)
        self.document().setDefaultFont(font)
        self.document().setDocumentMargin(0)
        self.setViewportMargins(16, 0, 16, 0)
        self.setTabStopDistance(4 * self.fontMetrics().horizontalAdvance(" "))
        shape = QTextBlockFormat()
        shape.setLineHeight(LINE, QTextBlockFormat.LineHeightTypes.FixedHeight.value)
        QTextCursor(self.document()).setBlockFormat(shape)

    def fit(self) -> None:
        """Take the height of the lines, and of the bar below them where one is needed."""
        wide = self.document().idealWidth() > self.viewport().width() > 100
        self.setFixedHeight(self.document().blockCount() * LINE + (14 if wide else 2))

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll sideways here, and leave the rest to the column."""
        if event.angleDelta().x():
            super().wheelEvent(event)
        else:
            event.ignore()

"""A read-only Markdown text, as tall as its content: closed blocks stay, only the open tail is laid out again."""

from __future__ import annotations

import re

from PySide6.QtCore import QEvent, QRectF, QSizeF, Qt, QUrl, Signal
from PySide6.QtGui import (
    QHelpEvent,
    QImage,
    QPainter,
    QPaintEvent,
    QTextBlock,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
    QTextLength,
    QTextTable,
    QTextTableFormat,
    QWheelEvent,
)
from PySide6.QtWidgets import QFrame, QSizePolicy, QTextBrowser, QToolTip

from desktop.ui.citations import FIRST_MARK, is_mark
from desktop.ui.markdown_split import count_closed
from desktop.ui.text_lines import line_percent, x_of
from desktop.ui.theme import SIZES, Look, Type

FEATURES = QTextDocument.MarkdownFeature.MarkdownDialectGitHub | QTextDocument.MarkdownFeature.MarkdownNoHTML
CITE = "cite:"
_EMPTY_LINES = re.compile(r"^(?:[ \t]*\n)+")
_RULE = re.compile(r"^ {0,3}(?:(?:-[ \t]*){3,}|(?:_[ \t]*){3,}|(?:\*[ \t]*){3,})(?:\n|$)")
_HEADINGS = {1: 20, 2: 17}
_SIDES = (Qt.Edge.TopEdge, Qt.Edge.BottomEdge)


class MarkdownText(QTextBrowser):
    """One stretch of text in an answer, or a whole message of the user's.

    `link_asked` carries the address of a link that was pressed (nothing is opened), `cited` the number of a citation.
    """

    link_asked = Signal(str)
    cited = Signal(int)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._source = ""
        self._plain = False
        self._fixed = 0
        self._anchor = 0
        self._tips: dict[int, str] = {}
        self._lit = 0
        self._caret = False
        self._quotes: list[QTextCursor] = []
        self._marks: list[tuple[int, int, int]] = []
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setOpenLinks(False)
        self.setOpenExternalLinks(False)
        self.setUndoRedoEnabled(False)
        self.setFont(look.font(Type.READING))
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextBrowserInteraction | Qt.TextInteractionFlag.LinksAccessibleByKeyboard
        )
        self.viewport().setAutoFillBackground(False)
        self.document().setDocumentMargin(0)
        self.document().setDefaultFont(look.font(Type.READING))
        self.document().documentLayout().documentSizeChanged.connect(self._on_size_changed)
        self.anchorClicked.connect(self._on_anchor_clicked)

    def set_plain(self, text: str) -> None:
        """Show `text` as it is, without any markup."""
        self._plain, self._source = True, text
        self._render_whole()

    def set_source(self, source: str) -> None:
        """Show Markdown that grew at its end; what was closed stays as it is."""
        if source == self._source:
            return
        if not source.startswith(self._source[: self._fixed]):
            self._fixed = self._anchor = 0
        self._source = source
        self._render_tail()

    def finish(self, source: str, tips: dict[int, str]) -> None:
        """Show the final Markdown at once, with its citation marks; `tips` names each number's source."""
        self._source, self._tips = source, tips
        self._render_whole()

    def light(self, number: int) -> None:
        """Show citation `number` as the current one (0: none)."""
        if number != self._lit:
            self._lit = number
            self._dress_marks()
            self.viewport().update()

    def show_caret(self, *, on: bool) -> None:
        """Show a block at the end while more is expected."""
        if on != self._caret:
            self._caret = on
            self.viewport().update()

    def dress_again(self) -> None:
        """Render in the colours of a new look."""
        self.document().setDefaultFont(self._look.font(Type.READING))
        self._render_whole()

    def fit(self, width: int) -> None:
        """Lay out for `width` pixels now, so that the height is known before the widget is shown."""
        self.document().setTextWidth(width)
        self._on_size_changed(self.document().size())

    def loadResource(self, kind: int, name: QUrl | str) -> QImage:
        """Load nothing, ever: an empty picture of one pixel (an empty answer would fall through to Qt's own loader)."""
        image = QImage(1, 1, QImage.Format.Format_ARGB32)
        image.fill(0)
        return image

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave scrolling to the column."""
        event.ignore()

    def event(self, event: QEvent) -> bool:
        """Show the source of a citation, or the address of a link, in its tooltip (an empty one hides it)."""
        if event.type() is QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            href = self.anchorAt(self.viewport().mapFrom(self, event.pos()))
            tips = {f"{CITE}{number}": words for number, words in self._tips.items()}
            text = tips.get(href, href)
            QToolTip.showText(event.globalPos(), text, self)
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the rounded grounds of citations under the text."""
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        for start, end, number in self._marks:
            box = self._line_box(start, end)
            if box is not None:
                painter.setBrush(self._look.colour("lit" if number == self._lit else "accent_soft"))
                painter.drawRoundedRect(box, 4, 4)
        painter.setBrush(self._look.colour("border_mid"))
        for quote in self._quotes:
            box = self.document().documentLayout().blockBoundingRect(quote.block())
            painter.drawRoundedRect(QRectF(0, box.top(), 3, box.height()), 1.5, 1.5)
        if self._caret:
            last = QTextCursor(self.document())
            last.movePosition(QTextCursor.MoveOperation.End)
            place = self.cursorRect(last)
            painter.setBrush(self._look.colour("accent"))
            painter.drawRoundedRect(QRectF(place.left() + 4, place.bottom() - 18, 8, 17), 1, 1)
        painter.end()
        super().paintEvent(event)

    def _on_size_changed(self, size: QSizeF) -> None:
        self.setFixedHeight(max(SIZES[Type.READING][1], round(size.height() + 0.49)))

    def _on_anchor_clicked(self, url: QUrl) -> None:
        address = url.toString()
        if address in {f"{CITE}{number}" for number in self._tips}:
            self.cited.emit(int(address[len(CITE) :]))
        else:
            self.link_asked.emit(address)

    def _render_whole(self) -> None:
        document = self.document()
        document.clear()
        self._fixed = self._anchor = 0
        cursor = QTextCursor(document)
        if self._plain:
            cursor.insertText(self._source)
        else:
            cursor.insertMarkdown(_EMPTY_LINES.sub("", self._source), FEATURES)
        self._dress([0])
        self._find_marks()

    def _render_tail(self) -> None:
        tail = self._source[self._fixed :]
        closed = count_closed(tail)
        cursor = QTextCursor(self.document())
        cursor.beginEditBlock()
        cursor.setPosition(self._anchor)
        cursor.movePosition(QTextCursor.MoveOperation.End, QTextCursor.MoveMode.KeepAnchor)
        cursor.removeSelectedText()
        starts: list[int] = []
        if closed:
            starts += self._insert(cursor, tail[:closed])
            self._fixed += closed
            self._anchor = cursor.position()
        starts += self._insert(cursor, tail[closed:])
        cursor.endEditBlock()
        self._dress(starts)

    def _insert(self, cursor: QTextCursor, part: str) -> list[int]:
        """Add rendered Markdown at the end; returns where it begins."""
        part = _EMPTY_LINES.sub("", part)
        if not part.strip():
            return []
        if cursor.position():
            cursor.insertBlock(QTextBlockFormat(), QTextCharFormat())
        start = cursor.position()
        cursor.insertMarkdown(part, FEATURES)
        block = self.document().findBlock(start)
        if start and not block.text() and block.next().isValid() and not _RULE.match(part):
            # Lists and tables begin a block of their own and leave the one made for them empty.
            cursor.setPosition(start - 1)
            cursor.deleteChar()
        cursor.movePosition(QTextCursor.MoveOperation.End)
        return [start]

    def _dress(self, starts: list[int]) -> None:
        """Give every block from the first start on its line height, margins and colours.

        Only after the edit block that inserted them: inside it Qt does not know its tables yet.
        """
        if not starts:
            return
        block = self.document().findBlock(starts[0])
        self._quotes = [quote for quote in self._quotes if 0 < quote.position() < starts[0]]
        editing = QTextCursor(self.document())
        editing.beginEditBlock()
        seen: set[int] = set()
        while block.isValid():
            cursor = QTextCursor(block)
            table = cursor.currentTable()
            if table:
                if table.firstPosition() not in seen:
                    seen.add(table.firstPosition())
                    self._dress_table(table)
                self._dress_spans(block, 0)
            else:
                self._dress_block(cursor, block)
            block = block.next()
        first = QTextCursor(self.document().firstBlock())
        if not first.currentTable():
            no_margin = QTextBlockFormat()
            no_margin.setTopMargin(0)
            first.mergeBlockFormat(no_margin)
        editing.endEditBlock()

    def _dress_block(self, cursor: QTextCursor, block: QTextBlock) -> None:
        old = block.blockFormat()
        quote = old.property(QTextFormat.Property.BlockQuoteLevel)
        heading = old.headingLevel()
        code = old.hasProperty(QTextFormat.Property.BlockCodeFence)
        if not block.text() and _beside_table(block):
            # A table needs a block on each side; an empty one shall not look like a line.
            thin = QTextBlockFormat()
            thin.setLineHeight(1, QTextBlockFormat.LineHeightTypes.FixedHeight.value)
            cursor.mergeBlockFormat(thin)
            return
        last = not block.next().isValid()
        shape = QTextBlockFormat()
        shape.setLineHeight(
            line_percent(self.document().defaultFont(), Type.READING),
            QTextBlockFormat.LineHeightTypes.ProportionalHeight.value,
        )
        shape.setTopMargin(12 if heading else 0)
        shape.setBottomMargin(0 if last or code else 4 if block.textList() or heading else 8)
        if quote:
            shape.setLeftMargin(16 * int(quote))
        cursor.mergeBlockFormat(shape)
        if quote:
            self._quotes.append(QTextCursor(block))
        self._dress_spans(block, _HEADINGS.get(heading, 15) if heading else 0)

    def _dress_spans(self, block: QTextBlock, size: int) -> None:
        """Inline code gets the mono family on a quiet ground; links the colour of the text with a line."""
        spans: list[tuple[int, int, QTextCharFormat]] = []
        fragments = block.begin()
        while not fragments.atEnd():
            fragment = fragments.fragment()
            old = fragment.charFormat()
            new = QTextCharFormat(old)
            new.clearProperty(QTextFormat.Property.FontSizeAdjustment)
            if size:
                new.setProperty(QTextFormat.Property.FontPixelSize, size)
                new.setFontWeight(600)
            elif old.fontFixedPitch():
                new.setFontFamilies([self._look.mono])
                new.setProperty(QTextFormat.Property.FontPixelSize, 13)
                new.setBackground(self._look.colour("sunken"))
            elif old.isAnchor() and old.anchorHref().startswith(CITE):
                new.setAnchor(False)  # the model's own: only marks become citations
                new.setAnchorHref("")
                new.clearForeground()
            elif old.isAnchor():
                new.setForeground(self._look.colour("text"))
                new.setFontUnderline(True)
            elif old.fontWeight() > 500:
                new.setFontWeight(600)
            if new != old:
                spans.append((fragment.position(), fragment.length(), new))
            fragments += 1
        cursor = QTextCursor(self.document())
        for start, length, new in spans:
            cursor.setPosition(start)
            cursor.setPosition(start + length, QTextCursor.MoveMode.KeepAnchor)
            cursor.setCharFormat(new)

    def _dress_table(self, table: QTextTable) -> None:
        shape = QTextTableFormat()
        shape.setBorderCollapse(True)
        shape.setBorder(1)
        shape.setBorderStyle(QTextTableFormat.BorderStyle.BorderStyle_Solid)
        shape.setBorderBrush(self._look.colour("border"))
        shape.setCellPadding(8)
        shape.setCellSpacing(0)
        shape.setTopMargin(4)
        shape.setBottomMargin(8)
        shape.setWidth(QTextLength(QTextLength.Type.PercentageLength, 100))
        shape.setHeaderRowCount(1)
        table.setFormat(shape)
        for row in range(table.rows()):
            for column in range(table.columns()):
                self._dress_cell(table, row, column)

    def _dress_cell(self, table: QTextTable, row: int, column: int) -> None:
        cell = table.cellAt(row, column)
        if row == 0:
            ground = cell.format().toTableCellFormat()
            ground.setBackground(self._look.colour("sunken"))
            cell.setFormat(ground)
        cursor = cell.firstCursorPosition()
        shape = QTextBlockFormat()
        shape.setTopMargin(0)
        shape.setBottomMargin(0)
        cursor.mergeBlockFormat(shape)
        cursor.setPosition(cell.lastCursorPosition().position(), QTextCursor.MoveMode.KeepAnchor)
        size = QTextCharFormat()
        size.setProperty(QTextFormat.Property.FontPixelSize, 13 if row == 0 else 14)
        if row == 0:
            size.setFontWeight(600)
            size.setForeground(self._look.colour("text2"))
        cursor.mergeCharFormat(size)

    def _find_marks(self) -> None:
        """Replace each private character by the number of its citation."""
        self._marks = []
        if not self._tips:
            return
        text = self.document().toRawText()
        shift = 0
        for place, character in enumerate(text):
            if not is_mark(character):
                continue
            number = ord(character) - FIRST_MARK
            cursor = QTextCursor(self.document())
            cursor.setPosition(place + shift)
            cursor.setPosition(place + shift + 1, QTextCursor.MoveMode.KeepAnchor)
            label = f"\u00a0{number}\u00a0"
            cursor.insertText("\u2009" + label + "\u2009", QTextCharFormat())
            start = place + shift + 1
            self._marks.append((start, start + len(label), number))
            shift += len(label) + 1
        self._dress_marks()

    def _dress_marks(self) -> None:
        for start, end, number in self._marks:
            cursor = QTextCursor(self.document())
            cursor.setPosition(start)
            cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
            face = QTextCharFormat()
            face.setAnchor(True)
            face.setAnchorHref(f"{CITE}{number}")
            face.setProperty(QTextFormat.Property.FontPixelSize, 11)
            face.setFontWeight(600)
            face.setFontUnderline(False)
            face.setForeground(self._look.colour("ink" if number == self._lit else "accent"))
            cursor.setCharFormat(face)

    def _line_box(self, start: int, end: int) -> QRectF | None:
        block = self.document().findBlock(start)
        layout = block.layout()
        line = layout.lineForTextPosition(start - block.position())
        if not line.isValid():
            return None
        corner = self.document().documentLayout().blockBoundingRect(block).topLeft()
        left = x_of(line, start - block.position())
        right = x_of(line, end - block.position())
        base = corner.y() + line.y() + line.ascent()
        return QRectF(corner.x() + left, base - 13, right - left, 18)


def _beside_table(block: QTextBlock) -> bool:
    """Whether a table ends just before a block, or begins just after it."""
    return any(
        other.isValid() and bool(QTextCursor(other).currentTable()) for other in (block.previous(), block.next())
    )

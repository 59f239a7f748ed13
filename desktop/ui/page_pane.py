"""The document pane: the cited page as a picture, the passage lit, and the way to the other pages and passages."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QImage, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from desktop.core.evidence import Box
from desktop.ui.buttons import Button, IconButton
from desktop.ui.citations import Source
from desktop.ui.labels import Badge, ElidedLabel, Picture, make_frame, make_label
from desktop.ui.services import PageImage
from desktop.ui.theme import Look, Type
from desktop.ui.words import format_count

WIDTH = 440
SCALE = 2.0
"""Pixels for a point when a page is painted: sharp at the pane's width on a screen of twice the density."""
SIDE = 24


class PagePane(QFrame):
    """Shows one source. `page_wanted` asks for a picture; `source_shown` says which citation is current."""

    page_wanted = Signal(object, int)
    source_shown = Signal(object)
    closed = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._sources: list[Source] = []
        self._place = 0
        self._page = 1
        self._pages = 1
        self.setObjectName("pagePane")
        self.setAccessibleName("Document")
        self.setFixedWidth(WIDTH)
        self._sheet = PageSheet(look)
        self._area = QScrollArea()
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setWidgetResizable(True)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setWidget(self._sheet)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._make_head())
        column.addWidget(self._make_tools())
        column.addWidget(self._area, 1)
        column.addWidget(self._make_foot())

    @property
    def source(self) -> Source | None:
        """The source shown."""
        return self._sources[self._place] if self._sources else None

    @property
    def page(self) -> int:
        """The page shown, from 1."""
        return self._page

    def show_source(self, source: Source, sources: Sequence[Source], pages: int) -> None:
        """Show the page of a source, and go through the other `sources` of the same answer."""
        self._sources = list(sources)
        self._place = source.number - 1
        self._name.show_text(source.citation.name)
        self._facts.setText(f"Read on this computer, {format_count(pages, 'page', 'pages')}")
        self._pages = max(pages, source.citation.page)
        self._show_place()

    def show_image(self, page: int, image: PageImage) -> None:
        """Show the picture of a page, when it is still the one wanted."""
        source = self.source
        if page != self._page or source is None:
            return
        picture = QImage(image.rgb, image.width, image.height, 3 * image.width, QImage.Format.Format_RGB888).copy()
        boxes = source.citation.boxes if page == source.citation.page else ()
        self._sheet.show_page(picture, boxes)
        if boxes:
            QTimer.singleShot(0, self._go_to_passage)

    def show_text(self, page: int) -> None:
        """Show the passage itself where the file has no pictures of its pages."""
        source = self.source
        if page == self._page and source is not None:
            self._sheet.show_quote(source.citation.quote)

    def _make_head(self) -> QWidget:
        head = make_frame("paneHead")
        head.setFixedHeight(56)
        self._name = ElidedLabel(Type.UI, weight="bold")
        self._facts = make_label("", Type.META, "text3")
        close = IconButton(self._look, "close", "Close the document")
        close.clicked.connect(self.closed)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addStretch(1)
        words.addWidget(self._name)
        words.addWidget(self._facts)
        words.addStretch(1)
        row = QHBoxLayout(head)
        row.setContentsMargins(16, 0, 8, 0)
        row.setSpacing(8)
        row.addWidget(Picture(self._look, "document", 20))
        row.addLayout(words, 1)
        row.addWidget(close)
        return head

    def _make_tools(self) -> QWidget:
        tools = make_frame("paneTools")
        tools.setFixedHeight(40)
        look = self._look
        self._back = IconButton(look, "left", "Previous page", size=24)
        self._on = IconButton(look, "right", "Next page", size=24)
        self._up = IconButton(look, "up", "Previous passage", size=24)
        self._down = IconButton(look, "down", "Next passage", size=24)
        self._page_words = make_label("", Type.META, "text2")
        self._place_words = make_label("", Type.META, "text2")
        for label in (self._page_words, self._place_words):
            label.setFont(look.font(Type.META))
        self._back.clicked.connect(lambda: self._go_to_page(self._page - 1))
        self._on.clicked.connect(lambda: self._go_to_page(self._page + 1))
        self._up.clicked.connect(lambda: self._go_to_place(self._place - 1))
        self._down.clicked.connect(lambda: self._go_to_place(self._place + 1))
        row = QHBoxLayout(tools)
        row.setContentsMargins(12, 0, 12, 0)
        row.setSpacing(4)
        for part in (self._back, self._page_words, self._on):
            row.addWidget(part)
        row.addStretch(1)
        for part in (self._up, self._place_words, self._down):
            row.addWidget(part)
        return tools

    def _make_foot(self) -> QWidget:
        foot = make_frame("paneFoot")
        self._number = Badge(self._look, "1", "lit", "ink", radius=4)
        self._supports = make_label("", Type.META, "text2")
        copy = Button(self._look, "Copy", icon="copy", height=28)
        copy.setAccessibleName("Copy the passage")
        copy.clicked.connect(self._on_copy)
        row = QHBoxLayout(foot)
        row.setContentsMargins(16, 12, 16, 12)
        row.setSpacing(12)
        row.addWidget(self._number)
        row.addWidget(self._supports, 1)
        row.addWidget(copy)
        return foot

    def _go_to_place(self, place: int) -> None:
        self._place = max(0, min(place, len(self._sources) - 1))
        self._name.show_text(self._sources[self._place].citation.name)
        self._show_place()

    def _show_place(self) -> None:
        source = self._sources[self._place]
        self._number.show_text(str(source.number))
        sentences = format_count(source.sentences, "sentence", "sentences")
        self._supports.setText(f"Supports {sentences} of the answer")
        self._place_words.setText(f"Passage {self._place + 1} of {len(self._sources)}")
        self._up.setEnabled(self._place > 0)
        self._down.setEnabled(self._place < len(self._sources) - 1)
        self._go_to_page(source.citation.page)
        self.source_shown.emit(source)

    def _go_to_page(self, page: int) -> None:
        self._page = max(1, min(page, self._pages))
        self._page_words.setText(f"Page {self._page} of {self._pages}")
        self._back.setEnabled(self._page > 1)
        self._on.setEnabled(self._page < self._pages)
        self._sheet.show_waiting()
        source = self.source
        if source is not None:
            self.page_wanted.emit(source, self._page)

    def _go_to_passage(self) -> None:
        top = self._sheet.passage_top
        self._area.verticalScrollBar().setValue(max(0, round(top - self._area.viewport().height() / 3)))

    def _on_copy(self) -> None:
        if self.source is not None:
            QGuiApplication.clipboard().setText(self.source.citation.quote)


class PageSheet(QWidget):
    """The page as it is painted: a picture on paper with lit boxes, or a passage in letters."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._image = QImage()
        self._boxes: tuple[Box, ...] = ()
        self._quote = ""
        self.setAccessibleName("Page")
        look.changed.connect(self.update)

    @property
    def passage_top(self) -> float:
        """Where the lit passage begins, in pixels of this widget."""
        return 16 + min((box.top for box in self._boxes), default=0.0) * self._factor

    def show_waiting(self) -> None:
        """Show empty paper."""
        self._image, self._boxes, self._quote = QImage(), (), ""
        self._fit()

    def show_page(self, image: QImage, boxes: tuple[Box, ...]) -> None:
        """Show a picture painted at `SCALE`, with its passage."""
        self._image, self._boxes, self._quote = image, boxes, ""
        self._fit()

    def show_quote(self, quote: str) -> None:
        """Show the passage alone."""
        self._image, self._boxes, self._quote = QImage(), (), quote
        self._fit()

    def sizeHint(self) -> QSize:
        """As tall as the page."""
        return QSize(WIDTH, self.minimumHeight())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint paper, page and passage."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        paper = self._paper
        painter.fillRect(paper, self._look.colour("paper"))
        # Multiplied, so that white takes the tone of the paper and ink stays ink.
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Multiply)
        if not self._image.isNull():
            painter.drawImage(paper, self._image)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._look.colour("lit"))
        passage = QPainterPath()
        passage.setFillRule(Qt.FillRule.WindingFill)
        for box in self._boxes:
            passage.addRect(self._place(box).adjusted(-2, -1, 2, 1))
        painter.drawPath(passage)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
        if self._quote:
            painter.setFont(self._look.font(Type.UI))
            painter.setPen(self._look.colour("ink"))
            flags = Qt.AlignmentFlag.AlignTop.value | Qt.TextFlag.TextWordWrap.value
            painter.drawText(paper.adjusted(24, 24, -24, -24), flags, self._quote)
        painter.setPen(QPen(self._look.colour("border"), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(paper.adjusted(0.5, 0.5, -0.5, -0.5))
        painter.end()

    @property
    def _factor(self) -> float:
        """Pixels of this widget for a point of the page."""
        return 0.0 if self._image.isNull() else self._paper.width() * SCALE / self._image.width()

    @property
    def _paper(self) -> QRectF:
        width = max(100, self.width() - 2 * SIDE)
        ratio = 1.414 if self._image.isNull() else self._image.height() / self._image.width()
        return QRectF(QPointF(SIDE, 16), QRectF(0, 0, width, width * ratio).size())

    def _place(self, box: Box) -> QRectF:
        factor, corner = self._factor, self._paper.topLeft()
        left, top = corner.x() + box.left * factor, corner.y() + box.top * factor
        return QRectF(left, top, (box.right - box.left) * factor, (box.bottom - box.top) * factor)

    def _fit(self) -> None:
        self.setMinimumHeight(round(self._paper.height()) + 32)
        self.update()

"""The column of messages: a sliding window of widgets over any number of messages, that follows an answer's end."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from desktop.core.chat import Message, Role
from desktop.ui.buttons import Button
from desktop.ui.message import AnswerView, MessageView, make_message
from desktop.ui.theme import Look

COLUMN = 760
MARGIN = 24
GAP = 16
LIVE = 48
"""Messages that are widgets at one time (measured: 48 cost 11-17 MB and open in 0.02-0.16 s, 10,000 cost 756 MB)."""
STEP = 2
FIRST = 12
"""Messages made before the first paint; the others come from the idle timer."""
NEAR = 900
"""Pixels from an end at which the window slides on."""


class ChatView(QScrollArea):
    """Shows rows `first` to `last` of the messages; slides by two when the reader nears an end."""

    link_asked = Signal(str)
    source_asked = Signal(object, object)
    stop_asked = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._rows: list[Message] = []
        self._views: list[MessageView] = []
        self._first = 0
        self._live: AnswerView | None = None
        self._stick = True
        self._sliding = False
        self.setObjectName("chat")
        self.setAccessibleName("Messages")
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._ground = QWidget()
        self._ground.setObjectName("column")
        self._column_box = QWidget()
        self._column_box.setMaximumWidth(COLUMN)
        self._column_box.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._column = QVBoxLayout(self._column_box)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(GAP)
        self._column.addStretch(1)
        self._row = row = QHBoxLayout(self._ground)
        row.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        row.addStretch(1)
        row.addWidget(self._column_box, 1000)
        row.addStretch(1)
        self.setWidget(self._ground)
        self._newest = Button(look, "Newest", icon="down", height=28, parent=self)
        self._newest.clicked.connect(self.go_to_newest)
        self._newest.hide()
        self._idle = QTimer(self, interval=0)
        self._idle.timeout.connect(self._slide)
        bar = self.verticalScrollBar()
        bar.rangeChanged.connect(self._on_range_changed)
        bar.valueChanged.connect(self._on_moved)

    @property
    def views(self) -> list[MessageView]:
        """The messages that are widgets now, in order, without the answer under way."""
        return self._views

    @property
    def live(self) -> AnswerView | None:
        """The answer under way."""
        return self._live

    @property
    def rows(self) -> list[Message]:
        """All messages."""
        return self._rows

    @property
    def sticks(self) -> bool:
        """Whether the reader is at the end."""
        return self._stick

    def show_messages(self, rows: Sequence[Message]) -> None:
        """Show another conversation from its end."""
        self._drop_live()
        self._rows = list(rows)
        self._stick = True
        self._rebuild_end()

    def add_message(self, message: Message) -> None:
        """Add a message at the end and go there."""
        at_end = self._last == len(self._rows)
        self._rows.append(message)
        self._stick = True
        if at_end:
            self._put(len(self._views), len(self._rows) - 1)
            self._trim_top()
        else:
            self._rebuild_end()
        self._follow()

    def start_answer(self) -> AnswerView:
        """Add an empty answer at the end."""
        if self._last != len(self._rows):
            self._rebuild_end()
        view = AnswerView(self._look)
        self._connect(view)
        view.fit(self._width)
        self._column.insertWidget(len(self._views), view)
        view.show()
        self._live = view
        self._follow()
        return view

    def complete_answer(self, message: Message) -> None:
        """Make the answer under way a stored message."""
        view, self._live = self._live, None
        self._rows.append(message)
        if view is None:
            self._put(len(self._views), len(self._rows) - 1)
            return
        view.complete(message)
        view.fit(self._width)
        self._views.append(view)
        self._trim_top()
        self._follow()

    def drop_answer(self) -> None:
        """Take the answer under way away: nothing was answered."""
        self._drop_live()

    def light(self, view: MessageView | None, number: int) -> None:
        """Show citation `number` of one message as the current one, and none elsewhere."""
        for other in self._views:
            other.body.light(number if other is view else 0)

    def go_to_newest(self) -> None:
        """Go to the end and follow it."""
        self._stick = True
        if self._last != len(self._rows):
            self._rebuild_end()
        self._follow()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the button in its corner."""
        super().resizeEvent(event)
        self._newest.adjustSize()
        corner = QPoint((self.width() - self._newest.width()) // 2, self.height() - self._newest.height() - 12)
        self._newest.move(corner)

    @property
    def _last(self) -> int:
        return self._first + len(self._views)

    @property
    def _width(self) -> int:
        return max(200, min(COLUMN, self.viewport().width() - 2 * MARGIN))

    def _rebuild_end(self) -> None:
        for view in self._views:
            self._remove(view)
        self._views = []
        self._first = len(self._rows)
        for _ in range(min(FIRST, len(self._rows))):
            self._first -= 1
            self._put(0, self._first)
        self._follow()
        self._idle.start()

    def _put(self, place: int, row: int) -> None:
        """Make the widget of message `row`, as number `place` of those there are."""
        message = self._rows[row]
        before = next((one for one in reversed(self._rows[:row][-4:]) if one.role is Role.USER), None)
        files = before is None or before.attachments != message.attachments
        view = make_message(self._look, message, files=files)
        self._connect(view)
        view.fit(self._width)
        self._views.insert(place, view)
        self._column.insertWidget(place, view)
        view.show()  # a layout leaves out what is not shown yet

    def _connect(self, view: MessageView) -> None:
        view.link_asked.connect(self.link_asked)
        view.source_asked.connect(self.source_asked)
        view.stop_asked.connect(self.stop_asked)

    def _remove(self, view: MessageView) -> None:
        self._column.removeWidget(view)
        view.hide()
        view.deleteLater()

    def _drop_live(self) -> None:
        if self._live is not None:
            self._remove(self._live)
            self._live = None

    def _trim_top(self) -> None:
        while len(self._views) > LIVE and self._stick:
            self._remove(self._views.pop(0))
            self._first += 1

    def _follow(self) -> None:
        self._settle()
        if self._stick:
            self.verticalScrollBar().setValue(self.verticalScrollBar().maximum())

    def _settle(self) -> None:
        """Lay out now: the range of the bar is right when this returns."""
        self._column.activate()
        self._row.activate()
        height = max(self.viewport().height(), self._row.sizeHint().height())
        self._ground.resize(self.viewport().width(), height)

    def _on_range_changed(self, low: int, high: int) -> None:
        if self._stick and not self._sliding:
            self.verticalScrollBar().setValue(high)

    def _on_moved(self, value: int) -> None:
        if self._sliding:
            return
        bar = self.verticalScrollBar()
        at_end = value >= bar.maximum() - 8 and self._last == len(self._rows)
        self._stick = at_end
        self._newest.setVisible(not at_end and bool(self._rows))
        self._newest.raise_()
        if (value < NEAR and self._first > 0) or (value > bar.maximum() - NEAR and self._last < len(self._rows)):
            self._idle.start()

    def _slide(self) -> None:
        """Make two more at the end the reader nears, drop as many at the other, and keep what is read in its place."""
        bar = self.verticalScrollBar()
        up = self._first > 0 and (bar.value() < NEAR or len(self._views) < min(LIVE // 2, len(self._rows)))
        down = not up and self._last < len(self._rows) and bar.value() > bar.maximum() - NEAR
        if not (up or down):
            self._idle.stop()
            return
        self._sliding = True
        self.setUpdatesEnabled(False)
        anchor = self._anchor()
        offset = anchor.y() - bar.value() if anchor else 0
        for _ in range(STEP):
            self._slide_up() if up else self._slide_down()
        self._settle()
        if self._stick:
            bar.setValue(bar.maximum())
        elif anchor is not None:
            bar.setValue(anchor.y() - offset)
        self.setUpdatesEnabled(True)
        self._sliding = False

    def _anchor(self) -> MessageView | None:
        """The message at the top of what is seen."""
        top = self.verticalScrollBar().value() - MARGIN
        return next((view for view in self._views if view.y() + view.height() > top), None)

    def _slide_up(self) -> None:
        if self._first == 0:
            return
        self._first -= 1
        self._put(0, self._first)
        if len(self._views) > LIVE and self._live is None:
            self._remove(self._views.pop())

    def _slide_down(self) -> None:
        if self._last == len(self._rows):
            return
        self._put(len(self._views), self._last)
        if len(self._views) > LIVE:
            self._remove(self._views.pop(0))
            self._first += 1

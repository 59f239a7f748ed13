"""The quiet line under an answer: where it was made and what it took; live numbers and Stop while it arrives."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QElapsedTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget

from desktop.core.chat import FinishReason, Message, Route
from desktop.ui.buttons import Button, IconButton
from desktop.ui.labels import Dot, make_label
from desktop.ui.theme import Look, Type
from desktop.ui.words import (
    ROUTE_TOKENS,
    ROUTE_WORDS,
    describe_answer,
    describe_details,
    format_count,
    format_seconds,
)

LEAVES_FIRST = ("energy", "model", "cost", "speed", "total", "tokens")
"""What a narrow line gives up, in this order; the tooltip keeps it."""


@dataclass(slots=True)
class _Live:
    """What is known while an answer arrives. `first_ms` is -1 until its first word."""

    route: Route
    clock: QElapsedTimer
    first_ms: int = -1
    pieces: int = 0


class MetaLine(QWidget):
    """A row of 24 px: dot, route, numbers; at the right the actions, always visible."""

    stop_asked = Signal()
    copy_asked = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._live: _Live | None = None
        self._parts: list[tuple[str, QLabel]] = []
        self._dot = Dot(look, "accent")
        self._route = make_label("", Type.META, "text2", weight="medium")
        self._numbers = QHBoxLayout()
        self._numbers.setSpacing(8)
        self._copy = IconButton(look, "copy", "Copy answer", size=24)
        self._copy.clicked.connect(self.copy_asked)
        self._stop = Button(look, "Stop", icon="stop", hint="Esc", height=24)
        self._stop.setAccessibleName("Stop the answer")
        self._stop.clicked.connect(self.stop_asked)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self._dot)
        row.addWidget(self._route)
        row.addLayout(self._numbers)
        row.addStretch(1)
        row.addWidget(self._copy)
        row.addWidget(self._stop)
        self.setFixedHeight(24)
        # The line takes what room there is and gives up numbers; it never widens the column.
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._stop.hide()

    @property
    def text(self) -> str:
        """Everything the line says."""
        return "  ".join([self._route.text(), *(label.text() for _, label in self._parts)])

    def start(self, route: Route) -> None:
        """Count from now on."""
        clock = QElapsedTimer()
        clock.start()
        self._live = _Live(route, clock)
        self._dot.show_token(ROUTE_TOKENS[route])
        self._route.setText("Answering on this computer" if route is Route.LOCAL else "Claude is answering")
        self._copy.hide()
        self._stop.show()
        self._put([])

    def count_reading(self, done: int, total: int) -> None:
        """Show how much of the prompt was read."""
        self._put([("read", f"Read {done:,} of {total:,} tokens")])

    def count_pieces(self, pieces: int) -> None:
        """Show that `pieces` more arrived. Claude's hold several tokens, so they are not counted."""
        live = self._live
        if live is None:
            return
        elapsed = live.clock.elapsed()
        if live.first_ms < 0:
            live.first_ms = elapsed
        live.pieces += pieces
        parts = [("first", f"{format_seconds(live.first_ms)} to first word")]
        if live.route is Route.LOCAL:
            parts.append(("tokens", format_count(live.pieces, "token", "tokens")))
            if elapsed - live.first_ms > 500:
                parts.append(("speed", f"{(live.pieces - 1) * 1000 / (elapsed - live.first_ms):.0f} per second"))
        else:
            parts.append(("total", format_seconds(elapsed)))
        self._put(parts)

    def say(self, words: str) -> None:
        """Show a state in words instead of numbers."""
        self._put([("state", words)])

    def complete(self, message: Message) -> None:
        """Show what the answer took in the end."""
        self._live = None
        route = message.route or Route.LOCAL
        bad = message.reason in {FinishReason.FAILED, FinishReason.CUT_OFF}
        self._dot.show_token("stop" if bad else ROUTE_TOKENS[route])
        self._route.setText(ROUTE_WORDS[route])
        self._stop.hide()
        self._copy.show()
        self._put(describe_answer(message))
        details = "\n".join(f"{name}: {value}" for name, value in describe_details(message))
        for label in (self._route, *(label for _, label in self._parts)):
            label.setToolTip(details)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give up numbers where there is no room."""
        super().resizeEvent(event)
        self._fit()

    def _put(self, parts: list[tuple[str, str]]) -> None:
        while len(self._parts) > len(parts):
            label = self._parts.pop()[1]
            self._numbers.removeWidget(label)
            label.deleteLater()
        for place, (name, text) in enumerate(parts):
            if place < len(self._parts):
                label = self._parts[place][1]
                self._parts[place] = (name, label)
                label.setText(text)
            else:
                label = make_label(text, Type.META, "text3")
                label.setFont(self._look.font(Type.META))
                self._parts.append((name, label))
                self._numbers.addWidget(label)
        self._fit()

    def _fit(self) -> None:
        action = 24 if self._live is None else self._stop.sizeHint().width()
        room = self.width() - action - 32 - self._route.sizeHint().width()
        widths = {name: label.sizeHint().width() + 8 for name, label in self._parts}
        need = sum(widths.values())
        hidden: list[str] = []
        for name in LEAVES_FIRST:
            if need > room and name in widths:
                hidden.append(name)
                need -= widths[name]
        for name in tuple(hidden):  # what left early may fit where something long left after it
            if need + widths[name] <= room:
                hidden.remove(name)
                need += widths[name]
        for name, label in self._parts:
            label.setVisible(name not in hidden)

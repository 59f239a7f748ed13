"""The composer: the draft, its files, where it will be answered, what was found in it, and the button that sends."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QPainter, QPaintEvent, QPen, QTextCursor
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QVBoxLayout, QWidget

from desktop.core.evidence import DocumentInfo
from desktop.core.privacy import Finding, ScanReport, describe_findings
from desktop.ui.buttons import Button, Chip, IconButton, Kind, Tone
from desktop.ui.draft import Draft, utf16_offsets
from desktop.ui.head import CloudState
from desktop.ui.labels import make_label
from desktop.ui.theme import Look, Type
from desktop.ui.words import GROUPS, describe_type, format_count

PAUSE_MS = 250
"""Typing must rest so long before the draft is scanned."""


class Composer(QFrame):
    """As wide as the column. Every wish is a signal; what is shown is told to it."""

    send_asked = Signal(str)
    scan_asked = Signal(str)
    cloud_asked = Signal(bool)
    attach_asked = Signal()
    files_given = Signal(list)
    detach_asked = Signal(object)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._cloud = CloudState.OFF
        self._busy = False
        self._report: ScanReport | None = None
        self._scanned = ""
        self.setMaximumWidth(760)
        self.draft = Draft(look)
        self.draft.sent.connect(self._on_send)
        self.draft.files_given.connect(self.files_given)
        self.draft.textChanged.connect(self._on_typed)
        self._files = QHBoxLayout()
        self._files.setSpacing(8)
        self._files_box = QWidget()
        self._files_box.setLayout(self._files)
        self._files.setContentsMargins(0, 0, 0, 8)
        self._files_box.hide()
        self._reading: dict[Path, Chip] = {}
        self.attach = IconButton(look, "attach", "Attach a file", tip="Attach a file (Ctrl+O)")
        self.attach.clicked.connect(self.attach_asked)
        self.where = Chip(look, "This computer", Tone.LOCAL, icon="computer", height=28, opens=True)
        self.where.clicked.connect(self._on_where)
        self.what = Chip(look, "Nothing found", Tone.LOCAL, icon="shield-check", height=28, opens=True)
        self.what.clicked.connect(self._on_what)
        self.what.hide()
        self.send = Button(look, "Send", Kind.DEFAULT, end_icon="send")
        self.send.clicked.connect(self._on_send)
        row = QHBoxLayout()
        row.setContentsMargins(0, 6, 0, 0)
        row.setSpacing(8)
        for part in (self.attach, self.where, self.what):
            row.addWidget(part)
        row.addStretch(1)
        row.addWidget(self.send)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 12, 8)
        column.setSpacing(0)
        column.addWidget(self._files_box)
        column.addWidget(self.draft)
        column.addLayout(row)
        self._pause = QTimer(self, interval=PAUSE_MS, singleShot=True)
        self._pause.timeout.connect(lambda: self.scan_asked.emit(self.draft.text))
        look.changed.connect(self.update)
        self._show_send()

    @property
    def busy(self) -> bool:
        """Whether an answer is under way."""
        return self._busy

    def show_cloud(self, state: CloudState, model: str = "") -> None:
        """Say where the next message will be answered."""
        self._cloud = state
        if state is CloudState.ON:
            self.where.show_as("Claude, after review", Tone.CLOUD, "cloud")
            self.draft.setPlaceholderText("Ask Claude. You see what leaves before it does.")
        else:
            self.where.show_as("This computer", Tone.LOCAL, "computer")
            self.draft.setPlaceholderText("Ask anything. It stays on this computer.")
        self._show_send()

    def show_busy(self, *, busy: bool) -> None:
        """While an answer is under way, nothing is sent."""
        self._busy = busy
        self._show_send()

    def show_scanning(self) -> None:
        """Say that the draft is being scanned; the last findings stay until the next ones are there."""
        if self._report is None:
            self.what.show_as("Scanning", Tone.NEUTRAL, "shield")
            self.what.setVisible(bool(self.draft.text.strip()))

    def show_report(self, text: str, report: ScanReport | None) -> None:
        """Show what was found in `text`; None says that the scan failed."""
        if text != self.draft.text:
            return
        self._report, self._scanned = report, text
        self.what.setVisible(bool(text.strip()))
        if report is None:
            self.draft.show_findings(())
            self.what.show_as("Not scanned, stays here", Tone.STOP, "warning")
            return
        self.draft.show_findings(utf16_offsets(text, report.findings))
        found = describe_findings(report.findings)
        if found:
            self.what.show_as(found, Tone.FOUND, "shield")
        else:
            self.what.show_as("Nothing found", Tone.LOCAL, "shield-check")

    def show_documents(self, documents: Sequence[DocumentInfo]) -> None:
        """Show what is attached, each with a cross that takes it away."""
        self._reading.clear()
        while (item := self._files.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for document in documents[:3]:
            self._files.addWidget(self._make_file(document))
        if len(documents) > 3:
            self._files.addWidget(make_label(f"and {len(documents) - 3} more", Type.META, "text3"))
        self._files.addStretch(1)
        self._files_box.setVisible(bool(documents))

    def show_reading(self, path: Path) -> None:
        """Show that a file is being read."""
        chip = Chip(self._look, f"Reading {path.name}", icon="document")
        self._reading[path] = chip
        self._files.insertWidget(max(0, self._files.count() - 1), chip)
        self._files_box.show()

    def drop_reading(self, path: Path) -> None:
        """The file is read, or could not be."""
        chip = self._reading.pop(path, None)
        if chip is not None:
            self._files.removeWidget(chip)
            chip.hide()
            chip.deleteLater()
        has_file = any(item.widget() for item in (self._files.itemAt(at) for at in range(self._files.count())) if item)
        self._files_box.setVisible(has_file)

    def take_text(self) -> str:
        """The draft, which is then empty."""
        text = self.draft.text.strip()
        self.draft.set_text("")
        return text

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the rounded frame."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self._look.colour("border_strong"), 1))
        painter.setBrush(self._look.colour("raised"))
        painter.drawRoundedRect(self.rect().toRectF().adjusted(0.5, 0.5, -0.5, -0.5), 12, 12)
        painter.end()

    def _make_file(self, document: DocumentInfo) -> QWidget:
        words = (
            document.name if document.problem else f"{document.name}, {format_count(document.pages, 'page', 'pages')}"
        )
        box = QWidget()
        row = QHBoxLayout(box)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        chip = Chip(self._look, words, Tone.STOP if document.problem else Tone.NEUTRAL, icon="document")
        if document.problem:
            chip.setToolTip(document.problem)
        cross = IconButton(self._look, "close", f"Remove {document.name}", size=24)
        cross.clicked.connect(lambda: self.detach_asked.emit(document.id))
        row.addWidget(chip)
        row.addWidget(cross)
        return box

    def _show_send(self) -> None:
        ready = bool(self.draft.text.strip())
        if self._cloud is CloudState.ON:
            self.send.show_as("Review", Kind.LEAVES, end_icon="send")
            self.send.setToolTip("See what would go to Claude (Enter)")
        else:
            self.send.show_as("Send", Kind.DEFAULT, end_icon="send")
            self.send.setToolTip("Send (Enter)")
        self.send.setEnabled(ready and not self._busy)
        if self._busy:
            self.send.setToolTip("An answer is under way; Esc stops it")

    def _on_typed(self) -> None:
        text = self.draft.text
        if text == self._scanned and self._report is not None:
            return
        self._show_send()
        if not text.strip():
            self._pause.stop()
            self._report = None
            self.draft.show_findings(())
            self.what.hide()
            return
        self._pause.start()

    def _on_send(self) -> None:
        if not self._busy and (text := self.draft.text.strip()):
            self.send_asked.emit(text)

    def _on_where(self) -> None:
        menu = QMenu(self)
        here = menu.addAction("This computer")
        claude = menu.addAction(
            "Claude, after review" if self._cloud is not CloudState.LOCKED else "Claude is locked here"
        )
        for action, on in ((here, self._cloud is not CloudState.ON), (claude, self._cloud is CloudState.ON)):
            action.setCheckable(True)
            action.setChecked(on)
        claude.setEnabled(self._cloud is not CloudState.LOCKED)
        here.triggered.connect(lambda: self.cloud_asked.emit(False))
        claude.triggered.connect(lambda: self.cloud_asked.emit(True))
        self._pop(menu, self.where)

    def _on_what(self) -> None:
        menu = QMenu(self)
        if self._report is None or not self._report.findings:
            menu.addAction("Nothing was found that could identify a person").setEnabled(False)
        else:
            for finding in self._report.findings[:20]:
                menu.addAction(self._make_finding(menu, finding))
        self._pop(menu, self.what)

    def _make_finding(self, menu: QMenu, finding: Finding) -> QAction:
        words = " ".join(self._scanned[finding.start : finding.end].split())[:60].replace("&", "&&")
        action = QAction(f"{words}\t{GROUPS[finding.category]}: {describe_type(finding.type)}", menu)
        action.triggered.connect(lambda: self._select(finding))
        return action

    def _select(self, finding: Finding) -> None:
        (shown,) = utf16_offsets(self._scanned, (finding,))
        cursor = self.draft.textCursor()
        cursor.setPosition(min(shown.start, len(self.draft.toPlainText())))
        cursor.setPosition(min(shown.end, self.draft.document().characterCount() - 1), QTextCursor.MoveMode.KeepAnchor)
        self.draft.setTextCursor(cursor)
        self.draft.setFocus(Qt.FocusReason.OtherFocusReason)

    def _pop(self, menu: QMenu, chip: Chip) -> None:
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(chip.mapToGlobal(QPoint(0, -menu.sizeHint().height() - 4)))

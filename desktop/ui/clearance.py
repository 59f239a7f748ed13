"""The clearance sheet: what was found, the exact bytes, and the choice to keep it here, cancel, or send."""

from __future__ import annotations

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPlainTextEdit, QScrollArea, QVBoxLayout, QWidget

from desktop.core.privacy import Verdict, describe_findings
from desktop.core.turn import Choice, Review
from desktop.ui.buttons import Button, Kind
from desktop.ui.labels import Badge, Picture, make_frame, make_label
from desktop.ui.outgoing import Shown, digest_of, group_findings, show_body
from desktop.ui.segments import Segments
from desktop.ui.sheet import Sheet
from desktop.ui.theme import Look, Type

NARROW = 1160
MOST = 60
"""Findings shown one by one; the others are counted."""


class ClearanceSheet(Sheet):
    """Asks once. `decided` carries the choice; closing, Esc and Cancel mean that nothing is sent."""

    decided = Signal(object)

    def __init__(self, look: Look, window: QWidget, review: Review) -> None:
        blocked = review.report.verdict is Verdict.BLOCKED
        title = "This stays on this computer" if blocked else "Check before this goes to Claude"
        super().__init__(look, window, title, _summary(review), width=1072)
        self._review = review
        self._choice = Choice.CANCEL
        self.closed.connect(lambda: self.decided.emit(self._choice))
        self.content.setContentsMargins(0, 0, 0, 0)
        self.content.setSpacing(0)
        halves = QHBoxLayout()
        halves.setSpacing(0)
        if window.width() < NARROW:
            halves.addWidget(self._make_findings(self._make_bytes()))
        else:
            halves.addWidget(self._make_findings(), 504)
            halves.addWidget(self._make_bytes(), 566)
        self.content.addLayout(halves, 1)
        words = "Nothing has left this computer." if blocked else "Only bytes with this SHA-256 can leave."
        self.foot.addWidget(make_label(words, Type.META, "text3"))
        self.foot.addStretch(1)
        cancel = Button(look, "Cancel", Kind.QUIET, height=40)
        cancel.clicked.connect(self.dismiss)
        self.foot.addWidget(cancel)
        self.send: Button | None = None
        if not blocked:
            self.send = Button(look, "Send", Kind.LEAVES_SECOND, icon="cloud", height=40)
            self.send.setAccessibleName("Send to Claude")
            self.send.setShortcut("Alt+S")
            self.send.clicked.connect(lambda: self._decide(Choice.SEND))
            self.foot.addWidget(self.send)
        self.keep = Button(look, "Keep local", Kind.DEFAULT, icon="computer", hint="Enter", height=40)
        self.keep.clicked.connect(lambda: self._decide(Choice.KEEP_LOCAL))
        self.foot.addWidget(self.keep)
        self.show_sheet(self.keep, height=836)

    @property
    def review(self) -> Review:
        """What is about to leave, or would have."""
        return self._review

    def _decide(self, choice: Choice) -> None:
        if choice is Choice.SEND and self.guarded:
            return
        self._choice = choice
        self.leave()

    def _make_findings(self, below: QWidget | None = None) -> QWidget:
        """The left half; in a narrow window the bytes stand `below` the findings."""
        ground = QWidget()
        column = QVBoxLayout(ground)
        column.setContentsMargins(24, 16, 24, 16)
        column.setSpacing(8)
        report = self._review.report
        if report.reasons:
            column.addWidget(self._make_reasons(report.reasons, blocked=report.verdict is Verdict.BLOCKED))
        shown = 0
        for head, findings in group_findings(self._review):
            column.addSpacing(4)
            row = QHBoxLayout()
            row.setSpacing(8)
            row.addWidget(make_label(head, weight="bold"))
            row.addWidget(Badge(self._look, str(sum(finding.times for finding in findings))))
            row.addStretch(1)
            column.addLayout(row)
            for finding in findings[: max(0, MOST - shown)]:
                column.addWidget(_make_card(finding))
            shown += len(findings)
        if shown > MOST:
            column.addWidget(make_label(f"and {shown - MOST} more", Type.META, "text3"))
        if not shown:
            column.addWidget(self._make_nothing())
        if below is not None:
            below.setObjectName("")
            below.setMinimumHeight(360)
            margins = below.layout()
            if margins is not None:
                margins.setContentsMargins(0, 8, 0, 8)
            column.addWidget(below)
        column.addStretch(1)
        scan = f"Scanned {report.characters:,} characters in {report.elapsed_ms:,} ms, profile {report.profile}."
        column.addWidget(make_label(scan, Type.META, "text3", wrap=True))
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(ground)
        return area

    def _make_reasons(self, reasons: tuple[str, ...], *, blocked: bool) -> QWidget:
        frame = make_frame("banner")
        frame.setProperty("tone", "caution" if blocked else "info")
        row = QHBoxLayout(frame)
        row.setContentsMargins(16, 12, 16, 12)
        row.setSpacing(12)
        picture = Picture(self._look, "lock" if blocked else "info", 20, "found" if blocked else "text2")
        row.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
        lines = QVBoxLayout()
        lines.setSpacing(4)
        for reason in reasons:
            lines.addWidget(make_label(reason, wrap=True))
        row.addLayout(lines, 1)
        return frame

    def _make_nothing(self) -> QWidget:
        frame = make_frame("banner")
        frame.setProperty("tone", "local")
        row = QHBoxLayout(frame)
        row.setContentsMargins(16, 12, 16, 12)
        row.setSpacing(12)
        row.addWidget(Picture(self._look, "shield-check", 20, "accent"))
        row.addWidget(make_label("Nothing was found that could identify a person.", wrap=True), 1)
        return frame

    def _make_bytes(self) -> QWidget:
        review, look = self._review, self._look
        side = make_frame("sheetSide")
        column = QVBoxLayout(side)
        column.setContentsMargins(24, 16, 24, 16)
        column.setSpacing(8)
        views = Segments(look, ("Readable", "Raw"), "View of the bytes")
        head = QHBoxLayout()
        head.addWidget(make_label("The exact bytes", weight="bold"))
        head.addStretch(1)
        head.addWidget(views)
        column.addLayout(head)
        card = make_frame("card")
        inside = QVBoxLayout(card)
        inside.setContentsMargins(1, 1, 1, 1)
        inside.setSpacing(0)
        inside.addWidget(_make_strip("cardHead", f"POST {review.url}"))
        text = QPlainTextEdit(show_body(review.body))
        text.setObjectName("codeText")
        text.setReadOnly(True)
        text.setTabChangesFocus(True)
        text.setAccessibleName("The exact bytes")
        text.setFont(look.font(Type.META, mono=True))
        text.document().setDocumentMargin(12)
        inside.addWidget(text, 1)
        raw = review.body.decode("utf-8", "replace")
        views.chosen.connect(lambda place: text.setPlainText(raw if place else show_body(review.body)))
        inside.addWidget(_make_strip("cardFoot", f"{len(review.body):,} bytes", f"SHA-256 {digest_of(review.body)}"))
        column.addWidget(card, 1)
        facts = QHBoxLayout()
        facts.setSpacing(24)
        for name, value in (("Goes to", QUrl(review.url).authority()), ("Model", review.model)):
            pair = QVBoxLayout()
            pair.setSpacing(0)
            pair.addWidget(make_label(name, Type.META, "text3"))
            pair.addWidget(make_label(value))
            facts.addLayout(pair)
        facts.addStretch(1)
        column.addLayout(facts)
        return side


def _summary(review: Review) -> str:
    found = describe_findings(review.report.findings)
    if review.report.verdict is Verdict.CLEARED:
        what = f"Found: {found}; the rules let it pass." if found else "Nothing was found that could identify a person."
        return f"{what} Nothing has left this computer yet."
    if found:
        one = len(review.report.findings) == 1
        is_in, them = ("is in it", "it") if one else ("are in it", "them")
        return f"This was not sent: {found} {is_in}. Answer it here, or write it without {them}."
    return "This was not sent. Answer it here, or change it first."


def _make_card(finding: Shown) -> QWidget:
    card = make_frame("card")
    column = QVBoxLayout(card)
    column.setContentsMargins(12, 10, 12, 10)
    column.setSpacing(4)
    words = finding.words if len(finding.words) <= 120 else finding.words[:117] + "..."
    column.addWidget(make_label(words or finding.why, weight="bold", wrap=True))
    if words:
        why = finding.why if finding.times == 1 else f"{finding.why}, {finding.times} times"
        column.addWidget(make_label(why, Type.META, "text2", wrap=True))
    return card


def _make_strip(name: str, *texts: str) -> QWidget:
    strip = make_frame(name)
    column = QVBoxLayout(strip)
    column.setContentsMargins(16, 8, 16, 8)
    column.setSpacing(2)
    for text in texts:
        label = make_label(text, Type.CAPTION, "text2", wrap=True, mono=True)
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        column.addWidget(label)
    return strip

"""Scans the draft while it is typed: one scan at a time, and only the newest text waits."""

from __future__ import annotations

from PySide6.QtCore import QObject

from desktop.bridge.jobs import Jobs
from desktop.core.privacy import ScanReport
from desktop.ui.composer import Composer
from desktop.ui.services import Scanning


class DraftScan(QObject):
    """Listens to the composer and shows it what was found. A failed scan is shown as failed, never as clean."""

    def __init__(self, composer: Composer, scanning: Scanning, jobs: Jobs, parent: QObject) -> None:
        super().__init__(parent)
        self._composer = composer
        self._service = scanning
        self._jobs = jobs
        self._next = ""
        self._busy = False
        composer.scan_asked.connect(self._on_asked)

    def _on_asked(self, text: str) -> None:
        self._next = text
        if not self._busy:
            self._scan()

    def _scan(self) -> None:
        text, self._next = self._next, ""
        if not text.strip():
            return
        self._busy = True
        self._composer.show_scanning()

        def over(report: ScanReport | None) -> None:
            self._busy = False
            self._composer.show_report(text, report)
            self._scan()

        self._jobs.run(self, lambda: self._service.preview(text), over, lambda _: over(None))

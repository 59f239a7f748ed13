"""Looks at a text or a document as the gate would, without sending anything."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from desktop.core.privacy import ScanReport
from desktop.documents.reader import Reader
from desktop.privacy.gate import TextScanner

PLAIN_SUFFIXES = frozenset({".txt", ".md", ".csv", ".log", ".json", ""})


@dataclass(frozen=True, slots=True)
class Scanning:
    """The scanner, for the composer's underline and for `cloister scan`."""

    scanner: TextScanner
    reader: Reader

    def preview(self, text: str) -> ScanReport:
        """What the gate would say of a text alone."""
        return self.scanner.scan([text])

    def scan(self, text: str, profile: str) -> ScanReport:
        """The verdict on a text under a profile."""
        return self.scanner.scan([text], profile)

    def scan_file(self, path: Path, profile: str) -> tuple[str, ScanReport]:
        """The text of a readable document, and the verdict on it."""
        text = "\n\n".join(page.text for page in self.reader.read(path).pages)
        return text, self.scanner.scan([text], profile)

    def scan_each(self, texts: Iterable[str], profile: str) -> Iterator[ScanReport]:
        """One verdict for each text, in order; the scanner is loaded once."""
        for text in texts:
            yield self.scanner.scan([text], profile)

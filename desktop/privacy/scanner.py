"""The parent's side of the scanner: hands over texts, and takes back a report only if it is whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from desktop.core.errors import BadInput, NotVerified, PromptTooLong
from desktop.core.privacy import Category, Finding, ScanReport, Verdict
from desktop.process.channel import Channel, ChildBug

START_TIMEOUT_S = 180.0
"""Importing Presidio and judging the canaries takes some 4 s of processor time; a busy machine may take far longer."""
WALL_FLOOR_S = 30.0
WALL_S_PER_10K = 8.0
"""The child keeps to its own budget of processor time; this only ends one that hangs."""
MAX_CHARACTERS = 2_000_000


def scanner_channel(accept_unverified: bool = False, folders: Sequence[Path] = ()) -> Channel:
    """The channel to the scanner child. `folders` are where models lie, if not below this package's own root."""
    return Channel(
        "desktop.privacy.child",
        "privacy scanner",
        arguments=[str(folder) for folder in folders],
        accept_unverified=accept_unverified,
    )


class Scanner:
    """Looks for regulated material in texts. Whatever goes wrong is raised: no error ever reads as "cleared"."""

    def __init__(self, channel: Channel, model: Path, patience_s: float = WALL_FLOOR_S) -> None:
        self._channel = channel
        self._patience_s = patience_s
        self._model = str(model)
        self._version = ""

    @property
    def version(self) -> str:
        """The rules and weights at work; empty before the first scan."""
        return self._version

    def start(self) -> None:
        """Start the child and have it prove itself, so that the first scan need not wait for it."""
        self._status()

    def check(self) -> str:
        """Start the child if need be, and return its version. Raises `NotVerified` when it fails its self-test."""
        self._status()
        return self._version

    def scan(self, texts: Sequence[str], profile: str = "clinical") -> ScanReport:
        """The verdict on texts that would leave together; a finding's `part` is the index of its text.

        Raises an `AppError` when the scanner is not to be trusted, dies or takes too long, and `BadInput` for an
        unknown profile or a text longer than 2 million characters.
        """
        texts = list(texts)
        characters = sum(map(len, texts))
        if characters > MAX_CHARACTERS:
            raise PromptTooLong(
                f"{characters:,} characters are too many to be scanned at once.", "Send less, or ask the local model."
            )
        if profile not in {"clinical", "strict"}:
            raise BadInput("There is no such profile.", "Use clinical or strict.")
        self._status()
        params = {"model": self._model, "texts": texts, "profile": profile}
        timeout_s = max(self._patience_s, WALL_S_PER_10K * characters / 10_000)
        answer = self._ask("scan", params, timeout_s)
        report = _report_of(answer, texts, profile)
        self._version = report.version
        return report

    def close(self) -> None:
        """End the child."""
        self._channel.close()

    def _status(self) -> None:
        """Have a child that is started and proved; a new one takes longer than any scan may."""
        status = self._ask("status", {"model": self._model}, START_TIMEOUT_S)
        if not isinstance(status, dict) or not isinstance(status.get("version"), str) or not status["version"]:
            raise _unreadable()
        self._version = status["version"]

    def _ask(self, method: str, params: Mapping[str, Any], timeout_s: float) -> Any:
        try:
            return self._channel.call(method, params, timeout_s=timeout_s).value
        except ChildBug as error:
            raise NotVerified("The scan did not finish, so the text stays here.", "Try again, or ask here.") from error


def _report_of(answer: Any, texts: Sequence[str], profile: str) -> ScanReport:
    """A child's answer as a report, if it is one on exactly these texts. Raises `NotVerified`."""
    try:
        report = ScanReport(
            Verdict(answer["verdict"]),
            tuple(_finding_of(row, texts) for row in answer["findings"]),
            tuple(str(reason) for reason in answer["reasons"]),
            str(answer["profile"]),
            int(answer["characters"]),
            int(answer["elapsed_ms"]),
            str(answer["version"]),
        )
    except (KeyError, TypeError, ValueError, IndexError) as error:
        raise _unreadable() from error
    whole = report.characters == sum(map(len, texts)) and report.profile == profile and report.version
    if not whole or (report.verdict is Verdict.CLEARED) != (not report.reasons):
        raise _unreadable()
    return report


def _finding_of(row: Mapping[str, Any], texts: Sequence[str]) -> Finding:
    finding = Finding(
        str(row["type"]),
        Category(row["category"]),
        int(row["start"]),
        int(row["end"]),
        float(row["score"]),
        str(row["recognizer"]),
        int(row["part"]),
    )
    if not (0 <= finding.part < len(texts) and 0 <= finding.start <= finding.end <= len(texts[finding.part])):
        raise ValueError("a finding lies outside of its text")
    return finding


def _unreadable() -> NotVerified:
    return NotVerified("The scanner's answer could not be read, so the text stays here.", "Try again.")

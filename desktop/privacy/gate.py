"""The gate: the one place where text becomes fit to leave this computer. Whatever fails here keeps the text here."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final, NoReturn, Protocol, final

from desktop.core.chat import ConversationId, Request, Route
from desktop.core.errors import AppError, StaysHere
from desktop.core.privacy import ScanReport, Verdict
from desktop.core.settings import Settings
from desktop.core.turn import Choice, Review
from desktop.privacy.payload import HEADERS, PATH, texts_of, write_body
from desktop.privacy.ticket import Ticket, TicketOffice
from desktop.process.channel import ChildBug

KEPT_REPORTS = 32
_SEAL: Final = object()


class TextScanner(Protocol):
    """Looks for regulated material. Any error means: not cleared."""

    def scan(self, texts: Sequence[str], profile: str = "clinical") -> ScanReport:
        """The verdict on texts that would leave together."""
        ...


@final
class ClearedPrompt:
    """A request that passed the gate, byte for byte. Only `Gate.clear` makes one; it cannot be changed or pickled."""

    __slots__ = ("body", "conversation", "model", "ticket")
    body: bytes
    ticket: Ticket
    model: str
    conversation: ConversationId

    def __init__(self, body: bytes, ticket: Ticket, model: str, conversation: ConversationId, *, seal: object) -> None:
        if seal is not _SEAL:
            raise TypeError("a ClearedPrompt is made by the gate alone")
        for name, value in (("body", body), ("ticket", ticket), ("model", model), ("conversation", conversation)):
            object.__setattr__(self, name, value)

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError("a ClearedPrompt does not change")

    def __delattr__(self, name: str) -> NoReturn:
        raise AttributeError("a ClearedPrompt does not change")

    def __reduce__(self) -> NoReturn:
        raise TypeError("a ClearedPrompt does not travel")

    def __repr__(self) -> str:
        return f"ClearedPrompt({len(self.body)} bytes, sha256 {self.ticket.sha256[:12]})"


class Gate:
    """Reviews what would leave, and clears what was reviewed, found clean, and released by the user.

    `settings` reads the settings anew at each call; `switched_on` reads the conversation's own switch.
    """

    def __init__(
        self,
        scanner: TextScanner,
        office: TicketOffice,
        settings: Callable[[], Settings],
        switched_on: Callable[[ConversationId], bool],
    ) -> None:
        self._scanner = scanner
        self._office = office
        self._settings = settings
        self._switched_on = switched_on
        self._reports: OrderedDict[str, ScanReport] = OrderedDict()

    def review(self, request: Request) -> Review:
        """Write the exact bytes that would go to Claude, and scan all the text in them."""
        settings = self._settings()
        body = write_body(request, settings.cloud_model)
        return Review(Route.CLOUD, self._scan(body), body, settings.cloud_address + PATH, settings.cloud_model)

    def clear(self, review: Review, choice: Choice, conversation: ConversationId) -> ClearedPrompt:
        """Release a reviewed request. Raises `StaysHere` unless everything holds at this moment.

        The verdict is taken from the gate's own memory of these bytes, not from the review that is handed in.
        """
        report = self._reports.get(_digest(review.body))
        if choice is not Choice.SEND:
            raise StaysHere("You kept this here.")
        if report is None or report.verdict is not Verdict.CLEARED:
            raise StaysHere("This was not sent: it was not cleared.", "Answer it here.")
        self.admit(conversation)
        settings = self._settings()
        if review.url != settings.cloud_address + PATH or review.model != settings.cloud_model:
            raise StaysHere("The settings changed while you looked, so nothing was sent.", "Send it again.")
        ticket = self._office.issue("POST", review.url, HEADERS, review.body, report.version)
        return ClearedPrompt(review.body, ticket, review.model, conversation, seal=_SEAL)

    def admit(self, conversation: ConversationId) -> None:
        """Read the kill switch, the policy and the conversation's switch again. Raises `StaysHere`."""
        if not self._settings().cloud_allowed:
            raise StaysHere("Claude is switched off on this computer, so nothing was sent.", "Ask here.")
        if not self._switched_on(conversation):
            raise StaysHere("Claude is off in this conversation, so nothing was sent.", "Switch it on, or ask here.")

    def _scan(self, body: bytes) -> ScanReport:
        digest = _digest(body)
        if (known := self._reports.get(digest)) is not None:
            return known
        try:
            report = self._scanner.scan(texts_of(body))
        except (AppError, ChildBug, ValueError) as error:
            # Not remembered: the next review tries again.
            return _unscanned(str(error) if isinstance(error, AppError) else "")
        if not isinstance(report.verdict, Verdict) or not report.version:
            return _unscanned("")
        self._reports[digest] = report
        while len(self._reports) > KEPT_REPORTS:
            self._reports.popitem(last=False)
        return report


def blocked(review: Review, reason: str) -> Review:
    """The same review with another reason to stay."""
    report = replace(review.report, verdict=Verdict.BLOCKED, reasons=(*review.report.reasons, reason))
    return replace(review, report=report)


def _unscanned(why: str) -> ScanReport:
    reason = f"The scan did not finish, so the text stays here. {why}".strip()
    return ScanReport(Verdict.BLOCKED, (), (reason,), "", 0, 0, "")


def _digest(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()

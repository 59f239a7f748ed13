"""A real gate over a scanner whose verdict a test can choose."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from desktop.core.chat import ConversationId, Request, Role, Text
from desktop.core.privacy import Category, Finding, ScanReport, Verdict
from desktop.core.settings import Settings
from desktop.privacy.gate import Gate
from desktop.privacy.ticket import TicketOffice

HERE = ConversationId(7)
HELLO = Request("Answer briefly.", (Text(Role.USER, "How do I wash my hands? 手を洗う"),), 64)


@dataclass
class WordScanner:
    """Blocks every text that holds the word "Robin"."""

    scanned: list[tuple[str, ...]] = field(default_factory=list)
    error: Exception | None = None

    def scan(self, texts: Sequence[str], profile: str = "clinical") -> ScanReport:
        self.scanned.append(tuple(texts))
        if self.error is not None:
            raise self.error
        found = tuple(
            Finding("PERSON", Category.PERSON, text.index("Robin"), text.index("Robin") + 5, 1.0, "words", part)
            for part, text in enumerate(texts)
            if "Robin" in text
        )
        verdict = Verdict.BLOCKED if found else Verdict.CLEARED
        return ScanReport(verdict, found, ("A name.",) * bool(found), profile, sum(map(len, texts)), 1, "words 1")


@dataclass
class Switches:
    """The settings and the conversation's switch, as they are at this moment."""

    settings: Settings = field(default_factory=Settings)
    on: bool = True


def make_gate(scanner: WordScanner, switches: Switches, secret: bytes = b"s" * 32) -> Gate:
    return Gate(scanner, TicketOffice(secret), lambda: switches.settings, lambda _: switches.on)

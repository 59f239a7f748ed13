"""What the scanner finds in a text, and what the gate makes of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Category(StrEnum):
    """What a finding means to the decision table; the entity type says what it is."""

    CREDENTIAL = "credential"
    IDENTIFIER = "identifier"
    CONTACT = "contact"
    PERSON = "person"
    PLACE = "place"
    ORGANISATION = "organisation"
    DATE = "date"
    AGE = "age"
    PROFESSION = "profession"
    HEALTH = "health"
    FINANCE = "finance"
    RELATION = "relation"
    EVASION = "evasion"


class Verdict(StrEnum):
    """The gate's answer. There is no third one: what is not cleared stays here."""

    CLEARED = "cleared"
    BLOCKED = "blocked"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found: characters `start` to `end` of text number `part`, with the detector that found it.

    `score` is the detector's own, from 0 to 1, and not comparable between detectors.
    """

    type: str
    category: Category
    start: int
    end: int
    score: float
    recognizer: str
    part: int = 0


@dataclass(frozen=True, slots=True)
class ScanReport:
    """What a scan made of some texts. `version` names the rules and weights, so that a verdict can be repeated."""

    verdict: Verdict
    findings: tuple[Finding, ...]
    reasons: tuple[str, ...]
    profile: str
    characters: int
    elapsed_ms: int
    version: str


SENSITIVE = frozenset(Category) - {Category.HEALTH, Category.FINANCE, Category.RELATION, Category.PROFESSION}
"""Categories that point at somebody or open something; the others are only the context that makes them matter."""

_WORDS = {
    Category.CREDENTIAL: ("password or key", "passwords or keys"),
    Category.IDENTIFIER: ("number", "numbers"),
    Category.CONTACT: ("contact", "contacts"),
    Category.PERSON: ("name", "names"),
    Category.PLACE: ("place", "places"),
    Category.ORGANISATION: ("organisation", "organisations"),
    Category.DATE: ("date", "dates"),
    Category.AGE: ("age", "ages"),
    Category.EVASION: ("hidden text", "hidden texts"),
}


def count_places(findings: Sequence[Finding]) -> Counter[Category]:
    """How many places of each category there are; detectors that found the same stretch count once."""
    counts: Counter[Category] = Counter()
    reached: dict[tuple[Category, int], int] = {}
    for finding in sorted(findings, key=lambda finding: (finding.part, finding.start)):
        line = (finding.category, finding.part)
        if finding.start >= reached.get(line, 0):
            counts[finding.category] += 1
        reached[line] = max(reached.get(line, 0), finding.end)
    return counts


def describe_findings(findings: Sequence[Finding]) -> str:
    """Count what was found in plain words, the gravest first: "1 name, 1 number". Empty when nobody is pointed at."""
    counts = count_places(findings)
    return ", ".join(f"{counts[c]} {words[counts[c] > 1]}" for c, words in _WORDS.items() if counts[c])

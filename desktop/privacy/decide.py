"""The decision table: which findings together keep a text here, and the sentence the user reads.

A rule looks at what was found in all the texts that would leave together. Rules are never summed: one that holds is
enough, and nothing that was found is ever cleared by something else that was found.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from desktop.core.privacy import SENSITIVE, Category, Finding, Verdict
from desktop.privacy.lexicon import CLINICAL_WORD, FINANCE_TERM, FINANCE_WORD, HEALTH_TERM
from desktop.privacy.statements import FINANCE_STATEMENT, HEALTH_STATEMENT, PATIENT

TABLE = 1
"""Rises with every change of the table or of the logic around it; part of the scanner's version."""


class Profile(StrEnum):
    """How careful the table is."""

    CLINICAL = "clinical"
    STRICT = "strict"


NEEDS_COMPANY = frozenset({"ID", "IP_ADDRESS", "MAC_ADDRESS", "UUID", "USER_NAME", "UNNAMED_NUMBER"})
"""Types that are found in code and logs all day: they matter beside a person, a health fact or money."""

GENERIC_CONTACT = "GENERIC_CONTACT"
"""An address that belongs to nobody in particular: info@, a toll-free number, a documentation domain."""

NAMED_PATIENT = frozenset({"PATIENT_NAME", "INITIALS"})


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the rules ask about the findings of all texts.

    `health` and `money` say that something private is spoken of, `patient` that a name stands in a clinical context,
    `somebody` that the texts speak of a particular person, named or not.
    """

    types: frozenset[str]
    categories: frozenset[Category]
    health: bool
    money: bool
    patient: bool
    person: bool
    full_name: bool
    somebody: bool

    @property
    def sensitive_context(self) -> bool:
        """Whether anything is said that would be private if it were about somebody."""
        return self.health or self.money


def weigh(findings: Sequence[Finding], texts: Sequence[str] = ()) -> Evidence:
    """Boil the findings down to what the rules ask. `texts` lets different weak words be told from one repeated."""
    types = frozenset(finding.type for finding in findings)
    weak_health = _different(findings, CLINICAL_WORD, texts)
    weak_money = _different(findings, FINANCE_WORD, texts)
    people = [finding for finding in findings if finding.category is Category.PERSON]
    full_name = any(" " in _words(finding, texts) for finding in people)
    health = bool(types & (NAMED_PATIENT | {HEALTH_TERM, HEALTH_STATEMENT, PATIENT}))
    # The less of a name there is, the more of a context it takes: "Maria's clinic" in a sum, "Miss Quill's smear".
    needed = 1 if "TITLED_PERSON" in types else 2 if full_name or not people else 3
    return Evidence(
        types=types,
        categories=frozenset(finding.category for finding in findings if finding.type not in NEEDS_COMPANY),
        health=health or weak_health >= 2,
        patient=bool(people) and (health or weak_health >= needed),
        money=FINANCE_TERM in types or weak_money >= 2 or (weak_money == 1 and full_name) or FINANCE_STATEMENT in types,
        person=bool(people),
        full_name=full_name,
        somebody=bool(people) or "BED" in types or any(f.category is Category.RELATION for f in findings),
    )


def _words(finding: Finding, texts: Sequence[str]) -> str:
    return texts[finding.part][finding.start : finding.end] if finding.part < len(texts) else " "


def _different(findings: Sequence[Finding], kind: str, texts: Sequence[str]) -> int:
    """How many different words of a weak kind there are; every finding counts when the texts are not at hand."""
    found = [finding for finding in findings if finding.type == kind]
    if not texts:
        return len(found)
    return len({_words(finding, texts).lower().rstrip("s") for finding in found})


@dataclass(frozen=True, slots=True)
class Rule:
    """When `holds`, a text stays here under each of `profiles`, and `reason` says why."""

    reason: str
    holds: Callable[[Evidence], bool]
    profiles: frozenset[Profile] = frozenset(Profile)


_STRICT = frozenset({Profile.STRICT})

RULES: tuple[Rule, ...] = (
    Rule("It holds a password or key.", lambda e: Category.CREDENTIAL in e.categories),
    Rule("Part of it is written so that it cannot be read as it looks.", lambda e: Category.EVASION in e.categories),
    Rule("It holds a number that belongs to one person.", lambda e: Category.IDENTIFIER in e.categories),
    Rule(
        "It holds an address that reaches one person.",
        lambda e: bool(e.types & {"EMAIL_ADDRESS", "PHONE_NUMBER", "USER_URL"}),
    ),
    Rule("A name stands beside a health condition or treatment.", lambda e: e.patient),
    Rule("A name stands beside money matters.", lambda e: e.person and e.money),
    Rule("A number stands beside a name.", lambda e: bool(e.types & {"ID", "UNNAMED_NUMBER"}) and e.full_name),
    Rule(
        "A number stands beside what is said about somebody's health or money.",
        lambda e: bool(e.types & NEEDS_COMPANY) and e.sensitive_context and e.somebody,
    ),
    Rule(
        "A user's name or address stands beside a private matter.",
        lambda e: bool(e.types & {"IP_ADDRESS", "USER_NAME"}) and e.sensitive_context,
    ),
    Rule("An age over 89 stands beside a health condition.", lambda e: "AGE_OVER_89" in e.types and e.health),
    Rule(
        "An exact date stands beside what is said about somebody's health or money.",
        lambda e: Category.DATE in e.categories and e.sensitive_context and e.somebody,
    ),
    Rule(
        "A place stands beside what is said about somebody's health or money.",
        lambda e: bool(e.categories & {Category.PLACE, Category.ORGANISATION}) and e.sensitive_context and e.somebody,
    ),
    Rule("A health matter is told of somebody you know, or of yourself.", lambda e: HEALTH_STATEMENT in e.types),
    Rule("A money matter is told of somebody you know, or of yourself.", lambda e: FINANCE_STATEMENT in e.types),
    Rule(
        "A name stands beside a home address.",
        lambda e: e.person and bool(e.types & {"STREET_ADDRESS", "ZIP_CODE", "POSTCODE"}),
    ),
    Rule(
        "A street and a postal code, or a street and a person, name a home.",
        lambda e: "STREET_ADDRESS" in e.types and (e.somebody or bool(e.types & {"ZIP_CODE", "POSTCODE"})),
    ),
    Rule(
        "It holds a name, place or date, which the strict profile keeps here.",
        lambda e: bool(e.categories & SENSITIVE),
        _STRICT,
    ),
    Rule(
        "Somebody under care is spoken of, which the strict profile keeps here.", lambda e: PATIENT in e.types, _STRICT
    ),
)
"""In the order in which the reasons are shown."""


def decide(findings: Sequence[Finding], profile: str, texts: Sequence[str] = ()) -> tuple[Verdict, tuple[str, ...]]:
    """The verdict on findings, with every reason against leaving. An unknown profile is a `ValueError`."""
    chosen = Profile(profile)
    evidence = weigh(findings, texts)
    reasons = tuple(rule.reason for rule in RULES if chosen in rule.profiles and rule.holds(evidence))
    return (Verdict.BLOCKED, reasons) if reasons else (Verdict.CLEARED, ())

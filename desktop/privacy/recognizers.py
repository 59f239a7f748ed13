"""Presidio's own recognisers that serve us, and ours behind Presidio's interface.

Only this file and `engine.py` import Presidio. What a recogniser finds carries its category in the result's metadata;
for Presidio's own the table `READY` says it, with the score from which a type counts: scores of different recognisers
are not comparable, so there is no common threshold.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import presidio_analyzer.predefined_recognizers as predefined
from presidio_analyzer import EntityRecognizer, RecognizerResult
from presidio_analyzer.nlp_engine import NlpArtifacts

from desktop.core.privacy import Category, Finding

CATEGORY = "category"


@dataclass(frozen=True, slots=True)
class Ready:
    """One of Presidio's recognisers: its class, the score from which it counts, and the words that must be near.

    A number that only a check digit vouches for is one in ten of all numbers; without a word of `near` in the 60
    characters before it, it is reported as an unnamed number.
    """

    name: str
    threshold: float = 0.4
    near: str = ""
    category: Category = Category.IDENTIFIER


READY: tuple[Ready, ...] = (
    Ready("CreditCardRecognizer", 0.9),
    Ready("IbanRecognizer", 0.9),
    Ready("CryptoRecognizer", 0.9),
    Ready("UsBankRecognizer"),
    Ready("AbaRoutingRecognizer", 0.9, r"aba|routing|transit|rtn"),
    Ready("UsSsnRecognizer"),
    Ready("UsItinRecognizer", 0.6),
    Ready("UsMbiRecognizer"),
    Ready("UsNpiRecognizer", 0.9, r"npi|provider|prescriber"),
    Ready("UsHealthInsuranceMemberIdRecognizer"),
    Ready("UsPriorAuthorizationNumberRecognizer"),
    Ready("UsClaimNumberRecognizer"),
    Ready("UsPrescriptionNumberRecognizer"),
    Ready("UsReferralNumberRecognizer"),
    Ready("UsProviderTaxIdRecognizer"),
    Ready("MedicalLicenseRecognizer", 0.9, r"dea|licen[cs]e|prescriber|dr|md"),
    Ready("NhsRecognizer", 0.9, r"nhs|national health|patient|hospital|health|number"),
    Ready("UkNinoRecognizer"),
    Ready("UkDrivingLicenceRecognizer"),
    Ready("EsNifRecognizer", 0.9, r"nif|dni|documento|identidad|identity"),
    Ready("EsNieRecognizer", 0.9, r"nie|extranjero|identidad|identity"),
    Ready("ItFiscalCodeRecognizer", 0.5),
    Ready("PlPeselRecognizer", 0.9, r"pesel"),
    Ready("FiPersonalIdentityCodeRecognizer", 0.9),
    Ready("SePersonnummerRecognizer", 0.9, r"personnummer|pnr|personal number"),
    Ready("DeSocialSecurityRecognizer", 0.9),
    Ready("DeTaxIdRecognizer", 0.9, r"steuer|tax|idnr|tin"),
    Ready("TrNationalIdRecognizer", 0.9, r"kimlik|tckn|tc|national id"),
    Ready("KrRrnRecognizer", 0.9),
    Ready("ThTninRecognizer", 0.9, r"thai|id|national"),
    Ready("InAadhaarRecognizer", 0.9, r"aadhaa?r|uidai|uid"),
    Ready("InPanRecognizer", 0.8),
    Ready("AuMedicareRecognizer", 0.9, r"medicare"),
    Ready("AuTfnRecognizer", 0.9, r"tfn|tax file"),
    Ready("CaSinRecognizer", 0.9, r"sin|social insurance|nas"),
    Ready("ZaIdNumberRecognizer", 0.9, r"id|identity|identiteit"),
    Ready("SgFinRecognizer", 0.5),
    Ready("EmailRecognizer", 0.5, category=Category.CONTACT),
    Ready(
        "PhoneRecognizer",
        0.4,
        r"phone|tel|call|cell|mobile|fax|ring|text|whatsapp|sms|contact|reach|number",
        Category.CONTACT,
    ),
    Ready("IpRecognizer", 0.4, category=Category.CONTACT),
    Ready("MacAddressRecognizer", 0.4, category=Category.CONTACT),
    Ready("UuidRecognizer", 0.4, category=Category.CONTACT),
)
"""Left out on purpose: URL (flags "node.js"), driver's licence (any letter with a digit), passport (any nine digits
near "us"), dates (ours are wider and tell a year from a day), postcodes and plates (ours ask for a context)."""

Finder = Callable[[str], Iterable[Finding]]


class OwnRecognizer(EntityRecognizer):
    """One of our detectors behind Presidio's interface."""

    def __init__(self, name: str, find: Finder) -> None:
        self._find = find
        self._own_name = name
        super().__init__(supported_entities=[name], name=name, supported_language="en")

    def load(self) -> None:
        """Nothing to load: the detector comes ready."""

    def analyze(
        self, text: str, entities: list[str], nlp_artifacts: NlpArtifacts | None = None
    ) -> list[RecognizerResult]:
        """Everything the detector finds, of whatever type."""
        return [
            RecognizerResult(
                finding.type,
                finding.start,
                finding.end,
                finding.score,
                recognition_metadata={
                    RecognizerResult.RECOGNIZER_NAME_KEY: self._own_name,
                    RecognizerResult.RECOGNIZER_IDENTIFIER_KEY: self.id,
                    CATEGORY: finding.category,
                },
            )
            for finding in self._find(text)
        ]


@dataclass(frozen=True, slots=True)
class Entry:
    """What the engine has to know of a ready recogniser when a result of its comes in."""

    ready: Ready
    near: re.Pattern[str] | None


def ready_recognizers() -> dict[str, tuple[Entry, Any]]:
    """Presidio's recognisers of the table, by their name in results; all of them read every language's text."""
    built: dict[str, tuple[Entry, Any]] = {}
    for ready in READY:
        recognizer = getattr(predefined, ready.name)(supported_language="en")
        near = re.compile(rf"(?<![a-z])(?:{ready.near})(?![a-z])", re.IGNORECASE) if ready.near else None
        built[recognizer.name] = (Entry(ready, near), recognizer)
    return built

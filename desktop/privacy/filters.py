"""What a detector's finding is worth: the model's defects corrected, generic addresses told from personal ones."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable, Iterator

from desktop.core.privacy import Category, Finding
from desktop.privacy.decide import GENERIC_CONTACT
from desktop.privacy.lexicon import GIVEN_NAMES, NOT_NAMES, is_medical_name
from desktop.privacy.ner import Entity
from desktop.privacy.patterns import find_patterns
from desktop.privacy.shapes import DATES
from desktop.privacy.words_places import PUBLIC_BODIES, WIDE_PLACES

UNNAMED_NUMBER = "UNNAMED_NUMBER"

_CATEGORIES = {
    "PERSON": Category.PERSON, "LOCATION": Category.PLACE, "ORGANIZATION": Category.ORGANISATION, "DATE": Category.DATE,
    "AGE": Category.AGE, "ID": Category.IDENTIFIER, "PHONE": Category.CONTACT,
}  # fmt: skip
"""PROFESSION is not here: the model sees one in 11 % of harmless prompts. Nor is WEB: file names and times of day are
"web" to it, and the patterns know addresses."""

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_ROLE_ADDRESS = re.compile(
    r"(?:info|support|help(?:desk)?|contact|sales|hello|admin|office|press|media|no-?reply|do-?not-?re"
    r"ply|service|billing|jobs|careers|hr|team|"
    r"mail|webmaster|postmaster|abuse|security|privacy|legal|enquiries|inquiries|feedback|newsletter"
    r"|news|user(?:name)?|name|you|your\.?(?:name|email)|me|someone|"
    r"test|example|foo|bar|git|root|john\.?doe|jane\.?doe|alice|bob|email)@",
    re.IGNORECASE,
)
_EXAMPLE_DOMAIN = re.compile(
    r"@(?:[\w-]+\.)*(?:example\.(?:com|org|net|edu)|example|invalid|test|localhost)\b", re.IGNORECASE
)
_PERSONAL_PART = re.compile(r"[a-z]+[._-][a-z]+\d*@|[a-z]+\d{2,}@", re.IGNORECASE)
_TOLL_FREE = re.compile(r"\+?1?\D{0,2}8(?:00|88|77|66|55|44|33)\D{0,2}\d{3}\D?\d{4}$")
_RUN = re.compile(r"\S+")
LONG_RUN = 24
_MONARCH = re.compile(r"\b(?:King|Queen|Emperor|Empress|Pope|Tsar|Saint|Pharaoh) [A-Z]\w+|\b[A-Z][a-z]+ [IVX]{2,5}$")
_PET = re.compile(
    r"\b(?:cat|dog|kitten|puppy|horse|hamster|rabbit|parrot|pet)(?:,? (?:named|called|is|is called))?,? $",
    re.IGNORECASE,
)
_SEPARATED = re.compile(r"^\+|\(\d+\)|\d[ .-]\d{2,}[ .-]\d")


def from_network(text: str, entities: Iterable[Entity]) -> Iterator[Finding]:
    """The network's entities as findings: drugs, eponyms, countries and public bodies taken out."""
    for entity in entities:
        category = _CATEGORIES.get(entity.type)
        value = text[entity.start : entity.end]
        if category is None or not _counts(entity, text, value):
            continue
        kind = entity.type
        if kind == "AGE":
            digits = "".join(c for c in value if c.isdigit())[:3]
            kind = "AGE_OVER_89" if digits and 89 < int(digits) < 125 else "AGE"
        elif kind == "PHONE":
            kind = UNNAMED_NUMBER
        yield Finding(kind, category, entity.start, entity.end, entity.score, "network")


def _counts(entity: Entity, text: str, value: str) -> bool:
    match entity.type:
        case "PERSON":
            return _is_person(entity, text, value)
        case "LOCATION":
            return value.isalnum() is False or (value.lower() not in WIDE_PLACES and len(value) > 2)
        case "ORGANIZATION":
            return _is_organisation(entity, text, value)
        case "DATE":
            return any(True for _ in find_patterns(value, DATES))
        case "ID" | "PHONE":
            return sum(c.isdigit() for c in value) >= (5 if entity.type == "ID" else 7) and "." not in value
        case _:
            return True


def _is_person(entity: Entity, text: str, value: str) -> bool:
    words = _WORD.findall(value)
    if sum(len(word) for word in words) < 2 or any(c in value for c in "=<>{}[]\\$"):
        return False
    known = all(word.lower() in NOT_NAMES or word.lower() in WIDE_PLACES for word in words)
    # One short word, or one of capitals, is a short form.
    short = len(words) == 1 and (len(value) < 3 or (value.isupper() and len(value) < 5))
    unsure = entity.score < 0.6 and value.islower()
    if known or short or unsure or _is_in_code(text, entity) or _is_title_or_pet(text, entity, value):
        return False
    return not is_medical_name(text, entity.start, entity.end)


def _is_title_or_pet(text: str, entity: Entity, value: str) -> bool:
    """Whether a name is a monarch's or a pet's."""
    before = text[max(0, entity.start - 24) : entity.start]
    if value in {"King", "Queen", "Pope"} and text[entity.end + 1 : entity.end + 2].isupper():
        return True
    return bool(_MONARCH.search(before[-12:] + value) or _PET.search(before))


def _is_in_code(text: str, entity: Entity) -> bool:
    """Whether a piece stands inside a long run of letters, digits and signs, such as a digest or a path."""
    start = max(text.rfind(" ", 0, entity.start), text.rfind("\n", 0, entity.start)) + 1
    match = _RUN.match(text, start)
    if match is None or match.end() < entity.end or match.end() - start < LONG_RUN:
        return False
    run = match.group()
    return any(c.isdigit() for c in run) and any(c in "+/=" for c in run)


def _is_organisation(entity: Entity, text: str, value: str) -> bool:
    words = [word.lower() for word in _WORD.findall(value)]
    if not words or entity.score < 0.6 or (value.isupper() and len(value) <= 6):
        return False
    if " ".join(words) in PUBLIC_BODIES or all(word in NOT_NAMES or word in PUBLIC_BODIES for word in words):
        return False
    return not is_medical_name(text, entity.start, entity.end)


def given_names(text: str) -> Iterator[Finding]:
    """Capitalised given names: a second opinion that needs no network."""
    for match in _WORD.finditer(text):
        word = match.group()
        if word[0].isupper() and word.split("-")[0].split("'")[0].lower() in GIVEN_NAMES and not word[1:].isupper():
            before = text[max(0, match.start() - 12) : match.end()]
            if word.lower() in NOT_NAMES or _MONARCH.search(before) or is_medical_name(text, *match.span()):
                continue
            yield Finding("PERSON", Category.PERSON, *match.span(), 0.5, "names")


def refine_contact(finding: Finding, value: str) -> Finding | None:
    """A contact as what it is: somebody's, nobody's in particular, or none at all (a private or loopback address)."""
    kind = finding.type
    match finding.type:
        case "EMAIL_ADDRESS" if _ROLE_ADDRESS.match(value) or (
            _EXAMPLE_DOMAIN.search(value) and not _PERSONAL_PART.match(value)
        ):
            kind = GENERIC_CONTACT
        case "PHONE_NUMBER" if _TOLL_FREE.match(value):
            kind = GENERIC_CONTACT
        case "IP_ADDRESS" if not _is_public(value):
            return None
        case "MAC_ADDRESS" | "UUID" | "IP_ADDRESS":
            pass
        case _:
            pass
    return Finding(kind, finding.category, finding.start, finding.end, finding.score, finding.recognizer, finding.part)


def is_written_as_phone(value: str) -> bool:
    """Whether a number has the separators of a telephone number; a bare run of digits may be anything."""
    return bool(_SEPARATED.search(value))


def _is_public(value: str) -> bool:
    try:
        return ipaddress.ip_address(value.split("/")[0]).is_global
    except ValueError:
        return False

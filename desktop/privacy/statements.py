"""Sensitive facts that are said about somebody who is not named: "my sister has lupus", "I take sertraline".

A finding of type `HEALTH_STATEMENT` or `FINANCE_STATEMENT` covers the stretch from whom it is about to what is said. A
learned classifier may add findings of the same types later; the decision table does not change with it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from desktop.core.privacy import Category, Finding
from desktop.privacy.lexicon import FINANCE_TERM, FINANCE_WORD, HEALTH_TERM, RELATIVES

HEALTH_STATEMENT = "HEALTH_STATEMENT"
FINANCE_STATEMENT = "FINANCE_STATEMENT"
PATIENT = "PATIENT"
"""Somebody under care, without a name: "my patient", "the pt"."""
AGED_PERSON = "AGED_PERSON"
PRONOUN = "PRONOUN"

REACH = 90
"""Characters between whom a statement is about and what it says, within one sentence."""

MILD = frozenset(
    {
        "headache",
        "headaches",
        "sore throat",
        "sunburn",
        "heartburn",
        "hay fever",
        "acne",
        "constipation",
        "nausea",
        "fever",
    }
    | {
        "feverish",
        "wheezing",
        "blisters",
        "itchy",
        "insomnia",
        "sick leave",
        "burnout",
        "vomiting",
        "cholesterol",
        "x-ray",
    }
)
"""What people ask of themselves every day and nobody holds against them; said of oneself, it passes."""

_OCCUPATION = (
    r"(?:accountant|actor|administrator|apprentice|architect|baker|barman|bishop|bookkeeper|bricklayer"
    r"|bus driver|butcher|caretaker|carer|cleaning lady|cleaning woman|cleaner|nanny|au pair|carpenter"
    r"|cashier|ceo|cfo|coo|cto|chairman|chairwoman|chair|chef|clerk|coach|coachman|consultant|cook|councillor|deputy|dentist|director|doctor|driver|electrician|engineer|farmer"
    r"|firefighter|foreman|gardener|gp|guard|hairdresser|head of \w+|head|headmaster|headmistress"
    r"|headteacher|janitor|judge|lawyer|librarian"
    r"|mayor|mechanic|midwife|minister|nurse|nursery teacher|officer|organist|painter|partner|pharmaci"
    r"st|pilot|plumber|policeman|policewoman|porter|postman|postmaster|postwoman|president|priest"
    r"|principal|professor|rabbi|imam|receptionist|registrar"
    r"|salesman|saleswoman|scientist|secretary|senator|shopkeeper|solicitor|surgeon|surveyor|tailor"
    r"|teacher|technician|trainee|trainer|treasurer|vet|vicar|waiter|waitress|warden|welder|worker)"
)
_KIN = "|".join(re.escape(word) for word in RELATIVES)
_RELATION = re.compile(
    rf"\b(?:my|our|his|her|their|the|a)[ ](?:(?:late|poor|dear|elderly|older|younger|little|big"
    rf"|old|best|close|new|teenage|adult|adopted|next[- ]door|\d{{1,3}}[- ]year[- ]old)[ ])?"
    rf"(?:[a-zA-Z]+['’]s[ ])?(?:{_KIN})(?:['’]s)?\b"
    r"|\bthe[ ](?:man|woman|lady|guy|girl|boy|family|couple|people)[ ](?:next[ ]door|across[ ]the"
    r"[ ]\w+|upstairs|downstairs)\b"
    rf"|\b(?:patient|pt|client|resident|employee|tenant|student)['’]s[ ](?:{_KIN})\b",
    re.IGNORECASE,
)
_OWN_RELATION = re.compile(r"\b(?:my|our|next[ ]door|across|upstairs|downstairs)\b|['’]s[ ]", re.IGNORECASE)
_PARENT = re.compile(
    r"\b(?:mum|mummy|mom|dad|daddy|nan|gran|granny|grandma|grandpa|grandad|granddad)(?:['’]s)?\b", re.IGNORECASE
)
_ROLE = re.compile(
    rf"(?:\b(?:our|my|the only|the one|the sole)|['’]s (?:only|one|new|own|former))[ ](?:[a-z-]+[ ]){{0"
    rf",2}}{_OCCUPATION}\b"
    rf"|\bthe[ ](?:[a-z-]+[ ])?{_OCCUPATION}[ ](?:of|at|from|in)[ ](?=(?-i:[A-Z]))",
    re.IGNORECASE,
)
_MEINE = re.compile(
    r"\b(?:mein(?:e[mnrs]?)?|unser(?:e[mnrs]?)?) (?:schwester|bruder|mutter|vater|frau|mann|sohn"
    r"|tochter|freund(?:in)?|oma|opa|nachbar(?:in)?|kolleg(?:e|in)|chef(?:in)?|tante|onkel|kind)\b"
    r"|\b(?:mi|mis|nuestr[oa]) (?:herman[oa]|madre|padre|espos[oa]|marido|mujer|hij[oa]|amig[oa]"
    r"|abuel[oa]|vecin[oa]|jef[ea]|t[ií][oa]|prim[oa]|novi[oa])\b"
    r"|\b(?:ma|mon|notre|mes) (?:sœur|soeur|frère|mère|père|femme|mari|fils|fille|amie?|grand-mère"
    r"|grand-père|voisine?|collègue|patronne?|tante|oncle|cousine?)\b"
    r"|\b(?:mia|mio|nostr[oa]) (?:sorella|fratello|madre|padre|moglie|marito|figli[oa]|amic[oa]"
    r"|nonn[oa]|vicin[oa]|zi[oa]|cugin[oa])\b"
    r"|\b(?:minha|meu) (?:irmã|irmão|mãe|pai|esposa|marido|filh[oa]|amig[oa]|av[óô]|vizinh[oa]|chefe|ti[oa])\b"
    r"|\b(?:mijn|onze) (?:zus|broer|moeder|vader|vrouw|man|zoon|dochter|vriend(?:in)?|oma|opa|buur(?:m"
    r"an|vrouw)|collega|baas|tante|oom)\b",
    re.IGNORECASE,
)
_FIRST_PERSON = re.compile(
    r"(?<!can )(?<!should )(?<!may )(?<!could )(?<!do )(?<!did )(?<!if )(?<!would )(?<!must )(?<!will "
    r")\b(?:i|we)(?:['’]ve| have| had| have had|['’]d)? (?:just |recently |also |already |now "
    r"|only )?(?:been |got |gotten )?"
    r"(?:have|had|got|diagnosed|been diagnosed|was diagnosed|am diagnosed|suffer(?:ed|ing)?|take"
    r"|took|am taking|was taking|was on|am on|use|started(?: on| taking)?|stopped(?: taking)?|"
    r"was admitted|was prescribed|am being treated|was treated|tested|underwent|survived|live with"
    r"|am living with|was put on|caught|lost (?:my|the|our) baby|am recovering|"
    r"was hospitali[sz]ed|feel|felt|am in|was in|overdosed|relapsed|struggle with|am struggling with"
    r"|miscarried|owe|defaulted|was declared|am in arrears)\b"
    r"|\bi(?:['’]ve| have) (?=(?:\w+ ){0,3}\w+)|\bi(?: am|['’]?m) (?=(?:\w+ ){0,2}\w+)"
    r"|\b(?:ich habe|ich leide|ich nehme|ich bin|tengo|padezco|tomo|estoy|j['’]ai|je souffre|je prends"
    r"|je suis|ho il|ho la|soffro|prendo|sono|eu tenho|tomo|estou|ik heb|ik slik|ik ben)\b",
    re.IGNORECASE,
)
_MY_STATE = re.compile(
    r"\bmy (?:(?:own|recent|last|new|latest|chronic|severe) )?(?:diagnosis|condition|medication"
    r"|meds|therapist|psychiatrist|oncologist|doctor|gp|surgeon|blood pressure|blood sugar|symptoms?"
    r"|test results?|biopsy|scan|mri|bloods|"
    r"pregnancy|miscarriage|surgery|operation|disability|illness|disease|prescription|dose|depression"
    r"|anxiety|adhd|cancer|diabetes|asthma|epilepsy|"
    r"mortgage|debts?|loans?|overdraft|salary|bankruptcy|credit score|tax return|pension|payslip)\b",
    re.IGNORECASE,
)
_ABOUT_SOMETHING_ELSE = re.compile(
    r"\b(?:question|questions|exam|presentation|essay|article|class|lecture|homework|assignment"
    r"|test on|research|paper|thesis|interested|curious|writing|reading|studying|learning|teaching"
    r"|wondering|"
    r"working|building|developing|looking|trying|preparing|planning|designing|creating|making|dataset"
    r"|code|script|model|table|list|patients?|clients?|students|user|users|doctor|nurse|physician"
    r"|clinician|pharmacist|medical student|resident|novel|story|character|game|blog)\b",
    re.IGNORECASE,
)
_GRAVE = re.compile(r"oncolog|hospice|hospitali[sz]ed|admitted|diagnos|operated on|unwell|palliative", re.IGNORECASE)
"""Clinical words that say of whoever they are tied to that something is the matter."""
_SENTENCE_END = re.compile(r"[.!?](?:\s|$)|\n\s*\n")
_PATIENT = re.compile(
    r"\b(?:my|our|this|the|a|one|another) (?:\w+ )?(?:patient|pt|client|resident|service user)\b"
    r"|\b(?:pt|patient|resident)\b(?= (?:is|was|has|had|presents|presented|admitted|seen|c/o|denies"
    r"|reports|reported|states|stated|lives|with|on|in)\b)",
    re.IGNORECASE,
)
_AGED_PERSON = re.compile(
    r"\b\d{1,3}[ -]?(?:years?[ -]old|y/?o|yo|yrs?)[ -]?(?!or\b|and\b|who\b|is\b|children\b|adults\b"
    r"|patients\b|people\b|women\b|men\b|students\b|code\b|building\b|house\b)[a-z]+\b|\b(?:lady"
    r"|gentleman|chap|lad|kid|boy|girl|man|woman|patient|pt)[ ]in[ ](?:bed|bay|room|side room|ward"
    r"|cubicle|\d{1,3}[A-Z]?\b)|\b\d{2,3}[ ]?[MF]\b(?=[ ,.;])",
    re.IGNORECASE,
)
_PRONOUN = re.compile(r"\b(?:he|she|him|his|her|hers|himself|herself)\b", re.IGNORECASE)


def find_people_unnamed(text: str) -> list[Finding]:
    """Relations, patients and pronouns: somebody particular is spoken of."""
    found = [
        Finding("RELATION", Category.RELATION, *match.span(), 1.0, "statements")
        for expression in (_RELATION, _PARENT, _ROLE, _MEINE)
        for match in expression.finditer(text)
    ]
    for kind, expression in ((PATIENT, _PATIENT), (AGED_PERSON, _AGED_PERSON), (PRONOUN, _PRONOUN)):
        found += [Finding(kind, Category.RELATION, *m.span(), 1.0, "statements") for m in expression.finditer(text)]
    return found


def find_statements(text: str, terms: Sequence[Finding]) -> Iterator[Finding]:
    """Tie health and money terms to the relation or first person before them in the same sentence."""
    marked = [
        term
        for term in terms
        if term.type in {HEALTH_TERM, FINANCE_TERM, FINANCE_WORD} or _GRAVE.match(text, term.start, term.end)
    ]
    for start, end, own in _subjects(text):
        for term in marked:
            if own and text[term.start : term.end].lower() in MILD:
                continue
            # "my mortgage": the term lies within the words that say whose it is.
            if start <= term.start < end + REACH and term.end > start:
                between = text[end : term.start] if term.start > end else ""
                if _SENTENCE_END.search(between) or _ABOUT_SOMETHING_ELSE.search(between):
                    continue
                kind = HEALTH_STATEMENT if term.category is Category.HEALTH else FINANCE_STATEMENT
                yield Finding(kind, Category.RELATION, start, max(end, term.end), 0.8, "statements")
                break


def _subjects(text: str) -> Iterator[tuple[int, int, bool]]:
    """Where somebody particular is named as the one a sentence is about, and whether it is the writer."""
    for match in _RELATION.finditer(text):
        if _OWN_RELATION.search(match.group()):
            yield *match.span(), False
    for expression in (_PARENT, _ROLE, _MEINE):
        for match in expression.finditer(text):
            yield *match.span(), False
    for expression in (_FIRST_PERSON, _MY_STATE):
        for match in expression.finditer(text):
            yield *match.span(), True

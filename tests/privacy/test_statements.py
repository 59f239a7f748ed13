import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.privacy.lexicon import find_terms
from desktop.privacy.statements import (
    AGED_PERSON,
    FINANCE_STATEMENT,
    HEALTH_STATEMENT,
    PATIENT,
    find_people_unnamed,
    find_statements,
)


def statements(text: str) -> set[str]:
    return {finding.type for finding in find_statements(text, find_terms(text))}


@pytest.mark.parametrize(
    "text",
    [
        "My sister has just been diagnosed with lupus.",
        "our neighbour's son has leukaemia",
        "My dad, 82, fell and broke his hip.",
        "I was diagnosed with HIV last week",
        "I'm bipolar and lost my job",
        "I take 40 mg of fluoxetine",
        "my depression is back",
        "Mum's oncologist called",
        "Our CFO's wife has early-onset Alzheimer's",
        "the mayor of Tilbrook is being treated for alcohol dependence",
        "our night porter is in rehab again",
        "Meine Nachbarin hat Brustkrebs",
        "ma sœur a un cancer",
        "mi hermano tiene diabetes",
    ],
)
def test_a_health_matter_of_somebody_is_told(text: str) -> None:
    assert HEALTH_STATEMENT in statements(text)


@pytest.mark.parametrize(
    "text",
    [
        "What is diabetes?",
        "I have a presentation on diabetes tomorrow",
        "I have a question about insulin pumps",
        "Can I take ibuprofen and paracetamol together?",
        "I have a headache, what can I do?",
        "My brother loves chess. Diabetes is a disease.",
        "I am writing a novel. The hero has cancer.",
        "How do I treat hypertension in my patients?",
        "a child with asthma",
    ],
)
def test_a_general_question_tells_nothing_of_anybody(text: str) -> None:
    assert HEALTH_STATEMENT not in statements(text)


def test_money_matters() -> None:
    assert FINANCE_STATEMENT in statements("my overdraft is 4,000")
    assert FINANCE_STATEMENT in statements("My boss went bankrupt")
    assert FINANCE_STATEMENT not in statements("How does an overdraft work?")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("my patient is afraid", PATIENT),
        ("pt denies pain", PATIENT),
        ("a 54-year-old postman", AGED_PERSON),
        ("the lady in bay C", AGED_PERSON),
        ("she slept", "PRONOUN"),
        ("patient's husband", "RELATION"),
    ],
)
def test_people_without_a_name(text: str, kind: str) -> None:
    assert kind in {finding.type for finding in find_people_unnamed(text)}


@given(st.text(max_size=200))
def test_any_text_is_survived(text: str) -> None:
    found = [*find_people_unnamed(text), *find_statements(text, find_terms(text))]
    assert all(0 <= finding.start < finding.end <= len(text) for finding in found)

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.privacy.lexicon import (
    CLINICAL_WORD,
    FINANCE_TERM,
    FINANCE_WORD,
    HEALTH_TERM,
    LEXICONS,
    find_terms,
    is_medical_name,
)


def kinds(text: str) -> dict[str, str]:
    return {text[finding.start : finding.end]: finding.type for finding in find_terms(text)}


@pytest.mark.parametrize(
    ("text", "term", "kind"),
    [
        ("he has atrial fibrillation", "atrial fibrillation", HEALTH_TERM),
        ("Self-harm and a-fib", "Self-harm", HEALTH_TERM),
        ("on rosuvastatin now", "rosuvastatin", HEALTH_TERM),
        ("after the sigmoidectomy", "sigmoidectomy", HEALTH_TERM),
        ("known T2DM", "T2DM", HEALTH_TERM),
        ("code F32.1 was set", "F32.1", HEALTH_TERM),
        ("lactate 4 overnight", "lactate 4", HEALTH_TERM),
        ("sie hat Brustkrebs", "Brustkrebs", HEALTH_TERM),
        ("患者は糖尿病です", "糖尿病", HEALTH_TERM),
        ("the patient slept", "patient", CLINICAL_WORD),
        ("s/p surgery", "s/p", CLINICAL_WORD),
        ("her credit score", "credit score", FINANCE_TERM),
        ("a loan of mine", "loan", FINANCE_WORD),
    ],
)
def test_terms_are_found(text: str, term: str, kind: str) -> None:
    assert kinds(text).get(term) == kind


@pytest.mark.parametrize(
    "text",
    [
        "the candidate likes spectroscopy and hospitality",
        "std::vector in C++",
        "a stroke of the keyboard is disabled, mania"[15:38],
        "an English april in Kashmir",
        "lorem ipsum dolor",
        "sympathy, nostalgia and philanthropy",
    ],
)
def test_ordinary_words_are_not_terms(text: str) -> None:
    assert not find_terms(text)


@pytest.mark.parametrize(
    ("text", "name", "medical"),
    [
        ("Explain Graves disease", "Graves", True),
        ("Bell's palsy", "Bell", True),
        ("the Wolff-Parkinson-White syndrome", "Wolff-Parkinson-White", True),
        ("Wells score", "Wells", True),
        ("Parkinson's runs in families", "Parkinson", True),
        ("Eliquis or warfarin", "Eliquis", True),
        ("GERD or PUD", "GERD", True),
        ("Mr Graves has gout", "Graves", False),
        ("Ann Graves disease", "Ann Graves", False),
        ("Wells came late", "Wells", False),
        ("Robin Sample", "Robin Sample", False),
    ],
)
def test_names_of_medicine_are_told_from_people(text: str, name: str, medical: bool) -> None:
    start = text.index(name)
    assert is_medical_name(text, start, start + len(name)) is medical


def test_the_lexicon_is_no_toy() -> None:
    health = LEXICONS[0]
    assert len(health.single) + len(health.stems) + sum(map(len, health.phrases.values())) > 900


def test_stems_do_not_swallow_short_words() -> None:
    assert all(len(stem) >= 4 for lexicon in LEXICONS for stem in lexicon.stems)


@given(st.text())
def test_any_text_is_survived(text: str) -> None:
    assert all(0 <= finding.start < finding.end <= len(text) for finding in find_terms(text))

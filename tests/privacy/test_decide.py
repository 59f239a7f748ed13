import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.core.privacy import Category, Finding, Verdict
from desktop.privacy.decide import GENERIC_CONTACT, RULES, Profile, decide
from desktop.privacy.lexicon import CLINICAL_WORD, FINANCE_TERM, HEALTH_TERM
from desktop.privacy.statements import HEALTH_STATEMENT, PATIENT

CREDENTIAL = ("PASSWORD", Category.CREDENTIAL)
NUMBER = ("US_SSN", Category.IDENTIFIER)
HIDDEN = ("MIXED_ALPHABETS", Category.EVASION)
PERSON = ("PERSON", Category.PERSON)
TITLED = ("TITLED_PERSON", Category.PERSON)
HEALTH = (HEALTH_TERM, Category.HEALTH)
CLINICAL = (CLINICAL_WORD, Category.HEALTH)
MONEY = (FINANCE_TERM, Category.FINANCE)
DATE = ("DATE", Category.DATE)
PLACE = ("LOCATION", Category.PLACE)
AGE = ("AGE", Category.AGE)
OLD = ("AGE_OVER_89", Category.AGE)
SHE = ("PRONOUN", Category.RELATION)
CARED_FOR = (PATIENT, Category.RELATION)
TOLD = (HEALTH_STATEMENT, Category.RELATION)
MAIL = ("EMAIL_ADDRESS", Category.CONTACT)
GENERIC = (GENERIC_CONTACT, Category.CONTACT)
LOOSE = ("ID", Category.IDENTIFIER)


def findings(*kinds: tuple[str, Category]) -> list[Finding]:
    return [Finding(kind, category, i, i + 1, 1.0, "test") for i, (kind, category) in enumerate(kinds)]


def verdict(profile: Profile, *kinds: tuple[str, Category]) -> Verdict:
    return decide(findings(*kinds), profile)[0]


@pytest.mark.parametrize(
    "kinds",
    [
        (CREDENTIAL,),
        (NUMBER,),
        (HIDDEN,),
        (MAIL,),
        (PERSON, HEALTH),
        (PERSON, MONEY),
        (TITLED, CLINICAL),
        (DATE, HEALTH, SHE),
        (PLACE, HEALTH, CARED_FOR),
        (OLD, HEALTH),
        (TOLD,),
        (LOOSE, HEALTH, SHE),
    ],
)
def test_what_stays_here(kinds: tuple[tuple[str, Category], ...]) -> None:
    assert verdict(Profile.CLINICAL, *kinds) is Verdict.BLOCKED
    assert verdict(Profile.STRICT, *kinds) is Verdict.BLOCKED


@pytest.mark.parametrize(
    "kinds",
    [
        (),
        (HEALTH,),
        (HEALTH, AGE),
        (HEALTH, CARED_FOR),
        (PLACE, HEALTH),
        (DATE, HEALTH),
        (PERSON,),
        (PERSON, DATE, PLACE, SHE),
        (OLD,),
        (LOOSE,),
        (LOOSE, HEALTH),
        (GENERIC,),
    ],
)
def test_what_may_leave(kinds: tuple[tuple[str, Category], ...]) -> None:
    assert decide(findings(*kinds), Profile.CLINICAL) == (Verdict.CLEARED, ())


def test_strict_keeps_what_points_at_anybody() -> None:
    for kind in (PERSON, DATE, PLACE, AGE, GENERIC, CARED_FOR):
        assert verdict(Profile.STRICT, kind) is Verdict.BLOCKED
    assert verdict(Profile.STRICT, HEALTH) is Verdict.CLEARED


def test_a_first_name_takes_more_context_than_a_whole_one() -> None:
    texts = ["Maria clinic patients ward", "Maria Quill clinic patients"]
    words = [Finding(*CLINICAL, 6, 12, 1.0, "test"), Finding(*CLINICAL, 13, 21, 1.0, "test")]
    assert decide([Finding(*PERSON, 0, 5, 1.0, "test"), *words], "clinical", texts)[0] is Verdict.CLEARED
    whole = [
        Finding(*PERSON, 0, 11, 1.0, "test", 1),
        Finding(*CLINICAL, 12, 18, 1.0, "test", 1),
        Finding(*CLINICAL, 19, 27, 1.0, "test", 1),
    ]
    assert decide(whole, "clinical", texts)[0] is Verdict.BLOCKED


def test_a_weak_word_repeated_is_still_one() -> None:
    texts = ["Robin Sample patient patients"]
    found = [
        Finding(*PERSON, 0, 12, 1.0, "test"),
        Finding(*CLINICAL, 13, 20, 1.0, "test"),
        Finding(*CLINICAL, 21, 29, 1.0, "test"),
    ]
    assert decide(found, "clinical", texts)[0] is Verdict.CLEARED


def test_context_in_another_text_counts() -> None:
    found = [Finding(*PERSON, 0, 1, 1.0, "test", 0), Finding(*HEALTH, 0, 1, 1.0, "test", 3)]
    assert decide(found, "clinical")[0] is Verdict.BLOCKED


def test_an_unknown_profile_is_refused() -> None:
    with pytest.raises(ValueError, match="lenient"):
        decide([], "lenient")


def test_reasons_are_sentences_and_say_only_why() -> None:
    for rule in RULES:
        assert rule.reason[0].isupper()
        assert rule.reason.endswith(".")
        assert len(rule.reason) < 90


@given(
    st.lists(st.sampled_from([NUMBER, PERSON, CLINICAL, HEALTH, DATE, PLACE, AGE, SHE, TOLD, LOOSE, GENERIC, MONEY])),
    st.lists(st.sampled_from([PERSON, TITLED, CLINICAL, HEALTH, DATE, SHE, MAIL, CREDENTIAL])),
)
def test_more_findings_never_clear_anything(some: list[tuple[str, Category]], more: list[tuple[str, Category]]) -> None:
    texts = ["abcdefghijklmnopqrstuvwxyz" * 4]  # every finding is another word of it, and every name a single one
    for profile in Profile:
        if decide(findings(*some), profile, texts)[0] is Verdict.BLOCKED:
            assert decide(findings(*some, *more), profile, texts)[0] is Verdict.BLOCKED
        if decide(findings(*some), Profile.CLINICAL, texts)[0] is Verdict.BLOCKED:
            assert decide(findings(*some), Profile.STRICT, texts)[0] is Verdict.BLOCKED

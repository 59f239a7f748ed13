"""Terms: stems, numbers, names and denials."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.documents.terms import Kind, stem, terms


def keys(text):
    return [term.key for term in terms(text)]


@pytest.mark.parametrize(
    "words",
    [
        ("start", "started", "starting", "starts"),
        ("stop", "stopped", "stops", "stopping"),
        ("study", "studies"),
        ("dose", "doses", "dosed"),
        ("allergy", "allergic", "allergies"),
        ("control", "controlled", "controls"),
        ("patient's", "patient"),
    ],
)
def test_forms_of_a_word_have_one_stem(words):
    assert len({stem(word) for word in words}) == 1


@pytest.mark.parametrize("words", [("pulse", "pull"), ("virus", "vire"), ("apixaban", "apixa"), ("bus", "bu")])
def test_other_words_have_other_stems(words):
    assert stem(words[0]) != stem(words[1])


def test_numbers_are_compared_by_value():
    assert keys("2,000 2000 2000.0") == ["2000"] * 3
    assert keys("2.5 2,5 2.50") == ["2.5"] * 3
    assert keys("two weeks")[0] == keys("2 weeks")[0] == "2"
    assert keys("128/76 08:30 00418273") == ["128/76", "08:30", "00418273"]
    assert keys("100 10") == ["100", "10"]


def test_kinds():
    found = {term.key: term.kind for term in terms("Bisoprolol from Example controlled it, said Robin Sample on 3 May")}
    assert found["bisoprolol"] is Kind.FIRST
    assert found["robin"] is found["sampl"] is Kind.SUBJECT
    assert found["exampl"] is Kind.NAME
    assert found["control"] is Kind.WORD
    assert found["3"] is Kind.NUMBER
    assert terms("Warfarin was started")[0].kind is Kind.SUBJECT
    assert terms("The Holter showed")[0].kind is Kind.NAME


def test_a_denial_reaches_to_the_end_of_its_clause():
    assert keys("no valve\ndisease, left atrium enlarged") == ["not valv", "not diseas", "left", "atrium", "enlarg"]
    assert keys("It wasn't started") == ["not start"]
    assert terms("no fever")[0].opposite == "fever"
    assert terms("fever")[0].opposite == "not fever"


@given(st.text())
def test_any_text_has_terms_of_some_kind(text):
    assert all(term.key for term in terms(text))

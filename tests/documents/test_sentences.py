"""Sentences: where they end and where they do not, and that nothing visible is lost between them."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.documents.sentences import paragraphs, sentences

WRITTEN = st.lists(
    st.sampled_from(
        ["a", "B", "1", " ", "  ", "\n", "\n\n", ". ", ".", "! ", "? ", "- ", "Dr. ", "…", "。", ")", "| "]
    ),
    max_size=60,
).map("".join)


def told(text, **how):
    return [text[start:end] for start, end in sentences(text, **how)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One. Two! Three?", ["One.", "Two!", "Three?"]),
        ("He took 2.5 mg. Then 5 mg.", ["He took 2.5 mg.", "Then 5 mg."]),
        ("Dr. Example came. She left.", ["Dr. Example came.", "She left."]),
        ("Use it e.g. at night. Stop then.", ["Use it e.g. at night.", "Stop then."]),
        ("J. Placeholder wrote it. Read it.", ["J. Placeholder wrote it.", "Read it."]),
        ("approx. five tablets. Done.", ["approx. five tablets.", "Done."]),
        ('He said "stop." Then he left.', ['He said "stop."', "Then he left."]),
        ("1. First thing\n2. Second thing", ["1. First thing", "2. Second thing"]),
        ("Is it e.g.? No.", ["Is it e.g.?", "No."]),
        ("今日は。明日は。", ["今日は。", "明日は。"]),
        ("", []),
        (" \n ", []),
    ],
)
def test_ends(text, expected):
    assert told(text) == expected


def test_a_wrapped_line_is_not_an_end_and_a_short_one_is():
    wrapped = "Anticoagulation\nApixaban 5 mg twice daily was started after discussion of the risks with\n"
    wrapped += "Robin Sample on day 2. It goes on.\nPotassium 4.1\nSodium 139"
    assert told(wrapped) == [
        "Anticoagulation",
        "Apixaban 5 mg twice daily was started after discussion of the risks with\nRobin Sample on day 2.",
        "It goes on.",
        "Potassium 4.1",
        "Sodium 139",
    ]


def test_in_an_answer_every_line_is_an_end():
    assert told("- one thing that is\n- another\nand more", wrapped=False) == [
        "- one thing that is",
        "- another",
        "and more",
    ]


def test_rows_of_a_table_are_apart_though_nothing_longer_is_near():
    assert len(told("Creatinine 88 92\neGFR 71 67 ml/min\npH 7.4")) == 3


@given(WRITTEN, st.booleans())
def test_nothing_visible_is_lost_and_nothing_overlaps(text, wrapped):
    spans = list(sentences(text, wrapped=wrapped))
    seen = "".join(text[start:end] for start, end in spans)
    assert "".join(seen.split()) == "".join(text.split())
    assert all(one[1] <= two[0] for one, two in pairwise(spans))
    assert all(text[start:end] == text[start:end].strip() != "" for start, end in spans)


@given(WRITTEN)
def test_paragraphs_hold_no_empty_line_and_lose_nothing(text):
    found = [text[start:end] for start, end in paragraphs(text)]
    assert "".join("".join(found).split()) == "".join(text.split())
    assert all("\n\n" not in paragraph for paragraph in found)

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.privacy.views import View, mark_changes, raw_view, readings, rotated

TRICKY = st.text(
    st.one_of(
        st.characters(),
        st.sampled_from("аеоρR\u200b\u00ad\u202e\u0301&#;%41\\u0x_-. \n\tone２ﬁ\U000e0041"),
        st.sampled_from("0123456789abcdefABCDEF"),
    ),
    max_size=80,
)
_HIDDEN = ("%52", "&#82;", "&amp;lt;", "\\u0052", "one ", "two-", "double five ", "R o b i n ", "1 2 3 4 5 6 7", "a_b")
_OTHERS = ("robin dot s at x dot org", "ﬁ", "Sаm", "\n", " 12", "naq gur naq")
FRAGMENTS = st.lists(st.sampled_from(_HIDDEN + _OTHERS), max_size=12).map("".join)


def readings_of(text: str) -> dict[str, str]:
    return {view.name: view.text for view in readings(text)}


@given(st.one_of(TRICKY, FRAGMENTS))
def test_every_view_points_back_into_the_original(text: str) -> None:
    views = readings(text)
    assert views[0] == View("raw", text)
    for view in views[1:]:
        assert view.starts is not None
        assert view.ends is not None
        assert len(view.starts) == len(view.ends) == len(view.text)
        assert all(0 <= a <= b <= len(text) for a, b in zip(view.starts, view.ends, strict=True))
        assert list(view.starts) == sorted(view.starts)
        assert list(view.ends) == sorted(view.ends)


@given(st.one_of(TRICKY, FRAGMENTS))
def test_what_a_view_does_not_name_as_changed_is_the_original(text: str) -> None:
    for view in readings(text)[1:]:
        for index, character in enumerate(view.text):
            if not any(first <= index < last for first, last in view.changed):
                assert view.starts is not None
                assert text[view.starts[index]] == character


@given(st.one_of(TRICKY, FRAGMENTS), st.integers(0, 90), st.integers(0, 90))
def test_any_span_of_any_view_has_an_origin(text: str, one: int, other: int) -> None:
    for view in readings(text):
        start, end = sorted((min(one, len(view.text)), min(other, len(view.text))))
        first, last = view.origin(start, end)
        assert 0 <= first <= last <= len(text)


@given(st.one_of(TRICKY, FRAGMENTS))
def test_the_places_to_read_cover_every_change(text: str) -> None:
    for view in readings(text):
        places = list(view.places())
        assert all(any(low <= first and last <= high for low, high in places) for first, last in view.changed)
        assert all(high < low for (_, high), (low, _) in pairwise(places))


@given(TRICKY)
def test_the_raw_view_is_the_text_itself(text: str) -> None:
    view = raw_view(text)
    assert view.text == text
    assert list(view.places()) == [(0, len(text))]
    assert view.origin(0, len(text)) == (0, len(text))
    assert mark_changes(view, text) is view


@pytest.mark.parametrize(
    ("text", "name", "read"),
    [
        ("Rоbin Sаmple", "plain", "Robin Sample"),
        ("R\u200bo\u200bb\u200bi\u200bn", "plain", "Robin"),
        ("ＳＳＮ １２３", "plain", "SSN 123"),
        ("&#82;obin &amp;#83;ample", "decoded", "Robin Sample"),
        ("%2552obin", "decoded", "Robin"),
        ("\\u0052obin", "decoded", "Robin"),
        ("MRN 0041\n8273", "joined", "MRN 00418273"),
        ("pancre-\natitis", "joined", "pancreatitis"),
        ("R o b i n is here", "joined", "Robin is here"),
        ("SSN 1 2 3 - 4 5 - 6 7 8 9", "joined", "SSN 123456789"),
        ("call oh seven double four one two", "spoken", "call 074412"),
        ("robin dot sample at example dot org", "spoken", "robin.sample@example.org"),
        ("robin [at] example [dot] org", "spoken", "robin@example.org"),
        ("Sample_Robin_MRN00418273.pdf", "split", "Sample Robin MRN 00418273.pdf"),
        ("getUserName", "split", "get User Name"),
        ("Gur cngvrag vf va gur ubfcvgny", "rot13", "The patient is in the hospital"),
    ],
)
def test_a_view_reads_what_was_hidden(text: str, name: str, read: str) -> None:
    assert readings_of(text)[name] == read


@pytest.mark.parametrize(
    "text",
    [
        "Plain English with 3 numbers, 4.5 and 2024-05-01.",
        "meet me at noon at the main entrance",
        "Version 3.11.7",
        "The quick brown fox",
    ],
)
def test_ordinary_text_has_one_reading(text: str) -> None:
    assert [view.name for view in readings(text)] == ["raw"]


def test_other_scripts_stay_as_they_are() -> None:
    # Words all of whose letters have Latin twins get a second reading; the others keep theirs, and the raw one stays.
    views = readings_of("Привет, как дела в Москве")
    assert views["raw"] == "Привет, как дела в Москве"
    assert "Привет" in views["plain"]
    assert "дела" in views["plain"]


def test_a_span_in_a_view_shows_the_whole_encoded_place() -> None:
    text = "name: %52%6f%62%69%6e!"
    view = next(view for view in readings(text) if view.name == "decoded")
    start = view.text.index("Robin")
    assert text[slice(*view.origin(start, start + 5))] == "%52%6f%62%69%6e"


def test_english_is_not_turned() -> None:
    assert rotated(raw_view("The name of the patient is on the list")) is None

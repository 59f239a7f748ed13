import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.privacy.evasion import find_evasion, mixes_alphabets


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("safe\U000e0052\U000e006f text", "HIDDEN_CHARACTERS"),
        ("\u202eelpmaS niboR", "TURNED_DIRECTION"),
        ("broken \ud800 half", "BROKEN_CHARACTERS"),
        ("Rоbin", "MIXED_ALPHABETS"),
        ("dοctοr", "MIXED_ALPHABETS"),
    ],
)
def test_deceit_is_seen(text: str, kind: str) -> None:
    assert kind in {finding.type for finding in find_evasion(text)}


@pytest.mark.parametrize(
    "text",
    [
        "TNFα, IL-1β, Aβ42, μg/L, γδ T cells, ΔG",
        "Привет! USB-кабель и SMSки",
        "Η Αθήνα είναι η πρωτεύουσα",
        "👩‍👩‍👧 and 🏴󠁧󠁢󠁥󠁮󠁧󠁿",
        "naïve café, Łódź, Straße, soft\u00adhyphen",
        "日本語のテキスト",
    ],
)
def test_honest_text_is_left_alone(text: str) -> None:
    assert not find_evasion(text)


@given(st.text())
def test_findings_lie_within_the_text(text: str) -> None:
    assert all(0 <= finding.start < finding.end <= len(text) for finding in find_evasion(text))


@given(st.text(st.characters(max_codepoint=127)))
def test_ascii_hides_nothing(text: str) -> None:
    assert not find_evasion(text)
    assert not mixes_alphabets(text)

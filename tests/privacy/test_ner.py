from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.privacy.ner import CHARACTERS, SHARED, TYPES, Recognizer, stretches

MODEL = Path(__file__).resolve().parents[2] / "models" / "pii-ner"


@pytest.fixture(scope="module")
def recognizer() -> Recognizer:
    return Recognizer((MODEL / "model.int8.onnx").read_bytes(), (MODEL / "tokenizer.json").read_bytes())


def test_names_numbers_and_dates_are_found_where_they_stand(recognizer: Recognizer) -> None:
    text = "Summarise: Robin Sample, MRN 00418273, admitted 3 March with atrial fibrillation"
    found = {(entity.type, text[entity.start : entity.end]) for entity in recognizer.find(text)}
    assert {("PERSON", "Robin Sample"), ("ID", "00418273"), ("DATE", "3 March")} <= found


def test_case_is_help_and_not_need(recognizer: Recognizer) -> None:
    for text in ("robin sample has gout", "ROBIN SAMPLE HAS GOUT"):
        assert [entity.type for entity in recognizer.find(text)] == ["PERSON"]


def test_no_window_leaves_anything_out(recognizer: Recognizer) -> None:
    words = "the weather was fine and the road was long "
    for place in range(0, 1200, 97):
        text = words * (place // 40) + "Jolene Hartwick called " + words * 5
        start = text.index("Jolene")
        assert any(e.type == "PERSON" and e.start <= start < e.end for e in recognizer.find(text)), place


def test_a_text_longer_than_a_stretch_is_read_to_its_end(recognizer: Recognizer) -> None:
    text = "the weather was fine and the road was long. " * (CHARACTERS // 44 + 2) + "Jolene Hartwick called."
    assert {entity.type for entity in recognizer.find(text) if entity.end > text.index("Jolene")} == {"PERSON"}


def test_text_without_words_has_no_entities(recognizer: Recognizer) -> None:
    assert recognizer.find("") == []
    assert recognizer.find("   \n\t ") == []


def test_the_work_can_be_stopped(recognizer: Recognizer) -> None:
    class Enough(Exception):
        pass

    def stop() -> None:
        raise Enough

    with pytest.raises(Enough):
        recognizer.find("some words", stop)


@given(text=st.text(max_size=300))
def test_entities_lie_within_any_text(recognizer: Recognizer, text: str) -> None:
    text = text.encode("utf-8", "replace").decode("utf-8")
    for entity in recognizer.find(text):
        assert 0 <= entity.start < entity.end <= len(text)
        assert entity.type in TYPES
        assert 0 <= entity.score <= 1


@given(st.text(st.sampled_from("ab \n"), max_size=400), st.integers(20, 60), st.integers(2, 10))
def test_stretches_cover_a_text_and_overlap(text: str, size: int, shared: int) -> None:
    spans = list(stretches(text, size, shared))
    assert spans[0][0] == 0
    assert spans[-1][1] == len(text)
    assert all(end - start <= size for start, end in spans)
    assert all(before[0] < after[0] == before[1] - shared for before, after in pairwise(spans))


def test_the_shared_part_holds_a_long_name() -> None:
    assert SHARED > 100

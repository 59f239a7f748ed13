"""Reading only what is new, writing whole characters, and finding the best number of threads."""

import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.core.chat import FinishReason
from desktop.engine.native import BATCH
from desktop.engine.session import Session, Speech, Wanted, common_prefix, thread_counts

TOKENS = st.lists(st.integers(0, 3), max_size=8)


@given(TOKENS, TOKENS)
def test_the_common_prefix_is_common_and_the_longest(held, wanted):
    length = common_prefix(held, wanted)
    assert held[:length] == wanted[:length]
    assert length == min(len(held), len(wanted)) or held[length] != wanted[length]


@given(st.text(), st.data())
def test_speech_never_breaks_a_character_wherever_tokens_are_cut(text, data):
    raw, said = text.encode("utf-8", "replace"), []
    speech = Speech(said.append)
    while raw:
        cut = data.draw(st.integers(1, len(raw)))
        speech.add(raw[:cut])
        raw = raw[cut:]
    speech.flush()
    assert "".join(said) == text.encode("utf-8", "replace").decode()


def test_speech_leaves_out_a_character_that_never_ended():
    said = []
    speech = Speech(said.append)
    speech.add(b"a" + "🦄".encode()[:3])
    speech.flush()
    assert said == ["a"]


@pytest.mark.parametrize(("cores", "counts"), [(1, [1]), (2, [2, 1]), (12, [12, 6, 3, 1])])
def test_thread_counts_end_at_one(cores, counts):
    assert thread_counts(cores) == counts


@pytest.fixture
def session(native):
    fresh = Session(native)
    fresh.forget()
    yield fresh
    fresh.forget()


def run(session, tokens, *, wanted=None, unwanted=lambda: False):
    said, read = [], []
    wanted = wanted or Wanted(6, 0.0, None)
    written = session.answer(tokens, wanted, lambda done, total: read.append(done), said.append, unwanted)
    return "".join(said), written, read


def test_a_shared_beginning_is_read_once_and_the_text_is_the_same(native, session):
    start = native.tokenize("The capital of France is Paris. " * 9, markup=False)
    end, other = (native.tokenize(text, markup=False) for text in ("The capital of Spain is", "Two and two are"))
    _, first, read = run(session, start + end)
    assert (first.cached, read[0], read[-1]) == (0, 0, len(start + end))
    warm, second, read = run(session, start + other)
    assert second.cached == read[0] == len(start)
    session.forget()
    cold, third, _ = run(session, start + other)
    assert (cold, third.cached) == (warm, 0)
    _, fourth, _ = run(session, start + other)
    assert fourth.cached == len(start + other) - 1


def test_a_shorter_prompt_after_a_longer_one(native, session):
    tokens = native.tokenize("The capital of France is Paris. " * 9, markup=False)
    run(session, tokens)
    short, written, _ = run(session, tokens[:20])
    assert written.cached == 19
    session.forget()
    assert run(session, tokens[:20])[0] == short


def test_reading_stops_inside_a_batch_and_the_session_goes_on(native, session):
    tokens = native.tokenize("The capital of France is Paris. " * 60, markup=False)[: 3 * BATCH]
    asked = 0

    def unwanted():
        nonlocal asked
        asked += 1
        return asked > 700  # between two nodes of the second batch's graph

    _, written, read = run(session, tokens, unwanted=unwanted)
    assert (written.reason, written.tokens, written.first) == (FinishReason.STOPPED, 0, None)
    assert 0 < len(session._held) < len(tokens)
    assert read[-1] == len(session._held)
    warm, again, _ = run(session, tokens)
    assert again.cached == read[-1]
    session.forget()
    assert run(session, tokens)[0] == warm


def test_the_context_is_written_to_its_end_and_no_further(native, session):
    tokens = native.tokenize("word " * 600, markup=False)[: native.n_ctx - 5]
    _, written, _ = run(session, tokens, wanted=Wanted(99, 0.0, None, endless=True))
    assert written.reason is FinishReason.LENGTH
    assert written.tokens == 6  # five places in the context, and one more token that is said but not read


def test_a_seed_repeats_and_another_differs(native, session):
    tokens = native.tokenize("Once upon a time", markup=False)
    texts = [run(session, tokens, wanted=Wanted(12, 1.0, seed))[0] for seed in (7, 7, 8, 9)]
    assert texts[0] == texts[1]
    assert len(set(texts)) > 1


def test_calibration_settles_on_a_number_of_threads_there_is(native, session):
    threads = session.calibrate()
    assert 1 <= threads <= os.cpu_count()
    native.set_threads(1)
    assert run(session, native.tokenize("Hello", markup=False))[1].cached == 0

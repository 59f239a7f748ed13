"""What a model gets to see when not everything fits."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.core.chat import ConversationId, Message, MessageId, Role
from desktop.core.errors import PromptTooLong
from desktop.core.evidence import DocumentId, Passage
from desktop.services.context import TURN_OVERHEAD, estimate_tokens, fit, strongest

NOW = datetime(2026, 11, 23, tzinfo=UTC)


def words(texts: Sequence[str]) -> list[int]:
    return [len(text.split()) for text in texts]


def said(role: Role, text: str) -> Message:
    return Message(MessageId(1), ConversationId(1), role, text, NOW)


def passage(text: str, page: int = 1) -> Passage:
    return Passage(DocumentId(1), "a.pdf", page, 0, len(text), text, 1.0)


def test_everything_is_there_when_it_fits() -> None:
    history = [said(Role.USER, "one"), said(Role.ASSISTANT, "two")]
    request, used = fit("three", history, [passage("four")], room=500, max_tokens=50, count=words)
    assert [text.text for text in request.texts[:2]] == ["one", "two"]
    assert used == (passage("four"),)
    assert request.texts[-1].text == "Passages:\n\n[1] a.pdf, page 1:\nfour\n\nQuestion: three"
    assert request.max_tokens == 50


def test_the_oldest_turns_give_way_first_and_in_pairs() -> None:
    history = [m for n in range(50) for m in (said(Role.USER, f"q{n} " * 5), said(Role.ASSISTANT, f"a{n} " * 5))]
    request, _ = fit("now", history, [], room=200, max_tokens=20, count=words)
    assert [text.role for text in request.texts[:-1]] == [Role.USER, Role.ASSISTANT] * (len(request.texts) // 2)
    assert request.texts[-2].text.startswith("a49")
    assert 3 <= len(request.texts) < 30


def test_a_question_that_was_never_answered_is_left_out() -> None:
    history = [
        said(Role.USER, "lost"),
        said(Role.USER, "kept"),
        said(Role.ASSISTANT, "yes"),
        said(Role.USER, "lost too"),
    ]
    request, _ = fit("now", history, [], room=500, max_tokens=20, count=words)
    assert [text.text for text in request.texts] == ["kept", "yes", "now"]


def test_a_question_too_long_is_told() -> None:
    with pytest.raises(PromptTooLong):
        fit("word " * 600, [], [], room=500, max_tokens=100, count=words)


@given(
    st.integers(60, 2000),
    st.integers(1, 3000),
    st.lists(st.integers(1, 300), max_size=8),
    st.lists(st.integers(1, 300), max_size=8),
)
def test_it_never_asks_for_more_than_there_is_room(room: int, longest: int, past: list[int], found: list[int]) -> None:
    history = [m for n in past for m in (said(Role.USER, "q " * n), said(Role.ASSISTANT, "a " * n))]
    passages = [passage("p " * n) for n in found]
    try:
        request, used = fit("what now", history, passages, room=room, max_tokens=longest, count=words)
    except PromptTooLong:
        assert room < 100
        return
    spent = sum(words([request.system, *(text.text for text in request.texts)])) + TURN_OVERHEAD * len(request.texts)
    assert spent + request.max_tokens <= room + len(used)  # "Question:" and each passage's number
    assert used == tuple(passages[: len(used)])
    assert request.texts[-1].role is Role.USER


def test_a_passage_that_one_index_alone_found_gives_way() -> None:
    both, also, one = (passage(name) for name in ("both", "also", "one"))
    scored = [replace(both, score=0.0328), replace(also, score=0.0310), replace(one, score=0.0161)]
    assert [p.text for p in strongest(scored)] == ["both", "also"]
    assert [p.text for p in strongest(scored[2:])] == ["one"]
    assert strongest([]) == ()


def test_the_estimate_errs_towards_too_many() -> None:
    assert estimate_tokens(["", "a" * 32]) == [1, 11]

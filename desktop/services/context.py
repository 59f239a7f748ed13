"""All that a model will see, fitted into what it can read: system text, history, passages, question."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

from desktop.core.chat import Message, Request, Role, Text
from desktop.core.errors import PromptTooLong
from desktop.core.evidence import Passage

Count: TypeAlias = Callable[[Sequence[str]], list[int]]
"""Counts the tokens of each text, as the model that will answer counts them."""

SYSTEM = "You are a careful assistant. Answer in plain words, briefly, and only what you are sure of."
WITH_PASSAGES = (
    "You are a careful assistant. Answer from the passages given with the question, in their words where you can. "
    "If they do not hold the answer, say so."
)
STRONG = 0.6
"""Between 0.5, a hit of one index alone, and 1, a hit of both at the same rank (reciprocal rank fusion)."""
TURN_OVERHEAD = 8
"""Tokens a chat template adds around a message; the templates in the catalogue need 3 to 7."""
RESERVED_FOR_QUESTION = 0.5
"""Share of the room that history and passages may not take from each other: passages come first, up to this share."""


def strongest(passages: Sequence[Passage]) -> tuple[Passage, ...]:
    """Passages worth a model's attention: those that score at least `STRONG` of the best one's fused score.

    Small models mix up what they are given; a passage that only one of the two indexes found, where others were found
    by both, misleads more often than it helps.
    """
    if not passages:
        return ()
    bar = STRONG * max(passage.score for passage in passages)
    return tuple(passage for passage in passages if passage.score >= bar)


def estimate_tokens(texts: Sequence[str]) -> list[int]:
    """Tokens by length, where the model's own count would itself be a transmission: 3.2 characters each, rounded up.

    English prose has about 4 characters a token and clinical shorthand about 3.3, so this errs towards too many.
    """
    return [int(len(text) / 3.2) + 1 for text in texts]


def fit(
    question: str,
    history: Sequence[Message],
    passages: Sequence[Passage],
    *,
    room: int,
    max_tokens: int,
    count: Count,
) -> tuple[Request, tuple[Passage, ...]]:
    """The request that fits into `room` tokens, answer included, and the passages that found a place in it.

    What must give way, does so in this order: the oldest turns of the history, then the weakest passages. The question
    never does: raises `PromptTooLong` when it does not fit alone.
    """
    system = WITH_PASSAGES if passages else SYSTEM
    answer = min(max_tokens, room // 2)
    fixed = sum(count([system, question])) + 2 * TURN_OVERHEAD
    left = room - answer - fixed
    if left < 0:
        raise PromptTooLong(
            f"The question is about {-left} tokens longer than this model can read at once.",
            "Shorten it, attach the text as a document, or choose a model with a larger context.",
        )
    used, left = _take_passages(passages, left, count)
    turns = _take_turns(_turns_of(history), left, count)
    texts = (*turns, Text(Role.USER, _ask(question, used)))
    return Request(system, texts, answer), used


def _take_passages(passages: Sequence[Passage], room: int, count: Count) -> tuple[tuple[Passage, ...], int]:
    limit = int(room * (1 - RESERVED_FOR_QUESTION / 2))
    used: list[Passage] = []
    spent = 0
    for passage, tokens in zip(passages, count([_show(p, 0) for p in passages]) if passages else (), strict=True):
        if spent + tokens + TURN_OVERHEAD > limit:
            break
        used.append(passage)
        spent += tokens + TURN_OVERHEAD
    return tuple(used), room - spent


def _turns_of(history: Sequence[Message]) -> list[tuple[Text, Text]]:
    """Past questions with their answers; a question that was never answered is left out."""
    turns: list[tuple[Text, Text]] = []
    question: Text | None = None
    for message in history:
        if message.role is Role.USER:
            question = Text(Role.USER, message.text)
        elif question is not None and message.text.strip():
            turns.append((question, Text(Role.ASSISTANT, message.text)))
            question = None
    return turns


def _take_turns(turns: list[tuple[Text, Text]], room: int, count: Count) -> tuple[Text, ...]:
    kept: list[Text] = []
    for pair in reversed(turns):
        room -= sum(count([text.text for text in pair])) + 2 * TURN_OVERHEAD
        if room < 0:
            break
        kept[:0] = pair
    return tuple(kept)


def _ask(question: str, passages: Sequence[Passage]) -> str:
    if not passages:
        return question
    shown = "\n\n".join(_show(passage, number) for number, passage in enumerate(passages, start=1))
    return f"Passages:\n\n{shown}\n\nQuestion: {question}"


def _show(passage: Passage, number: int) -> str:
    return f"[{number}] {passage.name}, page {passage.page}:\n{passage.text}"

"""Finds names, places, dates and numbers with a small neural network, in windows that leave no character out.

The model is a MiniLM fine-tuned for token classification (models/pii-ner/MODEL_CARD.md). Its vocabulary is uncased, so
the case of each word goes in through the second input channel, as it did in training.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

WINDOW: Final = 126
"""Word pieces in a window; with its two marks, the 128 of the training."""
OVERLAP: Final = 30
BATCH: Final = 4
"""More at once is no faster on one thread and takes 60 MB more."""
CHARACTERS: Final = 12_000
"""Text is tokenised in stretches of about this many characters, so that memory does not grow with the document."""
SHARED: Final = 240
"""Characters that two stretches share; what is found in both counts once."""

TYPES: Final = ("PERSON", "LOCATION", "ORGANIZATION", "DATE", "AGE", "PROFESSION", "ID", "PHONE", "WEB")
_START, _END = 101, 102

DOUBT: Final = {
    "PERSON": 0.75, "LOCATION": 0.5, "ORGANIZATION": 0.5, "DATE": 0.5, "AGE": 0.5, "PROFESSION": 0.5, "ID": 0.6,
    "PHONE": 0.6, "WEB": 0.5,
}  # fmt: skip
"""A piece counts as this type when the probability of "nothing" is below this: above 0.5 buys recall."""

_WORD = re.compile(r"\w+")
_LOWER, _TITLE, _UPPER, _MIXED, _DIGITS, _SIGN = range(6)


@dataclass(frozen=True, slots=True)
class Entity:
    """Characters `start` to `end` of the text are of this type; `score` is one minus the probability of "nothing"."""

    type: str
    start: int
    end: int
    score: float


class Recognizer:
    """The network and its vocabulary, ready to run on one thread."""

    def __init__(self, model: bytes, vocabulary: bytes) -> None:
        import onnxruntime  # heavy: only a child builds this class
        from tokenizers import Tokenizer

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 4
        self._session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
        self._tokenizer = Tokenizer.from_str(vocabulary.decode("utf-8"))
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()

    def find(self, text: str, keep_going: Callable[[], None] = lambda: None) -> list[Entity]:
        """Every entity in a text of any length. `keep_going` is called between batches and may raise."""
        found: dict[tuple[str, int, int], Entity] = {}
        for start, end in stretches(text):
            for entity in self._find_in(text[start:end], keep_going):
                moved = Entity(entity.type, entity.start + start, entity.end + start, entity.score)
                found[moved.type, moved.start, moved.end] = moved
        return sorted(found.values(), key=lambda entity: (entity.start, entity.end))

    def _find_in(self, text: str, keep_going: Callable[[], None]) -> list[Entity]:
        encoding = self._tokenizer.encode(text, add_special_tokens=False)
        offsets = np.array(encoding.offsets, np.int64).reshape(-1, 2)
        if not len(offsets):
            return []
        probabilities = self._probabilities(
            np.array(encoding.ids, np.int64), _cases_of_pieces(text, offsets), keep_going
        )
        return _decode(text, offsets, probabilities)

    def _probabilities(
        self, ids: NDArray[np.int64], cases: NDArray[np.int64], keep_going: Callable[[], None]
    ) -> NDArray[np.float32]:
        """Probabilities of the labels of each piece, from the window in which it stands furthest from an edge."""
        count = len(ids)
        result = np.zeros((count, 1 + 2 * len(TYPES)), np.float32)
        best = np.full(count, -1)
        starts = range(0, max(1, count - OVERLAP), WINDOW - OVERLAP)
        for first in range(0, len(starts), BATCH):
            keep_going()
            group = starts[first : first + BATCH]
            outputs = self._run(ids, cases, group)
            for row, start in enumerate(group):
                end = min(count, start + WINDOW)
                places = np.arange(start, end)
                before = places - start if start else np.full(end - start, count)
                after = end - 1 - places if end < count else np.full(end - start, count)
                distance = np.minimum(before, after)
                better = distance > best[start:end]
                best[start:end][better] = distance[better]
                result[start:end][better] = outputs[row, 1 : end - start + 1][better]
        return result

    def _run(self, ids: NDArray[np.int64], cases: NDArray[np.int64], starts: range) -> NDArray[np.float32]:
        count = len(ids)
        longest = max(min(count, start + WINDOW) - start for start in starts)
        inputs, mask, types = (np.zeros((len(starts), longest + 2), np.int64) for _ in range(3))
        for row, start in enumerate(starts):
            end = min(count, start + WINDOW)
            size = end - start
            inputs[row, 0], inputs[row, 1 : size + 1], inputs[row, size + 1] = _START, ids[start:end], _END
            mask[row, : size + 2] = 1
            types[row, 1 : size + 1] = cases[start:end]
        feed = {"input_ids": inputs, "attention_mask": mask, "token_type_ids": types}
        logits: Any = self._session.run(None, feed)[0]
        exponents = np.exp(logits - logits.max(-1, keepdims=True))
        probabilities: NDArray[np.float32] = exponents / exponents.sum(-1, keepdims=True)
        if not np.isfinite(probabilities).all():
            raise ArithmeticError("the network answered with something that is no number")
        return probabilities


def stretches(text: str, size: int = CHARACTERS, shared: int = SHARED) -> Iterator[tuple[int, int]]:
    """Cut a text into stretches of about `size` characters that share `shared`, at white space where there is any."""
    start = 0
    while True:
        end = start + size
        if end >= len(text):
            yield start, len(text)
            return
        space = max(text.rfind(" ", end - shared // 2, end), text.rfind("\n", end - shared // 2, end))
        end = space + 1 if space > 0 else end
        yield start, end
        start = end - shared


def _cases_of_pieces(text: str, offsets: NDArray[np.int64]) -> NDArray[np.int64]:
    """The case of the word that each piece begins in, as the second input channel wants it."""
    cases = np.full(len(text) + 1, _SIGN, np.int64)
    for match in _WORD.finditer(text):
        cases[match.start() : match.end()] = _case_of(match.group())
    result: NDArray[np.int64] = cases[offsets[:, 0]]
    result[offsets[:, 1] <= offsets[:, 0]] = 0
    return result


def _case_of(word: str) -> int:
    if any(character.isdigit() for character in word):
        return _DIGITS
    if word.islower():
        return _LOWER
    if len(word) > 1 and word.isupper():
        return _UPPER
    if word[0].isupper() and (len(word) == 1 or word[1:].islower()):
        return _TITLE
    return _MIXED if any(character.isupper() for character in word) else _LOWER


def _decode(text: str, offsets: NDArray[np.int64], probabilities: NDArray[np.float32]) -> list[Entity]:
    """Join labelled pieces into entities, and grow them to whole words."""
    nothing = probabilities[:, 0]
    label = probabilities.argmax(1)
    second = 1 + probabilities[:, 1:].argmax(1)
    doubt = np.array([0.5, *(DOUBT[kind] for kind in TYPES for _ in "BI")], np.float32)
    label = np.where((label == 0) & (nothing < doubt[second]), second, label)
    found: list[list[Any]] = []
    open_type = -1
    for index in np.flatnonzero(offsets[:, 1] > offsets[:, 0]):
        if not label[index]:
            open_type = -1
            continue
        kind, begins = (int(label[index]) - 1) // 2, int(label[index]) % 2 == 1
        start, end = int(offsets[index, 0]), int(offsets[index, 1])
        score = 1 - float(nothing[index])
        if kind == open_type and (not begins or not any(c.isspace() for c in text[found[-1][2] : start])):
            found[-1][2], found[-1][3] = end, max(found[-1][3], score)
        else:
            found.append([TYPES[kind], start, end, score])
        open_type = kind
    return [_whole_words(text, *entity) for entity in found]


def _whole_words(text: str, kind: str, start: int, end: int, score: float) -> Entity:
    while end < len(text) and text[end].isalnum() and text[end - 1].isalnum():
        end += 1
    while start > 0 and text[start - 1].isalnum() and text[start].isalnum():
        start -= 1
    return Entity(kind, start, end, min(1.0, score))

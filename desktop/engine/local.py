"""The local model as the app sees it: a question goes to the engine child, the answer comes back in pieces."""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from desktop.core.chat import CancelToken, Delta, Finished, FinishReason, ModelEvent, Prefill, Request, Usage
from desktop.core.errors import ChildDied
from desktop.engine.devices import Device, Hardware, to_hardware
from desktop.engine.figure import Figure
from desktop.process.channel import Channel, Event, Result

LOAD_TIMEOUT_S = 600.0
"""A model of 20 GB from a slow disk takes minutes."""

BENCH_TOKENS = 256


def engine_channel(accept_unverified: bool, readable: Sequence[Path] = ()) -> Channel:
    """The way to the engine child. It may read model files below `readable` alone; anywhere if that is empty."""
    return Channel(
        "desktop.engine.child",
        "local model",
        arguments=[str(folder) for folder in readable],
        accept_unverified=accept_unverified,
    )


@dataclass(frozen=True, slots=True)
class Card:
    """What a loaded model is: its own name, its trained context and the one in use, in tokens; its size in bytes."""

    architecture: str
    name: str
    context: int
    bytes: int
    kv_bytes: int
    n_ctx: int
    threads: int


class LocalModel:
    """A `Model[Request]`: loads its file at the first question, keeps it, and follows when another is chosen."""

    def __init__(self, channel: Channel, model: Callable[[], Path], context_tokens: int, threads: int) -> None:
        """`model` says at each question which file is meant; `threads` 0 measures the best number once."""
        self._channel = channel
        self._model = model
        self._context_tokens = context_tokens
        self._threads = threads
        self._guard = threading.Lock()
        self._known: tuple[Path, Card] | None = None

    def stream(self, prompt: Request, cancel: CancelToken) -> Generator[ModelEvent, None, None]:
        """Yield how far the prompt is read, then the answer, then `Finished`; STOPPED when `cancel` was set.

        Raises `PromptTooLong`, `ModelMissing`, `ModelUnreadable` before any piece, `ChildDied` at any time.
        """
        path = self._model()
        params = self._params(path) | _spoken(prompt)
        params |= {"max_tokens": prompt.max_tokens, "temperature": prompt.temperature, "seed": prompt.seed}
        card: Card | None = None
        end = Finished(Usage(0, 0, 0, 0), FinishReason.STOPPED, path.stem)  # stopped before its turn came
        try:
            with closing(self._channel.stream("answer", params, cancel=cancel)) as answers:
                for answer in answers:
                    match answer:
                        case Event({"opened": head}, _):
                            card = self._learn(path, head)
                        case Event({"read": [done, total]}, _):
                            yield Prefill(done, total)
                        case Event({"text": text}, _):
                            yield Delta(text)
                        case Result(head, _):
                            end = _finished(head, card.name if card else path.stem)
            yield end
        except ChildDied as error:
            raise (error if card else _died_loading(error, path)) from error

    def count(self, texts: Sequence[str]) -> list[int]:
        """Count the tokens of each text by itself, without the few that the chat template puts around it."""
        return [int(count) for count in self._call("count", {"counted": list(texts)})] if texts else []

    def measure(self, prompt: Request) -> int:
        """Count the tokens of a whole request exactly as it would be read."""
        return int(self._call("measure", _spoken(prompt)))

    def name(self) -> str:
        """What the model calls itself, or its file's name."""
        return self.card().name

    @property
    def context_tokens(self) -> int:
        """Tokens that question and answer may have together: the setting, or the trained context if that is less."""
        return self.card().n_ctx

    def card(self) -> Card:
        """What the chosen model is. Loads it if it is not the one at hand."""
        path = self._model()
        with self._guard:
            if self._known is not None and self._known[0] == path:
                return self._known[1]
        return self._learn(path, self._call("open", {}, path))

    def hardware(self) -> Hardware:
        """What the engine can compute on; loads no model."""
        return to_hardware(self._channel.call("devices", timeout_s=LOAD_TIMEOUT_S).value)

    def devices(self) -> tuple[Device, ...]:
        """The devices alone."""
        return self.hardware().devices

    def bench(self, tokens: int = BENCH_TOKENS) -> list[Figure]:
        """Measure the engine with the chosen model; takes about a minute with the starter model."""
        return [Figure(**figure) for figure in self._call("bench", {"tokens": tokens})]

    def close(self) -> None:
        """End the child; the next question starts another."""
        self._channel.close()

    def _params(self, path: Path) -> dict[str, Any]:
        with self._guard:
            # A child that was started anew need not measure again.
            measured = self._known[1].threads if self._known is not None and self._known[0] == path else 0
        threads = self._threads or measured
        return {"model": {"path": str(path.absolute()), "context": self._context_tokens, "threads": threads}}

    def _call(self, method: str, params: dict[str, Any], path: Path | None = None) -> Any:
        path = path or self._model()
        try:
            return self._channel.call(method, self._params(path) | params, timeout_s=LOAD_TIMEOUT_S).value
        except ChildDied as error:
            raise _died_loading(error, path) from error

    def _learn(self, path: Path, head: dict[str, Any]) -> Card:
        card = Card(**head)
        with self._guard:
            self._known = (path, card)
        return card


def _spoken(prompt: Request) -> dict[str, Any]:
    return {"system": prompt.system, "texts": [[text.role.value, text.text] for text in prompt.texts]}


def _finished(head: dict[str, Any], name: str) -> Finished:
    return Finished(Usage(**head["usage"]), FinishReason(head["reason"]), name)


def _died_loading(error: ChildDied, path: Path) -> ChildDied:
    """A file that ends the engine while it is loaded will do so again: say so, beside the way to try again."""
    return ChildDied(
        error.what, f"Try again; if it happens again, {path.name} may be damaged or too large: choose another model."
    )

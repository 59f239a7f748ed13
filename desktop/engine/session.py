"""A conversation with a loaded model: reads only what is new of a prompt, then writes the answer token by token."""

from __future__ import annotations

import codecs
import itertools
import os
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from desktop.core.chat import FinishReason
from desktop.engine.native import BATCH, Aborted, Native

EMIT_EVERY_S = 0.03
"""Pieces that come faster travel together: the window draws every 33 ms, and a frame through the pipe costs 0.1 ms."""

TRIALS = 16
TRIAL_S = 0.5
"""How many tokens, and for how long at most, one number of threads is tried."""

Progress: TypeAlias = Callable[[int, int], None]
Say: TypeAlias = Callable[[str], None]
Unwanted: TypeAlias = Callable[[], bool]


@dataclass(frozen=True, slots=True)
class Written:
    """How an answer went: tokens written, tokens not read anew, and the monotonic time of the first token, if any."""

    tokens: int
    cached: int
    first: float | None
    reason: FinishReason


@dataclass(frozen=True, slots=True)
class Wanted:
    """How an answer is to be written: at most `tokens`, at `temperature` (0 = the likeliest each time), by `seed`.

    `endless` goes on after the model has ended: for measuring.
    """

    tokens: int
    temperature: float
    seed: int | None
    endless: bool = False


class Session:
    """Keeps the list of tokens that the context holds, so that the common beginning of two prompts is read once."""

    def __init__(self, native: Native) -> None:
        self._native = native
        self._held: list[int] = []

    def forget(self) -> None:
        """Read everything anew next time."""
        self._native.keep(0)
        self._held = []

    def read(self, tokens: Sequence[int], progress: Progress, unwanted: Unwanted) -> int | None:
        """Bring the context to hold exactly `tokens` (at least one). Returns how many it held already.

        None when `unwanted` became true: the context then holds a beginning of `tokens`, and is ready for the next.
        """
        # The last token is read in any case: its outcome is what the answer starts from.
        cached = min(common_prefix(self._held, tokens), len(tokens) - 1)
        if cached < len(self._held) and not self._native.keep(cached):
            cached = 0
        del self._held[cached:]
        progress(cached, len(tokens))
        with self._native.abortable(unwanted):
            for start in range(cached, len(tokens), BATCH):
                batch = tokens[start : start + BATCH]
                if unwanted():
                    return None
                try:
                    self._native.read(batch)
                except Aborted:
                    if not self._native.keep(len(self._held)):
                        self._held = []
                    return None
                self._held += batch
                progress(len(self._held), len(tokens))
        return cached

    def answer(
        self, tokens: Sequence[int], wanted: Wanted, progress: Progress, say: Say, unwanted: Unwanted
    ) -> Written:
        """Read a prompt and write its answer through `say`, in whole characters."""
        cached = self.read(tokens, progress, unwanted)
        if cached is None:
            return Written(0, 0, None, FinishReason.STOPPED)
        speech = Speech(say)
        with self._native.sampler(wanted.temperature, wanted.seed) as sample:
            count, first, reason = self._write(wanted, sample, speech, unwanted)
        speech.flush()
        return Written(count, cached, first, reason)

    def _write(
        self, wanted: Wanted, sample: Callable[[], int], speech: Speech, unwanted: Unwanted
    ) -> tuple[int, float | None, FinishReason]:
        native, first = self._native, None
        for count in itertools.count():
            if unwanted():
                return count, first, FinishReason.STOPPED
            token = sample()
            if first is None:
                first = time.monotonic()
            if native.ends(token) and not wanted.endless:
                return count, first, FinishReason.END
            speech.add(native.piece(token))
            if count + 1 >= wanted.tokens or len(self._held) >= native.n_ctx:
                return count + 1, first, FinishReason.LENGTH
            native.step(token)
            self._held.append(token)
        raise AssertionError("unreachable")

    def calibrate(self) -> int:
        """Find how many threads write fastest here and now, and use them. Forgets what was read."""
        best, best_s = 1, float("inf")
        for threads in thread_counts(_cores()):
            self.forget()
            self._native.set_threads(threads)
            seconds = self._seconds_per_token()
            if seconds < best_s:
                best, best_s = threads, seconds
        self._native.set_threads(best)
        self.forget()
        return best

    def _seconds_per_token(self) -> float:
        self._native.step(0)  # the first one also wakes the threads
        done, start = 0, time.monotonic()
        while done < TRIALS and time.monotonic() < start + TRIAL_S:
            self._native.step(0)
            done += 1
        return (time.monotonic() - start) / done


class Speech:
    """Joins the bytes of tokens to whole characters, and sends them on, not more often than anybody could see."""

    def __init__(self, say: Say) -> None:
        self._say = say
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._waiting = ""
        self._next = 0.0

    def add(self, piece: bytes) -> None:
        """Add the bytes of one token."""
        self._waiting += self._decoder.decode(piece)
        if self._waiting and (now := time.monotonic()) >= self._next:
            self._next = now + EMIT_EVERY_S
            self.flush()

    def flush(self) -> None:
        """Send what is whole. A character whose end never came is left out."""
        if self._waiting:
            self._say(self._waiting)
            self._waiting = ""


def common_prefix(held: Sequence[int], wanted: Sequence[int]) -> int:
    """How many tokens two lists have in common at their beginning."""
    if held == wanted[: len(held)]:
        return len(held)
    return next((i for i, (a, b) in enumerate(zip(held, wanted, strict=False)) if a != b), min(len(held), len(wanted)))


def thread_counts(cores: int) -> list[int]:
    """The numbers of threads worth trying on so many cores: all, then half as many each time, down to one."""
    counts = [cores]
    while counts[-1] > 1:
        counts.append(counts[-1] // 2)
    return counts


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1

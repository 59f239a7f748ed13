"""Measures the engine on this machine: our loop against bare `llama_decode`, and what a remembered prompt saves."""

from __future__ import annotations

import time
from collections.abc import Callable

from desktop.engine.figure import Figure
from desktop.engine.native import Native
from desktop.engine.session import Session, Wanted

ROUNDS = 6
STRETCH = 32
PREFIX = 2000
NEW = 30
SENTENCE = "The quarterly report shows that revenue increased compared with last year. "


def measure(
    native: Native,
    threads: int,
    *,
    tokens: int,
    say: Callable[[str], None],
    rounds: int = ROUNDS,
    prefix: int = PREFIX,
) -> list[Figure]:
    """Measure generation of `tokens` tokens and the time to a first token; `say` receives what the loop writes.

    The comparison is timed by CPU time with one thread; `threads` is what answers are made with.
    """
    tokens = max(16, min(tokens, native.n_ctx - 64))
    session = Session(native)
    native.set_threads(1)
    lean, plain = _compare(native, session, tokens, rounds, say)
    native.set_threads(threads)
    wall_s = _answer_s(session, [0], tokens, say, time.perf_counter)
    figures = [
        _figure(f"generation, {tokens} tokens, our loop", lean, "tokens per CPU second", plain),
        Figure(f"generation, {tokens} tokens, {threads} thread(s)", round(tokens / wall_s, 1), "tokens per second"),
        *_first_tokens(native, session, prefix, say),
    ]
    session.forget()
    return figures


def _compare(
    native: Native, session: Session, tokens: int, rounds: int, say: Callable[[str], None]
) -> tuple[float, float]:
    """Tokens per CPU second of our loop and of bare `llama_decode` over the same positions of the context.

    Short stretches take turns, and of each the least time of all rounds counts: what else the machine does hits both.
    """
    text = native.tokenize(SENTENCE * (tokens // 10 + 2), markup=False)
    least: dict[tuple[bool, int], float] = {}
    session.forget()
    for turn in range(rounds):
        for number, at in enumerate(range(1, tokens + 1, STRETCH)):
            for ours in (True, False) if (turn + number) % 2 else (False, True):
                time_stretch = _ours_s if ours else _plain_s
                spent = time_stretch(native, session, text[:at], say)
                least[ours, at] = min(spent, least.get((ours, at), spent))
    session.forget()
    totals = {kind: sum(spent for (ours, _), spent in least.items() if ours is kind) for kind in (True, False)}
    written = STRETCH * (len(least) // 2)
    return written / totals[True], written / totals[False]


def _ours_s(native: Native, session: Session, before: list[int], say: Callable[[str], None]) -> float:
    """CPU seconds of our loop for one stretch: so many decodings, with one token more picked and said."""
    del native
    return _answer_s(session, before, STRETCH + 1, say, time.process_time)


def _plain_s(native: Native, session: Session, before: list[int], say: Callable[[str], None]) -> float:
    """CPU seconds of as many bare decodings."""
    del say
    session.read(before, _ignore, lambda: False)
    began = time.process_time()
    native.repeat(0, STRETCH)
    spent = time.process_time() - began
    native.keep(len(before))
    return spent


def _answer_s(
    session: Session, before: list[int], tokens: int, say: Callable[[str], None], clock: Callable[[], float]
) -> float:
    """Seconds from the end of reading to the last token, of an answer that no end token cuts short."""
    began = 0.0

    def start(done: int, total: int) -> None:
        nonlocal began
        began = clock()

    session.answer(before, Wanted(tokens, 0.0, None, endless=True), start, say, lambda: False)
    return clock() - began


def _first_tokens(native: Native, session: Session, prefix: int, say: Callable[[str], None]) -> list[Figure]:
    """Time to a first token with nothing read before, and with all but the last `NEW` tokens read before."""
    length = min(prefix, native.n_ctx - NEW - 32)
    text = native.tokenize(SENTENCE * (length // 10 + 2), markup=False)
    first, second = text[:length], text[:length] + text[7 : 7 + NEW]
    session.forget()
    cold = _first_ms(session, first, say)
    cached = _first_ms(session, second, say)
    return [
        Figure(f"time to first token, {length} tokens, cold", round(cold, 1), "ms of CPU time"),
        _figure(f"time to first token, {length} tokens cached and {NEW} new", cached, "ms of CPU time", cold),
    ]


def _first_ms(session: Session, tokens: list[int], say: Callable[[str], None]) -> float:
    began = time.process_time()
    session.answer(tokens, Wanted(1, 0.0, None), _ignore, say, lambda: False)
    return (time.process_time() - began) * 1000


def _figure(name: str, value: float, unit: str, baseline: float) -> Figure:
    return Figure(name, round(value, 1), unit, round(baseline, 1), round(value / baseline, 3))


def _ignore(done: int, total: int) -> None:
    """Nobody watches the progress of a bench."""

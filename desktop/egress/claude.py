"""Speaks to Claude through the guarded transport. Runs in the egress process alone, the only user of the SDK.

The SDK's own habits that do not suit a privacy product are all switched off here: keys and addresses from the
environment, proxies, redirects, retries, tracing. Each has a test.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import anthropic
import httpx2
from anthropic.types import RawMessageStreamEvent

from desktop.core.chat import FinishReason
from desktop.core.errors import AppError, CloudBusy, CloudFailed, CloudKeyRefused, CloudUnreachable, StaysHere
from desktop.egress.transport import EgressRefused, GuardedTransport
from desktop.privacy.payload import PATH
from desktop.privacy.ticket import Ticket

TIMEOUT = httpx2.Timeout(120.0, connect=10.0)
"""Silence of two minutes ends a stream; a connection has ten seconds to stand."""
POLL_S = 0.05
_REASONS = {
    "end_turn": FinishReason.END,
    "stop_sequence": FinishReason.END,
    "max_tokens": FinishReason.LENGTH,
    "model_context_window_exceeded": FinishReason.LENGTH,
    "refusal": FinishReason.REFUSED,
}


class Tally:
    """What a stream has said of itself so far. Times in milliseconds from the start."""

    def __init__(self) -> None:
        self._began = time.monotonic()
        self._first: float | None = None
        self.model = ""
        self._reason: str | None = None
        self._prompt = self._cached = self._answer = 0

    def take(self, event: RawMessageStreamEvent) -> str:
        """Count one event; the text it brings."""
        match event.type:
            case "message_start":
                usage = event.message.usage
                self.model = event.message.model
                self._cached = usage.cache_read_input_tokens or 0
                self._prompt = usage.input_tokens + self._cached + (usage.cache_creation_input_tokens or 0)
                self._answer = usage.output_tokens
            case "content_block_delta" if event.delta.type == "text_delta":
                self._first = self._first or time.monotonic()
                return event.delta.text
            case "message_delta":
                self._answer = event.usage.output_tokens
                self._reason = event.delta.stop_reason
        return ""

    def as_result(self, *, stopped: bool) -> dict[str, Any]:
        """The end of the stream as it crosses to the parent. A stream without a stop reason was cut off."""
        now = time.monotonic()
        reason = _REASONS.get(self._reason or "", FinishReason.CUT_OFF)
        return {
            "reason": FinishReason.STOPPED if stopped else reason,
            "model": self.model,
            "usage": {
                "prompt_tokens": self._prompt,
                "cached_tokens": self._cached,
                "completion_tokens": self._answer,
                "ttft_ms": round(((self._first or now) - self._began) * 1000),
                "total_ms": round((now - self._began) * 1000),
            },
        }


def stream(
    transport: GuardedTransport,
    ticket: Ticket,
    body: bytes,
    *,
    key: str,
    say: Callable[[str], None],
    is_cancelled: Callable[[], bool],
) -> dict[str, Any]:
    """Send a cleared body and hand on the answer's pieces; returns usage and reason, raises an `AppError`."""
    if not key:
        raise CloudKeyRefused("There is no key for Claude.", "Add one in Settings, or answer here.")
    tally = Tally()
    try:
        admission = transport.admit(ticket, is_cancelled)
        with (
            _stoppable(transport, is_cancelled),
            httpx2.Client(transport=transport, trust_env=False, follow_redirects=False, timeout=TIMEOUT) as http,
        ):
            client = anthropic.Anthropic(
                api_key=key,
                base_url=ticket.url.removesuffix(PATH),
                http_client=http,
                max_retries=0,
                open_telemetry=False,
            )
            answer: anthropic.Stream[RawMessageStreamEvent] = client.post(  # type: ignore[call-overload]
                PATH,
                cast_to=RawMessageStreamEvent,  # a union: the SDK passes it so itself
                content=body,
                stream=True,
                stream_cls=anthropic.Stream[RawMessageStreamEvent],
                options={"headers": admission},
            )
            with answer:
                for event in answer:
                    if is_cancelled():
                        break
                    if text := tally.take(event):
                        say(text)
    except (anthropic.AnthropicError, httpx2.HTTPError, EgressRefused) as error:
        if not is_cancelled():
            raise _in_plain_words(error, begun=bool(tally.model)) from None
    return tally.as_result(stopped=is_cancelled())


@contextmanager
def _stoppable(transport: GuardedTransport, is_cancelled: Callable[[], bool]) -> Iterator[None]:
    """End the connection as soon as its reader is cancelled, so that a silent server does not hold us."""
    over = threading.Event()

    def watch() -> None:
        while not over.wait(POLL_S):
            if is_cancelled():
                transport.abort()  # again and again: a connection may stand only after the first call

    thread = threading.Thread(target=watch, daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def _in_plain_words(error: Exception, *, begun: bool) -> AppError:  # noqa: PLR0911 - one answer per kind of error
    """The SDK's errors as sentences; its own words may quote the prompt and go no further."""
    refusal: BaseException | None = error
    while refusal is not None and not isinstance(refusal, EgressRefused):
        refusal = refusal.__cause__
    if refusal is not None:
        return StaysHere(f"This was not sent: {refusal}.", "Answer it here.")
    match error:
        case anthropic.AuthenticationError() | anthropic.PermissionDeniedError():
            return CloudKeyRefused(
                f"Claude did not accept the key ({error.status_code}). Nothing was answered or charged.",
                "Replace the key in Settings.",
            )
        case anthropic.APIStatusError() if error.status_code in {429, 503, 529}:
            return CloudBusy(f"Claude is busy ({error.status_code}).", "Try again later, or answer here now.")
        case anthropic.APIStatusError() if 300 <= error.status_code < 400:
            return CloudFailed("Claude's address answered with a redirect, which is not followed.", "Ask your IT team.")
        case anthropic.APIStatusError():
            return CloudFailed(f"Claude could not answer ({error.status_code}).", "Try again, or answer here.")
        case _ if begun:
            return CloudFailed("The connection ended before the answer did.", "What arrived is kept; ask for the rest.")
        case _:
            return CloudUnreachable("Claude cannot be reached.", "Check the connection, or answer here.")

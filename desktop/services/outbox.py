"""Sends what the gate cleared: a durable row in the ledger before the first byte, and one after the last."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Generator
from contextlib import closing

from desktop.core.chat import CancelToken, Finished, Model, ModelEvent, Usage
from desktop.core.cost import Cost
from desktop.core.errors import AppError
from desktop.core.privacy import ScanReport
from desktop.privacy.gate import ClearedPrompt
from desktop.store.ledger import Ledger


class Outbox:
    """The way from a cleared prompt to the cloud. What cannot be written down does not leave."""

    def __init__(self, ledger: Ledger, cloud: Model[ClearedPrompt], price: Callable[[str, Usage], Cost | None]) -> None:
        self._ledger = ledger
        self._cloud = cloud
        self.price = price

    def send(
        self, cleared: ClearedPrompt, report: ScanReport, cancel: CancelToken
    ) -> Generator[ModelEvent, None, None]:
        """Write the intent, send, and write what became of it."""
        ticket = cleared.ticket
        self._ledger.append(
            "intent",
            {
                "conversation": cleared.conversation,
                "method": ticket.method,
                "url": ticket.url,
                "bytes": ticket.size,
                "sha256": ticket.sha256,
                "ticket": ticket.nonce,
                "model": cleared.model,
                "verdict": report.verdict,
                "findings": dict(Counter(finding.type for finding in report.findings)),
                "rules": ticket.rules,
            },
        )
        outcome: dict[str, object] = {"result": "broken off"}
        try:
            with closing(self._cloud.stream(cleared, cancel)) as events:
                for event in events:
                    if isinstance(event, Finished):
                        outcome = self._outcome(event)
                    yield event
        except AppError as error:
            outcome = {"result": error.code}
            raise
        finally:
            self._ledger.append("outcome", {"ticket": ticket.nonce, **outcome})

    def _outcome(self, end: Finished) -> dict[str, object]:
        cost = self.price(end.model, end.usage)
        return {
            "result": end.reason,
            "model": end.model,
            "input_tokens": end.usage.prompt_tokens,
            "output_tokens": end.usage.completion_tokens,
            "cost_micro_usd": cost.amount if cost else None,
        }

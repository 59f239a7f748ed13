"""`cloister ask`: one question, answered here, or by Claude where everything allows it."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any, Optional

import typer

from desktop.cli.output import note, progress, report, say, say_json
from desktop.cli.scan import as_rows, decoded, show_findings
from desktop.cli.session import session_of
from desktop.core.chat import CancelToken, ConversationId, Message, Route
from desktop.core.cost import format_usd
from desktop.core.errors import AppError
from desktop.core.privacy import Verdict
from desktop.core.turn import Choice, Completed, KeptHere, Reading, Review, Reviewed, Said, TurnEvent
from desktop.services.house import Services

MOST_FROM_CLOUD = 20_000
"""Longest answer of Claude in tokens that the settings allow."""


class Printer:
    """Shows a turn on a terminal as it happens, and remembers its end."""

    def __init__(self, *, quiet: bool) -> None:
        self._quiet = quiet
        self._announced = False
        self.review: Review | None = None
        self.kept: KeptHere | None = None
        self.message: Message | None = None

    def take(self, event: TurnEvent) -> None:
        """Take the next event of the turn."""
        match event:
            case Said(text) if not self._quiet:
                say(text, end="")
            case Reading(done, total) if not self._announced and total > done:
                self._announced = True
                note(f"Reading {total} tokens ...")
            case Reviewed(review):
                self.review = review
            case KeptHere():
                self.kept = event
            case Completed(message):
                self.message = message
            case _:
                pass


def decide(review: Review) -> Choice:
    """On the command line `--cloud` is the user's word: what is cleared goes, what is not stays."""
    return Choice.SEND if review.report.verdict is Verdict.CLEARED else Choice.CANCEL


def ask(  # noqa: PLR0917 - typer reads the options from the parameters
    context: typer.Context,
    prompt: Annotated[str, typer.Argument(help="The question; - reads it from standard input, out of sight.")],
    document: Annotated[Optional[list[Path]], typer.Option(help="A PDF or text file to answer from.")] = None,  # noqa: UP045
    collection: Annotated[Optional[str], typer.Option(help="A collection to answer from.")] = None,  # noqa: UP045
    model: Annotated[Optional[str], typer.Option(help="Path or id of the local model.")] = None,  # noqa: UP045
    max_tokens: Annotated[Optional[int], typer.Option(min=1, max=32_768, help="Longest answer, in tokens.")] = None,  # noqa: UP045
    seed: Annotated[Optional[int], typer.Option(help="Makes a local answer repeatable.")] = None,  # noqa: UP045
    cloud: Annotated[bool, typer.Option("--cloud", help="CLOUD: ask Claude, through the gate.")] = False,
    json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> int:
    """Answer a question on this computer, from documents if any are given, and keep it as a conversation.

    With --cloud the question goes to Claude, if the policy allows it and the gate clears every byte of it. What is
    blocked is not sent: the findings are printed and the exit code is 1.
    """
    if prompt == "-":
        prompt = decoded(sys.stdin.buffer.read())
    session = session_of(context)
    overrides = {"local_model": model, "local_max_tokens": max_tokens}
    overrides["cloud_max_tokens"] = min(max_tokens, MOST_FROM_CLOUD) if max_tokens else None
    with session.services(**overrides) as services:
        printer = Printer(quiet=json)
        try:
            _run(services, prompt, document or [], collection, cloud=cloud, seed=seed, printer=printer)
        except AppError as error:
            if json:
                say_json({"error": error.code, "what": error.what, "remedy": error.remedy})
            return report(error)
    if printer.kept is not None or printer.message is None:
        return _blocked(printer, json=json)
    if json:
        say_json(_as_json(printer.message, printer.review))
    else:
        _show_end(printer.message)
    return 0


def _run(
    services: Services,
    prompt: str,
    documents: list[Path],
    collection: str | None,
    *,
    cloud: bool,
    seed: int | None,
    printer: Printer,
) -> None:
    conversation = services.library.create().id
    try:
        _fill_and_ask(services, conversation, prompt, documents, collection, cloud=cloud, seed=seed, printer=printer)
    except AppError:
        if not services.library.messages(conversation):
            services.library.delete(conversation)  # nothing was asked, so nothing is to be kept
        raise


def _fill_and_ask(
    services: Services,
    conversation: ConversationId,
    prompt: str,
    documents: list[Path],
    collection: str | None,
    *,
    cloud: bool,
    seed: int | None,
    printer: Printer,
) -> None:
    if cloud:
        services.library.set_cloud(conversation, on=True)
    for path in documents:
        with progress(f"Reading {path.name}") as advance:
            services.collections.attach(conversation, path, progress=advance)
    if collection is not None:
        services.collections.lend(conversation, collection)
    cancel = CancelToken()
    try:
        services.chat.run_turn(conversation, prompt, ask=decide, emit=printer.take, cancel=cancel, seed=seed)
    except KeyboardInterrupt:
        cancel.cancel()
        raise


def _blocked(printer: Printer, *, json: bool) -> int:
    review = printer.review
    findings = review.report.findings if review else ()
    if json:
        decision = {"decision": Verdict.BLOCKED, "findings": as_rows(findings)}
        say_json(
            {"text": "", "route": None, "review": decision | {"reasons": list(review.report.reasons) if review else []}}
        )
        return 1
    note("This was not sent to Claude; nothing has left this computer.")
    if review is not None:
        show_findings(review.report)
    note("Ask without --cloud to have it answered here.")
    return 1


def _show_end(message: Message) -> None:
    say()
    for number, citation in enumerate(message.citations, start=1):
        say(f"  [{number}] {citation.name}, page {citation.page}: “{' '.join(citation.quote.split())}”")
    if message.attachments and not message.citations:
        say("  No passage supports this answer word for word; check it yourself.")
    usage, cost = message.usage, message.cost
    if usage is None:
        return
    where = "This computer" if message.route is Route.LOCAL else "Claude"
    parts = [
        f"{where}, {message.model}",
        f"{usage.ttft_ms / 1000:.1f} s to first word",
        f"{usage.total_ms / 1000:.1f} s",
        f"{usage.prompt_tokens} tokens read, {usage.completion_tokens} written",
        f"{usage.tokens_per_second:.1f} tokens/s",
    ]
    if cost is not None:
        parts.append(format_usd(cost.amount))
        if cost.energy_wh is not None:
            parts.append(f"{cost.energy_wh:.3f} Wh ({cost.basis})")
    say("  " + "  ·  ".join(parts))


def _as_json(message: Message, review: Review | None) -> dict[str, Any]:
    usage, cost = message.usage, message.cost
    return {
        "text": message.text,
        "route": message.route,
        "model": message.model,
        "finish_reason": message.reason,
        "citations": [
            {
                "document": citation.name,
                "page": citation.page,
                "start": citation.start,
                "end": citation.end,
                "quote": citation.quote,
                "boxes": [asdict(box) for box in citation.boxes],
            }
            for citation in message.citations
        ],
        "usage": asdict(usage) | {"tokens_per_second": round(usage.tokens_per_second, 2)} if usage else None,
        "cost": {"amount_usd": cost.usd, "energy_wh": cost.energy_wh, "basis": cost.basis} if cost else None,
        "review": {"decision": review.report.verdict, "findings": as_rows(review.report.findings)} if review else None,
    }

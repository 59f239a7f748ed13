"""`cloister scan`: the gate's verdict on a text or a document, without sending anything."""

from __future__ import annotations

import json as jsonlib
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from desktop.cli.output import note, say, say_json
from desktop.cli.session import session_of
from desktop.core.errors import BadInput
from desktop.core.privacy import SENSITIVE, Finding, ScanReport, Verdict, describe_findings
from desktop.services.scanning import Scanning

SHOWN = 12
"""Findings listed one by one; a document can hold hundreds."""


def scan(  # noqa: PLR0917 - typer reads the options from the parameters
    context: typer.Context,
    file: Annotated[str, typer.Argument(help="A text or document; - reads from standard input.")] = "-",
    profile: Annotated[str, typer.Option(help="clinical, or strict: names alone block too.")] = "clinical",
    show_text: Annotated[bool, typer.Option("--show-text", help="Show what was found, not only where.")] = False,
    jsonl: Annotated[bool, typer.Option("--jsonl", help='Read {"id", "text"} a line; answer a line each.')] = False,
    json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> int:
    """Say what the gate would make of a text. Exit code 0: cleared; 1: it would stay here.

    What the gate would ask you about counts as blocked. Needs no database; nothing is kept or sent.
    """
    with session_of(context).house() as house:
        if jsonl:
            return _scan_lines(house.scanning, sys.stdin if file == "-" else _lines_of(Path(file)), profile)
        if file == "-":
            text = decoded(sys.stdin.buffer.read())
            report = house.scanning.scan(text, profile)
        else:
            text, report = house.scanning.scan_file(Path(file), profile)
    if json:
        say_json(as_json(report, text if show_text else None))
    else:
        say(
            "Cleared: nothing was found that could identify a person."
            if _clear(report)
            else "Blocked: this stays here."
        )
        show_findings(report, text if show_text else None)
    return 0 if _clear(report) else 1


def _clear(report: ScanReport) -> bool:
    return report.verdict is Verdict.CLEARED


def _scan_lines(scanning: Scanning, lines: Iterable[str], profile: str) -> int:
    blocked = False
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        record = _record(line, number)
        report = scanning.scan(record["text"], profile)
        blocked = blocked or not _clear(report)
        say_json(
            {
                "id": record.get("id"),
                "decision": report.verdict,
                "findings": as_rows(report.findings),
                "elapsed_ms": report.elapsed_ms,
            }
        )
    return 1 if blocked else 0


def _record(line: str, number: int) -> dict[str, Any]:
    try:
        record = jsonlib.loads(line)
    except ValueError:
        record = None
    if not isinstance(record, dict) or not isinstance(record.get("text"), str):
        raise BadInput(
            f'Line {number} is not an object like {{"id": 1, "text": "..."}}.', "Correct it and start again."
        )
    return record


def _lines_of(path: Path) -> Iterator[str]:
    try:
        with path.open(encoding="utf-8") as source:
            yield from source
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"{path} cannot be read.", "Give a file of JSON lines in UTF-8.") from error


def decoded(data: bytes) -> str:
    """Text from standard input. Raises `BadInput` when it is not UTF-8."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInput("The text is not UTF-8.", "Convert it, or give the name of a file.") from error


def as_rows(findings: tuple[Finding, ...], text: str | None = None) -> list[dict[str, Any]]:
    """Findings for JSON; with the text itself only where it was asked for."""
    return [
        {
            "type": finding.type,
            "category": finding.category,
            "part": finding.part,
            "start": finding.start,
            "end": finding.end,
            "score": round(finding.score, 3),
            "recognizer": finding.recognizer,
        }
        | ({} if text is None else {"text": text[finding.start : finding.end]})
        for finding in findings
    ]


def as_json(report: ScanReport, text: str | None = None) -> dict[str, Any]:
    """A report for JSON."""
    return {
        "decision": report.verdict,
        "profile": report.profile,
        "characters": report.characters,
        "elapsed_ms": report.elapsed_ms,
        "findings": as_rows(report.findings, text),
        "reasons": list(report.reasons),
    }


def show_findings(report: ScanReport, text: str | None = None) -> None:
    """Print what was found: counts and reasons, and each finding's place; its text only where it was asked for."""
    if summary := describe_findings(report.findings):
        note(f"Found: {summary}.")
    for reason in report.reasons:
        note(reason)
    pointing = [finding for finding in report.findings if finding.category in SENSITIVE]
    for finding in pointing[:SHOWN]:
        shown = "" if text is None else f"  {text[finding.start : finding.end]!r}"
        note(f"  {finding.type:<24} {finding.start}-{finding.end}  {finding.recognizer}{shown}")
    if len(pointing) > SHOWN:
        note(f"  and {len(pointing) - SHOWN} more; --json lists them all")

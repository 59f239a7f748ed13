"""Reads the exact bytes of a request for display: the texts in it, the findings with their words, and its digest."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass

from desktop.core.privacy import Category, Finding
from desktop.core.turn import Review
from desktop.ui.words import GROUPS, capitalise, describe_type


@dataclass(frozen=True, slots=True)
class Shown:
    """A finding as the sheet shows it: the words found, and a line that says what they are."""

    category: Category
    words: str
    why: str
    times: int = 1


def read_texts(body: bytes) -> tuple[str, ...]:
    """The texts of a request in the gate's order: the system text if there is one, then each message.

    Empty when the body is not such a request; nothing is decided by what this returns.
    """
    try:
        request = json.loads(body)
    except ValueError:
        return ()
    if not isinstance(request, dict):
        return ()
    contents = [request["system"]] if request.get("system") else []
    messages = request.get("messages")
    if isinstance(messages, list):
        contents += [one.get("content", "") for one in messages if isinstance(one, dict)]
    return tuple(_join(content) for content in contents)


def _join(content: object) -> str:
    if isinstance(content, str):
        return content
    if isinstance(content, list):
        return "".join(str(block.get("text", "")) for block in content if isinstance(block, dict))
    return ""


def group_findings(review: Review) -> list[tuple[str, list[Shown]]]:
    """The findings with their words, under their heads, the gravest first; the same words are shown once."""
    texts = read_texts(review.body)
    groups: dict[Category, dict[str, Shown]] = {}
    for finding in review.report.findings:
        words = _words_of(finding, texts)
        same = groups.setdefault(finding.category, {})
        known = same.get(words or explain(finding))
        times = known.times + 1 if known else 1
        same[words or explain(finding)] = Shown(
            finding.category, words, known.why if known else explain(finding), times
        )
    return [(GROUPS[category], list(groups[category].values())) for category in Category if category in groups]


def _words_of(finding: Finding, texts: tuple[str, ...]) -> str:
    if finding.part >= len(texts):
        return ""
    return " ".join(texts[finding.part][finding.start : finding.end].split())


def explain(finding: Finding) -> str:
    """What was found, and how sure the detector is: "Date of birth, 90% sure"."""
    return f"{capitalise(describe_type(finding.type))}, {finding.score:.0%} sure"


def digest_of(body: bytes) -> str:
    """The SHA-256 of the body in groups of four, as it can be compared by eye."""
    value = hashlib.sha256(body).hexdigest()
    return " ".join(value[at : at + 4] for at in range(0, len(value), 4))


def show_body(body: bytes) -> str:
    """The body as text that can be read: JSON set out in lines where it is JSON, else as it is."""
    text = body.decode("utf-8", "replace")
    try:
        return json.dumps(json.loads(text), indent=2, ensure_ascii=False)
    except ValueError:
        return text

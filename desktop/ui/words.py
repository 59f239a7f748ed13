"""Numbers and states in words, as the window says them."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from desktop.core.chat import FinishReason, Message, Route
from desktop.core.cost import format_usd
from desktop.core.privacy import Category

NBSP = "\u00a0"

ACRONYMS = frozenset({"US", "UK", "EU", "ID", "SSN", "MRN", "NHS", "IP", "URL", "IBAN", "NPI", "DEA", "VIN", "MAC"})
"""Words of entity types that stay in capitals."""

GROUPS = {
    Category.CREDENTIAL: "Passwords and keys",
    Category.IDENTIFIER: "Numbers",
    Category.CONTACT: "Contacts",
    Category.PERSON: "Names",
    Category.PLACE: "Places",
    Category.ORGANISATION: "Organisations",
    Category.DATE: "Dates",
    Category.AGE: "Ages",
    Category.PROFESSION: "Professions",
    Category.HEALTH: "Health",
    Category.FINANCE: "Money",
    Category.RELATION: "Relations",
    Category.EVASION: "Hidden text",
}
"""Heads of the groups of findings; the order is that of gravity."""

ROUTE_WORDS = {Route.LOCAL: "This computer", Route.CLOUD: "Claude"}
ROUTE_TOKENS = {Route.LOCAL: "accent", Route.CLOUD: "cloud"}
ENDINGS = {
    FinishReason.LENGTH: "reached its longest length",
    FinishReason.STOPPED: "stopped",
    FinishReason.REFUSED: "declined",
    FinishReason.CUT_OFF: "cut off",
    FinishReason.FAILED: "failed",
}


def format_seconds(milliseconds: int) -> str:
    """Show a duration as people say it: "0.4 s", "1 min 12 s"."""
    if milliseconds < 59_950:
        return f"{milliseconds / 1000:.1f} s"
    minutes, seconds = divmod(round(milliseconds / 1000), 60)
    return f"{minutes} min {seconds} s"


def format_count(count: int, one: str, many: str) -> str:
    """Show a count with its noun: "1 page", "4 pages", "2,104 tokens"."""
    return f"{count:,} {one if count == 1 else many}"


def format_energy(watt_hours: float) -> str:
    """Show energy with as many digits as it deserves: "0.2 Wh", "0.004 Wh"."""
    digits = 1 if watt_hours >= 0.05 else 3
    return f"{watt_hours:.{digits}f} Wh"


def describe_answer(message: Message) -> list[tuple[str, str]]:
    """The parts of a meta line after the route, each with the name by which a narrow window leaves it out."""
    parts: list[tuple[str, str]] = []
    if message.reason in ENDINGS:
        parts.append(("state", ENDINGS[message.reason]))
    if message.model:
        parts.append(("model", message.model))
    usage = message.usage
    if usage is not None:
        parts.append(("first", f"{format_seconds(usage.ttft_ms)} to first word"))
        parts.append(("total", format_seconds(usage.total_ms)))
        parts.append(("tokens", format_count(usage.completion_tokens, "token", "tokens")))
        if usage.tokens_per_second:
            parts.append(("speed", f"{usage.tokens_per_second:.0f} per second"))
    if message.cost is not None:
        parts.append(("cost", format_usd(message.cost.amount)))
        if message.cost.energy_wh is not None:
            parts.append(("energy", format_energy(message.cost.energy_wh)))
    return parts


def describe_details(message: Message) -> list[tuple[str, str]]:
    """All that is known about an answer, one line each, for the tooltip of its meta line."""
    rows = [("Answered by", message.model or "unknown")]
    usage = message.usage
    if usage is not None:
        read = f"{usage.prompt_tokens:,} read, {usage.completion_tokens:,} written"
        rows += [
            ("To first word", format_seconds(usage.ttft_ms)),
            ("Whole answer", f"{format_seconds(usage.total_ms)}, {usage.tokens_per_second:.1f} tokens per second"),
            ("Tokens", read + (f", {usage.cached_tokens:,} kept from before" if usage.cached_tokens else "")),
        ]
    if message.cost is not None:
        rows.append(("Cost", f"{format_usd(message.cost.amount)} ({message.cost.basis})"))
        if message.cost.energy_wh is not None:
            rows.append(("Energy", format_energy(message.cost.energy_wh)))
    return rows


def name_period(when: datetime, today: date) -> str:
    """The head under which a conversation stands in the sidebar."""
    day = when.astimezone().date()
    if day >= today:
        return "Today"
    if day == today - timedelta(days=1):
        return "Yesterday"
    return "Last week" if day > today - timedelta(days=8) else "Older"


def describe_type(kind: str) -> str:
    """An entity type as words: `US_SSN` becomes "US SSN", `PERSON` becomes "person"."""
    words = kind.replace("-", "_").split("_")
    return " ".join(word if word in ACRONYMS else word.lower() for word in words)


def capitalise(words: str) -> str:
    """Begin with a capital and leave the rest as it is."""
    return words[:1].upper() + words[1:]

"""One figure of a bench, as it crosses from the child to whoever shows it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure; `ratio` is value / baseline where there is something to compare with."""

    name: str
    value: float
    unit: str
    baseline: float | None = None
    ratio: float | None = None

"""What an answer cost: money in whole micro-dollars, energy in watt-hours, and the sentence that says how we know."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NewType

MicroUsd = NewType("MicroUsd", int)
"""Millionths of a US dollar: whole numbers add up without rounding."""


@dataclass(frozen=True, slots=True)
class Cost:
    """The price of one answer. `energy_wh` is None where it is not ours to measure (the cloud)."""

    amount: MicroUsd
    energy_wh: float | None
    basis: str

    @property
    def usd(self) -> float:
        """The amount in dollars, for display and JSON alone; sums are made in micro-dollars."""
        return self.amount / 1_000_000


def local_cost(total_ms: int, watts: float, usd_per_kwh: float) -> Cost:
    """Price the electricity of a local answer: `watts` drawn for `total_ms` milliseconds at a tariff.

    The power is the setting `local_watts`, not a measurement; the basis says so.
    """
    energy_wh = watts * total_ms / 3_600_000
    amount = MicroUsd(round(energy_wh / 1000 * usd_per_kwh * 1_000_000))
    return Cost(amount, energy_wh, f"electricity, estimated: {watts:g} W at ${usd_per_kwh:.4f} per kWh")


def format_usd(amount: MicroUsd) -> str:
    """Show an amount as people read money: cents where there are any, more digits for less than a cent."""
    usd = amount / 1_000_000
    if usd >= 0.01 or amount == 0:
        return f"${usd:.2f}"
    return f"${usd:.4f}" if usd >= 0.00005 else "$0.00"

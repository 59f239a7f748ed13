"""Check digits, and tests of whether something is a serial number at all."""

from __future__ import annotations

import re

_VIN_VALUES = dict(
    zip("ABCDEFGHJKLMNPRSTUVWXYZ0123456789", (*range(1, 9), *range(1, 6), 7, 9, *range(2, 10), *range(10)), strict=True)
)
_VIN_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
_YEAR = re.compile(r"(?:19|20)\d{2}(?:[-/](?:\d{2}|(?:19|20)\d{2}))?")
_UNITS = re.compile(
    r"\d+(?:[.,]\d+)*\s?(?:mg|ml|kg|g|mcg|mm|cm|km|px|ms|gb|mb|kb|s|h|hz|usd|eur|k|m|x|st|nd|rd"
    r"|th|pm|am|days?|hours?|years?)",
    re.IGNORECASE,
)


def luhn_holds(value: str) -> bool:
    """Whether the digits of `value` (13 to 19) satisfy Luhn's formula (ISO/IEC 7812-1)."""
    digits = [int(c) for c in value if c.isdigit()]
    if not 13 <= len(digits) <= 19 or len(set(digits)) < 2:
        return False
    doubled = [digit * 2 - 9 * (digit > 4) for digit in digits[-2::-2]]
    return (sum(digits[-1::-2]) + sum(doubled)) % 10 == 0


def vin_holds(value: str) -> bool:
    """Whether 17 characters are a vehicle number with a right check digit (49 CFR 565.15(c))."""
    value = value.upper()
    if len(value) != 17 or not re.search(r"\d", value) or not re.search(r"[A-Z]", value):
        return False
    if any(c not in _VIN_VALUES for c in value):
        return False
    rest = sum(_VIN_VALUES[c] * weight for c, weight in zip(value, _VIN_WEIGHTS, strict=True)) % 11
    return value[8] == ("X" if rest == 10 else str(rest))


def is_serial(value: str, digits: int) -> bool:
    """Whether a value has at least so many digits and is not a measure ("12.5 mg")."""
    return sum(c.isdigit() for c in value) >= digits and not _UNITS.fullmatch(value)


def is_calendar_year(value: str) -> bool:
    """Whether a value is a year or a span of years."""
    return bool(_YEAR.fullmatch(value))

"""What is remembered of a model file beside it: its hash, and how the file looked when it was taken."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Record:
    """SHA-256 of a file's bytes, with its size, its date of change in nanoseconds, and how it came here."""

    sha256: str
    bytes: int
    changed_ns: int
    source: str


def read_record(path: Path) -> Record | None:
    """Read a record; None when there is none or it cannot be understood: the file then counts as not verified."""
    try:
        record = Record(**json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None
    types = (str, int, int, str)
    values = (record.sha256, record.bytes, record.changed_ns, record.source)
    return record if all(type(value) is kind for value, kind in zip(values, types, strict=True)) else None


def write_record(path: Path, record: Record) -> None:
    """Write a record whole or not at all."""
    part = path.with_name(f"{path.name}.part")
    try:
        part.write_text(json.dumps(asdict(record)) + "\n", encoding="utf-8")
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)

"""The ledger of what left, or tried to: a row before anything goes, one after, chained by SHA-256. It holds no content.

Each hash covers the one before it, the time and the entry, so that a row that is changed, removed or put in between
shows; `verify` says which.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from desktop.core.cost import MicroUsd
from desktop.store.database import Database

START = "0" * 64


class Ledger:
    """Appends and checks. An entry is durable when `append` returns (synchronous=FULL)."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def append(self, kind: str, details: Mapping[str, Any]) -> int:
        """Add an entry; its number."""
        at = datetime.now(UTC).isoformat(timespec="milliseconds")
        entry = json.dumps({"kind": kind, **details}, sort_keys=True, separators=(",", ":"))
        with self._database.writing() as writing:
            last = writing.rows("SELECT hash FROM ledger ORDER BY number DESC LIMIT 1")
            before = str(last[0]["hash"]) if last else START
            return writing.execute(
                "INSERT INTO ledger (at, entry, hash) VALUES (?, ?, ?)", (at, entry, _link(before, at, entry))
            )

    def entries(self) -> list[dict[str, Any]]:
        """Every entry with its number and time, the oldest first."""
        rows = self._database.rows("SELECT * FROM ledger ORDER BY number")
        return [{"number": row["number"], "at": row["at"], **json.loads(row["entry"])} for row in rows]

    def verify(self) -> int | None:
        """Number of the first row that does not fit the chain; None when all do."""
        before = START
        for expected, row in enumerate(self._database.rows("SELECT * FROM ledger ORDER BY number"), start=1):
            if row["number"] != expected or row["hash"] != _link(before, row["at"], row["entry"]):
                return expected
            before = row["hash"]
        return None

    def sends_since(self, moment: datetime) -> int:
        """How many prompts were sent since a moment."""
        rows = self._database.rows(
            "SELECT count(*) AS n FROM ledger WHERE at >= ? AND json_extract(entry, '$.kind') = 'intent'",
            (moment.astimezone(UTC).isoformat(timespec="milliseconds"),),
        )
        return int(rows[0]["n"])

    def cost_since(self, moment: datetime) -> MicroUsd:
        """What the cloud cost since a moment."""
        rows = self._database.rows(
            "SELECT coalesce(sum(json_extract(entry, '$.cost_micro_usd')), 0) AS spent FROM ledger WHERE at >= ?",
            (moment.astimezone(UTC).isoformat(timespec="milliseconds"),),
        )
        return MicroUsd(int(rows[0]["spent"]))


def _link(before: str, at: str, entry: str) -> str:
    return hashlib.sha256(f"{before}\n{at}\n{entry}".encode()).hexdigest()

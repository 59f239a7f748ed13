"""The models that Cloister can fetch, each pinned to the exact bytes: read from models/catalogue.json."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

SHA256 = re.compile(r"[0-9a-f]{64}")
REVISION = re.compile(r"[0-9a-f]{40}")
FILENAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,127}\.gguf")
ID = re.compile(r"[a-z0-9][a-z0-9.-]{0,63}")


class BadCatalogue(ValueError):
    """The catalogue that is shipped is wrong: a bug, not the user's fault."""


@dataclass(frozen=True, slots=True)
class CatalogueEntry:
    """One model file. `bytes` and `sha256` are exact; `context` is the trained length in tokens.

    `min_ram_bytes` is memory of the whole machine, from the publisher's manifest or an estimate (weights, cache for
    8,000 tokens, 1 GiB). `url` holds `revision` and is empty for the starter model alone, which comes with the app.
    """

    id: str
    name: str
    filename: str
    bytes: int
    sha256: str
    url: str
    revision: str
    licence: str
    context: int
    min_ram_bytes: int
    note: str

    @property
    def starter(self) -> bool:
        """Whether this is the model that is installed with the app."""
        return not self.url


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All entries, the starter model first."""

    entries: tuple[CatalogueEntry, ...]

    @property
    def starter(self) -> CatalogueEntry:
        """The model that is installed with the app."""
        return self.entries[0]

    def find(self, name: str) -> CatalogueEntry | None:
        """The entry of this id."""
        return next((entry for entry in self.entries if entry.id == name), None)

    def by_hash(self, sha256: str) -> CatalogueEntry | None:
        """The entry of exactly these bytes."""
        return next((entry for entry in self.entries if entry.sha256 == sha256), None)


def load_catalogue(path: Path) -> Catalogue:
    """Read and check a catalogue. Raises `BadCatalogue` for an unknown or missing field or a missing pin."""
    try:
        document = json.loads(path.read_text(encoding="utf-8"), object_pairs_hook=_once)
    except (OSError, ValueError) as error:
        raise BadCatalogue(f"the catalogue cannot be read: {error}") from error
    if not isinstance(document, dict) or set(document) != {"models"} or not isinstance(document["models"], list):
        raise BadCatalogue("the catalogue must be an object with a list `models` and nothing else")
    entries = tuple(map(_entry, document["models"]))
    for what in ("id", "filename", "sha256"):
        values = [getattr(entry, what) for entry in entries]
        if len(set(values)) != len(values):
            raise BadCatalogue(f"two entries have the same {what}")
    if [entry.starter for entry in entries] != [index == 0 for index in range(len(entries))]:
        raise BadCatalogue("the first entry, and only that, is the starter model, which has no address")
    return Catalogue(entries)


def _entry(raw: object) -> CatalogueEntry:
    expected = {field.name: int if field.type == "int" else str for field in fields(CatalogueEntry)}
    if not isinstance(raw, dict) or set(raw) != set(expected):
        raise BadCatalogue(f"an entry must have exactly these fields: {', '.join(expected)}")
    for name, kind in expected.items():
        if type(raw[name]) is not kind:
            raise BadCatalogue(f"{name} must be of type {kind.__name__}")
    entry = CatalogueEntry(**raw)
    if problem := _problem(entry):
        raise BadCatalogue(f"{entry.id}: {problem}")
    return entry


def _problem(entry: CatalogueEntry) -> str:
    """What is wrong with an entry, or an empty text."""
    pinned = entry.starter or (
        REVISION.fullmatch(entry.revision)
        and entry.url.startswith("https://")
        and entry.url.endswith(f"/resolve/{entry.revision}/{entry.filename}")
    )
    checks = {
        "its id is not plain": ID.fullmatch(entry.id),
        "its file name is not plain": FILENAME.fullmatch(entry.filename),
        "its SHA-256 is missing": SHA256.fullmatch(entry.sha256),
        "its address is not pinned to a revision": pinned,
        "a size is not positive": min(entry.bytes, entry.context, entry.min_ram_bytes) > 0,
        "its name, licence or revision is missing": entry.name and entry.licence and entry.revision,
    }
    return next((problem for problem, holds in checks.items() if not holds), "")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise BadCatalogue("a field stands twice")
    return found

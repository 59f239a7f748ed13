"""`cloister index` and `cloister search`: documents in named collections."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Annotated, Any

import typer

from desktop.cli.output import note, plural, progress, say, say_json
from desktop.cli.session import session_of
from desktop.core.errors import AppError, BadInput
from desktop.core.evidence import DocumentInfo

DEFAULT = "documents"
app = typer.Typer(help="Documents that can be asked about.", no_args_is_help=True)
Collection = Annotated[str, typer.Option(help="Name of the collection.")]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]


@app.command()
def add(
    context: typer.Context,
    paths: Annotated[list[Path], typer.Argument()],
    collection: Collection = DEFAULT,
    json: Json = False,
) -> int:
    """Read, embed and store documents, on this computer. A folder adds every file in it, but follows no links."""
    rows: list[dict[str, Any]] = []
    with session_of(context).services() as services:
        for path in _files(paths):
            try:
                with progress(f"Reading {path.name}") as advance:
                    rows.append(_row(services.collections.add(collection, path, progress=advance)))
            except AppError as error:
                rows.append(
                    {"path": str(path), "pages": 0, "chunks": 0, "characters": 0, "ocr_pages": 0, "label": None}
                )
                rows[-1] |= {"status": "failed", "problem": str(error)}
    return _show(rows, json=json)


@app.command(name="list")
def list_(context: typer.Context, collection: Collection = DEFAULT, json: Json = False) -> int:
    """List the documents of a collection."""
    with session_of(context).services() as services:
        rows = [_row(info) for info in services.collections.collected(collection)]
    return _show(rows, json=json)


@app.command()
def status(
    context: typer.Context,
    paths: Annotated[list[Path], typer.Argument()],
    collection: Collection = DEFAULT,
    json: Json = False,
) -> int:
    """Show how far files of a collection have been read."""
    wanted = {str(path.resolve()) for path in paths}
    with session_of(context).services() as services:
        rows = [_row(info) for info in services.collections.collected(collection) if info.path in wanted]
    known = {row["path"] for row in rows}
    rows += [
        {"path": path, "status": "unknown", "problem": "It is not in this collection."}
        for path in sorted(wanted - known)
    ]
    return _show(rows, json=json)


@app.command()
def remove(
    context: typer.Context,
    paths: Annotated[list[Path], typer.Argument()],
    collection: Collection = DEFAULT,
    json: Json = False,
) -> int:
    """Remove documents with their text, words and vectors."""
    with session_of(context).services() as services:
        rows = [_row(services.collections.remove(collection, path)) | {"status": "removed"} for path in paths]
    return _show(rows, json=json)


def search(
    context: typer.Context,
    query: Annotated[str, typer.Argument(help="Words or a question.")],
    collection: Collection = DEFAULT,
    k: Annotated[int, typer.Option("-k", min=1, max=100, help="How many passages.")] = 6,
    json: Json = False,
) -> int:
    """Find the passages that fit a query best, without asking a model."""
    with session_of(context).services() as services:
        documents = services.collections.collected(collection)
        if not documents:
            raise BadInput(f"The collection {collection} is empty.", "Add documents with `cloister index add`.")
        began = time.monotonic()
        hits = services.collections.search(query, documents, k)
        elapsed_ms = round((time.monotonic() - began) * 1000)
    if json:
        fields = ("page", "start", "end", "score", "text")
        rows = [{"document": hit.name} | {name: getattr(hit, name) for name in fields} for hit in hits]
        say_json({"hits": rows, "elapsed_ms": elapsed_ms})
        return 0
    for hit in hits:
        say(f"{hit.name}, page {hit.page}  ({hit.score:.4f})\n    {' '.join(hit.text.split())[:300]}\n")
    note(f"{plural(len(hits), 'passage')} in {elapsed_ms} ms")
    return 0


def _files(paths: list[Path]) -> list[Path]:
    return [
        file
        for path in paths
        for file in (
            sorted(p for p in path.rglob("*") if p.is_file() and not p.is_symlink()) if path.is_dir() else [path]
        )
    ]


def _row(info: DocumentInfo) -> dict[str, Any]:
    return {
        "path": info.path,
        "pages": info.pages,
        "chunks": info.chunks,
        "characters": info.characters,
        "ocr_pages": 0,
        "label": None,
        "status": info.status,
        "problem": info.problem,
    }


def _show(rows: list[dict[str, Any]], *, json: bool) -> int:
    failed = any(row["problem"] for row in rows)
    if json:
        say_json({"documents": rows})
    else:
        for row in rows:
            say(f"{row['status']:<8} {plural(row.get('pages', 0), 'page'):>10}  {row['path']}")
            if row["problem"]:
                note(f"         {row['problem']}")
        note(plural(len(rows), "document"))
    return 2 if failed else 0

"""`cloister models`: what can answer on this computer."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from desktop.cli.output import note, progress, say, say_json
from desktop.cli.session import session_of
from desktop.core.chat import CancelToken
from desktop.engine.files import ModelFile
from desktop.services.models import Offer

app = typer.Typer(help="Models that answer on this computer.", no_args_is_help=True)
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]


@app.command(name="list")
def list_(context: typer.Context, json: Json = False) -> int:
    """List what is installed and what can be fetched."""
    with session_of(context).house() as house:
        offers = house.models.offers()
    if json:
        say_json({"models": [_row(offer) for offer in offers]})
        return 0
    for offer in offers:
        state = "installed" if offer.path else "can be fetched"
        fits = "fits" if offer.fits else "too large"
        say(f"{offer.id:<24} {offer.bytes / 1e9:6.2f} GB  {state:<15} {fits:<10} {offer.licence}")
        if not offer.fits:
            say(f"{'':<24} {offer.reason}")
    return 0


@app.command()
def recommend(context: typer.Context, json: Json = False) -> int:
    """Name the best model of the catalogue for this computer. Exit code 1 when none fits."""
    with session_of(context).house() as house:
        offer = house.models.recommend()
    if json:
        say_json({"models": [_row(offer)] if offer else []})
    elif offer is None:
        note("No model of the catalogue fits this computer's memory.")
    else:
        say(f"{offer.name} ({offer.bytes / 1e9:.1f} GB, {offer.licence}): {offer.reason}.")
        say(f"Fetch it with `cloister models get {offer.id}`, or import the file with `cloister models import`.")
    return 0 if offer else 1


@app.command()
def get(context: typer.Context, model: Annotated[str, typer.Argument(help="Its id.")]) -> int:
    """Download a model of the catalogue from its pinned address, and check it. Goes on where it stopped."""
    with session_of(context).house() as house, progress(f"Downloading {model}") as advance:
        return _done(house.models.get(model, advance, CancelToken()))


@app.command(name="import")
def import_(context: typer.Context, file: Annotated[Path, typer.Argument(help="A GGUF file.")]) -> int:
    """Copy a model file from a disk into Cloister's own folder."""
    with session_of(context).house() as house, progress(f"Copying {file.name}") as advance:
        return _done(house.models.import_file(file, advance, CancelToken()))


@app.command()
def verify(context: typer.Context, model: Annotated[str, typer.Argument(help="Its id.")], json: Json = False) -> int:
    """Hash a model file again. Exit code 1 when it is not what it should be."""
    with session_of(context).house() as house:
        holds = house.models.verify(model)
    if json:
        say_json({"models": [{"id": model, "verified": holds}]})
    else:
        say(f"{model} is what it should be." if holds else f"{model} was changed, or is not known.")
    return 0 if holds else 1


def _row(offer: Offer) -> dict[str, Any]:
    fields = ("id", "name", "file", "bytes", "sha256", "verified", "fits", "reason", "licence")
    return {name: getattr(offer, name) for name in fields} | {"installed": offer.path is not None}


def _done(file: ModelFile | None) -> int:
    if file is None:
        note("Stopped; what was copied so far is kept.")
        return 1
    say(f"{file.id} is here ({file.bytes / 1e9:.2f} GB, SHA-256 {file.sha256}).")
    return 0

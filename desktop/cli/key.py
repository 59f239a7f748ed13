"""`cloister key`: the key for Claude, in the system's keyring."""

from __future__ import annotations

import getpass
import sys
from typing import Annotated

import typer

from desktop.cli.output import say, say_json
from desktop.cli.session import session_of

app = typer.Typer(help="The key for Claude, kept in the system's keyring.", no_args_is_help=True)
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]


@app.command(name="set")
def set_(context: typer.Context) -> int:
    """Keep a key. It is read from a prompt or from standard input, never from an argument."""
    key = getpass.getpass("Key for Claude: ") if sys.stdin.isatty() else sys.stdin.readline()
    with session_of(context).house() as house:
        house.credentials.set(key)
        say(f"The key is kept in {house.credentials.backend()}.")
    return 0


@app.command()
def status(context: typer.Context, json: Json = False) -> int:
    """Say whether there is a key. Exit code 1 when there is none."""
    with session_of(context).house() as house:
        present, backend = house.credentials.present(), house.credentials.backend()
    if json:
        say_json({"present": present, "backend": backend})
    else:
        say(f"There is {'a' if present else 'no'} key for Claude in {backend}.")
    return 0 if present else 1


@app.command()
def remove(context: typer.Context) -> int:
    """Forget the key."""
    with session_of(context).house() as house:
        removed = house.credentials.remove()
    say("The key was removed." if removed else "There was no key.")
    return 0 if removed else 1

"""The command line: one command for each thing a user can do, through the same services as the window."""

from __future__ import annotations

import sys
import traceback
from pathlib import Path
from typing import Annotated, Optional

import typer

from desktop.cli import ask, chats, health, index, key, models, scan
from desktop.cli.output import ENVIRONMENT_FAILED, note, report
from desktop.cli.session import Session
from desktop.core.errors import AppError


def _leave(code: object, **_: object) -> None:
    """A command returns its exit code."""
    raise typer.Exit(code if isinstance(code, int) else 0)


app = typer.Typer(
    name="cloister",
    result_callback=_leave,
    help="An assistant that answers on your own computer, and lets nothing regulated leave it.\n\n"
    "Without a command the window opens. No command sends anything off this computer unless its help says CLOUD.",
    no_args_is_help=False,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.command(name="ask")(ask.ask)
app.command(name="scan")(scan.scan)
app.command(name="search")(index.search)
app.command(name="devices")(health.devices)
app.command(name="doctor")(health.doctor)
app.command(name="bench")(health.bench)
app.add_typer(index.app, name="index")
app.add_typer(chats.app, name="chats")
app.add_typer(key.app, name="key")
app.add_typer(models.app, name="models")


@app.callback(invoke_without_command=True)
def main(
    context: typer.Context,
    data_dir: Annotated[Optional[Path], typer.Option(help="Folder for the database, models and settings.")] = None,  # noqa: UP045
    policy: Annotated[Optional[Path], typer.Option(help="A machine policy to try; it can only tighten.")] = None,  # noqa: UP045
) -> None:
    """Take the options that every command shares."""
    context.obj = Session(data_dir, policy)
    if context.invoked_subcommand is None:
        from desktop.app import Places, run_window

        raise typer.Exit(run_window(Places.choose(data_dir, policy)))


def run(arguments: list[str] | None = None) -> int:
    """Run a command line; its exit code. Errors of the world are sentences on stderr, never a traceback."""
    command = typer.main.get_command(app)
    try:
        command.main(arguments if arguments is not None else sys.argv[1:], "cloister")
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 0
    except AppError as error:
        return report(error)
    except Exception as error:  # noqa: BLE001 - a bug: its message may hold a user's text, so only its place is shown
        note(f"Something went wrong in Cloister itself ({type(error).__name__} at {_place(error)}). Nothing was lost.")
        note("Report this line; it holds none of your text.")
        return ENVIRONMENT_FAILED
    return 0


def _place(error: Exception) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    return f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "an unknown place"

"""How commands speak: results on stdout, everything else on stderr, errors as one sentence with a remedy."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from desktop.core.errors import AppError

ENVIRONMENT_FAILED = 3

Advance = Callable[[int, int], None]


def say(text: str = "", *, end: str = "\n") -> None:
    """Print a part of the result."""
    sys.stdout.write(text + end)
    sys.stdout.flush()


def say_json(value: Mapping[str, Any]) -> None:
    """Print one JSON object on one line."""
    say(json.dumps(value, ensure_ascii=False))


def note(text: str) -> None:
    """Print something that is not part of the result."""
    sys.stderr.write(text + "\n")
    sys.stderr.flush()


@contextmanager
def progress(title: str) -> Iterator[Advance]:
    """A bar on stderr, shown on a terminal alone; call the result with done and in all."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task(title, total=None)

        def advance(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total)

        yield advance


def report(error: AppError) -> int:
    """Say what went wrong and what to do; the exit code it stands for."""
    note(error.what)
    if error.remedy:
        note(error.remedy)
    return error.exit_code


def plural(count: int, word: str) -> str:
    """A count with its word: "1 page", "2 pages"."""
    return f"{count} {word}" if count == 1 else f"{count} {word}s"

"""`cloister doctor`, `cloister devices` and `cloister bench`: what this computer can do, and whether all is well."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from desktop.cli.output import note, plural, say, say_json
from desktop.cli.session import session_of
from desktop.core.errors import BadInput

Json = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]


def doctor(context: typer.Context, json: Json = False) -> int:
    """Check everything that an answer depends on. Exit code 1 when something does not hold."""
    checks = []
    with session_of(context).house() as house:
        for check in house.health.checks():
            checks.append(check)
            if not json:
                say(f"{'ok  ' if check.ok else 'FAIL'}  {check.name:<28} {check.detail}")
                if check.remedy:
                    say(f"      {'':<28} {check.remedy}")
    if json:
        say_json({"checks": [asdict(check) for check in checks]})
    failed = sum(not check.ok for check in checks)
    note("All is well." if not failed else f"{plural(failed, 'check')} did not hold.")
    return 1 if failed else 0


def devices(context: typer.Context, json: Json = False) -> int:
    """List what the local model can run on."""
    with session_of(context).house() as house:
        hardware = house.models.hardware()
    if json:
        say_json(asdict(hardware))
        return 0
    for device in hardware.devices:
        memory = f"{device.memory_free / 2**30:.1f} of {device.memory_total / 2**30:.1f} GiB free"
        say(f"{device.name}  ({device.backend}), {memory}")
    say(f"Answers run on {hardware.backend}{', with GPU offload' if hardware.offload else ''}.")
    return 0


def bench(
    context: typer.Context,
    what: Annotated[str, typer.Argument(help="engine")] = "engine",
    json: Json = False,
) -> int:
    """Measure this project's own figures on this machine."""
    if what != "engine":
        raise BadInput(f"There is no benchmark named {what}.", "Use `cloister bench engine`.")
    note("Measuring; this takes about a minute ...")
    with session_of(context).house() as house:
        figures = house.models.bench()
    if json:
        say_json({"results": [asdict(figure) for figure in figures]})
        return 0
    for figure in figures:
        compared = f"   {figure.ratio:.3f} of {figure.baseline:.2f}" if figure.ratio and figure.baseline else ""
        say(f"{figure.name:<44} {figure.value:>10.2f} {figure.unit}{compared}")
    return 0

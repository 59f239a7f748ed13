"""A child for the tests of the channel: echoes, streams, sleeps, dies, fails, and tries to get out."""

import os
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from desktop.core.errors import FileEmpty
from desktop.process.child import Call, Handler, Locked, serve, system_paths


def echo(call: Call) -> tuple[Any, bytes]:
    return call.params, call.blob


def count(call: Call) -> dict[str, int | None]:
    for number in range(call.params["to"]):
        if call.cancelled:
            return {"stopped_at": number}
        call.emit(number)
        time.sleep(0.002)
    return {"stopped_at": None}


def sleep(call: Call) -> None:
    time.sleep(call.params["seconds"])


def die(call: Call) -> None:
    os.kill(os.getpid(), call.params["signal"])


def fail(call: Call) -> None:
    raise FileEmpty("It is empty.", "Choose another.")


def bug(call: Call) -> None:
    raise KeyError("a patient's name")


def noise(call: Call) -> str:
    sys.stdout.write("hello from a library\n")
    os.write(1, b"raw")
    return "quiet"


def write(call: Call) -> int:
    return Path(call.params["path"]).write_text("x")


def read(call: Call) -> int:
    return len(Path(call.params["path"]).read_bytes())


def environment(call: Call) -> list[str]:
    return sorted(os.environ)


def build() -> Mapping[str, Handler]:
    return {f.__name__: f for f in (echo, count, sleep, die, fail, bug, noise, write, read, environment)}


if __name__ == "__main__":
    serve(build, Locked(readable=[*system_paths(), Path(__file__).parent]))

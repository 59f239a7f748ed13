"""A child for the tests of the channel: echoes, streams, sleeps, dies, fails, and tries to get out."""

import os, time, socket
from pathlib import Path
from desktop.core.errors import FileEmpty
from desktop.process.child import Locked, serve, system_paths


def echo(call):
    return call.params, call.blob


def count(call):
    for n in range(call.params["to"]):
        if call.cancelled:
            return {"stopped_at": n}
        call.emit(n)
        time.sleep(0.002)
    return {"stopped_at": None}


def sleep(call):
    time.sleep(call.params["seconds"])


def die(call):
    os.kill(os.getpid(), call.params["signal"])


def fail(call):
    raise FileEmpty("It is empty.", "Choose another.")


def bug(call):
    raise KeyError("a patient's name")


def noise(call):
    print("hello from a library")
    os.write(1, b"raw")
    return "quiet"


def write(call):
    Path(call.params["path"]).write_text("x")


def read(call):
    return len(Path(call.params["path"]).read_bytes())


def build():
    return dict(echo=echo, count=count, sleep=sleep, die=die, fail=fail, bug=bug, noise=noise, write=write, read=read)


if __name__ == "__main__":
    serve(build, Locked(readable=[*system_paths(), Path(__file__).parent]))

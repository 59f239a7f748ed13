"""A child with the reader's or the embedder's own lock, which tries what a subverted one would try."""

import os
import sys
from pathlib import Path

from desktop.documents import child
from desktop.process.child import serve


def read_file(call):
    return len(Path(call.params["path"]).read_bytes())


def list_folder(call):
    return len(list(Path(call.params["path"]).iterdir()))


def write_file(call):
    Path(call.params["path"]).write_text("x")


def start_program(call):
    os.execv("/bin/true", ["true"])  # noqa: S606 - must fail


def attempt(action):
    def answer(call):
        try:
            return f"done: {action(call)}"
        except OSError as error:
            return type(error).__name__

    return answer


def build():
    child.READER_MEMORY = MEMORY or child.READER_MEMORY
    reader = child.build_reader()
    return reader | {
        "read_file": attempt(read_file),
        "list_folder": attempt(list_folder),
        "write_file": attempt(write_file),
        "start_program": attempt(start_program),
        "allocate": lambda call: len(bytearray(call.params["size"])),
    }


if __name__ == "__main__":
    MEMORY = int(sys.argv[1]) if len(sys.argv) > 1 else 0
    serve(build, child.confinement())

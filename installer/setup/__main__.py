"""Makes this folder ready to run (`python3 -m installer.setup run`) or to be tested (`... test`)."""

# This file alone must be readable by any Python 3: it is the one that says that a newer Python is needed.

import os
import shutil
import signal
import sys

OLDEST = (3, 11)
NEWEST_FIRST = (14, 13, 12, 11)


def main() -> int:
    """Hand over to the newest Python that will do, or say plainly that there is none. Returns the exit code."""
    if sys.version_info >= OLDEST:
        from installer.setup.steps import set_up

        signal.signal(signal.SIGTERM, signal.default_int_handler)  # asked to end: as tidily as after Ctrl-C
        return set_up(sys.argv[1:])
    for minor in NEWEST_FIRST:
        python = shutil.which("python3.%d" % minor)  # noqa: UP031
        if python:
            os.execv(python, [python, "-m", "installer.setup", *sys.argv[1:]])  # noqa: S606
    sys.stderr.write(
        "Cloister needs Python 3.11 or newer; this is Python %d.%d.\n"  # noqa: UP031
        "Install a newer Python, or name one: make run PYTHON=/path/to/python3.12\n" % sys.version_info[:2]
    )
    return 3


if __name__ == "__main__":
    sys.exit(main())

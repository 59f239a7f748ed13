"""`cloister`: the window without arguments, otherwise the command line."""

from __future__ import annotations

import sys


def main() -> None:
    """Start, and leave with an exit code of the command line's contract."""
    if len(sys.argv) > 1:
        from desktop.cli.main import run  # the window does not pay for the command line's libraries

        sys.exit(run())
    from desktop.app import Places, run_window

    sys.exit(run_window(Places.choose()))


if __name__ == "__main__":
    main()

"""`cloister`: the window without arguments, otherwise the command line."""

from __future__ import annotations

import sys


def main() -> None:
    """Start, and leave with an exit code of the command line's contract."""
    if len(sys.argv) > 1:
        from desktop.cli.main import run  # the window does not pay for the command line's libraries

        sys.exit(run())
    from desktop.app import Places, run_window
    from desktop.core.errors import AppError

    try:
        code = run_window(Places.choose())
    except AppError as error:
        sys.stderr.write(f"{error}\n")
        code = error.exit_code
    sys.exit(code)


if __name__ == "__main__":
    main()

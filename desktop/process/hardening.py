"""What the window's process and the command line do to themselves before anything private is loaded."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import Any

PROXY_VARIABLES = (
    "HTTP_PROXY",
    "HTTPS_PROXY",
    "ALL_PROXY",
    "NO_PROXY",
    "http_proxy",
    "https_proxy",
    "all_proxy",
    "no_proxy",
)


def harden() -> None:
    """No core dumps, no debugger of the same user, no cloud library's environment, files for their owner alone."""
    for name in [name for name in os.environ if name.startswith(("ANTHROPIC_", "OTEL_"))]:
        del os.environ[name]
    if sys.platform == "linux":
        from desktop.process import kernel  # its calls exist on Linux alone

        kernel.forbid_dumps()
    os.umask(0o077)


def deny_inet() -> str:
    """Deny this process and all it will start any internet socket. Returns a sentence on whether it holds.

    Call it once the launcher of the egress child runs: the filter is inherited and cannot be undone.
    """
    if sys.platform != "linux":
        return f"The window's own network access cannot be closed on {sys.platform}."
    from desktop.process import kernel

    try:
        kernel.seccomp_local_sockets()
    except OSError as error:
        return f"The window's own network access could not be closed ({error.strerror})."
    return ""


def watch_sockets(report: Callable[[str], None]) -> None:
    """Refuse internet sockets that Python code of this process asks for, and report each attempt (a tripwire)."""

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        if event == "socket.getaddrinfo" or (event == "socket.connect" and isinstance(arguments[1], tuple)):
            report(event)
            raise PermissionError("Only the egress process may reach a network.")

    sys.addaudithook(hook)

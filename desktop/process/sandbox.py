"""Locks a child process in, and proves it: no network, no writes, no look into its parent.

Order matters. The namespace comes first (its maps need a dumpable process), then Landlock, then seccomp, then the
self-test, and only after that the audit hook: the hook itself answers EPERM and would fake a success.
"""

from __future__ import annotations

import errno
import os
import socket
import sys
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from desktop.core.errors import NotIsolated

REFUSALS = frozenset({errno.EPERM, errno.EACCES, errno.ENOSYS})


@dataclass(frozen=True, slots=True)
class Isolation:
    """What holds a child in: the layers that took, those that did not, and what each attempt to get out was told."""

    verified: bool
    layers: tuple[str, ...]
    missing: tuple[str, ...]
    attempts: dict[str, str]

    def as_head(self) -> dict[str, Any]:
        """This report as it crosses to the parent."""
        return asdict(self)


def lock(readable: Iterable[Path] | None = None, writable: Iterable[Path] = ()) -> Isolation:
    """Lock this process and test the lock.

    `readable` are the only paths that may still be read (None: all); `writable` device files that may be opened for
    writing, such as a GPU's. On a system without these layers the report says "not verified"; the caller decides.
    """
    if sys.platform != "linux":
        sys.addaudithook(_refuse_sockets)
        return Isolation(verified=False, layers=(), missing=(f"no verified lock on {sys.platform}",), attempts={})
    layers, missing = _close(list(readable) if readable is not None else None, tuple(writable))
    attempts = self_test()
    verified = "seccomp" in layers and all(answer != "open" for answer in attempts.values())
    sys.addaudithook(_refuse_sockets)
    return Isolation(verified, tuple(layers), tuple(missing), attempts)


def require(isolation: Isolation, *, accept_unverified: bool) -> None:
    """Raise `NotIsolated` unless the lock holds, or somebody entitled accepted that none can be verified here."""
    if isolation.verified or (accept_unverified and not isolation.attempts):
        return
    failed = ", ".join(name for name, answer in isolation.attempts.items() if answer == "open")
    raise NotIsolated(
        f"A helper process could not be locked in ({failed or '; '.join(isolation.missing)}), so it was not used.",
        "Run `cloister doctor` to see which layer is missing, or ask your IT team.",
    )


def _close(readable: list[Path] | None, writable: tuple[Path, ...]) -> tuple[list[str], list[str]]:
    from desktop.process import kernel  # its calls exist on Linux alone

    layers: list[str] = []
    missing: list[str] = []

    def attempt(name: str, action: Callable[[], object]) -> bool:
        try:
            action()
        except OSError as error:
            missing.append(f"{name}: {error.strerror or error}")
            return False
        layers.append(name)
        return True

    attempt("namespace", kernel.leave_network_namespace)
    landlocked = attempt("landlock", lambda: kernel.landlock(readable, (Path("/dev/null"), *writable)))
    attempt("no capabilities", kernel.drop_capabilities)
    kernel.forbid_dumps()
    attempt("seccomp", lambda: kernel.seccomp_child(refuse_opening_for_writing=not landlocked))
    return layers, missing


def self_test() -> dict[str, str]:
    """Try every way out that we know of; each answer is "open" or the name of the error the kernel gave."""
    return {
        "tcp": _attempt(lambda: socket.create_connection(("127.0.0.1", 9), 0.5).close()),
        "udp": _attempt(lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM).close()),
        "tcp over IPv6": _attempt(lambda: socket.socket(socket.AF_INET6, socket.SOCK_STREAM).close()),
        "raw socket": _attempt(lambda: socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP).close()),
        "name lookup": _attempt(_look_up),
        "unix datagram": _attempt(_send_datagram),
        "another process's limits": _attempt(_limit_parent),
        "unix socket": _attempt(lambda: socket.socket(socket.AF_UNIX).close()),
        "writing a file": _attempt(_write),
        "parent's memory": _attempt(_read_parent),
        "starting a program": _attempt(_start_program),
    }


def _attempt(action: Callable[[], object]) -> str:
    """A refusal is an error the lock gives. Any other error means that the way was open and led nowhere."""
    try:
        action()
    except OSError as error:
        return errno.errorcode.get(error.errno or 0, "refused") if error.errno in REFUSALS else "open"
    return "open"


def _send_datagram() -> None:
    first, second = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
    first.close()
    second.close()


def _limit_parent() -> None:
    import resource

    resource.prlimit(os.getppid(), resource.RLIMIT_NOFILE)


def _look_up() -> None:
    try:
        socket.getaddrinfo("cloister.invalid", 443)
    except socket.gaierror as error:
        # The resolver hides the kernel's answer, but without any socket it can only have failed inside this process;
        # whether sockets are to be had is what the other attempts ask.
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM).close()
        raise OSError(errno.ENOENT, "a lookup was possible") from error


def _write() -> None:
    descriptor, name = tempfile.mkstemp(prefix="cloister-self-test-", dir="/tmp")
    os.close(descriptor)
    Path(name).unlink()


def _start_program() -> None:
    os.waitpid(os.posix_spawn("/bin/true", ["true"], {}), 0)


def _read_parent() -> None:
    with Path("/proc", str(os.getppid()), "mem").open("rb", buffering=0):
        pass


def _refuse_sockets(event: str, arguments: tuple[Any, ...]) -> None:
    if event in {"socket.connect", "socket.getaddrinfo", "socket.sendto", "socket.bind", "socket.sendmsg"}:
        raise PermissionError(errno.EPERM, "this process has no network")

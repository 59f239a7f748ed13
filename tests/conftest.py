"""Fixtures for every test. No test reaches the network, the user's keyring or the user's files."""

import os
import sys
from collections.abc import Iterator

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
os.environ.setdefault("OMP_NUM_THREADS", "1")

from hypothesis import HealthCheck, settings

from tests.fakes.claude_server import ClaudeServer, claude_server

settings.register_profile("suite", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("suite")

_LOOPBACK = {"127.0.0.1", "::1", "localhost"}
_strays: list[str] = []


def _watch(event: str, arguments: tuple[object, ...]) -> None:
    host: object = None
    if event == "socket.connect" and isinstance(arguments[1], tuple):
        host = arguments[1][0]
    elif event == "socket.getaddrinfo":
        host = arguments[0]
    elif event == "socket.sendto" and isinstance(arguments[1], tuple):
        host = arguments[1][0]
    if host is not None and host not in _LOOPBACK:
        _strays.append(f"{event} {host}")
        raise PermissionError(f"a test reached for {host}")


sys.addaudithook(_watch)


@pytest.fixture
def server() -> Iterator[ClaudeServer]:
    """Claude and a shelf of files, on this computer."""
    with claude_server() as running:
        yield running


@pytest.fixture(autouse=True)
def no_network() -> Iterator[None]:
    _strays.clear()
    yield
    assert not _strays, f"reached outside: {_strays}"

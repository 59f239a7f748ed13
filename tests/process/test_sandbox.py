"""The lock's own proof: what is refused under it is open without it."""

import json
import subprocess
import sys

import pytest

PROGRAM = """
import json, sys
from desktop.process import kernel, sandbox
off = sys.argv[1].split(",")
for name in off:
    if name == "landlock":
        def absent(*_): raise OSError(38, "no Landlock")
        kernel.landlock = absent
    if name == "namespace":
        def forbidden(): raise OSError(1, "not permitted")
        kernel.leave_network_namespace = forbidden
if "all" in off:
    print(json.dumps([False, sandbox.self_test()]))
else:
    result = sandbox.lock()
    print(json.dumps([result.verified, result.attempts]))
"""


def attempts(off: str) -> tuple[bool, dict[str, str]]:
    done = subprocess.run([sys.executable, "-c", PROGRAM, off], capture_output=True, text=True, check=True, timeout=60)
    verified, answers = json.loads(done.stdout)
    return verified, answers


@pytest.mark.parametrize("off", ["", "landlock", "namespace", "landlock,namespace"])
def test_every_way_out_is_refused_with_and_without_the_extra_layers(off: str) -> None:
    verified, answers = attempts(off)
    assert verified, answers
    assert "open" not in answers.values()


def test_the_same_ways_are_open_without_the_lock() -> None:
    _, answers = attempts("all")
    shut = {name for name, answer in answers.items() if answer != "open"}
    # A machine may itself forbid raw sockets or lack IPv6; the rest must be open, or the test would prove nothing.
    assert shut <= {"raw socket", "tcp over IPv6", "parent's memory"}
    assert {"tcp", "udp", "unix socket", "writing a file", "starting a program"} <= set(answers) - shut


def test_the_window_keeps_unix_sockets_and_loses_the_internet() -> None:
    program = """
import socket
from desktop.process import hardening
assert hardening.deny_inet() == ""
socket.socketpair()[0].close()
socket.socket(socket.AF_UNIX).close()
for family in (socket.AF_INET, socket.AF_INET6):
    try:
        socket.socket(family)
    except PermissionError:
        continue
    raise SystemExit("open")
"""
    subprocess.run([sys.executable, "-W", "ignore", "-c", program], check=True, timeout=30)


def test_the_tripwire_reports_and_refuses() -> None:
    program = """
import socket
from desktop.process import hardening
seen = []
hardening.watch_sockets(seen.append)
try:
    socket.create_connection(("127.0.0.1", 9), 0.2)
except PermissionError:
    pass
assert seen, "nothing was reported"
"""
    subprocess.run([sys.executable, "-c", program], check=True, timeout=30)

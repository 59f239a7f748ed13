"""The app's modules load where Linux's system calls do not exist; there no child runs unless that is accepted."""

import subprocess
import sys

PROGRAM = """
import sys
import keyring, numpy, pydantic, sqlcipher3, jinja2, zoneinfo, pathlib, subprocess, tempfile, socket, argon2.low_level
sys.modules["resource"] = None  # absent on Windows
sys.modules["fcntl"] = None
sys.platform = "win32"
from desktop.process import hardening, sandbox, channel, child, launcher
isolation = sandbox.lock()
assert not isolation.verified and not isolation.attempts and isolation.missing
hardening.harden()
assert "cannot be closed" in hardening.deny_inet()
import desktop.store.vault, desktop.services.house, desktop.privacy.gate, desktop.egress.remote
assert "desktop.process.kernel" not in sys.modules
"""


def test_nothing_needs_linux_to_be_imported() -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr[-1500:]

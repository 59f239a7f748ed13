"""The system's keyring: the real gnome-keyring over a session bus of our own, and what is not trusted."""

import shutil
import subprocess
import sys
from pathlib import Path

import keyring
import keyring.backends.fail
import keyring.backends.null
import pytest

from desktop.core.errors import KeyringMissing
from desktop.store.keyrings import SystemKeyring

PROGRAM = """
import sys
from pathlib import Path
from desktop.core.errors import KeyringLocked
from desktop.store.keyrings import SystemKeyring
from desktop.store.vault import Vault
from desktop.services.credentials import Credentials
folder = Path(sys.argv[1])
ring = SystemKeyring()
if sys.argv[2] == "locked":
    try:
        ring.read("anthropic")
    except KeyringLocked:
        print("locked")
        raise SystemExit
    raise SystemExit("it was not locked")
assert ring.backend() == "keyring.backends.SecretService.Keyring", ring.backend()
key = Vault(folder, ring).unlock()
credentials = Credentials(ring)
if sys.argv[2] == "first":
    assert not credentials.present()
    credentials.set("sk-ant-test")
else:
    assert credentials.read() == "sk-ant-test"
    assert credentials.remove() and not credentials.remove() and not credentials.present()
print(key.hex())
"""


def in_session(home: Path, folder: Path, step: str, password: str) -> str:
    """Run the program with a keyring daemon on a bus of its own, unlocked with a password."""
    script = (
        f"printf %s '{password}' | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1; "
        'exec "$0" -c "$1" "$2" "$3"'
    )
    dbus, shell = shutil.which("dbus-run-session"), shutil.which("sh")
    assert dbus, "set-up installs dbus"
    assert shell
    environment = {"HOME": str(home), "PATH": "/usr/bin:/bin", "XDG_RUNTIME_DIR": str(home)}
    done = subprocess.run(
        [dbus, "--", shell, "-c", script, sys.executable, PROGRAM, str(folder), step],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr[-800:]
    return done.stdout.strip()


@pytest.mark.skipif(sys.platform != "linux", reason="gnome-keyring is Linux's")
def test_a_real_keyring_keeps_the_keys_over_sessions(tmp_path: Path) -> None:
    home, folder = tmp_path / "home", tmp_path / "data"
    home.mkdir(mode=0o700)
    folder.mkdir()
    first = in_session(home, folder, "first", "testpw")
    assert len(first) == 64
    assert in_session(home, folder, "second", "testpw") == first
    assert in_session(home, folder, "locked", "wrong password") == "locked"
    stored = b"".join(path.read_bytes() for path in home.rglob("*") if path.is_file())
    assert stored
    assert first.encode() not in stored
    assert b"sk-ant-test" not in stored


@pytest.mark.parametrize("backend", [keyring.backends.fail.Keyring, keyring.backends.null.Keyring])
def test_a_keyring_that_keeps_nothing_is_not_trusted(backend: type, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keyring, "get_keyring", backend)
    with pytest.raises(KeyringMissing):
        SystemKeyring().write("database", "secret")

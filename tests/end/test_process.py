"""The app as a process of its own: its first frame is cheap, it has no network, and both routes still work."""

import json
import os
import subprocess
import sys
from pathlib import Path

from tests.fakes.claude_server import ClaudeServer

ROOT = Path(__file__).parents[2]


def run_probe(folder: Path, address: str, environment: dict[str, str]) -> list[dict[str, object]]:
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "QT_QPA_PLATFORM") if name in os.environ}
    key = "import sys; from desktop.services.credentials import Credentials as C;"
    key += "from desktop.store.keyrings import SystemKeyring as S; C(S()).set('sk-ant-test')"
    subprocess.run([sys.executable, "-c", key], env=kept | environment, check=True, timeout=60)
    done = subprocess.run(
        [sys.executable, "-W", "error", "-m", "tests.end.probe", str(folder), address],
        cwd=ROOT,
        env=kept | environment,
        capture_output=True,
        text=True,
        timeout=180,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_the_window_has_no_network_and_everything_works(
    keyring_session: dict[str, str], server: ClaudeServer, tmp_path: Path
) -> None:
    frame, local, cloud = run_probe(tmp_path, server.address, keyring_session)
    assert frame["heavy"] == []
    assert frame["seccomp"] == "2"
    assert frame["refused"] == [True, True]
    assert local["route"] == "local"
    assert local["words"]
    assert cloud == {"route": "cloud", "text": "Wash your hands."}
    assert len(server.received) == 1

"""Runs the real command in a process of its own, as a shell would: it closes its own network for good."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.end.conftest import keyring_session as keyring_session  # a shared fixture

DEMO = Path(__file__).parents[2] / "resources" / "demo"


@dataclass
class Done:
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@dataclass
class Cli:
    """One data folder and a way to run commands over it."""

    folder: Path
    passphrase: str | None = "correct horse battery"
    environment: dict[str, str] = field(default_factory=dict)
    wrapper: tuple[str, ...] = ()

    def __call__(self, *arguments: str, stdin: str = "", timeout: float = 120) -> Done:
        kept = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
        environment = kept | {"HOME": str(self.folder), "COLUMNS": "200"} | self.environment
        command = [*self.wrapper, sys.executable, "-m", "desktop", "--data-dir", str(self.folder), *arguments]
        reading, writing = os.pipe()
        if self.passphrase is not None:
            environment["CLOISTER_PASSPHRASE_FD"] = str(reading)
            os.write(writing, f"{self.passphrase}\n".encode())
        os.close(writing)
        try:
            done = subprocess.run(
                command,
                input=stdin,
                capture_output=True,
                text=True,
                timeout=timeout,
                env=environment,
                pass_fds=(reading,),
                cwd=self.folder,
            )
        finally:
            os.close(reading)
        assert "Traceback" not in done.stderr, done.stderr
        return Done(done.returncode, done.stdout, done.stderr)


@pytest.fixture
def cli(tmp_path: Path) -> Cli:
    folder = tmp_path / "data"
    folder.mkdir()
    settings = {"local_threads": 1, "local_max_tokens": 60}
    (folder / "settings.json").write_text(json.dumps(settings))
    return Cli(folder)


@pytest.fixture
def keyring_cli(cli: Cli, keyring_session: dict[str, str]) -> Cli:
    """The same with a real keyring instead of a passphrase."""
    return Cli(cli.folder, None, keyring_session)

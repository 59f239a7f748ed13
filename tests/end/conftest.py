"""The whole app for a test: a real keyring, the real helper processes, the real window, and Claude on this computer."""

import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import keyring.core
import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.app import House, Places
from desktop.bridge.jobs import Jobs
from desktop.core.settings import Theme
from desktop.ui.theme import Look
from desktop.ui.window import MainWindow
from tests.fakes.claude_server import ClaudeServer

PASSWORD = "testpw"
LONG = 120_000
"""Milliseconds a slow, busy machine may take for an answer of the small model."""


@pytest.fixture(scope="session")
def keyring_session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """A session bus with an unlocked gnome-keyring of our own; its environment."""
    home = tmp_path_factory.mktemp("home")
    home.chmod(0o700)
    bus_program, keyring_program = shutil.which("dbus-daemon"), shutil.which("gnome-keyring-daemon")
    assert bus_program, "set-up installs dbus"
    assert keyring_program, "set-up installs gnome-keyring"
    environment = {"HOME": str(home), "PATH": "/usr/bin:/bin", "XDG_RUNTIME_DIR": str(home)}
    bus = subprocess.Popen(
        [bus_program, "--session", "--nofork", "--print-address=1"], stdout=subprocess.PIPE, text=True, env=environment
    )
    assert bus.stdout is not None
    environment["DBUS_SESSION_BUS_ADDRESS"] = bus.stdout.readline().strip()
    daemon = subprocess.Popen(
        [keyring_program, "--foreground", "--unlock", "--components=secrets"],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=environment,
    )
    assert daemon.stdin is not None
    daemon.stdin.write(PASSWORD.encode())
    daemon.stdin.close()
    time.sleep(1.0)
    yield {name: environment[name] for name in ("HOME", "XDG_RUNTIME_DIR", "DBUS_SESSION_BUS_ADDRESS")}
    for process in (daemon, bus):
        process.terminate()
        process.wait(10)
    bus.stdout.close()


@pytest.fixture
def own_keyring(keyring_session: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let this process use that keyring."""
    for name, value in keyring_session.items():
        monkeypatch.setenv(name, value)
    keyring.core.init_backend()
    yield
    keyring.core._keyring_backend = None


class Running:
    """The app with its window. `close` ends it as a user would; `start` opens it again over the same folder."""

    def __init__(self, folder: Path, address: str, qtbot: QtBot) -> None:
        self._folder = folder
        self._address = address
        self._qtbot = qtbot
        self.start()

    def start(self) -> None:
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        self.house = House(Places(self._folder, self._folder / "policy.json", trusted_policy=False), recovers=True)
        self.house.preferences.override(cloud_address=self._address, local_threads=1, local_max_tokens=300)
        self.jobs = Jobs()
        self.window = MainWindow(Look(app, Theme.LIGHT), self.house, self.jobs, app)
        self._qtbot.addWidget(self.window)
        self.window.show()
        self.window.open_services()
        self.wait(lambda: self.window.desk is not None)

    def wait(self, condition: Callable[[], object]) -> None:
        self._qtbot.waitUntil(lambda: bool(condition()), timeout=LONG)

    def close(self) -> None:
        self.window.close()
        self.jobs.shut_down()
        self.house.close()


@pytest.fixture
def app(own_keyring: None, server: ClaudeServer, tmp_path: Path, qtbot: QtBot) -> Iterator[Running]:
    running = Running(tmp_path / "data", server.address, qtbot)
    yield running
    running.close()


@pytest.fixture(scope="session")
def demo() -> Path:
    return Path(__file__).parents[2] / "resources" / "demo" / "discharge-summary.pdf"

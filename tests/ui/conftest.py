from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.bridge.jobs import Jobs
from desktop.core.settings import Theme
from desktop.ui.theme import Look
from desktop.ui.window import MainWindow
from tests.ui.house import House, Opener


@pytest.fixture(scope="session")
def look(qapp: QApplication) -> Look:
    qapp.setStyle("Fusion")
    return Look(qapp, Theme.LIGHT)


@pytest.fixture
def jobs(qapp: QApplication) -> Iterator[Jobs]:
    made = Jobs()
    yield made
    made.shut_down()


@pytest.fixture
def house() -> House:
    made = House()
    made.credentials.key = "test key"
    return made


@pytest.fixture
def build(qtbot: QtBot, look: Look, jobs: Jobs, qapp: QApplication) -> Iterator[Callable[[Opener], MainWindow]]:
    windows: list[MainWindow] = []

    def make(opener: Opener) -> MainWindow:
        window = MainWindow(look, opener, jobs, qapp)
        qtbot.addWidget(window)
        window.resize(1440, 900)
        window.show()
        windows.append(window)
        return window

    yield make
    for window in windows:
        window.close()


@pytest.fixture
def window(build: Callable[[Opener], MainWindow], house: House, qtbot: QtBot) -> MainWindow:
    made = build(Opener(house))
    made.open_services()
    qtbot.waitUntil(lambda: made.desk is not None)
    qtbot.waitUntil(lambda: made.chat.sidebar.isVisible())
    return made

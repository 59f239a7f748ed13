"""Builds the application and its window, shows the first frame, and only then opens the database."""

from __future__ import annotations

import sys

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from desktop.bridge.jobs import Jobs
from desktop.core.settings import Settings
from desktop.ui.services import Opener
from desktop.ui.theme import Look
from desktop.ui.window import MainWindow


def run_window(opener: Opener, settings: Settings) -> int:
    """Show the window until it is closed; returns the exit code. Whoever made `opener` closes what it opened."""
    app = QApplication(sys.argv[:1])
    app.setApplicationName("Cloister")
    app.setDesktopFileName("cloister")
    app.setStyle("Fusion")
    look = Look(app, settings.theme)
    jobs = Jobs()
    window = MainWindow(look, opener, jobs, app)
    window.show()
    QTimer.singleShot(0, window.open_services)
    code = app.exec()
    jobs.shut_down()
    return code

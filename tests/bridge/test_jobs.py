from __future__ import annotations

import logging
import threading
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject, QThread
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.bridge.jobs import Bug, Jobs, as_app_error
from desktop.core.errors import AppError, DiskFull

SECRET = "Robin Sample, record 00418273"


@pytest.fixture
def jobs(qapp: QApplication) -> Iterator[Jobs]:
    made = Jobs()
    yield made
    made.shut_down()


def fail_with_text() -> None:
    raise ValueError(SECRET)


def test_a_result_comes_home_to_the_ui_thread(qtbot: QtBot, jobs: Jobs) -> None:
    threads: list[object] = []
    got: list[int] = []

    def work() -> int:
        threads.append(threading.current_thread())
        return 7

    jobs.run(jobs, work, lambda value: (got.append(value), threads.append(QThread.currentThread())))
    qtbot.waitUntil(lambda: bool(got))
    assert got == [7]
    assert threads[0] is not threading.main_thread()
    assert threads[1] is jobs.thread()


def test_a_known_error_reaches_the_caller(qtbot: QtBot, jobs: Jobs) -> None:
    errors: list[AppError] = []

    def work() -> None:
        raise DiskFull("The disk is full.", "Free 200 MB.")

    jobs.run(jobs, work, None, errors.append)
    qtbot.waitUntil(lambda: bool(errors))
    assert isinstance(errors[0], DiskFull)


def test_an_error_nobody_takes_is_announced(qtbot: QtBot, jobs: Jobs) -> None:
    with qtbot.waitSignal(jobs.failed_unhandled) as signal:
        jobs.run(jobs, fail_with_text)
    assert isinstance(signal.args[0], Bug)


def test_a_bug_says_where_and_not_what(qtbot: QtBot, jobs: Jobs, caplog: pytest.LogCaptureFixture) -> None:
    errors: list[AppError] = []
    with caplog.at_level(logging.DEBUG):
        jobs.run(jobs, fail_with_text, None, errors.append)
        qtbot.waitUntil(lambda: bool(errors))
    said = str(errors[0]) + repr(errors[0]) + caplog.text
    assert "ValueError" in said
    assert "test_jobs.py" in said
    assert "Robin" not in said
    assert "00418273" not in said


def test_a_result_for_a_parent_that_is_gone_is_dropped(qtbot: QtBot, jobs: Jobs) -> None:
    parent = QObject()
    gate = threading.Event()
    got: list[object] = []
    jobs.run(parent, gate.wait, got.append)
    parent.deleteLater()
    qtbot.waitSignal(parent.destroyed).wait()
    gate.set()
    after: list[object] = []
    jobs.run(jobs, lambda: None, after.append)
    qtbot.waitUntil(lambda: bool(after))
    assert got == []


def test_work_that_never_returns_does_not_hold_the_end_up(qtbot: QtBot, qapp: QApplication) -> None:
    jobs = Jobs()
    gate = threading.Event()
    got: list[object] = []
    jobs.detach(jobs, gate.wait, got.append)
    jobs.shut_down()
    gate.set()
    assert got == []


def test_a_detached_failure_comes_home(qtbot: QtBot, jobs: Jobs) -> None:
    errors: list[AppError] = []
    jobs.detach(jobs, fail_with_text, lambda _: None, errors.append)
    qtbot.waitUntil(lambda: bool(errors))
    assert isinstance(errors[0], Bug)


def test_an_error_without_a_place_is_still_a_sentence() -> None:
    assert "RuntimeError" in str(as_app_error(RuntimeError(SECRET)))

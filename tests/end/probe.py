"""The app in a process of its own, network closed, watched from inside: its first frame's cost, and what still works.

Usage: python -m tests.end.probe FOLDER CLOUD_ADDRESS
Prints one JSON object a line: the first frame, then a local and a cloud answer.
"""

import json
import socket
import sys
import time
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QApplication

from desktop.app import Places, run_window
from desktop.core.chat import Role
from desktop.ui import run
from desktop.ui.clearance import ClearanceSheet
from desktop.ui.window import MainWindow

HEAVY = ("presidio_analyzer", "anthropic", "llama_cpp", "onnxruntime", "pypdfium2", "spacy", "httpx2", "tokenizers")


def say(**values: object) -> None:
    sys.stdout.write(json.dumps(values) + "\n")
    sys.stdout.flush()


def refused(family: socket.AddressFamily) -> bool:
    try:
        socket.socket(family, socket.SOCK_STREAM).close()
    except PermissionError:
        return True
    return False


class Watched(MainWindow):
    """Tells of its first frame, then asks one question here and one of Claude, and closes."""

    step = 0

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.step == 0:
            self.step = 1
            cpu = time.process_time()
            status = dict(line.split(":\t", 1) for line in Path("/proc/self/status").read_text().splitlines())
            say(
                frame_cpu_s=round(cpu, 3),
                heavy=[name for name in HEAVY if name in sys.modules],
                seccomp=status["Seccomp"],
                refused=[refused(socket.AF_INET), refused(socket.AF_INET6)],
            )
            self.timer = QTimer(self, interval=50)
            self.timer.timeout.connect(self.go_on)
            self.timer.start()

    def go_on(self) -> None:
        desk, rows = self.desk, self.chat.chat.rows
        for sheet in self.findChildren(ClearanceSheet):
            if sheet.send is None:
                say(blocked=sheet.review.report.reasons)
                QApplication.exit(1)
            elif not sheet.guarded:
                sheet.send.click()
        if desk is None or desk.running is not None:
            return
        match self.step:
            case 1:
                self.step = 2
                desk.ask_text("What is the capital of France?")
            case 2 if rows and rows[-1].role is Role.ASSISTANT:
                say(route=rows[-1].route, words=len(rows[-1].text))
                self.step = 3
                desk._set_cloud(on=True)
            case 3 if desk.current is not None and desk.current.cloud:
                self.step = 4
                desk.ask_text("Which steps does good hand washing have?")
            case 4 if len(rows) == 4:
                say(route=rows[-1].route, text=rows[-1].text)
                self.step = 5
                QApplication.quit()
            case _:
                pass


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    (folder / "settings.json").write_text(json.dumps({"cloud_address": sys.argv[2], "local_threads": 1}))
    run.MainWindow = Watched  # type: ignore[misc]
    sys.exit(run_window(Places(folder, folder / "policy.json", trusted_policy=False)))

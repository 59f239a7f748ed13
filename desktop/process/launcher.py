"""Starts and restarts one child for the app's whole life, from before the window denies itself the network.

A filter on internet sockets is inherited and cannot be undone, so the window cannot start the egress child after it has
locked itself. This small process is started before, and passes whole frames between the window and the child: a child
that dies in the middle of a frame leaves no half frame behind. Standard library alone; it looks into no frame.

Usage: python -m desktop.process.launcher COMMAND...
"""

from __future__ import annotations

import subprocess
import sys
import threading
from typing import IO

from desktop.process import hardening
from desktop.process.wire import END_CHILD, BrokenFrame, Head, read_raw, write_frame, write_raw


class Keeper:
    """Keeps one child running and passes frames both ways. A death is told with the number of frames it was given."""

    def __init__(self, command: list[str], outgoing: IO[bytes]) -> None:
        self._command = command
        self._outgoing = outgoing
        self._sending = threading.Lock()
        self._given = 0
        self._child: subprocess.Popen[bytes] | None = None
        self._relay: threading.Thread | None = None

    def give(self, frame: tuple[bytes, bytes]) -> None:
        """Hand a frame to the child, starting one if there is none; the empty head ends it."""
        if frame[0] == END_CHILD:
            if self._child is not None:
                self._child.kill()
            return
        child = self._living_child()
        self._given += 1  # before the write: whoever dies from now on had this frame
        try:
            if child.stdin is not None:
                write_raw(child.stdin, *frame)
        except OSError:
            self._tell({"died": child.wait(), "given": self._given})

    def close(self) -> None:
        """Let the child end, and wait for it a little."""
        if self._child is not None and self._child.stdin is not None:
            self._child.stdin.close()
            self._child.wait(5)

    def _living_child(self) -> subprocess.Popen[bytes]:
        if self._child is not None and self._child.poll() is None:
            return self._child
        if self._relay is not None:
            self._relay.join()  # its farewell goes out before anything of the next child
        self._child = subprocess.Popen(self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self._relay = threading.Thread(target=self._pass_on, args=(self._child,), daemon=True)
        self._relay.start()
        return self._child

    def _pass_on(self, child: subprocess.Popen[bytes]) -> None:
        try:
            while child.stdout is not None and (frame := read_raw(child.stdout)) is not None:
                with self._sending:
                    write_raw(self._outgoing, *frame)
        except (BrokenFrame, OSError):
            pass
        self._tell({"died": child.wait(), "given": self._given})

    def _tell(self, head: Head) -> None:
        with self._sending:
            write_frame(self._outgoing, head)


def main() -> None:
    """Keep one child running until our own parent closes the pipe."""
    hardening.harden()
    keeper = Keeper(sys.argv[1:], sys.stdout.buffer)
    try:
        while (frame := read_raw(sys.stdin.buffer)) is not None:
            keeper.give(frame)
    except (BrokenFrame, OSError):
        pass
    keeper.close()


if __name__ == "__main__":
    main()

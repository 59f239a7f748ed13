"""Small files written whole or not at all."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from desktop.core.errors import DiskFull, KnownError

FULL = frozenset({errno.ENOSPC, errno.EDQUOT})


def disk_full() -> DiskFull:
    """The sentence for a full disk."""
    return DiskFull(
        "The disk is full, so nothing new can be kept.", "Free some space and try again; everything until now is safe."
    )


@contextmanager
def plain_disk_errors(path: Path) -> Iterator[None]:
    """Turn the system's errors on writing below `path` into sentences."""
    try:
        yield
    except OSError as error:
        if error.errno in FULL:
            raise disk_full() from error
        raise KnownError(
            f"{path} cannot be written ({error.strerror}).",
            "Check the folder's permissions, or choose another data folder.",
        ) from error


def private_folder(path: Path) -> Path:
    """The folder, made if need be so that only its owner can enter."""
    with plain_disk_errors(path):
        if not path.is_dir():  # somebody else's folder keeps its permissions; the files in it are closed by themselves
            path.mkdir(parents=True, mode=0o700)
    return path


def write_once(path: Path, data: bytes) -> bool:
    """Make a file that is not there yet, whole; False when another process was first."""
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        write_atomically(part, data)
        with plain_disk_errors(path):
            try:
                os.link(part, path)
            except FileExistsError:
                return False
    finally:
        part.unlink(missing_ok=True)
    return True


def write_atomically(path: Path, data: bytes) -> None:
    """Replace a file by `data`, readable by its owner alone; a crash leaves the old one or the new one."""
    with plain_disk_errors(path):
        part = path.with_name(path.name + ".part")
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        try:
            with os.fdopen(descriptor, "wb") as target:
                target.write(data)
                target.flush()
                os.fsync(target.fileno())
            part.replace(path)
        except OSError:
            part.unlink(missing_ok=True)
            raise

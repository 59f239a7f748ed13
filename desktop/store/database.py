"""The encrypted database file: opened, checked, migrated, used by one thread at a time. The only user of sqlcipher3.

`open_database` refuses a file that is not encrypted: a build without a cipher ignores the key in silence.
"""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol, TypeAlias

from sqlcipher3 import dbapi2 as sqlcipher

from desktop.core.errors import AppError, DatabaseDamaged, KnownError
from desktop.store.files import disk_full
from desktop.store.migrations import m001_foundation

Values: TypeAlias = Sequence[Any]
MIGRATIONS = (m001_foundation.STATEMENTS,)
ROOM_TO_WORK = 1 << 20
PLAIN_HEADER = b"SQLite format 3\0"
PRAGMAS = (
    "cipher_log_level=NONE",
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    "secure_delete=ON",
    "temp_store=MEMORY",
    "cache_size=-64000",
    "trusted_schema=OFF",
    "cell_size_check=ON",
    "busy_timeout=10000",
)


class Row(Protocol):
    """A row whose values are reached by column name."""

    def __getitem__(self, name: str | int) -> Any:
        """The value of a column."""
        ...

    def keys(self) -> Sequence[str]:
        """The columns' names."""
        ...


class Writing:
    """One transaction under way."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection

    def execute(self, sql: str, values: Values = ()) -> int:
        """Run one statement; the id of the row it inserted, if it inserted one."""
        return int(self._connection.execute(sql, values).lastrowid or 0)

    def execute_many(self, sql: str, rows: Iterator[Values] | Sequence[Values]) -> None:
        """Run one statement for many rows."""
        self._connection.executemany(sql, rows)

    def rows(self, sql: str, values: Values = ()) -> list[Row]:
        """All rows of a query, as this transaction sees them."""
        return list(self._connection.execute(sql, values).fetchall())


class Database:
    """An open database. Every method may be called from any thread but the window's; they wait for each other."""

    def __init__(self, connection: Any, path: Path) -> None:
        self._connection = connection
        self._lock = threading.RLock()
        self.path = path

    def rows(self, sql: str, values: Values = ()) -> list[Row]:
        """All rows of a query."""
        with self._lock, _plain_errors(self.path):
            return list(self._connection.execute(sql, values).fetchall())

    @contextmanager
    def writing(self) -> Iterator[Writing]:
        """A transaction: durable when the block ends, undone when it raises."""
        with self._lock, _plain_errors(self.path):
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield Writing(self._connection)
                self._connection.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise

    def check(self) -> list[str]:
        """Problems of the file, none when it is whole: each page's seal, then SQLite's own check."""
        problems = [str(row[0]) for row in self.rows("PRAGMA cipher_integrity_check")]
        try:
            answer = [str(row[0]) for row in self.rows("PRAGMA quick_check")]
        except DatabaseDamaged:
            answer = ["a page cannot be read"]
        return problems + ([] if answer == ["ok"] else answer)

    def close(self) -> None:
        """Close the file; its write-ahead log is folded in."""
        with self._lock:
            self._connection.close()


def open_database(path: Path, key: bytes) -> Database:
    """Open or make the database at `path` with a raw 32-byte key. The key must have been checked against the vault."""
    if len(key) != 32:
        raise ValueError("a raw SQLCipher key has 32 bytes")
    connection = None
    try:
        with _plain_errors(path):
            connection = sqlcipher.connect(str(path), isolation_level=None, check_same_thread=False)
            connection.row_factory = sqlcipher.Row
            connection.execute(f"PRAGMA key=\"x'{key.hex()}'\"")
            _refuse_plaintext(connection)
            for pragma in PRAGMAS:
                connection.execute(f"PRAGMA {pragma}").fetchall()
            _migrate(connection)
            path.chmod(0o600)
            _refuse_plaintext(connection, path)
    except BaseException:
        if connection is not None:
            connection.close()
        raise
    return Database(connection, path)


def _refuse_plaintext(connection: Any, path: Path | None = None) -> None:
    """Raise unless a cipher is at work, temporary tables stay in memory, and the file does not begin in the clear."""
    version = connection.execute("PRAGMA cipher_version").fetchone()
    clear = False
    if path is not None:
        with path.open("rb") as source:
            clear = source.read(len(PLAIN_HEADER)) == PLAIN_HEADER
        clear = clear or connection.execute("PRAGMA temp_store").fetchone()[0] != 2
    if not version or not version[0] or clear:
        raise KnownError(
            "The database would not be encrypted, so it was not opened.",
            "Reinstall Cloister: its SQLCipher is missing.",
        )


def _migrate(connection: Any) -> None:
    """Bring the file to the newest schema in one transaction, which a second process that starts now waits for."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        version = int(connection.execute("PRAGMA user_version").fetchone()[0])
        if version > len(MIGRATIONS):
            raise KnownError(
                "This database was written by a newer Cloister.", "Install that version again; nothing was changed."
            )
        for statements in MIGRATIONS[version:]:
            for statement in statements:
                connection.execute(statement)
        connection.execute(f"PRAGMA user_version={len(MIGRATIONS)}")
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise


@contextmanager
def _plain_errors(path: Path) -> Iterator[None]:
    """SQLite's errors as sentences. Its own words may quote a statement's text, so they are not passed on."""
    try:
        yield
    except AppError:
        raise
    except sqlcipher.DatabaseError as error:
        name = getattr(error, "sqlite_errorname", "") or ""
        words = str(error)
        if "full" in words or name == "SQLITE_FULL":
            raise disk_full() from None
        if "disk I/O" in words:
            # A full disk shows so too, where SQLite cannot grow its shared index.
            if shutil.disk_usage(path.parent).free < ROOM_TO_WORK:
                raise disk_full() from None
            raise KnownError("The disk gave an error.", "Check it; everything stored until now is safe.") from None
        if any(sign in words for sign in ("not a database", "malformed", "HMAC", "corrupt")):
            raise DatabaseDamaged(
                "The key is right, but the database is damaged and was not opened.",
                "Restore it from a backup. Nothing was changed or deleted.",
            ) from None
        if "locked" in words or "busy" in words:
            raise KnownError("The database is in use by another Cloister.", "Close it and try again.") from None
        if "unable to open" in words or "readonly" in words:
            raise KnownError("The database's folder cannot be used.", "Check its permissions and free space.") from None
        raise

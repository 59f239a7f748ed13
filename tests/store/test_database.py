"""The encrypted file: encrypted for certain, checked, migrated, and honest about damage and a full disk."""

import subprocess
import sys
from pathlib import Path

import pytest
from sqlcipher3 import dbapi2 as sqlcipher

from desktop.core.errors import DatabaseDamaged, DiskFull, KnownError
from desktop.store import database as module
from desktop.store.database import Database, open_database

KEY = bytes(range(32))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "cloister.db"


def write_marker(database: Database) -> None:
    with database.writing() as writing:
        writing.execute("INSERT INTO conversations (title, created, updated) VALUES ('MARKER-4711', 'now', 'now')")


def test_nothing_lies_in_the_clear(path: Path) -> None:
    database = open_database(path, KEY)
    write_marker(database)
    files = list(path.parent.iterdir())
    assert any(file.name.endswith("-wal") for file in files)
    assert not any(b"MARKER" in file.read_bytes() or b"SQLite format 3" in file.read_bytes() for file in files)
    database.close()
    assert b"MARKER" not in path.read_bytes()
    assert path.stat().st_mode & 0o077 == 0


def test_the_settings_that_keep_it_so_hold(path: Path) -> None:
    database = open_database(path, KEY)
    values = {name: database.rows(f"PRAGMA {name}")[0][0] for name in ("temp_store", "secure_delete", "synchronous")}
    assert values == {"temp_store": 2, "secure_delete": 1, "synchronous": 2}
    assert database.rows("PRAGMA journal_mode")[0][0] == "wal"
    assert database.check() == []
    database.close()


def test_a_library_without_a_cipher_is_refused(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import sqlite3

    class Plain:
        Row = sqlite3.Row
        DatabaseError = sqlite3.DatabaseError
        connect = staticmethod(sqlite3.connect)

    monkeypatch.setattr(module, "sqlcipher", Plain)
    with pytest.raises(KnownError, match="not be encrypted"):
        open_database(path, KEY)


def test_an_unencrypted_file_is_refused_and_left_alone(path: Path) -> None:
    plain = sqlcipher.connect(str(path))
    plain.execute("CREATE TABLE t (x)")
    plain.commit()
    plain.close()
    before = path.read_bytes()
    with pytest.raises(KnownError):
        open_database(path, KEY)
    assert path.read_bytes() == before


def test_another_key_opens_nothing_and_changes_nothing(path: Path) -> None:
    open_database(path, KEY).close()
    before = path.read_bytes()
    with pytest.raises(DatabaseDamaged):
        open_database(path, b"x" * 32)
    assert path.read_bytes() == before


@pytest.mark.parametrize("place", [0, 100, 5000, -1])
def test_a_flipped_bit_is_found(path: Path, place: int) -> None:
    database = open_database(path, KEY)
    for _ in range(200):
        write_marker(database)
    database.close()
    data = bytearray(path.read_bytes())
    data[place] ^= 1
    path.write_bytes(data)
    try:
        reopened = open_database(path, KEY)
    except DatabaseDamaged:
        return
    problems = reopened.check()
    reopened.close()
    assert problems


def test_a_failed_transaction_leaves_nothing(path: Path) -> None:
    database = open_database(path, KEY)

    def fail() -> None:
        with database.writing() as writing:
            writing.execute("INSERT INTO conversations (title, created, updated) VALUES ('x', 'y', 'z')")
            raise RuntimeError("stop")

    with pytest.raises(RuntimeError):
        fail()
    assert database.rows("SELECT * FROM conversations") == []
    write_marker(database)
    database.close()


def test_a_newer_schema_is_left_alone(path: Path) -> None:
    database = open_database(path, KEY)
    with database.writing() as writing:
        writing.execute("PRAGMA user_version=99")
    database.close()
    with pytest.raises(KnownError, match="newer Cloister"):
        open_database(path, KEY)


def test_a_full_disk_is_a_sentence_and_what_was_there_stays(path: Path) -> None:
    database = open_database(path, KEY)
    write_marker(database)
    pages = database.rows("PRAGMA page_count")[0][0]
    database.rows(f"PRAGMA max_page_count={pages + 2}")

    def fill() -> None:
        for _ in range(100):
            with database.writing() as writing:
                writing.execute(
                    "INSERT INTO conversations (title, created, updated) VALUES (?, 'y', 'z')", ("x" * 50_000,)
                )

    with pytest.raises(DiskFull):
        fill()
    assert database.rows("SELECT title FROM conversations WHERE title LIKE 'MARKER%'")
    assert database.check() == []
    database.close()


def test_a_killed_writer_loses_no_committed_row(path: Path) -> None:
    program = """
import sys
from pathlib import Path
from desktop.store.database import open_database
database = open_database(Path(sys.argv[1]), bytes(range(32)))
for number in range(100_000):
    with database.writing() as writing:
        writing.execute("INSERT INTO conversations (title, created, updated) VALUES (?, 'y', 'z')", (str(number),))
    print(number, flush=True)
"""
    for _ in range(3):
        path.unlink(missing_ok=True)
        writer = subprocess.Popen([sys.executable, "-c", program, str(path)], stdout=subprocess.PIPE, text=True)
        assert writer.stdout is not None
        acknowledged = -1
        for line in writer.stdout:
            acknowledged = int(line)
            if acknowledged >= 40:
                writer.kill()
                break
        writer.stdout.close()
        writer.wait()
        database = open_database(path, KEY)
        titles = {int(row["title"]) for row in database.rows("SELECT title FROM conversations")}
        assert database.check() == []
        database.close()
        assert set(range(acknowledged + 1)) <= titles

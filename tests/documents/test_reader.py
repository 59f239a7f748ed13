"""The reader and its lock: kinds of files, limits, deaths, and what a subverted child can do (nothing)."""

import os
import signal
import sys
import threading
import zlib
from array import array
from contextlib import closing
from pathlib import Path

import pytest

from desktop.core.errors import AppError, ChildDied, FileEmpty, FileTooLarge, FileUnreadable, NotFound, TimedOut
from desktop.documents import reader as reader_module
from desktop.documents.reader import Reader, reader_channel, shown
from desktop.process.channel import Channel, Event, Result
from tests.documents.files import DEMO, lines, make_pdf, wrap_stream


class ProbeChannel(Channel):
    """A channel to the child that tries to get out of the reader's own lock."""

    def __init__(self, memory: int = 0) -> None:
        super().__init__("tests.documents.probe_child", "document reader", environment={"OPENBLAS_NUM_THREADS": "1"})
        self._command = [sys.executable, "-I", str(Path(__file__).with_name("probe_child.py")), str(memory)]


@pytest.fixture
def probe():
    channel = ProbeChannel()
    yield channel
    channel.close()


class AnswerChannel(Channel):
    """Stands for a subverted child: the frames it would write, without one."""

    def __init__(self, *answers) -> None:
        super().__init__("none", "none")
        self._answers_given = answers

    def stream(self, method, params=None, blob=b"", *, cancel, timeout_s=None):
        yield from self._answers_given


def test_the_lock_is_proved_before_a_file_is_read(reader):
    reader.read(DEMO / "hand-hygiene-guideline.pdf")
    isolation = reader._channel.isolation
    assert isolation.verified
    assert "seccomp" in isolation.layers


def test_the_child_reads_no_files_and_writes_none(probe, tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("x")

    def ask(method, path):
        return probe.call(method, {"path": str(path)}, timeout_s=30).value

    probe.start()
    if "landlock" in probe.isolation.layers:
        assert ask("read_file", secret) == "PermissionError"
        assert ask("list_folder", tmp_path) == "PermissionError"
        assert ask("list_folder", Path.home()) == "PermissionError"
    assert ask("write_file", tmp_path / "new.txt") == "PermissionError"
    assert ask("write_file", secret) == "PermissionError"
    assert ask("start_program", tmp_path) == "PermissionError"
    assert secret.read_text() == "x"
    assert not (tmp_path / "new.txt").exists()
    # The control: the same calls succeed where they are allowed, so the refusals above are the lock's.
    assert ask("read_file", Path(__file__)) == f"done: {Path(__file__).stat().st_size}"


def test_too_little_memory_is_a_sentence_and_the_child_lives_on(probe):
    with pytest.raises(AppError, match="not enough memory"):
        probe.call("allocate", {"size": 3 << 30}, timeout_s=30)
    assert probe.call("allocate", {"size": 1 << 20}, timeout_s=30).value == 1 << 20


def test_a_file_that_takes_too_much_memory_is_left_out_by_name(tmp_path):
    """120 MB of text in a child of 400 MB: it answers, and the next file is read."""
    path = tmp_path / "long.txt"
    path.write_bytes(b"word and word\n" * 8_600_000)
    with closing(Reader(ProbeChannel(400 << 20))) as small:
        with pytest.raises(FileTooLarge, match=r"^long\.txt needs more memory than one file may take\."):
            small.read(path)
        path.write_text("short")
        assert small.read(path).pages[0].text == "short"


def test_a_file_that_unpacks_without_end_is_left_out_by_name(tmp_path):
    """pdfium ends its process when it gets no memory; the reader is started anew for the next file."""
    packer = zlib.compressobj(1)
    packed = b"".join(packer.compress(b" " * 1_000_000) for _ in range(200)) + packer.flush()
    path = tmp_path / "bomb.pdf"
    path.write_bytes(wrap_stream(zlib.compress(packed), b"[/FlateDecode /FlateDecode]"))
    assert path.stat().st_size < 10_000
    with closing(Reader(ProbeChannel(330 << 20))) as small:
        with pytest.raises(ChildDied, match=r"^bomb\.pdf was not read: it needs more memory than one file may take"):
            small.read(path)
        assert small.read(DEMO / "hand-hygiene-guideline.pdf").title == "Hand hygiene on the wards"


def test_a_killed_child_fails_its_file_and_the_next_one_is_read(tmp_path):
    path = tmp_path / "many.pdf"
    path.write_bytes(make_pdf(*[lines(*["many words on a line"] * 45)] * 200))
    with closing(Reader(reader_channel(accept_unverified=False))) as fresh:
        fresh._channel.start()
        first = fresh._channel._process
        os.kill(first.pid, signal.SIGSTOP)  # it holds the file and has not answered when it dies
        death = threading.Timer(0.3, first.kill)
        death.start()
        with pytest.raises(ChildDied, match=r"^many\.pdf was not read: .*other files are not affected"):
            fresh.read(path)
        death.join()
        assert len(fresh.read(path).pages) == 200
        assert fresh._channel._process.pid != first.pid


def test_time_limit_names_the_file(tmp_path, monkeypatch):
    monkeypatch.setattr(reader_module, "READ_TIMEOUT_S", 0.0)
    path = tmp_path / "slow.pdf"
    path.write_bytes(make_pdf(*[lines(*["many words on a line"] * 45)] * 200))
    with closing(Reader(reader_channel(accept_unverified=False))) as slow:
        with pytest.raises(TimedOut, match=r"^slow\.pdf took too long"):
            slow.read(path)
        monkeypatch.undo()
        assert len(slow.read(path).pages) == 200


def test_files_that_are_not_there_or_not_files(reader, tmp_path):
    with pytest.raises(NotFound, match=r"^gone\.pdf is not there\."):
        reader.read(tmp_path / "gone.pdf")
    with pytest.raises(FileUnreadable, match="is not a file"):
        reader.read(tmp_path)
    os.mkfifo(tmp_path / "pipe.txt")
    with pytest.raises(FileUnreadable, match=r"^pipe\.txt is not a file\."):
        reader.read(tmp_path / "pipe.txt")
    loop = tmp_path / "loop.txt"
    loop.symlink_to(loop)
    with pytest.raises(AppError):
        reader.read(loop)


def test_empty_and_too_large(reader, tmp_path):
    path = tmp_path / "a.txt"
    path.touch()
    with pytest.raises(FileEmpty, match=r"^a\.txt is empty\."):
        reader.read(path)
    os.truncate(path, reader_module.MOST_BYTES + 1)  # sparse: it takes no room on the disk
    with pytest.raises(FileTooLarge, match=r"^a\.txt is larger than 200 MB"):
        reader.read(path)


def test_a_name_with_a_line_end_stays_on_one_line(reader, tmp_path):
    path = tmp_path / "a\nb\u202e.txt"
    path.touch()
    with pytest.raises(FileEmpty) as caught:
        reader.read(path)
    assert caught.value.what == "a b .txt is empty."
    assert shown("\n") == "The file"


def test_text_has_no_picture(reader, tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("text")
    with pytest.raises(FileUnreadable, match="no pages to draw"):
        reader.render(path, 1, 1.0)


@pytest.mark.parametrize(
    ("head", "blob"),
    [
        ([1, 100.0, 100.0, 4, 0], b"abc"),  # less text than it says
        ([1, 100.0, 100.0, 1, 16], b"a" + bytes(8)),  # half a box
        ([1, 100.0, 100.0, 2, 16], b"ab" + bytes(16)),  # one box for two characters
        ([1, 100.0, 100.0, 1, 3], b"a" + bytes(3)),  # not even a number
        ([1, 100.0, 100.0, 2, 0], b"\xff\xfe"),  # not UTF-8
        ([1, float("nan"), 100.0, 1, 0], b"a"),
    ],
)
def test_nonsense_of_a_subverted_child_is_refused(tmp_path, head, blob):
    path = tmp_path / "a.txt"
    path.write_text("text")
    channel = AnswerChannel(Event({"pages": [head]}, blob), Result({"title": "", "pages": 1}, b""))
    with pytest.raises(FileUnreadable, match="makes no sense"):
        Reader(channel).read(path)


def test_what_a_sound_child_says_is_taken(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("text")
    boxes = array("f", [1, 2, 3, 4])
    channel = AnswerChannel(
        Event({"pages": [[1, 10.0, 20.0, 1, 16], [2, 10.0, 20.0, 2, 0]]}, b"a" + boxes.tobytes() + "é".encode()),
        Result({"title": "T\nitle", "pages": 2}, b""),
    )
    document = Reader(channel).read(path)
    assert [(page.number, page.text, list(page.boxes)) for page in document.pages] == [
        (1, "a", [1, 2, 3, 4]),
        (2, "é", []),
    ]
    assert document.title == "T itle"

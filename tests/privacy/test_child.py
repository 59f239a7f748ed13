"""The worker's own duties, around detectors whose answers a test chooses. The real ones: test_scanner.py."""

import hashlib
import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest

from desktop.core.errors import NotVerified, TimedOut
from desktop.core.privacy import Category, Finding
from desktop.privacy import child
from desktop.privacy.canaries import MUST_BLOCK, MUST_CLEAR
from desktop.privacy.child import MODEL_FILES, SHOWN_CONTEXT, SUMS, Worker, read_verified, shown
from desktop.process.child import Call

VERSIONS = {"presidio-analyzer": "0"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    lines = []
    for name in MODEL_FILES:
        (tmp_path / name).write_bytes(name.encode())
        lines.append(f"{hashlib.sha256(name.encode()).hexdigest()}  {name}\n")
    (tmp_path / SUMS).write_text("".join(lines))
    return tmp_path


class Detectors:
    """Judges the canaries right as long as `sound`."""

    def __init__(self) -> None:
        self.sound = True
        self.loaded = 0
        self.seen: list[str] = []

    def load(self, contents: Mapping[str, bytes]) -> Callable[..., list[Finding]]:
        assert contents["tokenizer.json"] == b"tokenizer.json"
        self.loaded += 1
        return self.find

    def find(self, texts: Sequence[str], keep_going: Callable[[], None] = lambda: None) -> list[Finding]:
        self.seen.extend(texts)
        keep_going()
        guilty = [part for part, text in enumerate(texts) if text in MUST_BLOCK or text == "secret"]
        return [Finding("PASSWORD", Category.CREDENTIAL, 0, 1, 1.0, "test", part) for part in guilty if self.sound]


def call(folder: Path, *texts: str, profile: str = "clinical", cancelled: bool = False) -> Call:
    event = threading.Event()
    if cancelled:
        event.set()
    params = {"model": str(folder), "texts": list(texts), "profile": profile}
    return Call(params, b"", lambda *_: None, event)


def test_nothing_is_scanned_before_every_canary_was_judged(folder: Path) -> None:
    detectors = Detectors()
    worker = Worker(detectors.load, VERSIONS)
    assert worker.scan(call(folder, "fine"))["verdict"] == "cleared"
    assert worker.scan(call(folder, "fine", "secret"))["verdict"] == "blocked"
    assert detectors.seen == [*MUST_BLOCK, *MUST_CLEAR, "fine", "fine", "secret"]
    assert detectors.loaded == 1


def test_there_are_enough_canaries() -> None:
    assert len(MUST_BLOCK) >= 20
    assert len(MUST_CLEAR) >= 10


def test_a_scanner_that_fails_its_canaries_never_answers(folder: Path) -> None:
    detectors = Detectors()
    detectors.sound = False
    worker = Worker(detectors.load, VERSIONS)
    for _ in range(2):
        with pytest.raises(NotVerified, match="self-test"):
            worker.scan(call(folder, "fine"))
        with pytest.raises(NotVerified):
            worker.status(call(folder))


def test_a_scanner_that_blocks_everything_fails_its_canaries_too(folder: Path) -> None:
    everything = [Finding("PASSWORD", Category.CREDENTIAL, 0, 1, 1.0, "test")]
    worker = Worker(lambda _: lambda *_: everything, VERSIONS)
    with pytest.raises(NotVerified):
        worker.status(call(folder))


def test_the_canaries_are_judged_again_after_an_hour(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    detectors = Detectors()
    worker = Worker(detectors.load, VERSIONS)
    worker.scan(call(folder, "fine"))
    detectors.sound = False
    assert worker.scan(call(folder, "fine"))["verdict"] == "cleared"
    monkeypatch.setattr(child, "CANARY_INTERVAL_S", -1.0)
    with pytest.raises(NotVerified):
        worker.scan(call(folder, "fine"))
    monkeypatch.undo()
    with pytest.raises(NotVerified):  # it stays shut until a new load proves itself
        worker.scan(call(folder, "fine"))
    detectors.sound = True
    assert worker.scan(call(folder, "fine"))["verdict"] == "cleared"
    assert detectors.loaded == 3


@pytest.mark.parametrize("name", [*MODEL_FILES, SUMS])
def test_a_changed_or_missing_file_is_refused(folder: Path, name: str) -> None:
    assert set(read_verified(folder)) == set(MODEL_FILES)
    content = (folder / name).read_bytes()
    (folder / name).write_bytes(bytes([content[0] ^ 1]) + content[1:])
    with pytest.raises(NotVerified):
        read_verified(folder)
    (folder / name).unlink()
    with pytest.raises(NotVerified):
        read_verified(folder)


def test_a_cancelled_or_endless_scan_ends(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    worker = Worker(Detectors().load, VERSIONS)
    with pytest.raises(TimedOut):
        worker.scan(call(folder, "fine", cancelled=True))
    monkeypatch.setattr(child, "CPU_FLOOR_S", -1.0)
    monkeypatch.setattr(child, "CPU_S_PER_10K", -1.0)
    with pytest.raises(TimedOut):
        worker.scan(call(folder, "fine"))


def test_odd_requests_are_errors_and_no_verdicts(folder: Path) -> None:
    worker = Worker(Detectors().load, VERSIONS)
    with pytest.raises(ValueError, match="lenient"):
        worker.scan(call(folder, "fine", profile="lenient"))
    odd = call(folder)
    odd.params["texts"] = [None]
    with pytest.raises(TypeError):
        worker.scan(odd)


def test_a_report_shows_all_that_points_at_somebody_and_little_context() -> None:
    context = [Finding("HEALTH_TERM", Category.HEALTH, i, i + 1, 1.0, "test") for i in range(500)]
    people = [Finding("PERSON", Category.PERSON, i, i + 1, 1.0, "test") for i in range(500)]
    kept = shown([*context, *people])
    assert len(kept) == SHOWN_CONTEXT + len(people)

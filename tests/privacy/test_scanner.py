"""The real scanner child, with its lock, its model and everything in it."""

import json
import os
import shutil
import signal
import threading
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.core.errors import BadInput, ChildDied, NotVerified, PromptTooLong, TimedOut
from desktop.core.privacy import Category, Verdict
from desktop.privacy.scanner import MAX_CHARACTERS, Scanner, scanner_channel

MODEL = Path(__file__).resolve().parents[2] / "models" / "pii-ner"
CORPUS = Path(__file__).with_name("corpus.jsonl")
HARMLESS = "The road was long and the weather was fine, so they walked on and talked about the sea. "
MISSED_AT_MOST, FALSE_AT_MOST = 2, 1
"""What this scanner reaches on its corpus today; most of it was read while the rules were written."""


@pytest.fixture(scope="module")
def scanner() -> Iterator[Scanner]:
    scanner = Scanner(scanner_channel(), MODEL)
    yield scanner
    scanner.close()


def test_the_demand_of_the_foundation(scanner: Scanner) -> None:
    text = "Summarise: Robin Sample, MRN 00418273, admitted 3 March with atrial fibrillation"
    report = scanner.scan([text])
    assert report.verdict is Verdict.BLOCKED
    assert {"Robin Sample", "00418273", "3 March"} <= {text[f.start : f.end] for f in report.findings}
    assert "A name stands beside a health condition or treatment." in report.reasons
    assert report.version == scanner.version == scanner.check() != ""


def test_recall_and_false_alarms_together(scanner: Scanner) -> None:
    wrong: dict[bool, list[str]] = {True: [], False: []}
    count: Counter[bool] = Counter()
    for line in CORPUS.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        count[row["block"]] += 1
        if (scanner.scan([row["text"]]).verdict is Verdict.BLOCKED) is not row["block"]:
            wrong[row["block"]].append(row["id"])
    assert count[True] >= 180
    assert count[False] >= 250
    assert len(wrong[True]) <= MISSED_AT_MOST, wrong
    assert len(wrong[False]) <= FALSE_AT_MOST, wrong


def test_what_one_text_says_counts_for_the_others(scanner: Scanner) -> None:
    name, fact = "Please write to Jolene Hartwick.", "What are the stages of chronic kidney disease?"
    assert scanner.scan([name]).verdict is Verdict.CLEARED
    assert scanner.scan([fact]).verdict is Verdict.CLEARED
    report = scanner.scan([fact, "And now:", name])
    assert report.verdict is Verdict.BLOCKED
    person = next(finding for finding in report.findings if finding.type == "PERSON")
    assert (person.part, name[person.start : person.end]) == (2, "Jolene Hartwick")


def test_strict_keeps_a_name_alone(scanner: Scanner) -> None:
    assert scanner.scan(["Write to Jolene Hartwick."], "strict").verdict is Verdict.BLOCKED
    assert scanner.scan(["Write a haiku about autumn."], "strict").verdict is Verdict.CLEARED


def test_a_hidden_place_is_shown_in_the_original(scanner: Scanner) -> None:
    text = "send %4d%52%4e%20 00418273 on"
    report = scanner.scan([text])
    assert report.verdict is Verdict.BLOCKED
    assert all(0 <= finding.start < finding.end <= len(text) for finding in report.findings)
    assert "00418273" in {text[f.start : f.end] for f in report.findings if f.type == "MEDICAL_RECORD_NUMBER"}


def test_an_address_is_checked_without_any_network(scanner: Scanner) -> None:
    # Presidio asks tldextract, which by itself would look up a list; in the locked child that would be an error.
    report = scanner.scan(["Reach me at odette.fairweather@northfield-mail.co.uk"])
    assert any(f.type == "EMAIL_ADDRESS" and f.recognizer == "presidio" for f in report.findings)


@pytest.mark.parametrize("texts", [[], [""], ["", "   ", "\n"]])
def test_no_text_is_no_finding(scanner: Scanner, texts: list[str]) -> None:
    report = scanner.scan(texts)
    assert (report.verdict, report.findings, report.reasons) == (Verdict.CLEARED, (), ())
    assert report.characters == sum(map(len, texts))


def test_odd_characters_are_survived(scanner: Scanner) -> None:
    assert scanner.scan(["\x00\x01 ordinary \ufffd text"]).verdict is Verdict.CLEARED
    assert scanner.scan(["half a character \ud800 here"]).verdict is Verdict.BLOCKED


def test_a_long_text_is_read_to_its_very_end(scanner: Scanner) -> None:
    text = HARMLESS * (60_000 // len(HARMLESS) + 1)
    report = scanner.scan([text + "MRN 00418273"])
    assert report.characters > 60_000
    assert report.verdict is Verdict.BLOCKED
    assert {f.start for f in report.findings if f.category is Category.IDENTIFIER} == {len(text) + 4}


def test_what_cannot_be_scanned_is_refused(scanner: Scanner) -> None:
    with pytest.raises(PromptTooLong):
        scanner.scan(["x" * (MAX_CHARACTERS + 1)])
    with pytest.raises(BadInput):
        scanner.scan(["x"], "lenient")


def test_a_scan_that_takes_too_long_and_a_child_that_dies(scanner: Scanner) -> None:
    endless = HARMLESS * 2_000
    impatient = Scanner(scanner._channel, MODEL, patience_s=0.1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("desktop.privacy.scanner.WALL_S_PER_10K", 0.0)
        with pytest.raises(TimedOut):
            impatient.scan([endless])
    assert scanner.scan(["Robin Sample has lupus"]).verdict is Verdict.BLOCKED

    process = scanner._channel._process
    assert process is not None
    killer = threading.Timer(0.5, os.kill, (process.pid, signal.SIGKILL))
    killer.start()
    with pytest.raises(ChildDied):
        scanner.scan([endless])
    killer.join()
    assert scanner.scan(["Robin Sample has lupus"]).verdict is Verdict.BLOCKED


def test_a_bug_in_the_child_is_a_refusal(scanner: Scanner) -> None:
    with pytest.raises(NotVerified):
        scanner._ask("no such method", {}, 60.0)
    assert scanner.scan(["Robin Sample has lupus"]).verdict is Verdict.BLOCKED


def test_a_changed_model_shuts_the_gate(tmp_path: Path) -> None:
    folder = tmp_path / "model"
    shutil.copytree(MODEL, folder)
    file = folder / "model.int8.onnx"
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)
    scanner = Scanner(scanner_channel(False, [folder]), folder)
    try:
        for _ in range(2):
            with pytest.raises(NotVerified):
                scanner.scan(["Write a haiku about autumn."])
        with pytest.raises(NotVerified):
            scanner.check()
        assert scanner.version == ""
    finally:
        scanner.close()

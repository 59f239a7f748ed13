"""The scanner child: verifies its model, proves itself on known texts, then scans. Presidio lives here alone.

Usage: python -I -m desktop.privacy.child [FOLDER]...: further folders that may be read, where models lie. Methods:
`scan` {model, texts, profile} and `status` {model}. Nothing is answered with a verdict before the model's files match
their SHA-256 and every canary was judged right; the canaries are judged again every hour.
"""

from __future__ import annotations

import hashlib
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from desktop.core.errors import NotVerified, TimedOut
from desktop.core.privacy import SENSITIVE, Finding, Verdict
from desktop.privacy.canaries import MUST_BLOCK, MUST_CLEAR
from desktop.privacy.decide import TABLE, Profile, decide
from desktop.process.child import Call, Handler, Locked, serve, system_paths

MODEL_FILES = ("model.int8.onnx", "tokenizer.json")
SUMS = "SHA256SUMS"
CANARY_INTERVAL_S = 3600.0
CPU_S_PER_10K = 2.0
CPU_FLOOR_S = 20.0
"""Processor time a scan may take: two to three times what it takes on a slow, shared core; over it, the text stays."""
SHOWN_CONTEXT = 60
"""Words of context in a report at most, for each text; what points at somebody is all in it."""

Detect = Callable[..., list[Finding]]


def read_verified(folder: Path) -> dict[str, bytes]:
    """The model's files, read once, each as its line in SHA256SUMS says. Raises `NotVerified`."""
    try:
        lines = (folder / SUMS).read_text(encoding="utf-8").splitlines()
        wanted = {name.lstrip("*"): digest for digest, name in (line.split(maxsplit=1) for line in lines if line)}
        contents = {name: (folder / name).read_bytes() for name in MODEL_FILES}
    except (OSError, ValueError) as error:
        raise NotVerified("The scanner's model is not complete, so nothing can be cleared.", _REPAIR) from error
    for name, content in contents.items():
        if hashlib.sha256(content).hexdigest() != wanted.get(name):
            raise NotVerified(
                "The scanner's model is not the one that was shipped, so nothing can be cleared.", _REPAIR
            )
    return contents


_REPAIR = "Install Cloister again, or ask your IT team; until then everything is answered here."


class Worker:
    """Scans with the model of one folder, once that model has proved itself."""

    def __init__(self, load: Callable[[Mapping[str, bytes]], Detect], versions: Mapping[str, str]) -> None:
        self._load = load
        self._versions = versions
        self._folder = ""
        self._detect: Detect | None = None
        self._version = ""
        self._proved_at = 0.0

    def scan(self, call: Call) -> dict[str, Any]:
        """Look at some texts that would leave together: findings, verdict and reasons."""
        detect = self._proved(call.params["model"])
        texts, profile = list(call.params["texts"]), Profile(call.params["profile"])
        if not all(isinstance(text, str) for text in texts):
            raise TypeError("a text is no text")
        characters = sum(map(len, texts))
        began = time.monotonic()
        budget = _Budget(call, max(CPU_FLOOR_S, CPU_S_PER_10K * characters / 10_000))
        findings = detect(texts, budget.check)
        verdict, reasons = decide(findings, profile, texts)
        return {
            "verdict": verdict.value,
            "findings": [asdict(finding) for finding in shown(findings)],
            "reasons": list(reasons),
            "profile": profile.value,
            "characters": characters,
            "elapsed_ms": round((time.monotonic() - began) * 1000),
            "version": self._version,
        }

    def status(self, call: Call) -> dict[str, Any]:
        """Load and prove the scanner, and tell its versions and how many canaries were judged."""
        self._proved(call.params["model"])
        return {
            "version": self._version,
            "canaries": len(MUST_BLOCK) + len(MUST_CLEAR),
            "libraries": dict(self._versions),
        }

    def _proved(self, folder: str) -> Detect:
        """The detectors, if every canary was judged right within the last hour. Raises `NotVerified`."""
        if self._detect is None or folder != self._folder:
            self._detect = None
            contents = read_verified(Path(folder))
            digest = hashlib.sha256(
                b"".join(hashlib.sha256(contents[name]).digest() for name in MODEL_FILES)
            ).hexdigest()
            detect = self._load(contents)
            _prove(detect)
            self._folder, self._detect, self._proved_at = folder, detect, time.monotonic()
            self._version = f"rules {TABLE}, model {digest[:12]}, presidio {self._versions['presidio-analyzer']}"
        elif time.monotonic() - self._proved_at > CANARY_INTERVAL_S:
            detect, self._detect = self._detect, None  # unless it proves itself again, it is not used
            _prove(detect)
            self._detect, self._proved_at = detect, time.monotonic()
        return self._detect


class _Budget:
    """Ends a scan that its parent no longer wants, or that takes more processor time than it should."""

    def __init__(self, call: Call, cpu_s: float) -> None:
        self._call = call
        self._until = time.process_time() + cpu_s

    def check(self) -> None:
        """Raise `TimedOut` when it is time to stop."""
        if self._call.cancelled or time.process_time() > self._until:
            raise TimedOut("The scan did not finish, so the text stays here.", "Try again, or with less at once.")


def _prove(detect: Detect) -> None:
    """Judge every canary. Raises `NotVerified` without saying which one failed: the user can do nothing with it."""
    for texts, wanted in ((MUST_BLOCK, Verdict.BLOCKED), (MUST_CLEAR, Verdict.CLEARED)):
        for text in texts:
            verdict, _ = decide(detect([text]), Profile.CLINICAL, [text])
            if verdict is not wanted:
                raise NotVerified("The scanner did not pass its self-test, so nothing can be cleared.", _REPAIR)


def shown(findings: list[Finding]) -> list[Finding]:
    """What the report holds: all that points at somebody, and of mere context the first words of each text."""
    counts: dict[int, int] = {}
    kept = []
    for finding in findings:
        if finding.category not in SENSITIVE:
            counts[finding.part] = counts.get(finding.part, 0) + 1
            if counts[finding.part] > SHOWN_CONTEXT:
                continue
        kept.append(finding)
    return kept


def build() -> Mapping[str, Handler]:
    """Import Presidio, spaCy and the network's runtime, after the lock, and name the methods."""
    from importlib.metadata import version

    from desktop.privacy.engine import Detectors
    from desktop.privacy.ner import Recognizer

    def load(contents: Mapping[str, bytes]) -> Detect:
        return Detectors(Recognizer(contents["model.int8.onnx"], contents["tokenizer.json"])).find

    worker = Worker(load, {name: version(name) for name in ("presidio-analyzer", "onnxruntime", "tokenizers", "spacy")})
    return {"scan": worker.scan, "status": worker.status}


def main() -> None:
    """Serve the parent, locked in."""
    folders = [Path(folder) for folder in sys.argv[1:]]
    serve(build, Locked(readable=[*system_paths(), *folders]))


if __name__ == "__main__":
    main()

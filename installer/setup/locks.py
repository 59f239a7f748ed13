"""Reads the lock files: which package at which version, and under which hashes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

_PIN = re.compile(r"^(?P<name>[A-Za-z0-9][A-Za-z0-9._-]*)==(?P<version>[^\s;\\]+)")


@dataclass(frozen=True, slots=True)
class Pin:
    """One package of a lock: its name in normal form, its version, and its lines as they stand, hashes included."""

    name: str
    version: str
    text: str

    @property
    def hashes(self) -> tuple[str, ...]:
        """The SHA-256 sums that a file of this package may have, as hex."""
        return tuple(re.findall(r"--hash=sha256:([0-9a-f]{64})\b", self.text))


def read_pins(lock: Path) -> list[Pin]:
    """Return the pins of a lock in the order of the file. Raises ValueError for a line that is none."""
    pins = []
    joined = lock.read_text(encoding="utf-8").replace("\\\n", "\x00")
    for line in joined.splitlines():
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        found = _PIN.match(line)
        if found is None:
            raise ValueError(f"{lock.name}: not a pinned package: {line[:80]!r}")
        name = re.sub(r"[-_.]+", "-", found["name"]).lower()
        pins.append(Pin(name, found["version"], line.replace("\x00", "\\\n") + "\n"))
    return pins


def find_pin(lock: Path, name: str) -> Pin:
    """Return the pin of one package. Raises ValueError if the lock does not hold it exactly once."""
    found = [pin for pin in read_pins(lock) if pin.name == name]
    if len(found) != 1:
        raise ValueError(f"{lock.name}: {len(found)} pins of {name} where one is needed")
    return found[0]


def write_without(lock: Path, name: str, target: Path) -> int:
    """Write the lock less one package to `target`, and return how many packages are left."""
    kept = [pin for pin in read_pins(lock) if pin.name != name]
    target.write_text("".join(pin.text for pin in kept), encoding="utf-8")
    return len(kept)

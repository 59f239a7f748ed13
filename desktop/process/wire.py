"""Frames between a process and its child: a JSON head, then raw bytes; lengths first, big-endian, 32 bits each.

JSON and bytes, never pickle: what a subverted child writes is data, not code. A frame that breaks the rules ends the
conversation (`BrokenFrame`), since nobody can say where the next one would start.
"""

from __future__ import annotations

import json
import struct
from typing import IO, Any, TypeAlias

Head: TypeAlias = dict[str, Any]
LENGTHS = struct.Struct(">II")
END_CHILD = b""
"""The one head that is for the launcher itself: end the child; the next frame starts another."""
MAX_HEAD = 256 << 20
MAX_BLOB = 512 << 20


class BrokenFrame(Exception):
    """The other side ended in the middle of a frame, or never spoke this language."""


def write_frame(stream: IO[bytes], head: Head, blob: bytes = b"") -> None:
    """Write one frame and flush it. Raises `OSError` when the other side is gone."""
    write_raw(stream, json.dumps(head, separators=(",", ":")).encode(), blob)


def write_raw(stream: IO[bytes], head: bytes, blob: bytes) -> None:
    """Write one frame whose head is already encoded."""
    stream.write(LENGTHS.pack(len(head), len(blob)) + head)
    if blob:
        stream.write(blob)
    stream.flush()


def read_raw(stream: IO[bytes]) -> tuple[bytes, bytes] | None:
    """Read one frame without looking into it; None at a clean end."""
    lengths = stream.read(LENGTHS.size)
    if not lengths:
        return None
    if len(lengths) < LENGTHS.size:
        raise BrokenFrame("a frame ended early")
    head_size, blob_size = LENGTHS.unpack(lengths)
    if head_size > MAX_HEAD or blob_size > MAX_BLOB:
        raise BrokenFrame("a frame is too large")
    head, blob = stream.read(head_size), stream.read(blob_size)
    if len(head) < head_size or len(blob) < blob_size:
        raise BrokenFrame("a frame ended early")
    return head, blob


def read_frame(stream: IO[bytes]) -> tuple[Head, bytes] | None:
    """Read one frame; None at a clean end."""
    raw = read_raw(stream)
    if raw is None:
        return None
    try:
        head = json.loads(raw[0])
    except ValueError as error:
        raise BrokenFrame("a frame is not JSON") from error
    if not isinstance(head, dict):
        raise BrokenFrame("a frame is not an object")
    return head, raw[1]

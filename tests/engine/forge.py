"""Writes GGUF files for the tests: small, whole, and broken in one chosen way."""

import struct
from typing import Any

GOOD: dict[str, Any] = {
    "general.architecture": "llama",
    "general.name": "Forged",
    "llama.context_length": 2048,
    "llama.block_count": 2,
    "llama.embedding_length": 64,
    "llama.attention.head_count": 4,
    "llama.attention.head_count_kv": 2,
}
TENSORS = [("token_embd.weight", (64, 8), 0), ("output.weight", (64, 8), 2)]
U32, STRING, ARRAY = 4, 8, 9


def text(value: str) -> bytes:
    return struct.pack("<Q", len(value.encode())) + value.encode()


def value(item: Any) -> bytes:
    match item:
        case str():
            return struct.pack("<I", STRING) + text(item)
        case list():
            kind = STRING if item and isinstance(item[0], str) else U32
            body = b"".join(text(one) if kind == STRING else struct.pack("<I", one) for one in item)
            return struct.pack("<IIQ", ARRAY, kind, len(item)) + body
        case bytes():
            return item
        case _:
            return struct.pack("<II", U32, item)


def forge(metadata: dict[str, Any] | None = None, tensors: Any = None, *, version: int = 3, data: int | None = None):
    """A file of these parts; `data` bytes of tensors follow, as many as are needed if None."""
    metadata = GOOD if metadata is None else metadata
    tensors = TENSORS if tensors is None else tensors
    out = b"GGUF" + struct.pack("<IQQ", version, len(tensors), len(metadata))
    out += b"".join(text(key) + value(item) for key, item in metadata.items())
    offset = 0
    for name, shape, kind in tensors:
        out += text(name) + struct.pack("<I", len(shape)) + b"".join(struct.pack("<Q", side) for side in shape)
        out += struct.pack("<IQ", kind, offset)
        elements = 1
        for side in shape:
            elements *= side
        offset += elements * 4 if kind == 0 else elements // 32 * 18
    out += b"\0" * (-len(out) % 32)
    return out + b"\0" * (offset if data is None else data)

"""Reads the head of a GGUF model file in pure Python, so that a damaged or foreign one never reaches llama.cpp.

The format is that of ggml's docs/gguf.md, versions 2 and 3, little-endian. Every length is checked against a bound and
against the file before it is followed.
"""

from __future__ import annotations

import errno
import mmap
import struct
from dataclasses import dataclass
from math import prod
from pathlib import Path
from typing import TypeAlias

from desktop.core.errors import ModelMissing, ModelUnreadable

MAGIC = b"GGUF"
VERSIONS = (2, 3)
MAX_ENTRIES = 65_536
MAX_TENSORS = 200_000
MAX_KEY = 65_535
MAX_STRING = 16 << 20
MAX_ARRAY = 1 << 24
MAX_DIMENSIONS = 4
MAX_ELEMENTS = 1 << 48
MAX_ALIGNMENT = 1 << 20
MAX_CONTEXT = 1 << 28
KEPT_ARRAY = 4096
"""Longest array whose values are kept: figures of each layer, but not the vocabulary."""

GET_ANOTHER = "Get it again, or choose another model: `cloister models list` shows them."

# Formats of the fixed-size metadata values by type number (enum gguf_type in ggml/include/gguf.h).
FIXED = {0: "<B", 1: "<b", 2: "<H", 3: "<h", 4: "<I", 5: "<i", 6: "<f", 7: "<?", 10: "<Q", 11: "<q", 12: "<d"}
STRING, ARRAY = 8, 9

# Elements and bytes of one block by tensor type (type_traits in ggml/src/ggml.c; a test asks the library for the same).
BLOCKS = {
    **{0: (1, 4), 1: (1, 2), 24: (1, 1), 25: (1, 2), 26: (1, 4), 27: (1, 8), 28: (1, 8), 30: (1, 2)},
    **{2: (32, 18), 3: (32, 20), 6: (32, 22), 7: (32, 24), 8: (32, 34), 9: (32, 36), 20: (32, 18), 39: (32, 17)},
    **{10: (256, 84), 11: (256, 110), 12: (256, 144), 13: (256, 176), 14: (256, 210), 15: (256, 292)},
    **{16: (256, 66), 17: (256, 74), 18: (256, 98), 19: (256, 50), 21: (256, 110), 22: (256, 82), 23: (256, 136)},
    **{29: (256, 56), 34: (256, 54), 35: (256, 66), 40: (64, 36)},
}

# What llama.cpp of llama-cpp-python 0.3.36 can answer with: LLM_ARCH_NAMES of its src/llama-arch.cpp without encoders,
# diffusion models, speech, projectors and draft models.
ARCHITECTURES = frozenset(
    """
    llama llama4 deci falcon grok gpt2 gptj gptneox mpt baichuan starcoder refact bloom stablelm qwen qwen2 qwen2moe
    qwen2vl qwen3 qwen3moe qwen3next qwen3vl qwen3vlmoe qwen35 qwen35moe phi2 phi3 phimoe plamo plamo2 plamo3 codeshell
    orion internlm2 minicpm minicpm3 gemma gemma2 gemma3 gemma3n gemma4 starcoder2 mamba mamba2 jamba falcon-h1 xverse
    command-r cohere2 cohere2moe dbrx olmo olmo2 olmoe openelm arctic deepseek deepseek2 deepseek32 deepseek4 chatglm
    glm4 glm4moe glm-dsa bitnet jais jais2 nemotron nemotron_h nemotron_h_moe exaone exaone4 exaone-moe rwkv6 rwkv6qwen2
    rwkv7 arwkv7 granite granitemoe granitehybrid plm bailingmoe bailingmoe2 dots1 arcee afmoe laguna ernie4_5
    ernie4_5-moe hunyuan-moe hunyuan-dense hunyuan_vl hy_v3 smollm3 gpt-oss lfm2 lfm2moe smallthinker seed_oss grovemoe
    apertus minimax-m2 minimax-m3 rnd1 pangu-embedded mistral3 mistral4 mimo2 step35 maincoder kimi-linear mellum
    """.split()  # noqa: SIM905 - a table of names reads better without quotes
)

Scalar: TypeAlias = int | float | bool | str
Value: TypeAlias = Scalar | list[Scalar] | None


class Broken(ValueError):
    """The bytes are not a whole GGUF file."""


@dataclass(frozen=True, slots=True)
class Header:
    """What a model file says of itself. `context` is the trained length in tokens; sizes are in bytes.

    `kv_bytes` is the cache that one token of context takes at 16 bits a value, 0 where the file does not tell.
    """

    architecture: str
    name: str
    context: int
    bytes: int
    kv_bytes: int


def read_header(path: Path) -> Header:
    """Read and check a model file's head. Raises `ModelMissing`, or `ModelUnreadable` with the reason in words."""
    try:
        with path.open("rb") as file:
            size = path.stat().st_size
            if size == 0:
                raise ModelUnreadable(f"The model file {path.name} is empty.", GET_ANOTHER)
            with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
                return _interpret(path, *_Reader(data, size).read())
    except FileNotFoundError as error:
        raise ModelMissing(
            f"The model file {path.name} is not there.", "Choose another one: `cloister models list` shows them."
        ) from error
    except PermissionError as error:
        raise ModelUnreadable(
            f"The model file {path.name} may not be read from here.",
            "Bring it into the app's own folder with `cloister models import`.",
        ) from error
    except OSError as error:
        reason = "is a folder" if error.errno == errno.EISDIR else "cannot be read"
        raise ModelUnreadable(f"The model file {path.name} {reason}.", GET_ANOTHER) from error
    except (Broken, struct.error, UnicodeDecodeError, IndexError) as error:
        reason = str(error) if isinstance(error, Broken) else "its head cannot be read"
        raise ModelUnreadable(
            f"The model file {path.name} is damaged or no GGUF model: {reason}.", GET_ANOTHER
        ) from error


class _Reader:
    """Walks over the head once, from the front, and never outside the file."""

    def __init__(self, data: mmap.mmap, size: int) -> None:
        self._data = data
        self._size = size
        self._at = 0

    def read(self) -> tuple[dict[str, Value], int]:
        """Read all metadata and tensor descriptions; returns the metadata and the file's size."""
        if self._take(4) != MAGIC:
            raise Broken("it does not begin like one")
        version = self._number("<I")
        if version not in VERSIONS:
            raise Broken("it is of an unknown version")
        tensors, entries = self._number("<Q"), self._number("<Q")
        if tensors > MAX_TENSORS or entries > MAX_ENTRIES:
            raise Broken("it promises more parts than a model can have")
        metadata: dict[str, Value] = {}
        for _ in range(entries):
            key = self._string(MAX_KEY)
            metadata[key] = self._value(self._number("<I"))
        self._check_tensors(tensors, _whole(metadata.get("general.alignment", 32)))
        return metadata, self._size

    def _check_tensors(self, count: int, alignment: int) -> None:
        """Check that the file is as long as its tensors need: a short one would kill the process that maps it."""
        if not 0 < alignment <= MAX_ALIGNMENT or alignment & (alignment - 1):
            raise Broken("its alignment makes no sense")
        end = 0
        for _ in range(count):
            self._string(MAX_KEY)
            dimensions = self._number("<I")
            if dimensions > MAX_DIMENSIONS:
                raise Broken("a tensor has too many dimensions")
            shape = [self._number("<Q") for _ in range(dimensions)]
            kind, offset = self._number("<I"), self._number("<Q")
            elements = prod(shape)
            if elements > MAX_ELEMENTS or max(shape, default=0) > MAX_ELEMENTS:
                raise Broken("a tensor is larger than any")
            block, width = BLOCKS.get(kind, (1, 0))
            end = max(end, offset + elements // block * width)
        start = -(-self._at // alignment) * alignment
        if start + end > self._size:
            raise Broken(f"{(start + end - self._size + 1023) // 1024:,} KiB are missing at its end")

    def _take(self, count: int) -> bytes:
        end = self._at + count
        if end > self._size:
            raise Broken("it ends in the middle of its head")
        piece = self._data[self._at : end]
        self._at = end
        return piece

    def _number(self, form: str) -> int:
        return int(struct.unpack(form, self._take(struct.calcsize(form)))[0])

    def _string(self, limit: int) -> str:
        length = self._number("<Q")
        if length > limit:
            raise Broken("a text in its head is too long")
        return self._take(length).decode("utf-8", "replace")

    def _value(self, kind: int) -> Value:
        if kind == STRING:
            return self._string(MAX_STRING)
        if kind == ARRAY:
            return self._array()
        if kind not in FIXED:
            raise Broken("its head holds a value of no known kind")
        form = FIXED[kind]
        value: Scalar = struct.unpack(form, self._take(struct.calcsize(form)))[0]
        return value

    def _array(self) -> list[Scalar] | None:
        kind, count = self._number("<I"), self._number("<Q")
        if count > MAX_ARRAY:
            raise Broken("a list in its head is too long")
        if kind == STRING:
            for _ in range(count):
                self._skip_string()
            return None
        if kind not in FIXED:
            raise Broken("its head holds a list of no known kind")
        form = FIXED[kind]
        raw = self._take(count * struct.calcsize(form))
        return [value for (value,) in struct.iter_unpack(form, raw)] if count <= KEPT_ARRAY else None

    def _skip_string(self) -> None:
        """Vocabularies hold some 300,000 of these: no copy is made."""
        at = self._at
        if at + 8 > self._size:
            raise Broken("it ends in the middle of its head")
        (length,) = struct.unpack_from("<Q", self._data, at)
        if length > MAX_STRING:
            raise Broken("a text in its head is too long")
        self._at = at + 8 + length


def _interpret(path: Path, metadata: dict[str, Value], size: int) -> Header:
    architecture = metadata.get("general.architecture")
    if not isinstance(architecture, str):
        raise Broken("it does not say what kind of model it is")
    if architecture not in ARCHITECTURES:
        raise ModelUnreadable(
            f"The model file {path.name} is of the kind “{_plain(architecture)}”, which this version cannot chat with.",
            "Choose another model, or a newer version of Cloister.",
        )
    if _whole(metadata.get("split.count", 0)) > 1:
        raise ModelUnreadable(
            f"The model file {path.name} is one part of several.",
            "Join the parts with gguf-split, and import the result.",
        )
    if metadata.get("general.type", "model") != "model":
        raise ModelUnreadable(
            f"The model file {path.name} is an addition to a model, not one itself.", "Choose the model it belongs to."
        )
    context = _whole(metadata.get(f"{architecture}.context_length"))
    if not 0 < context <= MAX_CONTEXT:
        raise Broken("the length of its context makes no sense")
    name = metadata.get("general.name")
    shown = _plain(name) if isinstance(name, str) else ""
    return Header(architecture, shown or path.stem, context, size, _kv_bytes(metadata, architecture))


def _kv_bytes(metadata: dict[str, Value], architecture: str) -> int:
    """Cache bytes for each token of context: two bytes for each key and value of each layer's heads."""

    def figure(key: str) -> Value:
        return metadata.get(f"{architecture}.{key}")

    layers, width, heads = (_whole(figure(key)) for key in ("block_count", "embedding_length", "attention.head_count"))
    if not 0 < layers <= MAX_ENTRIES or not 0 < width <= MAX_ELEMENTS:
        raise Broken("the number or width of its layers makes no sense")
    key_length = _whole(figure("attention.key_length")) or (width // heads if heads else 0)
    value_length = _whole(figure("attention.value_length")) or key_length
    per_layer = figure("attention.head_count_kv")
    shared = sum(map(_whole, per_layer)) if isinstance(per_layer, list) else (_whole(per_layer) or heads) * layers
    return max(0, 2 * shared * (key_length + value_length))


def _whole(value: Value) -> int:
    """A whole number, the largest of a list, or 0 for anything else."""
    if isinstance(value, list):
        return max((_whole(item) for item in value), default=0)
    return value if isinstance(value, int) and not isinstance(value, bool) else 0


def _plain(name: str) -> str:
    """A name fit for a message: printable, and not longer than a line."""
    return "".join(letter for letter in name if letter.isprintable())[:80].strip()

"""The reader of model files: whole ones are understood, every other gets a sentence and never a crash."""

import ctypes
import struct
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.core.errors import AppError, ModelMissing, ModelUnreadable
from desktop.engine.gguf import ARCHITECTURES, BLOCKS, MAX_ENTRIES, read_header
from tests.engine.forge import GOOD, TENSORS, forge


def put(folder: Path, data: bytes) -> Path:
    path = folder / "model.gguf"
    path.write_bytes(data)
    return path


def test_the_starter_model_says_what_it_is(starter):
    header = read_header(starter)
    assert header.architecture == "llama"
    assert header.context == 8192
    assert header.bytes == starter.stat().st_size
    assert header.kv_bytes == 2 * 30 * 3 * (64 + 64)  # bytes, layers, heads of keys and values, their lengths


def test_a_forged_file_is_whole(tmp_path):
    header = read_header(put(tmp_path, forge()))
    assert (header.name, header.context, header.kv_bytes) == ("Forged", 2048, 2 * 2 * 2 * 32)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "is empty"),
        (b"GG", "ends in the middle"),
        (b"<html>" * 99, "does not begin like one"),
        (forge(version=1), "unknown version"),
        (forge(version=3 << 24), "unknown version"),
        (b"GGUF" + struct.pack("<IQQ", 3, 0, MAX_ENTRIES + 1), "promises more parts"),
        (b"GGUF" + struct.pack("<IQQ", 3, 1 << 60, 1), "promises more parts"),
        (b"GGUF" + struct.pack("<IQQQ", 3, 0, 1, 1 << 63), "too long"),
        (forge()[:60], "ends in the middle"),
        (forge(data=3), "missing at its end"),
        (forge({}), "does not say what kind"),
        (forge({"general.architecture": 7}), "does not say what kind"),
        (forge(GOOD | {"general.architecture": "bert"}), "“bert”"),
        (forge(GOOD | {"general.architecture": "novel\x1b[31m"}), "“novel[31m”"),
        (forge(GOOD | {"split.count": 3}), "one part of several"),
        (forge(GOOD | {"general.type": "adapter"}), "an addition"),
        (forge(GOOD | {"llama.context_length": 0}), "context makes no sense"),
        (forge(GOOD | {"llama.context_length": 0xFFFFFFFF}), "context makes no sense"),
        (forge(GOOD | {"llama.block_count": 0}), "layers makes no sense"),
        (forge(GOOD | {"general.alignment": 3}), "alignment makes no sense"),
        (forge(GOOD | {"x": struct.pack("<I", 99)}), "no known kind"),
        (forge(GOOD | {"x": struct.pack("<IIQ", 9, 9, 1)}), "no known kind"),
        (forge(GOOD | {"x": struct.pack("<IIQ", 9, 4, 1 << 50)}), "too long"),
        (forge(GOOD | {"x": struct.pack("<IIQQ", 9, 8, 2, 1 << 62)}), "too long"),
        (forge(GOOD, [("t", (1,) * 9, 0)], data=0), "too many dimensions"),
        (forge(GOOD, [("t", (1 << 40, 1 << 40), 0)], data=0), "larger than any"),
    ],
)
def test_a_broken_file_gets_a_sentence(tmp_path, data, said):
    with pytest.raises(ModelUnreadable, match=said.replace("[", r"\[")) as caught:
        read_header(put(tmp_path, data))
    assert caught.value.remedy
    assert "model.gguf" in caught.value.what
    assert str(tmp_path) not in caught.value.what
    assert "\x1b" not in caught.value.what


def test_a_missing_file_and_a_folder_get_a_sentence(tmp_path):
    with pytest.raises(ModelMissing):
        read_header(tmp_path / "none.gguf")
    with pytest.raises(ModelUnreadable, match="is a folder"):
        read_header(tmp_path)


def test_the_last_byte_of_the_tensors_counts(tmp_path):
    whole = forge()
    read_header(put(tmp_path, whole))
    with pytest.raises(ModelUnreadable, match="1 KiB are missing"):
        read_header(put(tmp_path, whole[:-1]))


@given(cut=st.integers(0, 400), at=st.integers(0, 400), change=st.binary(min_size=1, max_size=8))
def test_no_damage_escapes_as_anything_but_our_errors(tmp_path_factory, cut, at, change):
    whole = forge(GOOD | {"tokenizer.ggml.tokens": ["a", "bc"], "llama.rope": [1, 2]}, TENSORS)
    damaged = bytearray(whole)
    damaged[at : at + len(change)] = change
    path = put(tmp_path_factory.getbasetemp(), bytes(damaged[: len(damaged) - cut]))
    try:
        header = read_header(path)
    except AppError:
        return
    assert header.context > 0
    assert header.kv_bytes >= 0


def test_block_sizes_are_those_of_the_library():
    import llama_cpp

    ggml = ctypes.CDLL(str(Path(llama_cpp.__file__).parent / "lib" / "libggml-base.so"))
    ggml.ggml_type_size.restype = ctypes.c_size_t
    ggml.ggml_blck_size.restype = ctypes.c_int64
    for kind, (block, width) in BLOCKS.items():
        assert (ggml.ggml_blck_size(kind), ggml.ggml_type_size(kind)) == (block, width), kind


def test_every_architecture_is_known_to_the_library():
    import llama_cpp

    code = (Path(llama_cpp.__file__).parent / "lib" / "libllama.so").read_bytes()
    unknown = [name for name in ARCHITECTURES if name.encode() + b"\0" not in code]
    # Names short enough to be compiled into instructions are not in the library's table of texts.
    assert all(len(name) <= 8 for name in unknown), unknown

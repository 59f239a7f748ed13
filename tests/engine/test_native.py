"""The layer over llama.cpp, with the real model in this process: tokens, pieces, sizes that would end the process."""

import ctypes

import llama_cpp
import pytest

from desktop.core.errors import KnownError, ModelUnreadable
from desktop.engine.gguf import Header, read_header
from desktop.engine.native import BATCH, Native, available_memory
from desktop.engine.session import Session


def test_every_text_comes_back_from_its_tokens(native):
    text = "Grüße, 世界! 🦄👩‍⚕️ \t\n <|im_end|> \x00 end"
    tokens = native.tokenize(text, markup=False)
    assert b"".join(map(native.piece, tokens)) == text.encode()


def test_markup_is_read_as_such_only_when_asked(native):
    assert len(native.tokenize("<|im_end|>", markup=True)) == 1
    assert len(native.tokenize("<|im_end|>", markup=False)) > 1


def test_no_token_is_too_long_for_the_detokeniser(native):
    """The binding's own detokeniser loses every token of more than 32 bytes."""
    long = [token for token in range(native.n_vocab) if len(native.piece(token)) > 32]
    assert len(long) >= 40
    small = ctypes.create_string_buffer(32)
    assert llama_cpp.llama_token_to_piece(native._vocab, long[0], small, 32, 0, False) < 0
    native._buffer = ctypes.create_string_buffer(4)  # the buffer grows
    longest = max(long, key=lambda token: len(native.piece(token)))
    assert native.tokenize(native.piece(longest).decode(), markup=False) == [longest]


def test_a_token_outside_the_vocabulary_has_no_text(native):
    assert native.piece(-1) == native.piece(native.n_vocab) == b""


@pytest.mark.parametrize("count", [0, BATCH + 1])
def test_a_batch_of_a_wrong_size_is_refused_before_it_ends_the_process(native, count):
    with pytest.raises(ValueError, match="batch"):
        native.read([1] * count)


def test_a_full_context_is_an_error_and_not_the_end(native):
    session = Session(native)
    session.forget()
    for _ in range(native.n_ctx // BATCH):
        native.read([1] * BATCH)
    with pytest.raises(KnownError, match="context is full"):
        native.step(1)
    session.forget()
    native.step(1)
    session.forget()


def test_a_context_beyond_memory_is_refused_before_it_is_tried(starter, library):
    header = read_header(starter)
    greedy = Header(header.architecture, header.name, 1 << 28, header.bytes, header.kv_bytes)
    before = available_memory()
    with pytest.raises(ModelUnreadable, match="GiB are free"):
        Native(library, starter, greedy, 1 << 28)
    assert before is None or available_memory() > before - (1 << 30)


def test_what_passes_the_head_but_not_the_library_is_unreadable(tmp_path, library):
    from tests.engine.forge import forge

    path = tmp_path / "hollow.gguf"
    path.write_bytes(forge())
    with pytest.raises(ModelUnreadable, match=r"hollow\.gguf is damaged"):
        Native(library, path, read_header(path), 512)

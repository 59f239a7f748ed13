"""llama.cpp through its C interface: one model and one context, with every size checked before it is handed over.

The library is handed in by `child.py`, its only importer: a wrong call (GGML_ASSERT) ends that process, not the app.
"""

from __future__ import annotations

import contextlib
import ctypes
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from desktop.core.errors import KnownError, ModelUnreadable
from desktop.engine.gguf import GET_ANOTHER, Header

BATCH = 128
"""Tokens read at once: small enough to show progress and to stop soon on a GPU, where nothing aborts a batch."""

RESERVE_BYTES = 256 << 20
"""What a context takes beside weights and cache: buffers for one batch, and some air for the rest of the machine."""

MAX_THREADS = 512
TOP_K, TOP_P, MIN_P = 40, 0.95, 0.05
"""llama.cpp's own defaults (common/common.h)."""

CONTROL = 1 << 3  # LLAMA_TOKEN_ATTR_CONTROL
USER_DEFINED = 1 << 4  # LLAMA_TOKEN_ATTR_USER_DEFINED
NO_ROOM, ABORTED = 1, 2  # answers of llama_decode
RANDOM_SEED = 0xFFFFFFFF  # LLAMA_DEFAULT_SEED: the library draws one


class Aborted(Exception):
    """A batch was given up because the answer is no longer wanted; the context holds none of it."""


class Library:
    """The loaded library: silent, with its backends started, and remembering why the last load failed.

    One for the whole process, for as long as it lives: the library calls its log from anywhere.
    """

    def __init__(self, library: Any) -> None:
        self.calls = library
        self._log = library.llama_log_callback(lambda _level, text, _data: self._hear(text))
        self._complaints = b""
        library.llama_log_set(self._log, None)
        library.llama_backend_init()

    @property
    def offloads(self) -> bool:
        """Whether a GPU backend is present."""
        return bool(self.calls.llama_supports_gpu_offload())

    def complaints(self) -> str:
        """What was logged since the last question; of a load only, so it holds nobody's text."""
        text, self._complaints = self._complaints.decode("utf-8", "replace"), b""
        return text

    def _hear(self, text: bytes | None) -> None:
        if text and b"rror" in text:
            self._complaints = (self._complaints + text)[-4096:]


class Native:
    """One loaded model with its context. Tokens are ints; positions count from 0; sequence 0 is the only one."""

    def __init__(self, library: Library, path: Path, header: Header, context: int) -> None:
        """Load `path`. Raises `ModelUnreadable` when llama.cpp refuses it or the memory does not suffice."""
        self._keeper = library  # its log is called for as long as the model lives
        self._library = calls = library.calls
        self.header = header
        wanted = min(context, header.context)
        _check_memory(header, wanted, offloads=library.offloads)
        library.complaints()
        self._model = self._load(path, library)
        self._vocab = calls.llama_model_get_vocab(self._model)
        self._context = self._open(wanted)
        self._memory = calls.llama_get_memory(self._context)
        self.n_ctx = min(int(calls.llama_n_ctx(self._context)), wanted)
        self.n_vocab = int(calls.llama_vocab_n_tokens(self._vocab))
        self._buffer = ctypes.create_string_buffer(256)
        self._logits = ctypes.c_char * (4 * self.n_vocab)
        self._one = (calls.llama_token * 1)()
        self._one_batch = calls.llama_batch_get_one(self._one, 1)
        self._stoppers = {token for token in range(self.n_vocab) if calls.llama_vocab_is_eog(self._vocab, token)}

    def close(self) -> None:
        """Free the memory; the object must not be used afterwards."""
        self._library.llama_free(self._context)
        self._library.llama_model_free(self._model)

    # -- text and tokens

    def tokenize(self, text: str, *, markup: bool) -> list[int]:
        """Cut a text into tokens. With `markup` the model's control tokens are read as such, else as letters."""
        raw = text.encode("utf-8", "replace")
        room = len(raw) + 16
        while True:
            tokens = (self._library.llama_token * room)()
            count = self._library.llama_tokenize(self._vocab, raw, len(raw), tokens, room, False, markup)
            if count >= 0:
                return list(tokens[:count])
            room = -count

    def piece(self, token: int) -> bytes:
        """The bytes of one token, however long; none for a control token or a number outside the vocabulary."""
        if not 0 <= token < self.n_vocab:
            return b""
        size = len(self._buffer)
        count = self._library.llama_token_to_piece(self._vocab, token, self._buffer, size, 0, False)
        if count < 0:
            self._buffer = ctypes.create_string_buffer(-count)
            count = self._library.llama_token_to_piece(self._vocab, token, self._buffer, -count, 0, False)
        return ctypes.string_at(self._buffer, count) if count > 0 else b""

    def ends(self, token: int) -> bool:
        """Whether the model says with this token that it has finished."""
        return token in self._stoppers

    def begins_with(self) -> int | None:
        """The token every prompt must begin with, or None if this model wants none."""
        wanted = self._library.llama_vocab_get_add_bos(self._vocab)
        return int(self._library.llama_vocab_bos(self._vocab)) if wanted else None

    def edges(self) -> tuple[str, str]:
        """The texts of the first and the last token, as chat templates name them; empty where there is none."""
        calls = self._library
        first, last = calls.llama_vocab_bos(self._vocab), calls.llama_vocab_eos(self._vocab)
        return self._name(first), self._name(last)

    def markup(self) -> Iterator[str]:
        """The texts of all tokens that steer the model: control tokens, turn marks, ends."""
        for token in range(self.n_vocab):
            kind = self._library.llama_vocab_get_attr(self._vocab, token)
            name = self._name(token) if kind & (CONTROL | USER_DEFINED) or token in self._stoppers else ""
            if name and (kind & CONTROL or token in self._stoppers or "|" in name):
                yield name

    def template(self) -> str:
        """The file's chat template, or an empty text."""
        found = self._library.llama_model_chat_template(self._model, None)
        return found.decode("utf-8", "replace") if found else ""

    def _name(self, token: int) -> str:
        if not 0 <= token < self.n_vocab:
            return ""
        text = self._library.llama_vocab_get_text(self._vocab, token)
        return text.decode("utf-8", "replace") if text else ""

    # -- computing

    def read(self, tokens: Sequence[int]) -> None:
        """Append up to `BATCH` tokens to the context. Raises `Aborted`, or `KnownError` when the backend fails."""
        if not 0 < len(tokens) <= BATCH:
            raise ValueError("a batch of no size or too large a one")
        batch = (self._library.llama_token * len(tokens))(*tokens)
        self._check(self._library.llama_decode(self._context, self._library.llama_batch_get_one(batch, len(tokens))))

    def step(self, token: int) -> None:
        """Append one token."""
        self._one[0] = token
        self._check(self._library.llama_decode(self._context, self._one_batch))

    def repeat(self, token: int, count: int) -> None:
        """Append one token `count` times by bare `llama_decode`: the yardstick of the bench."""
        self._one[0] = token
        decode, context, batch = self._library.llama_decode, self._context, self._one_batch
        for _ in range(count):
            if decode(context, batch):
                raise ValueError("the context is full")

    def keep(self, count: int) -> bool:
        """Forget all but the first `count` tokens. False when this model cannot: then it has forgotten everything."""
        calls, memory = self._library, self._memory
        removed = count and calls.llama_memory_seq_rm(memory, 0, count, -1)
        # A sliding window may have dropped the beginning already.
        if removed and calls.llama_memory_seq_pos_min(memory, 0) == 0:
            return True
        calls.llama_memory_clear(memory, False)
        return count == 0

    def set_threads(self, count: int) -> None:
        """Compute with `count` threads from now on."""
        count = max(1, min(count, MAX_THREADS))
        self._library.llama_set_n_threads(self._context, count, count)

    @contextlib.contextmanager
    def abortable(self, unwanted: Callable[[], bool]) -> Iterator[None]:
        """While this holds, `unwanted` is asked at every step of the graph (on a CPU) whether to give up the batch."""
        callback = self._library.ggml_abort_callback(lambda _data: unwanted())
        self._library.llama_set_abort_callback(self._context, callback, None)
        try:
            yield
        finally:
            self._library.llama_set_abort_callback(self._context, self._library.ggml_abort_callback(), None)

    @contextlib.contextmanager
    def sampler(self, temperature: float, seed: int | None) -> Iterator[Callable[[], int]]:
        """Yield a function that picks the next token after the last one read: the likeliest at temperature 0."""
        if not temperature > 0:
            yield self._likeliest
            return
        calls = self._library
        chain = calls.llama_sampler_chain_init(calls.llama_sampler_chain_default_params())
        for part in (
            calls.llama_sampler_init_top_k(TOP_K),
            calls.llama_sampler_init_top_p(TOP_P, 1),
            calls.llama_sampler_init_min_p(MIN_P, 1),
            calls.llama_sampler_init_temp(temperature),
            calls.llama_sampler_init_dist(RANDOM_SEED if seed is None else seed % RANDOM_SEED),
        ):
            calls.llama_sampler_chain_add(chain, part)
        sample, context = calls.llama_sampler_sample, self._context
        try:
            yield lambda: int(sample(chain, context, -1))
        finally:
            calls.llama_sampler_free(chain)

    def _likeliest(self) -> int:
        """The first of the highest logits: a tenth of the time that llama.cpp's greedy sampler takes for the same."""
        logits = self._library.llama_get_logits_ith(self._context, -1)
        address = ctypes.cast(logits, ctypes.c_void_p).value
        if not address:
            raise ValueError("nothing was read yet")
        return int(np.frombuffer(memoryview(self._logits.from_address(address)), dtype=np.float32).argmax())

    # -- loading

    def _load(self, path: Path, library: Library) -> Any:
        params = self._library.llama_model_default_params()
        params.n_gpu_layers = -1 if library.offloads else 0
        model = self._library.llama_model_load_from_file(str(path).encode(), params)
        if model:
            return model
        if "unknown model architecture" in library.complaints():
            raise ModelUnreadable(
                f"The model file {path.name} is of a kind this version does not know.",
                "Choose another model, or a newer version of Cloister.",
            )
        raise ModelUnreadable(f"The model file {path.name} is damaged and could not be loaded.", GET_ANOTHER)

    def _open(self, wanted: int) -> Any:
        calls = self._library
        params = calls.llama_context_default_params()
        params.n_ctx, params.n_batch, params.n_ubatch = wanted, BATCH, BATCH
        params.n_threads = params.n_threads_batch = 1
        params.no_perf = True
        context = None
        if calls.llama_model_has_decoder(self._model) and not calls.llama_model_has_encoder(self._model):
            context = calls.llama_init_from_model(self._model, params)
        if context:
            return context
        calls.llama_model_free(self._model)
        raise ModelUnreadable(
            f"The model {self.header.name} could not be made ready to read {wanted:,} tokens.",
            "Set a shorter context, or choose a smaller model.",
        )

    @staticmethod
    def _check(answer: int) -> None:
        if answer == ABORTED:
            raise Aborted
        if answer:
            reason = "its context is full" if answer == NO_ROOM else f"error {answer} of the engine"
            raise KnownError(f"The local model had to stop: {reason}.", "Try again, with less at once.")


def _check_memory(header: Header, context: int, *, offloads: bool) -> None:
    """Refuse what cannot fit before it is tried: the system would end this process, or another, instead."""
    free = available_memory()
    needed = context * header.kv_bytes + RESERVE_BYTES + (0 if offloads else header.bytes)
    if free is None or needed <= free:
        return
    raise ModelUnreadable(
        f"The model {header.name} with a context of {context:,} tokens needs about {needed / 2**30:.1f} GiB of memory, "
        f"and {free / 2**30:.1f} GiB are free.",
        "Close other programs, set a shorter context, or choose a smaller model.",
    )


def available_memory() -> int | None:
    """Bytes that can be had without swapping, as the kernel tells; None where it does not."""
    try:
        for line in Path("/proc/meminfo").read_text(encoding="ascii").splitlines():
            if line.startswith("MemAvailable:"):
                return int(line.split()[1]) * 1024
    except (OSError, ValueError):
        pass
    return None

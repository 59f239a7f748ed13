"""Turns texts into vectors by all-MiniLM-L6-v2 on onnxruntime. Child only."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import onnxruntime
from tokenizers import Tokenizer

from desktop.core.errors import ModelMissing, NotVerified
from desktop.documents.embedder import DIMENSIONS, FILES, MOST_TOKENS

BATCH = 8
"""Texts computed together: on one thread larger batches are slower, as padding grows."""
Vectors: TypeAlias = npt.NDArray[np.float32]


class Encoder:
    """The model, checked against the sums in our source before a byte of it is interpreted."""

    def __init__(self, folder: Path) -> None:
        files = {name: _verified(folder / name, sha256) for name, sha256 in FILES.items()}
        self._tokenizer = Tokenizer.from_buffer(files["tokenizer.json"])
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(MOST_TOKENS)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 4
        self._session: Any = onnxruntime.InferenceSession(
            files["model.int8.onnx"], options, providers=["CPUExecutionProvider"]
        )

    def embed(self, texts: Sequence[str]) -> tuple[int, bytes]:
        """The number of texts, and as many rows of 384 float32, each of length 1."""
        tokens = [encoding.ids for encoding in self._tokenizer.encode_batch(list(texts))]
        order = sorted(range(len(tokens)), key=lambda index: len(tokens[index]))
        vectors = np.zeros((len(tokens), DIMENSIONS), np.float32)
        for first in range(0, len(order), BATCH):
            chosen = order[first : first + BATCH]
            vectors[chosen] = self._encode([tokens[index] for index in chosen])
        return len(tokens), vectors.tobytes()

    def _encode(self, tokens: Sequence[Sequence[int]]) -> Vectors:
        """Mean over the tokens that are there, then scaled to length 1 (the model's own 1_Pooling and Normalize)."""
        longest = max(map(len, tokens))
        ids = np.zeros((len(tokens), longest), np.int64)
        mask = np.zeros_like(ids)
        for row, line in enumerate(tokens):
            ids[row, : len(line)] = line
            mask[row, : len(line)] = 1
        (hidden,) = self._session.run(["hidden"], {"input_ids": ids, "attention_mask": mask})
        weights = mask[:, :, None].astype(np.float32)
        mean = (hidden * weights).sum(axis=1) / weights.sum(axis=1)
        scaled: Vectors = mean / np.maximum(np.linalg.norm(mean, axis=1, keepdims=True), 1e-12)
        return scaled


def _verified(path: Path, sha256: str) -> bytes:
    try:
        data = path.read_bytes()
    except OSError:
        raise ModelMissing(
            "The model that makes documents searchable is not installed.", "Install Cloister again."
        ) from None
    if hashlib.sha256(data).hexdigest() != sha256:
        raise NotVerified(
            "The model that makes documents searchable is not the one that was shipped, so it was not used.",
            "Install Cloister again.",
        )
    return data

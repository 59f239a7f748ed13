"""The parent's side of embeddings: texts in, vectors out, and the name that ties an index to the model."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.core.errors import NotVerified
from desktop.process.channel import Channel

if TYPE_CHECKING:  # numpy costs a tenth of a second, which the first frame need not wait for
    import numpy as np
    import numpy.typing as npt

FOLDER = Path(__file__).resolve().parents[2] / "models" / "minilm"
FILES = {
    "model.int8.onnx": "275e68b8297f20278c533730183670b7a3451dd2958a755f0a20f15f31282449",
    "tokenizer.json": "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
}
"""The SHA-256 of each file, as in models/minilm/SHA256SUMS. Another model has another sum, and so another `id`."""
DIMENSIONS = 384
MOST_TOKENS = 256
"""What the model was trained to read (its sentence_bert_config.json); the rest of a longer text is not seen."""
TEXTS_A_CALL = 64
"""So many texts at once, so that a time limit is about work in hand and other callers get their turn."""
TIMEOUT_S = 120.0


def embedder_channel(accept_unverified: bool, folder: Path = FOLDER) -> Channel:
    """The child that makes vectors with the model in `folder`. Construction starts nothing."""
    return Channel(
        "desktop.documents.child",
        "document search",
        arguments=("embed", str(folder)),
        accept_unverified=accept_unverified,
    )


class Embedder:
    """Makes texts comparable by meaning. Vectors of one `id` may be compared with each other and with no others."""

    def __init__(self, channel: Channel) -> None:
        self._channel = channel

    @property
    def id(self) -> str:
        """Model, quantisation, and the beginning of the model file's SHA-256."""
        return f"all-MiniLM-L6-v2 int8-per-channel {FILES['model.int8.onnx'][:12]}"

    def embed(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """(n texts) to (n, 384) float32, each row of length 1. A text is read up to its 254th token.

        Raises `NotVerified` and `ModelMissing` when the model is not the one that was shipped, `TimedOut`, `ChildDied`.
        """
        import numpy as np

        rows = [self._embed(texts[first : first + TEXTS_A_CALL]) for first in range(0, len(texts), TEXTS_A_CALL)]
        return np.concatenate(rows) if rows else np.zeros((0, DIMENSIONS), np.float32)

    def close(self) -> None:
        """End the child."""
        self._channel.close()

    def _embed(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        import numpy as np

        blob = self._channel.call("embed", {"texts": list(texts)}, timeout_s=TIMEOUT_S).blob
        if len(blob) != len(texts) * DIMENSIONS * 4:
            raise NotVerified("The search model gave an answer that makes no sense.", "Try again.")
        return np.frombuffer(blob, np.float32).reshape(-1, DIMENSIONS)

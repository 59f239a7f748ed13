"""The embedder: what it promises of its vectors, and that no other model than the shipped one is used."""

import hashlib
import os
import shutil
import signal
import threading
from contextlib import closing

import numpy as np
import pytest

from desktop.core.errors import ChildDied, ModelMissing, NotVerified
from desktop.documents.embedder import DIMENSIONS, FILES, FOLDER, TEXTS_A_CALL, Embedder, embedder_channel


def test_the_files_are_those_of_the_source_and_of_the_sums():
    listed = dict(reversed(line.split("  ")) for line in (FOLDER / "SHA256SUMS").read_text().splitlines())
    assert listed == FILES
    assert {name: hashlib.sha256((FOLDER / name).read_bytes()).hexdigest() for name in FILES} == FILES


def test_shape_and_length(embedder):
    vectors = embedder.embed(["Kidney function", "", "a" * 5000, "word " * 2000, "東京 \0 \ud7ff"])
    assert vectors.shape == (5, DIMENSIONS)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-5)


def test_no_texts(embedder):
    assert embedder.embed([]).shape == (0, DIMENSIONS)


def test_rows_come_in_the_order_of_the_texts_over_all_batches(embedder):
    texts = [f"{'long ' * (number % 7)}sentence number {number}" for number in range(TEXTS_A_CALL + 9)]
    together = embedder.embed(texts)
    for number in (0, 7, TEXTS_A_CALL - 1, TEXTS_A_CALL, TEXTS_A_CALL + 8):
        alone = embedder.embed([texts[number]])[0]
        # Quantised activations depend a little on the batch; another text is much further away.
        assert float(alone @ together[number]) > 0.98
        assert int(np.argmax(together @ alone)) == number


def test_what_is_alike_is_near(embedder):
    query, near, far = embedder.embed(
        ["Which blood thinner was prescribed?", "Apixaban, an anticoagulant, was started.", "Gloves are changed often."]
    )
    assert float(query @ near) > float(query @ far) + 0.1


def test_text_behind_the_window_is_not_seen(embedder):
    start = "pulse and blood pressure " * 80
    one, two = embedder.embed([start + "invoice", start + "guitar"])
    assert float(one @ two) > 0.9999


def test_id_names_model_quantisation_and_file(embedder):
    assert embedder.id == f"all-MiniLM-L6-v2 int8-per-channel {FILES['model.int8.onnx'][:12]}"


@pytest.mark.parametrize("name", sorted(FILES))
def test_a_changed_file_is_not_used(tmp_path, name):
    folder = shutil.copytree(FOLDER, tmp_path / "minilm")
    data = bytearray((folder / name).read_bytes())
    data[len(data) // 2] ^= 1
    (folder / name).write_bytes(data)
    with (
        closing(Embedder(embedder_channel(accept_unverified=False, folder=folder))) as changed,
        pytest.raises(NotVerified, match="not the one that was shipped"),
    ):
        changed.embed(["text"])


def test_a_missing_model_is_a_sentence(tmp_path):
    with (
        closing(Embedder(embedder_channel(accept_unverified=False, folder=tmp_path))) as missing,
        pytest.raises(ModelMissing, match="is not installed"),
    ):
        missing.embed(["text"])


def test_a_killed_embedder_starts_anew():
    with closing(Embedder(embedder_channel(accept_unverified=False))) as fresh:
        before = fresh.embed(["text"])
        first = fresh._channel._process
        assert fresh._channel.isolation.verified
        os.kill(first.pid, signal.SIGSTOP)  # it holds the texts and has not answered when it dies
        death = threading.Timer(0.3, first.kill)
        death.start()
        with pytest.raises(ChildDied, match="Try again"):
            fresh.embed(["text"])
        death.join()
        np.testing.assert_array_equal(fresh.embed(["text"]), before)

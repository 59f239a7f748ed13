import base64
import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.privacy.encodings import MAX_DECODED, decode_runs

SECRET = "Patient Robin Sample, MRN 00418273"


@pytest.mark.parametrize(
    "encoded",
    [
        base64.b64encode(SECRET.encode()).decode(),
        base64.urlsafe_b64encode(SECRET.encode()).decode().rstrip("="),
        SECRET.encode().hex(),
        SECRET.encode().hex(" "),
        base64.b64encode(SECRET.encode("utf-16-le")).decode(),
    ],
)
def test_encoded_words_are_read(encoded: str) -> None:
    text = f"look: {encoded} end"
    views = decode_runs(text).views
    assert SECRET in [view.text for view in views]
    view = next(view for view in views if view.text == SECRET)
    first, last = view.origin(0, len(SECRET))
    assert text[first:last].rstrip() == encoded
    assert list(view.places()) == [(0, len(SECRET))]


def test_words_encoded_three_times_are_read_and_four_times_are_hidden() -> None:
    data = (SECRET * 3).encode()
    for _ in range(3):
        data = base64.b64encode(data)
    assert SECRET * 3 in [view.text for view in decode_runs(data.decode()).views]


@pytest.mark.parametrize(
    "text",
    [
        "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=",
        "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        "/usr/lib/python3/dist-packages/some_package/another_module/deeply/nested/file_with_long_name.py",
        "internationalization of counterrevolutionaries",
        "deadbeef cafebabe 0x7fffffffe0a8",
    ],
)
def test_digests_paths_and_words_are_neither_read_nor_hidden(text: str) -> None:
    decoded = decode_runs(text)
    assert not decoded.unreadable
    assert not decoded.views


def test_a_long_run_that_is_no_text_is_hidden() -> None:
    noise = base64.b64encode(hashlib.sha512(b"1").digest() + hashlib.sha256(b"2").digest()).decode()
    assert decode_runs(f"x {noise} y").unreadable == ((2, 2 + len(noise)),)


def test_more_than_is_read_counts_as_hidden() -> None:
    text = base64.b64encode(b"word " * (MAX_DECODED // 5 + 1)).decode()
    assert decode_runs(text).unreadable


@given(st.text(max_size=200))
def test_any_text_is_survived(text: str) -> None:
    decoded = decode_runs(text)
    assert all(0 <= start < end <= len(text) for start, end in decoded.unreadable)

"""What is remembered beside a model file: whole, or nothing."""

import pytest

from desktop.engine.record import Record, read_record, write_record


def test_a_record_comes_back_and_leaves_no_part(tmp_path):
    path, record = tmp_path / "m.gguf.json", Record("ab" * 32, 5, 123456789, "imported")
    write_record(path, record)
    assert read_record(path) == record
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(
    "text", ["", "[]", "{", "{}", '{"sha256": 1, "bytes": 1, "changed_ns": 1, "source": "x"}', "\0"]
)
def test_a_damaged_record_is_no_record(tmp_path, text):
    path = tmp_path / "m.gguf.json"
    path.write_text(text)
    assert read_record(path) is None
    assert read_record(tmp_path / "none.json") is None

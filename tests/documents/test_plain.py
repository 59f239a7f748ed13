"""Plain text: encodings, what is not text, and pages that together are the whole."""

# ruff: noqa: S311 - junk that is the same each time
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.core.errors import FileEmpty, FileTooLarge, FileUnreadable
from desktop.documents.child import MOST_CHARACTERS
from desktop.documents.plain import PAGE_CHARACTERS, decode, pages

WORDS = "Größe: 5 µg, naïve, 東京"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_encodings_with_and_without_a_mark(encoding):
    assert decode(WORDS.encode(encoding), "a.txt") == WORDS


def test_utf16_of_both_orders_with_a_mark():
    assert decode(b"\xff\xfe" + WORDS.encode("utf-16-le"), "a.txt") == WORDS
    assert decode(b"\xfe\xff" + WORDS.encode("utf-16-be"), "a.txt") == WORDS


def test_western_bytes_that_are_not_utf8():
    assert decode("Größe “5 µg” – naïve".encode("cp1252"), "a.txt") == "Größe “5 µg” – naïve"


def test_a_file_cut_within_a_character_is_still_text():
    assert decode("Größe".encode()[:4], "a.txt") == "Grö"


def test_line_ends_become_one():
    assert decode(b"a\r\nb\rc\nd\x0be", "a.txt") == "a\nb\nc\nd\ne"


def test_junk_is_not_text():
    chance = random.Random(5)
    without_zero = bytes(byte or 1 for byte in chance.randbytes(4000))
    for data in (chance.randbytes(4000), without_zero, b"PK\x03\x04" + chance.randbytes(400), b"\0" * 50, b"a\0b"):
        with pytest.raises(FileUnreadable, match=r"^notes\.txt is not a kind of file that can be read\."):
            decode(data, "notes.txt")


def test_a_log_with_colours_is_text():
    assert decode(b"\x1b[31merror\x1b[0m 12:00\n" * 50, "a.log").count("error") == 50


@given(st.text(st.sampled_from("ab .\n\t"), max_size=9000))
def test_pages_together_are_the_text(text):
    made = list(pages(text))
    assert "".join(page.text for page in made) == text
    assert [page.number for page in made] == list(range(1, len(made) + 1))
    assert all(0 < len(page.text) <= PAGE_CHARACTERS for page in made)


def test_a_page_ends_with_a_paragraph_if_it_can():
    paragraph = "A sentence of some length that fills a line. " * 12 + "\n\n"
    made = list(pages(paragraph * 20))
    assert len(made) > 3
    assert all(page.text.endswith("\n\n") for page in made)


def test_a_form_feed_ends_a_page():
    assert [page.text for page in pages("one\ftwo\n")] == ["one", "two\n"]


@pytest.mark.parametrize("suffix", ["txt", "md", "csv", "log", "json"])
def test_through_the_child(reader, tmp_path, suffix):
    path = tmp_path / f"notes.{suffix}"
    path.write_bytes("First,line\r\nGröße\n".encode())
    (page,) = reader.read(path).pages
    assert (page.number, page.text, list(page.boxes)) == (1, "First,line\nGröße\n", [])


def test_blank_junk_and_binary_through_the_child(reader, tmp_path):
    path = tmp_path / "notes.txt"
    path.write_text(" \n\t\n" * 3000)
    with pytest.raises(FileEmpty, match=r"^notes\.txt holds no text\."):
        reader.read(path)
    path.write_bytes(random.Random(1).randbytes(3000))
    with pytest.raises(FileUnreadable, match="not a kind of file"):
        reader.read(path)


def test_50_mb_are_refused_by_a_sentence_and_what_fits_is_read(reader, tmp_path):
    path = tmp_path / "long.txt"
    path.write_bytes(b"A line of a very long text.\n" * 1_800_000)
    with pytest.raises(FileTooLarge, match=r"^long\.txt holds more than 10 million characters of text\."):
        reader.read(path)
    fits = b"A line of a very long text.\n" * (MOST_CHARACTERS // 28)
    path.write_bytes(fits)
    document = reader.read(path)
    assert document.characters == len(fits)
    assert document.pages[-1].number == len(document.pages) > 3000

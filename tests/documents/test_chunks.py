"""Chunks: offsets are exact, nothing visible is lost, sizes hold, and cuts fall at the ends of sentences."""

import re
from itertools import pairwise

from hypothesis import example, given
from hypothesis import strategies as st

from desktop.core.evidence import Page, ReadDocument
from desktop.documents.chunks import MOST_TOKENS, REST_TOKENS, count_tokens, split
from desktop.documents.sentences import sentences
from tests.documents.files import DEMO

PIECES = [
    "word ",
    "Another ",
    "anticoagulation ",
    ". ",
    ".\n",
    "\n\n",
    "\n",
    "2.5 mg ",
    "東京",
    "x" * 700,
    "\t",
    "| a | ",
    "é",
]
PAGES = st.lists(st.lists(st.sampled_from(PIECES), max_size=400).map("".join), max_size=3)


def document(*texts):
    return ReadDocument(tuple(Page(number, text) for number, text in enumerate(texts, start=1)))


@example(["東京" + "x" * 700])
@given(PAGES)
def test_offsets_cover_and_size(texts):
    made = split(document(*texts))
    assert [chunk.page for chunk in made] == sorted(chunk.page for chunk in made)
    for number, text in enumerate(texts, start=1):
        covered = [False] * len(text)
        last = -1
        for chunk in (chunk for chunk in made if chunk.page == number):
            assert text[chunk.start : chunk.end] == chunk.text
            assert chunk.text.strip() == chunk.text != ""
            assert count_tokens(chunk.text) <= MOST_TOKENS + REST_TOKENS
            assert chunk.start > last
            last = chunk.start
            covered[chunk.start : chunk.end] = [True] * (chunk.end - chunk.start)
        assert all(seen or letter.isspace() for seen, letter in zip(covered, text, strict=True))


def test_cuts_fall_at_the_ends_of_sentences():
    text = " ".join(f"This is sentence number {number} of a long paragraph without any break." for number in range(60))
    made = split(document(text))
    assert len(made) > 3
    assert all(chunk.text.startswith("This is") and chunk.text.endswith("break.") for chunk in made)
    assert all(150 < count_tokens(chunk.text) <= MOST_TOKENS for chunk in made[:-1])


def test_a_sentence_is_said_again():
    text = " ".join(f"This is sentence number {number} of a long paragraph without any break." for number in range(60))
    made = split(document(text))
    for one, two in pairwise(made):
        *_, (start, end) = sentences(one.text)
        assert two.text.startswith(one.text[start:end])


def test_a_chunk_ends_with_its_paragraph_if_it_is_long_enough():
    paragraph = " ".join(["A sentence with some eight words in it."] * 14)
    made = split(document("\n\n".join([paragraph] * 5)))
    assert [chunk.text for chunk in made] == [paragraph] * 5


def test_a_small_rest_joins_the_chunk_before():
    text = " ".join(["A sentence with some eight words in it."] * 19) + "\n\nThe end."
    made = split(document(text))
    assert made[-1].text.endswith("The end.")
    assert count_tokens(made[-1].text) > REST_TOKENS


def test_never_across_pages():
    made = split(document("End of a page.", "", "  \n ", "Begin of another."))
    assert [(chunk.page, chunk.text) for chunk in made] == [(1, "End of a page."), (4, "Begin of another.")]


def test_the_estimate_is_near_the_models_own_count(reader):
    from tokenizers import Tokenizer

    from desktop.documents.embedder import FOLDER

    tokenizer = Tokenizer.from_file(str(FOLDER / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    for name in ("discharge-summary.pdf", "hand-hygiene-guideline.pdf"):
        for chunk in split(reader.read(DEMO / name)):
            real = len(re.findall(r"\S+", " ".join(tokenizer.encode(chunk.text, add_special_tokens=False).tokens)))
            assert 0.75 * real <= count_tokens(chunk.text) <= 1.3 * real
            assert real <= 254

"""Citations: what is supported is cited at the right place, what is not is not; and boxes by line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.core.evidence import Box, DocumentId, Page, Passage
from desktop.documents.align import boxes_between, cite
from desktop.documents.chunks import split
from desktop.documents.sentences import sentences
from tests.documents.files import DEMO, HEIGHT, box_of, lines, make_pdf


@pytest.fixture(scope="module")
def passages(reader):
    return [
        Passage(DocumentId(number), name, chunk.page, chunk.start, chunk.end, chunk.text, 1.0)
        for number, name in enumerate(("discharge-summary.pdf", "hand-hygiene-guideline.pdf"), start=1)
        for chunk in split(reader.read(DEMO / name))
    ]


SUPPORTED = [
    ("Admitted on 3 March with new atrial fibrillation and a fast rate.", 2, "admitted on 3 March"),
    ("Bisoprolol 2.5 mg controlled it within a day; ejection fraction 55 %.", 2, "bisoprolol 2.5 mg"),
    ("**Apixaban 5 mg twice daily** was started on day 2.", 2, "Apixaban 5 mg twice daily was started"),
    ("**Ibuprofen 400 mg** was stopped on admission because of the new anticoagulant.", 2, "Ibuprofen 400 mg"),
    ("The summary asks the patient not to take over the counter anti-inflammatory medicines.", 2, "not to take"),
    ("- Kidney function and potassium should be checked within 2 weeks.", 2, "Kidney function and potassium"),
    ("- Pulse and blood pressure within one week.", 2, "check pulse and blood pressure"),
    ("A Holter recording is planned in 6 to 8 weeks.", 2, "Holter recording"),
    ("| Potassium | 4.4 mmol/l |", 3, "Potassium 4.1 4.4 mmol/l"),
    ("The patient is allergic to penicillin, which caused a rash in childhood.", 1, "Penicillin: a rash"),
    ("There was no valve disease.", 2, "no valve"),
    ("Rubbing takes 20 to 30 seconds.", 1, "Rubbing takes 20 to 30 seconds"),
    ("Gloves are not disinfected.", 2, "gloves are not disinfected"),
    ("Robin Sample is a retired teacher.", 1, "retired teacher"),
    ("Troponin and thyroid function were normal.", 2, "troponin"),
    ("LDL cholesterol was 2.3 mmol/l.", 3, "LDL cholesterol 2.3"),
]
INVENTED = [
    "A sleep study may be worth discussing.",
    "Warfarin 5 mg twice daily was started on day 2.",  # another medicine
    "Warfarin was started after discussion of risks and benefits.",
    "Apixaban 10 mg twice daily was started on day 2.",  # another dose
    "Bisoprolol 5 mg once daily brought the resting rate to 78.",  # the dose of another medicine
    "Ramipril 400 mg was stopped.",
    "Atorvastatin 20 mg was stopped on admission.",  # a word of the next row
    "The patient was admitted on 4 March with palpitations.",  # another date
    "Sodium on 5 March was 4.4 mmol/l.",  # the value of another test
    "The sodium was 4.4 mmol/l.",
    "There was valve disease.",  # the opposite
    "Apixaban was not started.",
    "Gloves are disinfected.",
    "The patient has an allergy to latex.",
    "Taylor Brown was admitted on 3 March with palpitations for two days.",  # another person
    "Taylor was admitted on 3 March with palpitations for two days.",
    "Robin Brown was admitted on 3 March with palpitations for two days.",
    "The ejection fraction was 45 %.",
    "Yes.",
    "",
]


@pytest.mark.parametrize(("sentence", "page", "words"), SUPPORTED)
def test_what_is_supported_is_cited(passages, sentence, page, words):
    found = cite(sentence, passages)
    assert any(citation.page == page and words in " ".join(citation.quote.split()) for citation in found), found


@pytest.mark.parametrize("sentence", INVENTED)
def test_what_is_invented_is_not(passages, sentence):
    assert cite(sentence, passages) == ()


def test_a_quote_is_the_pages_own_text(reader, passages):
    answer = "\n".join(sentence for sentence, _, _ in SUPPORTED)
    names = ("discharge-summary.pdf", "hand-hygiene-guideline.pdf")
    pages = {(name, page.number): page for name in names for page in reader.read(DEMO / name).pages}
    found = cite(answer, passages)
    assert len(found) >= len(SUPPORTED)
    for citation in found:
        page = pages[citation.name, citation.page]
        assert page.text[citation.start : citation.end] == citation.quote
        assert boxes_between(page.boxes, citation.start, citation.end)
        assert (citation.answer_start, citation.answer_end) in list(sentences(answer, wrapped=False))


def test_neighbouring_chunks_do_not_cite_the_same_words_twice():
    text = "Apixaban 5 mg was started on day 2."
    page = f"First sentence. {text} Last sentence."
    both = [
        Passage(DocumentId(1), "a", 1, 0, 51, page[:51], 1.0),
        Passage(DocumentId(1), "a", 1, 16, len(page), page[16:], 0.9),
    ]
    (found,) = cite("Apixaban 5 mg was started on day 2.", both)
    assert found.quote == page[found.start : found.end] == text


def test_nothing_to_cite():
    assert cite("Anything at all happened here.", []) == ()


@given(
    st.text(st.sampled_from("ab N1.,|\n-no "), max_size=80), st.lists(st.text(st.sampled_from("ab N1.\n "), min_size=1))
)
def test_any_answer_and_any_passages(answer, texts):
    given_passages = [Passage(DocumentId(1), "a", n, 5, 5 + len(t), t, 0.0) for n, t in enumerate(texts, 1)]
    pairs = []
    for citation in cite(answer, given_passages):
        text = texts[citation.page - 1]
        assert text[citation.start - 5 : citation.end - 5] == citation.quote != ""
        assert 0 <= citation.answer_start < citation.answer_end <= len(answer)
        pairs.append((citation.answer_start, citation.page))
    assert len(set(pairs)) == len(pairs)


def test_one_box_for_each_line(reader, tmp_path):
    path = tmp_path / "a.pdf"
    path.write_bytes(make_pdf(lines("The first line of three", "and the second", "and the third")))
    page = reader.read(path).pages[0]
    boxes = boxes_between(page.boxes, page.text.index("first"), page.text.index("third"))
    assert len(boxes) == 3
    assert [round(box.top) for box in boxes] == sorted(round(box.top) for box in boxes)
    assert boxes[0].left == box_of(page, "first").left
    assert boxes[0].right == box_of(page, "three").right
    assert boxes[1].left == box_of(page, "and").left
    assert abs(boxes[0].bottom - (HEIGHT - 780 + 3)) < 2


def test_no_boxes():
    assert boxes_between((), 0, 10) == ()
    assert boxes_between([1.0, 1.0, 2.0, 2.0], 5, 9) == ()
    assert boxes_between([1.0, 1.0, 2.0, 2.0], 1, 1) == ()
    assert boxes_between([0.0] * 8, 0, 2) == ()
    assert boxes_between([1.0, 1.0, 2.0, 2.0], -3, 9) == (Box(1.0, 1.0, 2.0, 2.0),)


@given(st.integers(1, 5), st.integers(1, 30), st.data())
def test_boxes_hold_every_character_between(rows, columns, data):
    place = [
        (10.0 * column, 20.0 * row, 10.0 * column + 9, 20.0 * row + 12)
        for row in range(rows)
        for column in range(columns)
    ]
    flat = [value for box in place for value in box]
    start = data.draw(st.integers(0, len(place)))
    end = data.draw(st.integers(start, len(place)))
    found = boxes_between(Page(1, "x" * len(place), boxes=flat).boxes, start, end)
    assert len(found) == len({box[1] for box in place[start:end]})
    for left, top, right, bottom in place[start:end]:
        assert any(b.left <= left and b.top <= top and b.right >= right and b.bottom >= bottom for b in found)

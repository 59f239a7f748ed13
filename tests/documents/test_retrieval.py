"""Search over the demonstration files: for each question the right page is among the first three."""

import pytest

from desktop.documents.chunks import split
from desktop.documents.rank import fuse, nearest
from desktop.documents.terms import terms
from tests.documents.files import DEMO

NAMES = ("discharge-summary.pdf", "hand-hygiene-guideline.pdf")
QUESTIONS = [
    ("Which blood thinner was started and at what dose?", NAMES[0], {2}),
    ("Was any medicine stopped?", NAMES[0], {2}),
    ("What is the patient allergic to?", NAMES[0], {1}),
    ("What was the potassium on 5 March?", NAMES[0], {3}),
    ("Why was the patient admitted?", NAMES[0], {1, 2}),
    ("What should the GP follow up?", NAMES[0], {2, 4}),
    ("What may be taken for knee pain instead of ibuprofen?", NAMES[0], {4}),
    ("How large is the left atrium on the echocardiogram?", NAMES[0], {2, 3}),
    ("How long does washing hands take?", NAMES[1], {1}),
    ("May gloves be disinfected and used again?", NAMES[1], {2}),
    ("Which target is set for observed moments?", NAMES[1], {2}),
    ("When must soap be used rather than alcohol?", NAMES[1], {1}),
]


@pytest.fixture(scope="module")
def index(reader, embedder):
    chunks = [(name, chunk) for name in NAMES for chunk in split(reader.read(DEMO / name))]
    return chunks, embedder.embed([chunk.text for _, chunk in chunks])


def by_keywords(query, chunks):
    """Chunks by the number of the query's terms they hold: a stand-in for the database's index."""
    wanted = {term.key for term in terms(query)}
    shared = [len(wanted & {term.key for term in terms(chunk.text)}) for _, chunk in chunks]
    return [row for row in sorted(range(len(chunks)), key=lambda row: -shared[row]) if shared[row]]


@pytest.mark.parametrize(("question", "name", "pages"), QUESTIONS)
def test_the_right_page_is_among_the_first_three(index, embedder, question, name, pages):
    chunks, matrix = index
    near = [row for row, _ in nearest(embedder.embed([question])[0], matrix, 20)]
    fused = fuse(by_keywords(question, chunks), near, 3)
    assert any(chunks[row][0] == name and chunks[row][1].page in pages for row, _ in fused)


def test_the_demonstration_files_are_what_their_script_makes(tmp_path, monkeypatch):
    import runpy

    monkeypatch.setattr("sys.argv", ["make_demo.py", str(tmp_path)])
    runpy.run_path(str(DEMO / "make_demo.py"), run_name="__main__")
    for name in NAMES:
        assert (tmp_path / name).read_bytes() == (DEMO / name).read_bytes()

"""The catalogue that is shipped is sound, and one that is not is refused."""

import json

import pytest

from desktop.engine.catalogue import BadCatalogue, load_catalogue
from desktop.engine.files import hash_file
from desktop.engine.gguf import read_header
from tests.engine.conftest import CATALOGUE


def test_the_shipped_catalogue_is_whole(catalogue):
    assert catalogue.starter.id == "smollm2-135m"
    assert 5 <= len(catalogue.entries) - 1 <= 8
    assert all(entry.note and entry.licence for entry in catalogue.entries)
    assert catalogue.find("qwen3.5-4b") is catalogue.by_hash(catalogue.find("qwen3.5-4b").sha256)
    assert catalogue.find("none") is None


def test_the_starter_entry_is_the_installed_file(catalogue, starter):
    entry = catalogue.starter
    assert (starter.stat().st_size, hash_file(starter)) == (entry.bytes, entry.sha256)
    assert read_header(starter).context == entry.context


def change(document, index, **fields):
    document["models"][index] |= fields


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda d: d.update(more=1), "nothing else"),
        (lambda d: d.update(models={}), "nothing else"),
        (lambda d: change(d, 1, extra="x"), "exactly these fields"),
        (lambda d: d["models"][1].pop("sha256"), "exactly these fields"),
        (lambda d: change(d, 1, bytes="12"), "of type int"),
        (lambda d: change(d, 1, bytes=True), "of type int"),
        (lambda d: change(d, 1, bytes=0), "not positive"),
        (lambda d: change(d, 1, sha256="abc"), "SHA-256 is missing"),
        (lambda d: change(d, 1, sha256=""), "SHA-256 is missing"),
        (lambda d: change(d, 1, revision="main"), "not pinned"),
        (lambda d: change(d, 1, url=d["models"][1]["url"].replace("https", "http")), "not pinned"),
        (lambda d: change(d, 1, url=d["models"][1]["url"].replace(d["models"][1]["revision"], "main")), "not pinned"),
        (lambda d: change(d, 1, filename="../up.gguf"), "file name is not plain"),
        (lambda d: change(d, 1, id="A b"), "id is not plain"),
        (lambda d: change(d, 1, licence=""), "licence"),
        (lambda d: change(d, 1, url=""), "the first entry"),
        (lambda d: d["models"].reverse(), "the first entry"),
        (lambda d: d["models"].append(d["models"][1]), "same id"),
    ],
)
def test_a_spoilt_catalogue_is_refused(tmp_path, spoil, said):
    document = json.loads(CATALOGUE.read_text())
    spoil(document)
    path = tmp_path / "catalogue.json"
    path.write_text(json.dumps(document))
    with pytest.raises(BadCatalogue, match=said):
        load_catalogue(path)


@pytest.mark.parametrize("text", ["", "[]", "{", '{"models": [], "models": []}', '{"models": ["x"]}'])
def test_what_is_no_catalogue_is_refused(tmp_path, text):
    path = tmp_path / "catalogue.json"
    path.write_text(text)
    with pytest.raises(BadCatalogue):
        load_catalogue(path)

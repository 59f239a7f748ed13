"""Model files: imported, adopted, verified and removed, with nothing half done left behind."""

import hashlib
import os
import resource
import signal
from dataclasses import replace

import pytest

from desktop.core.chat import CancelToken
from desktop.core.errors import BadInput, DiskFull, FileUnreadable, ModelMissing, NotFound, NotVerified
from desktop.engine.catalogue import Catalogue
from desktop.engine.files import ModelFiles, Source
from tests.engine.forge import GOOD, forge

SMALL = forge(GOOD | {"general.name": "Small"})


def quiet(done, total):
    pass


@pytest.fixture
def files(tmp_path, catalogue):
    return ModelFiles(tmp_path / "models", catalogue)


@pytest.fixture
def outside(tmp_path):
    path = tmp_path / "My Model (final).GGUF"
    path.write_bytes(SMALL)
    return path


def listing(tmp_path):
    return sorted(path.name for path in (tmp_path / "models").iterdir())


def test_at_first_there_is_the_starter_model_alone(files, starter, catalogue):
    (only,) = files.installed()
    assert (only.id, only.path, only.source, only.verified) == (catalogue.starter.id, starter, Source.STARTER, False)
    assert files.resolve("") == files.resolve(catalogue.starter.id) == starter
    assert files.readable() == (files._folder, starter.parent)
    assert files._folder.is_dir()


def test_the_starter_model_is_verified_and_stays(files, catalogue):
    assert files.verify(catalogue.starter.id)
    assert files.installed()[0].verified
    assert files.installed()[0].sha256 == catalogue.starter.sha256
    with pytest.raises(BadInput, match="stays"):
        files.remove(catalogue.starter.id)


def test_an_imported_file_is_copied_hashed_listed_and_preferred(files, outside, tmp_path):
    seen = []
    model = files.import_file(outside, lambda done, total: seen.append((done, total)), CancelToken())
    assert model is not None
    assert (model.id, model.bytes, model.source, model.verified) == (
        "My-Model--final",
        len(SMALL),
        Source.IMPORTED,
        True,
    )
    assert model.sha256 == hashlib.sha256(SMALL).hexdigest()
    assert model.path.read_bytes() == SMALL
    assert seen == [(len(SMALL), len(SMALL))]
    assert files.resolve("") == files.resolve(model.id) == model.path
    assert files.installed()[0] == model
    assert listing(tmp_path) == [model.path.name, f"{model.path.name}.json"]


def test_the_same_file_again_is_one_file_and_another_of_that_name_a_second(files, outside, tmp_path):
    first = files.import_file(outside, quiet, CancelToken())
    assert files.import_file(outside, quiet, CancelToken()).path == first.path
    outside.write_bytes(forge())
    second = files.import_file(outside, quiet, CancelToken())
    assert second.path != first.path
    assert first.path.read_bytes() == SMALL
    assert len(files.installed()) == 3


def test_a_changed_file_is_found_out(files, outside):
    model = files.import_file(outside, quiet, CancelToken())
    assert files.verify(model.id)
    damaged = bytearray(SMALL)
    damaged[-1] ^= 1
    model.path.write_bytes(damaged)
    os.utime(model.path, ns=(1, 1))
    assert not files.installed()[0].verified
    assert not files.verify(model.id)
    assert not files.verify(model.id)


def test_the_same_bytes_with_another_date_are_verified_again(files, outside):
    model = files.import_file(outside, quiet, CancelToken())
    os.utime(model.path, ns=(1, 1))
    assert not files.installed()[0].verified
    assert files.verify(model.id)
    assert files.installed()[0].verified


def test_a_file_put_there_by_hand_is_listed_and_not_vouched_for(files):
    files.readable()
    (files._folder / "hand.gguf").write_bytes(SMALL)
    (files._folder / "hand.gguf.json").write_text('{"sha256": 5}')
    model = files.installed()[0]
    assert (model.id, model.sha256, model.verified) == ("hand", None, False)
    assert not files.verify("hand")


def test_a_file_is_removed_with_its_record(files, outside, tmp_path, starter):
    model = files.import_file(outside, quiet, CancelToken())
    files.remove(model.id)
    assert listing(tmp_path) == []
    assert files.resolve("") == starter
    with pytest.raises(NotFound):
        files.remove(model.id)
    with pytest.raises(NotFound):
        files.verify(model.id)


def test_a_path_is_resolved_and_a_wrong_one_is_missing(files, outside, tmp_path):
    assert files.resolve(str(outside)) == outside
    with pytest.raises(ModelMissing, match=r"“none\.gguf”"):
        files.resolve(str(tmp_path / "none.gguf"))


def test_without_any_model_that_is_said(tmp_path, catalogue):
    absent = replace(catalogue.starter, filename="absent.gguf")
    files = ModelFiles(tmp_path / "models", Catalogue((absent, *catalogue.entries[1:])))
    assert files.installed() == ()
    with pytest.raises(ModelMissing, match="No model is installed"):
        files.resolve("")


def test_what_is_no_model_is_not_imported(files, tmp_path):
    for name, content in {"a.gguf": b"", "b.gguf": b"PK\x03\x04", "c.pdf": b"%PDF"}.items():
        (tmp_path / name).write_bytes(content)
        with pytest.raises(FileUnreadable, match=name):
            files.import_file(tmp_path / name, quiet, CancelToken())
    os.mkfifo(tmp_path / "pipe.gguf")
    for name in ("models", "pipe.gguf"):
        with pytest.raises(FileUnreadable):
            files.import_file(tmp_path / name, quiet, CancelToken())
    with pytest.raises(NotFound):
        files.import_file(tmp_path / "none.gguf", quiet, CancelToken())
    assert listing(tmp_path) == []


def test_a_cancelled_import_leaves_nothing(files, outside, tmp_path):
    cancel = CancelToken()
    cancel.cancel()
    assert files.import_file(outside, quiet, cancel) is None
    assert listing(tmp_path) == []


def test_a_file_larger_than_the_disk_is_refused_before_it_is_copied(files, outside, tmp_path):
    os.truncate(outside, 1 << 43)  # 8 TiB, nearly all of it a hole
    with pytest.raises(DiskFull) as caught:
        files.import_file(outside, quiet, CancelToken())
    assert caught.value.remedy
    assert listing(tmp_path) == []


def test_a_disk_that_fills_up_leaves_nothing(files, outside, tmp_path):
    """The limit on the size of files is the nearest to a full disk that a test can bring about for real."""
    outside.write_bytes(SMALL + b"\0" * (1 << 20))
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 19, before[1]))
    try:
        with pytest.raises(DiskFull):
            files.import_file(outside, quiet, CancelToken())
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, ignored)
    assert listing(tmp_path) == []


@pytest.fixture
def pinned(tmp_path, catalogue):
    entry = replace(catalogue.entries[1], bytes=len(SMALL), sha256=hashlib.sha256(SMALL).hexdigest())
    return ModelFiles(tmp_path / "models", Catalogue((catalogue.starter, entry))), entry


def test_a_finished_download_is_adopted_if_it_is_the_listed_one(pinned, tmp_path):
    files, entry = pinned
    part = files.partial_path(entry)
    assert part.parent == tmp_path / "models"
    part.write_bytes(SMALL)
    model = files.adopt(part, entry)
    assert (model.path.name, model.verified, model.source) == (entry.filename, True, Source.DOWNLOADED)
    assert files.resolve(entry.id) == model.path
    assert not part.exists()
    assert files.verify(model.id)


@pytest.mark.parametrize("content", [SMALL[:-1], SMALL[:-1] + b"x", b""])
def test_any_other_download_is_thrown_away(pinned, tmp_path, content):
    files, entry = pinned
    part = files.partial_path(entry)
    part.write_bytes(content)
    with pytest.raises(NotVerified):
        files.adopt(part, entry)
    assert listing(tmp_path) == []


def test_a_download_that_cannot_fit_is_not_begun(pinned):
    files, entry = pinned
    with pytest.raises(DiskFull):
        files.partial_path(replace(entry, bytes=1 << 60))

"""Models fetched through the real egress process from a server on this computer, and checked before use."""

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from desktop.core.chat import CancelToken
from desktop.core.errors import BadInput, NotFound, NotVerified, StaysHere
from desktop.egress.remote import Downloads, egress_channel
from desktop.engine.catalogue import Catalogue, CatalogueEntry, load_catalogue
from desktop.engine.files import ModelFiles
from desktop.engine.local import LocalModel, engine_channel
from desktop.privacy.ticket import TicketOffice
from desktop.process.channel import Channel
from desktop.services.models import Models
from tests.fakes.claude_server import ClaudeServer

DATA = b"GGUF" + bytes(range(256)) * 12_000
SHIPPED = load_catalogue(Path(__file__).parents[2] / "models" / "catalogue.json")
SECRET = TicketOffice.new_secret()


@pytest.fixture(scope="module")
def channel() -> Iterator[Channel]:
    channel = egress_channel(SECRET)
    yield channel
    channel.close()


@pytest.fixture(autouse=True)
def shelf(server: ClaudeServer) -> None:
    server.files["/tiny.gguf"] = DATA


def make(channel: Channel, folder: Path, entry: CatalogueEntry, memory: int = 16 << 30, problem: str = "") -> Models:
    catalogue = Catalogue((SHIPPED.starter, entry))
    files = ModelFiles(folder, catalogue)
    local = LocalModel(engine_channel(False), lambda: files.resolve(""), 512, 1)
    return Models(
        files,
        catalogue,
        local,
        Downloads(channel),
        TicketOffice(SECRET),
        wanted=lambda: "",
        memory_bytes=lambda: memory,
        policy_problem=lambda: problem,
    )


@pytest.fixture
def entry(server: ClaudeServer) -> CatalogueEntry:
    return replace(
        SHIPPED.entries[1],
        id="tiny",
        filename="tiny.gguf",
        url=f"{server.address}/tiny.gguf",
        bytes=len(DATA),
        sha256=hashlib.sha256(DATA).hexdigest(),
    )


def quiet(done: int, total: int) -> None:
    assert done <= total


def test_a_model_is_fetched_checked_and_chosen(channel: Channel, entry: CatalogueEntry, tmp_path: Path) -> None:
    models = make(channel, tmp_path, entry)
    assert [offer.path is None for offer in models.offers()] == [False, True]
    file = models.get("tiny", quiet, CancelToken())
    assert file is not None
    assert file.verified
    assert file.path.read_bytes() == DATA
    assert models.current_name() == entry.name
    assert models.verify("tiny")


def test_a_broken_download_goes_on_where_it_stopped(
    channel: Channel, entry: CatalogueEntry, server: ClaudeServer, tmp_path: Path
) -> None:
    (tmp_path / "tiny.gguf.part").write_bytes(DATA[:5000])
    assert make(channel, tmp_path, entry).get("tiny", quiet, CancelToken()) is not None
    assert ("range", "bytes=5000-") in [(name.lower(), value) for name, value in server.received[0].headers]


def test_other_bytes_are_thrown_away(
    channel: Channel, entry: CatalogueEntry, server: ClaudeServer, tmp_path: Path
) -> None:
    changed = bytearray(DATA)
    changed[1000] ^= 1
    server.files["/tiny.gguf"] = bytes(changed)
    models = make(channel, tmp_path, entry)
    with pytest.raises(NotVerified):
        models.get("tiny", quiet, CancelToken())
    assert list(tmp_path.glob("*.gguf*")) == []


def test_a_short_file_is_not_taken_for_a_whole_one(
    channel: Channel, entry: CatalogueEntry, server: ClaudeServer, tmp_path: Path
) -> None:
    server.files["/tiny.gguf"] = DATA[:-1]
    with pytest.raises(NotVerified):
        make(channel, tmp_path, entry).get("tiny", quiet, CancelToken())


def test_a_model_off_the_list_of_hosts_is_refused(channel: Channel, entry: CatalogueEntry, tmp_path: Path) -> None:
    models = make(channel, tmp_path, replace(entry, url="https://models.example.com/tiny.gguf"))
    with pytest.raises(StaysHere):
        models.get("tiny", quiet, CancelToken())


def test_under_a_broken_policy_nothing_is_fetched(
    channel: Channel, entry: CatalogueEntry, server: ClaudeServer, tmp_path: Path
) -> None:
    with pytest.raises(StaysHere, match="policy"):
        make(channel, tmp_path, entry, problem="The policy cannot be used.").get("tiny", quiet, CancelToken())
    assert server.received == []


def test_a_cancelled_download_leaves_what_it_has(channel: Channel, entry: CatalogueEntry, tmp_path: Path) -> None:
    cancel = CancelToken()
    cancel.cancel()
    assert make(channel, tmp_path, entry).get("tiny", quiet, cancel) is None
    assert not (tmp_path / "tiny.gguf").exists()


def test_what_is_not_to_be_fetched_is_told(channel: Channel, entry: CatalogueEntry, tmp_path: Path) -> None:
    models = make(channel, tmp_path, entry)
    with pytest.raises(NotFound):
        models.get("nosuch", quiet, CancelToken())
    with pytest.raises(BadInput):
        models.get(SHIPPED.starter.id, quiet, CancelToken())


def test_the_largest_model_that_leaves_half_the_memory_free_is_recommended(
    channel: Channel, entry: CatalogueEntry, tmp_path: Path
) -> None:
    large = replace(entry, min_ram_bytes=8 << 30, bytes=3 << 30)
    assert make(channel, tmp_path, large, memory=16 << 30).recommend().id == "tiny"  # type: ignore[union-attr]
    assert make(channel, tmp_path, large, memory=15 << 30).recommend().id == SHIPPED.starter.id  # type: ignore[union-attr]
    assert make(channel, tmp_path, large, memory=0).recommend() is None

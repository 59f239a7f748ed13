"""Downloads through the real egress process from a server on this computer."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.core.chat import CancelToken
from desktop.core.errors import CloudFailed, StaysHere
from desktop.egress.remote import Downloads, egress_channel
from desktop.privacy.ticket import Ticket, TicketOffice
from desktop.process.channel import Channel
from tests.fakes.claude_server import ClaudeServer

SECRET = TicketOffice.new_secret()
DATA = bytes(range(256)) * 20_000


@pytest.fixture(scope="module")
def channel() -> Iterator[Channel]:
    channel = egress_channel(SECRET)
    yield channel
    channel.close()


@pytest.fixture(autouse=True)
def shelf(server: ClaudeServer) -> None:
    server.files["/model.gguf"] = DATA


def leave(url: str, have: int = 0) -> Ticket:
    headers = {"accept-encoding": "identity"} | ({"range": f"bytes={have}-"} if have else {})
    return TicketOffice(SECRET).issue("GET", url, headers, b"", "catalogue")


def fetch(channel: Channel, ticket: Ticket, target: Path, size: int = len(DATA)) -> int:
    return Downloads(channel).fetch(ticket, target, size, lambda done, total: None, CancelToken())


def test_a_file_arrives_whole(channel: Channel, server: ClaudeServer, tmp_path: Path) -> None:
    target = tmp_path / "m.part"
    assert fetch(channel, leave(f"{server.address}/model.gguf"), target) == len(DATA)
    assert target.read_bytes() == DATA


def test_a_broken_download_goes_on_where_it_stopped(channel: Channel, server: ClaudeServer, tmp_path: Path) -> None:
    target = tmp_path / "m.part"
    target.write_bytes(DATA[:1000])
    fetch(channel, leave(f"{server.address}/model.gguf", have=1000), target)
    assert target.read_bytes() == DATA
    assert ("range", "bytes=1000-") in [(name.lower(), value) for name, value in server.received[0].headers]


def test_a_server_that_ignores_the_range_starts_over(channel: Channel, server: ClaudeServer, tmp_path: Path) -> None:
    server.ignore_range = True
    target = tmp_path / "m.part"
    target.write_bytes(b"old")
    fetch(channel, leave(f"{server.address}/model.gguf", have=3), target)
    assert target.read_bytes() == DATA


def test_a_redirect_within_the_list_is_followed(channel: Channel, server: ClaudeServer, tmp_path: Path) -> None:
    target = tmp_path / "m.part"
    fetch(channel, leave(f"{server.address}/moved/model.gguf"), target)
    assert target.read_bytes() == DATA


@pytest.mark.parametrize(
    "location", ["https://files.example.com/model.gguf", "ftp://127.0.0.1/x", "file:///etc/passwd"]
)
def test_a_redirect_off_the_list_is_refused(
    channel: Channel, server: ClaudeServer, tmp_path: Path, location: str
) -> None:
    server.location = location
    with pytest.raises(StaysHere):
        fetch(channel, leave(f"{server.address}/moved/model.gguf"), tmp_path / "m.part")
    assert len(server.received) == 1


def test_an_endless_redirect_ends(channel: Channel, server: ClaudeServer, tmp_path: Path) -> None:
    server.location = f"{server.address}/moved/again"
    with pytest.raises(CloudFailed):
        fetch(channel, leave(f"{server.address}/moved/again"), tmp_path / "m.part")


def test_more_bytes_than_the_catalogue_says_are_not_written(
    channel: Channel, server: ClaudeServer, tmp_path: Path
) -> None:
    target = tmp_path / "m.part"
    with pytest.raises(CloudFailed, match="longer"):
        fetch(channel, leave(f"{server.address}/model.gguf"), target, size=1000)
    assert target.stat().st_size <= 1000


def test_a_missing_file_is_a_sentence(channel: Channel, server: ClaudeServer, tmp_path: Path) -> None:
    with pytest.raises(CloudFailed, match="404"):
        fetch(channel, leave(f"{server.address}/other"), tmp_path / "m.part")
    assert not (tmp_path / "m.part").exists()


def test_a_download_without_leave_is_refused(channel: Channel, server: ClaudeServer, tmp_path: Path) -> None:
    forged = TicketOffice(b"x" * 32).issue("GET", f"{server.address}/model.gguf", {}, b"", "")
    with pytest.raises(StaysHere):
        fetch(channel, forged, tmp_path / "m.part")
    assert server.received == []

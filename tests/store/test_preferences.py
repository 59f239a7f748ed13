"""Where settings come from, and that a broken policy is the strictest one."""

import json
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.core.errors import BadInput, StaysHere
from desktop.core.settings import Settings
from desktop.store.preferences import SettingsFile, read_policy


def policy(tmp_path: Path, **settings: object) -> Path:
    path = tmp_path / "policy.json"
    path.write_text(json.dumps({"schema": 1, "organisation": "Northfield Clinic", "settings": settings}))
    path.chmod(0o644)
    return path


def open_settings(tmp_path: Path, policy_path: Path | None = None) -> SettingsFile:
    return SettingsFile(tmp_path / "settings.json", policy_path or tmp_path / "none.json", trusted_policy=False)


def test_without_files_the_defaults_hold(tmp_path: Path) -> None:
    assert open_settings(tmp_path).settings == Settings()


def test_default_machine_user_and_lock_in_that_order(tmp_path: Path) -> None:
    path = policy(
        tmp_path,
        local_watts={"value": 100, "locked": False},
        usd_per_kwh={"value": 0.5, "locked": False},
        cloud_allowed={"value": False},
    )
    file = open_settings(tmp_path, path)
    file.set("usd_per_kwh", 0.1)
    assert (file.settings.local_watts, file.settings.usd_per_kwh, file.settings.cloud_allowed) == (100, 0.1, False)
    assert file.locked == {"cloud_allowed"}
    for change in (lambda: file.set("cloud_allowed", True), lambda: file.override({"cloud_allowed": True})):
        with pytest.raises(StaysHere, match="Northfield Clinic"):
            change()


def test_a_users_file_cannot_loosen_a_lock(tmp_path: Path) -> None:
    path = policy(tmp_path, cloud_allowed={"value": False, "locked": True})
    (tmp_path / "settings.json").write_text(json.dumps({"cloud_allowed": True}))
    assert not open_settings(tmp_path, path).settings.cloud_allowed


BROKEN = {
    "not JSON": "{",
    "trailing comma": '{"schema": 1, "settings": {},}',
    "unknown key": '{"schema": 1, "settings": {"cloud_alowed": {"value": true}}}',
    "wrong type": '{"schema": 1, "settings": {"cloud_allowed": {"value": "yes"}}}',
    "number for bool": '{"schema": 1, "settings": {"cloud_allowed": {"value": 1}}}',
    "duplicate": '{"schema": 1, "settings": {"cloud_allowed": {"value": false}, "cloud_allowed": {"value": true}}}',
    "newer": '{"schema": 2, "settings": {}}',
    "extra": '{"schema": 1, "settings": {}, "more": 1}',
    "no value": '{"schema": 1, "settings": {"cloud_allowed": {"locked": true}}}',
    "odd lock": '{"schema": 1, "settings": {"cloud_allowed": {"value": true, "locked": "no"}}}',
    "NaN": '{"schema": 1, "settings": {"local_watts": {"value": NaN}}}',
    "other host": '{"schema": 1, "settings": {"cloud_address": {"value": "https://example.com"}}}',
    "list": "[]",
    "empty": "",
    "too large": " " * (1 << 20) + "{}",
}


@pytest.mark.parametrize("content", BROKEN.values(), ids=BROKEN.keys())
def test_a_broken_policy_closes_everything(tmp_path: Path, content: str) -> None:
    path = tmp_path / "policy.json"
    path.write_text(content)
    file = open_settings(tmp_path, path)
    assert not file.settings.cloud_allowed
    assert file.locked == set(Settings.model_fields)
    assert file.problem


def test_byte_order_mark_and_dos_line_ends_are_fine(tmp_path: Path) -> None:
    path = tmp_path / "policy.json"
    path.write_bytes(b'\xef\xbb\xbf{\r\n"schema": 1,\r\n"settings": {"cloud_allowed": {"value": false}}}')
    file = open_settings(tmp_path, path)
    assert not file.problem
    assert file.locked == {"cloud_allowed"}


def test_a_policy_that_others_may_write_or_that_is_a_link_is_broken(tmp_path: Path) -> None:
    path = policy(tmp_path, cloud_allowed={"value": True})
    path.chmod(0o666)
    assert read_policy(path).problem
    link = tmp_path / "link.json"
    link.symlink_to(path)
    assert read_policy(link, check_owner=False).problem
    fifo = tmp_path / "fifo.json"
    os.mkfifo(fifo)
    assert read_policy(fifo, check_owner=False).problem
    assert read_policy(tmp_path, check_owner=False).problem


def test_a_policy_that_vanishes_keeps_its_last_word(tmp_path: Path) -> None:
    path = policy(tmp_path, cloud_allowed={"value": False})
    file = open_settings(tmp_path, path)
    path.unlink()
    assert not file.reload().cloud_allowed


@given(st.binary(max_size=300))
def test_no_bytes_make_a_policy_that_is_both_broken_and_open(
    tmp_path_factory: pytest.TempPathFactory, data: bytes
) -> None:
    path = tmp_path_factory.mktemp("p") / "policy.json"
    path.write_bytes(data)
    found = read_policy(path, check_owner=False)
    assert not found.problem or found.locked["cloud_allowed"] is False


def test_a_wrong_value_or_name_changes_nothing(tmp_path: Path) -> None:
    file = open_settings(tmp_path)
    for name, value in (
        ("local_context", 1),
        ("theme", "pink"),
        ("cloud_address", "http://example.com"),
        ("nosuch", 1),
    ):
        with pytest.raises(BadInput):
            file.set(name, value)
    assert file.settings == Settings()
    assert not (tmp_path / "settings.json").exists()


@pytest.mark.parametrize("content", ["{", "[]", '{"cloud_allowed": false, "unknown": 1}', "\0", "[" * 100_000])
def test_a_users_file_that_cannot_be_used_closes_the_way_out_and_is_left_alone(tmp_path: Path, content: str) -> None:
    path = tmp_path / "settings.json"
    path.write_text(content)
    file = open_settings(tmp_path)
    assert not file.settings.cloud_allowed
    assert "settings.json" in file.problem
    with pytest.raises(BadInput):
        file.set("theme", "dark")
    assert path.read_text() == content


def test_a_policy_given_by_hand_opens_nothing(tmp_path: Path) -> None:
    path = policy(tmp_path, cloud_allowed={"value": True}, accept_unverified_isolation={"value": True})
    (tmp_path / "settings.json").write_text(json.dumps({"cloud_allowed": False}))
    file = open_settings(tmp_path, path)
    assert not file.settings.cloud_allowed
    assert not file.settings.accept_unverified_isolation


@pytest.mark.parametrize(
    "address",
    [
        "https://api.anthropic.com.example.com",
        "https://user@api.anthropic.com",
        "http://api.anthropic.com",
        "http://127.0.0.1@example.com",
        "http://127.0.0.1.example.com",
        "https://127.0.0.1",
        "http://localhost/path",
        "file:///etc/passwd",
    ],
)
def test_the_cloud_is_claude_or_this_computer(address: str) -> None:
    with pytest.raises(ValueError, match="cloud address"):
        Settings(cloud_address=address)

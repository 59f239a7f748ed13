"""The key: made once, kept by the keyring or a passphrase, and told from a damaged file."""

import json
import os
from pathlib import Path

import pytest

from desktop.core.errors import DatabaseDamaged, KeyringLocked, KeyringMissing, KeyWrong
from desktop.store.vault import Vault, passphrase_from_descriptor
from tests.fakes.keyring import MemoryKeyring, NoKeyring

PHRASE = "correct horse battery"


def test_a_key_is_made_once_and_found_again(tmp_path: Path) -> None:
    keyring = MemoryKeyring()
    assert Vault(tmp_path, keyring).is_new
    key = Vault(tmp_path, keyring).unlock()
    assert len(key) == 32
    assert Vault(tmp_path, keyring).unlock() == key
    assert not Vault(tmp_path, keyring).is_new


def test_the_file_beside_the_database_holds_no_secret(tmp_path: Path) -> None:
    key = Vault(tmp_path, MemoryKeyring()).unlock()
    text = (tmp_path / "vault.json").read_text()
    assert key.hex() not in text
    assert json.loads(text)["backend"] == "tests.MemoryKeyring"
    assert (tmp_path / "vault.json").stat().st_mode & 0o077 == 0


def test_without_a_keyring_a_passphrase_is_needed(tmp_path: Path) -> None:
    vault = Vault(tmp_path, NoKeyring())
    assert vault.needs_passphrase()
    for bad in (None, "", "short"):
        with pytest.raises(KeyringMissing):
            vault.unlock(bad)
    key = vault.unlock(PHRASE)
    assert Vault(tmp_path, NoKeyring()).unlock(PHRASE) == key
    with pytest.raises(KeyWrong):
        Vault(tmp_path, NoKeyring()).unlock(PHRASE + "!")


def test_a_passphrase_stays_the_way_when_a_keyring_appears(tmp_path: Path) -> None:
    key = Vault(tmp_path, NoKeyring()).unlock(PHRASE)
    later = Vault(tmp_path, MemoryKeyring())
    assert later.needs_passphrase()
    assert later.unlock(PHRASE) == key


def test_a_lost_entry_and_a_wrong_key_are_told_and_nothing_is_made_anew(tmp_path: Path) -> None:
    keyring = MemoryKeyring()
    Vault(tmp_path, keyring).unlock()
    (name,) = keyring.secrets
    keyring.secrets[name] = "00" * 32
    with pytest.raises(KeyWrong):
        Vault(tmp_path, keyring).unlock()
    keyring.secrets[name] = "not hex"
    with pytest.raises(KeyWrong):
        Vault(tmp_path, keyring).unlock()
    keyring.secrets.clear()
    with pytest.raises(KeyWrong, match=r"tests\.MemoryKeyring"):
        Vault(tmp_path, keyring).unlock()
    assert keyring.secrets == {}


def test_a_locked_keyring_is_told(tmp_path: Path) -> None:
    keyring = MemoryKeyring()
    Vault(tmp_path, keyring).unlock()
    keyring.locked = True
    with pytest.raises(KeyringLocked):
        Vault(tmp_path, keyring).unlock()


@pytest.mark.parametrize("content", ["", "{}", "[]", '{"version": 1, "kind": "cloud"}', "\x00\x01"])
def test_a_broken_vault_file_never_makes_a_new_key(tmp_path: Path, content: str) -> None:
    keyring = MemoryKeyring()
    Vault(tmp_path, keyring).unlock()
    (tmp_path / "vault.json").write_text(content)
    with pytest.raises(DatabaseDamaged):
        Vault(tmp_path, keyring).unlock()


def test_a_database_without_its_vault_file_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "cloister.db").write_bytes(b"x" * 100)
    with pytest.raises(DatabaseDamaged):
        Vault(tmp_path, MemoryKeyring()).unlock()
    assert (tmp_path / "cloister.db").read_bytes() == b"x" * 100


def test_the_passphrase_is_read_once_from_the_named_descriptor(monkeypatch: pytest.MonkeyPatch) -> None:
    reading, writing = os.pipe()
    os.write(writing, "pässword\n".encode())
    os.close(writing)
    monkeypatch.setenv("CLOISTER_PASSPHRASE_FD", str(reading))
    assert passphrase_from_descriptor() == "pässword"
    assert passphrase_from_descriptor() is None


def test_two_processes_that_start_at_once_agree_on_one_key(tmp_path: Path) -> None:
    class SlowKeyring(MemoryKeyring):
        """Lets another process be first between our look at the folder and our writing."""

        def write(self, name: str, secret: str) -> None:
            super().write(name, secret)
            if len(self.secrets) == 1:
                others.append(Vault(tmp_path, self).unlock())

    others: list[bytes] = []
    keyring = SlowKeyring()
    assert [Vault(tmp_path, keyring).unlock()] == others
    assert len(keyring.secrets) == 1
    assert Vault(tmp_path, keyring).unlock() == others[0]
    assert [path.name for path in tmp_path.iterdir()] == ["vault.json"]

"""Where the database's key comes from: the system's keyring, or a passphrase where there is none.

Beside the database lies `vault.json`: how the key is kept, by which keyring, and a check value that tells a wrong key
from a damaged file. It holds no secret. The key is 32 random bytes in the keyring, or argon2id of the passphrase.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import secrets
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path

from argon2.low_level import Type, hash_secret_raw

from desktop.core.errors import DatabaseDamaged, KeyringMissing, KeyWrong
from desktop.store.files import write_once
from desktop.store.keyrings import SecretStore

KEY_BYTES = 32
ARGON2_MEMORY_KIB, ARGON2_PASSES, ARGON2_LANES = 65_536, 3, 4
"""RFC 9106, section 4, second recommended option (64 MiB)."""
MIN_PASSPHRASE = 8


class Kind(StrEnum):
    """How the key is kept."""

    KEYRING = "keyring"
    PASSPHRASE = "passphrase"  # noqa: S105 - a word, not a secret


@dataclass(frozen=True, slots=True)
class _Record:
    version: int
    kind: Kind
    id: str
    backend: str
    salt: str
    check: str


class Vault:
    """The key of one data folder."""

    def __init__(self, folder: Path, keyring: SecretStore) -> None:
        self._file = folder / "vault.json"
        self._database = folder / "cloister.db"
        self._keyring = keyring

    @property
    def is_new(self) -> bool:
        """Whether no key has been made here yet."""
        return not self._file.exists()

    def needs_passphrase(self) -> bool:
        """Whether `unlock` has to be given a passphrase: chosen before, or no trusted keyring for a new folder."""
        if not self.is_new:
            return self._read().kind is Kind.PASSPHRASE
        try:
            self._keyring.backend()
        except KeyringMissing:
            return True
        return False

    def unlock(self, passphrase: str | None = None) -> bytes:
        """The database's key, 32 bytes; made and kept at the first call. Raises `KeyWrong`, `KeyringLocked`, ..."""
        if self.is_new:
            if self._database.exists():
                raise DatabaseDamaged(
                    f"{self._file.name} is missing, so the database beside it cannot be opened.",
                    f"Restore {self._file} from a backup. Nothing was changed.",
                )
            return self._create(passphrase)
        record = self._read()
        key = self._derive(passphrase, record.salt) if record.kind is Kind.PASSPHRASE else self._fetch(record)
        if not hmac.compare_digest(_check(key), record.check):
            raise KeyWrong(
                "The passphrase does not open this database."
                if record.kind is Kind.PASSPHRASE
                else "The key in the keyring does not open this database.",
                "Try again; nothing was changed."
                if record.kind is Kind.PASSPHRASE
                else "Log in as the user who made it, or restore the key. Nothing was changed.",
            )
        return key

    def _create(self, passphrase: str | None) -> bytes:
        salt, vault_id = secrets.token_hex(16), secrets.token_hex(8)
        if self.needs_passphrase():
            if passphrase is None or len(passphrase) < MIN_PASSPHRASE:
                raise KeyringMissing(
                    "There is no keyring on this computer, so a passphrase has to protect what you write.",
                    f"Choose one of at least {MIN_PASSPHRASE} characters.",
                )
            key = self._derive(passphrase, salt)
            record = _Record(1, Kind.PASSPHRASE, vault_id, "", salt, _check(key))
        else:
            key = secrets.token_bytes(KEY_BYTES)
            record = _Record(1, Kind.KEYRING, vault_id, self._keyring.backend(), "", _check(key))
            self._keyring.write(_entry(vault_id), key.hex())
            if self._keyring.read(_entry(vault_id)) != key.hex():
                raise KeyringMissing("The keyring did not keep the key.", "Check the keyring, and start again.")
        if not write_once(self._file, json.dumps(asdict(record), indent=1).encode()):
            # Another process made the vault at the same moment: its key counts, ours was never used.
            if record.kind is Kind.KEYRING:
                self._keyring.remove(_entry(vault_id))
            return self.unlock(passphrase)
        return key

    def _fetch(self, record: _Record) -> bytes:
        secret = self._keyring.read(_entry(record.id))
        if secret is None:
            raise KeyWrong(
                f"The keyring in use ({self._keyring.backend()}) has no key for this database.",
                f"It was made with {record.backend}: log in to that desktop, or restore the key. Nothing was changed.",
            )
        try:
            return bytes.fromhex(secret)
        except ValueError:
            return b""  # fails the check below, with its sentence

    def _derive(self, passphrase: str | None, salt: str) -> bytes:
        return hash_secret_raw(
            (passphrase or "").encode(),
            bytes.fromhex(salt),
            time_cost=ARGON2_PASSES,
            memory_cost=ARGON2_MEMORY_KIB,
            parallelism=ARGON2_LANES,
            hash_len=KEY_BYTES,
            type=Type.ID,
        )

    def _read(self) -> _Record:
        try:
            values = json.loads(self._file.read_bytes())
            record = _Record(**(values | {"kind": Kind(values["kind"])}))
        except (OSError, ValueError, TypeError, KeyError) as error:
            raise DatabaseDamaged(
                f"{self._file.name} cannot be read, so the database beside it cannot be opened.",
                f"Restore {self._file} from a backup. Nothing was changed.",
            ) from error
        return record


def _check(key: bytes) -> str:
    return hmac.new(key, b"cloister key check 1", hashlib.sha256).hexdigest()


def _entry(vault_id: str) -> str:
    return f"database:{vault_id}"


def passphrase_from_descriptor(variable: str = "CLOISTER_PASSPHRASE_FD") -> str | None:
    """The passphrase from the file descriptor that the environment names, read once; None when it names none."""
    named = os.environ.pop(variable, "")
    if not named.isdigit():
        return None
    with os.fdopen(int(named), encoding="utf-8") as source:
        return source.readline().rstrip("\r\n")

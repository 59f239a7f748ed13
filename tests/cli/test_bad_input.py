"""Whatever is wrong with the input or the machine: one plain sentence, the right exit code, nothing lost."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from reportlab.lib import pdfencrypt
from reportlab.pdfgen.canvas import Canvas

from desktop.engine.catalogue import load_catalogue
from desktop.engine.files import find_starter
from tests.cli.conftest import DEMO, Cli

STARTER = find_starter(load_catalogue(Path(__file__).parents[2] / "models" / "catalogue.json"))


def bad_file(kind: str, folder: Path) -> Path:
    path = folder / f"{kind}.pdf"
    good = (DEMO / "discharge-summary.pdf").read_bytes()
    match kind:
        case "truncated":
            path.write_bytes(good[: len(good) // 2])
        case "garbage":
            path.write_bytes(b"%PDF-1.7\n" + os.urandom(5000))
        case "empty":
            path.write_bytes(b"")
        case "protected":
            canvas = Canvas(str(path), encrypt=pdfencrypt.StandardEncryption("secret", canPrint=0))
            canvas.drawString(100, 700, "private words")
            canvas.save()
        case "large":
            path = folder / "large.txt"
            with path.open("w") as file:
                for number in range(50_000):
                    file.write(f"{number} " + "lorem ipsum " * 83 + "\n")
            assert path.stat().st_size > 49_000_000
    return path


@pytest.mark.parametrize("kind", ["truncated", "garbage", "empty", "protected", "large"])
def test_a_bad_document_is_named_with_a_remedy(cli: Cli, tmp_path: Path, kind: str) -> None:
    path = bad_file(kind, tmp_path)
    done = cli("ask", "--document", str(path), "What is in it?")
    assert done.code == 2, done.err
    assert path.name in done.err
    assert len(done.err.strip().splitlines()) <= 2
    assert "private words" not in done.err


@pytest.mark.parametrize("kind", ["garbage", "half", "header", "empty", "missing"])
def test_a_bad_model_is_named_and_the_question_is_kept(cli: Cli, tmp_path: Path, kind: str) -> None:
    assert STARTER is not None
    path = tmp_path / "model.gguf"
    match kind:
        case "garbage":
            path.write_bytes(os.urandom(100_000))
        case "half":
            with STARTER.open("rb") as source:
                path.write_bytes(source.read(40_000_000))
        case "header":
            with STARTER.open("rb") as source:
                path.write_bytes(source.read(2000))
        case "empty":
            path.write_bytes(b"")
        case "missing":
            pass
    done = cli("ask", "--model", str(path), "Is this kept?")
    assert done.code == 3, done.err
    assert 1 <= len(done.err.strip().splitlines()) <= 2
    assert "Is this kept?" in cli("chats", "show", "1").out


def test_a_wrong_passphrase_opens_nothing_and_changes_nothing(cli: Cli) -> None:
    assert cli("chats", "list").code == 0
    before = {path.name: path.read_bytes() for path in cli.folder.glob("*") if path.is_file()}
    wrong = Cli(cli.folder, "another passphrase")("chats", "list")
    assert wrong.code == 3
    assert "passphrase does not open" in wrong.err
    assert {path.name: path.read_bytes() for path in cli.folder.glob("*") if path.is_file()} == before


def test_without_keyring_and_passphrase_it_says_how(cli: Cli) -> None:
    done = Cli(cli.folder, None)("chats", "list")
    assert done.code == 3
    assert "CLOISTER_PASSPHRASE_FD" in done.err
    short = Cli(cli.folder, "short")("chats", "list")
    assert short.code == 3
    assert "8 characters" in short.err


def test_a_damaged_database_is_told_from_a_wrong_key(cli: Cli) -> None:
    assert cli("chats", "list").code == 0
    database = cli.folder / "cloister.db"
    data = bytearray(database.read_bytes())
    data[10] ^= 255
    database.write_bytes(data)
    done = cli("chats", "list")
    assert done.code == 3
    assert "damaged" in done.err
    assert database.read_bytes() == bytes(data)


def test_a_locked_keyring_is_told(keyring_cli: Cli, tmp_path: Path) -> None:
    assert keyring_cli("chats", "list").code == 0
    # The same user without the session's keyring: the folder was made with it, and nothing is made anew.
    lonely = Cli(keyring_cli.folder, "a passphrase is no key here")("chats", "list")
    assert lonely.code == 3
    assert "keyring" in lonely.err


FULL_DISK = """
set -u
disk=$1 phrase=$2; shift 2
cloister() { CLOISTER_PASSPHRASE_FD=9 "$@" 9<"$phrase"; }
mount -t tmpfs -o size=1500k none "$disk" || exit 99
cloister "$@" chats list || exit 98
dd if=/dev/zero of="$disk/fill" bs=1k status=none 2>/dev/null
cloister "$@" ask "Is this kept?"
echo "code $?"
rm "$disk/fill"
cloister "$@" chats list
"""


def test_a_full_disk_is_told_and_what_was_there_stays(tmp_path: Path) -> None:
    disk, phrase, unshare, bash = tmp_path / "disk", tmp_path / "phrase", shutil.which("unshare"), shutil.which("bash")
    assert unshare, "util-linux has it"
    assert bash
    disk.mkdir()
    phrase.write_text("correct horse battery\n")
    # A file system of 1.5 MB in a mount namespace of our own, so that it can be filled.
    own = (unshare, "-m" if os.geteuid() == 0 else "-Urm")
    if subprocess.run([*own, "true"], capture_output=True).returncode != 0:
        pytest.skip("this machine forbids mount namespaces; tests/store/test_database.py fills the file itself")
    namespace = (*own, bash, "-c", FULL_DISK, "full-disk", str(disk), str(phrase))
    done = Cli(disk, None, wrapper=namespace)()
    assert "code 3" in done.out, (done.out, done.err)
    assert "disk is full" in done.err
    assert done.code == 0


def test_a_folder_is_no_document_and_one_token_is_an_answer(cli: Cli, tmp_path: Path) -> None:
    done = cli("ask", "--document", str(tmp_path), "What is in it?")
    assert done.code == 2
    assert "is a folder" in done.err
    assert cli("ask", "--json", "--max-tokens", "1", "hi").json["usage"]["completion_tokens"] == 1


def test_a_damaged_settings_file_is_told_and_the_options_of_this_run_hold(cli: Cli) -> None:
    (cli.folder / "settings.json").write_text("{")
    done = cli("ask", "--json", "--max-tokens", "3", "Write a long story.")
    assert "settings.json" in done.err
    assert done.json["usage"]["completion_tokens"] <= 3
    assert cli("ask", "--cloud", "hello").code == 1


def test_odd_arguments_are_wrong_use_and_leave_nothing_behind(cli: Cli, tmp_path: Path) -> None:
    assert cli("chats", "show", "9" * 30).code == 2
    assert cli("ask", "").code == 2
    assert cli("ask", "--collection", "nosuch", "hello").code == 2
    assert cli("--policy", str(tmp_path / "nosuch.json"), "chats", "list").code == 2
    assert "0 conversations" in cli("chats", "list").err


def test_a_moved_file_is_found_where_it_lies_and_links_are_not_followed(cli: Cli, tmp_path: Path) -> None:
    folder, outside = tmp_path / "folder", tmp_path / "outside.txt"
    folder.mkdir()
    outside.write_text("not in the folder")
    (folder / "link.txt").symlink_to(outside)
    (folder / "old.txt").write_text("hands are washed")
    rows = cli("index", "add", "--json", str(folder)).json["documents"]
    assert [Path(row["path"]).name for row in rows] == ["old.txt"]
    (folder / "old.txt").rename(folder / "new.txt")
    rows = cli("index", "add", "--json", str(folder)).json["documents"]
    assert [Path(row["path"]).name for row in rows] == ["new.txt"]
    assert cli("index", "remove", str(folder / "new.txt")).code == 0


def test_odd_settings_are_told_by_doctor(cli: Cli) -> None:
    (cli.folder / "settings.json").write_text(json.dumps({"cloud_address": "https://example.com"}))
    done = cli("doctor", "--json")
    policy = next(check for check in done.json["checks"] if check["name"] == "policy")
    assert not policy["ok"]
    assert "settings.json" in policy["detail"]

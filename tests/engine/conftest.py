"""The real starter model, loaded once: in a locked child for tests of the whole, and here for tests of the parts."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.core.chat import CancelToken, Delta, Finished, Request, Role, Text
from desktop.engine.catalogue import Catalogue, load_catalogue
from desktop.engine.files import find_starter
from desktop.engine.gguf import read_header
from desktop.engine.local import LocalModel, engine_channel
from desktop.engine.native import Library, Native

CATALOGUE = Path(__file__).parents[2] / "models" / "catalogue.json"
CONTEXT = 1024


def ask(*texts: str, max_tokens: int = 8, system: str = "You are brief.", **how) -> Request:
    roles = [Role.ASSISTANT if index % 2 else Role.USER for index in range(len(texts))]
    spoken = tuple(Text(role, text) for role, text in zip(roles, texts, strict=True))
    return Request(system, spoken, max_tokens, **how)


def answer(model: LocalModel, request: Request, cancel: CancelToken | None = None) -> tuple[str, Finished]:
    *events, last = model.stream(request, cancel or CancelToken())
    assert isinstance(last, Finished)
    return "".join(event.text for event in events if isinstance(event, Delta)), last


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return load_catalogue(CATALOGUE)


@pytest.fixture(scope="session")
def starter(catalogue: Catalogue) -> Path:
    path = find_starter(catalogue)
    assert path is not None, "the starter model is not installed: run `make setup`"
    return path


@pytest.fixture(scope="session")
def model(starter: Path) -> Iterator[LocalModel]:
    local = LocalModel(engine_channel(accept_unverified=False, readable=[starter.parent]), lambda: starter, CONTEXT, 1)
    yield local
    local.close()


@pytest.fixture(scope="session")
def library() -> Library:
    import llama_cpp

    return Library(llama_cpp)


@pytest.fixture(scope="session")
def native(library: Library, starter: Path) -> Iterator[Native]:
    loaded = Native(library, starter, read_header(starter), 512)
    yield loaded
    loaded.close()

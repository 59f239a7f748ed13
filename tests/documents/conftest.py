"""One reader and one embedder for all tests of this folder: both are real children."""

from collections.abc import Iterator

import pytest

from desktop.documents.embedder import Embedder, embedder_channel
from desktop.documents.reader import Reader, reader_channel


@pytest.fixture(scope="session")
def reader() -> Iterator[Reader]:
    made = Reader(reader_channel(accept_unverified=False))
    yield made
    made.close()


@pytest.fixture(scope="session")
def embedder() -> Iterator[Embedder]:
    made = Embedder(embedder_channel(accept_unverified=False))
    yield made
    made.close()

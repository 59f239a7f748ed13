"""The documents child: its usage, its batches, and that what it loads stays in it."""

import subprocess
import sys
import threading

import pytest

from desktop.core.errors import FileEmpty, FileTooLarge
from desktop.documents import child
from desktop.documents.child import BATCH_PAGES, MOST_CHARACTERS, Batch
from desktop.documents.plain import ReadPage
from desktop.process.child import Call

HEAVY = ("pypdfium2", "onnxruntime", "tokenizers")


def run(*arguments):
    return subprocess.run([sys.executable, "-I", *arguments], capture_output=True, text=True, timeout=60, check=False)


def test_usage():
    for arguments in ([], ["embed"], ["write"]):
        ended = run("-m", "desktop.documents.child", *arguments)
        assert ended.returncode == 1
        assert "usage" in ended.stderr


def test_the_parent_loads_none_of_the_heavy_libraries():
    modules = "reader embedder chunks rank align terms sentences plain child".split()  # noqa: SIM905
    program = f"import sys; {'; '.join(f'import desktop.documents.{name}' for name in modules)}; print(*sys.modules)"
    loaded = set(run("-c", program).stdout.split())
    assert "desktop.documents.align" in loaded
    assert loaded.isdisjoint(HEAVY)


@pytest.fixture
def sent():
    return []


@pytest.fixture
def call(sent):
    return Call({"name": "a.txt", "suffix": ".txt"}, b"", lambda value, blob=b"": sent.append((value["pages"], blob)))


def page(number, text="text", boxes=b""):
    return ReadPage(number, text, 10.0, 20.0, boxes)


def test_pages_cross_in_batches_with_their_bytes(call, sent):
    batch = Batch(call)
    batch.send_all((page(number, "é", bytes(16)) for number in range(1, BATCH_PAGES + 3)), 0, "a")
    assert [len(heads) for heads, _ in sent] == [BATCH_PAGES, 2]
    assert sent[1] == (
        [[BATCH_PAGES + 1, 10.0, 20.0, 2, 16], [BATCH_PAGES + 2, 10.0, 20.0, 2, 16]],
        ("é".encode() + bytes(16)) * 2,
    )
    assert batch.has_text
    assert batch.count == BATCH_PAGES + 2


def test_the_limit_on_text_holds_over_all_pages(call):
    long = "x" * (MOST_CHARACTERS // 2)
    with pytest.raises(FileTooLarge, match="more than 10 million"):
        Batch(call).send_all((page(number, long + "y") for number in (1, 2)), 2, "a.pdf")


def test_a_cancelled_reader_stops_between_two_pages(call, sent):
    def endless():
        number = 0
        while True:
            number += 1
            if number == 3:
                call._cancelled.set()
            yield page(number)

    worker = threading.Thread(target=Batch(call).send_all, args=(endless(), 0, "a"), daemon=True)
    worker.start()
    worker.join(10)
    assert not worker.is_alive()
    assert len(sent[0][0]) == 2


def test_blank_text_is_no_text(call):
    call.blob = b" \n\n "
    with pytest.raises(FileEmpty, match=r"^a\.txt holds no text\."):
        child.read(call)

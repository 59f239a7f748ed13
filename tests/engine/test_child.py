"""The engine child over its channel: the order of its events, and what it does with a parameter that makes no sense."""

import pytest

from desktop.core.chat import CancelToken
from desktop.core.errors import ModelMissing
from desktop.engine.child import too_long
from desktop.process.channel import ChildBug, Event, Result


def spec(path):
    return {"path": str(path), "context": 1024, "threads": 1}


def request(path, **more):
    return {
        "model": spec(path),
        "system": "",
        "texts": [["user", "Hi"]],
        "max_tokens": 3,
        "temperature": 0.0,
        "seed": None,
    } | more


def test_events_come_in_order(model, starter):
    *events, result = model._channel.stream("answer", request(starter), cancel=CancelToken())
    assert all(isinstance(event, Event) for event in events)
    assert isinstance(result, Result)
    kinds = [next(iter(event.value)) for event in events]
    assert kinds[0] == "opened"
    assert sorted(kinds[1:], key=["read", "text"].index) == kinds[1:]
    assert result.value["usage"]["completion_tokens"] == 3


def test_a_bug_is_told_without_its_words(model, starter):
    with pytest.raises(ChildBug) as caught:
        model._channel.call("answer", request(starter, texts=[["nurse", "Jane Doe"]]), timeout_s=60)
    assert "Jane" not in str(caught.value)
    assert "nurse" not in str(caught.value)


def test_a_missing_file_is_missing_and_the_child_lives_on(model, starter):
    with pytest.raises(ModelMissing):
        model._channel.call("open", {"model": spec("/none/x.gguf")}, timeout_s=60)
    assert model._channel.call("open", {"model": spec(starter)}, timeout_s=60).value["n_ctx"] == 1024


def test_too_long_says_by_how_much():
    assert "1,234 tokens longer than the 4,000 " in too_long(1234, 4000).what

"""The parent's side of the egress process: the cloud model, which takes a `ClearedPrompt` alone, and downloads."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from desktop.core.chat import CancelToken, ConversationId, Delta, Finished, FinishReason, ModelEvent, Usage
from desktop.core.errors import CloudKeyMissing
from desktop.privacy.gate import ClearedPrompt
from desktop.privacy.ticket import SECRET_VARIABLE, Ticket
from desktop.process.channel import Channel, Event, Result


def egress_channel(secret: bytes) -> Channel:
    """The channel to the egress process, behind its launcher. `secret` seals the tickets of this run."""
    return Channel(
        "desktop.egress.child", "cloud connection", locked=False, environment={SECRET_VARIABLE: secret.hex()}
    )


class ClaudeModel:
    """Claude as a `Model[ClearedPrompt]`."""

    def __init__(
        self, channel: Channel, key: Callable[[], str | None], admit: Callable[[ConversationId], None]
    ) -> None:
        self._channel = channel
        self._key = key
        self._admit = admit

    def stream(self, prompt: ClearedPrompt, cancel: CancelToken) -> Iterator[ModelEvent]:
        """Send a cleared prompt and yield the answer. Switches are read once more before the first byte leaves."""
        key = self._key()
        if not key:
            raise CloudKeyMissing(
                "There is no key for Claude on this computer.", "Add one in Settings, or keep working locally."
            )
        self._admit(prompt.conversation)
        params = {"ticket": prompt.ticket.as_params(), "key": key}
        for answer in self._channel.stream("stream", params, prompt.body, cancel=cancel):
            match answer:
                case Event(value):
                    yield Delta(str(value))
                case Result(value):
                    yield Finished(
                        Usage(**value["usage"]), FinishReason(value["reason"]), value["model"] or prompt.model
                    )


class Downloads:
    """Fetches model files through the egress process."""

    def __init__(self, channel: Channel) -> None:
        self._channel = channel

    def fetch(
        self, ticket: Ticket, target: Path, size: int, progress: Callable[[int, int], None], cancel: CancelToken
    ) -> int:
        """Write a file of `size` bytes to `target`; how many are there at the end."""
        params = {"ticket": ticket.as_params(), "target": str(target), "size": size}
        length = 0
        for answer in self._channel.stream("download", params, cancel=cancel):
            length = int(answer.value)
            progress(length, size)
        return length

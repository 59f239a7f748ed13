"""The parent's side of the egress process: the cloud model, which takes a `ClearedPrompt` alone, and downloads."""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import closing
from pathlib import Path

from desktop.core.chat import CancelToken, ConversationId, Delta, Finished, FinishReason, ModelEvent, Usage
from desktop.core.errors import CloudKeyMissing, StaysHere
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
        self._used: set[str] = set()

    def stream(self, prompt: ClearedPrompt, cancel: CancelToken) -> Generator[ModelEvent, None, None]:
        """Send a cleared prompt and yield the answer. Switches are read once more when its turn to be sent has come."""
        key = self._key()
        if not key:
            raise CloudKeyMissing(
                "There is no key for Claude on this computer.", "Add one in Settings, or keep working locally."
            )

        def permit() -> None:
            self._admit(prompt.conversation)
            # The egress process remembers too, but only until it is started again.
            if prompt.ticket.nonce in self._used:
                raise StaysHere("This was not sent: its ticket was used before.", "Send it again for a new one.")
            self._used.add(prompt.ticket.nonce)

        params = {"ticket": prompt.ticket.as_params(), "key": key}
        end = Finished(Usage(0, 0, 0, 0), FinishReason.STOPPED, prompt.model)  # stopped before its turn came
        with closing(self._channel.stream("stream", params, prompt.body, cancel=cancel, permit=permit)) as answers:
            for answer in answers:
                match answer:
                    case Event(value):
                        yield Delta(str(value))
                    case Result(value):
                        model = value["model"] or prompt.model
                        end = Finished(Usage(**value["usage"]), FinishReason(value["reason"]), model)
        yield end


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

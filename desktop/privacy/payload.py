"""The exact bytes of a request to Claude, and the text in them that has to be scanned.

The body is written here, shown to the user, scanned, sealed and sent as it is: nobody serialises it a second time.
Format: the Messages API, version 2026-10-21.
"""

from __future__ import annotations

import json
from typing import Any

from desktop.core.chat import Request, Role

PATH = "/v1/messages"
HEADERS = {
    "accept": "text/event-stream",
    "accept-encoding": "identity",
    "anthropic-version": "2026-10-21",
    "content-type": "application/json",
    "user-agent": "cloister/0.1",
}
"""Every header that leaves, beside the host, the length and the key; the library's own, which tell the machine's make
and version, are dropped."""

_FIELDS = frozenset({"model", "max_tokens", "stream", "system", "messages"})


def write_body(request: Request, model: str) -> bytes:
    """The request as Claude will read it, in UTF-8."""
    body: dict[str, Any] = {"model": model, "max_tokens": request.max_tokens, "stream": True}
    if request.system:
        body["system"] = request.system
    body["messages"] = [{"role": str(text.role), "content": text.text} for text in request.texts]
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()


def texts_of(body: bytes) -> tuple[str, ...]:
    """Every text in a body, read back from its bytes. Raises `ValueError` at anything but plain text in its place."""
    content = json.loads(body)
    if not isinstance(content, dict) or set(content) - _FIELDS or content.get("stream") is not True:
        raise ValueError("the body has a field that is not known")
    system, messages = content.get("system", ""), content.get("messages")
    if not isinstance(system, str) or not isinstance(messages, list) or not isinstance(content.get("max_tokens"), int):
        raise ValueError("the body has a field of an unknown kind")  # noqa: TRY004 - one error for every shape
    texts = [system] if system else []
    for message in messages:
        if not isinstance(message, dict) or set(message) != {"role", "content"}:
            raise ValueError("a message has a field that is not known")
        if message["role"] not in {Role.USER, Role.ASSISTANT} or not isinstance(message["content"], str):
            raise ValueError("a message holds something other than text")
        texts.append(message["content"])
    return tuple(texts)

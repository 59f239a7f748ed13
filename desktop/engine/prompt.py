"""Turns a request into the one text a model reads, by the model file's own chat template.

A template is code from the model file: it runs in jinja2's immutable sandbox, in the locked child, with bounds on its
output and time.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import jinja2
from jinja2.sandbox import ImmutableSandboxedEnvironment

from desktop.core.chat import Role, Text
from desktop.core.errors import ModelUnreadable

CHATML = (
    "{% for message in messages %}<|im_start|>{{ message.role }}\n{{ message.content }}<|im_end|>\n{% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)
"""For files that carry no template: the format most open models were trained on."""

LIMIT_S = 5.0
SPARE_CHARACTERS = 1 << 20
"""How much a template may add to what it was given."""

ZERO_WIDTH_SPACE = "\u200b"


class Refusal(jinja2.TemplateError):
    """The template itself calls `raise_exception`: mostly for a role it does not know."""


class Template:
    """A chat template with the texts of the model's first and last tokens."""

    def __init__(self, source: str, begin: str, end: str) -> None:
        """Compile it. An empty `source` means the file has none. Raises `ModelUnreadable` for one that is broken."""
        self._tokens = {"bos_token": begin, "eos_token": end}
        environment = ImmutableSandboxedEnvironment(
            trim_blocks=True, lstrip_blocks=True, extensions=["jinja2.ext.loopcontrols"]
        )
        environment.filters["tojson"] = _tojson
        environment.globals |= {"raise_exception": _refuse, "strftime_now": _now}
        try:
            self._template = environment.from_string(source or CHATML)
        except (jinja2.TemplateError, RecursionError, ValueError) as error:
            raise _broken() from error

    def render(self, system: str, texts: Sequence[Text]) -> str:
        """Write the prompt up to where the answer begins. A system text that is refused joins the first text."""
        messages = [{"role": text.role.value, "content": text.text} for text in texts]
        if not system:
            return self._write(messages)
        try:
            return self._write([{"role": Role.SYSTEM.value, "content": system}, *messages])
        except ModelUnreadable as error:
            if not isinstance(error.__cause__, Refusal):
                raise
        first = {"role": Role.USER.value, "content": f"{system}\n\n{texts[0].text}" if texts else system}
        return self._write([first, *messages[1:]])

    def _write(self, messages: list[dict[str, str]]) -> str:
        until = time.monotonic() + LIMIT_S
        room = SPARE_CHARACTERS + 2 * sum(len(message["content"]) for message in messages)
        pieces: list[str] = []
        values: dict[str, Any] = {"tools": None, "documents": None, "enable_thinking": False} | self._tokens
        try:
            for piece in self._template.generate(messages=messages, add_generation_prompt=True, **values):
                pieces.append(piece)
                room -= len(piece)
                if room < 0 or time.monotonic() > until:
                    raise _broken()
        except ModelUnreadable:
            raise
        except Exception as error:  # whatever a stranger's template does is the file's fault
            raise _broken() from error
        return "".join(pieces)


class Controls:
    """Breaks a model's own markup where it stands in a user's text or a document, so that it is read as letters.

    Without this a document could end the user's turn and speak as the system.
    """

    def __init__(self, markup: Iterable[str]) -> None:
        known = sorted({mark for mark in markup if len(mark) >= 3}, key=len, reverse=True)
        self._pattern = re.compile("|".join(map(re.escape, known))) if known else None

    def disarm(self, text: str) -> str:
        """Put a zero-width space after the first character of each piece of markup."""
        if self._pattern is None:
            return text
        while self._pattern.search(text):
            text = self._pattern.sub(lambda match: match[0][0] + ZERO_WIDTH_SPACE + match[0][1:], text)
        return text


def _tojson(value: object, ensure_ascii: bool = False, indent: int | None = None, **_: object) -> str:
    return json.dumps(value, ensure_ascii=ensure_ascii, indent=indent)


def _refuse(message: object) -> None:
    raise Refusal(str(message))


def _now(form: str) -> str:
    return datetime.now().astimezone().strftime(form)


def _broken() -> ModelUnreadable:
    return ModelUnreadable(
        "The model's chat template is broken, so it cannot be asked anything.", "Choose another model, or a newer file."
    )

"""Tickets: what the gate gives a request, and without which the egress process sends nothing.

A ticket names the method, the address, every header but the key's, and the SHA-256 of the exact body; it works once and
for a minute. It is sealed with a secret that only the gate and the egress process hold, so that no other part of the
program can write one. Nothing of the body's text is in it.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

LIFETIME_S = 60.0
SECRET_VARIABLE = "CLOISTER_TICKET_SECRET"  # noqa: S105 - the name of a variable


@dataclass(frozen=True, slots=True)
class Ticket:
    """Leave to send one request. `expires` is in seconds of the system's clock; `rules` names scanner and policy."""

    nonce: str
    method: str
    url: str
    headers: tuple[tuple[str, str], ...]
    sha256: str
    size: int
    expires: float
    rules: str
    seal: str = ""

    def as_params(self) -> dict[str, Any]:
        """This ticket as it crosses to the egress process."""
        return asdict(self)

    @staticmethod
    def from_params(values: Mapping[str, Any]) -> Ticket:
        """A ticket as it came from the parent; anything out of shape raises `ValueError`."""
        try:
            headers = tuple((str(name), str(value)) for name, value in values["headers"])
            return Ticket(**(dict(values) | {"headers": headers}))
        except (KeyError, TypeError) as error:
            raise ValueError("not a ticket") from error


class TicketOffice:
    """Writes and checks tickets with one secret."""

    def __init__(self, secret: bytes, clock: Callable[[], float] = time.time) -> None:
        self._secret = secret
        self._clock = clock

    @staticmethod
    def new_secret() -> bytes:
        """A secret for one run of the app."""
        return secrets.token_bytes(32)

    def issue(self, method: str, url: str, headers: Mapping[str, str], body: bytes, rules: str) -> Ticket:
        """Write a ticket for exactly this request."""
        open_ticket = Ticket(
            nonce=secrets.token_hex(16),
            method=method,
            url=url,
            headers=tuple(sorted(headers.items())),
            sha256=hashlib.sha256(body).hexdigest(),
            size=len(body),
            expires=self._clock() + LIFETIME_S,
            rules=rules,
        )
        return Ticket.from_params(open_ticket.as_params() | {"seal": self._seal(open_ticket)})

    def issue_download(self, url: str, have: int) -> Ticket:
        """Leave to fetch a file of the catalogue from its byte `have` on. Nothing of the user's is in it."""
        headers = {"accept": "application/octet-stream", "accept-encoding": "identity", "user-agent": "cloister/0.1"}
        if have:
            headers["range"] = f"bytes={have}-"
        return self.issue("GET", url, headers, b"", "catalogue")

    def problem(self, ticket: Ticket) -> str:
        """Why a ticket does not hold: not sealed by us, or late; empty when it does."""
        if not hmac.compare_digest(self._seal(ticket), ticket.seal):
            return "its ticket was not written by the gate"
        if self._clock() > ticket.expires:
            return "its ticket is too old"
        return ""

    def _seal(self, ticket: Ticket) -> str:
        values = {name: value for name, value in ticket.as_params().items() if name != "seal"}
        message = json.dumps(values, sort_keys=True, separators=(",", ":")).encode()
        return hmac.new(self._secret, message, hashlib.sha256).hexdigest()

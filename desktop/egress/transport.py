"""The only opener of a connection to the outside: it lets out what a ticket names, byte for byte, or nothing."""

from __future__ import annotations

import contextlib
import hashlib
import socket
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import httpx2

from desktop.core.settings import LOOPBACK
from desktop.privacy.ticket import Ticket, TicketOffice

TICKET_HEADER = "x-cloister-ticket"
CLOUD_HOSTS = frozenset({"api.anthropic.com"})
DOWNLOAD_HOSTS = ("huggingface.co", ".huggingface.co", ".hf.co")
"""Where the catalogue's model files lie, and the stores that it sends a download on to."""
USED_KEPT = 10_000
BEFORE_THE_FIRST_BYTE = frozenset(
    {
        "connection.connect_tcp.started",
        "connection.connect_tcp.complete",
        "connection.start_tls.complete",
        "http11.send_request_headers.started",
        "http11.send_request_body.started",
    }
)
"""Stages of httpcore2's trace."""


class EgressRefused(Exception):
    """A request tried to leave without leave, or was not what was cleared."""


class GuardedTransport(httpx2.BaseTransport):
    """Checks each request against its ticket, rebuilds its headers from the ticket, and sends it.

    `admit` must have been given the ticket; the request names it in a header that does not leave.
    """

    def __init__(self, inner: httpx2.BaseTransport, office: TicketOffice) -> None:
        self._inner = inner
        self._office = office
        self._admitted: dict[str, Ticket] = {}
        self._used: set[str] = set()
        self._socket: socket.socket | None = None
        self._is_cancelled: Callable[[], bool] = lambda: False

    def admit(self, ticket: Ticket, is_cancelled: Callable[[], bool] = lambda: False) -> dict[str, str]:
        """Take a ticket in; the header that lets one request use it, as long as nobody has cancelled it."""
        self._is_cancelled = is_cancelled
        if problem := self._office.problem(ticket):
            raise EgressRefused(problem)
        if ticket.nonce in self._used or len(self._used) >= USED_KEPT:
            raise EgressRefused("its ticket was used before")
        self._used.add(ticket.nonce)
        self._admitted[ticket.nonce] = ticket
        return {TICKET_HEADER: ticket.nonce}

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """Send one request, or raise `EgressRefused`."""
        ticket = self._admitted.pop(request.headers.get(TICKET_HEADER, ""), None)
        if ticket is None:
            raise EgressRefused("it carries no ticket")
        if problem := self._office.problem(ticket) or _difference(request, ticket):
            raise EgressRefused(problem)
        return self._inner.handle_request(_rebuilt(request, ticket, {"trace": self._watch_connection}))

    def abort(self) -> None:
        """End the connection in use, from any thread: whoever waits for its next byte is woken by an error."""
        if (connection := self._socket) is not None:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def _watch_connection(self, event: str, details: dict[str, Any]) -> None:
        """Called at each stage of a connection: the last moments at which a cancelled request can be kept here."""
        if event == "connection.connect_tcp.complete":
            self._socket = details["return_value"].get_extra_info("socket")
        if event in BEFORE_THE_FIRST_BYTE and self._is_cancelled():
            raise EgressRefused("it was stopped")

    def follow(self, ticket: Ticket, url: str) -> dict[str, str]:
        """Leave for a download to go on at another address of the catalogue's stores; never with a body."""
        if ticket.method != "GET" or not may_download_from(url) or (url.startswith("http:") and is_outside(ticket.url)):
            raise EgressRefused(f"a download may not go on to {urlsplit(url).hostname}")
        headers = dict(ticket.headers)
        return self.admit(self._office.issue("GET", url, headers, b"", ticket.rules))

    def close(self) -> None:
        """Close the connections."""
        self._inner.close()


def is_outside(url: str) -> bool:
    """Whether an address is not on this computer."""
    return urlsplit(url).hostname not in LOOPBACK


def may_download_from(url: str) -> bool:
    """Whether model files may come from this address."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    if host in LOOPBACK:
        return parts.scheme == "http"
    return parts.scheme == "https" and any(
        host == name or (name[0] == "." and host.endswith(name)) for name in DOWNLOAD_HOSTS
    )


def _may_receive(ticket: Ticket) -> bool:
    parts = urlsplit(ticket.url)
    if ticket.method == "GET":
        return ticket.size == 0 and may_download_from(ticket.url)
    if parts.hostname in LOOPBACK:
        return parts.scheme == "http"
    return parts.scheme == "https" and parts.hostname in CLOUD_HOSTS and parts.port in {None, 443}


def _difference(request: httpx2.Request, ticket: Ticket) -> str:
    """How a request differs from what was cleared; empty when it does not."""
    if not _may_receive(ticket):
        return f"{urlsplit(ticket.url).hostname} is not on the list"
    if request.method != ticket.method or str(request.url) != ticket.url:
        return "it goes elsewhere than what was cleared"
    body = request.read()
    if len(body) != ticket.size or hashlib.sha256(body).hexdigest() != ticket.sha256:
        return "its bytes are not those that were cleared"
    return ""


def _rebuilt(request: httpx2.Request, ticket: Ticket, extensions: dict[str, Any]) -> httpx2.Request:
    """The same request with the ticket's headers, the host, the length and the key, and no other."""
    headers = [("host", request.headers["host"]), *ticket.headers]
    if ticket.method == "POST":
        headers.append(("content-length", str(ticket.size)))
        headers += [(name, request.headers[name]) for name in ("authorization", "x-api-key") if name in request.headers]
    return httpx2.Request(
        ticket.method,
        ticket.url,
        headers=headers,
        content=request.read() or None,
        extensions=request.extensions | extensions,
    )

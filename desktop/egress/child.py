"""The egress process: the only one that may open an internet socket, and only for a request with a ticket."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from desktop.privacy.ticket import SECRET_VARIABLE, Ticket, TicketOffice
from desktop.process import hardening
from desktop.process.child import Call, Handler, Open, serve


def build() -> Mapping[str, Handler]:
    """The methods of this child. The SDK is imported here, after the parent asked for the first time."""
    import httpx2

    from desktop.egress import claude, fetch
    from desktop.egress.transport import GuardedTransport

    # No connection is kept: the transport must know the socket of the request under way, to be able to stop it.
    one_at_a_time = httpx2.Limits(max_connections=1, max_keepalive_connections=0)
    office = TicketOffice(bytes.fromhex(os.environ.pop(SECRET_VARIABLE, "")))

    guarded = GuardedTransport(httpx2.HTTPTransport(trust_env=False, retries=0, limits=one_at_a_time), office)

    def stream(call: Call) -> dict[str, Any]:
        ticket = Ticket.from_params(call.params["ticket"])
        return claude.stream(
            guarded, ticket, call.blob, key=str(call.params["key"]), say=call.emit, is_cancelled=lambda: call.cancelled
        )

    def download(call: Call) -> int:
        ticket = Ticket.from_params(call.params["ticket"])
        target, size = Path(call.params["target"]), int(call.params["size"])
        return fetch.fetch(guarded, ticket, target, size=size, report=call.emit, is_cancelled=lambda: call.cancelled)

    def ready(call: Call) -> int:
        return len(call.blob)

    return {"stream": stream, "download": download, "ready": ready}


def main() -> None:
    """Serve until the parent goes."""
    hardening.harden()
    serve(build, Open())


if __name__ == "__main__":
    main()

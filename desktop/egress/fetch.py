"""Fetches a model file by its pinned address: resumes, follows the stores' redirects, and counts the bytes.

The hash is checked by whoever asked, against the catalogue, before the file can be used.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2

from desktop.core.errors import AppError, CloudFailed, CloudUnreachable, StaysHere
from desktop.egress.transport import EgressRefused, GuardedTransport
from desktop.privacy.ticket import Ticket

MAX_HOPS = 5
BLOCK = 1 << 20
TIMEOUT = httpx2.Timeout(60.0, connect=10.0)


def fetch(
    transport: GuardedTransport,
    ticket: Ticket,
    target: Path,
    *,
    size: int,
    report: Callable[[int], None],
    is_cancelled: Callable[[], bool],
) -> int:
    """Write the file at the ticket's address to `target`, going on where an earlier try stopped. Returns its length.

    Never writes more than `size` bytes. A cancelled fetch keeps what it has.
    """
    try:
        with (
            httpx2.Client(transport=transport, trust_env=False, follow_redirects=False, timeout=TIMEOUT) as http,
            _open(http, transport, ticket) as response,
        ):
            return _save(response, target, size, report, is_cancelled)
    except EgressRefused as error:
        raise StaysHere(f"The download was refused: {error}.", "Import the file from a disk instead.") from None
    except httpx2.HTTPError:
        raise CloudUnreachable("The download was interrupted.", "Try again: it goes on where it stopped.") from None


@contextmanager
def _open(http: httpx2.Client, transport: GuardedTransport, ticket: Ticket) -> Iterator[httpx2.Response]:
    """The file's response, after the redirects of the stores; each hop needs leave of its own."""
    admission, url = transport.admit(ticket), ticket.url
    for _ in range(MAX_HOPS):
        with http.stream("GET", url, headers=admission) as response:
            if not response.is_redirect:
                yield response
                return
            url = str(response.url.join(response.headers["location"]))
            admission = transport.follow(ticket, url)
    raise CloudFailed("The download was sent from one address to the next.", "Import the file from a disk instead.")


def _save(
    response: httpx2.Response, target: Path, size: int, report: Callable[[int], None], is_cancelled: Callable[[], bool]
) -> int:
    if response.status_code not in {200, 206}:
        raise _no_answer(response.status_code)
    # 200 to a request for a part is the whole file again: start over.
    with target.open("ab" if response.status_code == 206 else "wb") as file:
        for block in response.iter_bytes(BLOCK):
            if is_cancelled():
                break
            if file.tell() + len(block) > size:
                raise CloudFailed("The file is longer than the catalogue says.", "Do not use it; tell your IT team.")
            file.write(block)
            report(file.tell())
        return file.tell()


def _no_answer(status: int) -> AppError:
    return CloudFailed(f"The model's address answered {status}.", "Import the file from a disk instead.")

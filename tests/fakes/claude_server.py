"""A server on this computer that speaks the Messages API as far as we use it, and keeps what it was sent."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Received:
    method: str
    path: str
    headers: list[tuple[str, str]]
    body: bytes


@dataclass
class ClaudeServer:
    """What it answers: `pieces` of text, `pause_s` apart, or a `status`; `cut` ends the stream before its end."""

    port: int = 0
    pieces: tuple[str, ...] = ("Wash ", "your ", "hands.")
    pause_s: float = 0.0
    status: int = 200
    stop_reason: str = "end_turn"
    cut: bool = False
    location: str = ""
    files: dict[str, bytes] = field(default_factory=dict)
    ignore_range: bool = False
    received: list[Received] = field(default_factory=list)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"


def _events(server: ClaudeServer) -> Iterator[tuple[str, dict[str, object]]]:
    usage = {"input_tokens": 120, "output_tokens": 1, "cache_read_input_tokens": 30, "cache_creation_input_tokens": 0}
    message = {"id": "msg_1", "type": "message", "role": "assistant", "model": "claude-sonnet-5-5", "content": []}
    yield "message_start", {"message": message | {"stop_reason": None, "stop_sequence": None, "usage": usage}}
    yield "content_block_start", {"index": 0, "content_block": {"type": "text", "text": ""}}
    yield "ping", {}
    for piece in server.pieces:
        yield "content_block_delta", {"index": 0, "delta": {"type": "text_delta", "text": piece}}
    if server.cut:
        return
    yield "content_block_stop", {"index": 0}
    delta = {"stop_reason": server.stop_reason, "stop_sequence": None}
    yield "message_delta", {"delta": delta, "usage": {"output_tokens": 40}}
    yield "message_stop", {}


def _handler(server: ClaudeServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            return

        def _keep(self, body: bytes) -> None:
            server.received.append(Received(self.command, self.path, list(self.headers.items()), body))

        def do_POST(self) -> None:
            self._keep(self.rfile.read(int(self.headers.get("content-length", "0"))))
            if server.status != 200:
                self._refuse()
                return
            self.send_response(200)
            self.send_header("content-type", "text/event-stream")
            self.end_headers()
            for name, event in _events(server):
                try:
                    self.wfile.write(f"event: {name}\ndata: {json.dumps({'type': name, **event})}\n\n".encode())
                    self.wfile.flush()
                except OSError:
                    return
                if name == "content_block_delta":
                    time.sleep(server.pause_s)

        def _refuse(self) -> None:
            self.send_response(server.status)
            if server.location:
                self.send_header("location", server.location)
            error = {"type": "error", "error": {"type": "some_error", "message": "the words of the server"}}
            body = json.dumps(error).encode()
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def do_GET(self) -> None:
            self._keep(b"")
            if self.path.startswith("/moved/"):
                self.send_response(302)
                self.send_header("location", server.location or self.path.removeprefix("/moved"))
                self.end_headers()
                return
            data = server.files.get(self.path)
            if data is None:
                self.send_error(404)
                return
            start = 0
            if not server.ignore_range and (wanted := self.headers.get("range")):
                start = int(wanted.removeprefix("bytes=").removesuffix("-"))
            self.send_response(206 if start else 200)
            self.send_header("content-length", str(len(data) - start))
            self.end_headers()
            self.wfile.write(data[start:])

    return Handler


@contextmanager
def claude_server() -> Iterator[ClaudeServer]:
    """Run a server for a test; what it answers can be changed between requests."""
    state = ClaudeServer()
    http = ThreadingHTTPServer(("127.0.0.1", 0), _handler(state))
    http.daemon_threads = True
    state.port = http.server_address[1]
    thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield state
    finally:
        http.shutdown()
        http.server_close()
        thread.join()

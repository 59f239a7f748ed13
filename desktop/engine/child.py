"""The engine child: answers questions about texts with a local model. The only importer of `llama_cpp`.

Usage: python -I -m desktop.engine.child [FOLDER]...: model files are read from these folders alone; from anywhere if
none is named. Methods: `open`, `answer`, `count`, `measure`, `devices`, `bench`; a `model` in the parameters says which
file, how much context and how many threads, and is loaded if it is not the one at hand.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from desktop.core.chat import Role, Text
from desktop.core.errors import ModelUnreadable, PromptTooLong
from desktop.engine.bench import measure
from desktop.engine.devices import list_devices
from desktop.engine.gguf import read_header
from desktop.engine.native import Library, Native
from desktop.engine.prompt import Controls, Template
from desktop.engine.session import Session, Wanted
from desktop.process.child import Call, Handler, Locked, serve, system_paths

LONGEST_TOKEN = 32
"""Characters a token has at most, on the average of a whole prompt: a longer prompt is refused without cutting it."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Which file, as it was when it was loaded, and how. Two equal choices need no loading between them."""

    path: str
    context: int
    size: int
    changed_ns: int


class Loaded:
    """A model that is ready: its session, its template, and what it is called."""

    def __init__(self, library: Library, choice: Choice) -> None:
        path = Path(choice.path)
        header = read_header(path)
        self.native = Native(library, path, header, choice.context)
        try:
            self.session = Session(self.native)
            self.template = Template(self.native.template(), *self.native.edges())
            self.controls = Controls(self.native.markup())
            self.threads = 0
        except Exception:
            self.native.close()
            raise

    def use_threads(self, asked: int) -> None:
        """Compute with so many threads; 0 means the number that was measured to be the fastest, once."""
        if asked or not self.threads:
            self.threads = asked or self.session.calibrate()
            self.native.set_threads(self.threads)

    def card(self) -> dict[str, Any]:
        """What the parent needs to know of it."""
        return asdict(self.native.header) | {"n_ctx": self.native.n_ctx, "threads": self.threads}

    def prompt(self, params: Mapping[str, Any]) -> list[int]:
        """The tokens of a whole request, from the first to where the answer begins."""
        texts = [Text(Role(role), self.controls.disarm(text)) for role, text in params["texts"]]
        written = self.template.render(self.controls.disarm(params["system"]), texts)
        if len(written) > LONGEST_TOKEN * self.native.n_ctx:
            raise too_long(len(written) // LONGEST_TOKEN - self.native.n_ctx, self.native.n_ctx)
        tokens = self.native.tokenize(written, markup=True)
        begin = self.native.begins_with()
        if begin is not None and tokens[:1] != [begin]:
            tokens.insert(0, begin)
        if not tokens:
            raise ModelUnreadable("The model's chat template leaves nothing of a question.", "Choose another model.")
        return tokens


class Worker:
    """Answers the parent's requests with the one model that is loaded."""

    def __init__(self, library: Library, ggml: Any) -> None:
        self._library = library
        self._ggml = ggml
        self._choice: Choice | None = None
        self._loaded: Loaded | None = None

    def open(self, call: Call) -> dict[str, Any]:
        """Load a model and tell what it is."""
        return self._model(call).card()

    def answer(self, call: Call) -> dict[str, Any]:
        """Answer a request: events `{"opened"}`, `{"read": [done, total]}` and `{"text"}`, then usage and reason."""
        began = time.monotonic()
        model = self._model(call)
        call.emit({"opened": model.card()})
        tokens = model.prompt(call.params)
        limit = int(call.params["max_tokens"])
        # However long an answer may be, half of the context is there to be read.
        room = model.native.n_ctx - min(limit, model.native.n_ctx // 2)
        if len(tokens) > room:
            raise too_long(len(tokens) - room, room)
        wanted = Wanted(limit, float(call.params["temperature"]), call.params["seed"])
        written = model.session.answer(
            tokens,
            wanted,
            progress=lambda done, total: call.emit({"read": [done, total]}),
            say=lambda text: call.emit({"text": text}),
            unwanted=lambda: call.cancelled,
        )
        ended = time.monotonic()
        return {
            "reason": written.reason.value,
            "usage": {
                "prompt_tokens": len(tokens),
                "completion_tokens": written.tokens,
                "cached_tokens": written.cached,
                "ttft_ms": round(((written.first or ended) - began) * 1000),
                "total_ms": round((ended - began) * 1000),
            },
        }

    def count(self, call: Call) -> list[int]:
        """Count the tokens of each text by itself."""
        native = self._model(call).native
        return [len(native.tokenize(text, markup=False)) for text in call.params["counted"]]

    def measure(self, call: Call) -> int:
        """Count the tokens of a whole request as the model would read it."""
        return len(self._model(call).prompt(call.params))

    def devices(self, call: Call) -> dict[str, Any]:
        """Tell what the engine can compute on; needs no model."""
        return {"devices": list_devices(self._ggml), "offloads": self._library.offloads}

    def bench(self, call: Call) -> list[dict[str, Any]]:
        """Measure this machine with the loaded model."""
        model = self._model(call)
        figures = measure(
            model.native, model.threads, tokens=call.params["tokens"], say=lambda t: call.emit({"text": t})
        )
        model.session.forget()
        return [asdict(figure) for figure in figures]

    def _model(self, call: Call) -> Loaded:
        asked = call.params["model"]
        path = Path(asked["path"])
        try:
            state = path.stat()
            size, changed = state.st_size, state.st_mtime_ns
        except OSError:
            size, changed = -1, -1  # the header's reader says why
        choice = Choice(str(path), int(asked["context"]), size, changed)
        if self._loaded is None or choice != self._choice:
            if self._loaded is not None:
                self._loaded.native.close()  # before the next is read: two need not fit
                self._loaded = None
            self._loaded, self._choice = Loaded(self._library, choice), choice
        self._loaded.use_threads(int(asked["threads"]))
        return self._loaded


def too_long(over: int, room: int) -> PromptTooLong:
    """The error for a prompt of `over` tokens more than the `room` there is."""
    return PromptTooLong(
        f"The question and what goes with it are {over:,} tokens longer than the {room:,} the local model can read.",
        "Shorten it, attach less, or set a longer context.",
    )


def build() -> Mapping[str, Handler]:
    """Import llama.cpp, after the lock, and name the methods."""
    import llama_cpp  # here, not above: the self-test comes first
    from llama_cpp import _ggml

    worker = Worker(Library(llama_cpp), _ggml.libggml)
    return {
        "open": worker.open,
        "answer": worker.answer,
        "count": worker.count,
        "measure": worker.measure,
        "devices": worker.devices,
        "bench": worker.bench,
    }


def main() -> None:
    """Serve the parent, locked in: GPU devices may be opened, and files read below the named folders."""
    folders = [Path(folder) for folder in sys.argv[1:]]
    devices = [*Path("/dev").glob("nvidia*"), *Path("/dev/dri").glob("render*"), Path("/dev/kfd")]
    readable = [*system_paths(), *folders] if folders else None
    serve(build, Locked(readable=readable, writable=devices))


if __name__ == "__main__":
    main()

"""Builds the wheel of the model engine once for this machine, from a source whose hash the lock names."""

from __future__ import annotations

import os
import re
import shutil
import tarfile
from pathlib import Path

from installer.setup.environment import Environment, clean_environ, describe_machine, digest
from installer.setup.locks import Pin, find_pin
from installer.setup.terminal import SetUpFailed, Terminal, run_step

PACKAGE = "llama-cpp-python"
# Pictures are not read by the engine; without its multimodal part the build takes a quarter less time.
BASE_FLAGS = "-DLLAVA_BUILD=OFF"
_REMEDY = (
    "Most often a compiler is missing or memory ran out (1 GB free is enough). Mend that and start again: the build"
    " goes on where it stopped. If it fails again at once, delete .cache/engine and start again."
)


class EngineBuild:
    """One build of the engine: where its parts lie, and the wheel that comes of it.

    A finished wheel is kept under a name made of everything that it depends on: version and hashes of the source,
    the build tools' lock, CMAKE_ARGS, and this processor (the engine is compiled for it and may not run on another).
    """

    def __init__(self, root: Path, terminal: Terminal) -> None:
        self._terminal = terminal
        self._tools_lock = root / "requirements-build.lock"
        self._work = root / ".cache" / "engine"
        self._log = root / ".cache" / "build.log"
        self._flags = f"{BASE_FLAGS} {os.environ.get('CMAKE_ARGS', '')}".strip()
        self.pin: Pin = find_pin(root / "requirements.lock", PACKAGE)
        key = digest(self.pin.text, self._tools_lock.read_bytes(), self._flags, describe_machine())
        self.shelf = root / ".cache" / "wheelhouse" / key[:16]

    def find_wheel(self) -> Path | None:
        """Return the finished wheel, if there is one and it is still what was built."""
        try:
            name, expected = (self.shelf / "built").read_text(encoding="utf-8").split()
            wheel = self.shelf / name
            return wheel if digest(wheel.read_bytes()) == expected else None
        except (OSError, ValueError):
            return None

    def make_wheel(self, python: str) -> Path:
        """Return the wheel, building it if need be (about 5 minutes on two cores). Raises SetUpFailed."""
        wheel = self.find_wheel()
        if wheel is not None:
            return wheel
        self._terminal.say(f"  The model engine is compiled for this machine, once: about 5 minutes. Log: {self._log}")
        self._work.mkdir(parents=True, exist_ok=True)
        tools = Environment(self._work / "venv", python, self._terminal, self._log)
        tools.make()
        options: list[str | Path] = ["--require-hashes", "--only-binary", ":all:", "-r", self._tools_lock]
        tools.install("Build tools, checked by hash", options)
        source = self._unpack(self._fetch_source(tools))
        wheel = self._keep(self._compile(tools, source))
        shutil.rmtree(self._work)
        return wheel

    def _environ(self, tools: Environment) -> dict[str, str]:
        path = f"{tools.programs}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
        jobs = str(os.cpu_count() or 1)
        return clean_environ() | {"CMAKE_ARGS": self._flags, "CMAKE_BUILD_PARALLEL_LEVEL": jobs, "PATH": path}

    def _fetch_source(self, tools: Environment) -> Path:
        """Download the source, which pip checks against the hashes of the lock."""
        wanted = self._work / "source.txt"
        wanted.write_text(self.pin.text, encoding="utf-8")
        folder = self._work / "download"
        command: list[str | Path] = [tools.python, "-m", "pip", "download", "--no-deps", "--require-hashes"]
        command += ["--no-build-isolation", "--no-binary", ":all:", "--dest", folder, "-r", wanted]
        title = f"Source of {PACKAGE} {self.pin.version}, checked by hash"
        run_step(self._terminal, title, command, self._log, env=self._environ(tools))
        found = sorted(folder.glob("*.tar.gz"))
        if len(found) != 1:
            raise SetUpFailed(f"{folder} holds {len(found)} archives where one was expected.", "Delete .cache/engine.")
        return found[0]

    def _unpack(self, archive: Path) -> Path:
        """Unpack once: an interrupted build finds its source as it left it, and compiles only what is not done."""
        place = self._work / "source"
        done = self._work / "unpacked"
        if not (done.is_file() and done.read_text(encoding="utf-8") == archive.name):
            shutil.rmtree(place, ignore_errors=True)
            with tarfile.open(archive) as tar:
                if hasattr(tarfile, "data_filter"):  # Python 3.11.4; the archive's hash has been checked either way
                    tar.extractall(place, filter="data")
                else:
                    tar.extractall(place)  # noqa: S202
            done.write_text(archive.name, encoding="utf-8")
        return next(place.iterdir())

    def _compile(self, tools: Environment, source: Path) -> Path:
        made = self._work / "made"
        command: list[str | Path] = [tools.python, "-m", "pip", "wheel", "--verbose", "--no-deps", "--no-index"]
        command += ["--no-build-isolation", f"--config-settings=build-dir={self._work / 'objects'}"]
        command += ["--wheel-dir", made, source]
        run_step(
            self._terminal,
            f"Compiling the model engine {self.pin.version}",
            command,
            self._log,
            env=self._environ(tools),
            progress=_count_steps,
            remedy=_REMEDY,
        )
        return next(made.glob("*.whl"))

    def _keep(self, wheel: Path) -> Path:
        self.shelf.mkdir(parents=True, exist_ok=True)
        kept = self.shelf / wheel.name
        shutil.move(wheel, kept)
        (self.shelf / "built").write_text(f"{kept.name} {digest(kept.read_bytes())}\n", encoding="utf-8")
        return kept


def install_engine(environment: Environment, build: EngineBuild, python: str) -> None:
    """Put the wheel into the environment unless it is there already, and see that it loads. Raises SetUpFailed."""
    build.make_wheel(python)
    note = environment.home / ".engine"
    mark = (build.shelf / "built").read_text(encoding="utf-8")
    if note.is_file() and note.read_text(encoding="utf-8") == mark:
        return
    options: list[str | Path] = ["--no-deps", "--no-index", "--force-reinstall", "--find-links", build.shelf]
    environment.install("Model engine", [*options, f"{PACKAGE}=={build.pin.version}"])
    environment.run("Model engine loads", [environment.python, "-c", "import llama_cpp"], _REMEDY)
    note.write_text(mark, encoding="utf-8")


def _count_steps(output: str) -> str:
    steps = re.findall(r"^\s*\[(\d+)/(\d+)\] ", output, re.MULTILINE)
    return f"step {steps[-1][0]} of {steps[-1][1]}" if steps else ""

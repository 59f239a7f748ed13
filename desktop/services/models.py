"""Model files as the models dialog and the command line use them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from desktop.core.chat import CancelToken
from desktop.core.errors import BadInput, NotFound, StaysHere
from desktop.egress.remote import Downloads
from desktop.engine.catalogue import Catalogue, CatalogueEntry
from desktop.engine.devices import Hardware
from desktop.engine.figure import Figure
from desktop.engine.files import ModelFile, ModelFiles
from desktop.engine.local import LocalModel
from desktop.privacy.ticket import TicketOffice

Progress = Callable[[int, int], None]
SHARE_OF_MEMORY = 0.5
"""How much of the memory a recommended model may need."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A model of the catalogue or of the disk, with what is known of it. `path` is None for what is not here yet."""

    id: str
    name: str
    file: str
    bytes: int
    sha256: str
    path: Path | None
    verified: bool
    fits: bool
    reason: str
    licence: str


class Models:
    """What can be downloaded, what is here, and whether it is what it claims to be."""

    def __init__(
        self,
        files: ModelFiles,
        catalogue: Catalogue,
        local: LocalModel,
        downloads: Downloads,
        office: TicketOffice,
        *,
        wanted: Callable[[], str],
        memory_bytes: Callable[[], int],
        policy_problem: Callable[[], str],
    ) -> None:
        """`wanted` reads the setting that chooses the model; `memory_bytes` is this computer's memory.

        `policy_problem` says why settings or policy cannot be used; then nothing is fetched.
        """
        self._files = files
        self._catalogue = catalogue
        self._local = local
        self._downloads = downloads
        self._office = office
        self._wanted = wanted
        self._memory_bytes = memory_bytes
        self._policy_problem = policy_problem

    def current_name(self) -> str:
        """The name of the model that answers here: the catalogue's, or else the file's own. Raises `ModelMissing`."""
        path = self._files.resolve(self._wanted())
        for file in self._files.installed():
            if file.path == path and (entry := self._entry_of(file)) is not None:
                return entry.name
        return self._local.name()

    def offers(self) -> tuple[Offer, ...]:
        """What is here, then what could be fetched."""
        here = self._files.installed()
        hashes = {file.sha256 for file in here} | {file.id for file in here}
        absent = [e for e in self._catalogue.entries if e.sha256 not in hashes and e.id not in hashes and not e.starter]
        return (*(self._installed(file) for file in here), *(self._absent(entry) for entry in absent))

    def recommend(self) -> Offer | None:
        """The largest model that fits this computer with room to spare, or None when none does.

        Larger models of the catalogue answer better; half of the memory is left to everything else.
        """
        fitting = [e for e in self._catalogue.entries if e.min_ram_bytes <= self._memory_bytes() * SHARE_OF_MEMORY]
        return max(map(self._absent, fitting), key=lambda offer: offer.bytes, default=None)

    def get(self, name: str, progress: Progress, cancel: CancelToken) -> ModelFile | None:
        """Download a model of the catalogue, going on where an earlier try stopped; None when cancelled.

        Raises `NotVerified` when the bytes are not those of the catalogue; nothing of them is kept then.
        """
        entry = self._catalogue.find(name)
        if entry is None:
            raise NotFound(f"The catalogue has no model {name}.", "See `cloister models list`.")
        if entry.starter:
            raise BadInput(f"{entry.name} is installed with Cloister.", "There is nothing to download.")
        if problem := self._policy_problem():
            raise StaysHere(f"Nothing is fetched. {problem}", "Import the file from a disk instead.")
        part = self._files.partial_path(entry)
        have = part.stat().st_size if part.exists() else 0
        if have < entry.bytes:
            have = self._downloads.fetch(
                self._office.issue_download(entry.url, have), part, entry.bytes, progress, cancel
            )
        return None if cancel.cancelled and have < entry.bytes else self._files.adopt(part, entry)

    def import_file(self, path: Path, progress: Progress, cancel: CancelToken) -> ModelFile | None:
        """Copy a model file from a disk; None when cancelled."""
        return self._files.import_file(path, progress, cancel)

    def verify(self, name: str) -> bool:
        """Hash a model file again and compare."""
        return self._files.verify(name)

    def hardware(self) -> Hardware:
        """What the engine can run on."""
        return self._local.hardware()

    def describe_devices(self) -> str:
        """The same in a sentence."""
        hardware = self.hardware()
        names = ", ".join(f"{device.name} ({device.backend})" for device in hardware.devices)
        return f"{names}; answers run on {hardware.backend}"

    def bench(self) -> list[Figure]:
        """The engine's own figures on this machine."""
        return self._local.bench()

    def _installed(self, file: ModelFile) -> Offer:
        entry = self._entry_of(file)
        fits, reason = self._fit(file.bytes, entry)
        return Offer(
            id=file.id,
            name=entry.name if entry else file.path.stem,
            file=file.path.name,
            bytes=file.bytes,
            sha256=file.sha256 or (entry.sha256 if entry else ""),
            path=file.path,
            verified=file.verified,
            fits=fits,
            reason=reason,
            licence=entry.licence if entry else "",
        )

    def _entry_of(self, file: ModelFile) -> CatalogueEntry | None:
        return self._catalogue.by_hash(file.sha256) if file.sha256 else self._catalogue.find(file.id)

    def _absent(self, entry: CatalogueEntry) -> Offer:
        fits, reason = self._fit(entry.bytes, entry)
        return Offer(
            entry.id, entry.name, entry.filename, entry.bytes, entry.sha256, None, False, fits, reason, entry.licence
        )

    def _fit(self, size: int, entry: CatalogueEntry | None) -> tuple[bool, str]:
        """Whether this computer's memory is enough; without a catalogue entry, weights and a GiB for the context."""
        needed = entry.min_ram_bytes if entry else size + (1 << 30)
        have = self._memory_bytes()
        verdict = f"needs {needed / 2**30:.1f} GiB of memory, this computer has {have / 2**30:.1f}"
        return needed <= have, verdict

"""The composition root: builds every object once, by constructor, and shuts them down in reverse."""

from __future__ import annotations

import os
import shutil
import sys
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import platformdirs

from desktop.core.chat import ConversationId
from desktop.core.errors import BadInput, KnownError, StaysHere
from desktop.documents.embedder import Embedder, embedder_channel
from desktop.documents.reader import Reader, reader_channel
from desktop.egress.prices import cloud_cost
from desktop.egress.remote import ClaudeModel, Downloads, egress_channel
from desktop.engine.catalogue import load_catalogue
from desktop.engine.files import ModelFiles
from desktop.engine.local import LocalModel, engine_channel
from desktop.privacy.gate import Gate
from desktop.privacy.scanner import Scanner, scanner_channel
from desktop.privacy.ticket import TicketOffice
from desktop.process import hardening
from desktop.process.channel import Channel, together
from desktop.services.chat import ChatService, LocalRoute
from desktop.services.collections import Collections, Tools
from desktop.services.credentials import Credentials
from desktop.services.health import Health
from desktop.services.house import Services
from desktop.services.library import Library
from desktop.services.models import Models
from desktop.services.outbox import Outbox
from desktop.services.preferences import Preferences
from desktop.services.scanning import Scanning
from desktop.store.conversations import Conversations
from desktop.store.database import Database, open_database
from desktop.store.documents import Documents
from desktop.store.files import private_folder
from desktop.store.keyrings import SecretStore, SystemKeyring
from desktop.store.ledger import Ledger
from desktop.store.preferences import SettingsFile
from desktop.store.vault import Vault

ROOT = Path(__file__).resolve().parents[1]
MODELS = ROOT / "models"


@dataclass(frozen=True, slots=True)
class Places:
    """Where everything lies. `trusted_policy`: the policy's owner and permissions are checked."""

    data: Path
    policy: Path
    trusted_policy: bool

    @staticmethod
    def choose(data: Path | None = None, policy: Path | None = None) -> Places:
        """The platform's places, or those given. A policy given by hand is refused where the machine has its own."""
        machine = machine_policy()
        if policy is not None and not policy.is_file():
            raise BadInput(f"There is no policy file {policy}.", "Check the name.")
        if policy is not None and machine.exists():
            raise StaysHere(f"This computer has a policy of its own ({machine}).", "Leave --policy out.")
        return Places(
            data or Path(platformdirs.user_data_dir("cloister", appauthor=False)), policy or machine, policy is None
        )


def machine_policy() -> Path:
    """Where the administrator's policy lies on this system."""
    match sys.platform:
        case "darwin":
            return Path("/Library/Application Support/Cloister/policy.json")
        case "win32":
            return Path(os.environ.get("PROGRAMDATA", "C:/ProgramData")) / "Cloister" / "policy.json"
        case _:
            return Path("/etc/cloister/policy.json")


def physical_memory() -> int:
    """Bytes of memory in this computer; 0 where the system does not say."""
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):
        return 0


def _folder_of(model: str) -> tuple[Path, ...]:
    """The folder of a model that is named by its path, which the engine has to be allowed to read."""
    path = Path(model).expanduser()
    return (path.resolve().parent,) if model and path.is_file() else ()


class House:
    """Everything of one run. What needs no database is there at once; `open` builds the rest.

    Helper processes start when they are first needed, but the egress launcher, which must come before `close_network`.
    """

    def __init__(
        self,
        places: Places,
        keyring: SecretStore | None = None,
        overrides: Mapping[str, Any] | None = None,
        *,
        recovers: bool = False,
    ) -> None:
        """`overrides` are settings for this run alone. `recovers`: answers that a crash left open are closed.

        The window recovers; a command may run while a window is answering, and must not touch that answer.
        """
        self._recovers = recovers
        self._network = "This process has not closed its own network."
        self._places = places
        folder = private_folder(places.data)
        self._keyring: SecretStore = keyring or SystemKeyring()
        self.preferences = Preferences(
            SettingsFile(folder / "settings.json", places.policy, trusted_policy=places.trusted_policy)
        )
        settings = self.preferences.override(**(overrides or {}))
        accepted = settings.accept_unverified_isolation
        secret = TicketOffice.new_secret()
        self._office = TicketOffice(secret)
        catalogue = load_catalogue(MODELS / "catalogue.json")
        files = ModelFiles(folder / "models", catalogue)
        self._egress = egress_channel(secret)
        engine = engine_channel(accepted, (*files.readable(), *_folder_of(settings.local_model)))
        scanner = scanner_channel(accepted)
        reader = reader_channel(accept_unverified=accepted)
        embedder = embedder_channel(accept_unverified=accepted)
        self._channels: list[Channel] = [self._egress, engine, scanner, reader, embedder]
        self.credentials = Credentials(self._keyring)

        def wanted() -> str:
            return self.preferences.settings.local_model

        self._local = LocalModel(
            engine, lambda: files.resolve(wanted()), settings.local_context, settings.local_threads
        )
        self._tools = Tools(Reader(reader), Embedder(embedder))
        self._scanner = Scanner(scanner, MODELS / "pii-ner")
        self.scanning = Scanning(self._scanner, self._tools.reader)
        self.models = Models(
            files,
            catalogue,
            self._local,
            Downloads(self._egress),
            self._office,
            wanted=wanted,
            memory_bytes=physical_memory,
            policy_problem=lambda: self.preferences.problem,
        )
        self.health = Health(
            folder,
            lambda path: shutil.disk_usage(path).free,
            self._keyring,
            self.preferences,
            self.models,
            (("model", engine), ("scanner", scanner), ("document reader", reader), ("embedder", embedder)),
            self._scanner.check,
            lambda: self._network,
        )
        self._vault = Vault(folder, self._keyring)
        self._database: Database | None = None
        self._ledger: Ledger | None = None

    def new(self) -> bool:
        """Whether nothing has been kept here yet."""
        return self._vault.is_new

    def needs_passphrase(self) -> bool:
        """Whether `open` has to be given a passphrase."""
        return self._vault.needs_passphrase()

    def open(self, passphrase: str | None = None) -> Services:
        """Open the database and build the services over it. May block on the keyring's own prompt."""
        database = open_database(self._places.data / "cloister.db", self._vault.unlock(passphrase))
        self._database = database
        conversations, documents, ledger = Conversations(database), Documents(database), Ledger(database)
        self._ledger = ledger
        if self._recovers:
            conversations.close_unfinished()

        def switched_on(conversation: ConversationId) -> bool:
            return conversations.get(conversation).cloud

        gate = Gate(self._scanner, self._office, self.preferences.current, switched_on)
        collections = Collections(documents, self._tools)
        cloud = ClaudeModel(self._egress, self.credentials.read, gate.admit)
        local = LocalRoute(self._local, self.models.current_name, lambda: self._local.context_tokens, self._local.count)
        chat = ChatService(
            conversations,
            collections,
            gate,
            Outbox(ledger, cloud, cloud_cost),
            local=local,
            settings=self.preferences.current,
        )
        library = Library(conversations, documents, ledger, self.preferences.current)
        return Services(
            chat=chat,
            library=library,
            collections=collections,
            scanning=self.scanning,
            preferences=self.preferences,
            credentials=self.credentials,
            models=self.models,
            health=self.health,
        )

    def close_network(self) -> str:
        """Start the egress launcher, then deny this process the network. A sentence when that cannot be done here."""
        self._egress.start()
        hardening.watch_sockets(self._note_attempt)
        self._network = hardening.deny_inet()
        return self._network

    def close(self) -> None:
        """End the helper processes and close the database."""
        together(self._channels)
        if self._database is not None:
            self._database.close()
            self._database = self._ledger = None

    def _note_attempt(self, event: str) -> None:
        """Write an attempt to reach a network from this process into the ledger, off the calling thread."""
        if (ledger := self._ledger) is not None:
            threading.Thread(target=ledger.append, args=("tripwire", {"event": event}), daemon=True).start()


def run_window(places: Places) -> int:
    """Open the window; returns when it is closed, with the exit code."""
    if sys.platform == "linux" and not any(map(os.environ.get, ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))):
        raise KnownError(
            "There is no display to open the window on.", "Use the command line instead: `cloister --help` lists it."
        )
    from desktop.ui.run import run_window as run  # Qt is not loaded for the command line

    hardening.harden()
    house = House(places, recovers=True)
    house.close_network()
    try:
        return run(house, house.preferences.settings)
    finally:
        house.close()

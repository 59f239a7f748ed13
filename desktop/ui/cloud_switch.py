"""The switch that lets Claude answer in one conversation: what it says, and what is asked before it is turned on."""

from __future__ import annotations

from PySide6.QtCore import QObject, QUrl, Signal

from desktop.bridge.jobs import Jobs
from desktop.core.chat import Conversation
from desktop.core.errors import AppError, CloudKeyMissing
from desktop.ui.chat_page import ChatPage
from desktop.ui.dialogs import ConsentSheet
from desktop.ui.head import CloudState
from desktop.ui.services import Services
from desktop.ui.theme import Look


class CloudSwitch(QObject):
    """`wanted` carries the user's wish once there is a key and consent; `failed` why it cannot be granted."""

    wanted = Signal(bool)
    failed = Signal(object)

    def __init__(self, look: Look, page: ChatPage, services: Services, jobs: Jobs, parent: QObject) -> None:
        super().__init__(parent)
        self._look = look
        self._page = page
        self._services = services
        self._jobs = jobs
        self._consented = False
        page.head.cloud_asked.connect(self.ask)
        page.composer.cloud_asked.connect(self.ask)

    def show_for(self, conversation: Conversation | None) -> None:
        """Say whether Claude is locked, off or on in a conversation."""
        preferences = self._services.preferences
        if not preferences.settings.cloud_allowed:
            by = preferences.managed_by if "cloud_allowed" in preferences.locked else ""
            why = f"{by} has set this." if by else "Claude is switched off in Settings."
            state = CloudState.LOCKED
        else:
            why = ""
            state = CloudState.ON if conversation is not None and conversation.cloud else CloudState.OFF
        self._page.head.show_cloud(state, why)
        self._page.composer.show_cloud(state)

    def toggle(self) -> None:
        """Ask for the other state."""
        if self._page.head.cloud is not CloudState.LOCKED:
            self.ask(self._page.head.cloud is not CloudState.ON)

    def ask(self, on: bool) -> None:
        """Turn off at once; before turning on, look for a key and ask for consent."""
        if on == (self._page.head.cloud is CloudState.ON):
            return
        if on:
            # Detached, as every call that may wait for a keyring's prompt.
            self._jobs.detach(self, self._services.credentials.present, self._on_key_known, self._on_failed)
        else:
            self.wanted.emit(False)

    def _on_key_known(self, present: bool) -> None:
        if not present:
            what = "There is no key for Claude on this computer."
            self.failed.emit(CloudKeyMissing(what, "Add one in Settings, or keep working locally."))
        elif self._consented:
            self.wanted.emit(True)
        else:
            host = QUrl(self._services.preferences.settings.cloud_address).authority()
            ConsentSheet(self._look, self._page.window(), host).agreed.connect(self._on_agreed)

    def _on_agreed(self) -> None:
        self._consented = True
        self.wanted.emit(True)

    def _on_failed(self, error: AppError) -> None:
        self.failed.emit(error)

"""Conversations as the sidebar and the command line use them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from desktop.core.chat import Conversation, ConversationId, Message
from desktop.core.cost import MicroUsd
from desktop.core.errors import BadInput, StaysHere
from desktop.core.settings import Settings
from desktop.services.chat import UNTITLED
from desktop.store.conversations import Conversations
from desktop.store.documents import Documents
from desktop.store.ledger import Ledger


class Library:
    """What was said before, and what the sidebar's foot counts."""

    def __init__(
        self, conversations: Conversations, documents: Documents, ledger: Ledger, settings: Callable[[], Settings]
    ) -> None:
        self._conversations = conversations
        self._documents = documents
        self._ledger = ledger
        self._settings = settings

    def conversations(self) -> tuple[Conversation, ...]:
        """All conversations, the latest first."""
        return self._conversations.all()

    def messages(self, conversation: ConversationId) -> tuple[Message, ...]:
        """The messages of one, the oldest first. Raises `NotFound`."""
        return self._conversations.messages(self._conversations.get(conversation).id)

    def conversation(self, conversation: ConversationId) -> Conversation:
        """One conversation. Raises `NotFound`."""
        return self._conversations.get(conversation)

    def create(self, title: str = UNTITLED) -> Conversation:
        """A new conversation; its first question names it."""
        return self._conversations.create(title)

    def rename(self, conversation: ConversationId, title: str) -> None:
        """Give it another title."""
        if not title.strip():
            raise BadInput("A conversation needs a title.", "Type one.")
        self._conversations.rename(conversation, title.strip())

    def delete(self, conversation: ConversationId) -> None:
        """Delete it with its messages, and documents that nothing else uses."""
        for info in self._documents.attached(conversation):
            self._documents.detach(conversation, info.id)
        self._conversations.delete(conversation)

    def set_cloud(self, conversation: ConversationId, on: bool) -> Conversation:
        """Switch Claude on or off in one conversation. Raises `StaysHere` where the settings forbid it."""
        if on and not self._settings().cloud_allowed:
            raise StaysHere(
                "Claude is switched off on this computer.", "Ask here; your organisation may have set this."
            )
        self._conversations.set_cloud(conversation, on)
        return self._conversations.get(conversation)

    def search(self, text: str) -> tuple[Conversation, ...]:
        """Conversations in which a text occurs."""
        return self._conversations.search(text) if text.strip() else self._conversations.all()

    def sends_today(self) -> tuple[int, MicroUsd]:
        """How many prompts left today, and what this month's cost, from the ledger."""
        today = datetime.now().astimezone().replace(hour=0, minute=0, second=0, microsecond=0)
        return self._ledger.sends_since(today), self._ledger.cost_since(today.replace(day=1))

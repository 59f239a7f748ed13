"""All services of one open database."""

from __future__ import annotations

from dataclasses import dataclass

from desktop.services.chat import ChatService
from desktop.services.collections import Collections
from desktop.services.credentials import Credentials
from desktop.services.health import Health
from desktop.services.library import Library
from desktop.services.models import Models
from desktop.services.preferences import Preferences
from desktop.services.scanning import Scanning


@dataclass(frozen=True, slots=True)
class Services:
    """What a user can do."""

    chat: ChatService
    library: Library
    collections: Collections
    scanning: Scanning
    preferences: Preferences
    credentials: Credentials
    models: Models
    health: Health

"""Every setting, once: its name, type, default and one sentence. Dialogs, checks and documentation derive from it."""

from __future__ import annotations

from enum import StrEnum
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, field_validator

CLOUD_ADDRESS = "https://api.anthropic.com"
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


class Theme(StrEnum):
    """How the window looks."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"
    HIGH_CONTRAST = "high_contrast"


class Settings(BaseModel):
    """The effective settings. Frozen: a change makes a new one."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    cloud_allowed: bool = Field(default=True, description="Whether any text may go to Claude at all.")
    cloud_address: str = Field(
        default=CLOUD_ADDRESS, description="Where Claude is reached; only its own host or this computer."
    )
    cloud_model: str = Field(
        default="claude-sonnet-5-5", pattern=r"^[a-z0-9.-]{3,64}$", description="Which Claude answers."
    )
    cloud_max_tokens: int = Field(default=4096, ge=1, le=20_000, description="Longest answer of Claude, in tokens.")
    local_model: str = Field(default="", description="Path or id of the local model; empty takes the installed one.")
    local_max_tokens: int = Field(default=512, ge=1, le=32_768, description="Longest local answer, in tokens.")
    local_context: int = Field(
        default=4096, ge=512, le=1_048_576, description="Tokens the local model can read at once."
    )
    local_threads: int = Field(default=0, ge=0, le=512, description="Threads of the local model; 0 measures the best.")
    local_watts: float = Field(
        default=45.0, ge=0, le=5000, description="Power drawn while answering, for the energy estimate."
    )
    usd_per_kwh: float = Field(
        default=0.1872, ge=0, le=10, description="Price of electricity (US household mean, April 2026)."
    )
    accept_unverified_isolation: bool = Field(
        default=False, description="Whether helper processes may run where the system offers no verified lock."
    )
    theme: Theme = Field(default=Theme.SYSTEM, strict=False, description="How the window looks.")

    @field_validator("cloud_address")
    @classmethod
    def _only_known_hosts(cls, value: str) -> str:
        parts = urlsplit(value)
        own = value == CLOUD_ADDRESS
        here = parts.scheme == "http" and parts.hostname in LOOPBACK and parts.path in {"", "/"} and not parts.username
        if not (own or here):
            raise ValueError("the cloud address must be Claude's own or one on this computer")
        return value.rstrip("/")


STRICTEST: dict[str, object] = {
    "cloud_allowed": False,
    "accept_unverified_isolation": False,
    "cloud_address": CLOUD_ADDRESS,
}
"""What holds when a policy cannot be read: nothing leaves, nothing runs outside its lock."""

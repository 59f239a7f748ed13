"""Where the pictures and the theme lie: `resources/`, beside the package."""

from __future__ import annotations

from pathlib import Path

RESOURCES = Path(__file__).resolve().parents[2] / "resources"
ICONS = RESOURCES / "icons"
TOKENS = RESOURCES / "theme" / "tokens.json"

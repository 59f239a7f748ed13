"""The colours of the window by their meaning, read from the token file: the one place where they are written."""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from pathlib import Path

from desktop.ui.resources import TOKENS


@dataclass(frozen=True, slots=True)
class Tokens:
    """Every colour of the window, by its meaning."""

    canvas: str
    sidebar: str
    rail: str
    raised: str
    sunken: str
    border: str
    border_mid: str
    border_strong: str
    text: str
    text2: str
    text3: str
    accent: str
    accent_hover: str
    on_accent: str
    accent_soft: str
    cloud: str
    cloud_hover: str
    on_cloud: str
    cloud_soft: str
    org: str
    org_soft: str
    found: str
    found_line: str
    found_soft: str
    stop: str
    stop_soft: str
    focus: str
    lit: str
    lit_bar: str
    selection: str
    paper: str
    ink: str
    scrim: str
    skeleton: str
    mine: str


def load_tokens(path: Path = TOKENS) -> dict[str, Tokens]:
    """Read the token file: one set of colours for each of light, dark and high_contrast."""
    names = {field.name for field in fields(Tokens)}
    raw: dict[str, dict[str, str]] = json.loads(path.read_text("utf-8"))
    return {mode: Tokens(**{key: value for key, value in raw[mode].items() if key in names}) for mode in raw}

"""What the engine can compute on: processors and graphics cards, with their memory."""

from __future__ import annotations

import ctypes
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

KINDS = {0: "cpu", 1: "gpu", 2: "integrated gpu", 3: "accelerator"}
"""enum ggml_backend_dev_type of ggml/include/ggml-backend.h."""


@dataclass(frozen=True, slots=True)
class Device:
    """One device: `name` as the maker calls it, `backend` as ggml does (CPU, CUDA, Metal, Vulkan); memory in bytes."""

    name: str
    kind: str
    backend: str
    memory_total: int
    memory_free: int


@dataclass(frozen=True, slots=True)
class Hardware:
    """All devices, the backend that the model runs on, and whether layers are given to a graphics card."""

    devices: tuple[Device, ...]
    backend: str
    offload: bool


def to_hardware(head: Mapping[str, Any]) -> Hardware:
    """Rebuild what the child told."""
    devices = tuple(Device(**device) for device in head["devices"])
    offload = bool(head["offloads"])
    graphics = next((device.backend for device in devices if device.kind in {"gpu", "integrated gpu"}), "")
    return Hardware(devices, graphics if offload and graphics else "CPU", offload)


def list_devices(ggml: Any) -> list[dict[str, Any]]:
    """Ask the loaded ggml library for its devices. Runs in the child."""
    pointer, size, text = ctypes.c_void_p, ctypes.c_size_t, ctypes.c_char_p

    def function(name: str, result: Any, *arguments: Any) -> Any:
        found = getattr(ggml, name)
        found.restype, found.argtypes = result, list(arguments)
        return found

    get = function("ggml_backend_dev_get", pointer, size)
    describe = function("ggml_backend_dev_description", text, pointer)
    kind = function("ggml_backend_dev_type", ctypes.c_int, pointer)
    registry = function("ggml_backend_dev_backend_reg", pointer, pointer)
    backend = function("ggml_backend_reg_name", text, pointer)
    memory = function("ggml_backend_dev_memory", None, pointer, ctypes.POINTER(size), ctypes.POINTER(size))
    devices = []
    for index in range(function("ggml_backend_dev_count", size)()):
        device, free, total = get(index), size(), size()
        memory(device, ctypes.byref(free), ctypes.byref(total))
        devices.append(
            {
                "name": (describe(device) or b"").decode("utf-8", "replace"),
                "kind": KINDS.get(kind(device), "other"),
                "backend": (backend(registry(device)) or b"").decode("utf-8", "replace"),
                "memory_total": total.value,
                "memory_free": free.value,
            }
        )
    return devices

"""Devices as the child tells them, and which backend a model runs on."""

import pytest
from llama_cpp import _ggml

from desktop.engine.devices import Device, list_devices, to_hardware

CPU = {"name": "A", "kind": "cpu", "backend": "CPU", "memory_total": 8, "memory_free": 4}
GPU = {"name": "B", "kind": "gpu", "backend": "Vulkan", "memory_total": 8, "memory_free": 4}


def test_the_library_names_this_machine(library):
    devices = [Device(**head) for head in list_devices(_ggml.libggml)]
    assert [device.kind for device in devices].count("cpu") == 1
    assert all(device.name and device.backend for device in devices)


@pytest.mark.parametrize(
    ("devices", "offloads", "backend"),
    [([CPU], False, "CPU"), ([CPU, GPU], True, "Vulkan"), ([GPU, CPU], False, "CPU"), ([CPU], True, "CPU")],
)
def test_the_backend_is_the_graphics_card_if_it_is_used(devices, offloads, backend):
    hardware = to_hardware({"devices": devices, "offloads": offloads})
    assert (hardware.backend, hardware.offload, len(hardware.devices)) == (backend, offloads, len(devices))

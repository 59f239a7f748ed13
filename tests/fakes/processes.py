"""Finds processes by their parent, from /proc."""

from pathlib import Path


def children_of(parent: int) -> dict[int, str]:
    """Process ids of the living children of a process, with their command lines."""
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            stat = (folder / "stat").read_text()
            command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
        except OSError:
            continue
        if int(stat.rpartition(")")[2].split()[1]) == parent:
            found[int(folder.name)] = command
    return found

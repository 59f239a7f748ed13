"""The system calls a lock is made of, by ctypes: seccomp, Landlock, capabilities, namespaces. Linux alone.

Numbers are from the kernel's tables for x86-64 and aarch64 (arch/x86/entry/syscalls/syscall_64.tbl and
include/uapi/asm-generic/unistd.h) and from include/uapi/linux/{seccomp,landlock,prctl,capability}.h.
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import resource
import struct
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

PR_SET_DUMPABLE = 4
PR_SET_NO_NEW_PRIVS = 38
SECCOMP_SET_MODE_FILTER = 1
SECCOMP_FILTER_FLAG_TSYNC = 1
AF_UNIX, AF_NETLINK = 1, 16
CLONE_NEWUSER, CLONE_NEWNET = 0x10000000, 0x40000000
FIRST_UNKNOWN = 463
"""setxattrat, the first call after those of Linux 6.12, which were read one by one. Both machines number it so."""
O_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC


@dataclass(frozen=True, slots=True)
class Machine:
    """One architecture: its audit number, whether it has a second calling convention (x32), and its call numbers."""

    audit: int
    x32: bool
    seccomp: int
    capset: int
    calls: dict[str, int]


def _table(names: str, numbers: str) -> dict[str, int]:
    return dict(zip(names.split(), map(int, numbers.split()), strict=True))


_ESCAPES = (
    "socket connect bind listen accept accept4 ptrace process_vm_readv process_vm_writev pidfd_getfd bpf "
    "perf_event_open userfaultfd unshare setns keyctl add_key request_key mount io_uring_setup io_uring_enter "
    "io_uring_register execve execveat kcmp socketpair sendto sendmsg sendmmsg shmget shmat msgget semget mq_open"
)
_WRITES = (
    "truncate renameat renameat2 unlinkat mkdirat linkat symlinkat fchmod fchmodat fchown fchownat mknodat "
    "setxattr lsetxattr fsetxattr removexattr openat2 utimensat chroot"
)
MACHINES = {
    "x86_64": Machine(
        0xC000003E,
        x32=True,
        seccomp=317,
        capset=126,
        calls=_table(
            _ESCAPES,
            "41 42 49 50 43 288 101 310 311 438 321 298 323 272 308 250 248 249 165 425 426 427 59 322 312 "
            "53 44 46 307 29 30 68 64 240",
        )
        | _table(_WRITES, "76 264 316 263 258 265 266 91 268 93 260 259 188 189 190 197 437 280 161")
        # The old calls without a directory, which aarch64 never had.
        | _table(
            "rename unlink mkdir rmdir link symlink creat chmod chown lchown mknod utime utimes futimesat",
            "82 87 83 84 86 88 85 90 92 94 133 132 235 261",
        )
        | _table("open openat clone prlimit64", "2 257 56 302"),
    ),
    "aarch64": Machine(
        0xC00000B7,
        x32=False,
        seccomp=277,
        capset=91,
        calls=_table(
            _ESCAPES,
            "198 203 200 201 202 242 117 270 271 438 280 241 282 97 268 219 217 218 40 425 426 427 221 281 272 "
            "199 206 211 269 194 196 186 190 180",
        )
        | _table(_WRITES, "45 38 276 35 34 37 36 52 53 55 54 33 5 6 7 14 437 88 51")
        | _table("openat clone prlimit64", "56 220 261"),
    ),
}
ESCAPES = tuple(_ESCAPES.split())
WRITES = tuple(
    name for name in MACHINES["x86_64"].calls if name not in {*ESCAPES, "open", "openat", "clone", "prlimit64"}
)

_libc = ctypes.CDLL(None, use_errno=True)


def machine() -> Machine:
    """The architecture we run on. Raises `OSError` where no table is known."""
    try:
        return MACHINES[platform.machine()]
    except KeyError as error:
        raise OSError(errno.ENOSYS, f"no system call table for {platform.machine()}") from error


def _call(number: int, *arguments: object) -> int:
    result = int(
        _libc.syscall(ctypes.c_long(number), *(ctypes.c_long(a) if isinstance(a, int) else a for a in arguments))
    )
    if result < 0:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))
    return result


def _prctl(option: int, value: int) -> None:
    if _libc.prctl(option, ctypes.c_ulong(value), 0, 0, 0):
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))


def forbid_dumps() -> None:
    """No core file, and no other process of the user may read this one's memory."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    _prctl(PR_SET_DUMPABLE, 0)


def leave_network_namespace() -> None:
    """Move into a user and network namespace of our own: it has no interface. Raises `OSError` where forbidden."""
    uid, gid = os.getuid(), os.getgid()
    if _libc.unshare(CLONE_NEWUSER | CLONE_NEWNET):
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))
    for name, value in (("setgroups", "deny"), ("uid_map", f"{uid} {uid} 1"), ("gid_map", f"{gid} {gid} 1")):
        Path("/proc/self", name).write_text(value, encoding="ascii")


def drop_capabilities() -> None:
    """Give up every capability: even root's child is then an ordinary process."""
    header = ctypes.create_string_buffer(
        struct.pack("=Ii", 0x20080522, 0), 8
    )  # _LINUX_CAPABILITY_VERSION_3, this process
    _call(machine().capset, header, ctypes.create_string_buffer(24))


# Landlock access rights (include/uapi/linux/landlock.h)
_FS_EXECUTE, _FS_WRITE_FILE, _FS_READ_FILE, _FS_READ_DIR = 1 << 0, 1 << 1, 1 << 2, 1 << 3
_FS_READ = _FS_EXECUTE | _FS_READ_FILE | _FS_READ_DIR
_FS_BY_ABI = ((1, 0x1FFF), (2, 1 << 13), (3, 1 << 14), (5, 1 << 15))
_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_RULE_PATH_BENEATH = 1


def landlock(readable: Sequence[Path] | None, writable: Iterable[Path]) -> int:
    """Allow reading only below `readable` (None: anywhere) and writing only to `writable`; no TCP where the kernel can.

    Returns Landlock's ABI version; raises `OSError` where the kernel has none.
    """
    abi = _call(_CREATE_RULESET, None, 0, 1)
    handled = sum(bits for since, bits in _FS_BY_ABI if abi >= since)
    if readable is None:
        handled &= ~_FS_READ
    network = 3 if abi >= 4 else 0  # bind and connect of TCP
    scope = 3 if abi >= 6 else 0  # abstract unix sockets and signals
    attributes = struct.pack("QQQ", handled, network, scope)[: 24 if abi >= 6 else 16 if abi >= 4 else 8]
    ruleset = _call(_CREATE_RULESET, ctypes.create_string_buffer(attributes, len(attributes)), len(attributes), 0)
    try:
        for path in readable or ():
            _allow(ruleset, path, _FS_READ if path.is_dir() else _FS_READ_FILE | _FS_EXECUTE)
        for path in writable:
            _allow(ruleset, path, (_FS_WRITE_FILE | _FS_READ_FILE) & handled)
        _prctl(PR_SET_NO_NEW_PRIVS, 1)
        _call(_RESTRICT_SELF, ruleset, 0)
    finally:
        os.close(ruleset)
    return abi


def _allow(ruleset: int, path: Path, rights: int) -> None:
    try:
        where = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except FileNotFoundError:
        return
    try:
        rule = struct.pack("=Qi", rights, where)
        _call(_ADD_RULE, ruleset, _RULE_PATH_BENEATH, ctypes.create_string_buffer(rule, len(rule)), 0)
    finally:
        os.close(where)


# Classic BPF (include/uapi/linux/filter.h): load word, jump if equal, jump if any bit, jump if greater or equal, return
_LOAD, _EQUAL, _ANY_BIT, _AT_LEAST, _RETURN = 0x20, 0x15, 0x45, 0x35, 0x06
_KILL, _ALLOW, _REFUSE, _ABSENT = 0x80000000, 0x7FFF0000, 0x00050000 | errno.EPERM, 0x00050000 | errno.ENOSYS
_NUMBER, _ARCH = 0, 4


def _argument(index: int) -> int:
    return 16 + 8 * index  # offset of its low half in struct seccomp_data, little-endian


Instruction = tuple[int, int, int, int]


def _filter(rules: list[Instruction]) -> None:
    """Install a filter for every thread of this process; a foreign calling convention is killed."""
    here = machine()
    program: list[Instruction] = [(_LOAD, 0, 0, _ARCH), (_EQUAL, 1, 0, here.audit), (_RETURN, 0, 0, _KILL)]
    program.append((_LOAD, 0, 0, _NUMBER))
    if here.x32:
        program += [(_AT_LEAST, 0, 1, 0x40000000), (_RETURN, 0, 0, _KILL)]
    program += [*rules, (_RETURN, 0, 0, _ALLOW)]
    code = b"".join(struct.pack("=HBBI", *instruction) for instruction in program)
    buffer = ctypes.create_string_buffer(code, len(code))
    header = ctypes.create_string_buffer(struct.pack("@HP", len(program), ctypes.addressof(buffer)), 16)
    _prctl(PR_SET_NO_NEW_PRIVS, 1)
    _call(here.seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC, header)


def _refuse(names: Iterable[str]) -> list[Instruction]:
    calls = machine().calls
    return [step for name in names if name in calls for step in ((_EQUAL, 0, 1, calls[name]), (_RETURN, 0, 0, _REFUSE))]


def _refuse_bits(name: str, index: int, bits: int) -> list[Instruction]:
    """Refuse one call when any of `bits` is set in the low half of its argument `index`."""
    calls = machine().calls
    if name not in calls:
        return []
    return [
        (_EQUAL, 0, 4, calls[name]),
        (_LOAD, 0, 0, _argument(index)),
        (_ANY_BIT, 0, 1, bits),
        (_RETURN, 0, 0, _REFUSE),
        (_LOAD, 0, 0, _NUMBER),
    ]


def seccomp_child(*, refuse_opening_for_writing: bool) -> None:
    """Refuse every way out of this process and every change to the file tree.

    Opening a file for writing is Landlock's to judge, by path (a GPU's device file must be opened so); where there is
    no Landlock, `refuse_opening_for_writing` closes it for every path.
    """
    rules = [*_refuse(ESCAPES), *_refuse(WRITES), *_refuse_bits("clone", 0, CLONE_NEWUSER)]
    rules += _refuse_bits("prlimit64", 0, 0xFFFFFFFF)  # another process's limits; 0 is our own
    # clone3 hides its flags, fchmodat2 changes permissions, and what is newer than this list could do anything. They
    # answer as an older kernel would; C libraries then fall back to calls that are judged above.
    for number in (435, 452):
        rules += [(_EQUAL, 0, 1, number), (_RETURN, 0, 0, _ABSENT)]
    rules += [(_AT_LEAST, 0, 1, FIRST_UNKNOWN), (_RETURN, 0, 0, _ABSENT)]
    if refuse_opening_for_writing:
        rules += [*_refuse_bits("open", 1, O_WRITING), *_refuse_bits("openat", 2, O_WRITING)]
    _filter(rules)


def seccomp_local_sockets() -> None:
    """Refuse every socket but unix and netlink, for a process that must keep talking to the desktop."""
    calls = machine().calls
    rules: list[Instruction] = [
        (_EQUAL, 0, 4, calls["socket"]),
        (_LOAD, 0, 0, _argument(0)),
        (_EQUAL, 2, 0, AF_UNIX),
        (_EQUAL, 1, 0, AF_NETLINK),
        (_RETURN, 0, 0, _REFUSE),
        (_LOAD, 0, 0, _NUMBER),
        *_refuse(("io_uring_setup", "io_uring_enter", "io_uring_register")),
    ]
    _filter(rules)

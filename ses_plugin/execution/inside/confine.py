"""Landlock and seccomp, by ctypes: rights that a process gives up for the rest of its life.

Both need no privilege, and hold for every thread and child. The server puts itself under most of it once,
which costs its children nothing; a child adds the rest. Landlock (kernel 5.13) covers files, TCP and signals;
seccomp covers system calls. Numbers are those of the kernel's headers.
"""

from __future__ import annotations

import ctypes
import os
import struct
from collections.abc import Iterable, Iterator, Sequence
from os import getpid
from typing import NamedTuple

_Rule = tuple[int, int, int, int]
"""Code, jump if true, jump if false, value: one BPF instruction."""

_libc = ctypes.CDLL(None)
_prctl = _libc.prctl

_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE, _PR_SET_SECCOMP = 1, 4, 22
_PR_SET_CHILD_SUBREAPER, _PR_SET_NO_NEW_PRIVS = 36, 38
_SECCOMP_MODE_FILTER = 2

_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_PATH_BENEATH = 1
_READ = 0b1101  # execute, read a file, read a directory
_WRITE_FILE, _READ_FILE, _TRUNCATE, _IOCTL = 1 << 1, 1 << 2, 1 << 14, 1 << 15
_FS_BITS = {1: 13, 2: 14, 3: 15, 4: 15}  # rights known to an ABI version; 16 from version 5 on

# Refused to the server and all its children. Name: (x86_64, aarch64), None where a machine has no such call.
_REFUSED: dict[str, tuple[int | None, int | None]] = {
    # The network: also netlink, and sockets of services on this machine.
    "socket": (41, 198),
    # Reading and changing the memory of the server or of another worker's program, taking its descriptors.
    "ptrace": (101, 117), "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271), "process_madvise": (440, 440), "kcmp": (312, 272),
    "pidfd_getfd": (438, 438),
    # Signals, beside the calls whose first argument is checked (_KILL, _TGKILL).
    "pidfd_send_signal": (424, 424),
    "tkill": (200, 130), "rt_sigqueueinfo": (129, 138), "rt_tgsigqueueinfo": (297, 240),
    # Slowing others down, or getting more of the machine than they do.
    "setpriority": (141, 140), "sched_setaffinity": (203, 122), "sched_setparam": (142, 118),
    "sched_setscheduler": (144, 119), "sched_setattr": (314, 274), "ioprio_set": (251, 30),
    "move_pages": (279, 239), "migrate_pages": (256, 238),
    # System V memory, semaphores and queues, POSIX queues, keys: they outlive the run, as a message for the
    # next program, or as memory that nobody gives back.
    "shmget": (29, 194), "shmat": (30, 196), "shmctl": (31, 195), "semget": (64, 190),
    "semctl": (66, 191), "msgget": (68, 186), "msgctl": (71, 187), "mq_open": (240, 180),
    "add_key": (248, 217), "request_key": (249, 218), "keyctl": (250, 219),
    # Other file trees and namespaces, through which a program could leave this one.
    "mount": (165, 40), "umount2": (166, 39), "pivot_root": (155, 41), "chroot": (161, 51),
    "unshare": (272, 97), "setns": (308, 268), "open_tree": (428, 428), "move_mount": (429, 429),
    "open_tree_attr": (467, 467), "fsopen": (430, 430), "fsconfig": (431, 431), "fsmount": (432, 432),
    "fspick": (433, 433), "mount_setattr": (442, 442),
    # Parts of the kernel in which most holes have been found; io_uring also makes calls past this filter.
    "bpf": (321, 280), "perf_event_open": (298, 241),
    "userfaultfd": (323, 282), "io_uring_setup": (425, 425), "io_uring_enter": (426, 426),
    "io_uring_register": (427, 427),
    # The machine itself, where the judge is root: kernel, modules, swap, quotas, names, clock, ports.
    "kexec_load": (246, 104), "kexec_file_load": (320, 294),
    "init_module": (175, 105), "finit_module": (313, 273), "delete_module": (176, 106),
    "swapon": (167, 224), "swapoff": (168, 225), "reboot": (169, 142), "syslog": (103, 116),
    "acct": (163, 89), "quotactl": (179, 60),
    # A handle opens a file past the path, and so past mounts; fanotify sees others' files.
    "name_to_handle_at": (303, 264),
    "open_by_handle_at": (304, 265), "fanotify_init": (300, 262), "memfd_secret": (447, 447),
    "sethostname": (170, 161), "setdomainname": (171, 162), "settimeofday": (164, 170),
    "clock_settime": (227, 112), "adjtimex": (159, 171), "clock_adjtime": (305, 266),
    "personality": (135, 92), "iopl": (172, None), "ioperm": (173, None),
    # Mode, owner, times and attributes of files: on the run's folder they outlive the run, and root could
    # change the machine's devices, which are the same files inside as outside.
    "chmod": (90, None), "fchmod": (91, 52), "fchmodat": (268, 53), "fchmodat2": (452, 452),
    "chown": (92, None), "fchown": (93, 55), "lchown": (94, None), "fchownat": (260, 54),
    "utime": (132, None), "utimes": (235, None), "futimesat": (261, None), "utimensat": (280, 88),
    "setxattr": (188, 5), "lsetxattr": (189, 6), "fsetxattr": (190, 7), "setxattrat": (463, 463),
    "removexattr": (197, 14), "lremovexattr": (198, 15), "fremovexattr": (199, 16),
    "removexattrat": (466, 466), "file_setattr": (469, 469),
    # Watching when others open the interpreter's files.
    "inotify_init": (253, None), "inotify_init1": (294, 26),
    # Memory outside the address space, so beyond the limit of memory: files without a name, pages passed on
    # by reference (one byte of a page keeps all of it, or the huge page around it), queues, and filters or
    # rule sets that a program adds itself.
    "memfd_create": (319, 279), "splice": (275, 76), "tee": (276, 77),
    "io_setup": (206, 0),
    "seccomp": (317, 277), "landlock_create_ruleset": (444, 444), "landlock_add_rule": (445, 445),
    "landlock_restrict_self": (446, 446), "modify_ldt": (154, None),
}  # fmt: skip
# Refused to a program that may have one process: it can't start another one or become another program.
_REFUSED_ALONE: dict[str, tuple[int | None, int | None]] = {
    "pidfd_open": (434, 434), "fork": (57, None), "vfork": (58, None), "execve": (59, 221),
    "execveat": (322, 281),
}  # fmt: skip
# The commands of fcntl that are allowed, by the second argument: descriptors and their flags (0 to 4), locks
# (5 to 7, 36 to 38), queries (9, 11, 16, 1025, 1027, 1028, 1032, 1034, 1035, 1037), F_CANCELLK, F_SETPIPE_SZ,
# F_DUPFD_CLOEXEC and F_ADD_SEALS. Others have the kernel signal any process when a file changes (F_SETOWN),
# make others wait for a file (F_SETLEASE), or leave a hint on it that outlives the run (F_SET_RW_HINT).
_FCNTL = (72, 25)
_FCNTL_COMMANDS = (*range(8), 9, 11, 16, *range(36, 39), 1025, *range(1027, 1036), 1037)
# The requests of ioctl that are allowed: TCGETS, TIOCGWINSZ (isatty, terminal size), FIONREAD, FIONBIO,
# FIONCLEX, FIOCLEX, FICLONE. Others set flags of files, signal processes, or reach into drivers.
_IOCTL_CALL, _IOCTLS = (16, 29), (0x5401, 0x5413, 0x541B, 0x5421, 0x5450, 0x5451, 0x40049409)
# Only pairs of stream sockets (with any of the flags CLOEXEC and NONBLOCK), which `multiprocessing` and
# asyncio need: a datagram socket of a pair can send to any other socket.
_SOCKETPAIR, _STREAMS = (53, 199), (1, 0x80001, 0x801, 0x80801)
_CLONE, _CLONE3, _KILL, _TGKILL, _PRLIMIT = (56, 220), (435, 435), (62, 129), (234, 131), (302, 261)
_MMAP, _PRCTL, _SENDFILE, _VMSPLICE = (9, 222), (157, 167), (40, 71), (278, 75)
_MACHINES = {"x86_64": (0, 0xC000003E), "aarch64": (1, 0xC00000B7)}
_CLONE_THREAD, _CLONE_NAMESPACES = 0x10000, 0x7E020000
_MAP_SHARED, _MAP_ANONYMOUS = 0x1, 0x20
_OWN = 0xFFFFFFFF  # a placeholder, which the child replaces by its process number
_EPERM, _EAGAIN, _ENOTTY, _ENOSYS, _ENOTSOCK = 1, 11, 25, 38, 88
SIGKILL = 9

_F_ADD_SEALS, _F_GET_SEALS, _SEALS = 1033, 1034, 0b1111  # no more seals, no other size, no writing

# BPF: load a word of seccomp_data; jump if the word is equal, at least, has any bit; return.
_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
# Offsets in struct seccomp_data, little-endian, of lower halves.
_NUMBER, _ARCH, _FIRST_ARGUMENT, _SECOND_ARGUMENT, _FOURTH_ARGUMENT, _UPPER_HALF = 0, 4, 16, 24, 40, 4
_ALLOW, _KILL_PROCESS, _ERRNO = 0x7FFF0000, 0x80000000, 0x00050000


def make_undumpable() -> None:
    """Keep other processes of this user from reading this one's memory and files, by /proc or ptrace."""
    _prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)


def die_with(parent: int) -> None:
    """Have the kernel kill this process when `parent` ends."""
    _prctl(_PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0)
    if os.getppid() != parent:  # it ended before the call: no signal will come
        os._exit(255)


def adopt_orphans() -> bool:
    """Become the parent of descendants whose parents die, to kill them; False where that isn't possible."""
    return bool(_prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) == 0)


def no_new_privileges() -> None:
    """Give up privileges by set-user-id programs; seccomp and Landlock require it of an ordinary user."""
    _prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)


def flush_c() -> None:
    """Write the buffers of C's streams, as exit() does."""
    _libc.fflush(None)


def seal(fd: int) -> None:
    """Make a file in memory read-only for every process, for good."""
    _libc.fcntl(fd, _F_ADD_SEALS, _SEALS)


def is_sealed(fd: int) -> bool:
    """Return whether no process can write to the file any more; True on systems without seals."""
    return os.uname().sysname != "Linux" or bool(_libc.fcntl(fd, _F_GET_SEALS) == _SEALS)


def landlock_version() -> int:
    """Return the kernel's Landlock ABI version; 0 where there is none."""
    return max(0, int(_libc.syscall(_CREATE_RULESET, None, 0, 1)))


def landlock(readable: Iterable[str], writable: Iterable[str]) -> bool:
    """Let this process read below `readable`, do anything below `writable`, and nothing else with files.

    From ABI version 4 on it may use no TCP, from version 6 on send no signal and reach no abstract socket
    outside. False where there is no Landlock.
    """
    version = landlock_version()
    if not version:
        return False
    # Every right that the kernel knows is handled, and so refused unless a rule allows it. A structure with
    # fields that an older kernel doesn't know would be refused as a whole.
    everything = (1 << _FS_BITS.get(version, 16)) - 1
    attributes = struct.pack("=QQQ", everything, 0b11, 0b11)
    attributes = attributes[: 8 if version < 4 else 16 if version < 6 else 24]
    ruleset = int(_libc.syscall(_CREATE_RULESET, attributes, len(attributes), 0))
    if ruleset < 0:
        return False
    device = (_READ_FILE | _WRITE_FILE | _TRUNCATE | _IOCTL) & everything
    for path in readable:
        _allow(ruleset, path, _READ)
    for name in ("null", "full", "random", "urandom"):  # not "zero": mapped shared, it is unlimited memory
        _allow(ruleset, f"/dev/{name}", device)
    for path in writable:
        _allow(ruleset, path, everything)
    done = _libc.syscall(_RESTRICT_SELF, ruleset, 0) == 0
    os.close(ruleset)
    return bool(done)


def _allow(ruleset: int, path: str, rights: int) -> None:
    try:
        below = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except FileNotFoundError:
        return
    _libc.syscall(_ADD_RULE, ruleset, _PATH_BENEATH, struct.pack("=Qi", rights, below), 0)
    os.close(below)


def seccomp() -> bool:
    """Refuse system calls to this process; False on a machine whose call numbers are not known here."""
    if os.uname().sysname != "Linux" or os.uname().machine not in _MACHINES:
        return False
    column, arch = _MACHINES[os.uname().machine]
    rules = [
        # First the architecture: 32-bit calls and those of x32 (from 0x40000000 on) have other numbers, and
        # would pass all rules below.
        *((_LOAD, 0, 0, _ARCH), (_EQUAL, 1, 0, arch), (_RETURN, 0, 0, _KILL_PROCESS)),
        *((_LOAD, 0, 0, _NUMBER), (_AT_LEAST, 0, 1, 0x40000000), (_RETURN, 0, 0, _ERRNO | _ENOSYS)),
        *_refuse(_REFUSED, column),
        # Each error is one after which libraries take another way: no terminal, not a socket, no such call.
        *_argument(_SOCKETPAIR[column], _SECOND_ARGUMENT, [(_EQUAL, kind) for kind in _STREAMS], _EPERM),
        *_argument(_IOCTL_CALL[column], _SECOND_ARGUMENT, [(_EQUAL, form) for form in _IOCTLS], _ENOTTY),
        *_argument(_FCNTL[column], _SECOND_ARGUMENT, [(_EQUAL, form) for form in _FCNTL_COMMANDS], _EPERM),
        # Both pass pages by reference (see _REFUSED). After this error `shutil` copies; none uses vmsplice.
        *((_EQUAL, 0, 1, _SENDFILE[column]), (_RETURN, 0, 0, _ERRNO | _ENOTSOCK)),
        *((_EQUAL, 0, 1, _VMSPLICE[column]), (_RETURN, 0, 0, _KILL_PROCESS)),
        # No new namespaces. A filter can't see clone3's flags, which lie in memory: libc then uses clone.
        (_EQUAL, 0, 4, _CLONE[column]),
        *_refuse_argument((_ANY_BIT, 0, 1, _CLONE_NAMESPACES)),
        *((_EQUAL, 0, 1, _CLONE3[column]), (_RETURN, 0, 0, _ERRNO | _ENOSYS)),
    ]
    program, _buffer = _program(_packed(rules))  # the buffer must live until the call
    return bool(_prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, program, 0, 0) == 0)


class AloneRules(NamedTuple):
    """The filter of a program that may have one process, in addition to the server's filter.

    The program can't start another process or become another program; it can signal and limit only itself,
    share no memory, and add no filters. The server makes this once; a child only writes its process number
    into it, which is fast.
    """

    program: bytes
    """A struct sock_fprog, which points to the words."""
    words: memoryview
    places: tuple[int, ...]
    """The indexes in `words` of the process number."""


def alone_rules() -> AloneRules:
    """Return the filter for this machine."""
    column, arch = _MACHINES[os.uname().machine]
    cases: dict[int, list[_Rule]] = {
        number: [(_RETURN, 0, 0, _ERRNO | _EPERM)]
        for numbers in _REFUSED_ALONE.values()
        if (number := numbers[column]) is not None
    }
    # Threads only. EAGAIN is what a program gets whose user has too many processes, which it may expect.
    cases[_CLONE[column]] = _allow_if(_FIRST_ARGUMENT, [(_ANY_BIT, _CLONE_THREAD)], _EAGAIN)
    # Only itself, by its number or by 0: else it could kill its server and go on without a clock.
    for numbers in (_KILL, _TGKILL, _PRLIMIT):
        cases[numbers[column]] = _allow_if(_FIRST_ARGUMENT, [(_EQUAL, _OWN), (_EQUAL, 0)], _EPERM)
    cases[_MMAP[column]] = _no_shared_memory()
    cases[_PRCTL[column]] = _refuse_argument((_EQUAL, 0, 1, _PR_SET_SECCOMP))
    # The server's filter already refuses another architecture.
    rules = [(_LOAD, 0, 0, _ARCH), (_EQUAL, 1, 0, arch), (_RETURN, 0, 0, _ALLOW)]
    rules += [(_LOAD, 0, 0, _NUMBER), *_tree(sorted(cases.items()))]
    program, filled = _program(_packed(rules))
    places = tuple(2 * number + 1 for number, rule in enumerate(rules) if rule[3] == _OWN)
    return AloneRules(program, memoryview(filled).cast("B").cast("I"), places)


def drop_privileges(alone: AloneRules | None) -> None:
    """Take the last rights from this process, right before its program starts.

    The process becomes dumpable again, other than its server: a program may open its own /proc/self/fd/0.
    """
    if alone is not None:
        program, words, places = alone
        pid = getpid()
        for place in places:
            words[place] = pid
        _prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, program, 0, 0)
    _prctl(_PR_SET_DUMPABLE, 1, 0, 0, 0)


def _packed(rules: Iterable[_Rule]) -> bytes:
    return b"".join([struct.pack("=HBBI", *rule) for rule in rules])


def _program(rules: bytes) -> tuple[bytes, ctypes.Array[ctypes.c_char]]:
    """Return a struct sock_fprog, and the rules that it points to; calls without a rule are allowed."""
    instructions = rules + _packed([(_RETURN, 0, 0, _ALLOW)])
    buffer = ctypes.create_string_buffer(instructions, len(instructions))
    return struct.pack("@HP", len(instructions) // 8, ctypes.addressof(buffer)), buffer


def _refuse(calls: dict[str, tuple[int | None, int | None]], column: int) -> Iterator[_Rule]:
    for numbers in calls.values():
        if (number := numbers[column]) is not None:
            yield from ((_EQUAL, 0, 1, number), (_RETURN, 0, 0, _ERRNO | _EPERM))


def _refuse_argument(test: _Rule) -> list[_Rule]:
    """Return rules that decide a call: refused if its first argument passes `test`, else allowed."""
    refused, allowed = (_RETURN, 0, 0, _ERRNO | _EPERM), (_RETURN, 0, 0, _ALLOW)
    return [(_LOAD, 0, 0, _FIRST_ARGUMENT), test, refused, allowed]


def _no_shared_memory() -> list[_Rule]:
    """Return rules that decide `mmap`: anonymous memory of more than a page can't be shared.

    A program could unmap all pages but one, which keeps all of them in memory but outside its address space.
    """
    return [
        (_LOAD, 0, 0, _FOURTH_ARGUMENT),
        (_ANY_BIT, 0, 6, _MAP_ANONYMOUS),
        (_ANY_BIT, 0, 5, _MAP_SHARED),
        (_LOAD, 0, 0, _SECOND_ARGUMENT + _UPPER_HALF),
        (_EQUAL, 0, 2, 0),
        (_LOAD, 0, 0, _SECOND_ARGUMENT),
        (_AT_LEAST, 0, 1, os.sysconf("SC_PAGE_SIZE") + 1),
        (_RETURN, 0, 0, _ERRNO | _EPERM),
        (_RETURN, 0, 0, _ALLOW),
    ]


def _argument(number: int, offset: int, tests: Sequence[tuple[int, int]], error: int) -> list[_Rule]:
    """Return rules that allow call `number` only if its argument at `offset` passes one of `tests`."""
    body = _allow_if(offset, tests, error)
    return [(_EQUAL, 0, len(body), number), *body]


def _allow_if(offset: int, tests: Sequence[tuple[int, int]], error: int) -> list[_Rule]:
    """Return rules that decide a call: allowed if the argument at `offset` passes a test, else `error`."""
    body = [(_LOAD, 0, 0, offset)]
    for code, value in tests:
        body += [(code, 0, 1, value), (_RETURN, 0, 0, _ALLOW)]
    return [*body, (_RETURN, 0, 0, _ERRNO | error)]


def _tree(cases: Sequence[tuple[int, list[_Rule]]]) -> list[_Rule]:
    """Return rules that find a call's case by binary search; calls without a case are allowed.

    When a filter is installed the kernel runs it for every call number, to cache which ones it always allows:
    that is most of the cost of installing one, so each search must be short.
    """
    if len(cases) <= 2:
        rules = [rule for number, body in cases for rule in ((_EQUAL, 0, len(body), number), *body)]
        return [*rules, (_RETURN, 0, 0, _ALLOW)]
    middle = len(cases) // 2
    lower, upper = _tree(cases[:middle]), _tree(cases[middle:])
    return [(_AT_LEAST, len(lower), 0, cases[middle][0]), *lower, *upper]

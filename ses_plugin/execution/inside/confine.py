"""Landlock and seccomp, by ctypes: what the kernel refuses to a process for the rest of its life.

Both only ever take rights away, need no privilege, and hold for every thread and child. The server puts
itself under most of it once, which costs its children nothing; a child takes the rest. Landlock (kernel
5.13) is about files, TCP and signals; seccomp about system calls. Numbers are those of the kernel's headers.
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

# Name: (x86_64, aarch64); None where the machine has no such call.
_REFUSED: dict[str, tuple[int | None, int | None]] = {
    # ways out to other processes and to the network
    "socket": (41, 198), "ptrace": (101, 117), "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271), "process_madvise": (440, 440), "kcmp": (312, 272),
    "pidfd_getfd": (438, 438), "pidfd_send_signal": (424, 424),
    "tkill": (200, 130), "rt_sigqueueinfo": (129, 138), "rt_tgsigqueueinfo": (297, 240),
    "setpriority": (141, 140), "sched_setaffinity": (203, 122), "sched_setparam": (142, 118),
    "sched_setscheduler": (144, 119), "sched_setattr": (314, 274), "ioprio_set": (251, 30),
    "move_pages": (279, 239), "migrate_pages": (256, 238),
    # what would outlive the run
    "shmget": (29, 194), "shmat": (30, 196), "shmctl": (31, 195), "semget": (64, 190),
    "semctl": (66, 191), "msgget": (68, 186), "msgctl": (71, 187), "mq_open": (240, 180),
    "add_key": (248, 217), "request_key": (249, 218), "keyctl": (250, 219),
    # the machine itself, and the parts of the kernel that are attacked most
    "mount": (165, 40), "umount2": (166, 39), "pivot_root": (155, 41), "chroot": (161, 51),
    "unshare": (272, 97), "setns": (308, 268), "open_tree": (428, 428), "move_mount": (429, 429),
    "open_tree_attr": (467, 467), "fsopen": (430, 430), "fsconfig": (431, 431), "fsmount": (432, 432),
    "fspick": (433, 433), "mount_setattr": (442, 442), "bpf": (321, 280), "perf_event_open": (298, 241),
    "userfaultfd": (323, 282), "io_uring_setup": (425, 425), "io_uring_enter": (426, 426),
    "io_uring_register": (427, 427), "kexec_load": (246, 104), "kexec_file_load": (320, 294),
    "init_module": (175, 105), "finit_module": (313, 273), "delete_module": (176, 106),
    "swapon": (167, 224), "swapoff": (168, 225), "reboot": (169, 142), "syslog": (103, 116),
    "acct": (163, 89), "quotactl": (179, 60),
    "name_to_handle_at": (303, 264),
    "open_by_handle_at": (304, 265), "fanotify_init": (300, 262), "memfd_secret": (447, 447),
    "sethostname": (170, 161), "setdomainname": (171, 162), "settimeofday": (164, 170),
    "clock_settime": (227, 112), "adjtimex": (159, 171), "clock_adjtime": (305, 266),
    "personality": (135, 92), "iopl": (172, None), "ioperm": (173, None),
    # the marks on a file: they would outlive a run, or be made on the devices of the machine, which root owns
    # inside as outside
    "chmod": (90, None), "fchmod": (91, 52), "fchmodat": (268, 53), "fchmodat2": (452, 452),
    "chown": (92, None), "fchown": (93, 55), "lchown": (94, None), "fchownat": (260, 54),
    "utime": (132, None), "utimes": (235, None), "futimesat": (261, None), "utimensat": (280, 88),
    "setxattr": (188, 5), "lsetxattr": (189, 6), "fsetxattr": (190, 7), "setxattrat": (463, 463),
    "removexattr": (197, 14), "lremovexattr": (198, 15), "fremovexattr": (199, 16),
    "removexattrat": (466, 466), "file_setattr": (469, 469),
    # what tells of others at their files
    "inotify_init": (253, None), "inotify_init1": (294, 26),
    # memory that the address space does not show: files without a name, pages handed on by reference (one
    # byte of a page keeps all of it, or the huge page that it lies in), queues, and rules of a program's own
    "memfd_create": (319, 279), "splice": (275, 76), "tee": (276, 77),
    "io_setup": (206, 0),
    "seccomp": (317, 277), "landlock_create_ruleset": (444, 444), "landlock_add_rule": (445, 445),
    "landlock_restrict_self": (446, 446), "modify_ldt": (154, None),
}  # fmt: skip
_REFUSED_ALONE: dict[str, tuple[int | None, int | None]] = {
    "pidfd_open": (434, 434), "fork": (57, None), "vfork": (58, None), "execve": (59, 221),
    "execveat": (322, 281),
}  # fmt: skip
# The forms of fcntl that are allowed, by the second argument: descriptors and their flags (0 to 4), locks (5
# to 7, 36 to 38), questions (9, 11, 16, 1025, 1027, 1028, 1032, 1034, 1035, 1037), F_CANCELLK, F_SETPIPE_SZ,
# F_DUPFD_CLOEXEC and F_ADD_SEALS. Others make the kernel signal a process when a file changes, have others
# wait for a file, or leave a mark on it that outlives the run.
_FCNTL = (72, 25)
_FORMS = (*range(8), 9, 11, 16, *range(36, 39), 1025, *range(1027, 1036), 1037)
# The forms of ioctl that are allowed: TCGETS, TIOCGWINSZ (is it a terminal?), FIONREAD, FIONBIO, FIONCLEX,
# FIOCLEX, FICLONE. Others mark files, signal processes, or ask drivers for what none can count.
_IOCTL_CALL, _IOCTLS = (16, 29), (0x5401, 0x5413, 0x541B, 0x5421, 0x5450, 0x5451, 0x40049409)
# Pairs of stream sockets alone (with any of the flags CLOEXEC and NONBLOCK): others can send to anywhere.
_SOCKETPAIR, _STREAMS = (53, 199), (1, 0x80001, 0x801, 0x80801)
_CLONE, _CLONE3, _KILL, _TGKILL, _PRLIMIT = (56, 220), (435, 435), (62, 129), (234, 131), (302, 261)
_MMAP, _PRCTL, _SENDFILE, _VMSPLICE = (9, 222), (157, 167), (40, 71), (278, 75)
_MACHINES = {"x86_64": (0, 0xC000003E), "aarch64": (1, 0xC00000B7)}
_CLONE_THREAD, _CLONE_NAMESPACES = 0x10000, 0x7E020000
_MAP_SHARED, _MAP_ANONYMOUS = 0x1, 0x20
_OWN = 0xFFFFFFFF  # stands for the number of the process
_EPERM, _EAGAIN, _ENOTTY, _ENOSYS, _ENOTSOCK = 1, 11, 25, 38, 88
SIGKILL = 9

_F_ADD_SEALS, _F_GET_SEALS, _SEALS = 1033, 1034, 0b1111  # no more seals, no other size, no writing

_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
# Offsets in struct seccomp_data, little-endian, of lower halves.
_NUMBER, _ARCH, _FIRST_ARGUMENT, _SECOND_ARGUMENT, _FOURTH_ARGUMENT, _UPPER_HALF = 0, 4, 16, 24, 40, 4
_ALLOW, _KILL_PROCESS, _ERRNO = 0x7FFF0000, 0x80000000, 0x00050000


def make_undumpable() -> None:
    """Keep processes of the same user from looking into this one, by /proc or ptrace."""
    _prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)


def die_with(parent: int) -> None:
    """End this process when its parent does."""
    _prctl(_PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        os._exit(255)


def adopt_orphans() -> bool:
    """Become the parent of descendants whose parents die; False where the kernel can't."""
    return bool(_prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) == 0)


def no_new_privileges() -> None:
    """Give up set-user-id programs and the like."""
    _prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)


def flush_c() -> None:
    """Write what C's own streams hold, as exit() does."""
    _libc.fflush(None)


def seal(fd: int) -> None:
    """Keep a file in memory as it is, whoever else can open it."""
    _libc.fcntl(fd, _F_ADD_SEALS, _SEALS)


def is_sealed(fd: int) -> bool:
    """Return whether nobody can write to the file any more, as far as this system has such a thing."""
    return os.uname().sysname != "Linux" or bool(_libc.fcntl(fd, _F_GET_SEALS) == _SEALS)


def landlock_version() -> int:
    """Return the kernel's Landlock ABI version; 0 where there is none."""
    return max(0, int(_libc.syscall(_CREATE_RULESET, None, 0, 1)))


def landlock(readable: Iterable[str], writable: Iterable[str]) -> bool:
    """Let this process read below `readable`, do anything below `writable`, and nothing else.

    From version 4 no TCP, from version 6 no signal and no abstract socket to outside either. False where
    there is no Landlock.
    """
    version = landlock_version()
    if not version:
        return False
    everything = (1 << _FS_BITS.get(version, 16)) - 1
    attributes = struct.pack("=QQQ", everything, 0b11, 0b11)
    attributes = attributes[: 8 if version < 4 else 16 if version < 6 else 24]
    ruleset = int(_libc.syscall(_CREATE_RULESET, attributes, len(attributes), 0))
    if ruleset < 0:
        return False
    device = (_READ_FILE | _WRITE_FILE | _TRUNCATE | _IOCTL) & everything
    for path in readable:
        _allow(ruleset, path, _READ)
    for name in ("null", "full", "random", "urandom"):  # not "zero": shared, it is memory without a bound
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
    """Refuse to this process what no program needs; False where its system calls are not known here."""
    if os.uname().sysname != "Linux" or os.uname().machine not in _MACHINES:
        return False
    column, arch = _MACHINES[os.uname().machine]
    rules = [
        *((_LOAD, 0, 0, _ARCH), (_EQUAL, 1, 0, arch), (_RETURN, 0, 0, _KILL_PROCESS)),
        *((_LOAD, 0, 0, _NUMBER), (_AT_LEAST, 0, 1, 0x40000000), (_RETURN, 0, 0, _ERRNO | _ENOSYS)),
        *_refusing(_REFUSED, column),
        *_argument(_SOCKETPAIR[column], _SECOND_ARGUMENT, [(_EQUAL, kind) for kind in _STREAMS], _EPERM),
        *_argument(_IOCTL_CALL[column], _SECOND_ARGUMENT, [(_EQUAL, form) for form in _IOCTLS], _ENOTTY),
        *_argument(_FCNTL[column], _SECOND_ARGUMENT, [(_EQUAL, form) for form in _FORMS], _EPERM),
        *((_EQUAL, 0, 1, _SENDFILE[column]), (_RETURN, 0, 0, _ERRNO | _ENOTSOCK)),  # libraries then copy
        *((_EQUAL, 0, 1, _VMSPLICE[column]), (_RETURN, 0, 0, _KILL_PROCESS)),  # which no library calls
        (_EQUAL, 0, 4, _CLONE[column]),
        *_refusing_argument((_ANY_BIT, 0, 1, _CLONE_NAMESPACES)),
        *((_EQUAL, 0, 1, _CLONE3[column]), (_RETURN, 0, 0, _ERRNO | _ENOSYS)),  # libc then uses clone
    ]
    program, _kept = _program(_packed(rules))
    return bool(_prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, program, 0, 0) == 0)


class AloneRules(NamedTuple):
    """The filter of a program that is to be alone, beyond the server's.

    It may start no other process and become none, and may signal and limit none but itself; it shares memory
    with nobody, and adds no rules of its own. Made in the server; a child only writes its own number into it,
    which is quick.
    """

    program: bytes
    """A struct sock_fprog, which points to the words."""
    words: memoryview
    places: tuple[int, ...]
    """Which of the words are the number of the process."""


def alone_rules() -> AloneRules:
    """Return the filter."""
    column, arch = _MACHINES[os.uname().machine]
    cases: dict[int, list[_Rule]] = {
        number: [(_RETURN, 0, 0, _ERRNO | _EPERM)]
        for numbers in _REFUSED_ALONE.values()
        if (number := numbers[column]) is not None
    }
    cases[_CLONE[column]] = _passing(_FIRST_ARGUMENT, [(_ANY_BIT, _CLONE_THREAD)], _EAGAIN)
    for numbers in (_KILL, _TGKILL, _PRLIMIT):
        cases[numbers[column]] = _passing(_FIRST_ARGUMENT, [(_EQUAL, _OWN), (_EQUAL, 0)], _EPERM)
    cases[_MMAP[column]] = _no_shared_memory()
    cases[_PRCTL[column]] = _refusing_argument((_EQUAL, 0, 1, _PR_SET_SECCOMP))
    # Another architecture is refused by the server's filter already.
    rules = [(_LOAD, 0, 0, _ARCH), (_EQUAL, 1, 0, arch), (_RETURN, 0, 0, _ALLOW)]
    rules += [(_LOAD, 0, 0, _NUMBER), *_tree(sorted(cases.items()))]
    program, filled = _program(_packed(rules))
    places = tuple(2 * number + 1 for number, rule in enumerate(rules) if rule[3] == _OWN)
    return AloneRules(program, memoryview(filled).cast("B").cast("I"), places)


def drop_privileges(alone: AloneRules | None) -> None:
    """Take from this process what the program that it will run is not to have; open it to itself.

    The server is not open: a program may read its own /proc/self/fd/0.
    """
    if alone is not None:
        program, words, places = alone
        own = getpid()
        for place in places:
            words[place] = own
        _prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, program, 0, 0)
    _prctl(_PR_SET_DUMPABLE, 1, 0, 0, 0)


def _packed(rules: Iterable[_Rule]) -> bytes:
    return b"".join([struct.pack("=HBBI", *rule) for rule in rules])


def _program(rules: bytes) -> tuple[bytes, ctypes.Array[ctypes.c_char]]:
    """Return a struct sock_fprog, and the rules that it points to; all else is allowed."""
    whole = rules + _packed([(_RETURN, 0, 0, _ALLOW)])
    buffer = ctypes.create_string_buffer(whole, len(whole))
    return struct.pack("@HP", len(whole) // 8, ctypes.addressof(buffer)), buffer


def _refusing(calls: dict[str, tuple[int | None, int | None]], column: int) -> Iterator[_Rule]:
    for numbers in calls.values():
        if (number := numbers[column]) is not None:
            yield from ((_EQUAL, 0, 1, number), (_RETURN, 0, 0, _ERRNO | _EPERM))


def _refusing_argument(test: _Rule) -> list[_Rule]:
    """Return rules that end a call: refused if its first argument passes `test`."""
    refused, allowed = (_RETURN, 0, 0, _ERRNO | _EPERM), (_RETURN, 0, 0, _ALLOW)
    return [(_LOAD, 0, 0, _FIRST_ARGUMENT), test, refused, allowed]


def _no_shared_memory() -> list[_Rule]:
    """Return rules that end `mmap`: no memory without a name is shared, if it is more than a page.

    All of it would be kept by one page of it, when the others are not in the address space any more.
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
    body = _passing(offset, tests, error)
    return [(_EQUAL, 0, len(body), number), *body]


def _passing(offset: int, tests: Sequence[tuple[int, int]], error: int) -> list[_Rule]:
    """Return rules that end a call: allowed only if its argument at `offset` passes one of `tests`."""
    body = [(_LOAD, 0, 0, offset)]
    for code, value in tests:
        body += [(code, 0, 1, value), (_RETURN, 0, 0, _ALLOW)]
    return [*body, (_RETURN, 0, 0, _ERRNO | error)]


def _tree(cases: Sequence[tuple[int, list[_Rule]]]) -> list[_Rule]:
    """Return rules that find a call's case by halving; all other calls are allowed.

    The kernel tries a new filter on every call there is, to know which it need not ask about again: that
    is most of what installing one costs, and few steps per call make it cheap.
    """
    if len(cases) <= 2:
        rules = [rule for number, body in cases for rule in ((_EQUAL, 0, len(body), number), *body)]
        return [*rules, (_RETURN, 0, 0, _ALLOW)]
    middle = len(cases) // 2
    lower, upper = _tree(cases[:middle]), _tree(cases[middle:])
    return [(_AT_LEAST, len(lower), 0, cases[middle][0]), *lower, *upper]

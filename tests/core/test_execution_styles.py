"""Right programs, in the styles that contestants write, print in the sandbox what they print outside."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from ses_plugin.execution import Sandbox
from ses_plugin.types.program import Limits, Outcome, Program

INPUT = "7 3\n5 -2 9 4 9 0 1\n"
OUTPUT = "26\n9 9 5\n"

# One task: first line n and k, then n integers; print their sum, then the k largest.
READING = {
    "input": r"""
n, k = map(int, input().split())
a = list(map(int, input().split()))
print(sum(a))
print(*sorted(a, reverse=True)[:k])
""",
    "input_is_stdin_readline": r"""
import sys
input = sys.stdin.readline
n, k = map(int, input().split())
a = sorted(map(int, input().split()))
print(sum(a))
print(*a[::-1][:k])
""",
    "input_is_a_lambda_that_strips": r"""
import sys
input = lambda: sys.stdin.readline().rstrip("\r\n")
n, k = [int(x) for x in input().split(" ")]
a = [int(x) for x in input().split(" ")]
print(sum(a))
print(*sorted(a)[-1:-k - 1:-1])
""",
    "input_is_buffer_readline": r"""
import sys
input = sys.stdin.buffer.readline
n, k = map(int, input().split())
a = list(map(int, input().split()))
a.sort(key=lambda x: -x)
print(sum(a))
print(*a[:k])
""",
    "input_is_the_next_of_an_iterator": r"""
import sys
input = iter(sys.stdin.read().split()).__next__
n, k = int(input()), int(input())
a = [int(input()) for _ in range(n)]
print(sum(a))
print(*sorted(a, reverse=True)[:k])
""",
    "input_of_builtins_rebound": r"""
import builtins, sys
builtins.input = sys.stdin.readline
n, k = map(int, input().split())
a = [*map(int, input().split())]
print(sum(a))
print(*sorted(a, reverse=True)[:k])
""",
    "names_from_sys": r"""
from sys import stdin, stdout
n, k = map(int, stdin.readline().split())
a = [int(x) for x in stdin.readline().split()]
stdout.write("%d\n" % sum(a))
stdout.write(" ".join(str(x) for x in sorted(a)[::-1][:k]) + "\n")
""",
    "one_letter_helpers": r"""
import sys
def I(): return int(sys.stdin.readline())
def LI(): return list(map(int, sys.stdin.readline().split()))
def MI(): return map(int, sys.stdin.readline().split())
n, k = MI()
a = LI()
print(sum(a))
print(" ".join(map(str, sorted(a, reverse=True)[:k])))
""",
    "for_line_in_stdin": r"""
import sys
rows = []
for line in sys.stdin:
    rows.append([int(x) for x in line.split()])
(n, k), a = rows
print(sum(a))
print(*sorted(a, reverse=True)[:k])
""",
    "for_line_in_stdin_buffer": r"""
import sys
rows = [tuple(map(int, line.split())) for line in sys.stdin.buffer]
print(sum(rows[1]))
print(*sorted(rows[1], reverse=True)[:rows[0][1]])
""",
    "next_of_stdin": r"""
import sys
n, k = map(int, next(sys.stdin).split())
a = list(map(int, next(sys.stdin).split()))
assert next(sys.stdin, None) is None
print(sum(a))
print(*sorted(a, reverse=True)[:k])
""",
    "stdin_read": r"""
import sys
n, k, *a = map(int, sys.stdin.read().split())
print(sum(a))
print(*sorted(a, reverse=True)[:k])
""",
    "stdin_read_by_characters": r"""
import sys
def number():
    c = sys.stdin.read(1)
    while c.isspace():
        c = sys.stdin.read(1)
    sign, value = 1, 0
    if c == "-":
        sign, c = -1, sys.stdin.read(1)
    while c.isdigit():
        value, c = value * 10 + ord(c) - 48, sys.stdin.read(1)
    return sign * value
n, k = number(), number()
a = [number() for _ in range(n)]
print(sum(a))
print(*sorted(a, reverse=True)[:k])
""",
    "readlines": r"""
import sys
lines = sys.stdin.readlines()
k = int(lines[0].split()[1])
a = list(map(int, lines[1].split()))
print(sum(a), " ".join(map(str, sorted(a, reverse=True)[:k])), sep="\n")
""",
    "buffer_read": r"""
import sys
data = list(map(int, sys.stdin.buffer.read().split()))
n, k = data[:2]
a = data[2:2 + n]
print(sum(a))
print(*sorted(a, reverse=True)[:k])
""",
    "buffer_readlines": r"""
import sys
head, body = sys.stdin.buffer.readlines()
a = [*map(int, body.split())]
print(sum(a))
print(*sorted(a, reverse=True)[:int(head.split()[1])])
""",
    "readinto": r"""
import sys
block = bytearray(1 << 16)
size = sys.stdin.buffer.readinto(block)
n, k, *a = map(int, bytes(block[:size]).split())
print(sum(a))
print(*sorted(a, reverse=True)[:k])
""",
    "raw_readall": r"""
import sys
n, k, *a = map(int, sys.stdin.buffer.raw.readall().split())
print(sum(a))
print(*sorted(a, reverse=True)[:k])
""",
    "os_read_in_chunks": r"""
import os
data = b""
while True:
    chunk = os.read(0, 5)
    if not chunk:
        break
    data += chunk
n, k, *a = map(int, data.split())
print(sum(a))
print(*sorted(a, reverse=True)[:k])
""",
    "os_read_of_the_whole_size": r"""
import io, os
input = io.BytesIO(os.read(0, os.fstat(0).st_size)).readline
n, k = map(int, input().split())
a = list(map(int, input().split()))
os.write(1, b"%d\n%s\n" % (sum(a), " ".join(map(str, sorted(a, reverse=True)[:k])).encode()))
""",
    "open_0": r"""
with open(0) as file:
    n, k = map(int, file.readline().split())
    a = list(map(int, file.readline().split()))
print(sum(a))
print(*sorted(a, reverse=True)[:k])
""",
    "open_0_read": r"""
n, k, *a = map(int, open(0).read().split())
print(sum(a))
print(*sorted(a, reverse=True)[:k])
""",
    "open_0_unpacked": r"""
(_, k), a = [map(int, line.split()) for line in open(0)]
a = sorted(a, reverse=True)
print(sum(a))
print(*a[:k])
""",
    "open_0_in_binary": r"""
n, k, *a = map(int, open(0, "rb").read().split())
print(sum(a))
print(*sorted(a, reverse=True)[:k])
""",
    "open_dev_stdin": r"""
n, k, *a = map(int, open("/dev/stdin").read().split())
print(sum(a))
print(*sorted(a, reverse=True)[:k])
""",
    "open_proc_self_fd_0": r"""
with open("/proc/self/fd/0", "rb") as file:
    n, k, *a = map(int, file.read().split())
print(sum(a))
print(*sorted(a, reverse=True)[:k])
""",
    "pathlib_dev_stdin": r"""
from pathlib import Path
n, k, *a = map(int, Path("/dev/stdin").read_text().split())
print(sum(a))
print(*sorted(a, reverse=True)[:k])
""",
    "os_fdopen": r"""
import os
n, k, *a = map(int, os.fdopen(0).read().split())
print(sum(a))
print(*sorted(a, reverse=True)[:k])
""",
    "stdin_fileno": r"""
import os, sys
n, k, *a = map(int, os.read(sys.stdin.fileno(), 1 << 20).split())
print(sum(a))
print(*sorted(a, reverse=True)[:k])
""",
    "stdin_reopened_in_its_mode": r"""
import sys
with open(sys.stdin.fileno(), sys.stdin.mode, closefd=False) as file:
    n, k, *a = map(int, file.read().split())
print(sum(a), file=open(sys.stdout.fileno(), sys.stdout.mode, closefd=False))
print(*sorted(a, reverse=True)[:k])
""",
    "text_wrapper_on_the_buffer": r"""
import io, sys
sys.stdin = io.TextIOWrapper(sys.stdin.buffer, encoding="ascii")
n, k = map(int, input().split())
a = list(map(int, input().split()))
print(sum(a))
print(*sorted(a, reverse=True)[:k])
""",
    "reconfigured_streams": r"""
import sys
sys.stdin.reconfigure(encoding="utf-8", errors="replace")
sys.stdout.reconfigure(encoding="utf-8", line_buffering=True)
n, k = map(int, input().split())
a = list(map(int, input().split()))
print(sum(a))
print(*sorted(a, reverse=True)[:k])
""",
    "codecs_reader_and_writer": r"""
import codecs, sys
sys.stdin = codecs.getreader("utf-8")(sys.stdin.buffer)
sys.stdout = codecs.getwriter("utf-8")(sys.stdout.buffer)
n, k = map(int, sys.stdin.readline().split())
a = list(map(int, sys.stdin.readline().split()))
print(sum(a))
print(*sorted(a, reverse=True)[:k])
""",
    "fileinput": r"""
import fileinput
rows = [list(map(int, line.split())) for line in fileinput.input()]
print(sum(rows[1]))
print(*sorted(rows[1], reverse=True)[:rows[0][1]])
""",
    "mmap_of_standard_input": r"""
import mmap
with mmap.mmap(0, 0, access=mmap.ACCESS_READ) as view:
    n, k = map(int, view.readline().split())
    a = list(map(int, view.readline().split()))
print(sum(a))
print(*sorted(a, reverse=True)[:k])
""",
    "select_before_each_line": r"""
import select, sys
rows = []
while select.select([sys.stdin], [], [], 5)[0]:
    line = sys.stdin.readline()
    if not line:
        break
    rows.append([int(x) for x in line.split()])
print(sum(rows[1]))
print(*sorted(rows[1], reverse=True)[:rows[0][1]])
""",
    "input_until_eof_error": r"""
a = []
while True:
    try:
        a += map(int, input().split())
    except EOFError:
        break
n, k = a[:2]
print(sum(a[2:]))
print(*sorted(a[2:], reverse=True)[:k])
""",
    "readline_until_empty": r"""
import sys
a = []
while line := sys.stdin.readline():
    a.extend(map(int, line.split()))
print(sum(a[2:]))
print(*sorted(a[2:], reverse=True)[:a[1]])
""",
    "iter_with_sentinel": r"""
import sys
(n, k), a = [[*map(int, line.split())] for line in iter(sys.stdin.readline, "")]
print(sum(a))
print(*sorted(a, reverse=True)[:k])
""",
    "stdin_read_twice_by_seek": r"""
import sys
count = len(sys.stdin.readlines())
sys.stdin.seek(0)
n, k = map(int, input().split())
a = list(map(int, input().split()))
assert count == 2
print(sum(a))
print(*sorted(a, reverse=True)[:k])
""",
    "input_txt_if_there_is_one": r"""
import os, sys
if os.path.exists("input.txt"):
    sys.stdin = open("input.txt")
    sys.stdout = open("output.txt", "w")
n, k = map(int, input().split())
a = list(map(int, input().split()))
print(sum(a))
print(*sorted(a, reverse=True)[:k])
""",
    "input_txt_tried": r"""
import sys
try:
    sys.stdin = open("in.txt", "r")
except FileNotFoundError:
    pass
n, k = map(int, sys.stdin.readline().split())
a = list(map(int, sys.stdin.readline().split()))
print(sum(a))
print(*sorted(a, reverse=True)[:k])
""",
    "stdin_replaced_by_a_string": r"""
import io, sys
text = sys.stdin.read()
sys.stdin = io.StringIO(text.replace("-", " -"))
n, k = map(int, input().split())
a = list(map(int, input().split()))
print(sum(a))
print(*sorted(a, reverse=True)[:k])
""",
    "eval_of_input": r"""
n, k = eval(input().replace(" ", ","))
a = eval("[" + input().replace(" ", ", ") + "]")
print(sum(a))
print(*sorted(a, reverse=True)[:k])
""",
    "generator_of_tokens": r"""
import sys
def tokens():
    for line in sys.stdin:
        yield from line.split()
t = tokens()
n, k = int(next(t)), int(next(t))
a = [int(next(t)) for _ in range(n)]
print(sum(a))
print(*sorted(a, reverse=True)[:k])
""",
    "fast_io_class": r"""
import os
import sys
from io import BytesIO, IOBase

SIZE = 8192


class Quick(IOBase):
    pending = 0

    def __init__(self, stream):
        self.fd = stream.fileno()
        self.store = BytesIO()
        self.write = self.store.write

    def fill(self):
        block = os.read(self.fd, max(os.fstat(self.fd).st_size, SIZE))
        at = self.store.tell()
        self.store.seek(0, 2)
        self.store.write(block)
        self.store.seek(at)
        return block

    def readline(self):
        while self.pending == 0:
            block = self.fill()
            self.pending = block.count(b"\n") + (not block)
        self.pending -= 1
        return self.store.readline()

    def flush(self):
        os.write(self.fd, self.store.getvalue())
        self.store.seek(0)
        self.store.truncate()


class Text(IOBase):
    def __init__(self, stream):
        self.buffer = Quick(stream)
        self.flush = self.buffer.flush
        self.write = lambda text: self.buffer.write(text.encode("ascii"))
        self.readline = lambda: self.buffer.readline().decode("ascii")


sys.stdin, sys.stdout = Text(sys.stdin), Text(sys.stdout)
input = lambda: sys.stdin.readline().rstrip("\r\n")


def main():
    n, k = map(int, input().split())
    a = list(map(int, input().split()))
    print(sum(a))
    print(*sorted(a, reverse=True)[:k])


if __name__ == "__main__":
    main()
""",
    "fast_io_class_that_asks_for_the_mode": r"""
import os, sys
from io import BytesIO, IOBase
class Quick(IOBase):
    def __init__(self, stream):
        self.fd, self.out = stream.fileno(), "r" not in stream.mode
        self.store = BytesIO() if self.out else BytesIO(os.read(self.fd, os.fstat(self.fd).st_size))
        self.readline = lambda: self.store.readline().decode()
        self.write = lambda text: self.store.write(text.encode())
    def flush(self):
        if self.out:
            os.write(self.fd, self.store.getvalue())
            self.store = BytesIO()
sys.stdin, sys.stdout = Quick(sys.stdin), Quick(sys.stdout)
input = sys.stdin.readline
n, k = map(int, input().split())
a = list(map(int, input().split()))
print(sum(a))
print(*sorted(a, reverse=True)[:k])
sys.stdout.flush()
""",
    "fast_reader_only": r"""
import os
class Reader:
    def __init__(self):
        self.data, self.at = os.read(0, 1 << 25), 0
    def int(self):
        data, i = self.data, self.at
        while data[i] <= 32:
            i += 1
        sign = 1
        if data[i] == 45:
            sign, i = -1, i + 1
        value = 0
        while i < len(data) and data[i] > 32:
            value = value * 10 + data[i] - 48
            i += 1
        self.at = i
        return sign * value
r = Reader()
n, k = r.int(), r.int()
a = [r.int() for _ in range(n)]
print(sum(a))
print(*sorted(a, reverse=True)[:k])
""",
}

SOLVE = r"""
n, k = map(int, input().split())
a = list(map(int, input().split()))
total, top = sum(a), sorted(a, reverse=True)[:k]
"""

WRITING = {
    "sep_and_end": SOLVE
    + r"""
print(total, end="\n")
for i, x in enumerate(top):
    print(x, end=" " if i + 1 < k else "\n")
""",
    "print_flush": SOLVE + "print(total, flush=True)\nprint(*top, flush=True)\n",
    "print_rebound_by_partial": r"""
from functools import partial
print = partial(print, flush=True)
"""
    + SOLVE
    + "print(total)\nprint(*top)\n",
    "print_to_stdout_by_name": SOLVE
    + "import sys\nprint(total, file=sys.stdout)\nprint(*top, file=sys.__stdout__)\n",
    "stdout_write": SOLVE
    + r"""
import sys
sys.stdout.write(str(total) + "\n")
sys.stdout.write(" ".join(map(str, top)))
sys.stdout.write("\n")
""",
    "print_is_stdout_write": SOLVE
    + r"""
import sys
print = lambda *a: sys.stdout.write(" ".join(map(str, a)) + "\n")
print(total)
print(*top)
""",
    "stdout_buffer_write": SOLVE
    + r"""
import sys
sys.stdout.buffer.write(b"%d\n" % total)
sys.stdout.buffer.write(b" ".join(b"%d" % x for x in top) + b"\n")
""",
    "text_then_bytes_with_flush_between": SOLVE
    + r"""
import sys
print(total)
sys.stdout.flush()
sys.stdout.buffer.write((" ".join(map(str, top)) + "\n").encode())
""",
    "os_write": SOLVE + "import os\nos.write(1, f'{total}\\n'.encode())\nprint(*top)\n",
    "os_write_after_print_comes_first": r"""
import os
print("9 9 5")
os.write(1, b"26\n")
""",
    "writelines": SOLVE
    + r"""
import sys
sys.stdout.writelines([f"{total}\n", " ".join(map(str, top)), "\n"])
""",
    "lines_joined_at_the_end": SOLVE
    + "out = [str(total), ' '.join(map(str, top))]\nprint('\\n'.join(out))\n",
    "redirect_stdout": SOLVE
    + r"""
import contextlib, io
held = io.StringIO()
with contextlib.redirect_stdout(held):
    print(total)
    print(*top)
print(held.getvalue(), end="")
""",
    "stdout_replaced_and_put_back": SOLVE
    + r"""
import io, sys
real, sys.stdout = sys.stdout, io.StringIO()
print(total)
print(*top)
text, sys.stdout = sys.stdout.getvalue(), real
print(text, end="")
""",
    "stdout_replaced_for_good": SOLVE
    + r"""
import io, sys
real = sys.stdout
sys.stdout = io.StringIO()
print(total)
print(*top)
real.write(sys.stdout.getvalue())
""",
    "stdout_silenced_afterwards": SOLVE
    + r"""
import os, sys
print(total)
print(*top)
sys.stdout = open(os.devnull, "w")
print("noise")
""",
    "stdout_replaced_by_a_large_buffer": r"""
import io, sys
sys.stdout = io.TextIOWrapper(open(1, "wb", 1 << 20, closefd=False), write_through=False)
"""
    + SOLVE
    + "print(total)\nprint(*top)\n",
    "stdout_replaced_by_a_tee": SOLVE
    + r"""
import sys
class Tee:
    def __init__(self, *streams):
        self.streams = streams
    def write(self, text):
        for stream in self.streams:
            stream.write(text)
    def flush(self):
        for stream in self.streams:
            stream.flush()
sys.stdout = Tee(sys.stdout, sys.stderr)
print(total)
print(*top)
""",
    "own_buffer_written_by_flush_at_exit": SOLVE
    + r"""
import sys
from os import write
class Buffered:
    def __init__(self):
        self.parts = []
    def write(self, text):
        self.parts.append(text)
    def flush(self):
        write(1, "".join(self.parts).encode())
        self.parts.clear()
sys.stdout = Buffered()
print(total)
print(*top)
""",
    "own_buffer_written_by_atexit": SOLVE
    + r"""
import atexit, io, os, sys
sys.stdout = io.BytesIO()
atexit.register(lambda: os.write(1, sys.stdout.getvalue()))
sys.stdout.write(b"%d\n" % total)
sys.stdout.write(" ".join(map(str, top)).encode() + b"\n")
""",
    "atexit_in_reverse_order": SOLVE
    + r"""
import atexit
atexit.register(print, *top)
@atexit.register
def first():
    print(total)
""",
    "weakref_finalize": SOLVE
    + r"""
import weakref
class Owner: pass
owner = Owner()
weakref.finalize(owner, print, *top)
print(total)
""",
    "del_at_exit": SOLVE
    + r"""
class Out:
    def __init__(self):
        self.lines = []
    def __del__(self):
        print("\n".join(self.lines))
out = Out()
out.lines.append(str(total))
out.lines.append(" ".join(map(str, top)))
""",
    "del_at_exit_that_uses_a_module": SOLVE
    + r"""
import sys
END = "\n"
def line(*items):
    return " ".join(map(str, items)) + END
class Out:
    def __init__(self):
        self.text = ""
    def __del__(self):
        sys.stdout.write(self.text)
        sys.stdout.write(line(*top))
out = Out()
out.text += line(total)
""",
    "del_at_exit_of_a_cycle": SOLVE
    + r"""
class Node:
    def __init__(self):
        self.me = self
    def __del__(self):
        print(*self.top)
node = Node()
node.top = top
print(total)
""",
    "finally_of_a_generator_at_exit": SOLVE
    + r"""
def sink():
    try:
        while True:
            print((yield))
    finally:
        print(*top)
s = sink()
next(s)
s.send(total)
""",
    "own_file_of_descriptor_1_closed": SOLVE
    + r"""
with open(1, "w") as out:
    print(total, file=out)
    print(*top, file=out)
""",
    "own_file_of_descriptor_1_left_open": SOLVE
    + r"""
import os
out = os.fdopen(1, "w")
out.write(f"{total}\n")
out.write(" ".join(map(str, top)) + "\n")
""",
    "own_file_of_descriptor_1_left_open_beside_print": SOLVE
    + r"""
out = open(1, "w", closefd=False)
print(*top, file=out)
print(total)
""",
    "own_file_of_descriptor_1_under_a_private_name": SOLVE
    + r"""
__out = open(1, "w", closefd=False)
__out.write(f"{total}\n")
__out.write(" ".join(map(str, top)) + "\n")
""",
    "open_dev_stdout": SOLVE
    + r"""
with open("/dev/stdout", "a") as out:
    out.write(f"{total}\n" + " ".join(map(str, top)) + "\n")
""",
    "text_of_c_by_ctypes": SOLVE
    + r"""
import ctypes
print(total)
ctypes.CDLL(None).puts(" ".join(map(str, top)).encode())
""",
    "dup_of_descriptor_1": SOLVE
    + r"""
import os
with os.fdopen(os.dup(1), "wb") as out:
    out.write(b"%d\n" % total)
print(*top)
""",
    "stderr_beside_stdout": SOLVE
    + r"""
import sys
print("n =", n, file=sys.stderr)
print(total)
sys.stderr.write("almost\n")
print(*top)
""",
    "logging_to_stderr": SOLVE
    + r"""
import logging
logging.basicConfig(level=logging.DEBUG, format="%(levelname)s %(lineno)d %(message)s")
logging.debug("n=%d", n)
print(total)
logging.getLogger(__name__).warning("top %s", top)
print(*top)
""",
    "logging_to_stdout": SOLVE
    + r"""
import logging, sys
logging.basicConfig(stream=sys.stdout, level=logging.INFO, format="%(message)s")
logging.info("%d", total)
logging.info(" ".join(map(str, top)))
""",
    "warning_to_stderr": SOLVE + "import warnings\nwarnings.warn('old')\nprint(total)\nprint(*top)\n",
    "timing_to_stderr": r"""
import sys, time
start, cpu = time.time(), time.process_time()
"""
    + SOLVE
    + r"""
print(total)
print(*top)
print(f"{time.time() - start:.3f} {time.process_time() - cpu:.3f} {time.perf_counter():.3f}", file=sys.stderr)
""",
    "pprint": SOLVE + "from pprint import pprint\npprint(total)\nprint(*top)\n",
    "format_of_all_kinds": SOLVE
    + r"""
print("{:d}".format(total))
print("%s %s %s" % tuple(top))
""",
    "nested_f_strings": SOLVE + "print(f\"{total}\\n{' '.join(f'{x:>{1}}' for x in top)}\")\n",
    "string_template": SOLVE
    + r"""
from string import Template
print(Template("$total\n${top}").substitute(total=total, top=" ".join(map(str, top))))
""",
}

LEAVING = {
    "name_is_main": r"""
def main():
    n, k = map(int, input().split())
    a = list(map(int, input().split()))
    print(sum(a))
    print(*sorted(a, reverse=True)[:k])


if __name__ == "__main__":
    main()
""",
    "main_returns_a_value": r"""
import sys
def main() -> int:
    n, k = map(int, input().split())
    a = list(map(int, input().split()))
    print(sum(a))
    print(*sorted(a, reverse=True)[:k])
    return 0
sys.exit(main())
""",
    "main_imports_itself": SOLVE
    + r"""
import sys
import __main__
assert sys.modules["__main__"] is __main__ and sys.modules[__name__].total == total
print(__main__.total)
print(*getattr(__main__, "top"))
""",
    "exit": SOLVE + "print(total)\nprint(*top)\nexit()\nprint('never')\n",
    "exit_0": SOLVE + "print(total)\nprint(*top)\nexit(0)\n",
    "quit": SOLVE + "print(total)\nprint(*top)\nquit()\nprint('never')\n",
    "exit_in_a_function": r"""
def solve():
    n, k = map(int, input().split())
    a = list(map(int, input().split()))
    print(sum(a))
    print(*sorted(a, reverse=True)[:k])
    exit()
for _ in range(9):
    solve()
""",
    "sys_exit": SOLVE + "import sys\nprint(total)\nprint(*top)\nsys.exit()\n",
    "sys_exit_0": SOLVE + "import sys\nprint(total)\nprint(*top)\nsys.exit(0)\n",
    "sys_exit_none": SOLVE + "import sys\nprint(total)\nprint(*top)\nsys.exit(None)\n",
    "sys_exit_of_print": SOLVE + "import sys\nprint(total)\nsys.exit(print(*top))\n",
    "raise_system_exit": SOLVE + "print(total)\nprint(*top)\nraise SystemExit\n",
    "raise_system_exit_0": SOLVE + "print(total)\nprint(*top)\nraise SystemExit(0)\n",
    "system_exit_caught": SOLVE
    + r"""
import sys
try:
    print(total)
    sys.exit(1)
except SystemExit:
    print(*top)
""",
    "finally_after_sys_exit": SOLVE
    + r"""
import sys
try:
    print(total)
    sys.exit()
finally:
    print(*top)
""",
    "os_exit_after_flush": SOLVE
    + r"""
import os, sys
print(total)
print(*top)
sys.stdout.flush()
os._exit(0)
""",
    "other_descriptors_closed": SOLVE + "import os\nos.closerange(3, 256)\nprint(total)\nprint(*top)\n",
    "stdin_closed": SOLVE + "import sys\nsys.stdin.close()\nprint(total)\nprint(*top)\n",
    "stdout_closed": SOLVE + "import sys\nprint(total)\nprint(*top)\nsys.stdout.close()\n",
    "stdout_detached": SOLVE
    + r"""
import io, sys
sys.stdout = io.TextIOWrapper(sys.stdout.detach(), "utf-8")
print(total)
print(*top)
""",
}

THREADS = {
    "thread_with_a_big_stack": r"""
import sys, threading
sys.setrecursionlimit(1 << 20)
threading.stack_size(1 << 27)
def depth(i):
    return 0 if i == 0 else 1 + depth(i - 1)
def main():
    n, k = map(int, input().split())
    a = list(map(int, input().split()))
    assert depth(50_000) == 50_000
    print(sum(a))
    print(*sorted(a, reverse=True)[:k])
thread = threading.Thread(target=main)
thread.start()
thread.join()
""",
    "thread_with_a_stack_of_512_mb": r"""
import sys, threading
def main():
    n, k = map(int, input().split())
    a = list(map(int, input().split()))
    print(sum(a))
    print(*sorted(a, reverse=True)[:k])
sys.setrecursionlimit(10**7)
threading.stack_size(2**29)
threading.Thread(target=main).start()
""",
    "thread_not_joined": SOLVE
    + r"""
import threading, time
def later():
    time.sleep(0.05)
    print(*top)
threading.Thread(target=later).start()
print(total)
""",
    "threads_with_a_lock": r"""
import threading
n, k = map(int, input().split())
a = list(map(int, input().split()))
total, lock = 0, threading.Lock()
def add(part):
    global total
    for x in part:
        with lock:
            total += x
threads = [threading.Thread(target=add, args=(a[i::4],)) for i in range(4)]
for t in threads: t.start()
for t in threads: t.join()
print(total)
print(*sorted(a, reverse=True)[:k])
""",
    "daemon_thread_and_queue": SOLVE
    + r"""
import queue, threading
q = queue.Queue()
done = []
def work():
    while True:
        done.append(q.get())
        q.task_done()
threading.Thread(target=work, daemon=True).start()
for x in a:
    q.put(x)
q.join()
print(sum(done))
print(*top)
""",
    "priority_queue": SOLVE
    + r"""
from queue import PriorityQueue
q = PriorityQueue()
for x in a:
    q.put(-x)
print(total)
print(*(-q.get() for _ in range(k)))
""",
    "thread_pool_executor": SOLVE
    + r"""
from concurrent.futures import ThreadPoolExecutor
with ThreadPoolExecutor(max_workers=4) as pool:
    print(sum(pool.map(lambda x: x, a)))
    print(*pool.submit(sorted, a, reverse=True).result()[:k])
""",
    "thread_pool_executor_not_shut_down": SOLVE
    + r"""
from concurrent.futures import ThreadPoolExecutor
pool = ThreadPoolExecutor(1)
pool.submit(print, total)
pool.submit(print, *top)
""",
    "pool_of_threads_by_multiprocessing": SOLVE
    + r"""
from multiprocessing.pool import ThreadPool
with ThreadPool(2) as pool:
    print(sum(pool.map(abs, a)) - 4)
print(*top)
""",
    "thread_local_and_timer": SOLVE
    + r"""
import threading
local, event = threading.local(), threading.Event()
local.top = top
threading.Timer(0.01, event.set).start()
print(total)
assert event.wait(5)
print(*local.top)
""",
    "asyncio_gather": r"""
import asyncio
async def add(part):
    await asyncio.sleep(0.001)
    return sum(part)
async def main():
    n, k = map(int, input().split())
    a = list(map(int, input().split()))
    print(sum(await asyncio.gather(*(add(a[i::3]) for i in range(3)))))
    print(*sorted(a, reverse=True)[:k])
asyncio.run(main())
""",
    "asyncio_run_in_executor": r"""
import asyncio, sys
async def main():
    loop = asyncio.get_running_loop()
    n, k = map(int, (await loop.run_in_executor(None, sys.stdin.readline)).split())
    a = list(map(int, (await asyncio.to_thread(input)).split()))
    print(sum(a))
    print(*sorted(a, reverse=True)[:k])
asyncio.run(main())
""",
    "asyncio_queue": SOLVE
    + r"""
import asyncio
async def produce(q):
    for x in a:
        await q.put(x)
    await q.put(None)
async def main():
    q = asyncio.Queue(2)
    task = asyncio.create_task(produce(q))
    got = []
    while (x := await q.get()) is not None:
        got.append(x)
    await task
    print(sum(got))
asyncio.run(main())
print(*top)
""",
    "coroutines_by_generators": r"""
def reader():
    while True:
        yield list(map(int, input().split()))
def adder():
    total = 0
    while True:
        x = yield total
        total += x
source, sink = reader(), adder()
next(sink)
n, k = next(source)
a = next(source)
for x in a:
    total = sink.send(x)
sink.close()
print(total)
print(*sorted(a, reverse=True)[:k])
""",
    "recursion_by_a_generator_trampoline": SOLVE
    + r"""
from types import GeneratorType
def bootstrap(f, stack=[]):
    def wrapped(*args):
        if stack:
            return f(*args)
        to = f(*args)
        while True:
            if type(to) is GeneratorType:
                stack.append(to)
                to = next(to)
            else:
                stack.pop()
                if not stack:
                    return to
                to = stack[-1].send(to)
    return wrapped
@bootstrap
def add(i):
    yield 0 if i == 9000 else (yield add(i + 1)) + (a[i] if i < n else 0)
print(add(0))
print(*top)
""",
    "signal_alarm_set_and_cancelled": SOLVE
    + r"""
import signal
def late(number, frame):
    raise TimeoutError
signal.signal(signal.SIGALRM, late)
signal.alarm(5)
print(total)
signal.alarm(0)
print(*top)
""",
    "signal_sent_to_itself": SOLVE
    + r"""
import os, signal
signal.signal(signal.SIGUSR1, lambda number, frame: print(total))
os.kill(os.getpid(), signal.SIGUSR1)
signal.signal(signal.SIGPIPE, signal.SIG_DFL)
print(*top)
""",
    "signal_raised_and_timer": SOLVE
    + r"""
import signal
signal.signal(signal.SIGTERM, lambda number, frame: print(total))
signal.raise_signal(signal.SIGTERM)
signal.signal(signal.SIGALRM, lambda number, frame: print(*top))
signal.setitimer(signal.ITIMER_REAL, 0.01)
signal.pause()
""",
    "stack_limit_raised": r"""
import resource, sys
resource.setrlimit(resource.RLIMIT_STACK, (resource.getrlimit(resource.RLIMIT_STACK)[1],) * 2)
sys.setrecursionlimit(10**6)
"""
    + SOLVE
    + "print(total)\nprint(*top)\n",
}

LANGUAGE = {
    "global": r"""
total, best = 0, []
def read():
    global n, k
    n, k = map(int, input().split())
def solve():
    global total, best
    for x in map(int, input().split()):
        total += x
        best = sorted([*best, x])[-k:]
read()
solve()
print(total)
print(*best[::-1])
""",
    "nonlocal": r"""
def main():
    total, best = 0, []
    def add(x):
        nonlocal total, best
        total += x
        best = sorted(best + [x], reverse=True)[:k]
    n, k = map(int, input().split())
    for x in input().split():
        add(int(x))
    print(total)
    print(*best)
main()
""",
    "slots": SOLVE
    + r"""
class Acc:
    __slots__ = ("total", "items")
    def __init__(self):
        self.total, self.items = 0, []
    def __iadd__(self, x):
        self.total += x
        self.items.append(x)
        return self
acc = Acc()
for x in a:
    acc += x
print(acc.total)
print(*sorted(acc.items)[::-1][:k])
""",
    "dataclass": r"""
from __future__ import annotations
from dataclasses import dataclass, field
@dataclass(order=True, slots=True)
class Item:
    key: int
    place: int = field(compare=False, default=0)
@dataclass
class Box:
    items: list[Item] = field(default_factory=list)
    def total(self) -> int:
        return sum(item.key for item in self.items)
n, k = map(int, input().split())
box = Box([Item(int(x), i) for i, x in enumerate(input().split())])
print(box.total())
print(*(item.key for item in sorted(box.items, reverse=True)[:k]))
""",
    "typing": r"""
from typing import Generic, Iterator, List, NamedTuple, Optional, Protocol, Tuple, TypeVar, get_type_hints
T = TypeVar("T")
class Head(NamedTuple):
    n: int
    k: int = 1
class Bag(Generic[T]):
    def __init__(self, items: Optional[List[T]] = None) -> None:
        self.items: List[T] = items or []
    def __iter__(self) -> Iterator[T]:
        return iter(self.items)
def solve(head: Head, bag: "Bag[int]") -> Tuple[int, List[int]]:
    return sum(bag), sorted(bag, reverse=True)[: head.k]
assert get_type_hints(solve)["bag"] == Bag[int]
total, top = solve(Head(*map(int, input().split())), Bag(list(map(int, input().split()))))
print(total)
print(*top)
""",
    "annotations_at_module_level": r"""
import sys
n: int
k: int
n, k = map(int, input().split())
a: list[int] = list(map(int, input().split()))
assert list(sys.modules[__name__].__annotations__) == ["n", "k", "a"]
print(sum(a))
print(*sorted(a, reverse=True)[:k])
""",
    "enum": SOLVE
    + r"""
from enum import Enum, IntFlag, auto
class Part(Enum):
    TOTAL = auto()
    TOP = auto()
    def show(self):
        return str(total) if self is Part.TOTAL else " ".join(map(str, top))
class Flag(IntFlag):
    A = 1
    B = 2
assert Flag.A | Flag.B == 3 and repr(Part.TOP) == "<Part.TOP: 2>"
for part in Part:
    print(part.show())
""",
    "decimal_and_fractions": SOLVE
    + r"""
from decimal import Decimal, getcontext
from fractions import Fraction
getcontext().prec = 30
print(sum(map(Fraction, a)) * Fraction(1, 3) * 3)
print(*(Decimal(x) / 7 * 7 // Decimal("0.9999") for x in (9, 9, 5)))
""",
    "heapq_bisect_itertools_collections": r"""
from bisect import insort
from collections import Counter, defaultdict, deque
from heapq import heapify, heappop, nlargest
from itertools import accumulate, chain, islice
n, k = map(int, input().split())
a = deque(map(int, input().split()))
a.rotate(2)
heap = [-x for x in a]
heapify(heap)
top, order, seen = [-heappop(heap) for _ in range(k)], [], defaultdict(list)
for i, x in enumerate(a):
    insort(order, x)
    seen[x].append(i)
assert top == nlargest(k, a) == order[::-1][:k]
assert top == list(islice(sorted(Counter(a).elements(), reverse=True), k))
print(list(accumulate(a))[-1])
print(*chain(top[:1], top[1:]))
""",
    "functools_operator": r"""
from functools import cmp_to_key, reduce
from operator import add, itemgetter
n, k = map(int, input().split())
a = list(map(int, input().split()))
print(reduce(add, a))
print(*itemgetter(*range(k))(sorted(a, key=cmp_to_key(lambda x, y: y - x))))
""",
    "star_imports": r"""
from math import *
from collections import *
from sys import *
n, k = map(int, stdin.readline().split())
a = deque(map(int, stdin.readline().split()))
print(int(fsum(a)) + floor(pi) - 3)
print(*sorted(a, reverse=True)[:k])
""",
    "regular_expressions": r"""
import re, sys
n, k, *a = [int(m.group()) for m in re.finditer(r"-?\d+", sys.stdin.read())]
print(re.sub(r"\D", "", f"<{sum(a)}>"))
print(*sorted(a, reverse=True)[:k])
""",
    "struct_and_array": SOLVE
    + r"""
import struct
from array import array
packed = struct.pack(f"<{n}i", *a)
b = array("i")
b.frombytes(packed)
print(sum(b))
print(*sorted(struct.unpack(f"<{n}i", packed), reverse=True)[:k])
""",
    "bits_by_to_bytes": SOLVE
    + r"""
data = b"".join(x.to_bytes(4, "little", signed=True) for x in a)
b = [int.from_bytes(data[i:i + 4], "little", signed=True) for i in range(0, len(data), 4)]
print(total.bit_length() * 5 + (total & -total) - 1)
print(*sorted(b, key=lambda x: ~x)[:k])
""",
    "random_with_a_seed": SOLVE
    + r"""
import random
random.seed(1)
random.shuffle(a)
pivot = random.choice(a)
assert (random.Random(7).randrange(10**6), random.Random("x").random() < 1) == (339563, True)
def sort(a):
    if len(a) < 2:
        return a
    p = random.choice(a)
    return sort([x for x in a if x > p]) + [x for x in a if x == p] + sort([x for x in a if x < p])
print(sum(a))
print(*sort(a)[:k])
""",
    "argv": SOLVE
    + r"""
import sys
limit = int(sys.argv[1]) if len(sys.argv) > 1 else k
print(total)
print(*top[:limit])
""",
    "argparse": r"""
import argparse
parser = argparse.ArgumentParser()
parser.add_argument("--reverse", action="store_true")
args = parser.parse_args()
n, k = map(int, input().split())
a = sorted(map(int, input().split()), reverse=not args.reverse)
print(sum(a))
print(*a[:k])
""",
    "walrus_and_match": r"""
import sys
k, a = 0, []
while (line := sys.stdin.readline()):
    match line.split():
        case [_, second]:
            k = int(second)
        case [*items] if (b := [int(x) for x in items]):
            a += b
        case _:
            pass
match {"k": k, "a": a}:
    case {"k": int(many), "a": [first, *_]}:
        print(first + sum(a[1:]))
        print(*sorted(a, reverse=True)[:many])
""",
    "exec_of_a_string": SOLVE
    + r"""
space = {"a": a, "k": k}
exec("total = sum(a)\ndef largest():\n    return sorted(a, reverse=True)[:k]", space)
exec("print(space['total'])")
print(*space["largest"]())
""",
    "exec_of_a_whole_program": r"""
code = '''
n, k = map(int, input().split())
a = list(map(int, input().split()))
def main():
    print(sum(a))
    print(*sorted(a, reverse=True)[:k])
if __name__ == "__main__":
    main()
'''
exec(code)
""",
    "compile": SOLVE
    + r"""
print(eval(compile("sum(a)", "<formula>", "eval")))
exec(compile("print(*top)", "<string>", "exec"), globals())
""",
    "ast": SOLVE
    + r"""
import ast
tree = ast.parse("+".join(f"({x})" for x in a), mode="eval")
print(eval(compile(tree, "<tree>", "eval")))
print(*ast.literal_eval(repr(top)))
""",
    "globals_and_locals": r"""
globals()["n"], globals()["k"] = map(int, input().split())
def main():
    a = list(map(int, input().split()))
    return locals()
globals().update(main())
print(sum(a))
print(*sorted(vars()["a"], reverse=True)[:k])
""",
    "pickle_and_copy_of_own_classes": SOLVE
    + r"""
import copy, pickle
class Item:
    def __init__(self, x):
        self.x = x
items = pickle.loads(pickle.dumps(copy.deepcopy([Item(x) for x in a])))
assert type(items[0]) is Item and Item.__module__ == "__main__"
print(sum(item.x for item in copy.copy(items)))
print(*sorted((item.x for item in items), reverse=True)[:k])
""",
    "json": SOLVE
    + r"""
import json
back = json.loads(json.dumps({"total": total, "top": top}, sort_keys=True))
print(json.dumps(back["total"]))
print(*back["top"])
""",
    "metaclass_and_decorator": SOLVE
    + r"""
class Registry(type):
    known = []
    def __new__(meta, name, bases, space):
        made = super().__new__(meta, name, bases, space)
        meta.known.append(made)
        return made
class Total(metaclass=Registry):
    def __str__(self): return str(total)
class Top(metaclass=Registry):
    def __str__(self): return " ".join(map(str, top))
for kind in Registry.known:
    print(kind())
""",
    "context_manager": SOLVE
    + r"""
from contextlib import contextmanager, suppress
@contextmanager
def framed():
    print(total)
    try:
        yield
    finally:
        print(*top)
with suppress(ZeroDivisionError), framed():
    1 / 0
""",
    "exception_caught_and_traceback_to_stderr": SOLVE
    + r"""
import sys, traceback
try:
    raise ValueError(total)
except ValueError as error:
    traceback.print_exc()
    line = error.__traceback__.tb_lineno
    assert traceback.format_exc().splitlines()[-1] == "ValueError: 26"
    assert sys.exc_info()[2].tb_lineno == line
    print(error)
print(*top)
""",
    "exception_group": SOLVE
    + r"""
try:
    raise ExceptionGroup("several", [ValueError(total), KeyError(1)])
except* ValueError as group:
    print(group.exceptions[0])
except* KeyError:
    print(*top)
""",
    "excepthook_that_is_never_called": SOLVE
    + "import sys\nsys.excepthook = lambda *a: print('crash')\nprint(total)\nprint(*top)\n",
    "assertions": SOLVE
    + r"""
assert __debug__
try:
    assert k > n, "small"
except AssertionError as error:
    assert str(error) == "small"
print(total)
print(*top)
""",
    "file_used": SOLVE
    + r"""
import os
here = os.path.dirname(os.path.abspath(__file__))
assert os.path.samefile(here, os.getcwd()) and __file__.endswith(".py")
print(total)
print(*top)
""",
    "folder_of_file": SOLVE
    + r"""
import os
path = os.path.dirname(__file__) + "/work.txt"
with open(path, "w") as file:
    file.write(str(total))
print(open(path).read())
print(*top)
""",
    "source_line_of_a_frame": SOLVE
    + r"""
import traceback
def where():
    return traceback.extract_stack()[-2].line
line = where()
print(total if line == "line = where()" else line)
print(*top)
""",
    "inspect_getsource": SOLVE
    + r"""
import inspect
def largest():
    return top
assert inspect.getsource(largest).endswith("return top\n")
print(total)
print(*largest())
""",
    "sorting_free_of_locale": r"""
import locale
locale.setlocale(locale.LC_ALL, "")
n, k = map(int, input().split())
a = input().split()
print(sum(map(int, a)))
print(*sorted(a, reverse=True)[:k])
""",
    "tempfile": SOLVE
    + r"""
import os, tempfile
with tempfile.TemporaryDirectory() as folder:
    with open(os.path.join(folder, "x"), "w") as file:
        file.write(str(total))
    print(open(os.path.join(folder, "x")).read())
with tempfile.NamedTemporaryFile("w+") as file, tempfile.TemporaryFile() as other:
    print(*top, file=file)
    file.seek(0)
    print(file.read(), end="")
""",
    "file_in_the_working_directory": SOLVE
    + r"""
import os
with open("work.txt", "w") as file:
    print(total, *top, sep="\n", file=file)
with open("work.txt") as file:
    total, *top = file.read().split()
os.remove("work.txt")
print(total)
print(*top)
""",
    "own_module_written_and_imported": SOLVE
    + r"""
import importlib, os
with open("largest_of.py", "w") as file:
    file.write("def largest(a, k):\n    return sorted(a, reverse=True)[:k]\n")
importlib.invalidate_caches()
from largest_of import largest
os.remove("largest_of.py")
print(total)
print(*largest(a, k))
""",
    "sqlite_in_memory": SOLVE
    + r"""
import sqlite3
base = sqlite3.connect(":memory:")
base.execute("create table t (x int)")
base.executemany("insert into t values (?)", [(x,) for x in a])
print(base.execute("select sum(x) from t").fetchone()[0])
print(*(x for x, in base.execute("select x from t order by x desc limit ?", (k,))))
base.close()
""",
    "gc_disabled": "import gc\ngc.disable()\n" + SOLVE + "print(total)\nprint(*top)\n",
    "gc_frozen_and_collected": SOLVE
    + "import gc\ngc.collect()\ngc.freeze()\ngc.set_threshold(10**6)\nprint(total)\nprint(*top)\n",
    "lru_cache_recursion": r"""
import sys
from functools import cache, lru_cache
sys.setrecursionlimit(10**6)
n, k = map(int, input().split())
a = tuple(map(int, input().split()))
@lru_cache(maxsize=None)
def total(i):
    return 0 if i == n + 600 else total(i + 1) + (a[i] if i < n else 0)
@cache
def top(i):
    return () if i == n else tuple(sorted((*top(i + 1), a[i]), reverse=True)[:k])
print(total(0))
print(*top(0))
""",
    "recursion_20000_deep": r"""
import sys
sys.setrecursionlimit(10**6)
n, k = map(int, input().split())
a = list(map(int, input().split()))
def total(i):
    if i == 20_000:
        return 0
    return total(i + 1) + (a[i] if i < n else 0)
print(total(0))
print(*sorted(a, reverse=True)[:k])
""",
    "recursion_close_under_the_default_limit": SOLVE
    + r"""
def depth(i):
    return 1 if i == 1 else 1 + depth(i - 1)
assert depth(995) == 995
print(total)
print(*top)
""",
    "recursion_error_caught": SOLVE
    + r"""
def endless(i):
    return endless(i + 1)
try:
    endless(0)
except RecursionError:
    print(total)
print(*top)
""",
    "environment": SOLVE
    + r"""
import os
if "ONLINE_JUDGE" not in os.environ and os.environ.get("LOCAL_RUN"):
    print("local")
print(total)
print(*top)
""",
    "platform_and_version": SOLVE
    + r"""
import platform, sys
assert sys.version_info >= (3, 11) and platform.python_implementation() == "CPython" and sys.platform
assert sys.stdin.encoding.lower() == sys.stdout.encoding.lower() == "utf-8"
assert not sys.stdin.isatty() and sys.stdin.name == "<stdin>" and sys.stdout.name == "<stdout>"
print(total)
print(*top)
""",
    "pypyjit_tried": "try:\n    import pypyjit\n    pypyjit.set_param('max_unroll_recursion=-1')\n"
    "except ImportError:\n    pass\n" + SOLVE + "print(total)\nprint(*top)\n",
    "doc_string_and_future": '"""Adds numbers."""\nfrom __future__ import annotations\n'
    + SOLVE
    + "assert __doc__ == 'Adds numbers.'\nprint(total)\nprint(*top)\n",
    "no_newline_at_the_end_of_the_program": SOLVE.strip() + "; print(total); print(*top)",
    "carriage_returns_in_the_program": (SOLVE + "print(total)\nprint(*top)\n").replace("\n", "\r\n"),
    "tabs_and_a_coding_line": "# -*- coding: utf-8 -*-\n"
    + SOLVE
    + "if top:\n\tprint(total)\n\tprint(*top)\n",
}

# Programs with an input and an output of their own.
OWN = {
    "no_newline_at_the_end_of_input": (
        "n, k = map(int, input().split())\na = list(map(int, input().split()))\nprint(sum(a) * k)",
        "2 3\n4 5",
        "27\n",
    ),
    "no_newline_at_the_end_of_input_by_lines": (
        "import sys\nprint([line for line in sys.stdin])",
        "a\nb",
        "['a\\n', 'b']\n",
    ),
    "copy_of_the_input": (
        "import shutil, sys\nshutil.copyfileobj(sys.stdin, sys.stdout)",
        "a\r\n b\n",
        "a\r\n b\n",
    ),
    "crlf_by_input": (
        "n = int(input())\nfor _ in range(n):\n    print(repr(input()), repr(input().strip()))",
        "1\r\nab \r\nc\r\n",
        "'ab \\r' 'c'\n",
    ),
    "crlf_by_stdin": (
        "import sys\nprint(sys.stdin.readlines())",
        "1\r\na\rb\r\n",
        "['1\\r\\n', 'a\\rb\\r\\n']\n",
    ),
    "crlf_by_open_0": ("print(open(0).readlines())", "1\r\na\rb\r\n", "['1\\n', 'a\\n', 'b\\n']\n"),
    "crlf_by_split": ("import sys\nprint(sum(map(int, sys.stdin.read().split())))", "1 2\r\n3\r\n", "6\n"),
    "crlf_in_the_output": ("print('a', end='\\r\\n')\nprint('b\\r')", "", "a\r\nb\r\n"),
    "empty_input": ("import sys\nprint(repr(sys.stdin.read()), sys.stdin.readline() == '')", "", "'' True\n"),
    "empty_input_and_eof_error": (
        "try:\n    input()\nexcept EOFError as error:\n    print(error)",
        "",
        "EOF when reading a line\n",
    ),
    "empty_input_and_no_output": ("import sys\nfor line in sys.stdin:\n    print(line)", "", ""),
    "no_program_at_all": ("", "1 2\n", ""),
    "input_that_is_not_read": ("print('hello')", "1 2\n" * 100_000, "hello\n"),
    "blank_lines": (
        "import sys\nprint([len(block.split()) for block in sys.stdin.read().split('\\n\\n')])",
        "1 2\n3\n\n4\n\n\n5 6 7\n",
        "[3, 1, 3]\n",
    ),
    "blank_lines_skipped": (
        "import sys\nfor line in map(str.strip, sys.stdin):\n    if not line:\n        continue\n"
        "    print(line)",
        "\n\n a\n\n\nb \n\n",
        "a\nb\n",
    ),
    "end_marked_by_zeros": (
        "while True:\n    a, b = map(int, input().split())\n    if a == b == 0:\n        break\n"
        "    print(a + b)",
        "1 2\n3 4\n0 0\n5 6\n",
        "3\n7\n",
    ),
    "numbered_cases": (
        "for case in range(1, int(input()) + 1):\n"
        "    print(f'Case #{case}: {sum(map(int, input().split()))}')",
        "2\n1 2\n3 4\n",
        "Case #1: 3\nCase #2: 7\n",
    ),
    "interactive_with_flush": (
        "low, high = 1, 100\nwhile low < high:\n    middle = (low + high) // 2\n"
        "    print('?', middle, flush=True)\n"
        "    if input() == '<':\n        high = middle\n    else:\n        low = middle + 1\n"
        "print('!', low, flush=True)",
        "<\n>\n<\n<\n<\n<\n<\n",
        "? 50\n? 25\n? 38\n? 32\n? 29\n? 27\n? 26\n! 26\n",
    ),
    "prompt_of_input": (
        "name = input('Name? ')\nage = int(input('Age? '))\nprint(name, age + 1)",
        "Ada\n36\n",
        "Name? Age? Ada 37\n",
    ),
    "line_of_one_megabyte_by_input": (
        "print(sum(map(int, input().split())))",
        "1 " * 500_000 + "\n",
        "500000\n",
    ),
    "line_of_one_megabyte_by_readline": (
        "import sys\nprint(len(sys.stdin.readline()), sys.stdin.readline())",
        "x" * 1_000_000 + "\nend",
        "1000001 end\n",
    ),
    "line_of_one_megabyte_by_os_read": (
        "import os\ndata = b''\nwhile chunk := os.read(0, 1 << 16):\n    data += chunk\n"
        "print(data.count(b'y'))",
        "xy" * 500_000,
        "500000\n",
    ),
    "many_lines_of_input": (
        "import sys\ninput = sys.stdin.readline\nn = int(input())\n"
        "print(sum(int(input()) for _ in range(n)))",
        "100000\n" + "7\n" * 100_000,
        "700000\n",
    ),
    "many_lines_of_output": ("for i in range(int(input())):\n    print('y')", "100000\n", "y\n" * 100_000),
    "line_of_output_of_900_kb": ("print(*([1] * int(input())))", "450000\n", "1 " * 449_999 + "1\n"),
    "unicode_by_input": (
        "word = input()\nprint(word[::-1], len(word), word.upper(), word.encode())",
        "añ日😀\n",
        "😀日ña 4 AÑ日😀 b'a\\xc3\\xb1\\xe6\\x97\\xa5\\xf0\\x9f\\x98\\x80'\n",
    ),
    "unicode_by_bytes": (
        "import sys\nline = sys.stdin.buffer.readline().decode().strip()\n"
        "sys.stdout.buffer.write(line.encode('utf-8') + b'!\\n')",
        "žluťoučký\n",
        "žluťoučký!\n",
    ),
    "unicode_names_and_files": (
        "größe = input()\nopen('größe.txt', 'w').write(größe)\n"
        "print(open('größe.txt').read(), ascii(größe))\n"
        "import os\nprint([name for name in os.listdir() if name.startswith('gr')])",
        "π\n",
        "π '\\u03c0'\n['größe.txt']\n",
    ),
    "unicode_line_separators": (
        "import sys\nprint(len(sys.stdin.readlines()), len('a\\u2028b\\x0cc'.splitlines()))",
        "a\u2028b\x0cc\x1dd\n",
        "1 3\n",
    ),
    "null_and_control_characters": (
        "print(repr(input()), chr(7), '\\0')",
        "a\x00\x1b\t\n",
        "'a\\x00\\x1b\\t' \x07 \x00\n",
    ),
    "byte_order_mark": ("print(ascii(input()))", "\ufeff1\n", "'\\ufeff1'\n"),
    "no_newline_at_the_end_of_output": ("print(1, 2, sep=', ', end='')", "", "1, 2"),
    "print_of_nothing": ("print()\nprint('')\nprint(end='')\nprint(sep='x')", "", "\n\n\n"),
    "print_of_many_types": (
        "print(1.0, 1e100, 0.1 + 0.2, 10**20, True, None, 'x', b'x', [1, 'a'], {2: (3,)}, {4}, 1j, ..., "
        "sep='|')",
        "",
        "1.0|1e+100|0.30000000000000004|100000000000000000000|True|None|x|b'x'|[1, 'a']|{2: "
        "(3,)}|{4}|1j|Ellipsis\n",
    ),
    "floats_with_fixed_places": (
        "x = float(input())\nprint('%.3f' % x, f'{x:.0f}', round(x, 1), '{:+09.2f}'.format(x), f'{x:e}')",
        "2.71828\n",
        "2.718 3 2.7 +00002.72 2.718280e+00\n",
    ),
    "float_special_values": (
        "from math import inf, nan\nprint(inf, -inf, nan, float('-0.0'), 5e-324)",
        "",
        "inf -inf nan -0.0 5e-324\n",
    ),
    "decimal_of_many_places": (
        "from decimal import *\ngetcontext().prec = 50\nprint(Decimal(2).sqrt())",
        "",
        "1.4142135623730950488016887242096980785696718753769\n",
    ),
    "digits_by_the_thousand": (
        "import sys\nsys.set_int_max_str_digits(0)\nprint(10 ** int(input()) - 1)",
        "5000\n",
        "9" * 5000 + "\n",
    ),
    "digits_by_the_thousand_refused_by_default": (
        "try:\n    print(10 ** int(input()))\nexcept ValueError as error:\n    print(str(error)[:36])",
        "5000\n",
        "Exceeds the limit (4300 digits) for \n",
    ),
    "power_with_modulus_and_inverse": (
        "a, m = map(int, input().split())\nprint(pow(a, m - 2, m), pow(a, -1, m), a.bit_count())",
        "3 1000000007\n",
        "333333336 333333336 2\n",
    ),
    "matrix_by_rows": (
        "n, m = map(int, input().split())\ng = [list(input()) for _ in range(n)]\n"
        "print(*map(''.join, zip(*g)), sep='\\n')",
        "2 3\n#..\n.#.\n",
        "#.\n.#\n..\n",
    ),
    "commands_by_a_table": (
        "s = []\nf = {'push': s.append, 'pop': lambda: print(s.pop()), 'size': lambda: print(len(s))}\n"
        "for _ in range(int(input())):\n    name, *rest = input().split()\n    f[name](*rest)",
        "4\npush a\npush b\npop\nsize\n",
        "b\n1\n",
    ),
    "breadth_first_search": (
        "from collections import deque\nn, m = map(int, input().split())\ng = [[] for _ in range(n + 1)]\n"
        "for _ in range(m):\n    u, v = map(int, input().split())\n    g[u].append(v)\n    g[v].append(u)\n"
        "d = [-1] * (n + 1)\nd[1] = 0\nq = deque([1])\nwhile q:\n    u = q.popleft()\n    for v in g[u]:\n"
        "        if d[v] < 0:\n            d[v] = d[u] + 1\n            q.append(v)\nprint(*d[1:])",
        "5 4\n1 2\n2 3\n3 4\n1 3\n",
        "0 1 1 2 -1\n",
    ),
    "depth_first_search_100000_deep_in_a_thread": (
        "import sys, threading\nsys.setrecursionlimit(1 << 25)\nthreading.stack_size(1 << 28)\n"
        "def main():\n    n = int(sys.stdin.readline())\n    seen = bytearray(n + 1)\n    def go(u):\n"
        "        seen[u] = 1\n        best = u\n        if u < n:\n            best = max(best, go(u + 1))\n"
        "        return best\n    print(go(0))\nt = threading.Thread(target=main)\nt.start()\nt.join()",
        "100000\n",
        "100000\n",
    ),
    "calendar_and_dates": (
        "from datetime import date, timedelta\nd = date.fromisoformat(input()) + timedelta(days=30)\n"
        "import calendar\nprint(d, d.strftime('%a %d %b'), *map(int, calendar.monthrange(2024, 2)))",
        "2024-02-10\n",
        "2024-03-11 Mon 11 Mar 3 29\n",
    ),
    "time_formatted": (
        "import time\nprint(time.strftime('%Y-%m-%d %H:%M', time.gmtime(86400 * 365)))",
        "",
        "1971-01-01 00:00\n",
    ),
    "hashes_and_encodings": (
        "import base64, hashlib, zlib\ns = input().encode()\n"
        "print(hashlib.md5(s).hexdigest(), hashlib.sha256(s).hexdigest()[:8], zlib.crc32(s), "
        "base64.b64encode(s).decode())",
        "abc\n",
        "900150983cd24fb0d6963f7d28e17f72 ba7816bf 891568578 YWJj\n",
    ),
    "sets_of_numbers_in_order": (
        "print({3, 1, 2}, sorted(set(input())))",
        "baab\n",
        "{1, 2, 3} ['a', 'b']\n",
    ),
    "identity_and_weak_references": (
        "import weakref\nclass A: pass\na = A()\nr = weakref.ref(a, lambda _: print('gone'))\ndel a\n"
        "print(r() is None)",
        "",
        "gone\nTrue\n",
    ),
    "order_of_the_end": (
        "import atexit, sys, threading\nclass Last:\n    def __del__(self):\n        print('del')\n"
        "last = Last()\natexit.register(print, 'atexit')\n"
        "threading.Thread(target=lambda: (threading.main_thread().join(), print('thread'))).start()\n"
        "print('main')",
        "",
        "main\nthread\natexit\ndel\n",
    ),
    "order_of_finalising": (
        "class A:\n    def __init__(self, name):\n        self.name = name\n    def __del__(self):\n"
        "        print(self.name)\na = A('a')\nb = A('b')\n_c = A('c')\n",
        "",
        "a\nb\nc\n",
    ),
    "del_of_a_local_before_the_end": (
        "class A:\n    def __del__(self):\n        print('gone')\ndef f():\n    a = A()\n"
        "    print('in')\nf()\nprint('out')",
        "",
        "in\ngone\nout\n",
    ),
    "loop_of_the_cmd_module": (
        "import cmd, sys\nclass Bank(cmd.Cmd):\n    prompt = ''\n    use_rawinput = False\n    total = 0\n"
        "    def do_add(self, text):\n        self.total += int(text)\n    def do_show(self, text):\n"
        "        print(self.total)\n    def do_EOF(self, text):\n        return True\nBank().cmdloop()",
        "add 5\nadd 7\nshow\n",
        "12\n",
    ),
    "csv_and_textwrap": (
        "import csv, sys, textwrap\nrows = list(csv.DictReader(sys.stdin))\n"
        "w = csv.writer(sys.stdout, lineterminator='\\n')\nfor r in rows:\n    w.writerow([r['b'], r['a']])\n"
        "print(textwrap.fill('one two three', 8))",
        'a,b\n1,"x,y"\n2,z\n',
        '"x,y",1\nz,2\none two\nthree\n',
    ),
    "doctest_and_unittest": (
        "import doctest, unittest\ndef f(x):\n    '''\n    >>> f(2)\n    4\n    '''\n    return x * x\n"
        "class T(unittest.TestCase):\n    def test(self):\n        self.assertEqual(f(3), 9)\n"
        "print(doctest.testmod().failed)\nunittest.main(exit=False)\nprint(f(int(input())))",
        "5\n",
        "0\n25\n",
    ),
    "variables_of_the_module": (
        "import sys\n"
        "print(__name__, __package__, __spec__, sys.argv[1:], len(sys.argv), type(__loader__).__name__ "
        "!= '')",
        "",
        "__main__ None None [] 1 True\n",
    ),
    "annotations_of_a_module_without_any": (
        "print(__annotations__)"
        if sys.version_info < (3, 14)
        else "import __main__\nprint(__main__.__annotations__)",
        "",
        "{}\n",
    ),
    "print_of_a_class_and_a_function": (
        "class A:\n    class B: pass\n    def f(self): pass\nprint(A, A.B, A.f.__qualname__, A.__module__)",
        "",
        "<class '__main__.A'> <class '__main__.A.B'> A.f __main__\n",
    ),
    "sys_stdin_in_a_default_argument": (
        "import sys\ndef ints(file=sys.stdin, out=sys.stdout):\n"
        "    print(*map(int, file.readline().split()), file=out)\nints()",
        "1 02\n",
        "1 2\n",
    ),
}

SAME = {**READING, **WRITING, **LEAVING, **THREADS, **LANGUAGE}
WITH_A_HELPER = ("pool_of_threads_by_multiprocessing",)
"""Since Python 3.14 the locks of multiprocessing have a process that looks after them."""

STYLES = {**{name: (source, INPUT, OUTPUT) for name, source in SAME.items()}, **OWN}


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(2, "namespaces") as made:
        yield made


def test_no_two_styles_have_one_name() -> None:
    parts = (READING, WRITING, LEAVING, THREADS, LANGUAGE, OWN)
    assert len(STYLES) == sum(len(part) for part in parts)


@pytest.mark.parametrize("name", STYLES)
def test_a_right_program_is_right_in_the_sandbox(sandbox: Sandbox, name: str) -> None:
    source, text, expected = STYLES[name]
    limits = Limits(processes=2) if name in WITH_A_HELPER and sys.version_info >= (3, 14) else None
    ran = sandbox.run(Program(source), text, limits)
    assert (ran.outcome, ran.stdout) == (Outcome.OK, expected), (ran.error, ran.error_line, ran.stderr_tail)


@pytest.mark.slow
@pytest.mark.parametrize("name", STYLES)
def test_a_right_program_is_right_outside(tmp_path: Path, name: str) -> None:
    source, text, expected = STYLES[name]
    file, given = tmp_path / "program.py", tmp_path / "given"
    file.write_bytes(source.encode())
    given.write_bytes(text.encode())
    plain = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    with given.open("rb") as stdin:
        done = subprocess.run(
            [sys.executable, str(file)],
            stdin=stdin,
            capture_output=True,
            check=False,
            cwd=tmp_path,
            env={**plain, "PYTHONUTF8": "1"},
            timeout=60,
        )
    assert (done.returncode, done.stdout.decode()) == (0, expected), done.stderr.decode()

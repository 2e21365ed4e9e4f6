"""How fast programs are traced, beside hunter, PySnooper and snoop in the same run.

    pip install -e '.[bench]' && python benchmarks/trace.py [--rounds N]

Eight loop-heavy programs of 1,000 to 10,000 line events. Each tool has a process of its own, and they take
turns; what counts is CPU time, the median over the rounds. Each tool writes to memory, or for SES to what its
sandbox has in memory, with its own default bounds of texts.

- ses: the recorder as it runs in the sandbox, from before the module's first line to after its last: each
  call, line, return and exception, all variables that changed, what was printed when;
- hunter: `VarsSnooper`, which says what changed, and nothing of lines that change nothing;
- PySnooper and snoop: every line of the function and the variables that changed, with the source line;
- bare: `sys.settrace` with a function that does nothing, which is what there is to be had at most.

Prints line events per second and ratios, and whether the program's own output was the same.
"""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import io
import json
import mmap
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

from ses_plugin.execution.inside.program import NAME
from ses_plugin.tracing.inside import recorder
from ses_plugin.tracing.inside.recorder import HEAD
from ses_plugin.tracing.mutation_analysis import non_mutating_lines
from ses_plugin.tracing.tracer import EVENTS, SIZE, TEXT, trace_program
from ses_plugin.types.program import Program

TOOLS = {
    "ses": "every line with what it changed, calls, returns, exceptions, output",
    "hunter": "what changed (VarsSnooper); no line that changes nothing",
    "pysnooper": "every line of one function, its source, what changed",
    "snoop": "every line of one function, its source, what changed",
    "bare": "nothing: a trace function that does nothing",
}

PROGRAMS = {
    "sieve": """
def main():
    n = 600
    sieve = [True] * (n + 1)
    primes = []
    for i in range(2, n + 1):
        if sieve[i]:
            primes.append(i)
            for j in range(i * i, n + 1, i):
                sieve[j] = False
    print(len(primes), primes[-1])
""",
    "bubble sort": """
def main():
    values = [(i * 7919) % 61 for i in range(45)]
    swaps = 0
    for i in range(len(values)):
        for j in range(len(values) - 1 - i):
            if values[j] > values[j + 1]:
                values[j], values[j + 1] = values[j + 1], values[j]
                swaps += 1
    print(values, swaps)
""",
    "collatz": """
def main():
    best = start = 0
    for n in range(1, 60):
        steps, value = 0, n
        while value != 1:
            if value % 2:
                value = 3 * value + 1
            else:
                value //= 2
            steps += 1
        if steps > best:
            best, start = steps, n
    print(best, start)
""",
    "knapsack": """
def main():
    items = [(12, 4), (2, 2), (1, 1), (4, 10), (1, 2), (7, 3), (9, 6)]
    capacity = 150
    dp = [0] * (capacity + 1)
    for weight, value in items:
        for c in range(capacity, weight - 1, -1):
            candidate = dp[c - weight] + value
            if candidate > dp[c]:
                dp[c] = candidate
    print(dp[capacity])
""",
    "word count": """
def main():
    text = "the quick brown fox jumps over the lazy dog and the cat sat on the mat " * 30
    counts = {}
    longest = ""
    for word in text.split():
        word = word.strip(".,")
        counts[word] = counts.get(word, 0) + 1
        if len(word) > len(longest):
            longest = word
    print(sorted(counts.items()), longest)
""",
    "matrix product": """
def main():
    n = 12
    a = [[i + j for j in range(n)] for i in range(n)]
    b = [[i * j % 7 for j in range(n)] for i in range(n)]
    c = [[0] * n for _ in range(n)]
    for i in range(n):
        for j in range(n):
            total = 0
            for k in range(n):
                total += a[i][k] * b[k][j]
            c[i][j] = total
    print(sum(map(sum, c)))
""",
    "breadth first": """
def main():
    size = 20
    walls = {(x, y) for x in range(size) for y in range(size) if (x * 7 + y * 11) % 5 == 0}
    seen = {(1, 0): 0}
    queue = [(1, 0)]
    head = 0
    while head < len(queue):
        x, y = queue[head]
        head += 1
        for dx, dy in ((1, 0), (-1, 0), (0, 1), (0, -1)):
            nx, ny = x + dx, y + dy
            if 0 <= nx < size and 0 <= ny < size and (nx, ny) not in walls and (nx, ny) not in seen:
                seen[(nx, ny)] = seen[(x, y)] + 1
                queue.append((nx, ny))
    print(len(seen), max(seen.values()))
""",
    "scanner": """
def main():
    text = "alpha=12;beta=(3+4)*5;gamma='x y';" * 12
    tokens = []
    i = depth = 0
    while i < len(text):
        ch = text[i]
        if ch.isalnum():
            start = i
            while i < len(text) and text[i].isalnum():
                i += 1
            tokens.append(text[start:i])
            continue
        if ch == "(":
            depth += 1
        elif ch == ")":
            depth -= 1
        i += 1
    print(len(tokens), depth, tokens[:3])
""",
}


def main() -> None:
    """Run the rounds, and print the table; or be the process of one tool."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--tool", help=argparse.SUPPRESS)
    parser.add_argument("--folder", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.tool:
        serve(options.tool, Path(options.folder))
        return
    with tempfile.TemporaryDirectory() as folder:
        for name, source in PROGRAMS.items():
            (Path(folder) / f"{module_name(name)}.py").write_text(source)
        report(options.rounds, folder)
    report_whole(options.rounds)


def report(rounds: int, folder: str) -> None:
    """Print what each tool does, beside the others."""
    workers = {tool: Worker(tool, folder) for tool in TOOLS if tool in ("ses", "bare") or found(tool)}
    lines = {name: line_events(source) for name, source in PROGRAMS.items()}
    seconds: dict[tuple[str, str], list[float]] = {(t, p): [] for t in workers for p in PROGRAMS}
    outputs: dict[str, set[str]] = {name: {untraced(source)} for name, source in PROGRAMS.items()}
    for _ in range(rounds):
        for name in PROGRAMS:
            for tool, worker in workers.items():
                cpu, output = worker.measure(name)
                seconds[tool, name].append(cpu)
                outputs[name].add(output)
    print("line events per CPU second")
    print(f"{'program':<16}{'lines':>7}" + "".join(f"{tool:>12}" for tool in workers))
    for name, count in lines.items():
        speeds = (count / median(seconds[tool, name]) for tool in workers)
        print(f"{name:<16}{count:>7}" + "".join(f"{speed:>12,.0f}" for speed in speeds))
    total = sum(lines.values())
    speed = {t: total / sum(median(seconds[t, name]) for name in PROGRAMS) for t in workers}
    print(f"\n{'tool':<12}{'all lines':>12}{'of ses':>9}  what is recorded")
    for tool, value in speed.items():
        print(f"{tool:<12}{value:>12,.0f}{value / speed['ses']:>9.3f}  {TOOLS[tool]}")
    best = max((speed[t] for t in speed if t not in ("ses", "bare")), default=0.0)
    if best:
        print(f"ses / best other tool: {speed['ses'] / best:.1f}")
    same = all(len(texts) == 1 for texts in outputs.values())
    print(f"the programs' own output was {'the same' if same else 'NOT the same'} with every tool")


def report_whole(rounds: int) -> None:
    """Print what a trace costs from the call to the events, sandbox and all."""
    spent, count = 0.0, 0
    for name, source in list(PROGRAMS.items()) * rounds:
        start = time.perf_counter()
        done = trace_program(Program(f"{source}\nmain()\n"))
        spent += time.perf_counter() - start
        count += len(done.events)
        if done.truncated:
            raise SystemExit(f"{name}: {done.truncated}")
    runs = rounds * len(PROGRAMS)
    print(
        f"trace() from call to events, sandbox included: {1000 * spent / runs:.1f} ms of wall time a program,"
    )
    print(f"{count / spent:,.0f} events a second")


def module_name(program: str) -> str:
    return f"traced_{program.replace(' ', '_')}"


def found(tool: str) -> bool:
    if importlib.util.find_spec(tool) is None:
        print(f"{tool} is not installed (`pip install -e '.[bench]'`)")
        return False
    return True


def line_events(source: str) -> int:
    """Return how many lines of the module and its functions are executed."""
    count = 0

    def hook(frame: Any, event: str, arg: object) -> Any:
        nonlocal count
        if frame.f_code.co_filename != NAME:
            return None
        count += event == "line"
        return hook

    code = compile(f"{source}\nmain()\n", NAME, "exec")
    out, sys.stdout = sys.stdout, io.StringIO()
    sys.settrace(hook)
    exec(code, {"__name__": "__main__"})
    sys.settrace(None)
    sys.stdout = out
    return count


def untraced(source: str) -> str:
    command = [sys.executable, "-c", f"{source}\nmain()\n"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


class Worker:
    """The process of one tool."""

    def __init__(self, tool: str, folder: str) -> None:
        command = [sys.executable, __file__, "--tool", tool, "--folder", folder]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def measure(self, program: str) -> tuple[float, str]:
        """Return the CPU seconds of one traced run, and what the program printed."""
        stdin, stdout = self.process.stdin, self.process.stdout
        if stdin is None or stdout is None:
            raise RuntimeError("no pipes")
        stdin.write(f"{program}\n")
        stdin.flush()
        cpu, output = json.loads(stdout.readline())
        return cpu, output


def serve(tool: str, folder: Path) -> None:
    """Answer each program's name on standard input with its CPU seconds and output."""
    answers = os.fdopen(os.dup(1), "w")
    shown = folder / f"{tool}.out"
    os.dup2(os.open(shown, os.O_RDWR | os.O_CREAT), 1)
    sys.path.insert(0, str(folder))
    for line in sys.stdin:
        os.truncate(shown, 0)
        os.lseek(1, 0, os.SEEK_SET)
        cpu = MEASURES[tool](line.strip())
        sys.stdout.flush()
        answers.write(json.dumps([cpu, shown.read_text()]) + "\n")
        answers.flush()


def timed(run: Callable[[], object]) -> float:
    start = time.process_time()
    run()
    return time.process_time() - start


def with_ses(program: str) -> float:
    code = compile(f"{PROGRAMS[program]}\nmain()\n", NAME, "exec")

    def run() -> None:
        calm = non_mutating_lines(PROGRAMS[program])
        settings = {"file": NAME, "events": EVENTS + 100, "text": TEXT, "calm": calm}
        begin, end = recorder.recorder(mmap.mmap(-1, HEAD + SIZE), settings)
        begin()
        exec(code, {"__name__": "__main__", "__builtins__": __builtins__})
        end()

    return timed(run)


def with_bare(program: str) -> float:
    function = importlib.import_module(module_name(program)).main

    def hook(frame: object, event: str, arg: object) -> Any:
        return hook

    def run() -> None:
        sys.settrace(hook)
        function()
        sys.settrace(None)

    return timed(run)


def with_hunter(program: str) -> float:
    import hunter

    module = importlib.import_module(module_name(program))
    action = hunter.VarsSnooper(stream=io.StringIO())

    def run() -> None:
        with hunter.trace(filename=module.__file__, action=action):
            module.main()

    return timed(run)


def with_pysnooper(program: str) -> float:
    import pysnooper

    function = importlib.import_module(module_name(program)).main
    return timed(pysnooper.snoop(io.StringIO())(function))


def with_snoop(program: str) -> float:
    import snoop

    function = importlib.import_module(module_name(program)).main
    return timed(snoop.Config(out=io.StringIO(), color=False).snoop(function))


MEASURES = {
    "ses": with_ses,
    "hunter": with_hunter,
    "pysnooper": with_pysnooper,
    "snoop": with_snoop,
    "bare": with_bare,
}

if __name__ == "__main__":
    main()

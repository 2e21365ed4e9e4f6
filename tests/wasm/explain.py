"""Runs in a WebAssembly Python: records programs as a child of the sandbox does, and explains them.

`given` has the programs as JSON. What only the sandbox needs is not there, and nothing of it is called.
"""

# ruff: noqa: ANN001, ANN201, ANN204
# mypy: ignore-errors
import builtins
import importlib.machinery
import io
import json
import sys
import types


class Absent(types.ModuleType):
    """A module that WebAssembly lacks, or that the sandbox is made of."""

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return 0


class AbsentModules:
    names = ("fcntl", "resource", "termios", "pwd", "grp", "mmap", "ssl", "_posixsubprocess")

    def find_spec(self, name, path=None, target=None):
        return importlib.machinery.ModuleSpec(name, self) if name in self.names else None

    def create_module(self, spec):
        return Absent(spec.name)

    def exec_module(self, module):
        pass


sys.meta_path.append(AbsentModules())
for name in ("ses_plugin.execution", "ses_plugin.execution.inside", "ses_plugin.execution.inside.program"):
    sys.modules[name] = Absent(name)
    sys.modules[name].__path__ = []
sys.modules["ses_plugin.execution.inside.program"].NAME = "program.py"
sys.path.insert(0, "/repository")
sys.path.append("/libraries")

from ses_plugin.narration.check import check_explanation  # noqa: E402
from ses_plugin.narration.narrate import narrate  # noqa: E402
from ses_plugin.narration.style import STYLES  # noqa: E402
from ses_plugin.tracing import record_reader  # noqa: E402
from ses_plugin.tracing.inside.recorder import recorder  # noqa: E402
from ses_plugin.tracing.instrumentation import NAME, probed_code  # noqa: E402
from ses_plugin.tracing.mutation_analysis import non_mutating_lines, statement_columns  # noqa: E402
from ses_plugin.tracing.trace import Trace  # noqa: E402
from ses_plugin.types.program import Outcome  # noqa: E402


class Output(io.RawIOBase):
    """What a program prints."""

    def __init__(self):
        self.data = bytearray()

    def writable(self):
        return True

    def write(self, data):
        self.data += bytes(data)
        return len(data)


class Space(bytearray):
    """The memory of a record."""

    at = 0

    def seek(self, at):
        self.at = at

    def write(self, data):
        if self.at + len(data) > len(self):
            raise ValueError("full")
        self[self.at : self.at + len(data)] = data
        self.at += len(data)


def trace(source):
    settings = {
        "file": NAME,
        "events": 10_000,
        "text": 200,
        "calm": non_mutating_lines(source),
        "code": probed_code(source),
        "statements": statement_columns(source),
    }
    space, output, error = Space(1_000_000), Output(), ""
    kept = sys.stdout, sys.__stdout__
    sys.stdout = io.TextIOWrapper(io.BufferedWriter(output), "utf-8")
    plain = compile(source, NAME, "exec", dont_inherit=True)
    begin, end = recorder(space, settings)
    try:
        code = begin()
        exec(code or plain, {"__name__": "__main__", "__builtins__": builtins})
    except Exception as raised:
        said = str(raised)
        error = type(raised).__name__ + (f": {said}" if said else "")
    finally:
        end()
        sys.stdout.flush()
        sys.stdout, sys.__stdout__ = kept
    events, probes, cut = record_reader.read_events(bytes(space[: space.at]))
    return Trace(
        source=source,
        input="",
        events=events,
        stdout=output.data.decode(),
        outcome=Outcome.EXCEPTION if error else Outcome.OK,
        error=error,
        truncated=cut,
        entry_point=None,
        value=None,
        probes=probes,
    )


def explained(source):
    run = trace(source)
    texts = {name: narrate(run, style) for name, style in STYLES.items()}
    false = [
        finding.text
        for text in texts.values()
        for finding in check_explanation(text, run).findings
        if finding.verdict == "false"
    ]
    return {"compact": texts["compact"], "false": false}


json.dumps({"version": sys.version_info[:2], "programs": [explained(s) for s in json.loads(given)]})  # noqa: F821

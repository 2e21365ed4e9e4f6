"""Harvests pure functions from modules as programs, each with what it needs of its module."""

from __future__ import annotations

import ast
import builtins
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from ses_plugin.syntax import parse
from ses_plugin.training_data.nlex.call_sites import ModuleCalls, doctest_calls, find_calls
from ses_plugin.training_data.nlex.class_drivers import NoDriver, drivers_of
from ses_plugin.types.program import Program

MODULES = frozenset(
    """
    __future__ abc array ast base64 binascii bisect calendar cmath codecs collections colorsys contextlib copy
    dataclasses datetime decimal difflib enum errno fnmatch fractions functools genericpath hashlib heapq html
    ipaddress itertools json keyword math ntpath numbers operator posixpath quopri re reprlib shlex stat
    statistics string struct textwrap token tokenize types typing unicodedata urllib.parse warnings zlib
    """.split()
)
"""Modules of the standard library whose functions depend only on their arguments, or nearly."""

PARTS = {
    "os": frozenset(
        "path sep altsep extsep pardir curdir linesep fspath PathLike fsencode fsdecode name".split()
    ),
    "sys": frozenset(
        "maxsize maxunicode byteorder float_info hash_info int_info intern version_info".split()
    ),
    "io": frozenset("StringIO BytesIO".split()),
}
"""Of these modules, what does."""

_IMPURE = frozenset(
    """
    __import__ breakpoint compile copyright credits delattr dir eval exec exit globals hash help id input
    license locals memoryview open print quit setattr vars
    """.split()
)

BUILTINS = frozenset(vars(builtins)) - _IMPURE
ATTRIBUTES = frozenset(
    """
    __code__ __dict__ __globals__ __subclasses__ abspath astimezone exists expanduser expandvars
    fromtimestamp getatime getctime getcwd getmtime getsize isdevdrive isdir isfile isjunction islink ismount
    lexists lstat now open realpath relpath sameopenfile samefile samestat timestamp today utcfromtimestamp
    utcnow
    """.split()
)
"""Names that give what no argument determines, or what reaches around the language: as an attribute, as what
is imported from a module, and as the text that `getattr` is given."""

MAX_LINES = 120
MAX_CHARACTERS = 4_000
"""Of a whole program."""

_MIN_NODES = 10
_FUTURE = "from __future__ import annotations"
_Function = ast.FunctionDef | ast.AsyncFunctionDef


def is_pure(module: str, names: tuple[str, ...] = ()) -> bool:
    """Return whether a module ("collections.abc") may be imported, or `names` from it."""
    if ATTRIBUTES.intersection(names):
        return False
    if module in PARTS:
        return PARTS[module].issuperset(names)
    return module in ("os.path", "urllib") or any(module in (m, f"{m}.abc") for m in MODULES)


@dataclass(frozen=True, slots=True)
class SourceFunction:
    """A program, and what is known of its inputs.

    `known` are inputs that came with it. `guess` says whether more are to be found, which needs a
    function.
    `source` names where the program is from ("stdlib/textwrap.py:dedent"), and `license` is that of it.
    Programs `for_training` are SES's own, of families that models may be trained on: of each there may be
    several, with other names and constants. One `of_class` makes an object of a class and calls its methods.
    """

    program: Program
    source: str
    license: str
    known: tuple[str, ...] = ()
    guess: bool = True
    for_training: bool = False
    of_class: bool = False


@dataclass(slots=True)
class Harvest:
    """What was found in the sources, and why the rest was not taken: (stage, reason) and how often."""

    candidates: list[SourceFunction] = field(default_factory=list)
    discards: Counter[str] = field(default_factory=Counter)


class _Rejected(Exception):
    """A function is not taken; the text is the reason, one of few."""


@dataclass(frozen=True, slots=True)
class HarvestedFunction:
    """A function as a program, and inputs that its module shows; `of_class` is what it makes an object of."""

    name: str
    source: str
    known: tuple[str, ...]
    of_class: str = ""

    @property
    def label(self) -> str:
        """Return what it is of, within its module."""
        return f"{self.of_class}.{self.name}" if self.of_class else self.name


def harvest_functions(text: str, discards: Counter[str]) -> Iterator[HarvestedFunction]:
    """Yield the functions of a module that can be programs; count why others can't."""
    if (module := parse_module(text, discards)) is not None:
        yield from harvest_module(module, discards)


def parse_module(text: str, discards: Counter[str]) -> Module | None:
    """Return a module's text as what it defines; None, counted, if it is no Python."""
    try:
        return Module.of(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        discards["harvest: a file is not Python 3"] += 1
        return None


def harvest_module(module: Module, discards: Counter[str]) -> Iterator[HarvestedFunction]:
    """Yield the functions and classes of a module that can be programs; count why others can't.

    A class becomes functions that make an object of it and call its methods (`class_drivers`).
    """
    for name, statements in module.defined.items():
        defined = statements[-1]
        try:
            if isinstance(defined, _Function):
                _check_shape(defined)
                source = module.program(name)
                known = [*doctest_calls(module.docstrings, name), *module.calls.own.get(name, ())]
                yield HarvestedFunction(name, source, tuple(dict.fromkeys(known)))
            elif isinstance(defined, ast.ClassDef):
                drivers = drivers_of(defined)
                source = module.program(name)
                for driver in drivers:
                    yield HarvestedFunction(driver.name, f"{source}\n\n{driver.source}", (), name)
        except (_Rejected, NoDriver) as why:
            kind = "a class: " if isinstance(defined, ast.ClassDef) else ""
            discards[f"harvest: {kind}{why}"] += 1


def _check_shape(function: _Function) -> None:
    arguments = function.args
    if isinstance(function, ast.AsyncFunctionDef):
        raise _Rejected("a coroutine")
    if not (arguments.args or arguments.posonlyargs or arguments.vararg):
        raise _Rejected("no parameter")
    if any(isinstance(node, (ast.Yield, ast.YieldFrom)) for node in _own_nodes(function)):
        raise _Rejected("a generator: what it returns has no literal")
    if not any(isinstance(node, ast.Return) and node.value for node in _own_nodes(function)):
        raise _Rejected("returns nothing")
    if sum(1 for statement in function.body for _ in ast.walk(statement)) < _MIN_NODES:
        raise _Rejected("too little happens")


def _own_nodes(function: _Function) -> Iterator[ast.AST]:
    """Yield the nodes of a function without those of functions and classes inside."""
    waiting: list[ast.AST] = list(function.body)
    while waiting:
        node = waiting.pop()
        yield node
        if not isinstance(node, (_Function, ast.Lambda, ast.ClassDef)):
            waiting.extend(ast.iter_child_nodes(node))


@dataclass(slots=True)
class Module:
    """A module's text, and which statements at its top level define which name."""

    tree: ast.Module
    lines: list[str]
    defined: dict[str, list[ast.stmt]] = field(default_factory=dict)
    docstrings: list[str] = field(default_factory=list)
    calls: ModuleCalls = field(default_factory=ModuleCalls)
    _needed: dict[int, set[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, text: str) -> Module:
        """Return what `text` defines. Raises what `parse` raises."""
        tree = parse(text)
        module = cls(tree, text.replace("\r\n", "\n").replace("\f", "").split("\n"))
        for statement in tree.body:
            for name in _names_of(statement):
                module.defined.setdefault(name, []).append(statement)
        documented = (ast.Module, ast.FunctionDef, ast.ClassDef)
        said = [ast.get_docstring(node) for node in ast.walk(tree) if isinstance(node, documented)]
        module.docstrings = [text for text in said if text and ">>>" in text]
        module.calls = find_calls(tree, module.defined)
        return module

    def program(self, name: str) -> str:
        """Return the text of `name` with all that it needs, in the order of the module.

        Raises _Rejected if it needs what a program can't have.
        """
        needed: set[str] = set()
        waiting = [name]
        statements: dict[int, ast.stmt] = {}
        while waiting:
            wanted = waiting.pop()
            if wanted in needed or (wanted in BUILTINS and wanted not in self.defined):
                continue
            needed.add(wanted)
            for statement in self._statements(wanted):
                statements[statement.lineno] = statement
                waiting.extend(sorted(self._needs(statement)))
        source = "\n".join(self._text(statements[line], needed) for line in sorted(statements)) + "\n"
        if len(source) > MAX_CHARACTERS or source.count("\n") > MAX_LINES:
            raise _Rejected("the program is too long")
        return _parsed(_with_future(source))

    def _needs(self, statement: ast.stmt) -> set[str]:
        """Return what `_needs` says, which is asked for again by each function that needs the statement."""
        key = id(statement)
        if key not in self._needed:
            self._needed[key] = _needs(statement)
        return self._needed[key]

    def _statements(self, name: str) -> list[ast.stmt]:
        if name not in self.defined:
            raise _Rejected("needs a name that is not at the module's top level, or one that is not pure")
        return self.defined[name]

    def _text(self, statement: ast.stmt, needed: set[str]) -> str:
        """Return the statement's text: an import with only the needed names, a definition without docs."""
        if isinstance(statement, ast.Import):
            return ast.unparse(ast.Import([alias for alias in statement.names if _bound(alias) in needed]))
        if isinstance(statement, ast.ImportFrom):
            names = [alias for alias in statement.names if _bound(alias) in needed]
            return ast.unparse(ast.ImportFrom(statement.module, names, 0))
        decorators = getattr(statement, "decorator_list", [])
        first = min([statement.lineno, *(node.lineno for node in decorators)])
        gone = _docstring_lines(statement)
        end = statement.end_lineno or first
        text = "\n".join(self.lines[at - 1] for at in range(first, end + 1) if at not in gone)
        return f"\n\n{text}\n" if isinstance(statement, (_Function, ast.ClassDef)) else text


def _names_of(statement: ast.stmt) -> list[str]:
    """Return the names that a statement at the top level defines."""
    match statement:
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            return [name]
        case ast.Import(names=names) | ast.ImportFrom(names=names):
            return [_bound(alias) for alias in names]
        case ast.Assign(targets=targets):
            return [n.id for target in targets for n in ast.walk(target) if isinstance(n, ast.Name)]
        case ast.AnnAssign(target=ast.Name(id=name), value=value) if value is not None:
            return [name]
    return []


def _bound(alias: ast.alias) -> str:
    return alias.asname or alias.name.split(".")[0]


def _needs(statement: ast.stmt) -> set[str]:
    """Return the names that a statement uses and does not bind. Raises _Rejected if it is not pure."""
    if isinstance(statement, (ast.Import, ast.ImportFrom)):
        _check_import(statement)
        return set()
    used: set[str] = set()
    bound: set[str] = set()
    for node in _without_annotations(statement):
        _check_node(node)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            used.add(node.id)
        else:
            bound.update(_binds(node))
    return used - (bound - set(_names_of(statement)))


def _check_node(node: ast.AST) -> None:
    match node:
        case ast.Import() | ast.ImportFrom():
            _check_import(node)
        case ast.Global():
            raise _Rejected("changes names of its module")
        case ast.Attribute(value=ast.Name(id=module), attr=name) if module in PARTS:
            if not is_pure(module, (name,)):
                raise _Rejected("needs what is outside of the program")
        case ast.Attribute(attr=name) if name in ATTRIBUTES:
            raise _Rejected("needs what is outside of the program")
        case ast.Call(func=ast.Name(id="getattr"), args=[_, ast.Constant(value=name), *_]) if (
            name in ATTRIBUTES
        ):
            raise _Rejected("needs what is outside of the program")


def _binds(node: ast.AST) -> list[str]:
    """Return the names that a node binds by itself."""
    match node:
        case ast.Name(id=name) | ast.arg(arg=name) | ast.ExceptHandler(name=str(name)):
            return [name]
        case ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)):
            return [name]
        case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
            return [name]
        case ast.Import(names=names) | ast.ImportFrom(names=names):
            return [_bound(alias) for alias in names]
    return []


def _check_import(node: ast.Import | ast.ImportFrom) -> None:
    names = tuple(alias.name for alias in node.names)
    if isinstance(node, ast.Import):
        pure = all(map(is_pure, names))
    else:
        pure = not node.level and "*" not in names and is_pure(node.module or "", names)
    if not pure:
        raise _Rejected("needs a module that is not pure, or not in the standard library")


def _without_annotations(node: ast.AST) -> Iterator[ast.AST]:
    yield node
    for name, value in ast.iter_fields(node):
        if name in ("annotation", "returns"):
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST):
                yield from _without_annotations(child)


def _docstring_lines(statement: ast.stmt) -> set[int]:
    """Return the lines of docstrings: examples in them would give answers away."""
    gone: set[int] = set()
    for node in ast.walk(statement):
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)) and ast.get_docstring(node, clean=False):
            said = node.body[0]
            if (
                len(node.body) > 1
                and node.body[1].lineno > (said.end_lineno or 0)
                and said.lineno > node.lineno
            ):
                gone |= set(range(said.lineno, (said.end_lineno or said.lineno) + 1))
    return gone


def _with_future(source: str) -> str:
    """Return the program with its annotations never evaluated, whatever names are in them."""
    tree = _tree(source)
    annotated = any(
        getattr(node, name, None) for node in ast.walk(tree) for name in ("annotation", "returns")
    )
    text = source.strip("\n") + "\n"
    while "\n\n\n\n" in text:
        text = text.replace("\n\n\n\n", "\n\n\n")
    return f"{_FUTURE}\n\n{text}" if annotated and _FUTURE not in text else text


def _parsed(source: str) -> str:
    _tree(source)
    return source


def _tree(source: str) -> ast.Module:
    try:
        return parse(source)
    except (SyntaxError, ValueError, RecursionError):
        raise _Rejected("its lines alone are no program") from None

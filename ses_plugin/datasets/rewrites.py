"""Rewrite a program to a fresh one of the same difficulty: other names, other constants.

The formatting and the comments stay. The output of a rewritten program is found by running it, so a rewrite
may change it: the program must only still run and end.
"""

from __future__ import annotations

import ast
import builtins
import io
import keyword
import re
import tokenize
from collections.abc import Mapping
from typing import Any

from ses_plugin.datasets.seeded_random import SeededRandom
from ses_plugin.syntax import parse
from ses_plugin.types.program import Program

_NAMES = """
a b c d e g h k m p q s t u v w x y z aa bb cc lo hi lhs rhs acc agg alpha amount area arr aux base
batch beta best block board box bucket buf cell chunk code col count cur current data delta depth
diff edge elem end entry extra field final first found gap gamma goal head high host index inner
item job key kind label last layer left level line load low mark mass mid mode move name near need
node note num offset old other outer pair part path peak pick piece place point pool port pos prev
price prior probe quota rank rate raw rec record rest res result right ring role room root row run
scale score seat seen seg shift side size slot span spot stage start state step stock store sub tail
take target task temp term tick token top total track turn unit upper used val value view vote wait
ward weight width win word work zone
""".split()
_WORD = re.compile(r"[A-Za-z_]\w*")
_REFLECTION = {"eval", "exec", "globals", "locals", "vars"}


def rewrite(program: Program, constants: Mapping[str, tuple[Any, ...]], draw: SeededRandom) -> Program:
    """Return `program` with other constants and other names, drawn from `draw`."""
    return rename_variables(replace_constants(program, constants, draw), draw)


def replace_constants(
    program: Program, constants: Mapping[str, tuple[Any, ...]], draw: SeededRandom
) -> Program:
    """Return `program` with each module-level `NAME = literal` set to one of `constants[NAME]`."""
    chosen = {name: draw.choice(values) for name, values in sorted(constants.items())}
    lines = program.source.encode().splitlines(keepends=True)
    for node in parse(program.source).body:  # a constant and its literal are on one line
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=value) if name in chosen:
                line = lines[value.lineno - 1]
                new = repr(chosen[name]).encode()
                lines[value.lineno - 1] = line[: value.col_offset] + new + line[value.end_col_offset :]
    return Program(b"".join(lines).decode(), program.entry_point)


def rename_variables(program: Program, draw: SeededRandom) -> Program:
    """Return `program` with its variables and helper functions renamed.

    Not renamed are names that something else might use: attributes, keyword arguments, names bound in a
    class, imports, names of built-ins, names inside f-strings, and the entry point.
    """
    tree = parse(program.source)
    used = set(_WORD.findall(program.source))  # in strings and comments as well, to be safe
    if used & _REFLECTION:
        return program
    renamable = sorted(_bound(tree) - _fixed_names(tree) - {program.entry_point or ""})
    fresh = [name for name in _NAMES if name not in used]
    names = dict(zip(renamable, draw.shuffle(fresh), strict=False))
    return Program(_replace_names(program.source, names), program.entry_point)


def _bound(tree: ast.Module) -> set[str]:
    bound: set[str] = set()
    for node in ast.walk(tree):
        match node:
            case ast.Name(id=name, ctx=ast.Store()):
                bound.add(name)
            case ast.FunctionDef(name=name):
                bound.add(name)
            case ast.arg(arg=name):
                bound.add(name)
    return bound


def _fixed_names(tree: ast.Module) -> set[str]:
    """Return the names that must stay, since something other than a name token refers to them."""
    fixed = set(dir(builtins)) | set(keyword.softkwlist)
    for node in ast.walk(tree):
        match node:
            case ast.keyword(arg=str(name)):
                fixed.add(name)
            case ast.keyword(arg=None):  # f(**options) may set any parameter
                fixed |= {inner.arg for inner in ast.walk(tree) if isinstance(inner, ast.arg)}
            case ast.JoinedStr():  # before Python 3.12 the names inside are part of one token
                fixed |= {inner.id for inner in ast.walk(node) if isinstance(inner, ast.Name)}
            case ast.Import(names=aliases) | ast.ImportFrom(names=aliases):
                fixed |= {alias.asname or alias.name for alias in aliases}
            case ast.ClassDef(name=name, body=body):
                fixed |= {name} | _bound_in_class(body)
            case ast.ExceptHandler(name=str(name)):
                fixed.add(name)
            case ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)):
                fixed.add(name)
    return fixed


def _bound_in_class(body: list[ast.stmt]) -> set[str]:
    return {
        inner.id if isinstance(inner, ast.Name) else inner.name
        for node in body
        for inner in ([node] if isinstance(node, ast.FunctionDef) else ast.walk(node))
        if isinstance(inner, (ast.Name, ast.FunctionDef))
    }


def _replace_names(source: str, names: Mapping[str, str]) -> str:
    """Replace name tokens that are not attributes; all text between tokens stays."""
    lines = source.splitlines(keepends=True)
    edits: list[tuple[int, int, int, str]] = []
    before = ""
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.NAME and before != "." and token.string in names:
            (row, start), (_, end) = token.start, token.end
            edits.append((row - 1, start, end, names[token.string]))
        if token.type not in (tokenize.NL, tokenize.COMMENT):
            before = token.string
    for row, start, end, new in reversed(edits):  # from the end: earlier columns stay valid
        lines[row] = lines[row][:start] + new + lines[row][end:]
    return "".join(lines)

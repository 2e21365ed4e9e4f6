"""Classes as programs: functions that make an object, call some of its methods, and return what they gave.

def use_stack(capacity, item):
    stack = Stack(capacity)
    stack.push(item)
    first = stack.pop()
    return [first, len(stack)]
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

METHODS = 3
"""Methods that one driver calls, at most."""

MAX_DRIVERS = 3
"""Of one class."""

_MOST_PARAMETERS = 5
_PLAIN_BASES = frozenset("object Generic ABC".split())
_DATA = frozenset("dataclass dataclasses".split())


class NoDriver(Exception):
    """A class has no driver; the text is the reason, one of few."""


@dataclass(frozen=True, slots=True)
class ClassDriver:
    """A function's name and text."""

    name: str
    source: str


@dataclass(frozen=True, slots=True)
class _Method:
    """A method that can be called by positions, and whether it returns something."""

    name: str
    parameters: tuple[str, ...]
    returns: bool
    is_property: bool = False


def drivers_of(node: ast.ClassDef) -> list[ClassDriver]:
    """Return up to MAX_DRIVERS functions that use the class, each with other methods.

    Raises NoDriver for a class whose objects can't be made from literals, or that has nothing to call.
    """
    made_from = _constructor(node)
    methods = list(_methods(node))
    answering = [method for method in methods if method.returns]
    if not answering:
        raise NoDriver("no method of it returns something")
    changing = [method for method in methods if not method.returns]
    drivers = []
    for number, start in enumerate(range(0, len(answering), METHODS - 1)):
        chosen = [*changing[number : number + 1], *answering[start : start + METHODS - 1]]
        if (driver := _driver(node.name, made_from, chosen, number)) is not None:
            drivers.append(driver)
    if not drivers:
        raise NoDriver("its methods take too many parameters")
    return drivers[:MAX_DRIVERS]


def _constructor(node: ast.ClassDef) -> tuple[str, ...]:
    """Return the parameters by which an object is made. Raises NoDriver."""
    bases = [base.id if isinstance(base, ast.Name) else "" for base in node.bases]
    if any(name not in _PLAIN_BASES and not name[:1].isupper() for name in bases) or node.keywords:
        raise NoDriver("it is made by another class, or has a base that is none")
    if any(name.endswith(("Error", "Exception", "Warning", "Enum", "Protocol")) for name in bases):
        raise NoDriver("an exception, an enumeration or a protocol")
    own = {item.name: item for item in node.body if isinstance(item, ast.FunctionDef)}
    if "__new__" in own:
        raise NoDriver("its objects are made in a way of their own")
    if "__init__" in own:
        return _parameters(own["__init__"])
    if any(_name_of(decorator) in _DATA for decorator in node.decorator_list):
        fields = [item for item in node.body if isinstance(item, ast.AnnAssign) and item.value is None]
        return tuple(item.target.id for item in fields if isinstance(item.target, ast.Name))
    if any(name not in _PLAIN_BASES for name in bases):
        raise NoDriver("its constructor is that of another class")
    return ()


def _methods(node: ast.ClassDef) -> Iterator[_Method]:
    for item in node.body:
        if not isinstance(item, ast.FunctionDef) or item.name.startswith("_"):
            continue
        decorators = [_name_of(decorator) for decorator in item.decorator_list]
        inside = list(ast.walk(item))
        if any(isinstance(one, (ast.Yield, ast.YieldFrom)) for one in inside):
            continue
        returns = any(isinstance(one, ast.Return) and one.value is not None for one in inside)
        if decorators == ["property"]:
            yield _Method(item.name, (), returns, is_property=True)
        elif not decorators:
            yield _Method(item.name, _parameters(item), returns)


def _parameters(function: ast.FunctionDef) -> tuple[str, ...]:
    """Return the parameters without a default, but for `self`. Raises NoDriver for one without a position."""
    given = function.args
    plain = [*given.posonlyargs, *given.args]
    if any(default is None for default in given.kw_defaults):
        raise NoDriver("a parameter of it can be given by name only")
    return tuple(argument.arg for argument in plain[1 : len(plain) - len(given.defaults)])


def _name_of(decorator: ast.expr) -> str:
    called = decorator.func if isinstance(decorator, ast.Call) else decorator
    return called.id if isinstance(called, ast.Name) else getattr(called, "attr", "")


def _driver(
    name: str, made_from: Sequence[str], methods: Sequence[_Method], number: int
) -> ClassDriver | None:
    """Return the function, None if it would take too many parameters."""
    held = _variable(name)
    taken = {held, name}
    parameters: list[str] = []

    def given(names: Sequence[str]) -> str:
        own = [_unused(one.strip("_") or "value", taken) for one in names]
        parameters.extend(own)
        return ", ".join(own)

    lines = [f"{held} = {name}({given(made_from)})"]
    results: list[str] = []
    for method in methods:
        call = (
            f"{held}.{method.name}"
            if method.is_property
            else f"{held}.{method.name}({given(method.parameters)})"
        )
        if method.returns:
            results.append(_unused(f"result_{len(results) + 1}", taken))
            call = f"{results[-1]} = {call}"
        lines.append(call)
    if not 0 < len(parameters) <= _MOST_PARAMETERS:
        return None
    lines.append(f"return [{', '.join(results)}]")
    called = f"use_{held}{f'_{number + 1}' if number else ''}"
    body = "".join(f"    {line}\n" for line in lines)
    return ClassDriver(called, f"def {called}({', '.join(parameters)}):\n{body}")


def _variable(name: str) -> str:
    """Return a name for an object of a class: "linked_list" of "LinkedList"."""
    plain = name.strip("_")
    words = "".join(
        f"_{c.lower()}" if c.isupper() and i and not plain[i - 1].isupper() else c.lower()
        for i, c in enumerate(plain)
    )
    return f"{words}_object" if words == name else words


def _unused(name: str, taken: set[str]) -> str:
    fresh, number = name, 2
    while fresh in taken:
        fresh, number = f"{name}_{number}", number + 1
    taken.add(fresh)
    return fresh

"""Where a function is in the middle of an expression, though the interpreter reports a line there.

Newer Pythons compile more to loops in the function itself, and report the line again for each item:

- a comprehension, since 3.12 (PEP 709). It begins by putting away the variables whose names it uses. They are
  given back after its loops, and in the handler of an exception that leaves it; in between `frame.f_locals`
  has its variables instead of them;
- `all`, `any` and the like of a generator expression, since 3.14: a loop whose items are given no name;
- the handler of `yield from` and `await` for exceptions, since 3.12.

Python 3.11 has none of these instructions.
"""

from __future__ import annotations

import opcode
from collections.abc import Iterator
from types import CodeType

Instruction = tuple[int, str, int]
"""Its offset, its name and its argument."""

_CLEAR = "LOAD_FAST_AND_CLEAR"
_PUT_AWAY = (_CLEAR, "MAKE_CELL")
_LOOPS = {"FOR_ITER": 1, "GET_ANEXT": 1, "END_FOR": -1, "END_ASYNC_FOR": -1}
_NAMELESS = ("TO_BOOL", "LIST_APPEND", "SET_ADD")
"""What is done with the item of a loop of an `all` and the like, where a `for` would store it."""

_HANDLER = ["SWAP", "POP_TOP"]
_GIVES_BACK = ("SWAP", "POP_TOP", "STORE_FAST")
NO_NAMES: frozenset[str] = frozenset()


def instructions(code: CodeType) -> Iterator[Instruction]:
    """Yield the instructions of `code`."""
    argument, found = 0, code.co_code  # which is made anew each time
    for at in range(0, len(found), 2):
        name = opcode.opname[found[at]]
        argument = argument << 8 | found[at + 1]
        if name == "EXTENDED_ARG":
            continue
        if name != "CACHE":
            yield at, name, argument
        argument = 0


def inner(code: CodeType, listed: list[Instruction]) -> dict[int, frozenset[str]]:
    """Return the offsets of `code` that are inside, with the names of the variables put away there.

    `listed` are its instructions.
    """
    variables = [*dict.fromkeys((*code.co_varnames, *code.co_cellvars, *code.co_freevars))]
    found: dict[int, frozenset[str]] = {}
    for index, (first, name, _) in enumerate(listed):
        if name == "CLEANUP_THROW":
            found.setdefault(first, NO_NAMES)
        elif name == "FOR_ITER" and listed[index + 1][1] in _NAMELESS:
            for at in range(first, listed[_end(listed, index)][0] + 2, 2):
                found.setdefault(at, NO_NAMES)
        elif name == _CLEAR and listed[index - 1][1] not in _PUT_AWAY:
            cleared = _cleared(listed, index)
            names = frozenset(variables[number] for number in cleared)
            for at in _comprehension(listed, index, cleared):
                found[at] = names | found.get(at, NO_NAMES)
    return found


def _cleared(listed: list[Instruction], index: int) -> set[int]:
    """Return the numbers of the variables that are put away from instruction `index` on."""
    out = set()
    while listed[index][1] in _PUT_AWAY:
        out.add(listed[index][2])
        index += 1
    return out


def _end(listed: list[Instruction], index: int) -> int:
    """Return the instruction that ends the first loop from `index` on, with all loops in it."""
    depth = 0
    while True:
        step = _LOOPS.get(listed[index][1], 0)
        depth += step
        if step and not depth:
            return index
        index += 1


def _comprehension(listed: list[Instruction], first: int, cleared: set[int]) -> Iterator[int]:
    """Yield the offsets of the comprehension that begins with instruction `first`: its line is told there."""
    end = _end(listed, first)
    yield from range(listed[first][0] + 2, listed[end][0] + 2, 2)
    yield from _given_back(listed, end + 1, cleared)
    for start in range(len(listed)):
        if [name for _, name, _ in listed[start : start + 2]] == _HANDLER:
            yield from _handler(listed, start, cleared)


def _handler(listed: list[Instruction], start: int, cleared: set[int]) -> list[int]:
    """Return the offsets of the handler that begins with instruction `start`, if it gives back all."""
    out = [*_given_back(listed, start, cleared)]
    last = start + len(out)
    only = all(name in _GIVES_BACK for _, name, _ in listed[start:last])  # else it is a comparison's end
    whole = only and last < len(listed) and listed[last][1] == "RERAISE"
    return [*out, listed[last][0]] if whole else []


def _given_back(listed: list[Instruction], index: int, cleared: set[int]) -> Iterator[int]:
    """Yield the offsets from instruction `index` on until all variables that were put away are given back."""
    left = set(cleared)
    while left and index < len(listed):
        at, name, argument = listed[index]
        yield at
        if name == "STORE_FAST":
            left.discard(argument)
        index += 1
        if name == "JUMP_FORWARD":
            index = next(i for i, (place, _, _) in enumerate(listed) if place == at + 2 + 2 * argument)

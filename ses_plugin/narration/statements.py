"""Sentences about statements: what one step did, and summaries of definitions and of loop iterations."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence

from ses_plugin.narration import formatting, provenance
from ses_plugin.narration.evaluate import Unknown, evaluate, text_of
from ses_plugin.narration.execution_tree import ChainedVariables, Iteration, Step, all_calls, printed_by
from ses_plugin.narration.source import header
from ses_plugin.tracing.trace import GLOBAL

_MOST_NAMES = 6
_MOST_VALUES = 8
_MOST_TEXT = 60
_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Import, ast.ImportFrom)
_FULL_STOP = "."


def summarize_iterations(those: Sequence[Iteration], *, seen: bool) -> str:
    """Return one sentence about iterations that follow one another.

    `seen` says that each goes the way of an earlier one.
    """
    first, last = those[0].number, those[-1].number
    if first == last:
        start = f"Iteration {first} {'goes like one before' if seen else 'follows'}"
    else:
        joint = "and" if last == first + 1 else "to"
        start = f"Iterations {first} {joint} {last} {'go like those before' if seen else 'follow'}"
    steps = [step for iteration in those for step in iteration.steps]
    text = "".join(_printed(iteration) for iteration in those)
    facts = [
        *summarize_changes(steps),
        *_calls(steps),
        *([f"the program {formatting.describe_printed(text)}"] if text else []),
    ]
    return f"{start}: {'; '.join(facts)}." if facts else f"{start}."


def summarize_changes(steps: Iterable[Step]) -> list[str]:
    """Return what became of each variable over some steps of one frame."""
    before: dict[str, str | None] = {}
    values: dict[str, list[str]] = {}
    for step in steps:
        for changed, text in step.changes:
            name = changed.removeprefix(GLOBAL)
            known = step.before if changed != name else step.own
            before.setdefault(name, known.get(name))
            if text is not None:
                values.setdefault(name, []).append(text)
    return [_course(name, before[name], those) for name, those in [*values.items()][:_MOST_NAMES]]


def _course(name: str, before: str | None, values: list[str]) -> str:
    if len(values) == 1:
        return formatting.describe_changes([(name, values[0])])
    if len(values) <= _MOST_VALUES and sum(map(len, values)) <= _MOST_TEXT:
        return f"`{name}` becomes {', then '.join(values)}"
    times = f"`{name}` changes {len(values)} times"
    if len(values[-1]) > formatting.MOST_VALUE:
        return times
    start = f" from {formatting.format_value(before)}" if before is not None else ""
    return f"{times},{start} to {formatting.format_value(values[-1])}"


def _calls(steps: Iterable[Step]) -> list[str]:
    called = Counter(call.function for step in steps for call in all_calls(step) if not call.resumed)
    return [f"`{name}` is called {formatting.pluralize(number, 'time')}" for name, number in called.items()]


def _printed(iteration: Iteration) -> str:
    head = iteration.head.printed if iteration.head is not None else ""
    return head + "".join(map(printed_by, iteration.items))


def is_definition(step: Step) -> bool:
    """Return whether a step only brings names: a function, a class, an import."""
    return isinstance(step.node, _DEFINITIONS) and not step.raised


def describe_definitions(steps: list[Step]) -> str:
    """Return one sentence about definitions that follow one another."""
    names = [name for step in steps for name, text in step.changes if text is not None]
    defined = [n for n in names if not _is_imported(steps, n)]
    imported = [n for n in names if n not in defined]
    parts = [
        f"{formatting.join_list([f'`{n}`' for n in group])} {'is' if len(group) == 1 else 'are'} {verb}"
        for group, verb in ((imported, "imported"), (defined, "defined"))
        if group
    ]
    return _sentence(", and ".join(parts))


def _is_imported(steps: list[Step], name: str) -> bool:
    imports = (s for s in steps if isinstance(s.node, (ast.Import, ast.ImportFrom)))
    return any(changed == name for step in imports for changed, _ in step.changes)


def describe_step(step: Step, *, conditions: bool = True, why: bool = True) -> list[str]:
    """Return what a step did; nothing if nothing is worth a word.

    Without `conditions`, conditions are left out, without `why` where values came from.
    """
    out = []
    if step.raised:
        out.append(_raised(step))
    elif not step.place.alone:
        out.append(_after(step, _assigned(step)))
    elif isinstance(step.node, (ast.If, ast.match_case, ast.ExceptHandler, ast.Assert)):
        out += [_condition(step, why)] if conditions or isinstance(step.node, ast.ExceptHandler) else []
    else:
        out += _effects(step, why)
    if step.printed:
        out.append(f"It {formatting.describe_printed(step.printed)}")
    return [_sentence(text) for text in out if text]


def _sentence(text: str) -> str:
    return formatting.capitalize(text) + _FULL_STOP if text else ""


def _assigned(step: Step) -> list[tuple[str, str]]:
    """Return the variables that have another value after the step, with the last one."""
    return [(name, text) for name, text in dict(step.changes).items() if text is not None]


def _after(step: Step, changes: list[tuple[str, str]]) -> str:
    """Return "after `statement`, `x` is 3"."""
    if not changes:
        return ""
    said = formatting.format_code(header(step.node) if isinstance(step.node, ast.stmt) else "")
    start = f"after {said}" if said and said != "``" else "then"
    return f"{start}, {formatting.describe_values(_plain(changes))}"


def _plain(changes: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(name.removeprefix("global "), text) for name, text in changes]


def _raised(step: Step) -> str:
    if isinstance(step.node, ast.Raise):
        return f"it raises {step.raised}"
    said = formatting.format_code(header(step.node) if isinstance(step.node, ast.stmt) else "")
    place = said if said and said != "``" else f"line {getattr(step.node, 'lineno', '')}"
    return f"{place} raises {step.raised}"


def _condition(step: Step, why: bool) -> str:
    match step.node:
        case ast.Assert(test=test):
            said = formatting.format_code(test)
            reason = provenance.explain_condition(test, step.before, True) if why else ""
            return f"the assertion {said} holds{reason}" if said else ""
        case ast.If(test=test) if step.truth is not None:
            said = formatting.format_code(test) or f"the condition of line {step.node.lineno}"
            reason = provenance.explain_condition(test, step.before, step.truth) if why else ""
            return f"{said} is {str(step.truth).lower()}{reason}"
        case ast.match_case(pattern=pattern, guard=None) if step.truth is not None and formatting.format_code(
            pattern
        ):
            matches = "matches" if step.truth else "does not match"
            return f"the pattern {formatting.format_code(pattern)} {matches}"
        case ast.match_case(pattern=pattern, guard=ast.expr() as guard) if step.truth is not None:
            taken = "is taken" if step.truth else "is not taken"
            return f"the case `{ast.unparse(pattern)} if {ast.unparse(guard)}` {taken}"
        case ast.ExceptHandler(type=kind) if step.truth is not None:
            name = f"`except {ast.unparse(kind)}`" if kind else "`except`"
            return f"{name} {'catches it' if step.truth else 'does not catch it'}"
    return ""


def _effects(step: Step, why: bool) -> list[str]:
    node = step.node
    effect = _EFFECTS.get(type(node))
    if effect is not None:
        return effect(step, why)
    return [_after(step, _assigned(step))]


def _assign(step: Step, why: bool) -> list[str]:
    targets, expression = _assignment(step.node)
    if expression is None:
        return []
    names = [part.id for target in targets for part in _parts(target) if isinstance(part, ast.Name)]
    changes = _plain(_assigned(step))
    if not names:
        return [_element(step, targets[0], expression, why)]
    own = [(name, text) for name in names for changed, text in changes if changed == name]
    rest = [change for change in changes if change not in own]
    same = [(n, step.before[n]) for n in names if n in step.own and n not in dict(changes)]
    out = []
    if own:
        result = own[0][1] if len(names) == 1 else None
        reason = provenance.origin(expression, step.before, result) if why else ""
        if result is None:
            reason = reason.replace(", which is", ", from", 1)
        out.append(formatting.describe_changes(own) + reason)
    if same:
        out.append(
            formatting.join_list([f"`{name}` stays {formatting.format_value(text)}" for name, text in same])
        )
    if rest:
        out.append(formatting.describe_changes(rest))
    return out


def _assignment(node: ast.AST) -> tuple[list[ast.expr], ast.expr | None]:
    """Return what is assigned to, and what is assigned."""
    match node:
        case ast.Assign(targets=targets, value=value):
            return targets, value
        case ast.AnnAssign(target=target, value=given):
            return [target], given
        case ast.AugAssign(target=target, op=op, value=value):
            return [target], ast.BinOp(_loaded(target), op, value)
    return [], None


def _parts(target: ast.expr) -> list[ast.expr]:
    match target:
        case ast.Tuple(elts=parts) | ast.List(elts=parts):
            return [inner for part in parts for inner in _parts(part)]
        case ast.Starred(value=value):
            return [value]
    return [target]


def _loaded(target: ast.expr) -> ast.expr:
    match target:
        case ast.Name(id=name):
            return ast.Name(name, ast.Load())
        case ast.Subscript(value=value, slice=index):
            return ast.Subscript(value, index, ast.Load())
        case ast.Attribute(value=value, attr=name):
            return ast.Attribute(value, name, ast.Load())
    return target


def describe_element(step: Step) -> tuple[str, str] | None:
    """Return the element that an assignment set, and its new value: ("row[0]", "5").

    None if the step is no assignment to an element of a variable, or not all of it can be evaluated.
    """
    match step.node:
        case ast.Assign(targets=[ast.Subscript(value=ast.Name(id=name)) as target], value=value):
            expression = value
        case ast.AugAssign(target=ast.Subscript(value=ast.Name(id=name)) as target, op=op, value=value):
            expression = ast.BinOp(_loaded(target), op, value)
        case _:
            return None
    if step.raised or not step.place.alone or not step.before.get(name, "").startswith(("[", "{")):
        return None
    after = ChainedVariables(dict(_plain(_assigned(step))), step.before)
    try:
        index = evaluate(target.slice, step.before)
        place = ast.Subscript(ast.Name(name, ast.Load()), ast.Constant(index), ast.Load())
        try:
            found = text_of(evaluate(place, after))
        except Unknown:  # of a long container not all is in the trace: it got what was assigned
            found = text_of(evaluate(expression, step.before))
    except Unknown:
        return None
    return ast.unparse(place), found


def _element(step: Step, target: ast.expr, expression: ast.expr, why: bool) -> str:
    """Return what was done to an element: "`row[0]` becomes 5, so `row` is [5, 4]"."""
    changes = _plain(_assigned(step))
    found = describe_element(step)
    if found is None or not formatting.format_code(found[0]):
        return _after(step, changes)
    place, text = found
    if not changes:
        return f"`{place}` stays {formatting.format_value(text)}"
    reason = provenance.origin(expression, step.before, text) if why else ""
    said = f"`{place}` becomes {formatting.format_value(text)}{reason}"
    short = [(name, value) for name, value in changes if len(value) <= formatting.MOST_VALUE]
    return f"{said}, so {formatting.describe_values(short)}" if short else said


def _expression(step: Step, why: bool) -> list[str]:
    changes = _plain(_assigned(step))
    match getattr(step.node, "value", None):
        case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr=method), args=[argument], keywords=[]):
            verb = _verb(method, step.before.get(name) or "")
            if verb and [changed for changed, _ in changes] == [name]:
                return [_item(step, name, argument, verb)]
    return [_after(step, changes)]


def _item(step: Step, name: str, argument: ast.expr, verb: str) -> str:
    """Return "4 is appended to `row`, and `row` becomes [5, 4]"."""
    new = dict(_plain(_assigned(step)))
    last = ast.Subscript(ast.Name(name, ast.Load()), ast.Constant(-1), ast.Load())
    shown = [(last, new)] if verb == "appended to" else []
    item = next((text for text in map(_text_or_none, [*shown, (argument, step.before)]) if text), None)
    if item is None:
        return _after(step, [*new.items()])
    said = f"{formatting.format_value(item)} is {verb} `{name}`"
    return (
        said
        if len(new[name]) > formatting.MOST_VALUE
        else f"{said}, and {formatting.describe_changes(new.items())}"
    )


def _text_or_none(what: tuple[ast.expr, Mapping[str, str]]) -> str | None:
    """Return the text of an expression's value with some variables, None if it is unknown."""
    try:
        return text_of(evaluate(*what))
    except Unknown:
        return None


def _verb(method: str, text: str) -> str:
    if method == "append" and text.startswith("["):
        return "appended to"
    return "added to" if method == "add" and text.startswith(("{", "set(")) else ""


def _jump(step: Step, why: bool) -> list[str]:
    leaves = isinstance(step.node, ast.Break)
    return ["`break` leaves the loop" if leaves else "`continue` goes on to the next iteration"]


def _deleted(step: Step, why: bool) -> list[str]:
    gone = [name for name, text in step.changes if text is None]
    names, verb = formatting.join_list([f"`{name}`" for name in gone]), "is" if len(gone) == 1 else "are"
    out = [f"{names} {verb} deleted"] if gone else []
    return [*out, _after(step, _assigned(step))]


def _header(step: Step, why: bool) -> list[str]:
    """Return the changes of the header of a compound statement."""
    return [formatting.describe_changes(_plain(_assigned(step)))] if _assigned(step) else []


_EFFECTS: dict[type, Callable[[Step, bool], list[str]]] = {
    ast.Assign: _assign,
    ast.AnnAssign: _assign,
    ast.AugAssign: _assign,
    ast.Expr: _expression,
    ast.Break: _jump,
    ast.Continue: _jump,
    ast.Delete: _deleted,
    ast.With: _header,
    ast.AsyncWith: _header,
    ast.Match: _header,
    ast.Return: _header,
    ast.Try: _header,
}

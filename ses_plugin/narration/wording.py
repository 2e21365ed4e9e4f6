"""Steps in words: in English sentences, or in a short line for each."""

from __future__ import annotations

import re

from ses_plugin.narration.facts import COMPREHENSION
from ses_plugin.narration.steps import (
    Becomes,
    Calls,
    Does,
    Fact,
    Item,
    Leaves,
    Prints,
    RunStep,
    Says,
    Takes,
)

SEPARATOR = "; "
_BRACKETS = (("(", ")"), ("[", "]"), ("{", "}"))
_SPACES = re.compile(r"'(?:[^'\\\n]|\\.)*'|\"(?:[^\"\\\n]|\\.)*\"|(?<!\w) | (?!\w)")
"""Strings, and spaces that are not between two words."""
_WAYS = {"returns": "return", "yields": "yield", "raises": "leave"}
_SENTENCES = {
    "raise": "it raises {}",
    "except": "`except {}` catches it",
    "break": "`break` leaves the loop",
    "continue": "`continue` goes back to the head of the loop",
    "end": "the loop ends",
    "def": "`{}` is defined",
    "class": "the body of `{}` runs",
    "import": "`{}` is imported",
    "del": "`{}` is deleted",
    "case": "the case `{}` matches",
    "try": "`try` begins",
    "with": "`with {}` begins",
    "exit": "the `with` block ends",
    "match": "`match {}` begins",
    "over": "it goes through {}",
    "pass": "nothing changes",
}


def sentence(step: RunStep) -> str:
    """Return a step in English: "Line 4: 3 * 3 + 1 is 10, so `n` becomes 10."."""
    start = f"Line {step.line}" if step.begins else f"Back in line {step.line}"
    parts = [_full(item, step.items[index - 1] if index else None) for index, item in enumerate(step.items)]
    text = SEPARATOR.join(parts).replace(f"{SEPARATOR}so `", ", so `")
    return f"{'  ' * step.depth}{start}: {text}."


def line(step: RunStep) -> str:
    """Return a step in a short line: "4 3*3+1=10->n"."""
    items = [item for item in step.items if not _is_known(item, step.items)]
    items = [item for index, item in enumerate(items) if not _is_repeated(items, index)]
    text = ""
    for index, item in enumerate(items):
        part = _short(item, items[index - 1] if index else None)
        text += part if not text or part.startswith("->") else f";{part}"
    return f"{step.line}{'' if step.begins else '+'} {text}"


def computes(step: RunStep) -> bool:
    """Return whether a step does more than declare something: a function, an import, a `try`."""
    return not step.begins or any(
        not isinstance(item, Says) or item.word not in ("def", "import", "try") for item in step.items
    )


def tight(code: str) -> str:
    """Return code without the spaces that separate no words; strings in it stay as they are."""
    return _SPACES.sub(lambda match: match[0] if match[0].strip() else "", code)


def _is_repeated(items: list[Item], index: int) -> bool:
    """Return whether an item says what the one beside it does: `so true` after true, `x` before `not x`."""
    item = items[index]
    if not isinstance(item, Fact) or item.truth is None:
        return False
    before = items[index - 1] if index else None
    if item.whole and item.result in ("True", "False"):
        return isinstance(before, Fact) and before.truth is item.truth
    after = items[index + 1] if index + 1 < len(items) else None
    negated = isinstance(after, Fact) and after.put == f"not {item.result}" and after.truth is not item.truth
    return negated and item.put.isidentifier()  # of what was computed the value has to be seen to come out


def _is_known(item: Item, items: list[Item]) -> bool:
    """Return whether what an object has become is seen by its element that changed, or by what was added."""
    if not isinstance(item, Becomes) or not item.state:
        return False
    adds = tuple(f"{item.name}.{method}(" for method in ("append", "add"))
    return any(
        (
            isinstance(other, Becomes)
            and other.name.startswith((f"{item.name}[", f"{item.name}."))
            and ":" not in other.name  # a slice moves what comes after it
        )
        or (isinstance(other, Does) and other.put.startswith(adds))
        for other in items
    )


def _follows(item: Becomes, before: Item | None) -> bool:
    """Return whether a name gets the value of the fact before, or one that another name has just got.

    Of `x, y = f(), g()` neither does: the values of all are computed first.
    """
    if not item.result:
        return False
    if isinstance(before, Fact):
        return before.result == item.value
    return isinstance(before, Becomes) and before.result and before.value == item.value


def _full(item: Item, before: Item | None) -> str:  # noqa: C901 - one case for each kind
    match item:
        case Fact():
            return _fact(item)
        case Becomes(name=name, value=value):
            follows = isinstance(before, Fact) and _follows(item, before) and not _begins_so(before)
            return f"{'so ' if follows else ''}`{name}` becomes {value}"
        case Takes(values=values, number=number):
            given = " and ".join(f"`{name}` is {value}" for name, value in values)
            return f"iteration {number}: {given}" if number else f"next item: {given}"
        case Does(put=put):
            return f"`{put}` is done"
        case Prints(text=text):
            return f"it prints {printed(text, marks=True)}"
        case Calls(function=function, resumed=True):
            return f"`{function}` goes on"
        case Calls(function=function, arguments=arguments):
            given = ", ".join(f"`{name}` = {value}" for name, value in arguments)
            return f"`{function}` is called{' with ' if given else ''}{given}"
        case Leaves(function=function, way="raises", value=value):
            return f"`{function}` is left by {quoted(value)}"
        case Leaves(function=function, way=way, value=value):
            return f"`{function}` {way} {value}"
        case Says(word=word, code=code):
            if word == "except" and not code:
                return "`except` catches it"
            return _SENTENCES[word].format(quoted(code) if word == "raise" else code)


def _begins_so(fact: Fact) -> bool:
    return fact.whole and fact.put != COMPREHENSION


def _fact(fact: Fact) -> str:
    truth = None if fact.truth is None else str(fact.truth).lower()
    value = fact.result.lower() if fact.result in ("True", "False") and truth is not None else fact.result
    if fact.put == COMPREHENSION:
        return f"{COMPREHENSION} gives {fact.result}{f', which is {truth}' if truth else ''}"
    if fact.whole:
        return f"so `{fact.put}` is {truth or value}"
    if truth and fact.put == fact.result:
        return f"{fact.put} counts as {truth}"
    put = f"`{fact.put}`" if _is_identity(fact.put) else fact.put
    if truth is None or value == truth:
        return f"{put} is {truth or value}"
    if value == "None":  # "m is None, which is false" reads like the comparison
        return f"{put} has the value None, which counts as {truth}"
    return f"{put} is {value}, which is {truth}"


def _is_identity(put: str) -> bool:
    """Return whether the word `is` of Python could be taken for that of a sentence."""
    return " is " in put and "`" not in put


def _short(item: Item, before: Item | None) -> str:  # noqa: C901 - one case for each kind
    match item:
        case Fact():
            return _short_fact(item)
        case Becomes(name=name, value=value):
            return f"->{tight(name)}" if _follows(item, before) else f"{tight(value)}->{tight(name)}"
        case Takes(values=values):
            return ";".join(f"{tight(value)}->{tight(name)}" for name, value in values)
        case Does(put=put):
            return tight(put)
        case Prints(text=text):
            return f"print {printed(text)}"
        case Calls(function=function, resumed=True):
            return f"resume {function}"
        case Calls(function=function, arguments=arguments):
            return f"{function}({','.join(f'{name}={tight(value)}' for name, value in arguments)})"
        case Leaves(way=way, value=value):
            return f"{_WAYS[way]} {quoted(value, ';') if way == 'raises' else tight(value)}"
        case Says(word="over", code=code):
            return f"over {tight(code)}"
        case Says(word=word, code=code):
            return f"{word} {quoted(code, ';') if word == 'raise' else code}".rstrip()


def _short_fact(fact: Fact) -> str:
    truth = "" if fact.truth is None else str(fact.truth).lower()
    if fact.put == COMPREHENSION:
        return f"so {tight(fact.result)}{f' {truth}' if truth else ''}"
    if fact.whole:
        return f"so {truth or tight(fact.result)}"
    if truth and (fact.result in ("True", "False") or fact.put == fact.result):
        return f"{tight(fact.put)} {truth}"
    return f"{tight(fact.put)}={tight(fact.result)}{f' {truth}' if truth else ''}"


def printed(text: str, *, marks: bool = False) -> str:
    """Return a text that is written: one line as it is, another as a literal."""
    body = text.removesuffix("\n")
    odd = body + "\n" != text or not body.strip() or body != body.strip() or not body.isprintable()
    if odd or _is_unclear(body, SEPARATOR if marks else ";"):
        return repr(text)
    return f"`{body}`" if marks else body


def quoted(text: str, separator: str = SEPARATOR) -> str:
    """Return the text of an exception; as a literal where one could not tell where it ends."""
    return repr(text) if _is_unclear(text, separator) else text


def _is_unclear(text: str, separator: str) -> bool:
    """Return whether one could not tell in a line where a text ends."""
    if any(mark in text for mark in ("`", separator, "->", ", so ", "\n")) or text[:1] in ("'", '"'):
        return True
    uneven = any(text.count(opening) != text.count(closing) for opening, closing in _BRACKETS)
    return uneven or text.count("'") % 2 > 0 or text.count('"') % 2 > 0

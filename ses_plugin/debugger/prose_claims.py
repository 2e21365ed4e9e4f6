"""What prose claims about a run: values, conditions, prints, returned values, iterations, sums of numbers.

Only wordings that are surely about this run are read. What is said in general ("if …", "each …"), or is code
of the program, is no claim; a claim that may be meant otherwise is `weak`: it can be true, never false.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from ses_plugin.debugger.prose_text import (
    ChainPiece,
    ProseLine,
    computed,
    is_literal,
    prose_lines,
    read_chain,
)
from ses_plugin.narration.fact_check import parsed

MOST_PROSE_CLAIMS = 2_000
"""How many claims of a text are read."""


class ProseKind(StrEnum):
    """What a claim is about."""

    VALUE = "value"
    CONDITION = "condition"
    SUM = "sum"
    COMPARISON = "comparison"
    PRINTED = "printed"
    RETURNED = "returned"
    ITERATION = "iteration"
    COUNT = "count"
    INPUT = "input"
    CALLED = "called"
    OUTPUT = "output"


@dataclass(frozen=True, slots=True)
class ProseClaim:
    """A claim with its place: `subject` is an expression, `value` what is said of it.

    ITERATION: a line that begins an iteration, where the loop's variable `subject` has a `value`, or which
    has a number as its `value`. COUNT: a loop runs `value` times. `level` is how deep its line stands, `line`
    where that begins.
    """

    kind: ProseKind
    start: int
    end: int
    subject: str = ""
    value: str = ""
    weak: bool = False
    changes: bool = False
    """Whether the variable is said to get the value, and not only to have it."""
    level: int = 0
    line: int = 0


_NAME = r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*|\[[^\[\]\n`=]{1,30}\])*"
_NOUN = r"(?: (?:variable|list|array|dictionary|set|counter|string|value))?"
_VERBS = (
    r"=(?!=)|:=|becomes\b|equals\b|remains\b|stays\b|"
    r"is (?:now|still|initially|set to|updated to|initiali[sz]ed (?:to|as|with)|"
    r"assigned(?: the value(?: of)?)?|"
    r"(?:increased|incremented|decreased|decremented|reduced|changed|reset|equal) to)\b|"
    r"is (?:calculated|computed) as\b|with (?:a|the) (?:initial )?value(?: of)?\b|"
    r"(?:changes|increases|decreases|is) to\b|has (?:the|a) value(?: of)?\b|now (?:equals|has the value)\b"
)
_ASSIGNED = re.compile(
    rf"(?<![\w.\])}}'\"])(?P<name>{_NAME})`?{_NOUN}\s{{0,3}}(?:(?P<verb>{_VERBS})|(?P<is>is\b))\s{{0,3}}"
)
_SET = re.compile(
    r"\b(?:[Ss]et|[Ii]nitiali[sz]e|[Uu]pdate|[Rr]eset)s? (?:the |a |an )?(?:variable |list |set )?"
    rf"`?(?P<name>{_NAME})`?(?P<is> )?(?:to|as|with) "
)
_TRUTH = (
    r"\s*(?:\(?which\s+)?(?:condition |check |test )?(?:is|evaluates to|returns|gives|=|:|holds)\s+"
    r"(?:indeed |also |now |again |still )?(?P<not>not )?[`'\"]?"
    r"(?P<truth>[Tt]rue|TRUE|[Ff]alse|FALSE|met|satisfied|fulfilled)\b(?! if)"
)
_QUOTED_CONDITION = re.compile(r"`(?P<expr>[^`\n]{1,200})`" + _TRUTH)
_OPERAND = r"[\w.\[\]'\"()]{1,60}(?: ?(?://|\*\*|[-+*/%]) ?[\w.\[\]'\"()]{1,60}){0,6}"
_BARE_CONDITION = re.compile(
    rf"(?<![\w.`'\"+*/%-])(?P<expr>{_OPERAND} ?(?:==|!=|<=|>=|<|>) ?-?{_OPERAND})" + _TRUTH
)
_NUMBER = r"-?\d{1,15}(?:\.\d{1,10})?"
_SUM = re.compile(
    rf"(?<![\w.])(?P<expr>{_NUMBER}(?: ?(?://|\*\*|[-+*/%]) ?\(?{_NUMBER}\)?){{1,8}})`? (?:=|is|equals) `?"
    rf"(?P<value>{_NUMBER})(?![\w.]*\d|\w)(?! ?[-+*/%<>(])"
)
_COMPARED = re.compile(
    rf"(?<![\w.])(?P<left>{_NUMBER})`? is (?P<not>not )?(?P<how>less|greater|smaller|larger|bigger) than "
    rf"(?P<equal>or equal to )?`?(?P<right>{_NUMBER})(?![\w.]*\d|\w)"
)
_DIVISIBLE = re.compile(
    rf"(?<![\w.])(?P<left>{_NUMBER})`? is (?P<not>not )?(?:divisible by|a multiple of) "
    rf"`?(?P<right>{_NUMBER})(?![\w.]*\d)"
)
_PRINTED = re.compile(
    r"\b(?:[Pp]rints?|[Pp]rinted|[Oo]utputs?|[Pp]rinting)(?: out)?(?: the (?:value|string|result))?:? "
    r"(?:`(?P<code>[^`\n]{1,200})`|\"(?P<text>[^\"\n]{1,200})\"|(?P<number>-?\d+(?:\.\d+)?)"
    r"(?=[.,;:)]*(?:\s*$|\s+(?:and|to|because|since|as|for|on|in|at|the|which|then|\())))"
)
_RETURNED = re.compile(
    r"(?:`?(?P<name>[A-Za-z_]\w*)(?:\([^()\n]{0,80}\))?`? )?"
    r"(?:[Rr]eturns?|returned value is|return value is) "
    r"(?:the value )?(?=[-`'\"\[({\dTFN])"
)
_COUNT = re.compile(
    r"\b(?:loop|iterat\w+|it|which) (?:will |then )?(?:runs?|iterates?|executes?|repeats?|is executed) "
    r"(?:for |exactly )?(?P<count>\d{1,6}) (?:times|iterations)\b"
)
_INPUT = re.compile(
    r"\b(?:[Ii]nput (?:is|provided is|given is|string is)|reads (?:the )?(?:input|line|string)) "
    r"(?:`(?P<code>[^`\n]{1,200})`|\"(?P<text>[^\"\n]{1,200})\")"
)
_OUTPUT_BLOCK = re.compile(
    r"^[^\n`]{0,120}\b(?:output|prints?|printed|result|returns?|returned value)\b[^\n`]{0,60}:[ \t]*\n\s{0,4}"
    r"```\w*\n(?P<body>(?:(?!```).*\n){1,200})[ \t]*```",
    re.MULTILINE,
)
_HEADER = re.compile(
    r"[ \t]*(?:(?:[-*•+]|\d{1,4}[.)]|#{1,6})[ \t]+)?[*_ ]{0,4}"
    r"(?P<word>(?:[Ff]or|[Ww]hen|[Ww]ith|[Aa]t)\b (?:the )?)?"
    r"(?P<count>(?:[Ii]teration|[Ll]oop|[Pp]ass|[Rr]ound) #?(?P<number>\d{1,6})\b"
    r"|(?P<ordinal>[Ff]irst|[Ss]econd|[Tt]hird|[Ff]ourth|[Ff]ifth|[Ss]ixth|\d{1,6}(?:st|nd|rd|th))"
    r" [Ii]teration\b)?"
    r"[ :,(*-]{0,6}(?P<for>for |when |where |with )?`?(?P<name>[A-Za-z_]\w*)?`?"
    r"(?: ?(?:=|is|==) ?)?"
)
_BULLET = re.compile(r"\A[ \t]*(?:[-*•+]|\d{1,4}[.)])[ \t]+")
_CHANGES = re.compile(r"become|now|as|set|update|assign|creas|crement|reduced|change|reset")
_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6}
_GENERAL_BEFORE = re.compile(
    r"\b(?:if|whether|when|whenever|unless|until|while|should|would|could|suppose|assum\w+|not|never|"
    r"example|instead|from|between|range)\b[^.,;:()\n=]*$",
    re.IGNORECASE,
)
_GENERAL_SENTENCE = re.compile(
    r"(?:^|[.!?:]\s)[\s>*•+-]*(?:\d+[.)]\s*)?[*\s]*"
    r"(?:If|Else|Otherwise|Whenever|Unless|Each|Every|Suppose|(?:For|In) (?:each|every|any))\b"
    r"(?:(?![.!?]\s).)*$"
)
_AFTER = re.compile(
    r"[`'\")]*,?\s{1,2}(?:if|whenever|when|unless|otherwise|or|to|through|until|up to|and so on|for each"
    r"|plus|minus|times|more|less|for all)\b|[`'\"]?\s*(?:\.\.|…|[<>]|,\s*-?\d|\s[-+*/%]\s?\w)|\w"
)


def find_prose_claims(text: str, names: Collection[str], source: str) -> list[ProseClaim]:
    """Return the claims of a text in their order; `names` are the run's variables, `source` its program."""
    code = _code_of(source)
    out = [*_output_blocks(text)]
    for line in prose_lines(text):
        found = [claim for reader in _READERS for claim in reader(line, names)]
        found = [
            replace(claim, level=line.level, line=line.start) for claim in found if _is_told(claim, line)
        ]
        found = [_weakened(claim, line, code, source) for claim in found]
        out += sorted(_without_overlap(found), key=lambda claim: claim.start)
        if len(out) >= MOST_PROSE_CLAIMS:
            break
    return sorted(out[:MOST_PROSE_CLAIMS], key=lambda claim: claim.start)


def _output_blocks(text: str) -> Iterator[ProseClaim]:
    """Yield the blocks that a text gives as the program's whole output or value."""
    for match in _OUTPUT_BLOCK.finditer(text):
        yield ProseClaim(ProseKind.OUTPUT, match.start("body"), match.end("body"), "", match["body"])


def _code_of(source: str) -> frozenset[str]:
    """Return the lines of a program without blanks: what is quoted of it is no claim about a moment."""
    return frozenset("".join(line.split()).rstrip(":") for line in source.split("\n"))


def _without_overlap(found: list[ProseClaim]) -> Iterator[ProseClaim]:
    """Leave out what lies inside of another claim; headers and sums may stand beside a value."""
    end = -1
    for claim in sorted(found, key=lambda claim: (claim.start, -claim.end)):
        beside = claim.kind in (ProseKind.ITERATION, ProseKind.SUM)
        if claim.start >= end or beside:
            yield claim
            end = end if beside else max(end, claim.end)


def _is_told(claim: ProseClaim, line: ProseLine) -> bool:
    """Return whether a claim is none about what happens in general."""
    if claim.kind is ProseKind.ITERATION:
        return True
    before = line.text[: claim.start - line.start]
    return not (_GENERAL_BEFORE.search(before[-200:]) or _GENERAL_SENTENCE.search(before))


def _weakened(claim: ProseClaim, line: ProseLine, code: frozenset[str], source: str) -> ProseClaim:
    quoted = "".join(line.text[claim.start - line.start : claim.end - line.start].split()).strip("`")
    if claim.kind is ProseKind.ITERATION:
        return claim
    goes_on = _AFTER.match(line.text, claim.end - line.start)
    is_code = claim.kind in (ProseKind.VALUE, ProseKind.PRINTED) and (
        quoted in code or quoted in "".join(code)
    )
    return replace(claim, weak=claim.weak or goes_on is not None or is_code)


# --- readers


def _values(line: ProseLine, names: Collection[str]) -> Iterator[ProseClaim]:
    for pattern in (_ASSIGNED, _SET):
        for match in pattern.finditer(line.text):
            before = _BULLET.sub("", line.text[: match.start()]).rstrip("` ")
            root = re.split(r"[.\[]", match["name"], maxsplit=1)[0]
            if root not in names or before[-1:] in tuple("+-*/%<>=!&|^") or _is_one_of_several(before):
                continue
            if before.endswith("(") and before[-2:-1].isalnum():
                continue  # an argument of a call
            pieces = read_chain(line.text, match.end(), names)
            quoted = line.text[match.start() - 1 : match.start()] == "`"
            weak = match["is"] is not None and pattern is _ASSIGNED and not quoted
            weak = weak or (
                match[0].endswith("=") and " " not in match[0] and not _in_code(line.text, match.start())
            )
            changes = len(pieces) > 1 or pattern is _SET or _CHANGES.search(match[0]) is not None
            for claim in _of_chain(line, match["name"], match.start(), pieces):
                weak_value = weak and claim.kind is ProseKind.VALUE
                yield replace(claim, weak=weak_value, changes=changes)


def _in_code(text: str, at: int) -> bool:
    """Return whether a place is between backticks."""
    return text.count("`", 0, at) % 2 == 1


def _is_one_of_several(before: str) -> bool:
    """Return whether a name is one of `a, b = 1, 2`."""
    return re.search(r"[A-Za-z_]\w*`?\s*,$", before) is not None


def _of_chain(line: ProseLine, name: str, start: int, pieces: list[ChainPiece]) -> Iterator[ProseClaim]:
    if not pieces:
        return
    last = pieces[-1]
    value = last.text if is_literal(last.text) else computed(last.text)
    if value is None:
        return
    yield ProseClaim(ProseKind.VALUE, line.start + start, line.start + last.end, name, value)
    for piece in pieces[:-1]:
        plain = computed(piece.text)
        if plain is not None and not is_literal(piece.text):
            place = (line.start + piece.start, line.start + last.end)
            yield ProseClaim(ProseKind.SUM, *place, piece.text, value)


def _sums(line: ProseLine, names: Collection[str]) -> Iterator[ProseClaim]:
    for match in _SUM.finditer(line.text):
        before = _BULLET.sub("", line.text[: match.start()]).rstrip("` ")
        after_equals = before[-1:] == "=" and before[-2:-1] not in tuple("=<>!")
        if (before[-1:] in tuple("+-*/%^),]<>=&|") and not after_equals) or (
            before[-1:] == "(" and before[-2:-1].isalnum()
        ):
            continue
        start, end = line.start + match.start(), line.start + match.end()
        yield ProseClaim(ProseKind.SUM, start, end, match["expr"], match["value"])


def _comparisons(line: ProseLine, names: Collection[str]) -> Iterator[ProseClaim]:
    for match in _COMPARED.finditer(line.text):
        less = match["how"] in ("less", "smaller")
        operator = ("<" if less else ">") + ("=" if match["equal"] else "")
        yield _compared(line, match, f"{match['left']} {operator} {match['right']}")
    for match in _DIVISIBLE.finditer(line.text):
        yield _compared(line, match, f"{match['left']} % {match['right']} == 0")


def _compared(line: ProseLine, match: re.Match[str], expression: str) -> ProseClaim:
    value = "false" if match["not"] else "true"
    start, end = line.start + match.start(), line.start + match.end()
    return ProseClaim(ProseKind.COMPARISON, start, end, expression, value)


def _conditions(line: ProseLine, names: Collection[str]) -> Iterator[ProseClaim]:
    for pattern in (_QUOTED_CONDITION, _BARE_CONDITION):
        for match in pattern.finditer(line.text):
            before = _BULLET.sub("", line.text[: match.start()]).rstrip("`( ")
            if before[-1:] in tuple("+-*/%<>=&|^"):
                continue  # the end of a longer one
            node = parsed(match["expr"])
            if node is None or isinstance(node, (ast.Constant, ast.Name, ast.Tuple)):
                continue
            word = match["truth"].lower() != "false"
            value = "true" if word is (match["not"] is None) else "false"
            start, end = line.start + match.start("expr"), line.start + match.end()
            plain = not any(isinstance(part, ast.Name) for part in ast.walk(node))
            kind = ProseKind.COMPARISON if plain else ProseKind.CONDITION
            yield ProseClaim(kind, start, end, match["expr"], value)


def _prints(line: ProseLine, names: Collection[str]) -> Iterator[ProseClaim]:
    for match in _PRINTED.finditer(line.text):
        said = match["code"] or match["text"] or match["number"]
        is_code = match["code"] is not None and (said in names or "(" in said or said.isidentifier())
        if not is_code:
            weak = match["code"] is not None and _may_be_code(said)
            start, end = line.start + match.start(), line.start + match.end()
            yield ProseClaim(ProseKind.PRINTED, start, end, "", said.strip("'\""), weak)


def _may_be_code(said: str) -> bool:
    """Return whether what stands between backticks may be an expression, and not what is printed."""
    node = parsed(said)
    return node is not None and any(isinstance(part, (ast.Name, ast.Call)) for part in ast.walk(node))


def _returns(line: ProseLine, names: Collection[str]) -> Iterator[ProseClaim]:
    for match in _RETURNED.finditer(line.text):
        pieces = read_chain(line.text, match.end(), ())
        if len(pieces) == 1 and is_literal(pieces[0].text):
            start, end = line.start + match.start(), line.start + pieces[0].end
            yield ProseClaim(ProseKind.RETURNED, start, end, match["name"] or "", pieces[0].text)


_CALLED = re.compile(
    r"(?<![\w.])(?P<call>(?P<name>[A-Za-z_]\w*)\([^()\n`]{0,80}(?:\([^()\n`]{0,80}\)[^()\n`]{0,20})?\))`?"
    r" (?:=|returns|is|equals|->) (?=[-`'\"\[({\dTFN])"
)


def _calls(line: ProseLine, names: Collection[str]) -> Iterator[ProseClaim]:
    for match in _CALLED.finditer(line.text):
        pieces = read_chain(line.text, match.end(), names)
        value = pieces[-1].text if pieces else ""
        if pieces and is_literal(value):
            start, end = line.start + match.start(), line.start + pieces[-1].end
            yield ProseClaim(ProseKind.CALLED, start, end, match["call"], value)


def _others(line: ProseLine, names: Collection[str]) -> Iterator[ProseClaim]:
    for match in _COUNT.finditer(line.text):
        start, end = line.start + match.start(), line.start + match.end()
        yield ProseClaim(ProseKind.COUNT, start, end, "", match["count"])
    for match in _INPUT.finditer(line.text):
        start, end = line.start + match.start(), line.start + match.end()
        yield ProseClaim(ProseKind.INPUT, start, end, "", match["code"] or match["text"])


def _headers(line: ProseLine, names: Collection[str]) -> Iterator[ProseClaim]:
    """Yield the claim of a line that begins an iteration: "For `i = 2`:", "Iteration 2 (i = 1)"."""
    match = _HEADER.match(line.text)
    if match is None:
        return
    end = match.end()
    number = match["number"] or _ordinal(match["ordinal"])
    name = match["name"] or ""
    pieces = (
        read_chain(line.text, end, names) if name in names and match[0].rstrip()[-1:] in ("=", "s") else []
    )
    start = line.start + match.start() + len(match[0]) - len(match[0].lstrip(" \t-*•+#"))
    if len(pieces) == 1 and is_literal(pieces[0].text) and not _AFTER.match(line.text, pieces[0].end):
        yield ProseClaim(
            ProseKind.ITERATION,
            start,
            line.start + pieces[0].end,
            name,
            pieces[0].text,
            weak=not (match["word"] or match["count"]),
        )
    elif match["count"] and not line.text[match.end("count") :].lstrip(" *").startswith(
        ("-", "to", "through", "and")
    ):
        yield ProseClaim(ProseKind.ITERATION, start, line.start + match.end("count"), "", number)


def _ordinal(word: str | None) -> str:
    lower = (word or "").lower()
    return str(_ORDINALS.get(lower, "")) or lower.rstrip("stndrh")


_READERS: tuple[Callable[[ProseLine, Collection[str]], Iterator[ProseClaim]], ...] = (
    _headers,
    _values,
    _sums,
    _comparisons,
    _conditions,
    _prints,
    _calls,
    _returns,
    _others,
)

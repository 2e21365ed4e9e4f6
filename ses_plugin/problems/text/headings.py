"""Recognise headings, lines that name the content below them: "Sample Input 1", "**Output:** 3", "Note"."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import Enum
from functools import lru_cache

_MAX_CHARACTERS = 100  # of a heading, up to its colon; longer lines are not headings


class HeadingKind(Enum):
    """What kind of content follows a heading."""

    INPUT = "input"
    OUTPUT = "output"
    EXPECTED = "expected"
    """The correct output; an output beside it is then what some program printed."""
    GIVEN = "given"
    """What some program printed: "Your output"."""
    PAIR = "pair"
    """Input and output side by side: "Input | Output"."""
    EXAMPLES = "examples"
    """The part of the text with the examples; also each of them, "Example 1"."""
    END = "end"
    """Anything else: an explanation, a note, another section."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading.

    Attributes:
        kind: what follows it.
        rest: the text behind its colon.
        example: whether it names an example ("Sample Input").
        column: of a table, the number of the column with the inputs; the outputs are in the next one.
        loose: of a table, whether only blanks separate the names of its columns, as in the text of a PDF.
    """

    kind: HeadingKind
    rest: str = ""
    example: bool = False
    column: int = 0
    loose: bool = False


# These patterns match words with single blanks, and none at the ends (`_words`).
_EXAMPLE = r"(?:samples?|examples?|test\ ?cases?|tests?|cases?|demo)"
_NUMBER = r"(?:\ ?[#№(\[]?\ ?\d{1,3}[)\]]?)"  # "1", "#1", "(1)", "№ 1"
_INPUT, _OUTPUT = r"(?:(?:std|standard\ )?in(?:put)?)", r"(?:(?:std|standard\ )?out(?:put)?)"
_FLAGS = re.IGNORECASE | re.VERBOSE
_PART = re.compile(
    rf"""
    (?P<before> (?:for\ )? {_EXAMPLE} {_NUMBER}? [.:]? \ )?                 # "Sample Input", "Test 1: Input"
    (?:
        (?P<expected> (?:expected|correct) (?:\ (?:output|answer|result))? )  # "Expected", "Correct answer"
      | (?P<input> {_INPUT} )                                                 # "Input", "stdin"
      | (?P<output> {_OUTPUT} )                                               # "Standard output"
    ) s?
    (?P<about> \ (?:format|specification|description|data|file|constraints) )?  # "Input format"
    (?P<after> \ ? (?:for\ )? (?:the\ )? {_EXAMPLE} (?:\ input)? )?         # "Output for the Sample Input"
    (?P<number> {_NUMBER} )?                                                # "Input 1"
    (?:\ for\ custom\ testing)?                                             # HackerRank
    (?P<note> \ \( [^()]+ \) )?                                             # "Input (stdin)"
    """,
    _FLAGS,
)
_PAIR = re.compile(
    rf"""
    (?: (?:{_EXAMPLE}|case|nr|no|num(?:ber)?|id|№|\#) \.? \ ?\|\ ? )?  # "No. | Input | Output"
    (?:{_EXAMPLE}\ )? {_INPUT} {_NUMBER}? (?:copy)?                    # "Sample Input 1"
    (?: \ ?[|,/&]\ ? | \ and\  | \  )                                  # "Input and Output", "Input / Output"
    (?:(?:{_EXAMPLE}|expected)\ )? {_OUTPUT} {_NUMBER}?                # "Expected Output"
    (?: \ ?\| \ ?[^|]{{1,30}} )?                                       # "Input | Output | Explanation"
    """,
    _FLAGS,
)
_EXAMPLES = re.compile(
    rf"""
    (?: (?:here\ (?:is|are)\ )? (?:an?\ |some\ |the\ )? | for\  )? (?:public\ |sample\ )?  # "Here are some"
    (?:
        (?:samples?|examples?|demo)                                                   # "Examples"
        (?:\ (?: tests? | (?:test\ )?cases? | i/o | inputs?(?:/|\ and\ )outputs? ))?  # "Sample test cases"
      | (?:public|sample)\ tests?                                                     # "Public tests"
      | test (?: \ ?cases? | s?(?=\ ?[#\d]) )                                         # "Test case", "Test #1"
    )
    {_NUMBER}?
    """,
    _FLAGS,
)
_END = re.compile(
    rf"""
    (?:
        (?:sample\ |example\ )?explanations? | notes? | remarks? | constraints? | limits? | limitations?
      | scoring | subtasks? | hints? | follow[ -]?up | source | tags | problem | task | (?:time|memory)\ limit
      | your\ (?:task|code|solution) | interaction | format | solution | starter\ code | template | answer
      | requirements? | instructions? | stderr | function\ signature | difficulty | recommend(?:ed)?
      | added\ by | (?:problem\ )?author(?:\ .{{1,40}})?
    )
    {_NUMBER}? (?:\ (?:for|of|to)\ .{{1,60}})? (?: \ \( [^()]+ \) )?
    """,
    _FLAGS,
)
# "My output (wrong)", "Got"
_GIVEN = re.compile(
    r"(?: (?:your|my|actual|wrong)\ (?:output|answer|result) | got ) (?:\ \([^()]+\))?", _FLAGS
)
_FILE = re.compile(r"[\w-]{1,30}\.(?:(?P<input>in)|ans|out)")  # "1.in", "sample.ans"
_MARKDOWN = re.compile(r"#{1,6} +[A-Z*\[].*|-{3,}|\*\*[^*]+\*\*:?")  # "## Story", "---", "**Story**:"
_LIST_MARK = re.compile(r"\d{1,2}[.)]\s")  # "1. Input"
_BETWEEN_COLUMNS = re.compile(r"[|\t,/&]| and ", re.IGNORECASE)
# A button behind a heading: "InputCopy", "输入 #1复制", "예제 입력 1 복사"
_COPY = re.compile(r"\ ?(?:copy|复制|複製|복사|コピー|скопировать)$", re.IGNORECASE)

# Lines that a page's buttons and a table's borders leave in text that was copied.
_DEBRIS = (
    "copy",
    "copied!",
    "content_copy",
    "save_alt",
    "|",
    "复制",
    "複製",
    "복사",
    "コピー",
    "скопировать",
)
_STREAMS = ("(stdin)", "(stdout)")


def parse_heading(line: str) -> Heading | None:
    """Return the heading in `line`, None if it isn't one.

    >>> parse_heading("**Sample Input 1:** 3 4")
    Heading(kind=<HeadingKind.INPUT: 'input'>, rest='3 4', example=True, column=0, loose=False)
    """
    return _cached_heading(line) if len(line) <= 2 * _MAX_CHARACTERS else _heading(line)


def _heading(line: str) -> Heading | None:
    line = line.strip()
    before, colon, rest = line.replace("：", ":").partition(":")
    if not line or len(before) > _MAX_CHARACTERS:
        return None
    before = _LIST_MARK.sub("", before)
    heading = _heading_of_words(_words(before), bool(colon), _behind(before, rest))
    if heading is not None and heading.kind is HeadingKind.PAIR:
        return replace(heading, column=_column(line), loose=_BETWEEN_COLUMNS.search(line) is None)
    if heading is None and (_MARKDOWN.fullmatch(line) and len(line) <= _MAX_CHARACTERS):
        return Heading(HeadingKind.END)
    return heading


def _words(before: str) -> str:
    """Return the text before a colon in English, with single blanks and without the signs around it."""
    columns = before.strip("#*_=•·|>-` \t").split("\t")
    return " | ".join(_in_english(_COPY.sub("", " ".join(column.split()))) for column in columns)


def _column(line: str) -> int:
    """Return which column of a table's header, from 0, is the one before the outputs."""
    cells = re.split(r"[|\t]", line.strip("|"))
    names = [_in_english(cell.strip("*_` ")).lower() for cell in cells]
    return next((place - 1 for place, name in enumerate(names[1:], 1) if "out" in name), 0)


_cached_heading = lru_cache(maxsize=4096)(_heading)  # several readers parse each line of a text


def is_debris(line: str) -> bool:
    """Return whether `line` is left from a page's button or a table's border."""
    return line.strip().lower() in _DEBRIS


def _behind(before: str, rest: str) -> str:
    """Return the text behind the colon, without the signs that end the heading and quotes around the text."""
    if before.lstrip("#>|- \t").startswith(("*", "_")):
        rest = re.sub(r"^\s*[*_]{1,3}", "", rest)
    return unquoted(rest)


def unquoted(text: str) -> str:
    """Return `text` without blanks around it, and without backticks around all of it."""
    text = text.strip()
    quoted = len(text) > 2 and text[0] == text[-1] == "`" and text.count("`") == 2
    return text[1:-1] if quoted else text


def _heading_of_words(words: str, colon: bool, rest: str) -> Heading | None:
    if match := _PART.fullmatch(words):
        return _part_heading(match, colon, rest)
    if _PAIR.fullmatch(words):
        return Heading(HeadingKind.PAIR, example=True)
    if _EXAMPLES.fullmatch(words):
        return _heading_behind_example(rest) or Heading(HeadingKind.EXAMPLES, rest, example=True)
    if file := _FILE.fullmatch(words):
        return Heading(HeadingKind.INPUT if file["input"] else HeadingKind.OUTPUT, rest, example=True)
    if _GIVEN.fullmatch(words):
        return Heading(HeadingKind.GIVEN)
    return Heading(HeadingKind.END) if _END.fullmatch(words) else None


def _heading_behind_example(rest: str) -> Heading | None:
    """Return the heading behind "Example 1:" on the same line: "Input: 3"."""
    before, colon, behind = rest.partition(":")
    match = _PART.fullmatch(_words(before)) if len(before) <= _MAX_CHARACTERS else None
    heading = _part_heading(match, bool(colon), _behind(before, behind)) if match else None
    return (
        replace(heading, example=True)
        if heading and heading.kind in (HeadingKind.INPUT, HeadingKind.OUTPUT)
        else None
    )


def _part_heading(match: re.Match[str], colon: bool, rest: str) -> Heading | None:
    word = match["input"] or match["output"] or match["expected"]
    if word.lower() in ("in", "out") and not colon:  # "In" may begin any sentence
        return None
    if match["about"] or (match["note"] and match["note"].strip().lower() not in _STREAMS):
        return Heading(HeadingKind.END)
    kind = (
        HeadingKind.INPUT
        if match["input"]
        else HeadingKind.OUTPUT
        if match["output"]
        else HeadingKind.EXPECTED
    )
    return Heading(kind, rest, bool(match["before"] or match["after"] or match["number"]))


# Headings in other languages, as contest sites and people write them; "_" stands for a blank.
_TRANSLATIONS = {
    "sample input": (
        "样例输入 输入样例 示例输入 输入示例 入力例 예제_입력 beispieleingabe entrada_de_ejemplo"
        " ejemplo_de_entrada exemple_d'entrée exemplo_de_entrada esempio_di_input пример_входных_данных"
        " пример_ввода przykładowe_wejście"
    ),
    "sample output": (
        "样例输出 输出样例 示例输出 输出示例 出力例 예제_출력 beispielausgabe salida_de_ejemplo"
        " ejemplo_de_salida exemple_de_sortie exemplo_de_saída esempio_di_output пример_выходных_данных"
        " пример_вывода przykładowe_wyjście"
    ),
    "input": (
        "输入 输入数据 入力 입력 eingabe entrada entrée входные_данные исходные_данные ввод"
        " стандартный_ввод wejście"
    ),
    "output": (
        "输出 输出数据 出力 출력 ausgabe salida sortie saída выходные_данные результат вывод"
        " стандартный_вывод wyjście"
    ),
    "expected output": (
        "预期输出 期望输出 预期结果 期待される出力 erwartete_ausgabe salida_esperada sortie_attendue"
        " saída_esperada"
    ),
    "your output": "实际输出 实际结果 tatsächliche_ausgabe salida_actual",
    "input format": (
        "输入格式 输入描述 输入说明 入力形式 입력_형식 eingabeformat formato_de_entrada format_d'entrée"
        " формат_ввода формат_входных_данных"
    ),
    "output format": (
        "输出格式 输出描述 输出说明 出力形式 출력_형식 ausgabeformat formato_de_salida format_de_sortie"
        " formato_de_saída формат_вывода формат_выходных_данных"
    ),
    "example": (
        "示例 样例 例子 例 例题 测试用例 예제 예시 样例输入输出 输入输出样例 beispiel ejemplo exemple exemplo"
        " esempio пример przykład"
    ),
    "examples": "beispiele ejemplos exemples exemplos esempi примеры przykłady 入出力例 例えば",
    "explanation": (
        "解释 样例解释 样例说明 说明 解説 설명 erklärung erläuterung explicación explication explicação"
        " spiegazione пояснение"
    ),
    "note": (
        "提示 说明/提示 注意 备注 数据范围 数据范围与提示 约束 限制 题目描述 題目 问题描述 制約 問題文"
        " 注意事項 来源 出处 作者 出典"
        " 힌트 출처 제한 hinweis einschränkungen aufgabe nota restricciones restrições contraintes"
        " remarque примечание ограничения автор автор_задачи источник"
        " zadanie uwagi"
    ),
}
_ENGLISH = {
    phrase.replace("_", " "): english
    for english, phrases in _TRANSLATIONS.items()
    for phrase in phrases.split()
}
_NUMBERED = re.compile(
    r"(?P<words>[^\d#№(\[]*[^\d#№(\[\s])(?P<number>\s*[#№(\[]?\s?(?:\d{1,3}|[一二三四五])?[)\]]?)"
)
_NUMERALS = str.maketrans("一二三四五（）", "12345()")


def _in_english(words: str) -> str:
    """Return the heading `words` in English; unknown words stay. Columns are separated by `|`."""
    words = words.strip("【】〖〗[]「」 ") if words[:1] in "【〖[「" else words
    if "|" in words:
        return " | ".join(_in_english(column.strip()) for column in words.split("|"))
    match = _NUMBERED.fullmatch(words.translate(_NUMERALS))
    english = _ENGLISH.get(match["words"].lower()) if match else None
    return f"{english}{match['number']}" if match and english else words

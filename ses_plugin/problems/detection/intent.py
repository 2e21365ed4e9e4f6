"""What a message asks for in words: code, something else, a revision, or another language than Python."""

from __future__ import annotations

import re

_FLAGS = re.IGNORECASE | re.VERBOSE | re.MULTILINE
_BEFORE = (  # where a sentence begins, or a request in it
    r"(?: ^[^\w\n]{0,20} | [.!?:;,]\ {0,3}"
    r" | \b(?:please|pls|kindly|you|i|need\ to|want\ to|code\ to|let'?s|then|and|now|just|help\ me"
    r"|help\ me\ to"
    r"|your\ (?:task|job|goal)\ is\ to|asked\ to|have\ to|try\ to|how\ (?:can|do|would)\ (?:i|you|we))\ )"
)
_VERB = (
    r"(?:write|implement|create|define|design|develop|provide|give|generate|make(?!\ sure)|build|code|program"
    r"|complete|solve|finish|fill|fix|debug|repair|correct|rewrite|refactor|optimi[sz]e|improve|continue|need|want"
    r"|use)"
)
_CODE_NOUN = (
    r"(?:functions?|methods?|programs?|scripts?|code|solutions?|class(?:es)?|implementations?|problems?|tasks?"
    r"|puzzles?|challenges?|exercises?|questions?|algorithms?|body|bugs?|python|cli|tool)"
)
_NO_CODE = (
    r"(?:poem|story|essay|haiku|joke|explanations?|summary|descriptions?|documentation|docs|docstrings?|comments?"
    r"|review|feedback|(?:unit\ |pytest\ )?tests|test\ (?:cases?|suite|inputs?)|readme|regexp?"
    r"|regular\ expression|query|queries|formula|diagram|proof|hints?|editorial|tutorial|asserts|assertions?)"
)
_REQUEST = re.compile(
    rf"""
    {_BEFORE}
    (?: {_VERB} \b [^.\n]{{0,80}}?
        (?: \b (?P<else> {_NO_CODE}) \b | \b {_CODE_NOUN} \b | \w\( | `\w | \w_\w )
      | (?:solve|fix|improve|optimi[sz]e|refactor|rewrite|debug|implement|complete|correct|repair|do)
        \ (?:it|this|that|them) \b )
    | ^[^\w\n]{{0,20}} (?:an?\ )? (?:simple\ |short\ )? python3?\ (?:function|program|script|code|solution) \b
    """,
    _FLAGS,
)
_ELSEWHERE = re.compile(
    r"""
      写(?:一|个|出|段) | 编写 | 实现 | 完成(?:下|以|这|函数) | 设计(?:一|算法) | 给定 | 求解
    | (?:解决|修复|修改)
    | schreib | implementier | escrib[ae] | implement[ae] | écri[rvs] | implémente | escrev[ae] | scriv[ei]
    | напиш | реализ | 作成 | 書いて | 実装 | 작성 | 구현
    """,
    _FLAGS,
)
_ELSE = re.compile(
    r"""
      \b what \ (?:does|do|did|is|are|will|would|happens) \b [^.\n]{0,60}?
        \b (?:code|function|program|script|snippet|error|exception|traceback|mean|means|wrong|complexity) \b
    | \b what \ (?:does|do|did|will|would) \b [^.\n]{0,60}?
        \b (?:print|prints|output|outputs|return|returns|do|say|evaluate) \b
    | \b what \ do \ you \ think \b | \b how \ (?:hard|difficult|would\ you\ approach) \b
    | \b which \ (?:of|is|one|algorithm|approach) \b
    | \b (?:explain|describe|summari[sz]e|review|document|annotate|critique|walk\ me\ through|analy[sz]e
         |translate|proofread) \b (?!\ (?:your|the\ (?:approach|algorithm|reasoning)))
    | \b why \ (?:does|do|did|is|are|am|doesn't|isn't|won't|can't|this|it|my|the) \b
    | \b how \ (?:does|do|did|is|are|come|many\ lines) \b [^.\n]{0,60}?
        \b (?:work|works|handle|behave|code|function|script) \b
    | \b is \ (?:this|my|the|it) \b [^.\n]{0,40}?
        \b (?:correct|right|ok|okay|good|safe|valid|efficient|thread) \b
    | \b predict \b [^.\n]{0,40}? \b outputs? \b | \b (?:time|space) \ complexity \ of \b
    | 解释 (?:一下|这|下|为) | 为什么 | 什么意思 | 输出什么 | \b erklär | \b warum \b | \b explica
    | \b por\ qu[eé] \b | \b pourquoi \b | \b expliqu | объясни | почему
    """,
    _FLAGS,
)


def requests_code(text: str) -> bool:
    """Return whether `text` asks for a program or a function in so many words."""
    words = text_outside_code(text)
    asked = any(match["else"] is None for match in _REQUEST.finditer(words))
    return asked or bool(_ELSEWHERE.search(words))


def requests_other(text: str) -> bool:
    """Return whether `text` asks for something about code, or for another text."""
    words = text_outside_code(text)
    return bool(_ELSE.search(words)) or any(match["else"] for match in _REQUEST.finditer(words))


_SAME_BEHAVIOUR = re.compile(
    r"""
    \b (?: fast(?:er)? | speed | slow | quick(?:er|ly)? | optimi[sz]e\w* | efficient\w* | efficiency
       | performance | memory | tle | mle | time\ limit | timed?\ ?out | complexity
       | short(?:er|en)? | simpl(?:er|ify) | clean(?:er)?(?:\ up)? | readable | refactor | idiomatic
       | pythonic
       | docstrings? | type\ hints | comments | one-?liner | one\ line | in\ python
       | recursi(?:on|ve) | iterative | loops? | comprehensions? | without
       | fix | bugs? | wrong | fails? | failed | failing | errors? | exception
       | doesn't\ work | does\ not\ work
       | not\ working | again | retry | another\ (?:way|approach|solution) | code | solution | complete | full
       ) \b
    | 更快 | 优化 | 错误 | 重写 | \b schneller \b | \b rápido \b
    """,
    re.IGNORECASE | re.VERBOSE,
)
_OTHER_BEHAVIOUR = re.compile(
    r"\b(?:returns?|print|output|also|support|handle|accept|instead|allow|add|change|rename|extend|as well"
    r"|now it|ignore|(?:different|new) problem)\b",
    re.IGNORECASE,
)


def is_revision_request(text: str) -> bool:
    """Return whether a message asks for the same in another way; a long one does not."""
    if len(text) > MAX_SCANNED_CHARACTERS or not _SAME_BEHAVIOUR.search(text):
        return False
    return not _OTHER_BEHAVIOUR.search(text) and not requests_other(text)


_LANGUAGE = (
    r"(?:c\+\+(?:\d\d)?|cpp|c\#|csharp|java|javascript|js|typescript|node(?:\.?js)?|go(?:lang)?|rust|kotlin|swift"
    r"|ruby|php|perl|haskell|scala|bash|shell|powershell|sql|mysql|postgres(?:ql)?|lua|julia|dart|matlab"
    r"|elixir|erlang|clojure|ocaml|fortran|cobol|pascal|prolog|html|css|excel|assembly|vba|latex)"
)
_ASKED = re.compile(
    rf"""
      \b (?:write|implement|solve|complete|create|code|provide|give|need|want|using|use|answer|respond
         |solution|written|program|translate|convert|port|rewrite) \b [^.\n]{{0,80}}?
        \b (?: (?:in|to|into|with|using|only|use|is|a|an|the) \ (?:plain\ |modern\ |standard\ )?
               {_LANGUAGE} (?![\w+\#-])
           | {_LANGUAGE} \ (?:function|program|script|code|solution|class|method|query|version) \b )
    | \b language: \ * {_LANGUAGE} (?![\w+\#-]) | \b LANGUAGE\ IS \ (?!python) \w
    | 用 \ ?{_LANGUAGE} (?![\w+\#-])
    | \b (?:sql|select) \ (?:query|statement) \b | \b regex \b | \b regular\ expression \b
    """,
    re.IGNORECASE | re.VERBOSE,
)
_CODE_IN = re.compile(
    r"""
      class[ ]Solution\s*(?:final[ ])?\{ | \bpublic[ ](?:static[ ]|class[ ]|int[ ]|void[ ])
    | ^[ \t]*\#include\s*< | \bint[ ]main\s*\( | \bimpl[ ]Solution\b
    | ^(?:var|let|const)[ ]\w+[ ]=[ ](?:async[ ])?(?:function|\() | ^function[ ]\w+\([^)\n]*\)[^{\n]*\{
    | ^func[ ]\w+\( | ^fn[ ]\w+\(
    | ^Table:[ ]?\w  # a problem about a database
    | ^```(?:cpp|c\+\+|c|java|javascript|js|typescript|ts|go|rust|kotlin|swift|ruby|php|perl|scala|sql|bash|sh
        |csharp|cs|r)[ \t]*$
    """,
    re.MULTILINE | re.VERBOSE,
)
_PYTHON = re.compile(r"\bpython|^```py|\bpy3\b", re.IGNORECASE | re.MULTILINE)
_NOT_ASKING = re.compile(
    r"\b(?:do not|don't|prefer\w*|instead of|than in|if you use|users?) [^.\n]{0,80}$", re.IGNORECASE
)
_AROUND = 100


def requests_other_language(text: str) -> bool:
    """Return whether `text` asks for another language, or shows code in one and does not speak of Python."""
    words = text_outside_code(text)
    for match in _ASKED.finditer(words):
        before = max(0, match.start() - _AROUND)
        around = words[before : match.end() + _AROUND]
        if not _PYTHON.search(around) and not _NOT_ASKING.search(words[before : match.end()]):
            return True
    return bool(_CODE_IN.search(text)) and not _PYTHON.search(text)


MAX_SCANNED_CHARACTERS = 5000
"""The characters at the beginning of a message, and at its end, that are searched for what it asks for."""

_FENCED = re.compile(r"^[ \t]*(?:```|~~~).*?(?:^[ \t]*(?:```|~~~)[ \t]*$|\Z)", re.DOTALL | re.MULTILINE)


def text_outside_code(text: str) -> str:
    """Return the beginning and the end of `text`, where requests stand, without what is in fences."""
    words = _FENCED.sub("\n", text)
    return (
        words
        if len(words) <= 2 * MAX_SCANNED_CHARACTERS
        else f"{words[:MAX_SCANNED_CHARACTERS]}\n{words[-MAX_SCANNED_CHARACTERS:]}"
    )

"""Messages of a chat, also of one rendered by a chat template, and what they ask for.

`parse_messages` also finds where few-shot examples end. What a message asks for (code, something else, a
revision, another language) is decided by its words.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

_DONE = "[DONE]"  # the end of an answer in MBPP's prompts
_NUMBER = r"(?:\ ?\#?\d{1,3})?"  # "Question 1", "Question #2"
# "Question:", "**Question**:", "Question 1" at the end of a line, "### Question"
_EXAMPLE_ENDS = r"(?:\*\*)? [ \t]* (?: : | (?<=\d)$ | (?(head)$|(?!)) )"
_LABEL = re.compile(
    rf"""
    ^[ \t]* (?: (?P<head>\#{{1,5}}\ *) | -\  | >>>\ * | \*\* )?             # "### ", "- ", "**"
    (?:
        (?P<problem> (?:coding\ )? (?:question|problem|task|instructions?|prompt|exercise|user|human|q) )
        {_NUMBER} {_EXAMPLE_ENDS}                                          # "Coding problem 2:"
      | (?P<answer> answer|response|solution|completion|code|assistant|a )
        {_NUMBER} {_EXAMPLE_ENDS}                                          # "### Response"
      | (?P<turn> now\ (?:solve|do|write|complete|it)\b                    # "Now solve this one"
                | now,\ | your\ turn\b )                                   # "Your turn"
    )
    """,
    re.VERBOSE | re.IGNORECASE | re.MULTILINE,
)


def start_of_last_problem(text: str) -> int:
    """Return where the last problem of `text` begins: 0, or the end of the few-shot examples.

    A solved problem ends in `[DONE]`, or is shown by labels: "Question:", "Answer:", then "Question:" again.
    """
    done = text.rfind(_DONE) + len(_DONE) if _DONE in text else 0
    if done and text[done:].strip():
        return done
    start, answered = 0, False
    for match in _LABEL.finditer(text):
        if match["answer"]:
            answered = True
        elif answered:
            start, answered = match.start(), False
    return start


_OPENS = re.compile(
    r"""
      <\|im_start\|> (?P<chatml>\w+) \n?                                 # <|im_start|>user (ChatML, Qwen)
    | <\|start_header_id\|> (?P<llama3>\w+) <\|end_header_id\|> \n*      # Llama 3
    | <start_of_turn> (?P<gemma>\w+) \n?                                 # <start_of_turn>model (Gemma)
    | <\|start_of_role\|> (?P<granite>\w+) <\|end_of_role\|>             # Granite
    | <\|start\|> (?P<harmony>\w+) (?:<\|channel\|>\w+)? <\|message\|>   # <|start|>user<|message|> (gpt-oss)
    | <\|START_OF_TURN_TOKEN\|><\| (?P<command>\w+?) _TOKEN\|>           # <|USER_TOKEN|> (Command)
    | <\| (?P<phi>system|user|assistant) \|> \n?                         # <|user|> (Phi)
    | <｜ (?P<deepseek>User|Assistant) ｜>                               # DeepSeek
    | \[(?P<mistral>/?INST)\]                                            # [INST] (Llama 2, Mistral)
    """,
    re.VERBOSE,
)
_ENDS = (
    "<|im_end|>",
    "<|eot_id|>",
    "<end_of_turn>",
    "<|end|>",
    "<|end_of_text|>",
    "<|endoftext|>",
    "<|END_OF_TURN_TOKEN|>",
    "<｜end▁of▁sentence｜>",
    "</s>",
)
_ROLES = {"model": "assistant", "chatbot": "assistant", "inst": "user", "/inst": "assistant", "human": "user"}
_LLAMA2_SYSTEM = re.compile(r"<<SYS>>.*?<</SYS>>", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a chat; `number` counts from 0."""

    role: str
    text: str
    number: int


def parse_messages(messages: Sequence[Any]) -> list[Message]:
    """Return the messages of an OpenAI chat; the texts of a list of parts are joined by line breaks."""
    return [
        Message(str(_field(message, "role")), _text(_field(message, "content")), number)
        for number, message in enumerate(messages)
    ]


def parse_chat_template(context: str) -> list[Message]:
    """Return the messages of a text with a chat template's marks, [] if it has none."""
    opens = list(_OPENS.finditer(context))
    ends = [*(match.start() for match in opens[1:]), len(context)]
    return [
        Message(_role(match), _without_end_mark(context[match.end() : end]), number)
        for number, (match, end) in enumerate(zip(opens, ends, strict=False))
    ]


def _field(message: Any, name: str) -> Any:
    """Return a field of a message or a part, which is a mapping or an object of a client library."""
    return message.get(name) if isinstance(message, Mapping) else getattr(message, name, None)


def _text(content: Any) -> str:
    if isinstance(content, str):
        return content
    if not isinstance(content, Sequence):
        return ""
    parts = [part if isinstance(part, str) else _part(part) for part in content]
    return "\n".join(part for part in parts if part)


def _part(part: Any) -> str:
    text = _field(part, "text")
    return text if isinstance(text, str) else ""


def _role(match: re.Match[str]) -> str:
    name = str(next(filter(None, match.groups()))).lower()
    return _ROLES.get(name, name)


def _without_end_mark(text: str) -> str:
    """Return a message's text without the mark that ends it; the text of an open message stays as it is."""
    stripped = text.rstrip()
    end = next((end for end in _ENDS if stripped.endswith(end)), None)
    return _LLAMA2_SYSTEM.sub("", text if end is None else stripped.removesuffix(end))


_FLAGS = re.IGNORECASE | re.VERBOSE | re.MULTILINE
# Where a request begins: so "write" counts in "Please write a function", not in "bytes that it can write".
_BEFORE = (
    r"(?: ^[^\w\n]{0,20} | [.!?:;,]\ {0,3}"  # at the beginning of a line or a sentence, "- Write"
    r" | \b(?:please|pls|kindly|you|i|need\ to|want\ to|code\ to|let'?s|then|and|now|just|help\ me"
    r"|help\ me\ to"  # "could you", "help me to"
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
# What a request with the same verbs may be for instead: "write a poem", "write tests"
_NO_CODE = (
    r"(?:poem|story|essay|haiku|joke|explanations?|summary|descriptions?|documentation|docs|docstrings?|comments?"
    r"|review|feedback|(?:unit\ |pytest\ )?tests|test\ (?:cases?|suite|inputs?)|readme|regexp?"
    r"|regular\ expression|query|queries|formula|diagram|proof|hints?|editorial|tutorial|asserts|assertions?)"
)
_REQUEST = re.compile(
    rf"""
    {_BEFORE}
    (?: {_VERB} \b [^.\n]{{0,80}}?
        (?: \b (?P<else> {_NO_CODE}) \b    # Write a docstring
          | \b {_CODE_NOUN} \b             # Write a fast function; solve this problem
          | \w\( | `\w | \w_\w )           # Implement f(n); implement `f`; implement is_prime
      | (?:solve|fix|improve|optimi[sz]e|refactor|rewrite|debug|implement|complete|correct|repair|do)
        \ (?:it|this|that|them) \b )       # Solve this
    # a heading or a noun phrase: "A simple Python program that"
    | ^[^\w\n]{{0,20}} (?:an?\ )? (?:simple\ |short\ )? python3?\ (?:function|program|script|code|solution) \b
    """,
    _FLAGS,
)
# Requests in other languages.
_FOREIGN_REQUEST = re.compile(
    r"""
      写(?:一|个|出|段) | 编写 | 实现 | 完成(?:下|以|这|函数) | 设计(?:一|算法) | 给定 | 求解  # Chinese
    | (?:解决|修复|修改)
    | schreib | implementier | escrib[ae] | implement[ae] | écri[rvs] | implémente | escrev[ae] | scriv[ei]
    | напиш | реализ | 作成 | 書いて | 実装 | 작성 | 구현  # Russian, Japanese, Korean
    """,
    _FLAGS,
)
# Questions about code.
_QUESTION = re.compile(
    r"""
      \b what \ (?:does|do|did|is|are|will|would|happens) \b [^.\n]{0,60}?    # What is wrong in this code?
        \b (?:code|function|program|script|snippet|error|exception|traceback|mean|means|wrong|complexity) \b
    | \b what \ (?:does|do|did|will|would) \b [^.\n]{0,60}?                   # What does it print?
        \b (?:print|prints|output|outputs|return|returns|do|say|evaluate) \b
    | \b what \ do \ you \ think \b                                           # What do you think of it?
    | \b how \ (?:hard|difficult|would\ you\ approach) \b                     # How hard is this problem?
    | \b which \ (?:of|is|one|algorithm|approach) \b                          # Which of these is faster?
    # "Explain this function"; but "explain your approach" comes with requests for code
    | \b (?:explain|describe|summari[sz]e|review|document|annotate|critique|walk\ me\ through|analy[sz]e
         |translate|proofread) \b (?!\ (?:your|the\ (?:approach|algorithm|reasoning)))
    | \b why \ (?:does|do|did|is|are|am|doesn't|isn't|won't|can't|this|it|my|the) \b  # Why does it fail?
    | \b how \ (?:does|do|did|is|are|come|many\ lines) \b [^.\n]{0,60}?       # How does this function work?
        \b (?:work|works|handle|behave|code|function|script) \b
    | \b is \ (?:this|my|the|it) \b [^.\n]{0,40}?                             # Is my solution correct?
        \b (?:correct|right|ok|okay|good|safe|valid|efficient|thread) \b
    | \b predict \b [^.\n]{0,40}? \b outputs? \b                              # Predict the output
    | \b (?:time|space) \ complexity \ of \b                                  # the time complexity of f
    | 解释 (?:一下|这|下|为) | 为什么 | 什么意思 | 输出什么 | \b erklär | \b warum \b | \b explica
    | \b por\ qu[eé] \b | \b pourquoi \b | \b expliqu | объясни | почему      # explain, why
    """,
    _FLAGS,
)


def requests_code(text: str) -> bool:
    """Return whether words of `text` ask for a program or a function.

    >>> requests_code("Please write a function that doubles n.")
    True
    """
    words = text_outside_code(text)
    is_request = any(match["else"] is None for match in _REQUEST.finditer(words))
    return is_request or bool(_FOREIGN_REQUEST.search(words))


def requests_other(text: str) -> bool:
    """Return whether `text` asks a question about code, or asks for another text.

    >>> requests_other("What does this program print?")
    True
    """
    words = text_outside_code(text)
    return bool(_QUESTION.search(words)) or any(match["else"] for match in _REQUEST.finditer(words))


_SAME_BEHAVIOUR = re.compile(
    r"""
    \b (?: fast(?:er)? | speed | slow | quick(?:er|ly)? | optimi[sz]e\w* | efficient\w* | efficiency
       | performance | memory | tle | mle | time\ limit | timed?\ ?out | complexity         # make it faster
       | short(?:er|en)? | simpl(?:er|ify) | clean(?:er)?(?:\ up)? | readable | refactor | idiomatic
       | pythonic                                                                           # clean it up
       | docstrings? | type\ hints | comments | one-?liner | one\ line | in\ python         # with type hints
       | recursi(?:on|ve) | iterative | loops? | comprehensions? | without                  # with a loop
       | fix | bugs? | wrong | fails? | failed | failing | errors? | exception
       | doesn't\ work | does\ not\ work                                                    # it fails
       | not\ working | again | retry | another\ (?:way|approach|solution) | code | solution | complete | full
       ) \b                                                                                 # try again
    | 更快 | 优化 | 错误 | 重写 | \b schneller \b | \b rápido \b
    """,
    re.IGNORECASE | re.VERBOSE,
)
# "It should also return the index", "now print them in reverse", "a different problem"
_OTHER_BEHAVIOUR = re.compile(
    r"\b(?:returns?|print|output|also|support|handle|accept|instead|allow|add|change|rename|extend|as well"
    r"|now it|ignore|(?:different|new) problem)\b",
    re.IGNORECASE,
)


def is_revision_request(text: str) -> bool:
    """Return whether a message asks for another solution of the same problem; a long one doesn't.

    >>> is_revision_request("Make it faster."), is_revision_request("Now return the sum, too.")
    (True, False)
    """
    if len(text) > MAX_SCANNED_CHARACTERS or not _SAME_BEHAVIOUR.search(text):
        return False
    return not _OTHER_BEHAVIOUR.search(text) and not requests_other(text)


_LANGUAGE = (
    r"(?:c\+\+(?:\d\d)?|cpp|c\#|csharp|java|javascript|js|typescript|node(?:\.?js)?|go(?:lang)?|rust|kotlin|swift"
    r"|ruby|php|perl|haskell|scala|bash|shell|powershell|sql|mysql|postgres(?:ql)?|lua|julia|dart|matlab"
    r"|elixir|erlang|clojure|ocaml|fortran|cobol|pascal|prolog|html|css|excel|assembly|vba|latex)"
)
_LANGUAGE_REQUEST = re.compile(
    rf"""
      \b (?:write|implement|solve|complete|create|code|provide|give|need|want|using|use|answer|respond
         |solution|written|program|translate|convert|port|rewrite) \b [^.\n]{{0,80}}?
        \b (?: (?:in|to|into|with|using|only|use|is|a|an|the) \ (?:plain\ |modern\ |standard\ )?
               {_LANGUAGE} (?![\w+\#-])                    # Write it in modern C++; write Java code
           | {_LANGUAGE} \ (?:function|program|script|code|solution|class|method|query|version) \b )
    | \b language: \ * {_LANGUAGE} (?![\w+\#-])                            # Language: Rust
    | \b LANGUAGE\ IS \ (?!python) \w                                      # THE LANGUAGE IS go
    | 用 \ ?{_LANGUAGE} (?![\w+\#-])                                       # 用 Java
    | \b (?:sql|select) \ (?:query|statement) \b                           # an SQL query
    | \b regex \b | \b regular\ expression \b                              # a regex
    """,
    re.IGNORECASE | re.VERBOSE,
)
_FOREIGN_CODE = re.compile(
    r"""
      class[ ]Solution\s*(?:final[ ])?\{                                   # C++, Java, Swift (LeetCode)
    | \bpublic[ ](?:static[ ]|class[ ]|int[ ]|void[ ])                     # Java, C#
    | ^[ \t]*\#include\s*< | \bint[ ]main\s*\(                             # C, C++
    | \bimpl[ ]Solution\b                                                  # Rust
    | ^(?:var|let|const)[ ]\w+[ ]=[ ](?:async[ ])?(?:function|\()          # const f = (n) =>  (JavaScript)
    | ^function[ ]\w+\([^)\n]*\)[^{\n]*\{                                  # function f(n: number) {
    | ^func[ ]\w+\( | ^fn[ ]\w+\(                                          # Go, Rust
    | ^Table:[ ]?\w                                                        # a problem about a database
    | ^```(?:cpp|c\+\+|c|java|javascript|js|typescript|ts|go|rust|kotlin|swift|ruby|php|perl|scala|sql|bash|sh
        |csharp|cs|r)[ \t]*$                                               # ```java
    """,
    re.MULTILINE | re.VERBOSE,
)
_PYTHON = re.compile(r"\bpython|^```py|\bpy3\b", re.IGNORECASE | re.MULTILINE)
# Before a language that is only mentioned: "don't use C++", "faster than in Java"
_MENTION = re.compile(
    r"\b(?:do not|don't|prefer\w*|instead of|than in|if you use|users?) [^.\n]{0,80}$", re.IGNORECASE
)
_AROUND = 100  # characters around a request in which "Python" takes precedence


def requests_other_language(text: str) -> bool:
    """Return whether `text` asks for another language, or has code in one and doesn't mention Python."""
    words = text_outside_code(text)
    for match in _LANGUAGE_REQUEST.finditer(words):
        before = max(0, match.start() - _AROUND)
        around = words[before : match.end() + _AROUND]
        if not _PYTHON.search(around) and not _MENTION.search(words[before : match.end()]):
            return True
    return bool(_FOREIGN_CODE.search(text)) and not _PYTHON.search(text)


MAX_SCANNED_CHARACTERS = 5000
"""How many characters at the beginning and at the end of a message are searched for requests."""

# A fenced block; one without an end reaches to the end of the text
_FENCED = re.compile(r"^[ \t]*(?:```|~~~).*?(?:^[ \t]*(?:```|~~~)[ \t]*$|\Z)", re.DOTALL | re.MULTILINE)


def text_outside_code(text: str) -> str:
    """Return the beginning and the end of `text`, where requests are, without fenced blocks."""
    words = _FENCED.sub("\n", text)
    return (
        words
        if len(words) <= 2 * MAX_SCANNED_CHARACTERS
        else f"{words[:MAX_SCANNED_CHARACTERS]}\n{words[-MAX_SCANNED_CHARACTERS:]}"
    )

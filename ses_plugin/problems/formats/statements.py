"""Convert a package's statement to text: Markdown as it is, TeX and HTML in a modest way."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from html.parser import HTMLParser

from ses_plugin.types.problem import Test

MAX_CHARACTERS = 200_000
"""The longest statement that is converted; real ones have a tenth of it."""

_SAMPLE_PLACE = re.compile(r"\{\{\s*(nextsample|remainingsamples)\s*\}\}")


def with_samples(text: str, samples: Sequence[Test]) -> str:
    """Return `text` with samples in place of `{{nextsample}}` and `{{remainingsamples}}`."""
    used = 0

    def next_samples(match: re.Match[str]) -> str:
        nonlocal used
        first = used
        used = len(samples) if match[1] == "remainingsamples" else min(used + 1, len(samples))
        return "\n\n".join(_sample(number, samples[number]) for number in range(first, used))

    return _SAMPLE_PLACE.sub(next_samples, text)


def _sample(number: int, test: Test) -> str:
    return f"### Sample {number + 1}\n\nInput:\n\n{_code(test.input)}\n\nOutput:\n\n{_code(test.output)}"


def _code(text: str) -> str:
    return f"```\n{text.strip(chr(10))}\n```"


def _tidy(text: str) -> str:
    lines = (re.sub(r"[ \t]+", " ", line).strip() for line in text.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


class _ProtectedPieces:
    """Pieces of a text, such as code and formulas, that no further step may change; marks replace them."""

    def __init__(self) -> None:
        self.pieces: list[str] = []

    def protect(self, piece: str) -> str:
        self.pieces.append(piece)
        return f"\0{len(self.pieces) - 1}\0"

    def restore(self, text: str) -> str:
        while "\0" in text:
            text = re.sub("\0(\\d+)\0", lambda mark: self.pieces[int(mark[1])], text)
        return text


# --- TeX ----------------------------------------------------------------------------------------------

_ARGUMENT = r"\{([^{}]*)\}"
_VERBATIM = re.compile(r"\\begin\{(verbatim|lstlisting)\*?\}(?:\[[^\]\n]*\])?(.*?)\\end\{\1\*?\}", re.DOTALL)
_COMMENT = re.compile(r"(?<!\\)%[^\n]*(\n[ \t]*)?")  # "% a note"; not "50\% of"
_DOCUMENT = re.compile(r"\\begin\{document\}(.*?)(?:\\end\{document\}|\Z)", re.DOTALL)
_MATH = re.compile(
    r"\$\$(?P<a>.+?)\$\$"  # $$n^2$$
    r"|(?<!\\)\$(?P<b>(?:\\.|[^$\\])+)\$"  # $n$; not "5\$ and 6\$"
    r"|\\\((?P<c>.+?)\\\)"  # \(n\)
    r"|\\\[(?P<d>.+?)\\\]",  # \[n^2\]
    re.DOTALL,
)
_ACCENT = re.compile(r"\\([`'^\"~])(?:\{([A-Za-z])\}|([A-Za-z]))")  # \"o, \'{e}
_ACCENTS = {"`": "\u0300", "'": "\u0301", "^": "\u0302", "~": "\u0303", '"': "\u0308"}
# "\begin{itemize}", "\item"
_LIST = re.compile(r"\\(begin|end)\{(itemize|enumerate|description)\}(?:\[[^\]\n]*\])?|\s*\\item\b\s*")
# "\illustration{0.4}{img.png}{A \href{...}{photo}}": dropped with arguments one level deep
_DROPPED = re.compile(
    r"\\(?:problemname|plainproblemname|includegraphics|illustration|vspace|hspace|label|input|cline)\*?"
    r"(?:\[[^\]\n]*\])?(?:\{(?:[^{}]|\{[^{}]*\})*\})*"
)
_TABLE = re.compile(
    r"\\begin\{tabular\}(?:\[[^\]\n]*\])?\{(?:[^{}]|\{[^{}]*\})*\}"
)  # "\begin{tabular}{|l|r|}"
# Commands with one argument, and Markdown's signs for them: "\emph{x}" -> "*x*"
_WRAPPED = {
    **dict.fromkeys(("emph", "textit", "underline", "em", "it"), "*"),
    **dict.fromkeys(("textbf", "bf"), "**"),
    **dict.fromkeys(("texttt", "url", "t", "tt"), "`"),
}
# Replacements before and after those commands: the former have arguments, the latter would destroy some.
_BEFORE_ARGUMENTS = (
    (re.compile(r"\\(nextsample|remainingsamples)\b"), r"\n\n{{\1}}\n\n"),
    (re.compile(rf"\\section\*?\s*{_ARGUMENT}"), r"\n\n## \1\n\n"),
    (re.compile(rf"\\(?:sub)+section\*?\s*{_ARGUMENT}"), r"\n\n### \1\n\n"),
    (re.compile(r"\\begin\{(Input|Output|Interaction)\}"), r"\n\n## \1\n\n"),
    (re.compile(rf"\\href{_ARGUMENT}{_ARGUMENT}"), r"\2 (\1)"),
    (re.compile(rf"\\footnote{_ARGUMENT}"), r" (\1)"),
    (re.compile(r"\\(?:ldots|dots|textellipsis)\b(?:\{\})?"), "..."),
)
_AFTER_ARGUMENTS = (
    (_TABLE, "\n\n"),
    (re.compile(r"\\(?:begin|end)\{[^{}]*\}(?:\[[^\]\n]*\])?"), "\n"),  # any other environment
    (re.compile(r"\\\\(?:\[[^\]\n]*\])?"), "\n"),  # "\\", "\\[2mm]"
    (re.compile(r"\\par\b"), "\n\n"),
    (re.compile(r"\s*(?<!\\)&\s*"), " | "),  # between cells of a table
    (re.compile(r"\\[,;: ]|~"), " "),  # spaces
    (re.compile(r"``|''"), '"'),
    (re.compile(r"---"), "—"),
    (re.compile(r"--"), "–"),
    (re.compile(r"\\[a-zA-Z]+\*?[ \t]*|[{}]"), ""),  # any other command
)
_SAMPLE_MARK = re.compile(r"\{\{(?:nextsample|remainingsamples)\}\}")


def from_tex(source: str) -> str:
    """Return the statement as text similar to Markdown. Formulas stay TeX, between `$`.

    The order matters: code may contain comment signs, and formulas the signs of tables.
    """
    protected = _ProtectedPieces()
    text = source.replace("\0", "").replace("\r\n", "\n")
    text = _VERBATIM.sub(lambda m: f"\n\n{protected.protect(_code(m[2]))}\n\n", text)
    text = _COMMENT.sub("", text)
    document = _DOCUMENT.search(text)
    text = document[1] if document else text
    text = _MATH.sub(lambda m: protected.protect(_formula(m)), text)
    text = re.sub(r"\\([%&_#${}])", lambda m: protected.protect(m[1]), text)
    text = _ACCENT.sub(lambda m: unicodedata.normalize("NFC", (m[2] or m[3]) + _ACCENTS[m[1]]), text)
    text = _DROPPED.sub("", text)
    for pattern, new in _BEFORE_ARGUMENTS:
        text = pattern.sub(new, text)
    text = _SAMPLE_MARK.sub(lambda m: protected.protect(m[0]), _without_commands(_with_items(text)))
    for pattern, new in _AFTER_ARGUMENTS:
        text = pattern.sub(new, text)
    return protected.restore(_tidy(text)).strip()


def _formula(match: re.Match[str]) -> str:
    display = match["a"] or match["d"]
    return f"$${display.strip()}$$" if display else f"${(match['b'] or match['c']).strip()}$"


def _with_items(text: str) -> str:
    bullets: list[str] = []

    def item(match: re.Match[str]) -> str:
        if match[1] == "begin":
            bullets.append("1. " if match[2] == "enumerate" else "- ")
        elif match[1] == "end":
            bullets[-1:] = []
        else:
            return "\n" + (bullets[-1] if bullets else "- ")
        return "\n\n"

    return _LIST.sub(item, text)


def _without_commands(text: str) -> str:
    """Replace commands with an argument by Markdown's signs, the innermost first."""
    names = "|".join(sorted(_WRAPPED, key=len, reverse=True))
    command = re.compile(rf"\\({names})\s*{_ARGUMENT}|\{{\\({names})\s+([^{{}}]*)\}}")  # \emph{x}, {\bf x}
    while True:
        new = command.sub(lambda m: _wrap(m[1] or m[3], m[2] if m[1] else m[4]), text)
        if new == text:
            return text
        text = new


def _wrap(command: str, argument: str) -> str:
    sign, inner = _WRAPPED[command], argument.strip()
    return f"{sign}{inner}{sign}" if inner else ""


# --- HTML ---------------------------------------------------------------------------------------------

# Elements without text for a reader: a page's code, its title, its buttons.
_SILENT = {"script", "style", "head", "title", "button"}
_VOID = {"br", "hr", "img", "link", "meta", "input", "wbr", "col"}
_BLOCKS = {"p", "div", "ul", "ol", "table", "blockquote", "section", "h1", "h2", "h3", "h4"}
_SIGNS = {"b": "**", "strong": "**", "i": "*", "em": "*", "code": "`", "tt": "`"}
_RAISED = {"sup": "^", "sub": "_"}
_BEFORE = {"h1": "\n\n# ", "h2": "\n\n## ", "h3": "\n\n## ", "h4": "\n\n### ", "tr": "\n", "td": " | "}


class _Html(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.protected = _ProtectedPieces()
        self.out: list[str] = []
        self.bullets: list[str] = []
        self.inline: list[tuple[str, int]] = []
        """Open elements inside a line, and where they begin in `out`."""
        self.silent = 0
        """The number of open elements from the first one whose text is skipped."""
        self.code: list[str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag in _VOID:
            self.handle_startendtag(tag, attrs)
        elif self.silent or tag in _SILENT or re.search(r"button|icon", given.get("class") or ""):
            self.silent += 1
        elif tag == "pre":
            self.code = []
        elif tag == "li":
            self.out.append("\n" + (self.bullets[-1] if self.bullets else "- "))
        elif tag in _SIGNS or tag in _RAISED:
            self.inline.append((tag, len(self.out)))
        else:
            if tag in ("ul", "ol"):
                self.bullets.append("1. " if tag == "ol" else "- ")
            self.out.append(_BEFORE.get(tag) or ("\n\n" if tag in _BLOCKS else ""))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if self.silent:
            return
        if tag == "img" and given.get("alt"):
            self.out.append(f"[image: {given['alt']}]")
        elif tag in ("br", "hr"):
            self.out.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in _VOID:
            return
        if self.silent:
            self.silent -= 1
        elif tag == "pre" and self.code is not None:
            self.out.append(f"\n\n{self.protected.protect(_code(''.join(self.code)))}\n\n")
            self.code = None
        elif self.inline and self.inline[-1][0] == tag:
            _, start = self.inline.pop()
            inner = "".join(self.out[start:]).strip()
            self.out[start:] = [_marked(tag, inner) if inner else ""]
        elif tag in _BLOCKS:
            if tag in ("ul", "ol"):
                self.bullets[-1:] = []
            self.out.append("\n\n")

    def handle_data(self, data: str) -> None:
        if self.silent:
            return
        data = data.replace("\0", "")
        if self.code is not None:
            self.code.append(data)
        else:
            self.out.append(re.sub(r"\s+", " ", data))


def _marked(tag: str, inner: str) -> str:
    if tag in _RAISED:
        return _RAISED[tag] + (inner if len(inner) == 1 else f"{{{inner}}}")
    return f"{_SIGNS[tag]}{inner}{_SIGNS[tag]}"


def from_html(source: str) -> str:
    """Return the page as text similar to Markdown; the archive's `$$$` around formulas becomes `$`."""
    page = _Html()
    page.feed(source)
    page.close()
    text = page.protected.restore(_tidy("".join(page.out)))
    return text.replace("$$$$", "$$").replace("$$$", "$")

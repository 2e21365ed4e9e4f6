"""Read from a statement how answers are judged: the error allowed, and whether several answers are correct.

    >>> tolerance("The absolute or relative error of your answer must not exceed 10^{-6}.")
    1e-06
    >>> allows_many_answers("If there are several solutions, print any of them.")
    True

Pure, and no text takes long: only the beginning and the end of a very long one are read. A sentence counts
only if it is about the answer: rules for the input ("given in any order", "with at most 4 decimal places")
are not rules for judging.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from itertools import islice

_MAX_CHARACTERS = 30_000  # read at the beginning and at the end of a longer text
_MAX_SENTENCE = 2000  # longer "sentences" are data
_MAX_DISTANCE = 160  # characters from the word for an error to its bound
_MAX_WORDS = 20  # words for an error, and numbers, that are read of a sentence
_MAX_DIGITS = 18

_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻−–‐‑", "0123456789-----")
_SUPERSCRIPT = re.compile(r"(?<=\d)(?=[⁻⁰¹²³⁴⁵⁶⁷⁸⁹])")
_MARKUP = re.compile(
    r"<sup>"  # 10<sup>-6</sup>
    r"|(?P<space>~|\\[,;: ])"  # absolute~error, 10^{-6}\,
    r"|</?[a-zA-Z]{1,10}>|[$`{}]|\\[()\[\]]"  # <b>, ${10}^{-6}$, `1e-6`, \( \)
    r"|\*(?![\s\d-])|(?<![\s\d])\*|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])"  # **any order**, _any_; not 5 * 10^-7
    r"|\\(?:left|right|mathrm|text|rm|displaystyle)(?![a-zA-Z])"  # \mathrm{10}
)
_SENTENCE_END = re.compile(r"[.!?;](?=\s)|[。！？；]|\n\s*\n")


def _any(*alternatives: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{alternative})" for alternative in alternatives), re.IGNORECASE)


# --- numbers -------------------------------------------------------------------------------------------

_NUMBER = re.compile(
    r"(?<![A-Za-z0-9_.^])(?:"
    r"(?:(?P<factor>\d(?:[.,]\d{1,5})?)[ ]?(?:\\times|\\cdot|[*x×·⋅])[ ]?)?10[ ]?(?:\^|\*\*)[ ]?\(?[ ]?-[ ]?"
    r"(?P<power>\d{1,2})"  # 10^-6, 10^{-6}, 5 \cdot 10^{-7}, 10**-6, 10^(-6)
    r"|(?P<scientific>\d(?:\.\d{1,5})?)e[ ]?-[ ]?(?P<exponent>\d{1,2})"  # 1e-6, 1.0E-06
    r"|10[ ]?-[ ]?(?P<flat>\d{1,2})(?![\d-])"  # 10-6, 10 - 6: a superscript that copying has flattened
    r"|(?P<decimal>0[.,]\d{1,18})"  # 0.000001, 0,01
    r")(?![A-Za-z0-9_^%]|[.,]\d| ?%)",
    re.IGNORECASE,
)

_DIGIT_WORDS = dict(
    zip(("one two three four five six seven eight nine ten twelve").split(), (*range(1, 11), 12), strict=True)
)
_COUNT = rf"(?P<count>\d{{1,2}}|{'|'.join(_DIGIT_WORDS)})"
_PLACES = (
    # decimal places, decimals; digits after the point
    r"(?:decimals?\b(?:[ -](?:places?|digits?|points?|figures?|positions?))?"
    r"|(?:digits?|places?|figures?)\ (?:after|behind|past|to\ the\ right\ of|beyond)"
    r"|fractional\ digits|d\.?p\b)"
)
_DIGITS = tuple(
    re.compile(pattern, re.IGNORECASE | re.VERBOSE)
    for pattern in (
        # accurate to 4 decimal places, correct up to 6 digits after the decimal point
        rf"\b(?:accurate|correct|precise|precision|accuracy|exact)\b[^.\d]{{0,30}}?\b{_COUNT}[ -]{_PLACES}",
        # at least 6 digits after the decimal point
        rf"\b(?:at\ least|not\ (?:less|fewer)\ than|no\ (?:less|fewer)\ than|minimum\ of|or\ more)\ {_COUNT}"
        rf"[ -](?:correct\ |exact\ |accurate\ )?{_PLACES}",
        # 6 digits of precision
        rf"\b{_COUNT}[ -](?:decimal\ )?(?:digits?|places?)(?:'|\ of)?\ (?:precision|accuracy)",
        # с точностью до 6 знаков после запятой, не менее 6 знаков после точки
        r"(?:точност\w*|не\ менее)\ [^.\d]{0,30}?(?P<count>\d{1,2})(?:-?\w{1,3})?\ "
        r"(?:знак|цифр|десятичн|разряд)",
        # 精确到小数点后 4 位, 精确到小数点后第4位
        r"精[确確][^。\d]{0,8}?小[数數][点點]?[^。\d]{0,6}?(?P<count>\d{1,2})\ ?位",
        # 小数点以下 6 桁以上
        r"小数点以下[^。\d]{0,6}?(?P<count>\d{1,2})\ ?桁以上",
    )
)
_FIXED = _any(
    r"\bround(?:ed|ing|s)?\b",  # rounded to 2 decimal places: one text is right
    r"\bexactly\b",  # with exactly 3 digits after the decimal point
    r"\btruncat|\bokrągl|округл|四[舍捨]五入|四捨五入|반올림",
)

# --- which sentences are about the error ---------------------------------------------------------------

_ERROR = _any(
    r"\b(?:precision|accura(?:cy|te)|inaccuracy|tolerances?|deviat(?:es?|ion))\b",  # a precision of
    r"(?<![a-z])(?:eps|epsilon)(?![a-z])|[εϵ]",  # eps = 1e-6, \epsilon, ε
    r"\b(?:errors?|erro|erreur|fehler|abweichung|b[łl][ąe]d\w*)\b",  # an error of, ein Fehler von
    r"\b(?:precisi[oó]n|precisão|précision)\b",  # con una precisión de
    r"\bcorrect (?:up )?to\b",  # correct to 1e-6
    r"погрешност\w*|точност\w*|ошибк\w*",  # с точностью до 10^-6
    r"误差|誤差|精度|오차",  # 误差不超过 10^-6; 誤差が 10^{-6} 以下; 오차는 10^-6
)
_CLOSE = _any(
    r"\bwithin\b",  # within 1e-6 of the correct answer
    r"\bdiffer(?:s|ed|ing|ences?)?\b|\boff by\b",  # differs from the jury's by at most 1e-6
    r"отлича\w+|相差",  # отличается не более чем на 10^-6
    r"\|\w{1,10} ?- ?\w{1,10}\|",  # \frac{|a-b|}{\max(1,|b|)} \le 10^{-6}
)
_BOTH_KINDS = _any(
    r"\b(?:absolute|relative|absolut[aeo]?|relativ[aeo]?|absoluta|absolue|bezwzgl\w+|względn\w+)\b",
    r"абсолютн|относительн|绝对|相对|絕對|相對|絶対|相対|절대|상대",
)
_ANSWER = _any(
    r"\b(?:answers?|outputs?|results?|print(?:s|ed|ing)?|display(?:ed)?|report(?:ed)?|return(?:s|ed)?)\b",
    r"\b(?:judges?|judge's|judged|jury|jury's|graders?|graded|checkers?|checked|compar\w+|accepted|allowed)\b",
    r"\b(?:respuesta|resposta|réponse|antwort|ausgabe|salida|saída|sortie|wynik|odpowiedź)\w*",
    r"ответ|выве[дс]|вывод|печат|результат|жюри|答案|输出|輸出|结果|出力|解答|正解|답|출력|정답|허용",
)
_JUDGED = _any(
    r"\baccepted\b|\b(?:considered|judged) (?:as )?(?:correct|right|valid)\b",  # will be considered correct
    r"\b(?:judges?|judge's|judges'|jury|jury's|grader|checker)\b",  # the judge's output
    r"\b(?:correct|actual|exact|true|expected|reference|official|model) (?:answer|output|result)s?\b",
    r"\b(?:of|from) the (?:correct|actual|exact|true|real|expected) (?:value|one)s?\b",  # of the exact value
    r"\byour (?:answer|output|result|solution)s?\b",  # your answer must be within 0.01
    r"\bthe (?:answer|output|result)s? (?:should|must|may|can|will|has to|needs to) (?:be|differ)\b",
    r"жюри|правильн|верн|标准答案|正确答案|想定|正解|정답",
)
_PLAIN_ERROR = _any(
    r"\b(?:with|within) (?:an |a )?(?:maximum |max )?errors?\b",  # print it with an error of at most 0.01
    r"\b(?:maximum|max|allowed|allowable|permitted|permissible|acceptable) errors?\b",
    # the error must be less than 1e-4
    r"\berrors? (?:is |are |be |must |should |will |can |may |does |do )*"
    r"(?:of|at most|up to|less|no more|not|within)\b",
    r"\b(?:at most|less than|up to|within) \S{1,15} errors?\b",  # with at most 1e-6 error
)
_IS_ERROR_WORD = _any(r"errors?|erro|erreur|fehler|ошибк\w*")
_IS_EPS = _any("eps", "epsilon", "tolerances?")
_OF_THE_INPUT = _any(
    r"\bguarantee[ds]?\b|\bassume[ds]?\b",  # it is guaranteed that the answer does not change by 1e-6
    # given with a precision of
    r"\b(?:input|given|specified|measured|read) (?:\w+ ){0,4}(?:with|to|up to|within|at)\b",
    # the input has at most 4 decimal places
    r"\binputs? (?:\w+ ){0,3}(?:numbers?|values?|contains?|consists?|file|data|are|is|has|have)\b",
    r"гарантир|входн|заданы|даны с|保证|保証|보장|入力は|入力され|输入的?(?:数|实数|浮点)",
)


def tolerance(statement: str) -> float | None:
    """Return the absolute or relative error that the statement allows in an answer, None if it names none.

    Of several the widest: a correct answer must not fail. "Accurate to 4 decimal places" is 1e-4. An answer
    that has to be rounded, or printed with an exact number of digits, has no tolerance.
    """
    sentences = list(_sentences(statement))
    bounds = [bound for sentence in sentences if (bound := _bound(sentence)) is not None]
    return max(bounds) if bounds else max(map(_by_digits, sentences), default=None, key=lambda x: x or 0.0)


def _bound(sentence: str) -> float | None:
    """Return the widest bound of an error that a sentence names."""
    if _OF_THE_INPUT.search(sentence):
        return None
    words = list(islice(_ERROR.finditer(sentence), _MAX_WORDS))
    judged = bool(_JUDGED.search(sentence))
    # Without a judge or "absolute or relative" a word for an error may be about anything: "with precision".
    if not judged and not _BOTH_KINDS.search(sentence):
        counts = {
            word: _is_about_answers(word, sentence) for word in dict.fromkeys(match[0] for match in words)
        }
        words = [match for match in words if counts[match[0]]]
    if judged:
        words += islice(_CLOSE.finditer(sentence), _MAX_WORDS)
    numbers = islice(_NUMBER.finditer(sentence), _MAX_WORDS)
    near = [number for number in numbers if any(_is_near(word, number) for word in words)]
    return max((value for number in near if 0 < (value := _value(number)) < 1), default=None)


def _is_about_answers(word: str, sentence: str) -> bool:
    """Return whether a word for an error, in a sentence without other signs, is about answers."""
    if _IS_ERROR_WORD.fullmatch(word):  # "print an error if x is below 0.5"
        return bool(_PLAIN_ERROR.search(sentence))
    if _IS_EPS.fullmatch(word) and not re.search(r"0[.,]\d", sentence):  # "eps = 1e-9"
        return True
    return bool(_ANSWER.search(sentence))


def _is_near(word: re.Match[str], number: re.Match[str]) -> bool:
    """Return whether a word for an error and a number belong together, in either order."""
    return -_MAX_DISTANCE / 2 <= number.start() - word.end() <= _MAX_DISTANCE


def _value(number: re.Match[str]) -> float:
    if number["decimal"]:
        return float(number["decimal"].replace(",", "."))
    factor = (number["factor"] or number["scientific"] or "1").replace(",", ".")
    return float(f"{factor}e-{number['power'] or number['exponent'] or number['flat']}")


def _by_digits(sentence: str) -> float | None:
    """Return the tolerance of "accurate to 4 decimal places"."""
    if _OF_THE_INPUT.search(sentence) or _FIXED.search(sentence) or not _ANSWER.search(sentence):
        return None
    for pattern in _DIGITS:
        if match := pattern.search(sentence):
            count = _DIGIT_WORDS.get(match["count"].lower()) or int(match["count"])
            return float(f"1e-{count}") if 0 < count <= _MAX_DIGITS else None
    return None


# --- many right answers --------------------------------------------------------------------------------

_PRINT = (
    r"(?:print|output|return|report|display|write|find|give|provide|produce|construct|submit)"
    r"(?:s|ed|ing|ted|ting)?"
)
_ONE = (
    r"(?:answers?|solutions?|ones?|valid|correct|possible|suitable|optimal"
    r"|feasible|acceptable|appropriate|legal|such|arrangement|permutation|sequence|way|assignment|path|order"
    r"|ordering|route|string|array|pair|set|subset|matching|colou?ring|tree|graph|index|triple|triplet)\b"
)
_NOT_ANY = (
    r"(?! (?:number of|more|other|further|additional|extra|trailing|leading|of the (?:following|above)))"
)
_SEVERAL = r"(?:several|multiple|many|more than one|various|numerous|different|two or more|a few)"
_SOLUTIONS = (
    r"(?:(?!with\b|in\b|of\b)\w+ ){0,2}?"
    r"(?:answers?|solutions?|outputs?|results?|ways?|options|possibilities|choices|such|valid|correct|optimal)"
)
_WHICHEVER = (
    r"(?:\bany\b(?! number of)|\barbitrary\b|\beither\b|\bone of (?:them|these)\b"
    r"|\ball (?:of them )?(?:are |will be )?(?:accepted|considered|correct)\b)"
)
_PRINT_ALL = r"(?:print|output|return|report|display)(?:s|ed|ing|ted|ting)?"
_ORDER = (
    r"(?:any|arbitrary|an arbitrary|whatever|no particular|no specific|random) (?:possible |valid )?order"
)
_NO_MATTER = r"(?:does not matter|doesn't matter|is not important|isn't important|is irrelevant|is arbitrary)"
# Words after which "in any order" is about something else than the output: "print the number of ways to ..."
_WHILE = (
    r"(?:\bnumber of\b|\bhow many\b|\bways\b|\bwhether\b|\bcost\b|\bcan be\b|\bif\b|\bwhen\b|\bgiven\b"
    r"|\bafter\b|\b(?:you|we|he|she|they|one) (?:can|may|could|must)\b|,(?! in\b))"
)

_MANY = _any(
    # print any of them; output any valid sequence; return any; find any such pair
    rf"\b{_PRINT} (?:out )?any{_NOT_ANY}"
    rf"(?: of (?:them|these|those|the|your)\b| (?:\w+ ){{0,2}}?{_ONE}|(?=\s*(?:[,.)]|$)))",
    # print any integer x such that; find any permutation satisfying
    rf"\b{_PRINT} (?:out )?any{_NOT_ANY} (?:\w+ ){{1,4}}?"
    r"(?:such that|satisfying|that satisf\w+|fulfilling)\b",
    # print any divisor of n; return any integer between 1 and n
    rf"\b{_PRINT} (?:out )?any{_NOT_ANY}(?! (?:error|message|text|space|line|input|spaces)\b)"
    r" (?:\w+ )?\w+(?<!s) (?:of|between|from|with|whose|where|for which)\b",
    # if there are several solutions, you may choose any; if multiple answers exist, either one is accepted
    rf"\b(?:if|when|where|in case)\b[^.]{{0,40}}?\b{_SEVERAL} {_SOLUTIONS}\b[^.]{{0,120}}?{_WHICHEVER}",
    # if the answer is not unique, any is fine; in case of ties any may be printed
    rf"(?:\bnot|n't) unique\b[^.]{{0,80}}?{_WHICHEVER}|\bin case of (?:a )?ties?\b[^.]{{0,60}}?{_WHICHEVER}",
    # any correct answer will be accepted; any of them is fine; all valid answers are accepted
    r"\b(?:any|all|either|each)"
    r"(?: (?:of (?:them|these|those)|one|(?:\w+ ){0,3}?(?:answers?|solutions?|outputs?)))?"
    r"(?: that \w+ \w+(?: \w+)?)? (?:is|are|will be|would be|shall be|can be|may be)"
    r" (?:accepted|acceptable|considered correct|fine|ok|okay|allowed|judged correct)\b",
    # any permutation satisfying the above will be accepted; the checker accepts every correct answer
    r"\bany\b[^.,]{0,60}? (?:is|will be) (?:accepted|considered correct)\b",
    r"\baccepts? (?:any|every|all) (?:\w+ ){0,2}?(?:answer|solution|output)s?\b",
    # print an arbitrary one; output one of them
    rf"\b{_PRINT} (?:(?:an |one )?arbitrary (?:\w+ ){{0,2}}?{_ONE}"
    r"|(?:just |only )?(?:any )?one of (?:them|these)\b)",
    # print whichever you like; output the one you want; find one such pair
    rf"\b{_PRINT} (?:whichever\b|the one you (?:want|like|prefer)\b"
    r"|one (?:possible|valid|such|suitable|optimal)\b)",
    # it does not matter which one you print
    rf"\b(?:doesn't|does not|don't) matter which\b|\bno matter which\b[^.]{{0,20}}\b{_PRINT}",
    # 输出任意一个; 返回任意一个; 求出任意一组解即可
    r"(?:输出|輸出|返回|打印|给出|求出|找到|回傳)[^。\n]{0,15}?"
    r"(?:任意(?:一|[1１]|其|解|方案|答案|合法|可行|满足|符合|的?可能)|任一|任何一|其中一|其一)",
    # 如果有多个答案，任意一个均可
    r"(?:多[个種种組组]|不唯一|不止一)[^。\n]{0,40}?(?:任意|任一|任何|均可|都可以|皆可|其一|其中一)",
    # どれを出力してもよい; いずれを出力しても構わない
    r"(?:どれ|いずれ|どちら|何)(?:か\w{0,4})?を(?:出力|答え|表示|返)し?[^。\n]{0,6}?(?:も|ても)",
    # 複数ある場合は、いずれか 1 つを出力; いずれかを出力
    r"複数[^。\n]{0,40}?(?:どれ|いずれ|どちら|任意|ひとつ|[1１一] ?つ)[^。\n]{0,10}?(?:出力|正解|答え)",
    r"(?:いずれか|どれか) ?(?:ひとつ|[1１一] ?つ)?を?(?:出力|答え)",
    # выведите любое; найдите любую такую пару
    r"(?:выве[дс]\w+|выводите?|напечата\w+|верните|найдите)\s(?:\w+ ){0,3}?люб(?:ой|ое|ую|ые|ого)\b"
    r"(?! (?:число|количество) (?:раз|пробел))",
    # если решений несколько, можно вывести любое; любой правильный ответ будет принят
    r"нескольк\w+[^.]{0,60}?\bлюб(?:ой|ое|ую|ые|ого)\b",
    r"люб(?:ой|ое)[^.]{0,30}? (?:будет|засчит|принима)\w*",
    # 여러 가지면 아무거나 출력한다
    r"아무거나|아무 것이나|(?:여러|둘 이상)[^.]{0,40}?(?:아무|하나를? 출력)",
    # si hay varias soluciones, imprima cualquiera; falls es mehrere gibt, eine beliebige
    r"\b(?:varias|múltiples|várias|múltiplas|plusieurs|mehrere|wiele|kilka)\b[^.]{0,80}?"
    r"(?:\bcualquiera|\bqualquer|n'importe|\bbeliebig|\bdowoln|\bl'une\b)",
)
_MANY_ORDERS = _any(
    # print the numbers in any order; you may return the answer in any order
    rf"\b{_PRINT_ALL}\b(?:(?!{_WHILE})[^.;\n]){{0,80}}?,? in {_ORDER}\b",
    # the answers may be printed in any order; the pairs can be output in any order
    rf"\b(?:printed|output|outputted|returned|listed|displayed|reported|written) in {_ORDER}\b",
    # the answer can be in any order; output in any order
    r"\b(?:answers?|outputs?|results?|solutions?)"
    rf"(?: (?:can|may|could|should|is|are|be|given|appear|come))* in {_ORDER}\b",
    # the order of the output does not matter; the order in which lines are printed is not important
    rf"\border\b[^.]{{0,40}}\b(?:outputs?|answers?|results?|printed|solutions?|returned)\b[^.]{{0,60}}{_NO_MATTER}",
    # print all pairs, their order does not matter
    rf"\b(?:outputs?|answers?|results?|print\w*|return\w*)\b[^.]{{0,60}}\border\b[^.]{{0,20}}?{_NO_MATTER}",
    # print them as you like, any order is accepted
    rf"\b{_PRINT_ALL}\b[^.]{{0,80}}\bany order (?:is|will be)"
    r" (?:accepted|acceptable|fine|ok|okay|allowed|correct)\b",
    # 你可以按任意顺序返回答案; 返回答案时可按任意顺序
    r"任意(?:的?顺序|順序|次序)[^。\n]{0,4}(?:返回|输出|輸出|打印|回傳)",
    r"(?:返回|输出|輸出|答案)[^。\n]{0,12}任意(?:顺序|順序|次序)",
    # 输出顺序不限; 不考虑答案的顺序
    r"(?:返回|输出|輸出|答案)[^。\n]{0,12}(?:顺序|順序|次序)(?:任意|不限|无关|不重要|随意)",
    r"不考虑(?:答案|输出)[^。\n]{0,6}顺序",
    # どの順番で出力してもよい; 順不同
    r"(?:どの|どのような|任意の)順[番序]?で(?:出力|表示|返|答え)|順不同",
    # 出力の順番は問わない
    r"出力[^。\n]{0,20}?順[番序]?は(?:問わ|任意|自由)",
    # порядок вывода не важен
    r"порядок (?:вывода|ответов|строк|чисел в ответе) (?:не важен|не имеет значения|произвольный|любой)",
    # выведите их в любом порядке
    r"(?:выве[дс]|вывод|печат|напечат|верни)(?:(?!дан[ыо])[^.,;\n]){0,80}? в (?:любом|произвольном) порядке",
)
_SPECIAL = _any(r"\bspecial[ -](?:judge|checker)\b|スペシャルジャッジ|스페셜 저지")
_NOT_PRINTED = _any(
    r"\b(?:not|never|n't|without|cannot|avoid)"
    r" (?:\w+ ){0,2}?(?:print|output|return|display|write|find|produc)\w*"  # do not print any spaces
)
_ONLY_ONE = _any(
    r"\b(?:lexicographically|alphabetically)\b|\b(?:smallest|largest|lowest|highest|earliest|leftmost|minimal|maximal)"
    r" (?:one|of (?:them|these)|such|index|number|value)\b",  # of several, the smallest
    r"\bthe (?:first|last) (?:one|of (?:them|these))\b",
)


def allows_many_answers(statement: str) -> bool:
    """Return whether, by the statement, more than one output is correct for an input.

    "Print any of them", "in any order", "all valid answers are accepted". Not counted: what the solver may do
    ("you may use any number"), the form of the input ("edges are given in any order"), an error allowed in
    numbers. A "special judge" counts unless there is such an error.
    """
    return any(map(_is_many, _sentences(statement))) or (
        bool(_SPECIAL.search(statement)) and tolerance(statement) is None
    )


def _is_many(sentence: str) -> bool:
    if _MANY_ORDERS.search(sentence):
        return True
    if _NOT_PRINTED.search(sentence) or _ONLY_ONE.search(sentence):
        return False
    return bool(_MANY.search(sentence))


# --- sentences -----------------------------------------------------------------------------------------


def _sentences(statement: str) -> Iterator[str]:
    """Yield the sentences that may be rules for judging, each on one line and without markup."""
    for sentence in _SENTENCE_END.split(_plain(statement)):
        if len(sentence) <= _MAX_SENTENCE:
            yield " ".join(_words(sentence))


def _words(sentence: str) -> Iterable[str]:
    return sentence.replace("’", "'").split()


def _plain(statement: str) -> str:
    text = statement
    if len(text) > 2 * _MAX_CHARACTERS:
        text = f"{text[:_MAX_CHARACTERS]}\n\n{text[-_MAX_CHARACTERS:]}"
    text = html.unescape(text) if "&" in text else text
    text = _SUPERSCRIPT.sub("^", text).translate(_SUPERSCRIPTS)
    return _MARKUP.sub(_replacement, text)


def _replacement(markup: re.Match[str]) -> str:
    return "^" if markup[0] == "<sup>" else " " if markup["space"] else ""

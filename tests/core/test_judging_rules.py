from __future__ import annotations

import time

import pytest

from ses_plugin.problems.detection import MANY_ANSWERS, detect_problem
from ses_plugin.problems.text import read_task
from ses_plugin.problems.text.judging_rules import allows_many_answers, tolerance
from ses_plugin.strategies import predicted_output_matches
from ses_plugin.types.problem import PublicProblem, Test
from ses_plugin.types.program import Program

TOLERANCES = [
    ("Print the real number with at most 1e-6 error", 1e-6),
    ("The error must be within 10^-5", 1e-5),
    ("Your output is correct if |x - y| / max(1, y) <= 10^{-6}", 1e-6),
    ("Answer within ±0.01 is accepted", 0.01),
    ("permissible absolute or relative error: 10^-9", 1e-9),
    ("Your answer is considered correct if its absolute or relative error does not exceed $10^{-6}$.", 1e-06),
    (
        "Yours is $a$, the jury's $b$. It is accepted iff $\\frac{|a-b|}{\\max{(1,|b|)}} \\le 10^{-9}$.",
        1e-09,
    ),
    (
        "Your output will be considered correct when its error from the judge's output is at most 10^{-5}.",
        1e-05,
    ),
    ("Answers within 10-5 of the actual answer will be accepted.", 1e-05),
    ("Answers within 10<sup>-5</sup> of the actual answer will be accepted.", 1e-05),
    ("Answers within a relative or absolute error of 10⁻⁴ will be accepted.", 0.0001),
    ("Write a program that prints the mean. Answers within 1e-6 are accepted.", 1e-06),
    ("Print the answer accurate to 4 decimal places.", 0.0001),
    ("Output the length, correct up to six digits after the decimal point.", 1e-06),
    ("Print one real number with at least 6 digits after the decimal point.", 1e-06),
    ("Your answer must have an absolute or relative error of at most 5 \\cdot 10^{-7}.", 5e-07),
    ("The checker compares floats with eps = 1e-9.", 1e-09),
    ("EPS: 1e-7", 1e-07),
    ("Print it with an error of at most 0.01.", 0.01),
    ("Your result may differ from the correct answer by at most 0.001.", 0.001),
    ("The answer is accepted if the absolute or relative error doesn't exceed 10 - 6.", 1e-06),
    ("Выведите ответ с точностью не менее 10^{-6}.", 1e-06),
    ("Абсолютная или относительная погрешность ответа не должна превышать 10^-4.", 0.0001),
    ("Выведите ответ с точностью до 6 знаков после запятой.", 1e-06),
    ("Ваш ответ должен отличаться от правильного не более чем на 10^-3.", 0.001),
    ("输出答案，绝对误差或相对误差不超过 $10^{-6}$ 即可。", 1e-06),
    ("答案与标准答案误差在 1e-5 以内视为正确。", 1e-05),
    ("输出结果，精确到小数点后 4 位。", 0.0001),
    ("想定解答との絶対誤差または相対誤差が $10^{-6}$ 以下であれば正解として扱われる。", 1e-06),
    ("정답과의 절대/상대 오차는 10^-6까지 허용한다.", 1e-06),
    (
        "y will be considered correct if it is within an absolute or relative error of 10^-6 of it.",
        1e-06,
    ),
    ("Your return value must have an absolute or relative error less than 1e-9.", 1e-09),
    ("Print the answer with precision 0.0001", 0.0001),
    ("error tolerance: 1E-06 (absolute)", 1e-06),
    ("Your answer\nwill be accepted if its\nrelative error is at most 10^(-8).", 1e-08),
    ("Se considerará correcta si el error absoluto o relativo es menor que 10^-6.", 1e-06),
    ("Your answer should be within 10**-6 of the expected answer", 1e-06),
    ("absolute error 1e-6 or relative error 1e-4 is accepted", 0.0001),
]
"""In the wordings of judges, and what they mean."""

NO_TOLERANCE = [
    "Your answer may have a relative error of 0.0001%.",
    "The answer is the number of points within 0.5 of the origin.",
    "Print how many sensors show a true value within 0.25.",
    "Print the smallest distance, which is 0.1 at least.",
    "1e-6 <= x <= 10",
    "Each probability is at least 10^{-6}. Print the answer.",
    "The input numbers are given with an accuracy of 4 decimal places. Print the sum.",
    "Coordinates are given with a precision of 0.01.",
    "It is guaranteed that the answer does not change if the radius changes by an absolute error of 1e-6.",
    "Print the result rounded to 2 decimal places.",
    "Print exactly 3 digits after the decimal point.",
    "Print an error if the voltage is below 0.5.",
    "The robot stays within 0.5 meters of the wall.",
    "Print the number of pairs that differ by at most 0.5.",
    "Print n+1 for 10-6 and so on.",
    "Two points within 0.001 are the same.",
    "The answer does not exceed 10^{-6}.",
    "Print YES if the absolute difference of two numbers is at most 0.5",
    "You may assume that errors of input are below 1e-3.",
    "Time limit: 0.5 seconds. Print the answer without errors.",
    "",
]
"""Numbers that say nothing of the error of an answer, and answers with one right text."""

MANY = [
    "Print all of them, in any order, separated by spaces.",
    "Any permutation satisfying the above will be accepted",
    "If there are multiple shortest paths, output whichever you like",
    "print one possible answer",
    "Write a program that prints any divisor of n.",
    "Return any integer between 1 and n that is not in the list.",
    "The checker accepts every correct answer",
    "出力の順番は問わない",
    "Порядок вывода не важен.",
    "If several answers exist, output the one you want",
    "In case of a tie, print any.",
    "If there are multiple optimal subsets, report any one.",
    "Output any one possible schedule.",
    "答案不唯一时,输出任意一个即可",
    "If there is no solution print -1, otherwise print any solution.",
    "If there are several solutions, print any of them.",
    "If there are multiple answers, print any.",
    "If there are multiple answers, you can print any of them.",
    "If there are many optimal solutions, output any of them.",
    "If there is more than one answer, any of them will be accepted.",
    "You may return the answer in any order.",
    "You can return the answer in **any order**.",
    "Print the indices in any order.",
    "Print the edges in arbitrary order.",
    "The lines may be printed in any order.",
    "Return any valid permutation.",
    "Find any such pair.",
    "Print any integer x such that x divides n.",
    "All valid answers are accepted.",
    "Any correct answer will be accepted.",
    "If there exist multiple solutions, any one is considered correct.",
    "If there are multiple possible answers, output one of them.",
    "The solution is not unique; output any.",
    "If the answer is not unique, print an arbitrary one.",
    "Note that the order of the output and the order of the triplets does not matter.",
    "The order of the answers is not important.",
    "如果有多个答案，输出任意一个即可。",
    "你可以按任意顺序返回答案。",
    "若有多种方案，输出其中任意一种。",
    "答案が複数ある場合は、どれを出力してもよい。",
    "解が複数存在する場合、どれを出力しても正解とみなされる。",
    "Если ответов несколько, выведите любой из них.",
    "Выведите номера в любом порядке.",
    "여러 가지인 경우 아무거나 출력한다.",
    "Si hay varias soluciones, imprima cualquiera de ellas.",
    "If there are multiple ways, you may output any.",
    "In case of several answers, it doesn't matter which one you print.",
    "If there are multiple such strings, return any.",
    "Print the numbers in the order you like, any order is accepted",
]

ONE = [
    "Output the number of ways to place them in any order.",
    "Return the number of permutations in any order of n items",
    "Print the words that can be arranged in any order to form a palindrome",
    "if there are multiple spaces between words, either side",
    "When there are many customers, choose any one counter: print time",
    "If many people vote for one of them, he wins. Print the winner.",
    "Find the shortest path from s to any of the targets.",
    "Output 1 if any solution exists and 0 otherwise.",
    "Return true if s can be formed from letters of t in any order.",
    "Given strings in any order, print them sorted.",
    "For each query, output any error message",
    "Print any error of the run to standard error.",
    "Return any words of the list that are longer.",
    "you may use any number of coins",
    "The array can be in any order.",
    "Print anything else than YES and it is wrong.",
    "The edges are given in any order. Print the number of them.",
    "You can visit the cities in any order. Print the cost.",
    "Print the maximal score if you visit them in any order.",
    "If there are several solutions, print the lexicographically smallest one.",
    "If there are multiple answers, print the smallest one.",
    "Do not print any extra spaces.",
    "Don't output any debug text.",
    "Return True if any of the numbers is even.",
    "Print any number of spaces between them.",
    "You can print each letter in any case (upper or lower).",
    "Return a list of any duplicates.",
    "Find any duplicates and remove them.",
    "He may choose any of them and remove it. Print the smallest number of moves.",
    "Return None if there isn't any.",
    "In one move you can choose any index i and increase a_i.",
    "In one operation you can choose any subset and add 1. Print the number of operations.",
    "Рёбра даны в произвольном порядке.",
    "任意两点之间有路。输出答案。",
    "Multiple test cases. Each has any number of lines.",
    "The input has multiple lines, any of which may be empty.",
    "There are several boxes, and in any of them there are toys. Print the total.",
    "Print the words in alphabetical order, ignoring any case.",
    "Select any two numbers and swap them.",
    "Find the two numbers; any order of operations is allowed",
    "Chef can pick any subsequence and reverse it",
    "",
]
"""What is free on the way, in the input, or in how it is written; and rules that choose one of several."""


@pytest.mark.parametrize(("statement", "expected"), TOLERANCES)
def test_the_error_that_is_allowed(statement: str, expected: float) -> None:
    assert tolerance(statement) == expected
    page = f"Title\n\nGiven n, find something. {statement}\n\nInput\n\nOne line has n, at most 10^6.\n"
    assert tolerance(page) == expected


@pytest.mark.parametrize("statement", NO_TOLERANCE)
def test_no_error_is_allowed(statement: str) -> None:
    assert tolerance(statement) is None


@pytest.mark.parametrize("statement", MANY)
def test_many_answers_are_right(statement: str) -> None:
    assert allows_many_answers(statement)
    assert allows_many_answers(f"Title\n\nGiven n, find something. {statement}\n\nInput\n\nOne line has n.\n")


@pytest.mark.parametrize("statement", ONE)
def test_one_answer_is_right(statement: str) -> None:
    assert not allows_many_answers(statement)


def test_of_several_errors_the_widest_counts_and_an_error_before_a_number_of_digits() -> None:
    told = "Print it with at least 3 decimal places. An absolute or relative error of 1e-6 is allowed."
    assert tolerance(told) == 1e-6
    assert tolerance(f"{told} The second answer is accepted with an error of at most 1e-4.") == 1e-4


def test_a_special_judge_is_for_many_answers_or_for_an_error() -> None:
    assert allows_many_answers("Colours (Special Judge)\n\nPrint a colouring.")
    assert not allows_many_answers("Mean (Special Judge)\n\nPrint the mean with an error of at most 1e-6.")


STATEMENT = """Print a fraction of n. {rule}

Sample Input 1
3

Sample Output 1
0.333333
"""


def test_examples_of_many_answers_are_no_tests() -> None:
    rule = "If there are several, print any of them."
    assert len(read_task(STATEMENT.format(rule="")).public_tests) == 1
    assert read_task(STATEMENT.format(rule=rule)) == PublicProblem(STATEMENT.format(rule=rule))
    found = detect_problem(
        [{"role": "user", "content": "Write a Python program.\n\n" + STATEMENT.format(rule=rule)}]
    )
    assert (found.problem, found.reason) == (None, MANY_ANSWERS)
    asked = "Write a function f(n) that returns the divisors of n in any order.\n\nassert f(4) == [1, 2, 4]"
    function = detect_problem([{"role": "user", "content": asked}])
    assert (function.problem, function.reason) == (PublicProblem(asked, (), "f"), MANY_ANSWERS)


def test_a_prediction_may_differ_as_the_statement_says() -> None:
    (test,) = read_task(
        STATEMENT.format(rule="An absolute or relative error of 1e-3 is accepted.")
    ).public_tests
    assert test == Test("3", "0.333333", 1e-3)
    program = Program("print(1 / int(input()))")
    assert predicted_output_matches(program, test, "0.3335")
    assert not predicted_output_matches(program, test, "0.336")
    assert not predicted_output_matches(program, Test("3", "0.333333"), "0.3335")


@pytest.mark.parametrize(
    ("expected", "predicted", "tolerance", "right"),
    [
        ("2000000.0", "2000001.9", 1e-6, True),  # relative
        ("2000000.0", "2000003.0", 1e-6, False),
        ("0.0", "0.000009", 1e-9, True),  # never less than for any prediction
        ("1000000", "1000001", 1e-3, False),  # integers are exact
        ("1000000", "1000001.0", 1e-3, True),
        ("yes 1.5", "no 1.5", 1e-3, False),
        ("1.5\n2.5", "1.5 2.5", 1e-3, False),
        ("inf", "1e308", 1e-3, False),
    ],
)
def test_what_a_tolerance_allows(expected: str, predicted: str, tolerance: float, right: bool) -> None:
    assert predicted_output_matches(Program(""), Test("", expected, tolerance), predicted) is right


def test_values_of_functions_may_differ_too() -> None:
    assert predicted_output_matches(Program("", "f"), Test("1", "[1.5, 'a']", 1e-2), "[1.507, 'a']")
    assert not predicted_output_matches(Program("", "f"), Test("1", "[1.5, 'a']", 1e-2), "[1.57, 'a']")


@pytest.mark.parametrize(
    "unit",
    [
        *(
            "if several any ",
            "print in any ",
            "error 10^-6 answer ",
            "accurate to ",
            "not print ",
            "выведите ",
        ),
        *("\n", " ", "\n ", "(", "<a>", "10^-6", "多个", "any valid answer that x y z ", "*_", "\\"),
    ],
)
@pytest.mark.parametrize("sentence", [1900, 200_000])
def test_no_text_takes_long(unit: str, sentence: int) -> None:
    text = (unit * (sentence // len(unit)) + ". ") * (200_000 // sentence)
    started = time.process_time()
    tolerance(text)
    allows_many_answers(text)
    assert time.process_time() - started < 5  # all take under 1 s, also on a busy core

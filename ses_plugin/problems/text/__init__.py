"""A problem as people and harnesses write it: one text, with the examples that print what is right.

    read_task(text) -> PublicProblem

Contest statements (Codeforces, AtCoder, Kattis, CodeChef, CodeContests), LeetCode's examples, doctests,
asserts, tables, examples in a sentence: see `docs/finding.md`. Pure, in time linear in the text, and
nothing in it is run or evaluated: what can't be read as an example is left alone, since a wrong test is worse
than none.
"""

from ses_plugin.problems.text.read_task import MAX_CHARACTERS, read_task

__all__ = ["MAX_CHARACTERS", "read_task"]

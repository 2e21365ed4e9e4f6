"""Read a problem from one text, as people and harnesses write it, with its examples as tests.

    read_task(text) -> PublicProblem

Contest statements (Codeforces, AtCoder, Kattis, CodeChef, CodeContests), LeetCode's examples, doctests,
asserts, tables, examples in a sentence: see `docs/finding.md`. Pure, in time linear in the text; nothing in
the text is run or evaluated. In doubt an example is left out, since a wrong test is worse than none.
"""

from ses_plugin.problems.text.read_task import MAX_CHARACTERS, read_task

__all__ = ["MAX_CHARACTERS", "read_task"]

"""Detect the problem in a chat or a text, and the form of answer that it asks for.

`detect` is the entry; `messages` splits the text, `intent` decides what is requested, and `code_prefix` finds
code that the answer continues.
"""

from ses_plugin.problems.detection.detect import (
    AnswerForm,
    DetectedProblem,
    detect_problem,
    detect_problem_in_text,
)

__all__ = ["AnswerForm", "DetectedProblem", "detect_problem", "detect_problem_in_text"]

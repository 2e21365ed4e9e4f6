"""Read an answer or a program out of a model's text: pure, bounded, and never an exception.

`docs/scoring.md` states the rules for readers. All front ends read by these functions.
"""

from ses_plugin.parsing.answers import (
    Answer,
    Status,
    answer_block,
    read_answer,
    read_decision,
    read_inputs,
)
from ses_plugin.parsing.code import MAX_CHARACTERS, code_blocks, read_code
from ses_plugin.parsing.names import program_for, read_program
from ses_plugin.parsing.reasoning import after_reasoning, opened_by

__all__ = [
    "MAX_CHARACTERS",
    "Answer",
    "Status",
    "after_reasoning",
    "answer_block",
    "code_blocks",
    "opened_by",
    "program_for",
    "read_answer",
    "read_code",
    "read_decision",
    "read_inputs",
    "read_program",
]

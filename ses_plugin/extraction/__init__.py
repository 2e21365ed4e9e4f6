"""Extract an answer or a program from a model's text: pure, in bounded time, without exceptions.

All front ends use these functions. `docs/scoring.md` has the rules in words.
"""

from ses_plugin.extraction.answers import (
    AnswerStatus,
    ExtractedAnswer,
    extract_answer,
    extract_explanation,
    extract_fix_decision,
    extract_test_inputs,
    format_answer,
    seems_truncated,
)
from ses_plugin.extraction.code import MAX_CHARACTERS, code_blocks, extract_code
from ses_plugin.extraction.preloaded_names import extract_program, with_preloaded_names
from ses_plugin.extraction.reply_parts import reasoning_mark_opened_by, strip_reasoning

__all__ = [
    "MAX_CHARACTERS",
    "AnswerStatus",
    "ExtractedAnswer",
    "code_blocks",
    "extract_answer",
    "extract_code",
    "extract_explanation",
    "extract_fix_decision",
    "extract_program",
    "extract_test_inputs",
    "format_answer",
    "reasoning_mark_opened_by",
    "seems_truncated",
    "strip_reasoning",
    "with_preloaded_names",
]

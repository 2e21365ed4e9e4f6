"""Training through TRL: rows of data, rewards, trainers, recipes.

This module, `rewards` and `dataset_builder` need no TRL.

A row of RL data is a prompt, and what its reward is computed from. One schema serves both tasks: mixed sets
want the same columns with the same types, so texts are "" where they mean nothing, and a problem with its
tests is one text of JSON.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, TypedDict, get_type_hints

from ses_plugin.datasets.instances import Instance, load_split, read_rows
from ses_plugin.errors import UsageError
from ses_plugin.extraction import extract_answer, format_answer
from ses_plugin.problems.loader import load_builtin_problems as shipped_problems
from ses_plugin.problems.loader import problem_from_row
from ses_plugin.prompts import output_prediction_prompt
from ses_plugin.scoring.prediction_match import literal_matches, stdout_matches
from ses_plugin.types.problem import Problem

OUTPUT_PREDICTION, SOLVE = "output_prediction", "solve"
TASKS = (OUTPUT_PREDICTION, SOLVE)


EVALUATION_SETS = (
    "livecodebench/code_generation_lite",
    "openai/openai_humaneval",
    "evalplus/humanevalplus",
    "evalplus/mbppplus",
)
"""Sets of problems that have no training split."""


class ChatMessage(TypedDict):
    """One message of a chat."""

    role: str
    content: str


class TrainingRow(TypedDict):
    """A row: see the columns.

    `entry` names the function that is called or to be written, "" for a program that reads standard input.
    `answer` is the true output, of output prediction; `problem` a row of `problems.serialization` as JSON, of
    solving. `weight` scales the advantage (paper, section 5: 0.8 for output prediction in a mix). `cluster`
    names the program or the problem: rows that share one are not independent.
    """

    id: str
    task: str
    prompt: list[ChatMessage]
    entry: str
    answer: str
    problem: str
    weight: float
    cluster: str
    source: str


COLUMNS = tuple(TrainingRow.__annotations__)


def read_training_rows(path: Path) -> Iterator[TrainingRow]:
    """Yield the rows of a JSONL file. Raises UsageError, naming the row, if one can't be trained on."""
    for number, row in enumerate(read_rows(path, COLUMNS), 1):
        if why := find_problem(row):
            raise UsageError(f"{path}, row {number}: {why}; `ses data rl` makes such files")
        yield row  # type: ignore[misc]  # `find_problem` has checked it


def find_problem(row: dict[str, Any]) -> str:
    """Return why `row` can't be trained on, or ""."""
    for name, kind in get_type_hints(TrainingRow).items():
        value = row.get(name)
        if name in ("prompt", "weight"):
            continue
        if not isinstance(value, kind):
            return f"{name} is {type(value).__name__}, not a text"
    weight = row.get("weight")
    if isinstance(weight, bool) or not isinstance(weight, int | float) or not 0 < weight < math.inf:
        return f"weight is {weight!r}, not a number above 0"
    return find_prompt_problem(row.get("prompt")) or _fault_of_task(row)


def problem_of(text: str) -> Problem:
    """Return the problem of a row of solving. Raises ValueError, KeyError or TypeError if it is none."""
    return problem_from_row(json.loads(text))


def find_prompt_problem(prompt: object) -> str:
    """Return why `prompt` is no chat that ends with the user, or ""."""
    if not isinstance(prompt, list) or not prompt:
        return "prompt is no list of messages"
    for message in prompt:
        texts = [message.get("role"), message.get("content")] if isinstance(message, dict) else []
        if not texts or not all(isinstance(text, str) and text for text in texts):
            return "prompt has a message without the texts role and content"
    return "" if prompt[-1]["role"] == "user" else f"prompt ends with {prompt[-1]['role']}, not with user"


def _fault_of_task(row: dict[str, Any]) -> str:
    if row["task"] == OUTPUT_PREDICTION:
        return _fault_of_prediction(row)
    if row["task"] == SOLVE:
        return _fault_of_problem(row["problem"])
    return f"task {row['task']!r} is not known; allowed: {', '.join(TASKS)}"


def _fault_of_prediction(row: dict[str, Any]) -> str:
    if not row["answer"].strip():
        return "answer is empty: an output prediction has to have a true output"
    answer = extract_answer(format_answer(row["answer"])).text
    if not (literal_matches if row["entry"] else stdout_matches)(answer, row["answer"]):
        return "answer would not be accepted as a prediction of itself"
    if row["prompt"][-1]["content"] in _evaluated():
        return "its prompt is one of the shipped test split, which models are scored with"
    return ""


def _fault_of_problem(text: str) -> str:
    try:
        problem = problem_of(text)
    except (ValueError, KeyError, TypeError, UsageError) as error:
        return f"problem is no JSON of a row of problems ({type(error).__name__}: {error})"
    if not problem.private_tests.for_the_judge():
        return f"problem {problem.id!r} has no private tests, which the reward is told by"
    if problem.source in EVALUATION_SETS or problem.public.statement in _evaluated():
        return f"problem {problem.id!r} is of a set that models are scored with ({problem.source})"
    return ""


@cache
def _evaluated() -> frozenset[str]:
    """Return the prompts of the shipped test split, and the statements of the embedded problems."""
    prompts = (_prompt(instance) for instance in load_split("test"))
    return frozenset((*prompts, *(problem.public.statement for problem in shipped_problems())))


def _prompt(instance: Instance) -> str:
    return output_prediction_prompt(instance.program, instance.input)

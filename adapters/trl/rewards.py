"""Rewards of GRPO, by TRL's contract for reward functions; name them in `reward_funcs` of a config.

+1 for right and -1 for wrong (paper, section 2), None for rows of the other task. Completions are data: no
text of a model ends a run. One that was cut off has no answer, hence -1, also where an answer stands in it
before the cut: `ses train` tells so by the column `truncated`, which TRL's own command does not have. With
`mask_truncated_completions`, as in the recipes, TRL leaves its tokens out of the loss.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ses_plugin.adapters.trl import OUTPUT_PREDICTION, SOLVE, problem_of
from ses_plugin.execution import judge, shared_sandbox
from ses_plugin.extraction import AnswerStatus, extract_answer, extract_code, with_preloaded_names
from ses_plugin.scoring.prediction_match import literal_matches, stdout_matches
from ses_plugin.types.problem import Problem

RIGHT, WRONG = 1.0, -1.0

Completion = str | Sequence[dict[str, Any]]
"""A text, or the messages of a chat, the last of which is the model's."""

LogMetric = Callable[[str, float], None]


def output_prediction_reward(
    completions: Sequence[Completion],
    *,
    task: Sequence[str],
    answer: Sequence[str],
    entry: Sequence[str],
    log_metric: LogMetric | None = None,
    **columns: Any,
) -> list[float | None]:
    """Return the reward of each prediction: whether it is the true output, by `scoring.prediction_match`.

    Logs `output_prediction/accuracy` and `output_prediction/no_answer`, shares of the batch's predictions.
    """
    predictions = [
        _predicted(_text_of(completion)) if name == OUTPUT_PREDICTION and not cut else None
        for completion, name, cut in zip(completions, task, _cut(columns, len(task)), strict=True)
    ]
    rewards: list[float | None] = [
        _reward(predicted is not None and _same(predicted, true, function))
        if name == OUTPUT_PREDICTION
        else None
        for predicted, true, function, name in zip(predictions, answer, entry, task, strict=True)
    ]
    asked = [
        predicted for predicted, name in zip(predictions, task, strict=True) if name == OUTPUT_PREDICTION
    ]
    _log(log_metric, "output_prediction/accuracy", [r == RIGHT for r in rewards if r is not None])
    _log(log_metric, "output_prediction/no_answer", [predicted is None for predicted in asked])
    return rewards


async def private_tests_reward(
    completions: Sequence[Completion],
    *,
    task: Sequence[str],
    problem: Sequence[str],
    final: Sequence[str | None] | None = None,
    log_metric: LogMetric | None = None,
    **columns: Any,
) -> list[float | None]:
    """Return the reward of each solution: whether it is right on all private tests.

    Programs run in this process's sandbox, as many at a time as it has workers; the same program is judged
    once. `final` are the programs that episodes ended with (`self_rlef`), None for no program; without it
    they are read out of the completions. Logs `solve/private_pass` and `solve/no_code`. Raises SandboxError
    only if programs can't be run here at all.
    """
    solved = dict.fromkeys(text for text, name in zip(problem, task, strict=True) if name == SOLVE)
    problems = {text: problem_of(text) for text in solved}
    programs = _sources(completions, problem, problems) if final is None else list(final)
    sources = [
        None if cut else source for source, cut in zip(programs, _cut(columns, len(task)), strict=True)
    ]
    wanted = {
        (text, source): None
        for text, source, name in zip(problem, sources, task, strict=True)
        if name == SOLVE and source is not None
    }
    passed = await asyncio.gather(*(_passes(problems[text], source) for text, source in wanted))
    right = {key for key, ok in zip(wanted, passed, strict=True) if ok}
    rewards = [
        _reward((text, source) in right) if name == SOLVE else None
        for text, source, name in zip(problem, sources, task, strict=True)
    ]
    solutions = [source for source, name in zip(sources, task, strict=True) if name == SOLVE]
    _log(log_metric, "solve/private_pass", [r == RIGHT for r in rewards if r is not None])
    _log(log_metric, "solve/no_code", [source is None for source in solutions])
    return rewards


def _sources(
    completions: Sequence[Completion], texts: Sequence[str], problems: Mapping[str, Problem]
) -> list[str | None]:
    """Return the program in each completion, by the function that its problem wants; None for other rows."""
    return [
        extract_code(_text_of(completion), problems[text].public.entry_point) if text in problems else None
        for completion, text in zip(completions, texts, strict=True)
    ]


def _cut(columns: Mapping[str, Any], count: int) -> Sequence[bool]:
    """Return which completions were cut off, by the column `truncated`."""
    cut: Sequence[bool] = columns.get("truncated") or [False] * count
    return cut


def _text_of(completion: Completion) -> str:
    """Return the text of a completion: that of the last message, "" if it has none."""
    if isinstance(completion, str):
        return completion
    content = completion[-1].get("content") if completion else None
    return content if isinstance(content, str) else ""


async def _passes(problem: Problem, source: str) -> bool:
    judgement = await asyncio.wrap_future(
        shared_sandbox().submit(
            judge,
            with_preloaded_names(source, problem.public),
            problem.private_tests.for_the_judge(),
            comparator=problem.comparator,
            limits=problem.limits,
            stop_at_first_failure=True,
        )
    )
    return judgement.passed


def _predicted(text: str) -> str | None:
    answer = extract_answer(text)
    return answer.text if answer.status is AnswerStatus.ANSWERED else None


def _same(predicted: str, true: str, entry: str) -> bool:
    return (literal_matches if entry else stdout_matches)(predicted, true)


def _reward(right: bool) -> float:
    return RIGHT if right else WRONG


def _log(log_metric: LogMetric | None, name: str, values: Sequence[bool]) -> None:
    if log_metric is not None and values:
        log_metric(name, sum(values) / len(values))

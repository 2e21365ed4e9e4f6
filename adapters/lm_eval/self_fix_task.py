"""`ses_self_fix`: a solution, repaired by its own simulation, and the same repaired by real execution."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ses_plugin.adapters.lm_eval.judging import passes_all
from ses_plugin.adapters.lm_eval.solving import SolvingTask
from ses_plugin.service.options import options_of
from ses_plugin.strategies import ExecutionPredictor, SelfFix, SelfFixResult, repair, sample_candidates
from ses_plugin.strategies.flow import Flow
from ses_plugin.types.problem import Problem

_SUBMITTED = ("submitted", "passed", "repeated")


class SelfFixTask(SolvingTask):
    """One solution and what becomes of it, beside the oracle: the same loop with real execution."""

    lower_is_better = ("broken", "kept_wrong", "oracle_broken", "turns", "oracle_turns")

    def used_options(self) -> tuple[str, ...]:
        """Return the names of the options that the task uses."""
        return (*options_of("self-fix"), "compare_execution", "simulator_args")

    def metrics(self) -> list[str]:
        """Return the names of the metrics, in the order of the table."""
        names = ["initial_pass@1", "final_pass@1", "fixed", "broken", "kept_right", "kept_wrong"]
        names += ["initial_public_pass@1", "final_public_pass@1", "turns", "submitted"]
        if self.options.compare_execution:
            names += [
                "oracle_pass@1",
                "oracle_public_pass@1",
                "oracle_fixed",
                "oracle_broken",
                "oracle_turns",
            ]
        return names

    def flow(self, problem: Problem) -> Flow[dict[str, Any]]:
        """Return self-fixing of `problem`, and then its oracle from the same first solution."""
        own = self.solve_options()
        options = SelfFix(
            own.turns,
            own.sampling,
            predictor=own.predictor(problem.limits),
            seed=own.seed,
            submit_passing=own.submit_passing,
            prompts=self.prompts,
        )
        (first, *_) = (
            yield from sample_candidates(problem.public, 1, own.sampling, own.seed, self.prompts)
        ) or (None,)
        if first is None or first.program is None:
            return {
                "fixed": _to_plain_data(SelfFixResult((), "no program")),
                "oracle": _to_plain_data(SelfFixResult((), "no program")),
            }
        fixed = yield from repair(problem.public, first.program, options)
        if not self.options.compare_execution:
            return {"fixed": _to_plain_data(fixed)}
        executing = replace(options, predictor=ExecutionPredictor(problem.limits))
        oracle = yield from repair(problem.public, first.program, executing)
        return {"fixed": _to_plain_data(fixed), "oracle": _to_plain_data(oracle)}

    def values(self, problem: Problem, result: dict[str, Any]) -> dict[str, float | None]:
        """Return each metric's value for one problem."""
        fixed = result["fixed"]
        values = _judge_turns(problem, fixed)
        values.update(turns=len(fixed["turns"]), submitted=fixed["end"] in _SUBMITTED)
        if self.options.compare_execution:
            oracle = _judge_turns(problem, result["oracle"])
            values["oracle_pass@1"] = oracle["final_pass@1"]
            values["oracle_public_pass@1"] = oracle["final_public_pass@1"]
            values.update(oracle_fixed=oracle["fixed"], oracle_broken=oracle["broken"])
            values["oracle_turns"] = len(result["oracle"]["turns"])
        return {name: float(value) for name, value in values.items()}


def _to_plain_data(fixed: SelfFixResult) -> dict[str, Any]:
    turns = [{"program": turn.program.source, "predicted": turn.predicted} for turn in fixed.turns]
    return {"turns": turns, "end": fixed.stop_reason}


def _judge_turns(problem: Problem, fixed: dict[str, Any]) -> dict[str, Any]:
    """Return what the first and the last solution are worth, and what became of the first."""
    sources = [turn["program"] for turn in fixed["turns"]] or [None]
    ends = [sources[0], sources[-1]]
    first, last = passes_all(problem, ends, problem.private_tests.for_the_judge())
    public_first, public_last = passes_all(problem, ends, problem.public.public_tests)
    return {
        "initial_pass@1": first,
        "final_pass@1": last,
        "fixed": last and not first,
        "broken": first and not last,
        "kept_right": first and last,
        "kept_wrong": not first and not last,
        "initial_public_pass@1": public_first,
        "final_public_pass@1": public_last,
    }

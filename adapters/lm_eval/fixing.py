"""`ses_self_fix`: a solution, repaired by its own simulation, and the same repaired by real execution."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ses_plugin.adapters.lm_eval.judged import verdicts
from ses_plugin.adapters.lm_eval.options import PREDICTING
from ses_plugin.adapters.lm_eval.solving import Solving
from ses_plugin.problems import Problem
from ses_plugin.strategies import Fixed, Interpret, SelfFix, drafts, repair
from ses_plugin.strategies.flow import Flow

_SUBMITTED = ("submitted", "passed", "repeated")


class SelfFixing(Solving):
    """One solution and what becomes of it, beside the oracle: the same loop, told by the interpreter."""

    uses = ("turns", "submit_passing", "oracle", *PREDICTING)
    lower_is_better = ("broken", "kept_wrong", "oracle_broken", "turns", "oracle_turns")

    def metrics(self) -> list[str]:
        """Return the names of the metrics, in the order of the table."""
        names = ["initial_pass@1", "final_pass@1", "fixed", "broken", "kept_right", "kept_wrong"]
        names += ["initial_public_pass@1", "final_public_pass@1", "turns", "submitted"]
        if self.options.oracle:
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
        options = SelfFix(
            self.options.turns,
            self.sampling(),
            predictor=self.simulator(),
            submit_passing=bool(self.options.submit_passing),
            prompts=self.prompts,
        )
        (first, *_) = (yield from drafts(problem.task, 1, options.sampling, prompts=self.prompts)) or (None,)
        if first is None or first.program is None:
            return {"fixed": _told(Fixed((), "no program")), "oracle": _told(Fixed((), "no program"))}
        fixed = yield from repair(problem.task, first.program, options)
        if not self.options.oracle:
            return {"fixed": _told(fixed)}
        told = replace(options, predictor=Interpret(problem.limits))
        oracle = yield from repair(problem.task, first.program, told)
        return {"fixed": _told(fixed), "oracle": _told(oracle)}

    def values(self, problem: Problem, result: dict[str, Any]) -> dict[str, float | None]:
        """Return each metric's value for one problem."""
        fixed = result["fixed"]
        values = _outcome(problem, fixed)
        values.update(turns=len(fixed["turns"]), submitted=fixed["end"] in _SUBMITTED)
        if self.options.oracle:
            oracle = _outcome(problem, result["oracle"])
            values["oracle_pass@1"] = oracle["final_pass@1"]
            values["oracle_public_pass@1"] = oracle["final_public_pass@1"]
            values.update(oracle_fixed=oracle["fixed"], oracle_broken=oracle["broken"])
            values["oracle_turns"] = len(result["oracle"]["turns"])
        return {name: float(value) for name, value in values.items()}


def _told(fixed: Fixed) -> dict[str, Any]:
    turns = [{"program": turn.program.source, "predicted": turn.predicted} for turn in fixed.turns]
    return {"turns": turns, "end": fixed.end}


def _outcome(problem: Problem, told: dict[str, Any]) -> dict[str, Any]:
    """Return what the first and the last solution are worth, and what became of the first."""
    sources = [turn["program"] for turn in told["turns"]] or [None]
    ends = [sources[0], sources[-1]]
    first, last = verdicts(problem, ends, problem.private.for_the_judge())
    public_first, public_last = verdicts(problem, ends, problem.task.public)
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

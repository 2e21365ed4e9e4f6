"""`ses_self_fix`: a solution repaired by simulation and, for comparison, by real execution."""

from __future__ import annotations

from dataclasses import replace

from ses_plugin.adapters.lm_eval.solving import SolvingTask
from ses_plugin.service.options import options_of
from ses_plugin.service.sample_metrics import self_fix_values
from ses_plugin.service.samples import SolvingSample, build_sample, reported_candidates
from ses_plugin.strategies import Candidate, ExecutionPredictor, SelfFix, SelfFixResult, sample_candidates
from ses_plugin.strategies.flow import Flow
from ses_plugin.strategies.self_fix import repair_candidate, report_repair
from ses_plugin.types.problem import Problem


class SelfFixTask(SolvingTask):
    """Repairs one solution, with the model's predictions and with the oracle: real execution."""

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

    def flow(self, problem: Problem) -> Flow[SolvingSample]:
        """Return the flow of self-fixing, followed by its oracle from the same first solution."""
        solve_options = self.solve_options()
        options = SelfFix(
            solve_options.turns,
            solve_options.sampling,
            predictor=solve_options.predictor(problem.limits),
            seed=solve_options.seed,
            submit_passing=solve_options.submit_passing,
            prompts=self.prompts,
        )
        public = problem.public
        candidates = yield from sample_candidates(
            public, 1, solve_options.sampling, solve_options.seed, self.prompts
        )
        first = candidates[0] if candidates else Candidate("", None)
        result = yield from repair_candidate(public, first, options)
        oracle: SelfFixResult | None = None
        if self.options.compare_execution:
            oracle_options = replace(options, predictor=ExecutionPredictor(problem.limits))
            oracle = yield from repair_candidate(public, first, oracle_options)
        replies = (first.reply,)
        return build_sample(
            "self-fix",
            reported_candidates(report_repair(result, public, replies).candidates, replies),
            stop_reason=result.stop_reason,
            oracle=None if oracle is None else report_repair(oracle, public, replies).candidates,
        )

    def values(self, sample: SolvingSample) -> dict[str, float | None]:
        """Return the value of each metric for one problem."""
        return self_fix_values(sample)

"""What the same choice costs: predictions and tokens of self-verification, pruned against exhaustive.

    lm_eval --tasks ses_self_verify --metadata ses_k=5,ses_prune=0,ses_record=RUN.jsonl …
    python benchmarks/pruning.py RUN.jsonl [--seeds 20]

The recording holds a real model's candidates and its predictions about all of them on all public tests. The
pruned strategy is then run on those very replies; candidates that are the same program have one prediction.
Prints what each asks for, in all and in tokens (characters where the run knows no tokens), with an
interval over problems, and for how many problems and seeds the choice was the same. Then the same candidates
with predictions that are always right (real runs in the sandbox), which a better model would come nearer to.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ses_plugin.datasets.problem_rows import shipped
from ses_plugin.datasets.problem_sources import problems_of
from ses_plugin.drivers import run
from ses_plugin.drivers.transcript import read
from ses_plugin.execution.needs import executed
from ses_plugin.metrics import bootstrap_interval
from ses_plugin.problems import Problem
from ses_plugin.prompts import output_prediction, solve
from ses_plugin.strategies import (
    Choice,
    Draft,
    Execute,
    Interpret,
    Need,
    Reply,
    Role,
    Sample,
    SelfVerify,
    Simulate,
    Texts,
    choose,
)
from ses_plugin.strategies.drafts import read_draft
from ses_plugin.syntax import normalised


@dataclass
class Recorded:
    """What a run has asked for and got, by prompt; counts what is asked for again."""

    replies: dict[str, Texts]
    asked: int = 0
    size: int = 0

    def __call__(self, needs: Sequence[Need]) -> list[Reply]:
        """Answer from the recording."""
        found = [self.replies[need.prompt] for need in needs if isinstance(need, Sample)]
        self.asked += len(found)
        self.size += sum(map(size, found))
        return list(found)


def size(reply: Texts) -> int:
    """Return the tokens of a reply, or its characters."""
    return sum(reply.tokens_out) if reply.tokens_out else sum(map(len, reply.texts))


def simulator(replies: dict[str, Texts], problem: Problem, candidates: Sequence[Draft]) -> Simulate | None:
    """Return the predictor that the run used; None if there was nothing to predict."""
    whole = [candidate.program for candidate in candidates if candidate.program]
    for program in whole:
        for direct in (False, True):
            if output_prediction(program, problem.task.public[0].input, direct=direct) in replies:
                return Simulate(direct=direct)
    return None


def prompts(
    candidates: Sequence[Draft], problem: Problem, replies: dict[str, Texts], direct: bool
) -> list[str]:
    """Return the prompt that stands for each candidate and test."""
    first: dict[str, Draft] = {}
    for candidate in candidates:
        if candidate.program:
            first.setdefault(normalised(candidate.program.source), candidate)
    out = []
    for candidate in candidates:
        if candidate.program:
            program = first[normalised(candidate.program.source)].program
            assert program is not None
            out += [output_prediction(program, test.input, direct=direct) for test in problem.task.public]
    assert all(key in replies for key in out), "the run has not asked about everything (ses_prune=0)"
    return out


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("recording", type=Path)
    parser.add_argument("--problems", help="as in --metadata ses_problems=…; default: the embedded ones")
    parser.add_argument("--seeds", type=int, default=20)
    options = parser.parse_args()
    problems = shipped() if options.problems is None else tuple(problems_of(options.problems))
    samples = [(n, r) for n, r in read(options.recording) if isinstance(n, Sample) and isinstance(r, Texts)]
    drafted = {need.prompt: reply for need, reply in samples if need.role is Role.SOLVE}
    replies = {need.prompt: reply for need, reply in samples if need.role is Role.SIMULATE}
    rows: list[tuple[int, int, int, int, int, int]] = []
    same = total = 0
    for problem in problems:
        if (reply := drafted.get(solve(problem.task))) is None:
            continue
        candidates = [read_draft(text, problem.task) for text in reply.texts]
        predictor = simulator(replies, problem, candidates)
        if predictor is None:
            continue
        keys = prompts(candidates, problem, replies, predictor.direct)
        recorded = Recorded(replies)
        for seed in range(options.seeds):
            pruned = _choice(problem, candidates, SelfVerify(predictor=predictor, seed=seed), recorded)
            exhaustive = SelfVerify(predictor=predictor, seed=seed, prune=False)
            same += pruned.chosen == _choice(problem, candidates, exhaustive, Recorded(replies)).chosen
            total += 1
        sizes = [size(replies[key]) for key in keys]
        once = [size(replies[key]) for key in dict.fromkeys(keys)]
        asked, tokens = recorded.asked // options.seeds, recorded.size // options.seeds
        rows.append((len(sizes), sum(sizes), len(once), sum(once), asked, tokens))
    print(f"{len(rows)} problems with predictions; the same choice in {same} of {total} (problem, seed)")
    print("| asked about | predictions | tokens | share of all tokens [95 %] |\n| --- | --- | --- | --- |")
    every = [row[1] for row in rows]
    names = ("every candidate and test", "each different program", "what can change the choice")
    for name, column in zip(names, (0, 2, 4), strict=True):
        counts, tokens_of = sum(row[column] for row in rows), [row[column + 1] for row in rows]
        low, high = _share_interval(tokens_of, every)
        share = sum(tokens_of) / sum(every)
        print(f"| {name} | {counts} | {sum(tokens_of)} | {share:.2f} [{low:.2f}, {high:.2f}] |")
    _tell_exact([problem for problem in problems if solve(problem.task) in drafted], drafted)
    return 0


@dataclass
class Executed:
    """Runs what is asked for, each once, and counts what is asked for."""

    known: dict[Need, Reply]
    asked: int = 0

    def __call__(self, needs: Sequence[Need]) -> list[Reply]:
        """Answer a round."""
        self.asked += len(needs)
        new = [need for need in dict.fromkeys(needs) if isinstance(need, Execute) and need not in self.known]
        self.known.update(zip(new, executed(new), strict=True))
        return [self.known[need] for need in needs]


def _tell_exact(problems: Sequence[Problem], drafted: dict[str, Texts]) -> None:
    print("\nwith exact predictions, number of them:")
    print("| problems | every different program and test | what can change the choice | share |")
    print("| --- | --- | --- | --- |")
    counts: dict[str, list[int]] = {"all": [0, 0], "those where a candidate passes all public tests": [0, 0]}
    for problem in problems:
        candidates = [read_draft(text, problem.task) for text in drafted[solve(problem.task)].texts]
        every, few = Executed({}), Executed({})
        predictor = Interpret(problem.limits)
        run(choose(problem.task, candidates, SelfVerify(predictor=predictor, prune=False)), every)
        few.known = every.known
        choice = run(choose(problem.task, candidates, SelfVerify(predictor=predictor)), few)
        solved = choice.confidence == 1.0 and any(
            len(passed) == len(problem.task.public) and all(passed.values()) for passed in choice.passed
        )
        for name in [*counts][: 1 + solved]:
            counts[name] = [counts[name][0] + every.asked, counts[name][1] + few.asked]
    for name, (all_of_them, asked) in counts.items():
        print(f"| {name} | {all_of_them} | {asked} | {asked / max(all_of_them, 1):.2f} |")


def _choice(problem: Problem, candidates: list[Draft], options: SelfVerify, recorded: Recorded) -> Choice:
    return run(choose(problem.task, candidates, options), recorded)


def _share_interval(part: Sequence[int], whole: Sequence[int]) -> tuple[float, float]:
    """Return an interval of a ratio of totals, by the ratio's linear form around its value."""
    share, mean = sum(part) / sum(whole), sum(whole) / len(whole)
    low, high = bootstrap_interval([(p - share * w) / mean for p, w in zip(part, whole, strict=True)])
    return share + low, share + high


if __name__ == "__main__":
    sys.exit(main())

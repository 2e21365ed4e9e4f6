"""vLLM driven by strategies, beside vLLM on the same prompts as one plain batch.

    python benchmarks/vllm_rounds.py MODEL [--problems 16] [--tokens 32] [--repeats 3]

Needs a Python environment with vLLM. The work is the simulate round of self-verification: the programs of
the embedded problems on their public tests, all prompts known beforehand. In turns, the prefix cache emptied
before each: the prompts as one `LLM.chat`; the strategies in lockstep over `VllmBackend`. Then the batch with
the input before the program, to see what our order of prompts gives the prefix cache.

Prints tokens per second (median), the ratio, and the share of prompt tokens that the cache served.
"""

from __future__ import annotations

import argparse
import re
import sys
import time
from statistics import median
from typing import Any

from ses_plugin.adapters.vllm import VllmBackend
from ses_plugin.datasets.sources import load_sources
from ses_plugin.drivers import run_lockstep
from ses_plugin.problems.loader import load_builtin_problems
from ses_plugin.prompts import output_prediction_prompt
from ses_plugin.strategies import Candidate, ModelPredictor, Pruning, SelfVerify, select_by_prediction
from ses_plugin.types.problem import PublicProblem
from ses_plugin.types.program import Program

_SHOWN = re.compile(r"(<program>.*</program>)\n\n(<input>.*</input>)", re.DOTALL)


def candidates(problems: int) -> list[tuple[PublicProblem, list[Candidate]]]:
    """Return the embedded problems with two programs each."""
    programs = {source.name: source.programs for source in load_sources()}
    out = []
    for problem in load_builtin_problems()[:problems]:
        own_programs = programs[problem.id.removeprefix("ses/")]
        out.append((problem.public, [Candidate("", own_programs[name]) for name in ("correct_1", "wrong_1")]))
    return out


def input_first(prompt: str) -> str:
    """Return the prompt with the input before the program."""
    return _SHOWN.sub(lambda match: f"{match[2]}\n\n{match[1]}", prompt)


class Engine:
    """vLLM, and what it has done."""

    def __init__(self, model: str, tokens: int) -> None:
        from vllm import LLM, SamplingParams

        self.llm = LLM(
            model,
            dtype="bfloat16",
            enforce_eager=True,
            max_model_len=4096,
            max_num_seqs=32,
            disable_log_stats=False,
        )
        self.settings = SamplingParams(temperature=0.0, max_tokens=tokens, ignore_eos=False)
        self.sampling = SamplingParams(temperature=0.0, max_tokens=tokens)

    def plain(self, prompts: list[str]) -> None:
        """Answer all prompts as one batch."""
        self.llm.chat([[{"role": "user", "content": p}] for p in prompts], self.settings, use_tqdm=False)

    def driven(self, work: list[tuple[PublicProblem, list[Candidate]]]) -> None:
        """Answer the same by strategies in lockstep."""
        options = SelfVerify(predictor=ModelPredictor(self.sampling, direct=True), pruning=Pruning.NONE)
        run_lockstep(
            [
                select_by_prediction(problem, candidates_of_problem, options)
                for problem, candidates_of_problem in work
            ],
            VllmBackend(self.llm),
        )

    def counts(self) -> dict[str, float]:
        """Return vLLM's own counters."""
        return {m.name: m.value for m in self.llm.get_metrics() if hasattr(m, "value")}

    def measured(self, step: Any) -> tuple[float, float]:
        """Return tokens written per second, and the share of prompt tokens that the prefix cache served."""
        self.llm.reset_prefix_cache()
        before, start = self.counts(), time.perf_counter()
        step()
        seconds = time.perf_counter() - start
        more = {name: value - before.get(name, 0.0) for name, value in self.counts().items()}
        hits, queries = more["vllm:prefix_cache_hits"], more["vllm:prefix_cache_queries"]
        return more["vllm:generation_tokens"] / seconds, hits / queries


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("model")
    for name, value in (("problems", 16), ("tokens", 32), ("repeats", 3)):
        parser.add_argument(f"--{name}", type=int, default=value)
    options = parser.parse_args()
    work = candidates(options.problems)
    prompts = [
        output_prediction_prompt(candidate.program or Program(""), test.input, direct=True)
        for problem, candidates_of_problem in work
        for test in problem.public_tests
        for candidate in candidates_of_problem
    ]
    engine = Engine(options.model, options.tokens)
    engine.plain(prompts[:4])  # warm
    steps = {
        "one plain batch": lambda: engine.plain(prompts),
        "strategies in lockstep": lambda: engine.driven(work),
        "one plain batch, input first": lambda: engine.plain(list(map(input_first, prompts))),
    }
    measurements: dict[str, list[tuple[float, float]]] = {name: [] for name in steps}
    for _ in range(options.repeats):
        for name, step in steps.items():
            measurements[name].append(engine.measured(step))
    print(f"{len(prompts)} prompts, at most {options.tokens} tokens each")
    print("| how | tokens/s | ratio | served by the prefix cache |\n| --- | --- | --- | --- |")
    first = median(rate for rate, _ in measurements["one plain batch"])
    for name, runs in measurements.items():
        rate = median(tokens_per_second for tokens_per_second, _ in runs)
        print(f"| {name} | {rate:.1f} | {rate / first:.2f} | {median(share for _, share in runs):.2f} |")
    return 0


if __name__ == "__main__":
    sys.exit(main())

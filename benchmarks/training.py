"""What training through SES costs beside TRL alone: SFT throughput, and the rewards' share of a GRPO step.

    python benchmarks/training.py MODEL [--rounds 3] [--steps 4]

SFT: `ses train sft` and TRL's own `trl sft`, the same config, rows and model (a folder or a name), in turns,
each in a process of its own: TRL's `train_runtime` of so many steps. Both train on the same tokens in the
same order, so the ratio of times is that of tokens per second.

GRPO: `ses train grpo` on the same model, TRL's `step_time`; and the reward `private_tests` for as many
completions as a step has, each a different program that is right on all its tests, so that every test is run.
Small models seldom write such programs: the rewards of the measured steps themselves cost less.
"""

from __future__ import annotations

import argparse
import ast
import asyncio
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median

import torch

from ses_plugin.adapters.trl import SOLVE
from ses_plugin.adapters.trl.rewards import private_tests_reward
from ses_plugin.problems.loader import problem_to_row
from ses_plugin.training_data import training_instances
from ses_plugin.types.problem import PrivateTests, Problem, PublicProblem, Test

_CPU = not torch.cuda.is_available()  # TRL alone refuses bf16 on a CPU without being told
ROWS = 48
COMPLETIONS = 32
"""Of a step of `small/grpo_output`: four prompts with a group of eight each."""

SFT = """
model_name_or_path: {model}
use_peft: true
lora_r: 16
lora_alpha: 32
lora_target_modules: all-linear
dataset_name: {data}
max_steps: {steps}
logging_steps: 1
save_strategy: "no"
report_to: none
use_cpu: {cpu}
max_length: 2048
packing: false
per_device_train_batch_size: 2
gradient_accumulation_steps: 2
"""


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("model")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--steps", type=int, default=4)
    parser.add_argument("--grpo-steps", type=int, default=1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _tell_sft(options, folder)
        _tell_grpo(options, folder)
    return 0


def _tell_sft(options: argparse.Namespace, folder: Path) -> None:
    rows = _ses("data", "nlex", "families", "--rows", str(ROWS), "--style", "concise", "--out", "sft")
    subprocess.run(rows, cwd=folder, check=True, capture_output=True)
    config = SFT.format(model=options.model, data=_short(folder / "sft"), steps=options.steps, cpu=_CPU)
    (folder / "sft.yaml").write_text(config)
    ways = {
        "trl sft": [str(Path(sys.executable).with_name("trl")), "sft", "--config", "sft.yaml"],
        "ses train sft": _ses("train", "sft", "--config", "sft.yaml", "--"),
    }
    seconds: dict[str, list[float]] = {name: [] for name in ways}
    for number in range(options.rounds):
        for name, command in ways.items():
            out = ["--output_dir", f"{name} {number}"]
            seconds[name].append(_logged([*command, *out], folder, "train_runtime")[-1])
    print(f"SFT, {options.steps} steps of 4 rows, {options.rounds} rounds in turns\n")
    print("| way | train_runtime, s (median) | throughput |\n| --- | --- | --- |")
    plain = seconds["trl sft"]
    for name, found in seconds.items():
        ratio = median(one / other for one, other in zip(plain, found, strict=True))
        print(f"| {name} | {median(found):.1f} | {ratio:.3f} |", flush=True)


def _short(folder: Path) -> Path:
    """Leave the rows that both train on whole: TRL cuts the others, SES leaves them out."""
    for path in folder.glob("*.jsonl"):
        lines = [line for line in path.read_text().splitlines() if len(line) < 6_000]
        path.write_text("\n".join(lines) + "\n")
    return folder


def _tell_grpo(options: argparse.Namespace, folder: Path) -> None:
    rows = _ses("data", "rl", "--predict", "embedded", "--rows", "64", "--out", "rl")
    subprocess.run(rows, cwd=folder, check=True, capture_output=True)
    command = _ses(
        "train", "grpo", "--config", "small/grpo_output", "--", "--model_name_or_path", options.model
    )
    command += [
        "--dataset_name",
        "rl",
        "--max_steps",
        str(options.grpo_steps),
        "--max_completion_length",
        "128",
    ]
    step = median(_logged(command, folder, "step_time"))
    rewards = _reward_seconds(5)
    print(
        f"\nGRPO, {COMPLETIONS} completions a step: {step:.1f} s; their rewards on private tests "
        f"{rewards:.3f} s, {rewards / step:.2%} of the step"
    )


def _reward_seconds(rounds: int) -> float:
    """Return the seconds that the rewards of a step's completions take, the median of so many."""
    tests: dict[str, list[Test]] = {}
    for instance in training_instances(0):
        if instance.entry is None:
            tests.setdefault(instance.code, []).append(Test(instance.input, instance.output))
    programs = [code for code, found in tests.items() if len(found) > 1][:COMPLETIONS]
    problems = [
        json.dumps(
            problem_to_row(Problem(f"{number}", PublicProblem("?", ()), PrivateTests(tuple(tests[code]))))
        )
        for number, code in enumerate(programs)
    ]
    completions = [f"```python\n{code}\n```" for code in programs]
    taken = []
    for _ in range(rounds + 1):
        start = time.perf_counter()
        found = asyncio.run(private_tests_reward(completions, task=[SOLVE] * len(programs), problem=problems))
        taken.append(time.perf_counter() - start)
        assert set(found) == {1.0}
    return median(taken[1:])  # the first one starts the sandbox


def _ses(*arguments: str) -> list[str]:
    return [str(Path(sys.executable).with_name("ses")), *arguments]


def _logged(command: Sequence[str], folder: Path, name: str) -> list[float]:
    """Return the values of a number that TRL logs in a run."""
    # `trl` starts by accelerate, which takes one thread if it is not told.
    environment = {**os.environ, "OMP_NUM_THREADS": str(os.cpu_count())}
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, env=environment)
    found = [ast.literal_eval(one) for one in re.findall(rf"'{name}': '?([0-9.e+-]+)", done.stdout)]
    if done.returncode or not found:
        raise SystemExit(f"{' '.join(command)} failed:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    return [float(one) for one in found]


if __name__ == "__main__":
    sys.exit(main())

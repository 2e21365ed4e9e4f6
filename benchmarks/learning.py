"""What training teaches: SFT on NLEX beside the same steps on answers alone, then RL on top; fresh programs.

    python benchmarks/learning.py MODEL --out FOLDER [--steps 100] [--rl-steps 0] [--pool FILE] [--backend hf]

MODEL is a Hugging Face name or folder. Trains LoRA adapters by `ses train` on executions of the families that
are for training: "nlex" on whole explanations, "answers" on the same rows without them, "rl" (GRPO on output
prediction) from where "nlex" ended. Then stock `lm_eval --tasks ses_output_pred` on drawings of fresh seeds,
the same instances for all: --instances of the trained families, and as many of those that were never trained
on. Prints accuracies with Wilson's 95 % interval, in percent. With --pool also `ses_verify`: the same
candidates, chosen among by the predictions of each model. All is kept in FOLDER, and the same command goes on
from there; FOLDER/nlex/adapter is the adapter. A folder of other options, or with anything else, is refused.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from ses_plugin.adapters.lm_eval.output_prediction import embedded
from ses_plugin.metrics import wilson_interval
from ses_plugin.training_data import family_names
from ses_plugin.training_data.nlex.files import write_file

Row = dict[str, list[dict[str, str]]]
"""The columns of NLEX that are used here: chats."""

STATE = "learning.json"
"""Has the options of a run."""
_FREE = ("out", "batch_size")
"""Options that change no result."""
_NOT_YET = ("None", "0")
"""Values of options for what a later run may add."""

TASK, CHOICE_TASK = "ses_output_pred", "ses_verify"
CHOICE_METRICS = ("best@5_simulate", "simulation_gap", "verdict_tp", "verdict_fp", "verdict_fn")
SEEDS = (101, 102, 103)

RECIPES = {"sft": "small/sft", "grpo": "small/grpo_output"}
"""Of the package, by the command of `ses train`."""
SFT = (
    "--packing false --per_device_train_batch_size 1 --gradient_accumulation_steps 8 --learning_rate 1e-3 "
    "--gradient_checkpointing false --save_steps 10 --eval_strategy no --watch_instances 0 "
    "--load_best_model_at_end false"
)
"""One row at a time: on a CPU padded batches of four train at two thirds of the tokens a second."""
GRPO = "--save_steps 2"


@dataclass(frozen=True)
class Stage:
    """One training: the command of `ses train`, its own name, and keys that differ from the recipe's."""

    command: str
    name: str
    steps: int
    keys: str


def main() -> int:
    """Train and evaluate what is missing, and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("model")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--rows", type=int, default=8_000, help="of training data, before long ones go")
    parser.add_argument("--steps", type=int, default=100, help="of SFT, of 8 rows each")
    parser.add_argument("--longest", type=int, default=768, help="in tokens; longer rows are left out")
    parser.add_argument("--rl-steps", type=int, default=0)
    parser.add_argument("--instances", type=int, default=300, help="of each group")
    parser.add_argument("--tokens", type=int, default=512, help="of a prediction")
    parser.add_argument("--pool", type=Path, help="samples of ses_self_verify, five candidates each")
    parser.add_argument("--backend", default="hf", help="of lm_eval: hf or vllm")
    parser.add_argument("--batch-size", default="32")
    options = parser.parse_args()
    options.out = options.out.resolve()
    if fault := _prepare_folder(options):
        parser.error(fault)
    _data(options)
    models, sft = {"before": options.model}, f"{SFT} --max_length {options.longest}"
    for name in ("nlex", "answers"):
        models[name] = _trained(Stage("sft", name, options.steps, sft), options.model, options.out)
    if options.rl_steps:
        models["rl"] = _trained(Stage("grpo", "rl", options.rl_steps, GRPO), models["nlex"], options.out)
    instances = _select_instances(options.instances)
    print("| model | trained families | families never trained on | answered |")
    print("| --- " * 4 + "|")
    for name, model in models.items():
        print(_row(name, _evaluate_instances(name, model, instances, options)), flush=True)
    if options.pool:
        print(f"\n| model | {' | '.join(CHOICE_METRICS)} |\n" + "| --- " * (1 + len(CHOICE_METRICS)) + "|")
        for name, model in models.items():
            print(_choice_row(name, model, options), flush=True)
    return 0


def _prepare_folder(options: argparse.Namespace) -> str:
    """Prepare the folder; return an error if it can't be used, otherwise ""."""
    path, earlier = options.out / STATE, {}
    if path.is_file():
        try:
            earlier = dict(json.loads(path.read_text("utf-8")))
        except (ValueError, TypeError):
            return f"{path} is not of such a run; give another --out"
    elif options.out.exists() and (not options.out.is_dir() or any(options.out.iterdir())):
        return f"{options.out} is not an empty folder, and not one of such a run; give another --out"
    chosen = {name: str(value) for name, value in vars(options).items() if name not in _FREE}
    for name, value in chosen.items():
        if not {value, earlier.get(name, _NOT_YET[0])} & set(_NOT_YET) and earlier[name] != value:
            return f"{path}: that run had {name} {earlier[name]}, not {value}; give another --out"
    options.out.mkdir(parents=True, exist_ok=True)
    final = {name: value for name, value in chosen.items() if value not in _NOT_YET}
    write_file(path, json.dumps({**chosen, **earlier, **final}, indent=2).encode() + b"\n")
    return ""


def _data(options: argparse.Namespace) -> None:
    """Make the rows of all three trainings; those of both kinds of SFT are about the same executions."""
    rows: Path = options.out / "data"
    if not (rows / "source" / "README.md").exists():
        made = ["data", "nlex", "families", "--style", "concise", "--rows", str(options.rows)]
        _ses(*made, "--out", str(rows / "source"))
    if not (rows / "answers" / "train.jsonl").exists():
        chats = [json.loads(line) for line in (rows / "source" / "train.jsonl").read_text().splitlines()]
        short = [row for row in chats if _tokens(row, options.model) <= options.longest]
        _write(rows / "nlex", short)
        _write(rows / "answers", map(_answer_only, short))
    if options.rl_steps and not (rows / "rl" / "README.md").exists():
        _ses("data", "rl", "--predict", "embedded", "--rows", "1000", "--out", str(rows / "rl"))


def _write(folder: Path, rows: Iterable[Row]) -> None:
    folder.mkdir(exist_ok=True)
    write_file(folder / "train.jsonl", "".join(json.dumps(row) + "\n" for row in rows).encode())


def _tokens(row: Row, model: str) -> int:
    return len(_tokenizer(model).apply_chat_template(row["messages"], return_dict=False))


@cache
def _tokenizer(model: str) -> Any:
    from transformers import AutoTokenizer

    return AutoTokenizer.from_pretrained(model)


def _answer_only(row: Row) -> Row:
    text = row["completion"][0]["content"]
    completion = [{"role": "assistant", "content": text[text.rindex("<output>") :]}]
    return {**row, "completion": completion, "messages": row["prompt"] + completion}


def _trained(stage: Stage, model: str, out: Path) -> str:
    """Train an adapter unless that has been done; return the folder of the model with the adapter in it."""
    folder = out / stage.name
    if not (folder / "merged" / "tokenizer_config.json").exists():
        keys = ["--model_name_or_path", model, "--dataset_name", str(out / "data" / stage.name)]
        keys += ["--output_dir", str(folder / "adapter"), "--max_steps", str(stage.steps)]
        _ses("train", stage.command, "--config", RECIPES[stage.command], "--", *keys, *stage.keys.split())
        _merge(model, folder)
    return str(folder / "merged")


def _merge(model: str, folder: Path) -> None:
    """Write the model with its adapter in it: what any backend takes."""
    from peft import PeftModel
    from transformers import AutoModelForCausalLM

    base = AutoModelForCausalLM.from_pretrained(model, dtype="bfloat16")
    merged = PeftModel.from_pretrained(base, folder / "adapter").merge_and_unload()
    merged.save_pretrained(folder / "merged")
    _tokenizer(model).save_pretrained(folder / "merged")  # last: its file says that all is there


@cache
def _trained_names() -> frozenset[str]:
    return frozenset(source.name for source in family_names(trained=True))


def _group(cluster: str) -> str:
    return "trained" if cluster.split("/")[0] in _trained_names() else "unseen"


def _select_instances(count: int) -> dict[int, list[int]]:
    """Return for each seed the numbers of the instances to evaluate: `count` of each group over all seeds."""
    result: dict[int, list[int]] = {}
    remaining = {"trained": count, "unseen": count}
    for place, seed in enumerate(SEEDS):
        share = {group: -(-missing // (len(SEEDS) - place)) for group, missing in remaining.items()}
        result[seed] = []
        for number, cluster in enumerate(embedded(ses_split_seed=seed)["test"]["cluster"]):
            group = _group(cluster)
            if share[group]:
                result[seed].append(number)
                share[group] -= 1
                remaining[group] -= 1
    return result


def _evaluate_instances(
    name: str, model: str, instances: dict[int, list[int]], options: argparse.Namespace
) -> Iterator[tuple[str, bool, bool]]:
    """Yield of each instance its group, whether the model predicts it, and whether it answers at all."""
    for seed, numbers in instances.items():
        folder = options.out / "evaluation" / name / str(seed)
        keys = {"metadata": {"ses_split_seed": seed}, "samples": {TASK: numbers}}
        for path in _evaluate(TASK, model, folder, options, keys):
            for sample in map(json.loads, path.read_text().splitlines()):
                yield _group(sample["doc"]["cluster"]), bool(sample["pass@1"]), bool(sample["answered"])


def _evaluate(
    task: str, model: str, folder: Path, options: argparse.Namespace, keys: Mapping[str, object]
) -> list[Path]:
    """Run stock lm_eval into `folder` unless that has been done; return its samples, the last it writes."""
    written = f"samples_{task}_*.jsonl"
    if result := list(folder.rglob(written)):
        return result
    line = ["-m", "lm_eval", "run", "--model", options.backend, "--tasks", task, "--log_samples"]
    line += ["--model_args", f"pretrained={model},dtype=bfloat16", "--batch_size", options.batch_size]
    line += ["--apply_chat_template", "--output_path", str(folder), "--confirm_run_unsafe_code"]
    line += ["--gen_kwargs", f"max_gen_toks={options.tokens}"]
    line += [part for key, value in keys.items() for part in (f"--{key}", json.dumps(value))]
    subprocess.run([sys.executable, *line], check=True, stdout=sys.stderr)
    return list(folder.rglob(written))


def _choice_row(name: str, model: str, options: argparse.Namespace) -> str:
    """Return what comes of a model's choice among the pool's candidates, in percent, with standard errors."""
    folder = options.out / "verify" / name
    metadata = {"ses_pool": str(options.pool), "ses_pruning": "none", "ses_simulate_tokens": options.tokens}
    _evaluate(CHOICE_TASK, model, folder, options, {"metadata": metadata})
    written = next(iter(folder.rglob("results_*.json")))
    result = json.loads(written.read_text())["results"][CHOICE_TASK]
    cells = [
        f"{100 * result[f'{metric},none']:.1f} ± {100 * result[f'{metric}_stderr,none']:.1f}"
        for metric in CHOICE_METRICS
    ]
    return f"| {name} | {' | '.join(cells)} |"


def _row(name: str, result: Iterator[tuple[str, bool, bool]]) -> str:
    rows = list(result)
    groups = [
        [right for group, right, _ in rows if group == group_name] for group_name in ("trained", "unseen")
    ]
    answered = [answered for *_, answered in rows]
    return f"| {name} | {' | '.join(map(_share, [*groups, answered]))} |"


def _share(hits: Sequence[bool]) -> str:
    share = sum(hits) / len(hits)
    low, high = wilson_interval(share, len(hits))
    return f"{100 * share:.1f} [{100 * low:.1f}, {100 * high:.1f}], n = {len(hits)}"


def _ses(*arguments: str) -> None:
    command = [str(Path(sys.executable).with_name("ses")), *arguments]
    subprocess.run(command, check=True, stdout=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())

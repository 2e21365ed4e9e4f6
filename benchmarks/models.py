"""What models score, ours beside lm-eval's own CRUXEval task: the table of docs/results.md.

    python benchmarks/models.py --cruxeval ROWS.jsonl MODEL [MODEL ...]

MODEL is a Hugging Face name or folder. Each pair of a model and a task is one stock `lm_eval` command,
printed before it runs. What has finished is kept under --out and is not run again, down to the single
reply, so an interrupted table goes on where it was. lm-eval's `cruxeval_output` executes what the model
wrote, as it always does.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import shlex
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ses_plugin.metrics import wilson_interval

# lm-eval's own task on a local file, answered once and greedily, as ours are.
PEER = """
include: {stock}
task: cruxeval_output_local
dataset_path: json
dataset_name: null
dataset_kwargs: {{data_files: {{test: {rows}}}}}
repeats: 1
generation_kwargs: {{until: ["[/ANSWER]", "</seed:think>[ANSWER]"], max_gen_toks: 64, do_sample: false}}
"""


@dataclass(frozen=True)
class Job:
    """One task, with what `lm_eval` needs for it."""

    task: str
    options: tuple[str, ...]


def jobs(cruxeval: Path, limit: int, max_gen_toks: int, folder: Path) -> list[Job]:
    """Return the tasks of the table; the peer's file is written to `folder`."""
    package = importlib.util.find_spec("lm_eval")
    assert package is not None
    assert package.origin is not None
    stock = Path(package.origin).parent / "tasks" / "cruxeval" / "cruxeval_output.yaml"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "peer.yaml").write_text(PEER.format(stock=stock, rows=cruxeval))
    chat, metadata = "--apply_chat_template", json.dumps({"ses_cruxeval": str(cruxeval)})
    budget = f"max_gen_toks={max_gen_toks}"
    ours = ("--limit", str(limit), chat, "--gen_kwargs")
    crux = ("--metadata", metadata, chat, "--gen_kwargs")
    return [
        Job("ses_output_pred_direct", (*ours, "max_gen_toks=128")),
        Job("ses_output_pred_cruxeval_direct", (*crux, "max_gen_toks=64")),
        Job("cruxeval_output_local", ("--include_path", str(folder), "--confirm_run_unsafe_code")),
        Job("ses_output_pred", (*ours, budget)),
        Job("ses_output_pred_cruxeval", (*crux, budget)),
    ]


def results(model: str, job: Job, batch_size: str, out: Path) -> dict[str, Any]:
    """Run the job unless it has been run; return lm-eval's results of its task."""
    folder = out / model.strip("/").replace("/", "__") / job.task
    folder.mkdir(parents=True, exist_ok=True)
    if not list(folder.rglob("results_*.json")):
        line = [sys.executable, "-m", "lm_eval", "run", "--model", "hf", "--model_args"]
        line += [f"pretrained={model},dtype=bfloat16,max_length=4096", "--tasks", job.task]
        line += ["--batch_size", batch_size, "--log_samples", "--output_path", str(folder)]
        line += ["--use_cache", str(folder / "replies"), *job.options]
        print("$ " + shlex.join(line), file=sys.stderr, flush=True)
        environment = {**os.environ, "HF_ALLOW_CODE_EVAL": "1"}
        subprocess.run(line, check=True, stdout=subprocess.DEVNULL, env=environment)
    newest = max(folder.rglob("results_*.json"))
    found: dict[str, Any] = json.loads(newest.read_text())["results"][job.task]
    return found


def row(model: str, job: Job, found: dict[str, Any]) -> str:
    """Return one line of the table, in percent."""
    values = {key.split(",")[0]: value for key, value in found.items() if "," in key}
    n = found["sample_len"]
    low, high = wilson_interval(values["pass@1"], n)
    cells = [f"{100 * values['pass@1']:.1f} [{100 * low:.1f}, {100 * high:.1f}]"]
    for name in ("pass@1_easy", "pass@1_medium", "pass@1_hard", "answered", "truncated"):
        value = values.get(name)
        cells.append(f"{100 * value:.1f}" if isinstance(value, float) else "")
    return f"| {Path(model).name} | `{job.task}` | {n} | " + " | ".join(cells) + " |"


def main() -> int:
    """Run what is missing and print the table as Markdown."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("models", nargs="+", metavar="MODEL")
    parser.add_argument("--cruxeval", type=Path, required=True, help="a file in CRUXEval's schema")
    parser.add_argument("--limit", type=int, default=210)
    parser.add_argument("--max_gen_toks", type=int, default=1024, help="for the step-by-step tasks")
    parser.add_argument("--batch_size", default="40")
    parser.add_argument("--tasks", nargs="+", help="only these, in this order")
    parser.add_argument("--out", type=Path, default=Path("results/models"))
    options = parser.parse_args()
    cruxeval = options.cruxeval.resolve()
    table = jobs(cruxeval, options.limit, options.max_gen_toks, options.out.resolve() / "tasks")
    if options.tasks:
        table = [job for task in options.tasks for job in table if job.task == task]
    print("| model | task | n | pass@1 [95 %] | easy | medium | hard | answered | truncated |")
    print("| --- " * 9 + "|")
    for job in table:
        for model in options.models:
            print(row(model, job, results(model, job, options.batch_size, options.out)), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""Reports of real runs: the stock lm_eval on a real server, all tasks in two starts."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from ses_plugin.report.build import build_page_data
from ses_plugin.report.loading import load_runs
from ses_plugin.report.page_data import PageData
from ses_plugin.report.rows import Run
from tests.hosts.report_script import answer
from tests.hosts.scripted_server import serving

TASKS = (
    "ses_self_verify",
    "ses_self_fix",
    "ses_solve",
    "ses_strategy",
    "ses_output_pred",
    "ses_output_pred_direct",
)
ADDED = {"room_won", "majority@4", "random@1"}
"""What a report adds to the metrics of lm-eval's table."""


@pytest.fixture(scope="module")
def reported(
    tmp_path_factory: pytest.TempPathFactory, small_lm_eval: Path
) -> tuple[dict[str, Run], PageData, set[str]]:
    """Run all tasks; return the runs, the report, and the prompts that the server got."""
    folder = tmp_path_factory.mktemp("report")
    with serving(answer) as server:
        options = {"ses_k": 3, "ses_turns": 3, "ses_samples": 4, "ses_max_tokens": 500}
        _lm_eval(folder / "all", small_lm_eval, server.base, ",".join(TASKS), options)
        pool = next((folder / "all").rglob("samples_ses_solve_*.jsonl"))
        _lm_eval(
            folder / "verify", small_lm_eval, server.base, "ses_verify", {"ses_k": 4, "ses_pool": str(pool)}
        )
        prompts = {request["messages"][-1]["content"] for request in server.asked}
    groups = [load_runs(folder / "all"), load_runs(folder / "verify")]
    runs = {run.task: run for group in groups for run in group}
    return runs, build_page_data(groups), prompts


def _lm_eval(out: Path, package: Path, base: str, tasks: str, options: dict[str, Any]) -> None:
    model_args = f"model=scripted,base_url={base}/chat/completions,num_concurrent=8"
    command = [
        *(sys.executable, "-m", "lm_eval", "run", "--model", "local-chat-completions"),
        *("--model_args", model_args, "--tasks", tasks, "--limit", "6", "--apply_chat_template"),
        *("--metadata", json.dumps(options), "--output_path", str(out), "--log_samples"),
        "--confirm_run_unsafe_code",
    ]
    environment = {**os.environ, "HF_HUB_OFFLINE": "1", "PYTHONPATH": str(package)}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=900, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_number_of_lm_evals_table_is_in_the_report(reported: Any) -> None:
    runs, data, _ = reported
    assert set(runs) == {*TASKS, "ses_verify"}
    for entry in data["runs"]:
        table = {
            name: value
            for name, value in runs[entry["task"]].reported.items()
            if not name.endswith("_stderr")
        }
        numbers = {metric["name"]: metric["value"] for metric in entry["metrics"]}
        assert len(table) > 3
        assert set(numbers) == set(table) | (ADDED & set(numbers)) | _extra(entry["task"], numbers)
        for name, value in table.items():
            assert numbers[name] == pytest.approx(value), (entry["task"], name)


def _extra(task: str, numbers: dict[str, Any]) -> set[str]:
    """A selection by a strategy has more metrics in a report than in lm-eval's table."""
    return set(numbers) if task == "ses_strategy" else set()


def test_the_numbers_of_a_strategys_selection_are_those_of_its_answers(reported: Any) -> None:
    _, data, _ = reported
    entry = next(entry for entry in data["runs"] if entry["task"] == "ses_strategy")
    numbers = {metric["name"]: metric["value"] for metric in entry["metrics"]}
    assert numbers["random@1"] <= numbers["pass@3"]
    assert numbers["best@3_simulate"] == pytest.approx(numbers["best@3_exec"] - numbers["simulation_gap"])


def test_intervals_hold_their_values_and_are_near_lm_evals_errors(reported: Any) -> None:
    runs, data, _ = reported
    for entry in data["runs"]:
        for metric in entry["metrics"]:
            if metric["low"] is None:
                continue
            assert metric["low"] - 1e-6 <= metric["value"] <= metric["high"] + 1e-6, metric
            stderr = runs[entry["task"]].reported.get(f"{metric['name']}_stderr")
            if stderr and metric["n"] == 6:
                width = (metric["high"] - metric["low"]) / (2 * 1.96)
                assert 0.4 * stderr < width < 1.6 * stderr, (entry["task"], metric, stderr)


def test_prompts_are_those_that_the_server_got(reported: Any) -> None:
    runs, _, prompts = reported
    shown = []
    for run in runs.values():
        assert not any("prompts are not shown" in note for note in run.notes), run.notes
        for problem in run.problems:
            for candidate in (*problem.candidates, *(problem.oracle or ())):
                votes = [vote for cell in candidate.cells for vote in cell.votes]
                shown += [candidate.prompt, *(vote.prompt for vote in votes)]
        shown += [reply.prompt for instance in run.instances for reply in instance.replies]
    kept = {prompt for prompt in shown if prompt is not None}
    assert len(kept) > 50
    assert kept <= prompts


def test_settings_name_the_data_the_prompts_and_the_seeds(reported: Any) -> None:
    runs, _, _ = reported
    settings = runs["ses_self_verify"].settings
    assert settings["prompts"] == "v1"
    assert (settings["ses_k"], settings["limit"], settings["random_seed"]) == (3, 6, 0)
    assert settings["problems"] == 6
    assert runs["ses_output_pred"].model == "scripted"


def test_charts_of_each_kind_of_task(reported: Any) -> None:
    _, data, _ = reported
    charts = {entry["task"]: [chart["id"] for chart in entry["charts"]] for entry in data["runs"]}
    assert {"best_at_k", "simulation_gap", "room_won", "reliability", "risk_coverage", "verdicts"} <= set(
        charts["ses_self_verify"]
    )
    assert {"transitions", "turns", "turns_used", "stop_reasons"} <= set(charts["ses_self_fix"])
    assert {"by_trace_length", "by_level", "pass_at_k", "outcomes"} <= set(charts["ses_output_pred"])
    json.dumps(data, allow_nan=False)

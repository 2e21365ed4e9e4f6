"""A real model: SmolLM2-135M-Instruct through `hf`, and behind a real OpenAI-compatible server."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.hosts.conftest import LmEval


def test_smollm2_through_hf(lm_eval: LmEval, smollm2: Path) -> None:
    done = lm_eval(
        *("--model", "hf", "--device", "cpu", "--batch_size", "2"),
        *("--model_args", f"pretrained={smollm2.parent},gguf_file={smollm2.name},dtype=float32"),
        *("--tasks", "ses_output_pred", "--limit", "2", "--gen_kwargs", "max_gen_toks=48"),
        *("--apply_chat_template", "--num_fewshot", "1"),
    )
    assert done.status == 0, done.text
    assert "|ses_output_pred|" in done.text
    replies = [row["resps"][0][0] for row in done.samples["ses_output_pred"]]
    assert all(len(reply.split()) > 3 for reply in replies), replies


@pytest.fixture(scope="module")
def server(tiny_model: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """`transformers serve` on a free port of this machine; its base address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log = tmp_path_factory.mktemp("server") / "log"
    command = [str(Path(sys.executable).with_name("transformers")), "serve", str(tiny_model)]
    with log.open("w") as sink:
        process = subprocess.Popen(
            [*command, "--host", "127.0.0.1", "--port", str(port), "--device", "cpu"],
            env={**os.environ, "HF_HUB_OFFLINE": "1"},
            stdout=sink,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        _wait_for(f"http://127.0.0.1:{port}/health", process, log)
        yield f"http://127.0.0.1:{port}"
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _wait_for(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + 1200
    while time.monotonic() < until:
        if process.poll() is not None:
            break
        try:
            urllib.request.urlopen(address, timeout=2).close()
            return
        except (urllib.error.URLError, OSError):
            time.sleep(0.5)
    pytest.fail(f"the server did not start:\n{log.read_text()}")


def test_an_openai_compatible_server(lm_eval: LmEval, server: str, tiny_model: Path) -> None:
    done = lm_eval(
        *("--model", "local-chat-completions", "--apply_chat_template"),
        "--model_args",
        f"model={tiny_model},base_url={server}/v1/chat/completions,tokenizer_backend=None,num_concurrent=2",
        *("--tasks", "ses_output_pred_direct", "--limit", "2", "--gen_kwargs", "max_gen_toks=16"),
        *("--metadata", '{"ses_samples": 3}'),
    )
    assert done.status == 0, done.text
    assert done.results["ses_output_pred_direct"]["pass@1,none"] == 0.0
    replies = [reply for (reply,) in done.samples["ses_output_pred_direct"][0]["resps"]]
    assert len(set(replies)) == 3, "every sample has a seed of its own"


SOLVING = ("ses_solve", "ses_self_verify", "ses_self_fix")


def test_solving_through_hf_and_again_from_its_recording(
    lm_eval: LmEval, tiny_model: Path, tmp_path: Path
) -> None:
    recording = tmp_path / "run.jsonl"
    common = [
        *("--tasks", ",".join(SOLVING), "--limit", "2", "--gen_kwargs", "max_gen_toks=12"),
        *(
            "--metadata",
            f"ses_k=2,ses_samples=2,ses_turns=2,ses_direct=1,ses_record={recording}",
        ),
        *("--confirm_run_unsafe_code", "--batch_size", "4"),
    ]
    done = lm_eval("--model", "hf", "--device", "cpu", "--model_args", f"pretrained={tiny_model}", *common)
    assert done.status == 0, done.text
    assert recording.read_text().count('"role": "solve"') == 6
    again = lm_eval("--model", "dummy", *common)
    assert again.status == 0, again.text
    for task in SOLVING:
        assert again.results[task] == done.results[task]


def test_solving_behind_a_server(lm_eval: LmEval, server: str, tiny_model: Path) -> None:
    done = lm_eval(
        *("--model", "local-chat-completions", "--apply_chat_template"),
        "--model_args",
        f"model={tiny_model},base_url={server}/v1/chat/completions,tokenizer_backend=None,eos_string=<|end|>",
        *("--tasks", "ses_self_verify,ses_self_fix", "--limit", "1", "--gen_kwargs", "max_gen_toks=12"),
        *("--metadata", "ses_k=2,ses_turns=2", "--confirm_run_unsafe_code"),
    )
    assert done.status == 0, done.text
    assert done.results["ses_self_verify"]["calls,none"] >= 2.0

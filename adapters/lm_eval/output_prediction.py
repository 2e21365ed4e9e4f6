"""The output prediction tasks: prompt, answer, score."""

from __future__ import annotations

from typing import Any

from lm_eval.api.instance import Instance as Request

from ses_plugin.adapters.lm_eval import clustered_stderr, cut_reasoning, error_display, round_batching
from ses_plugin.adapters.lm_eval.options import declare_used_options, parse_task_options
from ses_plugin.adapters.lm_eval.request_keys import KeyedRequestsTask
from ses_plugin.datasets.features import DIFFICULTIES
from ses_plugin.datasets.instances import Instance, instance_from_row
from ses_plugin.extraction import (
    AnswerStatus,
    ExtractedAnswer,
    extract_answer,
    format_answer,
    reasoning_mark_opened_by,
)
from ses_plugin.metrics import pass_at_k
from ses_plugin.prompts import output_prediction_prompt

error_display.install_error_display()
round_batching.install_sample_requests()

_SAMPLING = {"do_sample": True, "temperature": 1.0, "top_p": 0.95}  # the paper's, for Qwen models


def format_step_by_step_prompt(doc: dict[str, Any]) -> str:
    """Return the prompt that asks for a simulation and then the output."""
    instance = instance_from_row(doc)
    return output_prediction_prompt(instance.program, instance.input)


def format_direct_prompt(doc: dict[str, Any]) -> str:
    """Return the prompt that asks for the output alone."""
    instance = instance_from_row(doc)
    return output_prediction_prompt(instance.program, instance.input, direct=True)


def step_by_step_target(doc: dict[str, Any]) -> str:
    """Return a right answer; for a few-shot example with its simulation."""
    instance = instance_from_row(doc)
    return f"{instance.explanation}\n\n{format_answer(instance.output)}".lstrip()


def direct_target(doc: dict[str, Any]) -> str:
    """Return a right answer."""
    return format_answer(instance_from_row(doc).output)


class OutputPredictionTask(KeyedRequestsTask):
    """An output prediction task, from a YAML file that names data, prompt and target.

    `--metadata ses_samples=N`, or `repeats: N` in the file, samples N answers per instance and adds pass@N.
    Every metric comes with a standard error clustered by program: lm-eval overwrites the one that it
    computes itself, which takes instances as independent, by the metric of the same name with `_stderr`.
    """

    output_alone = False
    """Whether the model was asked for nothing but the output, so that a reply without tags is one."""

    opened = False
    """Whether the model's chat template begins the reasoning."""

    def __init__(self, config: dict[str, Any]) -> None:
        config = {key: value for key, value in config.items() if key != "class"}
        metadata = config.get("metadata") or {}
        declare_used_options(metadata, ["samples"])
        self.samples = parse_task_options(metadata).samples or int(config.pop("repeats", None) or 1)
        config["repeats"] = 1  # as many requests instead of copies of one: see `sampling`
        if self.samples > 1:
            config["generation_kwargs"] = {**config["generation_kwargs"], **_SAMPLING}
        config["metric_list"] = clustered_stderr.metric_list(self.metrics(), {"truncated"})
        # Else lm-eval looks for metrics of its own.
        config["process_results"] = f"{__name__}.OutputPredictionTask"
        super().__init__(config=config)
        if self.samples > 1:
            self.OUTPUT_TYPE = round_batching.SAMPLE_REQUEST_TYPE  # lm-eval pads ranks by this

    def metrics(self) -> list[str]:
        """Return the names of the metrics, in the order of the table."""
        overall = ["pass@1"] if self.samples == 1 else ["pass@1", f"pass@{self.samples}"]
        return [*overall, *(f"pass@1_{name}" for name in DIFFICULTIES), "answered", "truncated"]

    def construct_requests(self, doc: dict[str, Any], ctx: Any, **kwargs: Any) -> Any:
        """Return one request, or one for each sample."""
        cut_reasoning.install_cut_reasoning()
        self.opened = isinstance(ctx, str) and bool(reasoning_mark_opened_by(ctx))
        if self.samples == 1:
            return super().construct_requests(doc, ctx, **kwargs)
        generation = dict(self.config.generation_kwargs or {})
        generation["do_sample"] = True  # else lm-eval's cache would take the samples for one
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
        """Return the instance's value for each metric, and with its cluster for each standard error."""
        if "bypass" in self._metric_fn_list:  # --predict_only
            return {"bypass": 999}
        instance = instance_from_row(doc)
        return clustered_stderr.clustered_result(
            self.metrics(), self._values(instance, results), instance.cluster
        )

    def _values(self, instance: Instance, results: list[str]) -> dict[str, float]:
        limit = clustered_stderr.token_limit(self.config.generation_kwargs)
        answers = [self._answer(text, limit) for text in results]
        right = sum(a.status is AnswerStatus.ANSWERED and instance.accepts(a.text) for a in answers)
        n = len(answers)
        values = {
            "pass@1": right / n,
            "answered": sum(a.status is AnswerStatus.ANSWERED for a in answers) / n,
            "truncated": sum(a.status is AnswerStatus.TRUNCATED for a in answers) / n,
        }
        if self.samples > 1:
            values[f"pass@{self.samples}"] = pass_at_k(n, right, min(self.samples, n))
        values[f"pass@1_{instance.difficulty}"] = values["pass@1"]
        return values

    def _answer(self, text: str | None, limit: int | None) -> ExtractedAnswer:
        if isinstance(text, cut_reasoning.OnlyReasoning):
            return ExtractedAnswer(AnswerStatus.TRUNCATED)
        return extract_answer(text or "", limit, bare=self.output_alone, opened=self.opened)


class DirectOutputPredictionTask(OutputPredictionTask):
    """An output prediction task without reasoning."""

    output_alone = True

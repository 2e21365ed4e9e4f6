"""The lm-eval model `ses`: another model, whose answers to coding problems are verified or repaired first.

Stock tasks run with it as they are. A request that shows a problem with examples is answered by a
strategy, all requests of a call in lockstep; every other one goes to the wrapped model as it is.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Sequence
from typing import Any

import lm_eval.models  # noqa: F401 - lm-eval registers its own models only while there are none
from lm_eval.api.instance import Instance
from lm_eval.api.model import LM, CacheHook
from lm_eval.api.registry import get_model, model_registry
from lm_eval.utils import simple_parse_args_string

from ses_plugin import drivers
from ses_plugin.adapters.lm_eval import error_display
from ses_plugin.adapters.lm_eval.model_report import ModelReport, report_line, summarize_run
from ses_plugin.adapters.lm_eval.options import BASE_OPTION, ModelOptions, split_model_args
from ses_plugin.adapters.lm_eval.request_parsing import ParsedRequest, parse_instance
from ses_plugin.adapters.lm_eval.round_batching import behind_cache
from ses_plugin.adapters.lm_eval.strategy_requests import RoundBackend, simulator_model
from ses_plugin.drivers import RecordingBackend, run_lockstep
from ses_plugin.errors import UsageError
from ses_plugin.service.option_fields import MODEL_ARGS, OPTION_PREFIX
from ses_plugin.service.request import Passthrough
from ses_plugin.strategies import SamplingParams
from ses_plugin.usage.limits import with_usage
from ses_plugin.usage.usage import UsageByRole

error_display.install_error_display()

_LOG = logging.getLogger("lm_eval.models.ses")  # among lm-eval's loggers, the only ones its command shows


def _of_base(name: str) -> property:
    """Return a property that is `base`'s, for what `LM` has itself, so that `__getattr__` is not asked."""
    return property(lambda self: getattr(self.base, name), doc=f"That of `base`: {name}.")


class SesLM(LM):  # type: ignore[misc]  # lm-eval has no types
    """The model `base` behind a strategy. What lm-eval asks of a model otherwise is asked of `base`."""

    rank = _of_base("rank")
    world_size = _of_base("world_size")
    device = _of_base("device")
    all_gather = _of_base("all_gather")
    gather_object = _of_base("gather_object")
    barrier = _of_base("barrier")
    apply_chat_template = _of_base("apply_chat_template")
    chat_template = _of_base("chat_template")
    tokenizer_name = _of_base("tokenizer_name")

    def __init__(self, base: LM, options: ModelOptions | None = None) -> None:
        super().__init__()
        self.base, self.options = base, options or ModelOptions()
        self._raw_requests: dict[str, Any] = {}
        self._models = RoundBackend(base, simulator_model(self.options), None, self._raw_requests)
        self._backend: drivers.Backend = self._models
        self._requests: Counter[str] = Counter()
        self._report = ModelReport(self.options.report, base.rank, base.world_size)
        if (path := self.options.record) is not None:
            if base.world_size > 1:  # one that goes on from a recording would not keep up with the others
                label = MODEL_ARGS.label("record", path)
                raise UsageError(f"{label}: give it to a run in one process")
            self._backend = RecordingBackend(self._models, path)

    @classmethod
    def create_from_arg_string(
        cls, arg_string: str, additional_config: dict[str, Any] | None = None
    ) -> SesLM:
        """Return the model from `--model_args` as a text, in which arguments are parted by commas."""
        _, options = split_model_args(simple_parse_args_string(arg_string))
        theirs = ",".join(
            part for part in arg_string.split(",") if not part.strip().startswith(OPTION_PREFIX)
        )
        return cls(_model_class(options.base).create_from_arg_string(theirs, additional_config), options)

    @classmethod
    def create_from_arg_obj(
        cls, arg_dict: dict[str, Any], additional_config: dict[str, Any] | None = None
    ) -> SesLM:
        """Return the model from `--model_args` as a dictionary."""
        theirs, options = split_model_args(arg_dict)
        return cls(_model_class(options.base).create_from_arg_obj(theirs, additional_config), options)

    def generate_until(self, requests: Sequence[Instance]) -> list[str]:
        """Return the answer to each request, in the form that its task runs."""
        parsed = self._parse(requests)
        plain = [
            request for request, one in zip(requests, parsed, strict=True) if isinstance(one, Passthrough)
        ]
        texts = iter(self._models.forward(plain))
        solved = iter(self._solve([one for one in parsed if isinstance(one, ParsedRequest)]))
        out = []
        for request, one in zip(requests, parsed, strict=True):
            if isinstance(one, Passthrough):
                self._report.plain(request, one)
                out.append(next(texts))
            else:
                answer, ledger = next(solved)
                self._report.solved(request, one.solve_request, answer, ledger)
                out.append(answer.replies[0] if answer.replies else "")
        self._requests.update(one.reason if isinstance(one, Passthrough) else "" for one in parsed)
        self._report.write()
        _LOG.info(report_line(self._summary()))
        return out

    def _parse(self, requests: Sequence[Instance]) -> list[ParsedRequest | Passthrough]:
        """Return what is to be done with each request; a task may have the same one several times."""
        most, repeats = _most_tokens(self.base), Counter[tuple[Any, ...]]()
        out = []
        for request in requests:
            same = request.task_name, request.doc_id, request.idx
            out.append(parse_instance(request, self.options.solving, most, repeats[same]))
            repeats[same] += 1
        return out

    def _solve(self, parsed: list[ParsedRequest]) -> list[tuple[Any, UsageByRole]]:
        """Return the answer to each problem, and what it took."""
        self._raw_requests.update({one.solve_request.source.chat_request: one.raw for one in parsed})
        flows = [with_usage(one.solve_request.flow()) for one in parsed]
        # lm-eval's cache would take one of our calls for the answer, where both have the same arguments.
        self.base.set_cache_hook(CacheHook(None))
        try:
            answers = run_lockstep(flows, self._backend)
            self._models.finish()
        finally:
            self.base.set_cache_hook(self.cache_hook)
            self._raw_requests.clear()
        return answers

    def get_model_info(self) -> dict[str, Any]:
        """Return what lm-eval writes beside the results: that of `base`, and what was done and spent here."""
        info = self.base.get_model_info() if hasattr(self.base, "get_model_info") else {}
        return {**info, "ses": self._summary()}

    def _summary(self) -> dict[str, Any]:
        return summarize_run(self.options.solving, self._requests, self._models.traffic)

    def loglikelihood(self, requests: list[Instance]) -> list[tuple[float, bool]]:
        """Return those of `base`."""
        out: list[tuple[float, bool]] = self.base.loglikelihood(requests)
        return out

    def loglikelihood_rolling(self, requests: list[Instance]) -> list[float]:
        """Return those of `base`."""
        out: list[float] = self.base.loglikelihood_rolling(requests)
        return out

    def ses_rollout(self, requests: list[Instance]) -> list[str]:
        """Answer a task of ours, which runs a strategy of its own, by `base`."""
        out: list[str] = self.base.ses_rollout(requests)
        return out

    def ses_sample(self, requests: list[Instance]) -> list[str]:
        """Answer a task of ours by `base`."""
        out: list[str] = self.base.ses_sample(requests)
        return out

    def set_cache_hook(self, cache_hook: CacheHook) -> None:
        """Have `base` keep its answers in lm-eval's cache as they come."""
        super().set_cache_hook(cache_hook)
        self.base.set_cache_hook(cache_hook)

    def __getattr__(self, name: str) -> Any:
        if name == "base":  # of an object that is being copied
            raise AttributeError(name)
        return getattr(self.base, name)


def register_ses_model() -> None:
    """Make lm-eval know the model, where neither the start-up hook nor an entry point has."""
    if "ses" not in model_registry:
        model_registry.register("ses", target=SesLM)


def _model_class(name: str) -> type[LM]:
    if name == "ses":
        raise UsageError(f"--model_args {BASE_OPTION}=ses: name another model than this one")
    try:
        found: type[LM] = get_model(name)
    except ValueError as error:
        raise UsageError(f"--model_args {BASE_OPTION}={name}: {error}") from error
    return found


def _most_tokens(lm: LM) -> int:
    """Return how many tokens a prediction or a repair may have: half of what the model can hold, if known."""
    paper = SamplingParams().max_tokens
    if vars(behind_cache(lm)).get("tokenizer") is None:  # lm-eval counts no tokens, and its number is a guess
        return paper
    return min(paper, int(getattr(lm, "max_length", 2 * paper)) // 2)

"""The lm-eval model `ses`: wraps another model and verifies or repairs its answers to coding problems.

It runs stock tasks unchanged. A request with a problem and examples is answered by a strategy, all requests
of a call in lockstep; any other request is forwarded to the wrapped model unchanged. Its report is a summary
for lm-eval's results and log, and a file with a row per request.
"""

from __future__ import annotations

import contextlib
import json
import logging
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import lm_eval.models  # noqa: F401 - lm-eval registers its own models only while there are none
from lm_eval.api.instance import Instance
from lm_eval.api.model import LM, CacheHook
from lm_eval.api.registry import get_model, model_registry
from lm_eval.utils import simple_parse_args_string

from ses_plugin import drivers
from ses_plugin.adapters.lm_eval import task_base
from ses_plugin.adapters.lm_eval.options import BASE_OPTION, ModelOptions, split_model_args
from ses_plugin.adapters.lm_eval.request_parsing import ParsedRequest, parse_instance
from ses_plugin.adapters.lm_eval.round_batching import behind_cache
from ses_plugin.adapters.lm_eval.strategy_requests import RoundBackend, simulator_model
from ses_plugin.drivers import run_lockstep
from ses_plugin.errors import UsageError
from ses_plugin.files import check_output, write_output
from ses_plugin.service.option_fields import MODEL_ARGS, OPTION_PREFIX
from ses_plugin.service.options import SolveOptions
from ses_plugin.service.request import Passthrough, SolveRequest, build_report, passthrough_report
from ses_plugin.service.solve import SolveResponse
from ses_plugin.strategies import SamplingParams
from ses_plugin.transcript import RecordingBackend
from ses_plugin.usage import RoleUsage, UsageByRole, UsageTracker, with_usage

task_base.install_error_display()

_LOG = logging.getLogger("lm_eval.models.ses")  # among lm-eval's loggers, the only ones its command shows


def _base_property(name: str) -> property:
    """Return a property that forwards to `base`. `__getattr__` is not called for attributes that `LM` has."""
    return property(lambda self: getattr(self.base, name), doc=f"The attribute `{name}` of `base`.")


class SesLM(LM):  # type: ignore[misc]  # lm-eval has no types
    """The model `base` with a strategy. All but `generate_until` is forwarded to `base`."""

    rank = _base_property("rank")
    world_size = _base_property("world_size")
    device = _base_property("device")
    all_gather = _base_property("all_gather")
    gather_object = _base_property("gather_object")
    barrier = _base_property("barrier")
    apply_chat_template = _base_property("apply_chat_template")
    chat_template = _base_property("chat_template")
    tokenizer_name = _base_property("tokenizer_name")

    def __init__(self, base: LM, options: ModelOptions | None = None) -> None:
        super().__init__()
        self.base, self.options = base, options or ModelOptions()
        self._raw_requests: dict[str, Any] = {}
        self._round_backend = RoundBackend(base, simulator_model(self.options), None, self._raw_requests)
        self._backend: drivers.Backend = self._round_backend
        self._requests: Counter[str] = Counter()
        self._report = ModelReport(self.options.report, base.rank, base.world_size)
        if (path := self.options.record) is not None:
            if base.world_size > 1:  # a process that replays would make fewer calls than the others
                label = MODEL_ARGS.label("record", path)
                raise UsageError(f"{label}: only a run in one process can be recorded; leave it out")
            self._backend = RecordingBackend(self._round_backend, path)

    @classmethod
    def create_from_arg_string(
        cls, arg_string: str, additional_config: dict[str, Any] | None = None
    ) -> SesLM:
        """Return the model from `--model_args` as a text of comma-separated arguments."""
        _, options = split_model_args(simple_parse_args_string(arg_string))
        base_args = ",".join(
            part for part in arg_string.split(",") if not part.strip().startswith(OPTION_PREFIX)
        )
        return cls(_model_class(options.base).create_from_arg_string(base_args, additional_config), options)

    @classmethod
    def create_from_arg_obj(
        cls, arg_dict: dict[str, Any], additional_config: dict[str, Any] | None = None
    ) -> SesLM:
        """Return the model from `--model_args` as a dictionary."""
        base_args, options = split_model_args(arg_dict)
        return cls(_model_class(options.base).create_from_arg_obj(base_args, additional_config), options)

    def generate_until(self, requests: Sequence[Instance]) -> list[str]:
        """Return the answer to each request, in the form that its task executes."""
        parsed = self._parse(requests)
        passthroughs = [
            request for request, item in zip(requests, parsed, strict=True) if isinstance(item, Passthrough)
        ]
        texts = iter(self._round_backend.forward(passthroughs))
        solved = iter(self._solve([item for item in parsed if isinstance(item, ParsedRequest)]))
        answers = []
        for request, item in zip(requests, parsed, strict=True):
            if isinstance(item, Passthrough):
                self._report.add_passthrough(request, item)
                answers.append(next(texts))
            else:
                response, usage = next(solved)
                self._report.add_solved(request, item.solve_request, response, usage)
                answers.append(response.replies[0] if response.replies else "")
        self._requests.update(item.reason if isinstance(item, Passthrough) else "" for item in parsed)
        self._report.write()
        _LOG.info(report_line(self._summary()))
        return answers

    def _parse(self, requests: Sequence[Instance]) -> list[ParsedRequest | Passthrough]:
        """Return the parsed requests; a task may have equal ones, which get different seeds."""
        max_tokens, repeats = _default_max_tokens(self.base), Counter[tuple[Any, ...]]()
        parsed = []
        for request in requests:
            key = request.task_name, request.doc_id, request.idx
            parsed.append(parse_instance(request, self.options.solving, max_tokens, repeats[key]))
            repeats[key] += 1
        return parsed

    def _solve(self, parsed: list[ParsedRequest]) -> list[tuple[Any, UsageByRole]]:
        """Return the response to each problem, and the usage of each role."""
        self._raw_requests.update({item.solve_request.source.chat_request: item.raw for item in parsed})
        flows = [with_usage(item.solve_request.flow()) for item in parsed]
        # One of our calls may have the arguments of a task's request: it must not be cached as the answer.
        self.base.set_cache_hook(CacheHook(None))
        try:
            responses = run_lockstep(flows, self._backend)
            self._round_backend.finish()
        finally:
            self.base.set_cache_hook(self.cache_hook)
            self._raw_requests.clear()
        return responses

    def get_model_info(self) -> dict[str, Any]:
        """Return the data that lm-eval adds to the results: those of `base`, and our summary."""
        info = self.base.get_model_info() if hasattr(self.base, "get_model_info") else {}
        return {**info, "ses": self._summary()}

    def _summary(self) -> dict[str, Any]:
        return summarize_run(self.options.solving, self._requests, self._round_backend.tracker)

    def loglikelihood(self, requests: list[Instance]) -> list[tuple[float, bool]]:
        """Return the log-likelihoods of `base`."""
        answers: list[tuple[float, bool]] = self.base.loglikelihood(requests)
        return answers

    def loglikelihood_rolling(self, requests: list[Instance]) -> list[float]:
        """Return the log-likelihoods of `base`."""
        answers: list[float] = self.base.loglikelihood_rolling(requests)
        return answers

    def ses_run_strategy(self, requests: list[Instance]) -> list[str]:
        """Forward the requests of our tasks, which run strategies themselves, to `base`."""
        answers: list[str] = self.base.ses_run_strategy(requests)
        return answers

    def ses_sample(self, requests: list[Instance]) -> list[str]:
        """Forward the requests of our tasks to `base`."""
        answers: list[str] = self.base.ses_sample(requests)
        return answers

    def set_cache_hook(self, cache_hook: CacheHook) -> None:
        """Set the hook by which `base` writes its answers to lm-eval's cache."""
        super().set_cache_hook(cache_hook)
        self.base.set_cache_hook(cache_hook)

    def __getattr__(self, name: str) -> Any:
        if name == "base":  # the object is being copied and has no attributes yet
            raise AttributeError(name)
        return getattr(self.base, name)


def register_ses_model() -> None:
    """Register the model with lm-eval, unless the start-up hook or an entry point did."""
    if "ses" not in model_registry:
        model_registry.register("ses", target=SesLM)


def _model_class(name: str) -> type[LM]:
    if name == "ses":
        raise UsageError(f"--model_args {BASE_OPTION}=ses: the model can't wrap itself; name another one")
    try:
        model_class: type[LM] = get_model(name)
    except ValueError as error:
        raise UsageError(f"--model_args {BASE_OPTION}={name}: {error}") from error
    return model_class


def _default_max_tokens(lm: LM) -> int:
    """Return the limit of a prediction or a fix: at most half of the model's context, if that is known."""
    paper = SamplingParams().max_tokens
    if vars(behind_cache(lm)).get("tokenizer") is None:  # without a tokenizer, `max_length` is a guess
        return paper
    return min(paper, int(getattr(lm, "max_length", 2 * paper)) // 2)


_OPTION = "--model_args ses_report"
_BEGINNING = re.compile(rb'\{"task": (?:null|"[^"]*"), "doc_id": ')
"""The beginning of a report: {"task": "humaneval", "doc_id": 0, ..."""


class ModelReport:
    """A report file with a JSON line for each request; without a `path`, nothing is written.

    In a distributed run each process writes its own file. Raises UsageError at once if the file can't be
    written, or if it exists and is not such a report.
    """

    def __init__(self, path: Path | None, rank: int, world_size: int) -> None:
        self._path = path
        if path is not None and world_size > 1:
            self._path = path.with_name(f"{path.stem}_rank{rank}{path.suffix}")
        if self._path is not None:
            with contextlib.suppress(OSError):  # `check_output` reports the error
                self._path.parent.mkdir(parents=True, exist_ok=True)
            check_output(self._path, f"{_OPTION}=", _BEGINNING.match)
            write_output(self._path, f"{_OPTION}=", "")
        self._rows: list[dict[str, Any]] = []

    def add_passthrough(self, request: Instance, passthrough: Passthrough) -> None:
        """Add a request that the plain model answered."""
        self._add_row(request, passthrough_report(passthrough))

    def add_solved(
        self, request: Instance, solve_request: SolveRequest, response: SolveResponse, usage: UsageByRole
    ) -> None:
        """Add a request that was solved."""
        roles = {
            role: RoleUsage(role_usage.calls + role_usage.failed, usage=role_usage)
            for role, role_usage in usage.items()
        }
        report = build_report(solve_request, response, UsageTracker(roles=roles))
        # Rounds are shared by all requests, so they are none of one request's.
        self._add_row(request, {name: value for name, value in report.items() if name != "rounds"})

    def write(self) -> None:
        """Write all rows."""
        if self._path is not None:
            write_output(self._path, f"{_OPTION}=", "".join(f"{json.dumps(row)}\n" for row in self._rows))

    def _add_row(self, request: Instance, row: Mapping[str, Any]) -> None:
        if self._path is not None:
            self._rows.append({"task": request.task_name, "doc_id": request.doc_id, **row})


def summarize_run(
    options: SolveOptions, requests: Mapping[str, int], tracker: UsageTracker
) -> dict[str, Any]:
    """Return the numbers of requests, the reasons of passthroughs, and the usage, as plain data.

    `requests` has the number of requests by the reason for a passthrough; "" for solved requests.
    """
    passthrough = {reason: number for reason, number in requests.items() if reason}
    counts = {
        "solved": requests.get("", 0),
        "passthrough": sum(passthrough.values()),
        "passthrough_reasons": passthrough,
    }
    return {"options": asdict(options), "requests": counts, **tracker.to_row()}


def report_line(row: Mapping[str, Any]) -> str:
    """Return the summary of a run in one line."""
    requests = row["requests"]
    parts = [f"{row['options']['strategy']}: {requests['solved']} requests solved"]
    parts += [
        f"{number} answered by the plain model ({reason})"
        for reason, number in requests["passthrough_reasons"].items()
    ]
    parts.append(f"rounds: {row['rounds']}")
    for role, counts in row["roles"].items():
        role_usage = counts["usage"]
        tokens = "tokens not known"
        if role_usage["completion_tokens"] is not None:
            tokens = f"{role_usage['prompt_tokens']} tokens read, {role_usage['completion_tokens']} written"
        parts.append(f"{role}: {role_usage['calls']} {'runs' if role == 'execute' else f'calls, {tokens}'}")
    return "; ".join(parts)

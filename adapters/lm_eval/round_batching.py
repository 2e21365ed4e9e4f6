"""Answers a round of sample requests by one call of an lm-eval model, in any number of processes.

The request type `ses_sample` gives each sample of a plain task a different seed.
"""

from __future__ import annotations

import copy
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from typing import Any

from lm_eval.api.instance import Instance
from lm_eval.api.model import LM, CachingLM

from ses_plugin.errors import UsageError
from ses_plugin.extraction import reasoning_mark_opened_by
from ses_plugin.strategies.flow import (
    Completions,
    RequestFailed,
    Response,
    Role,
    SampleRequest,
    SamplingParams,
)

STRATEGY_REQUEST_TYPE = "ses_run_strategy"
"""The name of the request type and of the method of lm-eval's models that answers it."""

ALL_FINISHED: list[Response] = []
"""The response to a round in which all processes have finished."""

_PADDING_REQUEST = SampleRequest(".", Role.SOLVE, SamplingParams(temperature=0.0, max_tokens=1))
"""The request of a process that has none in a round in which others have some."""

SAMPLE_REQUEST_TYPE = "ses_sample"


@dataclass(frozen=True, slots=True)
class SimulatorModel:
    """Another lm-eval model: its `--model` name and `--model_args`."""

    name: str
    arguments: str = ""

    def load(self) -> Any:
        """Return the model, created once. Raises UsageError if lm-eval can't create it."""
        return _load_simulator(self)


@cache
def _load_simulator(simulator: SimulatorModel) -> Any:
    import lm_eval.models  # noqa: F401 - registers them
    from lm_eval.api.registry import get_model

    try:
        return get_model(simulator.name).create_from_arg_string(simulator.arguments)
    except (KeyError, ValueError, TypeError, OSError) as error:
        raise UsageError(
            f"ses_simulator={simulator.name}, ses_simulator_args={simulator.arguments!r}: "
            f"lm-eval can't make this model ({type(error).__name__}: {error})"
        ) from error


@dataclass(frozen=True, slots=True)
class RawRequest:
    """A request to an lm-eval model: its context (a text, or a chat's rendering) and generation settings."""

    context: Any
    settings: Mapping[str, Any]


def greedy_key(request: SampleRequest) -> tuple[Any, ...] | None:
    """Return a key that equal greedy requests share; None for a request with random sampling."""
    return (
        (request.prompt, request.chat_request, request.sampling)
        if request.sampling.temperature == 0
        else None
    )


class BatchedModel:
    """Answers rounds of sample requests with one model, in one call for each round.

    Args:
        lm: The lm-eval model.
        chat: Whether prompts are rendered by its chat template; None: if it has one.
        raw_requests: The requests that samples refer to by `SampleRequest.chat_request`.
        settings: Generation settings of all other requests except predictions.
    """

    def __init__(
        self,
        lm: Any,
        chat: bool | None,
        raw_requests: Mapping[str, RawRequest] | None = None,
        settings: Mapping[str, Any] | None = None,
    ) -> None:
        self._lm, self._raw_requests = lm, {} if raw_requests is None else raw_requests
        self._settings = settings or {}
        self._chat = is_a(lm, "LocalChatCompletion") or (_has_template(lm) if chat is None else chat)
        self._first_seed = first_seed(lm)
        # Such a model's replies have no reasoning, so the mark that opened it must not be added again.
        self._strips_reasoning = getattr(behind_cache(lm), "think_end_token", None) is not None
        self._encode = _encoder(lm)

    def answer(self, requests: Sequence[SampleRequest], *, finished: bool = False) -> list[Response]:
        """Answer all samples of all requests. Equal greedy samples are generated once.

        In a distributed run all processes call the model equally often with equally many requests, since some
        models synchronize between processes. Returns ALL_FINISHED once all processes have `finished`.
        """
        calls: dict[tuple[Any, ...], Instance] = {}
        opened: dict[tuple[Any, ...], str] = {}
        keys = []
        for position, request in enumerate(requests):
            for number in range(request.n):
                key = greedy_key(request) or (position, number)
                keys.append(key)
                if key not in calls:
                    calls[key] = self._call(request, number, len(calls))
                    opened[key] = "" if request.chat_request else self._opened(calls[key])
        batch_size, all_finished = self._synchronize(len(calls), finished)
        if all_finished:
            return ALL_FINISHED
        start = time.perf_counter()
        texts_of = zip(calls, self._generate(list(calls.values()), batch_size), strict=True)
        answers = {key: None if text is None else opened[key] + text for key, text in texts_of}
        seconds = (time.perf_counter() - start) / len(keys) if keys else 0.0
        texts = iter([answers[key] for key in keys])
        return [
            self._reply(request, [next(texts) for _ in range(request.n)], seconds) for request in requests
        ]

    def _opened(self, call: Instance) -> str:
        """Return the mark by which the chat template opens the reasoning: the reply does not repeat it."""
        context = call.args[0]
        return (
            reasoning_mark_opened_by(context)
            if isinstance(context, str) and not self._strips_reasoning
            else ""
        )

    def forward(self, requests: list[Instance]) -> list[str]:
        """Answer lm-eval's requests unchanged, in step with the other processes."""
        batch_size, _ = self._synchronize(len(requests), finished=False)
        return self._generate(requests, batch_size)

    def _synchronize(self, calls: int, finished: bool) -> tuple[int, bool]:
        """Return the largest number of requests of a process, and whether all processes have finished."""
        if self._lm.world_size == 1:
            return calls, finished
        import torch

        state = torch.tensor([calls, int(not finished)], device=self._lm.device)
        counts = self._lm.all_gather(state).reshape(-1, 2)
        return int(counts[:, 0].max()), not bool(counts[:, 1].any())

    def _generate(self, calls: list[Instance], batch_size: int) -> list[str]:
        if not batch_size:  # API backends fail on an empty batch
            return []
        padding = [
            calls[-1] if calls else self._call(_PADDING_REQUEST, 0, 0) for _ in range(batch_size - len(calls))
        ]
        texts: list[str] = self._lm.generate_until([*calls, *padding])
        return texts[: len(calls)]

    def _call(self, request: SampleRequest, number: int, index: int) -> Instance:
        raw = (
            self._raw_requests[request.chat_request] if request.chat_request else self._build_request(request)
        )
        settings = copy.deepcopy(dict(raw.settings))  # some models add to the list of stops
        if request.sampling.temperature > 0 and self._first_seed is not None:
            settings["seed"] = settings.get("seed", self._first_seed) + request.seed + number
        return Instance(
            "generate_until", {}, (raw.context, settings), index, (STRATEGY_REQUEST_TYPE, index, 1)
        )

    def _build_request(self, request: SampleRequest) -> RawRequest:
        """Return the request for one of our prompts. It has no stop texts: the reply ends by itself."""
        prompt: Any = request.prompt
        if self._chat:
            prompt = self._lm.apply_chat_template([{"role": "user", "content": prompt}])
        settings: dict[str, Any] = {} if request.role is Role.SIMULATE else dict(self._settings)
        settings |= {"until": [], "max_gen_toks": request.sampling.max_tokens, "do_sample": False}
        if request.sampling.temperature > 0:
            settings.update(
                do_sample=True, temperature=request.sampling.temperature, top_p=request.sampling.top_p
            )
        return RawRequest(prompt, settings)

    def _reply(self, request: SampleRequest, answers: Sequence[str | None], seconds: float) -> Response:
        """Return the response, with its tokens counted if the model has a tokenizer."""
        if not any(answer is not None for answer in answers):  # some models return None for a failed call
            return RequestFailed("lm-eval's model returned no reply")
        texts = tuple(answer or "" for answer in answers)
        if self._encode is None:
            return Completions(texts, seconds=seconds * request.n)
        completion_tokens = tuple(len(self._encode(text)) for text in texts)
        return Completions(
            texts,
            request.n * len(self._encode(request.prompt)),
            completion_tokens,
            seconds=seconds * request.n,
        )


def ses_sample(self: LM, requests: list[Instance]) -> list[str]:
    """Answer `requests` by `self.generate_until`, each with a seed from its sample's number (`idx`).

    lm-eval calls this method of the model as it calls `generate_until`.
    """
    base_seed = first_seed(self)
    calls = []
    for request in requests:
        call = copy.copy(request)
        context, kwargs = request.args
        if base_seed is not None:
            kwargs = {"seed": base_seed + request.idx, **kwargs}
        call.arguments = (context, kwargs)
        calls.append(call)
    answers: list[str] = self.generate_until(calls)
    return answers


def install_sample_requests() -> None:
    """Add the request type to every lm-eval model.

    `CachingLM`, which wraps a model under `--use_cache`, needs its own method: it would return the inner
    model's method and bypass its cache.
    """
    for model_class in (LM, CachingLM):
        model_class.ses_sample = ses_sample


def _has_template(lm: Any) -> bool:
    """Return whether the model's tokenizer renders a chat as text.

    API models that are not sent tokens turn a chat into an object, which only chat APIs take.
    """
    tokenizer = vars(behind_cache(lm)).get("tokenizer")
    if not getattr(tokenizer, "chat_template", None):
        return False
    return isinstance(lm.apply_chat_template([{"role": "user", "content": "."}]), str)


def _encoder(lm: Any) -> Callable[[str], Sequence[int]] | None:
    """Return the function that tokenizes text; None if lm-eval has no tokenizer of this model.

    It is not the model's `tok_encode`, which returns the text itself for chat APIs.
    """
    # Only an attribute counts: the property of the model `dummy` would download a tokenizer.
    tokenizer = vars(behind_cache(lm)).get("tokenizer")
    encode: Callable[..., Sequence[int]] | None = getattr(tokenizer, "encode", None)
    if encode is None or not hasattr(tokenizer, "bos_token"):  # another library's tokenizer lacks the option
        return encode
    return partial(encode, add_special_tokens=False)


def first_seed(lm: Any) -> int | None:
    """Return the seed that `lm` sends with every request by default; None if it sends none."""
    inner = behind_cache(lm)
    sends = is_a(lm, "LocalCompletionsAPI") and type(inner).__name__ != "AnthropicChat"
    return int(getattr(inner, "_seed", 1234)) if sends else None


def is_a(lm: Any, name: str) -> bool:
    """Return whether the model is of a class with this name. Importing the class may be slow."""
    return any(base.__name__ == name for base in type(behind_cache(lm)).__mro__)


def behind_cache(lm: Any) -> Any:
    """Return the model inside the cache of `--use_cache`."""
    return getattr(lm, "lm", lm) if isinstance(lm, CachingLM) else lm

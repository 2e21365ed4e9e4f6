"""One round of samples as one call of an lm-eval model, on any backend and in any number of processes.

The request type `ses_sample` gives each sample of a plain task a seed of its own.
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

STRATEGY_REQUEST_TYPE = "ses_rollout"

ALL_FINISHED: list[Response] = []
"""What the last round of all processes is answered with."""

_PADDING_REQUEST = SampleRequest(".", Role.SOLVE, SamplingParams(temperature=0.0, max_tokens=1))
"""Asked by a process that has nothing to ask while others have."""

SAMPLE_REQUEST_TYPE = "ses_sample"


@dataclass(frozen=True, slots=True)
class SimulatorModel:
    """Another lm-eval model: its `--model` name and `--model_args`."""

    name: str
    arguments: str = ""

    def load(self) -> Any:
        """Return the model, made once. Raises UsageError if lm-eval knows none of this name."""
        return _loaded(self)


@cache
def _loaded(second: SimulatorModel) -> Any:
    import lm_eval.models  # noqa: F401 - registers them
    from lm_eval.api.registry import get_model

    try:
        return get_model(second.name).create_from_arg_string(second.arguments)
    except (KeyError, ValueError, TypeError, OSError) as error:
        raise UsageError(
            f"ses_simulator={second.name}, ses_simulator_args={second.arguments!r}: "
            f"lm-eval can't make this model ({type(error).__name__}: {error})"
        ) from error


@dataclass(frozen=True, slots=True)
class RawRequest:
    """A request: its context, a text or what the model makes of a chat, and how its reply is generated."""

    context: Any
    settings: Mapping[str, Any]


def greedy_key(need: SampleRequest) -> tuple[Any, ...] | None:
    """Return what makes greedy samples the same, None for one that is drawn."""
    return (need.prompt, need.chat_request, need.sampling) if need.sampling.temperature == 0 else None


class BatchedModel:
    """Asks one model, a round at a time.

    `chat` tells whether prompts go through its chat template; None: if it has one. `given` has the requests
    that samples name (`SampleRequest.chat_request`); `settings` go along with all others but those for
    predictions.
    """

    def __init__(
        self,
        lm: Any,
        chat: bool | None,
        given: Mapping[str, RawRequest] | None = None,
        settings: Mapping[str, Any] | None = None,
    ) -> None:
        self._lm, self._given = lm, {} if given is None else given
        self._settings = settings or {}
        self._chat = is_a(lm, "LocalChatCompletion") or (_has_template(lm) if chat is None else chat)
        self._first_seed = first_seed(lm)
        # Such a model's replies come without their reasoning, and an end of it does not show.
        self._strips = getattr(behind_cache(lm), "think_end_token", None) is not None
        self._encode = _encoder(lm)

    def answer(self, needs: Sequence[SampleRequest], *, ended: bool = False) -> list[Response]:
        """Answer every sample of every request; what is greedy and the same is asked once.

        Where several processes share the work all of them call the model equally often with equally many
        requests, since some models wait for each other; when all have `ended`, ALL_FINISHED comes back.
        """
        calls: dict[tuple[Any, ...], Instance] = {}
        opened: dict[tuple[Any, ...], str] = {}
        keys = []
        for position, need in enumerate(needs):
            for number in range(need.n):
                key = greedy_key(need) or (position, number)
                keys.append(key)
                if key not in calls:
                    calls[key] = self._call(need, number, len(calls))
                    opened[key] = "" if need.chat_request else self._opened(calls[key])
        most, all_ended = self._synchronize(len(calls), ended)
        if all_ended:
            return ALL_FINISHED
        start = time.perf_counter()
        texts_of = zip(calls, self._generate(list(calls.values()), most), strict=True)
        answers = {key: None if text is None else opened[key] + text for key, text in texts_of}
        seconds = (time.perf_counter() - start) / len(keys) if keys else 0.0
        texts = iter([answers[key] for key in keys])
        return [self._reply(need, [next(texts) for _ in range(need.n)], seconds) for need in needs]

    def _opened(self, call: Instance) -> str:
        """Return the mark by which the chat template has begun the reasoning, which is not in the reply."""
        context = call.args[0]
        return reasoning_mark_opened_by(context) if isinstance(context, str) and not self._strips else ""

    def forward(self, requests: list[Instance]) -> list[str]:
        """Answer requests as they are, in step with the other processes."""
        most, _ = self._synchronize(len(requests), ended=False)
        return self._generate(requests, most)

    def _synchronize(self, calls: int, ended: bool) -> tuple[int, bool]:
        """Return the most requests that any process has, and whether all have ended."""
        if self._lm.world_size == 1:
            return calls, ended
        import torch

        state = torch.tensor([calls, int(not ended)], device=self._lm.device)
        counts = self._lm.all_gather(state).reshape(-1, 2)
        return int(counts[:, 0].max()), not bool(counts[:, 1].any())

    def _generate(self, calls: list[Instance], most: int) -> list[str]:
        if not most:  # API backends fail on an empty batch
            return []
        spare = [calls[-1] if calls else self._call(_PADDING_REQUEST, 0, 0) for _ in range(most - len(calls))]
        texts: list[str] = self._lm.generate_until([*calls, *spare])
        return texts[: len(calls)]

    def _call(self, need: SampleRequest, number: int, index: int) -> Instance:
        given = self._given[need.chat_request] if need.chat_request else self._build_request(need)
        settings = copy.deepcopy(dict(given.settings))  # some models add to the list of stops
        if need.sampling.temperature > 0 and self._first_seed is not None:
            settings["seed"] = settings.get("seed", self._first_seed) + need.seed + number
        return Instance(
            "generate_until", {}, (given.context, settings), index, (STRATEGY_REQUEST_TYPE, index, 1)
        )

    def _build_request(self, need: SampleRequest) -> RawRequest:
        """Return a request of our own: nothing but the end of the reply stops it."""
        prompt: Any = need.prompt
        if self._chat:
            prompt = self._lm.apply_chat_template([{"role": "user", "content": prompt}])
        settings: dict[str, Any] = {} if need.role is Role.SIMULATE else dict(self._settings)
        settings |= {"until": [], "max_gen_toks": need.sampling.max_tokens, "do_sample": False}
        if need.sampling.temperature > 0:
            settings.update(do_sample=True, temperature=need.sampling.temperature, top_p=need.sampling.top_p)
        return RawRequest(prompt, settings)

    def _reply(self, need: SampleRequest, answers: Sequence[str | None], seconds: float) -> Response:
        """Return the reply; its tokens are counted where the model's tokenizer is at hand."""
        if not any(answer is not None for answer in answers):  # some models give this for a call that failed
            return RequestFailed("lm-eval's model gave no reply")
        texts = tuple(answer or "" for answer in answers)
        if self._encode is None:
            return Completions(texts, seconds=seconds * need.n)
        out = tuple(len(self._encode(text)) for text in texts)
        return Completions(texts, need.n * len(self._encode(need.prompt)), out, seconds=seconds * need.n)


def ses_sample(self: LM, requests: list[Instance]) -> list[str]:
    """Answer `requests`, whose `idx` is the number of the sample, by `self.generate_until`.

    lm-eval calls this as it calls `generate_until`: it is a method of the model.
    """
    first = first_seed(self)
    calls = []
    for request in requests:
        call = copy.copy(request)
        context, kwargs = request.args
        if first is not None:
            kwargs = {"seed": first + request.idx, **kwargs}
        call.arguments = (context, kwargs)
        calls.append(call)
    answers: list[str] = self.generate_until(calls)
    return answers


def install_sample_requests() -> None:
    """Give every lm-eval model the request type.

    `CachingLM`, which stands before a model under `--use_cache`, needs it itself: it would hand out the
    inner model's method, and never read its cache.
    """
    for cls in (LM, CachingLM):
        cls.ses_sample = ses_sample


def _has_template(lm: Any) -> bool:
    """Return whether a chat becomes text by a template of the model's tokenizer.

    Models that are asked without their tokens make an object of a chat, which is for chat APIs only.
    """
    tokenizer = vars(behind_cache(lm)).get("tokenizer")
    if not getattr(tokenizer, "chat_template", None):
        return False
    return isinstance(lm.apply_chat_template([{"role": "user", "content": "."}]), str)


def _encoder(lm: Any) -> Callable[[str], Sequence[int]] | None:
    """Return what turns text into tokens; None if lm-eval has no tokenizer of this model.

    Not the model's own `tok_encode`: that of chat APIs gives the text back.
    """
    tokenizer = vars(behind_cache(lm)).get("tokenizer")  # there already: `dummy` would go and fetch one
    encode: Callable[..., Sequence[int]] | None = getattr(tokenizer, "encode", None)
    if encode is None or not hasattr(tokenizer, "bos_token"):  # another library's, without such an option
        return encode
    return partial(encode, add_special_tokens=False)


def first_seed(lm: Any) -> int | None:
    """Return the seed that `lm` sends with every request; None if it sends none."""
    inner = behind_cache(lm)
    sends = is_a(lm, "LocalCompletionsAPI") and type(inner).__name__ != "AnthropicChat"
    return int(getattr(inner, "_seed", 1234)) if sends else None


def is_a(lm: Any, name: str) -> bool:
    """Return whether `lm`, or what it caches for, is of a class of this name: importing it may be costly."""
    return any(base.__name__ == name for base in type(behind_cache(lm)).__mro__)


def behind_cache(lm: Any) -> Any:
    """Return the model itself, where `--use_cache` stands before it."""
    return getattr(lm, "lm", lm) if isinstance(lm, CachingLM) else lm

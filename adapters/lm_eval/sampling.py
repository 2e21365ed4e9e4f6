"""Several different samples of one prompt, from any lm-eval backend.

Stock `repeats` sends one prompt k times; API backends add the same seed to each, and get one answer k
times. The request type `ses_sample` carries the sample's number instead, and gives each its own seed
where the backend sends one.
"""

from __future__ import annotations

import copy
from typing import Any

from lm_eval.api.instance import Instance
from lm_eval.api.model import LM, CachingLM

REQUEST_TYPE = "ses_sample"


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


def install() -> None:
    """Give every lm-eval model the request type.

    `CachingLM`, which stands before a model under `--use_cache`, needs it itself: it would hand out the
    inner model's method, and never read its cache.
    """
    for cls in (LM, CachingLM):
        cls.ses_sample = ses_sample


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

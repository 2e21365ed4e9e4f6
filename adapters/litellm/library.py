"""LiteLLM itself, loaded when it is needed, and what it knows of a provider."""

from __future__ import annotations

import os
from functools import cache
from typing import Any

from ses_plugin.errors import MissingDependency, UsageError


@cache
def library() -> Any:
    """Return LiteLLM, quiet; the first time takes seconds. Raises MissingDependency without it."""
    # Prices are those that LiteLLM ships: else its import asks GitHub for newer ones.
    os.environ.setdefault("LITELLM_LOCAL_MODEL_COST_MAP", "True")
    try:
        import litellm
    except ImportError as error:
        raise MissingDependency(
            f"models behind an API need LiteLLM ({error}): pip install 'ses_plugin[litellm]'"
        ) from error
    litellm.suppress_debug_info = True
    litellm.telemetry = False
    return litellm


def check_provider(model: str) -> None:
    """Raise UsageError if LiteLLM does not know the provider in a model's name."""
    try:
        library().get_llm_provider(model)
    except library().BadRequestError as error:
        raise UsageError(
            f"model {model}: LiteLLM knows no such provider; put it before the name, as in openai/NAME "
            "for any OpenAI-compatible server (with --api-base URL), hosted_vllm/NAME or anthropic/NAME"
        ) from error

"""The models of a run by role, the settings of their calls, their prices, and LiteLLM itself.

LiteLLM is imported at its first use, which takes seconds. Prices and token counts are LiteLLM's: they are
known without a key and without a call.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from ses_plugin.errors import MissingDependency, UsageError
from ses_plugin.service.provider_differences import RequestedParams
from ses_plugin.strategies import Role


@cache
def load_litellm() -> Any:
    """Return LiteLLM, without its own output. Raises MissingDependency if it is not installed."""
    # Use the price table that LiteLLM ships: otherwise its import downloads the newest one from GitHub.
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
    """Raise UsageError if LiteLLM does not know the provider in the name of `model`."""
    try:
        load_litellm().get_llm_provider(model)
    except load_litellm().BadRequestError as error:
        raise UsageError(
            f"model {model}: LiteLLM knows no such provider; put it before the name, as in openai/NAME "
            "for any OpenAI-compatible server (with --api-base URL), hosted_vllm/NAME or anthropic/NAME"
        ) from error


@dataclass(frozen=True, slots=True)
class ModelConfig:
    """A model by LiteLLM's name for it: `openai/NAME`, `hosted_vllm/NAME`, `anthropic/NAME`, ...

    Args:
        name: LiteLLM's name for the model.
        api_base: The address of its server, if that is not the provider's own.
        api_key_env: The environment variable with the key; by default the provider's.
        settings: More keywords of each LiteLLM call: keys, regions, headers. With an `api_key` among them,
            even None, no other key is looked for.
    """

    name: str
    api_base: str | None = None
    api_key_env: str | None = None
    settings: Mapping[str, Any] = field(default_factory=dict, hash=False, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class ModelRoles:
    """The model of each role. The solver plays every role that has no other model."""

    solve: ModelConfig
    simulate: ModelConfig | None = None
    fix: ModelConfig | None = None
    generate_inputs: ModelConfig | None = None

    def of(self, role: Role) -> ModelConfig:
        """Return the model that plays `role`."""
        others = {
            Role.SIMULATE: self.simulate,
            Role.FIX: self.fix,
            Role.GENERATE_INPUTS: self.generate_inputs,
        }
        return others.get(role) or self.solve


@dataclass(frozen=True, slots=True)
class CallSettings:
    """How models are called.

    Args:
        concurrency: How many calls run at the same time, at most.
        timeout_s: Seconds until a call is given up.
        retries: How often a failed call is made again.
        requested: The sampling parameters that the user set. Others are left out if a model refuses them.
    """

    concurrency: int = 16
    timeout_s: float = 600.0
    retries: int = 4
    requested: RequestedParams = field(default_factory=RequestedParams)


class LiteLLMPricing:
    """Tokens and prices of calls. Raises UsageError if LiteLLM does not know the provider of a model."""

    def __init__(self, models: ModelRoles) -> None:
        self._models = {role: models.of(role).name for role in Role}
        for model in self._models.values():
            check_provider(model)

    def count(self, role: Role, text: str) -> int:
        """Return the tokens of a message, by the model's tokenizer if LiteLLM has it, else by another."""
        load_litellm().disable_hf_tokenizer_download = True
        messages = [{"role": "user", "content": text}]
        return int(load_litellm().token_counter(model=self._models[role], messages=messages))

    def price(self, role: Role, prompt_tokens: int, completion_tokens: int) -> float | None:
        """Return the price of a call in US dollars, None if it is not known."""
        return price(self._models[role], prompt_tokens, completion_tokens)

    def require_prices(self) -> None:
        """Raise UsageError if the price of one of the models is not known."""
        for model in self._models.values():
            require_price(model)


def price(model: str, prompt_tokens: int, completion_tokens: int) -> float | None:
    """Return the price of a call in US dollars, None if LiteLLM has no price for `model`."""
    if not _has_price(model):
        return None
    prompt_cost, completion_cost = load_litellm().cost_per_token(
        model=model, prompt_tokens=prompt_tokens, completion_tokens=completion_tokens
    )
    return float(prompt_cost + completion_cost)


def cost_of(response: Any, model: str) -> float | None:
    """Return the cost of LiteLLM's `response` in US dollars, None if it has no price for `model`."""
    return float(load_litellm().completion_cost(response, model=model)) if _has_price(model) else None


def require_price(model: str) -> None:
    """Raise UsageError if LiteLLM has no price for `model`."""
    if not _has_price(model):
        raise UsageError(
            f"--max-cost: LiteLLM has no price for {model}; "
            "use --max-run-calls or --max-run-tokens in its place"
        )


@cache
def _has_price(model: str) -> bool:
    """Return whether LiteLLM has a price other than 0: its Router adds models without a price with 0."""
    try:
        info = load_litellm().get_model_info(model)
    except Exception:  # LiteLLM raises a plain Exception for a model that it does not know
        return False
    return any(value for name, value in info.items() if "cost" in name)

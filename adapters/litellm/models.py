"""The models of a run by role, the settings of their calls, and LiteLLM itself, imported on first use."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from ses_plugin.errors import MissingDependency, UsageError
from ses_plugin.service.parameter_fallback import RequestedParams
from ses_plugin.strategies import Role


@cache
def load_litellm() -> Any:
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
        load_litellm().get_llm_provider(model)
    except load_litellm().BadRequestError as error:
        raise UsageError(
            f"model {model}: LiteLLM knows no such provider; put it before the name, as in openai/NAME "
            "for any OpenAI-compatible server (with --api-base URL), hosted_vllm/NAME or anthropic/NAME"
        ) from error


@dataclass(frozen=True, slots=True)
class ModelConfig:
    """A model by LiteLLM's name for it: `openai/NAME`, `hosted_vllm/NAME`, `anthropic/NAME`, ...

    `api_base` is the address of a server other than the provider's own; `api_key_env` names the environment
    variable with the key, by default the provider's. `settings` are further keywords of each LiteLLM call, as
    keys, regions and headers: if they have an `api_key`, even None, no other is looked for.
    """

    name: str
    api_base: str | None = None
    api_key_env: str | None = None
    settings: Mapping[str, Any] = field(default_factory=dict, hash=False, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class ModelRoles:
    """The model of each role. The solver plays every role for which no other model is named."""

    solve: ModelConfig
    simulate: ModelConfig | None = None
    fix: ModelConfig | None = None
    generate_inputs: ModelConfig | None = None

    def of(self, role: Role) -> ModelConfig:
        """Return the model that plays `role`."""
        named = {Role.SIMULATE: self.simulate, Role.FIX: self.fix, Role.GENERATE_INPUTS: self.generate_inputs}
        return named.get(role) or self.solve


@dataclass(frozen=True, slots=True)
class CallSettings:
    """How models are called: so many calls at a time, each tried again `retries` times after `timeout_s`.

    What is `requested` of sampling is the user's own; other parameters are left out where a model refuses
    them.
    """

    concurrency: int = 16
    timeout_s: float = 600.0
    retries: int = 4
    requested: RequestedParams = field(default_factory=RequestedParams)

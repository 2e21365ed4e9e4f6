"""Which model plays which role, and how it is called."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ses_plugin.chat.parameter_fallback import RequestedParams
from ses_plugin.strategies import Role


@dataclass(frozen=True, slots=True)
class Model:
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
class Models:
    """The model of each role. Who solves plays every role for which no other one is named."""

    solve: Model
    simulate: Model | None = None
    fix: Model | None = None
    invent: Model | None = None

    def of(self, role: Role) -> Model:
        """Return the model that plays `role`."""
        named = {Role.SIMULATE: self.simulate, Role.FIX: self.fix, Role.INVENT: self.invent}
        return named.get(role) or self.solve


@dataclass(frozen=True, slots=True)
class Calling:
    """How models are called: so many calls at a time, each tried again `retries` times after `timeout_s`.

    What is `requested` of sampling is the user's own; all else is left out where a model refuses it.
    """

    concurrency: int = 16
    timeout_s: float = 600.0
    retries: int = 4
    requested: RequestedParams = field(default_factory=RequestedParams)

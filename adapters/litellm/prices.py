"""What calls take, by LiteLLM's map of prices and its tokenizers: known without a key and without a call."""

from __future__ import annotations

from functools import cache
from typing import Any

from ses_plugin.adapters.litellm.models import ModelRoles, check_provider, load_litellm
from ses_plugin.errors import UsageError
from ses_plugin.strategies import Role


class LiteLLMPricing:
    """What calls of the models take. Raises UsageError if LiteLLM does not know a provider of theirs."""

    def __init__(self, models: ModelRoles) -> None:
        self._models = {role: models.of(role).name for role in Role}
        for model in self._models.values():
            check_provider(model)

    def count(self, role: Role, text: str) -> int:
        """Return the tokens of a message, by the model's own tokenizer if LiteLLM has it, else by another."""
        load_litellm().disable_hf_tokenizer_download = True
        messages = [{"role": "user", "content": text}]
        return int(load_litellm().token_counter(model=self._models[role], messages=messages))

    def price(self, role: Role, prompt_tokens: int, completion_tokens: int) -> float | None:
        """Return what a call costs in US dollars, None if that is not known."""
        return price(self._models[role], prompt_tokens, completion_tokens)

    def require_prices(self) -> None:
        """Raise UsageError if it is not known what one of the models costs."""
        for model in self._models.values():
            require_price(model)


def price(model: str, prompt_tokens: int, completion_tokens: int) -> float | None:
    """Return the price of a call in US dollars by LiteLLM's map, None if it has none for this model."""
    if not _has_price(model):
        return None
    read, written = load_litellm().cost_per_token(
        model=model, prompt_tokens=prompt_tokens, completion_tokens=completion_tokens
    )
    return float(read + written)


def cost_of(response: Any, model: str) -> float | None:
    """Return what a response of `model` costs, in US dollars; None if its price is not known."""
    return float(load_litellm().completion_cost(response, model=model)) if _has_price(model) else None


def require_price(model: str) -> None:
    """Raise UsageError if it is not known what `model` costs."""
    if not _has_price(model):
        raise UsageError(
            f"--max-cost: LiteLLM has no price for {model}; "
            "use --max-run-calls or --max-run-tokens in its place"
        )


@cache
def _has_price(model: str) -> bool:
    """Return whether LiteLLM knows what a model costs: a Router enters those it does not know with a 0."""
    try:
        known = load_litellm().get_model_info(model)
    except Exception:  # LiteLLM raises a bare one for a model that it does not know
        return False
    return any(value for name, value in known.items() if "cost" in name)

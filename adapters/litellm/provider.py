"""LiteLLM's provider `ses`: `ses/self-verify/openai/gpt-4o-mini` is that model, with that strategy.

`register()` makes it known to this process; the proxy finds `handler` by its dotted name. (That is why this
module defines no dataclass: the proxy may load it without entering it in `sys.modules`.)
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from ses_plugin.adapters.litellm.answering import PROVIDER, Asked, answered, refusal, streamed
from ses_plugin.adapters.litellm.library import library
from ses_plugin.adapters.litellm.models import Calling, Model, Models
from ses_plugin.adapters.litellm.waiting import stepped, wait_for
from ses_plugin.chat.options import SolveOptions
from ses_plugin.chat.parameter_fallback import requested_params
from ses_plugin.chat.request import Posed, named_options, passed_on, read_request
from ses_plugin.errors import UsageError
from ses_plugin.strategies import STRATEGIES

_litellm = library()
_CustomLLM: Any = _litellm.CustomLLM

HOST_ONLY = ("oracle", "simulator", "max_calls", "max_total_tokens")
"""What clients of a proxy may not choose: to run code there, to use its keys for other models, its limits."""

_NOT_FOR_CALLS = ("stream", "stream_options", "max_retries")


class Provider(_CustomLLM):  # type: ignore[misc]  # LiteLLM is not typed
    """Answers requests for `ses/STRATEGY/MODEL` and `ses/MODEL`.

    `options` are what requests start from. Calls to models are not logged by LiteLLM's callbacks, which see
    one request with all it cost; with `log_calls` they see every call too, and the cost is that of the calls.
    """

    def __init__(
        self,
        options: SolveOptions | None = None,
        calling: Calling | None = None,
        *,
        log_calls: bool = False,
    ) -> None:
        super().__init__()
        self.options, self.calling = options or SolveOptions(), calling or Calling(retries=2)
        self.log_calls = log_calls

    def completion(self, **call: Any) -> Any:
        """Return the answer to a request."""
        return wait_for(answered(self._asked(call)))

    def acompletion(self, **call: Any) -> Any:
        """Return an awaitable of the answer to a request."""
        return answered(self._asked(call))

    def streaming(self, **call: Any) -> Iterator[Any]:
        """Return the chunks of the answer to a request."""
        return stepped(streamed(self._asked(call)))

    def astreaming(self, **call: Any) -> Any:
        """Return the chunks of the answer to a request, to be awaited."""
        return streamed(self._asked(call))

    def _asked(self, call: Mapping[str, Any]) -> Asked:
        """Return the request. Raises LiteLLM's BadRequestError for options that can't be."""
        params, name = call.get("litellm_params") or {}, call["model"]
        given = {key: value for key, value in call["optional_params"].items() if key not in _NOT_FOR_CALLS}
        strategy, base = _split(name)
        start = replace(self.options, strategy=strategy) if strategy else self.options
        try:
            options = {**named_options(given), **_options_of_client(params)}
            body = {**passed_on(given), "messages": call["messages"], "ses": options}
            request = read_request(body, start)
        except UsageError as error:
            raise refusal(error, name) from error
        model = Model(base, call.get("api_base"), settings=self._settings(call, params))
        calling = self.calling
        if isinstance(call.get("timeout"), int | float):
            calling = replace(calling, timeout_s=float(call["timeout"]))
        if isinstance(request, Posed):
            requested = requested_params(request.options, body.get("seed"))
            calling = replace(calling, requested=requested)
        simulator = request.options.simulator if isinstance(request, Posed) else None
        models = Models(model, simulate=_other(simulator, model))
        retries = call["optional_params"].get("max_retries")
        empty, costs = call["model_response"], not self.log_calls
        return Asked(name, body, request, models, calling, empty, costs, retries)

    def _settings(self, call: Mapping[str, Any], params: Mapping[str, Any]) -> dict[str, Any]:
        """Return what every call to the base model has: how it is reached, and whether it is logged."""
        named = _litellm.types.router.CredentialLiteLLMParams.model_fields
        settings = {name: params[name] for name in named if params.get(name) is not None}
        settings.pop("api_base", None)
        if key := call.get("api_key") or _litellm.api_key:
            settings["api_key"] = key
        if call.get("headers"):
            settings["extra_headers"] = dict(call["headers"])
        if self.log_calls:
            settings["metadata"] = dict(params.get("metadata") or {})
        else:
            settings["no-log"] = True
        return settings


def _split(name: str) -> tuple[str | None, str]:
    """Return the strategy, None for the default one, and the base model."""
    head, _, rest = name.partition("/")
    if rest and (head in STRATEGIES or head not in _litellm.provider_list):
        return head, rest
    return None, name


def _other(name: str | None, base: Model) -> Model | None:
    """Return the model that predicts; it is reached as `base` is if its provider is the same."""
    if name is None:
        return None
    if name.split("/")[0] == base.name.split("/")[0]:
        return replace(base, name=name)
    settings = {key: value for key, value in base.settings.items() if key in ("no-log", "metadata")}
    return Model(name, settings=settings)


def _options_of_client(params: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a client of the proxy asks for, which comes before what its host has set for the model.

    Raises UsageError if it names an option that is its host's.
    """
    options = named_options((params.get("proxy_server_request") or {}).get("body") or {})
    for name in options:
        if name in HOST_ONLY:
            raise UsageError(
                f"ses option {name!r}: not for clients of a proxy; its host may set ses_{name} for the model"
            )
    return options


def register(provider: Provider | None = None) -> Provider:
    """Make models `ses/…` known to LiteLLM in this process, and return who answers for them.

    The same again does nothing; another `provider` takes the place of an earlier one. LiteLLM's cache, if
    there is one, is told to heed options like `ses_k`, which it does not by itself.
    """
    _litellm.enable_caching_on_provider_specific_optional_params = True
    known = {entry["provider"]: entry for entry in _litellm.custom_provider_map}
    if PROVIDER not in known:
        known[PROVIDER] = {"provider": PROVIDER, "custom_handler": provider or handler}
        _litellm.custom_provider_map.append(known[PROVIDER])
    elif provider is not None:
        known[PROVIDER]["custom_handler"] = provider
    answering: Provider = known[PROVIDER]["custom_handler"]
    return answering


handler = Provider()
"""For the proxy: `custom_handler: ses_plugin.adapters.litellm.provider.handler`."""

logging_handler = Provider(log_calls=True)
"""The same, with every call to a model logged and charged by itself."""

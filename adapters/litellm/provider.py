"""LiteLLM's provider `ses`: `ses/self-verify/openai/gpt-4o-mini` is that model, with that strategy.

`register_provider()` makes it known to this process; the proxy finds `handler` by its dotted name. (That is
why this module defines no dataclass: the proxy may load it without entering it in `sys.modules`.)
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from ses_plugin.adapters.litellm.models import CallSettings, ModelConfig, ModelRoles, load_litellm
from ses_plugin.adapters.litellm.provider_request import (
    PROVIDER,
    ProviderRequest,
    bad_request_error,
    complete_request,
    stream_request,
)
from ses_plugin.drivers.event_loop import iterate_blocking, run_blocking
from ses_plugin.errors import UsageError
from ses_plugin.service.options import SolveOptions
from ses_plugin.service.parameter_fallback import requested_params
from ses_plugin.service.request import SolveRequest, parse_request, raw_ses_options, strip_ses_options
from ses_plugin.strategies import STRATEGIES

_litellm = load_litellm()
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
        calling: CallSettings | None = None,
        *,
        log_calls: bool = False,
    ) -> None:
        super().__init__()
        self.options, self.calling = options or SolveOptions(), calling or CallSettings(retries=2)
        self.log_calls = log_calls

    def completion(self, **call: Any) -> Any:
        """Return the answer to a request."""
        return run_blocking(complete_request(self._asked(call)))

    def acompletion(self, **call: Any) -> Any:
        """Return an awaitable of the answer to a request."""
        return complete_request(self._asked(call))

    def streaming(self, **call: Any) -> Iterator[Any]:
        """Return the chunks of the answer to a request."""
        return iterate_blocking(stream_request(self._asked(call)))

    def astreaming(self, **call: Any) -> Any:
        """Return the chunks of the answer to a request, to be awaited."""
        return stream_request(self._asked(call))

    def _asked(self, call: Mapping[str, Any]) -> ProviderRequest:
        """Return the request. Raises LiteLLM's BadRequestError for invalid options."""
        params, name = call.get("litellm_params") or {}, call["model"]
        given = {key: value for key, value in call["optional_params"].items() if key not in _NOT_FOR_CALLS}
        strategy, base = _split(name)
        start = replace(self.options, strategy=strategy) if strategy else self.options
        try:
            options = {**raw_ses_options(given), **_options_of_client(params)}
            body = {**strip_ses_options(given), "messages": call["messages"], "ses": options}
            request = parse_request(body, start)
        except UsageError as error:
            raise bad_request_error(error, name) from error
        model = ModelConfig(base, call.get("api_base"), settings=self._settings(call, params))
        calling = self.calling
        if isinstance(call.get("timeout"), int | float):
            calling = replace(calling, timeout_s=float(call["timeout"]))
        if isinstance(request, SolveRequest):
            requested = requested_params(request.options, body.get("seed"))
            calling = replace(calling, requested=requested)
        simulator = request.options.simulator if isinstance(request, SolveRequest) else None
        models = ModelRoles(model, simulate=_other(simulator, model))
        retries = call["optional_params"].get("max_retries")
        empty, costs = call["model_response"], not self.log_calls
        return ProviderRequest(name, body, request, models, calling, empty, costs, retries)

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


def _other(name: str | None, base: ModelConfig) -> ModelConfig | None:
    """Return the model that predicts; it is reached as `base` is if its provider is the same."""
    if name is None:
        return None
    if name.split("/")[0] == base.name.split("/")[0]:
        return replace(base, name=name)
    settings = {key: value for key, value in base.settings.items() if key in ("no-log", "metadata")}
    return ModelConfig(name, settings=settings)


def _options_of_client(params: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a client of the proxy asks for, which comes before what its host has set for the model.

    Raises UsageError if it names an option that is its host's.
    """
    options = raw_ses_options((params.get("proxy_server_request") or {}).get("body") or {})
    for name in options:
        if name in HOST_ONLY:
            raise UsageError(
                f"ses option {name!r}: not for clients of a proxy; its host may set ses_{name} for the model"
            )
    return options


def register_provider(provider: Provider | None = None) -> Provider:
    """Make models `ses/…` known to LiteLLM in this process, and return who answers for them.

    The same again does nothing; another `provider` takes the place of an earlier one. LiteLLM's cache, if
    there is one, is set to heed options like `ses_k`, which it does not by itself.
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

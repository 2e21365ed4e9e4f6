"""LiteLLM's provider `ses`: the model `ses/self-verify/openai/gpt-4o-mini` is that model with that strategy.

`register_provider()` adds it to LiteLLM in this process; the proxy finds `handler` by its dotted name. The
proxy may load this module without an entry in `sys.modules`: so it defines no dataclass, which needs one.
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
from ses_plugin.drivers import iterate_blocking, run_blocking
from ses_plugin.errors import UsageError
from ses_plugin.service.options import HOST_ONLY, SolveOptions
from ses_plugin.service.provider_differences import requested_params
from ses_plugin.service.request import SolveRequest, parse_request, raw_ses_options, strip_ses_options
from ses_plugin.strategies import STRATEGIES

_litellm = load_litellm()
_CustomLLM: Any = _litellm.CustomLLM

_NOT_FOR_CALLS = ("stream", "stream_options", "max_retries")


class Provider(_CustomLLM):  # type: ignore[misc]  # LiteLLM is not typed
    """Answers requests for `ses/STRATEGY/MODEL` and `ses/MODEL`.

    Args:
        options: The defaults of requests.
        call_settings: How models are called; by default with two retries.
        log_calls: LiteLLM's callbacks see every call to a model with its own cost, and the request with 0. By
            default they see the request only, with the cost of all its calls.
    """

    def __init__(
        self,
        options: SolveOptions | None = None,
        call_settings: CallSettings | None = None,
        *,
        log_calls: bool = False,
    ) -> None:
        super().__init__()
        self.options = options or SolveOptions()
        self.call_settings = call_settings or CallSettings(retries=2)
        self.log_calls = log_calls

    # LiteLLM calls these four with the keywords of a request in its own form.

    def completion(self, **call: Any) -> Any:
        """Return the answer to a request."""
        return run_blocking(complete_request(self._parse(call)))

    def acompletion(self, **call: Any) -> Any:
        """Return an awaitable of the answer to a request."""
        return complete_request(self._parse(call))

    def streaming(self, **call: Any) -> Iterator[Any]:
        """Return the chunks of the answer to a request."""
        return iterate_blocking(stream_request(self._parse(call)))

    def astreaming(self, **call: Any) -> Any:
        """Return the chunks of the answer to a request, as an async iterator."""
        return stream_request(self._parse(call))

    def _parse(self, call: Mapping[str, Any]) -> ProviderRequest:
        """Return the request in LiteLLM's keywords. Raises its BadRequestError for invalid options."""
        litellm_params, name = call.get("litellm_params") or {}, call["model"]
        params = {
            name: value for name, value in call["optional_params"].items() if name not in _NOT_FOR_CALLS
        }
        strategy, base = _split_name(name)
        defaults = replace(self.options, strategy=strategy) if strategy else self.options
        try:
            options = {**raw_ses_options(params), **_proxy_client_options(litellm_params)}
            body = {**strip_ses_options(params), "messages": call["messages"], "ses": options}
            request = parse_request(body, defaults)
        except UsageError as error:
            raise bad_request_error(error, name) from error
        model = ModelConfig(base, call.get("api_base"), settings=self._model_settings(call, litellm_params))
        call_settings, simulator = self.call_settings, None
        if isinstance(call.get("timeout"), int | float):
            call_settings = replace(call_settings, timeout_s=float(call["timeout"]))
        if isinstance(request, SolveRequest):
            requested = requested_params(request.options, body.get("seed"))
            call_settings = replace(call_settings, requested=requested)
            simulator = _simulator(request.options.simulator, model)
        return ProviderRequest(
            name=name,
            body=body,
            request=request,
            models=ModelRoles(model, simulate=simulator),
            call_settings=call_settings,
            empty_response=call["model_response"],
            reports_cost=not self.log_calls,
            passthrough_retries=call["optional_params"].get("max_retries"),
        )

    def _model_settings(self, call: Mapping[str, Any], litellm_params: Mapping[str, Any]) -> dict[str, Any]:
        """Return the keywords of every call to the base model: credentials, headers, and logging."""
        names = _litellm.types.router.CredentialLiteLLMParams.model_fields
        settings = {name: litellm_params[name] for name in names if litellm_params.get(name) is not None}
        settings.pop("api_base", None)
        if key := call.get("api_key") or _litellm.api_key:
            settings["api_key"] = key
        if call.get("headers"):
            settings["extra_headers"] = dict(call["headers"])
        if self.log_calls:
            settings["metadata"] = dict(litellm_params.get("metadata") or {})
        else:
            settings["no-log"] = True
        return settings


def _split_name(name: str) -> tuple[str | None, str]:
    """Return the strategy in a model's name, None for the default one, and the base model."""
    head, _, rest = name.partition("/")
    if rest and (head in STRATEGIES or head not in _litellm.provider_list):
        return head, rest
    return None, name


def _simulator(name: str | None, base: ModelConfig) -> ModelConfig | None:
    """Return the model that predicts. It has the key and address of `base` if its provider is the same."""
    if name is None:
        return None
    if name.split("/")[0] == base.name.split("/")[0]:
        return replace(base, name=name)
    settings = {key: value for key, value in base.settings.items() if key in ("no-log", "metadata")}
    return ModelConfig(name, settings=settings)


def _proxy_client_options(litellm_params: Mapping[str, Any]) -> dict[str, Any]:
    """Return the options that a client of the proxy sets. They override those that the host set.

    Raises UsageError for an option that only the host may set.
    """
    options = raw_ses_options((litellm_params.get("proxy_server_request") or {}).get("body") or {})
    for name in options:
        if name in HOST_ONLY:
            raise UsageError(
                f"ses option {name!r}: not for clients of a proxy; its host may set ses_{name} for the model"
            )
    return options


def register_provider(provider: Provider | None = None) -> Provider:
    """Add the models `ses/…` to LiteLLM in this process; return the provider that answers for them.

    A second call without `provider` changes nothing; with one, it replaces the earlier provider. LiteLLM's
    cache, if it is on, is set to distinguish requests by options like `ses_k`, which it does not by itself.

    Example:
        register_provider(Provider(SolveOptions(k=4)))
        litellm.completion(model="ses/self-verify/openai/gpt-4o-mini", messages=messages)
    """
    _litellm.enable_caching_on_provider_specific_optional_params = True
    entries = {entry["provider"]: entry for entry in _litellm.custom_provider_map}
    if PROVIDER not in entries:
        entries[PROVIDER] = {"provider": PROVIDER, "custom_handler": provider or handler}
        _litellm.custom_provider_map.append(entries[PROVIDER])
    elif provider is not None:
        entries[PROVIDER]["custom_handler"] = provider
    registered: Provider = entries[PROVIDER]["custom_handler"]
    return registered


handler = Provider()
"""For the proxy: `custom_handler: ses_plugin.adapters.litellm.provider.handler`."""

logging_handler = Provider(log_calls=True)
"""The same, with every call to a model logged and charged by itself."""

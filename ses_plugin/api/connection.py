"""The backend behind `model=`: a model's name, a client, a model in this process, or a backend itself.

What an object is is seen by the names of its types' modules, so that no library is imported to find out.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from ses_plugin.errors import UsageError
from ses_plugin.service.options import SolveOptions
from ses_plugin.service.parameter_fallback import requested_params
from ses_plugin.strategies import Request, Response

AnyBackend = Callable[[Sequence[Request]], Sequence[Response] | Awaitable[Sequence[Response]]]
"""A `Backend` or an `AsyncBackend` (`ses_plugin.drivers`)."""

_FORMS = (
    'model="openai/NAME" (any model that LiteLLM reaches; with api_base="URL" for a server of your own); '
    'model="NAME", client=OpenAI() or AsyncOpenAI(); model=vllm.LLM(...); '
    "model=AutoModelForCausalLM.from_pretrained(...), tokenizer=AutoTokenizer.from_pretrained(...); "
    "or a backend: a function, sync or async, from a list of requests to the list of their responses"
)
_LOCAL_MODELS = ("transformers", "peft")


@dataclass(frozen=True, slots=True)
class ModelConnection:
    """How a model is reached: what is given beside `model=`. None is the default of what makes the calls.

    `client` is an OpenAI client, `tokenizer` that of a transformers model. The rest is for a LiteLLM name:
    the address and the key of its server, seconds for one call, and how often one that failed is tried again.
    At most `concurrency` calls are made at a time.
    """

    client: Any = None
    tokenizer: Any = None
    api_base: str | None = None
    api_key: str | None = None
    timeout_s: float | None = None
    retries: int | None = None
    concurrency: int | None = None

    def __post_init__(self) -> None:
        """Check the values."""
        for name, least in (("concurrency", 1), ("retries", 0)):
            value = getattr(self, name)
            if value is not None and (type(value) is not int or value < least):
                raise UsageError(f"{name}={value!r:.100}: give an integer of at least {least}")
        if self.timeout_s is not None and not (type(self.timeout_s) in (int, float) and self.timeout_s > 0):
            raise UsageError(f"timeout_s={self.timeout_s!r:.100}: give a number of seconds, more than 0")
        for name in ("api_base", "api_key"):
            if not isinstance(getattr(self, name), str | None):
                raise UsageError(f"{name}: give a text")

    def allow_only(self, kind: str, *names: str) -> None:
        """Raise UsageError if something is given that this kind of model does not take."""
        for one in fields(self):
            if getattr(self, one.name) is not None and one.name not in names:
                allowed = f"beside it only {', '.join(names)}" if names else "nothing beside it"
                raise UsageError(f"{one.name}: not for {kind}, which takes {allowed}")


def split_connection(options: Mapping[str, Any]) -> tuple[ModelConnection, dict[str, Any]]:
    """Return the connection in the keywords of a call, and the other keywords."""
    names = {one.name for one in fields(ModelConnection)}
    connection = {name: value for name, value in options.items() if name in names}
    return ModelConnection(**connection), {n: value for n, value in options.items() if n not in names}


def connect_model(model: Any, connection: ModelConnection, options: SolveOptions) -> AnyBackend:
    """Return the backend for `model`.

    Raises UsageError for anything that is no model, and for what does not go together; MissingDependency
    without the library that it needs.
    """
    if isinstance(model, str) and model:
        if connection.client is not None:
            return _connect_openai(model, connection, options)
        return _connect_litellm(model, connection, options)
    if connection.client is not None:
        raise UsageError(f"client: needs the model's name beside it, and model={model!r:.100}; give {_FORMS}")
    if _has_type(model, ("vllm",), "LLM"):
        connection.allow_only("a vLLM engine")
        _refuse_simulator("VllmBackend(engine, other_engine)", options)
        from ses_plugin.adapters.vllm.backend import VllmBackend

        return VllmBackend(model)
    if _has_type(model, _LOCAL_MODELS) and hasattr(model, "generate"):
        return _connect_transformers(model, connection, options)
    if callable(model) and not isinstance(model, type) and not _has_type(model, ("torch", *_LOCAL_MODELS)):
        connection.allow_only("a backend")
        _refuse_simulator("a backend that looks at `request.role`", options)
        backend: AnyBackend = model
        return backend
    raise UsageError(f"model={model!r:.100} is no model; give {_FORMS}")


def _connect_litellm(name: str, connection: ModelConnection, options: SolveOptions) -> AnyBackend:
    from ses_plugin.adapters.litellm import CallSettings, LiteLLMBackend, ModelConfig, ModelRoles

    connection.allow_only("a LiteLLM name", "api_base", "api_key", "timeout_s", "retries", "concurrency")
    key = {} if connection.api_key is None else {"api_key": connection.api_key}
    settings_given = {name: getattr(connection, name) for name in ("timeout_s", "retries", "concurrency")}
    calls = {setting: value for setting, value in settings_given.items() if value is not None}
    solver = ModelConfig(name, connection.api_base, settings=key)
    simulator = None
    if options.simulator is not None:
        same = options.simulator.split("/")[0] == name.split("/")[0]
        simulator = ModelConfig(
            options.simulator, connection.api_base if same else None, settings=key if same else {}
        )
    settings = CallSettings(**calls, requested=requested_params(options))
    return LiteLLMBackend(ModelRoles(solver, simulate=simulator), settings)


def _connect_openai(name: str, connection: ModelConnection, options: SolveOptions) -> AnyBackend:
    connection.allow_only("an OpenAI client", "client", "concurrency")
    if not _has_type(connection.client, ("openai",)):
        raise UsageError(f"client={connection.client!r:.100} is no client; give OpenAI() or AsyncOpenAI()")
    from ses_plugin.adapters.openai.backend import OpenAIBackend

    return OpenAIBackend(
        connection.client,
        name,
        simulator=options.simulator,
        requested=requested_params(options),
        concurrency=connection.concurrency or 16,
    )


def _connect_transformers(model: Any, connection: ModelConnection, options: SolveOptions) -> AnyBackend:
    connection.allow_only("a transformers model", "tokenizer")
    if connection.tokenizer is None:
        raise UsageError("a transformers model needs tokenizer=AutoTokenizer.from_pretrained(...) beside it")
    _refuse_simulator("TransformersBackend(model, tokenizer, (other_model, its_tokenizer))", options)
    from ses_plugin.adapters.transformers.backend import TransformersBackend

    return TransformersBackend(model, connection.tokenizer)


def _refuse_simulator(instead: str, options: SolveOptions) -> None:
    if options.simulator is not None:
        raise UsageError(f"simulator={options.simulator!r}: a name is not enough here; give model={instead}")


def _has_type(value: object, packages: Sequence[str], name: str | None = None) -> bool:
    """Return whether a class of `value`, or one it inherits, is of one of `packages` (and has `name`)."""
    return any(
        kind.__module__.split(".")[0] in packages and name in (None, kind.__name__)
        for kind in type(value).__mro__
    )

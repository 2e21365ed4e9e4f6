"""`wrap_openai`: a client that solves the problems it is asked."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from openai import AsyncOpenAI, OpenAI

from ses_plugin.adapters.openai.concurrency import Tasks, Threads
from ses_plugin.adapters.openai.interception import AsyncRequests, SyncRequests, WrapSettings
from ses_plugin.errors import UsageError
from ses_plugin.service.options import SolveOptions, parse_solve_options

C = TypeVar("C", bound="OpenAI | AsyncOpenAI")

_CONCURRENCY = 16


def wrap_openai(client: C, *, concurrency: int | None = None, **defaults: Any) -> C:
    """Return a copy of an OpenAI client, sync or async, that solves the programming problems it is asked.

    A request whose text has a problem with examples is answered by a strategy, by default self-verify with 5
    candidates; all others go to the plain model as they are. `defaults` are fields of `SolveOptions`; a
    request has its own in `extra_body={"ses": {...}}`. At most `concurrency` calls (16) are made at a time by
    the client and its copies together. The answer's field `ses` tells how it was found; `usage` is the sum
    over all calls. See `docs/openai.md`.

    The given client stays as it is. Wrapping a wrapped one changes its defaults.

    Raises UsageError for another kind of client, and for invalid options.
    """
    if not isinstance(client, OpenAI | AsyncOpenAI):
        raise UsageError(
            f"wrap_openai: {client!r} is no client; give one, as in wrap_openai(OpenAI()) or AsyncOpenAI()"
        )
    base, limit = SolveOptions(), _CONCURRENCY
    before = client.request
    if isinstance(before, SyncRequests | AsyncRequests):
        base, limit = before.settings.options, before.settings.concurrency
    limit = limit if concurrency is None else concurrency
    if not isinstance(limit, int) or limit < 1:
        raise UsageError(f"wrap_openai: concurrency is {limit!r}, and must be an integer of at least 1")
    settings = WrapSettings(parse_solve_options(defaults, base), limit, Threads(limit), Tasks(limit))
    kind: Any = type(client)  # whose `copy` makes a plain client, also of a wrapped one
    solving: C = _solving(kind.copy(client), settings)
    return solving


def _solving(client: Any, settings: WrapSettings) -> Any:
    """Return `client`, which no other code holds, with our requests, and copies that have them too."""
    requests = AsyncRequests if isinstance(client, AsyncOpenAI) else SyncRequests
    client.request = requests(client, client.request, settings)
    client.copy = client.with_options = _copying(client.copy, settings)
    return client


def _copying(copy: Callable[..., Any], settings: WrapSettings) -> Callable[..., Any]:
    @wraps(copy)
    def solving_copy(*args: Any, **changed: Any) -> Any:
        return _solving(copy(*args, **changed), settings)

    return solving_copy

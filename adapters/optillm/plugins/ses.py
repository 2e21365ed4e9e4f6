"""optillm's approach `ses` (models `ses-NAME`): self-execution simulation, with the client that optillm has.

optillm finds plugins as files in `optillm/plugins/` of where it is started, and loads this one by itself.
Options are those of `docs/options.md`, in the request: `ses_k`, or `ses: {"k": …}`.
"""

from __future__ import annotations

import sys
import threading
from collections import deque
from collections.abc import Mapping, Sequence
from typing import Any

SLUG = "ses"

_OPTILLMS = ("model", "messages", "n", "stream", "optillm_approach", "return_full_response")


def run(  # noqa: PLR0913, PLR0917 - as optillm calls it
    system_prompt: str,
    initial_query: str,
    client: Any,
    model: str,
    request_config: Mapping[str, Any] | None = None,
    messages: Sequence[Mapping[str, Any]] | None = None,
) -> tuple[Any, int]:
    """Return an answer, and the tokens written in all calls together.

    optillm asks once for each of `n` answers, with the same `request_config`: all are found the first time,
    and the others are kept until they are asked for. A single answer to a request (which has `messages`) is
    the whole completion, with usage and the report under `ses`: optillm passes that on as it is. In other
    cases, as in a chain of approaches, an answer is its text, and the report goes into the response of
    optillm's server.

    Raises UsageError for options that can't be, which that server answers with status 400, and for a `client`
    that is not OpenAI's.
    """
    # optillm logs what a plugin raises as it is loaded and goes on without it: better to say it here.
    from ses_plugin.adapters.openai import wrap_openai
    from ses_plugin.errors import UsageError

    config = request_config or {}
    asked = _Asked(config, (system_prompt, initial_query, model))
    if (ready := _ready(asked)) is not None:
        return ready, 0
    system = [{"role": "system", "content": system_prompt}] if system_prompt else []
    chat = list(messages or [*system, {"role": "user", "content": initial_query}])
    settings = {key: value for key, value in config.items() if key not in _OPTILLMS}
    n = config.get("n") or 1
    try:
        create = wrap_openai(client).chat.completions.create
        response = create(model=model, messages=chat, n=n, extra_body=settings)
    except UsageError as error:
        _refuse(str(error))
        raise
    row = response.model_dump(mode="json")
    if messages is not None and n == 1:
        return row, 0  # its usage has the tokens
    report = row.get("ses") or {}
    _tell(report)
    texts = [choice["message"]["content"] or "" for choice in row["choices"]]
    # A server that ignores `n` gives the plain model's answers one by one.
    if repeats := len(texts) - 1 if report.get("strategy") is None else n - 1:
        _keep(asked, texts[1:], repeats)
    return texts[0], row["usage"]["completion_tokens"] if row.get("usage") else 0


class _Asked:  # no dataclass: optillm loads this file without entering it in `sys.modules`
    """One request of optillm's, known by its configuration, an object that all its repeats have in common."""

    def __init__(self, config: Mapping[str, Any], words: tuple[str, str, str]) -> None:
        self.config, self.words = config, words
        self.ready: list[str] = []
        self.repeats = 0


_waiting: deque[_Asked] = deque(maxlen=256)  # the oldest is one whose repeats never came, since one failed
_lock = threading.Lock()


def _keep(asked: _Asked, texts: Sequence[str], repeats: int) -> None:
    asked.ready, asked.repeats = [*reversed(texts)], repeats
    with _lock:
        _waiting.append(asked)


def _ready(asked: _Asked) -> Any:
    """Return the next answer to a request that has been answered; none for one whose call has failed."""
    with _lock:
        for one in _waiting:
            if one.config is asked.config and one.words == asked.words:
                one.repeats -= 1
                text: Any = one.ready.pop() if one.ready else []  # which optillm adds nothing for
                if one.repeats == 0:
                    _waiting.remove(one)
                return text
    return None


def _refuse(why: str) -> None:
    """Have optillm's server say that the request is wrong: it answers all errors with status 500."""

    def as_bad_request(response: Any) -> Any:
        import json

        error = {"message": why, "type": "invalid_request_error", "param": None, "code": None}
        response.set_data(json.dumps({"error": error}))
        response.status_code = 400
        return response

    _after_request(as_bad_request)


def _tell(report: Any) -> None:
    """Have optillm's server send the report with its response, unless that is streamed."""

    def with_report(response: Any) -> Any:
        import json

        row = response.get_json(silent=True) if response.is_json else None
        if isinstance(row, dict) and "choices" in row:
            response.set_data(json.dumps({**row, "ses": report}))
        return response

    _after_request(with_report)


def _after_request(change: Any) -> None:
    """Change the response of the server, if this is called by one: optillm's is made with Flask."""
    flask = sys.modules.get("flask")
    if flask is not None and flask.has_request_context():
        flask.after_this_request(change)

"""Replies whose content is a list of parts, for which LiteLLM has no place.

Of a provider that it does not know to do so (any server by `openai/NAME`) it takes such a reply for a failure
of that server, which would be asked, and paid for, again; of Mistral's it takes the last part.
"""

from __future__ import annotations

import json
import re
import warnings
from typing import Any

from ses_plugin.adapters.litellm.models import load_litellm
from ses_plugin.service.content_parts import split_content

_HAS_PARTS = re.compile(r'"content"\s*:\s*\[')


async def completion_of_parts(**call: Any) -> Any:
    """Return what `litellm.acompletion` does, with the text of a reply that came in parts."""
    found: list[Any] = []

    def note(details: dict[str, Any]) -> None:
        """Read what the server sent, which a `logger_fn` gets before LiteLLM reads it itself."""
        if (read := _read(details.get("original_response"))) is not None:
            found.append(read)

    try:
        response = await load_litellm().acompletion(**call, logger_fn=note)
    except Exception:
        if not found:
            raise
        return found[-1]
    return found[-1] if found else response


def _read(raw: Any) -> Any:
    """Return a server's answer as LiteLLM's, None if its content is no list of parts."""
    if not isinstance(raw, str) or not _HAS_PARTS.search(raw):
        return None
    # Of the list in the place of a text, on standard error, each time.
    warnings.filterwarnings("ignore", "Pydantic serializer warnings", UserWarning)
    try:
        row = json.loads(raw)
        parts = [choice for choice in row["choices"] if isinstance(choice["message"]["content"], list)]
        for choice in parts:
            text, reasoning = split_content(choice["message"]["content"])
            choice["message"] |= {"content": text, "reasoning_content": reasoning or None}
        return load_litellm().ModelResponse(**row) if parts else None
    except (ValueError, KeyError, TypeError):  # another form of answer, or junk: LiteLLM says so
        return None

"""OpenAI's Responses API, where text is asked and text is wanted."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from uuid import uuid4

from ses_plugin.adapters.openai.endpoints import (
    FinalAnswer,
    JSONObject,
    ModelCall,
    ServerCompletion,
    bad_response,
    inherited_params,
    parse_body,
    token_count,
)
from ses_plugin.service.report import FIELD
from ses_plugin.service.request import Passthrough

_ELSEWHERE = ("previous_response_id", "conversation", "prompt", "background")
"""Requests with these have what is asked, or the answer, somewhere else."""

_NOT_SENT = ("stream", "stream_options", "temperature", "top_p", "max_output_tokens", "model")


class ResponsesEndpoint:
    """The endpoint `/responses`."""

    def chat_body(self, body: JSONObject) -> JSONObject | Passthrough:
        """Return the request as one of chat completions; `Passthrough` if more than texts are in it."""
        if used := [name for name in _ELSEWHERE if body.get(name)]:
            return Passthrough(
                f"the request has {used[0]!r}: what is asked is not all in it, or not answered in it"
            )
        messages = _messages(body.get("input"))
        if messages is None:
            return Passthrough("the request's input has something other than texts")
        if body.get("instructions"):
            messages.insert(0, {"role": "system", "content": body["instructions"]})
        text = body.get("text")
        form = text.get("format") if isinstance(text, Mapping) else None
        kept = {
            name: value for name, value in body.items() if name not in ("input", "max_output_tokens", "n")
        }
        limit = body.get("max_output_tokens")
        return {**kept, "messages": messages, "max_completion_tokens": limit, "response_format": form}

    def call_body(self, body: JSONObject, call: ModelCall) -> dict[str, Any]:
        """Return the request of one call. There are no seeds here."""
        if call.chat_request:
            asked = {name: value for name, value in body.items() if name not in _NOT_SENT}
        else:
            asked = {"input": call.prompt, **inherited_params(body, call)}
        asked |= {"model": call.model, "temperature": call.sampling.temperature}
        asked["max_output_tokens"] = call.sampling.max_tokens
        if call.sampling.temperature > 0 and call.sampling.top_p < 1:
            asked["top_p"] = call.sampling.top_p
        return asked

    def parse_response(self, row: Any) -> ServerCompletion:
        """Return the text of a response. Raises OpenAIError if there is none, and for one that failed."""
        row = parse_body(row)
        try:
            parts = [part for item in row["output"] for part in _parts(item)]
            status, usage = row.get("status"), row.get("usage")
            thought = any(item.get("type") == "reasoning" for item in row["output"])
        except (TypeError, LookupError, AttributeError):
            raise bad_response(row) from None
        if status == "failed":
            raise bad_response(row.get("error"))
        return ServerCompletion(
            text="".join(str(part["text"]) for part in parts if isinstance(part.get("text"), str)),
            truncated=status == "incomplete" or (thought and not parts),
            body=row,
            usage=usage if isinstance(usage, Mapping) else None,
            prompt_tokens=token_count(usage, "input_tokens"),
            completion_tokens=token_count(usage, "output_tokens"),
        )

    def empty_usage(self) -> JSONObject:
        """Return the usage of no call."""
        return {"input_tokens": 0, "output_tokens": 0, "total_tokens": 0}

    def response_body(self, final: FinalAnswer) -> JSONObject:
        """Return the best reply's own response, or one with a text that was made of several."""
        text, completion = final.replies[0]
        if completion is not None:
            own = completion.body
        else:
            own = {**_head(final.body), "status": "completed", "output": [_message(text)]}
        return {**own, "usage": final.usage, FIELD: final.report}

    def events(self, body: JSONObject) -> ResponseEvents:
        """Return a new streamed answer."""
        return ResponseEvents(body)

    def encode_event(self, event: JSONObject) -> bytes:
        """Return an event as it is sent."""
        return f"event: {event['type']}\ndata: {json.dumps(event)}\n\n".encode()

    def end_of_stream(self) -> bytes:
        """Return nothing: the event `response.completed` is the end."""
        return b""


class ResponseEvents:
    """One streamed response: a reasoning item with the progress, then the items of the answer.

    The progress is not in the response that is given at the end: sent back to a server in a next turn, it
    would be an item that it does not know. The response has one id, ours, from the first event on: openai 3
    refuses a stream whose ids change, and the reply that will be chosen is not known when it begins.
    """

    def __init__(self, body: JSONObject) -> None:
        self._head = _head(body)
        self._number = -1
        self._reasoning = {"id": f"rs_ses_{uuid4().hex}", "type": "reasoning", "summary": []}
        self._told = ""

    def begin(self) -> Iterator[JSONObject]:
        """Begin the response, and the reasoning."""
        response = {**self._head, "status": "in_progress", "output": []}
        yield self._event("response.created", response=response)
        yield self._event("response.in_progress", response=response)
        yield self._event("response.output_item.added", output_index=0, item=self._reasoning)
        yield self._summary("part.added", part={"type": "summary_text", "text": ""})

    def progress(self, line: str) -> Iterator[JSONObject]:
        """Tell of a round as reasoning."""
        self._told += line
        yield self._summary("text.delta", delta=line)

    def end(self, final: FinalAnswer) -> Iterator[JSONObject]:
        """End the reasoning, give the answer's items, and the whole response."""
        part = {"type": "summary_text", "text": self._told}
        yield self._summary("text.done", text=self._told)
        yield self._summary("part.done", part=part)
        item = {**self._reasoning, "summary": [part]}
        yield self._event("response.output_item.done", output_index=0, item=item)
        response = self._response(final)
        for index, item in enumerate(response["output"], start=1):
            yield from self._item(index, item)
        kind = "incomplete" if response.get("status") == "incomplete" else "completed"
        yield self._event(f"response.{kind}", response=response)

    def _response(self, final: FinalAnswer) -> JSONObject:
        """Return the answer, by our id; its report has the server's, as a `previous_response_id` needs."""
        answer = ResponsesEndpoint().response_body(final)
        _, best = final.replies[0]
        known = {"response_id": answer.get("id")} if best else {}
        report = {**final.report, **known}
        return {**answer, "id": self._head["id"], "output": _named(answer["output"]), FIELD: report}

    def _item(self, index: int, item: JSONObject) -> Iterator[JSONObject]:
        begun = {**item, "content": []} if item.get("type") == "message" else item
        yield self._event("response.output_item.added", output_index=index, item=begun)
        for number, part in enumerate(_parts(item)):
            yield from self._part(
                {"output_index": index, "item_id": item["id"], "content_index": number}, part
            )
        yield self._event("response.output_item.done", output_index=index, item=item)

    def _part(self, at: JSONObject, part: JSONObject) -> Iterator[JSONObject]:
        """Give a part of a message: a text line by line, all else at once."""
        text = part.get("text") if part.get("type") == "output_text" else None
        if isinstance(text, str):
            empty = {"type": "output_text", "text": "", "annotations": []}
            yield self._event("response.content_part.added", **at, part=empty)
            for line in text.splitlines(keepends=True):
                yield self._event("response.output_text.delta", **at, delta=line, logprobs=[])
            yield self._event("response.output_text.done", **at, text=text, logprobs=[])
        else:
            yield self._event("response.content_part.added", **at, part=part)
        yield self._event("response.content_part.done", **at, part=part)

    def _summary(self, kind: str, **more: Any) -> JSONObject:
        at = {"item_id": self._reasoning["id"], "output_index": 0, "summary_index": 0}
        return self._event(f"response.reasoning_summary_{kind}", **at, **more)

    def _event(self, kind: str, **more: Any) -> JSONObject:
        self._number += 1
        return {"type": kind, "sequence_number": self._number, **more}


def _messages(given: Any) -> list[dict[str, Any]] | None:
    """Return an input as chat messages, None if there is more in it than texts."""
    if isinstance(given, str):
        return [{"role": "user", "content": given}]
    if not isinstance(given, Sequence):
        return None
    messages = []
    for item in given:
        if not isinstance(item, Mapping) or item.get("type", "message") != "message":
            return None
        content = item.get("content")
        parts = [content] if isinstance(content, str) else _texts(content)
        if parts is None:
            return None
        messages.append({"role": item.get("role"), "content": "\n".join(parts)})
    return messages


def _texts(content: Any) -> list[str] | None:
    if not isinstance(content, Sequence):
        return None
    texts = [part.get("text") if isinstance(part, Mapping) else None for part in content]
    return [text for text in texts if isinstance(text, str)] if None not in texts else None


def _parts(item: JSONObject) -> list[JSONObject]:
    """Return the parts of an output item that is a message."""
    content = item.get("content") if item.get("type") == "message" else None
    return [part for part in content or () if isinstance(part, Mapping)]


def _named(items: Sequence[JSONObject]) -> list[JSONObject]:
    """Return a response's items, each with an id of its own: some servers give none, or all the same one."""
    named: dict[str, JSONObject] = {}
    for item in items:
        own = item.get("id")
        name = own if isinstance(own, str) and own not in named else f"item_ses_{uuid4().hex}"
        named[name] = {**item, "id": name}
    return list(named.values())


def _head(body: JSONObject) -> dict[str, Any]:
    return {
        "id": f"resp_ses_{uuid4().hex}",
        "object": "response",
        "created_at": int(time.time()),
        "model": body.get("model"),
        "error": None,
        "incomplete_details": None,
        "instructions": body.get("instructions"),
        "parallel_tool_calls": True,
        "tool_choice": "auto",
        "tools": [],
    }


def _message(text: str) -> dict[str, Any]:
    return {
        "id": f"msg_ses_{uuid4().hex}",
        "type": "message",
        "role": "assistant",
        "status": "completed",
        "content": [{"type": "output_text", "text": text, "annotations": []}],
    }

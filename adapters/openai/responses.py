"""OpenAI's Responses API, for requests whose input and output are texts."""

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
    make_completion,
)
from ses_plugin.service.request import FIELD, Passthrough

_STATEFUL_PARAMS = ("previous_response_id", "conversation", "prompt", "background")
"""With one of these, part of the input or the answer is stored on the server."""

_SET_PER_CALL = ("stream", "stream_options", "temperature", "top_p", "max_output_tokens", "model")


class ResponsesEndpoint:
    """The endpoint `/responses`."""

    def chat_body(self, body: JSONObject) -> JSONObject | Passthrough:
        """Return the request as one of chat completions; `Passthrough` unless its input is texts only."""
        if stateful := [name for name in _STATEFUL_PARAMS if body.get(name)]:
            return Passthrough(
                f"the request has {stateful[0]!r}: part of its input or its answer is on the server"
            )
        messages = _messages(body.get("input"))
        if messages is None:
            return Passthrough("the request's input has something other than texts")
        if body.get("instructions"):
            messages.insert(0, {"role": "system", "content": body["instructions"]})
        text = body.get("text")
        text_format = text.get("format") if isinstance(text, Mapping) else None
        renamed = ("input", "max_output_tokens", "n")  # `n` is no parameter of this endpoint
        return {
            **{name: value for name, value in body.items() if name not in renamed},
            "messages": messages,
            "max_completion_tokens": body.get("max_output_tokens"),
            "response_format": text_format,
        }

    def call_body(self, body: JSONObject, call: ModelCall) -> dict[str, Any]:
        """Return the request of one call. This endpoint has no seeds."""
        if call.chat_request:
            request = {name: value for name, value in body.items() if name not in _SET_PER_CALL}
        else:
            request = {"input": call.prompt, **inherited_params(body, call)}
        request |= {"model": call.model, "temperature": call.sampling.temperature}
        request["max_output_tokens"] = call.sampling.max_tokens
        if call.sampling.temperature > 0 and call.sampling.top_p < 1:
            request["top_p"] = call.sampling.top_p
        return request

    def parse_response(self, body: JSONObject) -> ServerCompletion:
        """Return the text of a response. Raises OpenAIError if there is none, and for one that failed."""
        try:
            parts = [part for item in body["output"] for part in _parts(item)]
            has_reasoning = any(item.get("type") == "reasoning" for item in body["output"])
        except (TypeError, LookupError, AttributeError):
            raise bad_response(body) from None
        if body.get("status") == "failed":
            raise bad_response(body.get("error"))
        text = "".join(str(part["text"]) for part in parts if isinstance(part.get("text"), str))
        truncated = body.get("status") == "incomplete" or (has_reasoning and not parts)
        return make_completion(body, text, truncated, ("input_tokens", "output_tokens"))

    def empty_usage(self) -> JSONObject:
        """Return the usage of no call."""
        return {"input_tokens": 0, "output_tokens": 0, "total_tokens": 0}

    def response_body(self, final: FinalAnswer) -> JSONObject:
        """Return the response of the best reply, or a new one if no model sent that reply."""
        text, completion = final.replies[0]
        if completion is not None:
            response = completion.body
        else:
            response = {**_head(final.body), "status": "completed", "output": [_message(text)]}
        return {**response, "usage": final.usage, FIELD: final.report}

    def events(self, body: JSONObject) -> ResponseEvents:
        """Return the events of a new streamed answer."""
        return ResponseEvents(body)

    def encode_event(self, event: JSONObject) -> bytes:
        """Return an event as a server-sent event."""
        return f"event: {event['type']}\ndata: {json.dumps(event)}\n\n".encode()

    def end_of_stream(self) -> bytes:
        """Return nothing: the event `response.completed` ends the stream."""
        return b""


class ResponseEvents:
    """The events of one streamed response: a reasoning item with the progress, then the answer's items.

    The progress is not in the final response: a server to which it were sent back in the next turn would not
    know that item. The response has one id, ours, from the first event on: openai 3 refuses a stream whose
    ids change, and at the first event the reply that will be chosen is not known.
    """

    def __init__(self, body: JSONObject) -> None:
        self._head = _head(body)
        self._number = -1
        self._reasoning = {"id": f"rs_ses_{uuid4().hex}", "type": "reasoning", "summary": []}
        self._progress = ""

    def begin(self) -> Iterator[JSONObject]:
        """Begin the response and its reasoning item."""
        response = {**self._head, "status": "in_progress", "output": []}
        yield self._event("response.created", response=response)
        yield self._event("response.in_progress", response=response)
        yield self._event("response.output_item.added", output_index=0, item=self._reasoning)
        yield self._summary("part.added", part={"type": "summary_text", "text": ""})

    def progress(self, line: str) -> Iterator[JSONObject]:
        """Yield the summary of a round as reasoning."""
        self._progress += line
        yield self._summary("text.delta", delta=line)

    def end(self, final: FinalAnswer) -> Iterator[JSONObject]:
        """End the reasoning, then yield the answer's items and the whole response."""
        part = {"type": "summary_text", "text": self._progress}
        yield self._summary("text.done", text=self._progress)
        yield self._summary("part.done", part=part)
        item = {**self._reasoning, "summary": [part]}
        yield self._event("response.output_item.done", output_index=0, item=item)
        response = self._response(final)
        for index, item in enumerate(response["output"], start=1):
            yield from self._item(index, item)
        kind = "incomplete" if response.get("status") == "incomplete" else "completed"
        yield self._event(f"response.{kind}", response=response)

    def _response(self, final: FinalAnswer) -> JSONObject:
        """Return the answer under our id. Its report has the server's, for `previous_response_id`."""
        answer = ResponsesEndpoint().response_body(final)
        _, best = final.replies[0]
        server_id = {"response_id": answer.get("id")} if best else {}
        report = {**final.report, **server_id}
        return {**answer, "id": self._head["id"], "output": _with_unique_ids(answer["output"]), FIELD: report}

    def _item(self, index: int, item: JSONObject) -> Iterator[JSONObject]:
        empty = {**item, "content": []} if item.get("type") == "message" else item
        yield self._event("response.output_item.added", output_index=index, item=empty)
        for number, part in enumerate(_parts(item)):
            place = {"output_index": index, "item_id": item["id"], "content_index": number}
            yield from self._part(place, part)
        yield self._event("response.output_item.done", output_index=index, item=item)

    def _part(self, place: JSONObject, part: JSONObject) -> Iterator[JSONObject]:
        """Yield a part of a message: a text line by line, any other part at once."""
        text = part.get("text") if part.get("type") == "output_text" else None
        if isinstance(text, str):
            empty = {"type": "output_text", "text": "", "annotations": []}
            yield self._event("response.content_part.added", **place, part=empty)
            for line in text.splitlines(keepends=True):
                yield self._event("response.output_text.delta", **place, delta=line, logprobs=[])
            yield self._event("response.output_text.done", **place, text=text, logprobs=[])
        else:
            yield self._event("response.content_part.added", **place, part=part)
        yield self._event("response.content_part.done", **place, part=part)

    def _summary(self, kind: str, **fields: Any) -> JSONObject:
        place = {"item_id": self._reasoning["id"], "output_index": 0, "summary_index": 0}
        return self._event(f"response.reasoning_summary_{kind}", **place, **fields)

    def _event(self, kind: str, **fields: Any) -> JSONObject:
        self._number += 1
        return {"type": kind, "sequence_number": self._number, **fields}


def _messages(content: Any) -> list[dict[str, Any]] | None:
    """Return a request's input as chat messages, None if it has anything but texts."""
    if isinstance(content, str):
        return [{"role": "user", "content": content}]
    if not isinstance(content, Sequence):
        return None
    messages = []
    for item in content:
        if not isinstance(item, Mapping) or item.get("type", "message") != "message":
            return None
        text = item.get("content")
        parts = [text] if isinstance(text, str) else _texts(text)
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


def _with_unique_ids(items: Sequence[JSONObject]) -> list[JSONObject]:
    """Return a response's items, each with its own id: some servers send none, or the same for all."""
    by_id: dict[str, JSONObject] = {}
    for item in items:
        item_id = item.get("id")
        if not isinstance(item_id, str) or item_id in by_id:
            item_id = f"item_ses_{uuid4().hex}"
        by_id[item_id] = {**item, "id": item_id}
    return list(by_id.values())


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

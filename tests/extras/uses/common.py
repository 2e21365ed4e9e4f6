"""What the uses of all extras share. Only the standard library: nothing here brings what an extra lacks."""

from __future__ import annotations

import itertools
import json
from typing import Any

from scripted_server import Answer

RIGHT = "print(sum(map(int, input().split())))"
WRONG = "a, b = map(int, input().split())\nprint(a * b)"
STATEMENT = "Print the sum of two numbers.\n\nExamples\nInput\n3 4\nOutput\n7\n\nInput\n2 2\nOutput\n4\n"
PLAIN = "Say hello."
PRIVATE = [{"input": "4711 1", "output": "4712"}, {"input": "0 0", "output": "0"}]


def coded(source: str) -> str:
    return f"Think.\n```python\n{source}\n```"


def text_of(request: dict[str, Any]) -> str:
    """What is asked, at either endpoint of OpenAI's API."""
    asked = request.get("input", request.get("messages"))
    return asked if isinstance(asked, str) else str(asked[-1]["content"])


def reply(prompt: str, number: int) -> str:
    """The second candidate is right, the first wrong, the third no program; predictions are true."""
    if prompt.startswith("Simulate"):
        a, b = map(int, prompt.split("<input>\n")[1].split("\n</input>")[0].split())
        return f"<output>\n{a + b if 'sum(' in prompt else a * b}\n</output>"
    source = (WRONG, RIGHT, None)[number % 3]
    return coded(source) if source and STATEMENT.strip() in prompt else "Hello."


class Model:
    """A server's model, at `/chat/completions` and, where there are no seeds, at `/responses`.

    Its usage has fields that no client knows.
    """

    def __init__(self) -> None:
        self.drawn = itertools.count()

    def __call__(self, request: dict[str, Any]) -> Answer:
        prompt = text_of(request)
        predicting = prompt.startswith("Simulate")
        number = request.get("seed", 0 if predicting else next(self.drawn))
        text = reply(prompt, number)
        if request.get("stream"):
            return _stream(text)
        return _json(_response(text, number) if "input" in request else _completion(text))


def _json(row: dict[str, Any]) -> Answer:
    return Answer(raw=json.dumps(row).encode(), headers={"Content-Type": "application/json"})


def _completion(text: str) -> dict[str, Any]:
    choice = {"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": text}}
    usage: dict[str, Any] = {"prompt_tokens": 5, "completion_tokens": 2, "total_tokens": 7}
    usage |= {"new_tokens": 3, "new_details": {"new": 1}, "new_flag": True}
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1,
        "model": "m",
        "choices": [choice],
        "usage": usage,
    }


def _stream(text: str) -> Answer:
    head = {"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1, "model": "m"}
    deltas = [({"role": "assistant", "content": text}, None), ({}, "stop")]
    chunks = [
        {**head, "choices": [{"index": 0, "delta": delta, "finish_reason": end}]} for delta, end in deltas
    ]
    lines = [*map(json.dumps, chunks), "[DONE]"]
    body = "".join(f"data: {line}\n\n" for line in lines).encode()
    return Answer(raw=body, headers={"Content-Type": "text/event-stream"})


def _response(text: str, number: int) -> dict[str, Any]:
    part = {"type": "output_text", "text": text, "annotations": []}
    item = {"id": "msg_1", "type": "message", "role": "assistant", "status": "completed", "content": [part]}
    usage = {
        "input_tokens": 5,
        "input_tokens_details": {"cached_tokens": 1},
        "output_tokens": 2,
        "output_tokens_details": {"reasoning_tokens": 1},
        "total_tokens": 7,
        "new_tokens": 3,
    }
    return {
        "id": f"resp_{number}",
        "object": "response",
        "created_at": 1,
        "model": "m",
        "status": "completed",
        "tools": [],
        "tool_choice": "auto",
        "parallel_tool_calls": True,
        "output": [item],
        "usage": usage,
    }

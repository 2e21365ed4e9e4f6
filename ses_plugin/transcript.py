"""The transcript of a run: its requests and responses in order, as JSON lines.

It is a recording and a checkpoint: given the recorded responses, a flow does again what it did, without a
model. The order matters: two equal requests may have different sampled responses.
"""

from __future__ import annotations

import dataclasses
import json
import logging
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from ses_plugin.drivers import Backend
from ses_plugin.errors import UsageError
from ses_plugin.files import AppendOnlyFile
from ses_plugin.strategies.flow import (
    Completions,
    ExecuteRequest,
    Request,
    RequestFailed,
    Response,
    Role,
    SampleRequest,
    SamplingParams,
)
from ses_plugin.types.program import ExecutionResult, Explanation, Limits, Outcome, Program

_log = logging.getLogger(__name__)

Transcript = list[tuple[Request, Response]]

VERSION = 2
"""The version of the form of a line. Lines of version 1 do not have it."""

_BEGINNING = re.compile(
    rb'\{"version": \d+, "request": "'  # {"version": 2, "request": "sample", ...
    rb'|\{"need": "(?:Sample|Execute)", "reply": "'  # {"need": "Sample", "reply": ...: version 1
)
"""The beginning of every line. A file with other lines is not ours, and nothing is appended to it."""

_KINDS: dict[type, str] = {
    SampleRequest: "sample",
    ExecuteRequest: "execute",
    Completions: "completions",
    RequestFailed: "failure",
    ExecutionResult: "execution",
}
_NAMES_1 = {
    "request": "chat_request",
    "entry": "entry_point",
    "tokens_in": "prompt_tokens",
    "tokens_out": "completion_tokens",
    "again": "retryable",
}
"""The names of version 1, and what they are now."""


class RecordingBackend:
    """A backend that forwards requests to another and appends each round to a file, line by line.

    Requests that the file has are answered from it, so that an interrupted run continues where it was. A last
    line that was cut off is dropped.

    Raises UsageError if the file belongs to another run, or is no recording. It is not changed then.
    """

    def __init__(self, backend: Backend, path: Path) -> None:
        self._backend, self._path = backend, path
        transcript: Transcript = []
        self._lines = AppendOnlyFile(
            path,
            "recording",
            "a line of a transcript",
            _BEGINNING,
            lambda row, _: transcript.append(_entry(row)),
        )
        self._recorded = iter(transcript)
        _log.info("%s: %d recorded responses", path, len(transcript))

    def __call__(self, requests: Sequence[Request]) -> list[Response]:
        """Answer a round."""
        responses = _replay(self._recorded, requests, self._path)
        if missing := requests[len(responses) :]:
            new = list(self._backend(missing))
            for request, response in zip(missing, new, strict=True):
                self._lines.add(_row(request, response))
            responses += new
        return responses


def replay_backend(transcript: Transcript) -> Backend:
    """Return a backend that answers from `transcript` only. It raises UsageError where that ends."""
    recorded = iter(transcript)

    def answer(requests: Sequence[Request]) -> list[Response]:
        responses = _replay(recorded, requests, "the transcript")
        if len(responses) < len(requests):
            raise UsageError("the transcript ends before the run does")
        return responses

    return answer


def _replay(
    recorded: Iterator[tuple[Request, Response]], requests: Sequence[Request], where: object
) -> list[Response]:
    """Return the recorded responses to `requests`, fewer where the recording ends."""
    responses = []
    for request in requests:
        entry = next(recorded, None)
        if entry is None:
            break
        if entry[0] != request:
            raise UsageError(f"{where}: recorded by another run (other problems, options or prompts)")
        responses.append(entry[1])
    return responses


def read_transcript(path: Path) -> Transcript:
    """Return the transcript in a file. Raises UsageError for an invalid line, unless it is the last one."""
    transcript: Transcript = []
    lines = path.read_text("utf-8").split("\n")
    for number, line in enumerate(lines, 1):
        try:
            transcript.append(_entry(json.loads(line)))
        except (ValueError, KeyError, TypeError) as error:
            if number == len(lines):  # cut off by a kill, or empty after the last line's end
                break
            raise UsageError(f"{path}, line {number}: not a line of a transcript ({error})") from error
    return transcript


def _row(request: Request, response: Response) -> dict[str, Any]:
    asked = dataclasses.asdict(request)
    if isinstance(request, ExecuteRequest) and not request.explain:
        del asked["explain"]  # so that a line is the same as before there were explanations
    answered = response.to_row() if isinstance(response, ExecutionResult) else dataclasses.asdict(response)
    return {
        "version": VERSION,
        "request": _KINDS[type(request)],
        "response": _KINDS[type(response)],
        "asked": asked,
        "answered": answered,
    }


def _entry(row: dict[str, Any]) -> tuple[Request, Response]:
    """Return the entry of a line. Raises KeyError, TypeError or ValueError if the line is invalid."""
    row = row if "version" in row else _from_version_1(row)
    if row["version"] != VERSION:
        raise ValueError(f"version {row['version']!r}, which another release of SES has written")
    asked, answered = row["asked"], row["answered"]
    request: Request
    if row["request"] == "sample":
        sampling = SamplingParams(**asked["sampling"])
        request = SampleRequest(**{**asked, "role": Role(asked["role"]), "sampling": sampling})
    else:
        program = asked["program"]
        files = tuple((name, text) for name, text in program["files"])
        program = Program(**{**program, "arguments": tuple(program["arguments"]), "files": files})
        limits, explain = Limits(**asked["limits"]), asked.get("explain", False)
        request = ExecuteRequest(program, asked["input"], limits, explain)
    return request, _response(row["response"], answered)


def _response(kind: str, answered: dict[str, Any]) -> Response:
    match kind:
        case "completions":
            tokens = answered["completion_tokens"]
            counts = None if tokens is None else tuple(tokens)
            return Completions(**{**answered, "texts": tuple(answered["texts"]), "completion_tokens": counts})
        case "failure":
            return RequestFailed(**answered)
        case "execution":
            explained = answered.get("explanation")
            explanation = None if explained is None else Explanation(**explained)
            outcome = Outcome(answered["outcome"])
            return ExecutionResult(**{**answered, "outcome": outcome, "explanation": explanation})
    raise ValueError(f"a response of kind {kind!r}")


def _from_version_1(row: dict[str, Any]) -> dict[str, Any]:
    """Return a line of version 1 in the form of version 2: other names for the same values."""
    asked, answered = dict(row["asked"]), dict(row["answered"])
    if row["need"] == "Sample":
        asked = {_NAMES_1.get(name, name): value for name, value in asked.items()}
        asked["role"] = Role.GENERATE_INPUTS if asked["role"] == "invent" else asked["role"]
    else:
        program = {_NAMES_1.get(name, name): value for name, value in asked["program"].items()}
        asked = {"program": program, "input": asked["text"], "limits": asked["limits"]}
    answered = {_NAMES_1.get(name, name): value for name, value in answered.items()}
    return {
        "version": VERSION,
        "request": {"Sample": "sample", "Execute": "execute"}[row["need"]],
        "response": {"Texts": "completions", "Failed": "failure", "Ran": "execution"}[row["reply"]],
        "asked": asked,
        "answered": answered,
    }

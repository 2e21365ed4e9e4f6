"""The ordered transcript of a run: what was needed and what was answered, as JSON lines.

It is checkpoint and recording at once: the replies it holds lead a flow to where it was, without a model.
"""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from ses_plugin.drivers.runners import Backend
from ses_plugin.errors import UsageError
from ses_plugin.files.append_only import AppendOnlyFile
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
from ses_plugin.types.program import ExecutionResult, Limits, Outcome, Program

Transcript = list[tuple[Request, Response]]

VERSION = 2
"""Of the form of a line; the first one had none in it."""

_BEGINNING = re.compile(
    rb'\{"version": \d+, "request": "'  # {"version": 2, "request": "sample", ...
    rb'|\{"need": "(?:Sample|Execute)", "reply": "'  # {"need": "Sample", "reply": ...: the first form
)
"""What a line begins with."""

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
"""Names of the first form, and what they are now."""


class RecordingBackend:
    """A backend that forwards requests to another and appends each round to a file, line by line.

    What the file holds already is answered from it first, so that an interrupted run goes on where it was.
    A last line that was cut off is dropped. Raises UsageError if the file is of another run, or is no
    recording: nothing in it is changed then.
    """

    def __init__(self, backend: Backend, path: Path) -> None:
        self._backend, self._path = backend, path
        known: Transcript = []
        self._lines = AppendOnlyFile(
            path, "recording", "a line of a transcript", _BEGINNING, lambda row, _: known.append(_entry(row))
        )
        self._known = iter(known)

    def __call__(self, needs: Sequence[Request]) -> list[Response]:
        """Answer a round."""
        replies = [reply for _, reply in _replay(self._known, needs, self._path)]
        if missing := needs[len(replies) :]:
            new = list(self._backend(missing))
            for need, reply in zip(missing, new, strict=True):
                self._lines.add(_row(need, reply))
            replies += new
        return replies


def replay_backend(transcript: Transcript) -> Backend:
    """Return a backend that answers from `transcript` alone. It raises UsageError where that ends."""
    known = iter(transcript)

    def answer(needs: Sequence[Request]) -> list[Response]:
        replies = [reply for _, reply in _replay(known, needs, "the transcript")]
        if len(replies) < len(needs):
            raise UsageError("the transcript ends before the run does")
        return replies

    return answer


def _replay(
    known: Iterator[tuple[Request, Response]], needs: Sequence[Request], where: object
) -> list[tuple[Request, Response]]:
    out = []
    for need in needs:
        entry = next(known, None)
        if entry is None:
            break
        if entry[0] != need:
            raise UsageError(f"{where}: recorded by another run (other problems, options or prompts)")
        out.append(entry)
    return out


def read_transcript(path: Path) -> Transcript:
    """Return what a recording holds. Raises UsageError for a line that is none, the last one excepted."""
    out: Transcript = []
    lines = path.read_text("utf-8").split("\n")
    for number, line in enumerate(lines, 1):
        try:
            out.append(_entry(json.loads(line)))
        except (ValueError, KeyError, TypeError) as error:
            if number == len(lines):  # cut off, or empty
                break
            raise UsageError(f"{path}, line {number}: not a line of a transcript ({error})") from error
    return out


def _row(request: Request, response: Response) -> dict[str, Any]:
    answered = response.to_row() if isinstance(response, ExecutionResult) else dataclasses.asdict(response)
    return {
        "version": VERSION,
        "request": _KINDS[type(request)],
        "response": _KINDS[type(response)],
        "asked": dataclasses.asdict(request),
        "answered": answered,
    }


def _entry(row: dict[str, Any]) -> tuple[Request, Response]:
    """Return what a line holds. Raises KeyError, TypeError or ValueError for one that is no such line."""
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
        request = ExecuteRequest(program, asked["input"], Limits(**asked["limits"]))
    return request, _response(row["response"], answered)


def _response(kind: str, answered: dict[str, Any]) -> Response:
    match kind:
        case "completions":
            tokens = answered["completion_tokens"]
            written = None if tokens is None else tuple(tokens)
            return Completions(
                **{**answered, "texts": tuple(answered["texts"]), "completion_tokens": written}
            )
        case "failure":
            return RequestFailed(**answered)
        case "execution":
            return ExecutionResult(**{**answered, "outcome": Outcome(answered["outcome"])})
    raise ValueError(f"a response of kind {kind!r}")


def _from_version_1(row: dict[str, Any]) -> dict[str, Any]:
    """Return a line of the first form, which had no version, in today's: other names for the same values."""
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

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

from ses_plugin.drivers.appended import Appended
from ses_plugin.drivers.drive import Backend
from ses_plugin.errors import UsageError
from ses_plugin.programs import Limits, Outcome, Program, Ran
from ses_plugin.strategies.flow import Execute, Failed, Need, Reply, Role, Sample, Sampling, Texts

Transcript = list[tuple[Need, Reply]]

_BEGINNING = re.compile(rb'\{"need": "(?:Sample|Execute)", "reply": "')
"""What a line begins with."""


class Recording:
    """A backend that passes needs on to another and appends each round to a file, line by line.

    What the file holds already is answered from it first, so that an interrupted run goes on where it was.
    A last line that was cut off is dropped. Raises UsageError if the file is of another run, or is no
    recording: nothing in it is changed then.
    """

    def __init__(self, backend: Backend, path: Path) -> None:
        self._backend, self._path = backend, path
        known: Transcript = []
        self._lines = Appended(
            path, "recording", "a line of a transcript", _BEGINNING, lambda row, _: known.append(_entry(row))
        )
        self._known = iter(known)

    def __call__(self, needs: Sequence[Need]) -> list[Reply]:
        """Answer a round."""
        replies = [reply for _, reply in _taken(self._known, needs, self._path)]
        if missing := needs[len(replies) :]:
            new = list(self._backend(missing))
            for need, reply in zip(missing, new, strict=True):
                self._lines.add(_row(need, reply))
            replies += new
        return replies


def replaying(transcript: Transcript) -> Backend:
    """Return a backend that answers from `transcript` alone. It raises UsageError where that ends."""
    known = iter(transcript)

    def answer(needs: Sequence[Need]) -> list[Reply]:
        replies = [reply for _, reply in _taken(known, needs, "the transcript")]
        if len(replies) < len(needs):
            raise UsageError("the transcript ends before the run does")
        return replies

    return answer


def _taken(
    known: Iterator[tuple[Need, Reply]], needs: Sequence[Need], where: object
) -> list[tuple[Need, Reply]]:
    out = []
    for need in needs:
        entry = next(known, None)
        if entry is None:
            break
        if entry[0] != need:
            raise UsageError(f"{where}: recorded by another run (other problems, options or prompts)")
        out.append(entry)
    return out


def read(path: Path) -> Transcript:
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


def _row(need: Need, reply: Reply) -> dict[str, Any]:
    kinds = {"need": type(need).__name__, "reply": type(reply).__name__}
    answered = reply.to_row() if isinstance(reply, Ran) else dataclasses.asdict(reply)
    values = {"asked": dataclasses.asdict(need), "answered": answered}
    return {**kinds, **values}


def _entry(row: dict[str, Any]) -> tuple[Need, Reply]:
    asked, answered = row["asked"], row["answered"]
    need: Need
    if row["need"] == "Sample":
        sampling = Sampling(**asked["sampling"])
        need = Sample(**{**asked, "role": Role(asked["role"]), "sampling": sampling})
    else:
        program = asked["program"]
        files = tuple((name, text) for name, text in program["files"])
        program = Program(**{**program, "arguments": tuple(program["arguments"]), "files": files})
        need = Execute(program, asked["text"], Limits(**asked["limits"]))
    return need, _reply(row["reply"], answered)


def _reply(kind: str, answered: dict[str, Any]) -> Reply:
    if kind == "Texts":
        tokens = answered["tokens_out"]
        texts = tuple(answered["texts"])
        tokens_out = None if tokens is None else tuple(tokens)
        cost, seconds = answered.get("cost"), answered.get("seconds")  # older files have neither
        return Texts(texts, answered["tokens_in"], tokens_out, cost, seconds)
    if kind == "Failed":
        return Failed(**answered)
    return Ran(**{**answered, "outcome": Outcome(answered["outcome"])})

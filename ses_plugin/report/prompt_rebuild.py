"""Prompts built again from the prompt set of a sample; each is shown only if its hash was recorded.

Samples have no prompts: they would be most of a file. They have a hash of each prompt that was sent, so a
prompt that was built again is certain to be the one that was sent, or it is left out and counted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from ses_plugin.errors import SesError
from ses_plugin.plugins import get_prompt_set
from ses_plugin.prompts import PromptSet, fix_prompt, output_prediction_prompt, solve_prompt
from ses_plugin.service.request_log import PromptRecord, prompt_hash
from ses_plugin.syntax import canonical_form
from ses_plugin.types.problem import PublicProblem
from ses_plugin.types.program import Program


@dataclass(slots=True)
class PromptCounts:
    """How many prompts were built again, how many could not be, and why not."""

    rebuilt: int = 0
    missing: int = 0
    reasons: set[str] = field(default_factory=set)

    def describe(self) -> list[str]:
        """Return a note for the report; none if no prompt is missing."""
        if not self.missing:
            return []
        total = self.rebuilt + self.missing
        reasons = "; ".join(sorted(self.reasons)) or "the strategy makes them in another way"
        return [f"{self.missing} of {total} prompts are not shown: {reasons}."]


class PromptRebuilder:
    """Builds the prompts of one problem again.

    Args:
        problem: What models saw of the problem.
        record: The record in the sample; None if the prompts were not recorded.
        sources: The programs of the candidates, in order: those that differ only in layout share predictions.
        counts: Is updated.
    """

    def __init__(
        self,
        problem: PublicProblem,
        record: PromptRecord | None,
        sources: Iterable[str | None],
        counts: PromptCounts,
    ) -> None:
        self._problem, self._counts = problem, counts
        self._hashes = frozenset(record["requests"]) if record else frozenset()
        self._prompts = _find_prompts(record, counts)
        self._sources = tuple(dict.fromkeys(source for source in sources if source is not None))
        self._forms: dict[str, str] = {}
        self._first: dict[str, str] = {}
        self._simulate: dict[tuple[str, str], str | None] = {}
        solve = () if self._prompts is None else (solve_prompt(problem, self._prompts),)
        self._solve = self._find(solve)

    def solve(self) -> str | None:
        """Return the prompt for candidates."""
        return self._count(self._solve)

    def simulate(self, source: str, text: str) -> str | None:
        """Return the prompt for the prediction of a program's output."""
        key = source, text
        if key not in self._simulate:
            self._simulate[key] = self._find(self._simulate_prompts(source, text))
        return self._count(self._simulate[key])

    def fix(
        self, source: str, predicted: Sequence[str | None], explanations: Sequence[str] = ()
    ) -> str | None:
        """Return the prompt that asked for a correction of `source`, with what it shows of each test."""
        if self._prompts is None or len(predicted) != len(self._problem.public_tests):
            return self._count(None)
        program = Program(source, self._problem.entry_point)
        prompts = (
            fix_prompt(
                self._problem, program, predicted, self._prompts, explanations=explanations, wrong=wrong
            )
            for wrong in (False, True)
        )
        return self._count(self._find(prompts))

    def _simulate_prompts(self, source: str, text: str) -> Iterator[str]:
        if self._prompts is None:
            return
        for shown in self._shown_programs(source):
            program = Program(shown, self._problem.entry_point)
            for direct in (False, True):
                yield output_prediction_prompt(program, text, self._prompts, direct=direct)

    def _shown_programs(self, source: str) -> Iterator[str]:
        """Yield the programs that the prompt may show: this one, or the first one that is equal to it."""
        yield source
        if not self._forms:
            self._forms = {other: canonical_form(other) for other in self._sources}
            for other, form in reversed(self._forms.items()):
                self._first[form] = other
        first = self._first[self._forms[source]] if source in self._forms else source
        if first != source:
            yield first

    def _find(self, prompts: Iterable[str]) -> str | None:
        return next((prompt for prompt in prompts if prompt_hash(prompt) in self._hashes), None)

    def _count(self, prompt: str | None) -> str | None:
        if prompt is None:
            self._counts.missing += 1
        else:
            self._counts.rebuilt += 1
        return prompt


def _find_prompts(record: PromptRecord | None, counts: PromptCounts) -> PromptSet | None:
    """Return the prompt set of a record; note in `counts` if it isn't the one that was used."""
    if record is None:
        counts.reasons.add("the samples are of version 1, which has no record of them")
        return None
    name = record["set"]
    try:
        prompts = get_prompt_set(name)
    except SesError:
        counts.reasons.add(f"the prompt set {name!r} is not installed here")
        return None
    if prompts.sha256 != record["sha256"]:
        counts.reasons.add(f"the prompt set {name!r} has other texts here than in the run")
    return prompts

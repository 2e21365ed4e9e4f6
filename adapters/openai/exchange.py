"""One request being solved: what is wanted of the model, round by round, and what came. It does no I/O."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from openai import OpenAIError

from ses_plugin.adapters.openai.endpoints import Call, Completion, Endpoint, Final, Row
from ses_plugin.chat.parameter_fallback import requested_params
from ses_plugin.chat.report import report
from ses_plugin.chat.request import Posed
from ses_plugin.chat.solve import Answer, solve
from ses_plugin.drivers.calls import draws, joined
from ses_plugin.drivers.traffic import EXECUTE, Traffic
from ses_plugin.drivers.usage import sum_usage
from ses_plugin.errors import UsageError
from ses_plugin.metrics.ledger import Spent
from ses_plugin.programs import Ran
from ses_plugin.strategies import Execute, Failed, Need, Reply, Role

Wanted = Call | Execute


@dataclass(frozen=True, slots=True)
class Done:
    """What came of one that was wanted, and after how many seconds. Any exception is kept as a value."""

    result: Completion | Ran | Exception
    seconds: float


class Exchange:
    """Drives the flow of one request; `wanted` is the round to be answered next, by `took`, until `answer`.

    Equal calls of a round are one. A need some of whose calls failed has empty texts in their places; one
    with none left is Failed.
    """

    def __init__(self, endpoint: Endpoint, body: Row, posed: Posed) -> None:
        self.endpoint, self.body, self.posed = endpoint, body, posed
        self.requested = requested_params(posed.options, body.get("seed"))
        self.traffic = Traffic()
        self.wanted: tuple[Wanted, ...] = ()
        self.answer: Answer | None = None
        self._flow = solve(posed.task, posed.options, request=posed.request)
        self._needs: Sequence[Need] = ()
        self._usages: list[Row | None] = []
        self._drawn: dict[str, Completion] = {}
        self._error: Exception | None = None
        self._advance(None)

    def close(self) -> None:
        """Give up."""
        self._flow.close()

    def took(self, done: Iterable[Done]) -> str:
        """Go on with what came, in the order of `wanted`; return what this round was, in a line.

        Raises what is no failure of a call but an error: of the sandbox, or of the program.
        """
        came = dict(zip(self.wanted, done, strict=True))
        self.traffic.rounds += 1
        for wanted, one in came.items():
            self._count(wanted, one)
        line = self._told(came)
        self._advance(tuple(self._reply(need, came) for need in self._needs))
        return line

    def final(self) -> Final:
        """Return the answer. Raises the last call's error if no candidate came."""
        texts = self.answer.replies if self.answer else ()
        replies = [(text, self._drawn.get(text)) for text in texts]
        came = tuple(one for one in replies if any(one))  # an empty text may stand for a failed call
        if self.answer is None or not came:
            raise self._error or UsageError(
                "the ses options max_calls and max_total_tokens leave nothing to be asked; "
                "one candidate takes 1 call and at most max_tokens"
            )
        known = [usage for usage in self._usages if usage is not None]
        usage = sum_usage([self.endpoint.no_usage(), *known]) if len(known) == len(self._usages) else None
        return Final(self.body, came, usage, report(self.posed, self.answer, self.traffic))

    def _advance(self, replies: tuple[Reply, ...] | None) -> None:
        try:
            self._needs = next(self._flow) if replies is None else self._flow.send(replies)
        except StopIteration as stop:
            self._needs, self.answer = (), stop.value
        once = dict.fromkeys(one for need in self._needs for one in self._of(need))
        self.wanted = tuple(once)

    def _of(self, need: Need) -> list[Wanted]:
        if isinstance(need, Execute):
            return [need]
        model = str(self.body.get("model"))
        if need.role is Role.SIMULATE:
            model = self.posed.options.simulator or model
        return [
            Call(need.role, model, need.prompt, need.request, need.sampling, seed, index)
            for seed, index in draws(need)
        ]

    def _count(self, wanted: Wanted, done: Done) -> None:
        role = EXECUTE if isinstance(wanted, Execute) else wanted.role
        passed = self.traffic.of(role)
        passed.asked += 1
        match done.result:
            case Completion() as completion:
                passed.cut += completion.cut
                tokens = completion.tokens_in, completion.tokens_out
                passed.spent += Spent(1, 0, *tokens, cost=None, seconds=done.seconds)
                self._usages.append(completion.usage)
                if isinstance(wanted, Call) and wanted.request:
                    self._drawn.setdefault(completion.text, completion)
            case Ran():
                passed.spent += Spent(calls=1, seconds=done.seconds)
            # What the client raises for a call; of JSON that is cut it raises a ValueError.
            case OpenAIError() | ValueError() as error if isinstance(wanted, Call):
                passed.spent += Spent(failed=1)
                self.traffic.last_failure = " ".join(f"{type(error).__name__}: {error}".split())[:500]
                self._error = error
            case Exception() as error:
                raise error

    def _reply(self, need: Need, came: Mapping[Wanted, Done]) -> Reply:
        results = [came[one].result for one in self._of(need)]
        (first, *_) = results
        return first if isinstance(first, Ran) else self._texts(results)

    def _texts(self, results: Sequence[Completion | Ran | Exception]) -> Reply:
        replies = [_replied(result) if isinstance(result, Completion) else None for result in results]
        return joined(replies) if any(replies) else Failed(str(self.traffic.last_failure))

    def _told(self, came: Mapping[Wanted, Done]) -> str:
        roles: dict[str, int] = {}
        for wanted in came:
            role = EXECUTE if isinstance(wanted, Execute) else str(wanted.role)
            roles[role] = roles.get(role, 0) + 1
        parts = [f"{role} {number}" for role, number in roles.items()]
        if failed := sum(isinstance(done.result, Exception) for done in came.values()):
            parts.append(f"{failed} failed")
        spent = self.traffic.spent
        so_far = f"{spent.calls} call{'s' if spent.calls != 1 else ''} so far"
        if spent.tokens_out is not None:
            so_far += f", {spent.tokens_out} tokens written"
        return f"Round {self.traffic.rounds}: {', '.join(parts)} ({so_far}).\n"


def _replied(completion: Completion) -> tuple[str, Spent]:
    tokens = completion.tokens_in, completion.tokens_out
    return completion.text, Spent(1, 0, *tokens, cost=None, seconds=None)

"""One request being solved: what is wanted of the model, round by round, and what came. It does no I/O."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from openai import OpenAIError

from ses_plugin.adapters.openai.endpoints import (
    Endpoint,
    FinalAnswer,
    JSONObject,
    ModelCall,
    ServerCompletion,
)
from ses_plugin.drivers.runners import expand_sample, merge_completions
from ses_plugin.errors import UsageError
from ses_plugin.service.parameter_fallback import requested_params
from ses_plugin.service.report import build_report
from ses_plugin.service.request import SolveRequest
from ses_plugin.service.solve import SolveResponse
from ses_plugin.strategies import ExecuteRequest, Request, RequestFailed, Response, Role
from ses_plugin.types.program import ExecutionResult
from ses_plugin.usage.usage import EXECUTE, Usage, UsageTracker, sum_usage

PendingCall = ModelCall | ExecuteRequest


@dataclass(frozen=True, slots=True)
class CallResult:
    """What came of one that was wanted, and after how many seconds. Any exception is kept as a value."""

    result: ServerCompletion | ExecutionResult | Exception
    seconds: float


class SolveSession:
    """Drives the flow of one request; `receive` answers the `pending` round, until there is a `response`.

    Equal calls of a round are one. A request some of whose calls failed has empty texts in their places;
    if all failed it gets `RequestFailed`.
    """

    def __init__(self, endpoint: Endpoint, body: JSONObject, posed: SolveRequest) -> None:
        self.endpoint, self.body, self.solve_request = endpoint, body, posed
        self.requested = requested_params(posed.options, body.get("seed"))
        self.usage = UsageTracker()
        self.pending: tuple[PendingCall, ...] = ()
        self.response: SolveResponse | None = None
        self._flow = posed.flow()
        self._needs: Sequence[Request] = ()
        self._usages: list[JSONObject | None] = []
        self._drawn: dict[str, ServerCompletion] = {}
        self._error: Exception | None = None
        self._advance(None)

    def close(self) -> None:
        """Give up."""
        self._flow.close()

    def receive(self, done: Iterable[CallResult]) -> str:
        """Go on with what came, in the order of `pending`; return what this round was, in a line.

        Raises what is no failure of a call but an error: of the sandbox, or of the program.
        """
        came = dict(zip(self.pending, done, strict=True))
        self.usage.rounds += 1
        for wanted, one in came.items():
            self._count(wanted, one)
        line = self._round_summary(came)
        self._advance(tuple(self._reply(need, came) for need in self._needs))
        return line

    def final(self) -> FinalAnswer:
        """Return the answer. Raises the last call's error if no candidate came."""
        texts = self.response.replies if self.response else ()
        replies = [(text, self._drawn.get(text)) for text in texts]
        came = tuple(one for one in replies if any(one))  # an empty text may stand for a failed call
        if self.response is None or not came:
            raise self._error or UsageError(
                "the ses options max_calls and max_total_tokens leave nothing to be asked; "
                "one candidate takes 1 call and at most max_tokens"
            )
        known = [usage for usage in self._usages if usage is not None]
        usage = sum_usage([self.endpoint.empty_usage(), *known]) if len(known) == len(self._usages) else None
        return FinalAnswer(
            self.body, came, usage, build_report(self.solve_request, self.response, self.usage)
        )

    def _advance(self, replies: tuple[Response, ...] | None) -> None:
        try:
            self._needs = next(self._flow) if replies is None else self._flow.send(replies)
        except StopIteration as stop:
            self._needs, self.response = (), stop.value
        once = dict.fromkeys(one for need in self._needs for one in self._calls_of(need))
        self.pending = tuple(once)

    def _calls_of(self, need: Request) -> list[PendingCall]:
        if isinstance(need, ExecuteRequest):
            return [need]
        model = str(self.body.get("model"))
        if need.role is Role.SIMULATE:
            model = self.solve_request.options.simulator or model
        return [
            ModelCall(need.role, model, need.prompt, need.chat_request, need.sampling, seed, index)
            for seed, index in expand_sample(need)
        ]

    def _count(self, wanted: PendingCall, done: CallResult) -> None:
        role = EXECUTE if isinstance(wanted, ExecuteRequest) else wanted.role
        passed = self.usage.of(role)
        passed.requested += 1
        match done.result:
            case ServerCompletion() as completion:
                passed.truncated += completion.truncated
                tokens = completion.prompt_tokens, completion.completion_tokens
                passed.usage += Usage(1, 0, *tokens, cost=None, seconds=done.seconds)
                self._usages.append(completion.usage)
                if isinstance(wanted, ModelCall) and wanted.chat_request:
                    self._drawn.setdefault(completion.text, completion)
            case ExecutionResult():
                passed.usage += Usage(calls=1, seconds=done.seconds)
            # What the client raises for a call; of JSON that is cut it raises a ValueError.
            case OpenAIError() | ValueError() as error if isinstance(wanted, ModelCall):
                passed.usage += Usage(failed=1)
                self.usage.last_failure = " ".join(f"{type(error).__name__}: {error}".split())[:500]
                self._error = error
            case Exception() as error:
                raise error

    def _reply(self, need: Request, came: Mapping[PendingCall, CallResult]) -> Response:
        results = [came[one].result for one in self._calls_of(need)]
        (first, *_) = results
        return first if isinstance(first, ExecutionResult) else self._texts(results)

    def _texts(self, results: Sequence[ServerCompletion | ExecutionResult | Exception]) -> Response:
        replies = [_replied(result) if isinstance(result, ServerCompletion) else None for result in results]
        return merge_completions(replies) if any(replies) else RequestFailed(str(self.usage.last_failure))

    def _round_summary(self, came: Mapping[PendingCall, CallResult]) -> str:
        roles: dict[str, int] = {}
        for wanted in came:
            role = EXECUTE if isinstance(wanted, ExecuteRequest) else str(wanted.role)
            roles[role] = roles.get(role, 0) + 1
        parts = [f"{role} {number}" for role, number in roles.items()]
        if failed := sum(isinstance(done.result, Exception) for done in came.values()):
            parts.append(f"{failed} failed")
        spent = self.usage.usage
        so_far = f"{spent.calls} call{'s' if spent.calls != 1 else ''} so far"
        if spent.completion_tokens is not None:
            so_far += f", {spent.completion_tokens} tokens written"
        return f"Round {self.usage.rounds}: {', '.join(parts)} ({so_far}).\n"


def _replied(completion: ServerCompletion) -> tuple[str, Usage]:
    tokens = completion.prompt_tokens, completion.completion_tokens
    return completion.text, Usage(1, 0, *tokens, cost=None, seconds=None)

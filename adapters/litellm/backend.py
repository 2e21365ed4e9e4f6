"""Answers needs: samples by calls of models, executions by the sandbox."""

from __future__ import annotations

import asyncio
import copy
import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any

from ses_plugin.adapters.litellm.client import Client, Completion
from ses_plugin.adapters.litellm.models import Calling, Model, Models
from ses_plugin.drivers.allowance import Allowance
from ses_plugin.drivers.calls import draws, joined
from ses_plugin.drivers.record import Record
from ses_plugin.drivers.traffic import EXECUTE, Passed, Traffic
from ses_plugin.drivers.turns import Turns
from ses_plugin.drivers.usage import sum_usage
from ses_plugin.execution import Sandbox, shared
from ses_plugin.inputs import half_characters
from ses_plugin.metrics.ledger import Spent
from ses_plugin.programs import Ran
from ses_plugin.strategies import Execute, Failed, Need, Reply, Role, Sample, Sampling

_KEPT = {one.name for one in fields(Completion)}
"""What is taken from a record: one that was kept by another version may have more."""


@dataclass(frozen=True, slots=True)
class _Call:
    """One reply that is wanted. Greedy ones have no seed and no number: they are the same."""

    role: Role
    model: Model
    prompt: str
    sampling: Sampling
    seed: int | None
    index: int
    request: str

    def asked(self, address: str | None) -> dict[str, Any]:
        """Return all that the reply of the model at `address` depends on, as plain data."""
        return {
            "model": self.model.name,
            "api_base": address,
            "prompt": self.prompt,
            **asdict(self.sampling),
            "seed": self.seed,
            "index": self.index,
            **({"request": self.request} if self.request else {}),
        }

    def not_sendable(self) -> str:
        """Return why no server can take it, "" if one can: else the error would be blamed on the server."""
        escaped = self.request if "\\ud" in self.request.lower() else ""
        why = half_characters(json.dumps(json.loads(escaped), ensure_ascii=False) if escaped else self.prompt)
        return why and f"the prompt is not sent, since it is no text: {why}"


class Backend:
    """An `AsyncBackend`: all needs of a round at a time, within `calling.concurrency`.

    Each reply goes into `record` as it comes, and one that is there already is not asked for again. A need
    some of whose calls failed has empty texts in their places; one with none left is Failed. A call that
    could lead over `allowance` is not made and has failed. `traffic` is kept up to date; so are `usage`, the
    sum of what the servers have counted, and `cut`, the replies that ended at the limit of tokens. Raises
    UsageError for a set-up that can't work: see `Client.complete`.
    """

    def __init__(
        self,
        models: Models,
        calling: Calling | None = None,
        *,
        record: Record | None = None,
        sandbox: Sandbox | None = None,
        allowance: Allowance | None = None,
    ) -> None:
        self.traffic = Traffic()
        self.usage: dict[str, Any] = {}
        self.cut: set[str] = set()
        self.allowance = allowance or Allowance()
        self._models, self._calling = models, calling or Calling()
        self.record, self._sandbox = record, sandbox
        self._free = asyncio.Semaphore(self._calling.concurrency)
        self._turns = Turns()
        roles = (models.of(role) for role in Role)
        self._clients = {model: Client(model, self._calling) for model in dict.fromkeys(roles)}
        if self.allowance.most.cost is not None:
            for client in self._clients.values():
                client.need_price()

    def for_one(self) -> Backend:
        """Return a backend that shares all with this one, its bounds too, and has a `traffic` of its own."""
        other = copy.copy(self)
        other.traffic, other.usage, other.cut = Traffic(), {}, set()
        return other

    def last_error(self, role: Role) -> Exception | None:
        """Return what LiteLLM raised for the last call of `role` that failed, None if none did."""
        return self._clients[self._models.of(role)].last_error

    async def __call__(self, needs: Sequence[Need]) -> list[Reply]:
        """Answer a round."""
        self.traffic.rounds += 1
        wanted = [self._calls(need) if isinstance(need, Sample) else [need] for need in needs]
        once = dict.fromkeys(one for ones in wanted for one in ones)
        tasks = {one: asyncio.create_task(self._answer(one)) for one in once}
        try:
            await asyncio.gather(*tasks.values())
        except BaseException:
            for task in tasks.values():
                task.cancel()
            await asyncio.gather(*tasks.values(), return_exceptions=True)
            raise
        return [_reply([tasks[one].result() for one in ones]) for ones in wanted]

    def _calls(self, need: Sample) -> list[_Call | Execute]:
        model = self._models.of(need.role)
        return [
            _Call(need.role, model, need.prompt, need.sampling, seed, index, need.request)
            for seed, index in draws(need)
        ]

    async def _answer(self, wanted: _Call | Execute) -> Completion | Failed | Ran:
        return await (self._run(wanted) if isinstance(wanted, Execute) else self._reply(wanted))

    async def _run(self, need: Execute) -> Ran:
        passed = self.traffic.of(EXECUTE)
        passed.asked += 1
        started = time.perf_counter()
        ran = await (self._sandbox or shared()).arun(need.program, need.text, need.limits, scale=True)
        passed.spent += Spent(calls=1, seconds=time.perf_counter() - started)
        return ran

    async def _reply(self, call: _Call) -> Completion | Failed:
        passed = self.traffic.of(call.role)
        passed.asked += 1
        if why := call.not_sendable():
            return self._failed(Failed(f"{call.model.name}: {why}", again=False), passed)
        asked = self._asked(call)
        if known := self._known(asked, passed):
            return known
        async with self._free:
            if self.record is None:
                return await self._allowed(call, passed)
            async with self.record.asking(asked):
                # Another flow or another process may have asked the same meanwhile.
                return self._known(asked, passed) or await self._allowed(call, passed)

    def _asked(self, call: _Call) -> dict[str, Any]:
        return call.asked(self._clients[call.model].address)

    def _known(self, asked: Mapping[str, Any], passed: Passed) -> Completion | None:
        """Return the answer if it is recorded."""
        row = self.record.get(asked) if self.record else None
        if row is None:
            return None
        known = Completion(**{name: value for name, value in row.items() if name in _KEPT})
        passed.recorded += 1
        passed.earlier += known.took
        self.allowance.add(known.took)
        return known

    async def _allowed(self, call: _Call, passed: Passed) -> Completion | Failed:
        """Make the call if the allowance lets it pass."""
        client = self._clients[call.model]
        most = client.most(call.prompt, call.sampling, call.request)
        if not await self.allowance.hold(most):
            return self._failed(Failed(f"the limit of {self.allowance.refused} is reached", True), passed)
        took = Spent()
        try:
            if self.record:  # what was paid for is on disk before more is asked for
                await self._turns.mine()
            done = await client.complete(call.prompt, call.sampling, call.seed, call.request)
            if isinstance(done, Failed):
                return self._failed(done, passed)
            if self.record:
                self.record.put(self._asked(call), asdict(done))
            took = done.took
        finally:
            await self.allowance.settle(most, took)
        passed.cut += done.cut
        self.usage = sum_usage([self.usage, done.usage])
        self.cut |= {done.text} if done.cut else set()
        passed.spent += took
        return done

    def _failed(self, failed: Failed, passed: Passed) -> Failed:
        passed.spent += Spent(failed=1)
        passed.open += failed.again
        self.traffic.last_failure = failed.reason
        return failed


def _reply(answers: Sequence[Completion | Failed | Ran]) -> Reply:
    """Return the reply to a need from its run or its calls."""
    (first, *_) = answers
    if isinstance(first, Ran):
        return first
    replies = [(one.text, one.took) if isinstance(one, Completion) else None for one in answers]
    if any(replies):
        return joined(replies)
    return next(answer for answer in answers if isinstance(answer, Failed))

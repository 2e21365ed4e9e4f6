from __future__ import annotations

import asyncio

import pytest

from ses_plugin.usage import Budget, SpendingLimit, Usage

CALL = Usage(1, 0, 100, 50, 0.5)
"""What a call may take at most."""


async def calls(limit: SpendingLimit, count: int, took: Usage) -> list[bool]:
    """Make `count` calls side by side, each of which takes `took`."""

    async def one() -> bool:
        if not await limit.reserve(CALL):
            return False
        await asyncio.sleep(0)
        await limit.settle(CALL, took)
        return True

    return await asyncio.gather(*(one() for _ in range(count)))


@pytest.mark.parametrize("most", [Budget(calls=3), Budget(tokens=150), Budget(cost=1.5)])
def test_no_call_is_made_that_could_lead_over_a_limit(most: Budget) -> None:
    limit = SpendingLimit(most)
    assert sum(asyncio.run(calls(limit, 10, CALL))) == 3
    assert limit.exhausted


def test_calls_wait_for_the_room_that_others_leave() -> None:
    """Ten calls of at most 50 tokens, one of which fits at a time: all pass, as each takes 10."""
    limit = SpendingLimit(Budget(tokens=140))
    assert asyncio.run(calls(limit, 10, Usage(1, 0, 100, 10, 0.1))) == [True] * 10
    assert limit.exhausted is None


def test_what_is_not_known_counts_as_all_that_it_may_be() -> None:
    limit = SpendingLimit(Budget(tokens=149))
    assert sum(asyncio.run(calls(limit, 10, Usage(1, 0, None, None, None)))) == 2


def test_failed_calls_and_no_limit_cost_nothing() -> None:
    assert all(asyncio.run(calls(SpendingLimit(), 5, CALL)))
    failing = SpendingLimit(Budget(calls=1))
    assert asyncio.run(calls(failing, 5, Usage())) == [True] * 5


def test_what_earlier_runs_took_counts() -> None:
    limit = SpendingLimit(Budget(calls=3))
    limit.add(Usage(2, 0, None, None, None))
    assert asyncio.run(calls(limit, 3, CALL)) == [True, False, False]
    assert limit.exhausted == "3 calls"
    asyncio.run(calls(limit, 1, Usage()))
    assert limit.exhausted, "once something was refused all is"


def test_usage_of_results_is_not_counted_twice() -> None:
    limit = SpendingLimit(Budget(calls=5))
    limit.add(Usage(4, completion_tokens=10, cost=None))
    limit.add_missing(Usage(3, completion_tokens=20, cost=0.5))
    assert asyncio.run(calls(limit, 3, CALL)).count(True) == 1
    limit = SpendingLimit(Budget(tokens=119))
    limit.add(Usage(4, completion_tokens=10, cost=None))
    limit.add_missing(Usage(3, completion_tokens=20, cost=0.5))
    assert asyncio.run(calls(limit, 3, CALL)).count(True) == 1

"""Which parameters of ours are left out after a refusal, with the words of real servers."""

from __future__ import annotations

from typing import Any

import pytest

from ses_plugin.service.options import SolveOptions
from ses_plugin.service.provider_differences import RequestedParams, UnsupportedParams, requested_params

OURS = {"temperature": 1.0, "top_p": 0.95, "seed": 3, "max_tokens": 2048}
REQUEST = {"model": "m", "messages": [], **OURS}

MISTRAL = "Error code: 422 - {'detail': [{'type': 'extra_forbidden', 'loc': ['body', 'seed']}]}"
GEMINI = (
    """Error code: 400 - [{'error': {'message': 'Unknown name "seed": Cannot find field.', 'code': 400}}]"""
)
BEDROCK = "Malformed input request: #: extraneous key [seed] is not permitted, please reformat your input"
CLAUDE = "`temperature` and `top_p` cannot both be specified for this model. Please use only one."
O1 = "Unsupported parameter: 'max_tokens' is not supported. Use 'max_completion_tokens' instead."


def renamed(request: dict[str, Any]) -> dict[str, Any]:
    rest = {name: value for name, value in request.items() if name != "max_tokens"}
    return {**rest, "max_completion_tokens": request["max_tokens"]}


@pytest.mark.parametrize(
    ("text", "left_out"),
    [
        (MISTRAL, {"seed"}),
        (GEMINI, {"seed"}),
        (BEDROCK, {"seed"}),
        ("extraneous key [topP] is not permitted", {"top_p"}),
        ("Unexpected field: random_seed", {"seed"}),
        ("Unsupported value: 'temperature' does not support 0 with this model", {"temperature"}),
        ("temperature and seed are not supported", {"temperature", "seed"}),
        (CLAUDE, {"top_p"}),
        ("Bad Request", {"temperature", "top_p", "seed"}),
        ("seeds are sown", {"temperature", "top_p", "seed"}),
    ],
)
@pytest.mark.parametrize("status", [400, 422])
def test_what_is_named_is_left_out_else_all_of_ours(text: str, left_out: set[str], status: int) -> None:
    unsupported = UnsupportedParams()
    attempt = unsupported.attempt("m", REQUEST, RequestedParams())
    assert attempt.request == REQUEST
    assert attempt.refused(status, text)
    assert REQUEST.keys() - attempt.request.keys() == left_out
    attempt.accepted()
    assert unsupported.attempt("m", REQUEST, RequestedParams()).request == attempt.request
    assert unsupported.attempt("another", REQUEST, RequestedParams()).request == REQUEST


def test_a_limit_has_a_newer_name_and_is_left_out_last() -> None:
    attempt = UnsupportedParams().attempt("m", REQUEST, RequestedParams())
    assert attempt.refused(400, O1)
    assert attempt.request == renamed(REQUEST)
    assert attempt.refused(400, "no max_completion_tokens")
    assert "max_completion_tokens" not in attempt.request
    nameless = UnsupportedParams().attempt("m", REQUEST, RequestedParams())
    assert nameless.refused(400, "no")
    assert nameless.request.keys() == {"model", "messages", "max_tokens"}
    assert nameless.refused(400, "no")
    assert nameless.request.keys() == {"model", "messages"}
    assert not nameless.refused(400, "no"), "nothing is left to leave out"


def test_what_the_user_asked_for_is_never_left_out() -> None:
    requested = requested_params(SolveOptions(temperature=0.5, max_tokens=100, seed=7))
    request = {**REQUEST, "temperature": 0.5, "max_tokens": 100, "seed": 9}
    assert requested.ours(request) == {"top_p"}
    attempt = UnsupportedParams().attempt("m", request, requested)
    assert attempt.refused(400, "no temperature, no seed, no max_tokens")
    assert attempt.request == renamed(request)
    assert attempt.refused(400, "no temperature")
    assert not attempt.refused(400, "no temperature, no seed, no max_completion_tokens")
    greedy = {"model": "m", "temperature": 0.0, "max_tokens": 100}
    assert requested.ours(greedy) == {"temperature"}, "that of a prediction is ours"


def test_a_budget_of_tokens_needs_its_limits() -> None:
    bounded, seeded = requested_params(SolveOptions(max_total_tokens=9)), requested_params(SolveOptions(), 0)
    assert bounded.ours(REQUEST) == {"temperature", "top_p", "seed"}
    assert seeded.ours(REQUEST) == {"temperature", "top_p", "max_tokens"}


@pytest.mark.parametrize(
    ("status", "text"),
    [
        (401, "no seed"),
        (500, "no seed"),
        (None, "no seed"),
        (400, "This model's maximum context length is 8192 tokens. You requested 9000 (max_tokens 2048)."),
        (400, "ContentPolicyViolationError: temperature"),
    ],
)
def test_other_errors_are_no_reason_to_ask_again(status: Any, text: str) -> None:
    assert not UnsupportedParams().attempt("m", REQUEST, RequestedParams()).refused(status, text)


def test_what_did_not_help_is_not_remembered() -> None:
    unsupported = UnsupportedParams()
    attempt = unsupported.attempt("m", REQUEST, RequestedParams())
    while attempt.refused(400, "messages: at least one is needed"):
        pass
    assert unsupported.attempt("m", REQUEST, RequestedParams()).request == REQUEST

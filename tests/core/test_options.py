"""The options of solving: every front end has each one under its name, with the same default."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from ses_plugin.adapters.lm_eval.options import (
    MODEL_OPTIONS,
    TASK_OPTIONS,
    declare_used_options,
    parse_task_options,
    split_model_args,
    unused_options,
)
from ses_plugin.cli import model_options, simulate
from ses_plugin.cli.main import _parser as command_parser
from ses_plugin.cli.option_flags import with_option_tables
from ses_plugin.errors import UsageError
from ses_plugin.plugins import get_strategy
from ses_plugin.service import options as solve_options
from ses_plugin.service.option_fields import COMMAND_LINE, METADATA, OptionScope
from ses_plugin.service.options import (
    HOST_ONLY,
    RUN_OPTIONS,
    SOLVE_OPTIONS,
    LeastUsage,
    SolveOptions,
    check_budget,
    options_of,
    parse_solve_options,
)
from ses_plugin.service.request import Passthrough, parse_request, parse_ses_options
from ses_plugin.strategies import ExecutionPredictor, FixFeedback, ModelPredictor, Pruning, SolveStrategy
from ses_plugin.types.problem import Test
from ses_plugin.types.program import Limits

ROOT = Path(__file__).parents[2]
PLUGIN = "a-plugins"

# Each option with a value as text, what it comes to, and a value that is invalid.
VALUES: dict[str, tuple[Any, Any, Any]] = {
    "strategy": ("self-fix", "self-fix", "guess"),
    "k": ("3", 3, "0"),
    "turns": ("4", 4, "many"),
    "submit_passing": ("true", True, "maybe"),
    "fix_feedback": ("explanation", FixFeedback.EXPLANATION, "everything"),
    "votes": ("5", 5, "-1"),
    "pruning": ("winner_only", Pruning.WINNER_ONLY, "1"),
    "oracle": ("1", True, "2"),
    "direct": ("true", True, "yes"),
    "temperature": ("0.5", 0.5, "6"),
    "top_p": ("0.9", 0.9, "1.1"),
    "max_tokens": ("99", 99, "0"),
    "simulate_tokens": ("98", 98, "0"),
    "simulate_temperature": ("0.25", 0.25, "nan"),
    "seed": ("7", 7, "-7"),
    "prompts": ("v1", "v1", "v9"),
    "simulator": ("openai/m", "openai/m", ""),
    "max_calls": ("64", 64, "0"),
    "max_total_tokens": ("100000", 100_000, "0"),
    "strategy_options": ('{"x": 1}', {"x": "1"}, "x"),
    "tests": ([{"input": "1", "output": "2"}], (Test("1", "2"),), [{"input": "1"}]),
    "entry_point": ("solve", "solve", ""),
}


def by_command(values: Mapping[str, Any]) -> SolveOptions:
    words = ["solve", "-", "--model", "m"]
    for name, value in values.items():
        is_flag = not SOLVE_OPTIONS[name].reader.metavar
        words += [COMMAND_LINE.name(name), *([] if is_flag else [str(value)])]
    return model_options.parse_flags(command_parser().parse_args(words))


def by_request(values: Mapping[str, Any]) -> SolveOptions:
    return parse_ses_options({"messages": [], "ses": values})


def by_prefixed_request(values: Mapping[str, Any]) -> SolveOptions:
    return parse_ses_options({"extra_body": {f"ses_{name}": value for name, value in values.items()}})


def by_metadata(values: Mapping[str, Any]) -> SolveOptions:
    return parse_task_options({f"ses_{name}": value for name, value in values.items()}).solving


def by_model_args(values: Mapping[str, Any]) -> SolveOptions:
    args = {"ses_base": "hf", "pretrained": "x", **{f"ses_{name}": value for name, value in values.items()}}
    return split_model_args(args)[1].solving


FrontEnd = Callable[[Mapping[str, Any]], SolveOptions]
FRONT_ENDS: dict[str, FrontEnd] = {
    "command": by_command,
    "request": by_request,
    "prefixed": by_prefixed_request,
    "metadata": by_metadata,
    "model_args": by_model_args,
}
OF_REQUESTS = ("request", "prefixed")


@pytest.fixture(autouse=True)
def plugin(monkeypatch: pytest.MonkeyPatch) -> None:
    """A strategy that is not built in, and uses every option."""

    class UsesAll(SolveStrategy):
        uses = tuple(SOLVE_OPTIONS)
        own_options = ("x",)

    monkeypatch.setattr(
        solve_options, "get_strategy", lambda name: UsesAll() if name == PLUGIN else get_strategy(name)
    )


@pytest.fixture(params=FRONT_ENDS)
def front_end(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_all_options_are_tried() -> None:
    assert list(VALUES) == list(SOLVE_OPTIONS)


def test_defaults_are_the_same_everywhere(front_end: str) -> None:
    assert FRONT_ENDS[front_end]({}) == SolveOptions()


@pytest.mark.parametrize("name", VALUES)
def test_every_front_end_has_every_option_under_its_name(front_end: str, name: str) -> None:
    text, value, _ = VALUES[name]
    if name not in RUN_OPTIONS and front_end not in OF_REQUESTS:
        return
    base = {} if name == "strategy" else {"strategy": PLUGIN}
    assert FRONT_ENDS[front_end]({**base, name: text}) == SolveOptions(**{**base, name: value})


@pytest.mark.parametrize("name", VALUES)
def test_an_invalid_value_is_one_clear_error(
    front_end: str, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    spec, invalid = SOLVE_OPTIONS[name], VALUES[name][2]
    if (name not in RUN_OPTIONS and front_end not in OF_REQUESTS) or (
        front_end == "command" and not spec.reader.metavar
    ):
        return
    with pytest.raises((UsageError, SystemExit)) as error:
        FRONT_ENDS[front_end]({name: invalid})
    says = str(error.value) if isinstance(error.value, UsageError) else capsys.readouterr().err
    label = {
        "command": COMMAND_LINE.name(name),
        "metadata": f"--metadata ses_{name}={invalid}: ",
        "model_args": f"--model_args ses_{name}={invalid}: ",
    }.get(front_end, f"ses option '{name}': ")
    assert label in says
    allowed = {"strategy": "known: solve, self-verify", "prompts": "known: v1"}.get(name, spec.reader.allowed)
    assert allowed in says
    assert repr(invalid) in says
    assert len(says.splitlines()) == 1 or front_end == "command"


def test_an_unknown_name_is_told_with_those_that_are_known(front_end: str) -> None:
    if front_end == "command":  # argparse's own
        return
    with pytest.raises(UsageError, match=r"kk.*: no such option; allowed: .*k, (ses_)?turns, "):
        FRONT_ENDS[front_end]({"kk": 1})


@pytest.mark.parametrize("name", [name for name in SOLVE_OPTIONS if name not in RUN_OPTIONS])
def test_options_of_one_request_are_not_a_runs(name: str) -> None:
    assert SOLVE_OPTIONS[name].scope is OptionScope.REQUEST
    for front_end in (by_metadata, by_model_args):
        with pytest.raises(UsageError, match=f"ses_{name}=.*no such option"):
            front_end({name: VALUES[name][0]})
    with pytest.raises(SystemExit):
        by_command({name: "x"})


def test_what_a_proxys_clients_may_not_set() -> None:
    assert HOST_ONLY == ("oracle", "simulator", "max_calls", "max_total_tokens")


@pytest.mark.parametrize(
    ("values", "says"),
    [
        (
            {"strategy": "self-fix", "k": 3},
            "k is an option of self-verify or self-consistency, not of self-fix",
        ),
        ({"turns": 3}, "turns is an option of self-fix, not of self-verify"),
        ({"votes": 3, "strategy": "self-fix"}, "votes is an option of self-verify, not of self-fix"),
        (
            {"simulator": "m", "strategy": "solve"},
            "simulator is an option of self-verify or self-fix or self-con",
        ),
    ],
)
def test_an_option_of_another_strategy_is_an_error_of_the_command(values: dict[str, Any], says: str) -> None:
    with pytest.raises(UsageError, match=f"--{says}"):
        by_command(values)
    assert by_request(values) == SolveOptions(**values), "a client's defaults are for all strategies"


@pytest.mark.parametrize("values", [{"strategy": "solve", "oracle": True}, {"strategy_options": '{"x": 1}'}])
def test_some_options_are_never_ignored(front_end: str, values: dict[str, Any]) -> None:
    with pytest.raises(UsageError, match=r"is an option of .*, not of (solve|self-verify)"):
        FRONT_ENDS[front_end](values)


def test_options_that_a_strategy_uses() -> None:
    assert "turns" in options_of("self-fix")
    assert not {"k", "votes", "pruning", "tests", "strategy"} & set(options_of("self-fix"))
    assert set(options_of("solve")) & {"oracle", "direct", "simulator"} == set()
    assert set(options_of(PLUGIN)) == set(RUN_OPTIONS) - {"strategy"}


# --- budgets ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "least", "says"),
    [
        (
            SolveOptions(max_total_tokens=512),
            None,
            "ses_max_total_tokens=512: a problem takes a reply of up to 2048 tokens, so no request "
            "fits; give at least 2048, or a lower ses_max_tokens",
        ),
        (
            SolveOptions(max_total_tokens=512, max_tokens=300),
            LeastUsage(2, 2, what="this"),
            "ses_max_total_tokens=512: this takes 2 replies at once, each of up to 300 tokens, so no "
            "request fits; give at least 600,",
        ),
        (
            SolveOptions(max_calls=3),
            LeastUsage(5, 4),
            "ses_max_calls=3: a problem takes at least 5 calls; give 5",
        ),
    ],
)
def test_a_budget_that_leaves_nothing_to_ask(
    options: SolveOptions, least: LeastUsage | None, says: str
) -> None:
    with pytest.raises(UsageError, match=f"--metadata {re.escape(says)}"):
        check_budget(options, METADATA, least)


def test_a_budget_with_room() -> None:
    check_budget(SolveOptions(max_calls=1, max_total_tokens=2048), METADATA)
    check_budget(SolveOptions(max_total_tokens=50), METADATA, LeastUsage(reply_tokens=50))


def test_a_budget_is_checked_with_the_limit_of_the_request() -> None:
    statement = "Read two numbers and print their sum.\n\nInput\n1 2\n\nOutput\n3\n"
    body = {"messages": [{"role": "user", "content": statement}], "ses_max_total_tokens": 600, "ses_k": 2}
    with pytest.raises(
        UsageError, match="ses option 'max_total_tokens': a problem takes a reply of up to 700"
    ):
        parse_request({**body, "max_tokens": 700})
    assert not isinstance(parse_request({**body, "max_tokens": 300}), Passthrough)
    with pytest.raises(UsageError, match=r"--max-total-tokens 600: .* or a lower --max-tokens"):
        by_command({"max_total_tokens": 600, "max_tokens": 700})


# --- predictors -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "temperature"),
    [
        ({}, 0.0),
        ({"votes": 3}, 1.0),
        ({"votes": 3, "temperature": 0.4}, 0.4),
        ({"temperature": 0.4}, 0.0),
        ({"simulate_temperature": 0.7}, 0.7),
        ({"simulate_temperature": 0.0, "votes": 3}, 0.0),
    ],
)
def test_the_temperature_of_predictions(options: dict[str, Any], temperature: float) -> None:
    predictor = SolveOptions(**options, seed=5, direct=True).predictor(Limits())
    assert isinstance(predictor, ModelPredictor)
    assert (predictor.sampling.temperature, predictor.seed, predictor.direct) == (temperature, 5, True)


def test_the_oracle_is_a_predictor() -> None:
    assert isinstance(SolveOptions(oracle=True).predictor(Limits()), ExecutionPredictor)


# --- lm-eval ----------------------------------------------------------------------------------------------


def test_options_of_tasks_only() -> None:
    options = parse_task_options(
        {
            "ses_samples": "3",
            "ses_split_seed": 7,
            "ses_compare_execution": 0,
            "ses_pool": "~/x",
            "ses_problems": 9,
        }
    )
    assert (options.samples, options.split_seed, options.compare_execution) == (3, 7, False)
    assert (options.pool, options.problems) == (Path("~/x").expanduser(), "9")
    assert options.solving == SolveOptions()
    assert not (set(TASK_OPTIONS) | set(MODEL_OPTIONS)) & set(SOLVE_OPTIONS), "one name, one meaning"
    for old in ("n", "prune", "options", "k1"):
        with pytest.raises(UsageError, match=f"ses_{old}=1: no such option; allowed"):
            parse_task_options({f"ses_{old}": 1})
    with pytest.raises(
        UsageError, match="--metadata ses_samples=0: 0 is not an integer of at least 1, or null"
    ):
        parse_task_options({"ses_samples": 0})


def test_options_that_no_task_uses_are_told() -> None:
    metadata = {"ses_samples": 2, "ses_turns": 3, "model": "x", "ses_seed": 941}
    declare_used_options(metadata, ["samples", "k"])
    assert unused_options(metadata) == (
        "--metadata ses_turns, ses_seed: no task of this run uses it, so it changes nothing; "
        "used: ses_k, ses_samples"
    )
    declare_used_options(metadata, options_of("self-fix"))
    assert unused_options(metadata) == ""


def test_the_wrapped_models_arguments_are_passed_on() -> None:
    theirs, ours = split_model_args({"ses_base": "hf", "ses_k": "2", "pretrained": "x", "ses_record": "r"})
    assert theirs == {"pretrained": "x"}
    assert (ours.base, ours.solving, ours.record) == ("hf", SolveOptions(k=2), Path("r"))


# --- docs and help ----------------------------------------------------------------------------------------


def test_the_table_of_the_docs_is_that_of_the_code() -> None:
    document = (ROOT / "docs/options.md").read_text("utf-8")
    assert with_option_tables(document) == document, "make docs"
    for name in (*SOLVE_OPTIONS, *(f"ses_{name}" for name in (*TASK_OPTIONS, *MODEL_OPTIONS))):
        assert f"`{name}`" in document


def test_help_has_each_option_once(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        command_parser().parse_args(["solve", "--help"])
    shown = capsys.readouterr().out
    for name in RUN_OPTIONS:
        assert len(re.findall(rf"^  {COMMAND_LINE.name(name)}\b(?!-)", shown, re.MULTILINE)) == 1, name
    assert "`" not in shown


def test_simulating_has_the_same_options() -> None:
    words = ["simulate", "x.py", "--model", "m", "--votes", "3", "--temperature", "0.5", "--max-calls", "4"]
    options = model_options.parse_flags(command_parser().parse_args(words))
    assert options == SolveOptions(votes=3, temperature=0.5, max_calls=4)
    assert {spec.name for spec in simulate._OPTIONS} <= set(RUN_OPTIONS)


def test_parsing_goes_on_from_other_options() -> None:
    base = SolveOptions(k=2, simulator="m")
    assert parse_solve_options({"votes": 5}, base) == SolveOptions(k=2, simulator="m", votes=5)
    assert parse_solve_options({"simulator": None}, base) == SolveOptions(k=2)

"""Packages that add to SES, good and bad ones: small real distributions on the import path."""

from __future__ import annotations

import importlib
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ses_plugin import plugins
from ses_plugin.cli import main
from ses_plugin.drivers import run
from ses_plugin.errors import PluginError, UsageError
from ses_plugin.plugins import COMPARATOR, PLUGIN_KINDS, PROBLEM_SOURCE, STRATEGY
from ses_plugin.problems import loader
from ses_plugin.problems.loader import load_problems, problem_from_row, problem_to_row
from ses_plugin.prompts import V1
from ses_plugin.scoring.judge_comparators import Comparator
from ses_plugin.service.solve import check_own_options
from ses_plugin.strategies import STRATEGIES, Completions, Request, Response, StrategyOptions, prompted_source
from ses_plugin.types.problem import Problem, PublicProblem

Install = Callable[..., None]

HEAD = (
    "from ses_plugin.plugins.hookspecs import hookimpl\n"
    "from ses_plugin.types.problem import Problem, PublicProblem\n"
)


def hook(name: str, returned: str, before: str = "") -> str:
    return f"{before}\n@hookimpl\ndef ses_{name}():\n    return {returned}\n"


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Install]:
    """Install a package of one module, by its name and the hooks in it."""
    monkeypatch.delenv(plugins.DISABLE_ENV_VAR, raising=False)
    monkeypatch.syspath_prepend(tmp_path)
    modules = []

    def call(package: str, *hooks: str) -> None:
        module = f"{package.lower().replace('-', '_')}_of_{tmp_path.name}"
        modules.append(module)
        (tmp_path / f"{module}.py").write_text(HEAD + "".join(hooks))
        folder = tmp_path / f"{module}-1.5.dist-info"
        folder.mkdir()
        (folder / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {package}\nVersion: 1.5\n")
        (folder / "entry_points.txt").write_text(f"[ses_plugin]\n{module} = {module}\n")
        importlib.invalidate_caches()
        plugins.shared_registry.cache_clear()

    yield call
    plugins.shared_registry.cache_clear()
    for module in modules:
        sys.modules.pop(module, None)


OWN_STRATEGY = (
    "from ses_plugin.strategies import Strategy\n"
    "class Own(Strategy):\n    def run(self, problem, options, source): yield ()\n"
)


def say(text: str) -> Callable[[object], list[Response]]:
    return lambda needs: [Completions((text,))]


def test_nothing_is_loaded_for_what_is_built_in() -> None:
    code = (
        "import sys, ses_plugin\nfrom ses_plugin import plugins\n"
        "from ses_plugin.problems.loader import load_builtin_problems\n"
        "load_builtin_problems(), plugins.get_strategy('self-verify'), plugins.get_prompt_set('v1')\n"
        "print(plugins.shared_registry.cache_info().currsize, 'pluggy' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["0", "False"]


def test_what_a_package_adds_is_found_by_name(install: Install) -> None:
    install(
        "Tiny-Plugin",
        hook("strategies", "{'first': Own()}", OWN_STRATEGY),
        hook("prompt_sets", "{'same': V1}", "from ses_plugin.prompts import V1"),
        hook("problem_sources", "{'one': lambda argument: [Problem(argument, PublicProblem('?'))]}"),
        hook("comparators", "{'any': Any()}", "class Any:\n    def accepts(self, a, b): return True\n"),
    )
    found = plugins.shared_registry()
    assert [offer.kind for offer in found.registrations] == list(PLUGIN_KINDS)
    assert str(found.find(STRATEGY, "first").plugin) == "Tiny-Plugin 1.5"
    assert plugins.get_prompt_set("same") is V1
    assert [problem.id for problem in load_problems("one:a:b")] == ["a:b"]
    assert plugins.get_comparator("any").accepts("x", "y")
    with pytest.raises(UsageError, match=r"no strategy 'frist' is known; known: solve, .* first \(Tiny-P"):
        plugins.get_strategy("frist")


def test_the_same_name_twice_is_an_error_for_who_asks_for_it(install: Install) -> None:
    install("one", hook("strategies", "{'best': Own(), 'own': Own()}", OWN_STRATEGY))
    install("two", hook("strategies", "{'best': Own()}", OWN_STRATEGY))
    with pytest.raises(PluginError, match=r"one 1\.5 and two 1\.5 .* 'best'; SES_NO_PLUGINS=one disables"):
        plugins.get_strategy("best")
    assert plugins.shared_registry().find(STRATEGY, "own").name == "own"


def test_what_is_built_in_can_not_be_replaced(install: Install) -> None:
    install("sly", hook("strategies", "{'self-verify': Own(), 'other': Own()}", OWN_STRATEGY))
    assert plugins.get_strategy("self-verify") is STRATEGIES["self-verify"]
    assert plugins.shared_registry().find(STRATEGY, "other").name == "other"
    (fault,) = plugins.shared_registry().errors
    assert "plugin sly 1.5: strategy 'self-verify' is built into ses_plugin" in str(fault)


@pytest.mark.parametrize(
    ("hooks", "says"),
    [
        ("import no_such_module\n", "can't be loaded: ModuleNotFoundError: No module named 'no_such"),
        ("import sys\nsys.exit('bye')\n", "can't be loaded: SystemExit: bye"),
        ("def ses_strategies(): return {}\n", "the module has no hook; is @hookimpl missing?"),
        (hook("strategys", "{}"), "unknown hook 'ses_strategys'"),
        ("@hookimpl\ndef ses_strategies(manager): return {}\n", "{'manager'} are declared in the hookimpl"),
        (hook("strategies", "1 / 0"), "ses_strategies failed: ZeroDivisionError"),
        (hook("strategies", "None"), "ses_strategies returned NoneType, not a mapping from names"),
        (hook("strategies", "[len]"), "ses_strategies returned list, not a mapping"),
        (hook("strategies", "{'x': len}"), "strategy 'x' is builtin_function_or_method, not"),
        (hook("strategies", "{'x': Own}", OWN_STRATEGY), "strategy 'x' is ABCMeta, not an object of a class"),
        (hook("strategies", "{'A:b': Own()}", OWN_STRATEGY), "strategy 'A:b': a name begins"),
        (hook("strategies", "{3: Own()}", OWN_STRATEGY), "strategy 3: a name begins"),
        (hook("prompt_sets", "{'x': {}}"), "prompt set 'x' is dict, not a PromptSet"),
        (hook("comparators", "{'x': len}"), "comparator 'x' is builtin_function_or_method, not an"),
        (
            hook("prompt_sets", "{'x': replace(V1, fix='')}", "from dataclasses import replace\n"
                 "from ses_plugin.prompts import V1"),
            "ses_prompt_sets failed: UsageError: prompt text 'fix' lacks $statement",
        ),
    ],
)  # fmt: skip
def test_a_broken_package_is_named_and_harms_nobody_else(install: Install, hooks: str, says: str) -> None:
    install("broken", hooks)
    install("good", hook("strategies", "{'fine': Own()}", OWN_STRATEGY))
    assert str(plugins.shared_registry().find(STRATEGY, "fine").plugin) == "good 1.5"
    with pytest.raises(UsageError) as error:
        plugins.get_strategy("lost")
    assert "plugin broken 1.5: " in str(error.value)
    assert says in str(error.value)
    assert "\n" not in str(error.value)
    assert "SES_NO_PLUGINS=broken disables it" in str(error.value)


@pytest.mark.parametrize("value", ["all", "other, Tiny_PLUGIN"])
def test_packages_can_be_left_out(install: Install, monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    install("tiny.plugin", "raise SystemError\n")
    monkeypatch.setenv("SES_NO_PLUGINS", value)
    found = plugins.shared_registry()
    assert [str(plugin) for plugin in found.disabled] == ["tiny.plugin 1.5"]
    assert (found.enabled, found.registrations, found.errors) == ((), (), ())


def test_doctor_lists_them(
    install: Install, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    install("good", hook("strategies", "{'fine': Own()}", OWN_STRATEGY), hook("comparators", "{}"))
    install("broken", "import no_such_module\n")
    assert main(["doctor"]) == 0
    out = capsys.readouterr().out
    assert "good 1.5: strategy fine\n" in out
    assert "plugin broken 1.5: broken_of" in out
    monkeypatch.setenv("SES_NO_PLUGINS", "broken")
    plugins.shared_registry.cache_clear()
    assert main(["doctor"]) == 0
    assert "broken 1.5: off (SES_NO_PLUGINS is set)" in capsys.readouterr().out


# --- what they add, in use ----------------------------------------------------------------------------


FAULTY = """
from ses_plugin.strategies import CallBounds, Strategy, StrategyResult

class Raises(Strategy):
    own_options = ("depth",)

    def run(self, problem, options, source):
        yield from source.sample(1, options.sampling)
        1 / 0

    def call_bounds(self, problem, options):
        return [].first

class Returns(Strategy):
    def __init__(self, result):
        self.result = result

    def run(self, problem, options, source):
        yield from source.sample(1, options.sampling)
        return self.result

class Plain(Strategy):
    def run(self, problem, options, source):
        return len()
"""


def test_a_strategy_that_fails_names_its_package(install: Install) -> None:
    results = "'text': Returns('text'), 'source': Returns(StrategyResult('print(1)'))"
    install("bad", hook("strategies", f"{{'raises': Raises(), 'plain': Plain(), {results}}}", FAULTY))

    def tried(name: str) -> None:
        problem = PublicProblem("?")
        source = prompted_source(problem)
        run(plugins.get_strategy(name).run(problem, StrategyOptions(), source), say("nothing"))

    with pytest.raises(PluginError, match=r"bad 1\.5: strategy 'raises' failed: ZeroDivisionError.*SES_NO"):
        tried("raises")
    with pytest.raises(PluginError, match="it returned str, not a StrategyResult"):
        tried("text")
    with pytest.raises(PluginError, match="its program is str, not a Program or None"):
        tried("source")
    with pytest.raises(PluginError, match="strategy 'plain' failed: TypeError"):
        tried("plain")
    with pytest.raises(PluginError, match="strategy 'raises' failed: AttributeError"):
        plugins.get_strategy("raises").call_bounds(PublicProblem("?"), StrategyOptions())
    with pytest.raises(UsageError, match="strategy option 'deep': no such option; allowed: depth"):
        check_own_options(plugins.get_strategy("raises"), {"deep": "3"})


def test_built_in_strategies_by_name() -> None:
    asked: list[Request] = []

    def model(needs: object) -> list[Response]:
        asked.extend(needs)  # type: ignore[arg-type]
        return [Completions(("```python\nprint(1)\n```",) * need.n) for need in needs]  # type: ignore[attr-defined]

    problem = PublicProblem("?")
    for name, strategy in STRATEGIES.items():
        flow = strategy.run(problem, StrategyOptions(k=3, turns=1), prompted_source(problem))
        assert run(flow, model).program is not None, name
        with pytest.raises(UsageError, match="allowed: none"):
            check_own_options(strategy, {"x": "1"})
    assert [getattr(need, "n", 0) for need in asked] == [1, 3, 1, 3, 1]


def test_problems_are_found_by_path_or_by_source(
    install: Install, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install(
        "bank",
        hook(
            "problem_sources",
            "{'one': one, 'text': lambda _: 'ab', 'fails': lambda _: 1 / 0}",
            "def one(argument):\n    yield Problem('p' + argument, PublicProblem('?'))\n",
        ),
    )
    assert [problem.id for problem in load_problems("one")] == ["p"]
    with pytest.raises(PluginError, match=r"bank 1\.5: problem source 'text' failed: .* str, not Problem"):
        list(load_problems("text:"))
    with pytest.raises(PluginError, match="problem source 'fails' failed: ZeroDivisionError"):
        list(load_problems("fails"))
    with pytest.raises(UsageError, match=r"^two:3: no such file or folder here, and no problem source 'two'"):
        list(load_problems("two:3"))
    with pytest.raises(UsageError, match=r"missing\.jsonl"):
        list(load_problems("missing.jsonl"))
    monkeypatch.chdir(tmp_path)
    Path("one").write_text("what exists is a path")
    with pytest.raises(UsageError, match="give a problem package"):
        list(load_problems("one"))
    assert [problem.id for problem in load_problems("one:")] == ["p"]


def test_rows_name_comparators(install: Install) -> None:
    install(
        "compare",
        hook(
            "comparators",
            "{'near': Near(2)}",
            "from dataclasses import dataclass\n@dataclass\nclass Near:\n    by: int\n"
            "    def accepts(self, output, expected): return abs(int(output) - int(expected)) <= self.by\n",
        ),
    )
    near: Comparator = plugins.shared_registry().find(COMPARATOR, "near").value
    row = problem_to_row(Problem("p", PublicProblem("?"), comparator=near))
    assert json.loads(row["comparator"]) == {"kind": "near"}
    assert problem_from_row(row).comparator is near
    assert set(COMPARATOR.built_in) == {*loader.BUILT_IN, "OutputValidator"}
    for text, says in (
        ('{"kind": "far"}', r"no comparator 'far' is known; known: ExactMatch, .* near \(compare"),
        ('{"kind": "near", "by": 3}', "comparator 'near' of a package takes no settings; found by"),
        ('{"by": 3}', "give an object with its kind"),
        ('"near"', "give an object with its kind"),
    ):
        with pytest.raises(UsageError, match=says):
            problem_from_row({**row, "comparator": text})

    class Own:
        def accepts(self, output: str, expected: str) -> bool:
            return output == expected

    with pytest.raises(UsageError, match=r"comparator .*Own.*: not built in, and no package adds it"):
        problem_to_row(Problem("p", PublicProblem("?"), comparator=Own()))


def test_sources_and_strategies_are_not_asked_twice(install: Install) -> None:
    install("once", hook("problem_sources", "calls.append(1) or {'n': lambda _: calls}", "calls = []\n"))
    calls = plugins.shared_registry().find(PROBLEM_SOURCE, "n").value("")
    plugins.shared_registry().find(PROBLEM_SOURCE, "n")
    assert list(calls) == [1]  # type: ignore[comparison-overlap]

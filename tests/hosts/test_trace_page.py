"""The page that steps through a trace, and the one with an explanation beside it, in a real browser."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from ses_plugin.tracing.render import html
from ses_plugin.tracing.trace import EventKind, Trace
from ses_plugin.tracing.tracer import trace_program
from ses_plugin.types.program import Program
from ses_plugin.viewer import debugger_page, trace_page
from tests.hosts.browser import HOSTILE, page_of, wait_until

SOURCE = """\
def step(n, seen):
    seen.append(n)
    if n % 2 == 0 and n > 0: return n // 2
    return 3 * n + 1


total = 0
for start in range(2, 5):
    n, seen = start, []
    while n != 1:
        n = step(n, seen)
    total += len(seen); last = seen[-1]
    print(start, seen)
names = [c.upper() for c in 'ab' if c != 'a']
try:
    total / (last - 2)
except ZeroDivisionError as error:
    print('caught', error)
"""
LONG = """\
def walk(values, step):
    out = []
    for value in values:
        out.append(value * step % 17)
        if out[-1] > 8:
            out[-1] -= 8
    return out


totals = {}
for step in range(400):
    for number in walk(range(6), step):
        totals[number] = totals.get(number, 0) + 1
print(totals)
"""


@pytest.fixture(scope="module")
def trace() -> Trace:
    return trace_program(Program(SOURCE))


@pytest.fixture
def show(browser: Any, trace: Trace, tmp_path: Path) -> Iterator[Callable[..., Any]]:
    """Open the page at a step."""
    path = written(tmp_path, html(trace))
    with page_of(browser, path) as page:
        yield lambda hash_="": opened(page, path, hash_)


def written(folder: Path, text: str) -> Path:
    path = folder / "trace.html"
    path.write_text(text, "utf-8")
    return path


def opened(page: Any, path: Path, hash_: str = "") -> Any:
    page.goto("about:blank")
    page.goto(f"{path.as_uri()}{hash_}")
    page.wait_for_selector(".status")
    return page


def step_of(page: Any) -> int:
    return int(page.inner_text(".run-count").split()[1].replace(",", ""))


def press(page: Any, key: str, step: int) -> None:
    page.keyboard.press(key)
    page.wait_for_function("n => document.querySelector('input[type=range]').value === String(n)", arg=step)


def highlighted(page: Any, name: str) -> str:
    return str(page.evaluate(f"[...(CSS.highlights.get('{name}') ?? [])].join('')"))


def variables(page: Any) -> dict[str, str]:
    """Return what the page shows of the frame that runs: the texts that a reader sees."""
    script = """() => Object.fromEntries([...document.querySelectorAll('.frame.is-top tr:not(.gone)')].map(
        (row) => [row.querySelector('th').textContent, row.querySelector('.text-value').textContent]))"""
    return page.evaluate(script)  # type: ignore[no-any-return]


def real_lines() -> list[tuple[int, int, dict[str, str]]]:
    """Return depth, line and plain variables before each line of SOURCE, as the interpreter tells them."""
    seen: list[tuple[int, int, dict[str, str]]] = []

    def watch(frame: FrameType, event: str, _: object) -> object:
        if frame.f_code.co_filename != "<source>":
            return None
        if event == "line":
            plain = {k: repr(v) for k, v in frame.f_locals.items() if isinstance(v, (int, str, list))}
            depth, outer = 1, frame.f_back
            while outer is not None and outer.f_code.co_filename == "<source>":
                depth, outer = depth + 1, outer.f_back
            seen.append(
                (depth, frame.f_lineno, {k: v for k, v in plain.items() if k.isidentifier() and k[0] != "_"})
            )
        return watch

    before = sys.gettrace()
    sys.settrace(watch)  # type: ignore[arg-type]
    try:
        exec(compile(SOURCE, "<source>", "exec"), {"__name__": "__main__", "print": lambda *_: None})
    finally:
        sys.settrace(before)
    return seen


def test_each_step_shows_the_variables_that_the_interpreter_has(
    show: Callable[..., Any], trace: Trace
) -> None:
    page = show()
    real = real_lines()
    number = 0
    for step, event in enumerate(trace.events):
        if step:
            press(page, "ArrowRight", step)
        text = trace.lines[event.line - 1]
        indent = len(text) - len(text.lstrip())
        if (
            event.kind is not EventKind.LINE or (event.column or 0) > indent
        ):  # the interpreter tells whole lines
            continue
        depth, line, expected = real[number]
        number += 1
        assert page.locator(".frame").count() == depth, step
        assert page.get_attribute(".line.next", "data-line") == str(line) == str(event.line), step
        shown = {k: v for k, v in variables(page).items() if not v.startswith(("<", "ZeroDivisionError"))}
        assert shown == {k: v for k, v in expected.items() if not k.startswith(".")}, step
    assert number == len(real)
    press(page, "ArrowRight", len(trace.events))
    assert page.inner_text(".output-pane pre").rstrip("\n") == trace.stdout.rstrip("\n")
    assert page.inner_text(".status") == "The program has ended."


def test_back_over_and_out(show: Callable[..., Any], trace: Trace) -> None:
    page = show()
    calls = [
        n for n, event in enumerate(trace.events) if event.kind is EventKind.CALL and event.function == "step"
    ]
    line = calls[0] - 1
    returned = next(n for n, e in enumerate(trace.events) if n > line and e.kind is EventKind.RETURN)
    page = show(f"#step={line}")
    press(page, "ArrowDown", returned + 1)
    press(page, "ArrowUp", line)
    press(page, "ArrowRight", calls[0])
    press(page, "o", returned + 1)
    press(page, "ArrowLeft", returned)
    press(page, "End", len(trace.events))
    press(page, "Home", 0)
    page.get_by_role("button", name="Over").click()
    assert step_of(page) == 1


def test_breakpoints_visits_and_the_slider(show: Callable[..., Any], trace: Trace) -> None:
    page = show()
    thirteen = [n for n, e in enumerate(trace.events) if e.kind is EventKind.LINE and e.line == 13]
    assert page.get_by_role("button", name="Run").is_disabled()
    page.click("[data-line='13'] .number")
    for expected in thirteen:
        press(page, "r", expected)
    assert "visit 3 of 3" in page.inner_text(".status")
    press(page, "R", thirteen[1])
    press(page, "v", thirteen[2])
    press(page, "V", thirteen[1])
    fourth = [n for n, e in enumerate(trace.events) if e.kind is EventKind.LINE and e.line == 4]
    page.click("[data-line='4'] .visits")
    assert step_of(page) == next((n for n in fourth if n > thirteen[1]), fourth[0])
    page.locator("input[type=range]").fill("7")
    assert step_of(page) == 7


def test_the_step_and_the_breakpoints_are_in_the_address(browser: Any, trace: Trace, tmp_path: Path) -> None:
    path = written(tmp_path, html(trace))
    with page_of(browser, path) as page:
        opened(page, path)
        page.click("[data-line='11'] .number")
        press(page, "r", next(n for n, e in enumerate(trace.events) if e.line == 11))
        page.wait_for_function("() => location.hash.includes('break=11')")
        address = page.evaluate("location.href")
    with page_of(browser, path) as other:
        other.goto(address)
        other.wait_for_selector(".line.break.next[data-line='11']")
        other.evaluate("location.hash = '#step=3'")
        other.wait_for_function("() => document.querySelector('input[type=range]').value === '3'")


def test_conditions_loops_and_values_of_one_line(show: Callable[..., Any], trace: Trace) -> None:
    third = [
        n for n, e in enumerate(trace.events) if e.line == 3 and e.kind is EventKind.LINE and e.truth is False
    ]
    page = show(f"#step={third[0] + 1}")
    assert "n % 2 == 0 and n > 0 is false" in " ".join(page.inner_text(".status").split())
    rows = [" ".join(text.split()) for text in page.locator(".computed li").all_inner_texts()]
    assert rows == ["n % 2 == 0 False n = 3", "n % 2 == 0 and n > 0 false"]
    assert page.locator(".frame .run-chip").all_inner_texts() == [
        "line 8: iteration 2",
        "line 10: iteration 1",
    ]
    page.locator(".computed li").first.focus()
    wait_until(lambda: highlighted(page, "expression") == "n % 2 == 0")
    page.locator("[data-line='3'] .source").hover(position={"x": 60, "y": 8})
    assert page.inner_text(".hover-box").split() == ["n", "3", "n", "%", "2", "==", "0", "False"]
    seven = next(n for n, e in enumerate(trace.events) if e.line == 12 and e.column == 24)
    page = show(f"#step={seven}")
    wait_until(lambda: highlighted(page, "statement") == "last = seen[-1]")
    assert page.locator("tr.changed th").all_inner_texts() == ["total"]
    inside = next(n for n, e in enumerate(trace.events) if any(c.value == "'b'" for c in e.changes))
    page = show(f"#step={inside + 1}")
    assert "c != 'a' true c = 'b'" in " ".join(page.inner_text(".values-pane").split())


def test_what_changed_in_a_value_is_marked(show: Callable[..., Any], trace: Trace) -> None:
    appended = [
        n
        for n, e in enumerate(trace.events)
        if e.frame and any(c.name == "seen" and c.value == "[3, 10]" for c in e.changes)
    ]
    page = show(f"#step={appended[0] + 1}")
    assert page.locator("tr.changed mark").all_inner_texts() == [", 10"]
    assert "was [3]" in page.inner_text(".frame.is-top")


def test_a_step_near_the_end_takes_as_long_as_the_first(browser: Any, tmp_path: Path) -> None:
    long = trace_program(Program(LONG), events=12_000, size=8_000_000)
    assert len(long.events) > 10_000
    path = written(tmp_path, html(long))
    script = """async (key) => {
        const times = [];
        for (let i = 0; i < 200; i++) {
            const start = performance.now();
            document.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));
            for (let k = 0; k < 5; k++) await Promise.resolve();
            document.body.offsetHeight;
            times.push(performance.now() - start);
        }
        return times.sort((a, b) => a - b)[20];
    }"""
    with page_of(browser, path) as page:
        opened(page, path)
        first = page.evaluate(script, "ArrowRight")
        page.keyboard.press("End")
        last = page.evaluate(script, "ArrowLeft")
        print(f"ms per step: {first:.2f} at the beginning, {last:.2f} near the end")
        assert step_of(page) == len(long.events) - 200
    assert last < 3 * first + 2


def test_a_deep_stack_opens(browser: Any, tmp_path: Path) -> None:
    source = "def f(n):\n    return 0 if n == 0 else 1 + f(n - 1)\nprint(f(500))"
    path = written(tmp_path, html(trace_program(Program(source))))
    with page_of(browser, path) as page:
        opened(page, path, "#step=1000")
        assert page.locator(".frame").count() == 12
        page.get_by_role("button", name="more calls").click()
        assert page.locator(".frame").count() > 450


@pytest.mark.parametrize("width", ["wide", "narrow"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_page_fits_the_window(browser: Any, trace: Trace, tmp_path: Path, width: str, theme: str) -> None:
    path = written(tmp_path, html(trace))
    with page_of(browser, path, width, color_scheme=theme, offline=True) as page:
        opened(page, path, "#step=20")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        for name in ("Back", "Step", "Over", "Out", "Run", "First", "Last"):
            box = page.get_by_role("button", name=name, exact=False).first.bounding_box()
            assert box["x"] >= 0 and box["x"] + box["width"] <= page.viewport_size["width"]  # noqa: PT018
        dark = page.evaluate("getComputedStyle(document.body).backgroundColor") != "rgb(255, 255, 255)"
        assert dark == (theme == "dark")


@pytest.mark.parametrize("width", ["wide", "narrow"])
def test_hostile_texts_stay_texts(browser: Any, tmp_path: Path, width: str) -> None:
    lines = [f"v{n} = {text!r}" for n, text in enumerate(HOSTILE.values())]
    source = "\n".join([*lines, "# </script><script>window.hacked = 1</script> \u202e", "print(v0, v1, v2)"])
    done = trace_program(Program(source), "</script>\u202e\x1b[31m")
    path = written(tmp_path, html(done))
    with page_of(browser, path, width) as page:
        opened(page, path, "#step=4")
        page.keyboard.press("End")
        page.wait_for_selector(".status:text('The program has ended.')")
        assert page.evaluate("window.hacked") is None
        assert page.locator("img, iframe, object, #app script").count() == 0
        assert HOSTILE["script"] in page.inner_text(".output-pane")
        assert not re.search("[\u202a-\u202e\x1b]", page.inner_text("#app"))
        assert page.inner_text(".input-pane .hidden-char").startswith("⟨U+202E⟩")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_texts_of_a_megabyte_open_whole(browser: Any, tmp_path: Path) -> None:
    size = 900_000
    source = f"text = input()\nprint(text)\nprint('end', len(text))\nraise ValueError(text)\n# {'x' * 2000}"
    done = trace_program(Program(source), "ab" * (size // 2))
    assert len(done.stdout) > size
    path = written(tmp_path, html(done))
    with page_of(browser, path) as page:
        opened(page, path)
        page.keyboard.press("End")
        page.locator(".output-pane .open").click()
        page.wait_for_function(
            "n => document.querySelector('.output-pane pre').textContent.length === n", arg=len(done.stdout)
        )
        assert page.evaluate("document.querySelector('.input-pane pre').textContent.length") == size
        assert "ValueError" in page.inner_text(".status")
        page.locator(".frame .open").first.click()
        assert done.events[1].changes[0].value == page.evaluate(
            "document.querySelector('.frame .text-value').firstChild.textContent"
        )


# --- an explanation beside the run

EXPLANATION = "😀 First, `total` is 0.\nThen start is 2 and n becomes 7.\nIt prints </script>."


def report(trace: Trace, text: str = "n becomes 7") -> dict[str, Any]:
    """Return a report as the debugger writes it, with positions in code points."""
    event = next(n for n, e in enumerate(trace.events) if e.line == 11 and e.kind is EventKind.LINE)
    first = next(n for n, e in enumerate(trace.events) if e.line == 7)
    start = EXPLANATION.index(text)
    place = {"line": 11, "visit": 1, "event": event}
    claims = [
        {"start": 9, "end": 21, "verdict": "true", "event": first, "line": 7, "visit": 1},
        {"start": start, "end": start + len(text), "verdict": "false", **place},
    ]
    divergence = {
        "divergence_class": "wrong_value",
        "family": "state",
        "start": start,
        "end": start + len(text),
        "claim": text,
        "subject": "n",
        "predicted": "7",
        "real": "1",
        "value_kind": "int",
        "predicted_line": None,
        **place,
        "function": "<module>",
        "message": "Line 11, visit 1: n is 1, not 7.",
    }
    return {
        "schema": "ses.debug_report",
        "version": 1,
        "verdict": "diverges",
        "form": "prose",
        "answer": "none",
        "coherent": True,
        "counts": {"true": 1, "false": 1, "unknown": 0},
        "claims": claims,
        "divergence": divergence,
    }


@pytest.mark.parametrize("width", ["wide", "narrow"])
def test_the_first_divergence_is_marked_in_text_and_run(
    browser: Any, trace: Trace, tmp_path: Path, width: str
) -> None:
    path = written(tmp_path, debugger_page(trace.to_json(), EXPLANATION, report(trace)))
    with page_of(browser, path, width) as page:
        opened(page, path)
        assert page.locator("mark.divergent").all_inner_texts() == ["n becomes 7"]
        at = step_of(page)  # it opens there
        assert page.get_attribute(".line.done", "data-line") == "11"
        assert page.locator("tr.changed th").all_inner_texts() == ["n", "seen"]
        page.keyboard.press("Home")
        page.get_by_role("button", name="To the first divergence").click()
        assert step_of(page) == at
        assert page.locator("mark.divergent.here").count() == 1
        page.locator(".model-claim.true").click()
        assert page.get_attribute(".line.done", "data-line") == "7"
        assert page.locator(".model-claim.true").inner_text() == "`total` is 0"
        assert page.locator(".run-sides td").all_inner_texts() == ["7", "1"]
        assert page.inner_text(".predicted") == EXPLANATION
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_an_explanation_without_a_trace(browser: Any, trace: Trace, tmp_path: Path) -> None:
    path = written(tmp_path, debugger_page(None, EXPLANATION, report(trace)))
    with page_of(browser, path) as page:
        page.goto(path.as_uri())
        page.wait_for_selector("mark.divergent")
        assert page.locator(".stepper").count() == 0
        assert "n is 1, not 7" in page.inner_text(".divergence-view")


def test_places_are_counted_as_browsers_do(browser: Any, tmp_path: Path) -> None:
    done = trace_program(Program("s = '😀é'; n = len(s) + 1\nif n > 2 and '😀' in s: s = s * 2"))
    path = written(tmp_path, html(done))
    with page_of(browser, path) as page:
        opened(page, path, f"#step={len(done.events) - 1}")
        texts = [done.source.split("\n")[1][9:], page.inner_text("[data-line='2'] .source")]
        assert texts[1].endswith(texts[0])
        page.keyboard.press("ArrowLeft")
        page.wait_for_selector(".computed li")
        rows = [" ".join(text.split()) for text in page.locator(".computed li").all_inner_texts()]
        assert rows[-1] == "n > 2 and '😀' in s true"


def test_a_trace_without_probes_or_of_no_python_still_shows(
    browser: Any, trace: Trace, tmp_path: Path
) -> None:
    row = {**json.loads(trace.to_json()), "probes": []}
    for source in (SOURCE, "not python ("):
        path = written(tmp_path, trace_page({**row, "source": source}))
        with page_of(browser, path) as page:
            opened(page, path, "#step=5")
            assert variables(page)

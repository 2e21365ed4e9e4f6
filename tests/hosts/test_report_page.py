"""The report's page in a real browser, from the disk: nothing but the file is read, and nothing is logged."""

from __future__ import annotations

import csv
import json
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from benchmarks.fake_report import one_run, page_data
from ses_plugin.report.page_data import PageData
from ses_plugin.tracing.tracer import trace_program
from ses_plugin.types.program import Program
from ses_plugin.viewer import report_page, trace_data
from tests.hosts.browser import HOSTILE, MOST_WAIT_MS, WIDTHS, needed, page_of, wait_until

VIEWER = Path(__file__).parents[2] / "ses_plugin/viewer"


@pytest.fixture(scope="module")
def data() -> PageData:
    return page_data(24, 5)


@pytest.fixture(scope="module")
def file(data: PageData, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("report") / "report.html"
    path.write_text(report_page(data), encoding="utf-8")
    return path


@pytest.fixture
def show(browser: Any, file: Path) -> Iterator[Callable[..., Any]]:
    """Open the report with a state in its hash."""
    with page_of(browser, file) as page:
        yield lambda **state: opened(page, file, **state)


def opened(page: Any, path: Path, *, afresh: bool = True, **state: Any) -> Any:
    """Open a view: of a page that is read again or, if not `afresh`, of the page that is open."""
    if afresh:
        page.goto("about:blank")
    page.goto(f"{path.as_uri()}#{urlencode(state)}")
    page.wait_for_selector("main")
    return page


def state_of(page: Any) -> dict[str, str]:
    return page.evaluate("Object.fromEntries(new URLSearchParams(location.hash.slice(1)))")  # type: ignore[no-any-return]


def shown_rows(page: Any) -> int:
    text = page.inner_text(".shown").replace(",", "")
    return int(re.match(r"\d+", text)[0])  # type: ignore[index]


def wait_rows(page: Any, number: int) -> None:
    wait_until(lambda: shown_rows(page) == number)


def test_the_page_is_one_file_with_a_policy_and_a_mark(file: Path) -> None:
    text = file.read_text("utf-8")
    assert '<meta name="generator" content="ses report">' in text[:1000]
    assert "default-src 'none'" in text
    assert "unsafe" not in re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', text)[1]  # type: ignore[index]
    assert not re.search(
        r'(src|href)="', text.split("<style>")[0] + text.split("</style>")[1].split("<script>")[0]
    )


def test_the_overview_shows_every_metric_outcome_and_setting(
    show: Callable[..., Any], data: PageData
) -> None:
    for number, run in enumerate(data["runs"]):
        page = show(view="overview", run=number)
        assert len(page.query_selector_all(".metrics tbody tr")) == len(run["metrics"])
        for metric in run["metrics"]:
            row = next(
                r for r in page.query_selector_all(".metrics tbody tr") if metric["label"] in r.inner_text()
            )
            value = metric["value"] or 0.0
            shown = f"{value * 100:.1f}" if metric["unit"] == "share" else f"{value:,.0f}"
            assert shown in row.inner_text(), metric["name"]
            assert f"{metric['n']:,}" in row.inner_text()
        counts = [int(each.inner_text()) for each in page.query_selector_all(".outcome-counts .count")]
        assert counts == list(run["outcomes"].values())
        assert len(page.query_selector_all(".chart svg.plot")) == len(run["charts"])
        for chart in run["charts"]:
            page.click(f"#chart-{chart['id']} summary")
            points = sum(len(series["points"]) for series in chart["series"])
            rows = page.locator(f"#chart-{chart['id']} tbody tr")
            rows.nth(points - 1).wait_for()
            assert rows.count() == points
        settings = page.inner_text("section[aria-label=Settings]")
        assert "simulate.max_tokens" in settings
        assert run["settings"]["data"] in settings


def test_help_is_shown_on_hover_and_on_focus(show: Callable[..., Any], data: PageData) -> None:
    page = show(view="overview", run=0)
    metric = data["runs"][0]["metrics"][0]
    note = page.locator(".metrics tbody tr .metric-help").first
    assert not note.is_visible()
    page.hover(".metrics tbody tr:first-child .metric-label")
    assert metric["help"] in note.inner_text()
    page.mouse.move(0, 0)
    page.focus(".metrics tbody tr:first-child .metric-label")
    assert note.is_visible()


def test_filters_sorting_and_search_are_in_the_hash(show: Callable[..., Any], data: PageData) -> None:
    problems = data["runs"][0]["problems"]
    page = show(view="table", run=0)
    assert shown_rows(page) == len(problems)
    wrong = [p for p in problems if p["outcome"] == "wrong"]
    page.click(".chip.wrong")
    wait_rows(page, len(wrong))
    flag = wrong[0]["flags"][0]
    page.click(f".chips[aria-label=Flags] .chip:has-text('{flag.replace('_', ' ')}')")
    found = [p for p in wrong if flag in p["flags"]]
    wait_rows(page, len(found))
    page.click("th.tokens button")
    tokens = [int(each.inner_text().replace(",", "")) for each in page.query_selector_all("td.tokens")]
    assert tokens == sorted((p["tokens"] or 0 for p in found), reverse=True)
    state = state_of(page)
    assert (state["outcome"], state["flag"], state["sort"], state["dir"]) == ("wrong", flag, "tokens", "down")
    again = show(**state)
    assert shown_rows(again) == len(found)
    assert again.get_attribute("th.tokens", "aria-sort") == "descending"


def test_search_reads_programs_and_several_words_narrow_it(show: Callable[..., Any], data: PageData) -> None:
    problems = data["runs"][0]["problems"]
    comment = next(c["program"] for c in problems[7]["candidates"] if c["program"]).splitlines()[0]
    page = show(view="table", run=0)
    page.fill("input[type=search]", comment)
    wait_rows(page, sum(any(comment in (c["program"] or "") for c in p["candidates"]) for p in problems))
    page.fill("input[type=search]", "no such text anywhere")
    wait_rows(page, 0)
    assert "No row matches" in page.inner_text(".scroller")
    page.fill("input[type=search]", problems[3]["id"])
    wait_rows(page, 1)
    assert state_of(page)["q"] == problems[3]["id"]


def test_only_rows_in_view_are_in_the_page(browser: Any, tmp_path: Path) -> None:
    path = tmp_path / "many.html"
    path.write_text(report_page(one_run(300, 1)), encoding="utf-8")
    with page_of(browser, path) as page:
        opened(page, path, view="table")
        assert page.get_attribute("table.rows", "aria-rowcount") == "301"
        assert len(page.query_selector_all("table.rows tbody tr")) < 80
        page.keyboard.press("End")
        page.wait_for_selector("tr.current")
        assert page.get_attribute("tr.current", "aria-rowindex") == "301"


def test_keys_walk_open_and_return(show: Callable[..., Any], data: PageData) -> None:
    problems = data["runs"][0]["problems"]
    page = show(view="table", run=0)
    for key in ("j", "ArrowDown", "j", "k"):
        page.keyboard.press(key)
    assert state_of(page)["id"] == problems[1]["id"]
    page.keyboard.press("Enter")
    page.wait_for_selector("main.entry .grid")
    page.keyboard.press("j")
    page.wait_for_selector(f"h1:has-text('{problems[2]['id']}')")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    assert re.fullmatch(r"c\d+\.\d+", state_of(page)["cell"])
    page.keyboard.press("Escape")
    page.wait_for_selector("table.rows")
    assert "cell" not in state_of(page)
    page.keyboard.press("/")
    page.keyboard.type("j?")
    assert state_of(page)["q"] == "j?"
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    assert "q" not in state_of(page)
    page.keyboard.press("?")
    assert page.is_visible("dialog[open] kbd")
    page.keyboard.press("Escape")
    assert not page.is_visible("dialog")
    page.keyboard.press("1")
    page.wait_for_selector(".metrics")
    page.go_back()
    page.wait_for_selector("table.rows")


def test_downloads_are_the_data(show: Callable[..., Any], data: PageData, tmp_path: Path) -> None:
    page = show(view="table", run=0, outcome="right", sort="id", dir="down")
    with page.expect_download() as lines:
        page.click("text=JSONL")
    saved = tmp_path / "rows.jsonl"
    lines.value.save_as(saved)
    expected = [p for p in data["runs"][0]["problems"] if p["outcome"] == "right"][::-1]
    got = [json.loads(line) for line in saved.read_text("utf-8").splitlines()]
    assert sorted(got, key=lambda p: p["id"]) == sorted(expected, key=lambda p: p["id"])
    with page.expect_download() as table:
        page.click("text=CSV")
    table.value.save_as(tmp_path / "rows.csv")
    rows = list(csv.DictReader((tmp_path / "rows.csv").read_text("utf-8").splitlines()))
    assert [row["id"] for row in rows] == [p["id"] for p in got]
    assert {row["outcome"] for row in rows} == {"right"}


def test_a_cell_shows_program_texts_and_first_difference(show: Callable[..., Any], data: PageData) -> None:
    problems = data["runs"][0]["problems"]
    problem, row, test = next(
        (p, row, test)
        for p in problems
        for row, c in enumerate(p["candidates"])
        for test, cell in enumerate(c["cells"])
        if cell["cell_class"] == "true_negative" and len(cell["votes"]) == 1
    )
    candidate, cell = problem["candidates"][row], problem["candidates"][row]["cells"][test]
    page = show(view="entry", run=0, id=problem["id"])
    assert len(page.query_selector_all(".grid tbody tr")) == len(problem["candidates"])
    page.click(f"[data-place='c{row + 1}.{test + 1}']")
    assert state_of(page)["cell"] == f"c{row + 1}.{test + 1}"
    assert page.get_attribute(f"[data-place='c{row + 1}.{test + 1}']", "aria-pressed") == "true"
    assert (
        page.text_content(".candidate-part pre.code .line:nth-child(1)")
        == (candidate["program"] or "").split("\n")[0]
    )
    vote = cell["votes"][0]
    for title, text in (("Reply: the simulation", vote["reply"]), ("Prompt", vote["prompt"])):
        fold = page.locator(".test-detail .fold", has_text=title).first
        fold.locator("summary").click(position={"x": 20, "y": 10})
        assert fold.locator("pre.text").text_content() == text
    output, expected = vote["output"] or "", problem["tests"][test]["expected"] or ""
    place = next(i for i, (a, b) in enumerate(zip(output, expected, strict=False)) if a != b)
    mark = page.locator(".pane", has_text="Predicted").locator("mark")
    assert mark.text_content() == output[place]
    line, column = output.count("\n", 0, place) + 1, place - output.rfind("\n", 0, place)
    real = cell["real_output"] or ""
    if real != output:
        assert "first differs from the real output" in page.inner_text(".test-detail")
    assert page.locator(".pane", has_text="Real").locator("mark").count() == 1
    assert (line, column) >= (1, 1)


def test_cells_are_told_apart_by_letters_and_names(show: Callable[..., Any], data: PageData) -> None:
    letters = {
        "true_positive": "TP", "false_positive": "FP", "true_negative": "TN", "false_negative": "FN",
        "no_answer": "NA", "truncated": "TR", "failed": "ER",
    }  # fmt: skip
    seen: dict[str, tuple[str, str]] = {}
    for problem in data["runs"][0]["problems"]:
        page = show(view="entry", run=0, id=problem["id"])
        for row, candidate in enumerate(problem["candidates"]):
            for test, cell in enumerate(candidate["cells"]):
                button = page.locator(f"[data-place='c{row + 1}.{test + 1}']")
                seen[cell["cell_class"]] = (
                    button.locator(".letters").inner_text(),
                    button.locator(".half").first.inner_text(),
                )
                assert button.locator(".letters").inner_text() == letters[cell["cell_class"]]
        if set(seen) == set(letters):
            break
    assert set(seen) == set(letters)
    assert len({sign for _, sign in seen.values()}) == 5  # passes, fails, and three kinds of no verdict


def test_self_fix_shows_turns_differences_and_the_oracle(show: Callable[..., Any], data: PageData) -> None:
    problem = next(
        p for p in data["runs"][2]["problems"]
        if len(p["candidates"]) > 1 and p["oracle"] and all(c["program"] for c in p["candidates"])
    )  # fmt: skip
    page = show(view="entry", run=2, id=problem["id"])
    loops = page.locator(".loop")
    assert loops.count() == 2
    assert loops.nth(0).locator(".turn").count() == len(problem["candidates"])
    assert loops.nth(1).locator(".turn").count() == len(problem["oracle"] or [])
    second = loops.nth(0).locator(".turn").nth(1)
    added = [each.strip() for each in second.locator(".line.added").all_text_contents()]
    program = problem["candidates"][1]["program"] or ""
    assert added
    assert all(line.removeprefix("+").strip() in program for line in added)
    page.locator(".loop").nth(1).locator("[data-place]").first.click()
    assert state_of(page)["cell"].startswith("o1.")
    assert "Oracle" in page.inner_text(".test-part h2")


def test_an_instance_shows_its_texts_and_the_first_divergence(
    show: Callable[..., Any], data: PageData
) -> None:
    instance = next(i for i in data["runs"][3]["instances"] if i["outcome"] == "wrong")
    reply = instance["replies"][0]
    page = show(view="entry", run=3, id=instance["id"])
    assert page.text_content(".explanation pre") == reply["reply"]
    divergence = reply["divergence"]["divergence"]
    assert page.text_content(".claim.first") == divergence["claim"]
    assert divergence["message"] in page.inner_text(".divergence")
    assert page.locator("pre.code .line.marked").count() == 1
    assert page.locator(".pane", has_text="Answer").locator("mark").count() == 1


@pytest.mark.parametrize("width", WIDTHS)
def test_a_run_can_be_stepped_through_beside_its_explanation(
    browser: Any, tmp_path: Path, width: str
) -> None:
    text = "`total` is 0. Then `total` becomes 7."
    trace = json.loads(
        trace_program(Program("total = 0\nfor n in [3, 5]:\n    total += n\nprint(total)\n")).to_json()
    )
    data = page_data(2, 1)
    data["runs"] = [data["runs"][3]]
    data["comparisons"] = []
    reply = data["runs"][0]["instances"][0]["replies"][0]
    divergence = {
        "start": 19, "end": 36, "event": 5, "line": 3, "visit": 2, "divergence_class": "wrong_value",
        "family": "state", "claim": text[19:36], "subject": "total", "predicted": "7", "real": "8",
        "value_kind": "int",
        "predicted_line": None, "function": "<module>", "message": "Line 3, visit 2: total is 8, not 7.",
    }  # fmt: skip
    reply["reply"], reply["trace"] = text, trace_data(trace)
    reply["divergence"] = {
        "schema": "ses.debug_report", "version": 1, "verdict": "diverges", "form": "prose", "answer": "none",
        "coherent": None, "counts": {"false": 1}, "claims": [], "divergence": divergence,
    }  # fmt: skip
    path = tmp_path / "stepped.html"
    path.write_text(report_page(data), encoding="utf-8")
    with page_of(browser, path, width) as page:
        opened(page, path, view="entry", run=0, id=data["runs"][0]["instances"][0]["id"])
        page.click(".run-fold summary")
        page.locator(".run-fold").get_by_role("button", name="To the first divergence").click()
        assert page.get_attribute(".run-fold .line.done", "data-line") == "3"
        assert state_of(page).keys() == {"view", "run", "id"}
        assert page.evaluate("document.documentElement.scrollWidth") <= WIDTHS[width][0]


def test_a_comparison_warns_counts_and_shows_both_sides(show: Callable[..., Any], data: PageData) -> None:
    comparison = data["comparisons"][0]
    page = show(view="compare")
    assert "seed" in page.inner_text("[role=alert]")
    counts = [int(each.inner_text()) for each in page.query_selector_all(".paired td.num")]
    assert counts == [comparison["right"][each] for each in ("both", "only_a", "only_b", "neither")]
    assert f"{comparison['p_value']:.4f}" in page.inner_text("section[aria-label='Paired answers']")
    changes = [each.inner_text().split()[-1] for each in page.query_selector_all(".change")]
    assert changes == sorted(changes, key=["regressed", "improved", "same"].index)
    first = next(pair for pair in comparison["pairs"] if pair["change"] == "regressed")
    page.click(f"table.rows a:text-is('{first['id']}')")
    page.wait_for_selector(".side-view .grid")
    assert page.locator(".side-view").count() == 2
    assert state_of(page)["id"] == first["id"]
    page.click(".chip.improved")
    assert {each.inner_text().split()[-1] for each in page.query_selector_all(".change")} == {"improved"}


def in_address(text: str) -> str:
    """Return what is left of a text in an address: a lone surrogate becomes the replacement character."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def hostile_data() -> PageData:
    """Return a report whose every text is hostile."""
    data = one_run(3, 2)
    run, text = data["runs"][0], " | ".join(HOSTILE.values())
    run["name"] = run["model"] = run["notes"][0] = data["title"] = text
    run["settings"] = {text: text}
    for problem in run["problems"]:
        problem["statement"] = text
        problem["flags"].append(text)
        problem["level"] = text
        for test in problem["tests"]:
            test["input"] = test["expected"] = text
        for candidate in problem["candidates"]:
            candidate["program"] = f'x = """{text}"""\n# {text}\n'
            candidate["reply"] = candidate["prompt"] = text
            for cell in candidate["cells"]:
                cell["real_output"] = cell["real_error"] = cell["real_verdict"] = text
                for vote in cell["votes"]:
                    vote["output"] = vote["reply"] = vote["reason"] = vote["prompt"] = text
    run["problems"][1]["id"] = "</a>" + text
    return data


@pytest.mark.parametrize("width", WIDTHS)
def test_no_text_becomes_markup_or_hides(browser: Any, tmp_path: Path, width: str) -> None:
    data = hostile_data()
    path = tmp_path / "hostile.html"
    path.write_text(report_page(data), encoding="utf-8")
    problems = data["runs"][0]["problems"]
    with page_of(browser, path, width) as page:
        states: list[dict[str, Any]] = [
            {"view": "overview"},
            {"view": "table"},
            *({"view": "entry", "id": in_address(problem["id"])} for problem in problems),
        ]
        for state in states:
            opened(page, path, **state)
            page.wait_for_timeout(200)
            for fold in page.query_selector_all("details:not([open]) > summary"):
                fold.click(position={"x": 12, "y": 8})
            assert page.evaluate("window.hacked") is None
            assert (
                page.evaluate("document.querySelectorAll('#app img, #app script, #app iframe').length") == 0
            )
            assert page.evaluate("document.documentElement.scrollWidth") <= WIDTHS[width][0]
            raw = page.evaluate(
                r"/[\u0000-\u0008\u001b\u007f-\u009f\u202a-\u202e\u2066-\u2069\ufeff]/.test(document.body.innerText)"
            )
            assert raw is False, state
        opened(page, path, view="entry", id=problems[0]["id"])
        page.wait_for_selector(".statement pre")
        shown = page.inner_text(".statement pre")
        assert HOSTILE["script"] in shown
        assert "⟨ESC⟩[31mred" in shown
        assert "⟨U+202E⟩" in shown
        assert "a⟨NUL⟩b⟨BS⟩⟨DEL⟩" in shown
        assert "⟨U+D800⟩ alone ⟨U+DFFF⟩" in shown


def test_a_reply_of_a_megabyte_in_one_line_is_shown_whole(browser: Any, tmp_path: Path) -> None:
    data = one_run(1, 1)
    problem = data["runs"][0]["problems"][0]
    problem["candidates"][0]["reply"] = "x" * 1_000_000 + "\x00" * 5000
    problem["candidates"][0]["program"] = "print('" + "y" * 1_000_000 + "')"
    path = tmp_path / "long.html"
    path.write_text(report_page(data), encoding="utf-8")
    with page_of(browser, path) as page:
        opened(page, path, view="entry", id=problem["id"], cell="c1.1")
        page.wait_for_selector(".candidate-part")
        page.locator(".program .fold summary", has_text="Reply").click(position={"x": 12, "y": 8})
        shown = page.text_content(".program .fold pre.text")
        assert shown == "x" * 1_000_000 + "⟨NUL⟩" * 5000
        assert len(page.text_content(".candidate-part pre.code")) > 1_000_000


def test_the_policy_refuses_any_address_and_any_markup(browser: Any, file: Path) -> None:
    page = browser.new_page()
    page.set_default_timeout(MOST_WAIT_MS)
    opened(page, file)
    tries = {
        "fetch": "fetch('https://example.com/').then(() => 'open', () => 'refused')",
        "image": "new Promise(done => { const i = new Image(); i.onload = () => done('open');"
        " i.onerror = () => done('refused'); i.src = 'https://example.com/a.png'; })",
        "markup": "(() => { try { document.body.innerHTML = '<b>x</b>'; return 'open' }"
        " catch { return 'refused' } })()",
        "handler": "(() => { try { document.body.setAttribute('onclick', 'x'); return 'open' }"
        " catch { return 'refused' } })()",
    }
    assert {name: page.evaluate(script) for name, script in tries.items()} == dict.fromkeys(tries, "refused")
    page.close()


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_view_fits_the_window_and_has_names(
    browser: Any, file: Path, data: PageData, width: str, scheme: str
) -> None:
    problem, instance = data["runs"][0]["problems"][0]["id"], data["runs"][3]["instances"][0]["id"]
    views: list[dict[str, Any]] = [
        {"view": "runs"},
        {"view": "overview", "run": 0},
        {"view": "table", "run": 0},
        {"view": "overview", "run": 3},
        {"view": "entry", "run": 0, "id": problem},
        {"view": "entry", "run": 2, "id": problem},
        {"view": "entry", "run": 3, "id": instance},
        {"view": "compare"},
        {"view": "compare", "id": problem},
    ]
    with page_of(browser, file, width, color_scheme=scheme) as page:
        for view in views:
            opened(page, file, **view)
            page.wait_for_timeout(80)
            assert page.evaluate("document.documentElement.scrollWidth") <= WIDTHS[width][0], view
            unnamed = page.evaluate(
                "[...document.querySelectorAll('button, a, select, input')].filter(each =>"
                " !(each.textContent.trim() || each.ariaLabel || each.title)).length"
            )
            assert unnamed == 0, view
            assert page.evaluate("document.querySelectorAll('h1').length") <= 1
            ids = page.evaluate("[...document.querySelectorAll('[id]')].map(each => each.id)")
            assert len(ids) == len(set(ids)), view
            back = page.evaluate("getComputedStyle(document.body).backgroundColor")
            assert (back == "rgb(255, 255, 255)") == (scheme == "light")


def test_colours_have_contrast_in_both_themes(show: Callable[..., Any]) -> None:
    page = show(view="overview", run=0)
    texts = "text/back dim/back dim/panel accent/back accent/accent-back on-accent/accent good/good-back"
    texts += " bad/bad-back warn/warn-back other/other-back dim/none-back back/bad"
    pairs = [pair.split("/") for pair in texts.split()]
    measure = """(pairs) => {
      const probe = document.body.appendChild(document.createElement('i'));
      const light = (name) => {
        probe.style.color = `var(--${name})`;
        const parts = getComputedStyle(probe).color.match(/[\\d.]+/g).slice(0, 3).map((n) => n / 255);
        const [r, g, b] = parts.map((c) => (c <= .03928 ? c / 12.92 : ((c + .055) / 1.055) ** 2.4));
        return .2126 * r + .7152 * g + .0722 * b;
      };
      return pairs.map(([a, b]) => {
        const [low, high] = [light(a), light(b)].sort((x, y) => x - y);
        return (high + .05) / (low + .05);
      });
    }"""
    for theme in ("light", "dark"):
        page.evaluate(f"document.documentElement.dataset.theme = '{theme}'")
        contrast = dict(zip(texts.split(), page.evaluate(measure, pairs), strict=True))
        assert {pair: round(c, 2) for pair, c in contrast.items() if c < 4.5} == {}, theme


def test_the_theme_is_remembered(browser: Any, file: Path) -> None:
    with page_of(browser, file, color_scheme="light") as page:
        opened(page, file, view="overview")
        page.click("text=System")
        page.click("text=Light")
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") != "rgb(255, 255, 255)"
        opened(page, file, view="overview")
        assert page.inner_text(".top .end button:first-child") == "Dark"


def test_the_committed_bundle_is_what_its_sources_build(tmp_path: Path) -> None:
    needed(shutil.which("npm"), "npm")
    copy = tmp_path / "viewer"
    ignored = shutil.ignore_patterns("node_modules", "bundle", "__pycache__")
    shutil.copytree(VIEWER, copy, ignore=ignored)
    for command in (["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"], ["npm", "run", "build"]):
        done = subprocess.run(command, cwd=copy, capture_output=True, text=True, timeout=600, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
    built = {path.name: path.read_bytes() for path in (copy / "bundle").iterdir()}
    assert {path.name: path.read_bytes() for path in (VIEWER / "bundle").iterdir()} == built

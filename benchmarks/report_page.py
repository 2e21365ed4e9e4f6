"""How large a report's page is, and how soon it shows, filters and searches, in a real browser from the disk.

    python -m benchmarks.report_page [--sizes 64x5 1000x10] [--repeats 3]

The data are invented (`fake_report`). Times are milliseconds: `paint` until the browser first paints anything
of the page, `view` until the table of problems is drawn, `filter` and `search` from the event to the end
of the frame that shows the rows (the slowest of several). On a busy machine these tell of the machine: `CPU`
is what the page's main thread itself took. Of several repeats the median is printed, and the load.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

from benchmarks.fake_report import one_run
from ses_plugin.viewer import report_page

FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()
FRAME = "await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));"
FILTER = f"""async () => {{
  const start = performance.now();
  document.querySelector('.chip.wrong').click();
  {FRAME}
  return performance.now() - start;
}}"""
SEARCH = f"""async (text) => {{
  const start = performance.now();
  const field = document.querySelector('input[type=search]');
  field.value = text;
  field.dispatchEvent(new InputEvent('input', {{ bubbles: true }}));
  {FRAME}
  return performance.now() - start;
}}"""
VIEW = """() => {
  const paint = performance.getEntriesByName('first-contentful-paint')[0];
  return paint ? paint.startTime : null;
}"""


def cpu_of(session: Any) -> float:
    """Return the CPU time of the page's main thread, in milliseconds."""
    metrics = session.send("Performance.getMetrics")["metrics"]
    return 1000 * float(next(each["value"] for each in metrics if each["name"] == "TaskDuration"))


def slowest(page: Any, session: Any, script: str, values: Sequence[object]) -> tuple[float, float]:
    """Return the greatest time, and the greatest CPU time, of a script that is run with each value."""
    times, cpu = [], []
    for value in values:
        before = cpu_of(session)
        times.append(page.evaluate(script, value))
        cpu.append(cpu_of(session) - before)
    return max(times), max(cpu)


def measure(browser: Any, path: Path) -> dict[str, float]:
    """Return the times of one opening of a page."""
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    page.set_default_timeout(120_000)
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})
    start = time.monotonic()
    page.goto(f"{path.as_uri()}#view=table", wait_until="commit")
    page.wait_for_selector("table.rows tbody tr:nth-child(3)")
    view = 1000 * (time.monotonic() - start)
    view_cpu = cpu_of(session)
    page.wait_for_load_state()
    while (paint := page.evaluate(VIEW)) is None:  # the browser says it a moment later
        time.sleep(0.02)
    filters, filter_cpu = slowest(page, session, FILTER, [None] * 6)
    page.evaluate(SEARCH, "loop")
    start = time.monotonic()
    while "reading" in page.inner_text(".shown"):
        time.sleep(0.02)
    reading = 1000 * (time.monotonic() - start)
    words = ("total", "total q", "queue", "no such", "x", "")
    searches, search_cpu = slowest(page, session, SEARCH, words)
    page.close()
    return {
        "paint": paint,
        "view": view,
        "view CPU": view_cpu,
        "filter": filters,
        "filter CPU": filter_cpu,
        "search": searches,
        "search CPU": search_cpu,
        "read all for the first search": reading,
    }


def main() -> None:
    """Print a table of sizes and times."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--sizes", nargs="+", default=["64x5", "1000x10"], help="problems x candidates")
    parser.add_argument("--repeats", type=int, default=3)
    options = parser.parse_args()
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        for size in options.sizes:
            problems, candidates = map(int, size.split("x"))
            path = Path(folder) / f"{size}.html"
            path.write_text(report_page(one_run(problems, candidates)), encoding="utf-8")
            runs = [measure(browser, path) for _ in range(options.repeats)]
            times = {name: statistics.median(run[name] for run in runs) for name in runs[0]}
            shown = ", ".join(f"{name} {value:.0f} ms" for name, value in times.items())
            print(f"{size}: {path.stat().st_size / 1e6:.2f} MB, {shown} (load {os.getloadavg()[0]:.1f})")
        browser.close()


if __name__ == "__main__":
    main()

"""Time from opening a lesson of the site to its text, its first live explorer, and its Python; bytes and requests.

    python start.py site
    .venv/bin/python bench/site.py site
    .venv/bin/python bench/site.py site older-site    # visits by turns, so under the same load

Text and explorer are those of the page, which is visited first. The baseline is the first cell that Python has run
in its notebook: what a reader would wait for if explorers needed Python. Each visit begins with an empty cache,
without a network, from a server on this machine that compresses nothing.
"""

from __future__ import annotations

import contextlib
import os
import statistics
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "browser"), str(ROOT / "tests")]

from installed_browser import find_browser  # noqa: E402
from lab import PANEL  # noqa: E402
from lite import served, without_network  # noqa: E402
from playwright.sync_api import Browser, sync_playwright  # noqa: E402

VISITS = 5
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
IDLE = f"(() => {{ {PANEL} return panel?.sessionContext?.session?.kernel?.status === 'idle' }})()"


def visit(browser: Browser, address: str) -> list[float]:
    """Seconds until the text stands, an explorer lives and the first cell has run; bytes and requests of the page."""
    context, _ = without_network(browser)
    page = context.new_page()
    got: list[int] = []
    page.on("requestfinished", lambda request: got.append(request.sizes()["responseBodySize"]))
    begun, times = time.perf_counter(), []
    page.goto(f"{address}/lessons/01_read_the_event.html", wait_until="commit")
    page.wait_for_selector("h1", timeout=120_000)
    times.append(time.perf_counter() - begun)
    page.wait_for_selector(".aftercoup-explorer", state="attached", timeout=120_000)
    times.append(time.perf_counter() - begun)
    page.wait_for_load_state("networkidle")
    size, requests = sum(got) / 1000, len(got)
    begun = time.perf_counter()
    page.click("text=Open as notebook")
    page.wait_for_function(IDLE, timeout=180_000)
    page.evaluate(f"(() => {{ {PANEL} panel.content.activeCellIndex = 1 }})()")
    page.evaluate("window.jupyterapp.commands.execute('notebook:run-cell')")  # returns when it has run
    times.append(time.perf_counter() - begun)
    context.close()
    return [*times, size, requests]


def main(sites: list[str]) -> None:
    """Visit each site by turns, and print the medians."""
    with sync_playwright() as playwright, contextlib.ExitStack() as stack:
        addresses = [stack.enter_context(served(site)) for site in sites]
        browser = playwright.chromium.launch(executable_path=find_browser(), args=FLAGS)
        rounds = [[visit(browser, address) for address in addresses] for _ in range(VISITS)]
        browser.close()
    for number, site in enumerate(sites):
        visits = [visits_of_round[number] for visits_of_round in rounds]
        text, explorer, python, size, requests = (statistics.median(column) for column in zip(*visits))
        print(f"{Path(site).name}: {f'seconds, median of {VISITS} visits':34} share of the wait for Python")
        rows = {"text": text, "first live explorer": explorer, "first cell run by Python": python}
        for name, value in rows.items():
            print(f"{name:34} {value:6.1f} {value / python:6.2f}")
        print(f"the page: {size:.0f} kB in {requests:.0f} requests")
    if hasattr(os, "getloadavg"):
        print(f"load of this machine in the last 5 minutes: {os.getloadavg()[1]:.1f}")


if __name__ == "__main__":
    main(sys.argv[1:] or ["site"])

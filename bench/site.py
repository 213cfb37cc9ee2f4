"""Time from opening a lesson of the site to its text, its first live explorer, and its Python; bytes and requests.

    python start.py site
    .venv/bin/python bench/site.py site
    .venv/bin/python bench/site.py site older-site    # visits by turns, so under the same load

Text and explorer are those of the page, which is visited first: once as it comes, and once throttled, over a line of 10
Mbit/s with 40 ms and on a processor four times slower. The baseline is the first cell that Python has run in its notebook:
what a reader would wait for if explorers needed Python; a site of pages only has none. Each visit begins with an empty
cache, without a network, from a server on this machine that compresses nothing.
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


LINE = {"offline": False, "latency": 40, "downloadThroughput": 10e6 / 8, "uploadThroughput": 10e6 / 8}
SLOWER = 4  # times, for the processor


def visit(browser: Browser, address: str) -> dict[str, float]:
    """What is measured -> its value, for one visit of each kind."""
    found = {f"{name}, throttled": value for name, value in read(browser, address, throttled=True).items()}
    found = read(browser, address) | found
    if python := first_cell(browser, address):
        found["first cell run by Python, s"] = python
    return found


def read(browser: Browser, address: str, throttled: bool = False) -> dict[str, float]:
    """Seconds until the text stands and an explorer lives, kilobytes and requests of the page of lesson 01."""
    context, _ = without_network(browser)
    page = context.new_page()
    got: list[int] = []
    page.on("requestfinished", lambda request: got.append(request.sizes()["responseBodySize"]))
    if throttled:
        tools = context.new_cdp_session(page)
        tools.send("Network.emulateNetworkConditions", LINE)
        tools.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    begun, found = time.perf_counter(), {}
    page.goto(f"{address}/lessons/01_read_the_event.html", wait_until="commit")
    page.wait_for_selector("h1", timeout=120_000)
    found["text, s"] = time.perf_counter() - begun
    page.wait_for_selector(".aftercoup-explorer, .aftercoup-report", state="attached", timeout=120_000)
    found["first live explorer, s"] = time.perf_counter() - begun
    page.wait_for_load_state("networkidle")
    context.close()
    return found | {"kB": sum(got) / 1000, "requests": len(got)}


def first_cell(browser: Browser, address: str) -> float:
    """Seconds from "Open as notebook" to the first cell that Python has run; 0 where there is no notebook."""
    context, _ = without_network(browser)
    page = context.new_page()
    page.goto(f"{address}/lessons/01_read_the_event.html")
    begun, seconds = time.perf_counter(), 0.0
    if page.locator("text=Open as notebook").count():
        page.click("text=Open as notebook")
        page.wait_for_function(f"window.jupyterapp && {IDLE}", timeout=180_000)
        page.evaluate(f"(() => {{ {PANEL} panel.content.activeCellIndex = 1 }})()")
        page.evaluate("window.jupyterapp.commands.execute('notebook:run-cell')")  # returns when it has run
        seconds = time.perf_counter() - begun
    context.close()
    return seconds


def main(sites: list[str]) -> None:
    """Visit each site by turns, and print the medians."""
    with sync_playwright() as playwright, contextlib.ExitStack() as stack:
        addresses = [stack.enter_context(served(Path(site))) for site in sites]
        browser = playwright.chromium.launch(executable_path=find_browser(), args=FLAGS)
        rounds = [[visit(browser, address) for address in addresses] for _ in range(VISITS)]
        browser.close()
    for number, site in enumerate(sites):
        print(f"{Path(site).name}: median of {VISITS} visits")
        for name in rounds[0][number]:
            print(f"{name:36} {statistics.median(visits[number][name] for visits in rounds):8.2f}")
    if hasattr(os, "getloadavg"):
        print(f"load of this machine in the last 5 minutes: {os.getloadavg()[1]:.1f}")


if __name__ == "__main__":
    main(sys.argv[1:] or ["site"])

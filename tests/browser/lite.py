"""The site with its notebooks, built once; handed out on this machine, and a browser that can reach nothing else."""

from __future__ import annotations

import contextlib
import functools
import http.server
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from lab import ROOT
from once import once_for_all

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Route


class _LikeNginx(http.server.SimpleHTTPRequestHandler):
    """nginx as it comes knows neither .mjs nor .wasm, and hands out both as downloads."""

    extensions_map = http.server.SimpleHTTPRequestHandler.extensions_map | {
        ".mjs": "application/octet-stream",
        ".wasm": "application/octet-stream",
    }
    wrong: dict[str, str] = {}  # end of a name -> the type it is handed out as; "": it is not handed out

    def log_message(self, *_: object) -> None:
        pass

    def send_head(self) -> Any:
        for end, kind in self.wrong.items():
            if self.path.partition("?")[0].endswith(end) and not kind:
                return self.send_error(404)
        return super().send_head()

    def guess_type(self, path: Any) -> str:
        return next(
            (kind for end, kind in self.wrong.items() if str(path).endswith(end)), super().guess_type(path)
        )


@contextlib.contextmanager
def served(folder: Path, wrong: dict[str, str] | None = None) -> Iterator[str]:
    """Hand out a folder as a plain web server does; gives its address. wrong: see `_LikeNginx`."""
    kind = type("Handler", (_LikeNginx,), {"wrong": wrong or {}})
    handler = functools.partial(kind, directory=str(folder))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def without_network(browser: Browser, **options: Any) -> tuple[BrowserContext, list[str]]:
    """A browser's context that reaches this machine only; (context, addresses that were asked for beyond)."""
    context = browser.new_context(**options)
    beyond: list[str] = []

    def refuse(route: Route) -> None:
        beyond.append(route.request.url)
        route.abort()

    context.route(lambda url: not url.startswith(("http://127.0.0.1:", "data:", "blob:", "file:")), refuse)
    return context, beyond


# ---------------------------------------------------------------- the site

SHEET = "exercises/exercise_01.ipynb"
EXPLORER = ".aftercoup-explorer, details .aftercoup-report"  # lesson 01 has the notes on the report
CODE_A_CLAIM = """import aftercoup as ac
ac.code_items("c05 c09", variables="measurement_level", coder="anna", folder="../my_coding/01")"""

NO_REGISTRY = "no-registry.txt"  # in place of a site that could not be built without the network
# In a process of its own: the tests keep drawings (conftest.py), which a build must not take for its own.
BUILD = """
import shutil, sys
from pathlib import Path
from aftercoup.teach import pages
from aftercoup.teach.pages import site
pages.build = lambda made, *_: shutil.copytree(sys.argv[2], made)
try:
    site.build(Path(sys.argv[1]))
except site.SiteError as problem:
    sys.exit(print(problem) or 1)
"""


def site_once(factory: pytest.TempPathFactory, pages: Path) -> Path:
    """The folder of the site of the class edition, with these pages and with its notebooks."""
    if not shutil.which("npm"):
        pytest.skip("npm, which fetches Pyodide's core, is not installed")

    def fill(folder: Path) -> None:
        command = [sys.executable, "-c", BUILD, str(folder), str(pages)]
        environment = os.environ | {"PYTHONPATH": str(ROOT)}
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
        if "check the connection" in done.stdout:
            folder.mkdir()
            (folder / NO_REGISTRY).write_text(done.stdout, encoding="utf-8")
        else:
            assert done.returncode == 0, done.stdout + done.stderr[-2000:]

    place = once_for_all(factory, "the site", fill)
    if (place / NO_REGISTRY).exists():
        pytest.skip(f"no registry is reachable: {(place / NO_REGISTRY).read_text(encoding='utf-8')}")
    return place


def filters(explorer):
    """Press the first button of an explorer twice: the line that counts changes, and comes back.

    A chart that waits for a guess is opened before.
    """
    explorer.evaluate("one => one.closest('details')?.setAttribute('open', '')")
    explorer.scroll_into_view_if_needed()
    button, status = explorer.locator(".chips button").first, explorer.locator(".status")
    before = status.inner_text()
    button.click()
    after = status.inner_text()
    button.click()
    return before != after and status.inner_text() == before

"""A folder of files handed out on this machine, and a browser that can reach nothing else."""

from __future__ import annotations

import contextlib
import functools
import http.server
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

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

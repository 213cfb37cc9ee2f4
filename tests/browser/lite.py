"""A folder of files handed out on this machine, and a browser that can reach nothing else."""

import contextlib
import functools
import http.server
import threading


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


@contextlib.contextmanager
def served(folder):
    """Hand out a folder as any web server does; gives its address."""
    handler = functools.partial(_Quiet, directory=str(folder))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def without_network(browser, **options):
    """A browser's context that reaches this machine only; (context, addresses that were asked for beyond)."""
    context, beyond = browser.new_context(**options), []

    def refuse(route):
        beyond.append(route.request.url)
        route.abort()

    context.route(lambda url: not url.startswith(("http://127.0.0.1:", "data:", "blob:", "file:")), refuse)
    return context, beyond

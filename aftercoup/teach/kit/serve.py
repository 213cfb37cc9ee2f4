"""Hand out this folder to the browser on this computer, and open it there. Nobody else can reach it.

The browser keeps a student's work under the address, port included; so the port is always the same.
"""

import http.server
import sys
import urllib.request
import webbrowser
from functools import partial
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
PORT = int(sys.argv[1]) if len(sys.argv) > 1 else 48127
ADDRESS = "http://localhost:%d/" % PORT
MARK = "made-by-aftercoup.txt"


class Handler(http.server.SimpleHTTPRequestHandler):
    # A computer's own table of file types may be wrong, and then a browser refuses the file.
    extensions_map = dict(
        http.server.SimpleHTTPRequestHandler.extensions_map,
        **{".js": "text/javascript", ".wasm": "application/wasm"},
        **{".css": "text/css", ".json": "application/json", ".html": "text/html", ".svg": "image/svg+xml"},
    )

    def log_message(self, *_: object) -> None:
        pass


def running() -> bool:
    """Whether this folder's sort of server answers there already."""
    try:
        return b"aftercoup" in urllib.request.urlopen(ADDRESS + MARK, timeout=3).read()
    except OSError:
        return False


def main() -> int:
    try:
        server = http.server.ThreadingHTTPServer(("127.0.0.1", PORT), partial(Handler, directory=str(FOLDER)))
    except OSError:
        if running():
            print("The course is running already: %s" % ADDRESS)
            webbrowser.open(ADDRESS)
            return 0
        print("Another program uses the port %d. Close it, or restart the computer; then try again." % PORT)
        return 1
    print("The course is open at %s" % ADDRESS)
    print("Keep this window open while you work. To end: close it.", flush=True)
    webbrowser.open(ADDRESS)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        pass
    return 0


if __name__ == "__main__":
    sys.exit(main())

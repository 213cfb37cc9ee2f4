"""Hand out this folder to the browser on this computer, and open it there. Nobody else can reach it.

The browser keeps a student's work under the address, port included; so the port is always the same.
"""

import http.server
import sys
import webbrowser
from functools import partial
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
PORT = int(sys.argv[1]) if len(sys.argv) > 1 else 48127
ADDRESS = "http://localhost:%d/" % PORT


class Handler(http.server.SimpleHTTPRequestHandler):
    # A computer's own table of file types may be wrong, and then a browser refuses the file.
    extensions_map = dict(
        http.server.SimpleHTTPRequestHandler.extensions_map,
        **{".js": "text/javascript", ".wasm": "application/wasm"},
        **{".css": "text/css", ".json": "application/json", ".html": "text/html", ".svg": "image/svg+xml"},
    )

    def log_message(self, *_: object) -> None:
        pass


def main() -> int:
    try:
        server = http.server.ThreadingHTTPServer(("127.0.0.1", PORT), partial(Handler, directory=str(FOLDER)))
    except OSError:
        print("The course is running already, and opens at %s" % ADDRESS)
        print("If something else opens, another program uses its port: restart the computer, then try again.")
        webbrowser.open(ADDRESS)
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

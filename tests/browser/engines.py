"""Firefox and WebKit, the engine of Safari, driven by their own protocols: no package and no driver to install.

Both speak the commands of W3C WebDriver: Firefox as lines of JSON over a socket (Marionette), WebKit as HTTP to its
driver, whose small browser needs a screen (Xvfb). What a page of the site does is asked with `Engine.page`.
"""

from __future__ import annotations

import itertools
import json
import shutil
import socket
import subprocess
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

FIREFOX = shutil.which("firefox-esr") or shutil.which("firefox")
WEBKIT = shutil.which("WebKitWebDriver")
MINI_BROWSER = next(Path("/usr/lib").glob("*/webkit2gtk-4.*/MiniBrowser"), None)
MISSING = {
    "firefox": None if FIREFOX else "no Firefox found (on Debian and Ubuntu: sudo apt install firefox-esr)",
    "webkit": None
    if WEBKIT and MINI_BROWSER and shutil.which("Xvfb")
    else "no WebKit found (on Debian and Ubuntu: sudo apt install webkit2gtk-driver xvfb)",
}
KEYS = {"Tab": "\ue004", "Enter": "\ue007", "Space": " ", "ArrowRight": "\ue014"}


class Engine:
    """A browser with one window. ask: sends (name of a command, its values) and gives the answer's value; downloads:
    the folder into which it puts what is downloaded, without asking.
    """

    def __init__(self, ask: Callable[[str, dict[str, Any]], Any], downloads: Path) -> None:
        self.ask, self.downloads = ask, downloads

    def goto(self, address: str) -> None:
        """Open a page."""
        self.ask("Navigate", {"url": address})

    def page(self, script: str, *values: Any) -> Any:
        """What a script in the page returns. It ends in `return`; values: its `arguments`."""
        answer = self.ask("ExecuteScript", {"script": script, "args": list(values)})
        return answer.get("value") if isinstance(answer, dict) and set(answer) == {"value"} else answer

    def until(self, script: str, seconds: float = 30) -> None:
        """Wait until a script in the page returns something true."""
        end = time.monotonic() + seconds
        while not self.page(script):
            assert time.monotonic() < end, f"still not after {seconds} s: {script}"
            time.sleep(0.1)

    def press(self, *keys: str) -> None:
        """Press keys, as on a keyboard; a word that is no key is typed."""
        strokes = [
            KEYS[key] if key in KEYS else letter for key in keys for letter in ([key] if key in KEYS else key)
        ]
        moves = [{"type": kind, "value": stroke} for stroke in strokes for kind in ("keyDown", "keyUp")]
        self.ask("PerformActions", {"actions": [{"type": "key", "id": "keys", "actions": moves}]})


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def _soon(attempt: Callable[[], Any], seconds: float = 60) -> Any:
    """What an attempt gives once a program that was started answers."""
    end = time.monotonic() + seconds
    while True:
        try:
            return attempt()
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.1)


@contextmanager
def firefox(width: int = 1000, height: int = 900) -> Iterator[Engine]:
    """A Firefox without a window on the screen."""
    port = _free_port()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        downloads = Path(profile, "downloads")
        settings = {"marionette.port": port, "browser.download.folderList": 2}
        settings["browser.download.dir"] = str(downloads)
        settings["javascript.options.wasm_optimizingjit"] = False  # as below
        lines = [f"user_pref({json.dumps(name)}, {json.dumps(one)});\n" for name, one in settings.items()]
        Path(profile, "user.js").write_text("".join(lines), encoding="utf-8")
        command = [FIREFOX, "--headless", "--marionette", "--no-remote", "--profile", profile]
        size = [f"--width={width}", f"--height={height}"]
        program = subprocess.Popen([*command, *size], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            line = _soon(lambda: socket.create_connection(("127.0.0.1", port), 120)).makefile("rwb")
            numbers = itertools.count(1)

            def read() -> Any:
                size = b""
                while (letter := line.read(1)) != b":":
                    size += letter
                return json.loads(line.read(int(size)))

            def ask(name: str, values: dict[str, Any]) -> Any:
                told = json.dumps([0, next(numbers), f"WebDriver:{name}", values]).encode()
                line.write(b"%d:%s" % (len(told), told))
                line.flush()
                _, _, error, value = read()
                assert not error, error
                return value

            read()  # it greets
            ask("NewSession", {})
            ask("SetWindowRect", {"width": width, "height": height})
            yield Engine(ask, downloads)
        finally:
            program.kill()
            program.wait()


PATHS = {"Navigate": "url", "ExecuteScript": "execute/sync", "PerformActions": "actions"}


@contextmanager
def webkit(width: int = 1000, height: int = 900) -> Iterator[Engine]:
    """WebKit in its small browser, on a screen that nobody sees."""
    port, reader = _free_port(), subprocess.PIPE
    command = ["Xvfb", "-displayfd", "1", "-screen", "0", f"{width}x{height}x24", "-nolisten", "tcp"]
    screen = subprocess.Popen(command, stdout=reader, stderr=subprocess.DEVNULL, text=True)
    display = f":{screen.stdout.readline().strip()}"
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    home = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)  # which is where it puts downloads
    environment = {"DISPLAY": display, "HOME": home.name, "WEBKIT_DISABLE_COMPOSITING_MODE": "1"}
    environment["JSC_useOMGJIT"] = "0"  # optimising a Python that runs for half a minute does not pay
    driver = subprocess.Popen(
        [WEBKIT, f"--port={port}"], env=environment | {"PATH": "/usr/bin:/bin"}, **quiet
    )

    def send(path: str, values: dict[str, Any] | None, method: str = "POST") -> Any:
        data = None if values is None else json.dumps(values).encode()
        request = urllib.request.Request(f"http://127.0.0.1:{port}/{path}", data, method=method)
        request.add_header("Content-Type", "application/json")
        with urllib.request.urlopen(request, timeout=120) as answer:
            return json.loads(answer.read())["value"]

    options = {"binary": str(MINI_BROWSER), "args": ["--automation", f"--geometry={width}x{height}"]}
    wanted = {
        "capabilities": {"alwaysMatch": {"browserName": "MiniBrowser", "webkitgtk:browserOptions": options}}
    }
    try:
        session = f"session/{_soon(lambda: send('session', wanted))['sessionId']}"
        yield Engine(lambda name, values: send(f"{session}/{PATHS[name]}", values), Path(home.name))
        send(session, None, "DELETE")
    finally:
        for program in (driver, screen):
            program.kill()
            program.wait()
        home.cleanup()


ENGINES = {"firefox": firefox, "webkit": webkit}

"""Scripts and looks of the page: the files of the package as text, and how they go into a cell's output.

A saved notebook holds the script of each card: cells are run alone, so none can count on another's. What several
scripts use (an element, the theme around it, keys that stay ours) is `dom.js`, which stands before each of them.
"""

from __future__ import annotations

import base64
import functools
import gzip
import json
import re
from importlib import resources
from typing import Any


@functools.cache
def asset(name: str) -> str:
    """The text of a file of the package, as "guessing/guess.js"."""
    return (resources.files("aftercoup") / name).read_text(encoding="utf-8")


def module(*names: str) -> str:
    """The text of an anywidget module, after `dom.js` and what else it uses, as `pressed.js`."""
    return "".join(map(asset, ("outputs/dom.js", *names)))


@functools.cache
def packed(text: str) -> str:
    """A text as gzip in base64, which the page unpacks."""
    return base64.b64encode(gzip.compress(text.encode(), 9, mtime=0)).decode()


# Its place is asked before anything is awaited: VS Code runs a copy of a script and takes it away at once.
_UNPACK = """(async (output) => {
  if (!window.DecompressionStream) return;%s
  const bytes = Uint8Array.from(atob("%s"), (c) => c.charCodeAt(0)), script = document.createElement("script");
  script.textContent = await new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).text();
  output.append(script);
})(document.currentScript.parentElement);"""


@functools.cache
def script(*texts: str, first: str = "") -> str:
    """A script element that unpacks scripts and runs them, after `dom.js` and in one function, in its own place.

    first: what is run before it unpacks anything. Packed, and without what is written for us only, it is a third as long.
    """
    body = "(async () => {\n" + asset("outputs/dom.js") + "".join(texts) + "})();"
    return f"<script>{_UNPACK % (first, packed(_lean(body)))}</script>"


def compact(content: object) -> str:
    """A content as JSON without spaces."""
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))


def data(spec: dict[str, Any]) -> str:
    """A script element with a description that the script beside it reads."""
    return '<script type="application/json">' + compact(spec).replace("<", "\\u003c") + "</script>"


def described(spec: dict[str, Any], name: str, first: str = "") -> str:
    """A description as JSON, and after `page.js` the script of this name that draws what it describes."""
    drawn = script(asset("charts/machinery/page.js"), asset(name), first=first)
    return f'<script type="application/json">"base64,{packed(compact(spec))}"</script>{drawn}'


def _lean(text: str) -> str:
    """A script without its comments (on lines of their own, or after two spaces) and indents."""
    lines = (re.sub(r"(^|\s{2,})// .*", "", line).strip() for line in text.splitlines())
    return "\n".join(filter(None, lines))

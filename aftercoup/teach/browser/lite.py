"""Build the notebooks of the site: a folder of files with lessons, sheets, data and Python, for any web server.

JupyterLite is JupyterLab without a server: it runs in the page, and so does its Python (see `pyodide`). What
students receive in it is what `aftercoup pack` gives them, so no answer key can be among it.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
import shutil
import sys
import tempfile
import tomllib
from pathlib import Path

from aftercoup import __version__, science
from aftercoup.teach.browser import kept_cells, pyodide
from aftercoup.teach.browser.pyodide import SiteError, Vendored
from aftercoup.teach.editions import exercises, pack
from aftercoup.teach.writing.archives import write_archive, write_folder
from aftercoup.teach.writing.templates import environment

TEMPLATES = Path(__file__).with_name("templates")
EXTENSIONS = (  # front ends, which the page needs at the versions of the packages in it
    "@jupyter-widgets/jupyterlab-manager",
    "@jupyterlite/pyodide-kernel-extension",
    "anywidget",
    "jupyterlab_pygments",
)
SETTINGS = tomllib.loads(Path(__file__).with_name("jupyterlite.toml").read_text(encoding="utf-8"))
CONTENT = r"(notebooks|exercises)/[^/]+\.ipynb|data/.*|LICENSE.*|CITATION\.cff"
# In Pyodide's loader: `n` is the answer of the web server, `s` what the compiled code may call.
WASM_OF_ANY_TYPE = (
    "await WebAssembly.instantiateStreaming(n,s)",
    'await((n=await n).headers.get("content-type")==="application/wasm"?WebAssembly.instantiateStreaming(n,s)'
    ":n.arrayBuffer().then(code=>WebAssembly.instantiate(code,s)))",
)


def build(target: Path, edition: str = "class", packages: Path | None = None) -> Vendored:
    """Build the notebooks of an edition into the new folder `target`; returns what Python is in it.

    The rest is as in `aftercoup.teach.pages.site.build`.
    """
    content = pack.files(edition)
    with tempfile.TemporaryDirectory(dir=target.parent) as folder:
        lite = Path(folder, "lite")
        notebooks = [json.loads(data) for name, data in content.items() if name.endswith(".ipynb")]
        masters = [cell for notebook, _ in exercises.masters() for cell in notebook.cells]
        of_masters = {cell.source: cell.outputs for cell in masters if cell.cell_type == "code"}
        wheel = write_wheel(content, kept_cells.cells(notebooks, of_masters), Path(folder))
        print("Fetching Python for the browser ...")
        python = pyodide.vendor(lite / "static/pyodide", wheel, packages)
        print("Building the notebooks ...")
        write_content(content, lite / "content")
        _run_jupyterlite(lite)
        for_any_server(lite / "site")
        add_check(lite / "site", wheel.name)
        os.replace(lite / "site", target)
    return python


# ---------------------------------------------------------------- what goes in


def write_wheel(content: dict[str, bytes], kept: kept_cells.Kept, folder: Path) -> Path:
    """Write the wheel of an edition's package (files as `pack.files` gives them) and return its path.

    kept: see `kept_cells.cells`. The same files give the same bytes.
    """
    inside = {f"aftercoup/{science.KEPT}": json.dumps(kept).encode()}
    for name, data in content.items():
        if name.startswith("aftercoup/"):
            inside[name] = data
        elif name.startswith("data/"):
            inside[f"aftercoup/{name}"] = data
        elif name.startswith("exercises/checks/"):
            inside[f"aftercoup/checks/{Path(name).name}"] = data
    about = f"aftercoup-{__version__}.dist-info"
    needed = "".join(f"Requires-Dist: {name}\n" for name in pyodide.BUNDLED)
    metadata = f"Metadata-Version: 2.1\nName: aftercoup\nVersion: {__version__}\n{needed}"
    inside[f"{about}/METADATA"] = metadata.encode()
    inside[f"{about}/WHEEL"] = (
        b"Wheel-Version: 1.0\nGenerator: aftercoup\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    )
    record = ""
    for name in sorted(inside):
        digest = base64.urlsafe_b64encode(hashlib.sha256(inside[name]).digest()).rstrip(b"=").decode()
        record += f"{name},sha256={digest},{len(inside[name])}\n"
    inside[f"{about}/RECORD"] = f"{record}{about}/RECORD,,\n".encode()
    return write_archive(inside, "", folder / f"aftercoup-{__version__}-py3-none-any.whl")


def write_content(content: dict[str, bytes], folder: Path) -> None:
    """Write the files of an edition that a visitor can open, notebooks among them, into a folder."""
    wanted = {name: data for name, data in content.items() if re.fullmatch(CONTENT, name)}
    notebooks = {name: trusted(data) for name, data in wanted.items() if name.endswith(".ipynb")}
    write_folder(wanted | notebooks, folder)


def trusted(notebook: bytes) -> bytes:
    """A notebook whose outputs live as soon as it is open.

    JupyterLab runs the scripts of an output when its cell says that it is trusted. On a computer a server sets
    and removes that sign by its own signature; in a site there is no server, and what stands in it is ours. A
    server also joins the lines of an output, which a file holds one by one.
    """
    data = json.loads(notebook)
    for cell in data["cells"]:
        if cell["cell_type"] == "code":
            cell["metadata"]["trusted"] = True
        for output in cell.get("outputs", ()):
            for kind, lines in output.get("data", {}).items():
                if kind.startswith("text/"):
                    output["data"][kind] = "".join(lines)
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode("utf-8")


# ---------------------------------------------------------------- JupyterLite


def _run_jupyterlite(lite: Path) -> None:
    """Let JupyterLite build `lite`/site from `lite`/content and `lite`/static."""
    shared = Path(sys.prefix, "share/jupyter/labextensions")
    for name in EXTENSIONS:
        if not (shared / name).is_dir():
            raise SiteError(f"The part {name} is not installed: start this by `python start.py site`.")
        shutil.copytree(shared / name, lite / "extensions" / name)
    for name, settings in SETTINGS.items():
        (lite / f"{name}.json").write_text(json.dumps(settings, indent=1), encoding="utf-8")
    command = [sys.executable, "-m", "jupyter", "lite", "build"]
    pyodide.ran(command, "JupyterLite could not build the site. Its last words:\n{}", lite, last=8)


def for_any_server(site: Path) -> None:
    """Let Pyodide start wherever the site lies: its two modules end in .js, and its .wasm may have any type.

    A browser takes a module only as text/javascript. Many web servers, nginx as it comes among them, do not know
    .mjs and hand it out as a download; then no cell ever ran, and nothing said why. Compiled code is taken as it
    arrives only as application/wasm; of another type it is read whole first.
    """
    folder, settings = site / "static/pyodide", site / "jupyter-lite.json"
    for name in pyodide.MODULES:
        (folder / name).rename((folder / name).with_suffix(".js"))
    changes = [
        (folder / "pyodide.js", "pyodide.asm.mjs", "pyodide.asm.js"),
        (folder / "pyodide.js", *WASM_OF_ANY_TYPE),
        (folder / "pyodide.asm.js", "pyodide.asm.mjs", "pyodide.asm.js"),
        (settings, "/pyodide.mjs", "/pyodide.js"),
    ]
    for file, old, new in changes:
        text = file.read_bytes()
        if text.count(old.encode()) != 1:
            raise SiteError(f"{file.name} is not as it was known (it held {old} once): see for_any_server.")
        file.write_bytes(text.replace(old.encode(), new.encode()))


def add_check(site: Path, wheel: str) -> None:
    """Put into each of JupyterLite's pages a script that says in one sentence when the web server hands out a file so
    that Python cannot start. wheel: name of the package's."""
    asked = ("pyodide.js", "pyodide.asm.wasm", "pyodide-lock.json", pyodide.STDLIB, wheel)
    files = [*(f"static/pyodide/{name}" for name in asked), "files/notebooks/00_start_here.ipynb"]
    script = environment(TEMPLATES).get_template("check.html").render(root="../", files=files)
    for app in SETTINGS["jupyter_lite_config"]["LiteBuildConfig"]["apps"]:
        page = site / app / "index.html"
        text = page.read_text(encoding="utf-8")
        page.write_text(text.replace("<head>", "<head>" + script, 1), encoding="utf-8")

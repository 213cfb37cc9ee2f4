"""Build the browser edition: a folder of files with lessons, sheets, data and Python, for any web server.

JupyterLite is JupyterLab without a server: it runs in the page, and so does its Python (see `pyodide`). What
students receive in it is what `aftercoup pack` gives them, so no answer key can be among it.
"""

from __future__ import annotations

import base64
import hashlib
import html
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from importlib.resources import files
from pathlib import Path
from string import Template
from urllib.parse import quote

from aftercoup import __version__
from aftercoup.answers.sheet import EDITIONS
from aftercoup.charts import stored
from aftercoup.teach import course, keys, pack
from aftercoup.teach.browser import pictures, pyodide
from aftercoup.teach.browser.pyodide import SiteError

MADE = "made-by-aftercoup.txt"  # in a site; a folder without it is somebody else's, and is not replaced
APPS = ("lab", "notebooks", "tree", "edit")
EXTENSIONS = (  # front ends, which the page needs at the versions of the packages in it
    "@jupyter-widgets/jupyterlab-manager",
    "@jupyterlite/pyodide-kernel-extension",
    "anywidget",
    "jupyterlab_pygments",
)
CONTENT = r"(notebooks|exercises)/[^/]+\.ipynb|data/.*|LICENSE.*|CITATION\.cff"
# Parts of JupyterLab that no page of the course needs, and that take time before a lesson can be read.
DISABLED = (
    "@jupyterlab/mathjax-extension",
    "@jupyterlab/mermaid-extension",
    "@jupyterlab/vega5-extension",
    "@jupyterlab/audio-extension",
    "@jupyterlab/video-extension",
    "@jupyterlab/json-lines-extension",
    "@jupyterlab/logconsole-extension",
    "@jupyterlab/metadataform-extension",
    "@jupyterlab/celltags-extension",
    "@jupyterlab/lsp-extension",
    "@jupyterlite/application-extension:lsp-connection-manager",
    "@jupyterlab/notebook-extension:language-server",
    "@jupyterlab/fileeditor-extension:language-server",
    "@jupyterlab/notebook-extension:log-output",
    "@jupyterlab/notebook-extension:metadata-editor",
    "@jupyterlab/notebook-extension:tools",
    "@jupyterlab/notebook-extension:update-raw-mimetype",
    "@jupyterlab/notebook-extension:active-cell-tool",
    "@jupyter-notebook/notebook-extension:notebook-tools",
    "@jupyter-notebook/notebook-extension:edit-notebook-metadata",
    "@jupyterlab/completer-extension:inline-completer",
    "@jupyterlab/completer-extension:inline-completer-factory",
    "@jupyterlab/completer-extension:inline-history",
    "@jupyter-notebook/console-extension",
    "@jupyterlab/console-extension:foreign",
    "@jupyterlab/help-extension:jupyter-forum",
    "@jupyterlab/apputils-extension:subshell-settings",
)
START = "aftercoup"  # loaded with the kernel, so that the first cell has little to wait for
SETTINGS = {
    "@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": False},
    "@jupyterlab/docmanager-extension:plugin": {"autosaveInterval": 10},  # seconds
    "@jupyterlab/notebook-extension:tracker": {"windowingMode": "defer"},  # explorers below the window too
    "@jupyter-notebook/notebook-extension:scroll-output": {"autoScrollOutputs": False},
}


def build(output, edition="class", packages=None, say=print):
    """Build the site into the folder `output` (an older site there is replaced) and return a Vendored.

    edition: as in `aftercoup pack`. packages: a folder with files of Pyodide's distribution, or None. Raises
    SiteError when something is missing, and what `pack.files` raises when a sheet and its key do not fit.
    """
    output = Path(output)
    if output.exists() and not (output.is_dir() and (not any(output.iterdir()) or (output / MADE).exists())):
        raise SiteError(f"{output.name} is there and is not a site of ours: give a new folder with -o.")
    if packages and not Path(packages).is_dir():
        raise SiteError(f"There is no folder {packages}: give the folder with Pyodide's files.")
    found = pack.files(edition)
    with tempfile.TemporaryDirectory(dir=_beside(output)) as folder:
        lite = Path(folder, "lite")
        say("Drawing the pictures of the explorers ...")
        wheel = write_wheel(found, pictures.pictures(_notebooks(found)), Path(folder))
        say("Fetching Python for the browser ...")
        python = pyodide.vendor(lite / "static/pyodide", wheel, packages)
        say("Building the pages ...")
        _write_content(found, lite / "content")
        _run_jupyterlite(lite)
        site = lite / "site"
        (site / "index.html").write_text(front_page(found, edition, python), encoding="utf-8")
        (site / "pyodide-constraints.txt").write_text(python.constraints, encoding="utf-8")
        (site / MADE).write_text("aftercoup site made this folder, and may replace it.\n", encoding="utf-8")
        shutil.rmtree(output, ignore_errors=True)
        os.replace(site, output)
    return python


def _beside(output):
    """The folder that will hold `output`, made if need be: a folder is moved within one disk only."""
    output.absolute().parent.mkdir(parents=True, exist_ok=True)
    return output.absolute().parent


def _notebooks(found):
    return [json.loads(content) for name, content in found.items() if name.endswith(".ipynb")]


# ---------------------------------------------------------------- what goes in


def write_wheel(found, drawn, folder):
    """Write the wheel of an edition's package (files as `pack.files` gives them) and return its path.

    drawn: file name -> bytes, see `charts.stored`. The same files give the same bytes.
    """
    inside = {}
    for name, content in found.items():
        if name.startswith("aftercoup/"):
            inside[name] = content
        elif name.startswith("data/"):
            inside[f"aftercoup/{name}"] = content
        elif name.startswith("exercises/checks/"):
            inside[f"aftercoup/checks/{Path(name).name}"] = content
    inside |= {f"aftercoup/{stored.FOLDER}/{name}": content for name, content in drawn.items()}
    about = f"aftercoup-{__version__}.dist-info"
    inside[f"{about}/METADATA"] = f"Metadata-Version: 2.1\nName: aftercoup\nVersion: {__version__}\n".encode()
    inside[f"{about}/WHEEL"] = b"Wheel-Version: 1.0\nGenerator: aftercoup\nRoot-Is-Purelib: true\n" + (
        b"Tag: py3-none-any\n"
    )
    lines = (f"{name},sha256={_record(inside[name])},{len(inside[name])}\n" for name in sorted(inside))
    record = "".join(lines)
    inside[f"{about}/RECORD"] = f"{record}{about}/RECORD,,\n".encode()
    path = folder / f"aftercoup-{__version__}-py3-none-any.whl"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as wheel:
        for name in sorted(inside):
            entry = zipfile.ZipInfo(name, pack.ONE_DAY)
            entry.compress_type, entry.create_system = zipfile.ZIP_DEFLATED, 3
            wheel.writestr(entry, inside[name])
    return path


def _record(content):
    return base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()


def _write_content(found, folder):
    for name, content in found.items():
        if re.fullmatch(CONTENT, name):
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(trusted(content) if name.endswith(".ipynb") else content)


def trusted(notebook):
    """A notebook whose outputs live as soon as it is open (bytes).

    JupyterLab runs the scripts of an output when its cell is marked as trusted. On a computer a server sets
    and removes that mark by its own signature; in a site there is no server, and what stands in it is ours. A
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


def _run_jupyterlite(lite):
    """Let JupyterLite build `lite`/site from `lite`/content and `lite`/static."""
    shared = Path(sys.prefix, "share/jupyter/labextensions")
    missing = [name for name in EXTENSIONS if not (shared / name).is_dir()]
    if missing:
        raise SiteError(f"The part {missing[0]} is not installed: start this by `python start.py site`.")
    for name in EXTENSIONS:
        shutil.copytree(shared / name, lite / "extensions" / name)
    config = {
        "LiteBuildConfig": {
            "contents": ["content"],
            "output_dir": "site",
            "cache_dir": "cache",
            "apps": list(APPS),
            "no_sourcemaps": True,
            "no_unused_shared_packages": True,
            "ignore_sys_prefix": True,
            "settings_overrides": ["overrides.json"],
        },
        "FederatedExtensionAddon": {"extra_labextensions_path": ["extensions"]},
    }
    kernel = {"disablePyPIFallback": True, "loadPyodideOptions": {"packages": ["ipywidgets", START]}}
    page = {
        "jupyter-lite-schema-version": 0,
        "jupyter-config-data": {
            "appName": "After the Coup",
            "disabledExtensions": list(DISABLED),
            "exposeAppInBrowser": True,  # as window.jupyterapp; the tests look at notebooks through it
            "litePluginSettings": {"@jupyterlite/pyodide-kernel-extension:kernel": kernel},
        },
    }
    for name, content in (
        ("jupyter_lite_config.json", config),
        ("jupyter-lite.json", page),
        ("overrides.json", SETTINGS),
    ):
        (lite / name).write_text(json.dumps(content, indent=1), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "jupyter", "lite", "build"],
        cwd=lite,
        capture_output=True,
        text=True,
        errors="replace",
        env=os.environ | {"JUPYTER_NO_CONFIG": "1"},
    )
    if done.returncode:
        last = "\n".join((done.stdout + done.stderr).strip().splitlines()[-8:])
        raise SiteError(f"JupyterLite could not build the site. Its last words:\n{last}")


# ---------------------------------------------------------------- the front page


def front_page(found, edition, python):
    """The page that a visitor sees first: lessons, sheets, how to hand in, what is fetched from where."""
    rows = [
        _row(f"notebooks/{lesson.file}", f"{lesson.number} {lesson.title}", str(lesson.minutes))
        for lesson in course.current().lesson
        if f"notebooks/{lesson.file}" in found
    ]
    sheets = [keys.load(number).sheet for number in keys.numbers()]
    where = (
        f"Python in this page is Pyodide {python.version} (Python {python.python}). It comes from this site, "
        "as do the lessons, the data and the packages that read answers and show controls. "
    )
    if python.fetched:
        where += (
            "Some settings of charts that compute, and the tables in pandas at the end of a lesson, "
            "need packages that are not in this site. The browser fetches them from Pyodide's own "
            "distribution when a cell first needs them (about 18 MB altogether, then kept), and takes no "
            "file with another sha256. Without internet all else works."
        )
    else:
        where += "So are those that draw and compute: nothing is fetched from anywhere else."
    return Template((files("aftercoup.teach.browser") / "front.html").read_text(encoding="utf-8")).substitute(
        lessons="\n".join(rows),
        sheets="\n".join(
            _row(
                f"exercises/{sheet.notebook}",
                f"{sheet.number} {sheet.title}",
                f"{sum(question.minutes for question in sheet.questions.values()):g}",
                f"{sheet.points:g}",
            )
            for sheet in sheets
        ),
        edition=f"A sheet of this edition {EDITIONS[edition]}.",
        where=where,
        fetched=_table_of_fetched(python),
        footer="The licences of code, text and data are among the files; some tables carry narrower terms.",
    )


def _row(path, title, *numbers):
    link = f'<a href="notebooks/index.html?path={quote(path)}">{html.escape(title)}</a>'
    return f"<tr><td>{link}</td>" + "".join(f"<td>{number}</td>" for number in numbers) + "</tr>"


def _table_of_fetched(python):
    if not python.fetched:
        return ""
    rows = "".join(
        f"<tr><td>{name}</td><td>{version}</td><td><code>{file}</code></td>"
        f"<td><code>{digest}</code></td></tr>"
        for name, (version, file, digest) in python.fetched.items()
    )
    head = "".join(f'<th scope="col">{name}</th>' for name in ("Package", "Version", "File", "sha256"))
    return (
        f"<details><summary>The {len(python.fetched)} packages that are fetched</summary><p>From "
        f"{html.escape(python.address)}</p><table class='files'><thead><tr>{head}</tr></thead><tbody>{rows}"
        "</tbody></table></details>"
    )


def twin(site, say=print):
    """Run lessons and sheets natively, on exactly the versions that the browser gets; whether all cells pass.

    site: folder of a built site. It is done in an environment of its own, which is removed afterwards; what
    the cells show is compared with what is stored, as `python start.py test notebooks` does. Raises SiteError
    when the environment cannot be made.
    """
    versions = Path(site, "pyodide-constraints.txt").resolve()
    say("Running the lessons on these versions (some minutes): " + ", ".join(versions.read_text().split()))
    with tempfile.TemporaryDirectory() as folder:
        python = Path(folder, "twin", "Scripts/python.exe" if os.name == "nt" else "bin/python")
        install = [python, "-m", "pip", "install", "--quiet", "-c", versions, "-e", pack.ROOT]
        install += ["nbval", "pytest"]
        for command in ([sys.executable, "-m", "venv", python.parents[1]], install):
            if subprocess.run(command, cwd=folder).returncode:
                raise SiteError("The environment for the twin run could not be made; see above.")
        run = [python, "-m", "pytest", "-q", "-p", "no:cacheprovider", "notebooks", "exercises"]
        return not subprocess.run(run, cwd=pack.ROOT).returncode


def main(output, edition, packages, with_twin=False):
    """Run `aftercoup site`: 0: the site is written, 1: and the twin run fails, 2: it could not be."""
    from aftercoup.teach import sheets

    try:
        python = build(output, edition, packages)
    except (SiteError, *sheets.PROBLEMS) as problem:
        print(problem)
        return 2
    except OSError as problem:
        print(f"{output} cannot be written: {problem.strerror}. Give another place with -o.")
        return 2
    size = sum(path.stat().st_size for path in Path(output).rglob("*") if path.is_file())
    print(f"The site is written: {size / 1e6:.0f} MB, edition {edition}. It {EDITIONS[edition]}.")
    print(f"Pyodide {python.version}, Python {python.python}; in the site: {', '.join(python.bundled)}.")
    if python.fetched:
        print(
            f"Not in it, and fetched from {python.address} when a cell first needs them (checked by sha256):"
        )
        for name, (version, file, _) in python.fetched.items():
            print(f"  {name} {version} ({file})")
        print("To put them in: --packages FOLDER with these files, from Pyodide's release of this version.")
    print("To look at it: python -m http.server -d FOLDER, then open the address that it prints.")
    try:
        return 0 if not with_twin or twin(output) else 1
    except SiteError as problem:
        print(problem)
        return 2

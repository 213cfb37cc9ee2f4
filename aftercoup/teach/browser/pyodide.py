"""Python for the browser: gather Pyodide's core and the packages of the lessons into one folder.

Pyodide is CPython compiled for browsers. Its core comes from npm at the version for which JupyterLite's
kernel was made; pure Python packages come from PyPI; packages with compiled code (numpy and what stands on
it) exist only in Pyodide's own distribution. `pyodide-lock.json` says of each package which file it is, its
sha256 and what it needs, and the browser refuses a file whose sha256 differs. So a package that is not in
the folder is fetched, when a cell first needs it, from the address that the lock names, and cannot be
another one.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from dataclasses import dataclass
from email.parser import Parser
from importlib import metadata
from pathlib import Path

from aftercoup.errors import OneSentence

STDLIB = "python_stdlib.zip"
CORE = ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", STDLIB, "pyodide-lock.json")
# Pyodide puts the folder of the notebook first where modules are looked for. In a page each look into this
# folder is a request, so that every import waits for some. Here the folder comes last.
FOLDER_FIRST, FOLDER_LAST = b'sys.path.insert(0,"")', b'sys.path.append("")'
# What the kernel itself imports when it starts.
KERNEL = "ipython micropip traitlets packaging pyodide-http jedi parso pygments decorator".split()
# Of the project's dependencies: those bundled and loaded with `import aftercoup`, those a cell waits for when
# it needs them (aftercoup/science.py), and those that have no place in a browser.
WIDGETS = ("ipywidgets", "anywidget")
BUNDLED = (*WIDGETS, "beautifulsoup4", "mistune", "pypdf")
SCIENCE = ("pandas", "matplotlib")
ELSEWHERE = ("jupyterlab", "frictionless", "pydantic", "typer", "rich", "jinja2")
FRONT_END = ("widgetsnbextension", "jupyterlab-widgets")  # the kernel and the site bring their own


class SiteError(OneSentence):
    """The browser edition cannot be built; the message says what to do."""


@dataclass(frozen=True)
class Vendored:
    """What a folder of Pyodide holds: its version, package name -> version of those in it, and of those that
    the browser fetches name -> (version, file name, sha256). science: versions of what draws and computes.
    """

    version: str
    python: str
    address: str
    bundled: dict
    fetched: dict
    science: dict

    @property
    def constraints(self):
        """The versions of the scientific packages, as pip reads them, to try the lessons on elsewhere."""
        return "".join(f"{name}=={version}\n" for name, version in self.science.items())


def vendor(target, own, packages=None):
    """Fill the folder `target` with Pyodide's core and the packages of the lessons; returns a Vendored.

    own: path of the wheel of aftercoup. packages: a folder with files of Pyodide's distribution, taken when
    their sha256 is the one in Pyodide's lock. Raises SiteError where npm or PyPI cannot be had.
    """
    from jupyterlite_pyodide_kernel import constants

    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    _core(constants.PYODIDE_VERSION, target)
    lock = Lock(json.loads((target / "pyodide-lock.json").read_text(encoding="utf-8")))
    wanted = lock.needed((*KERNEL, *BUNDLED, *SCIENCE))
    pure = {name: version for name, version in wanted.items() if lock.is_pure(name)}
    _wheels(pure, constants.PYODIDE_PYTHON_VERSION, target)
    shutil.copy(own, target)
    begin = lock.needed((*KERNEL, *WIDGETS))
    wheels = {_plain(path.name.partition("-")[0]): path.name for path in target.glob("*.whl")}
    _compile(target, [STDLIB, own.name, *(wheels[name] for name in begin if name in wheels)])
    for wheel in target.glob("*.whl"):
        lock.put(wheel)
    given = {name: _given(lock.packages[name], packages) for name in wanted if name not in pure}
    for name, path in given.items():
        if path:
            shutil.copy(path, target)
        else:
            lock.fetch_from(name, constants.PYODIDE_CDN_URL)
    for name in set(lock.packages) - set(wanted):
        lock.fetch_from(name, constants.PYODIDE_CDN_URL)
    lock.put(target / own.name, depends=[_plain(name) for name in BUNDLED])
    (target / "pyodide-lock.json").write_text(json.dumps(lock.data, separators=(",", ":")), encoding="utf-8")
    here = {name: version for name, version in wanted.items() if name in pure or given[name]}
    return Vendored(
        constants.PYODIDE_VERSION,
        constants.PYODIDE_PYTHON_VERSION,
        constants.PYODIDE_CDN_URL,
        here,
        {name: lock.about(name) for name in wanted if name not in here},
        lock.needed(SCIENCE),
    )


class Lock:
    """Pyodide's lock: its packages by plain name ("python-dateutil"), which this class changes in place."""

    def __init__(self, data):
        self.data = data
        self.packages = {_plain(name): about for name, about in data["packages"].items()}
        data["packages"] = self.packages
        for about in self.packages.values():
            about["depends"] = [_plain(name) for name in about["depends"]]

    def needed(self, names):
        """Plain name -> version of these packages and all that they need, at the lock's versions; what the
        lock does not know, at the version of this Python's environment."""
        found = {}
        todo = [_plain(name) for name in names]
        while todo:
            name = todo.pop()
            if name in found or name in FRONT_END:
                continue
            if name in self.packages:
                found[name] = self.packages[name]["version"]
                todo += self.packages[name]["depends"]
            else:
                found[name] = metadata.version(name)
                todo += _requirements(metadata.metadata(name))
        return dict(sorted(found.items()))

    def is_pure(self, name):
        """Whether a package is plain Python, so that PyPI's file of it runs in a browser."""
        return name not in self.packages or self.packages[name]["file_name"].endswith("none-any.whl")

    def about(self, name):
        """(version, file name, sha256) of a package."""
        about = self.packages[name]
        return about["version"], about["file_name"].rpartition("/")[2], about["sha256"]

    def put(self, wheel, depends=None):
        """Let the lock name this wheel, which stands beside it. depends: instead of what the wheel says."""
        with zipfile.ZipFile(wheel) as archive:
            names = archive.namelist()
            about = Parser().parsestr(
                archive.read(next(n for n in names if n.endswith(".dist-info/METADATA"))).decode()
            )
        name = _plain(about["Name"])
        entry = self.packages.setdefault(
            name,
            {
                "name": name,
                "install_dir": "site",
                "package_type": "package",
                "unvendored_tests": False,
                "depends": [one for one in _requirements(about) if one not in FRONT_END],
                "imports": sorted({n.split("/")[0].removesuffix(".py") for n in names if _is_module(n)}),
            },
        )
        digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
        entry.update(version=about["Version"], file_name=wheel.name, sha256=digest)
        if depends is not None:
            entry["depends"] = depends

    def fetch_from(self, name, address):
        """Let the browser fetch a package from Pyodide's distribution."""
        about = self.packages[name]
        if "://" not in about["file_name"]:
            about["file_name"] = f"{address}/{about['file_name']}"


def _is_module(name):
    return re.fullmatch(r"[^/]+/__init__\.py|[^/]+\.py", name) is not None


def _plain(name):
    return re.sub(r"[-_.]+", "-", name).lower()


def _requirements(about):
    """The plain names of what a package needs in a browser, from its metadata."""
    from packaging.requirements import Requirement

    browser = {"sys_platform": "emscripten", "platform_system": "Emscripten", "os_name": "posix", "extra": ""}
    browser |= {"python_version": "3.14", "python_full_version": "3.14.0", "platform_machine": "wasm32"}
    read = [Requirement(line) for line in about.get_all("Requires-Dist", [])]
    return [_plain(one.name) for one in read if not one.marker or one.marker.evaluate(browser)]


def _given(about, folder):
    """The path of a package's file in a folder, or None; SiteError when it is there and another one."""
    path = folder and Path(folder, about["file_name"])
    if not path or not path.is_file():
        return None
    if hashlib.sha256(path.read_bytes()).hexdigest() != about["sha256"]:
        raise SiteError(
            f"{about['file_name']} in the folder of packages is not the file that Pyodide's lock names (its "
            "sha256 differs): take it again from the distribution of the same version."
        )
    return path


def _core(version, target):
    """Fetch Pyodide's core with npm, which checks what it fetched."""
    npm = shutil.which("npm")
    if not npm:
        raise SiteError(
            "The browser edition needs npm once, to fetch Pyodide's core: install Node.js (nodejs.org, or "
            "`sudo apt install npm`), then run this again."
        )
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            [npm, "pack", "--silent", f"pyodide@{version}"], cwd=folder, capture_output=True, text=True
        )
        archive = next(Path(folder).glob("*.tgz"), None)
        if done.returncode or not archive:
            last = (done.stderr.strip().splitlines() or ["no reason"])[-1]
            raise SiteError(
                f"npm could not fetch pyodide {version}: check the connection to the internet (npm said: "
                f"{_no_address(last)}), then run this again."
            )
        with tarfile.open(archive) as packed:
            for name in CORE:
                content = packed.extractfile(f"package/{name}").read()
                (target / name).write_bytes(content.replace(FOLDER_FIRST, FOLDER_LAST))


def _compile(target, names):
    """Put bytecode into these wheels and zip files of the folder, by Pyodide itself: Python in the page then
    starts in less than half the time (bench/README.md)."""
    script = Path(__file__).with_name("compile.mjs")
    done = subprocess.run(
        [shutil.which("node") or "node", str(script), str(target.resolve()), *names],
        capture_output=True, text=True, errors="replace",
    )  # fmt: skip
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["no reason"])[-1]
        raise SiteError(
            "Node.js could not compile Python's modules: install its present version (nodejs.org), then run "
            f"this again. It said: {_no_address(last)}"
        )


def _wheels(packages, python, target):
    """Fetch the plain Python wheels of these packages (name -> version) with pip."""
    done = subprocess.run(
        [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary=:all:"]
        + ["--disable-pip-version-check", "--python-version", python, "--platform", "any"]
        + ["--dest", str(target), *(f"{name}=={version}" for name, version in packages.items())],
        capture_output=True,
        text=True,
    )
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["no reason"])[-1]
        raise SiteError(
            "pip could not fetch the packages of the lessons: check the connection to the internet (pip "
            f"said: {_no_address(last)}), then run this again."
        )


def _no_address(words):
    """What a program said, without addresses and paths of this machine."""
    return re.sub(r"\S*/\S+/\S*", "…", words)

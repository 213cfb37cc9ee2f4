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
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from collections.abc import Iterable
from importlib import metadata
from pathlib import Path
from typing import Any, NamedTuple

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from aftercoup.errors import OneSentence

STDLIB = "python_stdlib.zip"
MODULES = ("pyodide.mjs", "pyodide.asm.mjs")
CORE = (*MODULES, "pyodide.asm.wasm", STDLIB, "pyodide-lock.json")
# Pyodide puts the folder of the notebook first where modules are looked for. In a page each look into this
# folder is a request, so that every import waits for some. Here the folder comes last.
FOLDER_FIRST, FOLDER_LAST = b'sys.path.insert(0,"")', b'sys.path.append("")'
# What the kernel itself imports when it starts.
KERNEL = "ipython micropip traitlets packaging pyodide-http jedi parso pygments decorator".split()
# Of the project's dependencies: those bundled and loaded with `import aftercoup`, and those a cell waits for when it
# needs them (aftercoup/science.py).
BUNDLED = ("ipywidgets", "anywidget")
SCIENCE = ("pandas", "matplotlib")
FRONT_END = ("widgetsnbextension", "jupyterlab-widgets")  # the kernel and the site bring their own


class SiteError(OneSentence):
    """The site cannot be built; the message says what to do."""


def ran(command: list[str], why: str, folder: Path | None = None, last: int = 1) -> None:
    """Run a program in a folder; SiteError where it fails. why: a sentence with {} for the last lines of its words."""
    env = os.environ | {"JUPYTER_NO_CONFIG": "1"}
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, errors="replace", env=env)
    if done.returncode:
        lines = (done.stdout + done.stderr).strip().splitlines() or ["no reason"]
        words = re.sub(r"\S*/\S+/\S*", "…", "\n".join(lines[-last:]))  # no address or path of this machine
        raise SiteError(why.format(words))


class Vendored(NamedTuple):
    """What a folder of Pyodide holds: versions of Pyodide and Python, where it comes from, package name ->
    version of those in it, and name -> entry in the lock of those that the browser fetches.
    """

    version: str
    python: str
    address: str
    bundled: dict[str, str]
    fetched: dict[str, dict[str, Any]]


def vendor(target: Path, own: Path, packages: Path | None = None) -> Vendored:
    """Fill the folder `target` with Pyodide's core and the packages of the lessons; returns what is in it.

    own: path of the wheel of aftercoup. packages: a folder with files of Pyodide's distribution, taken when
    their sha256 is the one in Pyodide's lock. Raises SiteError where npm or PyPI cannot be had.
    """
    # Here and not above: it is installed for the editions only, and the tests need what is below without it.
    from jupyterlite_pyodide_kernel import constants

    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    _core(constants.PYODIDE_VERSION, target)
    lock = Lock(json.loads((target / "pyodide-lock.json").read_text(encoding="utf-8")))
    wanted = lock.needed((*KERNEL, *BUNDLED, *SCIENCE))
    pure = {name: version for name, version in wanted.items() if lock.is_pure(name)}
    _wheels(pure, constants.PYODIDE_PYTHON_VERSION, target)
    shutil.copy(own, target)
    begin = lock.needed((*KERNEL, *BUNDLED))
    wheels: dict[str, str] = {
        canonicalize_name(path.name.partition("-")[0]): path.name for path in target.glob("*.whl")
    }
    _compile(target, [STDLIB, own.name, *(wheels[name] for name in begin if name in wheels)])
    for wheel in target.glob("*.whl"):
        lock.put(wheel)
    given = {name: _given(lock.packages[name], packages) for name in wanted if name not in pure}
    for path in given.values():
        if path:
            shutil.copy(path, target)
    here = {name: version for name, version in wanted.items() if name in pure or given[name]}
    elsewhere = lock.packages.keys() - {*here, "aftercoup"}
    for name in elsewhere:  # the browser fetches it from Pyodide's distribution
        about = lock.packages[name]
        about["file_name"] = f"{constants.PYODIDE_CDN_URL}/{about['file_name']}"
    (target / "pyodide-lock.json").write_text(json.dumps(lock.data, separators=(",", ":")), encoding="utf-8")
    return Vendored(
        constants.PYODIDE_VERSION,
        constants.PYODIDE_PYTHON_VERSION,
        constants.PYODIDE_CDN_URL,
        here,
        {name: lock.packages[name] for name in wanted if name not in here},
    )


class Lock:
    """Pyodide's lock: its packages by plain name ("python-dateutil"), which this class changes in place."""

    def __init__(self, data: dict[str, Any]) -> None:
        self.data, known = data, data["packages"].items()
        self.packages: dict[str, dict[str, Any]] = {canonicalize_name(name): about for name, about in known}
        data["packages"] = self.packages
        for about in self.packages.values():
            about["depends"] = [canonicalize_name(name) for name in about["depends"]]

    def needed(self, names: Iterable[str]) -> dict[str, str]:
        """Plain name -> version of these packages and all that they need, at the lock's versions; what the
        lock does not know, at the version of this Python's environment."""
        versions: dict[str, str] = {}
        todo: list[str] = [canonicalize_name(name) for name in names]
        while todo:
            name = todo.pop()
            if name in versions or name in FRONT_END:
                continue
            if name in self.packages:
                versions[name] = self.packages[name]["version"]
                todo += self.packages[name]["depends"]
            else:
                versions[name] = metadata.version(name)
                todo += _requirements(metadata.requires(name) or [])
        return dict(sorted(versions.items()))

    def is_pure(self, name: str) -> bool:
        """Whether a package is plain Python, so that PyPI's file of it runs in a browser."""
        return name not in self.packages or self.packages[name]["file_name"].endswith("none-any.whl")

    def put(self, wheel: Path) -> None:
        """Let the lock name this wheel, which stands beside it."""
        inside = next(path for path in zipfile.Path(wheel).iterdir() if path.name.endswith(".dist-info"))
        about = metadata.PathDistribution(inside)
        name = canonicalize_name(about.name)
        new = {"name": name, "install_dir": "site", "package_type": "package", "unvendored_tests": False}
        new["depends"] = [need for need in _requirements(about.requires or []) if need not in FRONT_END]
        new["imports"] = [name.replace("-", "_")]
        entry = self.packages.setdefault(name, new)
        digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
        entry.update(version=about.version, file_name=wheel.name, sha256=digest)


def _requirements(lines: Iterable[str]) -> list[str]:
    """The plain names of what a package needs in a browser, from these lines of its metadata."""
    browser = {"sys_platform": "emscripten", "platform_system": "Emscripten", "os_name": "posix", "extra": ""}
    browser |= {"python_version": "3.14", "python_full_version": "3.14.0", "platform_machine": "wasm32"}
    needed = [need for need in map(Requirement, lines) if not need.marker or need.marker.evaluate(browser)]
    return [canonicalize_name(need.name) for need in needed]


def _given(about: dict[str, Any], folder: Path | None) -> Path | None:
    """The path of a package's file in a folder, or None; SiteError when it is there and another one."""
    path = folder / about["file_name"] if folder else None
    if not path or not path.is_file():
        return None
    if hashlib.sha256(path.read_bytes()).hexdigest() != about["sha256"]:
        raise SiteError(
            f"{about['file_name']} in the folder of packages is not the file that Pyodide's lock names (its "
            "sha256 differs): take it again from the distribution of the same version."
        )
    return path


def _core(version: str, target: Path) -> None:
    """Fetch Pyodide's core with npm, which checks what it fetched."""
    npm = shutil.which("npm")
    if not npm:
        raise SiteError(
            "The site needs npm once, to fetch Pyodide's core: install Node.js (nodejs.org, or "
            "`sudo apt install npm`), then run this again; or leave the notebooks out with --pages-only."
        )
    with tempfile.TemporaryDirectory() as folder:
        ran(
            [npm, "pack", "--silent", f"pyodide@{version}"],
            f"npm could not fetch pyodide {version}: check the connection to the internet (npm said: {{}}), then run "
            "this again.",
            Path(folder),
        )
        (archive,) = Path(folder).glob("*.tgz")
        with tarfile.open(archive) as packed:
            for name in CORE:
                content = packed.extractfile(f"package/{name}").read()  # type: ignore[union-attr]  # a file
                (target / name).write_bytes(content.replace(FOLDER_FIRST, FOLDER_LAST))


def _compile(target: Path, names: list[str]) -> None:
    """Put bytecode into these wheels and zip files of the folder, by Pyodide itself: Python in the page then
    starts in less than half the time (bench/README.md)."""
    script = Path(__file__).with_name("compile.mjs")
    ran(
        [shutil.which("node") or "node", str(script), str(target.resolve()), *names],
        "Node.js could not compile Python's modules: install its present version (nodejs.org), then run this again. "
        "It said: {}",
    )


def _wheels(packages: dict[str, str], python: str, target: Path) -> None:
    """Fetch the plain Python wheels of these packages (name -> version) with pip."""
    ran(
        [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary=:all:"]
        + ["--disable-pip-version-check", "--python-version", python, "--platform", "any"]
        + ["--dest", str(target), *(f"{name}=={version}" for name, version in packages.items())],
        "pip could not fetch the packages of the lessons: check the connection to the internet (pip said: {}), then "
        "run this again.",
    )

"""The course as one site: pages to read in front, and behind each lesson and sheet its notebook, with Python.

The pages (`pages`) are the front. "Open as notebook" leads into the folder `lite`, where JupyterLite runs in the
page (`browser`). The folder lies on any web server; as a zip file, with the notebooks and a start file for each
system beside it, it is the kit for a computer without internet.
"""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from pathlib import Path

from aftercoup.answers.exercise import EDITIONS
from aftercoup.teach import pages
from aftercoup.teach.browser import lite
from aftercoup.teach.browser.pyodide import SiteError, Vendored
from aftercoup.teach.editions import pack
from aftercoup.teach.writing.archives import write_archive

MADE = "made-by-aftercoup.txt"  # in a site; a folder without it is somebody else's, and is not replaced
NO_JEKYLL = ".nojekyll"  # GitHub Pages then also hands out names that begin with _, such as _static
KIT = "after-the-coup"  # the folder in the zip file
START = Path(__file__).parents[1] / "kit"  # the files by which the kit is started
PROGRAMS = ("start-linux.sh", "start-mac.command")


def build(
    output: Path,
    edition: str = "class",
    packages: Path | None = None,
    notebooks: bool = True,
    address: str = "",
) -> Vendored | None:
    """Build the site into the folder `output` (an older site there is replaced); returns what Python is in it.

    edition: as in `aftercoup pack`. packages: a folder with files of Pyodide's distribution, or None. notebooks:
    False leaves JupyterLite out, and with it the links "Open as notebook"; this needs no npm. address: where the
    site will be published, or "". Raises SiteError when something is missing, the folder holds something else
    or a page has a fault, and what `pack.files` raises when a sheet and its key do not fit.
    """
    if address and not re.fullmatch(r"https?://[^\s/?#]+[^\s?#]*", address):
        raise SiteError(
            f"--address {address}: give the address of the site as in a browser, with https:// in front."
        )
    if output.exists() and not (output.is_dir() and (not any(output.iterdir()) or (output / MADE).exists())):
        raise SiteError(
            f"{output.name} holds something else than a site of this course, and nothing was written: give another folder with -o."
        )
    if packages and not packages.is_dir():
        raise SiteError(f"There is no folder {packages}: give the folder with Pyodide's files.")
    beside = output.absolute().parent  # a folder is moved within one disk only
    beside.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=beside) as folder:
        made, behind = Path(folder, "site"), Path(folder, pages.LITE)
        python = lite.build(behind, edition, packages) if notebooks else None
        print("Building the pages ...")
        pages.build(made, edition, python, address)
        if python:
            os.replace(behind, made / pages.LITE)
        (made / MADE).write_text("aftercoup site made this folder, and may replace it.\n", encoding="utf-8")
        (made / NO_JEKYLL).touch()
        shutil.rmtree(output, ignore_errors=True)
        os.replace(made, output)
    return python


def kit(site: Path, edition: str, output: Path) -> Path:
    """Write the zip file for a computer without internet from the folder of a site; returns its path."""
    own = {path.name: path.read_bytes() for path in START.iterdir() if path.is_file()}
    content = {f"course/{name}": data for name, data in pack.files(edition).items()}
    made = [path for path in site.rglob("*") if path.is_file()]
    content |= {f"site/{path.relative_to(site).as_posix()}": path.read_bytes() for path in made}
    for name in ("start-windows.bat", "README.txt"):
        content[name] = own[name].replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")  # git may have done it
    content["start-mac.command"] = content["start-linux.sh"] = own["start-linux.sh"]
    content["index.html"] = own["index.html"]
    content["site/serve.ps1"] = own["serve.ps1"]
    return write_archive(content, KIT, output, PROGRAMS)


def write(
    output: Path, edition: str, packages: Path | None, notebooks: bool = True, address: str = ""
) -> str:
    """Write the site into a folder, or as the kit into a file that ends in .zip; what it is, in sentences. Raises as
    `build` does."""
    with tempfile.TemporaryDirectory() as folder:
        site = Path(folder, "site") if output.suffix == ".zip" else output
        python = build(site, edition, packages, notebooks, address)
        size = sum(path.stat().st_size for path in site.rglob("*") if path.is_file())
        if site != output:
            kit(site, edition, output)
    said = [f"{output.name} is written: {size / 1e6:.0f} MB, edition {edition}: a sheet {EDITIONS[edition]}."]
    if python and python.fetched:
        listed = ", ".join(about["file_name"].rpartition("/")[2] for about in python.fetched.values())
        said.append(f"Not in it, and fetched when a cell first needs them: {listed}.")
        said.append(f"To put them in: --packages FOLDER with these files, of Pyodide {python.version}.")
    if output.suffix != ".zip":
        said.append("To look at it: python -m http.server -d FOLDER, then open the address that it prints.")
    return "\n".join(said)

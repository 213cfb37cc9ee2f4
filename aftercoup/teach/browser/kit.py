"""The offline kit: pages, browser edition and notebooks in one zip file, for a computer without internet."""

from __future__ import annotations

import tempfile
from importlib.resources import files
from pathlib import Path
from string import Template

from aftercoup.teach import pack, pages
from aftercoup.teach.browser import site
from aftercoup.teach.browser.pyodide import SiteError

FOLDER = "after-the-coup"
FILES = "files"  # the folder in it that nobody needs to look into
PROGRAMS = ("start-linux.sh", "start-mac.command")
MARK = "after-the-coup.txt"  # by which a start file knows that the course is running already


def build(output, edition="class", packages=None, say=print):
    """Build pages and browser edition, and write all into the zip file `output`; returns its path.

    edition, packages: as in `site.build`. Raises what `site.build` and `pages.build` raise.
    """
    with tempfile.TemporaryDirectory() as folder:
        site.build(Path(folder, "lite"), edition, packages, say)
        say("Building the pages to read ...")
        pages.build(Path(folder, "pages"), lite="../lite/")
        return assemble(Path(folder, "lite"), Path(folder, "pages"), edition, output)


def assemble(lite, read, edition, output):
    """Write the zip file from the folders of a browser edition and of pages; returns its path."""
    found = {f"{FILES}/course/{name}": content for name, content in pack.files(edition).items()}
    for name, folder in (("lite", lite), ("pages", read)):
        for path in folder.rglob("*"):
            if path.is_file():
                found[f"{FILES}/{name}/{path.relative_to(folder).as_posix()}"] = path.read_bytes()
    for name in found:
        if name.startswith(f"{FILES}/lite/") and name.endswith("index.html"):
            found[name] = _only_served(found[name], "../" * (name.count("/")))
    own = {
        path.name: path.read_text(encoding="utf-8")
        for path in files(__package__).joinpath("kit_files").iterdir() if path.is_file()
    }  # fmt: skip
    top = Template(own["index.html"])
    found["index.html"] = top.substitute(files=FILES).encode()
    found[f"{FILES}/index.html"] = top.substitute(files=".").encode()
    found[f"{FILES}/{MARK}"] = b"After the Coup\n"
    found["start-mac.command"] = own["start-linux.sh"].encode()
    found["start-linux.sh"] = own["start-linux.sh"].encode()
    for name in ("start-windows.bat", "README.txt"):
        found[name] = own[name].replace("\n", "\r\n").encode()
    for name in ("serve.py", "serve.ps1"):
        found[f"{FILES}/{name}"] = own[name].encode()
    return pack.archive(found, FOLDER, Path(output), PROGRAMS)


def _only_served(page, up):
    """A page of the browser edition that, opened as a file, leads to the page that says how to start."""
    script = f'<script>location.protocol === "file:" && location.replace("{up}index.html#work")</script>'
    return page.replace(b"<head>", b"<head>" + script.encode(), 1)


def main(output, edition, packages):
    """Run `aftercoup kit`: 0: the zip file is written, 2: it could not be."""
    from aftercoup.teach import sheets

    try:
        path = build(output, edition, packages)
    except (SiteError, pages.PagesError, *sheets.PROBLEMS) as problem:
        print(problem)
        return 2
    except OSError as problem:
        print(f"{output} cannot be written: {problem.strerror}. Give another place with -o.")
        return 2
    print(f"{path.name} is written: {path.stat().st_size / 1e6:.0f} MB, edition {edition}.")
    return 0

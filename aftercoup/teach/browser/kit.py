"""The offline kit: pages, browser edition and notebooks in one zip file, for a computer without internet."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

from aftercoup.teach import exercises, pack, pages
from aftercoup.teach.archives import write_archive
from aftercoup.teach.browser import site
from aftercoup.teach.browser.pyodide import SiteError
from aftercoup.teach.templates import environment

FOLDER = "after-the-coup"
FILES = "files"  # the folder in it that nobody needs to look into
PROGRAMS = ("start-linux.sh", "start-mac.command")
MARK = "after-the-coup.txt"  # by which a start file knows that the course is running already


def build(
    output: Path, edition: str = "class", packages: Path | None = None, say: Callable[[str], None] = print
) -> Path:
    """Build pages and browser edition, and write all into the zip file `output`; returns its path.

    edition, packages: as in `site.build`. Raises what `site.build` and `pages.build` raise.
    """
    with tempfile.TemporaryDirectory() as folder:
        site.build(Path(folder, "lite"), edition, packages, say)
        say("Building the pages to read ...")
        pages.build(Path(folder, "pages"), lite="../lite/")
        return assemble(Path(folder, "lite"), Path(folder, "pages"), edition, output)


def assemble(lite: Path, read: Path, edition: str, output: Path) -> Path:
    """Write the zip file from the folders of a browser edition and of pages; returns its path."""
    content = {f"{FILES}/course/{name}": data for name, data in pack.files(edition).items()}
    for name, folder in (("lite", lite), ("pages", read)):
        for path in folder.rglob("*"):
            if path.is_file():
                content[f"{FILES}/{name}/{path.relative_to(folder).as_posix()}"] = path.read_bytes()
    for name in content:
        if name.startswith(f"{FILES}/lite/") and name.endswith("index.html"):
            content[name] = _only_served(content[name], "../" * name.count("/"))
    page = environment(site.TEMPLATES).get_template("kit.html")
    content["index.html"] = page.render(files=FILES).encode()
    content[f"{FILES}/index.html"] = page.render(files=".").encode()
    content[pages.NO_JEKYLL] = b""
    content[f"{FILES}/{MARK}"] = b"After the Coup\n"
    own = {path.name: path.read_bytes() for path in Path(__file__).with_name("kit_files").glob("*.*")}
    content["start-mac.command"] = content["start-linux.sh"] = own["start-linux.sh"]
    for name in ("start-windows.bat", "README.txt"):
        content[name] = own[name].replace(b"\n", b"\r\n")
    for name in ("serve.py", "serve.ps1"):
        content[f"{FILES}/{name}"] = own[name]
    return write_archive(content, FOLDER, output, PROGRAMS)


def _only_served(page: bytes, up: str) -> bytes:
    """A page of the browser edition that, opened as a file, leads to the page that says how to start."""
    script = f'<script>location.protocol === "file:" && location.replace("{up}index.html#work")</script>'
    return page.replace(b"<head>", b"<head>" + script.encode(), 1)


def main(output: str | Path, edition: str, packages: str | Path | None) -> int:
    """Run `aftercoup kit`: 0: the zip file is written, 2: it could not be."""
    try:
        path = build(Path(output), edition, Path(packages) if packages else None)
    except (SiteError, pages.PagesError, *exercises.PROBLEMS) as problem:
        print(problem)
        return 2
    except OSError as problem:
        print(f"{output} cannot be written: {problem.strerror}. Give another place with -o.")
        return 2
    print(f"{path.name} is written: {path.stat().st_size / 1e6:.0f} MB, edition {edition}.")
    return 0

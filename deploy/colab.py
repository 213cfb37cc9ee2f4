"""Make the notebooks that open in Google Colab, from an unpacked edition for students.

    python deploy/colab.py after-the-coup-class --repo https://github.com/ORG/COURSE

writes after-the-coup-class/colab/: the same lessons and sheets, but the first cell fetches the course where
it is missing, and links between them open in Colab. Then put the whole folder after-the-coup-class into that
repository; `python deploy/links.py` prints the links for students. Standard library only.
"""

from __future__ import annotations

import argparse
import json
import posixpath
import re
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import links

FIRST = "import aftercoup as ac"
# What Colab has, in whichever version: it is not touched, least of all ipywidgets, whose version 8 does not
# work there. What it may lack and a lesson needs is fetched; it is pure Python.
THERE = {"ipywidgets", "matplotlib", "pandas"}
FETCHED = {"anywidget"}
WITH = ["psygnal>=0.8.1"]  # what anywidget needs beside what is there
# Colab is the page itself; only tools use the others.
NOT_NEEDED = {"jupyterlab", "pydantic", "typer", "rich", "jinja2", "nbformat", "packaging"}


def first_cell(repo: links.Repository, project: dict[str, Any]) -> str:
    """The lines that stand for the first line of each notebook. project: the data of its pyproject.toml."""
    wanted = [line for line in project["project"]["dependencies"] if package(line) in FETCHED]
    ours = f"aftercoup @ https://github.com/{links.github(repo)}/archive/refs/heads/{repo.branch}.zip"
    fetched = " ".join(f'"{requirement}"' for requirement in [ours, *wanted, *WITH])
    return (
        "try:\n"
        f"    {FIRST}\n"
        "except ModuleNotFoundError:  # in Google Colab: fetch the course, which takes half a minute\n"
        f"    %pip install -q --no-deps {fetched}\n"
        f"    {FIRST}"
    )


def package(requirement: str) -> str:
    """The name of the package in a line like "pandas>=2.2,<4"."""
    return re.split(r"[^\w-]", requirement, maxsplit=1)[0]


def for_colab(notebook: dict[str, Any], path: str, link: Callable[[str], str], first: str) -> dict[str, Any]:
    """A notebook (as data) for Colab. path: its own, inside the course; link: path -> address in Colab."""
    begun = False
    for cell in notebook["cells"]:
        source = "".join(cell["source"])
        if cell["cell_type"] == "markdown":
            cell["source"] = linked(source, path, link).splitlines(keepends=True)
        elif not begun and source.splitlines()[0] == FIRST:
            cell["source"] = source.replace(FIRST, first, 1).splitlines(keepends=True)
            begun = True
    if not begun and any(cell["cell_type"] == "code" for cell in notebook["cells"]):
        raise links.LinkProblem(f"{path} has no first cell {FIRST!r}: is it one of the course's notebooks?")
    return notebook


def linked(text: str, path: str, link: Callable[[str], str]) -> str:
    """Markdown whose links to other notebooks lead into Colab; a part of one (#...) is left out."""

    def changed(match: re.Match[str]) -> str:
        return f"]({link(posixpath.normpath(posixpath.join(posixpath.dirname(path), match[1])))})"

    return re.sub(r"\]\((?![a-z]+:)([\w./-]+\.ipynb)(?:#[^)]*)?\)", changed, text)


def write(folder: Path, repo: links.Repository) -> list[Path]:
    """Write colab/ into an unpacked edition; returns the paths written."""
    if (folder / "solutions").exists():
        raise links.LinkProblem(
            f"{folder} holds solutions/, and what is in Colab's repository is public. "
            "Take the edition for students: python start.py pack --edition class -o class.zip, unpacked."
        )
    paths = [*links.notebooks(folder), "notebooks/one_class.ipynb", "notebooks/glossary.ipynb"]
    if not (folder / "pyproject.toml").exists() or not (folder / paths[-1]).exists():
        raise links.LinkProblem(f"{folder} is not an unpacked edition for students: it has no lessons.")
    project = tomllib.loads((folder / "pyproject.toml").read_text(encoding="utf-8"))
    first = first_cell(repo, project)
    written = []
    for path in paths:
        notebook = json.loads((folder / path).read_text(encoding="utf-8"))
        notebook = for_colab(notebook, path, lambda target: links.colab_link(repo, f"colab/{target}"), first)
        target = folder / "colab" / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(json.dumps(notebook, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        written.append(target)
    return written


def main(arguments: list[str] | None = None) -> int:
    """Write the notebooks: 0: they are written, 2: they could not be."""
    parser = argparse.ArgumentParser(description="Makes the notebooks that open in Google Colab.")
    parser.add_argument("folder", type=Path, help="an unpacked edition for students")
    parser.add_argument("--repo", required=True, help="where you will put it: https://github.com/ORG/COURSE")
    parser.add_argument("--branch", default="", help="usually the one in the address, else main")
    given = parser.parse_args(arguments)
    try:
        repo = links.repository(given.repo, given.branch)
        written = write(given.folder, repo)
    except (links.LinkProblem, OSError) as problem:
        print(problem)
        return 2
    print(f"{len(written)} notebooks are written to {given.folder / 'colab'}.")
    print(f"Put the folder {given.folder} into {repo.address}, branch {repo.branch}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())

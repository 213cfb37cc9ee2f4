"""Make the notebooks that open in Google Colab, from an unpacked edition for students.

    python deploy/colab.py after-the-coup-class --repo https://github.com/ORG/COURSE

writes after-the-coup-class/colab/: the same lessons and sheets, but the first cell fetches the course where
it is missing, and links between them open in Colab. Then put the whole folder after-the-coup-class into that
repository; `python deploy/links.py` prints the links for students. Standard library only.
"""

import argparse
import json
import re
import sys
import tomllib
from pathlib import Path

import links

FIRST = "import aftercoup as ac"
# What Colab has, in whichever version: it is not touched, least of all ipywidgets, whose version 8 does not
# work there. What it may lack and a lesson needs is fetched; all of these are pure Python.
THERE = {"ipywidgets", "matplotlib", "pandas", "beautifulsoup4", "mistune"}
FETCHED = {"anywidget", "pypdf"}
WITH = ["psygnal>=0.8.1"]  # what anywidget needs beside what is there
NOT_NEEDED = {
    "jupyterlab",
    "frictionless",
    "pydantic",
    "typer",
    "rich",
    "jinja2",
}  # Colab is the page itself; tools use the others


def first_cell(repo, branch, project):
    """The lines that stand for the first line of each notebook. project: the data of its pyproject.toml."""
    wanted = [line for line in project["project"]["dependencies"] if re.match(r"[\w-]+", line)[0] in FETCHED]
    ours = f"aftercoup @ {links.address(repo, 'repository')}/archive/refs/heads/{branch}.zip"
    fetched = " ".join(f'"{one}"' for one in [ours, *wanted, *WITH])
    return (
        "try:\n"
        f"    {FIRST}\n"
        "except ModuleNotFoundError:  # in Google Colab: fetch the course, which takes half a minute\n"
        f"    %pip install -q --no-deps {fetched}\n"
        f"    {FIRST}"
    )


def for_colab(notebook, path, link, first):
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


def linked(text, path, link):
    """Markdown whose links to other notebooks lead into Colab; a part of one (#...) is left out."""

    def changed(found):
        target = (Path("/", path).parent / found[1]).as_posix()
        parts = []
        for part in target.split("/"):
            parts = parts[:-1] if part == ".." else [*parts, part]
        return f"]({link('/'.join(parts).strip('/'))})"

    return re.sub(r"\]\((?![a-z]+:)([\w./-]+\.ipynb)(?:#[^)]*)?\)", changed, text)


def write(folder, repo, branch="main"):
    """Write colab/ into an unpacked edition; returns the paths written."""
    folder = Path(folder)
    if (folder / "solutions").exists():
        raise links.LinkProblem(
            f"{folder} holds solutions/, and what is in Colab's repository is public. "
            "Take the edition for students: python start.py pack --edition class -o class.zip, unpacked."
        )
    found = [*links.notebooks(folder), "notebooks/glossary.ipynb"]
    if not (folder / "pyproject.toml").exists() or not (folder / found[-1]).exists():
        raise links.LinkProblem(f"{folder} is not an unpacked edition for students: it has no lessons.")
    links.github(repo)
    project = tomllib.loads((folder / "pyproject.toml").read_text(encoding="utf-8"))
    first = first_cell(repo.removesuffix(".git"), branch, project)
    written = []
    for path in found:
        notebook = json.loads((folder / path).read_text(encoding="utf-8"))
        notebook = for_colab(
            notebook, path, lambda one: links.colab_link(repo, f"colab/{one}", branch), first
        )
        target = folder / "colab" / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(json.dumps(notebook, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        written.append(target)
    return written


def main(arguments=None):
    parser = argparse.ArgumentParser(description="Makes the notebooks that open in Google Colab.")
    parser.add_argument("folder", help="an unpacked edition for students")
    parser.add_argument("--repo", required=True, help="where you will put it: https://github.com/ORG/COURSE")
    parser.add_argument("--branch", default="main")
    given = parser.parse_args(arguments)
    try:
        written = write(given.folder, given.repo, given.branch)
    except (links.LinkProblem, OSError) as problem:
        print(problem)
        return 2
    print(f"{len(written)} notebooks are written to {Path(given.folder) / 'colab'}.")
    print(f"Put the folder {given.folder} into {given.repo}, branch {given.branch}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())

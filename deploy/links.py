"""Links that open a lesson on a hub, on Binder or in Colab. Standard library only.

    python deploy/links.py --repo https://github.com/ORG/COURSE --hub https://hub.example.edu

prints a table with a link for each lesson and sheet, to be put into the course's page. The repository holds
an unpacked edition for students (`python start.py pack --edition class`), never the whole project: that one
holds the answers.
"""

import argparse
import re
import sys
from pathlib import Path
from urllib.parse import quote, urlencode, urlsplit

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from aftercoup.errors import OneSentence  # noqa: E402

FOLDER = "after-the-coup"  # the folder in a student's home that holds the course
BINDER = "https://mybinder.org"


class LinkProblem(OneSentence, ValueError):
    """An address from which no link can be made; the message says what to type instead."""


def address(text, what):
    """An address that students may see, without the slash at its end. what: "hub" or "repository"."""
    parts = urlsplit(str(text).strip())
    if parts.scheme not in ("http", "https", "file") or not (parts.netloc or parts.scheme == "file"):
        raise LinkProblem(f"{text!r} is no address of a {what}: it begins with https://, as in a browser.")
    if parts.username or parts.password or parts.query or parts.fragment:
        raise LinkProblem(
            f"The address of the {what} holds more than the place (a name with @, or what follows ? or #): "
            "students would see it. Give the plain address."
        )
    return parts.geturl().rstrip("/")


def github(repo):
    """ "ORG/COURSE" of a repository's address on GitHub, which is the only place that Colab reads from."""
    found = re.fullmatch(r"https://github\.com/([\w.-]+/[\w.-]+?)(\.git)?", address(repo, "repository"))
    if not found:
        raise LinkProblem(
            f"{repo!r} is not like https://github.com/ORG/COURSE, which this kind of link needs."
        )
    return found[1]


def hub_link(hub, repo, path, branch="main", folder=FOLDER):
    """The nbgitpuller link: it fetches or updates the course in a student's home, then opens a file.

    hub: the hub's address; repo: the repository's; path: of the notebook in it; folder: where in the home.
    The student's own server answers it, so it works for everybody who may log in.
    """
    query = {
        "repo": address(repo, "repository"),
        "branch": branch,
        "targetpath": folder,
        "urlpath": f"lab/tree/{quote(folder)}/{quote(path)}",
    }
    return f"{address(hub, 'hub')}/hub/user-redirect/git-pull?{urlencode(query, quote_via=quote, safe='')}"


def binder_link(repo, path, branch="main"):
    """The Binder link of a notebook: a machine for one sitting, which is thrown away afterwards."""
    place = quote(f"lab/tree/{quote(path)}", safe="")
    return f"{BINDER}/v2/gh/{github(repo)}/{quote(branch, safe='')}?urlpath={place}"


def colab_link(repo, path, branch="main"):
    """The Colab link of a notebook; of those in the folder colab/ (`deploy/colab.py` writes them)."""
    where = f"{github(repo)}/blob/{quote(branch)}/{quote(path)}"
    return f"https://colab.research.google.com/github/{where}"


def notebooks(root=ROOT):
    """Paths of lessons and sheets, in the order of the course: a lesson, then its sheet."""
    found = [
        path for folder in ("notebooks", "exercises") for path in (root / folder).glob("[0-9][0-9]_*.ipynb")
    ]
    found.sort(key=lambda path: (path.name[:2], path.parent.name == "exercises"))
    return [path.relative_to(root).as_posix() for path in found]


def table(repo, hub="", branch="main", root=ROOT):
    """All links as a Markdown table: with a hub, a column for it; on GitHub, one for Binder and for Colab."""
    kinds = {}
    if hub:
        kinds["hub"] = lambda path: hub_link(hub, repo, path, branch)
    try:
        github(repo)
    except LinkProblem:
        if not hub:
            raise
    else:
        kinds["Binder"] = lambda path: binder_link(repo, path, branch)
        kinds["Colab"] = lambda path: colab_link(repo, f"colab/{path}", branch)
    rows = ["| | " + " | ".join(kinds) + " |", "|:--|" + ":--|" * len(kinds)]
    for path in notebooks(root):
        kind, name = path.removesuffix(".ipynb").split("/")
        title = f"{'Exercise' if kind == 'exercises' else 'Lesson'} {name[:2]}"
        rows.append(f"| {title} | " + " | ".join(f"[open]({make(path)})" for make in kinds.values()) + " |")
    return "\n".join(rows)


def main(arguments=None):
    parser = argparse.ArgumentParser(description="Prints links to lessons and sheets as a Markdown table.")
    parser.add_argument("--repo", required=True, help="the repository with an edition for students")
    parser.add_argument("--hub", default="", help="your hub, like https://hub.example.edu")
    parser.add_argument("--branch", default="main")
    given = parser.parse_args(arguments)
    try:
        print(table(given.repo, given.hub, given.branch))
    except LinkProblem as problem:
        print(problem)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())

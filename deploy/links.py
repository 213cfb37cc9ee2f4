"""Links that open a lesson on a hub, on Binder or in Colab. Standard library only.

    python deploy/links.py --repo https://github.com/ORG/COURSE --hub https://hub.example.edu

prints a table with a link for each lesson and sheet, to be put into the course's page. The repository holds
an unpacked edition for students (`python start.py pack --edition class`), never the whole project: that one
holds the answers.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote, unquote, urlencode, urlsplit

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from aftercoup.errors import OneSentence  # noqa: E402

FOLDER = "after-the-coup"  # the folder in a student's home that holds the course
BINDER = "https://mybinder.org"
# The page of a branch, or of a file in it, as GitHub, GitLab and Gitea name it; what comes before is the repository.
PAGE = re.compile(r"(.+?)(?:/-)?/(?:tree|blob|raw|edit|commits|src/branch)/([^/]+)(?:/.*)?")
# The same on Bitbucket, which has no word before the branch.
BITBUCKET = re.compile(
    r"(https?://bitbucket\.org/[^/]+/[^/]+)/(?:src|branch|raw|commits/branch)/([^/]+)(?:/.*)?"
)
# A page of a hub, or of a student's server on it; what comes before is the hub, be it called /hub itself.
HUB_PAGE = re.compile(r"(\w+://[^/]+(?:/.*?)??)/(?:hub(?!/hub(?:/|$))|user/[^/]+)(?:/.*)?")


class LinkProblem(OneSentence, ValueError):
    """An address from which no link can be made; the message says what to type instead."""


class Repository(NamedTuple):
    """Where the course is: the address of its repository and the branch that students get."""

    address: str
    branch: str

    @property
    def github(self) -> str | None:
        """ "ORG/COURSE" if it is on GitHub, the only place that Binder's short links and Colab read from."""
        match = re.fullmatch(r"https://github\.com/([\w.-]+/[\w.-]+)", self.address)
        return match[1] if match else None


def address(text: str, what: str) -> str:
    """An address that students may see, without the slash at its end. what: "hub" or "repository"."""
    parts = urlsplit(text.strip())
    if parts.scheme not in ("http", "https", "file") or not (parts.netloc or parts.scheme == "file"):
        raise LinkProblem(f"{text!r} is no address of a {what}: it begins with https://, as in a browser.")
    if parts.username or parts.password or parts.query or parts.fragment:
        raise LinkProblem(
            f"The address of the {what} holds more than the place (a name with @, or what follows ? or #): "
            "students would see it. Give the plain address."
        )
    if re.search(r"\s", unquote(parts.path)):
        raise LinkProblem(
            f"{text!r} holds a space, and no address of a {what} does. Copy it from the browser's address bar."
        )
    return parts.geturl().rstrip("/")


def repository(text: str, branch: str = "") -> Repository:
    """The repository of an address as the browser shows it, be it of a page inside the repository.

    branch: as typed; not given: the one that the address names, else main. Raises LinkProblem: the address is
    of another kind, or names another branch than `branch`.
    """
    plain, named = re.sub(r"(\?tab=[\w-]+)?(#.*)?$", "", text.strip()), ""  # #readme and the like
    if match := BITBUCKET.fullmatch(plain) or PAGE.fullmatch(plain):
        plain, named = match[1], unquote(match[2])
        if branch and f"{branch}/".startswith(f"{named}/"):  # a branch whose name holds a slash
            named = branch
    plain = re.sub(
        r"^https?://(?:www\.)?(github\.com|bitbucket\.org)/", r"https://\1/", address(plain, "repository")
    )
    for host, place in (("GitHub", "https://github.com/"), ("Bitbucket", "https://bitbucket.org/")):
        if plain.startswith(place):
            match = re.match(rf"{re.escape(place)}[\w.-]+/[\w.-]+(?=/|$)", plain)
            if not match:
                raise LinkProblem(f"{text!r} is no repository on {host}: those are like {place}ORG/COURSE.")
            plain = match[0].removesuffix(".git")
    if branch and named and branch != named:
        raise LinkProblem(f"The address is of the branch {named}, and --branch says {branch}: give only one.")
    return Repository(plain, branch or named or "main")


def github(repo: Repository) -> str:
    """ "ORG/COURSE"; LinkProblem if the repository is elsewhere."""
    if not repo.github:
        raise LinkProblem(
            f"{repo.address!r} is not like https://github.com/ORG/COURSE, which this kind of link needs."
        )
    return repo.github


def hub_link(hub: str, repo: Repository, path: str, folder: str = FOLDER) -> str:
    """The nbgitpuller link: it fetches or updates the course in a student's home, then opens a file.

    hub: the hub's address, or that of a page on it; path: of the notebook in the repository; folder: where in the home. The student's
    own server answers it, so it works for everybody who may log in.
    """
    query = {
        "repo": repo.address,
        "branch": repo.branch,
        "targetpath": folder,
        "urlpath": f"lab/tree/{quote(folder)}/{quote(path)}",
    }
    place = address(hub, "hub")
    if match := HUB_PAGE.fullmatch(place):
        place = match[1]
    return f"{place}/hub/user-redirect/git-pull?{urlencode(query, quote_via=quote, safe='')}"


def binder_link(repo: Repository, path: str) -> str:
    """The Binder link of a notebook: a machine for one sitting, which is thrown away afterwards."""
    opened = quote(f"lab/tree/{quote(path)}", safe="")
    return f"{BINDER}/v2/gh/{github(repo)}/{quote(repo.branch, safe='')}?urlpath={opened}"


def colab_link(repo: Repository, path: str) -> str:
    """The Colab link of a notebook; of those in the folder colab/ (`deploy/colab.py` writes them)."""
    where = f"{github(repo)}/blob/{quote(repo.branch)}/{quote(path)}"
    return f"https://colab.research.google.com/github/{where}"


def number_of(name: str) -> str:
    """The number of a lesson or sheet, like "01", in the name of its file."""
    return re.findall(r"\d\d", name)[0]


def notebooks(root: Path = ROOT) -> list[str]:
    """Paths of lessons and sheets, in the order of the course: a lesson, then its sheet."""
    paths = [*root.glob("notebooks/[0-9][0-9]_*.ipynb"), *root.glob("exercises/exercise_*.ipynb")]
    paths.sort(key=lambda path: (number_of(path.name), path.parent.name == "exercises"))
    return [path.relative_to(root).as_posix() for path in paths]


def table(repo: Repository, hub: str = "", root: Path = ROOT) -> str:
    """All links as a Markdown table: with a hub, a column for it; on GitHub, one for Binder and for Colab."""
    columns: dict[str, Callable[[str], str]] = {}
    if hub:
        columns["hub"] = lambda path: hub_link(hub, repo, path)
    if repo.github or not hub:
        columns["Binder"] = lambda path: binder_link(repo, path)
        columns["Colab"] = lambda path: colab_link(repo, f"colab/{path}")
    rows = ["| | " + " | ".join(columns) + " |", "|:--|" + ":--|" * len(columns)]
    for path in notebooks(root):
        kind, name = path.removesuffix(".ipynb").split("/")
        title = f"{'Exercise' if kind == 'exercises' else 'Lesson'} {number_of(name)}"
        cells = [f"[open]({make(path)})" for make in columns.values()]
        rows.append(f"| {title} | {' | '.join(cells)} |")
    return "\n".join(rows)


def main(arguments: list[str] | None = None) -> int:
    """Print the table, and beside it (on standard error) what was assumed: 0, or 2 for a wrong address."""
    parser = argparse.ArgumentParser(description="Prints links to lessons and sheets as a Markdown table.")
    parser.add_argument("--repo", required=True, help="the repository with an edition for students")
    parser.add_argument("--hub", default="", help="your hub, like https://hub.example.edu")
    parser.add_argument("--branch", default="", help="usually the one in the address, else main")
    given = parser.parse_args(arguments)
    try:
        repo = repository(given.repo, given.branch)
        print(table(repo, given.hub))
    except LinkProblem as problem:
        print(problem)
        return 2
    print(
        f"These links lead to the branch {repo.branch} of {repo.address}; for another: --branch NAME.",
        file=sys.stderr,
    )
    if not repo.github:
        print("There are none for Binder and Colab, which read from GitHub only.", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())

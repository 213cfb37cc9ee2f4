"""What can go wrong while start.py sets up, in the reader's words: what is wrong, and what to do about it.

start.py itself only holds what it must say before it can read this file: that Python is too old, and that the
folder was not unpacked.
"""

import errno
import re
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple


class Problem(NamedTuple):
    """Something that only the reader can mend."""

    wrong: str
    todo: str


class Stop(Exception):
    """Ends start.py with the message of a problem."""

    def __init__(self, problem: Problem):
        todo = problem.todo.replace("\n", "\n  ")
        super().__init__(f"start.py: {problem.wrong}\n\n  {todo}")


AGAIN = "Then run this again."
NO_NETWORK = (
    r"NewConnectionError|Failed to establish a new connection|[Nn]ame resolution|NameResolutionError|"
    r"getaddrinfo|Network is unreachable|dns error|error sending request|Connection refused|"
    r"ConnectTimeout|[Tt]imed out|Connection ?[Rr]eset|RemoteDisconnected|IncompleteRead"
)
DISK_FULL = (
    r"No space left on device|not enough space on the disk|Disk quota exceeded|"
    r"Errno 28\b|WinError 112|os error (28|112)\b"
)


def _status(codes: str) -> str:
    """A pattern for answers of an index with these HTTP status codes, in pip's and uv's words."""
    return rf"\b(?:{codes}) (?:Client|Server) Error|HTTP error (?:{codes})\b|too many (?:{codes}) error|\((?:{codes}) "


# What pip says, and the two halves of the problem. The first that fits counts. The last ones come from ASK below.
INSTALL_PROBLEMS = [
    (
        r"Long Path support|path too long|WinError 206",
        "the path of this folder is too long for Windows.",
        "Move the folder nearer to the top of the disk, to C:\\aftercoup for example. " + AGAIN,
    ),
    (
        r"CERTIFICATE_VERIFY_FAILED|SSLError|certificate verify failed|invalid peer certificate",
        "the network shows a certificate of its own, so the secure connection was refused.",
        "Schools and firms do this. Try another network, or ask the network's keepers for their\n"
        "certificate file and set the environment variable PIP_CERT to its path. " + AGAIN,
    ),
    (
        r"dependencies for SOCKS support|Unknown scheme for proxies|unsupported proxy",
        "the proxy that is set here is of the kind SOCKS, which pip cannot use.",
        "Set the environment variables HTTPS_PROXY and ALL_PROXY to the address of an http proxy, or\n"
        "clear them and use a network without a proxy. " + AGAIN,
    ),
    (
        r"\b407\b.*Proxy|Proxy Authentication Required",
        "the network's proxy asks for a user name and a password (407).",
        "Set the environment variable HTTPS_PROXY to http://NAME:PASSWORD@ADDRESS:PORT of the proxy\n"
        "(the network's keepers know it), or try another network. " + AGAIN,
    ),
    (
        r"ProxyError|Cannot connect to proxy",
        "the proxy that is set here does not answer.",
        "Correct the environment variable HTTPS_PROXY, or clear it where no proxy is needed. " + AGAIN,
    ),
    (
        r"DO NOT MATCH THE HASHES|[Hh]ash mismatch",
        "a downloaded file is not the one that was locked (its sha256 differs).",
        "Most often a download was cut off: run this again. If it stays, the network changes files on\n"
        "their way: use another one.",
    ),
    (
        _status("401|403"),
        "the package index refuses to answer without permission (401 or 403).",
        "If this computer uses an index of a school or firm (PIP_INDEX_URL, pip.conf), its address or\n"
        "password is no longer right: ask its keepers. Otherwise the network blocks it: try another. "
        + AGAIN,
    ),
    (
        _status("429"),
        "the package index was asked too often from this network (429).",
        "Wait a quarter of an hour, or use another network. " + AGAIN,
    ),
    (
        _status(r"5\d\d"),
        "the package index has a fault of its own just now (an answer of the kind 5xx).",
        "Wait some minutes. " + AGAIN + " If it stays, try another network.",
    ),
    (
        NO_NETWORK,
        "the packages could not be downloaded: no connection to the package index.",
        "The first run needs the internet (about 100 MB); later runs do not. Check the connection. " + AGAIN,
    ),
    (
        r"WinError (5|32)\b|being used by another process|Permission denied|Access is denied",
        "a file in .venv is in use or may not be changed.",
        "Close JupyterLab and other programs that use this folder. " + AGAIN,
    ),
    (
        r"none of the wheel's tags|is not a supported wheel|no wheels with a matching",
        "a package has no ready-made file for this system and this Python.",
        "Supported: Python 3.11 to 3.14 on Windows and Linux (64-bit) and macOS. Another Python may do:\n"
        "see python.org/downloads. " + AGAIN,
    ),
    (
        r"\(from versions: (?!none\))",
        "the package index lacks a version that requirements.lock names: it is a mirror that lags behind.",
        "Ask the mirror's keepers to bring it up to date, or use another index (PIP_INDEX_URL). " + AGAIN,
    ),
    (
        r"No matching distribution found|\(from versions: none\)",
        "the network did not answer as a package index does. Often it is a login page (WLAN of a hotel\n"
        "or a campus).",
        "Open any web page in a browser and sign in, or take another network. If PIP_INDEX_URL is set,\n"
        "check its address. " + AGAIN,
    ),
]

# Further options with which pip tells what an index answered when it was asked for one package.
ASK = ["-vv", "--dry-run", "--no-deps", "--only-binary", ":all:"]


def missing_package(output: str) -> str | None:
    """The requirement (name==version) for which an installer found no file, if that is what it says."""
    match = re.search(r"No matching distribution found for ([\w.-]+==[\w.!+]+)", output)
    return match[1] if match else None


def only_about(requirement: str, answer: str) -> str:
    """Without what pip -vv says of files of other versions: that those do not fit this system is no matter."""
    name, version = requirement.split("==")
    file = re.compile(r"[-_.]+".join(re.split(r"[-_.]+", name)) + "-" + re.escape(version) + r"[-.]", re.I)
    lines = answer.splitlines()
    return "\n".join(
        line for line in lines if not line.strip().startswith("Skipping link") or file.search(line)
    )


def install_problem(output: str, root: Path, log: Path) -> Problem:
    """The problem behind a failed installation, from what the installer said."""
    if is_disk_full(output):
        return disk_full(root)
    for pattern, wrong, todo in INSTALL_PROBLEMS:
        if re.search(pattern, output):
            return Problem(wrong, todo)
    last = "\n".join("    " + line for line in output.strip().splitlines()[-8:])
    return Problem(
        "installing the packages failed. The installer's last words:\n" + last,
        f"Run this again. If it stays, please report it with the file\n{log}",
    )


def is_disk_full(output: str) -> bool:
    return re.search(DISK_FULL, output) is not None


def disk_full(root: Path) -> Problem:
    return Problem(
        "the disk became full while installing.",
        f"Free about 1 GB on the disk of {root}\n(and of the temporary folder {tempfile.gettempdir()}), then "
        "run this again:\nwhat was left half done is cleared away.",
    )


def no_room(needed: int, free: int) -> Problem:
    """needed, free: in MB."""
    return Problem(
        f"not enough room on the disk: {needed} MB are needed here, {free} MB are free.",
        "Free some space, or move this folder to a disk with more. " + AGAIN,
    )


def venv_problem(output: str, root: Path) -> Problem:
    """The problem behind a .venv that could not be made, from what Python said."""
    if is_disk_full(output):
        return disk_full(root)
    if "ensurepip" in output or "No module named" in output:
        return Problem(
            "this Python came without the parts that make a .venv (venv and ensurepip).",
            "Debian and Ubuntu keep them in a package of their own:\n"
            f"    sudo apt install python{sys.version_info[0]}.{sys.version_info[1]}-venv\n"
            f"Elsewhere, install Python from python.org/downloads. {AGAIN}",
        )
    return Problem(
        "the folder .venv could not be made. Python said:\n" + output.strip(),
        "If some of it is in use, close JupyterLab and other programs that use this folder.\n" + AGAIN,
    )


def folder_problem(error: OSError, root: Path) -> Problem:
    """The problem behind an OSError met in this folder."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT) or getattr(error, "winerror", None) == 112:
        return disk_full(root)
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return Problem(
            f"a file or folder here may not be changed, or is in use: {error.filename or root}",
            "Close JupyterLab and other programs that use this folder. If it is a folder you may not\n"
            "write to, copy the project into your own documents. " + AGAIN,
        )
    return Problem(f"setting up failed: {error}", "Run this again. If it stays, please report it.")


def wrong_versions(sentences: list[str], log: Path) -> Problem:
    return Problem(
        "what was installed is not what requirements.lock asks for:\n  - " + "\n  - ".join(sentences),
        f"Run this again. If it stays, please report it with the file\n{log}",
    )


def venv_of_others(venv: Path) -> Problem:
    return Problem(
        "there is a folder .venv here that start.py did not make.",
        f"Rename or delete it, then run this again:\n{venv}",
    )


THIRTY_TWO_BITS = Problem(
    "this is a 32-bit Python, and the packages exist for 64-bit ones only.",
    "Install the 64-bit Python from python.org/downloads. " + AGAIN,
)
BUSY = Problem(
    "start.py is already setting up this folder in another window.", "Wait until it is done. " + AGAIN
)
STOPPED = Problem("stopped half way.", "Nothing is spoilt: run the same command again, and it starts afresh.")
NO_TESTS = Problem(
    "this folder is an edition for students, which came without tests.",
    "To open the lessons and exercises: python start.py",
)
SETUP_ALONE = Problem("setup takes no further arguments.", "python start.py setup")

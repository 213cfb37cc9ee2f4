#!/usr/bin/env python3
# -*- coding: utf-8 -*-
# /// script
# requires-python = ">=3.11"
# ///
"""Set up the lessons and open them. Needs Python 3.11 or newer and nothing else.

    python start.py              set up, then open the lessons in JupyterLab
    python start.py test         set up, then run every test
    python start.py check        set up, then check the data tables (a folder: that case; a codebook: that)
    python start.py build        set up, then run the lessons and store their outputs (for authors)
    python start.py pack         set up, then make the zip file that students receive (for teachers)
    python start.py site         set up, then build the browser edition (for teachers; needs npm once)
    python start.py kit          set up, then make the zip file for a school without internet (the same)
    python start.py mark         set up, then mark what students handed in (for teachers)
    python start.py pages        set up, then write the course as web pages to read and print (for teachers)
    python start.py setup        only set up; if set up before, check it and mend it
    python start.py lock         write requirements.lock anew (for those who change dependencies)

On macOS and Linux the command may be called python3, on Windows py. With uv: uv run start.py.
Further arguments go to the program behind a command:
    python start.py lab --no-browser        python start.py test -k data
Before the command: --help for this text, --verbose for what is done and how long it takes.

Everything is installed into the folder .venv beside this file, in exactly the versions of
requirements.lock. To remove it all, delete that folder.
"""

# This file uses only what Python 2.7 can read, so that an old Python gets as far as the message below.
from __future__ import print_function

import sys

OLDEST = (3, 11)
NEWEST_TRIED = (3, 14)


def too_old(version):
    """The message for a Python older than OLDEST, or None. version: (major, minor, ...)."""
    if tuple(version[:2]) >= OLDEST:
        return None
    return (
        "start.py: Python %d.%d or newer is needed, and this is Python %d.%d.\n\n"
        "  Newer Pythons are at python.org/downloads, in the Microsoft Store, and in\n"
        "  Homebrew (brew install python) or your Linux system's packages.\n"
        "  You may have one already: try  python3 start.py,  python3.12 start.py\n"
        "  or, on Windows,  py -3 start.py\n"
        "  If you use uv, it brings its own Python:  uv run start.py"
    ) % (OLDEST + tuple(version[:2]))


if too_old(sys.version_info):
    sys.exit(too_old(sys.version_info))

import contextlib
import difflib
import errno
import hashlib
import json
import os
import re
import shutil
import signal
import subprocess
import sysconfig
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent
WINDOWS = os.name == "nt"
FIRST_LESSON = "notebooks/00_start_here.ipynb"

# What each part of the lock needs on disk while it is being installed, in MB, with room to spare.
PARTS = {"lessons": 600, "tests": 500, "editions": 200}

# JupyterLab without pop-ups: no news, no look for updates, no check whether to build itself anew. And without
# what the part "tests" brings along (nbgrader), so that all see the same JupyterLab, which starts as fast.
LAB_SETTINGS = {
    "share/jupyter/lab/settings/overrides.json": {
        "@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": False},
    },
    "etc/jupyter/labconfig/page_config.json": {
        "buildCheck": False,
        "buildAvailable": False,
        "disabledExtensions": {"@jupyter/nbgrader": True, "@jupyter-notebook/lab-extension": True},
    },
    "etc/jupyter/jupyter_server_config.json": {
        "ServerApp": {
            "jpserver_extensions": {
                "notebook": False,
                "nbgrader.server_extensions.assignment_list": False,
                "nbgrader.server_extensions.course_list": False,
                "nbgrader.server_extensions.formgrader": False,
                "nbgrader.server_extensions.validate_assignment": False,
            }
        }
    },
    "etc/jupyter/jupyter_lab_config.json": {"LabApp": {"news_url": None}},
}


class Stop(Exception):
    """Something only the reader can mend: what is wrong, then what to do about it."""

    def __init__(self, wrong, todo):
        Exception.__init__(self, "start.py: %s\n\n  %s" % (wrong, todo.replace("\n", "\n  ")))


# --- the lock ------------------------------------------------------------------------------------

LOCK_HEADER = """\
# The exact versions that start.py installs, with the sha256 of every file they may come in.
# For Python 3.11 to 3.14 on Linux, macOS (Intel too) and Windows.
# Each part lists what it adds to the parts before it.
# Written by: python start.py lock
"""


def read_lock(text):
    """The lock's parts: {part name: [requirement, ...]}, each requirement with its marker and hashes."""
    parts = {}
    lines = []
    for line in text.splitlines():
        heading = re.match(r"# part: (\w+)$", line)
        if heading:
            lines = parts.setdefault(heading.group(1), [])
        elif line.startswith(" ") and lines:
            lines[-1] += "\n" + line
        elif line.strip() and not line.startswith("#"):
            lines.append(line)
    return parts


def write_lock(parts):
    """The text of a lock with these parts; the opposite of read_lock."""
    return LOCK_HEADER + "".join(
        "\n# part: %s\n%s\n" % (name, "\n".join(requirements)) for name, requirements in parts.items()
    )


def check_lock(parts):
    """Stop if a requirement has no hash, or names a place to fetch it from (each user has their own)."""
    for requirement in sum(parts.values(), []):
        name = requirement.split()[0]
        if "--hash=sha256:" not in requirement:
            raise Stop("%s has no sha256 in the lock." % name, "Write it anew: python start.py lock")
        if "://" in requirement or " @ " in requirement or not re.match(r"[\w.-]+==[\w.!+]+", requirement):
            raise Stop(
                "%s is not a plain name==version in the lock." % name,
                "Versions come from the reader's own package index; the lock must name none.",
            )


# --- one set-up ----------------------------------------------------------------------------------


class Setup:
    """The set-up of one folder: its .venv, the lock, and the note (stamp) of what was installed.

    The stamp is written last and removed first. So a .venv with a stamp is whole, and one without is
    what an interrupted run left: it is made anew.
    """

    def __init__(self, root=ROOT, verbose=False):
        self.started = time.monotonic()
        self.root = Path(root)
        self.verbose = verbose
        self.venv = self.root / ".venv"
        self.scripts = self.venv / ("Scripts" if WINDOWS else "bin")
        self.python = self.scripts / ("python.exe" if WINDOWS else "python")
        self.stamp = self.venv / "aftercoup-installed.json"
        self.ours = self.venv / "made-by-start.py.txt"
        self.log = self.venv / "aftercoup-setup.log"
        try:
            self.lock = read_lock((self.root / "requirements.lock").read_text(encoding="utf-8"))
        except OSError:
            raise Stop(
                "the file requirements.lock is not beside start.py.",
                "If you opened start.py inside a zip file, unpack the whole zip first, then start it\n"
                "from the unpacked folder. Otherwise get the project again.",
            )

    # what is there

    def digests(self, parts):
        return {part: hashlib.sha256("\n".join(self.lock[part]).encode()).hexdigest() for part in parts}

    def installed(self):
        """What the stamp says: {part: digest}. Empty, and why_anew says why, if .venv is of no use."""
        self.why_anew = "the last set-up did not come to its end"
        try:
            stamp = json.loads(self.stamp.read_text(encoding="utf-8"))
            python, folder, parts = stamp["python"], stamp["folder"], dict(stamp["parts"])
        except (OSError, ValueError, KeyError, TypeError):
            return {}
        if folder != str(self.venv):
            self.why_anew = "this folder was moved or copied"
        elif python != this_python() or not self.python.exists():
            self.why_anew = "it was made by another Python"
        else:
            return parts
        return {}

    # what is done

    def ensure(self, parts, check=False):
        """Install what is not yet there of these parts. check: also look whether what is there is right."""
        installed = self.installed()
        wanted = self.digests(parts)
        if all(installed.get(part) == wanted[part] for part in parts):
            if not check:
                return
            wrong = self.wrong_versions(installed)
            if not wrong:
                print("Every package has its locked version.")
                return
            installed, self.why_anew = {}, "; ".join(wrong[:3])
        with self.only_one(), interruptible():
            self.install(parts, installed)

    def install(self, parts, installed):
        if sys.maxsize < 2**32:
            raise Stop(
                "this is a 32-bit Python, and the packages exist for 64-bit ones only.",
                "Install the 64-bit Python from python.org/downloads, then run this again.",
            )
        if sys.version_info[:2] > NEWEST_TRIED:
            print("Note: tried with Python 3.11 to 3.%d, not yet with this one." % NEWEST_TRIED[1])
        check_lock(self.lock)
        here = [part for part in self.lock if installed.get(part) == self.digests([part])[part]]
        uv = find_uv()
        if not installed:
            self.clear()
        self.need_space(sum(PARTS[part] for part in parts if part not in here))
        if not installed:
            self.make_venv(with_pip=not uv)
        self.stamp.unlink(missing_ok=True)
        requirements = [line for part in parts for line in self.lock[part]]
        print(
            "Installing up to %d packages, which may take a minute or two ..." % len(requirements), flush=True
        )
        self.fetch(requirements, uv)
        here = [part for part in self.lock if part in here or part in parts]
        wrong = self.wrong_versions(here)
        if wrong:
            raise Stop(
                "what was installed is not what requirements.lock asks for:\n  - %s" % "\n  - ".join(wrong),
                "Run this again. If it stays, please report it with the file\n%s" % self.log,
            )
        # A relative path, so that no letter of the folder's name has to survive a text encoding.
        packages = site_packages(self.venv)
        (packages / "aftercoup.pth").write_text(os.path.relpath(self.root, packages) + "\n", encoding="ascii")
        note = {"python": this_python(), "folder": str(self.venv), "parts": self.digests(here)}
        replace_text(self.stamp, json.dumps(note, indent=1))

    def clear(self):
        """Remove what an earlier run of start.py left of a .venv; one of someone else's is left alone."""
        if not self.venv.exists() and not self.venv.is_symlink():
            return
        if not self.ours.exists() and any(self.venv.iterdir()):
            raise Stop(
                "there is a folder .venv here that start.py did not make.",
                "Rename or delete it, then run this again:\n%s" % self.venv,
            )
        print("Setting up anew: %s." % self.why_anew)
        self.stamp.unlink(missing_ok=True)
        remove(self.venv, keep=self.ours)

    def make_venv(self, with_pip):
        self.venv.mkdir(exist_ok=True)
        self.ours.write_text("start.py made this folder, and may delete it and make it anew.\n")
        result = subprocess.run(
            [base_python(), "-m", "venv"] + ([] if with_pip else ["--without-pip"]) + [str(self.venv)],
            capture_output=True,
            text=True,
            errors="replace",
            env=clean_environment(),
            cwd=str(self.root),
        )
        if result.returncode or not self.python.exists():
            raise venv_problem(result.stdout + result.stderr)

    def fetch(self, requirements, uv):
        """Download and install, with uv if there is one, and with pip if there is none or uv fails."""
        file = self.venv / "aftercoup-requirements.txt"
        file.write_text("\n".join(requirements) + "\n", encoding="utf-8")
        options = ["--no-deps", "--require-hashes", "--only-binary", ":all:", "-r", str(file)]
        if uv:
            code, output = self.run([uv, "pip", "install", "--python", str(self.python)] + options)
            if code == 0:
                return
            if is_disk_full(output):
                raise disk_full(self.root)
            print("uv could not do it; trying again with pip ...", flush=True)
        if not (site_packages(self.venv) / "pip").exists():
            code, output = self.run([str(self.python), "-m", "ensurepip"])
            if code:
                raise venv_problem(output)
        pip = (
            "-m pip install --disable-pip-version-check --no-input --no-compile --no-warn-script-location "
            "--progress-bar off --retries 3"
        ).split()
        code, output = self.run([str(self.python)] + pip + options)
        if code:
            raise install_problem(output, self.root, self.log)

    def run(self, command):
        """Run an installer, keeping what it says in the log; a terminal shows its latest line."""
        self.say(" ".join(command))
        shown = sys.stdout.isatty() and not self.verbose
        output = []
        process = subprocess.Popen(
            command,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            errors="replace",
            env=clean_environment(),
            cwd=str(self.root),
        )
        try:
            with open(str(self.log), "a", encoding="utf-8") as log:
                log.write("$ %s\n" % " ".join(command))
                for line in process.stdout:
                    output.append(line)
                    log.write(line)
                    self.say("  " + line.rstrip())
                    if shown:
                        print("\r  " + line.strip()[:70].ljust(70), end="", flush=True)
            return process.wait(), "".join(output)
        finally:
            if process.poll() is None:
                process.kill()
                process.wait()
            if shown:
                print("\r" + " " * 72, end="\r", flush=True)

    def wrong_versions(self, parts):
        """What in .venv differs from these parts of the lock: sentences, none when all is right."""
        heads = [line.split("\\")[0].strip() for part in parts for line in self.lock[part]]
        result = subprocess.run(
            [str(self.python), "-I", "-c", VERSIONS],
            input=json.dumps(heads),
            text=True,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
        )
        try:
            wanted, found = json.loads(result.stdout)
        except ValueError:
            return [
                "the Python in .venv does not answer: %s" % (result.stderr.strip().splitlines() or ["?"])[-1]
            ]
        return compare_versions(wanted, found)

    def need_space(self, megabytes):
        free = shutil.disk_usage(str(self.root)).free // 10**6
        if free < megabytes:
            raise Stop(
                "not enough room on the disk: %d MB are needed here, %d MB are free." % (megabytes, free),
                "Free some space, or move this folder to a disk with more, then run this again.",
            )

    @contextlib.contextmanager
    def only_one(self):
        """Hold the set-up for this process alone; the system lets go of it however the process ends."""
        with open(str(self.root / ".venv.lock"), "a+") as file:
            try:
                if WINDOWS:
                    import msvcrt

                    file.seek(0)
                    msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
                else:
                    import fcntl

                    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as error:
                if error.errno in (errno.EAGAIN, errno.EACCES, errno.EDEADLK):
                    raise Stop(
                        "start.py is already setting up this folder in another window.",
                        "Wait until it is done, then run this again.",
                    )
                # some network disks have no locks: go on without
            yield

    def say(self, text):
        if self.verbose:
            print(text, flush=True)


# Runs inside .venv: which versions the lock wants on this system, and which are there.
VERSIONS = """
import importlib.metadata, json, re, sys
everything = [d for d in importlib.metadata.distributions() if d.name]
found = {re.sub("[-_.]+", "-", d.name).lower(): d.version for d in everything}
wanted = {}
for head in json.load(sys.stdin):
    name, version, marker = re.match("([^= ]+)==([^ ;]+)(?: *; *(.*))?$", head).groups()
    if marker:
        from packaging.markers import Marker
        if not Marker(marker).evaluate():
            continue
    wanted[name] = version
json.dump([wanted, found], sys.stdout)
"""


def compare_versions(wanted, found):
    """Sentences for each package whose version is not the wanted one. Both: {name: version}."""
    return [
        "%s is %s, not %s" % (name, found.get(name, "missing"), wanted[name])
        for name in sorted(wanted)
        if found.get(name) != wanted[name]
    ]


# --- what can go wrong ---------------------------------------------------------------------------


def venv_problem(output):
    """The message for a .venv that could not be made."""
    if is_disk_full(output):
        return disk_full(ROOT)
    if "ensurepip" in output or "No module named" in output:
        return Stop(
            "this Python came without the parts that make a .venv (venv and ensurepip).",
            "Debian and Ubuntu keep them in a package of their own:\n"
            "    sudo apt install python%d.%d-venv\n"
            "Elsewhere, install Python from python.org/downloads. Then run this again."
            % sys.version_info[:2],
        )
    return Stop(
        "the folder .venv could not be made. Python said:\n" + output.strip(),
        "If some of it is in use, close JupyterLab and other programs that use this folder.\n"
        "Then run this again.",
    )


def is_disk_full(output):
    return (
        re.search(
            r"No space left on device|not enough space on the disk|Disk quota exceeded|"
            r"Errno 28\b|WinError 112|os error (28|112)\b",
            output,
        )
        is not None
    )


def disk_full(root):
    return Stop(
        "the disk became full while installing.",
        "Free about 1 GB on the disk of %s\n(and of the temporary folder %s), then run this again:\n"
        "what was left half done is cleared away." % (root, tempfile.gettempdir()),
    )


# What pip says -> what is wrong, what to do. The first that fits counts.
INSTALL_PROBLEMS = [
    (
        r"Long Path support|path too long|WinError 206",
        "the path of this folder is too long for Windows.",
        "Move the folder nearer to the top of the disk, to C:\\aftercoup for example, then run this again.",
    ),
    (
        r"CERTIFICATE_VERIFY_FAILED|SSLError|certificate verify failed|invalid peer certificate",
        "the secure connection to the package index was refused: the network shows a certificate of its own.",
        "Schools and firms do this. Try another network, or ask the network's keepers for their certificate\n"
        "file and set the environment variable PIP_CERT to its path. Then run this again.",
    ),
    (
        r"407 Proxy|ProxyError|Cannot connect to proxy",
        "the network's proxy refused the connection.",
        "Ask the network's keepers for the proxy's address, set the environment variable HTTPS_PROXY to it,\n"
        "or try another network. Then run this again.",
    ),
    (
        r"DO NOT MATCH THE HASHES|[Hh]ash mismatch",
        "a downloaded file is not the one that was locked (its sha256 differs).",
        "Most often a download was cut off: run this again. If it stays, the network changes files on their\n"
        "way; use another one.",
    ),
    (
        r"NewConnectionError|Failed to establish a new connection|[Nn]ame resolution|NameResolutionError|"
        r"getaddrinfo|Network is unreachable|dns error|error sending request|Connection refused|"
        r"ConnectTimeout|[Tt]imed out|Connection ?[Rr]eset|RemoteDisconnected|IncompleteRead",
        "the packages could not be downloaded: no connection to the package index.",
        "The first run needs the internet (about 100 MB); later runs do not. Check the connection, then run\n"
        "this again.",
    ),
    (
        r"WinError (5|32)\b|being used by another process|Permission denied|Access is denied",
        "a file in .venv is in use or may not be changed.",
        "Close JupyterLab and other programs that use this folder, then run this again.",
    ),
    (
        r"No matching distribution found|is not a supported wheel|no wheels with a matching",
        "a package has no ready-made file for this system and this Python.",
        "Supported: Python 3.11 to 3.14 on Windows and Linux (64-bit) and macOS. Another Python may do:\n"
        "see python.org/downloads. Then run this again.",
    ),
]


def install_problem(output, root, log):
    """The message for a failed installation, from what the installer said."""
    if is_disk_full(output):
        return disk_full(root)
    for pattern, wrong, todo in INSTALL_PROBLEMS:
        if re.search(pattern, output):
            return Stop(wrong, todo)
    last = "\n".join("    " + line for line in output.strip().splitlines()[-8:])
    return Stop(
        "installing the packages failed. The installer's last words:\n" + last,
        "Run this again. If it stays, please report it with the file\n%s" % log,
    )


def folder_problem(error, root):
    """The message for an OSError met in this folder."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT) or getattr(error, "winerror", None) == 112:
        return disk_full(root)
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return Stop(
            "a file or folder here may not be changed, or is in use: %s" % (error.filename or root),
            "Close JupyterLab and other programs that use this folder. If it is a folder you may not\n"
            "write to, copy the project into your own documents. Then run this again.",
        )
    return Stop("setting up failed: %s" % error, "Run this again. If it stays, please report it.")


@contextlib.contextmanager
def interruptible():
    """Bring a set-up that is told to stop (Ctrl-C, or a stop signal) to an orderly end."""

    def stop(number, frame):
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    except KeyboardInterrupt:
        raise Stop(
            "stopped half way.", "Nothing is spoilt: run the same command again, and it starts afresh."
        )
    finally:
        signal.signal(signal.SIGTERM, before)


# --- small helpers -------------------------------------------------------------------------------


def this_python():
    """Which kind of Python this is: what it runs must have been installed for the same kind."""
    return "%s %s" % (sys.implementation.cache_tag, sysconfig.get_platform())


def base_python():
    """The Python outside any virtual environment: the one that makes .venv."""
    return getattr(sys, "_base_executable", None) or sys.executable


def find_uv():
    return shutil.which("uv")


def site_packages(venv):
    return Path(sysconfig.get_path("purelib", "venv", vars={"base": str(venv), "platbase": str(venv)}))


def clean_environment():
    """The reader's environment (proxies and mirrors too) without what would lead an installer astray."""
    astray = (
        "PYTHONPATH",
        "PYTHONHOME",
        "PIP_TARGET",
        "PIP_PREFIX",
        "PIP_ROOT",
        "PIP_REQUIRE_VIRTUALENV",
        "PIP_CONSTRAINT",
        "PIP_NO_INDEX",
        "UV_CONSTRAINT",
        "UV_SYSTEM_PYTHON",
        "__PYVENV_LAUNCHER__",
    )
    environment = {name: value for name, value in os.environ.items() if name not in astray}
    environment.update(PIP_USER="0", PYTHONUTF8="1")
    return environment


def remove(folder, keep):
    """Delete a folder; the file `keep` goes last, so that an interrupted removal is known as ours."""
    if folder.is_symlink():
        folder.unlink()
        return
    for path in list(folder.iterdir()):
        if path == keep:
            continue
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(str(path))
        else:
            path.unlink()
    shutil.rmtree(str(folder))


def replace_text(path, text):
    """Write a text file so that a reader finds the old or the new one, never half of it."""
    draft = path.with_name(path.name + ".new")
    draft.write_text(text, encoding="utf-8")
    os.replace(str(draft), str(path))


def in_ci():
    return os.environ.get("CI", "").lower() in ("true", "1", "yes")


def hand_over(setup, arguments, **extra):
    """Become the Python of .venv with these arguments, so that stopping start.py stops it too."""
    command = [str(setup.python)] + [str(argument) for argument in arguments]
    environment = dict(os.environ, VIRTUAL_ENV=str(setup.venv), **extra)
    environment["PATH"] = str(setup.scripts) + os.pathsep + environment.get("PATH", "")
    for name in ("PYTHONHOME", "PYTHONPATH", "__PYVENV_LAUNCHER__"):
        environment.pop(name, None)
    setup.say("ready after %.2f seconds\n%s" % (time.monotonic() - setup.started, " ".join(command)))
    os.chdir(str(setup.root))
    sys.stdout.flush()
    if not WINDOWS:
        os.execve(command[0], command, environment)
    process = subprocess.Popen(command, env=environment)
    while True:
        try:
            return process.wait()
        except KeyboardInterrupt:  # Windows sends Ctrl-C to both: the child decides when to end
            pass


# --- the browser that the tests drive ------------------------------------------------------------


def browser_places(system, environment):
    """Where Chrome, Chromium and Edge are found: names on the PATH, then files. system: as sys.platform."""
    home = Path(environment.get("HOME") or environment.get("USERPROFILE") or "~")
    if system == "win32":
        homes = [environment.get(name) for name in ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA")]
        programs = [
            "Google/Chrome/Application/chrome.exe",
            "Chromium/Application/chrome.exe",
            "Microsoft/Edge/Application/msedge.exe",
        ]
        return ["chrome", "msedge"], [Path(home) / program for program in programs for home in homes if home]
    if system == "darwin":
        programs = ["Google Chrome", "Chromium", "Microsoft Edge"]
        return ["chromium"], [
            folder / (name + ".app") / "Contents/MacOS" / name
            for name in programs
            for folder in (Path("/Applications"), home / "Applications")
        ]
    flatpaks = ["org.chromium.Chromium", "com.google.Chrome", "com.microsoft.Edge"]
    return (
        [
            "chromium",
            "google-chrome-stable",
            "google-chrome",
            "chromium-browser",
            "microsoft-edge-stable",
            "microsoft-edge",
        ],
        [Path("/opt/google/chrome/chrome"), Path("/snap/bin/chromium")]
        + [
            folder / name
            for name in flatpaks
            for folder in (Path("/var/lib/flatpak/exports/bin"), home / ".local/share/flatpak/exports/bin")
        ],
    )


def find_browser(system=sys.platform, environment=os.environ, which=shutil.which, exists=os.path.exists):
    """The path of an installed browser, or None. AFTERCOUP_BROWSER, if set, says which one."""
    chosen = environment.get("AFTERCOUP_BROWSER")
    if chosen:
        path = which(chosen) or (chosen if exists(chosen) else None)
        if not path:
            raise Stop(
                "AFTERCOUP_BROWSER is set to %s, and there is no such program." % chosen,
                "Set it to the path of Chrome, Chromium or Edge, or do not set it: then it is looked for.",
            )
        return path
    names, files = browser_places(system, environment)
    return next(filter(None, map(which, names)), None) or next(
        (str(file) for file in files if exists(file)), None
    )


NO_BROWSER = (
    "no Chrome, Chromium or Edge found (install one, or set AFTERCOUP_BROWSER to its path; "
    "on Debian and Ubuntu: sudo apt install chromium)"
)


# --- the commands --------------------------------------------------------------------------------


def lab(setup, arguments):
    setup.ensure(["lessons"])
    for name, content in LAB_SETTINGS.items():
        file = setup.venv / name
        text = json.dumps(content, indent=1)
        if not file.exists() or file.read_text() != text:
            file.parent.mkdir(parents=True, exist_ok=True)
            replace_text(file, text)
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    print("Opening JupyterLab in your browser. To end it: press Ctrl-C here, twice.", flush=True)
    return hand_over(
        setup,
        [
            "-m",
            "jupyterlab",
            "--ServerApp.root_dir=%s" % setup.root,
            "--LabApp.default_url=/lab/tree/" + FIRST_LESSON,
        ]
        + (["--allow-root"] if root else [])
        + arguments,
        JUPYTERLAB_WORKSPACES_DIR=str(setup.venv / "share/jupyter/lab/workspaces"),
    )


def test(setup, arguments):
    if not (setup.root / "tests").is_dir():
        raise Stop(
            "this folder is an edition for students, which came without tests.",
            "To open the lessons and exercises: python start.py",
        )
    browser = find_browser()
    if browser:
        print("The browser tests use %s" % browser, flush=True)
    elif in_ci():
        raise Stop(NO_BROWSER + ".", "In CI nothing is skipped: .ci/run installs one.")
    else:
        print(
            "!" * 78
            + "\n! The browser tests are SKIPPED: %s.\n! All other tests run.\n" % NO_BROWSER
            + "!" * 78,
            flush=True,
        )
    setup.ensure(["lessons", "tests", "editions"])
    # A file's tests stay together: a notebook has one kernel. Their order is that of tests/conftest.py.
    spread = ["-n", "auto", "--dist", "loadfile", "--no-loadscope-reorder"]
    return hand_over(
        setup, ["-m", "pytest"] + spread + arguments, **({"AFTERCOUP_BROWSER": browser} if browser else {})
    )


def check(setup, arguments):
    setup.ensure(["lessons"])
    paths = [os.path.abspath(one) if os.path.exists(one) else one for one in arguments]
    return hand_over(setup, ["-m", "aftercoup", "check"] + paths)


def build(setup, arguments):
    setup.ensure(["lessons"])
    return hand_over(setup, ["-m", "aftercoup", "build"] + arguments)


def pack(setup, arguments):
    setup.ensure(["lessons"])
    return hand_over(setup, ["-m", "aftercoup", "pack"] + from_here(arguments, "--output"))


def site(setup, arguments, command="site"):
    if not (setup.root / "aftercoup/teach/browser").is_dir():
        raise Stop(
            "this folder is an edition for students, which came without this command.",
            "It is made from the whole project.",
        )
    setup.ensure(["lessons", "tests", "editions"])
    arguments = from_here(from_here(arguments, "--output"), "--packages")
    return hand_over(setup, ["-m", "aftercoup", command] + arguments)


def kit(setup, arguments):
    return site(setup, arguments, "kit")


def mark(setup, arguments):
    setup.ensure(["lessons"])
    return hand_over(setup, ["-m", "aftercoup", "mark"] + from_here(arguments, "--out", os.path.exists))


def pages(setup, arguments):
    setup.ensure(["lessons", "editions"])
    where = [] if "-o" in arguments or "--output" in arguments else ["-o", "pages"]
    return hand_over(setup, ["-m", "aftercoup", "pages"] + from_here(where + arguments, "--output"))


def from_here(arguments, output, is_input=lambda value: False):
    """The arguments, with files and folders meant from where the teacher stands. output: where to write."""
    paths, before = [], ""
    for one in arguments:
        name, equals, value = one.rpartition("=")
        if is_input(value) or before in (output, "-o") or name == output:
            value = os.path.abspath(value)
        paths.append(name + equals + value)
        before = one
    return paths


def set_up(setup, arguments):
    if arguments:
        raise Stop("setup takes no further arguments.", "python start.py setup")
    setup.ensure(["lessons"], check=True)
    setup.say("%.1f seconds" % (time.monotonic() - setup.started))
    print("Set up. To open the lessons: python start.py")


def lock(setup, arguments):
    """Resolve pyproject.toml for all systems at once, and split the result into parts.

    Versions stay as they are where they may; --upgrade takes the newest that the ranges allow. This
    machine's own settings of package indexes are left out, and the result is refused if one got in.
    """
    import tomllib

    uv = find_uv() or shutil.which("uv", path=str(setup.scripts))
    if not uv:
        raise Stop(
            "writing the lock needs uv.",
            "Get it by running the tests once (python start.py test), or from\n"
            "your system's packages, then run this again.",
        )
    project = tomllib.loads((setup.root / "pyproject.toml").read_text(encoding="utf-8"))
    environment = {
        name: value
        for name, value in clean_environment().items()
        if not name.startswith(("UV_", "PIP_")) or name in ("UV_CACHE_DIR", "UV_NATIVE_TLS")
    }
    with tempfile.TemporaryDirectory() as folder:
        constraints = Path(folder, "constraints.txt")
        constraints.write_text("\n".join(project["tool"]["aftercoup"]["lock-constraints"]) + "\n")

        def resolve(groups, output, more=()):
            options = (
                "--no-config --quiet --universal --only-binary :all: --generate-hashes --no-header "
                "--no-annotate --python-version %d.%d"
            ) % OLDEST
            command = [uv, "pip", "compile", str(setup.root / "pyproject.toml")] + options.split()
            command += ["--constraint", str(constraints), "--output-file", str(output)] + list(more)
            for group in groups:
                command += ["--group", group]
            setup.say(" ".join(command))
            if subprocess.run(command, cwd=str(setup.root), env=environment).returncode:
                raise Stop("uv could not resolve pyproject.toml.", "See what it says above.")
            return read_lock("# part: all\n" + Path(output).read_text(encoding="utf-8"))["all"]

        whole = Path(folder, "whole.txt")
        whole.write_text("\n".join(sum(setup.lock.values(), [])) + "\n", encoding="utf-8")
        everything = resolve(["test", "editions"], whole, arguments)
        parts, before = {}, set()
        for name, groups in (("lessons", []), ("tests", ["test"])):
            lines = resolve(groups, Path(folder, name + ".txt"), ["--constraint", str(whole)])
            parts[name] = [line for line in lines if line not in before]
            before.update(lines)
        parts["editions"] = [line for line in everything if line not in before]
    check_lock(parts)
    replace_text(setup.root / "requirements.lock", write_lock(parts))
    print("requirements.lock: " + ", ".join("%s %d" % (name, len(parts[name])) for name in parts))


COMMANDS = {
    "lab": lab,
    "test": test,
    "check": check,
    "build": build,
    "pack": pack,
    "site": site,
    "kit": kit,
    "mark": mark,
    "pages": pages,
    "setup": set_up,
    "lock": lock,
}


def read_arguments(arguments):
    """(verbose, command, further arguments); the command is lab when none is named."""
    arguments = list(arguments)
    verbose = arguments[:1] == ["--verbose"]
    if verbose:
        arguments.pop(0)
    if not arguments or arguments[0].startswith("-") or arguments[0].endswith(".ipynb"):
        return verbose, "lab", arguments
    if arguments[0] not in COMMANDS:
        near = difflib.get_close_matches(arguments[0], COMMANDS, 1)
        raise Stop(
            "there is no command %s." % arguments[0] + (" Did you mean %s?" % near[0] if near else ""),
            "The commands are %s. For more: python start.py --help" % ", ".join(COMMANDS),
        )
    return verbose, arguments[0], arguments[1:]


def main(arguments):
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    if arguments[:1] in (["--help"], ["-h"]):
        print(__doc__)
        return 0
    try:
        verbose, command, further = read_arguments(arguments)
        return COMMANDS[command](Setup(verbose=verbose), further) or 0
    except Stop as stop:
        print(stop, file=sys.stderr)
        return 1
    except OSError as error:
        print(folder_problem(error, ROOT), file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

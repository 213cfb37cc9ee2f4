#!/usr/bin/env python3
# -*- coding: utf-8 -*-
# /// script
# requires-python = ">=3.11"
# ///
"""Set up the lessons and open them. Needs Python 3.11 or newer and nothing else.

    python start.py               set up, then open the lessons in JupyterLab
    python start.py test          set up, then run every test; --quick: those that take about a minute together
    python start.py setup         only set up; if set up before, check it and mend it
    python start.py check         set up what it needs, then check the data tables

and for teachers datasheet, build, pack, mark and site. Once it is set up, python start.py commands says what each does,
and python start.py mark --help what it takes.
On macOS and Linux the program may be called python3, on Windows py. With uv: uv run start.py.
Further arguments go to the program behind a command:
    python start.py lab --no-browser        python start.py test -k data
python start.py --help shows this text.

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

import hashlib
import json
import os
import shutil
import signal
from pathlib import Path

ROOT = Path(__file__).resolve().parent
if not (ROOT / "requirements.lock").is_file() or not (ROOT / "aftercoup" / "setup").is_dir():
    sys.exit(
        "start.py: the rest of the project is not beside start.py.\n\n"
        "  If you opened start.py inside a zip file, unpack the whole zip first, then start it\n"
        "  from the unpacked folder. Otherwise get the project again."
    )
sys.path.insert(0, str(ROOT))
from aftercoup.setup import no_such_command, problems, running
from aftercoup.setup.lock import read_lock

WINDOWS = os.name == "nt"

# The parts of requirements.lock, with what each needs on disk while it is being installed, in MB and with room
# to spare; then what a command needs. A command that is not named here needs the tools alone.
PARTS = {"tools": 150, "lessons": 600, "tests": 500, "editions": 200}
LESSONS = ["tools", "lessons"]
NEEDS = {
    "lab": LESSONS,
    "setup": LESSONS,
    "build": LESSONS,
    "test": list(PARTS),
    "site": list(PARTS),
}
QUICK = ["-m", "not slow and not browser"]  # how pytest is told test --quick
PIP = "-m pip install --disable-pip-version-check --no-input --retries 3 --progress-bar off".split()


class Setup:
    """The set-up of one folder: its .venv, the lock, and the note (stamp) of what was installed.

    The stamp is written last and removed first. So a .venv with a stamp is whole, and one without is
    what an interrupted run left: it is made anew.
    """

    def __init__(self, root=ROOT):
        self.root = Path(root)
        self.venv = self.root / ".venv"
        self.old = self.root / ".venv.old"
        self.scripts = self.venv / ("Scripts" if WINDOWS else "bin")
        self.python = self.scripts / ("python.exe" if WINDOWS else "python")
        self.stamp = self.venv / "aftercoup-installed.json"
        self.ours = self.venv / "made-by-start.py.txt"
        self.log = self.venv / "aftercoup-setup.log"
        self.lock = read_lock((self.root / "requirements.lock").read_text(encoding="utf-8"))

    def digest(self, part):
        return hashlib.sha256("\n".join(self.lock[part]).encode()).hexdigest()

    def installed(self):
        """The parts that the stamp says are there as locked, and why .venv is of no use, if it is not."""
        try:
            stamp = json.loads(self.stamp.read_text(encoding="utf-8"))
            python, folder, parts = stamp["python"], stamp["folder"], dict(stamp["parts"])
        except (OSError, ValueError, KeyError, TypeError):
            return [], "the last set-up did not come to its end"
        if folder != str(self.venv):
            return [], "this folder was moved or copied"
        if python != running.this_python() or not self.python.exists():
            return [], "it was made by another Python"
        return [part for part in self.lock if parts.get(part) == self.digest(part)], None

    def ensure(self, parts, check=False):
        """Install what is not yet there of these parts. check: let the installer look at what is there, too; it mends
        each package that is not there in its locked version, and downloads nothing else."""
        there, useless = self.installed()
        if check or not set(parts) <= set(there):
            wanted = [part for part in self.lock if part in parts or check and part in there]
            with running.only_one(self.root / ".venv.lock"):
                self.install(wanted, there, useless)

    def install(self, parts, there, useless):
        if sys.version_info[:2] > NEWEST_TRIED:
            print("Note: tried with Python 3.11 to 3.%d, not yet with this one." % NEWEST_TRIED[1])
        uv = running.find_uv()
        if useless:
            self.clear(useless)
        needed = sum(PARTS[part] for part in parts if part not in there)
        free = shutil.disk_usage(str(self.root)).free // 10**6
        if free < needed:
            raise problems.problem("no_room", needed=needed, free=free)
        if useless:
            self.make_venv(with_pip=not uv)
        self.stamp.unlink(missing_ok=True)
        requirements = [line for part in parts for line in self.lock[part]]
        print("Installing %d packages, which may take a minute or two ..." % len(requirements), flush=True)
        self.fetch(requirements, uv)
        # A relative path, so that no letter of the folder's name has to survive a text encoding.
        packages = running.site_packages(self.venv)
        (packages / "aftercoup.pth").write_text(os.path.relpath(self.root, packages) + "\n", encoding="ascii")
        digests = {part: self.digest(part) for part in self.lock if part in there or part in parts}
        note = {"python": running.this_python(), "folder": str(self.venv), "parts": digests}
        self.stamp.write_text(json.dumps(note, indent=1), encoding="utf-8")

    def clear(self, why):
        """Remove what an earlier run of start.py left of a .venv; one of someone else's is left alone.

        It is moved aside first: half removed it could be taken for one of someone else's.
        """
        shutil.rmtree(str(self.old), ignore_errors=True)
        if not self.venv.exists() and not self.venv.is_symlink():
            return
        if not self.venv.is_dir() or not self.ours.exists() and any(self.venv.iterdir()):
            raise problems.problem("venv_of_others", venv=self.venv)
        print("Setting up anew: %s." % why)
        os.replace(str(self.venv), str(self.old))
        shutil.rmtree(str(self.old), ignore_errors=True)

    def make_venv(self, with_pip):
        self.venv.mkdir(exist_ok=True)
        self.ours.write_text("start.py made this folder, and may delete it and make it anew.\n")
        without_pip = [] if with_pip else ["--without-pip"]
        code, output = self.run([running.base_python(), "-m", "venv"] + without_pip + [str(self.venv)])
        if code or not self.python.exists():
            raise problems.install_problem(output, self.root)

    def fetch(self, requirements, uv):
        """Download and install, with uv if there is one, and with pip if there is none or uv fails."""
        file = self.venv / "aftercoup-requirements.txt"
        file.write_text("\n".join(requirements) + "\n", encoding="utf-8")
        options = ["--no-deps", "--require-hashes", "--only-binary", ":all:", "-r", str(file)]
        if uv:
            code, output = self.run([uv, "pip", "install", "--python", str(self.python)] + options)
            if code == 0:
                return
            print("uv could not do it; trying again with pip ...", flush=True)
        if not (running.site_packages(self.venv) / "pip").exists():
            code, output = self.run([str(self.python), "-m", "ensurepip"])
            if code:
                raise problems.install_problem(output, self.root)
        pip = [str(self.python)] + PIP
        code, output = self.run(pip + ["--no-compile", "--no-warn-script-location"] + options)
        if code:
            missing = problems.missing_package(output)
            if missing:  # pip does not say why; asked for this one alone, it does
                output += problems.only_about(missing, self.run(pip + problems.ASK + [missing])[1])
            raise problems.install_problem(output, self.root)

    def run(self, command):
        """Run an installer; (exit code, what it says)."""
        return running.run_and_log(command, self.log, self.root)


def read_arguments(arguments):
    """(command, further arguments); the command is lab when none is named."""
    if not arguments or arguments[0].endswith(".ipynb"):
        return "lab", arguments
    return arguments[0], arguments[1:]


def run(setup, command, arguments):
    """Set up what a command needs, then become the program behind it; its exit status. Help needs no set-up."""
    more = [argument for argument in arguments if argument != "--help"]
    if command in ("setup", "commands") and more:
        said = "start.py %s takes nothing behind it, and %s stands there: nothing was done. Leave it out."
        print(said % (command, " ".join(more)), file=sys.stderr)
        return 2
    needed = NEEDS.get(command, ["tools"])
    if "--help" in arguments or command == "commands":
        if command == "setup" or not set(needed) <= set(setup.installed()[0]):
            print(__doc__)
            return 0
    wrong = no_such_command(command, (setup.root / "aftercoup" / "teach").is_dir())
    if wrong:
        print(wrong, file=sys.stderr)
        return 2
    setup.ensure(needed, check=command == "setup")
    if command == "setup":
        print("Set up. To open the lessons: python start.py")
        return 0
    if command == "lab":
        program = ["-m", "aftercoup.setup.lab"]
    elif command == "test":
        os.chdir(str(setup.root))
        # A file's tests stay together: a notebook has one kernel. Their order is that of tests/conftest.py.
        program = ["-m", "pytest", "-n", "auto", "--dist", "loadfile", "--no-loadscope-reorder"]
    else:  # -P: what lies in the folder where the reader stands is never imported
        program = ["-P", "-m", "aftercoup", command]
    for argument in arguments:
        program += QUICK if (command, argument) == ("test", "--quick") else [argument]
    return running.become([str(setup.python)] + program, setup.venv)


def main(arguments):
    running.open_streams()
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # a stop signal is as Ctrl-C
    if arguments[:1] in (["--help"], ["-h"]):
        print(__doc__)
        return 0
    if arguments and arguments[0].startswith("-"):
        said = "start.py has no option %s. One for JupyterLab stands behind lab: python start.py lab --no-browser"
        print(said % arguments[0], file=sys.stderr)
        return 2
    try:
        command, further = read_arguments(arguments)
        return run(Setup(), command, further)
    except problems.Stop as stop:
        print(stop, file=sys.stderr)
        return 1
    except OSError as error:
        print(problems.folder_problem(error, ROOT), file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print(problems.problem("stopped"), file=sys.stderr)
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

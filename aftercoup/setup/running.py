"""How start.py runs other programs: one set-up at a time, with a log, and able to be stopped at any moment."""

import contextlib
import errno
import os
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from pathlib import Path

from aftercoup.setup import problems

WINDOWS = os.name == "nt"

# Settings of the reader that would lead an installer astray. Proxies, certificates and mirrors stay.
ASTRAY = set(
    """PYTHONPATH PYTHONHOME PIP_TARGET PIP_PREFIX PIP_ROOT PIP_REQUIRE_VIRTUALENV PIP_CONSTRAINT
    PIP_NO_INDEX UV_CONSTRAINT UV_SYSTEM_PYTHON __PYVENV_LAUNCHER__""".split()
)


def this_python() -> str:
    """Which kind of Python this is: what it runs must have been installed for the same kind."""
    return f"{sys.implementation.cache_tag} {sysconfig.get_platform()}"


def base_python() -> str:
    """The Python outside any virtual environment: the one that makes .venv."""
    return getattr(sys, "_base_executable", None) or sys.executable


def find_uv() -> str | None:
    """The program uv, if it is there: it installs faster than pip."""
    return shutil.which("uv")


def site_packages(venv: Path) -> Path:
    """The folder of installed packages in a virtual environment."""
    return Path(sysconfig.get_path("purelib", "venv", vars={"base": str(venv), "platbase": str(venv)}))


def open_streams() -> None:
    """Give this process a standard input and output where it has none (pythonw, a scheduler).

    Otherwise the next file that is opened would become its output.
    """
    for number in (0, 1, 2):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # takes the lowest number that is free: this one
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))
        elif hasattr(getattr(sys, name), "reconfigure"):
            getattr(sys, name).reconfigure(errors="replace")  # a narrow console must not stop a message


def clean_environment() -> dict[str, str]:
    """The reader's environment without what would lead an installer astray."""
    environment = {name: value for name, value in os.environ.items() if name not in ASTRAY}
    return environment | {"PIP_USER": "0", "PYTHONUTF8": "1"}


def run_and_log(command: list[str], log: Path, folder: Path) -> tuple[int, str]:
    """Run an installer: its exit code and what it says. All goes into the log, the latest line to a terminal."""
    shown = sys.stdout.isatty()
    output = []
    process = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        errors="replace",
        env=clean_environment(),
        cwd=folder,
    )
    try:
        with open(log, "a", encoding="utf-8") as file:
            file.write(f"$ {' '.join(command)}\n")
            for line in process.stdout or ():
                output.append(line)
                file.write(line)
                if shown:
                    print("\r  " + line.strip()[:70].ljust(70), end="", flush=True)
        return process.wait(), "".join(output)
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()
        if shown:
            print("\r" + " " * 72, end="\r", flush=True)


@contextlib.contextmanager
def only_one(lock: Path) -> Iterator[None]:
    """Hold the set-up for this process alone; the system lets go of it however the process ends."""
    with open(lock, "a+") as file:
        try:
            if WINDOWS:
                import msvcrt  # on Windows only

                file.seek(0)
                msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
            else:
                import fcntl  # elsewhere only

                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            if error.errno in (errno.EAGAIN, errno.EACCES, errno.EDEADLK):
                raise problems.problem("busy") from None
            # some network disks have no locks: go on without
        yield


def become(command: list[str], venv: Path) -> int:
    """Become this program of a virtual environment, so that whoever stops start.py stops it too."""
    environment = dict(os.environ, VIRTUAL_ENV=str(venv))
    environment["PATH"] = os.path.dirname(command[0]) + os.pathsep + environment.get("PATH", "")
    for name in ("PYTHONHOME", "PYTHONPATH", "__PYVENV_LAUNCHER__"):
        environment.pop(name, None)
    sys.stdout.flush()
    if not WINDOWS:
        os.execve(command[0], command, environment)
    process = subprocess.Popen(command, env=environment)
    while True:
        try:
            return process.wait()
        except KeyboardInterrupt:  # Windows sends Ctrl-C to both: the child decides when to end
            pass

"""Does a class get through lesson 01 and its exercise on a hub, and what does a student cost?

    .venv/bin/python deploy/hub_trial.py --students 20 --at-once 4

starts a JupyterHub on this machine only and lets simulated students do what real ones do: start a server, open
the link to the course, run every cell of lesson 01, fill in and run exercise 01, save both. Then the teacher
corrects the course, the students open the link again, and the sheets are collected and marked. Any difference
between a student's points and what the answers are worth ends the trial with a sentence and exit status 1.

It needs the set-up of the project (`python start.py setup`), Linux, git, Node.js with npm, 400 MB of memory for each
student, and a package index for a Python environment of its own, which tljh.sh sets up as on a real machine.
Everything is in one temporary folder, which goes at the end.
"""

from __future__ import annotations

import argparse
import contextlib
import csv
import json
import os
import secrets
import socket
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psutil
import requests
import websocket

DEPLOY = Path(__file__).resolve().parent
ROOT = DEPLOY.parent
sys.path += [str(DEPLOY), str(ROOT), str(ROOT / "tests")]

import classroom  # noqa: E402 (from the tests: the synthetic class)
import collect  # noqa: E402
import links  # noqa: E402
import sizing  # noqa: E402

from aftercoup.teach.content import keys  # noqa: E402
from aftercoup.teach.editions import pack  # noqa: E402

PROXY = "configurable-http-proxy@5.3.0"
EXERCISE, LESSON, SHEET = "01", "notebooks/01_read_the_event.ipynb", "exercises/exercise_01.ipynb"
CORRECTION = "This sentence was corrected while the course was running."


def run(*command: object, **options: Any) -> None:
    """Run a command to its end; RuntimeError with its last words if it fails."""
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True, **options)
    if done.returncode:
        raise RuntimeError(f"{' '.join(map(str, command))}\n{(done.stdout + done.stderr)[-3000:]}")


def soon(ready: Callable[[], Any], what: str) -> None:
    """Wait until `ready` gives something true; RuntimeError after four minutes."""
    for _ in range(480):
        with contextlib.suppress(requests.ConnectionError):
            if ready():
                return
        time.sleep(0.5)
    raise RuntimeError(f"{what} did not start in four minutes.")


@contextlib.contextmanager
def hub(folder: Path, course: Path) -> Iterator[tuple[str, str]]:
    """A JupyterHub of this machine, set up as on one with The Littlest JupyterHub; its address and its token."""
    place, token = folder / "environment", secrets.token_hex(16)
    python, config = place / "user/bin/python", place / "hub/bin/tljh-config"
    run("npm", "install", "--prefix", place / "proxy", "--ignore-scripts", "--no-audit", PROXY)
    run(sys.executable, "-m", "venv", place / "user")
    run(python, "-m", "pip", "install", "--quiet", "--no-input", "jupyterhub==6.1.1")
    config.parent.mkdir(parents=True)
    config.write_text("#!/bin/sh\n", encoding="utf-8")  # stands in for TLJH's own, and sets nothing
    config.chmod(0o755)
    run("bash", DEPLOY / "tljh.sh", course, env=os.environ | {"TLJH_INSTALL_PREFIX": str(place)})
    with contextlib.ExitStack() as stack:
        free = [stack.enter_context(socket.create_server(("127.0.0.1", 0))) for _ in range(3)]
        ports = [str(one.getsockname()[1]) for one in free]
    (folder / "home").mkdir()
    settings = {name: one for name, one in os.environ.items() if not name.startswith(("JUPYTER", "PYTHON"))}
    settings |= {"TRIAL_FOLDER": str(folder), "TRIAL_PORTS": " ".join(ports), "TRIAL_TOKEN": token}
    settings["TRIAL_PROXY"] = str(place / "proxy/node_modules/.bin/configurable-http-proxy")
    settings["PATH"] = f"{python.parent}{os.pathsep}{os.environ['PATH']}"
    command = [python, "-m", "jupyterhub", "-f", DEPLOY / "trial_config.py"]
    program = subprocess.Popen(command, cwd=folder, env=settings)
    try:
        address = f"http://127.0.0.1:{ports[0]}"
        soon(lambda: requests.get(f"{address}/hub/api/", timeout=10).ok, "The hub")
        yield address, token
    finally:
        program.terminate()  # it stops its servers and its proxy itself
        program.wait()


def used(count: int) -> sizing.Student:
    """What one of `count` students uses: memory of servers and kernels, what is shared shared out; processor of all."""
    memory, processor = 0.0, 0.0
    for process in psutil.Process().children(recursive=True):
        with contextlib.suppress(psutil.Error):  # it is ending just now
            took, command = process.cpu_times(), " ".join(process.cmdline())
            processor += took.user + took.system
            if "singleuser" in command or "ipykernel" in command:
                memory += process.memory_full_info().pss / 1e6
    return sizing.Student(round(memory / count), round(processor / count, 1))


class Student:
    """One simulated student: a name, what this student will answer, and what that is worth."""

    def __init__(self, number: int, address: str, token: str, skill: float) -> None:
        self.name, self.token = f"student{number:02d}", token
        answers, self.points = classroom.student(EXERCISE, keys.load(EXERCISE), skill, number)
        self.sheet = json.loads(classroom.filled(EXERCISE, answers))["cells"]
        self.user, self.server = f"{address}/hub/api/users/{self.name}", f"{address}/user/{self.name}"

    def ask(self, address: str, method: str = "GET", data: Any = None) -> requests.Response:
        """Ask the hub or the student's server; HTTPError when it refuses."""
        headers = {"Authorization": f"token {self.token}"}
        response = requests.request(method, address, json=data, headers=headers, timeout=300)
        response.raise_for_status()
        return response

    def log_in(self) -> None:
        """Become known to the hub, and start a server."""
        self.ask(self.user, "POST")
        self.ask(f"{self.user}/server", "POST")
        soon(
            lambda: self.ask(self.user).json()["servers"].get("", {}).get("ready"), f"{self.name}: the server"
        )

    def follow(self, link: str) -> None:
        """Open the link to the course: nbgitpuller's page, then what that page asks for."""
        parts = urlsplit(link)
        address = f"{self.server}/{parts.path.removeprefix('/hub/user-redirect/')}"
        self.ask(f"{address}?{parts.query}")
        wanted = parts.query.partition("&urlpath")[0]
        if '"phase": "finished"' not in self.ask(f"{address}/api?{wanted}").text:
            raise RuntimeError(f"{self.name}: the course was not fetched.")

    def file(self, path: str, method: str = "GET", data: Any = None) -> dict[str, Any]:
        """Read or write a notebook of the student's own copy of the course."""
        return self.ask(f"{self.server}/api/contents/{links.FOLDER}/{path}", method, data).json()["content"]

    def work_through(self, path: str, filled: list[Any] | None = None) -> None:
        """Open a notebook of the course, run all its cells (as they are `filled` in), save."""
        notebook = self.file(path)
        for cell, other in zip(notebook["cells"], filled or ()):
            cell["source"] = "".join(other["source"])
        kernel = self.ask(f"{self.server}/api/kernels", "POST", {"name": "python3"}).json()["id"]
        address = f"{self.server}/api/kernels/{kernel}/channels".replace("http", "ws", 1)
        headers = [f"Authorization: token {self.token}"]
        with contextlib.closing(websocket.create_connection(address, 180, header=headers)) as kernel:
            for cell in [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]:
                cell["outputs"] = self.run_cell(kernel, cell["source"])
        self.file(path, "PUT", {"type": "notebook", "format": "json", "content": notebook})

    def run_cell(self, kernel: websocket.WebSocket, source: str) -> list[dict[str, Any]]:
        """Run a cell as JupyterLab does; returns its outputs as a notebook stores them."""
        number = secrets.token_hex(16)
        header = {"msg_id": number, "session": number, "msg_type": "execute_request", "version": "5.4"}
        rest = {"content": {"code": source}, "channel": "shell", "parent_header": {}, "metadata": {}}
        kernel.send(json.dumps({"header": header | {"username": self.name}, "buffers": [], **rest}))
        outputs = []
        while True:
            reply = json.loads(kernel.recv())
            kind, content = reply["msg_type"], reply["content"]
            if reply["parent_header"].get("msg_id") != number:
                continue
            if kind == "error":
                raise RuntimeError(f"{self.name}: this cell failed: {source}\n{content['evalue']}")
            if kind in ("display_data", "execute_result", "stream"):
                content.pop("transient", None)
                outputs.append({"output_type": kind, **content})
            elif kind == "status" and content["execution_state"] == "idle":
                return outputs

    def update(self, link: str) -> None:
        """Open the link again after the teacher's correction: it arrives, and no answer is lost."""
        self.follow(link)
        cells = self.file(SHEET)["cells"]
        now = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
        if now != ["".join(cell["source"]) for cell in self.sheet if cell["cell_type"] == "code"]:
            raise RuntimeError(f"{self.name}: the update changed an answer.")
        if CORRECTION not in json.dumps(cells):
            raise RuntimeError(f"{self.name}: the correction did not arrive.")


def git(folder: Path, *words: str) -> None:
    """Run git in a folder, as a teacher."""
    run("git", "-c", "user.name=Teacher", "-c", "user.email=teacher@example.edu", *words, cwd=folder)


def save(course: Path, message: str) -> None:
    """Commit everything in a folder."""
    git(course, "add", "--all")
    git(course, "commit", "--quiet", "--message", message)


def correct(course: Path) -> None:
    """Correct texts of lesson and sheet, as a teacher does in the third week."""
    for name in (LESSON, SHEET):
        notebook = json.loads((course / name).read_text(encoding="utf-8"))
        for cell in notebook["cells"]:
            if cell["cell_type"] == "markdown":
                cell["source"] = [*cell["source"][:-1], cell["source"][-1] + "\n", "\n", CORRECTION]
        text = json.dumps(notebook, indent=1, ensure_ascii=False) + "\n"
        (course / name).write_text(text, encoding="utf-8")
    save(course, "A correction")


def differences(rows: list[dict[str, str]], truth: dict[str, float]) -> list[str]:
    """Sentences about a gradebook (its rows) that does not say of each student the points of `truth`."""
    points = {row["student"]: float(row["points"] or 0) for row in rows}
    return [
        f"{name}: {points.get(name, 'no row')} in the gradebook, the answers are worth {truth.get(name, 'nothing')}."
        for name in sorted({*points, *truth})
        if name not in points or name not in truth or abs(points[name] - truth[name]) > 0.005
    ]


def trial(count: int, at_once: int, folder: Path) -> list[str]:
    """Everything; returns sentences about what is not as it should be."""
    pack.write("class", folder / "class.zip")
    with zipfile.ZipFile(folder / "class.zip") as archive:
        archive.extractall(folder)
    course, shelf = folder / "after-the-coup-class", folder / "course.git"
    git(course, "init", "--quiet", "--initial-branch=main")
    save(course, "The course")
    run("git", "clone", "--quiet", "--bare", course, shelf)
    with hub(folder, course) as (address, token), ThreadPoolExecutor(at_once) as pool:
        students = [Student(number, address, token, number / max(1, count - 1)) for number in range(count)]
        link = links.hub_link(address, links.repository(shelf.as_uri()), LESSON)

        def each(does: Callable[[Student], None]) -> None:
            list(pool.map(does, students))

        each(Student.log_in)
        each(lambda student: student.follow(link))
        each(lambda student: student.work_through(LESSON))
        each(lambda student: student.work_through(SHEET, student.sheet))
        student = used(count)
        print(f"\n{sizing.used(student)}\n\n{sizing.table(student)}\n")
        correct(course)
        git(course, "push", "--quiet", str(shelf), "main")
        each(lambda student: student.update(link))
    collect.collect(folder / "home", EXERCISE, folder / "submitted")
    mark = [sys.executable, "-m", "aftercoup", "mark", folder / "submitted", "--out", folder / "marks"]
    subprocess.run(
        mark, cwd=ROOT
    )  # its status says whether something is left to decide, as corrected texts are
    with (folder / "marks/gradebook.csv").open(encoding="utf-8-sig", newline="") as file:
        return differences(list(csv.DictReader(file)), {one.name: one.points for one in students})


def main() -> int:
    """Run the trial: 0: all as it should be, 1: something is not."""
    parser = argparse.ArgumentParser(description="Lets simulated students use a JupyterHub on this machine.")
    parser.add_argument("--students", type=int, default=2)
    parser.add_argument("--at-once", type=int, default=4, help="so many work at the same moment")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="hub-trial-") as folder:
        wrong = trial(given.students, given.at_once, Path(folder).resolve())
    print("\n".join(wrong) or "All as it should be. Nothing is left behind.")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())

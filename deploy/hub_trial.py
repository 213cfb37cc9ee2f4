"""Does a class get through lesson 01 and its exercise on a hub, and what does a student cost?

    .venv/bin/python deploy/hub_trial.py --students 20 --at-once 4

starts a JupyterHub on this machine only and lets simulated students do what real ones do: start a server, open
the link to the course, run every cell of lesson 01, fill in and run exercise 01, save both. Then the teacher
corrects the course, the students open the link again, and the sheets are collected and marked. Any difference
between a student's points and what the answers are worth ends the trial with a sentence and exit status 1.

It needs the set-up of the project (`python start.py setup`), Linux, git, Node.js with npm, and a package index
for a Python environment of its own, which tljh.sh sets up as on a real machine. Everything lies in one
temporary folder, which goes at the end (--keep-environment FOLDER keeps the packages for another run).
"""

from __future__ import annotations

import argparse
import contextlib
import csv
import json
import os
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

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

from aftercoup.teach import keys, pack  # noqa: E402

PROXY = "configurable-http-proxy@5.3.0"
EXERCISE = "01"
LESSON = "notebooks/01_read_the_event.ipynb"
SHEET = "exercises/exercise_01.ipynb"
CORRECTION = "This sentence was corrected while the course was running."
MB_EACH, MB_SPARE = 400, 1500  # asked for before the start, so that the trial does not fill the machine
# Parts of a hub -> what stands in the command of such a process.
PARTS = {
    "server": "jupyterhub-singleuser",
    "kernel": "ipykernel_launcher",
    "proxy": "configurable-http-proxy",
    "hub": "-m jupyterhub -f",
}

Usage = dict[str, list[float]]  # part -> MB of memory, seconds of processor


class TrialProblem(Exception):
    """What went wrong in the trial, as a sentence."""


def run(*command: object, **options: Any) -> str:
    """Run a command to its end and return its output; TrialProblem with its last words if it fails."""
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True, **options)
    if done.returncode:
        raise TrialProblem(f"{' '.join(map(str, command))}\n{(done.stdout + done.stderr)[-3000:]}")
    return done.stdout


# ---------------------------------------------------------------- the hub


class Hub:
    """A JupyterHub of this machine, in a folder of its own."""

    def __init__(self, folder: Path, environment: Path) -> None:
        self.folder, self.environment = folder, environment
        self.token = secrets.token_hex(16)
        with contextlib.ExitStack() as stack:
            sockets = [stack.enter_context(socket.create_server(("127.0.0.1", 0))) for _ in range(3)]
            self.ports = [free.getsockname()[1] for free in sockets]
        self.address = f"http://127.0.0.1:{self.ports[0]}"
        self.process: psutil.Popen | None = None

    def set_up(self, course: Path) -> None:
        """The environment as on a machine with The Littlest JupyterHub: its packages, then ours by tljh.sh."""
        python = self.environment / "user/bin/python"
        if not python.exists():
            (self.environment / "proxy").mkdir(parents=True)
            npm = ("npm", "install", "--prefix", ".", "--ignore-scripts", "--no-audit", "--no-fund")
            run(*npm, PROXY, cwd=self.environment / "proxy")
            run(sys.executable, "-m", "venv", self.environment / "user")
            run(python, "-m", "pip", "install", "--quiet", "--no-input", "jupyterhub==6.1.1")
        config = self.environment / "hub/bin/tljh-config"  # stands in for TLJH's own, and sets nothing
        config.parent.mkdir(parents=True, exist_ok=True)
        config.write_text("#!/bin/sh\n", encoding="utf-8")
        config.chmod(0o755)
        run(
            "bash",
            DEPLOY / "tljh.sh",
            course,
            env=os.environ | {"TLJH_INSTALL_PREFIX": str(self.environment)},
        )
        run(python, "-m", "pip", "check")

    def start(self) -> None:
        """Start the hub and wait until it answers."""
        bin_folder = self.environment / "user/bin"
        environment = {
            name: value for name, value in os.environ.items() if not name.startswith(("JUPYTER", "PYTHON"))
        }
        settings = {
            "TRIAL_FOLDER": str(self.folder),
            "TRIAL_PROXY": str(self.environment / "proxy/node_modules/.bin/configurable-http-proxy"),
            "TRIAL_PORTS": " ".join(map(str, self.ports)),
            "TRIAL_TOKEN": self.token,
            "PATH": f"{bin_folder}{os.pathsep}{os.environ['PATH']}",
        }
        (self.folder / "home").mkdir()
        with (self.folder / "hub.log").open("wb") as log:
            self.process = psutil.Popen(
                [bin_folder / "python", "-m", "jupyterhub", "-f", DEPLOY / "trial_config.py"],
                cwd=self.folder, env=environment | settings, stdout=log, stderr=subprocess.STDOUT,
            )  # fmt: skip
        for _ in range(240):
            with contextlib.suppress(requests.ConnectionError):
                if requests.get(f"{self.address}/hub/api/", timeout=10).ok:
                    return
            time.sleep(0.5)
        raise TrialProblem("The hub does not answer.")

    def processes(self) -> list[psutil.Process]:
        """The hub and all that it started."""
        return [self.process, *self.process.children(recursive=True)] if self.process else []

    def usage(self) -> Usage:
        """What each part uses now."""
        usage = {part: [0.0, 0.0] for part in PARTS}
        for process in self.processes():
            with contextlib.suppress(psutil.Error):  # it is ending just now
                command = " ".join(process.cmdline())
                part = next((part for part, words in PARTS.items() if words in command), None)
                if part:
                    memory, took = process.memory_full_info(), process.cpu_times()
                    usage[part][0] += memory.pss / 1e6  # PSS: pages that are shared are shared out
                    usage[part][1] += took.user + took.system
        return usage

    def stop(self) -> int:
        """End the hub and all that it started; returns how many processes had to be killed."""
        processes = self.processes()
        if self.process:
            self.process.terminate()  # the hub stops its servers and its proxy itself
        _, left = psutil.wait_procs(processes, timeout=60)
        for process in left:
            with contextlib.suppress(psutil.Error):
                process.kill()
        return len(left)


# ---------------------------------------------------------------- a student


class Student:
    """One simulated student: a name, what this student will answer, and what that is worth."""

    def __init__(self, number: int, hub: Hub, master: Any, skill: float) -> None:
        self.name, self.hub = f"student{number:02d}", hub
        self.answers, self.points = classroom.student(EXERCISE, master, skill, number)
        self.server = f"{hub.address}/user/{self.name}"

    def ask(self, address: str, method: str = "GET", data: Any = None) -> requests.Response:
        """Ask the hub or the student's server; TrialProblem when it refuses."""
        headers = {"Authorization": f"token {self.hub.token}"}
        response = requests.request(method, address, json=data, headers=headers, timeout=300)
        if not response.ok:
            where = urlsplit(address).path
            raise TrialProblem(
                f"{self.name}: {method} {where} gave {response.status_code}: {response.text[:300]}"
            )
        return response

    def log_in(self) -> None:
        """Become known to the hub, and start a server."""
        user = f"{self.hub.address}/hub/api/users/{self.name}"
        self.ask(user, "POST")
        self.ask(f"{user}/server", "POST")
        for _ in range(480):
            if self.ask(user).json().get("servers", {}).get("", {}).get("ready"):
                return
            time.sleep(0.5)
        raise TrialProblem(f"{self.name}: the server did not start in four minutes.")

    def follow(self, link: str) -> None:
        """Open the link to the course: nbgitpuller's page, then what that page asks for."""
        parts = urlsplit(link)
        address = f"{self.server}/{parts.path.removeprefix('/hub/user-redirect/')}"
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        page = self.ask(f"{address}?{parts.query}").text
        if f'data-path="{quote(query["urlpath"])}"' not in page:
            raise TrialProblem(f"{self.name}: the link's page does not lead to {query['urlpath']}.")
        wanted = "&".join(
            f"{name}={quote(query[name], safe='')}" for name in ("repo", "branch", "targetpath")
        )
        lines = self.ask(f"{address}/api?{wanted}").text.splitlines()
        events = [json.loads(line[6:]) for line in lines if line.startswith("data: ")]
        if not events or events[-1].get("phase") != "finished":
            raise TrialProblem(f"{self.name}: the course was not fetched: {events[-1:]}")

    def read(self, path: str) -> dict[str, Any]:
        """A notebook of the student's own copy of the course."""
        return self.ask(f"{self.server}/api/contents/{links.FOLDER}/{path}").json()["content"]

    def work_through(self, path: str, change: Callable[[dict[str, Any]], None] | None = None) -> list[Any]:
        """Open a notebook of the course, change its cells, run them all, save; returns their outputs."""
        notebook = self.read(path)
        if change:
            change(notebook)
        kernel = self.ask(f"{self.server}/api/kernels", "POST", {"name": "python3"}).json()["id"]
        address = f"{self.server}/api/kernels/{kernel}/channels".replace("http", "ws", 1)
        headers = [f"Authorization: token {self.hub.token}"]
        connection = websocket.create_connection(address, header=headers, timeout=180)
        with contextlib.closing(connection):
            outputs = []
            for cell in notebook["cells"]:
                if cell["cell_type"] == "code":
                    cell["outputs"] = self.run_cell(connection, cell["source"])
                    outputs += cell["outputs"]
        whole = {"type": "notebook", "format": "json", "content": notebook}
        self.ask(f"{self.server}/api/contents/{links.FOLDER}/{path}", "PUT", whole)
        return outputs

    def run_cell(self, connection: websocket.WebSocket, source: str) -> list[dict[str, Any]]:
        """Run a cell as JupyterLab does; returns its outputs as a notebook stores them."""
        number = secrets.token_hex(16)
        header = {"msg_id": number, "msg_type": "execute_request", "username": self.name}
        message = {
            "header": header | {"session": number, "version": "5.4"},
            "content": {"code": source, "silent": False, "store_history": True, "allow_stdin": False},
        }
        connection.send(
            json.dumps(message | {"parent_header": {}, "metadata": {}, "channel": "shell", "buffers": []})
        )
        outputs = []
        while True:
            reply = json.loads(connection.recv())
            kind, content = reply["msg_type"], reply["content"]
            if reply["parent_header"].get("msg_id") != number:
                continue
            if kind == "error":
                raise TrialProblem(f"{self.name}: this cell failed: {source}\n{content.get('evalue')}")
            if kind in ("display_data", "execute_result", "stream"):
                content.pop("transient", None)
                outputs.append({"output_type": kind, **content})
            elif kind == "status" and content["execution_state"] == "idle":
                return outputs

    def fill_in(self, notebook: dict[str, Any]) -> None:
        """Type this student's answers into the sheet."""
        filled = json.loads(classroom.filled(EXERCISE, self.answers))
        for cell, other in zip(notebook["cells"], filled["cells"], strict=True):
            cell["source"] = "".join(other["source"])

    def lesson_and_exercise(self, link: str) -> None:
        """From the link to the saved sheet."""
        self.follow(link)
        outputs = self.work_through(LESSON)
        if not any(len(output.get("data", {}).get("text/html", "")) > 50_000 for output in outputs):
            raise TrialProblem(f"{self.name}: lesson 01 showed no explorer.")
        self.work_through(SHEET, self.fill_in)

    def update(self, link: str) -> None:
        """Open the link again after the teacher's correction: it arrives, and no answer is lost."""
        self.follow(link)
        for path in (LESSON, SHEET):
            if CORRECTION not in json.dumps(self.read(path)):
                raise TrialProblem(f"{self.name}: the correction of {path} did not arrive.")
        wanted = json.loads(classroom.filled(EXERCISE, self.answers))
        for cell, other in zip(self.read(SHEET)["cells"], wanted["cells"], strict=True):
            if cell["cell_type"] == "code" and cell["source"] != "".join(other["source"]):
                raise TrialProblem(f"{self.name}: the update changed an answer: {cell['source']}")


# ---------------------------------------------------------------- the teacher


def git(folder: Path, *words: str) -> None:
    """Run git in a folder, as a teacher."""
    run("git", "-c", "user.name=Teacher", "-c", "user.email=teacher@example.edu", *words, cwd=folder)


def save(course: Path, message: str) -> None:
    """Commit everything in a folder."""
    git(course, "add", "--all")
    git(course, "commit", "--quiet", "--message", message)


def publish(folder: Path) -> tuple[Path, Path]:
    """The class edition, unpacked, and a git repository with it that students fetch: both paths."""
    with zipfile.ZipFile(pack.pack("class", folder / "class.zip")) as archive:
        archive.extractall(folder)
    course, shelf = folder / "after-the-coup-class", folder / "course.git"
    git(course, "init", "--quiet", "--initial-branch=main")
    save(course, "The course")
    run("git", "clone", "--quiet", "--bare", course, shelf)
    return course, shelf


def correct(course: Path) -> None:
    """Correct texts of lesson and sheet, as a teacher does in the third week."""
    for name in (LESSON, SHEET):
        path = course / name
        notebook = json.loads(path.read_text(encoding="utf-8"))
        for cell in notebook["cells"]:
            if cell["cell_type"] == "markdown":
                cell["source"] = [*cell["source"][:-1], cell["source"][-1] + "\n", "\n", CORRECTION]
        path.write_text(json.dumps(notebook, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    save(course, "A correction")


def marked(folder: Path, students: list[Student]) -> list[str]:
    """Collect and mark; returns sentences about every student whose points are not what the answers are worth."""
    collect.collect(folder / "home", EXERCISE, folder / "submitted")
    run(sys.executable, "-m", "aftercoup", "mark", folder / "submitted", "--out", folder / "marks", cwd=ROOT)
    with (folder / "marks/gradebook.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    return differences(rows, {student.name: student.points for student in students})


def differences(rows: list[dict[str, str]], truth: dict[str, float]) -> list[str]:
    """Sentences about a gradebook (its rows) that does not say of each student the points of `truth`."""
    points = {row["student"]: float(row["points"] or 0) for row in rows}
    wrong = [
        f"{name}: {points.get(name, 'no row')} points in the gradebook, the answers are worth {worth:g}."
        for name, worth in truth.items()
        if name not in points or abs(points[name] - worth) > 0.005
    ]
    strangers = sorted(set(points) - set(truth))
    return wrong + [f"{name} is in the gradebook and not in the class." for name in strangers]


# ---------------------------------------------------------------- the trial


def measured(started: Usage, worked: Usage, count: int) -> sizing.Student:
    """What one of `count` students used, by `Hub.usage` after the log-in and after the work."""
    begin = started["server"][1]
    return sizing.Student(
        server=round(worked["server"][0] / count),
        kernels=round(worked["kernel"][0] / count),
        start=round((begin + worked["hub"][1] + worked["proxy"][1]) / count, 1),
        work=round((worked["server"][1] - begin + worked["kernel"][1]) / count, 1),
    )


def trial(count: int, at_once: int, folder: Path, environment: Path) -> list[str]:
    """Everything; returns sentences about what is not as it should be."""
    course, shelf = publish(folder)
    hub = Hub(folder, environment)
    print("Setting up the environment (a minute or two) ...", flush=True)
    hub.set_up(course)
    master = keys.load(EXERCISE)
    students = [Student(number, hub, master, number / max(1, count - 1)) for number in range(count)]
    link = links.hub_link(hub.address, links.repository(shelf.as_uri()), LESSON)
    try:
        hub.start()
        with ThreadPoolExecutor(at_once) as pool:
            list(pool.map(Student.log_in, students))
            started = hub.usage()
            print("All have a server.", flush=True)
            list(pool.map(lambda student: student.lesson_and_exercise(link), students))
            worked = hub.usage()
            print("All have run lesson and exercise.", flush=True)
            correct(course)
            git(course, "push", "--quiet", str(shelf), "main")
            list(pool.map(lambda student: student.update(link), students))
        print("The correction has reached all, and all answers are as they were.", flush=True)
        wrong = marked(folder, students)
        student = measured(started, worked, count)
        print(f"\n{sizing.used(student)}\n\n{sizing.table(student)}\n")
    except (TrialProblem, OSError, websocket.WebSocketException) as problem:
        log = folder / "hub.log"
        said = log.read_text(errors="replace")[-3000:] if log.exists() else "nothing"
        wrong = [f"{problem}\nThe hub said:\n{said}"]
    finally:
        killed = hub.stop()
    return wrong + [f"{killed} processes had to be killed."] * bool(killed)


def main(arguments: list[str] | None = None) -> int:
    """Run the trial: 0: all as it should be, 1: something is not, 2: it could not begin."""
    parser = argparse.ArgumentParser(description="Lets simulated students use a JupyterHub on this machine.")
    parser.add_argument("--students", type=int, default=2)
    parser.add_argument("--at-once", type=int, default=4, help="so many work at the same moment")
    parser.add_argument("--keep-environment", metavar="FOLDER", help="keep the packages there")
    given = parser.parse_args(arguments)
    missing = [name for name in ("git", "node", "npm", "bash") if not shutil.which(name)]
    most = int((psutil.virtual_memory().available / 1e6 - MB_SPARE) // MB_EACH)
    if missing:
        print(f"The trial needs {', '.join(missing)}: install it, then run this again.")
        return 2
    if not 1 <= given.students <= most:
        print(f"--students {given.students}: this machine has memory for 1 to {most} at the moment.")
        return 2
    with tempfile.TemporaryDirectory(prefix="hub-trial-") as name:
        folder = Path(name).resolve()
        environment = Path(given.keep_environment or folder / "environment").resolve()
        try:
            wrong = trial(given.students, given.at_once, folder, environment)
        except TrialProblem as problem:
            wrong = [str(problem)]
    print("\n".join(wrong) or "All as it should be. Nothing is left behind.")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())

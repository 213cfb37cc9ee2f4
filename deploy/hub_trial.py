"""Does a whole class get through lesson 01 and its exercise on a hub, and what does a student cost?

    .venv/bin/python deploy/hub_trial.py --students 20 --at-once 4

starts a JupyterHub on this machine only and lets simulated students do what real ones do: start a server of
their own, open the link to the course, run every cell of lesson 01 in a kernel of their own, fill in and run
exercise 01, save both. Then the teacher corrects the course, the students open the link again, the sheets are
collected and marked, and each student's points are compared with what this student knew. Last, the idle
culler stops the servers. Any difference ends the trial with a sentence and exit status 1.

It needs the set-up of the project (`python start.py setup`), git, Node.js with npm, and a package index for a
Python environment of its own, which tljh.sh sets up as on a real machine. Everything lies in one temporary
folder, which goes at the end with all processes (--keep-environment FOLDER keeps the packages for another
run). Memory is measured as PSS, where shared pages are shared out, so: on Linux.
"""

import argparse
import asyncio
import contextlib
import csv
import json
import os
import platform
import secrets
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile
from pathlib import Path
from urllib.parse import parse_qs, quote, urlsplit

import psutil
from tornado.httpclient import AsyncHTTPClient, HTTPRequest
from tornado.websocket import websocket_connect

DEPLOY = Path(__file__).resolve().parent
ROOT = DEPLOY.parent
sys.path += [str(DEPLOY), str(ROOT), str(ROOT / "tests")]

import classroom  # noqa: E402 (from the tests: the synthetic class)
import collect  # noqa: E402
import links  # noqa: E402
import sizing  # noqa: E402

from aftercoup.teach import keys, pack  # noqa: E402

PACKAGES = ["jupyterhub==6.1.1", "jupyterhub-idle-culler==2.0.0"]
PROXY = "configurable-http-proxy@5.3.0"
EXERCISE = "01"
LESSON = "notebooks/01_read_the_event.ipynb"
SHEET = "exercises/01_read_the_event.ipynb"
CORRECTION = "This sentence was corrected while the course was running."
MB_EACH, SPARE_MB = 400, 1500  # asked for before the start, so that the trial does not fill the machine
MOST = 60


class TrialProblem(Exception):
    """What went wrong in the trial, as a sentence."""


# ---------------------------------------------------------------- the machine


def run(command, **options):
    """Run a command to its end; its output is shown only if it fails."""
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True, **options)
    if done.returncode:
        raise TrialProblem(f"{' '.join(map(str, command))}\n{(done.stdout + done.stderr)[-3000:]}")
    return done.stdout


def free_ports(count):
    """Ports of this machine that nobody uses at the moment."""
    with contextlib.ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in sockets]


class Machine:
    """The trial's folder, environment, hub, and every process that belongs to it (by a mark of its own)."""

    def __init__(self, folder, environment):
        self.folder, self.prefix = Path(folder), Path(environment)
        self.python = self.prefix / "user/bin/python"
        self.proxy = self.prefix / "proxy/node_modules/.bin/configurable-http-proxy"
        self.mark, self.token = secrets.token_hex(8), secrets.token_hex(16)
        self.ports = free_ports(3)
        self.hub = f"http://127.0.0.1:{self.ports[0]}"
        self.configured = {}

    def set_up(self, course):
        """The environment as on a machine with TLJH: its own packages, then the course by tljh.sh."""
        if not self.proxy.exists():
            (self.prefix / "proxy").mkdir(parents=True, exist_ok=True)
            (self.prefix / "proxy/package.json").write_text(
                '{"private": true}\n'
            )  # so that npm installs here
            npm = ["npm", "install", "--ignore-scripts", "--no-audit", "--no-fund", "--no-save"]
            run([*npm, PROXY], cwd=self.prefix / "proxy")
            run([sys.executable, "-m", "venv", self.prefix / "user"])
            run([self.python, "-m", "pip", "install", "--quiet", "--no-input", *PACKAGES])
        config = self.prefix / "hub/bin/tljh-config"  # stands in for TLJH's own: it notes what is set
        config.parent.mkdir(parents=True, exist_ok=True)
        notes = self.folder / "tljh-config.txt"
        config.write_text(f'#!/bin/sh\necho "$@" >> {notes}\n')
        config.chmod(0o755)
        run(["bash", DEPLOY / "tljh.sh", course], env={**os.environ, "TLJH_INSTALL_PREFIX": str(self.prefix)})
        lines = [line.split() for line in notes.read_text().splitlines()]
        self.configured = {line[1]: line[2] for line in lines if line[0] == "set"}
        checked = subprocess.run([self.python, "-m", "pip", "check"], capture_output=True, text=True)
        return checked.stdout.strip().splitlines() if checked.returncode else []

    def start(self):
        """Start the hub, and wait until it answers."""
        environment = {
            **{
                name: value
                for name, value in os.environ.items()
                if not name.startswith(("JUPYTER", "PYTHON"))
            },
            "TRIAL_FOLDER": str(self.folder),
            "TRIAL_PROXY": str(self.proxy),
            "TRIAL_PORTS": " ".join(map(str, self.ports)),
            "TRIAL_TOKEN": self.token,
            "TRIAL_MARK": self.mark,
            "PATH": f"{self.python.parent}{os.pathsep}{os.environ['PATH']}",
        }
        (self.folder / "home").mkdir()
        log = open(self.folder / "hub.log", "wb")
        self.process = subprocess.Popen(
            [self.python, "-m", "jupyterhub", "-f", DEPLOY / "trial_config.py"],
            cwd=self.folder,
            env=environment,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        log.close()

    def log(self):
        """The end of what the hub said."""
        with contextlib.suppress(OSError):
            return (self.folder / "hub.log").read_text(errors="replace")[-3000:]
        return ""

    def processes(self):
        """All processes of the trial that run now, with their environment: [(process, variables)]."""
        found = []
        for process in psutil.process_iter():
            with contextlib.suppress(psutil.Error, OSError):
                variables = process.environ()
                if variables.get("TRIAL_MARK") == self.mark:
                    found.append((process, variables))
        return found

    def stop(self):
        """End every process of the trial; returns how many had to be killed."""
        if getattr(self, "process", None) and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(60)
        for end in ("terminate", "kill"):
            left = [process for process, _ in self.processes()]
            for process in left:
                with contextlib.suppress(psutil.Error):
                    getattr(process, end)()
            psutil.wait_procs(left, timeout=10)
        return len(left)


# ---------------------------------------------------------------- what is measured


def role(process):
    """Which part of the hub a process is: hub, proxy, server or kernel; "" for the rest."""
    try:
        words = " ".join(process.cmdline())
    except psutil.Error:  # it is ending just now
        return ""
    for name, mark in (
        ("server", "jupyterhub-singleuser"),
        ("kernel", "ipykernel_launcher"),
        ("proxy", "configurable-http-proxy"),
        ("hub", "-m jupyterhub -f"),
    ):
        if mark in words:
            return name
    return ""


def usage(machine):
    """{(role, student): [MB of PSS, MB of its own, seconds of processor, processes]} of what runs now."""
    found = {}
    for process, variables in machine.processes():
        with contextlib.suppress(psutil.Error, OSError):
            key = (role(process), variables.get("JUPYTERHUB_USER", ""))
            memory, took = process.memory_full_info(), process.cpu_times()
            seconds = took.user + took.system + took.children_user + took.children_system
            if key[0] == "server":  # its kernels are counted by themselves when they run
                seconds = took.user + took.system
            shared = getattr(memory, "pss", memory.uss)
            row = found.setdefault(key, [0.0, 0.0, 0.0, 0])
            for place, more in enumerate((shared / 1e6, memory.uss / 1e6, seconds, 1)):
                row[place] += more
    return found


# ---------------------------------------------------------------- a student


class Student:
    """One simulated student: a name, what this student will answer, and what that is worth."""

    def __init__(self, place, machine, master, skill):
        self.name, self.machine = f"student{place:02d}", machine
        self.answers, self.points = classroom.student(EXERCISE, master, skill, place)
        self.base = f"{machine.hub}/user/{self.name}"
        self.seconds = {}

    async def ask(self, path, method="GET", data=None, whole=True, timeout=120):
        """Ask the student's server (or, with an address, the hub). Returns the answer's data or text."""
        address = path if path.startswith("http") else f"{self.base}/{path}"
        body = None if data is None and method in ("GET", "DELETE") else json.dumps(data or {})
        response = await AsyncHTTPClient().fetch(
            HTTPRequest(
                address,
                method,
                headers={"Authorization": f"token {self.machine.token}"},
                body=body,
                request_timeout=timeout,
            ),
            raise_error=False,
        )
        if response.code >= 400:
            said = response.body.decode(errors="replace")[:300]
            raise TrialProblem(f"{self.name}: {method} {urlsplit(address).path} gave {response.code}: {said}")
        text = response.body.decode()
        return json.loads(text) if text[:1] in "{[" and text else text

    async def log_in(self):
        """Become known to the hub, and start a server."""
        begin, user = time.monotonic(), f"{self.machine.hub}/hub/api/users/{self.name}"
        await self.ask(user, "POST")
        await self.ask(f"{user}/server", "POST")
        while not (await self.ask(user)).get("servers", {}).get("", {}).get("ready"):
            if time.monotonic() - begin > 240:
                raise TrialProblem(f"{self.name}: the server did not start in four minutes.")
            await asyncio.sleep(0.3)
        self.seconds["start"] = time.monotonic() - begin

    async def follow(self, link):
        """Open the link to the course: nbgitpuller's page, then what that page asks for. Returns its goal."""
        parts = urlsplit(link)
        after = parts.path.removeprefix("/hub/user-redirect/")
        page = await self.ask(f"{after}?{parts.query}")
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        if f'data-path="{quote(query["urlpath"])}"' not in page:
            raise TrialProblem(f"{self.name}: the link's page does not lead to {query['urlpath']}.")
        asked = "&".join(f"{name}={quote(query[name], safe='')}" for name in ("repo", "branch", "targetpath"))
        said = await self.ask(f"{after}/api?{asked}", timeout=300)
        events = [json.loads(line[6:]) for line in said.splitlines() if line.startswith("data: ")]
        if not events or events[-1].get("phase") != "finished":
            raise TrialProblem(f"{self.name}: the course was not fetched: {events[-1:]}")
        return query["urlpath"]

    async def work_through(self, path, change=None):
        """Open a notebook of the course, change its cells, run them all, save. Returns their outputs."""
        where = f"api/contents/{links.FOLDER}/{path}"
        notebook = (await self.ask(where))["content"]
        if change:
            change(notebook)
        session = {
            "path": f"{links.FOLDER}/{path}",
            "type": "notebook",
            "name": "",
            "kernel": {"name": "python3"},
        }
        kernel = (await self.ask("api/sessions", "POST", session))["kernel"]["id"]
        address = f"{self.base}/api/kernels/{kernel}/channels".replace("http", "ws", 1)
        socket_ = await websocket_connect(
            HTTPRequest(address, headers={"Authorization": f"token {self.machine.token}"}),
            max_message_size=2**28,
        )
        try:
            for cell in notebook["cells"]:
                if cell["cell_type"] == "code":
                    cell["outputs"], cell["execution_count"] = await self.run_cell(socket_, cell["source"])
        finally:
            socket_.close()
        await self.ask(where, "PUT", {"type": "notebook", "format": "json", "content": notebook})
        return [cell.get("outputs", []) for cell in notebook["cells"] if cell["cell_type"] == "code"]

    async def run_cell(self, socket_, source, patience=180):
        """Run a cell as JupyterLab does. Returns (its outputs as a notebook stores them, its number)."""
        number = secrets.token_hex(16)
        header = {"msg_id": number, "username": self.name, "session": number, "version": "5.4"}
        content = {"code": source, "silent": False, "store_history": True, "allow_stdin": False}
        message = {"header": {**header, "msg_type": "execute_request"}, "content": content}
        await socket_.write_message(
            json.dumps({**message, "parent_header": {}, "metadata": {}, "channel": "shell", "buffers": []})
        )
        outputs, count, open_ = [], None, {"reply", "idle"}
        while open_:
            text = await asyncio.wait_for(socket_.read_message(), patience)
            if text is None:
                raise TrialProblem(f"{self.name}: the connection to the kernel was lost.")
            said = json.loads(text)
            if said["parent_header"].get("msg_id") != number:
                continue
            kind, inside = said["msg_type"], said["content"]
            if kind in ("display_data", "execute_result", "stream"):
                kept = ("data", "metadata", "execution_count", "name", "text")
                outputs.append(
                    {"output_type": kind, **{name: inside[name] for name in kept if name in inside}}
                )
            elif kind == "execute_reply":
                if inside["status"] != "ok":
                    raise TrialProblem(f"{self.name}: this cell failed: {source}\n{inside.get('evalue')}")
                count = inside["execution_count"]
                open_.discard("reply")
            elif kind == "status" and inside["execution_state"] == "idle":
                open_.discard("idle")
        return outputs, count

    def fill_in(self, notebook):
        """Type this student's answers into the sheet."""
        filled = json.loads(classroom.filled(EXERCISE, self.answers))
        if [cell["id"] for cell in filled["cells"]] != [cell["id"] for cell in notebook["cells"]]:
            raise TrialProblem(f"{self.name}: the sheet that was fetched is not the one of this project.")
        for cell, other in zip(notebook["cells"], filled["cells"]):
            cell["source"] = "".join(other["source"])

    async def lesson_and_exercise(self, link):
        """From the link to the saved sheet."""
        begin = time.monotonic()
        await self.follow(link)
        outputs = await self.work_through(LESSON)
        explorers = [
            one for cell in outputs for one in cell if len(one.get("data", {}).get("text/html", "")) > 50_000
        ]
        if not explorers:
            raise TrialProblem(f"{self.name}: lesson 01 showed no explorer.")
        self.seconds["lesson"] = time.monotonic() - begin
        begin = time.monotonic()
        await self.work_through(SHEET, self.fill_in)
        self.seconds["exercise"] = time.monotonic() - begin

    async def update(self, link):
        """Open the link again after the teacher's correction: it arrives, and no answer is lost."""
        await self.follow(link)
        for path in (LESSON, SHEET):
            sheet = (await self.ask(f"api/contents/{links.FOLDER}/{path}"))["content"]
            if CORRECTION not in json.dumps(sheet):
                raise TrialProblem(f"{self.name}: the correction of {path} did not arrive.")
        wanted = json.loads(classroom.filled(EXERCISE, self.answers))
        for cell, other in zip(sheet["cells"], wanted["cells"]):
            if cell["cell_type"] == "code" and cell["source"] != "".join(other["source"]):
                raise TrialProblem(f"{self.name}: the update changed an answer: {cell['source']}")


# ---------------------------------------------------------------- the teacher


def publish(folder):
    """The class edition, unpacked, and a git repository with it that students fetch. Returns both paths."""
    file = pack.pack("class", folder / "class.zip")
    with zipfile.ZipFile(file) as archive:
        archive.extractall(folder)
    course, shelf = folder / "after-the-coup-class", folder / "course.git"
    git(course, "init", "--quiet", "--initial-branch=main")
    save(course, "The course")
    run(["git", "clone", "--quiet", "--bare", course, shelf])
    git(course, "remote", "add", "shelf", str(shelf))
    return course, shelf


def git(folder, *words):
    run(["git", "-c", "user.name=Teacher", "-c", "user.email=teacher@example.edu", *words], cwd=folder)


def save(course, message):
    git(course, "add", "--all")
    git(course, "commit", "--quiet", "--message", message)


def correct(course):
    """Correct texts of lesson and sheet, as a teacher does in the third week."""
    for name in (LESSON, SHEET):
        path = course / name
        notebook = json.loads(path.read_text(encoding="utf-8"))
        for cell in notebook["cells"]:
            if cell["cell_type"] == "markdown":
                cell["source"] = [*cell["source"][:-1], cell["source"][-1] + "\n", "\n", CORRECTION]
        path.write_text(json.dumps(notebook, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    save(course, "A correction")


def marked(folder, students):
    """Collect and mark; returns sentences about every student whose points are not what the student knew."""
    collect.collect(folder / "home", EXERCISE, folder / "submitted")
    marks = folder / "marks"
    command = [sys.executable, "-m", "aftercoup", "mark", folder / "submitted", "--out", marks]
    done = subprocess.run(list(map(str, command)), cwd=ROOT, capture_output=True, text=True)
    if done.returncode not in (0, 1):
        raise TrialProblem(f"The sheets could not be marked: {done.stdout}{done.stderr}")
    with open(marks / "gradebook.csv", encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    return differences(rows, {student.name: student.points for student in students})


def differences(rows, truth):
    """Sentences about a gradebook (its rows) that does not say of each student the points of `truth`."""
    found = {row["student"]: float(row["points"] or 0) for row in rows}
    wrong = [
        f"{name}: {found.get(name, 'no row')} points in the gradebook, the answers are worth {points:g}."
        for name, points in truth.items()
        if name not in found or abs(found[name] - points) > 0.005
    ]
    return wrong + [
        f"{name} is in the gradebook and not in the class." for name in sorted(set(found) - set(truth))
    ]


# ---------------------------------------------------------------- the trial


async def trial(machine, students, course, shelf, at_once):
    """Run it; returns what was measured at its stages: name -> usage()."""
    await hub_answers(machine)
    turn = asyncio.Semaphore(at_once)
    link = links.hub_link(machine.hub, shelf.as_uri(), LESSON)

    async def each(deed):
        async def one(student):
            async with turn:
                await deed(student)

        await asyncio.gather(*map(one, students))

    stages = {}
    for name, deed in (
        ("started", Student.log_in),
        ("worked", lambda student: student.lesson_and_exercise(link)),
    ):
        begin = time.monotonic()
        await each(deed)
        await asyncio.sleep(2)
        stages[name] = usage(machine)
        print(f"All have {name}: {time.monotonic() - begin:.0f} s.", flush=True)
    correct(course)
    git(course, "push", "--quiet", "shelf", "main")
    await each(lambda student: student.update(link))
    print("The correction has reached all, and all answers are as they were.", flush=True)
    return stages


async def hub_answers(machine):
    """Wait for the hub."""
    asker = Student.__new__(Student)
    asker.name, asker.machine = "hub", machine
    begin = time.monotonic()
    while True:
        try:
            return await asker.ask(f"{machine.hub}/hub/api/")
        except (OSError, TrialProblem) as problem:
            if machine.process.poll() is not None or time.monotonic() - begin > 120:
                raise TrialProblem(f"The hub does not answer ({problem}).") from None
            await asyncio.sleep(0.5)


def culled(machine, patience=90):
    """Let the idle culler stop the servers, as a real hub does after half an hour; how many are left."""
    command = [
        machine.python,
        "-m",
        "jupyterhub_idle_culler",
        "--timeout=1",
        "--cull-every=2",
        "--concurrency=10",
    ]
    culler = subprocess.Popen(
        list(map(str, [*command, f"--url={machine.hub}/hub/api"])),
        env={**os.environ, "JUPYTERHUB_API_TOKEN": machine.token, "TRIAL_MARK": machine.mark},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    begin = time.monotonic()
    try:
        while left := sum(role(process) in ("server", "kernel") for process, _ in machine.processes()):
            if time.monotonic() - begin > patience:
                break
            time.sleep(1)
        return left
    finally:
        culler.terminate()
        culler.wait(10)


def measured(stages, students):
    """The sizing.Student of what was measured, and the rows of the table about it."""
    count = len(students)

    def mean(stage, name, what):
        return sum(row[what] for (part, _), row in stages[stage].items() if part == name) / count

    start = mean("started", "server", 2)
    work = mean("worked", "server", 2) - start + mean("worked", "kernel", 2)
    shared = sum(row[2] for (part, _), row in stages["worked"].items() if part in ("hub", "proxy")) / count
    student = sizing.Student(  # rounded as it is printed, so that the sizes follow from what is printed
        server=round(mean("worked", "server", 0)),
        kernels=round(mean("worked", "kernel", 0)),
        start=round(start + shared, 1),
        work=round(work, 1),
    )
    kernels = sum(row[3] for (part, _), row in stages["worked"].items() if part == "kernel") / count
    rows = [
        ("server of a student, after work", mean("worked", "server", 0), mean("worked", "server", 1)),
        (f"kernels of a student ({kernels:g})", mean("worked", "kernel", 0), mean("worked", "kernel", 1)),
        ("hub, for all", *(mean("worked", "hub", what) * count for what in (0, 1))),
        ("proxy, for all", *(mean("worked", "proxy", what) * count for what in (0, 1))),
    ]
    return student, rows


def report(students, student, rows, load):
    """Print what was measured, as it stands in deploy/README.md."""
    print(
        f"\n{len(students)} students, {time.strftime('%d %B %Y')}, Python {platform.python_version()}, "
        f"{os.cpu_count()} cores, load {load:.1f} at the start and {os.getloadavg()[0]:.1f} at the end.\n"
    )
    print("| memory | PSS, MB | of its own (USS), MB |\n|:--|--:|--:|")
    for name, shared, own in rows:
        print(f"| {name} | {shared:.0f} | {own:.0f} |")
    print(f"| **each student** | **{student.memory:.0f}** | **{rows[0][2] + rows[1][2]:.0f}** |\n")
    print("| processor | seconds for each student |\n|:--|--:|")
    print(f"| start of the server, with the share of hub and proxy | {student.start:.1f} |")
    print(f"| lesson 01 and exercise 01, both kernels | {student.work:.1f} |\n")
    print("| waiting | median, s | longest, s |\n|:--|--:|--:|")
    for name in ("start", "lesson", "exercise"):
        took = [one.seconds[name] for one in students]
        print(f"| {name} | {statistics.median(took):.0f} | {max(took):.0f} |")
    print(f"\n{sizing.table(student)}\n")


def enough_memory(count, available):
    """A sentence if so many students would not fit into the free memory (bytes), else ""."""
    needed = count * MB_EACH + SPARE_MB
    if needed * 1e6 <= available:
        return ""
    fit = max(0, int((available / 1e6 - SPARE_MB) // MB_EACH))
    return f"{count} students may need {needed / 1000:.1f} GB, more than is free: take at most {fit}."


def whole_trial(count, at_once, minutes, folder, environment):
    """Everything; returns sentences about what is not as it should be."""
    load = os.getloadavg()[0]
    machine = Machine(folder, environment)
    course, shelf = publish(folder)
    begin = time.monotonic()
    print("Setting up the environment (a minute or two) ...", flush=True)
    wrong = [f"pip check: {line}" for line in machine.set_up(course)]
    print(f"Set up in {time.monotonic() - begin:.0f} s; limits: {machine.configured}.", flush=True)
    master = keys.load(EXERCISE)
    students = [Student(place, machine, master, place / max(1, count - 1)) for place in range(count)]
    try:
        machine.start()
        stages = asyncio.run(asyncio.wait_for(trial(machine, students, course, shelf, at_once), minutes * 60))
        wrong += marked(folder, students)
        print(
            f"Marked: the points of {count - len(wrong)} of {count} students are what they knew.", flush=True
        )
        report(students, *measured(stages, students), load)
        left = culled(machine)
        print(f"The idle culler ran; {left} servers and kernels are left.", flush=True)
        wrong += [f"The idle culler left {left} processes."] if left else []
    except (TimeoutError, TrialProblem, OSError) as problem:
        said = str(problem) or f"it took longer than {minutes} minutes"
        wrong.append(f"{said}\n--- the hub's log ---\n{machine.log()}")
    finally:
        killed = machine.stop()
    if killed or machine.processes():
        wrong.append(f"{killed} processes had to be killed, {len(machine.processes())} are left.")
    return wrong


def main(arguments=None):
    parser = argparse.ArgumentParser(description="Lets simulated students use a JupyterHub on this machine.")
    parser.add_argument("--students", type=int, default=2)
    parser.add_argument("--at-once", type=int, default=4, help="so many work at the same moment")
    parser.add_argument("--minutes", type=float, default=20, help="then it gives up")
    parser.add_argument(
        "--keep-environment", metavar="FOLDER", help="keep the packages there for another run"
    )
    given = parser.parse_args(arguments)
    if not 1 <= given.students <= MOST:
        print(f"--students takes a number from 1 to {MOST}.")
        return 2
    missing = [name for name in ("git", "node", "npm", "bash") if not shutil.which(name)]
    problem = f"The trial needs {', '.join(missing)}." if missing else ""
    problem = problem or enough_memory(given.students, psutil.virtual_memory().available)
    if problem:
        print(problem)
        return 2
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that a stopped trial cleans up too
    with tempfile.TemporaryDirectory(prefix="hub-trial-") as folder:
        environment = Path(given.keep_environment or folder).resolve()
        try:
            wrong = whole_trial(
                given.students, given.at_once, given.minutes, Path(folder).resolve(), environment
            )
        except TrialProblem as problem:
            wrong = [str(problem)]
    print("\n".join(wrong) if wrong else "All as it should be. Nothing is left behind.")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())

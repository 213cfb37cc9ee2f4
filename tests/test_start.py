"""start.py: what it tells people when something is wrong, and one real set-up from beginning to end."""

import ast
import asyncio
import errno
import http.server
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace

import pytest
import units
from installed_browser import find_browser
from jupyter_server.serverapp import ServerApp
from resolve_lock import write_lock
from tornado.websocket import websocket_connect
from traitlets.config import Config

import start
from aftercoup import cli
from aftercoup.setup import OF_ALL, OF_TEACHERS, lab, problems, running
from aftercoup.setup.lock import read_lock
from aftercoup.teach.browser import lite

ROOT = Path(start.__file__).resolve().parent
HASH = " \\\n    --hash=sha256:" + "0" * 64
LOCK = {
    "tools": ["omega==9.0" + HASH],
    "lessons": ["alpha==1.0" + HASH, "beta==2.0 ; sys_platform == 'win32'" + HASH],
    "tests": ["gamma==3.0" + HASH],
    "editions": ["delta==4.0" + HASH],
}


class Installer:
    """Stands in for subprocess in start.py: makes a .venv of empty folders, and keeps each command.

    fail: {word of a command: what the failing program prints}.
    """

    PIPE = subprocess.PIPE
    STDOUT = subprocess.STDOUT
    DEVNULL = subprocess.DEVNULL

    def __init__(self, setup, fail=None):
        self.setup = setup
        self.fail = fail or {}
        self.commands = []

    def outcome(self, command):
        self.commands.append(" ".join(command))
        for word, output in self.fail.items():
            if word in self.commands[-1]:
                if isinstance(output, BaseException):
                    raise output
                return 1, output
        if "venv" in command:
            self.setup.scripts.mkdir(parents=True)
            self.setup.python.touch()
            packages = running.site_packages(self.setup.venv)
            packages.mkdir(parents=True)
            if "--without-pip" not in command:
                (packages / "pip").mkdir()
        return 0, ""

    def Popen(self, command, **options):
        code, output = self.outcome(command)
        return SimpleNamespace(stdout=iter(output.splitlines(True)), wait=lambda: code, poll=lambda: code)

    def installs(self):
        return [command for command in self.commands if " install " in command]


@pytest.fixture
def place(tmp_path, monkeypatch):
    """A function that makes a Setup of a small made-up lock, in which no program is really run."""
    (tmp_path / "requirements.lock").write_text(write_lock(LOCK), encoding="utf-8")
    monkeypatch.setattr(running, "find_uv", lambda: None)

    def make(**options):
        setup = start.Setup(tmp_path)
        installer = Installer(setup, **options)
        monkeypatch.setattr(running, "subprocess", installer)
        return setup, installer

    return make


def message(action, *arguments, **options):
    """The text of the Stop that an action ends with."""
    with pytest.raises(problems.Stop) as stopped:
        action(*arguments, **options)
    return " ".join(str(stopped.value).split())


# --- before anything is installed ----------------------------------------------------------------


@pytest.mark.parametrize("version", [(2, 7, 18), (3, 6, 15), (3, 10, 13)])
def test_an_old_python_is_told_what_is_needed(version):
    text = start.too_old(version)
    assert "Python 3.11 or newer is needed" in text and "this is Python %d.%d." % version[:2] in text
    assert "python.org/downloads" in text and "uv run start.py" in text


def test_the_pythons_of_the_lock_are_not_too_old():
    assert [start.too_old((3, minor)) for minor in (11, 12, 13, 14)] == [None] * 4


def test_an_old_python_can_read_the_file_as_far_as_the_message():
    """An old Python reads the whole file before it runs the first line."""
    source = (ROOT / "start.py").read_text(encoding="utf-8")
    tree = ast.parse(source, feature_version=(3, 4))
    assert not [
        node for node in ast.walk(tree) if isinstance(node, (ast.JoinedStr, ast.AnnAssign, ast.NamedExpr))
    ]
    assert source.isascii()
    before = source[: source.index("sys.exit(too_old(")]
    assert [line for line in before.splitlines() if line.startswith(("import", "from"))] == [
        "from __future__ import print_function",
        "import sys",
    ]


def test_only_the_standard_library_is_imported_before_anything_is_installed(tmp_path):
    code = "import sys; before = set(sys.modules); import start; print(*(set(sys.modules) - before))"
    command = [sys.executable, "-I", "-S", "-c", f"import sys; sys.path.insert(0, {str(ROOT)!r}); {code}"]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    loaded = {name.split(".")[0] for name in done.stdout.split()}
    assert "aftercoup" in loaded and loaded <= {"start", "aftercoup", *sys.stdlib_module_names}


def test_started_from_inside_a_zip(tmp_path):
    shutil.copy(ROOT / "start.py", tmp_path)
    done = subprocess.run([sys.executable, "start.py"], cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 1 and "unpack the whole zip" in done.stderr


@pytest.mark.parametrize(
    "given, read",
    [
        ([], ("lab", [])),
        (["lab", "--no-browser"], ("lab", ["--no-browser"])),
        (["notebooks/01.ipynb"], ("lab", ["notebooks/01.ipynb"])),
        (["test", "--verbose", "-k", "data"], ("test", ["--verbose", "-k", "data"])),
        (["setup"], ("setup", [])),
    ],
)
def test_arguments(given, read):
    assert start.read_arguments(given) == read


@pytest.mark.parametrize("given", [["--verbose"], ["--verbose", "setup"], ["-v", "mark"], ["--no-browser"]])
def test_an_option_before_a_command_or_without_one_is_told_and_nothing_is_started(given, monkeypatch, capsys):
    """--verbose, which is gone, was handed to JupyterLab in silence."""
    monkeypatch.setattr(start, "run", lambda *arguments: pytest.fail("it was started"))
    assert start.main(given) == 2
    told = capsys.readouterr().err
    assert f"no option {given[0]}." in told and "python start.py lab --no-browser" in told


@pytest.mark.parametrize("command, more", [("setup", "--verbose"), ("setup", "lab"), ("commands", "-h")])
def test_what_stands_behind_a_command_that_takes_nothing_is_told_and_nothing_is_done(
    command, more, place, capsys
):
    """setup --verbose set up as setup does, and said nothing of the option."""
    setup, installer = place()
    assert start.run(setup, command, [more]) == 2 and not installer.commands and not setup.venv.exists()
    assert f"start.py {command} takes nothing behind it, and {more} stands there" in capsys.readouterr().err


def test_a_wrong_command_names_the_nearest_and_installs_nothing(place, capsys):
    setup, installer = place()
    (setup.root / "aftercoup" / "teach").mkdir(parents=True)
    for run in (cli.main, lambda words: start.run(setup, words[0], words[1:])):
        assert run(["tset"]) == 2 and run(["cehck", "myanmar-2021"]) == 2
        said = capsys.readouterr().err
        assert "Did you mean test?" in said and "Did you mean check?" in said
    assert not installer.commands and not setup.venv.exists()


def test_help_before_the_set_up_names_every_command(place, capsys):
    setup, installer = place()
    assert start.run(setup, "commands", []) == 0 and not installer.commands and not setup.venv.exists()
    told = capsys.readouterr().out
    assert all(re.search(rf"\b{command}\b", told) for command in [*OF_ALL[1:], *OF_TEACHERS])


def test_help_before_the_set_up_falls_back_on_that_of_start(place, capsys):
    setup, installer = place()
    for command in ("lab", "test", "setup", "mark", "mrak"):
        assert start.run(setup, command, ["--help"]) == 0 and not installer.commands
        assert capsys.readouterr().out.strip() == start.__doc__.strip()


def test_what_the_commands_need_is_declared_for_commands_that_exist():
    assert set(start.NEEDS) <= {*OF_ALL, *OF_TEACHERS}
    assert all(set(parts) <= set(start.PARTS) for parts in start.NEEDS.values())


def test_a_command_is_passed_on_and_needs_the_tools_alone(place, monkeypatch, tmp_path):
    """Names of files are left as they are: the program is run where the reader stands."""
    setup, _ = place()
    (tmp_path / "aftercoup/teach").mkdir(parents=True)
    became = []
    monkeypatch.setattr(running, "become", lambda command, venv: became.append(command[1:]) or 0)
    assert start.run(setup, "pack", ["--edition", "exam", "-o", "mine.zip"]) == 0
    assert became == [["-P", "-m", "aftercoup", "pack", "--edition", "exam", "-o", "mine.zip"]]
    assert setup.installed()[0] == ["tools"]


def test_a_students_edition_installs_nothing_for_a_command_that_it_lacks(place, capsys):
    setup, installer = place()
    assert start.run(setup, "site", []) == 2 and not installer.commands and not setup.venv.exists()
    assert "an edition for students, which came without this command" in capsys.readouterr().err


def test_quick_tests_leave_out_what_is_slow(place, monkeypatch, tmp_path):
    setup, _ = place()
    (tmp_path / "aftercoup/teach").mkdir(parents=True)
    (tmp_path / "tests").mkdir()
    monkeypatch.chdir(tmp_path)
    became = []
    monkeypatch.setattr(running, "become", lambda command, venv: became.append(command[1:]) or 0)
    start.run(setup, "test", ["--quick", "-k", "data"])
    spread = ["-n", "auto", "--dist", "loadfile", "--no-loadscope-reorder"]
    assert became == [["-m", "pytest", *spread, "-m", "not slow and not browser", "-k", "data"]]


def test_the_folder_of_the_reader_is_not_imported_from(tmp_path):
    (tmp_path / "typer.py").write_text("raise SystemExit('a file of the reader was imported')")
    command = [sys.executable, "-P", "-m", "aftercoup", "commands"]
    environment = dict(os.environ, PYTHONPATH=str(ROOT))
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True)
    assert done.returncode == 0 and "pack" in done.stdout


def test_a_set_up_that_is_stopped_says_that_nothing_is_spoilt(monkeypatch, capsys):
    """By Ctrl-C, or by a stop signal of the system."""
    monkeypatch.setattr(start, "run", lambda *_: signal.raise_signal(signal.SIGTERM))
    before = signal.getsignal(signal.SIGTERM)
    try:
        assert start.main([]) == 130
    finally:
        signal.signal(signal.SIGTERM, before)
    assert "stopped half way" in capsys.readouterr().err


# --- a set-up that goes well ---------------------------------------------------------------------


def test_a_set_up_installs_once_with_hashes_and_only_what_is_needed(place):
    setup, installer = place()
    setup.ensure(["tools", "lessons"])
    (install,) = installer.installs()
    assert "--require-hashes" in install and "--only-binary :all:" in install and "--no-deps" in install
    asked = (setup.venv / "aftercoup-requirements.txt").read_text()
    assert "alpha==1.0" in asked and "gamma" not in asked
    packages = running.site_packages(setup.venv)
    assert (packages / (packages / "aftercoup.pth").read_text().strip()).resolve() == setup.root.resolve()

    start.Setup(setup.root).ensure(["tools", "lessons"])
    assert len(installer.installs()) == 1, "the second start installed again"

    setup.ensure(["tools", "lessons", "tests"])
    assert len(installer.installs()) == 2
    assert sum("venv" in command.split() for command in installer.commands) == 1, (
        "adding the tests made .venv anew"
    )
    assert setup.installed() == (["tools", "lessons", "tests"], None)


def test_a_changed_lock_is_installed(place):
    setup, installer = place()
    setup.ensure(["tools", "lessons"])
    setup.lock["lessons"][0] = "alpha==1.1" + HASH
    setup.ensure(["tools", "lessons"])
    assert len(installer.installs()) == 2


def test_uv_is_used_where_it_is(place, monkeypatch):
    monkeypatch.setattr(running, "find_uv", lambda: "/somewhere/uv")
    setup, installer = place()
    setup.ensure(["tools", "lessons"])
    assert [command.split()[0] for command in installer.installs()] == ["/somewhere/uv"]


def test_pip_is_used_where_uv_fails(place, monkeypatch, capsys):
    monkeypatch.setattr(running, "find_uv", lambda: "/somewhere/uv")
    setup, installer = place(fail={"/somewhere/uv": "error: unexpected argument"})
    setup.ensure(["tools", "lessons"])
    assert any("-m ensurepip" in command for command in installer.commands)
    assert "-m pip install" in installer.installs()[-1] and setup.installed()[0]
    assert "trying again with pip" in capsys.readouterr().out


# --- a set-up that goes wrong --------------------------------------------------------------------


@pytest.mark.parametrize(
    "output",
    [
        "The virtual environment was not created successfully because ensurepip is not available.",
        "/usr/bin/python3: No module named venv",
    ],
)
def test_no_venv_module(place, output):
    setup, _ = place(fail={"-m venv": output})
    text = message(setup.ensure, ["tools", "lessons"])
    assert "sudo apt install python%d.%d-venv" % sys.version_info[:2] in text
    assert not setup.installed()[0]


@pytest.mark.parametrize(
    "output, says",
    [
        (
            "NewConnectionError('Failed to establish a new connection: [Errno -3] Temporary failure')\n"
            "ERROR: Could not find a version that satisfies the requirement alpha",
            "The first run needs the internet",
        ),
        ("getaddrinfo failed", "The first run needs the internet"),
        ("ReadTimeoutError: Read timed out.", "The first run needs the internet"),
        ("SSLError(SSLCertVerificationError(1, '[SSL: CERTIFICATE_VERIFY_FAILED]'))", "PIP_CERT"),
        (
            "ProxyError('Cannot connect to proxy.', OSError('Tunnel connection failed: 407 Proxy Auth'))",
            "a user name and a password",
        ),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.", "its sha256 differs"),
        ("OSError: [Errno 28] No space left on device", "the disk became full"),
        ("OSError: [WinError 112] There is not enough space on the disk", "the disk became full"),
        ("OSError: [Errno 122] Disk quota exceeded", "the disk became full"),
        (
            "HINT: This error might have occurred since this system does not have Windows Long Path support",
            "C:\\aftercoup",
        ),
        (
            "PermissionError: [WinError 32] The file is being used by another process",
            "Close JupyterLab",
        ),
        ("Missing dependencies for SOCKS support.", "of the kind SOCKS"),
        ("HTTP error 403 while getting alpha-1.0.whl", "without permission"),
        ("HTTP status client error (404 Not Found) for url (https://a/alpha-1.0.whl)", "a mirror that lags"),
        ("HTTP status server error (511 Network Authentication Required) for url", "a login page"),
        ("Something nobody foresaw\nin two lines", "Something nobody foresaw"),
    ],
)
def test_a_failed_installation_says_what_to_do_and_the_next_run_repairs(place, output, says, capsys):
    setup, installer = place(fail={"pip install": output})
    text = message(setup.ensure, ["tools", "lessons"])
    assert says in text and "un this again" in text
    assert output.splitlines()[0] in setup.log.read_text(encoding="utf-8")

    installer.fail.clear()
    start.Setup(setup.root).ensure(["tools", "lessons"])
    assert "Setting up anew: the last set-up did not come to its end" in capsys.readouterr().out
    assert setup.installed()[0]


@pytest.fixture
def index():
    """A function that starts a server in place of a package index; (status, page) for all it is asked but files."""
    servers = []

    def serve(status, page):
        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                self.send_response(404 if self.path.endswith(".whl") else status)
                self.send_header("Content-Type", "text/html")
                self.send_header("Content-Length", str(len(page)))
                self.end_headers()
                self.wfile.write(page.encode())

            def log_message(self, *arguments):
                pass

        servers.append(http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler))
        threading.Thread(target=servers[-1].serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{servers[-1].server_port}/simple"

    yield serve
    for server in servers:
        server.shutdown()
        server.server_close()


FILE = '<!DOCTYPE html><a href="{0}">{0}</a>'
OTHER_VERSION = FILE.format("alpha-0.1-py3-none-any.whl")
OTHER_SYSTEM = OTHER_VERSION + FILE.format("alpha-1.0-cp39-cp39-plan9_vax.whl")


@pytest.mark.slow
@pytest.mark.parametrize(
    "status, page, says",
    [
        (200, "<title>Campus WiFi: please sign in</title>", "a login page"),
        (404, "", "check its address"),
        (401, "", "without permission (401 or 403)"),
        (403, "", "without permission (401 or 403)"),
        (407, "", "a user name and a password (407)"),
        (429, "", "asked too often"),
        (503, "", "a fault of its own just now"),
        (511, "", "a login page"),
        (200, FILE.format("alpha-1.0-py3-none-any.whl"), "a mirror that lags behind"),
        (200, OTHER_VERSION, "a mirror that lags behind"),
        (200, OTHER_SYSTEM, "no ready-made file for this system"),
    ],
)
def test_a_real_pip_tells_why_an_index_gives_no_file(index, monkeypatch, tmp_path, status, page, says):
    for name in ("PIP_FIND_LINKS", "PIP_EXTRA_INDEX_URL", "HTTP_PROXY", "http_proxy"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_INDEX_URL", index(status, page))
    monkeypatch.setenv("PIP_RETRIES", "0")
    setup = start.Setup(ROOT)
    setup.root, setup.venv, setup.log, setup.python = (
        tmp_path,
        tmp_path,
        tmp_path / "log",
        Path(sys.executable),
    )
    monkeypatch.setattr(start.running, "site_packages", lambda venv: ROOT / "nowhere")
    monkeypatch.setattr(start, "PIP", [word for word in start.PIP if word not in ("--retries", "3")])
    real = running.run_and_log
    skipped = ["-m", "ensurepip"]
    monkeypatch.setattr(
        running,
        "run_and_log",
        lambda command, *rest: (0, "") if command[1:] == skipped else real(command, *rest),
    )
    assert says in message(setup.fetch, ["alpha==1.0" + HASH], None)


def test_a_proxy_without_support_is_told(monkeypatch, tmp_path):
    """pip says this one by itself, at once."""
    monkeypatch.setenv("ALL_PROXY", "socks5://127.0.0.1:9")
    monkeypatch.setenv("HTTPS_PROXY", "socks5://127.0.0.1:9")
    code, output = running.run_and_log(
        [sys.executable, *start.PIP, "--index-url", "https://127.0.0.1:9/simple", "alpha==1.0"],
        tmp_path / "log",
        tmp_path,
    )
    assert code and "of the kind SOCKS" in str(problems.install_problem(output, tmp_path))


def without_uv():
    """The PATH without the folders in which there is uv."""
    folders = os.environ["PATH"].split(os.pathsep)
    return os.pathsep.join(one for one in folders if one and not shutil.which("uv", path=one))


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="a shell closes the output")
@pytest.mark.parametrize(("closed", "with_uv"), [(">&-", True), ("<&- >&- 2>&-", False)])
def test_without_a_standard_output_it_runs_all_the_same(tmp_path, closed, with_uv):
    """As pythonw and a scheduler start it: a set-up that installs nothing, and one that has to, by uv or by pip."""
    copy_project(tmp_path)
    (tmp_path / "requirements.lock").write_text("# part: tools\n# part: lessons\n", encoding="utf-8")
    command = f'"{running.base_python()}" start.py setup {closed}'
    for _ in range(2):
        path = os.pathsep.join([*[str(Path(sys.executable).parent)] * with_uv, without_uv()])
        environment = dict(os.environ, PATH=path)
        shell = ["bash", "-c", command]
        done = subprocess.run(shell, cwd=tmp_path, env=environment, capture_output=True, text=True)
        assert done.returncode == 0 and "Traceback" not in done.stderr
    assert (tmp_path / ".venv/aftercoup-installed.json").exists()
    assert ("uv pip" in (tmp_path / ".venv/aftercoup-setup.log").read_text(encoding="utf-8")) == with_uv


@pytest.mark.parametrize(
    ("arguments", "says"),
    [([], "in your browser"), (["--no-browser"], "Starting JupyterLab; its address follows")],
)
def test_jupyterlab_says_a_browser_only_where_it_opens_one(monkeypatch, capsys, tmp_path, arguments, says):
    monkeypatch.setattr(lab, "write_settings", lambda venv: None)
    monkeypatch.setattr("jupyterlab.labapp.main", lambda options: 0)
    monkeypatch.setenv("JUPYTERLAB_WORKSPACES_DIR", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    assert lab.main(arguments) == 0
    assert says in (said := capsys.readouterr().out) and ("browser" in said) == (not arguments)


def test_jupyterlabs_settings_are_names_that_this_jupyterlab_knows(tmp_path):
    lab.write_settings(tmp_path)
    overrides = json.loads((tmp_path / "share/jupyter/lab/settings/overrides.json").read_text())
    schemas = Path(sys.prefix, "share/jupyter/lab/schemas")
    for name, settings in overrides.items():
        package, _, plugin = name.partition(":")
        properties = json.loads((schemas / package / f"{plugin}.json").read_text(encoding="utf-8"))[
            "properties"
        ]
        assert set(settings) <= set(properties), name
    cells = overrides["@jupyterlab/notebook-extension:tracker"]
    assert cells["codeCellConfig"]["lineWrap"] is True
    in_browser = lite.SETTINGS["overrides"]["@jupyterlab/notebook-extension:tracker"]
    assert {name: in_browser.get(name) for name in cells} == cells, "jupyterlite.toml says the same of cells"


@pytest.mark.slow
def test_jupyterlabs_server_sends_each_message_of_a_kernel_at_once(monkeypatch, tmp_path):
    """Asked of the connection between a page and a kernel, in a server with our settings."""
    for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR"):
        monkeypatch.setenv(name, str(tmp_path / name))
    monkeypatch.setattr(ServerApp, "init_signal", lambda self: None)  # Ctrl-C stays pytest's
    lab.write_settings(tmp_path)
    settings = Config(json.loads((tmp_path / "etc/jupyter/jupyter_server_config.json").read_text()))
    settings.IdentityProvider.token = ""

    async def flags():
        server = ServerApp(config=settings, open_browser=False, allow_root=True, root_dir=str(tmp_path))
        server.initialize(argv=[], find_extensions=False)
        try:
            kernel = await server.kernel_manager.start_kernel()
            address = f"{server.connection_url.replace('http', 'ws', 1)}api/kernels/{kernel}/channels"
            page = await websocket_connect(f"{address}?session_id=page")
            assert await page.read_message()
            return [
                connection.websocket_handler.ws_connection.stream.socket.getsockopt(
                    socket.IPPROTO_TCP, socket.TCP_NODELAY
                )
                for connection in server.kernel_websocket_connection_class._open_sockets
            ]
        finally:
            await server._cleanup()

    with ThreadPoolExecutor() as beside:  # a browser test before this one may have left a loop running here
        found = beside.submit(asyncio.run, flags()).result()
    assert len(found) == 1 and found[0]


def test_too_little_room_is_said_before_anything_is_downloaded(place, monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda path: SimpleNamespace(free=90 * 10**6))
    setup, installer = place()
    assert "750 MB are needed here, 90 MB are free" in message(setup.ensure, ["tools", "lessons"])
    assert installer.commands == []


@pytest.mark.parametrize(
    "number, says",
    [
        (errno.ENOSPC, "the disk became full"),
        (errno.EACCES, "may not be changed"),
        (errno.EROFS, "may not be changed"),
        (errno.EIO, "setting up failed"),
    ],
)
def test_a_folder_that_cannot_be_written(place, monkeypatch, capsys, number, says):
    setup, _ = place()

    def refuse(*arguments, **options):
        raise OSError(number, os.strerror(number), str(setup.venv))

    monkeypatch.setattr(Path, "mkdir", refuse)
    monkeypatch.setattr(start, "Setup", lambda **options: setup)
    assert start.main(["setup"]) == 1
    assert says in capsys.readouterr().err


@pytest.mark.parametrize("how", [KeyboardInterrupt(), SystemExit(1)])
def test_interrupted_half_way_and_repaired(place, how):
    setup, installer = place(fail={"pip install": how})
    with pytest.raises(type(how)):
        setup.ensure(["tools", "lessons"])
    (setup.venv / "half").mkdir()
    installer.fail.clear()
    start.Setup(setup.root).ensure(["tools", "lessons"])
    assert setup.installed()[0] and not (setup.venv / "half").exists()


def test_interrupted_while_the_old_one_is_removed(place, monkeypatch):
    """It is moved aside before, so that what is left of it is taken for nobody else's."""
    setup, installer = place()
    setup.ensure(["tools", "lessons"])
    setup.lock["lessons"].append("epsilon==5.0" + HASH)
    moved = json.loads(setup.stamp.read_text())
    setup.stamp.write_text(json.dumps(dict(moved, folder="elsewhere")))

    def interrupted(path, ignore_errors):
        if Path(path).exists():
            raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(shutil, "rmtree", interrupted)
        with pytest.raises(KeyboardInterrupt):
            setup.ensure(["tools", "lessons"])
    assert setup.old.exists() and not setup.venv.exists()
    setup.ensure(["tools", "lessons"])
    assert setup.installed()[0] and not setup.old.exists()


@pytest.mark.parametrize(
    "change, reason",
    [
        ({"folder": "/elsewhere/.venv"}, "this folder was moved or copied"),
        ({"python": "cpython-310 linux-x86_64"}, "it was made by another Python"),
    ],
)
def test_a_moved_folder_or_another_python_is_set_up_anew(place, change, reason, capsys):
    setup, installer = place()
    setup.ensure(["tools", "lessons"])
    setup.stamp.write_text(json.dumps(dict(json.loads(setup.stamp.read_text()), **change)))
    start.Setup(setup.root).ensure(["tools", "lessons"])
    assert f"Setting up anew: {reason}." in capsys.readouterr().out
    assert len(installer.installs()) == 2 and setup.installed()[0]


def test_a_python_that_is_gone_is_set_up_anew(place):
    setup, installer = place()
    setup.ensure(["tools", "lessons"])
    setup.python.unlink()
    setup.ensure(["tools", "lessons"])
    assert setup.python.exists() and len(installer.installs()) == 2


def test_a_venv_that_is_a_file_is_left_alone_and_named(place):
    setup, installer = place()
    setup.venv.write_text("of somebody", encoding="utf-8")
    said = message(setup.ensure, ["tools", "lessons"])
    assert "a file .venv here that start.py did not make. Rename or delete it" in said
    assert setup.venv.read_text(encoding="utf-8") == "of somebody" and not installer.commands


def test_a_venv_of_someone_else_is_left_alone(place):
    setup, installer = place()
    (setup.venv / "theirs").mkdir(parents=True)
    assert "did not make" in message(setup.ensure, ["tools", "lessons"])
    assert (setup.venv / "theirs").exists() and installer.commands == []


def test_setup_mends_what_was_changed_by_hand(place, capsys):
    setup, installer = place()
    setup.ensure(["tools", "lessons"])
    setup.ensure(["tests"])
    assert len(installer.installs()) == 2
    setup.ensure(["tools", "lessons"], check=True)
    asked = (setup.venv / "aftercoup-requirements.txt").read_text()
    assert len(installer.installs()) == 3 and "alpha==1.0" in asked and "gamma==3.0" in asked
    assert "anew" not in capsys.readouterr().out and len(setup.installed()[0]) == 3


def test_two_at_the_same_time(place):
    setup, _ = place()
    with running.only_one(setup.root / ".venv.lock"):
        assert "already setting up this folder in another window" in message(
            start.Setup(setup.root).ensure, ["tools", "lessons"]
        )


def test_settings_of_the_reader_that_lead_astray_are_left_out(monkeypatch):
    monkeypatch.setenv("PYTHONPATH", "/elsewhere")
    monkeypatch.setenv("PIP_TARGET", "/elsewhere")
    monkeypatch.setenv("PIP_USER", "1")
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.example")
    environment = running.clean_environment()
    assert (
        "PYTHONPATH" not in environment and "PIP_TARGET" not in environment and environment["PIP_USER"] == "0"
    )
    assert environment["HTTPS_PROXY"] == "http://proxy.example"


# --- the browser ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "system, environment, there",
    [
        ("darwin", {"HOME": "/h"}, "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"),
        ("darwin", {"HOME": "/h"}, "/h/Applications/Chromium.app/Contents/MacOS/Chromium"),
        (
            "win32",
            {"PROGRAMFILES": "C:/Program Files"},
            "C:/Program Files/Google/Chrome/Application/chrome.exe",
        ),
        ("win32", {"PROGRAMFILES(X86)": "C:/PF86"}, "C:/PF86/Microsoft/Edge/Application/msedge.exe"),
        ("win32", {"LOCALAPPDATA": "C:/Local"}, "C:/Local/Chromium/Application/chrome.exe"),
        ("linux", {"HOME": "/h"}, "/snap/bin/chromium"),
        ("linux", {"HOME": "/h"}, "/h/.local/share/flatpak/exports/bin/com.google.Chrome"),
    ],
)
def test_browsers_are_found_where_people_have_them(system, environment, there):
    found = find_browser(
        system, environment, which=lambda name: None, exists=lambda path: path == Path(there)
    )
    assert found == str(Path(there))
    assert find_browser(system, environment, which=lambda name: None, exists=lambda path: False) is None


def test_a_browser_on_the_path_comes_first():
    found = find_browser(
        "linux", {}, which={"google-chrome": "/usr/bin/google-chrome"}.get, exists=lambda path: True
    )
    assert found == "/usr/bin/google-chrome"


def test_the_chosen_browser_is_used_or_missed():
    chosen = {"AFTERCOUP_BROWSER": "/my/browser"}
    assert (
        find_browser("linux", chosen, lambda name: None, lambda path: path == "/my/browser") == "/my/browser"
    )
    with pytest.raises(ValueError, match="there is no such program"):
        find_browser("linux", chosen, lambda name: None, lambda path: False)


def run_browser_test(folder, **environment):
    """Run a small suite with one browser test, under this project's conftest; (exit code, output)."""
    shutil.copy(ROOT / "tests/conftest.py", folder)
    (folder / "test_two.py").write_text(
        "import pytest\n\n@pytest.mark.browser\ndef test_page(): pass\n\ndef test_plain(): pass\n"
    )
    code = (
        "import installed_browser, pytest, sys; installed_browser.find_browser = lambda: None; "
        "sys.exit(pytest.main(sys.argv[1:]))"
    )
    kept = {name: value for name, value in os.environ.items() if name not in ("CI", "AFTERCOUP_BROWSER")}
    result = subprocess.run(
        [sys.executable, "-c", code, "-rs", "-p", "no:cacheprovider", "-o", "markers=browser", str(folder)],
        env=dict(kept, PYTHONPATH=os.pathsep.join([str(ROOT), str(ROOT / "tests")]), **environment),
        cwd=folder,
        capture_output=True,
        text=True,
    )
    return result.returncode, result.stdout


@pytest.mark.slow
def test_without_a_browser_only_browser_tests_are_skipped_and_in_ci_that_fails(tmp_path):
    code, output = run_browser_test(tmp_path)
    assert code == 0 and "1 passed, 1 skipped" in output and "no Chrome, Chromium or Edge found" in output
    code, output = run_browser_test(tmp_path, CI="true")
    assert code == 1 and "skipped, which CI does not allow" in output


@pytest.mark.slow
def test_files_with_browser_and_slow_tests_come_first(tmp_path):
    shutil.copy(ROOT / "tests/conftest.py", tmp_path)
    marked = (("a_plain", ""), ("b_slow", "@pytest.mark.slow"), ("c_browser", "@pytest.mark.browser"))
    for name, mark in marked:
        (tmp_path / f"test_{name}.py").write_text(f"import pytest\n\n{mark}\ndef test_it(): pass\n")
    marks = "markers=browser\nslow"
    result = subprocess.run(
        [sys.executable, "-m", "pytest", "--collect-only", "-q", "-p", "no:cacheprovider", "-o", marks],
        env=dict(os.environ, PYTHONPATH=os.pathsep.join([str(ROOT), str(ROOT / "tests")])),
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )
    found = [line.split(".py")[0] for line in result.stdout.splitlines() if "::" in line]
    assert found == ["test_c_browser", "test_b_slow", "test_a_plain"]


def test_all_that_needs_jupyterlab_is_run_by_one_process():
    files = (ROOT / "tests/browser").glob("test_*.py")
    asks = {path.stem for path in files if re.search(r"def \w+\([^)]*\blab\b", path.read_text("utf-8"))}
    assert asks == set(units.IN_JUPYTERLAB)
    assert {units.unit(f"tests/browser/{name}.py::test_it[1::2]") for name in asks} == {"JupyterLab"}
    assert units.unit("tests/test_start.py::test_it") == "tests/test_start.py"


# --- the real thing ------------------------------------------------------------------------------


def copy_project(folder):
    """Copy what git tracks; in an unpacked archive, everything but the results of running things."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True)
    if listed.returncode:
        shutil.copytree(
            ROOT,
            folder,
            ignore=shutil.ignore_patterns(".venv*", ".git", "__pycache__", ".*_cache"),
            dirs_exist_ok=True,
        )
        return
    for name in filter(None, listed.stdout.split("\0")):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name)


def run_start(folder, *arguments, path=None):
    environment = dict(os.environ, PATH=path or os.environ["PATH"])
    for name in ("VIRTUAL_ENV", "PYTHONPATH"):
        environment.pop(name, None)
    return subprocess.run(
        [running.base_python(), "start.py", *arguments],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
    )


@pytest.mark.slow
def test_a_real_set_up_with_pip_in_a_folder_with_a_space_and_an_umlaut(tmp_path):
    """pip alone, as with nothing but Python there; killed once, repaired, not done a second time.

    A few packages of each part will do: a machine without uv, as each of tests.yml is, sets up its tests in this way.
    """
    folder = tmp_path / "Zoës Kurs"
    copy_project(folder)
    parts = read_lock((folder / "requirements.lock").read_text(encoding="utf-8"))
    few = [f"# part: {part}\n" + "\n".join(lines[:3]) + "\n" for part, lines in parts.items()]
    (folder / "requirements.lock").write_text("".join(few), encoding="utf-8")
    there = (
        tmp_path / "there" / "uv"
    )  # so that the folder that is made for the dead has no pip, which takes long
    there.parent.mkdir()
    there.write_text("#!/bin/sh\nexit 1\n")
    there.chmod(0o755)

    killed = subprocess.Popen(
        [running.base_python(), "start.py", "setup"],
        cwd=folder,
        text=True,
        env=dict(os.environ, PATH=os.pathsep.join([str(there.parent), without_uv()])),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    for line in killed.stdout:
        if line.startswith("Installing"):
            break
    killed.send_signal(signal.SIGKILL if hasattr(signal, "SIGKILL") else signal.SIGTERM)
    killed.communicate()
    assert (folder / ".venv").exists() and not (folder / ".venv/aftercoup-installed.json").exists()

    first = run_start(folder, "setup", path=without_uv())
    if "no connection to the package index" in first.stderr:
        pytest.skip("the package index cannot be reached, so nothing can be installed")
    assert first.returncode == 0, first.stdout + first.stderr
    assert "Setting up anew: the last set-up did not come to its end." in first.stdout
    assert "pip install" in (folder / ".venv/aftercoup-setup.log").read_text(encoding="utf-8")

    setup = start.Setup(folder)
    imported = subprocess.run(
        [setup.python, "-I", "-c", "import aftercoup; print(aftercoup.__file__)"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={"PYTHONUTF8": "1"},
    )
    assert Path(imported.stdout.strip()).parent.parent == folder.resolve(), imported.stderr

    log = folder / ".venv/aftercoup-setup.log"
    assert "Successfully installed" in log.read_text(encoding="utf-8")
    (gone,) = running.site_packages(folder / ".venv").glob("anyio-*.dist-info")
    for mended in (False, True):
        if mended:
            shutil.rmtree(gone)
        log.unlink()
        again = run_start(folder, "setup", path=without_uv())
        assert again.returncode == 0 and "anew" not in again.stdout, again.stderr
        assert ("Successfully installed" in log.read_text(encoding="utf-8")) == mended
    assert gone.exists()

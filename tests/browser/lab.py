"""A real JupyterLab for the tests: started by the README's command, with folders of its own."""

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

from aftercoup.setup.lab import KERNEL, write_settings

ROOT = Path(__file__).parents[2]
NOTEBOOKS = ROOT / "notebooks"
QUIET = {"fetchNews": "false", "checkForUpdates": False}


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class Lab:
    """JupyterLab on the project folder; copies of notebooks lie in `folder`, below build/, which git ignores.

    Inside the .venv of start.py the server is started by `python start.py lab --no-browser`, else (another
    Python) by the command that start.py would run, with the settings that it would write. Settings, trust and
    workspaces are in a temporary folder.
    """

    def __init__(self):
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.home = Path(tempfile.mkdtemp(prefix="aftercoup-lab-"))
        (ROOT / "build").mkdir(exist_ok=True)
        self.folder = Path(tempfile.mkdtemp(prefix="browser-tests-", dir=ROOT / "build"))
        folders = {
            name: str(self.home / name.lower())
            for name in (
                "JUPYTER_CONFIG_DIR",
                "JUPYTER_DATA_DIR",
                "JUPYTER_RUNTIME_DIR",
                "JUPYTERLAB_SETTINGS_DIR",
                "JUPYTERLAB_WORKSPACES_DIR",
                "IPYTHONDIR",
            )
        }
        settings = Path(
            folders["JUPYTERLAB_SETTINGS_DIR"],
            "@jupyterlab",
            "apputils-extension",
            "notification.jupyterlab-settings",
        )
        settings.parent.mkdir(parents=True)
        settings.write_text(json.dumps(QUIET))
        self.environment = (
            os.environ
            | folders
            | {"PYTHONPATH": os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))}
        )
        self.log = self.home / "server.log"
        if Path(sys.prefix) == ROOT / ".venv":
            command = [sys.executable, str(ROOT / "start.py"), "lab"]
        else:
            command = [
                sys.executable,
                "-m",
                "jupyterlab",
                f"--ServerApp.root_dir={ROOT}",
                "--LabApp.default_url=/lab/tree/notebooks/00_start_here.ipynb",
            ]
            command += self._settings(Path(folders["IPYTHONDIR"]))
            command += ["--allow-root"] if getattr(os, "geteuid", int)() == 0 and os.name != "nt" else []
        command += [
            "--no-browser",
            f"--port={self.port}",
            "--ServerApp.port_retries=0",
            "--IdentityProvider.token=",
            "--expose-app-in-browser",
        ]
        with open(self.log, "wb") as log:
            self.process = subprocess.Popen(command, stdout=log, stderr=log, env=self.environment, cwd=ROOT)
        self._wait()

    def _settings(self, ipython):
        """Write the settings of `start.py lab` beside the tests; gives the options that JupyterLab needs for them."""
        prefix = self.home / "prefix"
        write_settings(prefix)
        self.environment["JUPYTER_CONFIG_PATH"] = str(prefix / "etc" / "jupyter")
        profile = ipython / "profile_default"
        profile.mkdir(parents=True)
        shutil.copy(prefix / KERNEL, profile)
        return [f"--LabApp.app_settings_dir={prefix / 'share/jupyter/lab/settings'}"]

    def _wait(self, seconds=120):
        end = time.monotonic() + seconds
        while time.monotonic() < end and self.process.poll() is None:
            try:
                return urllib.request.urlopen(f"{self.url}/api", timeout=5).read()
            except (urllib.error.URLError, OSError):
                time.sleep(0.2)
        log = self.log.read_text(errors="replace")[-3000:]
        self.stop()
        raise RuntimeError(f"JupyterLab did not start:\n{log}")

    def copy(self, notebook, name=None):
        """Copy a notebook into the folder that the tests may write to; gives its address below /lab/tree/."""
        target = self.folder / (name or Path(notebook).name)
        shutil.copy(notebook, target)
        return target

    def write(self, name, cells):
        """Write a notebook with these cells, code as text and Markdown as ("md", text)."""
        import nbformat

        make = nbformat.v4.new_code_cell, nbformat.v4.new_markdown_cell
        notebook = nbformat.v4.new_notebook(
            cells=[make[0](c) if isinstance(c, str) else make[1](c[1]) for c in cells],
            metadata={"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}},
        )
        nbformat.write(notebook, self.folder / name)
        return self.folder / name

    def address(self, path, workspace="test"):
        return f"{self.url}/lab/workspaces/{workspace}/tree/{path.relative_to(ROOT).as_posix()}?reset"

    def stop(self):
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)
        shutil.rmtree(self.home, ignore_errors=True)


# ---- a notebook in a page ------------------------------------------------------------------------

PANEL = "const panel = window.jupyterapp.shell.currentWidget;"
OUTPUTS = {"include": [[".jp-NotebookPanel:not(.lm-mod-hidden) .jp-Cell-outputWrapper"]]}


def until(page, script, **options):
    """Wait until a script in the page says yes. It is asked ten times a second: for each frame a page would be drawn."""
    page.wait_for_function(script, polling=100, **options)


def settled(page):
    """Wait until the page was laid out and painted twice: what watches sizes and themes does its part in a frame."""
    page.evaluate(
        "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(null))))"
    )


def comes_to(page, read, wanted, seconds=15):
    """What `read` gives: as soon as it is what is wanted, else what it gives after some seconds."""
    end = time.monotonic() + seconds
    while (found := read()) != wanted and time.monotonic() < end:
        page.wait_for_timeout(50)
    return found


def open_notebook(page, lab, path, kernel=True):
    """Open a notebook and wait until it is drawn and its kernel idle; kernel=False: without a kernel.

    In a page that shows JupyterLab already it takes the place of what is open there, and nothing is left of that: no
    kernel, and nothing that the course keeps in the browser.
    """
    name = path.relative_to(ROOT).as_posix()
    running = page.evaluate("Boolean(window.jupyterapp)")
    if running:
        page.evaluate("""(async () => {
            for (const one of [...window.jupyterapp.shell.widgets("main")]) {
              await one.sessionContext?.shutdown();
              one.dispose();
            }
            Object.keys(localStorage).filter((key) => key.startsWith("aftercoup")).forEach((key) => localStorage.removeItem(key));
        })()""")
    elif kernel:
        page.goto(lab.address(path))
    else:
        page.goto(f"{lab.url}/lab/workspaces/test?reset")
        until(page, "window.jupyterapp?.commands?.hasCommand('docmanager:open')", timeout=60_000)
        page.evaluate("window.jupyterapp.restored.then(() => null)")  # else it may close the file
    if running or not kernel:
        none = {"canStart": False, "shouldStart": False, "autoStartDefault": False}
        command(page, "docmanager:open", path=name, **({} if kernel else {"kernelPreference": none}))
    until(
        page,
        """(name) => { const panel = window.jupyterapp?.shell?.currentWidget;
        return panel?.context?.path === name && panel.content.widgets?.length > 0 }""",
        arg=name,
        timeout=60_000,
    )
    if kernel:
        until(
            page,
            f"(() => {{ {PANEL} return panel.sessionContext?.session?.kernel?.status === 'idle' }})()",
            timeout=60_000,
        )
        page.wait_for_selector("#jp-main-statusbar >> text=/\\| Idle/", timeout=60_000)
    if page.evaluate("!window.jupyterapp.shell.leftCollapsed"):
        page.evaluate(
            "window.jupyterapp.shell.collapseLeft()"
        )  # the lesson gets the room, as a reader would do
    page.wait_for_timeout(300)


def run_all(page):
    """Run > Run All Cells by the mouse, and wait until every code cell has run."""
    page.locator(".lm-MenuBar-item", has_text="Run").first.click()
    page.locator('.lm-Menu-item[data-command="runmenu:run-all"]').click()
    until(
        page,
        f"""(() => {{ {PANEL}
        const code = panel.content.widgets.filter((c) => c.model.type === 'code'
            && c.model.sharedModel.source.trim());
        return panel.sessionContext.session.kernel.status === 'idle'
            && code.every((c) => c.model.executionCount)
            && code.every((c) => c.model.executionState !== 'running');
    }})()""",
        timeout=120_000,
    )


def outputs(page):
    """The outputs of the notebook, as its model holds them: [(source, [output, ...]), ...]."""
    return page.evaluate(f"""(() => {{ {PANEL}
        return panel.content.widgets.filter((c) => c.model.type === 'code')
            .map((c) => [c.model.sharedModel.source, c.model.outputs.toJSON()]);
    }})()""")


def command(page, name, **arguments):
    """Run a command of JupyterLab. What it gives is left in the page: a whole widget takes seconds to be handed over."""
    page.evaluate(
        "([name, a]) => window.jupyterapp.commands.execute(name, a).then(() => null)", [name, arguments]
    )


def saves(page):
    """Whether Ctrl+S saves the notebook from where the focus is.

    JupyterLab passes over a Ctrl+S while it still writes the checkpoint of the save before, so it is pressed
    again.
    """
    page.evaluate(f"(() => {{ {PANEL} panel.model.dirty = true }})()")
    end = time.monotonic() + 15
    while time.monotonic() < end:
        page.keyboard.press("Control+s")
        page.wait_for_timeout(500)
        if page.evaluate(f"(() => {{ {PANEL} return !panel.model.dirty }})()"):
            return True
    return False


def place(page):
    """What keys must not change: how many cells there are, which one is active, in which mode."""
    return page.evaluate(
        f"(() => {{ {PANEL} const n = panel.content;"
        " return [n.widgets.length, n.activeCellIndex, n.mode]; })()"
    )

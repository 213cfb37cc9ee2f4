"""JupyterLab as ``python start.py`` opens it: without pop-ups, with long lines wrapped, with our cell magics."""

import json
import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FIRST_LESSON = "notebooks/00_start_here.ipynb"

# No news, no look for updates, no check whether to build itself anew. What is typed into a cell of answers is
# text: its long lines wrap, and a bracket or quotation mark brings no second one. Without what the part "tests"
# brings along (nbgrader), so that all see the same JupyterLab, which starts as fast.
TEXT = {"lineWrap": True, "autoClosingBrackets": False}
SETTINGS = {
    "share/jupyter/lab/settings/overrides.json": {
        "@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": False},
        "@jupyterlab/notebook-extension:tracker": {
            f"{kind}CellConfig": TEXT for kind in ("code", "markdown", "raw")
        },
    },
    "etc/jupyter/labconfig/page_config.json": {
        "buildCheck": False,
        "buildAvailable": False,
        "disabledExtensions": {"@jupyter/nbgrader": True, "@jupyter-notebook/lab-extension": True},
    },
    "etc/jupyter/jupyter_server_config.json": {
        "ServerApp": {
            "kernel_websocket_connection_class": "aftercoup.setup.at_once.AtOnce",
            "jpserver_extensions": {
                "notebook": False,
                "nbgrader.server_extensions.assignment_list": False,
                "nbgrader.server_extensions.course_list": False,
                "nbgrader.server_extensions.formgrader": False,
                "nbgrader.server_extensions.validate_assignment": False,
            },
        }
    },
    "etc/jupyter/jupyter_lab_config.json": {"LabApp": {"news_url": None}},
}
# The file list is folded until it is asked for; what a reader changes later is kept in this file.
WORKSPACE = "share/jupyter/lab/workspaces/default-37a8.jupyterlab-workspace"
FOLDED = {
    "data": {
        "layout-restorer:data": {side: {"collapsed": True, "visible": True} for side in ("left", "right")}
    },
    "metadata": {"id": "default"},
}
KERNEL = "etc/ipython/ipython_kernel_config.py"
KERNEL_TEXT = """\
# Written by start.py: "ac", %%answer and the like are there before the first cell is run.
c.InteractiveShellApp.exec_lines = ["import aftercoup as ac"]
"""


def write_settings(venv: Path) -> None:
    """Put the settings of JupyterLab and of its kernels into a virtual environment."""
    texts = {name: json.dumps(content, indent=1) for name, content in SETTINGS.items()}
    texts[KERNEL] = KERNEL_TEXT
    if not (venv / WORKSPACE).exists():
        texts[WORKSPACE] = json.dumps(FOLDED)
    for name, text in texts.items():
        file = venv / name
        if not file.exists() or file.read_text(encoding="utf-8") != text:
            file.parent.mkdir(parents=True, exist_ok=True)
            draft = file.with_name(file.name + ".new")  # so that a second window finds the old or the new one
            draft.write_text(text, encoding="utf-8")
            os.replace(draft, file)


def first_page() -> str:
    """What JupyterLab opens with: the first lesson, or in an exam, which has none, the folder of exercises."""
    return FIRST_LESSON if (ROOT / FIRST_LESSON).is_file() else "exercises"


def main(arguments: list[str]) -> int:
    """Open the lessons; arguments: further ones for JupyterLab. Ends when JupyterLab does."""
    venv = Path(sys.prefix)
    write_settings(venv)
    os.environ["JUPYTERLAB_WORKSPACES_DIR"] = str(venv / "share/jupyter/lab/workspaces")
    os.chdir(ROOT)
    root = ["--allow-root"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    opening = "Opening JupyterLab in your browser"
    if "--no-browser" in arguments:
        opening = "Starting JupyterLab; its address follows"
    print(f"{opening}. To end it: press Ctrl-C here, twice.", flush=True)
    from jupyterlab.labapp import main as jupyterlab  # takes most of a second: the line above comes first

    options = [f"--ServerApp.root_dir={ROOT}", f"--LabApp.default_url=/lab/tree/{first_page()}"]
    return jupyterlab([*options, *root, *arguments]) or 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

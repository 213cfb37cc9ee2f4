"""Every explorer must also work with ipywidgets 7.7.1, which Google Colab has and cannot change.

It is put in front of the installed version, for one process, with a folder of its own.
"""

import json
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

import classroom
import pytest
from explorers import EXPLORERS
from resolve_lock import check_lock

from aftercoup.setup import running
from aftercoup.setup.lock import read_lock
from aftercoup.setup.problems import install_problem, problem

TESTS = Path(__file__).resolve().parent
sys.path.append(str(TESTS.parent / "deploy"))

import colab  # noqa: E402
import links  # noqa: E402

BUILD_EVERY_EXPLORER = """
import contextlib, io
import ipywidgets
from IPython.core.formatters import DisplayFormatter
print("ipywidgets", ipywidgets.__version__)
from aftercoup import charts
for name in filter(lambda name: name.startswith("explore_"), charts.CALLS):
    built = charts.call(name)()
    with contextlib.redirect_stdout(io.StringIO()) as displayed:   # those with controls display themselves
        shown, _ = DisplayFormatter().format(built)
    controls = displayed.getvalue().count("widget-view+json")
    words = shown.get("text/html") or displayed.getvalue()
    print(name, len(words), len(shown.get("text/plain") or repr(built)), controls)
"""


@pytest.fixture(scope="module")
def old_widgets(tmp_path_factory):
    """A folder that holds ipywidgets 7.7.1 and nothing else that the lessons use."""
    folder = tmp_path_factory.mktemp("colab")
    result = subprocess.run(
        [
            sys.executable,
            "-m",
            "uv",
            "pip",
            "install",
            "--no-config",
            "--quiet",
            "--target",
            str(folder),
            "--no-deps",
            "--require-hashes",
            "--only-binary",
            ":all:",
            "-r",
            str(TESTS / "colab-requirements.txt"),
        ],
        capture_output=True,
        text=True,
    )
    if result.returncode and str(install_problem(result.stderr, TESTS)) == str(problem("no_network")):
        pytest.skip("the package index cannot be reached, so ipywidgets 7.7.1 cannot be had")
    assert result.returncode == 0, result.stderr
    return folder


def run_with(folder, code):
    path = os.pathsep.join([str(folder), str(TESTS.parent)])
    return subprocess.run(
        [sys.executable, "-c", code],
        env=dict(os.environ, PYTHONPATH=path, PYTHONUTF8="1"),
        capture_output=True,
        text=True,
        encoding="utf-8",
    )


@pytest.mark.slow
def test_every_explorer_can_be_built(old_widgets):
    result = run_with(old_widgets, BUILD_EVERY_EXPLORER)
    assert result.returncode == 0, result.stderr
    version, *built = result.stdout.splitlines()
    assert version == "ipywidgets 7.7.1"
    assert [line.split()[0] for line in built] == [*EXPLORERS]
    assert all(int(line.split()[1]) > 10_000 and int(line.split()[2]) > 100 for line in built), built
    with_controls = {line.split()[0] for line in built if int(line.split()[3])}
    assert "explore_agreement" in with_controls and "explore_votes" not in with_controls


@pytest.mark.slow
def test_a_control_that_only_newer_versions_have_is_noticed(old_widgets):
    """Otherwise the test above might be running with the installed version, and could not fail."""
    result = run_with(old_widgets, "import ipywidgets; ipywidgets.IntSlider(); ipywidgets.TagsInput()")
    assert "has no attribute 'TagsInput'" in result.stderr


RUN_NOTEBOOKS = """
import json, sys
from IPython.core.formatters import DisplayFormatter
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output
shell = InteractiveShell.instance()
for path in sys.argv[1:]:
    for cell in json.load(open(path, encoding="utf-8"))["cells"]:
        source = "".join(cell["source"])
        if cell["cell_type"] == "code":
            with capture_output() as shown:
                result = shell.run_cell(source, store_history=True)
            if not result.success:
                sys.exit(f"{path}: {source}\\n{shown}")
            for data in [one.data for one in shown.outputs] + [DisplayFormatter().format(result.result)[0]]:
                print(json.dumps([source[:60], sorted(data), data.get("text/plain", "")]))
import aftercoup, ipywidgets
print(json.dumps([aftercoup.__file__, ipywidgets.__version__]))
"""
REPO = "https://github.com/ORG/COURSE"


@pytest.mark.slow
def test_lesson_and_sheet_run_where_only_the_first_cell_brings_the_course(old_widgets, tmp_path):
    """As in Colab: the packages are there, ipywidgets is the old one, the course is fetched as one zip."""
    course = classroom.edition(tmp_path / "COURSE-main")
    address = Path(shutil.make_archive(str(tmp_path / "main"), "zip", tmp_path, "COURSE-main")).as_uri()
    colab.write(course, links.repository(REPO))
    answers = {
        name: texts["right"][0]
        for (question, name), texts in classroom.typed("01").items()
        if question == "1.1"
    }
    notebooks = []
    for path in ("notebooks/01_read_the_event.ipynb", "exercises/exercise_01.ipynb"):
        text = (course / "colab" / path).read_text(encoding="utf-8")
        assert text.count(f"{REPO}/archive/refs/heads/main.zip") == 1
        notebook = json.loads(text.replace(f"{REPO}/archive/refs/heads/main.zip", address))
        for cell in notebook["cells"]:
            if "".join(cell["source"]).startswith("%%answer 1.1\n"):
                cell["source"] = classroom.cell_of("1.1", answers)
        notebooks.append(tmp_path / path.replace("/", "-"))
        notebooks[-1].write_text(json.dumps(notebook), encoding="utf-8")
    place = tmp_path / "colab"
    venv.create(place)  # pip is among the packages below
    packages = running.site_packages(place)
    (packages / "colab.pth").write_text(f"{old_widgets}\n{running.site_packages(Path(sys.prefix))}\n")
    led_astray = ("PYTHONPATH", "VIRTUAL_ENV")  # IPython looks for packages in the second one
    ran = subprocess.run(
        [
            place / ("Scripts/python.exe" if running.WINDOWS else "bin/python"),
            "-c",
            RUN_NOTEBOOKS,
            *notebooks,
        ],
        cwd=tmp_path,
        env={
            **{name: value for name, value in os.environ.items() if name not in led_astray},
            "PYTHONUTF8": "1",
        },
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    assert ran.returncode == 0, ran.stdout[-3000:] + ran.stderr[-3000:]
    *shown, (where, version) = map(json.loads, filter(lambda line: line[:1] == "[", ran.stdout.splitlines()))
    assert where.startswith(str(packages)) and version == "7.7.1"
    explorers = [kinds for source, kinds, _ in shown if "ac.explore_report" in source]
    assert explorers and "text/html" in explorers[0]
    cards = [plain for source, _, plain in shown if source.startswith("%%answer 1.1")]
    assert any(f"{len(answers)} of {len(answers)} right" in card for card in cards), cards


def test_the_old_version_is_pinned_by_hash():
    pinned = read_lock("# part: colab\n" + (TESTS / "colab-requirements.txt").read_text(encoding="utf-8"))
    check_lock(pinned)
    assert any(line.startswith("ipywidgets==7.7.1 ") for line in pinned["colab"])

"""Every explorer must also work with ipywidgets 7.7.1, which Google Colab has and cannot change.

It is put in front of the installed version, for one process, with a folder of its own.
"""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import start

TESTS = Path(__file__).resolve().parent

BUILD_EVERY_EXPLORER = """
import contextlib, io
import ipywidgets
from IPython.core.formatters import DisplayFormatter
print("ipywidgets", ipywidgets.__version__)
from aftercoup.explore import EXPLORERS
for name, explorer in EXPLORERS.items():
    built = explorer()
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
    no_network = next(pattern for pattern, wrong, _ in start.INSTALL_PROBLEMS if "no connection" in wrong)
    if result.returncode and re.search(no_network, result.stderr):
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
    from aftercoup.explore import EXPLORERS

    result = run_with(old_widgets, BUILD_EVERY_EXPLORER)
    assert result.returncode == 0, result.stderr
    version, *built = result.stdout.splitlines()
    assert version == "ipywidgets 7.7.1"
    assert [line.split()[0] for line in built] == list(EXPLORERS)
    assert all(int(line.split()[1]) > 10_000 and int(line.split()[2]) > 100 for line in built), built
    with_controls = {line.split()[0] for line in built if int(line.split()[3])}
    assert "explore_agreement" in with_controls and "explore_claims" not in with_controls


@pytest.mark.slow
def test_a_control_that_only_newer_versions_have_is_noticed(old_widgets):
    """Otherwise the test above might be running with the installed version, and could not fail."""
    result = run_with(old_widgets, "import ipywidgets; ipywidgets.IntSlider(); ipywidgets.TagsInput()")
    assert "has no attribute 'TagsInput'" in result.stderr


def test_the_old_version_is_pinned_by_hash():
    pinned = start.read_lock(
        "# part: colab\n" + (TESTS / "colab-requirements.txt").read_text(encoding="utf-8")
    )
    start.check_lock(pinned)
    assert any(line.startswith("ipywidgets==7.7.1 ") for line in pinned["colab"])

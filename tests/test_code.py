"""The code as code: ruff has nothing to say, nor to format; mypy finds no wrong type; CI runs the README's command."""

import ast
import functools
import graphlib
import subprocess
import sys
from pathlib import Path

import clean_notebooks
import nbformat
import pytest
import yaml
from test_setup_files import PYTHONS

ROOT = Path(__file__).resolve().parents[1]


@pytest.mark.parametrize("command", [["check"], ["format", "--check"]], ids=" ".join)
def test_ruff_has_nothing_to_say(command):
    done = subprocess.run(
        [sys.executable, "-m", "ruff", *command, "."], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr


PRODUCT = {
    path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8")
    for path in [ROOT / "start.py", *(ROOT / "aftercoup").rglob("*.py")]
}


@functools.cache
def code(name):
    """A file of the product as its syntax tree."""
    return ast.parse(PRODUCT[name])


@functools.cache
def imports(node):
    """What a piece of code imports: [(line, dotted name)]."""
    found = []
    for one in ast.walk(node):
        if isinstance(one, ast.Import):
            found += [(one.lineno, name.name) for name in one.names]
        if isinstance(one, ast.ImportFrom):
            found += [(one.lineno, f"{one.module}.{name.name}") for name in one.names]
    return found


def test_only_the_command_line_imports_what_is_for_teachers():
    outside = [name for name in PRODUCT if not name.startswith("aftercoup/teach/")]
    found = {name for name in outside for _, what in imports(code(name)) if "aftercoup.teach" in what}
    assert found == {"aftercoup/cli.py"}


def room(name):
    """The folder of a file; of one that lies directly in `aftercoup/`, the file itself."""
    folder = name.rpartition("/")[0]
    return name if folder == "aftercoup" else folder


# The rooms of CONTRIBUTING, in the order in which they may use each other; a folder stands for all that is in it.
ROOMS = [
    "errors dates journal spreadsheets measures outputs",
    "tables validation",
    "lesson check science answers/language charts/machinery",
    "answers/kinds charts",
    "answers coding guessing linking setup",
    "teach/writing",
    "teach/content",
    "teach/marking",
    "teach/editions",
    "teach/browser teach/kit",
    "teach/pages",
    "teach",
    "cli",
    "__main__",
]


def floor(name):
    """How far up a file's room is: that of the longest name that it begins with."""
    name = name.removeprefix("aftercoup/").removesuffix(".py") + "/"
    known = {one: number for number, row in enumerate(ROOMS) for one in row.split()}
    return known[max((one for one in known if name.startswith(f"{one}/")), key=len)]


def needs():
    """(file, file that it imports), for all of the product but `aftercoup/__init__.py`, through which all are imported."""
    files = {name.removesuffix(".py").removesuffix("/__init__").replace("/", "."): name for name in PRODUCT}
    del files["aftercoup"]
    for name in files.values():
        for _, what in imports(code(name)):
            if needed := files.get(what) or files.get(what.rpartition(".")[0]):
                yield name, needed


def test_no_room_uses_one_above_it():
    assert [pair for pair in needs() if pair[0] != "start.py" and floor(pair[1]) > floor(pair[0])] == []


@pytest.mark.parametrize("of", [str, room], ids=["files", "folders"])
def test_imports_run_one_way(of):
    """Also those inside of functions and those for type hints."""
    graph = {}
    for name, needed in needs():
        if of(needed) != of(name):
            graph.setdefault(of(name), set()).add(of(needed))
    assert len(graph) > 15
    graphlib.TopologicalSorter(graph).prepare()  # a CycleError names the circle


def test_an_import_inside_of_a_function_says_why():
    """Beside it, above it, where its error is caught, in one before it ("here and below"), or at the top of the file."""
    for name, text in PRODUCT.items():
        lines = text.split("\n")
        if "when it is asked for" in " ".join((ast.get_docstring(code(name)) or "").split()):
            continue
        for function in ast.walk(code(name)):
            for line, what in imports(function) if isinstance(function, ast.FunctionDef) else ():
                said = [
                    *lines[line - 3 : line + 3],
                    *(one for one in lines[:line] if "here and below" in one),
                ]
                assert any("# " in one for one in said), f"{name}: {what}"


@pytest.mark.slow
def test_mypy_finds_no_wrong_type():
    """Every function has type hints (disallow_untyped_defs in pyproject.toml)."""
    done = subprocess.run([sys.executable, "-m", "mypy"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_ci_runs_the_readmes_command_on_every_system_with_the_oldest_and_the_newest_python():
    jobs = yaml.safe_load((ROOT / ".github/workflows/tests.yml").read_text(encoding="utf-8"))["jobs"]
    runs = {name: [step["run"] for step in job["steps"] if "run" in step] for name, job in jobs.items()}
    assert runs == {"quick": ["python start.py test --quick"], "all": ["python start.py test"]}
    matrix = jobs["all"]["strategy"]["matrix"]
    assert matrix["python"] == [PYTHONS[0], PYTHONS[-1]]
    assert {name.split("-")[0] for name in matrix["system"]} == {"ubuntu", "macos", "windows"}
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert all(run[0] in readme for run in runs.values())


def test_the_programs_of_the_hooks_are_there():
    config = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))
    words = [hook["entry"].split() for entry in config["repos"] for hook in entry["hooks"]]
    assert len(words) > 3
    for program, *arguments in words:
        assert program in (".venv/bin/ruff", ".venv/bin/python")
        assert all((ROOT / word).is_file() for word in arguments if word.endswith(".py"))


def test_stray_outputs_are_named(tmp_path, capsys):
    cells = [nbformat.v4.new_code_cell("1 / 0")]
    cells[0].outputs = [nbformat.v4.new_output("error", ename="ZeroDivisionError")]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), tmp_path / "a.ipynb")
    assert clean_notebooks.main([str(tmp_path / "a.ipynb")]) == 1
    assert "stored with the error ZeroDivisionError" in capsys.readouterr().out
    assert clean_notebooks.main([str(ROOT / "notebooks/00_start_here.ipynb")]) == 0

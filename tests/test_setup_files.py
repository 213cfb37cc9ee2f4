"""pyproject.toml, environment.yml and requirements.lock must agree, and the wheel must be whole."""

import copy
import re
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from resolve_lock import check_lock, write_lock

import start
from aftercoup.setup import problems
from aftercoup.setup.lock import read_lock

ROOT = Path(__file__).resolve().parents[1]
CONDA_NAMES = {"matplotlib": "matplotlib-base"}  # where conda-forge's name differs
NOT_IN_CONDA = {"playwright", "axe-playwright-python", "krippendorff", "nbgrader"}  # environment.yml says why
PART_OF_GROUP = {"test": "tests", "editions": "editions"}
PLATFORMS = [
    "x86_64-unknown-linux-gnu",
    "aarch64-unknown-linux-gnu",
    "aarch64-apple-darwin",
    "x86_64-apple-darwin",
    "x86_64-pc-windows-msvc",
]
PYTHONS = ["3.11", "3.12", "3.13", "3.14"]


def read(name):
    return (ROOT / name).read_text(encoding="utf-8")


@pytest.fixture
def files():
    """The three files as data, fresh for each test, so that a test may damage them."""
    return {
        "pyproject": tomllib.loads(read("pyproject.toml")),
        "environment": yaml.safe_load(read("environment.yml")),
        "lock": read_lock(read("requirements.lock")),
    }


def tracked_files():
    """Paths that git tracks, or, in an unpacked archive, all but what running things leaves behind."""
    result = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True)
    if result.returncode == 0:
        return [
            path for path in (ROOT / name for name in result.stdout.split("\0") if name) if path.is_file()
        ]
    return [path for path in ROOT.rglob("*") if path.is_file() and not {".venv", ".git"} & set(path.parts)]


# --- the three files agree -----------------------------------------------------------------------


def versions(specifier):
    """A version range in any order and spacing, as a set."""
    return {part for part in re.sub(r"\s", "", str(specifier or "")).split(",") if part}


def conda_packages(environment):
    """{name: range} of environment.yml, read as conda reads it (an unreadable one raises)."""
    import rattler  # each process collects all tests, and few need it

    specs = [rattler.MatchSpec(line) for line in environment["dependencies"] if isinstance(line, str)]
    return {spec.name.normalized: versions(spec.version) for spec in specs}


def disagreements(pyproject, environment, lock):
    """Sentences about what the three files do not say alike; empty when they agree."""
    found = []
    groups = pyproject["dependency-groups"]
    runtime = [Requirement(line) for line in pyproject["project"]["dependencies"]]
    test = [Requirement(line) for line in groups["test"]]

    conda = conda_packages(environment)
    wanted = {
        CONDA_NAMES.get(one.name, one.name): versions(one.specifier)
        for one in runtime + test
        if one.name not in NOT_IN_CONDA
    }
    for name in sorted(set(conda) | set(wanted)):
        if name in ("python", "pip"):
            continue
        if name not in wanted:
            found.append(f"{name} is in environment.yml and not in pyproject.toml")
        elif name not in conda:
            found.append(f"{name} is in pyproject.toml and not in environment.yml")
        elif conda[name] != wanted[name]:
            found.append(
                f"{name} is {sorted(wanted[name])} in pyproject.toml, "
                f"{sorted(conda[name])} in environment.yml"
            )

    if not any(f"python={version}" in environment["dependencies"] for version in PYTHONS):
        found.append("environment.yml does not name one python of those that the lock is made for")
    python = SpecifierSet(pyproject["project"]["requires-python"])
    if [version for version in ["3.10", *PYTHONS] if python.contains(version)] != PYTHONS:
        found.append(f"requires-python {python} is not what the lock is made for")
    if environment["channels"] != ["conda-forge", "nodefaults"]:
        found.append("channels are not conda-forge alone")
    if [line["pip"] for line in environment["dependencies"] if isinstance(line, dict)] != [["-e ."]]:
        found.append("environment.yml does not install this project itself, and nothing else, with pip")

    if list(lock) != list(start.PARTS):
        return found + [f"the lock's parts are {list(lock)}"]
    few = pyproject["tool"]["aftercoup"]["tools"]
    needed_by = {"tools": [one for one in runtime if one.name in few], "lessons": runtime}
    found += [f"{name} is a tool and not a dependency" for name in {*few} - {one.name for one in runtime}]
    needed_by.update(
        {part: [Requirement(line) for line in groups[group]] for group, part in PART_OF_GROUP.items()}
    )
    locked = {}
    for part, requirements in lock.items():
        for line in requirements:
            name, version = re.match(r"([\w.-]+)==([^\s;]+)", line).groups()
            locked.setdefault(name, []).append(version)
        for one in needed_by[part]:
            if one.name not in locked:
                found.append(f"{one.name} is in pyproject.toml and not in the lock up to its part {part}")
            found += [
                f"{one.name} {version} is locked, pyproject.toml wants {one.specifier}"
                for version in locked.get(one.name, [])
                if version not in one.specifier
            ]
    return found


def test_the_three_files_agree(files):
    assert disagreements(**files) == []


def test_damaged_copies_are_noticed(files):
    def another_range(files):
        files["pyproject"]["project"]["dependencies"][3] = "pandas>=2.2,<3"

    def one_more(files):
        files["pyproject"]["dependency-groups"]["test"].append("tabulate2>=1")

    def conda_lacks(files):
        files["environment"]["dependencies"].remove("ipywidgets >=8.1,<9")

    def conda_adds(files):
        files["environment"]["dependencies"].append("seaborn >=0.13")

    def conda_python(files):
        files["environment"]["dependencies"][0] = "python=3.10"

    def oldest_python(files):
        files["pyproject"]["project"]["requires-python"] = ">=3.12"

    def conda_channel(files):
        files["environment"]["channels"].append("defaults")

    def conda_project(files):
        files["environment"]["dependencies"].pop()

    def lock_lacks(files):
        lines = files["lock"]["tools"]
        files["lock"]["tools"] = [line for line in lines if not line.startswith("pydantic=")]

    def lock_too_new(files):
        files["lock"]["lessons"] = [
            re.sub(r"^jupyterlab==\S+", "jupyterlab==9.0", line) for line in files["lock"]["lessons"]
        ]

    def no_such_tool(files):
        files["pyproject"]["tool"]["aftercoup"]["tools"].append("sphinx")

    def lock_part(files):
        del files["lock"]["editions"]

    expected = {
        another_range: "pandas",
        one_more: "tabulate2",
        conda_lacks: "ipywidgets",
        conda_adds: "seaborn",
        conda_python: "one python",
        oldest_python: "requires-python",
        conda_channel: "channels",
        conda_project: "pip",
        lock_lacks: "pydantic",
        lock_too_new: "jupyterlab 9.0",
        no_such_tool: "sphinx",
        lock_part: "parts",
    }
    for damage, word in expected.items():
        damaged = copy.deepcopy(files)
        damage(damaged)
        assert word in " ".join(disagreements(**damaged)), damage.__name__


def test_a_range_conda_cannot_read_is_noticed(files):
    files["environment"]["dependencies"].append("pandas >>2")
    with pytest.raises(Exception, match="(?i)pandas|version|spec"):
        disagreements(**files)


def test_each_dependency_has_a_reason_and_an_upper_bound():
    project = re.search(r"^dependencies = \[(.*?)^\]", read("pyproject.toml"), re.S | re.M)[1]
    groups = re.search(r"^\[dependency-groups\](.*?)^\[", read("pyproject.toml"), re.S | re.M)[1]
    lines = [line.strip() for line in (project + groups).splitlines() if line.strip().startswith('"')]
    project = tomllib.loads(read("pyproject.toml"))
    assert len(lines) == len(project["project"]["dependencies"]) + sum(
        map(len, project["dependency-groups"].values())
    )
    for line in lines:
        assert re.fullmatch(r'"[\w-]+>=[\d.]+,<[\d.]+",\s+# \S.{8,}', line), line
    conda = re.findall(r"^ +- (?!conda-forge|nodefaults|-e|pip:)(.*)$", read("environment.yml"), re.M)
    assert conda and all(re.search(r" # \S.{8,}$", line) for line in conda), conda


def test_the_version_is_the_same_everywhere(files):
    import aftercoup

    assert aftercoup.__version__ == files["pyproject"]["project"]["version"]
    if (ROOT / "CITATION.cff").exists():
        assert yaml.safe_load(read("CITATION.cff"))["version"] == aftercoup.__version__


# --- the lock ------------------------------------------------------------------------------------


def test_every_locked_file_has_a_hash_and_no_address(files):
    check_lock(files["lock"])
    text = read("requirements.lock")
    assert "://" not in text and " @ " not in text
    for line in text.splitlines():
        assert re.fullmatch(
            r"|#.*|[\w.-]+==[\w.!+]+( ; .+)? \\|    --hash=sha256:[0-9a-f]{64}( \\)?", line
        ), line


def test_the_lock_is_read_and_written_alike(files):
    assert write_lock(files["lock"]) == read("requirements.lock")


def test_the_bounds_of_the_lock_hold_and_stay_out_of_uvs_sight(files):
    """Below tool.uv, uv applies them while it installs with hashes, and stops: a range has no hash."""
    tools = files["pyproject"]["tool"]
    assert "uv" not in tools
    bounds = [Requirement(line) for line in tools["aftercoup"]["lock-constraints"]]
    lines = [line for part in files["lock"].values() for line in part]
    for bound in bounds:
        named = [Requirement(line.split("\\")[0]) for line in lines if line.startswith(f"{bound.name}==")]
        held = [one for one in named if bound.specifier.contains(str(one.specifier).removeprefix("=="))]
        assert held and (bound.marker or held == named), bound


@pytest.mark.parametrize(
    "line, word",
    [
        ("pandas==3.1.1", "no sha256"),
        ("pandas>=3 \\\n    --hash=sha256:" + "0" * 64, "plain name==version"),
        ("pandas @ https://example.org/pandas.whl \\\n    --hash=sha256:" + "0" * 64, "plain name==version"),
        ("--index-url https://example.org \\\n    --hash=sha256:" + "0" * 64, "plain name==version"),
    ],
)
def test_a_lock_that_may_not_be_used_is_refused(files, line, word):
    files["lock"]["tests"].append(line)
    with pytest.raises(problems.Stop, match=word):
        check_lock(files["lock"])


def resolve(requirements, platform, python, folder):
    """What uv says when it resolves these locked lines for a platform and Python; None when it can."""
    file = Path(folder, f"{platform}-{python}.txt")
    file.write_text("\n".join(requirements) + "\n", encoding="utf-8")
    result = subprocess.run(
        [
            sys.executable,
            "-m",
            "uv",
            "pip",
            "install",
            "--no-config",
            "--dry-run",
            "--quiet",
            "--target",
            str(Path(folder, "nothing")),
            "--python-platform",
            platform,
            "--python-version",
            python,
            "--only-binary",
            ":all:",
            "--require-hashes",
            "-r",
            str(file),
        ],
        capture_output=True,
        text=True,
    )
    return f"{platform} {python}: {result.stderr}" if result.returncode else None


def need_index(failures):
    """Skip where the failures are those of a missing network (in CI, a skip is a failure)."""
    missing = str(problems.problem("no_network"))
    if any(str(problems.install_problem(said, Path())) == missing for said in failures):
        pytest.skip("the package index cannot be reached, so the lock cannot be resolved for other systems")


@pytest.mark.slow
@pytest.mark.parametrize("parts", [start.LESSONS, list(start.PARTS)], ids="+".join)
def test_the_lock_resolves_on_every_system_and_python(files, parts, tmp_path):
    """On each system what lessons need with the oldest Python, and all with the newest; on the first with every one."""
    requirements = [line for part in parts for line in files["lock"][part]]
    pairs = [(platform, PYTHONS[0 if parts == start.LESSONS else -1]) for platform in PLATFORMS]
    pairs += [(PLATFORMS[0], python) for python in PYTHONS[:-1] if parts != start.LESSONS]
    with ThreadPoolExecutor(8) as pool:
        failures = list(filter(None, pool.map(lambda pair: resolve(requirements, *pair, tmp_path), pairs)))
    need_index(failures)
    assert failures == []


@pytest.mark.slow
def test_a_lock_without_files_for_intel_macs_is_noticed(files, tmp_path):
    """The fault that was there once: the newest argon2-cffi-bindings, for every system."""
    whole = files["lock"]["tools"] + files["lock"]["lessons"]
    lines = [line for line in whole if not line.startswith("argon2-cffi-bindings==25")]
    broken = [re.sub(r"^(argon2-cffi-bindings==26\S*)[^\\]*", r"\1 ", line) for line in lines]
    assert len(broken) == len(whole) - 1
    problem = resolve(broken, "x86_64-apple-darwin", "3.12", tmp_path)
    need_index([problem or ""])
    assert "argon2-cffi-bindings" in problem
    assert resolve(broken, "aarch64-apple-darwin", "3.12", tmp_path) is None


# --- what is committed ---------------------------------------------------------------------------


def test_no_committed_file_names_a_registry_or_a_machine():
    """Everyone installs from their own package index; and no path is that of one person's machine."""
    # Put together here, so that this file does not hold what it looks for.
    hosts = [
        ".".join(parts)
        for parts in (
            ("pypi", "org"),
            ("pythonhosted", "org"),
            ("npmjs", "org"),
            ("npmjs", "com"),
            ("deb", "debian", "org"),
            ("anaconda", "org"),
        )
    ]
    folders = [
        "/" + "/".join(parts) + "/"
        for parts in (("home", r"(?!me/)\w+"), ("Users", r"(?!me/)\w+"), ("work", r"\w+"))
    ]
    folders.append(r"(?<![\w.~])/" + "root/")
    forbidden = re.compile("|".join([re.escape(host) for host in hosts] + folders))
    found = []
    for path in tracked_files():
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        found += [f"{path.relative_to(ROOT)}: {match[0]}" for match in forbidden.finditer(text)]
    assert found == []


def test_no_two_test_files_have_one_name():
    """Pytest imports them by their names, and a second one of a name would not be run."""
    names = [path.name for path in tracked_files() if path.name.startswith("test_") and path.suffix == ".py"]
    assert len(names) > 30 and sorted(set(names)) == sorted(names)


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["wheel", "sdist"])
def test_no_answer_key_is_in_what_is_published(tmp_path, kind):
    built = subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", kind, "-d", str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert built.returncode == 0, built.stderr
    (file,) = tmp_path.iterdir()
    if kind == "wheel":
        names = zipfile.ZipFile(file).namelist()
    else:
        names = tarfile.open(file).getnames()
    assert any(name.endswith("aftercoup/tables.py") for name in names)
    secret = {path.name for path in (ROOT / "solutions").glob("*_key.toml")}
    secret.add("solutions")
    assert len(secret) > 1 and not [name for name in names if secret & set(Path(name).parts)]


@pytest.mark.slow
def test_the_wheel_holds_the_data_and_loads_it(tmp_path):
    built = subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert built.returncode == 0, built.stderr
    (wheel,) = tmp_path.glob("aftercoup-*.whl")
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
        archive.extractall(tmp_path / "installed")
    tables = {path.relative_to(ROOT).as_posix() for path in (ROOT / "data").rglob("*") if path.is_file()}
    assert {f"aftercoup/{name}" for name in tables} <= names
    checks = {path.name for path in (ROOT / "exercises" / "checks").iterdir()}
    assert checks and {f"aftercoup/checks/{name}" for name in checks} <= names
    package = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "aftercoup").rglob("*")
        if path.suffix in (".py", ".js", ".css")
    }
    assert package <= names
    code = (
        "import sys; sys.path.insert(0, sys.argv[1]); import aftercoup.tables as t; "
        "from aftercoup.answers.exercise import exercises; "
        "print(t.__file__); print(len(t.load().coups), len(t.case().claims), len(exercises()))"
    )
    run = subprocess.run(
        [sys.executable, "-I", "-c", code, str(tmp_path / "installed")],
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )
    assert run.returncode == 0, run.stderr
    where, counts = run.stdout.splitlines()
    assert where.startswith(str(tmp_path))
    assert all(int(count) > 0 for count in counts.split())

"""The recipes for hubs, Binder and Colab in deploy/: what can be held without a hub, a cluster or an account.

What needs a hub is done by deploy/hub_trial.py, by hand; deploy/README.md has its last result.
"""

import json
import math
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import parse_qs, unquote, urlsplit

import classroom
import pytest
import yaml

from aftercoup.setup.lock import read_lock
from aftercoup.teach.content import keys

ROOT = Path(__file__).resolve().parents[1]
DEPLOY = ROOT / "deploy"
sys.path.append(str(DEPLOY))

import colab  # noqa: E402
import collect  # noqa: E402
import hub_trial  # noqa: E402
import links  # noqa: E402
import sizing  # noqa: E402

REPO = "https://github.com/ORG/COURSE"
README = (DEPLOY / "README.md").read_text(encoding="utf-8")
LESSON, SHEET = hub_trial.LESSON, hub_trial.SHEET


# ---------------------------------------------------------------- links


def test_a_hub_link_says_after_decoding_what_was_meant():
    place = links.repository(f"{REPO}.git/", "v1/x")
    link = links.hub_link("https://hub.example.edu/", place, "notebooks/01 übung & mehr.ipynb")
    parts = urlsplit(link)
    assert link.startswith("https://hub.example.edu/hub/user-redirect/git-pull?") and " " not in link
    query = {name: value for name, (value,) in parse_qs(parts.query, strict_parsing=True).items()}
    assert query["repo"] == REPO and query["branch"] == "v1/x"
    assert query["targetpath"] == "after-the-coup"  # not "COURSE.git", which nbgitpuller would take
    # nbgitpuller decodes once and puts it behind the server's address, where it is decoded again
    assert unquote(query["urlpath"]) == "lab/tree/after-the-coup/notebooks/01 übung & mehr.ipynb"
    assert "&" not in query["urlpath"] and "?" not in query["urlpath"]


@pytest.mark.parametrize(
    "typed, hub",
    [
        ("https://hub.example.edu/hub", "https://hub.example.edu"),
        ("https://hub.example.edu/hub/home", "https://hub.example.edu"),
        ("https://hub.example.edu/user/anna/lab/tree/hub/user/x", "https://hub.example.edu"),
        ("https://example.edu/hub/hub/home", "https://example.edu/hub"),
        ("https://example.edu/jupyter/hub/token/", "https://example.edu/jupyter"),
        ("https://hub/hubs/users", "https://hub/hubs/users"),
    ],
)
def test_the_address_of_any_page_of_a_hub_will_do(typed, hub):
    link = links.hub_link(typed, links.repository(REPO), LESSON)
    assert link.partition("/hub/user-redirect/")[0] == hub


def test_links_of_binder_and_colab():
    binder = urlsplit(links.binder_link(links.repository(REPO, "v1/x"), LESSON))
    assert (binder.netloc, binder.path) == ("mybinder.org", "/v2/gh/ORG/COURSE/v1%2Fx")
    assert parse_qs(binder.query) == {"urlpath": [f"lab/tree/{LESSON}"]}
    assert links.colab_link(links.repository(REPO), f"colab/{LESSON}") == (
        f"https://colab.research.google.com/github/ORG/COURSE/blob/main/colab/{LESSON}"
    )


@pytest.mark.parametrize(
    "typed, branch, meant",
    [
        (f"{REPO}.git", "", "main"),
        (f" {REPO}/ ", "", "main"),
        ("http://www.github.com/ORG/COURSE", "", "main"),
        (f"{REPO}#readme", "", "main"),
        (f"{REPO}?tab=readme-ov-file#what-it-is", "", "main"),
        (f"{REPO}/issues/3", "", "main"),
        (REPO, "master", "master"),
        (f"{REPO}/tree/main", "", "main"),
        (f"{REPO}/tree/master", "", "master"),
        (f"{REPO}/tree/master/notebooks", "", "master"),
        (f"{REPO}/blob/2026-1/notebooks/01%20read.ipynb#L3", "", "2026-1"),
        (f"{REPO}/tree/2026-1", "2026-1", "2026-1"),
        (f"{REPO}/tree/spring/2026/notebooks", "spring/2026", "spring/2026"),
    ],
)
def test_the_address_of_any_page_of_a_repository_will_do(typed, branch, meant):
    assert links.repository(typed, branch) == (REPO, meant)


@pytest.mark.parametrize(
    "page", ["/-/tree/2026-1", "/-/blob/2026-1/README.md", "/src/branch/2026-1/notebooks", "/tree/2026-1/"]
)
def test_other_hosts_name_the_pages_of_a_branch_in_other_ways(page):
    elsewhere = "https://git.example.edu/group/tree-of-courses"
    assert links.repository(elsewhere + page) == (elsewhere, "2026-1")


@pytest.mark.parametrize(
    "page, branch",
    [
        ("/src/2026-1/", "2026-1"),
        ("/src/2026-1/notebooks/src/", "2026-1"),
        ("/branch/2026-1", "2026-1"),
        ("/commits/branch/2026-1", "2026-1"),
        ("/src/", "main"),
        (".git", "main"),
        ("/pull-requests/", "main"),
    ],
)
def test_so_will_a_page_on_bitbucket(page, branch):
    assert links.repository(f"https://bitbucket.org/ORG/COURSE{page}") == (
        "https://bitbucket.org/ORG/COURSE",
        branch,
    )


@pytest.mark.parametrize(
    "typed, word",
    [
        ("https://me:secret@git.example.edu/course", "students would see it"),
        ("https://git.example.edu/course?private_token=secret", "students would see it"),
        ("git@github.com:ORG/COURSE.git", "no address of a repository"),
        ("github.com/ORG/COURSE", "begins with https://"),
        ("https://github.com/ORG/my course", "holds a space"),
        ("https://github.com/ORG/my%20course", "holds a space"),
        ("https://github.com/ORG", "is no repository on GitHub"),
        (f"{REPO}/tree/main", "of the branch main, and --branch says spring"),
    ],
)
def test_an_address_that_makes_no_good_link_is_refused(typed, word):
    with pytest.raises(links.LinkProblem, match=word):
        links.repository(typed, "spring")


@pytest.mark.parametrize(
    "hub, word",
    [
        ("hub.example.edu", "begins with https://"),
        ("https://hub.example.edu/hub?next=x", "more than the place"),
    ],
)
def test_the_address_of_a_hub_is_looked_at_too(hub, word):
    with pytest.raises(links.LinkProblem, match=word):
        links.hub_link(hub, links.repository(REPO), LESSON)


def test_the_table_of_links_has_all_lessons_and_sheets(capsys):
    assert links.main(["--repo", REPO, "--hub", "https://hub.example.edu"]) == 0
    rows = capsys.readouterr().out.splitlines()
    assert rows[0] == "| | hub | Binder | Colab |"
    assert len(rows) == 2 + len(links.notebooks()) and rows[2].startswith("| Lesson 00 ")
    assert [row.split("|")[1].strip() for row in rows[3:5]] == ["Lesson 01", "Exercise 01"]
    for row, path in zip(rows[2:], links.notebooks()):
        assert (ROOT / path).exists() and row.count("http") == 4 and unquote(row).count(path) == 3


def test_the_table_of_links_says_beside_it_what_was_assumed(capsys):
    assert links.main(["--repo", f"{REPO}/tree/master"]) == 0
    said = capsys.readouterr()
    assert "/v2/gh/ORG/COURSE/master?" in said.out and "tree/master" not in said.out
    assert "lead to the branch master of " + REPO in said.err
    elsewhere = ["--repo", "https://git.example.edu/course"]
    assert links.main([*elsewhere, "--hub", "https://hub.example.edu"]) == 0
    said = capsys.readouterr()
    assert said.out.startswith("| | hub |\n") and "none for Binder and Colab" in said.err
    assert links.main(elsewhere) == 2
    assert "https://github.com/ORG/COURSE" in capsys.readouterr().out


# ---------------------------------------------------------------- collecting


@pytest.fixture
def homes(tmp_path):
    """Home folders: ana and ben with a sheet (ben with two), cy without, and dee, eve, fay with a trick."""
    homes = tmp_path / "home"
    for name in ("ana", "ben", "cy", "dee", "eve", "fay"):
        (homes / f"jupyter-{name}" / "after-the-coup" / "exercises").mkdir(parents=True)

    def sheets(name):
        return homes / f"jupyter-{name}" / "after-the-coup" / "exercises"

    for name in ("ana", "ben"):
        (sheets(name) / "exercise_01.ipynb").write_text(f"{name}'s sheet")
        (sheets(name) / "exercise_02.ipynb").write_text("another exercise")
    (sheets("ben") / "exercise_01-Copy1.ipynb").write_text("ben's copy")
    (sheets("cy") / ".ipynb_checkpoints").mkdir()
    (sheets("cy") / ".ipynb_checkpoints" / "exercise_01-checkpoint.ipynb").write_text("old")
    (tmp_path / "secret").write_text("of somebody else")
    (sheets("dee") / "exercise_01.ipynb").symlink_to(tmp_path / "secret")
    sheets("eve").rmdir()
    sheets("eve").symlink_to(sheets("ana"))
    os.mkfifo(sheets("fay") / "exercise_01.ipynb")
    return homes


@pytest.mark.skipif(os.name == "nt", reason="it runs on the hub's machine, and a hub runs on Linux")
def test_sheets_are_collected_and_no_link_is_followed(homes, tmp_path, capsys):
    out = tmp_path / "submitted"
    assert collect.main([str(homes), "--exercise", "01", "--out", str(out)]) == 1
    copied = {path.relative_to(out).as_posix(): path.read_text() for path in out.rglob("*") if path.is_file()}
    assert copied == {
        "ana/exercise_01.ipynb": "ana's sheet",
        "ben/exercise_01.ipynb": "ben's sheet",
        "ben/exercise_01-Copy1.ipynb": "ben's copy",
    }
    said = capsys.readouterr().out
    assert "jupyter-dee: exercise_01.ipynb is left out, because it is a link" in said
    assert "jupyter-fay: exercise_01.ipynb is left out, it is no ordinary file" in said
    for name in ("cy", "dee", "eve", "fay"):
        assert f"{name}: no sheet 01" in said
    assert collect.main([str(homes), "--exercise", "01", "--out", str(out)]) == 2
    assert "is not empty" in capsys.readouterr().out


@pytest.mark.skipif(os.name == "nt", reason="it runs on the hub's machine, and a hub runs on Linux")
def test_a_sheet_behind_a_linked_folder_or_too_large_is_not_read(homes, monkeypatch):
    behind = ["after-the-coup", "exercises", "exercise_01.ipynb"]
    with pytest.raises(OSError):
        collect.read_plainly(homes / "jupyter-eve", behind)
    assert collect.read_plainly(homes / "jupyter-ana", behind) == b"ana's sheet"
    monkeypatch.setattr(collect, "LARGEST", 5)
    with pytest.raises(OSError, match="larger than"):
        collect.read_plainly(homes / "jupyter-ana", behind)


# ---------------------------------------------------------------- sizes


def numbers(heading):
    """The last numbers of the table rows of README whose first cell begins with the heading."""
    row = re.search(rf"^\| \**{re.escape(heading)}[^|]*\|(.*)\|$", README, re.MULTILINE)
    return [float(one.replace(",", "")) for one in re.findall(r"[\d.,]+", row[1])]


def measured_student():
    """The one student that deploy/README.md states."""
    return sizing.Student(numbers("memory: server")[0], numbers("from the log-in")[0])


def test_sizes_follow_from_the_student_by_the_stated_rule():
    one = sizing.Student(memory=200, processor=7)
    assert sizing.gigabytes(one, 50) == pytest.approx(50 * 0.2 * 1.3 + 2)
    assert sizing.cores(one, 500) == math.ceil(500 * 7 / (300 * 0.7)) and sizing.cores(one, 1) == 2
    assert sizing.way(15) == "one machine of 16 GB" and sizing.way(17) == "one machine of 32 GB"
    assert sizing.way(100) == "Kubernetes, 2 machines of 64 GB, or one of 128 GB"
    assert sizing.way(1000) == "Kubernetes, 17 machines of 64 GB"


def test_the_guide_has_the_table_of_its_own_measurement():
    assert sizing.used(measured_student()) in README
    assert sizing.table(measured_student()) in README


# ---------------------------------------------------------------- one machine: The Littlest JupyterHub

# Read in its documentation ("Configuring TLJH", "Culling idle notebook servers").
TLJH_KEYS = {
    "limits.memory": r"\d+[KMGT]",
    "limits.cpu": r"\d+(\.\d+)?",
    "services.cull.enabled": "true",
    "services.cull.timeout": r"\d+",
    "services.cull.every": r"\d+",
    "user_environment.default_app": "jupyterlab|classic",
}
TLJH = (DEPLOY / "tljh.sh").read_text(encoding="utf-8")


def shell(command, **variables):
    return subprocess.run(
        ["bash", "-c", command], capture_output=True, text=True, env={**os.environ, **variables}, cwd=ROOT
    )


@pytest.fixture
def machine(tmp_path):
    """A folder like that of a TLJH: its Python is this one; what pip and tljh-config are asked is noted."""
    said = tmp_path / "said"
    for name, does in (
        (
            "user/bin/python",
            f'case "$1" in -m) echo pip "$@" >> {said};; *) exec {sys.executable} "$@";; esac',
        ),
        ("hub/bin/tljh-config", f'echo config "$@" >> {said}'),
    ):
        file = tmp_path / "tljh" / name
        file.parent.mkdir(parents=True)
        file.write_text(f"#!/bin/sh\n{does}\n")
        file.chmod(0o755)
    return SimpleNamespace(prefix=tmp_path / "tljh", said=said)


@pytest.mark.skipif(os.name == "nt", reason="a shell script for a hub's machine, which runs Linux")
def test_the_script_for_one_machine_installs_and_sets_limits(machine, tmp_path):
    course = tmp_path / "class"
    (course / "aftercoup").mkdir(parents=True)
    for name in ("requirements.lock", "pyproject.toml"):
        (course / name).write_bytes((ROOT / name).read_bytes())
    done = shell(
        f"bash {DEPLOY}/tljh.sh {course}", TLJH_INSTALL_PREFIX=str(machine.prefix), PYTHONPATH=str(ROOT)
    )
    assert done.returncode == 0, done.stderr
    assert f"with {len(keys.numbers())} exercises" in done.stdout
    said = machine.said.read_text().splitlines()
    pip = [line for line in said if line.startswith("pip")]
    assert "--require-hashes" in pip[0] and "--no-deps" in pip[0]
    assert pip[-1].split()[-1] == str(course) and "--no-deps" in pip[-1]
    set_ = dict(line.split()[2:] for line in said if line.startswith("config set"))
    assert set(set_) == set(TLJH_KEYS)
    assert all(re.fullmatch(TLJH_KEYS[key], value) for key, value in set_.items()), set_
    assert said[-1] == "config reload"
    assert float(set_["limits.memory"].removesuffix("G")) * 1000 > 2 * measured_student().memory


@pytest.mark.skipif(os.name == "nt", reason="a shell script for a hub's machine, which runs Linux")
def test_the_script_for_one_machine_never_takes_the_answers_along(machine):
    done = shell(f"bash {DEPLOY}/tljh.sh {ROOT}", TLJH_INSTALL_PREFIX=str(machine.prefix))
    assert done.returncode == 1 and "holds solutions/" in done.stderr and not machine.said.exists()
    done = shell(f"bash {DEPLOY}/tljh.sh {machine.prefix}", TLJH_INSTALL_PREFIX=str(machine.prefix))
    assert done.returncode == 1 and "requirements.lock is not there" in done.stderr


def test_the_script_cuts_what_the_lessons_need_out_of_the_lock():
    (cut,) = re.findall(r"^sed '(.*)' ", TLJH, re.MULTILINE)
    part = subprocess.run(["sed", cut, ROOT / "requirements.lock"], capture_output=True, text=True).stdout
    locked = read_lock((ROOT / "requirements.lock").read_text(encoding="utf-8"))
    assert read_lock(part) == {name: locked[name] for name in ("tools", "lessons")}


# ---------------------------------------------------------------- Kubernetes: Zero to JupyterHub

# Kept by hand: the keys that are used, as the chart's own values.schema.yaml describes them (a copy of it was
# read in November 2026; the chart itself could not be had). None: every key is allowed there.
SIZE, TEXT, COUNT, YES_NO = r"\d+(\.\d+)?[KMGT]i?", r"\S+", int, bool
Z2JH = {
    "hub": {"config": None, "concurrentSpawnLimit": COUNT, "allowNamedServers": YES_NO},
    "proxy": {
        "service": {"type": "LoadBalancer|ClusterIP|NodePort"},
        "https": {"enabled": YES_NO, "hosts": list, "letsencrypt": {"contactEmail": TEXT}},
    },
    "singleuser": {
        "image": {"name": TEXT, "tag": TEXT},
        "defaultUrl": r"/\S+",
        "memory": {"guarantee": SIZE, "limit": SIZE},
        "cpu": {"guarantee": float, "limit": COUNT},
        "startTimeout": COUNT,
        "storage": {"type": "dynamic|static|none", "capacity": SIZE},
        "cloudMetadata": {"blockWithIptables": YES_NO, "ip": TEXT},
    },
    "scheduling": {
        "userScheduler": {"enabled": YES_NO},
        "podPriority": {"enabled": YES_NO},
        "userPlaceholder": {"enabled": YES_NO, "replicas": COUNT},
        "userPods": {"nodeAffinity": {"matchNodePurpose": "ignore|prefer|require"}},
    },
    "prePuller": {"hook": {"enabled": YES_NO}, "continuous": {"enabled": YES_NO}},
    "cull": {"enabled": YES_NO, "timeout": COUNT, "every": COUNT, "maxAge": COUNT},
}


def unknown(values, schema=Z2JH, where=""):
    """What the chart would not take, as sentences."""
    found = []
    for key, value in values.items():
        place, wanted = f"{where}{key}", schema.get(key, "")
        if key not in schema:
            found.append(f"there is no {place}")
        elif isinstance(wanted, dict):
            found += (
                unknown(value, wanted, f"{place}.") if isinstance(value, dict) else [f"{place} is a group"]
            )
        elif isinstance(wanted, str) and not (isinstance(value, str) and re.fullmatch(wanted, value)):
            found.append(f"{place} cannot be {value!r}")
        elif isinstance(wanted, type) and type(value) is not wanted:
            found.append(f"{place} cannot be {value!r}")
    return found


@pytest.fixture
def values():
    return yaml.safe_load((DEPLOY / "z2jh-values.yaml").read_text(encoding="utf-8"))


def megabytes(size):
    return float(size[:-1]) * {"M": 1, "G": 1000}[size[-1]]


def test_the_values_for_kubernetes_are_keys_of_the_chart_and_large_enough(values):
    assert unknown(values) == []
    memory, student = values["singleuser"]["memory"], measured_student()
    assert megabytes(memory["guarantee"]) >= student.memory * sizing.ROOM
    assert megabytes(memory["limit"]) >= 2 * student.memory
    assert values["hub"]["config"]["JupyterHub"]["authenticator_class"] != "dummy"  # the chart's own: anybody
    assert values["singleuser"]["image"]["tag"] != "latest" and not values["hub"]["allowNamedServers"]
    assert all(values["scheduling"][one]["enabled"] for one in ("podPriority", "userPlaceholder"))


@pytest.mark.parametrize(
    "damage, word",
    [
        (
            lambda values: values["singleuser"]["memory"].update(guarante="1G"),
            "there is no singleuser.memory.guarante",
        ),
        (lambda values: values.update(culling={}), "there is no culling"),
        (lambda values: values["cull"].update(timeout="30m"), "cull.timeout cannot be '30m'"),
        (lambda values: values["singleuser"].update(memory="1G"), "singleuser.memory is a group"),
        (lambda values: values["singleuser"]["image"].update(tag=1.0), "tag cannot be 1.0"),
    ],
)
def test_a_slip_in_the_values_is_noticed(values, damage, word):
    damage(values)
    assert word in " ".join(unknown(values))


# ---------------------------------------------------------------- the trial with a real hub


def test_the_trial_notices_points_that_are_not_the_truth():
    truth = {"student00": 0.0, "student01": 7.5}
    rows = [{"student": "student00", "points": ""}, {"student": "student01", "points": "7.50"}]
    assert hub_trial.differences(rows, truth) == []
    rows[1]["points"] = "7.25"
    assert hub_trial.differences(rows, truth) == [
        "student01: 7.25 in the gradebook, the answers are worth 7.5."
    ]
    assert "no row" in hub_trial.differences(rows[:1], truth)[0]
    assert "nothing" in hub_trial.differences([*rows, {"student": "x", "points": "1"}], truth)[1]


def test_the_hub_of_the_trial_listens_on_this_machine_only(monkeypatch, tmp_path):
    class Settings(dict):
        def __getattr__(self, name):
            return self.setdefault(name, Settings())

        __setattr__ = dict.__setitem__

    c = Settings()
    for name, value in (("FOLDER", str(tmp_path)), ("PORTS", "1 2 3"), ("PROXY", "chp"), ("TOKEN", "t")):
        monkeypatch.setenv(f"TRIAL_{name}", value)
    exec((DEPLOY / "trial_config.py").read_text(encoding="utf-8"), {"get_config": lambda: c})
    addresses = [c.JupyterHub.bind_url, c.JupyterHub.hub_bind_url, c.ConfigurableHTTPProxy.api_url]
    assert addresses == [f"http://127.0.0.1:{port}" for port in "123"]
    assert c.JupyterHub.db_url.endswith(f"{tmp_path}/hub.sqlite") and c.JupyterHub.cleanup_servers


def test_a_correction_in_mid_course_keeps_the_answers(tmp_path):
    """Merged as nbgitpuller does it: what the student has is committed, then `git merge -Xours`."""
    course, home, git = tmp_path / "course", tmp_path / "home", hub_trial.git
    for name in (LESSON, SHEET):
        (course / name).parent.mkdir(parents=True)
        (course / name).write_bytes((ROOT / name).read_bytes())
    git(course, "init", "--quiet", "--initial-branch=main")
    hub_trial.save(course, "The course")
    git(tmp_path, "clone", "--quiet", str(course), str(home))
    answers, _ = classroom.student("01", keys.load("01"), 0.7, 5)
    outputs = [{"output_type": "stream", "name": "stdout", "text": ["seen\n"]}]
    mine = json.loads(classroom.filled("01", answers, "An essay of my own.", outputs))
    for cell in mine["cells"]:
        cell["source"] = "".join(cell["source"]).splitlines(keepends=True)
    (home / SHEET).write_text(json.dumps(mine, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    hub_trial.correct(course)
    git(home, "fetch", "--quiet")
    hub_trial.save(home, "The student's work")
    git(home, "merge", "--quiet", "-Xours", "origin/main")
    for name in (LESSON, SHEET):
        assert hub_trial.CORRECTION in (home / name).read_text(encoding="utf-8")
    merged = json.loads((home / SHEET).read_text(encoding="utf-8"))
    for cell, own in zip(merged["cells"], mine["cells"], strict=True):
        written = cell["cell_type"] == "code" or "An essay of my own." in own["source"]
        assert not written or cell == own


# ---------------------------------------------------------------- Colab


@pytest.fixture(scope="module")
def edition(tmp_path_factory):
    """The class edition, unpacked."""
    return classroom.edition(tmp_path_factory.mktemp("class"))


def test_colab_gets_all_notebooks_with_another_first_cell_and_nothing_else_changed(edition, capsys):
    assert colab.main([str(edition), "--repo", f"{REPO}.git"]) == 0
    paths = [*links.notebooks(edition), "notebooks/one_class.ipynb", "notebooks/glossary.ipynb"]
    assert f"{len(paths)} notebooks" in capsys.readouterr().out
    for path in paths:
        was, now = (
            json.loads((place / path).read_text(encoding="utf-8")) for place in (edition, edition / "colab")
        )
        code = [
            ("".join(old["source"]), "".join(new["source"]))
            for old, new in zip(was["cells"], now["cells"], strict=True)
            if old["cell_type"] == "code"
        ]
        if code:
            (old, new), *others = code
            assert old.startswith(colab.FIRST) and new.startswith("try:\n    " + colab.FIRST)
            assert new.endswith(old) or new.endswith("    " + old)
            assert all(old == new for old, new in others)
        text = json.dumps(now, ensure_ascii=False)
        assert not re.search(r"\]\((?!http)[^)]*ipynb", text)
        linked = re.findall(r"\]\(https://colab[^)]*/blob/main/colab/([^)]*)\)", text)
        assert all(one in paths for one in linked) and (linked or path == paths[-1])


def test_what_colab_fetches_is_what_the_lessons_need_and_it_lacks():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    needed = {re.match(r"[\w-]+", line)[0] for line in project["project"]["dependencies"]}
    assert needed == colab.THERE | colab.FETCHED | colab.NOT_NEEDED
    assert not colab.THERE & colab.FETCHED
    first = colab.first_cell(links.repository(REPO), project)
    assert f'"aftercoup @ {REPO}/archive/refs/heads/main.zip"' in first and "--no-deps" in first
    assert "ipywidgets" not in first and len(first.splitlines()) == 5


def test_the_whole_project_is_never_put_into_colab(capsys):
    assert colab.main([str(ROOT), "--repo", REPO]) == 2
    assert "holds solutions/" in capsys.readouterr().out and not (ROOT / "colab").exists()

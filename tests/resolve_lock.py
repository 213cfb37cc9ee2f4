"""Write requirements.lock, for those who change dependencies: resolve pyproject.toml for all systems at once, and split the
result into parts. Run as: .venv/bin/python tests/resolve_lock.py, with --upgrade for the newest versions."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from itertools import chain
from pathlib import Path

from aftercoup.setup.lock import read_lock
from aftercoup.setup.problems import Stop
from aftercoup.setup.running import clean_environment

ROOT = Path(__file__).resolve().parents[1]
# Part -> the groups of pyproject.toml that it and the parts before it hold. The part "tools" comes before them:
# the packages that [tool.aftercoup] names, and what they need.
GROUPS: dict[str, list[str]] = {"lessons": [], "tests": ["test"], "editions": ["test", "editions"]}
HEADER = """\
# The exact versions that start.py installs, with the sha256 of every file they may come in.
# For Python 3.11 to 3.14 on Linux, macOS (Intel too) and Windows.
# Each part lists what it adds to the parts before it.
# Written by: tests/resolve_lock.py
"""
OPTIONS = (
    "--no-config --quiet --universal --only-binary :all: --generate-hashes --no-header --no-annotate "
    "--python-version 3.11"
).split()


def write_lock(parts: dict[str, list[str]]) -> str:
    """The text of a lock with these parts; the opposite of read_lock."""
    return HEADER + "".join(f"\n# part: {name}\n" + "\n".join(lines) + "\n" for name, lines in parts.items())


def check_lock(parts: dict[str, list[str]]) -> None:
    """Stop if a requirement has no hash, or names a place to fetch it from (each user has their own)."""
    for requirement in [line for lines in parts.values() for line in lines]:
        name = requirement.split()[0]
        if "--hash=sha256:" not in requirement:
            raise Stop(f"{name} has no sha256 in the lock.", "Get the project again.")
        if "://" in requirement or " @ " in requirement or not re.match(r"[\w.-]+==[\w.!+]+", requirement):
            todo = "Versions come from the reader's own package index; the lock must name none."
            raise Stop(f"{name} is not a plain name==version in the lock.", todo)


def tools(project: dict) -> list[str]:
    """The lines of pyproject.toml for the packages that every command needs."""
    dependencies = {re.match(r"[\w-]+", line)[0]: line for line in project["project"]["dependencies"]}  # type: ignore[index]
    return [dependencies[name] for name in project["tool"]["aftercoup"]["tools"]]


def lock(arguments: list[str], root: Path = ROOT) -> dict[str, list[str]]:
    """Write root/requirements.lock anew; returns its parts. arguments: further ones for uv.

    Versions stay as they are where they may; --upgrade takes the newest that the ranges allow. This machine's
    own settings of package indexes are left out, and the result is refused if one got in. Raises Stop.
    """
    uv = shutil.which("uv") or shutil.which("uv", path=str(Path(sys.executable).parent))
    if not uv:
        raise Stop("writing the lock needs uv.", "Get it by: python start.py test --quick")
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    own = {"UV_CACHE_DIR", "UV_NATIVE_TLS"}
    environment = {
        name: value
        for name, value in clean_environment().items()
        if not name.startswith(("UV_", "PIP_")) or name in own
    }
    file = root / "requirements.lock"
    with tempfile.TemporaryDirectory() as folder:
        bounds, whole, few = (Path(folder, name) for name in ("bounds.txt", "whole.txt", "tools.in"))
        before = read_lock(file.read_text(encoding="utf-8")) if file.exists() else {}
        for path, lines in (
            (bounds, project["tool"]["aftercoup"]["lock-constraints"]),
            (whole, chain(*before.values())),
            (few, tools(project)),
        ):
            path.write_text("\n".join(lines) + "\n", encoding="utf-8")

        def resolve(source: Path, output: Path, options: list[str]) -> list[str]:
            command = [uv, "pip", "compile", str(source), *OPTIONS, "--constraint", str(bounds)]
            command += ["--output-file", str(output), *options]
            if subprocess.run(command, cwd=root, env=environment).returncode:
                raise Stop("uv could not resolve pyproject.toml.", "See what it says above.")
            return read_lock("# part: all\n" + output.read_text(encoding="utf-8"))["all"]

        resolve(root / "pyproject.toml", whole, ["--group", "test", "--group", "editions", *arguments])
        limits = ["--constraint", str(whole)]
        parts = {"tools": resolve(few, Path(folder, "tools.txt"), limits)}
        for part, groups in GROUPS.items():
            options = [option for group in groups for option in ("--group", group)]
            lines = resolve(root / "pyproject.toml", Path(folder, f"{part}.txt"), [*options, *limits])
            there = {line for lines in parts.values() for line in lines}
            parts[part] = [line for line in lines if line not in there]
    check_lock(parts)
    draft = file.with_name(file.name + ".new")
    draft.write_text(write_lock(parts), encoding="utf-8")
    os.replace(draft, file)
    return parts


if __name__ == "__main__":
    try:
        made = lock(sys.argv[1:])
    except Stop as stop:
        sys.exit(str(stop))
    print("requirements.lock: " + ", ".join(f"{name} {len(lines)}" for name, lines in made.items()))

"""Where Chrome, Chromium or Edge is installed: the tests drive that one, never one of their own."""

import os
import shutil
import sys
from collections.abc import Callable, Mapping
from pathlib import Path


def in_ci() -> bool:
    """Whether this runs unattended, where nothing may be skipped."""
    return os.environ.get("CI", "").lower() in ("true", "1", "yes")


def browser_places(system: str, environment: Mapping[str, str]) -> tuple[list[str], list[Path]]:
    """Where Chrome, Chromium and Edge are found: names on the PATH, then files. system: as sys.platform."""
    home = Path(environment.get("HOME") or environment.get("USERPROFILE") or "~")
    if system == "win32":
        homes = [environment.get(name) for name in ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA")]
        programs = [
            "Google/Chrome/Application/chrome.exe",
            "Chromium/Application/chrome.exe",
            "Microsoft/Edge/Application/msedge.exe",
        ]
        return ["chrome", "msedge"], [Path(home) / program for program in programs for home in homes if home]
    if system == "darwin":
        programs = ["Google Chrome", "Chromium", "Microsoft Edge"]
        return ["chromium"], [
            folder / (name + ".app") / "Contents/MacOS" / name
            for name in programs
            for folder in (Path("/Applications"), home / "Applications")
        ]
    flatpaks = ["org.chromium.Chromium", "com.google.Chrome", "com.microsoft.Edge"]
    return (
        [
            "chromium-headless-shell",  # the same engine without a window: the tests take less time in it
            "chromium",
            "google-chrome-stable",
            "google-chrome",
            "chromium-browser",
            "microsoft-edge-stable",
            "microsoft-edge",
        ],
        [Path("/opt/google/chrome/chrome"), Path("/snap/bin/chromium")]
        + [
            folder / name
            for name in flatpaks
            for folder in (Path("/var/lib/flatpak/exports/bin"), home / ".local/share/flatpak/exports/bin")
        ],
    )


def find_browser(
    system: str = sys.platform,
    environment: Mapping[str, str] = os.environ,
    which: Callable[[str], str | None] = shutil.which,
    exists: Callable[[Path], bool] = os.path.exists,
) -> str | None:
    """The path of an installed browser, or None. AFTERCOUP_BROWSER, if set, says which one."""
    chosen = environment.get("AFTERCOUP_BROWSER")
    if chosen:
        path = which(chosen) or (chosen if exists(chosen) else None)
        if not path:
            raise ValueError(
                f"AFTERCOUP_BROWSER is set to {chosen}, and there is no such program. Set it to the path of Chrome, "
                "Chromium or Edge, or do not set it: then it is looked for."
            )
        return path
    names, files = browser_places(system, environment)
    return next(filter(None, map(which, names)), None) or next(
        (str(file) for file in files if exists(file)), None
    )


NO_BROWSER = (
    "no Chrome, Chromium or Edge found (install one, or set AFTERCOUP_BROWSER to its path; "
    "on Debian and Ubuntu: sudo apt install chromium)"
)

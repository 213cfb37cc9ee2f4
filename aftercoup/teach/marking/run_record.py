"""run.json: what happened to every file, for whoever asks later, and what the next run compares with."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from aftercoup import __version__
from aftercoup.teach.marking.results_folder import RUN


def read(folder: Path) -> dict[str, Any]:
    """What the last run into a folder wrote down; {} where there was none."""
    try:
        found = json.loads((folder / RUN).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def text(parts: Mapping[str, Any]) -> str:
    """The text of run.json. The same parts give the same bytes."""
    return json.dumps({"program": f"aftercoup {__version__}", **parts}, ensure_ascii=True, indent=1) + "\n"

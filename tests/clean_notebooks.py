"""Say what is left over in notebooks: python tests/clean_notebooks.py FILE.ipynb ...   (a hook of pre-commit)

A lesson and a master are stored with the outputs of one run from top to bottom, a sheet in exercises with none.
"""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from documents import Notebook, no_residue, outputs_are_clean  # noqa: E402


def leftovers(path: Path) -> list[str]:
    """Sentences about what should not be in this notebook."""
    notebook = Notebook.read(path)
    if path.resolve().parent == ROOT / "exercises":
        return ["a sheet is stored with outputs"] if any(True for _ in notebook.outputs()) else []
    return [sentence for rule in (outputs_are_clean, no_residue) for _, sentence in rule(notebook)]


def main(names: list[str]) -> int:
    """Print the leftovers of each file; 1 when there are any."""
    found = [f"{name}: {sentence}" for name in names for sentence in leftovers(Path(name))]
    if found:
        print(*found, "Store them anew: python start.py build", sep="\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

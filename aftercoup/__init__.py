"""After the Coup: tables of sourced facts, charts and lessons about coups and great-power alignment.

``import aftercoup as ac`` is light: a public name loads its module when it is first used.
"""

import sys
from importlib import import_module
from typing import Any

from aftercoup.charts import CALLS
from aftercoup.errors import UnknownPublicName, help_in_notebooks

__version__ = "0.1.0"

# Public name -> "module:attribute", or "module" for a whole module.
_PUBLIC = {name: f"aftercoup.charts.{file}:{name}" for name, file in CALLS.items()}
_PUBLIC |= {"tables": "aftercoup.tables", "measures": "aftercoup.measures"}
for _module, _names in {
    "charts.of_frame": "explore",
    "charts.ratings": "compare_ratings",
    "lesson": "use_case briefing record show frame",
    "coding.export": "export_case",
    "coding.desk": "code_text code_items",
    "coding.compare": "compare_coders disagreements",
    "guessing": "guess guesses after",
    "guessing.brief": "brief",
    "linking": "links",
    "answers.magic": "progress reveal",
}.items():
    _PUBLIC |= {_name: f"aftercoup.{_module}:{_name}" for _name in _names.split()}


def __getattr__(name: str) -> Any:
    if name not in _PUBLIC:
        raise UnknownPublicName(name, _PUBLIC)
    module, _, attribute = _PUBLIC[name].partition(":")
    value = import_module(module)
    globals()[name] = value = getattr(value, attribute) if attribute else value
    return value


def __dir__() -> list[str]:
    return sorted([*_PUBLIC, "__version__"])


help_in_notebooks(_PUBLIC)


def load_ipython_extension(shell: Any) -> None:
    """Let cells of a notebook begin with %%answer; also for `%load_ext aftercoup`."""
    from aftercoup.answers import magic  # in a notebook only

    magic.load(shell)


if "IPython" in sys.modules and (shell := sys.modules["IPython"].get_ipython()):
    load_ipython_extension(shell)
if sys.platform == "emscripten":  # in a browser
    from aftercoup.science import watch

    watch()

"""The half of a live output that stands in the page: an anywidget that has no trait of its own, so that no notebook keeps
what is said. All goes by message."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any


@functools.cache
def _kind(name: str, script: str, css: str) -> Any:
    import anywidget  # here, so that a lesson without one does not wait for it

    return type(name, (anywidget.AnyWidget,), {"_esm": script, "_css": css})


def widget(name: str, script: str, css: str, receive: Callable[[Any], None]) -> tuple[Any, dict[str, Any]]:
    """(a widget with a module and looks of the page, what a cell shows of it). receive is called with what the page says."""
    made = _kind(name, script, css)()
    made.on_msg(lambda _, message, __: receive(message))
    bundle = made._repr_mimebundle_()
    data = bundle[0] if isinstance(bundle, tuple) else bundle
    return made, {kind: value for kind, value in data.items() if kind.startswith("application/")}

"""Named tuples as `typing.NamedTuple` makes them, without loading `typing`: commands would wait for it."""

from collections import namedtuple


def named_tuple(of):
    """Decorate a class of annotated fields: it becomes a named tuple of these fields, with its docstring, its
    defaults, and its methods and properties."""
    held, fields = vars(of), list(of.__annotations__)
    defaults = [held[name] for name in fields if name in held]
    made = namedtuple(of.__name__, fields, defaults=defaults, module=of.__module__)
    made.__doc__ = of.__doc__
    for name in held.keys() - set(fields):
        if not name.startswith("__"):
            setattr(made, name, held[name])
    return made

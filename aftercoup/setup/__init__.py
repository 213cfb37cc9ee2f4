"""What start.py uses of the package: its commands, what can go wrong at the first run, and the settings of JupyterLab.

Only the standard library is imported here, for nothing else may be installed yet.
"""

from aftercoup.errors import did_you_mean

OF_ALL = ("lab", "setup", "check")
OF_TEACHERS = ("test", "datasheet", "build", "pack", "mark", "site")


def no_such_command(name: str, teaching: bool) -> str:
    """What is said of a command that is not there, "" of one that is. teaching: whether teachers' commands are there."""
    known = [*OF_ALL, *(OF_TEACHERS if teaching else ())]
    if name in (*known, "commands"):
        return ""
    if name in OF_TEACHERS:
        return "This folder is an edition for students, which came without this command: it needs the whole project."
    return f"There is no command {name}.{did_you_mean(name, known)}\nThe commands are {', '.join(known)}."

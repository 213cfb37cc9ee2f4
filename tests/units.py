"""What the processes of a run of the tests share out among them."""

from pathlib import PurePosixPath

# One process runs all of these: JupyterLab, its page and its script start once, and not once in each process.
IN_JUPYTERLAB = """test_board test_coding_in_lab test_computed test_lessons test_marking_in_lab test_reopened
    test_sheet""".split()


def unit(nodeid: str) -> str:
    """What one process runs as a whole: the file of a test, or all files of JupyterLab."""
    file = nodeid.partition("::")[0]
    return "JupyterLab" if PurePosixPath(file).stem in IN_JUPYTERLAB else file

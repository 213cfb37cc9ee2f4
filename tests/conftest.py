"""What all tests share: which browser is driven, and the rule that in CI nothing is skipped."""

import functools
import gc
import importlib.util
import os
import sys
from collections import Counter

import pytest
import whole_chart
from hypothesis import settings
from installed_browser import NO_BROWSER, find_browser, in_ci
from units import unit

from aftercoup.teach.content import keys

settings.register_profile("untimed", deadline=None)  # how long an example takes is no test
settings.load_profile("untimed")
whole_chart.watch()


def _keys_are_read_once():
    """Let each process read each key of the course once. To read one takes 0.3 seconds, and each run that packs, builds
    or marks does it anew: some thousand times in all tests. Keys in another folder are read each time."""
    ours, real = keys.SOLUTIONS, keys.load
    once = functools.cache(real)

    @functools.wraps(real)
    def load(number, folder=ours, *changed):
        return once(number) if folder == ours and not changed else real(number, folder, *changed)

    keys.load = load


_keys_are_read_once()
# Containers often forbid Python to store what it compiled: each of some 200 programs that tests start, kernels among
# them, would compile JupyterLab, pandas and matplotlib anew, which takes longer than what it is started for.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False


def _why_no_browser():
    """Why browser tests cannot run here; None when they can."""
    if importlib.util.find_spec("playwright") is None:
        return "playwright is not installed (python start.py test installs it)"
    try:
        return None if find_browser() else NO_BROWSER
    except ValueError as stop:
        raise pytest.UsageError(str(stop)) from None


def pytest_report_header():
    """Say at the top of a run which browser is driven, or that the browser tests are left out."""
    reason = _why_no_browser()
    return f"browser tests: SKIPPED, {reason}" if reason else f"browser tests: {find_browser()}"


# Files that draw every chart, run kernels, pack editions, or let many coders code or students hand in: `--quick` leaves them out.
SLOW = """test_agreement test_arms test_bench test_build test_case_egypt test_charts test_coding_export
    test_colab_widgets test_coups test_course test_explorers test_marking_large_class test_marking_run test_pack test_site
    test_variants test_votes""".split()


def longest_first(items):
    """Units with browser tests first (those that build the site before others), then those with slow ones.

    So no long one is begun at the end.
    """
    weights = Counter()
    for item in items:
        slow, browser = (bool(item.get_closest_marker(name)) for name in ("slow", "browser"))
        weights[unit(item.nodeid)] += slow + browser * (1000 if slow else 100)
    return sorted(items, key=lambda item: -weights[unit(item.nodeid)])


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """Let xdist hand out units where it would hand out files."""
    from xdist.scheduler import LoadFileScheduling

    class Units(LoadFileScheduling):
        def _split_scope(self, nodeid):
            return unit(nodeid)

    return Units(config, log) if config.getvalue("dist") == "loadfile" else None


@pytest.hookimpl(wrapper=True, optionalhook=True)
def pytest_xdist_auto_num_workers(config):
    """Two processes per processor for all tests, since those with a browser wait; not for a part of them.

    Each collects all tests, starts a browser and draws the explorers anew: a quarter of a minute of a processor.
    """
    return (yield) * (1 if config.option.markexpr else 2)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """Order the files; say which are slow. Skip the tests that need a browser, and only those, where there is none."""
    for item in items:
        if item.path.suffix == ".ipynb" or item.path.stem in SLOW:
            item.add_marker(pytest.mark.slow)
    items[:] = longest_first(items)
    browser_tests = [item for item in items if item.get_closest_marker("browser")]
    reason = _why_no_browser() if browser_tests else None
    if reason:
        for item in browser_tests:
            item.add_marker(pytest.mark.skip(reason=f"browser test not run: {reason}"))


def pytest_collection_finish():
    """What was collected stays to the end: no search for garbage has to look at it again."""
    gc.freeze()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """In CI a skipped test is a failed one: what is needed must be installed by .ci/run."""
    report = yield
    if report.skipped and not hasattr(report, "wasxfail") and in_ci():
        report.outcome = "failed"
        report.longrepr = f"skipped, which CI does not allow: {call.excinfo.value if call.excinfo else ''}"
    return report


@pytest.fixture(scope="session")
def zips(tmp_path_factory):
    """edition -> its zip file, as `pack` writes it."""
    from once import editions_once

    return editions_once(tmp_path_factory)


@pytest.fixture(scope="session")
def contents(zips):
    """edition -> {path inside its folder: bytes}."""
    from once import read_zip

    return {edition: read_zip(path) for edition, path in zips.items()}


@pytest.fixture(scope="session")
def browser_path():
    """Path of the installed Chrome, Chromium or Edge that browser tests drive."""
    return os.environ.get("AFTERCOUP_BROWSER") or find_browser()

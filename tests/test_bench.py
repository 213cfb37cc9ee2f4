"""The bench of marking: what it asks, and that it notices a wrong score. No time is tested."""

import importlib.util
from pathlib import Path

import pytest

from aftercoup.teach.marking import mark_command

PLACE = Path(__file__).parents[1] / "bench" / "marking.py"


@pytest.fixture(scope="module")
def bench():
    spec = importlib.util.spec_from_file_location("bench_marking", PLACE)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_ten_facts_and_students_who_know_more_and_more(bench):
    asked = bench.facts()
    assert len({fact[:2] for fact in asked}) == bench.QUESTIONS == len(asked)
    class_ = bench.students(40, asked)
    known = [sum(bench.right(asked, typed)) for typed in class_]
    assert known[0] == 0 and known[39] == 10 and class_ == bench.students(40, asked)
    assert any("" in typed for typed in class_)


def test_a_score_that_is_not_the_truth_stops_the_bench(bench, tmp_path):
    asked = bench.facts()
    class_ = bench.students(40, asked)[::13]
    mark_command.mark(bench.hand_in(tmp_path / "in", asked, class_), tmp_path / "marks")
    bench.checked(tmp_path / "marks", asked, class_)
    with pytest.raises(SystemExit, match="scores differ from the truth"):
        bench.checked(tmp_path / "marks", asked, class_[::-1])

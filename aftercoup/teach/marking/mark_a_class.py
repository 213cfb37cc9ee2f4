"""A class is marked in a notebook, without a terminal: the same functions as `python start.py mark`, with controls.

Files are chosen by their place on this computer: hand-ins of a whole class are too large to be sent through a page.
"""

from __future__ import annotations

import contextlib
import io
import os
from collections.abc import Callable
from pathlib import Path

import ipywidgets as widgets
from IPython.display import HTML, display

from aftercoup.answers.language.reading import READ, RIGHT
from aftercoup.errors import OneSentence
from aftercoup.teach.content import course
from aftercoup.teach.content.masters import SOLUTIONS, numbers
from aftercoup.teach.marking import answers_table, decisions, mark_command, teacher_tables
from aftercoup.teach.marking.gradebook import column, many_points, number
from aftercoup.teach.marking.marking_desk import LOOK, PARTS, button
from aftercoup.teach.marking.results_folder import REPORT
from aftercoup.teach.writing import archives

FOLDERS = (course.PROJECT, Path.home() / "Downloads")
SHOWN = 20  # files that are offered, the newest first
ALL = "all that were handed in"


def mark_a_class() -> widgets.VBox:
    """The controls: what was handed in, grade export, roster, exercise; then the summary, and what was typed."""
    return _Screen().box


def offered(*endings: str) -> list[str]:
    """The newest files with one of these endings ("/": folders) in the project's folder and in Downloads."""
    paths = [path for folder in FOLDERS if folder.is_dir() for path in folder.iterdir()]
    fits = [path for path in paths if ("/" if path.is_dir() else path.suffix.lower()) in endings]
    own = {path for path in fits if path.parent == FOLDERS[0] and (path / "__init__.py").exists()}
    newest = sorted(set(fits) - own, key=lambda path: -path.stat().st_mtime)
    return [str(path) for path in newest if not path.name.startswith(".")][:SHOWN]


def _field(words: str, hint: str = "", **options: object) -> widgets.Combobox:
    return widgets.Combobox(description=words, placeholder=hint, **LOOK, **options)


class _Screen:
    """What is on the screen. `rows`: those of answers.csv that are not right."""

    def __init__(self) -> None:
        self.handed_in = _field("Handed in:", "a zip file or a folder")
        self.export = _field("Grade export:", "may be empty: CSV of the platform, to be filled in")
        self.roster = _field("Roster:", "may be empty: CSV with the columns id and name")
        titles = {lesson.number: lesson.title for lesson in course.current().lesson}
        exercises = [(ALL, ""), *((f"{n} {titles.get(n, '')}", n) for n in numbers())]
        self.exercise = widgets.Dropdown(options=exercises, description="Exercise:", **LOOK)
        self.out = _field("Results in:", value="marks")
        again = button("Look for files again", self.look, layout=widgets.Layout(width="auto"))
        self.start = button("Mark", self.mark, button_style="primary")
        self.summary, self.links = widgets.HTML(), widgets.Output()
        self.typed = widgets.VBox()
        self.rows: list[dict[str, str]] = []
        self.now = 0.0  # points of the question that is chosen
        self.box = widgets.VBox(
            [
                *(self.handed_in, self.export, self.roster, self.exercise, self.out),
                widgets.HBox([self.start, again], layout=widgets.Layout(flex_flow="row wrap")),
                *(self.summary, self.links, self.typed),
            ]
        )
        self.look()

    def look(self) -> None:
        """Offer the files that are there now."""
        self.handed_in.options = offered(".zip", "/")
        self.export.options = self.roster.options = offered(".csv", ".txt")

    @property
    def folder(self) -> Path:
        """Where the results are."""
        return (course.PROJECT / (self.out.value.strip() or "marks")).expanduser()

    def say(self, lines: list[str]) -> None:
        """Sentences that a screen reader announces."""
        self.summary.value = PARTS.statuses(lines)

    def mark(self) -> None:
        """Mark, as the command does, and show its summary."""
        if not self.handed_in.value.strip():
            self.say(["Choose the zip file or the folder in the field Handed in."])
            return
        self.start.disabled = True
        self.say(["Marking …"])
        said = io.StringIO()
        export, roster, exercise = self.export.value.strip(), self.roster.value.strip(), self.exercise.value
        try:
            with contextlib.redirect_stdout(said):
                mark_command.mark(
                    Path(self.handed_in.value.strip()).expanduser(),
                    self.folder,
                    roster=Path(roster) if roster else None,
                    sheet=[f"{exercise}={export}" if exercise else export] if export else (),
                    exercise=[exercise] if exercise else (),
                )
            self.show_links()
            self.say(said.getvalue().splitlines())
            self.show_typed()
        except (OneSentence, OSError) as problem:
            self.say([*said.getvalue().splitlines(), *str(problem).splitlines()])
        finally:
            self.start.disabled = False

    def show_links(self) -> None:
        """Report, desk and all results in one file."""
        name = f"{self.folder.name}.zip"
        files = {
            path.relative_to(self.folder).as_posix(): path.read_bytes()
            for path in sorted(self.folder.rglob("*"))
            if path.is_file() and path.name != name
        }
        archives.write_archive(files, self.folder.name, self.folder / name)
        paths = {
            "Report on the class": self.folder / REPORT,
            "Marking desk for essays": SOLUTIONS / "marking_desk.ipynb",
            f"All results ({name})": self.folder / name,
        }
        # as seen from this notebook, in whose folder it runs
        links = {label: Path(os.path.relpath(path)).as_posix() for label, path in paths.items()}
        self.links.clear_output()
        with self.links:
            display(HTML(PARTS.results(str(self.folder), links)))

    # ---- what was typed

    def show_typed(self) -> None:
        """What was typed and is not right; each can be accepted for all, or decided for one student."""
        rows = teacher_tables.read(self.folder / answers_table.FILE).rows(answers_table.COLUMNS, ())
        self.rows = [row for _, row in rows if row["result"] not in (RIGHT, READ)]  # read: coded
        questions = list(dict.fromkeys(row["question"] for row in self.rows))
        if not questions:
            self.typed.children = []
            return
        self.question = widgets.Dropdown(options=questions, description="Question:", **LOOK)
        self.answer = widgets.Select(description="Typed:", rows=8, **LOOK)
        self.accept = button("Accept this for all", lambda: self.tell(self.accepted))
        self.student = widgets.Dropdown(description="Student:", **LOOK)
        self.points = widgets.BoundedFloatText(
            min=0, max=1000, step=0.5, description="Points for all of it:", style=LOOK["style"]
        )
        self.reason = widgets.Text(description="Reason:", **LOOK)
        self.by = widgets.Text(description="Decided by:", **LOOK)
        self.decide = button(
            "Decide for this student",
            lambda: self.tell(self.decided),
            layout=widgets.Layout(width="auto", align_self="flex-start"),
        )
        self.told = widgets.HTML()
        self.question.observe(lambda _: self.list_answers(), "value")
        self.answer.observe(lambda _: self.list_students(), "value")
        self.student.observe(lambda _: self.suggest(), "value")
        self.typed.children = [
            widgets.HTML("<h2>Typed, and not accepted</h2>"),
            *(self.question, self.answer, self.accept, self.student, self.points),
            *(self.reason, self.by, self.decide, self.told),
        ]
        self.list_answers()

    @property
    def row(self) -> dict[str, str]:
        """The row of what is chosen."""
        return self.rows[self.answer.value]

    def list_answers(self) -> None:
        """The answers to the question that is chosen."""
        self.answer.options = [
            (
                f"{row['field']}{row['variant'] and ', variant ' + row['variant']}: "
                f"{' '.join(row['typed'].split())[:80]} ({row['students']}; {row['result']})",
                index,
            )
            for index, row in enumerate(self.rows)
            if row["question"] == self.question.value
        ]
        self.answer.index = 0

    def list_students(self) -> None:
        """Who typed it."""
        if self.answer.value is not None:
            who = self.row["who"].split("\n")
            self.student.options, self.student.value = who, who[0]
            self.suggest()

    def suggest(self) -> None:
        """The points that the question has when this field is right."""
        self.now = 0.0
        name = column(self.row["question"]).lower()
        columns = "student", "exercise", name
        for _, row in teacher_tables.read(self.folder / "gradebook.csv").rows(columns, ()):
            if (row["student"], row["exercise"]) == (self.student.value, self.row["exercise"]):
                self.now = float(row[name] or 0)
                self.points.value = self.now + float(self.row["possible"]) - float(self.row["points"] or 0)

    def tell(self, step: Callable[[], str]) -> None:
        """Do a step, and say what it did, or why not."""
        try:
            words = step()
        except (OneSentence, OSError) as problem:
            words = str(problem)
        self.told.value = PARTS.status(words)

    def accepted(self) -> str:
        """Write what is chosen into the key."""
        row = self.row
        asked = row["exercise"], row["question"], row["field"], row["typed"]
        return answers_table.accept(*asked, variant=row["variant"])

    def decided(self) -> str:
        """Write a decision on one student, and say what the points were."""
        row, who = self.row, self.student.value
        said = self.reason.value.strip(), self.by.value.strip()
        decided = (who, row["exercise"], column(row["question"]), number(self.points.value), *said)
        return f"{who}, who has {many_points(self.now)} for it now: {decisions.save(self.folder, decided)}"

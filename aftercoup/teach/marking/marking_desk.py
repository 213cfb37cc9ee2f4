"""The marking desk: one text at a time, without a name, its rubric with example answers beside it.

`Desk` is the work itself, without a screen: which text is shown, what was given, every step saved at once.
`desk` shows it with ipywidgets. Points are lines that are only ever added to a file, so that a closed browser
or a killed kernel loses nothing, and taking back is one more line.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import anywidget
import ipywidgets as widgets
import traitlets

from aftercoup import journal
from aftercoup.errors import many
from aftercoup.outputs.assets import module
from aftercoup.teach.content import course
from aftercoup.teach.marking import essays
from aftercoup.teach.marking.class_report import agreement
from aftercoup.teach.marking.platforms.hand_in import MarkingError
from aftercoup.teach.writing.templates import environment

HELP = (
    "Type here: a digit gives the next part its level (0 is the lowest), u takes the last one back, "
    "n is the next text, p the one before."
)


class Desk:
    """The texts of one folder of results, as one marker reads them.

    folder: where `aftercoup mark` wrote its results; marker: the name under which points are stored (any word).
    A marker sees only their own points, so a second one reads blind.
    """

    def __init__(self, folder: str | Path, marker: str) -> None:
        self.folder, self.marker = Path(folder), " ".join(str(marker).split())
        if not self.marker:
            raise MarkingError("Type a short name in the field You are: your points are stored under it.")
        try:
            self.tasks = essays.read_tasks((self.folder / essays.TASKS).read_text(encoding="utf-8"))
        except (OSError, ValueError, KeyError, TypeError):
            raise MarkingError(
                f"There is nothing to read in {self.folder.name or 'this folder'} yet. Mark first: "
                f"python start.py mark SUBMISSIONS --out {self.folder.name or 'marks'}"
            ) from None
        self.index = 0
        # what can be taken back: text, part, points before
        self.steps: list[tuple[str, int, float | None]] = []
        self._read()
        if self.tasks and not self.missing(self.task):
            self._next()

    @property
    def task(self) -> essays.Task:
        """The Task that is shown."""
        return self.tasks[self.index]

    def given(self, task: essays.Task | None = None) -> essays.Given:
        """What this marker gave a text: an `essays.Given`."""
        return self.so_far.get((task or self.task).id, {}).get(self.marker, essays.Given(self.marker, {}))

    def missing(self, task: essays.Task) -> list[int]:
        """The parts of a text without points of this marker."""
        return essays.missing(task, self.given(task))

    @property
    def left(self) -> int:
        """How many texts this marker has still to read."""
        return sum(bool(self.missing(task)) for task in self.tasks)

    def give(self, part: int, level: int) -> str:
        """Give the level (0 for the lowest) of a part of the text that is shown, and save it; returns a sentence, which also
        says where points go against the rubric."""
        task = self.task
        self.steps.append((task.id, part, self.given().points.get(part)))
        points = task.parts[part].levels[level][0]
        self._save(essays.line(task.id, self.marker, part, points))
        doubt = essays.against_the_rubric(task.parts, self.given().points)
        return f"{task.parts[part].name}: {many(points, 'point')}, saved.{doubt and f' Look again: {doubt}.'}"

    def comment(self, words: str) -> None:
        """Save a comment on the text that is shown."""
        if words != self.given().comment:
            self._save(essays.line(self.task.id, self.marker, comment=words))

    def type(self, sign: str) -> str:
        """What a typed sign does; returns a sentence that says so, "" for a sign without a meaning."""
        if not sign.isdecimal():
            step = {"u": self._take_back, "n": self._next, "p": self._before}.get(sign.lower())
            return step() if step else ""
        missing = self.missing(self.task)
        if not missing:
            return "Every part has its points. Type n for the next text, u to take one back."
        part = self.task.parts[missing[0]]
        if int(sign) >= len(part.levels):
            return f"{part.name} has the levels 0 to {len(part.levels) - 1}."
        return self.give(missing[0], int(sign))

    def _take_back(self) -> str:
        """Take the last step of this sitting back, wherever it was."""
        if not self.steps:
            return "There is nothing to take back in this sitting."
        essay, part, before = self.steps.pop()
        self._save(essays.line(essay, self.marker, part, before))
        self.index = next(index for index, task in enumerate(self.tasks) if task.id == essay)
        return "Taken back."

    def _next(self) -> str:
        """Go to the next text that is not done; to the one that follows when all are."""
        after = [*range(self.index + 1, len(self.tasks)), *range(self.index)]
        self.index = next((n for n in after if self.missing(self.tasks[n])), after[0] if after else 0)
        return "The next text." if self.left else "Every text is read."

    def _before(self) -> str:
        self.index = (self.index - 1) % len(self.tasks)
        return "The text before."

    def agreement(self) -> str:
        """How far two markers agree so far on each part of the rubrics by its index: the share of equal points, and
        Krippendorff's alpha (ordinal)."""
        self._read()
        sentences = []
        for part in range(max((len(task.parts) for task in self.tasks), default=0)):
            texts = [self.so_far.get(task.id, {}).values() for task in self.tasks]
            both = [[given.points[part] for given in text if part in given.points][:2] for text in texts]
            if twice := [points for points in both if len(points) == 2]:
                same = sum(first == second for first, second in twice) / len(twice)
                alpha = agreement([list(column) for column in zip(*twice)], "ordinal")
                words = "not defined" if alpha is None else f"{alpha:.2f}"
                sentences.append(
                    f"part {part + 1}: {len(twice)} texts, equal {100 * same:.0f}%, Krippendorff's alpha {words}"
                )
        return "; ".join(sentences) or "No text has been read by two markers yet."

    def _read(self) -> None:
        """Read what everybody gave so far, once for each step: the file grows with every one."""
        self.so_far = essays.read_clicks(journal.held(self.folder / essays.CLICKS))

    def _save(self, line: str) -> None:
        journal.append(self.folder / essays.CLICKS, line)
        self._read()


# ---------------------------------------------------------------- on the screen


LOOK = {  # of a field in which somebody types
    "layout": widgets.Layout(width="min(100%, 44em)"),
    "style": {"description_width": "9em"},
}


def button(words: str, step: Callable[[], object], **look: object) -> widgets.Button:
    """A button that does a step."""
    made = widgets.Button(description=words, **look)
    made.on_click(lambda _: step())
    return made


def desk() -> widgets.Widget:
    """Fields for the folder of results and for who reads; the desk opens below them, or a sentence says what to do."""
    paths = sorted(course.PROJECT.glob(f"*/{essays.TASKS}"), key=lambda path: -path.stat().st_mtime)
    folders = [path.parent.name for path in paths]  # with texts to read, the newest first
    usual = (folders or ["marks"])[0]
    folder = widgets.Combobox(value=usual, options=folders, description="Results in:", **LOOK)
    marker = widgets.Text(placeholder="any short word", description="You are:", **LOOK)
    below = widgets.VBox(layout=widgets.Layout(width="100%"))

    def open_desk() -> None:
        try:
            below.children = [Screen(Desk(course.PROJECT / folder.value.strip(), marker.value)).box]
        except MarkingError as problem:
            below.children = [widgets.HTML(PARTS.status(str(problem)))]

    begin = button("Begin to read", open_desk, button_style="primary")
    return widgets.VBox([folder, marker, begin, below], layout=widgets.Layout(width="100%"))


PARTS: Any = environment(Path(__file__).with_name("templates")).get_template("screens.html").module


class Keys(anywidget.AnyWidget):
    """The field in which a marker types; it sends each sign, and is empty again (keys.js)."""

    _esm = module("teach/marking/keys.js")
    help = traitlets.Unicode(HELP).tag(sync=True)


class Screen:
    """The controls of the desk. All of them can be reached with the Tab key."""

    def __init__(self, work: Desk) -> None:
        if not work.tasks:
            raise MarkingError("There is no text to read: every point is certain already.")
        self.work, self.quiet = work, False
        wide = widgets.Layout(width="100%")
        self.where, self.text, self.said = widgets.HTML(), widgets.HTML(), widgets.HTML()
        self.parts, self.drawn = widgets.VBox(layout=wide), ""
        self.choices: list[widgets.ToggleButtons] = []
        self.comment = widgets.Textarea(
            description="Comment:", placeholder="what you would say to the student", layout=wide
        )
        self.comment.observe(self.commented, "value")
        keys = Keys()
        keys.on_msg(self.typed)
        steps = [
            keys,
            button("Take back", lambda: self.step("u")),
            button("Text before", lambda: self.step("p")),
            button("Next text", lambda: self.step("n")),
            button("Agreement", lambda: self.show(work.agreement())),
        ]
        rubric = widgets.VBox([self.parts, self.comment]).add_class("rubric")
        self.box = widgets.VBox(
            [
                self.where,
                widgets.Box([self.text, rubric]).add_class("panes"),
                self.said,
                widgets.HBox(steps, layout=widgets.Layout(flex_flow="row wrap")),
                widgets.HTML(PARTS.help(HELP)),
            ],
            layout=wide,
        ).add_class("aftercoup-desk")
        self.show()

    def typed(self, keys: Keys, message: dict[str, str], buffers: object) -> None:
        """Each sign is a step, spaces aside."""
        for sign in "".join(message["signs"].split()):
            self.step(sign)

    def commented(self, change: dict[str, Any]) -> None:
        if not self.quiet:
            self.work.comment(change["new"])

    def step(self, sign: str) -> None:
        """Do what a sign means, and show it."""
        self.show(self.work.type(sign))

    def give(self, part: int, level: int | None) -> None:
        """A level chosen with the pointer."""
        if not self.quiet and level is not None:
            self.show(self.work.give(part, level))

    def show(self, words: str = "") -> None:
        """Draw the text that is shown, and what this marker gave it; and a sentence that a screen reader announces."""
        task, given = self.work.task, self.work.given()
        self.where.value = PARTS.where(self.work, task)
        self.quiet = True
        if self.drawn != task.id:
            self.draw(task)
        for part, choice in enumerate(self.choices):
            points = [level[0] for level in task.parts[part].levels]
            choice.value = points.index(given.points[part]) if given.points.get(part) in points else None
        self.comment.value = given.comment
        self.quiet = False
        if words:
            self.said.value = PARTS.status(words)

    def draw(self, task: essays.Task) -> None:
        """The text beside its rubric. Both stay as they are, and where they are, while points are given."""
        self.text.value = PARTS.text(task)
        rows, self.choices = [], []
        for part, criterion in enumerate(task.parts):
            choice = widgets.ToggleButtons(
                options=[(f"{n}: {many(level[0], 'point')}", n) for n, level in enumerate(criterion.levels)],
                value=None,
                description=f"Part {part + 1} of {len(task.parts)}:",
                style={"button_width": "auto"},
            )
            choice.observe(lambda change, part=part: self.give(part, change["new"]), "value")
            rows += [widgets.HTML(PARTS.part(criterion)), choice]
            self.choices.append(choice)
        self.parts.children, self.drawn = rows, task.id

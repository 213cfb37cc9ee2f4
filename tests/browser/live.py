"""What the tests read from a live explorer, and what Python says it should be."""

import copy
import functools
import json
from itertools import groupby

from explorers import started

from aftercoup import charts
from aftercoup.charts.country_page import COUNTRIES

SNAPSHOT = """(host) => {
  const root = host.shadowRoot, picture = root.querySelector(".picture");
  const all = (selector, from = root) => [...from.querySelectorAll(selector)];
  const table = (list, key, value) => Object.fromEntries(list.map((e) => [key(e), value(e)]));
  const seen = (e) => getComputedStyle(e).display !== "none";
  const data = all("g.datum", picture), id = (g) => g.dataset.datum;
  const line = picture.querySelector(".cursor"), size = line.getBoundingClientRect();
  return JSON.stringify({        // one text is handed over several times faster than its parts
    state: JSON.parse(host.dataset.state),
    theme: host.dataset.theme,
    status: root.querySelector(".status").textContent,
    title: root.querySelector(".finding").textContent,
    alt: picture.firstElementChild.ariaLabel,
    shown: data.filter((g) => +getComputedStyle(g).opacity > 0.5).map(id),
    reachable: data.filter((g) => g.tabIndex === 0).map(id),
    standing: [...data.filter((g) => +getComputedStyle(g).opacity > 0.5), ...all("text.heading", picture)]
      .map((e) => [e.dataset.datum ?? e.textContent, (e.querySelector("text") ?? e).getBoundingClientRect().bottom])
      .sort((a, b) => a[1] - b[1]).map(([what]) => what),
    rows: all("details tbody tr").flatMap((r, i) => seen(r) ? [i] : []),
    pressed: all(".chips button[aria-pressed=true]")
      .map((b) => [b.closest(".chips").dataset.field, b.dataset.value]),
    counts: all(".chips:not([hidden])").map((c) => [c.dataset.field,
      table(all("button", c), (b) => b.dataset.value, (b) => +b.querySelector(".count").textContent)]),
    sliders: table(all("input[type=range]"), (i) => i.dataset.key,
      (i) => [+i.value, i.ariaValueText, i.parentElement.querySelector("output").textContent]),
    order: root.querySelector("input[name=order]:checked")?.value ?? "",
    line: seen(line) && size.width + size.height > 10,
  });
}"""

CARD = """(host) => {
  const root = host.shadowRoot, card = root.querySelector(".card");
  const sides = (e) => { const b = e.getBoundingClientRect(); return [b.left, b.right]; };
  return { text: card.hidden ? null : card.innerText, datum: root.activeElement?.dataset.datum ?? null,
           sides: sides(card), stage: sides(root.querySelector(".stage")) };
}"""

FOCUS = """(host, [selector, nth]) => {
  const one = host.shadowRoot.querySelectorAll(selector)[nth];
  one.focus();
  return host.shadowRoot.activeElement === one;
}"""
# The middle of a control once it stands still in sight; nothing when something else would get the mouse there.
SPOT = """async (host, [selector, nth]) => {
  const one = host.shadowRoot.querySelectorAll(selector)[nth];
  for (let frame = 0; frame < 100; frame++) {
    one.scrollIntoViewIfNeeded();
    const before = one.getBoundingClientRect();
    await new Promise((done) => requestAnimationFrame(done));
    const b = one.getBoundingClientRect(), x = b.x + b.width / 2, y = b.y + b.height / 2;
    const hit = host.shadowRoot.elementFromPoint(x, y), reached = one.contains(hit) || hit?.closest("label")?.contains(one);
    if (b.x === before.x && b.y === before.y && reached) return [x, y];
  }
}"""

CENTRE = """(host, id) => {
  const datum = host.shadowRoot.querySelector(`.picture [data-datum='${id}']`);
  datum.scrollIntoViewIfNeeded();
  const inside = datum.querySelector("[data-spot]") ?? datum, shapes = (s) => [...inside.querySelectorAll(s)];
  const size = (e) => { const b = e.getBoundingClientRect(); return b.width && b.height; };
  const seen = (e) => size(e) && e.checkVisibility();
  const b = (shapes("text").find(seen) ?? shapes("use, path").find(seen) ?? datum).getBoundingClientRect();
  return [b.x + b.width / 2, b.y + b.height / 2];
}"""


@functools.cache
def in_python(name):
    name, _, what = name.partition("-")  # "vote_map-es11_4" is explore_vote_map("es11_4")
    if name == "vote_map":
        return charts.call("explore_vote_map")(what)
    if name == "country":
        return charts.call("explore_country")(COUNTRIES[what.upper()])
    return charts.call("explore_" + name)(measure=what) if what else started(f"explore_{name}")


@functools.cache
def titled(name):
    """The sets of data that have a title of their own; there are hundreds, and to find them takes a tenth of a second."""
    return set(in_python(name).titled())


def tallied(explorer, shown):
    """The title of data that have none of their own: how many of them count, of two or more."""
    words, marks = explorer._tally()
    here = [mark for m, mark in zip(explorer.chart.data, marks) if m.id in shown and mark != "-"]
    n, of = here.count("1"), len(here)
    how = f"all {n}" if n == of else f"{n or 'none'} of the {of}"
    said = words.replace("{}", how)
    return said[:1].upper() + said[1:] if of > 1 else ""


class Live:
    """One explorer in a page, beside the same explorer in Python, which decides what is right.

    host: its element, found once. To find it anew for each question takes several times what the answer takes.
    """

    def __init__(self, page, located):
        self.page, self.located, self.host = page, located, located.element_handle()
        host = self.host
        host.evaluate("(h) => h.shadowRoot.querySelectorAll('details.more').forEach((e) => (e.open = true))")
        self.name = host.get_attribute("data-name")
        self.python = in_python(self.name)
        self.data = {m.id: m for m in self.python.chart.data}
        self.want = self.state()

    def now(self):
        return json.loads(self.host.evaluate(SNAPSHOT))

    def state(self):
        """Where the controls stand."""
        return json.loads(self.host.get_attribute("data-state"))

    def card(self):
        """The card (its text: None while it is closed), the datum that has the focus, and both sides."""
        return self.host.evaluate(CARD)

    def centre(self, datum_id):
        """The middle of a datum's first word on the page, scrolled into sight, or of its symbol without words."""
        return self.host.evaluate(CENTRE, datum_id)

    def expected(self, **changes):
        """The Python explorer in the wanted state (with changes)."""
        moved = copy.copy(self.python)
        moved.state = self.want | changes
        return moved

    def check(self):
        """Everything on the page says the wanted state, and what shows is what Python would show."""
        now, python = self.now(), self.expected()
        visible = python.visible()
        chosen = {field: values for field, values in self.want["only"].items() if values}
        assert {k: v for k, v in now["state"]["only"].items() if v} == chosen
        assert {k: v for k, v in now["state"].items() if k != "only"} == {
            k: v for k, v in self.want.items() if k != "only"
        }
        assert sorted(now["shown"]) == sorted(visible)
        if python.orders:  # the rows stand in the order chosen
            assert len(now["rows"]) == len(visible)
            assert now["standing"] == self.standing(visible)
        else:
            assert [list(self.data)[i] for i in now["rows"]] == visible
        assert now["order"] == self.want.get("order", "")
        assert now["status"].startswith(f"Showing {len(visible)} of {len(self.data)} {python.noun}")
        assert sorted(map(tuple, now["pressed"])) == sorted(
            (f, str(v)) for f, values in chosen.items() for v in values
        )
        self.check_words(now)
        for field, counts in now["counts"]:
            others = self.expected(only={f: v for f, v in chosen.items() if f != field}).visible()
            sets = {str(value): ids for value, ids in python.sets[field].items()}
            assert counts == {value: len(sets[value] & {*others}) for value in counts}
        for key, (value, spoken, printed) in now["sliders"].items():
            stops = (python.cursor if key == "until" else python.scale).stops
            assert value == self.want[key] and spoken == printed == stops[value].label
        if python.cursor:
            assert now["line"] == (self.want["until"] < len(python.cursor.stops) - 1), (
                "the line of the known-on day"
            )
        assert now["reachable"] == ([] if not visible else now["reachable"][:1]), "one stop for the Tab key"
        assert not visible or now["reachable"][0] in visible
        return now

    def standing(self, visible):
        """From above, the ids of these data in the wanted order, a heading with its number before each group."""
        orders = self.python.orders
        order = next(one for one in orders if one.name == self.want.get("order", orders[0].name))
        groups = groupby(filter(visible.__contains__, order.ids), lambda one: order.groups.get(one))
        groups = [(words, list(group)) for words, group in groups]
        return [one for words, group in groups for one in [f"{words}: {len(group)}"] * bool(words) + group]

    def check_words(self, now):
        """Title and alt sentence are true for what is shown, or say for what they hold."""
        python, shown, alt = self.python, self.expected().visible(), self.python.chart.alt
        counted = now["status"].removeprefix("Showing ").partition(".")[0]
        said = python.title_of(set(shown)) if frozenset(shown) in titled(self.name) else ""
        assert now["title"] == " ".join((said or tallied(python, shown) or counted).split())
        if len(shown) < len(self.data):
            alt = f"{now['status']} All {len(self.data)} {python.noun}: {alt}"
        assert now["alt"] == alt

    def set(self, key, value):
        """Say what the state should become: a slider's position, or the choice in a field."""
        if key in ("from", "to", "until"):
            self.want[key] = value
        else:
            self.want["only"] = self.want["only"] | {key: value}
        if key == "from":
            self.want["to"] = max(self.want["to"], value)
        if key == "to":
            self.want["from"] = min(self.want["from"], value)

    def sliders(self):
        """(key, stops) of each slider that it must have."""
        python = self.python
        return [(key, python.scale.stops) for key in ("from", "to") if python.scale] + [
            ("until", python.cursor.stops) for _ in range(bool(python.cursor))
        ]

    def find(self, selector):
        return self.located.locator(selector)

    def press(self, selector, key="Space", nth=0):
        """Press a key on a control, or datum: the first, or nth, that a selector finds."""
        assert self.host.evaluate(FOCUS, [selector, nth]), f"no focus: {selector}"
        self.page.keyboard.press(key)

    def click(self, selector, key="", nth=0):
        """Click what `press` would press a key on."""
        spot = self.host.evaluate(SPOT, [selector, nth])
        assert spot, f"the mouse does not reach {selector}"
        self.page.mouse.click(*spot)

    def picture(self):
        """What is seen of the picture as PNG bytes, with the mouse off it and at the same place in the window."""
        self.page.mouse.move(0, 0)
        self.host.evaluate(
            "(h) => h.shadowRoot.querySelector('.picture')"
            ".scrollIntoView({ block: 'start', behavior: 'instant' })"
        )
        return self.find(".stage").screenshot(animations="disabled")

"""How long from a key press to the changed picture? Our explorer against ipywidgets.interact with plt.show.

    python start.py test --collect-only       (once, so that playwright is there)
    .venv/bin/python bench/explorers.py

One run, one browser with a window as a reader has it, one JupyterLab with the settings of `start.py lab` (so the kernel's
messages are sent at once, those of either side), one notebook, one chart (the timeline, 40 events), one kind of key press
(an arrow key on a slider that says up to which day events are shown). Measured in the page, from the time stamp of the
key press to the end of the first frame that shows another picture. The fourth row is an explorer of another kind and
another chart: the kernel computes the agreement of one state after another with Russia. The last two rows are no
charts, and nothing of the same kind can be faster than they are: a key that has the kernel change one word, and one
that changes a word of an empty page, so the frame of the browser alone. For our explorer the time until its picture was
changed in the page, before any frame, is printed too. Three presses warm up, thirty are counted (ten for the slowest).
Going back must give the first picture again, to the byte.
"""

import os
import platform
import statistics
import sys
from importlib.metadata import version
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "browser"), str(ROOT / "tests")]

from conftest import FLAGS  # noqa: E402
from installed_browser import find_browser  # noqa: E402
from lab import Lab, open_notebook, run_all  # noqa: E402
from playwright.sync_api import Locator, Page, ViewportSize, sync_playwright  # noqa: E402

WARM, COUNTED = 3, 30
WINDOW: ViewportSize = {"width": 1400, "height": 1000}
TIMES, COMPUTING = 40, (8, 6)  # the aims: how many times faster; by the median and by p95

COMMON = """\
import ipywidgets, matplotlib.pyplot as plt
from matplotlib.figure import Figure
from matplotlib._pylab_helpers import Gcf
from matplotlib_inline.backend_inline import new_figure_manager_given_figure
from aftercoup.charts.timeline import explore_timeline
%matplotlib inline
explorer = explore_timeline()
starts = {id: event.when.start.toordinal() for id, event in explorer.rows.items()}
days = [(stop.label, stop.value) for stop in explorer.cursor.stops]

def drawn():
    # the same events with matplotlib: a symbol in its lane, title, date and claims beside it
    figure = Figure((10.4, 11.7), dpi=96)
    axes = figure.add_subplot(title=explorer.title, xlabel="date", ylabel="lane")
    lanes = list(dict.fromkeys(event.lane for event in explorer.rows.values()))
    for n, m in enumerate(explorer.chart.data):
        x, y, gid = starts[m.id], lanes.index(explorer.rows[m.id].lane) + n % 9 / 10, f"datum:{m.id}"
        axes.plot([x], [y], "o", gid=gid)
        for k, words in enumerate((m.title, m.date, explorer.chart.table[n]["Claims"])):
            axes.text(x, y + k / 30, words, gid=gid)
    return figure

def show(figure, until):
    for artist in figure.findobj(lambda artist: (artist.get_gid() or "").startswith("datum:")):
        artist.set_visible(starts[artist.get_gid().split(":")[1]] <= until)
    # now pyplot manages the figure, so that show() shows it
    Gcf._set_new_active_manager(new_figure_manager_given_figure(1, figure))
    plt.show()

def slider():
    return ipywidgets.SelectionSlider(options=days, value=days[-1][1], description="Known on")
"""
KEPT = """\
kept = drawn()
_ = ipywidgets.interact(lambda until: show(kept, until), until=slider())
"""
ANEW = """\
_ = ipywidgets.interact(lambda until: show(drawn(), until), until=slider())
"""
COMPUTED = """\
from aftercoup.charts.agreement import explore_agreement
explore_agreement(first="AFG")
"""
KERNEL = """\
from IPython.display import HTML, display
count = ipywidgets.IntSlider()
display(count)
picture = display(HTML("<b class=word>0</b>"), display_id=True)
count.observe(lambda change: picture.update(HTML(f"<b class=word>{change.new}</b>")), "value")
"""
CELLS = [COMMON, "explorer", KEPT, ANEW, COMPUTED, KERNEL]

PROBE = """([kind, index]) => {
  const host = document.querySelector(".aftercoup-explorer");
  const look = kind === "word"
    ? () => document.querySelector("input").value + document.querySelector("output").textContent
    : kind === "ours"
    ? () => { const p = host.shadowRoot.querySelector(".picture"), l = p.querySelector(".cursor");
              const data = [...p.querySelectorAll("g.datum")].map((g) => getComputedStyle(g).opacity);
              return data.join() + l.getAttribute("d") + getComputedStyle(l).display; }
    : kind === "kernel"
    ? () => document.querySelector("b.word")?.textContent ?? null
    : kind === "computed"
    ? () => { const i = document.querySelector("[data-aftercoup-said] figure img");
              return i && i.complete && i.naturalWidth ? i.src : null; }
    : () => { const outputs = document.querySelectorAll(".jp-OutputArea .widget-output");
              const i = outputs[index]?.querySelector("img");
              return i && i.complete && i.naturalWidth ? i.src : null; };
  window.probe?.stop.abort();
  const stop = new AbortController(), probe = (window.probe = { stop, took: null, look, pressed: null, changed: [] });
  if (kind === "ours") new MutationObserver(() => {
    if (probe.pressed !== null) probe.changed.push(performance.now() - probe.pressed);
    probe.pressed = null;
  }).observe(host.shadowRoot.querySelector(".picture"), { attributes: true, subtree: true, childList: true });
  document.addEventListener("keydown", (e) => {
    const before = look();
    probe.took = null;
    probe.pressed = e.timeStamp;
    const frame = () => requestAnimationFrame(() => {
      const now = look();
      if (now === null || now === before) return frame();
      const painted = new MessageChannel();
      painted.port1.onmessage = () => (probe.took = performance.now() - e.timeStamp);
      painted.port2.postMessage(0);
    });
    frame();
  }, { capture: true, signal: stop.signal });
  return look() !== null;
}"""


# A page in which a key changes one word.
WORD = """<input type="range" max="100" value="100" oninput="document.querySelector('output').textContent = this.value">
<output>100</output>"""


def measure(
    page: Page,
    handle: Locator,
    kind: str,
    index: int = 0,
    presses: int = COUNTED,
    key: str = "ArrowLeft",
    back: str = "End",
) -> list[float]:
    """Milliseconds of each counted press; checks that a step back gives the first picture again."""
    page.wait_for_function(f"(a) => ({PROBE})(a)", arg=[kind, index], timeout=30_000)
    handle.focus()
    handle.evaluate("(e) => e.scrollIntoView()")
    first, took = page.evaluate("window.probe.look()"), []
    for _ in range(WARM + presses):
        page.keyboard.press(key)
        page.wait_for_function("window.probe.took !== null", timeout=60_000)
        took.append(page.evaluate("window.probe.took"))
        page.wait_for_timeout(150)
    page.keyboard.press(back)  # back to where it started
    page.wait_for_function("window.probe.took !== null", timeout=60_000)
    page.wait_for_timeout(1500)
    assert page.evaluate("window.probe.look()") == first, (
        f"{kind}: stepping back does not give the first picture"
    )
    return took[WARM:]


def summary(took: list[float]) -> tuple[float, float]:
    return statistics.median(took), statistics.quantiles(took, n=20)[-1]


def main() -> None:
    lab = Lab()
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=find_browser(), args=FLAGS)
            page = browser.new_page(viewport=WINDOW)
            open_notebook(page, lab, lab.write("bench.ipynb", CELLS))
            run_all(page)
            page.wait_for_timeout(2000)
            rows = {
                "our explorer": measure(page, page.locator("input[data-key=until]"), "ours"),
            }
            changed = page.evaluate("window.probe.changed")[WARM:-1]
            handles, menu = page.locator(".noUi-handle"), page.locator(".aftercoup-controls select").first
            rows["interact + plt.show, one figure kept"] = measure(page, handles.nth(0), "theirs", 0)
            rows["interact + plt.show, a new figure each time"] = measure(
                page, handles.nth(1), "theirs", 1, 10
            )
            rows["our explorer that computes, another chart"] = measure(
                page, menu, "computed", key="ArrowDown", back="Home"
            )
            rows["no chart, one word changed by the kernel"] = measure(
                page, handles.last, "kernel", key="ArrowRight", back="Home"
            )
            page = browser.new_page(viewport=WINDOW)
            page.set_content(WORD)
            rows["no chart, one word changed: the frame alone"] = measure(page, page.locator("input"), "word")
            where = (
                f"JupyterLab {version('jupyterlab')}, ipywidgets {version('ipywidgets')}, "
                f"matplotlib {version('matplotlib')}, Chromium {browser.version} without a screen, "
                f"Python {platform.python_version()}, {os.cpu_count()} cores"
            )
            browser.close()
    finally:
        lab.stop()
    ours = summary(rows["our explorer"])
    print(
        f"Key press to changed picture, in milliseconds. {where}, "
        f"load {os.getloadavg()[0]:.1f}.\n\n"
        "| technique | presses | median | p95 | times ours |\n|---|---|---|---|---|"
    )
    for name, took in rows.items():
        median, p95 = summary(took)
        print(f"| {name} | {len(took)} | {median:.1f} | {p95:.1f} | {median / ours[0]:.1f} |")
    baseline = summary(rows["interact + plt.show, one figure kept"])
    frame = summary(rows["no chart, one word changed: the frame alone"])
    computing = summary(rows["our explorer that computes, another chart"])
    kernel = summary(rows["no chart, one word changed by the kernel"])
    page_changed = summary(changed)
    times = [theirs / own for theirs, own in zip(baseline, computing)]
    say = {True: "met", False: "NOT met"}
    print(
        f"\n- filtering at least {TIMES} times faster than interact + plt.show with one figure kept: "
        f"{say[baseline[0] / ours[0] >= TIMES]} ({baseline[0] / ours[0]:.0f} times; a change of one word, "
        f"which is the browser's own frame, would be {baseline[0] / frame[0]:.0f} times)\n"
        f"- our picture was changed in the page after {page_changed[0]:.1f} ms (p95 {page_changed[1]:.1f}), "
        "the rest is waiting for the frame and painting it\n"
        f"- computing at least {COMPUTING[0]} times faster by the median, {COMPUTING[1]} by p95: "
        f"{say[times[0] >= COMPUTING[0] and times[1] >= COMPUTING[1]]} ({times[0]:.1f} and {times[1]:.1f} times; "
        f"one word changed by the kernel would be {baseline[0] / kernel[0]:.1f} and {baseline[1] / kernel[1]:.1f})"
    )


if __name__ == "__main__":
    main()

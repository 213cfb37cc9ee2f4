"""How long from a key press at the coding desk to the next picture, with a text of 300 kB and 400 codings?

    python start.py test --collect-only       (once, so that playwright is there)
    .venv/bin/python bench/coding.py

The desk's own page in one browser, without JupyterLab: the kernel is played by a function that says "saved"
at once, so that only the page is measured. The baseline is the same desk that draws the whole text anew at
each change, as a widget does that renders its state. Measured in the page, from the time stamp of the key
press to the end of the first frame after it. Three presses warm up, the others are counted.
"""

import json
import platform
import statistics
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "browser"), str(ROOT / "tests")]

from conftest import FLAGS  # noqa: E402
from installed_browser import find_browser  # noqa: E402
from playwright.sync_api import Browser, sync_playwright  # noqa: E402

from aftercoup.charts.machinery import style  # noqa: E402
from aftercoup.coding import codebook, texts, work  # noqa: E402
from aftercoup.outputs.assets import module  # noqa: E402

SIZE, CODINGS, WARM, COUNTED = 300_000, 400, 3, 30
AIM = 100  # milliseconds
SENTENCES = (
    "The guest came to the harbour town on Tuesday, one day later than planned.",
    "“We agree on most things,” said the host, who had waited since noon.",
    "Nobody was told why the talks had been moved to another building.",
    "Он вернулся в г. Энск 3 мая.",
    "သူ ရောက်သည်။ 🎉",
)
DRAWS = "  paint() {"
WHOLE = DRAWS + ' for (const b of this.blocks) b.dataset.drawn = "";'
PAGE = """async ([source, css, told]) => {
  document.head.append(Object.assign(document.createElement("style"), { textContent: css }));
  const module = await import(URL.createObjectURL(new Blob([source], { type: "text/javascript" })));
  let hear = null, version = 0;
  const model = {
    on: (_, f) => (hear = f), off: () => null,
    send: (m) => setTimeout(() => hear({ tab: m.tab, ...(
      m.type === "hello" ? told : { saved: m.ops.map((o) => o.op), refused: {}, version: m.ops.length ? ++version : version }) })),
  };
  const began = performance.now();
  module.default.render({ model, el: document.body });
  await new Promise((done) => {
    const look = () => document.querySelector(".acd-s") ? done() : setTimeout(look, 5);
    look();
  });
  await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  window.times = [];
  const drawn = (e) => setTimeout(() => times.push(performance.now() - e.timeStamp));
  addEventListener("keydown", (e) => requestAnimationFrame(() => drawn(e)), true);
  return performance.now() - began;
}"""
# What is done -> the keys that come before each counted press (not counted), and the press.
ACTIONS = {
    "next sentence": ([], "ArrowDown"),
    "passage longer by a sentence": ([], "Shift+ArrowDown"),
    "next word": ([], "ArrowRight"),
    "new coding": (["Escape", "ArrowDown"], "e"),
    "a value": (["Escape", "ArrowDown", "e", "Enter"], "2"),
    "undo": (["Escape", "ArrowDown", "c", "Escape"], "u"),
    "to the end of the text": (["Control+Home"], "Control+End"),
}


def told() -> dict[str, Any]:
    """What the page is told: a text of the size, and codings over all of it, some of them overlapping."""
    paragraphs: list[str] = []
    size = 0
    while size < SIZE:
        number = len(paragraphs)
        paragraphs.append(" ".join(SENTENCES[(number + k) % len(SENTENCES)] for k in range(2 + number % 5)))
        size += len(paragraphs[-1].encode())
    text = texts.cleaned("\n".join(paragraphs))
    desk = work.Work(texts.Text(text.text, "Bench"), "anna", codebook.load(), "none.coding.jsonl")
    found = desk.description()
    step = len(found["sentences"]) // CODINGS
    found["state"]["codings"] = [
        {
            "id": f"x{k}",
            "unit": ("claim", "event", "contact")[k % 3],
            "start": found["sentences"][k * step][0],
            "end": found["sentences"][k * step + k % 2][1],
            "codes": {"claim_type": "event"} if k % 3 == 0 else {},
            "memo": "",
        }
        for k in range(CODINGS)
    ]
    return found


def measure(
    browser: Browser, source: str, css: str, page_told: dict[str, Any]
) -> tuple[dict[str, list[float]], float]:
    """Milliseconds of each action's presses: {action: [..]}, and until the desk stands."""
    found = {}
    page = browser.new_page(viewport={"width": 1300, "height": 900})
    page.goto("about:blank")
    began = page.evaluate(PAGE, [source, css, page_told])
    page.locator(".acd-text").focus()
    for action, (before, press) in ACTIONS.items():
        page.keyboard.press("Escape")
        page.keyboard.press("Control+Home")
        times = []
        for _ in range(WARM + COUNTED):
            for key in before:
                page.keyboard.press(key)
            page.wait_for_timeout(20)
            page.evaluate("times.length = 0")
            page.keyboard.press(press)
            page.wait_for_function("times.length > 0")
            times.append(page.evaluate("times[0]"))
        found[action] = times[WARM:]
    page.close()
    return found, began


def main() -> None:
    folder = ROOT / "aftercoup" / "coding"
    source = module("outputs/pressed.js", "coding/desk.js")
    assert source.count(DRAWS) == 1, "desk.js draws differently now; this program must be changed with it"
    css = style.css_variables(".aftercoup-desk", ".aftercoup-desk[data-theme=dark]")
    css += (folder / "desk.css").read_text(encoding="utf-8").replace("VAR_FONT", style.FONT)
    page_told = json.loads(json.dumps(told()))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(find_browser()), args=FLAGS)
        ours, began = measure(browser, source, css, page_told)
        baseline, _ = measure(browser, source.replace(DRAWS, WHOLE), css, page_told)
        version = browser.version
        browser.close()
    print(
        f"Chromium {version}, Python {platform.python_version()}. {len(page_told['text']):,} signs, "
        f"{len(page_told['sentences']):,} sentences, {CODINGS} codings; {COUNTED} presses each."
    )
    print(f"The desk stands after {began:.0f} ms.\n")
    print(
        "| key press to next picture, ms | ours, median | ours, p95 | whole text anew, median | times ours |"
    )
    print("|---|---|---|---|---|")
    for action, times in ours.items():
        middle, slow = statistics.median(times), statistics.quantiles(times, n=20)[-1]
        other = statistics.median(baseline[action])
        print(f"| {action} | {middle:.1f} | {slow:.1f} | {other:.1f} | {other / middle:.1f} |")
    worst = max(statistics.median(times) for times in ours.values())
    print(f"\n- every action in under {AIM} ms (median): {'met' if worst < AIM else 'NOT met'}")


if __name__ == "__main__":
    main()

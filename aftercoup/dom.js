// What every script of the page uses; it stands before each of them (assets.py). No library, no network.
const h = (tag, props = {}, ...children) => {
  const e = document.createElement(tag);
  for (const [k, v] of Object.entries(props)) {
    if (k.startsWith("on")) e.addEventListener(k.slice(2), v);
    else if (k.startsWith("aria-")) e.setAttribute(k, v);             // "true" and "false" are words there
    else if (v !== undefined && v !== null && v !== false) e.setAttribute(k, v === true ? "" : v);
  }
  e.append(...children.flat(Infinity).filter((c) => c !== null && c !== undefined && c !== false));
  return e;
};
// The colour of the page decides, for every front end has its own word for a dark theme.
const themeAround = (e) => {
  for (; e; e = e.parentElement) {
    const c = getComputedStyle(e).backgroundColor.match(/[\d.]+/g)?.map(Number);
    if (c && (c.length < 4 || c[3] > 0.5)) return 0.2126 * c[0] + 0.7152 * c[1] + 0.0722 * c[2] < 110 ? "dark" : "light";
  }
  return "light";
};
// JupyterLab and Notebook take arrows and letters as commands for cells; this is their own switch to leave us alone.
// Ctrl+S and its like stay the page's.
const ownKeys = (host) => {
  host.setAttribute("data-lm-suppress-shortcuts", "true");
  host.addEventListener("keydown", (e) => host.toggleAttribute("data-lm-suppress-shortcuts", !(e.ctrlKey || e.metaKey)), true);
};
const THEMED = { attributes: true, attributeFilter: ["class", "style", "data-theme", "data-jp-theme-light", "data-jp-theme-name"] };
// Whether a guess was made: in this page, or before, in this browser (guessing/guess.js).
const guessMade = (id) => {
  try { return !!window.aftercoupGuesses?.[id] || JSON.parse(localStorage.getItem("aftercoup-guess:" + id))?.value !== undefined; } catch { return false; }
};

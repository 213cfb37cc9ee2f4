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
// The colour of the page decides, for every front end has its own word for a dark theme; behind a frame that paints
// none, as in VS Code, that of its words.
const themeAround = (e) => {
  const dark = (colour) => {
    const [r, g, b, a = 1] = (colour.match(/[\d.]+/g) ?? [0, 0, 0, 0]).map(Number);   // of what is not in the page there is none
    return a > 0.5 ? 0.2126 * r + 0.7152 * g + 0.0722 * b < 110 : undefined;
  };
  const around = (e) => e && (dark(getComputedStyle(e).backgroundColor) ?? around(e.parentElement));
  return around(e) ?? !dark(getComputedStyle(document.body).color) ? "dark" : "light";
};
// JupyterLab and Notebook take arrows and letters as commands for cells. The attribute, on the very element that has the
// focus, is their own switch to leave us alone; it is set before anybody else hears of the key. Ctrl+S and its like stay
// the page's, but for the letters in `also`.
const ownKeys = (host, also = "") => {
  host.dataset.ownKeys = also;
  if (window.aftercoupOwnKeys) return;
  window.aftercoupOwnKeys = true;
  addEventListener("keydown", (e) => {
    const ours = e.target.closest?.("[data-own-keys]"), letters = [e.key, e.code?.slice(3)].map((k) => k?.toLowerCase());
    ours && e.target.toggleAttribute("data-lm-suppress-shortcuts", !(e.ctrlKey || e.metaKey) || letters.some((k) => k && ours.dataset.ownKeys.includes(k)));
  }, true);
};
const THEMED = { attributes: true, attributeFilter: ["class", "style", "data-theme", "data-jp-theme-light", "data-jp-theme-name"] };
// Whether a guess was made: in this page, or before, in this browser (guessing/guess.js).
const guessMade = (id) => {
  try { return !!window.aftercoupGuesses?.[id] || JSON.parse(localStorage.getItem("aftercoup-guess:" + id))?.value !== undefined; } catch { return false; }
};

// What the card of a guess, their gathering and the brief have in common; one of these follows. One classic script, no library, no network,
// no kernel. What a reader types is kept in the browser (localStorage) and never leaves it. Where scripts do not
// run, the question and a closed fold with the answer stay.
  const output = document.currentScript.parentElement;
  const spec = JSON.parse(output.querySelector("script[type='application/json']").textContent);
  const SVG = "http://www.w3.org/2000/svg";
  const s = (tag, props, ...children) => {
    const e = document.createElementNS(SVG, tag);
    for (const [k, v] of Object.entries(props)) e.setAttribute(k, v);
    e.append(...children);
    return e;
  };

  // ---- what is kept in the browser (a page opened from a file may forbid it: then for this visit only) ---------
  const KEY = "aftercoup-guess:";
  const memory = (window.aftercoupGuesses ||= {});
  const load = (id) => {
    try { return JSON.parse(localStorage.getItem(KEY + id)) ?? memory[id] ?? {}; } catch { return memory[id] ?? {}; }
  };
  const store = (id, entry) => {
    memory[id] = entry;
    try { localStorage.setItem(KEY + id, JSON.stringify(entry)); } catch { /* for this visit only */ }
    document.dispatchEvent(new CustomEvent("aftercoup-guess", { detail: id }));
  };

  const host = h("div", { class: "aftercoup-guess-card", "data-case": spec.case || false });
  ownKeys(host);
  const root = host.attachShadow({ mode: "open" });
  root.append(h("style", {}, LOOK));
  const box = h("div", { class: "box" });
  root.append(box);
  const theme = () => (host.dataset.theme = themeAround(output));
  theme();
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", theme);
  const stand = () => {                                               // the card, in the place of what stands there without scripts
    const still = output.querySelector("[data-aftercoup=still]");
    still.hidden = true;
    still.before(host);
  };
  const count = (text) => ((text ?? "").match(/\S+/g) ?? []).length;
  const download = (content, type, name) => {
    const link = h("a", { href: URL.createObjectURL(new Blob([content], { type })), download: name });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  };

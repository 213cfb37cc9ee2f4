// The page's half of the board (aftercoup/charts/board.py is the other one). An anywidget module: no library, no
// network. A press on a rating opens the choice; the kernel saves what was chosen and sends the table anew.
const CODES = ["CC", "C", "N", "I", "II"], SILENT = 5000;             // milliseconds

function render({ model, el }) {
  const body = h("div"), said = h("p", { class: "acb-said", role: "status", "aria-live": "polite" });
  const root = h("div", { class: "acb-live" }, said, body);
  ownKeys(root);
  el.append(root);
  if (!root.closest(".jp-OutputArea")) for (const face of document.querySelectorAll("[data-acb-face]")) face.hidden = true;  // a frame for each cell
  let picker = null, wanted = null, timer = null, invited = false;

  const send = (message) => {
    clearTimeout(timer);
    timer = setTimeout(() => (said.textContent = "Not saved: the kernel does not answer. Run the cell again."), SILENT);
    model.send(message);
  };
  const find = (place) => place && root.querySelector(place);
  function put(html) {
    const before = find(wanted) ? null : document.activeElement?.dataset;
    if (before?.do) wanted = `[data-do="${before.do}"]`;
    body.innerHTML = html;
    const fold = body.querySelector("details.aftercoup-behind");       // it waits for a guess (guessing/behind.js)
    if (fold) {
      const id = fold.dataset.guess, opened = (window.aftercoupOpened ||= {});
      fold.open = opened[id] || guessMade(id);
      const faces = () => document.querySelectorAll(`[data-acb-face] details[data-guess="${id}"]`);   // with the bar
      fold.addEventListener("toggle", () => { opened[id] = fold.open; for (const face of faces()) face.open = fold.open; });
    }
    const cells = [...body.querySelectorAll("[data-cell]")];
    cells.forEach((cell, i) => (cell.tabIndex = i ? -1 : 0));
    const here = find(wanted);
    if (here) { if (here.dataset.cell) { cells.forEach((c) => (c.tabIndex = -1)); here.tabIndex = 0; } here.focus({ preventScroll: true }); }
    wanted = null;
    if (!invited && body.querySelector(".acb-first") && cells[0].checkVisibility()) choose(cells[0]);
    invited = true;
  }
  const heard = (message) => {
    clearTimeout(timer);
    put(message.html);
    said.textContent = message.said;
  };
  model.on("msg:custom", heard);

  const at = (cell) => `[data-cell="${cell.dataset.cell}"]`;
  function close(back) {
    const cell = picker?.cell;
    picker?.remove();
    picker = null;
    if (back && cell) cell.focus({ preventScroll: true });
  }
  const rate = (cell, code) => { wanted = at(cell); close(); send({ do: "rate", value: cell.dataset.cell, code }); };
  function choose(cell, focus) {
    close();
    const [name] = cell.getAttribute("aria-label").split(": "), words = [...body.querySelectorAll(".acb-legend > span")].map((e) => e.textContent);
    picker = h("div", { class: "acb-picker", role: "dialog", "aria-label": name }, h("p", {}, `${name}: does it fit?`),
      ...CODES.map((code, i) => h("button", { type: "button", title: `key ${i + 1}`, onclick: () => rate(cell, code) }, words[i])),
      h("button", { type: "button", onclick: () => rate(cell, "") }, "not rated"));
    picker.cell = cell;
    root.append(picker);
    const b = cell.getBoundingClientRect(), r = root.getBoundingClientRect();
    picker.style.left = Math.max(0, Math.min(r.width - picker.offsetWidth, b.left - r.left)) + "px";
    picker.style.top = (b.bottom - r.top + picker.offsetHeight + 4 > r.height ? b.top - r.top - picker.offsetHeight - 4 : b.bottom - r.top + 4) + "px";
    if (focus) picker.querySelector("button").focus({ preventScroll: true });
  }
  root.addEventListener("click", (e) => {
    const cell = e.target.closest("[data-cell]"), other = e.target.closest("button[data-do]");
    if (cell) return choose(cell, true);
    if (!picker?.contains(e.target)) close();
    if (other) {
      wanted = `[data-do="${other.dataset.do}"]` + (["sure", "counts", "show"].includes(other.dataset.do) ? `[data-value="${other.dataset.value}"]` : "");
      send({ do: other.dataset.do, value: other.dataset.value ?? "" });
    }
  });
  root.addEventListener("change", (e) => { if (e.target.dataset.do) { wanted = `[data-do="${e.target.dataset.do}"]`; send({ do: e.target.dataset.do, value: e.target.value }); } });
  root.addEventListener("keydown", (e) => {
    if (e.key === "Escape" && picker) { close(true); e.preventDefault(); e.stopPropagation(); return; }
    const chooses = picker?.contains(e.target), cell = chooses ? picker.cell : e.target.closest("[data-cell]");
    if (!cell || e.ctrlKey || e.metaKey || e.altKey) return;
    const code = CODES[pressed(e) - 1];                                // of a digit, on every layout
    if (code) { rate(cell, code); e.preventDefault(); return; }
    if (e.key === "Delete" || e.key === "Backspace") { rate(cell, ""); e.preventDefault(); return; }
    if (chooses) {
      const all = [...picker.querySelectorAll("button")], i = all.indexOf(document.activeElement), to = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[e.key];
      if (to) { all[(i + to + all.length) % all.length].focus(); e.preventDefault(); }
      return;
    }
    const row = cell.closest("tr"), column = [...row.children].indexOf(cell.parentElement);
    const beside = { ArrowRight: () => cell.parentElement.nextElementSibling, ArrowLeft: () => cell.parentElement.previousElementSibling,
      ArrowDown: () => row.nextElementSibling?.children[column], ArrowUp: () => row.previousElementSibling?.children[column] }[e.key];
    if (!beside) return;
    e.preventDefault();
    const table = cell.closest("table"), part = { ArrowRight: table.nextElementSibling, ArrowLeft: table.previousElementSibling }[e.key];
    let next = beside()?.querySelector("[data-cell]");
    if (!next && part) next = [...part.rows[row.rowIndex].querySelectorAll("[data-cell]")].at(e.key === "ArrowRight" ? 0 : -1);
    if (!next && e.key.match(/Right|Left/)) { const all = [...body.querySelectorAll("[data-cell]")]; next = all[all.indexOf(cell) + (e.key === "ArrowRight" ? 1 : -1)]; }
    if (next) { cell.tabIndex = -1; next.tabIndex = 0; next.focus(); }
  });
  send({ do: "hello" });
  return () => { clearTimeout(timer); model.off("msg:custom", heard); };
}
export default { render };

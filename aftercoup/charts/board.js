// The page's half of the board (aftercoup/charts/board.py is the other one). An anywidget module: no library, no
// network. A press on a rating opens the choice; the kernel saves what was chosen and sends the table anew.
const CODES = ["CC", "C", "N", "I", "II", ""], SILENT = 5000;         // milliseconds

function render({ model, el }) {
  const body = h("div"), said = h("p", { class: "acb-said", role: "status", "aria-live": "polite" });
  const root = h("div", { class: "acb-live" }, said, body);
  ownKeys(root);
  el.append(root);
  if (!root.closest(".jp-OutputArea")) for (const face of document.querySelectorAll("[data-acb-face]")) face.hidden = true;  // a frame for each cell
  let picker = null, timer = null, here = "", invited = false;        // here: the place that has or had the focus, also in the table sent anew

  const place = ({ cell, do: step, value }) => cell ? `[data-cell="${cell}"]` : `[data-do="${step}"]` + (/^v/.test(value) ? `[data-value="${value}"]` : "");
  const find = (place) => place && body.querySelector(place), back = () => find(here)?.focus({ preventScroll: true });
  const cells = () => [...body.querySelectorAll("[data-cell]")];
  const send = (message) => {
    clearTimeout(timer);
    timer = setTimeout(() => (said.textContent = "Not saved: the kernel does not answer. Run the cell again."), SILENT);
    model.send(message);
  };
  const heard = (message) => {
    clearTimeout(timer);
    const focused = body.contains(document.activeElement);
    body.innerHTML = message.html;
    waits();
    cells().forEach((cell, i) => (cell.tabIndex = i ? -1 : 0));
    if (focused) back();
    if (!invited && cells()[0]?.checkVisibility() && !body.querySelector("[data-cell] .acb-code")) choose(cells()[0]);
    invited = true;
    said.textContent = message.said;
  };
  model.on("msg:custom", heard);

  function waits() {                                                  // for a guess (guessing/behind.js), with the bar below
    const fold = find("details.aftercoup-behind"), opened = (window.aftercoupOpened ||= {});
    if (!fold) return;
    const id = fold.dataset.guess;
    fold.open = opened[id] || guessMade(id);
    fold.addEventListener("toggle", () => {
      opened[id] = fold.open;
      for (const face of document.querySelectorAll(`[data-acb-face] details[data-guess="${id}"]`)) face.open = fold.open;
    });
  }
  function close() {
    picker?.remove();
    picker = null;
  }
  function rate(cell, code) {
    here = place(cell.dataset);
    back();
    close();
    send({ do: "rate", value: cell.dataset.cell, code });
  }
  function choose(cell) {
    close();
    const [name] = cell.getAttribute("aria-label").split(": "), words = [...body.querySelectorAll(".acb-legend > span")].map((e) => e.textContent);
    picker = h("div", { class: "acb-picker", role: "dialog", "aria-label": name }, h("p", {}, `${name}: does it fit?`),
      ...CODES.map((code, i) => h("button", { type: "button", title: `key ${i + 1}`, onclick: () => rate(cell, code) }, code ? words[i] : "not rated")));
    picker.cell = cell;
    root.append(picker);
    const b = cell.getBoundingClientRect(), r = root.getBoundingClientRect(), below = b.bottom - r.top + 4, tall = picker.offsetHeight;
    picker.style.left = Math.max(0, Math.min(r.width - picker.offsetWidth, b.left - r.left)) + "px";
    picker.style.top = (below + tall > r.height ? b.top - r.top - tall - 4 : below) + "px";
  }
  body.addEventListener("focusin", ({ target }) => {
    if (target.dataset.cell || target.dataset.do) here = place(target.dataset);
    if (target.dataset.cell) for (const cell of cells()) cell.tabIndex = cell === target ? 0 : -1;
  });
  root.addEventListener("click", (e) => {
    const cell = e.target.closest("[data-cell]"), other = e.target.closest("button[data-do]");
    if (cell) { choose(cell); picker.querySelector("button").focus({ preventScroll: true }); }
    else if (!picker?.contains(e.target)) close();
    if (other) send({ do: other.dataset.do, value: other.dataset.value ?? "" });
  });
  root.addEventListener("change", ({ target }) => target.dataset.do && send({ do: target.dataset.do, value: target.value }));
  root.addEventListener("keydown", (e) => {
    const chooses = picker?.contains(e.target), cell = chooses ? picker.cell : e.target.closest("[data-cell]");
    const code = CODES[pressed(e) - 1];                                // of a digit, on every layout
    const way = { ArrowRight: [1, 0], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowUp: [0, -1] }[e.key];
    if (e.ctrlKey || e.metaKey || e.altKey) return;
    if (e.key === "Escape" && picker) { here = place(picker.cell.dataset); back(); close(); e.stopPropagation(); }
    else if (cell && code !== undefined) rate(cell, code);
    else if (chooses && way) {
      const all = [...picker.querySelectorAll("button")], next = all.indexOf(document.activeElement) + way[0] + way[1];
      all.at(next % all.length).focus();
    } else if (cell && way) {                                         // across the parts of a table, as if they were one
      const [piece, k] = cell.dataset.cell.split(" "), pieces = [...new Set(cells().map((one) => one.dataset.cell.split(" ")[0]))];
      const [right, down] = cell.closest(".acb-usual") ? [...way].reverse() : way;
      find(`[data-cell="${pieces[pieces.indexOf(piece) + right]} ${+k + down}"]`)?.focus();
    } else return;
    e.preventDefault();
  });
  send({ do: "hello" });
  return () => { clearTimeout(timer); model.off("msg:custom", heard); };
}
export default { render };

// What the pages do beside the explorers and guesses: page through long tables, open what a link or a
// printer asks for. No library, no network; without scripts everything is still there to read.
(() => {
  if (location.protocol === "file:") DOCUMENTATION_OPTIONS.SHOW_SEARCH_SUMMARY = false;   // a folder cannot be asked for excerpts
  const h = (tag, props = {}, ...children) => {
    const e = Object.assign(document.createElement(tag), props);
    e.append(...children);
    return e;
  };
  const all = (selector, from = document) => [...from.querySelectorAll(selector)];

  // rows: a field to search them, and for long tables fifty at a time
  const AT_ONCE = 50;
  for (const block of all(".rows")) {
    const body = block.querySelector("tbody"), data = block.querySelector("script[type='application/json']");
    const cards = block.classList.contains("cards") ? all(":scope > details", block) : null;
    const rows = data ? JSON.parse(data.textContent) : cards || [...body.rows];
    if (rows.length < 9) continue;
    const texts = rows.map((row) => (data ? row.join(" ") : row.textContent).toLowerCase());
    const search = h("input", { type: "search" }), says = h("span");
    says.setAttribute("role", "status");
    const back = h("button", { type: "button" }, "Earlier rows"), on = h("button", { type: "button" }, "Later rows");
    let from = 0;
    const line = (cells) => h("tr", {}, ...cells.map((cell, i) => i ? h("td", {}, cell) : Object.assign(h("th", {}, cell), { scope: "row" })));
    const draw = () => {
      const words = search.value.toLowerCase().split(/\s+/), found = rows.map((_, i) => i).filter((i) => words.every((w) => texts[i].includes(w)));
      if (data) {
        from = Math.max(0, Math.min(from, found.length - 1));
        from -= from % AT_ONCE;
        body.replaceChildren(...found.slice(from, from + AT_ONCE).map((i) => line(rows[i])));
        back.disabled = !from;
        on.disabled = from + AT_ONCE >= found.length;
      } else {
        const kept = new Set(found);
        rows.forEach((row, i) => (row.hidden = !kept.has(i)));
      }
      const part = data && found.length > AT_ONCE ? `, here ${from + 1} to ${Math.min(found.length, from + AT_ONCE)}` : "";
      says.textContent = `${found.length} of ${rows.length} rows${part}.`;
    };
    const step = (by) => () => { from += by; draw(); };
    search.addEventListener("input", () => { from = 0; draw(); });
    back.addEventListener("click", step(-AT_ONCE));
    on.addEventListener("click", step(AT_ONCE));
    block.prepend(h("p", { className: "look" }, h("label", {}, "Rows with these words: ", search), " ", says, ...(data ? [" ", back, " ", on] : [])));
    draw();
  }

  // a table that is wider than the page is moved sideways, with the keyboard too, and says so; each alone, without its chart and the rows behind a fold
  for (const table of all(".out details > table, .out > div > table")) {
    const box = h("div", { className: "table-wrapper" });
    table.replaceWith(box);
    box.append(table);
  }
  const BOXES = ".table-wrapper, .out, .out [role=region], .aftercoup-behind > div, .rows .scroll";
  const sideways = () => {
    for (const box of all(BOXES)) {
      const wide = box.scrollWidth > box.clientWidth + 1 && all("table", box).some((table) => table.closest(BOXES) === box);
      box.classList.toggle("sideways", wide);
      if (wide) for (const cell of all("td", box)) cell.classList.toggle("long", cell.textContent.length > 60);
      if (!wide || box.tabIndex === 0) continue;
      box.tabIndex = 0;
      box.setAttribute("role", "region");
      box.setAttribute("aria-label", "A wide table");
    }
  };
  const sizes = new ResizeObserver(() => requestAnimationFrame(sideways));   // another width, a fold opened, a chart drawn live
  for (const box of all(".table-wrapper, .out, .rows .scroll")) sizes.observe(box);

  if (!document.querySelector("h1")) document.querySelector("article")?.prepend(h("h1", {}, "Search"));   // the one page without

  const open = () => { for (let e = document.getElementById(decodeURIComponent(location.hash.slice(1))); e; e = e.parentElement) if (e.tagName === "DETAILS") e.open = true; };
  addEventListener("hashchange", open);
  open();

  // on paper nothing can be opened, but the answer to a guess stays closed; what waits for a guess stands at the end, each
  // with its number; of long tables behind pictures the pages of the tables have all rows
  const MOST_ON_PAPER = 60;
  let opened = [], moved = [];
  addEventListener("beforeprint", () => {
    if (opened.length + moved.length) return;  // some browsers say it twice
    opened = all("details:not([open])").filter((e) => !e.closest(".aftercoup-guess") && (e.matches(".aftercoup-behind") || all("tr", e).length <= MOST_ON_PAPER));
    for (const e of opened) e.open = true;
    const end = document.querySelector("article");
    moved = all(".aftercoup-behind").map(({ parentElement: output }, k) => {   // with its scripts, which may not be done yet
      const here = h("p", {}, `What waits for this guess stands at the end, number ${k + 1}.`), head = h("h3", {}, `Number ${k + 1}`);
      output.replaceWith(here);
      end.append(head, output);
      return { output, here, head };
    });
  });
  addEventListener("afterprint", () => {
    for (const e of opened) e.open = false;
    for (const { output, here, head } of moved) { here.replaceWith(output); head.remove(); }
    opened = [], moved = [];
  });
})();

// The bar below a picture that does not change in the page: its data, the picture, the citation, what brings it back.
  const shown = still.querySelector("img"), table = still.querySelector("details:last-child table"), board = still.querySelector(".aftercoup-board");
  const drawn = () => new Blob([Uint8Array.from(atob(shown.currentSrc.split(",")[1]), (c) => c.charCodeAt(0))], { type: "image/svg+xml" });
  root.append(bar(
    button("Data", () => saveData([`${spec.title}. ${shown?.alt ?? ""}`.trim()], spec.sources, [...table.rows].map((row) => [...row.cells].map((cell) => cell.textContent)))),
    ...(shown ? [button("PNG", () => png(shown, shown.naturalWidth, shown.naturalHeight)), button("SVG", () => save(drawn(), "svg"))]
      : pictures(board, still.querySelector("style").textContent)),
    button("Cite", () => cite(spec.title, spec.sources)),
    ...(spec.call || onPage ? [button("This view", () => say(onPage ? linkTo({}) : spec.call))] : [])));
  // In a narrow column of a wide window, as beside a side bar, words of the picture for a desk would be small.
  const phones = [...still.querySelectorAll("source")], small = phones[0]?.media;
  if (small) new ResizeObserver(() => phones.forEach((one) => (one.media = still.clientWidth < 660 ? "all" : small))).observe(still);
  // Where each row has its place across, as a year has, its values stand beside the mouse, a finger or the arrow keys.
  if (spec.cursors) {
    const [head, ...rows] = [...table.rows].map((row) => [...row.cells].map((cell) => cell.textContent));
    const told = h("div", { hidden: true, style: "position:absolute;background:white;border:1px solid;border-radius:6px;padding:4px 8px;font:12.5px/1.4 sans-serif" });
    const hide = () => { told.hidden = true; line.style.opacity = 0; };
    let at = rows.length - 1;
    const pad = () => parseFloat(getComputedStyle(shown).paddingLeft), scale = () => (shown.clientWidth - 2 * pad()) / shown.naturalWidth;
    const places = () => spec.cursors[shown.naturalWidth].map((ends) => ends.map((v) => 1 + pad() + v * scale()));
    const tell = (i) => {
      at = Math.max(0, Math.min(rows.length - 1, i));
      const [x, top, , foot] = places()[at], values = rows[at].map((value, k) => value && k && `${head[k]}: ${value}`).filter(Boolean);
      told.hidden = false;
      told.replaceChildren(h("b", {}, rows[at][0]), ...values.map((words) => h("div", {}, words)));
      line.setAttribute("aria-valuenow", at);
      line.setAttribute("aria-valuetext", [rows[at][0], ...values].join("; "));
      Object.assign(line.style, { left: x + "px", top: top + "px", height: foot - top + "px", opacity: 1 });
      const beside = shown.clientWidth > 500;                            // on a phone below the lines, which it would cover
      Object.assign(told.style, beside ? { left: (x < shown.clientWidth / 2 ? x + 10 : x - 10 - told.offsetWidth) + "px", top: top + "px" } : { columns: 2, left: "9px", top: foot + 24 + "px" });
    };
    const line = h("div", { role: "slider", tabindex: 0, "aria-label": head[0], "aria-valuemin": 0, "aria-valuemax": at, "aria-valuenow": at, "aria-valuetext": rows[at][0],
      style: "position:absolute;border-left:2px dashed;opacity:0", onfocus: () => tell(at), onblur: hide,
      onkeydown: (e) => {
        const to = { ArrowRight: at + 1, ArrowUp: at + 1, ArrowLeft: at - 1, ArrowDown: at - 1, Home: 0, End: rows.length }[e.key];
        if (e.key === "Escape") hide();
        if (to !== undefined) { e.preventDefault(); tell(to); }
      } });
    const point = (e) => {
      const away = places().map(([x]) => Math.abs(x - e.clientX + area.getBoundingClientRect().left));
      tell(away.indexOf(Math.min(...away)));
    };
    const area = h("div", { style: "position:relative;width:fit-content;max-width:100%;color:black;touch-action:pan-y", onpointermove: point, onpointerdown: point,
      onpointerleave: (e) => e.pointerType !== "touch" && document.activeElement !== line && hide() });
    ownKeys(line);
    shown.parentElement.before(area);
    area.append(shown.parentElement, line, told);
  }
  theme();                                                            // asked before the page changes: no layout for it
  output.querySelector("[data-aftercoup=bar]").append(host);
  goThere();

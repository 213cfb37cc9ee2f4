// The notes on the report with their claims marked, in the page; `page.js` stands before it.
// A colour that answers a guess, or that a reader is to code, opens after the guess, after the reader's own coding is
// saved (the coding desk leaves a note in the browser), or when the reader asks for it.
  const fields = Object.fromEntries(spec.fields.map((f) => [f.field, f]));
  const ids = Object.keys(spec.claims), state = { ...spec.start, only: [] };

  // ---- what is still closed -----------------------------------------------------------------------------------
  const opened = (window.aftercoupReport ||= {});
  if (state.colour) opened[state.colour] = true;
  const stored = (key) => { try { return localStorage.getItem(key); } catch { return null; } };
  const made = (guess) => { try { return window.aftercoupGuesses?.[guess] || JSON.parse(stored("aftercoup-guess:" + guess))?.value !== undefined; } catch { return false; } };
  const closed = (field) => !opened[field] && (spec.coded.includes(field) ? !stored("aftercoup-coded:claim") : spec.guesses[field] ? !made(spec.guesses[field]) : false);
  const why = (field) => spec.coded.includes(field)
    ? "You code this yourself. It opens when your own coding is complete and saved."
    : "This answers a guess of the lesson. It opens after your guess.";
  const open = (field) => { opened[field] = true; draw(); };
  const key = (field) => h("button", { type: "button", "data-open": field, onclick: () => open(field) }, "Show our coding");

  // ---- controls ------------------------------------------------------------------------------------------------
  const radios = (name, legend, choices) => h("fieldset", { class: "colour" }, h("legend", {}, legend), ...choices.map(([value, title]) => {
    const input = h("input", { type: "radio", name, value, onchange: () => { state[name] = value; if (name === "colour") state.only = []; draw(); } });
    input.checked = state[name] === value;
    return h("label", {}, input, h("span", {}, title));
  }));
  const legend = h("div", { class: "chips", role: "group" }), finding = h("p", { class: "finding" });
  const status = h("p", { class: "status", role: "status", "aria-live": "polite" });
  const controls = h("div", { class: "controls", role: "group", "aria-label": "Controls: " + spec.title },
    radios("view", "View", [["report", "The report"], ["wall", "A wall of claims"]]),
    radios("colour", "Colour by", [["", "Nothing"], ...spec.fields.map((f) => [f.field, capital(f.title)])]), finding, legend);

  // ---- the notes -----------------------------------------------------------------------------------------------
  const claims = {};
  const mark = (words, id) => {
    if (!id) return h("span", { class: "plain" }, words);
    const at = words.search(/\s|$/);                                  // a symbol stays with the first word
    return (claims[id] = h("span", { class: "claim", role: "button", tabindex: "-1", "data-claim": id },
      h("span", { class: "start" }, h("span", { class: "words" }, words.slice(0, at))), h("span", { class: "words" }, words.slice(at)), h("span", { class: "id" }, id)));
  };
  const places = h("div", { class: "places", role: "group", "aria-label": spec.alt }, ...spec.places.map((place) =>
    h("div", { class: "place" }, h("span", { class: "where" }, place.name), h("div", { class: "notes" }, ...place.pieces.map(([words, id]) => mark(words, id))))));
  const order = [...places.querySelectorAll(".claim")].map((e) => e.dataset.claim);   // as they stand in the notes
  const card = h("div", { class: "card", id: "card", role: "note", hidden: "" });
  const stage = h("div", { class: "stage" }, places, card);

  // ---- drawing -------------------------------------------------------------------------------------------------
  const code = (id, field) => spec.claims[id].codes[field];
  const label = (field, value) => fields[field].values.find((v) => v.value === value).label;
  let active = null, pinned = false;
  function draw() {
    const f = fields[state.colour], shut = f && closed(f.field), on = f && !shut;
    places.classList.toggle("wall", state.view === "wall");
    finding.hidden = !f;
    legend.hidden = !f;
    legend.setAttribute("aria-label", f ? "Show only: " + f.title : "");
    legend.replaceChildren();
    if (shut) {
      finding.textContent = capital(f.title);
      legend.append(h("p", { class: "lock" }, why(f.field) + " ", key(f.field)));
    } else if (f) {
      const counts = f.values.map((v) => ids.filter((id) => code(id, f.field) === v.value).length);
      finding.textContent = f.finding;
      f.values.forEach((v, k) => {
        const b = h("button", { type: "button", "data-value": v.value, "aria-pressed": state.only.includes(v.value), onclick: () => {
          state.only = state.only.includes(v.value) ? state.only.filter((x) => x !== v.value) : [...state.only, v.value];
          draw();
          legend.querySelector(`[data-value="${CSS.escape(v.value)}"]`).focus();
        } }, symbol("tile", k), v.label + " ", h("span", { class: "count" }, counts[k]));
        legend.append(b);
      });
    }
    const shows = (id) => !on || !state.only.length || state.only.includes(code(id, f.field));
    for (const id of ids) {
      const e = claims[id], k = on ? f.values.findIndex((v) => v.value === code(id, f.field)) : -1;
      e.querySelector("svg")?.remove();
      e.classList.toggle("coloured", k >= 0);
      e.style.background = k >= 0 ? `var(--ac-tile-${k})` : "";
      if (k >= 0) e.firstChild.prepend(symbol("tile", k));
      e.classList.toggle("off", !shows(id));
      e.setAttribute("aria-label", `${id}: ${spec.claims[id].claim}${k >= 0 ? " " + capital(f.title) + ": " + f.values[k].label : ""}`);
      e.setAttribute("tabindex", "-1");
    }
    claims[active ?? order.find(shows)]?.setAttribute("tabindex", "0");
    const n = ids.filter(shows).length;
    status.textContent = `Showing ${n} of ${ids.length} claims` + (n < ids.length ? ` (${f.title}: ${state.only.map((v) => label(f.field, v)).join(" or ")}).` : ". Point at one, or go to it with the arrow keys, for its card.");
    if (active) fill(active);
    fillTable();
    host.dataset.state = JSON.stringify(state);
  }

  // ---- cards ---------------------------------------------------------------------------------------------------
  function fill(id) {
    const one = spec.claims[id], open = spec.fields.filter((f) => !closed(f.field)), shut = spec.fields.filter((f) => closed(f.field));
    card.replaceChildren(h("button", { type: "button", class: "shut", "aria-label": "Close the card", onclick: () => { const from = active; close(); claims[from].focus(); } }, "×"),
      h("strong", {}, `${id}: ${one.claim}`), h("p", { class: "date" }, one.place), h("p", { class: "date" }, one.date),
      h("dl", {}, ...open.flatMap((f) => [h("dt", {}, capital(f.title)), h("dd", {}, label(f.field, one.codes[f.field]))])));
    if (!closed("verdict")) card.append(...one.check.map((words) => h("p", { class: "source" }, words)));
    if (shut.length) card.append(h("details", {}, h("summary", {}, "What is still closed"), ...shut.map((f) => h("p", {}, h("b", {}, capital(f.title)), ": ", why(f.field), " ", key(f.field)))));
  }
  const escape = (e) => { if (e.key === "Escape") { const back = card.contains(root.activeElement) ? active : null; close(); if (back) claims[back].focus(); } };
  function show(id, pin = false) {
    if (active && active !== id) claims[active].classList.remove("active");
    active = id;
    pinned = pin;
    card.classList.toggle("pinned", pin);
    claims[id].classList.add("active");
    claims[id].setAttribute("aria-describedby", "card");
    fill(id);
    card.hidden = false;
    document.addEventListener("keydown", escape, true);
    const b = claims[id].getBoundingClientRect(), s = stage.getBoundingClientRect();
    card.style.left = Math.max(0, Math.min(s.width - card.offsetWidth, b.left - s.left)) + "px";
    // below its claim, or above it where the window of the notes ends; that grows if there is room on neither side
    const below = b.bottom - s.top + stage.scrollTop + 6, above = b.top - s.top + stage.scrollTop - card.offsetHeight - 6;
    const fits = below + card.offsetHeight <= stage.scrollTop + Math.max(stage.clientHeight, s.height);
    card.style.top = (fits || above < stage.scrollTop ? below : above) + "px";
    places.style.minHeight = fits || above >= stage.scrollTop ? "" : below + card.offsetHeight + 8 + "px";
  }
  function close() {
    document.removeEventListener("keydown", escape, true);
    if (active) { claims[active].classList.remove("active"); claims[active].removeAttribute("aria-describedby"); }
    active = null; pinned = false; card.hidden = true;
    places.style.minHeight = "";
  }
  const claimAt = (e) => e.target.closest?.(".claim")?.dataset.claim;
  const focus = (id) => { for (const e of Object.values(claims)) e.setAttribute("tabindex", "-1"); claims[id].setAttribute("tabindex", "0"); claims[id].focus(); };
  places.addEventListener("pointerover", (e) => { const id = claimAt(e); if (id && !pinned && e.pointerType === "mouse") show(id); });
  stage.addEventListener("pointerleave", () => { if (!pinned && !(active && root.activeElement === claims[active])) close(); });
  places.addEventListener("click", (e) => {
    const id = claimAt(e);
    if (!id || (pinned && id === active)) return close();
    focus(id);
    show(id, true);
  });
  places.addEventListener("focusin", (e) => { const id = claimAt(e); if (id && id !== active) show(id); });
  places.addEventListener("focusout", (e) => { if (!pinned && !stage.contains(e.relatedTarget)) close(); });
  places.addEventListener("keydown", (e) => {
    const shown = order.filter((id) => !claims[id].classList.contains("off")), i = shown.indexOf(claimAt(e));
    const to = { ArrowRight: i + 1, ArrowDown: i + 1, ArrowLeft: i - 1, ArrowUp: i - 1, Home: 0, End: shown.length - 1 }[e.key];
    if (to !== undefined) { e.preventDefault(); focus(shown[Math.max(0, Math.min(shown.length - 1, to))]); }
    if (i >= 0 && (e.key === "Enter" || e.key === " ")) { e.preventDefault(); show(shown[i], true); }
  });

  // ---- table and what a reader takes along -----------------------------------------------------------------------
  const rows = () => {
    const open = spec.fields.filter((f) => !closed(f.field)), where = Object.fromEntries(spec.places.flatMap((p) => p.pieces.filter(([, id]) => id).map(([, id]) => [id, p.name])));
    return [["Claim", "Place", "What the report says", ...open.map((f) => capital(f.title))],
      ...ids.map((id) => [id, where[id], spec.claims[id].claim, ...open.map((f) => label(f.field, code(id, f.field)))])];
  };
  const grid = h("table");
  function fillTable() {
    const [head, ...body] = rows();
    grid.replaceChildren(h("caption", {}, spec.title), h("thead", {}, h("tr", {}, ...head.map((words) => h("th", { scope: "col" }, words)))),
      h("tbody", {}, ...body.map((row) => h("tr", {}, ...row.map((words) => h("td", {}, words))))));
  }
  const csv = () => saveTable([`${spec.title}. ${spec.course}. Licence of the data: ${spec.licence}.`], rows());
  const view = () => `ac.explore_report(${[["colour", state.colour, ""], ["view", state.view, "report"]].filter(([, now, usual]) => now !== usual).map(([name, now]) => `${name}="${now}"`).join(", ")})`;
  const along = bar(button("Data (CSV)", csv),
    button("Cite", () => say(`${spec.course}: “${spec.title}”. Licence ${spec.licence}.`)),
    button("This view", () => say(view())));

  root.append(h("div", { class: "box" }, controls, h("div", { class: "line" }, status), stage, windowed(stage), along,
    h("details", {}, h("summary", {}, `The same as a table (${ids.length} rows)`), scroll(grid))));

  // ---- what opens meanwhile ------------------------------------------------------------------------------------
  live(places, () => {});
  draw();
  for (const [where, what] of [[document, "aftercoup-guess"], [document, "aftercoup-coded"], [window, "storage"]]) where.addEventListener(what, () => host.isConnected && draw());

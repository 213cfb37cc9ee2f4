// The notes on the report with their claims marked, in the page; `page.js` stands before it.
// A colour that answers a guess, or that a reader is to code, opens after the guess, after the reader's own coding is
// saved (the coding desk leaves a note in the browser), or when the reader asks for it.
  const fields = Object.fromEntries(spec.fields.map((f) => [f.field, f]));
  const ids = Object.keys(spec.claims), state = { ...spec.start, ...linked, only: [] };

  // ---- what is still closed -----------------------------------------------------------------------------------
  const opened = (window.aftercoupReport ||= {});
  if (state.colour) opened[state.colour] = true;
  const stored = (key) => { try { return localStorage.getItem(key); } catch { return null; } };
  const closed = (field) => !opened[field] && (spec.coded.includes(field) ? !stored("aftercoup-coded:claim") : spec.guesses[field] ? !guessMade(spec.guesses[field]) : false);
  const why = (field) => spec.coded.includes(field)
    ? "You code this yourself. It opens when your own coding is complete and saved."
    : "This answers a guess of the lesson. It opens after your guess.";
  const open = (field) => { opened[field] = true; draw(); };
  const key = (field) => h("button", { type: "button", "data-open": field, onclick: () => open(field) }, "Show our coding");

  // ---- controls ------------------------------------------------------------------------------------------------
  const choose = (name, value) => { state[name] = value; if (name === "colour") state.only = []; draw(); };
  const choices = (name, title, options) => radios(name, title, options, (value) => choose(name, value), state[name]);
  const legend = h("div", { class: "chips", role: "group" }), finding = h("p", { class: "finding" });
  const status = h("p", { class: "status", role: "status", "aria-live": "polite" });
  const controls = h("div", { class: "controls", role: "group", "aria-label": "Controls: " + spec.title },
    choices("view", "View", [["report", "The report"], ["wall", "A wall of claims"]]),
    choices("colour", "Colour by", [["", "Nothing"], ...spec.fields.map((f) => [f.field, f.title])]));
  const { unfold, fit } = foldable(controls);

  // ---- the notes -----------------------------------------------------------------------------------------------
  const claims = {};
  const mark = (words, id) => {
    if (!id) return h("span", { class: "plain" }, words);
    const at = words.search(/\s|$/);                                  // a symbol stays with the first word
    return (claims[id] = h("span", { class: "claim", role: "button", tabindex: "-1", "data-claim": id },
      h("span", { class: "start" }, h("span", { class: "words" }, words.slice(0, at))), h("span", { class: "words" }, words.slice(at)), h("span", { class: "id" }, id)));
  };
  const places = h("div", { class: "places", role: "group", "aria-label": spec.alt }, ...spec.places.map((place) =>
    h("div", { class: "place" }, h("span", { class: "where" }, place.name + " · ", h(place.most ? "b" : "span", {}, place.many)), h("div", { class: "notes" }, ...place.pieces.map(([words, id]) => mark(words, id))))));
  const order = [...places.querySelectorAll(".claim")].map((e) => e.dataset.claim);   // as they stand in the notes
  const title = h("p", { class: "title" });                         // of a picture to take along
  const stage = h("div", { class: "stage" }, h("div", {}, title, h("p", { class: "note" }, spec.note, h("span", {}, " Press a claim for its card.")), places, h("p", { class: "note" }, spec.source)));
  const sign = (tone, k) => {
    const box = h("span");
    box.innerHTML = `<svg class="symbol" viewBox="-0.8 -0.8 1.6 1.6" aria-hidden="true" style="background:var(--ac-${tone})"><path d="${spec.symbols[k]}"/></svg>`;
    return box.firstChild;
  };

  // ---- drawing -------------------------------------------------------------------------------------------------
  const code = (id, field) => spec.claims[id].codes[field];
  const label = (field, value) => fields[field].values.find((v) => v.value === value).label;
  function draw() {
    const f = fields[state.colour], shut = f && closed(f.field), on = f && !shut;
    places.classList.toggle("wall", state.view === "wall");
    legend.hidden = !f;
    finding.textContent = on ? f.finding : spec.title;
    legend.setAttribute("aria-label", f ? "Show only: " + f.title : "");
    legend.replaceChildren();
    if (shut) {
      finding.textContent = `${capital(f.title)}: closed until ${spec.coded.includes(f.field) ? "your own coding is saved" : "you have guessed"}`;
      legend.append(h("p", { class: "lock" }, why(f.field) + " ", key(f.field)));
    } else if (f) {
      const counts = f.values.map((v) => ids.filter((id) => code(id, f.field) === v.value).length);
      f.values.forEach((v, k) => {
        const b = h("button", { type: "button", "data-value": v.value, "aria-pressed": state.only.includes(v.value), onclick: () => {
          state.only = state.only.includes(v.value) ? state.only.filter((x) => x !== v.value) : [...state.only, v.value];
          draw();
          legend.querySelector(`[data-value="${CSS.escape(v.value)}"]`).focus();
        } }, sign(f.tones[k], k), v.label + " ", h("span", { class: "count" }, counts[k]));
        legend.append(b);
      });
    }
    title.textContent = finding.textContent;
    const shows = (id) => !on || !state.only.length || state.only.includes(code(id, f.field));
    for (const id of ids) {
      const e = claims[id], k = on ? f.values.findIndex((v) => v.value === code(id, f.field)) : -1;
      e.querySelector("svg")?.remove();
      e.classList.toggle("coloured", k >= 0);
      e.style.background = k >= 0 ? `var(--ac-${f.tones[k]})` : "";
      if (k >= 0) e.firstChild.prepend(sign(f.tones[k], k));
      e.classList.toggle("off", !shows(id));
      e.setAttribute("aria-label", `${id}: ${spec.claims[id].claim}${k >= 0 ? " " + capital(f.title) + ": " + f.values[k].label : ""}`);
    }
    cardOf.stop(cardOf.active ?? order.find(shows));
    const n = ids.filter(shows).length;
    some.hidden = n === ids.length;
    status.textContent = `Showing ${n} of ${ids.length} claims` + (n < ids.length ? ` (${f.title}: ${state.only.map((v) => label(f.field, v)).join(" or ")}).` : ".");
    if (!cardOf.card.hidden) cardOf.open(cardOf.active);
    fillTable();
    host.dataset.state = JSON.stringify(state);
  }

  // ---- cards ---------------------------------------------------------------------------------------------------
  function fill(id) {
    const one = spec.claims[id], open = spec.fields.filter((f) => !closed(f.field)), shut = spec.fields.filter((f) => closed(f.field));
    return [h("strong", {}, `${id}: ${one.claim}`), h("p", { class: "date" }, one.place), h("p", { class: "date" }, one.date),
      h("dl", {}, open.map((f) => [h("dt", {}, capital(f.title)), h("dd", {}, label(f.field, one.codes[f.field]))])),
      ...(closed("verdict") ? [] : one.check.map((words) => h("p", { class: "source" }, words))),
      ...(shut.length ? [h("details", {}, h("summary", {}, "What is still closed"), shut.map((f) => h("p", {}, h("b", {}, capital(f.title)), ": ", why(f.field), " ", key(f.field))))] : [])];
  }
  function put(id) {
    const { card } = cardOf, b = claims[id].getBoundingClientRect(), s = stage.getBoundingClientRect();
    card.style.left = Math.max(0, Math.min(s.width - card.offsetWidth, b.left - s.left)) + "px";
    // below its claim, or above it where the window of the notes ends; that grows if there is room on neither side
    const below = b.bottom - s.top + stage.scrollTop + 6, above = b.top - s.top + stage.scrollTop - card.offsetHeight - 6;
    const fits = below + card.offsetHeight <= stage.scrollTop + Math.max(stage.clientHeight, s.height);
    card.style.top = (fits || above < stage.scrollTop ? below : above) + "px";
    places.style.minHeight = fits || above >= stage.scrollTop || (onPage && phone.matches) ? "" : below + card.offsetHeight + 8 + "px";
  }
  const cardOf = cards(stage, places, {
    shown: () => order.filter((id) => !claims[id].classList.contains("off")),
    node: (id) => claims[id],
    at: (e) => e.closest(".claim")?.dataset.claim,
    fill, put,
    closed: () => (places.style.minHeight = ""),
  });

  // ---- table and what a reader takes along -----------------------------------------------------------------------
  const rows = (some = ids) => {
    const open = spec.fields.filter((f) => !closed(f.field)), where = Object.fromEntries(spec.places.flatMap((p) => p.pieces.filter(([, id]) => id).map(([, id]) => [id, p.name])));
    return [["Claim", "Place", "What the report says", ...open.map((f) => capital(f.title))],
      ...some.map((id) => [id, where[id], spec.claims[id].claim, ...open.map((f) => label(f.field, code(id, f.field)))])];
  };
  const grid = h("table");
  function fillTable() {
    const [head, ...body] = rows();
    grid.replaceChildren(h("caption", {}, spec.title), h("thead", {}, h("tr", {}, ...head.map((words) => h("th", { scope: "col" }, words)))),
      h("tbody", {}, ...body.map((row) => h("tr", {}, ...row.map((words) => h("td", {}, words))))));
  }
  const view = () => `ac.explore_report(${[["colour", state.colour, ""], ["view", state.view, "report"]].filter(([, now, usual]) => now !== usual).map(([name, now]) => `${name}="${now}"`).join(", ")})`;
  const some = button("Data shown", () => saveData([`${spec.title}. ${status.textContent}`], spec.sources, rows(ids.filter((id) => !claims[id].classList.contains("off")))));
  const along = bar(button("All data", () => saveData([spec.title + "."], spec.sources, rows())), some, ...pictures(stage, spec.css.replace(/:host\(\[data-theme=dark\]\)\{[^}]*\}/g, "").replaceAll(":host", ".shot"), root), button("Cite", () => cite(spec.title, spec.sources)), button("This view", () => say(onPage ? linkTo(state) : view())));

  root.append(h("div", { class: "box" }, finding, h("div", { class: "line" }, status, unfold), controls, legend, stage, windowed(stage), along,
    h("details", {}, h("summary", {}, `The same as a table (${ids.length} rows)`), scroll(grid))));

  // ---- what opens meanwhile ------------------------------------------------------------------------------------
  live(places, () => spec.start.colour && fit(places.clientWidth));
  draw();
  for (const [where, what] of [[document, "aftercoup-guess"], [document, "aftercoup-coded"], [window, "storage"]]) where.addEventListener(what, () => host.isConnected && draw());

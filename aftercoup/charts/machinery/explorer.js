// Filters a chart where the reader is; `page.js` stands before it. It draws the SVG of the description, and shows or
// fades its data as the controls say.
  const inSentence = (text) => /^[A-Z][a-z]\D*$/.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text;   // Crimea 2014 stays
  const status = h("p", { class: "status", role: "status", "aria-live": "polite" });
  const reset = h("button", { type: "button", class: "reset", onclick: () => { state = start(); cardOf.close(); draw(); } }, "Reset");
  const picture = h("div", { class: "picture" });
  const stage = h("div", { class: "stage" }, picture);
  const finding = h("p", { class: "finding" });                     // the title: on the page it stands above the controls
  const controls = h("div", { class: "controls", role: "group", "aria-label": "Controls: " + spec.title });
  const { unfold, fit } = foldable(controls);

  // ---- state -------------------------------------------------------------------------------------------------
  // only: field -> chosen categories (none chosen = all); from/to/until: positions on a scale
  const start = () => structuredClone(spec.start);
  const fields = Object.fromEntries(spec.fields.map((f) => [f.field, f]));
  let state = { ...start(), ...linked };
  for (const f of Object.keys(state.only)) if (!fields[f]) delete state.only[f];    // of an older link
  const data = spec.data.map((m, i) => ({ ...m, i, nodes: {} }));
  let layout = null;

  const refreshers = [];
  // A second picture of the same data, drawn when it is opened, which follows the filter.
  const behind = spec.behind && h("details", { ontoggle: () => drawBehind() }, h("summary", {}, spec.behind.title), h("div", { class: "behind", role: "img", "aria-label": spec.behind.title + ", as in the table below" }));
  function drawBehind() {
    if (!behind?.open) return;
    const drawn = behind.lastChild;
    if (drawn.dataset.layout !== layout) drawn.innerHTML = spec.behind.svg[drawn.dataset.layout = layout];
    for (const m of data) drawn.querySelector(`[data-datum="${m.id}"]`).classList.toggle("off", !m.on);
  }

  root.append(h("div", { class: "box" }, finding, h("div", { class: "line" }, status, unfold, reset), controls, stage, windowed(stage), takeAlong(), behind, tableBlock()));

  const inSet = (m, key, k) => spec.sets[key][k][m.i] === "1";
  const nth = (f, v) => fields[f].values.findIndex((x) => x.value === v);
  const known = (m) => !spec.cursor || inSet(m, "until", state.until);
  const shows = (m, except) => Object.keys(spec.stops).every((key) => inSet(m, key, state[key])) &&
    Object.entries(state.only).every(([f, values]) => f === except || !values.length || values.some((v) => inSet(m, f, nth(f, v))));

  // Where a slider stands, and whether there it lets all through, as one that is not there does.
  const stop = (key) => spec.stops[key][state[key]][0];
  const atEnd = (key) => !(key in spec.stops) || state[key] === (key === "from" ? 0 : spec.stops[key].length - 1);
  // What the controls leave out, in words.
  function filters() {
    const parts = [];
    if (!atEnd("from") || !atEnd("to")) parts.push(`${stop("from")} to ${stop("to")}`);
    if (!atEnd("until")) parts.push(`${inSentence(spec.cursor[0])} ${stop("until")}`);
    for (const [f, values] of Object.entries(state.only))
      if (values.length) parts.push(`${inSentence(fields[f].title)}: ${values.map((v) => fields[f].values[nth(f, v)].label).join(" or ")}`);
    return parts;
  }
  function counted() {
    const parts = filters();
    return `${data.filter(shows).length} of ${data.length} ${spec.noun}${parts.length ? " (" + parts.join("; ") + ")" : ""}`;
  }
  const sentence = () => `Showing ${counted()}.` +
    (spec.orders.length > 1 ? ` Ordered by ${spec.orders.find((o) => o.name === state.order).title}.` : "");
  // The finding of what is shown, as Python computed it for what one or two choices can show; else how many of it count.
  const title = () => spec.titles[spec.shown.indexOf(data.map((m) => +shows(m)).join(""))] || tally() || counted();
  function tally() {
    const [words, marks] = spec.tally, of = data.filter((m) => shows(m) && marks[m.i] !== "-").length, n = data.filter((m) => shows(m) && marks[m.i] === "1").length;
    return of > 1 && capital(words.replace("{}", n === of ? `all ${n}` : `${n || "none"} of the ${of}`));
  }
  const alt = () => (data.every(shows) ? "" : `${sentence()} All ${data.length} ${spec.noun}: `) + spec.alt;

  // ---- controls ----------------------------------------------------------------------------------------------
  function chips(f) {
    const group = h("div", { class: "chips", role: "group", "aria-label": "Show only: " + f.title, "data-field": f.field }, h("span", { class: "label" }, capital(f.title)));
    f.values.forEach((v, k) => {
      const count = h("span", { class: "count" });
      const b = h("button", { type: "button", "data-value": v.value, onclick: () => {
        const list = (state.only[f.field] ||= []);
        list.includes(v.value) ? list.splice(list.indexOf(v.value), 1) : list.push(v.value);
        draw();
      } });
      b.append(v.label + " ", count);
      group.append(b);
      refreshers.push(() => {
        b.setAttribute("aria-pressed", (state.only[f.field] || []).includes(v.value));
        count.textContent = data.filter((m) => shows(m, f.field) && inSet(m, f.field, k)).length;
      });
    });
    if (data.some((m) => f.values.filter((_, k) => inSet(m, f.field, k)).length > 1)) group.append(h("span", { class: "label" }, "(one may count twice)"));
    return group;
  }
  function slider(key, label, settle = () => {}) {
    const out = h("output"), stops = spec.stops[key];
    const input = h("input", { type: "range", min: 0, max: stops.length - 1, step: 1, "aria-label": label, "data-key": key });
    input.addEventListener("input", () => { state[key] = +input.value; settle(); draw(); });
    refreshers.push(() => { input.value = state[key]; input.style.setProperty("--at", (100 * state[key]) / (stops.length - 1) + "%"); out.textContent = stop(key); input.setAttribute("aria-valuetext", stop(key)); });
    return h("label", { class: "slider" }, h("span", { class: "label" }, label), input, out);
  }
  function orders() {
    const group = radios("order", "Order by", spec.orders.map((o) => [o.name, o.title]), (value) => { state.order = value; draw(); });
    refreshers.push(() => group.querySelectorAll("input").forEach((input) => (input.checked = state.order === input.value)));
    return group;
  }
  // At most three in sight, of which a period with its two ends is one; the others behind "More filters".
  const groups = [
    ...(spec.orders.length > 1 ? [orders()] : []),
    ...(spec.scale ? [h("div", { class: "controls scale" },
      slider("from", spec.scale + ": from", () => (state.to = Math.max(state.to, state.from))),
      slider("to", spec.scale + ": to", () => (state.from = Math.min(state.from, state.to))))] : []),
    ...(spec.cursor ? [slider("until", spec.cursor[0])] : []),
    ...spec.fields.map(chips),
  ];
  const folded = groups.splice(3);
  controls.append(...groups);
  if (folded.length) controls.append(h("details", { class: "more" }, h("summary", {}, "More filters"), h("div", { class: "controls" }, ...folded)));

  // ---- drawing -----------------------------------------------------------------------------------------------
  // On paper: the layout whose words are largest when it fits a page of A4. Where that would be less than 8 points, the one
  // for a phone stands in two columns, cut between two rows, the second with the heads of the rows again.
  let paper = false;
  const printed = ([name, width]) => Math.min(1.12, 670 / width, 930 / spec.svg[name].match(/height="(\d+)"/)[1]);
  for (const name of ["beforeprint", "afterprint"]) addEventListener(name, () => {
    paper = name === "beforeprint";
    if (host.isConnected) place();
  });
  function columns() {
    lay("narrow");
    const svg = picture.firstElementChild, [left, top, w, tall] = svg.getAttribute("viewBox").split(" ").map(Number), edge = svg.getBoundingClientRect(), k = w / edge.width;
    const spans = [...svg.querySelectorAll("text, .datum")].map((e) => e.getBoundingClientRect()).filter((b) => b.height)
      .map((b) => [b.top, b.bottom].map((y) => top + k * (y - edge.top))).sort((a, b) => a[0] - b[0]);
    let cut = top + tall / 2;
    for (const [a, b] of spans) if (a < cut && b > cut) cut = b;
    const first = spec.rows.narrow?.[0], heads = spans.filter(([, b]) => b > first - 24 && b <= first).map(([a]) => a);
    const part = (from, to) => { const copy = svg.cloneNode(true); copy.setAttribute("height", to - from); copy.setAttribute("viewBox", `${left} ${from} ${w} ${to - from}`); return copy; };
    picture.replaceChildren(h("div", { style: "display:grid;grid-template-columns:1fr 1fr;gap:20px;width:670px" }, h("div", {}, part(top, cut)),
      h("div", {}, ...(heads.length ? [part(Math.min(...heads), first)] : []), part(cut, top + tall))));
    layout = null;                                                    // what was drawn is taken apart
  }
  function place() {
    if (!picture.clientWidth) return;
    const [wanted, width] = (paper ? [...spec.widths].sort((a, b) => printed(b) - printed(a))[0] : spec.widths.find(([, width]) => picture.clientWidth >= 0.82 * width)) ?? spec.widths.at(-1);
    if (!paper) fit(picture.clientWidth);
    if (paper && 13.4 * printed([wanted, width]) < 10.7) return columns();
    if (wanted !== layout) lay(wanted);
    // Whole in the window of a large screen (.stage in explorer.css), unless its words of 12 pixels would be much smaller.
    const [, top, across, down] = whole;
    const room = wanted === spec.widths[0][0] ? Math.max(500, innerHeight - 260) * across / (down - top) : 0;
    const most = paper ? printed([wanted, width]) * width : Math.min((wanted === "narrow" ? 1.12 : 1.3) * width, room < 0.96 * width ? Infinity : room);
    const svg = picture.firstElementChild;
    svg.style.maxWidth = most + "px";
    // Words are of 12 pixels, and of 11 at least where the picture is made smaller: there is room for letters that are this much larger.
    svg.setAttribute("font-size", Math.max(12, Math.min(13.4, 11 * width / Math.min(most, picture.clientWidth))));
  }
  function lay(wanted) {
    layout = wanted;
    picture.innerHTML = spec.svg[layout];
    const svg = picture.firstElementChild;
    svg.setAttribute("role", "group");
    svg.querySelectorAll(".static-only").forEach((e) => e.remove());
    for (const m of data) {
      m.node = svg.querySelector(`[data-datum="${m.id}"]`);
      const spot = m.node.querySelector("[data-spot]");             // a datum drawn in several places says where its card stands
      m.spot = spot ?? m.node;
      m.node.classList.toggle("parts", !!spot);
      m.node.setAttribute("role", "button");
      m.node.setAttribute("tabindex", "-1");
      m.node.setAttribute("aria-label", [m.title, m.date, m.sentence].filter(Boolean).join(". "));
    }
    svg.classList.toggle("rows", spec.orders.length > 0);
    const [left, , w, t] = svg.getAttribute("viewBox").split(/\s+/).map(Number);
    [whole, gap] = [[left, EDGE + LINE * svg.querySelector("#finding").childElementCount, w, t], 0];
    cursorLine = document.createElementNS(SVG, "path"); cursorLine.setAttribute("class", "cursor");
    ring = document.createElementNS(SVG, "rect"); ring.setAttribute("class", "ring");
    svg.querySelector(".datum").before(cursorLine);                     // beneath the data, so that words stay readable
    svg.append(ring);
    draw();
  }
  // The picture without its title, as tall as its rows: left edge, top, width and foot of all it has, and what rows leave empty.
  let cursorLine, ring, whole, gap;
  const LINE = 20.8, EDGE = 8;                                        // of a title in a picture (drawing.py)
  function frame() {
    const svg = picture.firstElementChild, [left, top, w, t] = whole, box = `${left} ${top} ${w} ${t - top - gap}`;
    svg.setAttribute("aria-label", alt());
    if (svg.getAttribute("viewBox") === box) return;
    svg.setAttribute("viewBox", box);
    svg.setAttribute("height", t - top - gap);
    svg.querySelector(".paper").setAttribute("y", top);
    svg.querySelector(".foot")?.setAttribute("transform", `translate(0 ${-gap})`);
  }
  // Rows that can change places: those shown come first, each moved from its own place to the one it takes, under the
  // heading of its group. The others are not seen, and what stands below moves up.
  function arrange() {
    const { ids, groups } = spec.orders.find((o) => o.name === state.order) ?? spec.orders[0], [top, step, tall] = spec.rows[layout];
    const group = (m) => (m.on && groups[m.id]) || "";
    ordered = [...data].sort((a, b) => b.on - a.on || ids.indexOf(a.id) - ids.indexOf(b.id));
    picture.querySelectorAll(".heading").forEach((e) => e.remove());
    let row = 0, above = "";
    for (const m of ordered) {
      if (group(m) && group(m) !== above) heading(`${group(m)}: ${data.filter((x) => group(x) === group(m)).length}`, top + (row += 1) * step);
      above = group(m);
      m.node.setAttribute("transform", `translate(0 ${(row++ - spec.places[m.i]) * step})`);
      m.row.parentElement.append(m.row);
      if (m.on) gap = tall - row * step;
    }
  }
  function heading(words, foot) {
    const e = document.createElementNS(SVG, "text");
    for (const [k, v] of Object.entries({ class: "heading b h", x: 10, y: foot - 7 })) e.setAttribute(k, v);
    e.textContent = words;
    cursorLine.before(e);
  }
  let ordered = data;
  function draw() {
    if (!layout) return;
    for (const m of data) {
      const on = (m.on = shows(m));
      m.node.classList.toggle("off", !on);
      m.node.classList.toggle("later", !known(m));
      m.node.setAttribute("aria-disabled", !on);
      m.row.hidden = !on;
    }
    for (const e of picture.querySelectorAll("[data-of]")) e.classList.toggle("off", !data.some((m) => m.on && e.dataset.of.split(" ").includes(m.id)));
    for (const e of picture.querySelectorAll("[data-count]")) {
      const ids = e.dataset.count.split(" "), words = e.firstChild;
      words.textContent = words.textContent.replace(/\d+(?=\D*$)/, data.filter((m) => m.on && ids.includes(m.id)).length);
    }
    for (const e of picture.querySelectorAll("[data-median]")) {
      const median = (all) => (all.sort((a, b) => a - b)[(all.length - 1) >> 1] + all[all.length >> 1]) / 2;
      const values = JSON.parse(e.dataset.median), shown = data.filter((m) => m.on && m.id in values).map((m) => values[m.id]), now = median(shown);
      e.style.display = now <= e.dataset.most && shown.length > 1 ? "" : "none";
      if (!shown.length) continue;
      e.setAttribute("transform", `translate(${(now - median(Object.values(values))) * e.dataset.unit} 0)`);
      const words = e.querySelector("text");
      words.textContent = words.textContent.replace(/[\d.]+$/, now);
    }
    if (spec.orders.length) arrange();
    if (spec.cursor) {
      const at = spec.stops.until[state.until][1][layout];
      cursorLine.style.display = atEnd("until") ? "none" : "";
      cursorLine.setAttribute("d", at.map((v, i) => (i % 2 ? " " : i % 4 ? "L" : "M") + v).join(""));
    }
    refreshers.forEach((refresh) => refresh());
    drawBehind();
    if (cardOf.active && (!cardOf.active.on || spec.orders.length)) cardOf.close();
    cardOf.stop(cardOf.active || ordered.find((m) => m.on));
    status.textContent = sentence();
    status.classList.toggle("all", data.every((m) => m.on));
    finding.textContent = title();
    frame();
    host.dataset.state = JSON.stringify(state);
  }

  // ---- cards -------------------------------------------------------------------------------------------------
  const cardOf = cards(stage, picture, {
    shown: () => ordered.filter((m) => m.on),
    node: (m) => m.node,
    spot: (m) => m.spot,
    at: (e) => { const g = e.closest(".datum"); return g && data.find((m) => m.node === g && m.on); },
    fill: (m) => [h("strong", {}, m.title), h("p", { class: "date" }, m.date), h("p", {}, m.sentence),
      ...(m.details.length ? [h("dl", {}, m.details.map(([k, v]) => [h("dt", {}, k), h("dd", {}, v)]))] : []), h("p", { class: "source" }, m.source)],
    put,
    closed: () => { if (ring) ring.style.display = "none"; },
  });
  function put(m) {
    const { card } = cardOf, view = stage.getBoundingClientRect(), spot = m.spot.getBoundingClientRect();
    if (spot.top < view.top) stage.scrollTop += spot.top - view.top - 8;         // a tall picture is moved in its window
    else if (spot.bottom > view.bottom) stage.scrollTop += spot.bottom - view.bottom + 8;
    card.style.setProperty("--most", stage.clientHeight + "px");      // a picture of few rows is not as tall as a long card
    const b = m.spot.getBoundingClientRect(), s = picture.getBoundingClientRect(), w = card.offsetWidth, t = card.offsetHeight;
    card.toggleAttribute("tabindex", false);
    if (card.scrollHeight > card.clientHeight) card.tabIndex = 0;     // a long card is read on with the keyboard
    const room = s.width - (b.right - s.left) >= w + 12, left = b.left - s.left >= w + 12;
    card.style.left = Math.max(0, Math.min(s.width - w, room ? b.right - s.left + 8 : left ? b.left - s.left - w - 8 : b.left - s.left)) + "px";
    // beside the datum if there is room, else below or above it; never beyond the picture, which a cell would cut off
    const below = b.bottom - s.top + 8, above = b.top - s.top - t - 8;
    const y = room || left ? b.top - s.top - 8 : below + t <= s.height || above < 0 ? below : above;
    card.style.top = Math.max(stage.scrollTop, Math.min(y, stage.scrollTop + stage.clientHeight - t)) + "px";
    const box = m.spot.getBBox(), pad = 2;
    for (const [k, v] of Object.entries({ x: box.x - pad, y: box.y - pad, width: box.width + 2 * pad, height: box.height + 2 * pad, rx: 3 })) ring.setAttribute(k, v);
    ring.setAttribute("transform", m.node.getAttribute("transform") || "");
    ring.style.display = "block";
  }

  // ---- what a reader takes along: data, picture, citation, this view -----------------------------------------
  function takeAlong() {
    const sources = (some) => [...new Set(some.flatMap((m) => m.cites.length ? m.cites : spec.sources))];
    const cells = (row) => [...row.cells].map((c) => c.textContent);
    const csv = (some) => saveData(
      some.length < data.length ? [`${title()}. ${sentence()}`] : [`${spec.title}. ${spec.alt}`], sources(some),
      [root.querySelector("table").tHead.rows[0], ...some.map((m) => m.row)].map(cells));
    const drawn = () => {
      const svg = picture.firstElementChild.cloneNode(true), written = svg.querySelector("#finding"), lines = [""];
      for (const word of title().split(/\s+/)) (lines.at(-1) + " " + word).length > spec.title_width[layout] ? lines.push(word) : lines.push(`${lines.pop()} ${word}`.trim());
      const [left, top, w, t] = whole, head = EDGE + LINE * lines.length, tall = t - top - gap + head;
      written.replaceChildren(...lines.map((line, i) => {
        const e = written.lastElementChild.cloneNode();
        e.setAttribute("y", top - LINE * (lines.length - i) + 16);
        e.textContent = line;
        return e;
      }));
      svg.setAttribute("viewBox", `${left} ${top - head} ${w} ${tall}`);
      svg.querySelector(".paper").setAttribute("y", top - head);
      svg.setAttribute("xmlns", SVG); svg.setAttribute("font-size", 12); svg.setAttribute("width", w); svg.setAttribute("height", tall); svg.removeAttribute("style");
      const css = document.createElementNS(SVG, "style");
      css.textContent = spec.css.replace(/:host\(\[data-theme=dark\]\)\{[^}]*\}/g, "").replaceAll(":host", "svg") + ".picture text, text { font-family: sans-serif }";
      svg.querySelector(".ring")?.remove();
      svg.prepend(css);
      return [new XMLSerializer().serializeToString(svg), w, tall];
    };
    const asPng = async () => {
      const [words, w, t] = drawn(), image = new Image();
      image.src = "data:image/svg+xml;charset=utf-8," + encodeURIComponent(words);
      await image.decode();
      png(image, w, t);
    };
    const inPython = (value) => Array.isArray(value) ? (value.length === 1 ? inPython(value[0]) : `[${value.map(inPython).join(", ")}]`) : JSON.stringify(value);
    const code = () => {
      const given = Object.entries(state.only).filter(([, values]) => values.length);
      for (const [key, name] of [["from", "from_"], ["to", "to"], ["until", spec.cursor?.[1]]]) if (!atEnd(key)) given.push([name, stop(key)]);
      if (spec.orders.length > 1 && state.order !== spec.orders[0].name) given.push(["order", state.order]);
      return `ac.${spec.call}(${[...spec.given, ...given].map(([name, value]) => `${name}=${inPython(value)}`).join(", ")})`;
    };
    const shown = button("Data shown", () => csv(data.filter((m) => m.on)));
    refreshers.push(() => (shown.hidden = data.every((m) => m.on)));
    return bar(
      button("All data", () => csv(data)), shown, button("PNG", asPng),
      button("SVG", () => save(new Blob([drawn()[0]], { type: "image/svg+xml" }), "svg")),
      button("Cite", () => cite(title(), sources(data.filter((m) => m.on)))),
      ...(spec.call || onPage ? [button("This view", () => say(onPage ? linkTo(state) : code()))] : []));  // no line of code brings back the rows of a frame
  }

  // ---- table ------------------------------------------------------------------------------------
  function tableBlock() {
    const details = still.querySelector("details").cloneNode(true), table = details.querySelector("table");
    data.forEach((m, i) => (m.row = table.tBodies[0].rows[i]));
    const here = table.nextSibling;
    details.insertBefore(scroll(table), here);
    return details;
  }
  live(picture, place);
  document.dispatchEvent(new Event("aftercoup-drawn"));

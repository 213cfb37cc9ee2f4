  // The card of a guess, after card.js.
  // ---- one control for each kind; each gives {value, words}, or null while nothing is chosen -------------------
  const rank = spec.unit === "place", unit = spec.kind === "share" ? " percent" : spec.unit && !rank ? " " + spec.unit : "";
  let reveal = () => {};      // shows in the picture what the records say, where the guess was drawn
  const clamp = (x) => Math.min(spec.high, Math.max(spec.low, x));
  const controls = {
    number(before) {
      const middle = Math.round((spec.low + spec.high) / 2 / spec.step) * spec.step;
      const slider = h("input", { type: "range", min: spec.low, max: spec.high, step: spec.step, "aria-label": "Your guess" });
      const typed = h("input", { type: "number", min: spec.low, max: spec.high, step: "any", inputmode: "decimal", "aria-label": "Your guess as a number", class: "typed" });
      slider.value = before ?? middle;
      if (before !== undefined) typed.value = before;
      // A press where the slider stands already is a choice, too.
      for (const event of ["input", "pointerup"]) slider.addEventListener(event, () => { typed.value = slider.value; ready(); });
      typed.addEventListener("input", () => { if (typed.value !== "") slider.value = clamp(+typed.value); typed.reportValidity(); ready(); });
      typed.addEventListener("keydown", (e) => { if (e.key === "Enter") commit(); });
      const known = Object.entries(spec.bars ?? {}), number = rank ? [h("span", {}, "place"), typed] : [typed, h("span", {}, unit.trim())];
      const end = (v) => h("span", { class: "end" }, String(v));
      return [known.length ? h("div", {}, bars(known, slider, typed), h("div", { class: "slider" }, ...number))
        : h("div", { class: "slider" }, end(spec.low), slider, end(spec.high), ...number),
        () => typed.value === "" || !(clamp(+typed.value) === +typed.value) ? null : { value: +typed.value, words: (rank ? "place " : "") + typed.value + unit }];
    },
    choice(before) {
      let chosen = before;
      const buttons = Object.entries(spec.options).map(([code, label]) => h("button", { type: "button", "aria-pressed": code === chosen, onclick() {
        chosen = code;
        buttons.forEach((b) => b.setAttribute("aria-pressed", b === this));
        ready();
      } }, label));
      return [h("div", { class: "choices", role: "group", "aria-label": "Your guess" }, ...buttons), () => chosen === undefined ? null : { value: chosen, words: spec.options[chosen] }];
    },
    order(before) {
      let order = before ?? Object.keys(spec.options), moved = before !== undefined, held = null;
      const list = h("ol", { class: "order" });
      const move = (code, by) => {
        const at = order.indexOf(code), to = Math.max(0, Math.min(order.length - 1, at + by));
        order.splice(to, 0, ...order.splice(at, 1));
        moved = true;
        draw();
        list.children[to].querySelector(by < 0 ? "button" : "button:last-of-type").focus();
        ready();
      };
      const draw = () => list.replaceChildren(...order.map((code) => h("li", { draggable: "true",
        ondragstart: () => { held = code; }, ondragover: (e) => e.preventDefault(),
        ondrop: (e) => { e.preventDefault(); move(held, order.indexOf(code) - order.indexOf(held)); } },
        h("span", {}, spec.options[code]),
        h("button", { type: "button", "aria-label": `${spec.options[code]}: up`, onclick: () => move(code, -1) }, "▲"),
        h("button", { type: "button", "aria-label": `${spec.options[code]}: down`, onclick: () => move(code, 1) }, "▼"))));
      draw();
      const asIs = h("button", { type: "button", class: "quiet", onclick: () => { moved = true; ready(); } }, "It is in my order");
      return [h("div", {}, list, asIs), () => moved ? { value: [...order], words: order.map((c) => spec.options[c]).join(", ") } : null];
    },
    date(before) {
      const typed = h("input", { type: "date", "aria-label": "Your guess, a day" });
      if (before) typed.value = before;
      typed.addEventListener("input", () => ready());
      return [typed, () => typed.value ? { value: typed.value, words: day(typed.value) } : null];
    },
    line(before) { return drawing(before); },
  };
  controls.share = controls.number;
  const day = (iso) => new Date(iso + "T00:00:00Z").toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });

  // A bar drawn beside known ones: the slider lies over it and is not seen, half a thumb wider at both ends.
  function bars(known, slider, typed) {
    const width = (v) => `width: ${(100 * (v - spec.low)) / (spec.high - spec.low)}%`;
    const row = (label, v, kind = "", ...over) => h("div", { class: kind }, h("span", {}, label), h("span", { class: "track" }, ...over, h("span", { class: "bar", style: width(v) }), h("span", {}, String(v))));
    const mine = row("Draw here", "", "my-row", slider), [bar, number] = [...mine.lastChild.children].slice(1);
    const list = h("div", { class: "bars" }, ...known.map(([label, v]) => row(label, v)), mine, h("div", {}, h("span"), h("span", { class: "track ends" }, h("span", {}, String(spec.low)), h("span", {}, String(spec.high)))));
    const draw = () => {
      bar.style = width(typed.value === "" ? spec.low : clamp(+typed.value));
      number.textContent = typed.value;
    };
    for (const e of [slider, typed]) e.addEventListener("input", draw);
    setTimeout(draw);
    reveal = () => { list.querySelector(".records")?.remove(); mine.after(row("the records", near(spec.after.value), "records")); };
    return list;
  }

  // A line drawn into the picture by mouse, finger or arrow keys; the given part is drawn already.
  function drawing(before) {
    const W = 620, H = 260, left = matchMedia("(max-width: 480px)").matches ? 66 : 46, right = 14, top = 14, bottom = 30, n = spec.positions.length, from = spec.given.length;
    const span = spec.high - spec.low, low = spec.low - 0.05 * span, high = spec.high + 0.05 * span;
    const x = (i) => left + (i * (W - left - right)) / (n - 1), y = (v) => top + ((high - v) / (high - low)) * (H - top - bottom);
    const digits = span < 10 ? 1 : 0;
    const values = before ? [...before] : Array(n - from).fill(null);
    let active = 0;
    const svg = s("svg", { viewBox: `0 0 ${W} ${H}`, tabindex: "0", role: "application", "aria-label": `${spec.what}. Draw the rest: left and right arrows choose the year, up and down set the value.` });
    const said = h("p", { class: "said", role: "status", "aria-live": "polite" });
    const path = (points, cls) => s("path", { class: cls, d: points.map(([a, b], i) => `${i ? "L" : "M"}${a.toFixed(1)} ${b.toFixed(1)}`).join("") });
    const axis = [];
    for (const v of [spec.low, (spec.low + spec.high) / 2, spec.high]) axis.push(s("line", { x1: left, x2: W - right, y1: y(v), y2: y(v), class: "grid" }), s("text", { x: left - 6, y: y(v) + 4, "text-anchor": "end" }, v.toFixed(digits)));
    spec.positions.forEach((p, i) => { if ((n - 1 - i) % Math.ceil(n / 6) === 0) axis.push(s("text", { x: x(i), y: H - 8, "text-anchor": i === n - 1 ? "end" : "middle" }, String(p))); });
    const truth = s("g", {}), mine = s("g", {});
    svg.append(s("rect", { x: x(from - 1), y: top, width: W - right - x(from - 1), height: H - top - bottom, class: "ground" }), ...axis,
      path(spec.given.map((v, i) => [x(i), y(v)]), "given"), mine, truth);
    svg.style.setProperty("--given", `var(--ac-${spec.tone})`);
    const draw = () => {
      const points = values.map((v, i) => v === null ? null : [x(from + i), y(v)]).filter(Boolean);
      mine.replaceChildren(...(points.length ? [path([[x(from - 1), y(spec.given[from - 1])], ...points], "mine")] : []),
        ...points.map(([a, b]) => s("circle", { cx: a, cy: b, r: 4, class: "dot" })),
        ...(svg.matches(":focus-visible") ? [s("line", { x1: x(from + active), x2: x(from + active), y1: top, y2: H - bottom, class: "active" })] : []));
      const open = values.flatMap((v, i) => v === null ? [spec.positions[from + i]] : []);
      missing.textContent = points.length && open.length ? `Still to draw: ${open.join(", ")}.` : "";
      ready();
    };
    const missing = h("p", { class: "hint", role: "status" });
    const set = (i, v) => { if (i >= 0 && i < values.length) values[i] = Math.round(clamp(v) * 10 ** digits) / 10 ** digits; };
    let last = null;
    const pull = (e) => {
      const r = svg.getBoundingClientRect(), px = ((e.clientX - r.left) / r.width) * W, py = ((e.clientY - r.top) / r.height) * H;
      const i = Math.round(((px - left) / (W - left - right)) * (n - 1)) - from, v = high - ((py - top) / (H - top - bottom)) * (high - low);
      if (last && Math.abs(i - last[0]) > 1) for (let k = 1; k < Math.abs(i - last[0]); k++) set(last[0] + Math.sign(i - last[0]) * k, last[1] + ((v - last[1]) * k) / Math.abs(i - last[0]));
      set(i, v);
      last = [i, v];
      draw();
    };
    svg.addEventListener("pointerdown", (e) => { svg.setPointerCapture(e.pointerId); last = null; pull(e); });
    svg.addEventListener("pointermove", (e) => { if (e.buttons) pull(e); });
    svg.addEventListener("keydown", (e) => {
      const side = { ArrowLeft: -1, ArrowRight: 1 }[e.key], up = { ArrowUp: 1, ArrowDown: -1 }[e.key];
      if (side === undefined && up === undefined) return;
      e.preventDefault();
      if (side) active = Math.max(0, Math.min(values.length - 1, active + side));
      const start = values[active] ?? values[active - 1] ?? spec.given[from - 1];
      set(active, start + (up ?? 0) * Math.max(span / 40, 10 ** -digits));
      said.textContent = `${spec.positions[from + active]}: ${values[active]}`;
      draw();
    });
    svg.addEventListener("focus", draw);
    svg.addEventListener("blur", draw);
    reveal = () => truth.replaceChildren(path(spec.after.values.slice(from - 1).map((v, i) => [x(from - 1 + i), y(v)]), "given"), s("text", { x: x(n - 1) - 4, y: y(spec.after.values[n - 1]) - 8, "text-anchor": "end", class: "name" }, "the records"));
    setTimeout(draw);
    return [h("div", { class: "drawing" }, h("p", { class: "hint" }, `${spec.what}. Draw how it goes on.`), svg, missing, said),
      () => values.includes(null) ? null : { value: [...values], words: values.map((v, i) => `${spec.positions[from + i]}: ${v}`).join(", ") }];
  }

  // ---- the verdict, by kind ------------------------------------------------------------------------------------
  const near = (x) => String(x < 10 ? Math.round(x * 100) / 100 : Math.round(x));
  const ordinal = (k) => ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth"][k] ?? `number ${k + 1}`;
  function verdict({ value }) {
    const right = spec.after.value, slip = (key) => spec.after.slips[key] ?? "", side = (gap) => slip(gap > 0 ? "high" : "low");
    if (spec.kind === "number" || spec.kind === "share") {
      const gap = Math.round((value - right) * 100) / 100, points = spec.kind === "share" ? " points" : "";
      if (Math.abs(gap) < spec.step / 2) return ["Exactly.", ""];
      if (rank) return [`Yours is ${ordinal(value - 1)}; by the records it is ${ordinal(right - 1)}.`, side(gap)];
      const close = Math.abs(gap) <= Math.min(0.1 * (spec.high - spec.low), 0.25 * Math.abs(right)) ? "Close: " : "";
      return [`${close}${near(Math.abs(gap))}${points} too ${gap > 0 ? "high" : "low"}.`, side(gap)];
    }
    if (spec.kind === "choice") {
      if (right === "" || value === right) return [right && "As the records say.", ""];
      return [`You said: ${spec.options[value]}.`, slip(value)];
    }
    if (spec.kind === "order") {
      if (right.every((code, k) => value[k] === code)) return ["The same order as the records.", ""];
      const at = right.indexOf(value[0]);
      return [at === 0 ? `${spec.options[right[0]]} comes first for both; the rest differs.` : `Your first, ${spec.options[value[0]]}, is ${ordinal(at)}; the records put ${spec.options[right[0]]} first.`, slip(value[0])];
    }
    if (spec.kind === "date") {
      const days = Math.round((new Date(value) - new Date(right)) / 86400000);
      return [days === 0 ? "That day." : `${Math.abs(days)} ${Math.abs(days) === 1 ? "day" : "days"} too ${days > 0 ? "late" : "early"}.`, side(days)];
    }
    const truth = spec.after.values.slice(spec.given.length), off = value.map((v, i) => v - truth[i]);
    const mean = off.reduce((a, b) => a + Math.abs(b), 0) / off.length, lean = off.reduce((a, b) => a + b, 0) / off.length;
    return [`Your line is ${near(Math.round(mean * 10) / 10)} away from the records on average, and mostly ${lean > 0 ? "above" : "below"} them.`, side(lean)];
  }

  // ---- a place to write ---------------------------------------------------------------------------------------
  if (spec.kind === "text") {
    const words = h("textarea", { rows: spec.step, "aria-label": spec.question, placeholder: "Write here. It stays in this browser." });
    const said = h("span", { role: "status", class: "kind" });
    const reading = h("p", { hidden: true }, spec.after.reading);
    const open = h("button", { type: "button", onclick: () => { reading.hidden = false; open.hidden = true; } }, "What to compare with");
    const say = () => { const n = count(words.value); said.textContent = n ? `${n} ${n === 1 ? "word" : "words"}, kept in this browser` : ""; };
    words.value = load(spec.id).sentence ?? "";
    words.addEventListener("input", () => { store(spec.id, { sentence: words.value.trim() }); say(); });
    box.append(words, h("p", { class: "line" }, ...(spec.after.reading ? [open] : []), said), reading);
    stand();
    say();
    return;
  }

  // ---- the card ------------------------------------------------------------------------------------------------
  const before = load(spec.id);
  const [control, read] = controls[spec.kind](before.value);
  const button = h("button", { type: "button", class: "main", disabled: true, onclick: () => commit() }, "This is my guess");
  const after = h("div", { class: "after", role: "status", "aria-live": "polite" });
  const lines = h("textarea", { rows: "2", "aria-label": "Your sentence", placeholder: "One sentence is enough." });
  const reading = h("div", { class: "reading", hidden: true }, h("p", {}, h("b", {}, "Our reading. "), spec.after.reading));
  const ours = h("button", { type: "button", onclick: () => { keep(); reading.hidden = false; ours.hidden = true; } }, "Show our reading");
  const explain = h("div", { class: "explain", hidden: true }, h("p", {}, h("b", {}, "Explain in one sentence. "), spec.explain), lines, h("p", { class: "line" }, ours), reading);
  lines.value = before.sentence ?? "";
  lines.addEventListener("input", () => { ours.textContent = lines.value.trim() ? "Keep it, and show our reading" : "Show our reading"; });
  lines.addEventListener("change", () => keep());
  const keep = () => store(spec.id, { ...load(spec.id), sentence: lines.value.trim() });
  function ready() { button.disabled = read() === null; }
  function commit() {
    const mine = read();
    if (!mine) return;
    store(spec.id, { ...load(spec.id), ...mine, said: spec.after.says });
    answered(mine);
  }
  function answered(mine) {
    const [said, slip] = verdict(mine);
    reveal();
    button.textContent = "Change my guess";
    after.replaceChildren(h("p", {}, h("b", {}, said), " The records: ", spec.after.says + (/[.!?]$/.test(spec.after.says) ? "" : ".")), ...(slip ? [h("p", {}, slip)] : []));
    explain.hidden = false;
    opened();
  }
  // Charts that wait for this guess, wherever they stand in the page, also those that are drawn later.
  const waits = (node) => [...node.querySelectorAll(`details[data-guess="${spec.id}"]`)].forEach((fold) => { fold.open = true; });
  function opened() {
    waits(document);
    new MutationObserver((changes) => changes.forEach((c) => c.addedNodes.forEach((n) => n.querySelectorAll && waits(n)))).observe(document.body, { childList: true, subtree: true });
  }

  box.append(h("p", { class: "kind" }, "Your guess first"), control, h("p", { class: "line" }, button), after, explain);
  stand();
  ready();
  if (before.value !== undefined) answered(before);

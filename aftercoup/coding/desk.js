// The page's half of the coding desk (aftercoup/coding/desk.py is the other one). An anywidget module: no library,
// no network. Positions are code points, as in Python and in the file: `points` is the text, one by one.
//
// A step ("op") changes the page at once, waits in `pending` and in the browser's own store, and leaves both when the
// kernel says that the coder's file holds it. A step has a name, so that sending it again does no harm: whatever waits is
// sent with each message. The store holds positions and codes, never the text.

const POLL = 1500, SILENT = 5000, TYPING = 500, LOOKED = 3000;     // milliseconds
const STORE = "aftercoup-desk:";

// A name that nothing else has; in the alphabet, later ones come later.
let names = 0;
const name = () => Date.now().toString(36) + (names++).toString(36).padStart(5, "0") + [...crypto.getRandomValues(new Uint8Array(9))].map((b) => b.toString(36).padStart(2, "0")).join("");
const plural = (n, word) => `${n} ${word}${n === 1 ? "" : "s"}`;
const inSentence = (title) => title.charAt(0).toLowerCase() + title.slice(1);
const sign = (unit) => h("span", { class: "acd-sign", style: `background: var(--acd-u${unit.i % 4})`, "aria-hidden": "true" });

class Desk {
  constructor(model, el) {
    this.model = model;
    this.tab = name();
    this.pending = [];                                         // steps that the file does not hold yet, in order
    this.version = -1;
    this.heardAt = Date.now();
    this.root = h("div", { class: "aftercoup-desk" });
    ownKeys(this.root, "zy");                                  // Ctrl+Z, Ctrl+Y
    this.ended = new AbortController();                        // with it all that listens outside of the desk
    const { signal } = this.ended;
    this.said = h("p", { class: "acd-said", role: "status", "aria-live": "polite" });
    this.waiting = h("p", {}, "Waiting for the kernel …");
    this.root.append(this.waiting, this.said);
    el.append(this.root);
    this.heard = (message) => this.hear(message);
    model.on("msg:custom", this.heard);
    const theme = () => (this.root.dataset.theme = themeAround(this.root.parentElement));
    theme();
    this.watch = new MutationObserver(() => setTimeout(theme, 60));
    for (const e of [document.documentElement, document.body]) this.watch.observe(e, THEMED);
    this.beat = setInterval(() => this.poll(), POLL);
    document.addEventListener("visibilitychange", () => { this.heardAt = Date.now(); this.poll(); }, { signal });
    addEventListener("pagehide", () => this.typed?.(), { signal });
    this.send({ type: "hello" });
  }

  stop() {
    this.typed?.();
    this.ended.abort();
    clearInterval(this.beat);
    this.watch.disconnect();
    this.eye?.disconnect();
    this.model.off("msg:custom", this.heard);
  }

  // ---- to and from the kernel ---------------------------------------------------------------------------------
  send(message) {
    try { this.model.send({ ...message, tab: this.tab, version: this.version, ops: this.pending }); } catch { /* no kernel: the poll says so */ }
  }
  hear(message) {
    if (message?.tab !== this.tab) return;
    this.heardAt = Date.now();
    if (message.words) this.say(message.words, message.bad);
    if (!this.told) return message.book ? this.begin(message) : message.stored && this.empty(message);
    if (message.saved) {
      const done = [...message.saved, ...Object.keys(message.refused)];
      this.pending = this.pending.filter((op) => !done.includes(op.op));
      this.stored((store) => done.forEach((op) => store.removeItem(this.store + op)));
      this.version = message.version;
      for (const words of new Set(Object.values(message.refused))) this.say("Not saved: " + words);
      if (message.state) this.take(message.state);
    }
    this.status();
  }
  poll() {
    if (!this.root.isConnected || this.box?.isConnected) return;
    if (this.told) {
      this.flushSeen();
      this.send({ type: "ops" });
      this.status();
    } else if (this.isSilent) {
      this.waiting.textContent = "No kernel answers. Run this cell to open the desk; what was coded is kept.";
      this.heardAt = Date.now();
      this.send({ type: "hello" });
    }
  }
  get isSilent() { return Date.now() - this.heardAt > SILENT; }
  step(op) {
    op = { op: name(), pass: this.pass, ...op };
    this.pending.push(op);
    this.stored((store) => store.setItem(this.store + op.op, JSON.stringify(op)));
    this.send({ type: "ops" });
    this.status();
    return op;
  }

  // ---- what is not saved yet, in the browser's store -------------------------------------------------------------
  get store() { return STORE + this.told.key + ":"; }
  stored(use) { try { return use(localStorage); } catch { return []; /* private window */ } }

  // ---- a text is pasted ------------------------------------------------------------------------------------------
  empty(told) {
    if (this.box) return;
    const field = (name, label) => h("label", { class: "acd-field" }, label, h("input", { type: "text", name, autocomplete: "off" }));
    const open = (e) => { e.preventDefault(); this.send({ type: "open", ...Object.fromEntries(new FormData(this.box)) }); };
    this.box = h("form", { class: "acd-paste", onsubmit: open },
      h("h3", {}, "Which text do you want to code?"),
      told.stored.length && h("div", { class: "acd-group", role: "group", "aria-label": "Texts that you began" }, h("span", {}, "Go on with: "),
        told.stored.map((name) => h("button", { type: "button", onclick: () => this.send({ type: "open", name }) }, name))),
      h("textarea", { name: "text", rows: 9, "aria-label": "The text to code", placeholder: "Paste a report here, copied from a web page or a PDF." }),
      h("div", { class: "acd-fields" }, field("title", "Title"), field("publisher", "Publisher"), field("published", "Day it came out (2022-09-07)"), field("url", "Web address")),
      h("p", { class: "acd-muted" }, `The text is kept on this computer, in the folder ${told.folder}. It is not written into this notebook.`),
      h("button", { class: "acd-main-button" }, "Code this text"));
    this.waiting.remove();
    this.root.prepend(this.box);
  }
  say(words, bad = false) { this.said.classList.toggle("acd-bad", bad); this.said.textContent = words; }

  // ---- the desk --------------------------------------------------------------------------------------------------
  begin(told) {
    this.told = told;
    this.box?.remove();
    this.waiting.remove();
    Object.assign(this, { points: [...told.text], paragraphs: told.paragraphs, sentences: told.sentences });
    this.isList = told.items.length > 0;
    this.units = Object.fromEntries(told.book.units.map((u, i) => [u.name, { ...u, i }]));
    this.variables = told.book.variables;
    let at = 0;
    this.first = this.paragraphs.map((_, p) => { while (this.sentences[at]?.[2] < p) at++; return at; });   // the number of each one's first sentence
    this.newSeen = new Set();                                  // sentences that no step tells of yet
    this.changes = [];                                         // what can be undone: [id, coding before, after]; past: how many stand
    this.past = 0;
    this.current = 0;                                          // number of the sentence or item
    this.view = "form";
    this.open = null;                                          // id of the coding in the form
    this.variable = null;                                      // the question that is open there
    this.build();
    this.pass = told.state.passes.at(-1);
    this.pending = this.stored((store) => Object.keys(store).filter((key) => key.startsWith(this.store)).sort().map((key) => JSON.parse(store[key])).filter((op) => op.op));
    this.take(told.state);
    this.go(0);
    const again = this.pending.length;
    this.say(told.note || (again ? `${plural(again, "step")} that had not been saved ${again === 1 ? "is" : "are"} sent again.` : ""));
    this.send({ type: "ops" });
  }
  build() {
    const { title, coder, items } = this.told, units = Object.values(this.units);
    const button = (label, key, act, more = {}) => h("button", { type: "button", onclick: act, ...more }, label, key && h("kbd", { "aria-hidden": "true" }, key));
    this.saved = h("span", { class: "acd-saved", role: "status" });
    this.counts = h("span", { class: "acd-counts" });
    this.bar = h("progress", { max: Math.max(1, this.sentences.length), "aria-label": this.isList ? "Items coded" : "Sentences that were in sight" });
    this.passNote = h("span", { class: "acd-muted" });
    this.blocks = this.paragraphs.map((_, p) => h("div", { class: "acd-p", role: "group", "aria-label": this.isList ? items[p] : `Paragraph ${p + 1}`, dir: "auto", "data-p": p }));
    this.pane = h("div", { class: "acd-text" + (this.isList ? " acd-items" : ""), tabindex: 0, role: "listbox", "aria-label": `${this.isList ? "Items" : "Text"} to code: ${title}`,
      onmouseup: (e) => this.mouse(e), ontouchend: (e) => setTimeout(() => this.mouse(e), 30) }, this.blocks);
    this.panel = h("div", { class: "acd-panel", role: "group", "aria-label": "Beside the text", tabindex: 0 });
    this.views = h("div", { class: "acd-tabs", role: "group", "aria-label": "What stands beside the text" },
      [["form", "Coding"], ["list", "All codings"], ["rules", "Rules"], ["help", "Help", "?"]].map(([view, label, key]) => button(label, key, () => this.show(view, true), { "data-view": view })));
    // a click on a button must not take the reader's selection away before it is used
    const hold = { onmousedown: (e) => e.preventDefault() };
    this.root.prepend(
      h("div", { class: "acd-head" },
        h("div", { class: "acd-title" }, h("strong", { dir: "auto" }, title), " ", h("span", { class: "acd-muted" }, `coded by ${coder}`), " ", this.passNote),
        h("div", { class: "acd-progress" }, this.bar, this.counts, this.saved)),
      h("div", { class: "acd-tools" },
        h("div", { class: "acd-makers", role: "group", "aria-label": "Code the selected passage as" },
          !this.isList && units.map((u) => button([sign(u), u.title], u.key, () => { this.mouse(); this.create(u.name); }, { ...hold, title: u.definition }))),
        h("div", { class: "acd-group" }, button("Undo", "u", () => this.travel(-1)), button("Redo", "U", () => this.travel(1)),
          button("New pass", "", () => this.newPass()))),
      h("div", { class: "acd-main" }, this.pane, h("div", { class: "acd-side" }, this.views, this.panel)));
    this.root.addEventListener("keydown", (e) => this.key(e));
    // A sentence was in sight when its paragraph was on the screen for a while, and the reader at the desk.
    this.onScreen = new Map();
    this.eye = new IntersectionObserver((changes) => {
      for (const { target, intersectionRatio, intersectionRect } of changes)
        if (intersectionRatio > 0.6 || intersectionRect.height > 200) this.onScreen.set(+target.dataset.p, Date.now());
        else this.onScreen.delete(+target.dataset.p);
    }, { threshold: [0, 0.3, 0.61] });
    if (!this.isList) for (const block of this.blocks) this.eye.observe(block);
  }
  help() {
    const units = Object.values(this.units), item = this.isList ? "item" : "sentence";
    const rows = [["↓ ↑", `the next ${item}, the one before`], ["Home End", `the first and the last ${item}`], ...(this.isList ? [["1 2 …", "give the item this value"], ["Enter", "go to the form of the item"]] : [
      ["→ ←", "the next word, the one before"], ["Shift + ↓ ↑ → ←", "make the passage longer or shorter"], ["PageDown PageUp", "the next paragraph, the one before"],
      [units.map((u) => u.key).join(" "), `code the passage as ${units.map((u) => inSentence(u.title)).join(", ")}`],
      ["Enter", "open the coding that stands here; again for the next one"]]),
    ["Delete", "remove the coding that is open"], ["m", "to the memo of the coding that is open: what made you hesitate"], ["u Shift+U", "undo, redo (also Ctrl+Z, Ctrl+Y)"],
    ["1 2 … a b …", "in the form: choose the value with this key, and go on"], ["Enter", "in the form: take it and go on to the next question"], ["Esc", "back to the text"]];
    return [h("p", {}, this.isList ? "Choose a value for each item. The rule stands beside the choice." : "Mark a passage with the mouse or with the keys, press the key of a unit, and give the codes that the desk asks for. The rule stands beside each choice. Everything is saved at once."),
      h("table", { class: "acd-help" }, h("tbody", {}, rows.map(([keys, does]) => h("tr", {}, h("th", { scope: "row" }, keys.split(" ").map((k) => [h("kbd", {}, k), " "])), h("td", {}, does)))))];
  }

  // ---- state -----------------------------------------------------------------------------------------------------
  // The file's state, with the steps on top that it does not hold yet.
  take(state) {
    this.version = state.version;
    const pass = state.passes.at(-1);
    this.codings = new Map(state.codings.map((coding) => [coding.id, this.isList ? { ...coding, ...this.placeOf(coding.item) } : coding]));
    this.seen = new Set([...state.seen, ...this.newSeen]);
    if (pass > this.pass) this.enter(pass);
    for (const op of this.pending) this.apply(op);
    if (!this.codings.has(this.open)) this.open = null;
    this.paint();
    if (!this.panel.contains(document.activeElement) || !document.activeElement.matches("input, textarea")) this.drawPanel();
  }
  apply({ op: _, do: does, pass, ...said }) {
    if (does === "pass" && pass > this.pass) { this.pass = pass; this.codings.clear(); this.seen.clear(); }
    if (pass !== this.pass) return;
    if (does === "code") this.codings.set(said.id, said);
    if (does === "remove") this.codings.delete(said.id);
    if (does === "seen") for (const s of said.sentences) this.seen.add(s);
  }
  put(id, coding) {
    this.apply(this.step(coding ? { do: "code", ...coding } : { do: "remove", id }));
    this.paint();
  }
  // One change by the reader: the coding as it is after it (null: there is none). It can be undone.
  change(id, after) {
    const before = this.codings.get(id) ?? null;
    if (JSON.stringify(before) === JSON.stringify(after)) return;
    this.changes.splice(this.past++, Infinity, [id, before, after]);
    this.put(id, after);
  }
  // Undo (-1) or redo (1) one change.
  travel(by) {
    this.typed?.();
    const [id, before, after] = this.changes[by < 0 ? this.past - 1 : this.past] ?? [];
    if (!id) return this.say(by < 0 ? "There is nothing to undo in this sitting." : "There is nothing to redo.");
    const now = by < 0 ? before : after, span = now ?? before ?? after;
    this.past += by;
    this.put(id, now);
    this.open = now && id;
    this.select(span.start, span.end, true);
    this.drawPanel();
    this.say(by < 0 ? "Undone." : "Redone.");
  }
  newPass() {
    if (!this.codings.size) return this.say("Code something first. A new pass begins anew, without what you coded before.");
    if (!confirm("Begin a new pass? You code the text anew and do not see what you coded before. Nothing is lost: all passes are kept and can be compared.")) return;
    this.apply(this.step({ do: "pass", pass: this.pass + 1 }));
    this.enter(this.pass);
    this.paint();
    this.show("form");
    if (this.isList) this.go(0);
  }
  enter(pass) {
    Object.assign(this, { pass, changes: [], past: 0, open: null });
    this.say(`Pass ${pass}. What was coded before is hidden until you compare.`);
  }
  missing(coding) { return this.units[coding.unit].variables.filter((v) => !this.variables[v].optional && !coding.codes[v]); }
  status() {
    const all = [...this.codings.values()], open = all.filter((coding) => this.missing(coding).length).length, complete = all.length - open, most = this.sentences.length;
    const per = Object.values(this.units).map((u) => plural(all.filter((coding) => coding.unit === u.name).length, inSentence(u.title)));
    const finished = this.isList ? complete === most : all.length > 0 && !open && this.seen.size === most;
    const waiting = this.pending.some((op) => op.do !== "seen"), state = this.isSilent ? "off" : waiting ? "wait" : "on";
    this.passNote.textContent = this.pass > 1 ? `· pass ${this.pass}` : "";
    this.bar.value = this.isList ? complete : this.seen.size;
    this.counts.textContent = this.isList ? `${complete} of ${most} coded${finished ? " · all items are coded" : ""}`
      : `In sight so far: ${this.seen.size} of ${plural(most, "sentence")} · ${per.join(", ")}${open ? ` · ${open} incomplete` : ""}${finished ? " · the whole text was in sight, and every coding is complete" : ""}`;
    if (finished && state === "on" && !this.isFinished) this.finish(all);
    this.isFinished = finished && state === "on";
    if (this.saved.dataset.state === state) return;
    this.saved.dataset.state = state;
    this.saved.textContent = { off: "Not saved: the kernel does not answer. Run the cell again; this browser keeps what you did.", wait: "Saving …", on: "Saved" }[state];
  }

  // Our own codes of what was coded here may now be shown: the notes on the report look for this (charts/report.js).
  finish(all) {
    this.stored((store) => { for (const coding of all) store.setItem("aftercoup-coded:" + coding.unit, "yes"); });
    document.dispatchEvent(new CustomEvent("aftercoup-coded"));
  }

  // ---- the text --------------------------------------------------------------------------------------------------
  ordered() { return [...this.codings.values()].sort((a, b) => a.start - b.start || a.end - b.end || (a.id < b.id ? -1 : 1)); }
  words(start, end) { return this.points.slice(start, end).join(""); }
  sentenceAt(position) { return Math.max(0, this.sentences.findLastIndex(([start]) => start <= position)); }
  // Draw anew what looks different: paragraphs, the list of codings, the counts.
  paint() {
    const all = this.ordered(), count = {};
    this.labels = new Map(all.map((coding) => {                   // names for the reader: C1, C2, E1 … in the order of the text
      const { key } = this.units[coding.unit];
      count[key] = (count[key] ?? 0) + 1;
      return [coding.id, key.toUpperCase() + count[key]];
    }));
    this.paragraphs.forEach(([a, b], p) => this.paintOne(p, a, b, this.isList ? [] : all.filter((coding) => coding.start < b && coding.end > a)));
    this.pane.setAttribute("aria-activedescendant", this.idOf(this.current));
    if (this.view === "list" && !this.panel.contains(document.activeElement)) this.drawPanel();
    this.status();
  }
  idOf(s) { return `acd-${this.tab}-s${s}`; }
  paintOne(p, a, b, here) {
    const block = this.blocks[p], lane = (coding) => this.units[coding.unit].i % 4;   // each unit has its own below the words
    const selected = this.sel && this.sel.start < b && this.sel.end > a ? this.sel : null;
    const head = this.isList ? this.given(p) : [];
    const signature = JSON.stringify([selected, here.map((coding) => [coding.id, coding.start, coding.end, coding.unit, this.labels.get(coding.id), coding.id === this.open]), head]);
    if (block.dataset.drawn === signature) return;
    block.dataset.drawn = signature;
    block.style.setProperty("--lanes", here.length && Math.max(...here.map(lane)) + 1);
    block.classList.toggle("acd-here", this.isList && p === this.current);
    const edges = [...here, ...(selected ? [selected] : [])].flatMap((coding) => [coding.start, coding.end]);
    const piece = (from, to) => {
      const cuts = [...new Set([from, ...edges.filter((edge) => edge > from && edge < to), to])].sort((x, y) => x - y);
      return cuts.slice(1).map((y, i) => {
        const x = cuts[i], on = here.filter((coding) => coding.start < y && coding.end > x);
        const marked = selected && selected.start < y && selected.end > x;
        const begins = on.filter((coding) => coding.start === x).map((coding) => this.labels.get(coding.id)).join(" ");
        const looks = on.map((coding) => `--b${lane(coding)}:var(--acd-u${lane(coding)})`).join(";");
        const kind = (marked ? " acd-sel" : "") + (on.length ? " acd-on" : "") + (on.some((coding) => coding.id === this.open) ? " acd-open" : "");
        return h("span", { class: "acd-g" + kind, "data-o": x, "data-tag": begins || null, style: looks || null }, this.words(x, y));
      });
    };
    const spans = this.sentences.slice(this.first[p], this.first[p + 1]);   // the space behind a sentence is drawn with it
    block.replaceChildren(...head.map((words, i) => words && h("span", { class: i ? "acd-given" : "acd-item", "aria-hidden": "true" }, words)).filter(Boolean),
      ...spans.map(([x], i) => h("span", { class: "acd-s", role: "option", id: this.idOf(this.first[p] + i), "data-s": this.first[p] + i, "aria-selected": this.first[p] + i === this.current },
        piece(i ? x : a, spans[i + 1]?.[0] ?? b))));
  }
  // What stands beside an item of a list: its name, whether it is coded, and its codes.
  given(p) {
    const coding = this.itemAt(p), { variables } = this.units[coding.unit];
    return [`${this.missing(coding).length ? "○" : "✓"} ${coding.item}`, variables.filter((v) => coding.codes[v]).map((v) => this.valueTitle(v, coding.codes[v])).join(" · ")];
  }
  // The passage that is selected: [start, end). quiet: nothing is said to a screen reader.
  select(start, end, quiet = false) {
    this.sel = { start, end };
    this.current = this.sentenceAt(end - 1);
    if (!this.isList) this.look(this.current);
    this.paint();
    this.reveal();
    if (quiet) return;
    if (this.isList) return this.say("");
    const here = this.at(this.sel), [a, b] = this.sentences[this.current];
    const what = start === a && end === b ? `Sentence ${this.current + 1} of ${this.sentences.length}.` : `${plural(end - start, "character")} selected.`;
    this.say(what + (here.length ? ` ${plural(here.length, "coding")} here: ${here.map((coding) => this.labels.get(coding.id)).join(", ")}.` : ""));
  }
  // Select a sentence; of a list, open the item.
  go(s, quiet = true) {
    const [start, end] = this.sentences[Math.max(0, Math.min(this.sentences.length - 1, s))];
    this.select(start, end, quiet);
    if (this.isList) this.edit(this.itemAt(this.current).id, false);
  }
  toText() { this.pane.focus({ preventScroll: true }); }
  // Scroll the box of the text, and nothing else, until the passage shows.
  reveal(tries = 2) {
    const e = this.pane.querySelector(".acd-here, .acd-sel");
    if (!e || !this.pane.clientHeight) return;
    const box = this.pane.getBoundingClientRect(), b = e.getBoundingClientRect(), room = 28;
    if (b.top < box.top + room) this.pane.scrollTop -= box.top + room - b.top;
    else if (b.top > box.bottom - 2 * room) this.pane.scrollTop += b.top - box.top - box.height / 3;
    else return;
    if (tries) requestAnimationFrame(() => this.reveal(tries - 1));   // paragraphs out of sight have a guessed height
  }
  at({ start, end }) { return this.ordered().filter((coding) => coding.start < end && coding.end > start); }
  nextAt(span) { const all = this.at(span); return all[(all.findIndex((coding) => coding.id === this.open) + 1) % all.length]; }
  look(s) { if (!this.seen.has(s)) { this.seen.add(s); this.newSeen.add(s); } }
  flushSeen() {
    if (this.root.contains(document.activeElement) && document.hasFocus())
      for (const [p, since] of this.onScreen) if (Date.now() - since > LOOKED)
        for (let s = this.first[p]; this.sentences[s]?.[2] === p; s++) this.look(s);
    if (!this.newSeen.size) return;
    this.step({ do: "seen", sentences: [...this.newSeen] });
    this.newSeen.clear();
    this.status();
  }

  // ---- selecting by mouse ------------------------------------------------------------------------------------------
  // Where a place in the page stands in the text: so many signs into its paragraph.
  offset(node, n) {
    const block = (node.nodeType === Node.TEXT_NODE ? node.parentElement : node).closest("[data-p]") ?? (node === this.pane && this.blocks[n]);
    if (!this.pane.contains(block || null)) return null;
    const before = document.createRange();
    before.setStart(block, 0);
    before.setEnd(node, n);
    return this.paragraphs[block.dataset.p][0] + [...before.toString()].length;
  }
  mouse(event) {
    const chosen = document.getSelection();
    if (!this.isList && chosen && !chosen.isCollapsed && chosen.rangeCount) {
      const range = chosen.getRangeAt(0);
      let a = this.offset(range.startContainer, range.startOffset), b = this.offset(range.endContainer, range.endOffset);
      if (a === null || b === null) return;
      while (a < b && /\s/.test(this.points[a])) a++;
      while (b > a && /\s/.test(this.points[b - 1])) b--;
      chosen.removeAllRanges();
      if (b > a) return this.select(a, b);
    }
    if (!event?.target?.closest) return;
    const sentence = event.target.closest("[data-s]") || event.target.closest("[data-p]")?.querySelector("[data-s]");
    if (!sentence) return;
    this.go(+sentence.dataset.s);
    const leaf = event.target.closest(".acd-on"), x = +leaf?.dataset.o, next = leaf && this.nextAt({ start: x, end: x + 1 });
    if (next) this.edit(next.id, false);
  }

  // ---- selecting by keyboard ---------------------------------------------------------------------------------------
  get allWords() {                                             // where they stand, in all the text, once they are needed
    let at = 0;
    const segments = () => [...new Intl.Segmenter(undefined, { granularity: "word" }).segment(this.told.text)];
    return (this.segments ??= segments().map((w) => [at, (at += [...w.segment].length), w.isWordLike]).filter((w) => w[2]));
  }
  wordAfter(position) { return this.allWords.find(([begin]) => begin >= position); }
  wordBefore(position) { return this.allWords.findLast(([, end]) => end <= position); }
  // The next word, or the one before; of a sentence its first. longer: the passage goes on to the end of that word, or back.
  word(forward, longer) {
    const { start, end } = this.sel, [a, b] = this.sentences[this.current], from = start === a && end === b && !longer ? a : end;
    const next = forward ? this.wordAfter(from) : this.wordBefore(longer ? end - 1 : start);
    if (next) longer ? this.until(next[1]) : this.select(next[0], next[1]);
  }
  // The passage begins where it began, and ends here.
  until(end) { if (end > this.sel.start) this.select(this.sel.start, end); }
  // What a key does, by where the focus is; what a place does with a key comes before what the desk does.
  key(e) {
    const typing = e.target.matches("input, textarea"), whole = e.ctrlKey || e.metaKey, inText = this.pane.contains(e.target);
    const inForm = !typing && this.panel.contains(e.target) && this.view === "form" && !!this.coding;
    const s = this.current, last = this.sentences.length - 1, [, end, p] = this.sentences[s], longer = e.shiftKey && !this.isList;
    const undo = () => this.travel(-1), redo = () => this.travel(1), acts = {}, on = (where, keys) => where && Object.assign(acts, keys);
    on(!typing, whole ? { z: undo, Z: redo, y: redo } : { u: undo, U: redo, m: () => this.memo(), "?": () => this.show("help", true) });
    on(inText, { Home: () => this.go(0, false), End: () => this.go(last, false) });
    on(inText && !whole, {
      ArrowDown: () => longer ? this.until(end > this.sel.end ? end : this.sentences[Math.min(s + 1, last)][1]) : this.go(s + 1, false),
      ArrowUp: () => longer ? this.until(this.sentences[s - 1]?.[1]) : this.go(s - 1, false),
      PageDown: () => this.go(this.first[p + 1] ?? last, false),
      PageUp: () => this.go(this.first[p - 1] ?? 0, false),
      Enter: () => this.isList ? this.focusForm() : this.openHere(),
    });
    if (inText && !whole && !this.isList) {
      const rtl = getComputedStyle(this.blocks[p]).direction === "rtl";
      on(true, { ArrowRight: () => this.word(!rtl, longer), ArrowLeft: () => this.word(rtl, longer) });
      for (const unit of Object.values(this.units)) on(true, { [unit.key]: () => this.create(unit.name) });
    }
    if (!whole && (inForm || inText && this.isList))
      for (const value of this.variables[this.variable].values) on(true, { [value.key]: () => this.give(this.variable, value.name, inForm) });
    on(!whole && (inText || inForm) && this.codings.has(this.open), { Delete: () => { this.remove(this.open); this.toText(); } });
    on(!whole, { Escape: () => { this.typed?.(); this.toText(); } });
    const act = !e.altKey && acts[pressed(e)];
    if (!act) return;
    act();
    e.preventDefault();
    e.stopPropagation();
  }
  openHere() {
    const next = this.nextAt(this.sel);
    if (next) this.edit(next.id);
    else this.say("Nothing is coded here yet. Press the key of a unit to code it.");
  }
  memo() {
    if (!this.coding) return this.say("No coding is open. Open one with Enter; then m goes to its memo.");
    this.show("form");
    this.panel.querySelector('[data-keep="memo"]')?.focus();
  }

  // ---- coding --------------------------------------------------------------------------------------------------------
  // The coding that stands in the form: the open one, or that of the item.
  get coding() { return this.codings.get(this.open) ?? (this.isList ? this.itemAt(this.current) : null); }
  // The coding of an item; a new one, which is in no file yet, where nothing was said of it.
  itemAt(p) {
    const item = this.told.items[p], [unit] = Object.keys(this.units);
    return [...this.codings.values()].find((coding) => coding.item === item) ?? { id: `${item}-${this.pass}`, unit, item, ...this.placeOf(item), codes: {}, memo: "" };
  }
  placeOf(item) {
    const [start, end] = this.paragraphs[this.told.items.indexOf(item)];
    return { start, end };
  }
  create(unit) {
    this.typed?.();
    const id = name(), { start, end } = this.sel;
    this.change(id, { id, unit, start, end, codes: {}, memo: "" });
    this.edit(id);
    this.say(`New coding ${this.labels.get(id)}: ${this.units[unit].title}. First question: ${this.variables[this.variable].title}.`);
  }
  // Open a coding in the form, at its first question without an answer; it is also shown in the text.
  edit(id, focus = true) {
    this.typed?.();
    this.open = id;
    this.paint();
    this.variable = this.missing(this.coding)[0] || this.units[this.coding.unit].variables[0];
    this.show("form");
    if (focus) this.focusForm();
  }
  remove(id) {
    const label = this.labels.get(id);
    this.typed = null;
    this.change(id, null);
    if (this.open === id) this.open = null;
    this.drawPanel();
    this.say(`${label} was removed. Undo takes that back.`);
  }
  revise(part) {
    const coding = this.coding;
    if (!coding) return;
    this.open = coding.id;                                        // that of an item is in the file from now on
    this.change(coding.id, { ...coding, ...part });
  }
  recode(variable, value) {
    const codes = { ...this.coding?.codes, [variable]: value };
    if (!value) delete codes[variable];
    this.revise({ codes });
  }
  // Give the open coding a value, and go on to the next question; "" takes a value back.
  give(variable, value, focus = true) {
    this.recode(variable, value);
    if (value) this.advance(variable, focus);
    else this.drawPanel();
  }
  advance(variable, focus = true) {
    const coding = this.coding, all = this.units[coding.unit].variables, next = all[all.indexOf(variable) + 1];
    if (next) {
      this.variable = next;
      this.say(""); // what was said of the question before is over
      this.drawPanel();
      if (focus) this.focusForm();
      return;
    }
    const missing = this.missing(coding), { items } = this.told, from = items.indexOf(coding.item);
    if (this.isList) {
      const rest = items.map((_, k) => (from + 1 + k) % items.length).find((p) => this.missing(this.itemAt(p)).length);
      this.go(rest ?? from + 1);
      this.say(rest === undefined ? "All items are coded." : `${coding.item} coded. ${this.bar.value} of ${items.length}.`);
    } else {
      const label = this.labels.get(coding.id);
      this.drawPanel();
      this.say(missing.length ? `${label} is saved; still empty: ${missing.map((v) => this.variables[v].title).join(", ")}.` : `${label} is complete and saved.`);
    }
    if (focus) this.toText();
  }
  valueTitle(variable, value) { return this.variables[variable].values.find((v) => v.name === value)?.title || value; }
  summary(coding) {
    const unit = this.units[coding.unit], choices = unit.variables.filter((v) => this.variables[v].kind === "choice" && coding.codes[v]);
    return [unit.title, ...choices.slice(0, 3).map((v) => this.valueTitle(v, coding.codes[v]))].join(" · ");
  }
  passage(coding, most = 6) {
    const words = this.words(coding.start, Math.min(coding.end, coding.start + 300)).replace(/^[“”"«„]+|[“”"»]+$/g, "").split(/\s+/);
    return words.slice(0, most).join(" ") + (words.length > most || coding.end - coding.start > 300 ? " …" : "");
  }

  // ---- beside the text -----------------------------------------------------------------------------------------------
  show(view, focus = false) {
    this.view = view;
    this.drawPanel();
    this.panel.scrollTop = 0;
    if (focus) (view === "form" ? this.focusForm() : (this.panel.querySelector("button") ?? this.panel).focus({ preventScroll: true }));
  }
  drawPanel() {
    this.typed?.();
    for (const tab of this.views.children) tab.setAttribute("aria-pressed", tab.dataset.view === this.view);
    const had = this.panel.contains(document.activeElement) && document.activeElement.dataset.keep;
    this.panel.replaceChildren(...[this[this.view]()].flat().filter(Boolean));
    if (had) this.panel.querySelector(`[data-keep="${CSS.escape(had)}"]`)?.focus({ preventScroll: true });
  }
  focusForm() {
    this.panel.querySelector('.acd-now [aria-pressed="true"], .acd-now input, .acd-now textarea, .acd-now .acd-value')?.focus({ preventScroll: true });
    const now = this.panel.querySelector(".acd-now");
    if (now) { const a = now.getBoundingClientRect(), b = this.panel.getBoundingClientRect(); if (a.top < b.top || a.bottom > b.bottom) this.panel.scrollTop += a.top - b.top - 34; }
  }
  form() {
    const coding = this.coding;
    if (!coding)
      return [h("p", {}, "Mark a passage in the text, then press "), h("ul", { class: "acd-hints" }, Object.values(this.units).map((u) => h("li", {}, h("kbd", {}, u.key), " ", h("strong", {}, u.title), ": ", u.definition)))];
    const unit = this.units[coding.unit], missing = this.missing(coding);
    const moved = !this.isList && this.sel && (this.sel.start !== coding.start || this.sel.end !== coding.end);
    const move = () => {
      this.change(coding.id, { ...this.coding, start: this.sel.start, end: this.sel.end });
      this.drawPanel();
      this.say("The coding has the selected passage now.");
    };
    return [
      h("div", { class: "acd-what" }, sign(unit),
        h("strong", {}, this.isList ? coding.item : `${this.labels.get(coding.id)} ${unit.title}`), h("q", { dir: "auto" }, this.passage(coding, this.isList ? 14 : 6))),
      !this.isList && h("details", { class: "acd-unit" }, h("summary", {}, `What is ${/^[aeio]/i.test(unit.title) ? "an" : "a"} ${inSentence(unit.title)}?`), this.rule(unit)),
      h("div", { class: "acd-vars" }, unit.variables.map((v) => this.question(coding, v))),
      h("label", { class: "acd-field" }, "Memo: what made you hesitate?", this.typing(h("textarea", { rows: 2, "data-keep": "memo" }), coding.memo, (words) => this.revise({ memo: words }))),
      h("div", { class: "acd-group" },
        moved && h("button", { type: "button", onclick: move }, "Use the selected passage"),
        this.codings.has(coding.id) && h("button", { type: "button", onclick: () => this.remove(coding.id) }, "Remove"),
        h("span", { class: "acd-muted" }, missing.length ? `${missing.length} still empty` : "complete"))];
  }
  rule(entry) {
    const parts = { What: entry.definition, Rule: entry.rule, Example: entry.example, But: entry.counter_example };
    return h("dl", { class: "acd-rule" }, Object.entries(parts).map(([name, says]) => says && [h("dt", {}, name), h("dd", {}, says)]));
  }
  // One variable as a question; the one that is asked now is open, with its control and its rule.
  question(coding, name) {
    const v = this.variables[name], value = coding.codes[name], now = name === this.variable, id = `acd-${this.tab}-${name}`;
    const shown = h("span", { class: "acd-q-value" + (value ? "" : v.optional ? " acd-muted" : " acd-empty"), dir: "auto" }, value ? this.valueTitle(name, value) : v.optional ? "–" : "still empty");
    const head = h("button", { type: "button", class: "acd-q", id, "aria-expanded": now, "data-keep": "q" + name, onclick: () => { this.variable = name; this.drawPanel(); this.focusForm(); } },
      h("span", { class: "acd-q-title" }, v.title), !now && shown);
    if (!now) return h("div", { class: "acd-var" }, head);
    return h("div", { class: "acd-var acd-now", role: "group", "aria-labelledby": id }, head,
      h("div", { class: "acd-ask" }, h("p", {}, v.definition, v.write && ` ${v.write}`, v.optional && h("span", { class: "acd-muted" }, " You may leave it empty.")), v.rule && this.rule({ rule: v.rule }),
        this.control(name, v, value ?? ""), h("div", { class: "acd-beside" }, this.rule({ ...v, definition: "", rule: "" }))));
  }
  control(name, v, value) {
    const typed = (field, value) => this.typing(field, value, (words) => this.recode(name, words), v, () => this.advance(name));
    if (v.kind !== "choice") {
      const about = { "data-keep": "in" + name, "aria-label": v.title, dir: "auto" };
      return typed(v.kind === "text" ? h("textarea", { rows: 2, ...about }) : h("input", { type: "text", autocomplete: "off", ...about }), value);
    }
    const values = v.values.map((x) => h("button", { type: "button", class: "acd-value", "aria-pressed": x.name === value, "data-keep": `v${name}=${x.name}`, onclick: () => this.give(name, x.name === value ? "" : x.name) },
      x.key && h("kbd", { "aria-hidden": "true" }, x.key), h("span", {}, h("span", { class: "acd-value-title" }, x.title), " ", x.definition && h("span", { class: "acd-value-says" }, x.definition, x.example ? ` As in: “${x.example}”` : ""))));
    const own = h("input", { type: "text", "data-keep": "own" + name, autocomplete: "off" });
    return h("div", { class: "acd-values" }, values, v.open && h("label", { class: "acd-field" }, "Another one, of your own:", typed(own, v.values.some((x) => x.name === value) ? "" : value)),
      h("button", { type: "button", class: "acd-skip", "data-keep": "skip" + name, onclick: () => this.advance(name) }, "Go on without"));
  }
  // A field whose words are saved while they are typed, if they have the form that they need.
  typing(field, value, save, { title, form, wrong } = {}, enter = null) {
    const fault = h("span", { class: "acd-wrong", role: "alert" });
    let timer = null, last = value;
    field.value = value;
    const now = () => {
      clearTimeout(timer);
      if (this.typed === now) this.typed = null;
      if (field.value === last) return;
      const words = field.value.replace(/\s+/g, " ").trim(), fits = !words || !form || new RegExp(`^(${form})$`).test(words);
      fault.textContent = fits ? "" : `Not saved yet. ${title} ${wrong}`;
      field.setAttribute("aria-invalid", !fits);
      if (!fits) return;
      save(words);
      last = field.value;
    };
    field.addEventListener("input", () => { clearTimeout(timer); this.typed = now; timer = setTimeout(now, TYPING); });
    field.addEventListener("change", now);
    field.addEventListener("keydown", (e) => {
      if (e.key !== "Enter" || e.shiftKey || e.isComposing || !enter) return;
      e.preventDefault(); e.stopPropagation();
      now();
      if (!fault.textContent) enter();
    });
    return h("span", { class: "acd-typing" }, field, fault);
  }
  list() {
    const all = this.ordered();
    if (!all.length) return [h("p", {}, "Nothing is coded yet.")];
    return [h("p", { class: "acd-muted" }, `${plural(all.length, "coding")}, in the order of the text.`), h("ol", { class: "acd-list" }, all.map((coding) => this.entry(coding)))];
  }
  entry(coding) {
    const missing = this.missing(coding), label = this.isList ? coding.item : this.labels.get(coding.id);
    return h("li", {}, h("button", { type: "button", class: "acd-go", "data-keep": "go" + coding.id, onclick: () => { this.select(coding.start, coding.end, true); this.edit(coding.id, !this.isList); } },
      sign(this.units[coding.unit]), h("strong", {}, label), " ", this.summary(coding), missing.length > 0 && h("span", { class: "acd-empty" }, ` · ${missing.length} still empty`), h("q", { dir: "auto" }, this.passage(coding)), coding.memo && h("span", { class: "acd-muted", dir: "auto" }, "Memo: " + coding.memo)),
      h("button", { type: "button", "aria-label": `Remove ${label}`, onclick: () => this.remove(coding.id) }, "×"));
  }
  rules() {
    const book = this.told.book;
    return [h("p", {}, book.about), ...Object.values(this.units).map((unit) => h("details", {}, h("summary", {}, h("strong", {}, unit.title)), this.rule(unit),
      unit.variables.map((name) => { const v = this.variables[name]; return h("details", {}, h("summary", {}, v.title), h("p", { class: "acd-level" }, "How much judgement: ", book.levels[v.level]), this.rule(v),
        v.values.length > 0 && h("dl", { class: "acd-rule" }, v.values.map((x) => [h("dt", {}, x.title), h("dd", {}, x.definition, x.example && ` Example: ${x.example}`, x.counter_example && ` But: ${x.counter_example}`)]))); })))];
  }
}

export default {
  render({ model, el }) {
    const desk = new Desk(model, el);
    return () => desk.stop();
  },
};

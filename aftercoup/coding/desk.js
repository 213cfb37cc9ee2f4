// The page's half of the coding desk (aftercoup/coding/desk.py is the other one). An anywidget module: no library,
// no network. Positions here are UTF-16 units, as JavaScript counts; Python turns them into code points.
//
// A step ("op") changes the page at once, waits in `pending` and in the browser's own store, and leaves both when the
// kernel says that the coder's file holds it. A step has a name, so that sending it again does no harm. The store
// holds positions and codes, never the text.

const POLL = 1500, SILENT = 5000, TYPING = 500, LOOKED = 3000;     // milliseconds
const STORE = "aftercoup-desk:";
const WRITE = { date: " Write year-month-day, or less of it.", actors: " Put semicolons between names.", number: " Write a number." };
let desks = 0;

const name = () => [...crypto.getRandomValues(new Uint8Array(9))].map((b) => b.toString(36).padStart(2, "0")).join("");
const escaped = (text) => text.replace(/[&<>"]/g, (c) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[c]);
const plural = (n, word) => `${n} ${word}${n === 1 ? "" : "s"}`;
const inSentence = (title) => title.charAt(0).toLowerCase() + title.slice(1);
const sign = (unit) => h("span", { class: "acd-sign", style: `background: var(--acd-u${unit.i % 4})`, "aria-hidden": "true" });
const indexAt = (list, position) => Math.max(0, list.findLastIndex(([start]) => start <= position));

// The key that was meant, whichever keyboard sent it: "c", or "C" while Shift is held (Caps Lock does not count), "1",
// "Enter". Digits of all scripts count, and those that need Shift. Where a key writes no Latin letter (another alphabet,
// or an input method that hides it) it counts by its place, and so does the row of digits without Shift (French: & is 1).
const ZEROS = [0x30, 0x660, 0x6f0, 0x966, 0x9e6, 0x1040, 0x1090, 0xff10];  // Latin, Arabic, Persian, Devanagari, Bengali, Burmese, Shan, full-width
const HIDDEN = ["Process", "Dead", "Unidentified"];
const pressed = (e) => {
  const hidden = HIDDEN.includes(e.key), sign = e.key.codePointAt(0), zero = ZEROS.find((z) => sign >= z && sign < z + 10);
  if (e.key.length > 1 && !hidden) return e.key;
  if (zero !== undefined) return String(sign - zero);
  const place = /^(?:Key|Digit)(\w)$/.exec(e.code)?.[1] ?? "", foreign = hidden || sign > 127;
  if (/\d/.test(place) && !e.shiftKey) return place;
  if (hidden && e.code === "Slash" && e.shiftKey) return "?";
  const letter = /^[a-z]$/i.test(e.key) ? e.key : foreign && /[A-Z]/.test(place) ? place : "";
  return letter ? (e.shiftKey ? letter.toUpperCase() : letter.toLowerCase()) : e.key;
};

class Desk {
  constructor(model, el) {
    this.model = model;
    this.tab = name();
    this.number = ++desks;
    this.pending = [];                                         // steps that the file does not hold yet, in order
    this.version = -1;
    this.silentSince = null;
    this.root = h("div", { class: "aftercoup-desk" });
    // JupyterLab takes letters and arrows as commands for cells; the attribute, on the very element that has the focus, is
    // its own switch. Ctrl+S and its like stay JupyterLab's. The switch is set before anybody else hears of the key.
    this.ended = new AbortController();                        // with it all that listens outside of the desk
    const { signal } = this.ended;
    addEventListener("keydown", (e) => this.root.contains(e.target) && e.target.toggleAttribute("data-lm-suppress-shortcuts", !(e.ctrlKey || e.metaKey) || "zy".includes(pressed(e).toLowerCase())), { capture: true, signal });
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
    document.addEventListener("visibilitychange", () => this.poll(), { signal });
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
    if (this.silentSince === null) this.silentSince = Date.now();
    try { this.model.send({ ...message, tab: this.tab, version: this.version }); } catch { /* no kernel: the poll says so */ }
  }
  hear(message) {
    if (!message || message.tab !== this.tab) return;
    this.silentSince = null;
    if (this.isSilent) { this.isSilent = false; this.resend(); }
    if (message.type === "begin" && !this.told) this.begin(message);
    if (message.type === "empty" && !this.told) this.empty(message);
    if (message.type === "problem") this.problem(message.words);
    if (message.type === "said") this.say(message.words);
    if (message.type === "state") this.take(message.state);
    if (message.type === "saved") {
      const done = new Set([...message.saved, ...Object.keys(message.refused)]);
      this.pending = this.pending.filter((op) => !done.has(op.op));
      this.forget(done);
      this.version = message.version;
      for (const words of new Set(Object.values(message.refused))) this.say("Not saved: " + words);
      if (message.state) this.take(message.state);
    }
    if (this.told) this.status();
  }
  poll() {
    if (!this.root.isConnected) return;
    if (!this.told) {
      if (this.box || this.silentSince !== null && Date.now() - this.silentSince <= SILENT) return;
      if (this.silentSince !== null) this.waiting.textContent = "No kernel answers. Run this cell to open the desk; what was coded is kept.";
      this.silentSince = null;
      this.send({ type: "hello" });
      return;
    }
    if (this.silentSince !== null && Date.now() - this.silentSince > SILENT && !this.isSilent) { this.isSilent = true; this.status(); }
    this.flushSeen();
    if (this.isSilent && this.pending.length) this.resend();
    else this.send({ type: "poll" });
  }
  resend() { if (this.pending.length) this.send({ type: "ops", ops: this.pending }); }
  step(op) {
    op = { op: name(), pass: this.pass, ...op };
    this.pending.push(op);
    this.keep();
    this.send({ type: "ops", ops: [op] });
    this.status();
    return op;
  }

  // ---- what is not saved yet, in the browser's store -------------------------------------------------------------
  get store() { return STORE + this.told.key + ":"; }
  keep() { try { localStorage.setItem(this.store + this.tab, JSON.stringify(this.pending)); } catch { /* private window */ } }
  stored() {
    const found = [];
    try {
      for (const key of Object.keys(localStorage)) if (key.startsWith(this.store)) found.push([key, JSON.parse(localStorage.getItem(key))]);
    } catch { /* none */ }
    return found.filter(([, ops]) => Array.isArray(ops));
  }
  forget(done) {
    for (const [key, ops] of this.stored()) {                  // fewer than before, so there is room for them
      const left = ops.filter((op) => !done.has(op.op));
      if (!left.length) localStorage.removeItem(key);
      else if (left.length < ops.length) localStorage.setItem(key, JSON.stringify(left));
    }
  }

  // ---- a text is pasted ------------------------------------------------------------------------------------------
  empty(told) {
    if (this.box) return;
    const field = (key, label, type = "text") => h("label", { class: "acd-field" }, label, (this.about[key] = h("input", { type, autocomplete: "off" })));
    this.about = {};
    const area = h("textarea", { rows: 9, "aria-label": "The text to code", placeholder: "Paste a report here, copied from a web page or a PDF." });
    this.box = h("div", { class: "acd-paste" },
      h("h3", {}, "Which text do you want to code?"),
      told.stored.length && h("div", { class: "acd-stored", role: "group", "aria-label": "Texts that you began" }, h("span", {}, "Go on with: "),
        told.stored.map((name) => h("button", { type: "button", onclick: () => this.send({ type: "stored", name }) }, name))),
      area,
      h("div", { class: "acd-fields" }, field("title", "Title"), field("publisher", "Publisher"), field("published", "Day it came out (2022-09-07)"), field("url", "Web address")),
      h("p", { class: "acd-muted" }, `The text is kept on this computer, in the folder ${told.folder}. It is not written into this notebook.`),
      h("button", { type: "button", class: "acd-main-button", onclick: () => {
        const about = Object.fromEntries(Object.entries(this.about).map(([k, e]) => [k, e.value.trim()]));
        if (!area.value.trim()) return this.problem("There is no text yet. Paste one first.");
        if (area.value.length > 2 * told.most) return this.problem("The text is too long. Code one chapter or report at a time.");
        this.send({ type: "paste", text: area.value, ...about });
      } }, "Code this text"));
    this.waiting.remove();
    this.root.prepend(this.box);
  }
  problem(words) { this.say(words); this.said.classList.add("acd-bad"); }
  say(words) { this.said.classList.remove("acd-bad"); this.said.textContent = words; }

  // ---- the desk --------------------------------------------------------------------------------------------------
  begin(told) {
    this.told = told;
    this.box?.remove();
    this.waiting.remove();
    for (const part of ["text", "paragraphs", "sentences"]) this[part] = told[part];
    this.isList = told.items.length > 0;
    this.units = Object.fromEntries(told.book.units.map((u, i) => [u.name, { ...u, i }]));
    this.variables = told.book.variables;
    this.first = this.paragraphs.map(() => 0);                 // the number of each paragraph's first sentence
    for (let s = this.sentences.length - 1; s >= 0; s--) this.first[this.sentences[s][2]] = s;
    this.words = [];                                           // of each sentence, once they are needed
    this.codings = new Map();
    this.seen = new Set();
    this.newSeen = new Set();
    this.undone = [];
    this.done = [];
    this.view = "form";
    this.open = null;                                          // id of the coding in the form
    this.variable = null;
    this.build();
    this.pass = told.state.passes.at(-1);
    for (const [, ops] of this.stored()) for (const op of ops) if (!this.pending.some((one) => one.op === op.op)) this.pending.push(op);
    this.take(told.state);
    if (this.sentences.length) this.select(...this.sentences[0].slice(0, 2), { quiet: true });
    if (this.isList) this.openItem(0);
    this.say(told.note || (this.pending.length ? `${plural(this.pending.length, "step")} that had not been saved ${this.pending.length === 1 ? "is" : "are"} sent again.` : ""));
    this.resend();
    this.status();
  }
  build() {
    const id = `acd-${this.number}-`, button = (label, key, act, more = {}) => h("button", { type: "button", onclick: act, ...more }, label, key && h("kbd", { "aria-hidden": "true" }, key));
    this.saved = h("span", { class: "acd-saved", role: "status" });
    this.counts = h("span", { class: "acd-counts" });
    this.bar = h("progress", { max: Math.max(1, this.sentences.length), "aria-label": this.isList ? "Items coded" : "Sentences looked at" });
    this.passNote = h("span", { class: "acd-muted" });
    this.pane = h("div", { class: "acd-text" + (this.isList ? " acd-items" : ""), tabindex: 0, role: "listbox", "aria-label": this.isList ? `Items to code: ${this.told.title}` : `Text to code: ${this.told.title}`, id: id + "text",
      onkeydown: (e) => this.key(e), onmouseup: (e) => this.mouse(e), onfocus: () => this.mark(), ontouchend: (e) => setTimeout(() => this.mouse(e), 30) });
    this.panel = h("div", { class: "acd-panel", id: id + "panel", role: "tabpanel", "aria-label": "Coding", onkeydown: (e) => this.panelKey(e) });
    this.tabs = h("div", { class: "acd-tabs", role: "tablist", "aria-label": "Beside the text" }, [["form", "Coding"], ["list", "All codings"], ["rules", "Rules"]].map(([view, label]) =>
      h("button", { type: "button", role: "tab", "data-view": view, "aria-controls": id + "panel", onclick: () => this.show(view, true) }, label)));
    this.tabs.addEventListener("keydown", (e) => {
      const all = [...this.tabs.children], i = all.indexOf(document.activeElement), to = { ArrowRight: i + 1, ArrowLeft: i - 1 }[e.key];
      if (to === undefined) return;
      e.preventDefault();
      const next = all[(to + all.length) % all.length];
      this.show(next.dataset.view);
      next.focus();
    });
    // a click on a button must not take the reader's selection away before it is used
    const hold = { onmousedown: (e) => e.preventDefault() };
    this.makers = h("div", { class: "acd-makers", role: "group", "aria-label": "Code the selected passage as" }, this.isList ? [] : Object.values(this.units).map((u) =>
      button([sign(u), u.title], u.key, () => { this.mouse(); this.create(u.name); }, { ...hold, title: u.definition })));
    this.help = this.helpBox();
    this.root.prepend(
      h("div", { class: "acd-head" },
        h("div", { class: "acd-title" }, h("strong", { dir: "auto" }, this.told.title), " ", h("span", { class: "acd-muted" }, `coded by ${this.told.coder}`), " ", this.passNote),
        h("div", { class: "acd-progress" }, this.bar, this.counts, this.saved)),
      h("div", { class: "acd-tools" }, this.makers,
        h("div", { class: "acd-group" }, button("Undo", "u", () => this.undo()), button("Redo", "U", () => this.redo()),
          button("Save as table", "", () => this.send({ type: "export" })),
          button("New pass", "", () => this.newPass()),
          button("Help", "?", () => this.help.showModal()))),
      h("div", { class: "acd-main" }, this.pane, h("div", { class: "acd-side" }, this.tabs, this.panel)));
    this.root.append(this.help);
    this.root.addEventListener("keydown", (e) => this.anywhere(e));
    this.pane.innerHTML = this.paragraphs.map((_, p) => `<div class="acd-p" role="group" aria-label="${this.isList ? escaped(this.told.items[p]) : "Paragraph " + (p + 1)}" dir="auto" data-p="${p}"></div>`).join("");
    this.blocks = [...this.pane.children];
    // A sentence is looked at when its paragraph was on the screen for a while, and the reader at the desk.
    this.onScreen = new Map();
    if (!this.isList) {
      this.eye = new IntersectionObserver((changes) => { for (const one of changes) one.intersectionRatio > 0.6 || one.intersectionRect.height > 200 ? this.onScreen.set(+one.target.dataset.p, Date.now()) : this.onScreen.delete(+one.target.dataset.p); }, { threshold: [0, 0.3, 0.61] });
      for (const block of this.blocks) this.eye.observe(block);
    }
  }
  helpBox() {
    const row = ([keys, does]) => h("tr", {}, h("th", { scope: "row" }, keys.split(" ").map((k) => [h("kbd", {}, k), " "])), h("td", {}, does));
    const units = Object.values(this.units);
    const rows = [
      ...(this.isList ? [["↓ ↑", "the next item, the one before"], ["1 2 …", "give the item this value"], ["Enter", "go to the form of the item"]] : [
        ["↓ ↑", "the next sentence, the one before"], ["→ ←", "the next word, the one before"], ["Shift + ↓ ↑ → ←", "make the passage longer or shorter"],
        ["Home End", "first and last sentence of the paragraph"], ["Ctrl + Home End", "beginning and end of the text"], ["PageUp PageDown", "the paragraph before, the next one"],
        [units.map((u) => u.key).join(" "), `code the passage as ${units.map((u) => inSentence(u.title)).join(", ")}`],
        ["Enter", "open the coding that stands here; again for the next one"], ["n p", "the next coding, the one before"]]),
      ["Delete", "remove the coding that is open"], ["m", "to the memo of the coding that is open: what made you hesitate"], ["u Shift+U", "undo, redo (also Ctrl+Z, Ctrl+Y)"],
      ["Esc", "back to the text"], ["?", "this help"]];
    return h("dialog", { class: "acd-help", "aria-label": "Help for the coding desk", onclose: () => this.pane.focus({ preventScroll: true }) },
      h("h3", { tabindex: -1, autofocus: true }, "How to code"),
      h("p", {}, this.isList ? "Choose a value for each item. The rule stands beside the choice." : "Mark a passage with the mouse or with the keys, press the key of a unit, and give the codes that the desk asks for. The rule stands beside each choice. Everything is saved at once."),
      h("table", {}, h("caption", {}, "In the text"), h("tbody", {}, rows.map(row))),
      h("table", {}, h("caption", {}, "In the form"), h("tbody", {}, [["1 2 … a b …", "choose the value with this key, and go on"], ["↓ ↑", "another value"], ["Enter", "take it and go on to the next question"], ["Tab", "to the next control"], ["Esc", "back to the text"]].map(row))),
      h("div", { class: "acd-group" }, h("button", { type: "button", class: "acd-main-button", onclick: () => this.help.close() }, "Close")));
  }

  // ---- state -----------------------------------------------------------------------------------------------------
  // The file's state, with the steps on top that it does not hold yet.
  take(state) {
    this.version = state.version;
    const pass = state.passes.at(-1);
    this.codings = new Map(state.codings.map((one) => [one.id, one]));
    this.seen = new Set([...state.seen, ...this.newSeen]);
    if (pass > this.pass) this.enter(pass);
    for (const op of this.pending) this.apply(op);
    if (this.open && !this.codings.has(this.open)) this.open = null;
    this.paint();
    if (!this.panel.contains(document.activeElement) || !document.activeElement.matches("input, textarea")) this.drawPanel();
    this.status();
  }
  apply(op) {
    if (op.pass !== this.pass) { if (op.do === "pass" && op.pass > this.pass) { this.pass = op.pass; this.codings.clear(); this.seen.clear(); } return; }
    if (op.do === "code") { const { op: _, do: __, pass: ___, ...coding } = op; this.codings.set(op.id, coding); }
    if (op.do === "remove") this.codings.delete(op.id);
    if (op.do === "seen") for (const s of op.sentences) this.seen.add(s);
  }
  // One change by the reader: the coding before and after (null: there is none). It can be undone.
  change(id, after, { again = false } = {}) {
    const before = this.codings.get(id) || null;
    if (JSON.stringify(before) === JSON.stringify(after)) return;
    if (!again) { this.done.push([id, before, after]); this.undone = []; }
    this.apply(this.step(after ? { do: "code", ...after } : { do: "remove", id }));
    this.number_();
    for (const one of [before, after]) if (one) this.paint(one.start, one.end);
    this.status();
  }
  undo() { this.travel(this.done, this.undone, 1, "Undone.", "There is nothing to undo in this sitting."); }
  redo() { this.travel(this.undone, this.done, 2, "Redone.", "There is nothing to redo."); }
  travel(from, to, which, words, none) {
    this.typed?.();
    const one = from.pop();
    if (!one) return this.say(none);
    to.push(one);
    this.change(one[0], one[which], { again: true });
    const coding = this.codings.get(one[0]);
    this.open = coding ? one[0] : null;
    const place = coding || one[1] || one[2];
    this.select(place.start, place.end, { quiet: true });
    this.drawPanel();
    this.say(words);
  }
  newPass() {
    if (!this.codings.size) return this.say("Code something first. A new pass begins anew, without what you coded before.");
    if (!confirm("Begin a new pass? You code the text anew and do not see what you coded before. Nothing is lost: all passes are kept and can be compared.")) return;
    this.apply(this.step({ do: "pass", pass: this.pass + 1 }));
    this.enter(this.pass);
    this.paint(); this.show("form"); this.status();
    if (this.isList) this.openItem(0);
  }
  enter(pass) {
    Object.assign(this, { pass, done: [], undone: [], open: null });
    this.say(`Pass ${pass}. What was coded before is hidden until you compare.`);
  }
  missing(coding) { return this.units[coding.unit].variables.filter((v) => !this.variables[v].optional && !coding.codes[v]); }
  status() {
    const all = [...this.codings.values()], open = all.filter((one) => this.missing(one).length).length;
    const per = Object.values(this.units).map((u) => [all.filter((one) => one.unit === u.name).length, u]).filter(([n]) => n || !this.isList).map(([n, u]) => plural(n, inSentence(u.title)));
    const complete = all.length - open;
    this.passNote.textContent = this.pass > 1 ? `· pass ${this.pass}` : "";
    this.bar.value = this.isList ? complete : this.seen.size;
    this.counts.textContent = this.isList ? `${complete} of ${this.sentences.length} coded` : `${this.seen.size} of ${plural(this.sentences.length, "sentence")} looked at · ${per.join(", ")}${open ? ` · ${open} incomplete` : ""}`;
    const waiting = this.pending.some((op) => op.do !== "seen"), state = this.isSilent ? "off" : waiting ? "wait" : "on";
    const finished = this.isList ? complete === this.sentences.length : all.length > 0 && !open && this.seen.size === this.sentences.length;
    if (finished) this.counts.textContent += this.isList ? " · all items are coded" : " · the whole text is coded";
    if (finished && state === "on" && !this.isFinished) this.finish(all);
    this.isFinished = finished && state === "on";
    if (this.saved.dataset.state === state) return;
    this.saved.dataset.state = state;
    this.saved.textContent = { off: "Not saved: the kernel does not answer. Run the cell again; this browser keeps what you did.", wait: "Saving …", on: "Saved" }[state];
  }

  // Our own codes of what was coded here may now be shown: the notes on the report look for this (charts/report.js).
  finish(all) {
    for (const unit of new Set(all.map((one) => one.unit))) try { localStorage.setItem("aftercoup-coded:" + unit, "yes"); } catch { /* private window */ }
    document.dispatchEvent(new CustomEvent("aftercoup-coded"));
  }

  // ---- the text --------------------------------------------------------------------------------------------------
  ordered() { return [...this.codings.values()].sort((a, b) => a.start - b.start || a.end - b.end || (a.id < b.id ? -1 : 1)); }
  // Names for the reader: C1, C2, E1 … in the order of the text.
  number_() {
    const count = {};
    this.labels = new Map(this.ordered().map((one) => { const u = this.units[one.unit]; count[u.key] = (count[u.key] || 0) + 1; return [one.id, u.key.toUpperCase() + count[u.key]]; }));
    if (this.view === "list" && !this.panel.contains(document.activeElement)) this.drawPanel();
  }
  paragraphAt(position) { return indexAt(this.paragraphs, position); }
  sentenceAt(position) { return indexAt(this.sentences, position); }
  // Draw the paragraphs from..to anew (all, without arguments), those that look different.
  paint(from = 0, to = this.text.length) {
    if (!this.labels || (from === 0 && to === this.text.length)) this.number_();
    const first = this.paragraphAt(from), last = Math.min(this.blocks.length - 1, this.paragraphAt(Math.max(from, to - 1))), here = new Map();
    for (const one of this.isList ? [] : this.ordered())
      for (let p = Math.max(first, this.paragraphAt(one.start)); p <= last && this.paragraphs[p][0] < one.end; p++) here.has(p) ? here.get(p).push(one) : here.set(p, [one]);
    for (let p = first; p <= last; p++) this.paintOne(p, here.get(p) || []);
  }
  paintOne(p, here) {
    const [a, b] = this.paragraphs[p], block = this.blocks[p], lanes = [], lane = new Map();
    for (const one of here) {                                  // each coding in the first lane that is free
      let free = lanes.findIndex((end) => end <= one.start);
      if (free < 0) free = lanes.length;
      lanes[free] = one.end;
      lane.set(one.id, Math.min(free, 3));
    }
    block.style.setProperty("--lanes", Math.min(lanes.length, 4));
    const selected = this.sel && this.sel.start < b && this.sel.end > a ? this.sel : null;
    const signature = JSON.stringify([selected && [selected.start, selected.end], here.map((one) => [one.id, one.start, one.end, one.unit, lane.get(one.id), this.labels.get(one.id), one.id === this.open, this.missing(one).length > 0]), this.isList && this.itemMark(p)]);
    if (block.dataset.drawn === signature) return;
    block.dataset.drawn = signature;
    const cuts = new Set([a, b]);
    for (const one of [...here, ...(selected ? [selected] : [])]) for (const edge of [one.start, one.end]) if (edge > a && edge < b) cuts.add(edge);
    let s = this.first[p], html = this.isList ? this.itemMark(p) : "", at = a;
    const piece = (from, to) => {
      const edges = [from, ...[...cuts].filter((c) => c > from && c < to).sort((x, y) => x - y), to];
      let out = "";
      for (let i = 0; i + 1 < edges.length; i++) {
        const x = edges[i], y = edges[i + 1], on = here.filter((one) => one.start < y && one.end > x);
        const marked = selected && selected.start < y && selected.end > x;
        const begins = on.filter((one) => one.start === x).map((one) => this.labels.get(one.id)).join(" ");
        const looks = on.map((one) => `--b${lane.get(one.id)}:var(--acd-u${this.units[one.unit].i % 4})`).join(";");
        const kind = (marked ? " acd-sel" : "") + (on.length ? " acd-on" : "") + (on.some((one) => one.id === this.open) ? " acd-open" : "");
        out += `<span class="acd-g${kind}" data-o="${x}"${begins ? ` data-tag="${begins}"` : ""}${looks ? ` style="${looks}"` : ""}>${escaped(this.text.slice(x, y))}</span>`;
      }
      return out;
    };
    for (; s < this.sentences.length && this.sentences[s][2] === p; s++) {
      const [x, y] = this.sentences[s];
      if (x > at) html += piece(at, x);
      html += `<span class="acd-s" role="option" id="acd-${this.number}-s${s}" data-s="${s}" aria-selected="${s === this.current}">${piece(x, y)}</span>`;
      at = y;
    }
    if (b > at) html += piece(at, b);
    block.innerHTML = html;
  }
  itemMark(p) {
    const item = this.told.items[p], mine = [...this.codings.values()].filter((one) => one.item === item);
    const given = mine.flatMap((one) => this.units[one.unit].variables.filter((v) => one.codes[v]).map((v) => this.valueTitle(v, one.codes[v])));
    const full = mine.length && !this.missing(mine[0]).length;
    return `<span class="acd-item" aria-hidden="true">${full ? "✓" : "○"} ${escaped(item)}</span>` + (given.length ? `<span class="acd-given" aria-hidden="true">${escaped(given.join(" · "))}</span>` : "");
  }
  // The passage that is selected: [start, end). quiet: nothing is said to a screen reader.
  select(start, end, { quiet = false, anchor = null, focus = null } = {}) {
    const old = this.sel;
    this.sel = { start, end, anchor: anchor ?? [start, end], focus: focus ?? [start, end] };
    this.current = this.sentenceAt(this.sel.focus[0]);
    if (!this.seen.has(this.current) && !this.isList) { this.seen.add(this.current); this.newSeen.add(this.current); this.status(); }
    if (old && (old.end < start || old.start > end)) this.paint(old.start, old.end);
    else if (old) { start = Math.min(start, old.start); end = Math.max(end, old.end); }
    this.paint(start, end);
    this.mark();
    this.reveal();
    if (quiet) return;
    const here = this.at(this.sel), codes = here.length ? ` ${plural(here.length, "coding")} here: ${here.map((one) => this.labels.get(one.id)).join(", ")}.` : "";
    const [a, b] = this.sentences[this.current];
    this.say(this.isList ? "" : this.sel.start <= a && this.sel.end >= b && this.sel.end - this.sel.start === b - a ? `Sentence ${this.current + 1} of ${this.sentences.length}.${codes}` : `${plural(this.sel.end - this.sel.start, "character")} selected.${codes}`);
  }
  mark() {
    document.getElementById(this.marked)?.setAttribute("aria-selected", "false");
    const now = document.getElementById(`acd-${this.number}-s${this.current}`);
    now?.setAttribute("aria-selected", "true");
    if (now) this.pane.setAttribute("aria-activedescendant", (this.marked = now.id));
    if (this.isList) { this.pane.querySelector(".acd-here")?.classList.remove("acd-here"); this.blocks[this.current]?.classList.add("acd-here"); }
  }
  // Scroll the box of the text, and nothing else, until the passage shows.
  reveal(tries = 2) {
    const e = this.isList ? this.blocks[this.current] : this.pane.querySelector(".acd-sel") || document.getElementById(`acd-${this.number}-s${this.current}`);
    if (!e || !this.pane.clientHeight) return;
    const box = this.pane.getBoundingClientRect(), b = e.getBoundingClientRect(), room = 28;
    if (b.top < box.top + room) this.pane.scrollTop -= box.top + room - b.top;
    else if (b.top > box.bottom - 2 * room) this.pane.scrollTop += b.top - box.top - box.height / 3;
    else return;
    if (tries) requestAnimationFrame(() => this.reveal(tries - 1));   // paragraphs out of sight have a guessed height
  }
  at({ start, end }) { return this.ordered().filter((one) => one.start < end && one.end > start); }
  nextAt(place) { const all = this.at(place); return all[(all.findIndex((one) => one.id === this.open) + 1) % all.length]; }
  flushSeen() {
    const before = this.newSeen.size;
    if (this.root.contains(document.activeElement) && document.hasFocus())
      for (const [p, since] of this.onScreen) if (Date.now() - since > LOOKED)
        for (let s = this.first[p]; this.sentences[s]?.[2] === p; s++) if (!this.seen.has(s)) { this.seen.add(s); this.newSeen.add(s); }
    if (this.newSeen.size > before) this.status();
    if (!this.newSeen.size) return;
    this.step({ do: "seen", sentences: [...this.newSeen] });
    this.newSeen.clear();
  }

  // ---- selecting by mouse ------------------------------------------------------------------------------------------
  offset(node, n) {
    if (!this.pane.contains(node)) return null;
    if (node.nodeType !== Node.TEXT_NODE) { const next = node.childNodes[n]; const leaf = (next?.closest?.("[data-o]") || next?.querySelector?.("[data-o]")); if (leaf) return +leaf.dataset.o; }
    const leaf = (node.nodeType === Node.TEXT_NODE ? node.parentElement : node).closest("[data-o]");
    if (leaf) return +leaf.dataset.o + (node.nodeType === Node.TEXT_NODE ? n : n ? leaf.textContent.length : 0);
    const block = (node.nodeType === Node.TEXT_NODE ? node.parentElement : node).closest("[data-p]");
    return block ? this.paragraphs[block.dataset.p][n ? 1 : 0] : null;
  }
  mouse(event) {
    const chosen = document.getSelection();
    if (!this.isList && chosen && !chosen.isCollapsed && chosen.rangeCount) {
      const range = chosen.getRangeAt(0);
      let a = this.offset(range.startContainer, range.startOffset), b = this.offset(range.endContainer, range.endOffset);
      if (a === null || b === null) return;
      while (a < b && /\s/.test(this.text[a])) a++;
      while (b > a && /\s/.test(this.text[b - 1])) b--;
      chosen.removeAllRanges();
      if (b > a) return this.select(a, b);
    }
    if (!event?.target?.closest) return;
    const sentence = event.target.closest("[data-s]") || event.target.closest("[data-p]")?.querySelector("[data-s]");
    if (!sentence) return;
    const s = +sentence.dataset.s;
    this.select(...this.sentences[s].slice(0, 2), { quiet: true });
    if (this.isList) return this.openItem(s);
    const leaf = event.target.closest(".acd-on");
    if (leaf) {
      const x = +leaf.dataset.o, next = this.nextAt({ start: x, end: x + 1 });
      if (next) this.edit(next.id, { focus: false });
    }
  }

  // ---- selecting by keyboard ---------------------------------------------------------------------------------------
  wordsOf(s) {
    if (this.words[s]) return this.words[s];
    const [a, b] = this.sentences[s], text = this.text.slice(a, b), found = [];
    this.segmenter ??= new Intl.Segmenter(undefined, { granularity: "word" });
    for (const { segment, index, isWordLike } of this.segmenter.segment(text)) if (isWordLike) found.push([a + index, a + index + segment.length]);
    return (this.words[s] = found.length ? found : [[a, b]]);
  }
  wordAfter(position) {
    for (let s = this.sentenceAt(position); s < this.sentences.length; s++) { const found = this.wordsOf(s).find((w) => w[0] >= position); if (found) return found; }
    return null;
  }
  wordBefore(position) {
    for (let s = this.sentenceAt(Math.max(0, position - 1)); s >= 0; s--) { const found = this.wordsOf(s).findLast((w) => w[1] <= position); if (found) return found; }
    return null;
  }
  // A selected sentence is from now on the words from its first to its last, so that it can lose its last word.
  byWord() {
    const { start, end, anchor, focus } = this.sel, words = this.wordsOf(this.sentenceAt(start));
    if (anchor[0] !== focus[0] || anchor[1] !== focus[1] || words.length < 2 || end < words.at(-1)[1] || start > words[0][0]) return;
    this.sel.anchor = words[0];
    this.sel.focus = this.wordBefore(end) || words.at(-1);
  }
  extend(focus) {
    const { anchor } = this.sel;
    this.select(Math.min(anchor[0], focus[0]), Math.max(anchor[1], focus[1]), { anchor, focus });
  }
  key(e) {
    if (e.altKey || (e.ctrlKey || e.metaKey) && !["Home", "End"].includes(e.key)) return;
    const last = this.sentences.length - 1, s = this.current, sentence = (n) => this.sentences[Math.max(0, Math.min(last, n))].slice(0, 2);
    const rtl = getComputedStyle(this.blocks[this.sentences[s][2]]).direction === "rtl";
    const name = (rtl && { ArrowLeft: "ArrowRight", ArrowRight: "ArrowLeft" }[e.key]) || pressed(e);
    const p = this.sentences[s][2], go = (n) => { this.select(...sentence(n)); if (this.isList) this.openItem(this.current); };
    let used = true;
    if (this.isList && this.itemKey(e)) { /* done */ }
    else if (name === "ArrowDown") {
      if (!e.shiftKey || this.isList) go(s + 1);
      else { const f = this.sel.focus; this.extend(this.sentences[s][1] > f[1] && f[0] >= this.sel.anchor[0] ? [f[0], this.sentences[s][1]] : sentence(s + 1)); }
    } else if (name === "ArrowUp") {
      if (!e.shiftKey || this.isList) go(s - 1);
      else this.extend(sentence(s - 1));
    } else if ((name === "ArrowRight" || name === "ArrowLeft") && !this.isList) {
      if (e.shiftKey) this.byWord();
      const whole = this.sel.start === this.sentences[s][0] && this.sel.end === this.sentences[s][1] && !e.shiftKey;
      const next = () => whole ? this.wordsOf(s)[0] : this.wordAfter(this.sel.focus[1]);
      const word = name === "ArrowRight" ? next() : this.wordBefore(this.sel.focus[0]);
      if (word) e.shiftKey ? this.extend(word) : this.select(...word);
    } else if (name === "Home") go(e.ctrlKey || e.metaKey || this.isList ? 0 : this.first[p]);
    else if (name === "End") go(e.ctrlKey || e.metaKey || this.isList ? last : (p + 1 < this.first.length ? this.first[p + 1] - 1 : last));
    else if (name === "PageDown") go(p + 1 < this.first.length ? this.first[p + 1] : last);
    else if (name === "PageUp") go(this.first[Math.max(0, p - 1)]);
    else if (name === "Enter") {
      const next = this.nextAt(this.sel);
      if (this.isList) this.focusForm();
      else if (next) this.edit(next.id);
      else this.say("Nothing is coded here yet. Press the key of a unit to code it.");
    } else if ((name === "n" || name === "p") && !this.isList) {
      const all = this.ordered(), next = name === "n" ? all.find((one) => one.start > this.sel.start || one.start === this.sel.start && one.end > this.sel.end) : all.findLast((one) => one.start < this.sel.start);
      if (next) { this.select(next.start, next.end, { quiet: true }); this.edit(next.id, { focus: false }); this.say(`${this.labels.get(next.id)}: ${this.summary(next)}`); }
      else this.say(name === "n" ? "No coding comes after this one." : "No coding comes before this one.");
    } else if (name === "Delete" && this.open) this.remove(this.open);
    else {
      const unit = !this.isList && Object.values(this.units).find((u) => u.key === name);
      if (unit) this.create(unit.name);
      else used = false;
    }
    if (used) { e.preventDefault(); e.stopPropagation(); }
  }
  itemKey(e) {
    const unit = Object.values(this.units)[0], variable = this.variable || unit.variables[0];
    const value = this.variables[variable].values.find((v) => v.key === pressed(e));
    if (!value) return false;
    this.give(variable, value.name, { next: true, focus: false });
    return true;
  }
  anywhere(e) {
    const typing = e.target.matches?.("input, textarea"), key = pressed(e).toLowerCase();
    if ((e.ctrlKey || e.metaKey) && (key === "z" || key === "y") && !typing) { (key === "y" || e.shiftKey) ? this.redo() : this.undo(); e.preventDefault(); return; }
    if (e.ctrlKey || e.metaKey || e.altKey || this.help.open) return;
    if (e.key === "Escape") { this.typed?.(); this.pane.focus({ preventScroll: true }); e.preventDefault(); e.stopPropagation(); return; }
    if (typing || e.defaultPrevented) return;
    const act = { u: () => this.undo(), U: () => this.redo(), m: () => this.memo(), "?": () => this.help.showModal() }[pressed(e)];
    if (act) { act(); e.preventDefault(); e.stopPropagation(); }
  }

  memo() {
    if (!this.coding) { this.say("No coding is open. Open one with Enter; then m goes to its memo."); return; }
    this.show("form");
    this.panel.querySelector('[data-keep="memo"]')?.focus();
  }

  // ---- coding --------------------------------------------------------------------------------------------------------
  // Which coding stands in the form; it is also shown in the text.
  opened(id) {
    const before = this.codings.get(this.open), now = this.codings.get(id);
    this.open = id;
    for (const one of [before, now]) if (one) this.paint(one.start, one.end);
  }
  create(unit) {
    const id = name(), { start, end } = this.sel;
    this.opened(id);
    this.variable = this.units[unit].variables[0];
    this.change(id, { id, unit, start, end, codes: {}, memo: "" });
    this.show("form");
    this.focusForm();
    this.say(`New coding ${this.labels.get(id)}: ${this.units[unit].title}. First question: ${this.variables[this.variable].title}.`);
  }
  edit(id, { focus = true } = {}) {
    this.typed?.();
    this.opened(id);
    const coding = this.codings.get(id);
    this.variable = this.missing(coding)[0] || this.units[coding.unit].variables[0];
    this.show("form");
    if (focus) this.focusForm();
  }
  remove(id) {
    const label = this.labels.get(id);
    this.typed = null;
    this.change(id, null);
    if (this.open === id) this.open = null;
    this.drawPanel();
    this.say(`${label || "The coding"} was removed. Undo takes that back.`);
  }
  openItem(p) {
    this.typed?.();
    const item = this.told.items[p], found = this.ofItem(p), unit = Object.values(this.units)[0];
    this.open = found ? found.id : null;
    this.draft = found ? null : { id: "i" + name(), unit: unit.name, item, start: this.paragraphs[p][0], end: this.paragraphs[p][1], codes: {}, memo: "" };
    this.variable = (found && this.missing(found)[0]) || unit.variables[0];
    this.show("form");
  }
  ofItem(p) { return [...this.codings.values()].find((one) => one.item === this.told.items[p]); }
  get coding() { return this.open ? this.codings.get(this.open) : this.isList ? this.draft : null; }
  revise(part) {
    const one = this.coding;
    if (!one) return;
    this.open = one.id;                                        // the draft of an item becomes its coding
    this.change(one.id, { ...one, ...part });
  }
  recode(variable, value) {
    const codes = { ...this.coding?.codes, [variable]: value };
    if (!value) delete codes[variable];
    this.revise({ codes });
  }
  // Give the open coding a value; next: go on to the next question.
  give(variable, value, { next = false, focus = true } = {}) {
    if (!this.coding) return;
    this.recode(variable, value);
    if (next) this.advance(variable, focus);
    else this.drawPanel();
  }
  advance(variable, focus = true) {
    const one = this.coding, all = this.units[one.unit].variables, i = all.indexOf(variable);
    if (i + 1 < all.length) {
      this.variable = all[i + 1];
      this.say(""); // what was said of the question before is over
      this.drawPanel();
      if (focus) this.focusForm();
      return;
    }
    const missing = this.missing(one), label = this.labels.get(one.id) || one.item;
    if (this.isList) {
      const from = this.told.items.indexOf(one.item);
      const left = (p) => { const found = this.ofItem(p); return !found || this.missing(found).length; };
      const rest = this.told.items.map((_, k) => (from + 1 + k) % this.told.items.length).find(left);
      this.select(...this.sentences[rest ?? Math.min(from + 1, this.sentences.length - 1)].slice(0, 2), { quiet: true });
      this.openItem(this.current);
      this.say(rest === undefined ? "All items are coded." : `${one.item} coded. ${this.bar.value} of ${this.sentences.length}.`);
      if (focus) this.pane.focus({ preventScroll: true });
      return;
    }
    this.drawPanel();
    this.pane.focus({ preventScroll: true });
    this.say(missing.length ? `${label} is saved; still empty: ${missing.map((v) => this.variables[v].title).join(", ")}.` : `${label} is complete and saved.`);
  }
  valueTitle(variable, value) { return this.variables[variable].values.find((v) => v.name === value)?.title || value; }
  summary(one) {
    const unit = this.units[one.unit], given = unit.variables.filter((v) => one.codes[v]);
    const choices = given.filter((v) => this.variables[v].kind === "choice").slice(0, 3);
    return [unit.title, ...(choices.length ? choices : given.slice(0, 1)).map((v) => this.valueTitle(v, one.codes[v]))].join(" · ");
  }
  passage(one, most = 6) {
    const found = this.text.slice(one.start, Math.min(one.end, one.start + 300)).replace(/^[“”"«„]+|[“”"»]+$/g, "").split(/\s+/);
    return found.slice(0, most).join(" ") + (found.length > most || one.end - one.start > 300 ? " …" : "");
  }

  // ---- beside the text -----------------------------------------------------------------------------------------------
  show(view, focus = false) {
    this.typed?.();
    this.view = view;
    this.drawPanel();
    if (focus) (view === "form" ? this.focusForm() : this.panel.querySelector("input, button")?.focus({ preventScroll: true }));
  }
  drawPanel() {
    this.typed = null;
    for (const tab of this.tabs.children) { tab.setAttribute("aria-selected", tab.dataset.view === this.view); tab.tabIndex = tab.dataset.view === this.view ? 0 : -1; }
    const had = this.panel.contains(document.activeElement) && document.activeElement.dataset.keep;
    this.panel.replaceChildren(...[{ form: () => this.form(), list: () => this.list(), rules: () => this.rules() }[this.view]()].flat().filter(Boolean));
    if (had) this.panel.querySelector(`[data-keep="${CSS.escape(had)}"]`)?.focus({ preventScroll: true });
  }
  focusForm() {
    this.panel.querySelector('.acd-now [aria-pressed="true"], .acd-now input, .acd-now textarea, .acd-now .acd-value')?.focus({ preventScroll: true });
    const now = this.panel.querySelector(".acd-now");
    if (now) { const a = now.getBoundingClientRect(), b = this.panel.getBoundingClientRect(); if (a.top < b.top || a.bottom > b.bottom) this.panel.scrollTop += a.top - b.top - 34; }
  }
  form() {
    const one = this.coding;
    if (!one) {
      const here = this.sel ? this.at(this.sel) : [];
      return [h("p", { class: "acd-hint" }, "Mark a passage in the text, then press "), h("ul", { class: "acd-hints" }, Object.values(this.units).map((u) => h("li", {}, h("kbd", {}, u.key), " ", h("strong", {}, u.title), ": ", u.definition))),
        here.length > 0 && h("p", { class: "acd-muted" }, "Coded here: ", here.map((c) => h("button", { type: "button", class: "acd-link", onclick: () => this.edit(c.id) }, `${this.labels.get(c.id)} ${this.summary(c)}`)))];
    }
    const unit = this.units[one.unit], missing = this.missing(one);
    const moved = !this.isList && this.sel && (this.sel.start !== one.start || this.sel.end !== one.end);
    return [
      h("div", { class: "acd-what" }, sign(unit),
        h("strong", {}, this.isList ? one.item : `${this.labels.get(one.id) || ""} ${unit.title}`), h("q", { dir: "auto" }, this.passage(one, this.isList ? 14 : 6))),
      !this.isList && h("details", { class: "acd-unit" }, h("summary", {}, `What is ${/^[aeio]/i.test(unit.title) ? "an" : "a"} ${inSentence(unit.title)}?`), this.rule(unit)),
      h("div", { class: "acd-vars" }, unit.variables.map((v) => this.question(one, v))),
      h("label", { class: "acd-field" }, "Memo: what made you hesitate?", this.typing(h("textarea", { rows: 2, "data-keep": "memo" }), one.memo, (words) => this.revise({ memo: words }))),
      h("div", { class: "acd-group" },
        moved && h("button", { type: "button", onclick: () => { this.change(one.id, { ...one, start: this.sel.start, end: this.sel.end }); this.paint(); this.drawPanel(); this.say("The coding has the selected passage now."); } }, "Use the selected passage"),
        this.open && h("button", { type: "button", class: "acd-danger", onclick: () => this.remove(one.id) }, "Remove"),
        h("span", { class: "acd-muted" }, missing.length ? `${missing.length} still empty` : "complete"))];
  }
  rule(one) {
    return h("dl", { class: "acd-rule" }, one.definition && [h("dt", {}, "What"), h("dd", {}, one.definition)], one.rule && [h("dt", {}, "Rule"), h("dd", {}, one.rule)],
      one.example && [h("dt", {}, "Example"), h("dd", { class: "acd-yes" }, one.example)], one.counter_example && [h("dt", {}, "But"), h("dd", { class: "acd-no" }, one.counter_example)]);
  }
  question(one, name) {
    const v = this.variables[name], value = one.codes[name], now = name === this.variable, id = `acd-${this.number}-v-${name}`;
    const head = h("button", { type: "button", class: "acd-q", id, "aria-expanded": now, "data-keep": "q" + name, onclick: () => { this.typed?.(); this.variable = name; this.drawPanel(); this.focusForm(); } },
      h("span", { class: "acd-q-title" }, v.title), this.shown(name, value));
    if (!now) return h("div", { class: "acd-var" }, head);
    return h("div", { class: "acd-var acd-now", role: "group", "aria-labelledby": id }, head,
      h("div", { class: "acd-ask" }, h("p", { class: "acd-definition" }, v.definition, WRITE[v.kind], v.optional && h("span", { class: "acd-muted" }, " You may leave it empty.")), v.rule && this.rule({ rule: v.rule }), this.control(name, v, value),
        h("div", { class: "acd-beside" }, this.rule({ ...v, definition: "", rule: "" }))));
  }
  shown(name, value) {
    const { optional } = this.variables[name];
    return h("span", { class: "acd-q-value" + (value ? "" : optional ? " acd-muted" : " acd-empty"), dir: "auto" }, value ? this.valueTitle(name, value) : optional ? "–" : "still empty");
  }
  control(name, v, value) {
    if (v.kind !== "choice") {
      const about = { "data-keep": "in" + name, "aria-label": v.title, dir: "auto" };
      const input = v.kind === "text" ? h("textarea", { rows: 2, ...about }) : h("input", { type: "text", autocomplete: "off", ...about });
      return this.typing(input, value || "", (words) => this.typedCode(name, v, words), () => this.advance(name));
    }
    const values = v.values.map((x) => h("button", { type: "button", class: "acd-value", "aria-pressed": x.name === value, "data-keep": `v${name}=${x.name}`, onclick: () => this.give(name, x.name === value ? "" : x.name, { next: x.name !== value }) },
      x.key && h("kbd", { "aria-hidden": "true" }, x.key), h("span", {}, h("span", { class: "acd-value-title" }, x.title), " ", x.definition && h("span", { class: "acd-value-says" }, x.definition, x.example ? ` As in: “${x.example}”` : ""))));
    const own = value && !v.values.some((x) => x.name === value) ? value : "";
    return h("div", { class: "acd-values" }, values, v.open && h("label", { class: "acd-field" }, "Another one, of your own:", this.typing(h("input", { type: "text", "data-keep": "own" + name, autocomplete: "off" }), own, (words) => this.typedCode(name, v, words, own), () => this.advance(name))),
      h("button", { type: "button", class: "acd-skip", "data-keep": "skip" + name, onclick: () => this.advance(name) }, "Go on without"));
  }
  // A field whose words are saved while they are typed; save returns what is wrong with them.
  typing(field, value, save, enter) {
    const wrong = h("span", { class: "acd-wrong", role: "alert" });
    let timer = null, last = value;
    field.value = value;
    const now = () => {
      clearTimeout(timer);
      if (this.typed === now) this.typed = null;
      if (field.value === last) return;
      const words = save(field.value.replace(/\s+/g, " ").trim());
      wrong.textContent = words || "";
      field.setAttribute("aria-invalid", words ? "true" : "false");
      if (!words) { last = field.value; this.refreshHeads(); }
    };
    field.addEventListener("input", () => { clearTimeout(timer); this.typed = now; timer = setTimeout(now, TYPING); });
    field.addEventListener("change", now);
    field.addEventListener("keydown", (e) => {
      if (e.key !== "Enter" || e.shiftKey || e.isComposing || !enter) return;
      e.preventDefault(); e.stopPropagation();
      now();
      if (!wrong.textContent) enter();
    });
    return h("span", { class: "acd-typing" }, field, wrong);
  }
  typedCode(name, v, words, own) {
    const wrong = words && { date: !/^\d{4}(-\d\d){0,2}(\/\d{4}(-\d\d){0,2})?$/.test(words) && "Not saved yet. Write 2022-09-07, 2022-09, 2022 or 2021-02-01/2022-09-07.",
      number: !/^-?\d{1,15}([.,]\d{1,6})?$/.test(words) && "Not saved yet. Write a number, as in 12 or 2.5.",
      choice: !/^[a-z0-9]+([-.][a-z0-9]+)*$/.test(words) && "Not saved yet. A name of your own is of small letters, digits and hyphens: state-radio." }[v.kind];
    if (wrong) return wrong;
    if (words || own !== "") this.recode(name, words);
    return "";
  }
  refreshHeads() {
    const one = this.coding;
    if (one && this.view === "form") for (const v of this.units[one.unit].variables) this.panel.querySelector(`#acd-${this.number}-v-${v} .acd-q-value`)?.replaceWith(this.shown(v, one.codes[v]));
  }
  panelKey(e) {
    if (e.ctrlKey || e.metaKey || e.altKey || e.target.matches("input, textarea") || this.view !== "form" || !this.coding) return;
    const v = this.variables[this.variable];
    if (v?.kind === "choice") {
      const value = v.values.find((x) => x.key === pressed(e));
      if (value) { this.give(this.variable, value.name, { next: true }); e.preventDefault(); e.stopPropagation(); return; }
    }
    if (e.key === "Delete" && this.open) { this.remove(this.open); this.pane.focus({ preventScroll: true }); e.preventDefault(); return; }
    const to = { ArrowDown: 1, ArrowUp: -1 }[e.key];
    if (!to) return;
    const all = [...this.panel.querySelectorAll("button, input, textarea, summary")], i = all.indexOf(document.activeElement);
    all[Math.max(0, Math.min(all.length - 1, i + to))]?.focus();
    e.preventDefault();
  }
  list() {
    const all = this.ordered();
    if (!all.length) return [h("p", { class: "acd-hint" }, "Nothing is coded yet.")];
    return [h("p", { class: "acd-muted" }, `${plural(all.length, "coding")}, in the order of the text.`), h("ol", { class: "acd-list" }, all.map((one) => this.entry(one)))];
  }
  entry(one) {
    const missing = this.missing(one), label = this.isList ? one.item : this.labels.get(one.id);
    return h("li", {}, h("button", { type: "button", class: "acd-go", "data-keep": "go" + one.id, onclick: () => { this.select(one.start, one.end, { quiet: true }); if (this.isList) this.openItem(this.current); else this.edit(one.id); } },
      sign(this.units[one.unit]), h("strong", {}, label), " ", this.summary(one), missing.length > 0 && h("span", { class: "acd-empty" }, ` ${missing.length} still empty`), h("q", { dir: "auto" }, this.passage(one)), one.memo && h("span", { class: "acd-muted", dir: "auto" }, "Memo: " + one.memo)),
      h("button", { type: "button", class: "acd-danger", "aria-label": `Remove ${label}`, onclick: () => this.remove(one.id) }, "×"));
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

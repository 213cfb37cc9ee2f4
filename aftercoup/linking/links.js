// Ids and glossary terms in the text of a page open their cards in place. No library, no network, no kernel.
  const output = document.currentScript.parentElement;
  const spec = JSON.parse(output.querySelector("script[type='application/json']").textContent);
  if (!window.DecompressionStream) return;                            // a browser from before 2023: ids stay plain
  const bytes = Uint8Array.from(atob(spec.cards.slice(7)), (c) => c.charCodeAt(0));
  const { cards, pieces } = await new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).json();
  for (const id in cards) cards[id] = cards[id].replace(/[\ue000-\uf8ff]/g, (c) => pieces[c.charCodeAt(0) - 0xe000]);
  await new Promise((there) => new ResizeObserver((_, watch) => output.isConnected && (watch.disconnect(), there())).observe(output));

  // ---- what opens a card -----------------------------------------------------------------------------------------
  const root = output.closest(".jp-NotebookPanel, article, body.jp-Notebook"), onPage = !output.closest(".jp-NotebookPanel");
  if (!root) return;                                                  // Colab and VS Code keep the text away from its outputs
  // outputs may be of another case
  const NOT_IN = "a, button, caption, code, pre, script, style, summary, svg, textarea, h1, .aftercoup, .jp-OutputArea, .out";
  const ID = /(\(?)([A-Za-z][\w-]*(?:[./][\w-]+)*)([),.;:]*)/g;       // its bracket stays in its line
  const known = (id) => Object.hasOwn(cards, id);
  function mark(host) {
    const walk = document.createTreeWalker(host, NodeFilter.SHOW_TEXT), texts = [];
    while (walk.nextNode()) if (!host.contains(walk.currentNode.parentElement.closest(NOT_IN))) texts.push(walk.currentNode);
    for (const text of texts) {
      const found = [...text.data.matchAll(ID)].filter((m) => known(m[2]));
      if (!found.length) continue;
      let at = 0;
      const parts = found.flatMap((m) => {
        const before = text.data.slice(at, m.index);
        at = m.index + m[0].length;
        const id = h("button", { type: "button", class: "aftercoup-id", "aria-label": cards[m[2]].match(/<caption>([^<]*)/)[1], "aria-haspopup": "dialog", "data-lm-suppress-shortcuts": "true" }, m[2]);
        return [before, h("span", { style: "white-space: nowrap" }, m[1], id, m[3])];
      });
      text.replaceWith(...parts, text.data.slice(at));
    }
  }
  const idOf = (e) => {
    if (e.matches(".aftercoup-id")) return e.textContent;
    const [file, address] = (e.getAttribute("href") ?? "").split("#"), name = decodeURIComponent(address ?? "");
    if (e.matches("a.record")) return known(name) ? name : null;
    const term = "#" + name.toLowerCase().replace(/[^\p{L}\p{N}_]+/gu, "-");   // a page's address has no capitals and signs, JupyterLab's has
    return /glossary\.(ipynb|html|md)$/.test(file.split("?")[0]) && known(term) ? term : null;
  };
  const linkAt = (event) => {
    const e = event.composedPath().find((x) => x.matches?.(".aftercoup-id, a.record:not([data-out]), a[href*='glossary.']:not([data-out])"));
    return e && (event.composedPath().includes(root) || box.contains(e)) && idOf(e) ? e : null;
  };

  // ---- the card --------------------------------------------------------------------------------------------------
  const host = h("div", { class: "aftercoup-card", hidden: "", "data-lm-suppress-shortcuts": "true" });
  const shadow = host.attachShadow({ mode: "open" });
  const box = h("div", { class: "box", role: "dialog", tabindex: "-1" });
  shadow.append(h("style", {}, spec.css), box);
  const sheet = matchMedia("(max-width: 520px)");
  let from = null, pinned = false, timer;
  const opened = (window.aftercoupOpened ||= {});
  function fill(id) {
    const shut = h("button", { type: "button", class: "shut", "aria-label": "Close the card", onclick: close }, "×");
    const locks = spec.guesses[id] ?? {}, waits = Object.keys(locks).filter((guess) => !guessMade(guess) && !opened[guess]);
    box.setAttribute("aria-label", id);
    box.replaceChildren(shut);
    if (waits.length) {
      box.append(h("p", {}, h("strong", {}, id), ` tells what lesson ${locks[waits[0]]} asks you to guess. Guess first, or open it.`),
        h("p", {}, h("button", { type: "button", onclick: () => { waits.forEach((guess) => (opened[guess] = true)); fill(id); box.focus(); } }, "Open it")));
      return;
    }
    const content = h("div");
    content.innerHTML = cards[id];
    if (id[0] === "#") box.setAttribute("aria-label", content.querySelector("strong").textContent);
    mark(content);
    const url = content.querySelector("a[href]")?.getAttribute("href");    // of a source: once more, to be read and copied
    content.querySelector("span:empty")?.append(h("a", { href: url }, url));
    for (const a of content.querySelectorAll("a")) Object.assign(a, { target: "_blank", rel: "noopener" });
    if (onPage && from?.href) content.append(h("p", {}, h("a", { href: from.href, "data-out": "" }, id[0] === "#" ? "In the glossary" : "In its table")));
    box.append(content);
  }
  function open(e) {
    clearTimeout(timer);
    const id = idOf(e), inside = box.contains(e);
    if (!inside) from = e;
    host.dataset.theme = themeAround(output);
    fill(id);
    if (inside) return;
    host.hidden = false;
    // On a phone it is a sheet at the lower edge: what was pressed is moved up; at the end of a page the sheet is above.
    const hidden = () => from.getBoundingClientRect().bottom > host.getBoundingClientRect().top;
    delete host.dataset.above;
    if (sheet.matches && hidden()) from.scrollIntoView({ block: "center", behavior: "instant" });
    if (sheet.matches && hidden()) host.dataset.above = "";
    const r = from.getBoundingClientRect(), w = host.offsetWidth, t = host.offsetHeight;
    host.style.left = Math.max(8, Math.min(innerWidth - w - 8, r.left)) + "px";
    host.style.top = Math.max(8, r.bottom + 6 + t <= innerHeight || r.top - t - 6 < 0 ? Math.min(r.bottom + 6, innerHeight - t - 8) : r.top - t - 6) + "px";
    document.addEventListener("keydown", escape, true);
  }
  function close() {
    clearTimeout(timer);
    const back = pinned && host.contains(document.activeElement) ? from : null;
    pinned = false;
    host.hidden = true;
    document.removeEventListener("keydown", escape, true);
    back?.focus({ preventScroll: true });
  }
  const escape = (e) => { if (e.key === "Escape") { e.stopPropagation(); close(); } };
  const leave = () => { clearTimeout(timer); if (!pinned) timer = setTimeout(close, 300); };
  const listeners = {
    keydown: (e) => { if (e.key === "Enter" && e.shiftKey && root.contains(e.target)) stay(); },
    click: (e) => {
      if (e.target.closest?.(RUN) && root.contains(e.target)) stay();
      const link = linkAt(e);
      if (!link) { if (!e.composedPath().includes(host)) close(); return; }
      if (e.ctrlKey || e.metaKey || e.shiftKey) return;                // as a link: a new tab, the glossary itself
      e.preventDefault();
      e.stopImmediatePropagation();
      open(link);
      pinned = true;
      box.focus({ preventScroll: true });
    },
    mousedown: (e) => { if (linkAt(e)) e.stopImmediatePropagation(); },     // no cell is chosen by it
    dblclick: (e) => { if (linkAt(e)) e.stopImmediatePropagation(); },      // nor opened for writing
    pointerover: (e) => {
      if (e.pointerType !== "mouse" || pinned) return;
      const link = linkAt(e);
      if (link) { clearTimeout(timer); timer = setTimeout(open, 200, link); }
      else if (e.composedPath().includes(host)) clearTimeout(timer);
      else leave();
    },
    "aftercoup-guess": () => again(),
    scroll: (e) => { if (!sheet.matches && !e.composedPath().includes(host)) close(); },
  };

  // ---- what was run stays in sight: JupyterLab would go on to the next cell ------------------------------------------
  function stay() {
    const cell = root.querySelector(".jp-Cell.jp-mod-active");
    if (!cell || onPage) return;
    let times = 0;
    const look = () => {
      const pane = cell.closest(".jp-WindowedPanel-outer, .jp-Notebook"), r = cell.getBoundingClientRect(), p = pane.getBoundingClientRect();
      if (r.top < p.top || r.bottom > p.bottom) cell.scrollIntoView({ block: "start" });
      if (++times < 6) setTimeout(look, 250);                          // its output may take a while
    };
    setTimeout(look, 100);
  }
  const RUN = "[data-command='notebook:run-cell-and-select-next'], [data-jp-item-name='run']";

  // ---- once for a notebook or a page; again for text that is written anew -------------------------------------------
  root.aftercoupLinks?.();                                             // of the same cell, run before
  const style = h("style", {}, spec.css.replace(/:host\b/g, ".aftercoup-unused").split("\n").filter((line) => line.startsWith(".aftercoup-id")).join("\n"));
  document.head.append(style);
  document.body.append(host);
  for (const [type, listener] of Object.entries(listeners)) document.addEventListener(type, listener, true);
  const done = new WeakSet();
  let waiting = false;
  function all() {
    waiting = false;
    for (const text of onPage ? [root] : root.querySelectorAll(".jp-RenderedMarkdown:not(.jp-OutputArea *)")) {
      const first = text.firstElementChild;
      if (!first || done.has(first)) continue;
      done.add(first);
      mark(text);
    }
    for (const card of root.querySelectorAll(".aftercoup-guess p + .aftercoup-guess-card:not([data-case])")) {
      if (!done.has(card)) card.shadowRoot.append(style.cloneNode(true));
      done.add(card);
      mark(card.previousElementSibling);
      mark(card.shadowRoot);                                           // what it says grows with each answer
    }
    for (const a of root.querySelectorAll("a[href*='glossary.'], a.record")) if (idOf(a)) a.setAttribute("aria-haspopup", "dialog");
    if (root.querySelector(".aftercoup-id, a[aria-haspopup]")) output.querySelector("p").hidden = false;
  }
  const again = () => { if (!waiting) { waiting = true; requestAnimationFrame(all); } };
  const watch = new MutationObserver(again);
  watch.observe(root, { childList: true, subtree: true });
  root.aftercoupLinks = () => {
    watch.disconnect();
    for (const [type, listener] of Object.entries(listeners)) document.removeEventListener(type, listener, true);
    host.remove();
    style.remove();
  };
  all();

// What an explorer and the notes on the report have in common. It stands before the script of either: no library, no
// network, no kernel.
//
// The output of a cell holds a static picture or text, a JSON description and this script, which draws what is
// described and puts the static part aside. Where scripts do not run (an untrusted notebook, a code-hosting site)
// the static part stays.
  const output = document.currentScript.parentElement;
  const still = output.querySelector("[data-aftercoup=still]");
  if (!window.DecompressionStream) return;                            // a browser from before 2023 keeps the static part
  const packed = Uint8Array.from(atob(output.querySelector("script[type='application/json']").textContent.slice(8, -1)), (c) => c.charCodeAt(0));
  const spec = await new Response(new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"))).json();
  const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);
  const SVG = "http://www.w3.org/2000/svg";

  const host = h("div", { class: `aftercoup-${spec.kind}`, "data-name": spec.name, "data-title": spec.title });
  ownKeys(host);
  const root = host.attachShadow({ mode: "open" });
  root.append(h("style", {}, spec.css));
  const onPage = !!output.closest("article"), phone = matchMedia("(max-width: 520px)");
  host.toggleAttribute("data-page", onPage);

  // A link to this page that brings a view back, and the state in the link by which this page was opened, if it is of this chart.
  const linkTo = (state) => location.href.split("#")[0] + "#" + new URLSearchParams({ view: JSON.stringify({ name: spec.name, state }) });
  let linked = null;
  try {
    const wanted = JSON.parse(new URLSearchParams(location.hash.slice(1)).get("view"));
    if (wanted?.name === spec.name) linked = wanted.state;
  } catch {}

  // On a phone controls are folded behind a button, so that the picture is seen first: `fit` is called with its width.
  function foldable(controls) {
    const unfold = h("button", { type: "button", class: "unfold", hidden: "", onclick: () => folded(!controls.hidden) }, "Controls");
    const folded = (shut) => { controls.hidden = shut; unfold.setAttribute("aria-expanded", !shut); };
    const fit = (width) => { if (width && width < 520 === unfold.hidden) folded(!(unfold.hidden = width >= 520)); };
    return { unfold, fit };
  }

  // One of several choices, [value, title] of each; now: the one at the start, if it is known; pick: called with another.
  const radios = (name, legend, choices, pick, now) => h("fieldset", { class: "colour" }, h("legend", {}, legend), choices.map(([value, title]) =>
    h("label", {}, h("input", { type: "radio", name, value, checked: value === now, onchange: () => pick(value) }), h("span", {}, capital(title)))));

  // ---- one card for all data ---------------------------------------------------------------------------------
  // It opens where the mouse or the focus is. After a click, a tap or Enter it is pinned: it stays, and has a button that
  // closes it; any other lets the mouse through to the data beneath it, so that one can sweep along a row. Escape closes
  // it wherever the focus is (the mouse may have opened it). All data are one stop of the Tab key; arrows lead on.
  //
  // area: in what the data stand; shown: gives those in sight, in order; node: the element of one, and at: whose element
  // is this; fill: the content of its card; put: sets the place of the card; spot: beside what; closed: called when it closes.
  //
  // On the page of a phone the card is a sheet at the lower edge (explorer.css), which covers nothing beside the spot:
  // that is moved up until it is seen. A press outside of the chart closes the card.
  function cards(stage, area, { shown, node, at, fill, put, spot = node, closed = () => {} }) {
    const sheet = () => onPage && phone.matches;
    const card = h("div", { class: "card", id: "card", role: "note", hidden: "" }), mine = { card, active: null, open, close, stop };
    let pinned = false;
    const pin = (on) => card.classList.toggle("pinned", (pinned = on));
    const shut = h("button", { type: "button", class: "shut", "aria-label": "Close the card", onclick: () => { pin(false); card.hidden = true; node(mine.active).focus(); } }, "×");
    const focused = () => mine.active && root.activeElement === node(mine.active);
    const escape = (e) => {
      if (e.key !== "Escape") return;
      pin(false);
      if (card.contains(root.activeElement)) node(mine.active).focus();
      focused() ? (card.hidden = true) : close();
    };
    function leave() {
      if (!mine.active) return;
      node(mine.active).classList.remove("active");
      node(mine.active).removeAttribute("aria-describedby");
    }
    function open(one) {
      document.addEventListener("keydown", escape, true);
      leave();
      mine.active = one;
      node(one).classList.add("active");
      node(one).setAttribute("aria-describedby", "card");
      card.replaceChildren(shut, ...fill(one));
      card.hidden = false;
      put(one);
      if (sheet()) scrollBy({ top: Math.max(0, spot(one).getBoundingClientRect().bottom + 16 - card.getBoundingClientRect().top), behavior: "instant" });
    }
    function close() {
      document.removeEventListener("keydown", escape, true);
      leave();
      mine.active = null; pin(false); card.hidden = true;
      closed();
    }
    function stop(one) {
      for (const e of area.querySelectorAll("[tabindex='0']")) e.setAttribute("tabindex", "-1");
      if (one) node(one).setAttribute("tabindex", "0");
    }
    const focus = (one) => { stop(one); node(one).focus(); };
    area.addEventListener("pointerover", (e) => { const one = at(e.target); if (one && !pinned && e.pointerType !== "touch") open(one); });
    stage.addEventListener("pointerleave", () => { if (!pinned && !focused()) close(); });
    area.addEventListener("click", (e) => {
      const one = at(e.target);
      if (!one || (pinned && one === mine.active)) return close();
      open(one); pin(true); focus(one);
    });
    area.addEventListener("focusin", (e) => { const one = at(e.target); if (one && one !== mine.active) { open(one); pin(false); } });
    stage.addEventListener("focusout", (e) => { if (!pinned && !stage.contains(e.relatedTarget)) close(); });      // a long card is a stop of its own
    area.addEventListener("keydown", (e) => {
      const all = shown(), i = all.findIndex((one) => node(one) === root.activeElement);
      if (i < 0) return;
      const to = { ArrowRight: i + 1, ArrowDown: i + 1, ArrowLeft: i - 1, ArrowUp: i - 1, Home: 0, End: all.length - 1 }[e.key];
      if (to !== undefined) { e.preventDefault(); pin(false); focus(all[Math.max(0, Math.min(all.length - 1, to))]); }
      if (e.key === "Enter" || e.key === " ") { e.preventDefault(); if (card.hidden) open(all[i]); pin(true); }
    });
    document.addEventListener("click", (e) => { if (sheet() && !e.composedPath().includes(host)) close(); }, true);
    stage.append(card);
    return mine;
  }

  // ---- what a reader takes along -----------------------------------------------------------------------------
  const text = h("textarea", { readonly: "", rows: 3, "aria-label": "To copy", hidden: "" });
  const button = (words, onclick) => h("button", { type: "button", onclick }, words);
  const say = (words) => { text.hidden = false; text.value = words; text.select(); navigator.clipboard?.writeText(words).catch(() => {}); };
  const save = (blob, ending) => {
    const a = h("a", { href: URL.createObjectURL(blob), download: `${spec.name}.${ending}` });
    a.click();
    setTimeout(() => URL.revokeObjectURL(a.href), 10000);
  };
  // The data of a chart in one zip: rows as CSV, and a text on what they are, their sources and their licence.
  function saveData(about, sources, rows) {
    const cell = (words) => /[",\n]/.test(words) ? `"${words.replaceAll('"', '""')}"` : words;
    const columns = `Columns of ${spec.name}.csv: ${rows[0].join(", ")}.`;
    save(zip({
      [`${spec.name}.csv`]: "\ufeff" + rows.map((row) => row.map(cell).join(",") + "\r\n").join(""),
      "README.txt": [...about, "", columns, "", "Sources:", ...sources.map((one) => "- " + one), "", ...(spec.tables.length ? [`All rows behind it: the tables ${spec.tables.join(", ")} in the folder data of the course.`] : []), licence, "Terms of each source: data/README.md of the course.", ""].join("\r\n"),
    }), "zip");
  }
  // An archive of some texts by name, not compressed.
  function zip(files) {
    const bytes = (words) => new TextEncoder().encode(words), entries = [], index = [];
    const crc = (data) => ~data.reduce((sum, byte) => { sum ^= byte; for (let k = 8; k--; ) sum = sum & 1 ? (sum >>> 1) ^ 0xedb88320 : sum >>> 1; return sum; }, ~0) >>> 0;
    const numbers = (...pairs) => Uint8Array.from(pairs.flatMap(([size, n]) => [...Array(size)].map((_, k) => (n >>> (8 * k)) & 255)));
    const size = (parts) => parts.reduce((sum, part) => sum + part.length, 0);
    for (const [file, words] of Object.entries(files)) {
      const name = bytes(file), data = bytes(words), at = size(entries);
      const head = [[2, 20], [2, 2048], [2, 0], [2, 0], [2, 33], [4, crc(data)], [4, data.length], [4, data.length], [2, name.length], [2, 0]];
      entries.push(numbers([4, 0x04034b50], ...head), name, data);
      index.push(numbers([4, 0x02014b50], [2, 20], ...head, [2, 0], [2, 0], [2, 0], [4, 0], [4, at]), name);
    }
    const count = index.length / 2;
    return new Blob([...entries, ...index, numbers([4, 0x06054b50], [4, 0], [2, count], [2, count], [4, size(index)], [4, size(entries)], [2, 0])], { type: "application/zip" });
  }
  const png = (image, w, t) => {
    const canvas = Object.assign(document.createElement("canvas"), { width: 2 * w, height: 2 * t });
    canvas.getContext("2d").drawImage(image, 0, 0, 2 * w, 2 * t);
    canvas.toBlob((blob) => save(blob, "png"));
  };
  // What is written in HTML, as a picture in light colours: it is laid out anew, out of sight, `around` what gives it its look.
  const drawnOf = (part, css, around = document.body) => {
    const box = h("div", { class: "shot", style: "position:absolute;left:-9999px;width:1040px;padding:12px;background:white;color:black;font-family:sans-serif" }, h("style", {}, css), part.cloneNode(true));
    box.lastChild.classList.replace("cut", "open");                    // no window
    around.append(box);
    const w = box.offsetWidth, t = box.offsetHeight;
    box.remove();
    box.style.position = "static";
    return { w, t, svg: `<svg xmlns="${SVG}" width="${w}" height="${t}"><foreignObject width="${w}" height="${t}">${new XMLSerializer().serializeToString(box)}</foreignObject></svg>` };
  };
  const pictures = (...of) => [
    button("PNG", async () => {
      const { w, t, svg } = drawnOf(...of), image = new Image();
      image.src = "data:image/svg+xml;charset=utf-8," + encodeURIComponent(svg);
      await image.decode();
      png(image, w, t);
    }),
    button("SVG", () => save(new Blob([drawnOf(...of).svg], { type: "image/svg+xml" }), "svg"))];
  const cite = (title, sources) => say(`${spec.course}: “${title}”. Licence ${spec.licence}.` + (sources.length ? ` Sources: ${sources.join("; ")}.` : ""));
  const licence = `${spec.course}. Licence of the data: ${spec.licence}.`;
  const bar = (...buttons) => h("div", { class: "bar", role: "group", "aria-label": "Take along: " + spec.title }, ...buttons, text);
  const scroll = (table) => h("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": "Table: " + spec.title }, table);

  // On a large screen a tall picture is seen through a window of one screen, with its controls. A button below says that
  // it goes on, and opens the window.
  const windowed = (stage) => {
    const more = h("button", { type: "button", class: "whole", onclick: () => { stage.classList.toggle("open"); follow(); } });
    const follow = () => {
      const open = stage.classList.contains("open"), below = stage.scrollHeight - stage.clientHeight - stage.scrollTop;
      more.hidden = !open && stage.scrollHeight - stage.clientHeight < 8;
      stage.classList.toggle("cut", !open && below > 8);
      more.textContent = open ? "Show less of the chart" : "The chart goes on below. Show all of it";
      more.setAttribute("aria-expanded", open);
    };
    stage.addEventListener("scroll", follow);
    new ResizeObserver(follow).observe(stage.firstElementChild);
    follow();
    return more;
  };

  // Where a link leads: to the chart, or to the guess behind which it waits.
  function goThere() {
    const there = () => (output.closest("details:not([open])") ?? output).scrollIntoView({ block: "start" });
    if (linked) document.readyState === "complete" ? there() : addEventListener("load", () => setTimeout(there, 200));
  }

  // ---- theme -------------------------------------------------------------------------------------------------
  const theme = () => (host.dataset.theme = themeAround(output));
  // Put the live part in place of the static one, and follow theme and size of the page: `resized` is called with each
  // new size of `part`. While the output is not in the page (its cell was run anew, or is scrolled out of sight) it
  // watches nothing but its size.
  function live(part, resized) {
    still.style.display = "none";
    still.before(host);
    goThere();
    const watch = new MutationObserver(() => host.isConnected ? setTimeout(theme, 60) : watch.disconnect());
    const follow = () => {
      for (const e of [document.documentElement, document.body]) watch.observe(e, THEMED);
      theme();
      resized();
    };
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", theme);
    new ResizeObserver(() => host.isConnected && follow()).observe(part);
    theme();
    resized();
  }

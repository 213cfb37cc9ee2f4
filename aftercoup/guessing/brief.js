  // ---- the brief: what a student says at the end, with pictures from this page, as a page that prints on one sheet ----
  // What it uses of card.js stands before it.
  const mine = { ratings: {}, charts: [], ...load("brief") };
  const keep = () => store("brief", mine);
  // A field that keeps what is typed or chosen, under a name.
  const kept = (field, name, held = mine) => {
    field.value = held[name] ?? "";
    field.addEventListener("input", () => { held[name] = field.value; keep(); });
    return field;
  };
  const said = h("p", { role: "status", class: "kind" });
  const label = (words, hint, field) => h("label", { class: "field" }, h("b", {}, words), " ", h("span", { class: "end" }, hint), field);
  function text(name, words, [low, high], rows) {
    const field = kept(h("textarea", { rows, "aria-label": words }), name), n = h("span", { class: "kind", role: "status" });
    const show = () => {
      const now = count(field.value);
      n.textContent = now > high ? `${now} words: ${now - high} too many for one page` : now && now < low ? `${now} words: at least ${low}` : `${now} words`;
    };
    field.addEventListener("input", show);
    show();
    return h("div", {}, label(words, low ? `${low} to ${high} words` : `at most ${high} words`, field), n);
  }
  // Pictures: every explorer of this page as it stands now, with what the reader filtered, and every computed chart.
  const shown = (e) => !e.closest("details.aftercoup-behind:not([open])");
  function pictures() {
    const live = [...document.querySelectorAll(".aftercoup-explorer")].filter((e) => e.shadowRoot?.querySelector(".picture svg")).map((e) => {
      const alt = e.shadowRoot.querySelector(".picture svg").getAttribute("aria-label");
      return { name: e.dataset.name, title: e.dataset.title, alt, there: shown(e), take: () => drawn(e) };
    });
    const still = [...document.querySelectorAll("[data-aftercoup-said] figure img")].map((e) => ({
      name: e.alt.slice(0, 60), there: shown(e), title: e.closest("[data-aftercoup-said]").dataset.aftercoupSaid, alt: e.alt,
      take: () => ({ picture: `<img alt="" src="${e.src}">`, tall: e.naturalHeight / e.naturalWidth }),
    }));
    // What still waits for a guess is not named: its title is the finding.
    return [...live, ...still].filter((one) => one.there).filter((one, k, all) => one.title && all.findIndex((two) => two.name === one.name) === k);
  }
  function drawn(e) {
    const now = e.shadowRoot.querySelector(".picture svg"), off = new Set([...now.querySelectorAll(".datum.off")].map((g) => g.dataset.datum));
    const copy = now.cloneNode(true);
    copy.querySelectorAll(".cursor, .ring, [style*='display: none']").forEach((x) => x.remove());
    copy.querySelectorAll("*").forEach((x) => { for (const a of [...x.attributes]) if (/^(role|tabindex|aria-|data-)/.test(a.name)) x.removeAttribute(a.name); });
    for (const a of [...copy.attributes]) if (/^(role|tabindex|aria-|style|width)/.test(a.name)) copy.removeAttribute(a.name);
    const box = copy.viewBox.baseVal;
    const only = off.size ? e.shadowRoot.querySelector(".status")?.textContent ?? "" : "";
    return { picture: new XMLSerializer().serializeToString(copy), tall: box.height / box.width, only };
  }
  const choose = h("div", { class: "pick", role: "group", "aria-label": "Charts for the brief" });
  function offer() {
    const found = pictures(), there = new Set(found.map((one) => one.name));
    const all = [...found, ...mine.charts.filter((one) => !there.has(one.name))];
    const rows = all.map((one) => {
      const box = h("input", { type: "checkbox", onchange: () => {
        mine.charts = mine.charts.filter((two) => two.name !== one.name);
        if (box.checked) mine.charts.push({ name: one.name, title: one.title, alt: one.alt, ...(one.take?.() ?? one) });
        limit(); keep();
      } });
      box.checked = mine.charts.some((two) => two.name === one.name);
      return h("label", { class: "pick" }, box, " ", one.title);
    });
    const limit = () => rows.forEach((row) => { const box = row.firstChild; box.disabled = !box.checked && mine.charts.length >= spec.most; });
    choose.replaceChildren(...rows, ...(rows.length ? [] : [h("p", {}, "No chart is open on this page yet. Make your guesses above, or run the cells there, then look again.")]));
    limit();
  }
  const refresh = () => {      // a chart that was filtered since it was chosen goes in as it looks now
    const found = pictures();
    mine.charts = mine.charts.map((one) => { const now = found.find((two) => two.name === one.name); return now ? { ...one, ...now.take(), title: now.title, alt: now.alt } : one; });
    keep();
  };
  const ratings = h("div", { class: "ratings" }, ...Object.entries(spec.coins).map(([coin, name]) => {
    const pick = h("select", { "aria-label": name }, h("option", { value: "" }, "choose"), ...Object.entries(spec.ways).map(([way, words]) => h("option", { value: way }, words)));
    return h("label", {}, h("b", {}, name), " ", kept(pick, coin, mine.ratings));
  }));
  const line = kept(h("input", { type: "text", class: "wide", maxlength: "160", "aria-label": "Your judgement in one sentence" }), "line");
  const who = kept(h("input", { type: "text", class: "wide", maxlength: "60", "aria-label": "Your name, if you like" }), "who");

  // ---- the page that leaves, if its writer sends it ----
  const safe = (words) => String(words ?? "").replace(/[&<>"]/g, (c) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[c]);
  const paragraphs = (words) => String(words ?? "").split(/\n\s*\n/).filter((x) => x.trim()).map((x) => `<p>${safe(x.trim())}</p>`).join("");
  function page() {
    refresh();
    const rated = Object.entries(spec.coins).map(([coin, name]) => `<tr><th scope="row">${safe(name)}</th><td>${safe(spec.ways[mine.ratings[coin]] ?? "not rated")}</td></tr>`).join("");
    const figures = mine.charts.map((one) => `<figure class="${one.tall > 1.1 ? "tall" : "flat"}" role="group" aria-label="${safe(one.alt)}">${one.picture}${one.only ? `<figcaption>${safe(one.only)}</figcaption>` : ""}</figure>`).join("");
    const part = (title, words) => count(words) ? `<h2>${title}</h2>${paragraphs(words)}` : "";
    return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>${safe(mine.line || spec.title)}</title><style>${spec.page}</style></head>`
      + `<body><main><p class="top">${safe(spec.title)}${mine.who ? " · " + safe(mine.who) : ""}</p><h1>${safe(mine.line || "(no sentence yet)")}</h1>`
      + `<div class="charts n${mine.charts.length}">${figures}</div><div class="words"><table><caption>Where each coin points</caption><tbody>${rated}</tbody></table>`
      + `<div>${part("Judgement", mine.judgement)}${part("What would change it", mine.change)}${part("What I could not see", mine.unseen)}</div></div>`
      + `<p class="foot">${safe(spec.foot)}</p></main><script>${spec.fit}</scr` + `ipt></body></html>`;
  }
  const missing = () => [[mine.line, "the sentence"], [mine.judgement, "the judgement"], [mine.change, "what would change it"],
    [Object.values(mine.ratings).filter(Boolean).length === Object.keys(spec.coins).length, "a rating for each coin"], [mine.charts.length, "a chart"]].filter(([x]) => !x).map(([, x]) => x);
  const told = () => { const list = missing(); said.textContent = list.length ? `Still missing: ${list.join(", ")}.` : "Complete."; };
  const save = () => { download(page(), "text/html", "my-brief.html"); told(); };
  const print = () => {
    document.querySelector("iframe[data-aftercoup=brief]")?.remove();
    const frame = h("iframe", { "data-aftercoup": "brief", title: "The brief, for printing", style: "position:fixed;left:-9999px;width:800px;height:1130px;border:0" });
    frame.addEventListener("load", () => { frame.contentWindow.focus(); frame.contentWindow.print(); });
    frame.srcdoc = page();
    document.body.append(frame);
    told();
  };
  document.addEventListener("aftercoup-guess", (e) => e.detail === "brief" && told());
  offer(); told();
  document.addEventListener("aftercoup-drawn", offer);       // an explorer of this page is there a moment later
  document.addEventListener("toggle", (e) => e.target.matches?.(".aftercoup-behind") && offer(), true);
  box.append(h("p", { class: "kind" }, "Your brief. It stays in this browser until you save or print it."),
    label("Your judgement in one sentence", "it becomes the headline", line), h("p", {}, h("b", {}, "Where does each coin point?")), ratings,
    h("p", {}, h("b", {}, `Up to ${spec.most} charts`), " ", h("span", { class: "end" }, "as they look on this page now, with your filters")), choose,
    h("p", { class: "line" }, h("button", { type: "button", onclick: offer }, "Look for charts again")),
    text("judgement", "Judgement", spec.words.judgement, 9), text("change", "What would change it", spec.words.change, 3), text("unseen", "What I could not see", spec.words.unseen, 2),
    label("Your name, if you like", "", who),
    h("p", { class: "line" }, h("button", { type: "button", class: "main", onclick: save }, "Save as a page"), h("button", { type: "button", onclick: print }, "Print, or save as PDF"), said));
  stand();

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

  function symbol(tone, k) {
    const s = document.createElementNS(SVG, "svg"), p = document.createElementNS(SVG, "path");
    s.setAttribute("viewBox", "-0.8 -0.8 1.6 1.6"); s.setAttribute("aria-hidden", "true"); s.setAttribute("class", "symbol");
    p.setAttribute("d", spec.symbols[k]); p.setAttribute("style", `fill:var(--ac-${tone}-${k})`);
    s.append(p);
    return s;
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
  const saveTable = (about, rows) => {
    const cell = (words) => /[",\n]/.test(words) ? `"${words.replaceAll('"', '""')}"` : words;
    const lines = [...about.map((words) => "# " + words.replaceAll("\n", " ")), ...rows.map((row) => row.map(cell).join(","))];
    save(new Blob(["\ufeff" + lines.join("\r\n") + "\r\n"], { type: "text/csv" }), "csv");
  };
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

  // ---- theme -------------------------------------------------------------------------------------------------
  const theme = () => (host.dataset.theme = themeAround(output));
  // Put the live part in place of the static one, and follow theme and size of the page: `resized` is called with each
  // new size of `part`. While the output is not in the page (its cell was run anew, or is scrolled out of sight) it
  // watches nothing but its size.
  function live(part, resized) {
    still.style.display = "none";
    still.before(host);
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

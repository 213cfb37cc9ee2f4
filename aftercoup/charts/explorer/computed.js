// The bar below a picture that the kernel computes: its data, the picture, the citation, what brings it back.
  const shown = still.querySelector("img"), table = still.querySelector("table");
  const drawn = () => new Blob([Uint8Array.from(atob(shown.currentSrc.split(",")[1]), (c) => c.charCodeAt(0))], { type: "image/svg+xml" });
  const about = [`${spec.title}. ${shown.alt}`, licence, "Sources:", ...spec.sources];
  root.append(bar(
    button("Data shown", () => saveTable(about, [...table.rows].map((row) => [...row.cells].map((cell) => cell.textContent)))),
    button("All rows", () => say(`All rows behind this chart: the tables ${spec.tables.join(", ")}, in the folder “data” of the course and on its site.`)),
    button("PNG", () => png(shown, shown.naturalWidth, shown.naturalHeight)),
    button("SVG", () => save(drawn(), "svg")),
    button("Cite", () => cite(spec.title, spec.sources)),
    button("This view", () => say(onPage ? location.href.split("#")[0] : spec.call))));
  theme();                                                            // asked before the page changes: no layout for it
  output.querySelector("[data-aftercoup=bar]").append(host);

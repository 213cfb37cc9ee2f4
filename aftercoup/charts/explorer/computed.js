// The bar below a picture that does not change in the page: its data, the picture, the citation, what brings it back.
  const shown = still.querySelector("img"), table = still.querySelector("table");
  const drawn = () => new Blob([Uint8Array.from(atob(shown.currentSrc.split(",")[1]), (c) => c.charCodeAt(0))], { type: "image/svg+xml" });
  root.append(bar(
    button("Data", () => saveData([`${spec.title}. ${shown.alt}`], spec.sources, [...table.rows].map((row) => [...row.cells].map((cell) => cell.textContent)))),
    button("PNG", () => png(shown, shown.naturalWidth, shown.naturalHeight)),
    button("SVG", () => save(drawn(), "svg")),
    button("Cite", () => cite(spec.title, spec.sources)),
    ...(spec.call || onPage ? [button("This view", () => say(onPage ? linkTo({}) : spec.call))] : [])));
  theme();                                                            // asked before the page changes: no layout for it
  output.querySelector("[data-aftercoup=bar]").append(host);
  goThere();

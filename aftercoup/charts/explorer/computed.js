// The bar below a picture that the kernel computes: its data, the picture, the citation, what brings it back.
  const shown = still.querySelector("img"), table = still.querySelector("table");
  const drawn = () => new Blob([Uint8Array.from(atob(shown.currentSrc.split(",")[1]), (c) => c.charCodeAt(0))], { type: "image/svg+xml" });
  const png = () => {
    const canvas = Object.assign(document.createElement("canvas"), { width: 2 * shown.naturalWidth, height: 2 * shown.naturalHeight });
    canvas.getContext("2d").drawImage(shown, 0, 0, canvas.width, canvas.height);
    canvas.toBlob((blob) => save(blob, "png"));
  };
  const about = [`${spec.title}. ${shown.alt}`, `${spec.course}. Licence of the data: ${spec.licence}.`, "Sources:", ...spec.sources];
  root.append(bar(
    button("Data shown", () => saveTable(about, [...table.rows].map((row) => [...row.cells].map((cell) => cell.textContent)))),
    button("All rows", () => say(`All rows behind this chart: the tables ${spec.tables.join(", ")}, in the folder “data” of the course and on its site.`)),
    button("PNG", png),
    button("SVG", () => save(drawn(), "svg")),
    button("Cite", () => say(`${spec.course}: “${spec.title}”. Licence ${spec.licence}. Sources: ${spec.sources.join("; ")}.`)),
    button("This view", () => say(output.closest("article") ? location.href.split("#")[0] : spec.call))));
  theme();                                                            // asked before the page changes: no layout for it
  output.querySelector("[data-aftercoup=bar]").append(host);

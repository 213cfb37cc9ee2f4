  // All guesses and sentences of a lesson. What it uses of card.js stands before it.
  const list = h("div", { class: "gathered" });
  const kept = () => spec.gather.map((one) => ({ ...one, ...load(one.id) })).filter((one) => one.words || one.sentence);
  const parts = (one) => [["My guess", one.words], ["The records", one.said], [one.text ? "I wrote" : "My sentence", one.sentence]].filter((part) => part[1]);
  const open = () => {
    const done = new Set(kept().map((one) => one.id)), left = new Map();
    for (const one of spec.gather) if (!done.has(one.id)) left.set(one.lesson, (left.get(one.lesson) ?? 0) + 1);
    const where = [...left].map(([lesson, n]) => `lesson ${lesson} (${n})`).join(", ");
    return where && `Questions without a guess yet: ${where}.`;
  };
  const text = () => [...kept().map((one) => [one.question, ...parts(one).map((part) => `  ${part.join(": ")}`)].join("\n")), open()].filter(Boolean).join("\n\n") + "\n";
  const done = h("span", { role: "status" });
  const draw = () => {
    list.replaceChildren(h("dl", {}, ...kept().flatMap((one) => [h("dt", {}, `${one.lesson} · ${one.question}`),
      h("dd", {}, ...parts(one).map(([name, words]) => h("p", {}, h("b", {}, `${name}: `), words)))])),
      h("p", { class: "kind" }, open()));
  };
  const copy = () => navigator.clipboard.writeText(text()).then(
    () => { done.textContent = "Copied."; }, () => { done.textContent = "Copying is not allowed here: use Download."; });
  box.append(list, h("p", { class: "line" }, h("button", { type: "button", onclick: copy }, "Copy as text"), " ",
    h("button", { type: "button", onclick: () => download(text(), "text/plain", spec.name) }, "Download"), " ", done));
  document.addEventListener("aftercoup-guess", draw);
  draw();
  output.prepend(host);

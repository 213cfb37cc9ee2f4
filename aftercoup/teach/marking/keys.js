// The field Keys of the marking desk (aftercoup/teach/marking/marking_desk.py is the other half). An anywidget module.
// Each sign that is typed or pasted goes to the kernel at once, and the field is empty again: so a sign is new whatever
// was typed before it, and a slow kernel mixes nothing up.
function render({ model, el }) {
  const field = h("input", { type: "text", placeholder: "digits, u, n, p", title: model.get("help"), autocomplete: "off" });
  const taken = () => {
    const signs = field.value;
    if (!signs) return;
    model.send({ signs });
    field.value = "";
  };
  field.addEventListener("input", (e) => e.isComposing || taken());   // an input method is still at work: see the next line
  field.addEventListener("compositionend", taken);
  el.append(h("label", { class: "jupyter-widgets widget-inline-hbox widget-text" }, h("span", { class: "widget-label jupyter-widget-label" }, "Keys:"), field));
}
export default { render };

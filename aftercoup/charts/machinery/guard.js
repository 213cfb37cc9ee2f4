// Beside controls of ipywidgets: gives them their keys back (JupyterLab and Notebook take arrows and letters as commands
// for cells; data-lm-suppress-shortcuts on the focused element is their own switch), names the sliders, and says
// in a live region what the picture shows once it was replaced.
(() => {
  if (window.aftercoupGuard) return;
  window.aftercoupGuard = true;
  const OURS = "data-lm-suppress-shortcuts", REST = 400;              // milliseconds of rest before a picture is told
  const keys = (e) => e.target.toggleAttribute(OURS, !(e.ctrlKey || e.metaKey));   // Ctrl+S and its like stay the page's
  let waiting = false;
  function tell(box) {
    const said = box.closest(".jp-OutputArea, .cell_container, body").querySelector("[data-aftercoup-said]")?.dataset.aftercoupSaid;
    if (!said || said === box.said) return;
    const first = box.said === undefined;
    box.said = said;
    clearTimeout(box.telling);
    if (!first) box.telling = setTimeout(() => (box.region.textContent = said), REST);
  }
  function prepare(box) {
    box.addEventListener("keydown", keys, true);
    box.region = document.createElement("div");
    box.region.setAttribute("role", "status");
    box.region.setAttribute("aria-live", "polite");
    box.region.style.cssText = "position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)";
    box.append(box.region);
  }
  const fix = () => {
    waiting = false;
    for (const box of document.querySelectorAll(".aftercoup-controls")) {
      if (!box.region) prepare(box);
      for (const e of box.querySelectorAll("select, input, button, [role=slider]")) if (!e.guarded) e.setAttribute(OURS, (e.guarded = true));
      for (const slider of box.querySelectorAll(".widget-slider")) {
        const label = slider.querySelector(".widget-label")?.textContent;
        for (const handle of slider.querySelectorAll("[role=slider]:not([aria-label])")) if (label) handle.setAttribute("aria-label", label);
      }
      tell(box);
    }
  };
  new MutationObserver(() => { if (!waiting) { waiting = true; requestAnimationFrame(fix); } }).observe(document.body, { childList: true, subtree: true });
  fix();
})();

// Gives the controls of a cell's output their keys back (JupyterLab and Notebook take arrows and letters as commands
// for cells; data-lm-suppress-shortcuts on the focused element is their own switch), and names the sliders.
(() => {
  if (window.aftercoupGuard) return;
  window.aftercoupGuard = true;
  let waiting = false;
  const fix = () => {
    waiting = false;
    for (const box of document.querySelectorAll(".aftercoup-controls")) {
      for (const e of box.querySelectorAll("select, input, button, [role=slider]")) e.setAttribute("data-lm-suppress-shortcuts", "true");
      for (const slider of box.querySelectorAll(".widget-slider")) {
        const label = slider.querySelector(".widget-label")?.textContent;
        for (const handle of slider.querySelectorAll("[role=slider]:not([aria-label])")) if (label) handle.setAttribute("aria-label", label);
      }
    }
  };
  new MutationObserver(() => { if (!waiting) { waiting = true; requestAnimationFrame(fix); } }).observe(document.body, { childList: true, subtree: true });
  fix();
})();

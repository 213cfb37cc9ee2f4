// Beside a folded chart: it opens when its guess was made before, and stays open once the reader has opened it.
(() => {
  const fold = document.currentScript.parentElement.querySelector(".aftercoup-behind"), id = fold.dataset.guess, opened = (window.aftercoupOpened ||= {});
  const made = () => {
    try { return JSON.parse(localStorage.getItem("aftercoup-guess:" + id))?.value !== undefined; } catch { return false; }
  };
  if (opened[id] || window.aftercoupGuesses?.[id] || made()) fold.open = true;
  const summary = fold.firstElementChild, first = summary.textContent;
  fold.addEventListener("toggle", () => { opened[id] = fold.open; summary.textContent = fold.open ? "Close it" : first; });
})();

// @ts-check
/*
 * The calculator in a frame of another site's: what leads away opens in a page of its own, since no
 * other page of this site may stand in a frame; the whole calculator goes on with what was entered.
 *
 *   <a id="whole" href="…">
 */

const whole = /** @type {HTMLAnchorElement} */ (document.getElementById("whole"));

document.addEventListener("calculator:result", (event) => {
  whole.hash = /** @type {CustomEvent<{fragment: string}>} */ (event).detail.fragment;
});
document.addEventListener("click", ({ target }) => {
  const way = target instanceof Element ? target.closest("a[href]") : null;
  if (!(way instanceof HTMLAnchorElement) || way.getAttribute("href")?.startsWith("#")) return;
  way.target = "_blank";
  way.rel = "noopener";
}, true);

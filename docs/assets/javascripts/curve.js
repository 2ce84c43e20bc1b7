// @ts-check
/*
 * The curves of the totals: asked of Python one by one once their part is open and on the screen, and
 * again when anything is entered; the one to be seen is chosen among them. curve-point.js moves its
 * point.
 *
 *   <details id="curve"> <div id="curve-tiles">…<button data-curve="FACT">…</div>
 *     <div id="curve-figure" data-none="…"><figure>…</figure></div> </details>
 */

import { Failure, ask } from "./engine.js";

const PAUSE_MS = 300; // typing comes first

/** @typedef {{profile: object, lang: string}} Shown */
/** @typedef {{tile: string, figure: string, swing: string}} Drawn */
/** @type {Shown | undefined} */
let shown;
/** What `curves` are of. @type {Shown | undefined} */
let drawn;
/** @type {Map<string, Drawn>} by the fact that moves, the largest swing first */
let curves = new Map();
let chosen = ""; // by the reader; a new result may not have it
let seen = false;
/** @type {Element | null} */
let watched = null;
/** @type {number | undefined} */
let pausing;

const watch = new IntersectionObserver(([{ isIntersecting }]) => {
  seen = isIntersecting;
  draw();
});

document.addEventListener("calculator:result", (event) => {
  shown = /** @type {CustomEvent} */ (event).detail;
  const place = document.getElementById("curve");
  if (place !== watched) {
    watch.disconnect();
    if ((watched = place)) watch.observe(place);
  }
  clearTimeout(pausing);
  pausing = setTimeout(draw, PAUSE_MS);
});
document.addEventListener("toggle", ({ target }) => target instanceof Element && target.id === "curve" && draw(), true);
document.addEventListener("click", ({ target }) => {
  const tile = target instanceof Element ? target.closest("#curve-tiles button") : null;
  if (!tile) return;
  chosen = tile.getAttribute("data-curve") ?? "";
  show();
});

async function draw() {
  if (!shown || shown === drawn || !seen || !watched?.hasAttribute("open")) return;
  const now = (drawn = shown);
  const message = { op: "curve", lang: now.lang, profile: now.profile };
  /** @type {[string, Drawn][]} */
  const found = [];
  try {
    const { facts } = await ask(message);
    for (const fact of facts) {
      if (now !== shown) return;
      found.push([fact, await ask({ ...message, fact })]);
    }
  } catch (error) {
    if (!(error instanceof Failure)) throw error; // the status line says it
    drawn = undefined;
    return;
  }
  if (now !== shown) return;
  const moving = found.filter(([, { swing }]) => BigInt(swing) > 0n);
  curves = new Map(moving.sort(([, a], [, b]) => Number(BigInt(b.swing) - BigInt(a.swing))));
  show(now);
}

/** The tiles and the figure of the one that is chosen, or of the first. @param {Shown} [fresh] what they are new of */
async function show(fresh) {
  const tiles = document.getElementById("curve-tiles");
  const place = document.getElementById("curve-figure");
  if (!tiles || !place || !drawn) return;
  const fact = curves.has(chosen) ? chosen : ([...curves.keys()][0] ?? "");
  if (fresh) keepingFocus(tiles, [...curves.values()].map(({ tile }) => tile).join(""));
  for (const tile of tiles.children) tile.setAttribute("aria-pressed", String(tile.getAttribute("data-curve") === fact));
  tiles.hidden = curves.size < 2;
  keepingFocus(place, curves.get(fact)?.figure ?? "");
  const figure = place.querySelector("figure");
  if (!figure) return void (place.textContent = place.dataset.none ?? "");
  const { movable } = await import("./curve-point.js");
  movable(figure, fact, drawn);
}

/** Put Python's own markup in, and the focus back where it was. @param {Element} place @param {string} html */
function keepingFocus(place, html) {
  const at = place.contains(document.activeElement) ? document.activeElement : null;
  const fact = at?.getAttribute("data-curve");
  const again = at && (fact ? `[data-curve="${fact}"]` : "[role=slider]");
  place.innerHTML = html;
  const back = again ? place.querySelector(again) : null;
  if (back instanceof HTMLElement) back.focus({ preventScroll: true });
}

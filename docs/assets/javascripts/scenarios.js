// @ts-check
/*
 * Scenarios kept to compare: fragments of the address, in this tab alone. Python draws the table.
 *
 *   <section id="scenarios" hidden> <button data-scenario="keep"> <input id="both-cities">
 *     <div id="comparison">…<button data-scenario="open:0">…</div> </section>
 */

import { Failure, ask } from "./engine.js";

const MOST = 3;
const KEY = "scenarios";
const PAUSE_MS = 300; // typing comes first

const section = /** @type {HTMLElement} */ (document.getElementById("scenarios"));
const figure = /** @type {HTMLElement} */ (document.getElementById("comparison"));
const cities = /** @type {HTMLInputElement} */ (document.getElementById("both-cities"));
const form = /** @type {HTMLFormElement} */ (document.getElementById("questions"));

/** @type {{fragment: string, lang: string} | undefined} */
let shown;
/** @type {number | undefined} */
let pausing;
let kept = stored();

document.addEventListener("calculator:result", (event) => {
  shown = /** @type {CustomEvent} */ (event).detail;
  section.hidden = false;
  clearTimeout(pausing);
  pausing = setTimeout(draw, PAUSE_MS);
});
cities.addEventListener("change", draw);
section.addEventListener("click", ({ target }) => {
  const button = target instanceof Element ? target.closest("[data-scenario]") : null;
  if (!button || !shown) return;
  const [what, n] = (button.getAttribute("data-scenario") ?? "").split(":");
  if (what === "open") {
    location.hash = kept[Number(n)];
    return;
  }
  if (what === "keep") kept = [...kept, shown.fragment].slice(-MOST);
  else kept = kept.filter((_, at) => at !== Number(n));
  store();
  draw();
});

document.addEventListener("click", ({ target }) => {
  if (!(target instanceof Element) || !target.closest('[data-action="clear"]')) return;
  kept = [];
  store();
});

async function draw() {
  if (!shown) return;
  if (!kept.length && !cities.checked) return figure.replaceChildren();
  const { lang } = shown;
  const drawn = shown;
  try {
    const entries = [...new FormData(form)];
    const needs = cities.checked ? JSON.parse(cities.dataset.needs ?? "[]") : [];
    const message = { op: "compare", lang, entries, kept, needs };
    const { table } = await ask(message);
    if (drawn === shown) figure.innerHTML = table; // Python's own markup
  } catch (error) {
    if (!(error instanceof Failure)) throw error; // the status line says it
  }
}

/** @returns {string[]} */
function stored() {
  try {
    const found = JSON.parse(sessionStorage.getItem(KEY) ?? "[]");
    return Array.isArray(found) ? found.map(String).slice(-MOST) : [];
  } catch {
    return []; // storage may be closed to pages
  }
}

function store() {
  try {
    if (kept.length) sessionStorage.setItem(KEY, JSON.stringify(kept));
    else sessionStorage.removeItem(KEY);
  } catch {
    return; // kept for as long as the page is open
  }
}

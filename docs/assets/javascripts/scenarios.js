// @ts-check
/*
 * Scenarios kept to compare: fragments of the address, in this tab alone. Python draws the table.
 *
 *   <section id="scenarios" hidden> <button data-scenario="keep"> <input id="both-cities">
 *     <div id="comparison">…<button data-scenario="open:0">…</div> </section>
 */

import { Failure, ask } from "./engine.js";
import { open } from "./shared-link.js";
import { also, offer, withdraw } from "./undo.js";

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
  if (what === "open") return open(kept[Number(n)]);
  withdraw();
  if (what === "keep") {
    const full = kept.length === MOST, restore = keep([...kept, shown.fragment].slice(-MOST));
    if (full) offer("replaced", figure, "[data-scenario=keep]", restore);
  } else {
    offer("removed", figure, `[data-scenario="drop:${n}"]`, keep(kept.filter((_, at) => at !== Number(n))));
  }
});

document.addEventListener("click", ({ target }) => {
  if (target instanceof Element && target.closest('[data-action="clear"]')) also(keep([]));
});

/** Keep these and no others. @param {string[]} fragments @returns {() => Promise<void>} what brings the others back */
function keep(fragments) {
  const before = kept, drawn = [...figure.childNodes];
  /** @param {string[]} these @param {ChildNode[]} otherwise what is seen where Python does not answer */
  const have = async (these, otherwise) => {
    kept = these;
    store();
    if (!(await draw())) figure.replaceChildren(...otherwise);
  };
  have(fragments, []);
  return () => have(before, drawn);
}

/** Whether what is kept could be drawn. */
async function draw() {
  if (!shown) return true;
  if (!kept.length && !cities.checked) {
    figure.replaceChildren();
    return true;
  }
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
    return false;
  }
  return true;
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

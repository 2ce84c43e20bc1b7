// @ts-check
/*
 * Scenarios kept to compare: fragments of the address with their names, in this tab alone. Python draws
 * the table.
 *
 *   <section id="scenarios" hidden> <button data-scenario="keep"> <input id="both-cities">
 *     <div id="comparison">… <input data-scenario="name:0"> <button data-scenario="open:0">
 *       <button data-scenario="drop:0"> </div> </section>
 *
 * A link brings its scenarios; one's own are set aside until one's own entries are had back.
 */

/** @typedef {[fragment: string, name: string]} Scenario a name is empty where Python gives one */

import { Failure, ask } from "./engine.js";
import { open } from "./shared-link.js";
import { also, offer, withdraw } from "./undo.js";

const MOST = 3;
const KEY = "scenarios";
const ASIDE = "scenarios-before"; // one's own, while those of a link are shown
const PAUSE_MS = 300; // typing comes first

const section = /** @type {HTMLElement} */ (document.getElementById("scenarios"));
const figure = /** @type {HTMLElement} */ (document.getElementById("comparison"));
const cities = /** @type {HTMLInputElement} */ (document.getElementById("both-cities"));
const form = /** @type {HTMLFormElement} */ (document.getElementById("questions"));

/** @type {{fragment: string, lang: string} | undefined} */
let shown;
/** @type {number | undefined} */
let pausing;
let kept = stored(KEY);

document.addEventListener("calculator:result", (event) => {
  const { detail } = /** @type {CustomEvent} */ (event);
  shown = detail;
  if (detail.scenarios?.length) bring(detail.scenarios);
  section.hidden = false;
  clearTimeout(pausing);
  pausing = setTimeout(draw, PAUSE_MS);
});
document.addEventListener("link:left", () => {
  kept = stored(ASIDE);
  store(KEY, kept);
  store(ASIDE, []);
  draw();
});
cities.addEventListener("change", draw);
section.addEventListener("click", ({ target }) => {
  const button = target instanceof Element ? target.closest("button[data-scenario]") : null;
  if (!button || !shown) return;
  const [what, n] = (button.getAttribute("data-scenario") ?? "").split(":");
  if (what === "open") return open(kept[Number(n)][0]);
  withdraw();
  if (what === "keep") {
    /** @type {Scenario[]} */
    const more = [...kept, [shown.fragment, ""]];
    const full = kept.length === MOST, restore = keep(more.slice(-MOST));
    if (full) offer("replaced", figure, "[data-scenario=keep]", restore);
  } else {
    offer("removed", figure, `[data-scenario="drop:${n}"]`, keep(kept.filter((_, at) => at !== Number(n))));
  }
});
section.addEventListener("change", ({ target }) => {
  if (!(target instanceof HTMLInputElement) || !target.dataset.scenario) return;
  const at = Number(target.dataset.scenario.split(":")[1]);
  const name = target.value.trim() === target.dataset.proposed ? "" : target.value.trim();
  keep(kept.map((each, n) => (n === at ? [each[0], name] : each)));
});

document.addEventListener("click", ({ target }) => {
  if (target instanceof Element && target.closest('[data-action="clear"]')) also(keep([]));
});

/** What is kept, for a link and for the files. */
export function scenarios() {
  return kept;
}

/** Show those of a link; one's own wait. @param {Scenario[]} theirs */
function bring(theirs) {
  if (kept.length && !stored(ASIDE).length) store(ASIDE, kept);
  kept = theirs.slice(0, MOST);
  store(KEY, kept);
}

/** Keep these and no others. @param {Scenario[]} these @returns {() => Promise<void>} what brings the others back */
function keep(these) {
  const before = kept, drawn = [...figure.childNodes];
  /** @param {Scenario[]} those @param {ChildNode[]} otherwise what is seen where Python does not answer */
  const have = async (those, otherwise) => {
    kept = those;
    store(KEY, kept);
    if (!(await draw())) figure.replaceChildren(...otherwise);
  };
  have(these, []);
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
    if (drawn !== shown) return true;
    const at = document.activeElement?.closest("#comparison [data-scenario]")?.getAttribute("data-scenario");
    figure.innerHTML = table; // Python's own markup
    if (at) /** @type {HTMLElement | null} */ (figure.querySelector(`[data-scenario="${at}"]`))?.focus();
  } catch (error) {
    if (!(error instanceof Failure)) throw error; // the status line says it
    return false;
  }
  return true;
}

/** @param {string} key @returns {Scenario[]} */
function stored(key) {
  try {
    const found = JSON.parse(sessionStorage.getItem(key) ?? "[]");
    if (!Array.isArray(found)) return [];
    return found.slice(-MOST).map((each) => (Array.isArray(each) ? [String(each[0]), String(each[1] ?? "")] : [String(each), ""]));
  } catch {
    return []; // storage may be closed to pages
  }
}

/** @param {string} key @param {Scenario[]} these */
function store(key, these) {
  try {
    if (these.length) sessionStorage.setItem(key, JSON.stringify(these));
    else sessionStorage.removeItem(key);
  } catch {
    return; // kept for as long as the page is open
  }
}

// @ts-check
/* The curve of the totals: drawn by Python when it is opened, and again when anything moves. */

import { Failure, ask } from "./engine.js";

const PAUSE_MS = 300; // typing comes first

/** @type {{profile: object, lang: string} | undefined} */
let shown;
let chosen = ""; // a new result brings a new list
/** @type {number | undefined} */
let pausing;

document.addEventListener("calculator:result", (event) => {
  shown = /** @type {CustomEvent} */ (event).detail;
  clearTimeout(pausing);
  pausing = setTimeout(draw, PAUSE_MS);
});
document.addEventListener("change", ({ target }) => {
  if (!(target instanceof HTMLSelectElement && target.id === "curve-fact")) return;
  chosen = target.value;
  draw();
});
document.addEventListener("toggle", ({ target }) => target instanceof Element && target.id === "curve" && draw(), true);

async function draw() {
  const choice = document.getElementById("curve-fact");
  const figure = document.getElementById("curve-figure");
  const open = document.getElementById("curve")?.hasAttribute("open");
  if (!open || !shown || !figure || !(choice instanceof HTMLSelectElement)) return;
  if ([...choice.options].some(({ value }) => value === chosen)) choice.value = chosen;
  const { profile, lang } = shown;
  try {
    const answer = await ask({ op: "curve", lang, profile, fact: choice.value });
    if (profile === shown.profile) figure.innerHTML = answer.figure; // Python's own markup
  } catch (error) {
    if (!(error instanceof Failure)) throw error; // the status line says it
  }
}

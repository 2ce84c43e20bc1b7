// @ts-check
/* The ladder of titles with one's own facts: drawn by Python once it is opened, and again when anything is entered. */

import { Failure, ask } from "./engine.js";

const PAUSE_MS = 300; // typing comes first

/** @type {{profile: object, lang: string} | undefined} */
let shown;
/** What is drawn. @type {object | undefined} */
let drawn;
/** @type {number | undefined} */
let pausing;

document.addEventListener("calculator:result", (event) => {
  shown = /** @type {CustomEvent} */ (event).detail;
  clearTimeout(pausing);
  pausing = setTimeout(draw, PAUSE_MS);
});
document.addEventListener("toggle", ({ target }) => target instanceof Element && target.id === "ladder" && draw(), true);

async function draw() {
  const place = document.getElementById("ladder-drawn");
  if (!shown || !place?.closest("[open]")) return;
  if (shown === drawn && place.hasChildNodes()) return;
  const now = (drawn = shown);
  try {
    const { ladder } = await ask({ op: "ladder", lang: now.lang, profile: now.profile });
    if (now === shown) place.innerHTML = ladder; // Python's own markup
  } catch (error) {
    if (!(error instanceof Failure)) throw error; // the status line says it
    drawn = undefined;
  }
}

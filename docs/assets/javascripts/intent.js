// @ts-check
/*
 * Every page but the calculator's: when somebody is about to go there, the engine is started. The
 * pointer or the focus rests on a link to it, or the link is pressed; then the browser has the page
 * ready too, by the rules in main.html. Neither where data are dear or slow.
 *
 * For offline.js: `engine:ready` is dispatched on document once the engine runs, so that all of it has
 * been downloaded, and `engine:wanted` where it cannot run ahead of the page.
 */

import { frugal } from "./network.js";
import { shared } from "./shared-engine.js";

const REST_MS = 100;
const CALCULATOR = /\/calculator\/$/;

/** @type {number | undefined} */
let resting;
let begun = false;
/** @type {SharedWorker | undefined} */
let engine; // lives while it is referred to

/** @param {Event} event */
function rest({ target }) {
  clearTimeout(resting);
  const link = way(target);
  if (link) resting = setTimeout(() => begin(link), REST_MS);
}

/** @param {Event} event */
function press({ target }) {
  const link = way(target);
  if (link) begin(link);
}

/** The link to the calculator that one is at. @param {EventTarget | null} target */
function way(target) {
  const link = target instanceof Element && target.closest("a");
  return link && CALCULATOR.test(link.pathname) && link.origin === location.origin ? link : undefined;
}

/** @param {HTMLAnchorElement} link */
function begin({ hash }) {
  if (begun || frugal()) return;
  begun = true;
  engine = shared.started();
  if (!engine) return document.dispatchEvent(new Event("engine:wanted"));
  engine.port.addEventListener("message", ({ data }) => {
    if (data.type === "ready") document.dispatchEvent(new Event("engine:ready"));
    if (data.type === "failed") shared.leave();
  });
  engine.port.start();
  // What it will be asked, or something like it: the first answer takes Python longer than those after it.
  const { lang } = document.documentElement;
  const call = { op: "open", lang: lang.slice(0, 2), fragment: hash.slice(1), entries: [] };
  engine.port.postMessage({ id: 0, call: JSON.stringify(call) });
}

if (!document.querySelector("#calculator:not([data-measure])")) {
  for (const type of ["pointerover", "focusin"]) document.addEventListener(type, rest, { passive: true });
  for (const type of ["pointerdown", "touchstart"]) document.addEventListener(type, press, { passive: true });
}
if (frugal()) document.querySelector("script[type=speculationrules]")?.remove();

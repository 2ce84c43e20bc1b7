// @ts-check
/*
 * A link that somebody else has sent opens on its result, with a line above it:
 *
 *   <section id="shared" hidden> <span data-shared="came"> <span data-shared="kept">
 *     <button data-shared="adopt"> <button data-shared="restore"> </section>
 *
 * It is told from one's own entries by this: the calculator's own addresses name a version of the
 * rules, links within the site do not; and what was entered in this tab is held in the tab, for a
 * reload, the other language, and to come back to.
 */

import { listen } from "./engine.js";
import { whenShown } from "./network.js";
import { also, offer, withdraw } from "./undo.js";

const KEY = "own-entries";

const root = /** @type {HTMLElement} */ (document.getElementById("calculator"));
const banner = /** @type {HTMLElement} */ (document.getElementById("shared"));
const narrow = matchMedia("(max-width: 59.9375em)");

let latest = ""; // of the entries in the form, as the address has them
let shared = false; // they are somebody else's, or made of somebody else's
let landed = -1; // where the page was scrolled to, to show it

document.addEventListener("calculator:result", (event) => {
  latest = /** @type {CustomEvent} */ (event).detail.fragment;
  banner.hidden = !shared;
  if (!shared) own(latest);
  if (landed === scrollY) land(); // what stands above it may have another height now
  landed = -1;
});
window.addEventListener("hashchange", arrive);
root.addEventListener("input", ({ target }) => {
  if (target instanceof Element && target.closest("#questions, #results")) change();
});
document.addEventListener("click", ({ target }) => {
  const action = target instanceof Element && target.closest("[data-action]")?.getAttribute("data-action");
  if (action === "clear") clear();
  else if (action) change();
});
banner.addEventListener("click", ({ target }) => {
  const what = target instanceof Element && target.closest("button")?.dataset.shared;
  if (what === "restore") {
    document.dispatchEvent(new Event("link:left")); // for what else came with it
    open(held());
  }
  if (what === "adopt") adopt();
});
listen(({ type }) => {
  if (type === "failed") banner.hidden = true; // no result of it is to be seen
});
whenShown(arrive);

/** Open entries as this tab's own. @param {string} fragment */
export function open(fragment) {
  hold(fragment);
  show(false);
  if (fragment === latest) mark("own"); // nothing will be computed
  location.hash = fragment;
}

function arrive() {
  const fragment = location.hash.slice(1);
  if (!fragment || fragment === latest || document.getElementById(fragment)) return;
  const before = history.state?.whose; // of a reload, or of going back
  const whose = fragment === held() ? "own" : before ?? (/(^|&)p=/.test(fragment) ? "sent" : "own");
  show(whose !== "own");
  mark(whose);
  if (whose === "changed") change();
  if (shared && !before && narrow.matches) land();
}

function land() {
  banner.scrollIntoView();
  landed = scrollY;
}

/** @param {boolean} whether */
function show(whether) {
  shared = whether;
  banner.hidden = !whether;
  find("came").hidden = find("adopt").hidden = false;
  find("kept").hidden = find("restore").hidden = !held();
}

/** What is changed is one's own; what was here before it can still be had. */
function change() {
  if (!shared) return;
  mark("changed");
  find("came").hidden = find("adopt").hidden = true;
  if (!held()) show(false);
}

function adopt() {
  const before = held();
  show(false);
  own(latest || location.hash.slice(1));
  const headings = /** @type {NodeListOf<HTMLElement>} */ (root.querySelectorAll(".step > h2"));
  [...headings].find((each) => each.offsetParent)?.focus();
  withdraw();
  if (!before) return;
  offer("adopted", document.getElementById("notices"), '[data-shared="adopt"]', () => {
    hold(before);
    mark("sent");
    show(true);
  });
}

function clear() {
  const before = held(), was = shared;
  show(false);
  hold("");
  also(() => {
    hold(before);
    show(was);
  });
}

/** These entries are this tab's own. @param {string} fragment */
function own(fragment) {
  hold(fragment);
  mark("own");
}

/** Whose entries this place in the history has. @param {"own" | "sent" | "changed"} whose */
function mark(whose) {
  if (history.state?.whose === whose) return;
  try {
    history.replaceState({ ...history.state, whose }, "");
  } catch (error) {
    console.warn(error); // some browsers refuse to be told too often
  }
}

/** @param {string} fragment */
function hold(fragment) {
  try {
    if (fragment) sessionStorage.setItem(KEY, fragment);
    else sessionStorage.removeItem(KEY);
  } catch {
    return; // storage may be closed to pages
  }
}

function held() {
  try {
    return sessionStorage.getItem(KEY) ?? "";
  } catch {
    return "";
  }
}

/** @param {string} what */
function find(what) {
  return /** @type {HTMLElement} */ (banner.querySelector(`[data-shared="${what}"]`));
}

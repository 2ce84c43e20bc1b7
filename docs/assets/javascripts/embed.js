// @ts-check
/*
 * The calculator in a frame of another site's: what leads away opens in a page of its own, since no
 * other page of this site may stand in a frame; the whole calculator goes on with what was entered.
 *
 *   <a id="whole" href="…">
 *   <div id="request" hidden> <p data-asks data-given> <button value="agree|refuse|stop"> … </div>
 *
 * Messages, each an object with the key `srdi`. To the page around: {srdi: "height", height} in pixels,
 * whenever it changes. From it: {srdi: "totals"} asks for the totals. If the visitor agrees, it is sent
 * {srdi: "totals", totals, date, city, rules_version} then and after every change, until the visitor
 * stops it; else {srdi: "refused"}, and later requests are passed over.
 */

import { Failure, ask } from "./engine.js";

const whole = /** @type {HTMLAnchorElement} */ (document.getElementById("whole"));
const request = /** @type {HTMLElement} */ (document.getElementById("request"));
const said = /** @type {HTMLElement} */ (request.querySelector("p"));

/** Who has asked for the totals. @type {string | undefined} */
let asking;
let agreed = false;
/** @type {object | undefined} */
let profile;

document.addEventListener("calculator:result", (event) => {
  const { detail } = /** @type {CustomEvent<{fragment: string, profile: object}>} */ (event);
  whole.hash = detail.fragment;
  profile = detail.profile;
  tell();
});
document.addEventListener("click", ({ target }) => {
  const way = target instanceof Element ? target.closest("a[href]") : null;
  if (!(way instanceof HTMLAnchorElement) || way.getAttribute("href")?.startsWith("#")) return;
  way.target = "_blank";
  way.rel = "noopener";
}, true);

if (parent !== window) {
  // The height is no secret, and the page around may be anybody's.
  new ResizeObserver(() => parent.postMessage({ srdi: "height", height: Math.ceil(document.body.offsetHeight) }, "*"))
    .observe(document.body);
  addEventListener("message", ({ source, origin, data }) => {
    // Once refused or stopped it stays so; a page without an address of its own has none to answer to.
    if (source !== parent || data?.srdi !== "totals" || asking || origin === "null") return;
    asking = origin;
    show("asks");
  });
  request.addEventListener("click", ({ target }) => {
    if (!(target instanceof HTMLButtonElement)) return;
    agreed = target.value === "agree";
    if (agreed) show("given");
    else request.hidden = true;
    if (agreed) tell();
    else send({ srdi: "refused" });
  });
}

/** @param {"asks" | "given"} what */
function show(what) {
  said.textContent = String(said.dataset[what]).replace("{site}", new URL(String(asking)).host);
  for (const each of request.querySelectorAll("button")) each.hidden = (each.value === "stop") !== (what === "given");
  request.hidden = false;
}

async function tell() {
  if (!agreed || !profile) return;
  const now = profile;
  try {
    const answer = await ask({ op: "totals", lang: document.documentElement.lang === "en" ? "en" : "zh", profile: now });
    if (agreed && now === profile) send({ srdi: "totals", ...answer });
  } catch (error) {
    if (!(error instanceof Failure)) throw error; // the status line says it
  }
}

/** @param {object} message */
function send(message) {
  parent.postMessage(message, String(asking));
}

// @ts-check
/*
 * Every page: hands the site over to its service worker, once there is nothing else to do, so that
 * it can be read and used without a network. Nothing is fetched ahead where data are dear or slow.
 */

import { frugal } from "./network.js";

const CALCULATOR = /\/calculator\/$/;
const { serviceWorker } = navigator; // absent without TLS, and where storage is closed

/** @param {"ahead" | "engine"} group */
async function keep(group) {
  const { active, waiting } = await serviceWorker.ready;
  // The one that waits takes over once the other has nothing to do: a word to that would keep it busy.
  (waiting ?? active)?.postMessage({ keep: group });
}

async function begin() {
  if (frugal()) return;
  await serviceWorker.register(new URL("../../sw.js", import.meta.url), { updateViaCache: "none" });
  await keep("ahead");
}

/** @param {() => void} work */
const idle = (work) =>
  "requestIdleCallback" in window ? requestIdleCallback(work, { timeout: 5000 }) : setTimeout(work, 1000);

const whenIdle = () => idle(() => begin().catch(console.warn));

/* The engine: once it runs it has been downloaded; before, when somebody is about to go there. */

/** @param {Event} event */
function intent({ target }) {
  const link = target instanceof Element && target.closest("a");
  if (!link || !CALCULATOR.test(link.pathname) || link.origin !== location.origin || frugal()) return;
  for (const type of INTENT) document.removeEventListener(type, intent);
  keep("engine").catch(console.warn);
}
const INTENT = ["pointerdown", "focusin", "touchstart"];

if (serviceWorker) {
  const starting = document.querySelector("#calculator:not([data-measure])"); // it goes first
  if (starting) document.addEventListener("engine:ready", whenIdle, { once: true });
  else if (document.readyState === "complete") whenIdle();
  else window.addEventListener("load", whenIdle);
  document.addEventListener("engine:ready", () => keep("engine").catch(console.warn));
  for (const type of INTENT) document.addEventListener(type, intent, { passive: true });
}

// @ts-check
/*
 * Every page: hands the site over to its service worker, once there is nothing else to do, so that
 * it can be read and used without a network. Nothing is fetched ahead where data are dear or slow.
 * Where there is no service worker, it says when the browser shows a page that is out of date.
 */

import { computes, frugal, whenShown } from "./network.js";

const { serviceWorker } = navigator; // absent without TLS, and where storage is closed

/** @param {"ahead" | "engine"} group */
async function keep(group) {
  if (group === "engine" && !computes()) return; // it cannot run
  const { active, waiting } = await serviceWorker.ready;
  // The one that waits takes over once the other has nothing to do: a word to that would keep it busy.
  (waiting ?? active)?.postMessage({ keep: group });
}

async function begin() {
  if (frugal()) return;
  const place = new URL("../../sw.js", import.meta.url);
  const register = () => serviceWorker.register(place, { updateViaCache: "none" });
  await register().catch(async () => {
    await fetch(place, { cache: "reload" }); // what the browser kept of it may be broken
    await register();
  });
  await keep("ahead");
}

/** @param {() => void} work */
const idle = (work) =>
  "requestIdleCallback" in window ? requestIdleCallback(work, { timeout: 5000 }) : setTimeout(work, 1000);

const whenIdle = () => idle(() => begin().catch(console.warn));

function hand() {
  const starting = document.querySelector("#calculator:not([data-measure])"); // it goes first
  if (starting) document.addEventListener("engine:ready", whenIdle, { once: true });
  else if (document.readyState === "complete") whenIdle();
  else window.addEventListener("load", whenIdle);
  // Once the engine runs it has been downloaded; before, when somebody is about to use it (intent.js).
  for (const type of ["engine:ready", "engine:wanted"]) {
    document.addEventListener(type, () => keep("engine").catch(console.warn));
  }
}

/*
 * Where the host says nothing of keeping, browsers show for days what they kept, and do not ask: by the
 * time of the file, which hosts send, that is found out. A service worker asks each time.
 */

/** Whether the host has another page than the one shown. */
async function outdated() {
  const [shown] = performance.getEntriesByType("navigation");
  if (serviceWorker?.controller || (shown instanceof PerformanceNavigationTiming && shown.transferSize))
    return false; // it was asked
  const { ok, redirected, headers } = await fetch(location.href, { method: "HEAD", cache: "no-store" });
  const changed = ok && !redirected && headers.get("Last-Modified");
  return changed && Date.parse(changed) !== Date.parse(document.lastModified);
}

async function offerAnother() {
  const words = document.querySelector("script[data-outdated]");
  const place = document.querySelector("[data-md-component=announce]");
  if (!words || !place || !(await outdated())) return;
  const [banner, line, button] = ["aside", "div", "button"].map((name) => document.createElement(name));
  banner.className = "md-banner md-banner--warning";
  banner.setAttribute("role", "status");
  line.className = "md-banner__inner md-grid md-typeset";
  button.textContent = words.getAttribute("data-reload");
  button.addEventListener("click", () => location.reload());
  banner.append(line);
  place.append(banner);
  line.append(`${words.getAttribute("data-outdated")} `, button);
}

whenShown(() => {
  if (serviceWorker) hand();
  offerAnother().catch(console.warn);
});

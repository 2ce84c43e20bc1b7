// @ts-check
/*
 * The engine that the pages of a tab share, so that the next page finds it started. A page starts it
 * when somebody is about to go to the calculator (intent.js); its name is kept in the tab, and pages
 * that compute join it by that. In browsers that have a next page ready; others end it with the page.
 *
 * The address of the worker is `data-engine` of an element of each page.
 */

const KEY = "engine";
const READY_MADE = "SharedWorker" in window && HTMLScriptElement.supports?.("speculationrules");

export function place() {
  return document.querySelector("[data-engine]")?.getAttribute("data-engine") ?? "";
}

export const shared = {
  /** The one of this tab, started if need be; none where that cannot be. @returns {SharedWorker | undefined} */
  started() {
    if (!READY_MADE || !place()) return undefined;
    try {
      sessionStorage.setItem(KEY, sessionStorage.getItem(KEY) ?? `${Date.now()}`);
      return shared.joined();
    } catch {
      return undefined; // storage may be closed to pages
    }
  },

  /** The one of this tab, if a page has started it. @returns {SharedWorker | undefined} */
  joined() {
    try {
      const name = READY_MADE && sessionStorage.getItem(KEY);
      if (!name) return undefined;
      const options = { type: "module", name, extendedLifetime: true }; // past the page that started it
      return new SharedWorker(place(), /** @type {WorkerOptions} */ (options));
    } catch {
      return undefined;
    }
  },

  /** It has failed: no page joins it any more. */
  leave() {
    try {
      sessionStorage.removeItem(KEY);
    } catch {
      return;
    }
  },
};

// @ts-check
/*
 * Entries over a reload: a page that is being reloaded can no longer write its address, so the last of
 * it is kept in this tab for the moment until the page is there again.
 */

const KEPT = "reloading";

/** @param {string} fragment the entries as the address holds them */
export function keep(fragment) {
  try {
    sessionStorage.setItem(KEPT, JSON.stringify([location.pathname, fragment]));
  } catch {
    return; // storage may be closed to pages
  }
}

/** Write into the address what was kept of this page, if it was reloaded; and keep it no longer. */
export function recall() {
  try {
    const [path, fragment] = JSON.parse(sessionStorage.getItem(KEPT) ?? "[]");
    sessionStorage.removeItem(KEPT);
    const [visit] = performance.getEntriesByType("navigation");
    const reloaded = visit instanceof PerformanceNavigationTiming && visit.type === "reload";
    if (!reloaded || path !== location.pathname || `#${fragment}` === (location.hash || "#")) return;
    history.replaceState(history.state, "", fragment ? `#${fragment}` : location.pathname + location.search);
  } catch {
    return;
  }
}

// @ts-check
/* What is known of a visit before anything is done for it that was not asked for. */

/** @returns {boolean} whether to fetch no more than what was asked for: data are dear, or slow */
export function frugal() {
  /** @type {{saveData?: boolean, effectiveType?: string} | undefined} */
  // @ts-ignore Chromium has it
  const connection = navigator.connection;
  return Boolean(connection?.saveData) || /2g|3g/.test(connection?.effectiveType ?? "");
}

/**
 * Whether Python can run here (calculator/page/browsers.py): it needs exceptions in WebAssembly and a
 * worker that is a module. WebAssembly that is switched off altogether is another matter, which the worker
 * tells.
 */
export function computes() {
  const firefox = /Firefox\/(\d+)/.exec(navigator.userAgent)?.[1] ?? 999;
  return !(typeof WebAssembly === "object" && !("Tag" in WebAssembly)) && Number(firefox) >= 114;
}

/** Do it now, or once the page is shown, where the browser had it ready ahead of that. @param {() => void} work */
export function whenShown(work) {
  // @ts-ignore Chromium has it
  if (!document.prerendering) work();
  else document.addEventListener("prerenderingchange", () => work(), { once: true });
}

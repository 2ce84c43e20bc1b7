// @ts-check
/* What is known of the network before anything is fetched over it. */

/** @returns {boolean} whether to fetch no more than what was asked for: data are dear, or slow */
export function frugal() {
  /** @type {{saveData?: boolean, effectiveType?: string} | undefined} */
  // @ts-ignore Chromium has it
  const connection = navigator.connection;
  return Boolean(connection?.saveData) || /2g|3g/.test(connection?.effectiveType ?? "");
}

// @ts-check
/* Stands where Material's search worker stood and speaks its protocol: 0 set up, 1 ready, 2 query,
   3 result. The engine and the index are fetched with the first query that is not empty, be it a blank:
   when the field is entered, not with every page. What goes wrong is told as such, never as no result. */

/** @typedef {{title: string, text: string, url: string}} Told */
/** @typedef {{engine: string, index: string, lang: ["zh"|"en"], failures: {missing: Told, broken: Told}}} Settings */

/** What is needed did not come, or is not what was asked for: the connection is to blame. */
class Missing extends Error {}

let settings = /** @type {Settings | null} */ (null);
let ask = /** @type {Promise<(query: string) => unknown> | null} */ (null);
let latest = 0;

/** @param {string} from @param {string} here */
async function fetched(from, here) {
  try {
    const answer = await fetch(new URL(from, here));
    if (!answer.ok) throw new Error(`${answer.status} ${from}`);
    return await answer.json();
  } catch (error) {
    throw new Missing(String(error));
  }
}

/** @param {Settings} from */
async function open(from) {
  const here = self.location.href;
  const index = fetched(from.index, here);
  index.catch(() => {}); // told below, unless the engine fails first
  try {
    // @ts-ignore: this is a worker
    importScripts(new URL(from.engine, here).href);
  } catch (error) {
    throw error instanceof DOMException ? new Missing(String(error)) : error;
  }
  // @ts-ignore: the engine has just been loaded
  return search.open(await index, from.lang[0]);
}

/** @param {string} query */
async function found(query) {
  if (!query) return { items: [] };
  const from = /** @type {Settings} */ (settings);
  let answer;
  try {
    answer = await (ask ??= open(from));
    return answer(query);
  } catch (error) {
    if (!answer) ask = null; // the next key tries again
    console.warn(error);
    const { title, text, url } = from.failures[error instanceof Missing ? "missing" : "broken"];
    return { items: [[{ location: url, title, text: `<p class="search-failed">${text}</p>`, score: 1, terms: {} }]] };
  }
}

addEventListener("message", async ({ data: { type, data } }) => {
  if (type === 0) {
    settings = data.config;
    postMessage({ type: 1 });
  } else if (type === 2) {
    const mine = ++latest;
    const result = await found(data);
    if (mine === latest) postMessage({ type: 3, data: result });
  }
});

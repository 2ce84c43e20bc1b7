// @ts-check
/* Stands where Material's search worker stood and speaks its protocol: 0 set up, 1 ready, 2 query,
   3 result. The engine and the index are fetched with the first query that is not empty, be it a blank:
   when the field is entered, not with every page. */

/** @typedef {{engine: string, index: string, lang: ["zh"|"en"], failed: {title: string, text: string, url: string}}} Settings */

let settings = /** @type {Settings | null} */ (null);
let ask = /** @type {Promise<(query: string) => unknown> | null} */ (null);
let latest = 0;

/** @param {Settings} from */
async function open(from) {
  const here = self.location.href;
  const index = fetch(new URL(from.index, here));
  index.catch(() => {}); // told below, unless the engine fails first
  // @ts-ignore: this is a worker
  importScripts(new URL(from.engine, here).href);
  const answer = await index;
  if (!answer.ok) throw new Error(`${answer.status} ${from.index}`);
  // @ts-ignore: the engine has just been loaded
  return search.open(await answer.json(), from.lang[0]);
}

/** @param {string} query */
async function found(query) {
  if (!query) return { items: [] };
  const from = /** @type {Settings} */ (settings);
  let answer;
  try {
    answer = await (ask ??= open(from));
  } catch (error) {
    ask = null; // the next key tries again
    console.warn(error);
    const { title, text, url } = from.failed;
    return { items: [[{ location: url, title, text, score: 1, terms: {} }]] };
  }
  return answer(query);
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

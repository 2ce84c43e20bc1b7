// Runs the built site's own search worker in Node, as a browser would run it.
//
//   node ask.mjs SITE zh|en < queries.json > answers.json
//
// In: a JSON list of queries. Out: {"answers": [[item, …], …], "ms": [milliseconds of each]}.

import { readFileSync } from "node:fs";
import path from "node:path";
import { runInThisContext } from "node:vm";

const [site, lang] = process.argv.slice(2);
const root = "http://site/";
const file = (url) => path.join(site, decodeURIComponent(new URL(url).pathname));
const page = readFileSync(path.join(site, lang === "en" ? "en" : "", "index.html"), "utf8");
const config = JSON.parse(page.match(/<script id="__config"[^>]*>(.*?)<\/script>/s)[1]);
const base = new URL(`${config.base}/`, lang === "en" ? `${root}en/` : root);
const worker = new URL(config.search, lang === "en" ? `${root}en/` : root);
const settings = JSON.parse(readFileSync(file(new URL("search/search_index.json", base)), "utf8"));

let hear, told;
globalThis.self = globalThis;
globalThis.location = { href: worker.href };
globalThis.importScripts = (...urls) => urls.forEach((url) => runInThisContext(readFileSync(file(url), "utf8"), url));
globalThis.fetch = async (url) => ({ ok: true, json: async () => JSON.parse(readFileSync(file(url), "utf8")) });
globalThis.addEventListener = (_, listener) => (hear = (data) => listener({ data }));
globalThis.postMessage = (message) => (told = message);
runInThisContext(readFileSync(file(worker), "utf8"), worker.href);

await hear({ type: 0, data: settings });
if (told?.type !== 1) throw new Error("the worker did not report ready");
const answers = [], ms = [];
for (const query of JSON.parse(readFileSync(0, "utf8"))) {
  const start = performance.now();
  await hear({ type: 2, data: query });
  ms.push(performance.now() - start);
  if (told?.type !== 3) throw new Error(`no answer to ${query}`);
  answers.push(told.data.items);
}
process.stdout.write(JSON.stringify({ answers, ms }));

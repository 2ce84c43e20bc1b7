// How long a key takes with many clauses: node benchmarks/search/run.mjs SITE [CLAUSES]
//
// The clauses are the site's own sentences, put together anew with other figures. Prints the time
// to open the index and, for every key of some queries typed out, the median, the 95th of a hundred
// and the most, in milliseconds of the processor (other work on the machine does not count), as
// JSON. Beyond what this bears, Pagefind takes over: see
// builder/search.py.

import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { runInThisContext } from "node:vm";

const [site, clauses = "5000"] = process.argv.slice(2);
const folder = path.join(site, "assets/search");
const read = (start) =>
  readFileSync(path.join(folder, readdirSync(folder).find((name) => name.startsWith(start))), "utf8");
runInThisContext(read("engine-"));
const index = JSON.parse(read("index-"));

let seed = 20240911;
const random = (n) => (seed = (seed * 48271) % 2147483647) % n;
const any = (list) => list[random(list.length)];
const { entries } = index;
const sentences = entries.text.map((side, l) => side.flatMap((text) => text.split(l ? /(?<=[.;]) / : /(?<=[。；])/)));
const figures = (text) => text.replace(/\d+(?=万元)/g, () => String(1 + random(999)));
const made = (l) => Array.from({ length: 3 }, () => figures(any(sentences[l]))).join(l ? " " : "");
const numbers = Array.from({ length: Number(clauses) }, (_, n) => n + 1);
const measures = [...entries.id.keys()].filter((n) => entries.kind[n]);
const like = numbers.map(() => any(measures)), titled = numbers.map(() => any(measures));
const taken = (column, from) => (Array.isArray(column[0]) ? column.map((side) => from.map((n) => side[n])) : from.map((n) => column[n]));
index.entries = Object.fromEntries(Object.entries(entries).map(([name, column]) => [name, taken(column, name === "title" ? titled : like)]));
index.entries.id = numbers.map((n) => `xm-${n}`);
index.entries.text = [0, 1].map((l) => numbers.map(() => made(l)));

const typed = [
  "技术改造补助", "专精特新小巨人奖励", "贴息", "500万元", "interest subsidy", "jishugaizao",
  "怎么申请专利质押贷款贴息", "技術改造", "tehnical renovation", "质压融资",
].flatMap((words) => [...words].map((_, n) => words.slice(0, n + 1)));

const worked = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};
const since = worked();
const ask = globalThis.search.open(index, "zh");
ask(" ");
await new Promise((done) => setTimeout(done, 1000)); // what is made when the field is entered
const open = worked() - since;
for (const query of typed) ask(query); // as in a browser that has run for a while
const ms = typed.map((query) => {
  const start = worked();
  ask(query);
  return worked() - start;
});
const sorted = [...ms].sort((a, b) => a - b);
const at = (share) => Number(sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))].toFixed(1));
console.log(JSON.stringify({
  clauses: index.entries.id.length, keys: ms.length, open: Math.round(open),
  median: at(0.5), p95: at(0.95), most: at(1), slowest: typed[ms.indexOf(sorted.at(-1))],
}));

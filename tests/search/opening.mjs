// What opening the index does, counted, for times say little on a machine that is also busy otherwise:
//
//   node opening.mjs SITE
//
// Out: {"filled": documents given to MiniSearch, "opened": and "entered": tables of sounds made when it
// was opened and after the field was entered, "steps" of the latter, "handed": by query, how many terms
// MiniSearch had to take in}.

import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { runInThisContext } from "node:vm";

const folder = path.join(process.argv[2], "assets/search");
const read = (start) => readFileSync(path.join(folder, readdirSync(folder).find((name) => name.startsWith(start))), "utf8");
const counts = { filled: 0, sounds: 0, handed: 0 };
runInThisContext(read("engine-"));

const { add } = MiniSearch.prototype, { loadJS } = MiniSearch;
MiniSearch.prototype.add = function (document) { counts.filled++; return add.call(this, document); };
MiniSearch.loadJS = function (js, options) { counts.handed += js.index.length; return loadJS.call(this, js, options); };
globalThis.TextDecoder = class extends TextDecoder {
  constructor(...about) { super(...about); counts.sounds++; }
};
let waiting = [], steps = 0;
globalThis.setTimeout = (step) => waiting.push(step);

const ask = globalThis.search.open(JSON.parse(read("index-")), "zh");
const opened = counts.sounds + counts.handed;
ask(" ");
while (waiting.length) {
  waiting.shift()();
  steps++;
}
const entered = counts.sounds;
const handed = Object.fromEntries(["技", "专精特新小巨人奖励", "interest subsid", "zhiya"].map((query) => {
  counts.handed = 0;
  ask(query);
  return [query, counts.handed];
}));
process.stdout.write(JSON.stringify({ filled: counts.filled, opened, entered, again: counts.sounds, steps, handed }));

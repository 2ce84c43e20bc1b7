// @ts-check
// Answers the benchmark in publicodes: see benchmarks/run.py for the messages.
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";

import Engine from "publicodes";

import { rules, situation } from "./rules.mjs";

const MEASURES = [2, 3, 4, 5, 7, 13, 14, 15, 17, 18, 19, 29, 34, 36, 39].map((n) => `xm ${n}`);
const SUMMED = MEASURES.filter((name) => name !== "xm 29" && name !== "xm 36");
// The quickest options found: a situation is parsed at once, names are flat, answers are not checked.
const OPTIONS = {
  strict: { situation: true, checkPossibleValues: false },
  flag: { automaticNamespaceDisabling: false },
};

const profiles = JSON.parse(readFileSync(process.argv[2], "utf8"));
const built = (/** @type {string} */ rounding) => new Engine({ ...rules(rounding), total: { somme: SUMMED } }, OPTIONS);
const engine = built("down");
const situations = profiles.map(situation);

/** @param {Engine} engine */
const evaluate = (engine) => MEASURES.map((name) => engine.evaluate(name));

/** The rules below an evaluated node, each once: a line with its name and its value.
 * @param {any} node @param {string} indent @param {Set<string>} seen @param {string[]} lines */
function explain(node, indent, seen, lines) {
  if (node === null || typeof node !== "object" || node.nodeKind === "constant") return;
  if (node.nodeKind === "reference") {
    if (seen.has(node.dottedName) || node.nodeValue === undefined) return;
    seen.add(node.dottedName);
    lines.push(`${indent}${node.title ?? node.name} = ${node.nodeValue}`);
    indent += "  ";
  }
  const parts = Array.isArray(node) ? node : Object.values(node.explanation ?? node);
  for (const part of parts) explain(part, indent, seen, lines);
}

/** @param {any} node */
function explanation(node) {
  /** @type {string[]} */
  const lines = [];
  explain(node, "", new Set(), lines);
  return lines.join("\n");
}

/** @param {number} count @param {(engine: Engine) => unknown} work @returns seconds */
function timed(count, work) {
  const start = performance.now();
  for (let i = 0; i < count; i++) {
    engine.setSituation(situations[i]);
    work(engine);
  }
  return (performance.now() - start) / 1000;
}

/** @param {number} count @param {Engine} engine @param {(engine: Engine) => unknown} work */
const answers = (count, engine, work) =>
  situations.slice(0, count).map((/** @type {any} */ each) => work(engine.setSituation(each)));

/** @type {Record<string, (count: number) => unknown>} */
const tasks = {
  amounts: (count) => timed(count, evaluate),
  total: (count) => timed(count, (engine) => engine.evaluate("total").nodeValue),
  explained: (count) => timed(count, (engine) => evaluate(engine).map(explanation)),
  results: (count) => answers(count, engine, (e) => evaluate(e).map((node) => Number(node.nodeValue ?? 0))),
  totals: (count) => answers(count, engine, (e) => e.evaluate("total").nodeValue),
  "totals to the nearest fen": (count) => answers(count, built("nearest"), (e) => e.evaluate("total").nodeValue),
};

for await (const line of createInterface({ input: process.stdin })) {
  const [task, count] = JSON.parse(line);
  console.log(JSON.stringify(tasks[task](count)));
}

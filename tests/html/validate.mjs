// @ts-check
/* What html-validate has against the pages of a folder, a line each; last, how many it has read. */
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { argv } from "node:process";
import { HtmlValidate, StaticConfigLoader } from "html-validate";

const folder = argv[2];
const rules = JSON.parse(readFileSync(new URL("rules.json", import.meta.url), "utf8"));
const validator = new HtmlValidate(new StaticConfigLoader(rules));
const pages = readdirSync(folder, { recursive: true }).map(String).filter((name) => name.endsWith(".html"));
for (const page of pages.sort()) {
  const report = await validator.validateFile(join(folder, page));
  for (const { messages } of report.results)
    for (const { line, column, ruleId, message } of messages)
      console.log(`${page}:${line}:${column}: ${ruleId}: ${message}`);
}
console.log(`${pages.length} pages`);

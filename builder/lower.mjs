// Lowers scripts with esbuild: {name: [script, options]} as JSON on stdin, {name: script} on stdout.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";

const esbuild = createRequire(path.resolve(process.argv[2], "package.json"))("esbuild");
const asked = Object.entries(JSON.parse(readFileSync(0, "utf-8")));
const made = asked.map(async ([name, [script, options]]) => {
  const { code, warnings } = await esbuild.transform(script, { sourcefile: name, ...options });
  if (warnings.length) throw new Error(`${name}: ${warnings[0].text}`); // what it cannot lower
  return [name, code];
});
process.stdout.write(JSON.stringify(Object.fromEntries(await Promise.all(made))));

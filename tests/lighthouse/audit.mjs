// @ts-check
/* What Lighthouse says of pages on a phone: a line with an address and categories in, a report out. */
import { argv, stdin, stdout } from "node:process";
import { createInterface } from "node:readline";
import { launch } from "chrome-launcher";
import lighthouse from "lighthouse";

const [chromePath, ...chromeFlags] = argv.slice(2);
const settings = {
  logLevel: /** @type {const} */ ("error"),
  skipAudits: ["screenshot-thumbnails", "final-screenshot"], // pictures count in no score
  disableFullPageScreenshot: true,
};
const chrome = await launch({ chromePath: chromePath || undefined, chromeFlags });
try {
  for await (const line of createInterface({ input: stdin })) {
    const [address, asked] = line.split(" ");
    const told = await lighthouse(address, { ...settings, onlyCategories: asked.split(","), port: chrome.port });
    if (!told) throw new Error(`no report on ${address}`);
    const { audits, categories, environment } = told.lhr;
    stdout.write(`${JSON.stringify({ audits, categories, speed: environment.benchmarkIndex })}\n`);
  }
} finally {
  chrome.kill();
}

// @ts-check
// One run of the stock Pyodide under Node: walks every path of the page, then packs what that took.
// node inside.mjs PYODIDE SITE JOB < {"wheel", "modules", "requests", "later"}; the folder JOB holds
// source/, packages/, inside.py and the pure wheel, and receives python.zip and later.zip: what the
// requests `later` took besides, which need the packages.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

// Node's own report would quote the line at fault, and Pyodide's scripts are one line.
process.on("uncaughtException", (error) => {
  console.error(error);
  process.exit(1);
});

const [pyodide, site, job] = process.argv.slice(2);
const { modules, requests, later, wheel } = JSON.parse(readFileSync(0, "utf8"));
const { loadPyodide } = await import(pathToFileURL(join(pyodide, "pyodide.mjs")).href);
// -OO is for what is compiled here: neither assertions nor docstrings go to the browser.
const python = await loadPyodide({ args: ["-OO"], env: { PYTHONHASHSEED: "0" } });
python.mountNodeFS(makeFolder("/host/job"), job);
python.mountNodeFS(makeFolder("/host/site"), site);

const { modules: loaded, path } = python.pyimport("sys");
path.append("/host/job/source");
const { respond } = python.pyimport("calculator.page");
for (const request of requests) respond(request);
expectError(() => respond()); // a formatted traceback
expectError(() => python.pyimport("calculator.no_such_module"));

const { dict } = python.pyimport("builtins"); // the method copy() of a proxy copies the proxy alone
const used = dict(loaded); // before what comes later, and before the tools below
const needing = modules.filter((/** @type {string} */ name) => !used.has(name)); // what no request took
path.append("/host/job/packages");
for (const name of needing) python.pyimport(name);
for (const request of later) respond(request);
const usedLater = dict(loaded);

path.append("/host/job");
path.append("/host/site");
const { compiled, pack, pack_later } = python.pyimport("inside");
const [own, given] = [compiled(`/host/job/${wheel}`), python.toPy(needing)];
pack(used, own, "/host/job/python.zip", given);
pack_later(used, usedLater, "/host/job/packages", own, given, "/host/job/later.zip");

/** @param {string} path */
function makeFolder(path) {
  python.FS.mkdirTree(path);
  return path;
}

/** @param {() => void} call */
function expectError(call) {
  try {
    call();
  } catch {
    return;
  }
  throw new Error(`no error from ${call}`);
}

// @ts-check
// One run of the stock Pyodide under Node: walks every path of the page, then packs what that took.
// node inside.mjs PYODIDE SITE JOB < {"wheel", "modules", "requests"}; the folder JOB holds source/,
// inside.py and the pure wheel, and receives python.zip.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

// Node's own report would quote the line at fault, and Pyodide's scripts are one line.
process.on("uncaughtException", (error) => {
  console.error(error);
  process.exit(1);
});

const [pyodide, site, job] = process.argv.slice(2);
const { modules, requests, wheel } = JSON.parse(readFileSync(0, "utf8"));
const { loadPyodide } = await import(pathToFileURL(join(pyodide, "pyodide.mjs")).href);
// -OO is for what is compiled here: neither assertions nor docstrings go to the browser.
const python = await loadPyodide({ args: ["-OO"], env: { PYTHONHASHSEED: "0" } });
python.mountNodeFS(makeFolder("/host/job"), job);
python.mountNodeFS(makeFolder("/host/site"), site);

const { modules: loaded, path } = python.pyimport("sys");
path.append("/host/job/source");
for (const name of modules) python.pyimport(name);
const { respond } = python.pyimport("calculator.page");
for (const request of requests) respond(request);
expectError(() => respond()); // a formatted traceback
expectError(() => python.pyimport("calculator.no_such_module"));

const used = loaded.copy(); // before the tools below bring modules of their own
path.append("/host/job");
path.append("/host/site");
python.pyimport("inside").pack(used, `/host/job/${wheel}`, "/host/job/python.zip");

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

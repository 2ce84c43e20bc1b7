// @ts-check
// Answers requests with the built engine, under Node: the browser's own worker file, given what a
// worker has (fetch, messages) and not shown that this is Node.
// node answer.mjs ENGINE_DIR < requests.json > answers.json; what else it says goes to stderr.
import { webcrypto } from "node:crypto";
import { readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { register } from "node:module";
import { join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const { exit, stdout } = process;
const engine = resolve(process.argv[2]);
const requests = JSON.parse(readFileSync(0, "utf8"));
const { worker } = JSON.parse(readFileSync(join(engine, "manifest.json"), "utf8"));

// A .js file with no package.json beside it is CommonJS to Node, a module to a module worker.
const everyFileIsAModule = `export async function load(url, context, next) {
  return next(url, url.endsWith(".js") ? { ...context, format: "module" } : context);
}`;
register(`data:text/javascript,${encodeURIComponent(everyFileIsAModule)}`);

/** @type {((event: {data: object}) => void)[]} */
const listeners = [];
const answers = new Array(requests.length);
let missing = requests.length;

class WorkerGlobalScope {
  static [Symbol.hasInstance]() {
    return true;
  }
}

// @ts-ignore Node 18 has it, but not as a global
globalThis.crypto ??= webcrypto;
Object.assign(globalThis, {
  WorkerGlobalScope,
  self: globalThis,
  location: pathToFileURL(join(engine, worker)),
  process: undefined,
  addEventListener: (/** @type {string} */ _, /** @type {any} */ listener) => listeners.push(listener),
  postMessage: receive,
  close() {},
  importScripts() {
    throw new TypeError("a module worker has none");
  },
  fetch: async (/** @type {string} */ url) => {
    const type = url.endsWith(".wasm") ? "application/wasm" : "application/octet-stream";
    return new Response(await readFile(fileURLToPath(url)), { headers: { "Content-Type": type } });
  },
});

/** @param {any} message */
function receive(message) {
  if (message.type === "failed") stop(`the engine failed: ${message.reason}`);
  if (message.type === "ready") {
    console.error(`ready in ${message.ms} ms`);
    if (!missing) finish();
    requests.forEach((/** @type {string} */ call, /** @type {number} */ id) =>
      listeners.forEach((hear) => hear({ data: { id, call } })),
    );
  }
  if (message.type === "answer") {
    if (!message.ok) stop(`no answer (${message.reason}) to ${requests[message.id]}`);
    answers[message.id] = message.text;
    missing -= 1;
    if (!missing) finish();
  }
}

function finish() {
  stdout.write(JSON.stringify(answers), () => exit(0));
}

/** @param {string} why */
function stop(why) {
  console.error(why);
  exit(1);
}

await import(pathToFileURL(join(engine, worker)).href);

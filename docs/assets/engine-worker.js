// @ts-check
/// <reference lib="webworker" />
/*
 * Python in a worker: fetches the engine's files, checks them, starts Python, answers requests. It is a
 * page's own, or shared by the pages of a tab: then a page that comes later is told the last news first,
 * and what one asks is answered to that one.
 *
 * In:  {id, call}                                  one request, as JSON text
 * Out: {type: "progress", stage, loaded, total}    stage "download" (bytes, unpacked), then "start"
 *      {type: "ready", ms}                         since the worker began
 *      {type: "answer", id, ok: true, text} | {type: "answer", id, ok: false, reason}
 *      {type: "failed", reason}                    nothing will be answered from here on
 * A request that needs a package which is not there yet has it fetched first (`later`): that of workbooks.
 * reason: "network" | "integrity" | "wasm" | "memory" | "python"
 */

/** @typedef {{name: string, bytes: number, sha256: string}} File */
/** @typedef {{folder: string, archive: string, lock: object, files: File[], later: Later}} Manifest */
/** @typedef {File & {packages: string[]}} Later with the packages of which it has more modules */
/** @typedef {"network" | "integrity" | "wasm" | "memory" | "python"} Reason */

/** @type {Manifest} */
// @ts-expect-error the build writes it here
const manifest = __MANIFEST__;
const total = manifest.files.reduce((sum, file) => sum + file.bytes, 0);
const WASM = [0x00, 0x61, 0x73, 0x6d];
const network = self.fetch.bind(self); // Pyodide is given another
let loaded = 0; // bytes, of all files
let told = 0; // of them, in the last message
/** @type {Promise<WebAssembly.Module | undefined> | undefined} */
let compiling;

/** @type {any} */
let pyodide;

class Failure extends Error {
  /** @param {Reason} reason @param {unknown} [cause] */
  constructor(reason, cause) {
    super(reason, { cause });
    this.reason = reason;
  }
}

const url = (/** @type {string} */ name) => new URL(name, import.meta.url).href;

/** @typedef {Pick<MessagePort, "postMessage" | "addEventListener">} Page */
/** @type {Page[]} */
const pages = [];
/** @type {object | undefined} */
let news; // the last

const post = (/** @type {object} */ message) => {
  news = message;
  for (const page of pages) page.postMessage(message);
};

const fail = (/** @type {Reason} */ reason) => {
  post({ type: "failed", reason });
  self.close(); // ends what is still being fetched
};

const python = start();
python.then(
  () => post({ type: "ready", ms: Math.round(performance.now()) }),
  (error) => {
    console.error(error);
    fail(reasonOf(error));
  },
);

if ("onconnect" in self) {
  addEventListener("connect", (event) => {
    const [page] = /** @type {MessageEvent} */ (event).ports;
    serve(page);
    page.start();
  });
} else serve(/** @type {DedicatedWorkerGlobalScope} */ (/** @type {unknown} */ (self)));

/** @param {Page} page */
function serve(page) {
  pages.push(page);
  if (news) page.postMessage(news);
  page.addEventListener("message", async ({ data: { id, call } }) => {
    const respond = await python.catch(() => null);
    if (!respond) return; // said once, by "failed"
    try {
      page.postMessage({ type: "answer", id, ok: true, text: await answer(respond, call) });
    } catch (/** @type {any} */ error) {
      console.error(error);
      const reason = reasonOf(error);
      page.postMessage({ type: "answer", id, ok: false, reason });
      if (error?.name !== "PythonError" && !(error instanceof Failure)) fail(reason); // the interpreter is gone
    }
  });
}

/** @type {Promise<void> | undefined} */
let adding;
let added = false; // what comes later is there

/** @param {(call: string) => string} respond @param {string} call */
async function answer(respond, call) {
  try {
    return respond(call);
  } catch (/** @type {any} */ error) {
    if (added || !["ImportError", "ModuleNotFoundError"].includes(error?.type)) throw error;
    adding ??= add();
    await adding.catch((failure) => {
      adding = undefined; // the next request tries again
      throw failure;
    });
    added = true;
    return respond(call);
  }
}

/** Fetch the archive of packages that only some requests need, and let Python import from it. */
async function add() {
  const content = await arrive(manifest.later);
  const place = `/lib/${manifest.later.name}`;
  pyodide.FS.writeFile(place, content);
  pyodide.pyimport("sys").path.append(place);
  for (const name of manifest.later.packages) {
    pyodide.pyimport(name).__path__.append(`${place}/${name.replaceAll(".", "/")}`);
  }
}

/** @returns {Promise<(call: string) => string>} */
async function start() {
  if (typeof WebAssembly !== "object") throw new Failure("wasm");
  const files = new Map(manifest.files.map((file) => [url(file.name), arrive(file)]));
  const all = Promise.all(files.values()).then(() =>
    post({ type: "progress", stage: "start", loaded: total, total }),
  );

  // Pyodide asks for its files by fetch: it is given what has arrived and was checked.
  self.fetch = async (input, init) => {
    const file = files.get(input instanceof Request ? input.url : String(input));
    return file ? new Response(await file) : network(input, init);
  };
  // The module that Pyodide instantiates is the one compiled while it arrived, once it was checked.
  // Pyodide only warns of one that cannot be instantiated, or says nothing, and then waits for ever.
  const refused = new Promise((_, reject) => {
    self.onunhandledrejection = (event) => {
      event.preventDefault(); // it is told below, as the reason of the failure
      reject(event.reason);
    };
    WebAssembly.instantiateStreaming = async (response, imports) => {
      try {
        const checked = await (await response).arrayBuffer();
        const module = (await compiling) ?? (await WebAssembly.compile(checked));
        return { module, instance: await WebAssembly.instantiate(module, imports) };
      } catch (error) {
        reject(reasonOf(error) === "python" ? new Failure("wasm", error) : error);
        throw error;
      }
    };
  });

  const booted = boot(files);
  await Promise.race([Promise.all([all, booted]), refused]);
  self.fetch = network;
  self.onunhandledrejection = null;
  pyodide = await booted;
  return pyodide.pyimport("calculator.page").respond;
}

/** @param {Map<string, Promise<Uint8Array>>} files */
async function boot(files) {
  const scripts = manifest.files.map(({ name }) => url(name)).filter((name) => /\.m?js$/.test(name));
  await Promise.all(scripts.map((script) => files.get(script))); // checked before they run
  const [{ loadPyodide }] = await Promise.all(
    scripts.map((script) => import(script)),
  ).catch((error) => {
    throw new Failure("network", error);
  });
  return loadPyodide({
    indexURL: url(`${manifest.folder}/`),
    stdLibURL: url(manifest.archive),
    lockFileContents: JSON.stringify(manifest.lock),
  });
}

/** The bytes of one file. One that was stored broken is asked for again, past every cache. */
async function arrive(/** @type {File} */ file) {
  try {
    return await receive(file, "default");
  } catch (error) {
    if (reasonOf(error) !== "integrity") throw error;
    return receive(file, "reload");
  }
}

/**
 * The bytes of one file, counted as they come and checked when they are all here.
 * @param {File} file @param {RequestCache} cache
 */
async function receive({ name, bytes, sha256 }, cache) {
  const content = new Uint8Array(bytes);
  const counts = name !== manifest.later.name; // what comes later is small, and not in the total
  let filled = 0;
  try {
    const response = await network(url(name), { cache });
    if (name.endsWith(".wasm")) compiling = compile(response.clone());
    const { ok, status, body } = response;
    if (!ok || !body) throw new Error(`status ${status}`);
    for (let reader = body.getReader(); ; ) {
      const { done, value } = await reader.read();
      if (done) break;
      if (filled + value.length > bytes) throw new Failure("integrity");
      content.set(value, filled);
      filled += value.length;
      if (!counts) continue;
      loaded += value.length;
      if (loaded - told >= total / 100) {
        told = loaded;
        post({ type: "progress", stage: "download", loaded, total });
      }
    }
    const wasm = !name.endsWith(".wasm") || WASM.every((byte, at) => content[at] === byte);
    if (filled !== bytes || !wasm) throw new Failure("integrity");
    if (self.crypto?.subtle && (await digest(content)) !== sha256) throw new Failure("integrity");
    return content;
  } catch (error) {
    loaded -= counts ? filled : 0;
    told = Math.min(told, loaded);
    throw error instanceof Failure ? error : new Failure("network", error);
  }
}

/**
 * The module of a response, compiled as it comes; compiling is not running, so this may go ahead of
 * the check. Browsers keep the machine code of a response for the next visit, but never that of bytes.
 * One that cannot be compiled so, as its type is wrong, is left to be compiled from the bytes.
 */
async function compile(/** @type {Response} */ response) {
  try {
    return await WebAssembly.compileStreaming(response);
  } catch {
    return undefined;
  }
}

/** SHA-256 in hex; `crypto.subtle` is absent from pages that came without TLS. */
async function digest(/** @type {Uint8Array<ArrayBuffer>} */ content) {
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", content));
  return Array.from(hash, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** @param {any} error @returns {Reason} */
function reasonOf(error) {
  if (error instanceof Failure) return error.reason;
  if (error?.name === "PythonError") return error.type === "MemoryError" ? "memory" : "python";
  if (/out of memory|allocat|enlarge/i.test(String(error))) return "memory";
  return "python";
}

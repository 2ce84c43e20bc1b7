// @ts-check
/// <reference lib="webworker" />
/*
 * The site without a network. The build writes a list of all its files with their hashes; one cache
 * holds one build, and only what has the hash of the list goes in. So whatever is read from it
 * belongs together: no old rule ever meets a new page.
 *
 *   files named by a hash   from any cache, else from the network; WebAssembly from the browser's first
 *   everything else         from the network, asked anew whatever its host said of keeping; from the
 *                           cache of this build where that fails, and for a page also where it is slow
 *
 * On install, what every page needs ("now") is kept; a page asks for the rest when it has time:
 *   {keep: "ahead"}   pages and data      {keep: "engine"}   what the calculator runs on
 * and what is visited is kept in any case. It takes over at once, as nothing it does depends on
 * which build a page is of; the cache before this one stays, for pages that are still open.
 */

/** @typedef {"now" | "ahead" | "engine" | "visited"} Group */
/** @typedef {Record<Group, Record<string, string>>} List address below the site → hash */

/** @type {{build: string, list: string, without: string}} */
// @ts-expect-error the build writes it here
const made = __MADE__;
const HASHED = /[.-][0-9a-f]{8,64}[.\/]/; // its own, or that of its folder
const SLOW_MS = 5000; // for a page to begin to arrive, where one is kept
const AT_ONCE = 4; // requests, when files are kept ahead
const DIGITS = 16; // of a hash, in the list

const worker = /** @type {ServiceWorkerGlobalScope} */ (/** @type {unknown} */ (self));
const site = worker.registration.scope;
const name = `${site}#${made.build}`;
/** @type {Set<string>} */
const foreign = new Set(); // open pages of another build: nothing that is kept is given to them

worker.addEventListener("install", (event) => event.waitUntil(install()));
worker.addEventListener("activate", (event) => event.waitUntil(activate()));
worker.addEventListener("message", (event) => event.waitUntil(later(event.data.keep)));
worker.addEventListener("fetch", (event) => {
  const { method, mode, url } = event.request;
  if (method !== "GET" || !url.startsWith(site)) return;
  if (mode === "navigate") event.respondWith(visit(event));
  else event.respondWith(HASHED.test(below(url)) ? forEver(event) : fresh(event));
});

/** A new build takes over when it has what the one before it had; where data are dear, at once. */
async function install() {
  const before = await Promise.all((await builds()).map(async (each) => (await caches.open(each)).keys()));
  const had = new Set(before.flat().map(({ url }) => url.slice(site.length)));
  const { ahead } = await list();
  await keep("now", true);
  if (frugal()) return worker.skipWaiting();
  if (Object.keys(ahead).some((place) => had.has(place))) await later("ahead");
  if ([...had].some((place) => place.startsWith("engine/"))) await later("engine");
  await again(had);
  await worker.skipWaiting();
}

/** What was used and is still the same. @param {Set<string>} had */
async function again(had) {
  const { visited } = await list();
  const same = Object.keys(visited).filter((place) => HASHED.test(place) && had.has(place));
  for (const url of same.map((place) => site + place)) {
    const before = await old(url);
    if (before) await put(url, before);
  }
}

/** @returns {boolean} as in network.js: a script that is no module cannot import it */
function frugal() {
  /** @type {{saveData?: boolean, effectiveType?: string} | undefined} */
  // @ts-ignore Chromium has it
  const connection = navigator.connection;
  return Boolean(connection?.saveData) || /2g|3g/.test(connection?.effectiveType ?? "");
}

async function activate() {
  const older = (await builds()).filter((each) => each !== name);
  await Promise.all(older.slice(0, -1).map((each) => caches.delete(each)));
  // Firefox shows its own error where a preload fails, whatever is answered here; and what is loaded
  // so is not asked anew. It is the registration that remembers, so an older worker's must be undone.
  await worker.registration.navigationPreload?.disable();
  await worker.clients.claim();
}

/** The caches of this site, the oldest first. */
async function builds() {
  return (await caches.keys()).filter((each) => each.startsWith(`${site}#`));
}

/** A file whose name says what is in it. @param {FetchEvent} event */
async function forEver(event) {
  const { request } = event;
  const again = request.cache === "reload" || request.cache === "no-store"; // what was here is broken
  const kept = again ? undefined : ((await compiled(request)) ?? (await old(request.url)));
  if (kept) return kept;
  try {
    const response = await fetch(request);
    event.waitUntil(put(request.url, response.clone()).catch(console.warn));
    return response;
  } catch (error) {
    return (await old(request.url)) ?? Promise.reject(error); // it may be the browser's that is broken
  }
}

/**
 * The browser's own cache has machine code beside the WebAssembly it compiled; what is kept here has not.
 * @param {Request} request
 */
async function compiled({ url }) {
  if (!url.endsWith(".wasm")) return undefined;
  const found = await fetch(url, { cache: "only-if-cached", mode: "same-origin" }).catch(() => undefined);
  return found?.ok ? found : undefined;
}

/** A file that changes under its name. @param {FetchEvent} event */
async function fresh(event) {
  try {
    return await arriving(event);
  } catch (error) {
    return (await standIn(event)) ?? Promise.reject(error);
  }
}

/** A page. @param {FetchEvent} event */
async function visit(event) {
  const { url } = event.request;
  const coming = arriving(event);
  const late = new Promise((resolve) => setTimeout(resolve, SLOW_MS));
  try {
    return (await Promise.race([coming, late.then(() => own(url))])) ?? (await coming);
  } catch {
    return (await own(url)) ?? (await folder(url)) ?? missing();
  }
}

/** From the network; what is kept stands in for a server that has a bad day. @param {FetchEvent} event */
async function arriving(event) {
  const response = await fetch(event.request, { cache: "no-cache" });
  if (response.status >= 500) return (await standIn(event)) ?? response;
  const same = put(event.request.url, response.clone());
  event.waitUntil(same.then((kept) => kept || foreign.add(event.resultingClientId)).catch(console.warn));
  return response;
}

/** What is kept of what was asked for: nothing, for a page of another build. @param {FetchEvent} event */
async function standIn({ request: { mode, url }, clientId }) {
  return mode !== "navigate" && foreign.has(clientId) ? undefined : own(url);
}

/** Without its slash, a page's address is that of nothing. @param {string} url */
async function folder(url) {
  const { origin, pathname } = new URL(url);
  const slashed = `${origin}${pathname}/`;
  return (await own(slashed)) && Response.redirect(slashed);
}

function missing() {
  const html = made.without.replaceAll("__SITE__", site);
  return new Response(html, { headers: { "Content-Type": "text/html; charset=utf-8" } });
}

/** An address without what comes after the file. @param {string} url */
const plain = (url) => url.replace(/[?#].*/, "");

/** The place of a file in the list. @param {string} url */
const below = (url) => plain(url).slice(site.length);

/** What this build has at an address. @param {string} url */
const own = (url) => held([name], plain(url));

/** What any build has at an address. @param {string} url */
const old = (url) => held(builds(), url);

/**
 * What the last of these caches that has it holds. Where storage is broken nothing is kept: the
 * network can still answer.
 * @param {string[] | Promise<string[]>} names @param {string} url @returns {Promise<Response | undefined>}
 */
async function held(names, url) {
  try {
    for (const each of [...(await names)].reverse()) {
      const found = await (await caches.open(each)).match(url, { ignoreVary: true });
      if (found) return found;
    }
  } catch (error) {
    console.warn(error);
  }
  return undefined;
}

/** What cannot be had now is asked for again by the next page. @param {Group} group */
const later = (group) => keep(group, false).catch(console.warn);

/** Keep all files of a group that are not kept yet. @param {Group} group @param {boolean} all or fail */
async function keep(group, all) {
  const cache = await caches.open(name);
  const kept = new Set((await cache.keys()).map(({ url }) => url));
  const files = Object.keys((await list())[group] ?? {}).map((path) => site + path);
  const left = files.filter((url) => !kept.has(url)).values();
  const one = async () => {
    for (const url of left) {
      const before = await old(url);
      if (before && (await put(url, before))) continue;
      if (!(await obtain(url)) && all) throw new Error(`${url} is not the file of this build`);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, one));
}

/** Fetch a file and keep it: past the browser's cache where that has another. @param {string} url */
async function obtain(url) {
  const first = HASHED.test(below(url)) ? "default" : "no-cache";
  return (
    (await put(url, await fetch(url, { cache: first, priority: "low" }))) ||
    (await put(url, await fetch(url, { cache: "reload", priority: "low" })))
  );
}

/**
 * Keep an answer, if it is what this build has at that address.
 * @param {string} url @param {Response} response @returns {Promise<boolean>} whether it is kept
 */
async function put(url, response) {
  const hash = hashes(await list()).get(below(url));
  const good = hash && (await checked(response, hash));
  if (!good) return false;
  await (await caches.open(name)).put(plain(url), good);
  return true;
}

/** An answer as it is kept, if it has this hash. @param {Response} response @param {string} hash */
async function checked(response, hash) {
  if (!response.ok || response.redirected) return undefined;
  const content = await response.arrayBuffer();
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", content));
  const found = Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
  if (found.slice(0, DIGITS) !== hash) return undefined;
  const headers = new Headers(response.headers);
  for (const each of ["Content-Encoding", "Content-Length"]) headers.delete(each); // as it is kept
  return new Response(content, { headers });
}

/** @type {Promise<List> | undefined} */
let listed;
/** The list of this build. @returns {Promise<List>} */
function list() {
  listed = listed ?? read().catch((error) => {
    listed = undefined;
    throw error;
  });
  return listed;
}

/** A build is named by the hash of its list. @returns {Promise<List>} */
async function read() {
  const url = site + made.list;
  const cache = await caches.open(name);
  const kept = await cache.match(url);
  const known = kept && (await checked(kept, made.build));
  if (known) return known.json();
  const found =
    (await checked(await fetch(url), made.build)) ??
    (await checked(await fetch(url, { cache: "reload" }), made.build));
  if (!found) throw new Error(`${url} is not the list of this build`);
  await cache.put(url, found.clone());
  return found.json();
}

/** @type {Map<string, string> | undefined} */
let flat;
/** Every address of a list with its hash. @param {List} list */
function hashes(list) {
  return (flat = flat ?? new Map(Object.values(list).flatMap((group) => Object.entries(group))));
}

// @ts-check
/*
 * Python in a worker, for every page that computes; its messages are described in engine-worker.js. It
 * is the one that was started in this tab ahead of the page (shared-engine.js), else the page's own,
 * also where the shared one fails.
 *
 *   start()        start it, or start it anew after a failure; startSoon() where it was not started yet
 *   ask(message)   a promise of the answer to a message that calculator/page/session.py knows; it starts
 *                  Python if need be, and is refused with a Failure, which has a `reason`
 *   listen(hear)   be told the news, first the last that there was
 */

import { place, shared } from "./shared-engine.js";
import { computes, whenShown } from "./network.js";

/** @typedef {"network" | "integrity" | "wasm" | "memory" | "python" | "outdated" | "browser"} Reason */
/**
 * @typedef {{type: "start" | "ready" | "slow" | "unanswered" | "answered"} | {type: "failed", reason: Reason}
 *   | {type: "progress", stage: "download" | "start", loaded: number, total: number}} News
 */

const SLOW_MS = 20_000; // without news from the worker, while it downloads
const STUCK_MS = 60_000; // without news, when all is here: browsers do not tell of a worker that died

/** The day that a preview shows; Python asks its own clock where there is none. */
const previewed = document.querySelector('meta[name="as-of"]')?.getAttribute("content") ?? undefined;

export class Failure extends Error {
  /** @param {Reason} reason */
  constructor(reason) {
    super(reason);
    this.reason = reason;
  }
}

/** @type {Worker | MessagePort | undefined} */
let worker;
/** @type {Failure | undefined} */
let failure;
let ready = false;
let here = false; // all that is to be downloaded
let stumbled = false; // over the last request
let count = 0;
/** @type {Map<number, {call: string, resolve: (answer: any) => void, reject: (why: Failure) => void}>} */
const pending = new Map();
/** @type {((news: News) => void)[]} */
const listeners = [];

/** @type {News | undefined} */
let last;

/** Be told the news from the last on, once the script that asks is through. @param {(news: News) => void} hear */
export function listen(hear) {
  queueMicrotask(() => {
    listeners.push(hear);
    if (last) hear(last);
  });
}

export function start() {
  stop();
  failure = undefined;
  ready = here = stumbled = false;
  if (!computes()) return hear({ type: "failed", reason: "browser" });
  tell({ type: "start" });
  if (!join()) open(false);
  expectNews();
}

function stop() {
  if (worker instanceof Worker) worker.terminate();
  else worker?.close();
}

/** Whether there is an engine that this page can share. */
function join() {
  const found = shared.joined();
  if (!found) return false;
  const { port } = found;
  worker = port;
  port.addEventListener("message", ({ data }) => port === worker && hear(data));
  found.addEventListener("error", () => port === worker && hear({ type: "failed", reason: "network" }));
  port.start();
  return true;
}

/** Start the page's own. @param {boolean} again whether its script was just fetched anew */
function open(again) {
  const opened = (worker = new Worker(place(), { type: "module" }));
  let heard = false;
  opened.addEventListener("message", ({ data }) => {
    heard = true;
    hear(data);
  });
  opened.addEventListener("error", async () => {
    if (heard || again) return hear({ type: "failed", reason: "network" });
    await fetch(place(), { cache: "reload" }).catch(console.warn); // what was kept of it may be broken
    if (opened !== worker) return;
    open(true);
  });
  for (const [id, { call }] of pending) opened.postMessage({ id, call });
}

/** Start it, once the page is shown, unless it is started already. */
export function startSoon() {
  whenShown(() => worker ?? start());
}

/** @param {{op: string, [key: string]: unknown}} message @returns {Promise<any>} */
export function ask(message) {
  if (failure) return Promise.reject(failure);
  if (!worker) start();
  if (failure) return Promise.reject(failure); // at once
  const id = ++count;
  const call = JSON.stringify({ ...message, today: previewed });
  return new Promise((resolve, reject) => {
    pending.set(id, { call, resolve, reject });
    worker?.postMessage({ id, call });
    expectNews();
  });
}

/** @param {any} message */
function hear(message) {
  if (message.type === "answer") {
    const asked = pending.get(message.id);
    pending.delete(message.id);
    if (message.ok) asked?.resolve(JSON.parse(message.text));
    else asked?.reject(new Failure(message.reason));
    if (message.ok === stumbled) tell({ type: (stumbled = !message.ok) ? "unanswered" : "answered" });
  } else if (message.type === "failed" && worker instanceof MessagePort) {
    stop();
    shared.leave();
    ready = here = false;
    tell({ type: "start" });
    open(false);
  } else if (message.type === "failed") {
    const failed = (failure = new Failure(message.reason));
    stop();
    for (const { reject } of pending.values()) reject(failure);
    pending.clear();
    clearTimeout(waiting);
    replaced(message.reason).then((is) => failure === failed && tell(is ? { type: "failed", reason: "outdated" } : message));
    return;
  } else {
    ready = message.type === "ready";
    here = ready || message.stage === "start";
    tell(message);
  }
  expectNews();
}

/** Whether the engine of this page is gone because the site is a newer one: only a reload helps then.
    @param {Reason} reason */
async function replaced(reason) {
  if (reason !== "network" && reason !== "integrity") return false;
  const answer = await fetch(location.pathname, { cache: "no-store" }).catch(() => undefined);
  const page = answer?.ok && !answer.redirected ? await answer.text().catch(() => "") : "";
  return page.includes("data-engine=") && !page.includes(place().replace(/.*\//, ""));
}

/** @param {News} news */
function tell(news) {
  last = news;
  if (news.type === "ready") {
    document.dispatchEvent(new Event("engine:ready")); // for offline.js
    performance.mark("engine:ready", { detail: worker instanceof MessagePort ? "shared" : "own" });
  }
  for (const each of listeners) each(news);
}

/** @type {number | undefined} */
let waiting;
/** Say so when the worker owes something and stays silent. */
function expectNews() {
  clearTimeout(waiting);
  if (ready && !pending.size) return;
  waiting = here
    ? setTimeout(() => hear({ type: "failed", reason: "python" }), STUCK_MS)
    : setTimeout(() => tell({ type: "slow" }), SLOW_MS);
}

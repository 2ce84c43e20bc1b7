// @ts-check
/*
 * The calculator's page: Python is started as soon as this arrives, beside all else that the page loads;
 * not where data are dear or slow.
 */

import { frugal } from "./network.js";
import { startSoon } from "./engine.js";

if (!frugal()) startSoon();

// @ts-check
// The fifteen clauses of Xiamen in publicodes: sums in yuan, rates in % or ‰ as entered.
// Publicodes has no lists: each entry of a list is a rule of its own, made by a function here.

export const ENTRIES = [1, 2, 3];
const YEARS = [2024, 2025, 2026];

/** Rounded down to the fen. `arrondi` rounds to the nearest: half a fen less, but for the noise of
 * binary fractions, makes it downwards. */
const down = (/** @type {unknown} */ valeur) => ({
  valeur: { somme: [valeur, -0.0049999] },
  arrondi: "2 décimales",
});

/** To the nearest fen, as `arrondi` does it. */
const nearest = (/** @type {unknown} */ valeur) => ({ valeur, arrondi: "2 décimales" });

const all = (/** @type {unknown[]} */ ...conditions) => ({ "toutes ces conditions": conditions });
const any = (/** @type {unknown[]} */ ...conditions) => ({ "une de ces conditions": conditions });
const when = (/** @type {unknown} */ si, /** @type {unknown} */ alors, /** @type {unknown} */ sinon = 0) => ({
  variations: [{ si, alors }, { sinon }],
});
const sum = (/** @type {(entry: number) => unknown} */ part) => ({ somme: ENTRIES.map(part) });

/** @param {Record<string, unknown>} defaults */
const facts = (defaults) =>
  Object.fromEntries(Object.entries(defaults).map(([name, value]) => [name, { "par défaut": value }]));

/** @param {string} list @param {Record<string, unknown>} defaults */
const entries = (list, defaults) =>
  Object.assign({}, ...ENTRIES.map((i) =>
    facts(Object.fromEntries(Object.entries(defaults).map(([name, value]) => [`${list} ${i} ${name}`, value]))),
  ));

/** @param {(list: string, i: number) => Record<string, unknown>} make @param {string} list */
const each = (list, make) => Object.assign({}, ...ENTRIES.map((i) => make(`${list} ${i}`, i)));

/** The rules; `rounding` is "down", as the amounts are rounded, or "nearest", as `arrondi` does it. */
export function rules(rounding = "down") {
  const fen = rounding === "down" ? down : nearest;
  const cappedByYear = (/** @type {string} */ name, /** @type {string} */ list, /** @type {string} */ part, /** @type {string} */ share, /** @type {number} */ cap) =>
    Object.fromEntries(YEARS.map((year) => [
      `${name} in ${year}`,
      {
        valeur: fen({ produit: [sum((i) => when(`${list} ${i} year = ${year}`, `${list} ${i} ${part}`)), share] }),
        plafond: cap,
      },
    ]));
  const ofAllYears = (/** @type {string} */ name) => ({ somme: YEARS.map((year) => `${name} in ${year}`) });

  return {
    ...facts({
      applicant: "'enterprise'",
      "srdi sme": "non",
      reserve: "non",
      "little giant": "non",
      "key little giant": "non",
      "first little giant title": "non",
      "reserve award received": 0,
      "joint lab qualified": "non",
      "joint lab equipment": 0,
      "joint lab fiscal money": 0,
      "lpr": 0,
      "national cluster": "non",
      "cluster fund received": 0,
      "digital spend": 0,
      "digital level": 0,
      "digital subsidy received": 0,
      "training qualified": "non",
      "financing requested": 0,
      "first claim": "non",
    }),
    ...entries("tech loan", { use: "'fixed_asset'", principal: 0, rate: 0, days: 0 }),
    ...entries("project", { investment: 0 }),
    ...entries("pledge", { principal: 0, rate: 0, days: 0, year: 0, collateral: "'other'" }),
    ...entries("standard", { kind: "'local'", role: "'participant'" }),
    ...entries("fee", { year: 0, amount: 0 }),
    ...entries("training day", { persons: 0 }),
    ...entries("rent", { amount: 0, place: "'mainland'" }),
    ...entries("policy", { premium: 0, rate: 0, kind: "'export'" }),

    enterprise: "applicant = 'enterprise'",
    giant: any("little giant", "key little giant"),
    srdi: all("enterprise", any("srdi sme", "reserve", "giant")),

    "xm 2": {
      "applicable si": all("enterprise", "reserve"),
      valeur: "300000 - reserve award received",
      plancher: 0,
    },

    "xm 3": { "applicable si": all("enterprise", "giant", "first little giant title"), valeur: "500000 + 500000" },

    "fixed asset limit": when("giant", 1_000_000_000, 500_000_000),
    "rnd limit": when("giant", 100_000_000, 50_000_000),
    ...each("tech loan", (loan) => ({
      [`${loan} saving`]: {
        produit: [
          { valeur: `${loan} principal`, plafond: when(`${loan} use = 'rnd'`, "rnd limit", "fixed asset limit") },
          { valeur: `${loan} rate - 2`, plancher: 0 },
          `${loan} days`,
        ],
      },
    })),
    "tech loans saving": sum((i) => `tech loan ${i} saving`),
    "xm 4": { "applicable si": "srdi", ...fen("tech loans saving / 36500") },

    ...each("project", (project) => ({
      [`${project} subsidy`]: when(
        all(`${project} investment >= 1000000`, `${project} investment < 5000000`),
        fen(`${project} investment / 10`),
      ),
    })),
    "xm 5": { "applicable si": "srdi", valeur: sum((i) => `project ${i} subsidy`) },

    "own money": { valeur: "joint lab equipment - joint lab fiscal money", plancher: 0 },
    "xm 7": {
      "applicable si": all("srdi", "joint lab qualified"),
      valeur: fen("own money / 10"),
      plafond: 10_000_000,
    },

    ...each("pledge", (loan) => ({
      [`${loan} interest`]: when(any(`${loan} collateral = 'patent'`, `${loan} collateral = 'trademark'`), {
        produit: [
          `${loan} principal`,
          { valeur: `${loan} rate`, plafond: "lpr" },
          { valeur: `${loan} days`, plafond: 365 },
        ],
      }),
    })),
    ...cappedByYear("xm 13", "pledge", "interest", "0.6 / 36500", 300_000),
    "xm 13": { "applicable si": "srdi", valeur: ofAllYears("xm 13") },

    ...each("standard", (standard) => ({
      [`${standard} counts`]: when(
        all(
          `${standard} role = 'main_drafter'`,
          any(`${standard} kind = 'international'`, `${standard} kind = 'national'`, `${standard} kind = 'industry'`),
        ),
        1,
      ),
    })),
    "standards that count": sum((i) => `standard ${i} counts`),
    "xm 14": { "applicable si": "srdi", valeur: "1000000 * standards that count" },

    "xm 15": {
      "applicable si": all("applicant = 'cluster_operator'", "national cluster"),
      valeur: "2000000 - cluster fund received",
      plancher: 0,
    },

    "digital cap left": { valeur: "250000 - digital subsidy received", plancher: 0 },
    "xm 17": {
      "applicable si": all("enterprise", any("reserve", "giant"), "digital level >= 2"),
      valeur: fen("30 * digital spend / 100"),
      plafond: "digital cap left",
    },

    ...cappedByYear("xm 18", "fee", "amount", "0.5", 300_000),
    "xm 18": { "applicable si": "srdi", valeur: ofAllYears("xm 18") },

    "persons trained": sum((i) => `training day ${i} persons`),
    "xm 19": {
      "applicable si": all("applicant = 'training_provider'", "training qualified"),
      valeur: "500 * persons trained",
    },

    "xm 29": { "applicable si": "srdi", valeur: "financing requested", plafond: 20_000_000 },

    "xm 34": {
      "applicable si": "srdi",
      valeur: sum((i) => when(`rent ${i} place = 'mainland'`, `rent ${i} amount`)),
      plafond: 100_000,
    },

    "xm 36": { "applicable si": "srdi", valeur: any("reserve", "giant", "first claim") },

    ...each("policy", (policy) => ({
      [`${policy} premium counted`]: when(`${policy} kind = 'domestic'`, {
        variations: [
          { si: `${policy} rate > 7`, alors: `7 * ${policy} premium / ${policy} rate` },
          { sinon: `${policy} premium` },
        ],
      }),
    })),
    "premiums counted": sum((i) => `policy ${i} premium counted`),
    "xm 39": { "applicable si": "srdi", valeur: fen("40 * premiums counted / 100"), plafond: 300_000 },
  };
}

/** A profile of the calculator as a situation; what is not said keeps its default.
 * @param {any} profile */
export function situation(profile) {
  /** @type {Record<string, string | number>} */
  const said = {
    applicant: `'${profile.applicant}'`,
    "reserve award received": Number(profile.reserve_award_received),
    "joint lab equipment": Number(profile.joint_lab_equipment),
    "joint lab fiscal money": Number(profile.joint_lab_fiscal_money),
    lpr: Number(profile.lpr_1y_pct),
    "cluster fund received": Number(profile.cluster_fund_received),
    "digital spend": Number(profile.digital_spend),
    "digital level": profile.digital_level_after,
    "digital subsidy received": Number(profile.digital_subsidy_received),
    "financing requested": Number(profile.financing_requested),
  };
  const yes = {
    "srdi sme": profile.titles.includes("srdi_sme"),
    reserve: profile.titles.includes("little_giant_reserve"),
    "little giant": profile.titles.includes("little_giant"),
    "key little giant": profile.titles.includes("key_little_giant"),
    "first little giant title": profile.first_little_giant_title,
    "joint lab qualified": profile.joint_lab_qualified,
    "national cluster": profile.clusters_recognised.includes("national"),
    "training qualified": profile.training_course_qualified,
    "first claim": profile.overseas_exhibition_first_claim,
  };
  for (const [name, value] of Object.entries(yes)) if (value) said[name] = "oui";

  /** @param {string} name @param {any[]} list @param {(entry: any) => Record<string, string | number>} read */
  const entered = (name, list, read) =>
    list.forEach((entry, i) => {
      for (const [key, value] of Object.entries(read(entry))) said[`${name} ${i + 1} ${key}`] = value;
    });
  entered("tech loan", profile.tech_fund_loans, (l) => ({
    use: `'${l.use}'`, principal: Number(l.principal), rate: Number(l.financing_rate_pct), days: l.days,
  }));
  entered("project", profile.equipment_projects, (p) => ({ investment: Number(p.investment) }));
  entered("pledge", profile.pledge_loans, (l) => ({
    principal: Number(l.principal), rate: Number(l.rate_pct), days: l.days, year: l.year,
    collateral: `'${l.collateral}'`,
  }));
  entered("standard", profile.standards, (s) => ({ kind: `'${s.kind}'`, role: `'${s.role}'` }));
  entered("fee", profile.consulting_fees, (f) => ({ year: f.year, amount: Number(f.amount) }));
  entered("training day", profile.training_attendance, (persons) => ({ persons }));
  entered("rent", profile.venue_rents, (r) => ({ amount: Number(r.amount), place: `'${r.place}'` }));
  entered("policy", profile.credit_insurance_policies, (p) => ({
    premium: Number(p.premium_paid), rate: Number(p.rate_permille), kind: `'${p.kind}'`,
  }));
  return said;
}

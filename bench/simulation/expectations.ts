import type { VerdictKind } from "#retraining";

/** What happened in one world. */
export interface Outcome {
  readonly scenario: string;
  readonly seed: number;
  readonly policy: string;
  readonly days: number;
  /** Days from the beginning of the change to the first incident; null for none. */
  readonly firstAlert: number | null;
  /** Incidents opened in the calm days. */
  readonly calmAlerts: number;
  /** Verdicts in the order in which they first decided, but for age and nothing. */
  readonly verdicts: readonly string[];
  readonly actions: readonly string[];
  readonly culprits: readonly string[];
  readonly evaluations: number;
  readonly promotions: number;
  /** What came of each evaluation: on which day of the change it was called for, by what, and how it ended. */
  readonly runs: readonly { readonly day: number; readonly verdict: string; readonly outcome: string }[];
  /** True quality on the last days' customers: of the truth itself (version null), the first champion and the present one. */
  readonly truth: readonly { readonly version: number | null; readonly auc: number; readonly logLoss: number }[];
}

/** What a loop that is right does about a scenario. */
export interface Expectation {
  /** Days that are lived through. */
  readonly days: number;
  /** Whether something has to be said, and by which day of the change. */
  readonly alertBy: number | null;
  /** Whether saying something is wrong. */
  readonly mustBeQuiet?: boolean;
  /** Verdicts that are true of it; the first one given has to be among the first list, the others among either. */
  readonly verdicts: readonly VerdictKind[];
  readonly later?: readonly VerdictKind[];
  /** `needed`: a new model pays; `harmful`: it cannot; `open`: either is well. */
  readonly promotion: "needed" | "harmful" | "open";
  /** Whether the change begins on the first day, with no calm before. */
  readonly hasNoCalm?: boolean;
}

const drift = ["covariate-drift", "covariate-drift-with-loss"] as const;
const concept = ["concept-drift", "realised-loss", "early-outcomes"] as const;
const price = { verdicts: drift, promotion: "harmful", days: 26 } as const;
const fault = { alertBy: 2, verdicts: ["quality-fault"], promotion: "harmful", days: 24 } as const;

/** Days before a change begins, in every world of the bench. */
export const calmDays = 14;

/** What is right, by scenario: the truth of each is known. */
export const expectations: Readonly<Record<string, Expectation>> = {
  none: { days: 45, alertBy: null, mustBeQuiet: true, verdicts: [], promotion: "harmful" },
  "reference-drift": {
    days: 32,
    alertBy: 4,
    verdicts: drift,
    later: [...concept, "estimated-loss"],
    promotion: "open",
  },
  "reference-drift-literal": {
    days: 32,
    alertBy: 4,
    verdicts: drift,
    later: [...concept, "estimated-loss"],
    promotion: "open",
  },
  "price-step": { ...price, alertBy: 3 },
  "price-creep": { ...price, alertBy: 12, days: 34 },
  "contract-mix": { ...price, alertBy: 9 },
  "price-harmless": { ...price, alertBy: 10 },
  "concept-moderate": { days: 95, alertBy: 45, verdicts: concept, later: drift, promotion: "needed" },
  "concept-severe": { days: 95, alertBy: 30, verdicts: concept, later: drift, promotion: "needed" },
  "null-spike": fault,
  "schema-change": fault,
  "unit-change": fault,
  "unseen-level": { ...fault, alertBy: 4, verdicts: ["quality-fault", "covariate-drift"], promotion: "open" },
  "volume-drop": { ...fault, verdicts: ["feed-fault"] },
  "stale-feed": { ...fault, alertBy: 3, days: 38 },
  "label-outage": {
    days: 42,
    alertBy: 20,
    verdicts: ["label-outage"],
    later: ["label-bias", "early-outcomes"],
    promotion: "harmful",
  },
  "seasonal-week": { days: 35, alertBy: null, verdicts: drift, promotion: "harmful", hasNoCalm: true },
  oscillating: { ...price, alertBy: 4, days: 44 },
};

function isSaidRightly({ scenario, firstAlert }: Outcome): boolean {
  const { alertBy, mustBeQuiet } = expectations[scenario]!;
  if (alertBy === null) return mustBeQuiet !== true || firstAlert === null;
  return firstAlert !== null && firstAlert <= alertBy;
}

/** Whether every verdict is true of the world; the policy that takes triggers literally has no verdicts to be judged by. */
function isNamedRightly({ scenario, verdicts, policy }: Outcome): boolean {
  if (policy === "reference") return true;
  const { verdicts: first, later = [] } = expectations[scenario]!;
  const known: ReadonlySet<string> = new Set([...first, ...later]);
  const [earliest] = verdicts;
  return (
    (earliest === undefined || (first as readonly string[]).includes(earliest)) &&
    verdicts.every((verdict) => known.has(verdict))
  );
}

/** Nothing told, and no evaluation called for but by age, before anything happened. */
function isQuietBefore({ calmAlerts, runs }: Outcome): boolean {
  return calmAlerts === 0 && runs.every(({ day, verdict }) => day > 0 || verdict === "age");
}

/** Whether an outcome is what the truth asks for: said in time and by its name, not in the calm, a new model only where one pays. */
export function isRight(outcome: Outcome): boolean {
  const { promotion } = expectations[outcome.scenario]!;
  const { promotions } = outcome;
  const isPromotionRight = promotion === "open" || (promotion === "needed" ? promotions > 0 : promotions === 0);
  return isSaidRightly(outcome) && isNamedRightly(outcome) && isQuietBefore(outcome) && isPromotionRight;
}

/** What happened in one world. */
export interface Outcome {
  readonly scenario: string;
  readonly seed: number;
  /** Days from the beginning of the change to the first incident; negative before it, null for none. */
  readonly firstAlert: number | null;
  /** Incidents opened in the calm days. */
  readonly calmAlerts: number;
  readonly verdicts: readonly string[];
  readonly actions: readonly string[];
  readonly culprits: readonly string[];
  readonly evaluations: number;
  readonly promotions: number;
}

/** What a loop that is right does about a scenario. */
interface Expectation {
  /** Whether something has to be said, and by which day of the change. */
  readonly alertBy: number | null;
  /** Whether saying something is wrong. */
  readonly mustBeQuiet?: boolean;
  /** `needed`: a new model pays; `harmful`: it cannot; `open`: either is well. */
  readonly promotion: "needed" | "harmful" | "open";
}

/** What is right, by scenario: the truth of each is known. */
export const expectations: Readonly<Record<string, Expectation>> = {
  none: { alertBy: null, mustBeQuiet: true, promotion: "harmful" },
  "reference-drift": { alertBy: 4, promotion: "open" },
  "reference-drift-literal": { alertBy: 4, promotion: "open" },
  "price-step": { alertBy: 3, promotion: "harmful" },
  "price-creep": { alertBy: 12, promotion: "harmful" },
  "contract-mix": { alertBy: 9, promotion: "harmful" },
  "price-harmless": { alertBy: 10, promotion: "harmful" },
  "concept-moderate": { alertBy: 60, promotion: "needed" },
  "concept-severe": { alertBy: 40, promotion: "needed" },
  "null-spike": { alertBy: 2, promotion: "harmful" },
  "schema-change": { alertBy: 2, promotion: "harmful" },
  "unit-change": { alertBy: 2, promotion: "harmful" },
  "unseen-level": { alertBy: 4, promotion: "open" },
  "volume-drop": { alertBy: 2, promotion: "harmful" },
  "stale-feed": { alertBy: 3, promotion: "harmful" },
  "label-outage": { alertBy: 20, promotion: "harmful" },
  "seasonal-week": { alertBy: null, promotion: "harmful" },
  oscillating: { alertBy: 4, promotion: "harmful" },
};

/** Whether an outcome is what the truth asks for: said in time, not in the calm, and a new model only where one pays. */
export function isRight({ scenario, firstAlert, calmAlerts, promotions }: Outcome): boolean {
  const { alertBy, mustBeQuiet, promotion } = expectations[scenario]!;
  const isSaid =
    alertBy === null ? mustBeQuiet !== true || firstAlert === null : firstAlert !== null && firstAlert <= alertBy;
  const isPromotionRight = promotion === "open" || (promotion === "needed" ? promotions > 0 : promotions === 0);
  return isSaid && calmAlerts === 0 && isPromotionRight;
}

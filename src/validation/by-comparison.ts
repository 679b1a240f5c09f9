import type { Random } from "#kernel";
import { compareLogLoss } from "#metrics";
import type { ValidationEvidence } from "./evidence.js";
import type { Bound, CheckOutcome, GateOutcome } from "./gate.js";
import type { GateId } from "./gates/gate-table.js";
import { challengerOf, championOf, labelsOf } from "./read-evidence.js";

/** How a gate judges a model: the challenger, or the champion in its place. */
export type Judge = (id: GateId, evidence: ValidationEvidence, random: Random) => GateOutcome;

/**
 * Gates that ask how good a model is. The others ask whether it is safe to use (latency, rows with nulls, leakage, slices that
 * lose), and a worse champion is no answer to that.
 */
const qualityGates: ReadonlySet<GateId> = new Set<GateId>([
  "performance",
  "error-rates",
  "minority-class",
  "prediction-balance",
  "champion-f1",
  "logistic-log-loss",
  "logistic-auc",
  "calibration",
  "profit",
  "worst-slice",
]);

/** Both ends of a 90 % interval are one-sided bounds of 95 % confidence. */
const level = 0.9;

/**
 * Whether the challenger's log loss is lower than the champion's with 95 % confidence, on the same rows. Evidence that cannot be
 * used proves nothing.
 */
export function isProvenBetterOnRows(evidence: ValidationEvidence): boolean {
  try {
    return isLossLower(evidence);
  } catch {
    return false;
  }
}

function isLossLower(evidence: ValidationEvidence): boolean {
  const champion = championOf(evidence);
  if (champion === null) return false;
  const { probabilities } = challengerOf(evidence);
  const { difference } = compareLogLoss(labelsOf(evidence), probabilities, champion.probabilities, level);
  return difference.high < 0;
}

/** How far a number is beyond a bound; 0 within. */
function miss(value: number, { low, high }: Bound): number {
  return Math.max(0, (low ?? Number.NEGATIVE_INFINITY) - value, value - (high ?? Number.POSITIVE_INFINITY));
}

function reachesBound({ interval, bound: { low, high } }: CheckOutcome): boolean {
  if (interval === null) return false;
  return (low === null || interval.high >= low) && (high === null || interval.low <= high);
}

/** The check with the verdict that the champion's own number gives it. */
function compared(check: CheckOutcome, champions: CheckOutcome | undefined): CheckOutcome {
  if (check.verdict !== "failed" || check.value === null) return check;
  const rival = champions?.value ?? null;
  const isRivalWorse = rival !== null && miss(rival, check.bound) >= miss(check.value, check.bound);
  if (isRivalWorse) return { ...check, verdict: "passed", champion: rival };
  return reachesBound(check) ? { ...check, verdict: "passed" } : check;
}

/** The champion in the challenger's place; what is only known of the challenger is left out, so gates that need it end in error. */
function championAsChallenger(evidence: ValidationEvidence): ValidationEvidence {
  return { ...evidence, challenger: evidence.champion!, champion: null, withNulls: null };
}

/**
 * The checks of a failed gate, judged beside the champion that serves today. Bounds are about what is good enough to begin with; once
 * a world has changed, no model may reach them, and refusing the better of two keeps the worse one in service. So a quality bound
 * that is missed does not stand against a challenger whose log loss is proven lower than the champion's on the same rows, if the
 * champion misses it by at least as much, or if the miss is within the interval of these rows. What ended in error stays so.
 * @returns undefined when nothing changes
 */
export function checksByComparison(
  gate: GateOutcome,
  evidence: ValidationEvidence,
  judge: Judge,
  random: Random,
): readonly CheckOutcome[] | undefined {
  const id = gate.id as GateId;
  if (gate.verdict !== "failed" || !qualityGates.has(id)) return undefined;
  const champions = id === "champion-f1" ? [] : judge(id, championAsChallenger(evidence), random).checks;
  const checks = gate.checks.map((check) =>
    compared(
      check,
      champions.find((candidate) => candidate.id === check.id),
    ),
  );
  return checks.some((check, index) => check !== gate.checks[index]) ? checks : undefined;
}

import type { Random } from "#kernel";
import { compareLogLoss, rocAuc, rocAucEstimate } from "#metrics";
import type { ValidationEvidence } from "./evidence.js";
import type { Bound, CheckOutcome, GateOutcome } from "./gate.js";
import type { GateId } from "./gates/gate-table.js";
import { challengerOf, championOf, judgedRows, labelsOf } from "./read-evidence.js";
import { valueText } from "./wording.js";

/** How a gate judges a model: the challenger, or the champion in its place. */
export type Judge = (id: GateId, evidence: ValidationEvidence, random: Random) => GateOutcome;

/**
 * Gates that ask how good a model is. The others ask whether it is safe to use (latency, sensible scores of rows with nulls,
 * leakage, slices that lose), and a worse champion is no answer to that.
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
 * Whether the challenger's log loss is lower than the champion's, and its own AUC above one half, both with 95 % confidence, on the
 * same rows. One that finds nothing has the lower log loss too where labels came in disorder: it is merely less sure. Evidence that
 * cannot be used proves nothing.
 */
export function isProvenBetterOnRows(evidence: ValidationEvidence): boolean {
  try {
    return isLossLower(evidence) && isAnythingFound(evidence);
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

function isAnythingFound(evidence: ValidationEvidence): boolean {
  const { low } = rocAucEstimate(labelsOf(evidence), challengerOf(evidence).probabilities, level);
  return low > 0.5;
}

/** How far a number is beyond a bound; 0 within. */
function miss(value: number, { low, high }: Bound): number {
  return Math.max(0, (low ?? Number.NEGATIVE_INFINITY) - value, value - (high ?? Number.POSITIVE_INFINITY));
}

/** Whether the interval of a number reaches into a range. */
function reaches({ interval }: CheckOutcome, { low, high }: Bound): boolean {
  if (interval === null) return false;
  return (low === null || interval.high >= low) && (high === null || interval.low <= high);
}

/** Whether the champion misses the bound too, and the challenger misses it by more only as far as chance goes. */
function isMissedByRival(check: CheckOutcome & { readonly value: number }, rival: number): boolean {
  const missed = miss(rival, check.bound);
  if (missed === 0) return false;
  return missed >= miss(check.value, check.bound) || reaches(check, { low: rival, high: rival });
}

/** The check with the verdict that the champion's own number gives it. */
function compared(check: CheckOutcome, champions: CheckOutcome | undefined): CheckOutcome {
  const { verdict, value, bound } = check;
  if (verdict !== "failed" || value === null) return check;
  const rival = champions?.value ?? null;
  if (rival !== null && isMissedByRival({ ...check, value }, rival)) {
    return { ...check, verdict: "passed", champion: rival };
  }
  return reaches(check, bound) ? { ...check, verdict: "passed" } : check;
}

/** What counts is that rows with nulls are ranked no worse than by the champion, not how high they fell from. */
function comparedWithNulls(check: CheckOutcome, evidence: ValidationEvidence): CheckOutcome {
  const champions = evidence.withNulls?.champion;
  if (check.verdict !== "failed" || champions === undefined) return check;
  const labels = labelsOf(evidence);
  const own = rocAuc(labels, evidence.withNulls!.all);
  const rival = rocAuc(labels, judgedRows(evidence, champions, "the champion on rows with nulls"));
  if (own < rival) return check;
  const excuse = `but with the same nulls the champion's AUC is ${valueText(rival, "score")} and the challenger's ${valueText(own, "score")}`;
  return { ...check, verdict: "passed", excuse };
}

function changedOnly(
  { checks }: GateOutcome,
  look: (check: CheckOutcome) => CheckOutcome,
): readonly CheckOutcome[] | undefined {
  const looked = checks.map(look);
  return looked.some((check, index) => check !== checks[index]) ? looked : undefined;
}

/** The champion in the challenger's place; what is only known of the challenger is left out, so gates that need it end in error. */
function championAsChallenger(evidence: ValidationEvidence): ValidationEvidence {
  return { ...evidence, challenger: evidence.champion!, champion: null, withNulls: null };
}

/**
 * The checks of a failed gate, judged beside the champion that serves today. Bounds are about what is good enough to begin with; once
 * a world has changed, no model may reach them, and refusing the better of two keeps the worse one in service. So a quality bound
 * that is missed does not stand against a challenger whose log loss is proven lower than the champion's on the same rows, if the
 * champion misses it too and by no less than chance explains, or if the miss is within the interval of these rows. What ended in
 * error stays so.
 * @returns undefined when nothing changes
 */
export function checksByComparison(
  gate: GateOutcome,
  evidence: ValidationEvidence,
  judge: Judge,
  random: Random,
): readonly CheckOutcome[] | undefined {
  const id = gate.id as GateId;
  if (gate.verdict !== "failed") return undefined;
  if (id === "null-robustness") return changedOnly(gate, (check) => comparedWithNulls(check, evidence));
  if (!qualityGates.has(id)) return undefined;
  const champions = id === "champion-f1" ? [] : judge(id, championAsChallenger(evidence), random).checks;
  return changedOnly(gate, (check) =>
    compared(
      check,
      champions.find((candidate) => candidate.id === check.id),
    ),
  );
}

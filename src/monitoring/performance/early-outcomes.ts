import { normalSurvival } from "#statistics";
import { type ArrivalCurve, knownShare } from "./arrival-curve.js";
import { binColumns } from "./scored-bins.js";
import { mergeSums, type PerformanceSums } from "./sums.js";

/** What the labels known before the horizon say. Before it all known labels are positives, so no metric is taken from them. */
export interface EarlyOutcomes {
  /** Eligible rows of the windows. */
  readonly rows: number;
  /** Positives that are known so far. */
  readonly observed: number;
  /** Positives that should be known by now if the probabilities still hold: Σ p·G(age). */
  readonly expected: number;
  /** Observed over expected, with its 95 % interval. */
  readonly ratio: number;
  readonly ratioLow: number;
  readonly ratioHigh: number;
  readonly z: number;
  /** Two-sided. */
  readonly pValue: number;
  /** Excess log loss of "known by now or not" per row, over what chance and the hold-out bring. */
  readonly excessLoss: number;
  /** One-sided: more loss than the probabilities themselves expect. */
  readonly excessPValue: number;
  /** Whether the arrival curve was learnt; if not, arrivals are assumed to be even and the result is advice only. */
  readonly isCurveLearnt: boolean;
}

/** A window that is still waiting for labels. */
export interface OpenWindow {
  readonly sums: PerformanceSums;
  /** Mean age of its rows as a share of the horizon. */
  readonly age: number;
}

interface ExcessSums {
  sum: number;
  squares: number;
  rows: number;
}

const bernoulliLoss = (q: number): readonly [number, number] => [-Math.log(q), -Math.log1p(-q)];

/** Adds the excess loss of rows whose early outcome is known with chance q. */
function addExcess(sums: ExcessSums, q: number, known: number, others: number): void {
  if (!(q > 0 && q < 1)) return;
  const [ifKnown, ifNot] = bernoulliLoss(q);
  const entropy = q * ifKnown + (1 - q) * ifNot;
  sums.sum += known * (ifKnown - entropy) + others * (ifNot - entropy);
  sums.squares += known * (ifKnown - entropy) ** 2 + others * (ifNot - entropy) ** 2;
  sums.rows += known + others;
}

/** What the same share of outcomes would have said about the hold-out rows. */
function holdoutExcess(holdout: PerformanceSums, share: number): ExcessSums {
  const sums: ExcessSums = { sum: 0, squares: 0, rows: 0 };
  const { probability, positives, negatives } = binColumns(holdout);
  for (let bin = 0; bin < probability.length; bin += 1) {
    addExcess(
      sums,
      share * probability[bin]!,
      share * positives[bin]!,
      (1 - share) * positives[bin]! + negatives[bin]!,
    );
  }
  return sums;
}

interface Expectation {
  observed: number;
  expected: number;
  variance: number;
  /** Σ p·dG: how the expectation moves with the curve. */
  rows: number;
  weightedShare: number;
}

/**
 * Compares the positives known so far with those that should be known: an early sign that the relation of inputs and outcome
 * moved, long before anything is mature.
 * @param holdout labelled rows the model did not see: their own excess is taken off, and their gap between outcome and probability
 * @source early hazard and excess log loss with a hold-out term
 */
export function earlyOutcomes(
  windows: readonly OpenWindow[],
  curve: ArrivalCurve,
  holdout: PerformanceSums,
): EarlyOutcomes | null {
  const excess: ExcessSums = { sum: 0, squares: 0, rows: 0 };
  const sums: Expectation = { observed: 0, expected: 0, variance: 0, rows: 0, weightedShare: 0 };
  for (const { sums: window, age } of windows) {
    const share = knownShare(curve, age);
    if (share <= 0) continue;
    const { probability, eligible, positives } = binColumns(window);
    for (let bin = 0; bin < probability.length; bin += 1) {
      const q = share * probability[bin]!;
      const count = eligible[bin]!;
      sums.observed += positives[bin]!;
      sums.expected += count * q;
      sums.variance += count * q * (1 - q);
      sums.rows += count;
      sums.weightedShare += count * share;
      addExcess(excess, q, positives[bin]!, Math.max(0, count - positives[bin]!));
    }
  }
  if (sums.expected <= 0) return null;
  return verdictOf(sums, excess, curve, holdout);
}

function verdictOf(
  sums: Expectation,
  excess: ExcessSums,
  curve: ArrivalCurve,
  holdout: PerformanceSums,
): EarlyOutcomes {
  const { totals } = holdout;
  const share = sums.weightedShare / sums.rows;
  // The curve is known from n positives, the level of the probabilities from the hold-out rows.
  const ofCurve = curve.sampleSize === 0 ? 0 : (sums.expected ** 2 * (1 - share)) / (share * curve.sampleSize);
  const ofLevel =
    totals.labelled === 0 ? 0 : (sums.rows * share) ** 2 * (totals.spread / totals.rows / totals.labelled);
  const standardError = Math.sqrt(sums.variance + ofCurve + ofLevel);
  const z = (sums.observed - sums.expected) / standardError;
  const held = holdoutExcess(holdout, share);
  const meanOf = ({ sum, rows }: ExcessSums): number => (rows === 0 ? 0 : sum / rows);
  const errorOf = (part: ExcessSums): number =>
    part.rows === 0 ? 0 : Math.max(0, part.squares / part.rows - meanOf(part) ** 2) / part.rows;
  const excessLoss = meanOf(excess) - meanOf(held);
  return {
    rows: sums.rows,
    observed: sums.observed,
    expected: sums.expected,
    ratio: sums.observed / sums.expected,
    ratioLow: Math.max(0, (sums.observed - 1.96 * standardError) / sums.expected),
    ratioHigh: (sums.observed + 1.96 * standardError) / sums.expected,
    z,
    pValue: 2 * normalSurvival(Math.abs(z)),
    excessLoss,
    excessPValue: normalSurvival(excessLoss / Math.sqrt(errorOf(excess) + errorOf(held))),
    isCurveLearnt: curve.sampleSize > 0,
  };
}

/**
 * The partial view of an open window: positives and negatives known so far, each weighted by one over the share of its kind
 * that is known at that age. Wide, for orientation; never an alarm.
 * @returns null while no positive, or no share of them, can be known
 */
export function weightedByArrival(window: OpenWindow, curve: ArrivalCurve): PerformanceSums | null {
  const share = knownShare(curve, window.age);
  if (share <= 0) return null;
  const merged = mergeSums([window.sums]);
  const { totals } = merged;
  const scale = 1 / share;
  for (const bin of merged.bins.values()) {
    bin.positives = Math.min(bin.eligible, bin.positives * scale);
    bin.negatives = Math.max(0, bin.eligible - bin.positives);
  }
  totals.tp *= scale;
  totals.fn *= scale;
  totals.tp2 *= scale * scale;
  totals.fn2 *= scale * scale;
  totals.fp = Math.max(0, totals.predicted - totals.tp);
  totals.tn = Math.max(0, totals.eligible - totals.predicted - totals.fn);
  totals.fp2 = totals.fp + totals.tp2;
  totals.tn2 = totals.tn + totals.fn2;
  return merged;
}

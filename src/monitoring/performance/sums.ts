/** Bins of equal width over probabilities 0 to 1. */
export const scoreBinCount = 1000;
/** Bins over a label's age at arrival, from 0 to the horizon; one more holds what arrives later. */
export const ageBinCount = 90;

/** One bin of scores: a score's bin and its decision, so that no bin straddles the threshold. */
export interface ScoreBin {
  /** Rows. */
  rows: number;
  /** Sum of probabilities. */
  probability: number;
  /** Rows whose label counts, whether or not it is known. */
  eligible: number;
  /** Weight of known positives. */
  positives: number;
  /** Weight of known negatives. */
  negatives: number;
}

/** Sums over rows, whatever their label. */
const rowTotals = ["rows", "probability", "spread", "entropy", "lossSpread", "brierSpread"] as const;
/** Sums over rows at or above the threshold. */
const predictedTotals = ["predicted", "predictedProbability", "predictedSpread"] as const;
/** Sums over rows whose label counts. */
const eligibleTotals = ["eligible", "labelled", "weight", "weight2"] as const;
/** Weights and squared weights of the four outcomes. */
const cellTotals = ["tp", "fp", "fn", "tn", "tp2", "fp2", "fn2", "tn2"] as const;
/** Σw·x, Σw²·x and Σw²·x² of what is averaged over labelled rows. */
const momentTotals = [
  "loss",
  "loss1",
  "loss2",
  "brier",
  "brier1",
  "brier2",
  "gap",
  "gap1",
  "gap2",
  "excess",
  "excess1",
  "excess2",
] as const;
/** Labelled rows and positives by arm of a campaign. */
const armTotals = ["treated", "treatedPositives", "control", "controlPositives"] as const;

/** Names of the sums that are kept beside the bins. */
export type TotalName =
  | (typeof rowTotals)[number]
  | (typeof predictedTotals)[number]
  | (typeof eligibleTotals)[number]
  | (typeof cellTotals)[number]
  | (typeof momentTotals)[number]
  | (typeof armTotals)[number];

/** All of them, in the order in which they are stored. */
export const totalNames: readonly TotalName[] = [
  ...rowTotals,
  ...predictedTotals,
  ...eligibleTotals,
  ...cellTotals,
  ...momentTotals,
  ...armTotals,
];

/**
 * All that is kept of a window's rows: enough for every metric, with intervals, and the same whatever the order in which rows
 * and labels came or parts were merged, because every addend is rounded to a multiple of 2⁻³⁶ and so adds up exactly (to
 * sums of about 130,000 per number; beyond it to double precision).
 */
export interface PerformanceSums {
  /** By 2·bin + decision, ascending score. */
  readonly bins: Map<number, ScoreBin>;
  readonly totals: Record<TotalName, number>;
  /** Weightless counts of labels by age at arrival. */
  readonly positiveAges: Map<number, number>;
  readonly negativeAges: Map<number, number>;
  /** Epoch ms of the first and last prediction; infinite without rows. */
  firstAt: number;
  lastAt: number;
}

/** A scored row as far as sums need it. */
export interface SummedRow {
  readonly probability: number;
  readonly predicted: 0 | 1;
  readonly predictedAt: number;
  readonly arm: string | null;
  readonly propensity: number | null;
}

const grain = 2 ** 36;
const onGrid = (value: number): number => Math.floor(value * grain + 0.5) / grain;
// Squares of the loss of one impossible outcome reach thousands: they are kept more coarsely, to 2⁻²².
const coarseGrain = 2 ** 22;
const onCoarseGrid = (value: number): number => Math.floor(value * coarseGrain + 0.5) / coarseGrain;

const noTotals = Object.fromEntries(totalNames.map((name) => [name, 0])) as Record<TotalName, number>;

/** Sums over no rows. */
export function emptySums(): PerformanceSums {
  return {
    bins: new Map(),
    totals: { ...noTotals },
    positiveAges: new Map(),
    negativeAges: new Map(),
    firstAt: Number.POSITIVE_INFINITY,
    lastAt: Number.NEGATIVE_INFINITY,
  };
}

/**
 * How much a row's outcome counts when the model is judged: not at all when the business acted on it, by one over its
 * propensity in a hold-out, else once.
 */
export function rowWeight({ arm, propensity }: Pick<SummedRow, "arm" | "propensity">): number {
  if (arm === "treated") return 0;
  if (arm !== "control") return 1;
  return propensity !== null && propensity > 0 ? 1 / propensity : 1;
}

/** The place of a score's bin. */
export const placeOf = (probability: number, predicted: 0 | 1): number =>
  2 * Math.min(scoreBinCount - 1, Math.floor(probability * scoreBinCount)) + predicted;

function binOf(sums: PerformanceSums, { probability, predicted }: SummedRow): ScoreBin {
  const place = placeOf(probability, predicted);
  const found = sums.bins.get(place);
  if (found !== undefined) return found;
  const bin = { rows: 0, probability: 0, eligible: 0, positives: 0, negatives: 0 };
  sums.bins.set(place, bin);
  return bin;
}

/** Loss of the less likely outcome grows without bound; probabilities are kept this far from 0 and 1. */
const edge = 1e-15;
const inside = (probability: number): number => Math.min(1 - edge, Math.max(edge, probability));

/** Logarithms of a probability and of what is left to 1. */
interface Logs {
  readonly p: number;
  readonly ofIt: number;
  readonly ofRest: number;
}

/** 1 − p is rounded to 2⁻⁵⁴ at most, far below what is kept. */
function logsOf(probability: number): Logs {
  const p = inside(probability);
  return { p, ofIt: Math.log(p), ofRest: Math.log(1 - p) };
}

function entropyOf({ p, ofIt, ofRest }: Logs): number {
  return -p * ofIt - (1 - p) * ofRest;
}

/** What one row adds to sums over rows. */
export type RowAddends = Readonly<Record<"probability" | "spread" | "entropy" | "lossSpread" | "brierSpread", number>>;

/** @param p the row's probability, in [0, 1] */
export function addendsOf(p: number): RowAddends {
  const logs = logsOf(p);
  const odds = logs.ofIt - logs.ofRest;
  const variance = p * (1 - p);
  const lean = 1 - 2 * p;
  return {
    probability: onGrid(p),
    spread: onGrid(variance),
    entropy: onGrid(entropyOf(logs)),
    lossSpread: onGrid(variance * (odds * odds)),
    brierSpread: onGrid(variance * (lean * lean)),
  };
}

/** Adds a prediction whose label is not known. */
export function addRow(sums: PerformanceSums, row: SummedRow): void {
  const { totals } = sums;
  const { probability, spread, entropy, lossSpread, brierSpread } = addendsOf(row.probability);
  const bin = binOf(sums, row);
  bin.rows += 1;
  bin.probability += probability;
  totals.rows += 1;
  totals.probability += probability;
  totals.spread += spread;
  totals.entropy += entropy;
  totals.lossSpread += lossSpread;
  totals.brierSpread += brierSpread;
  if (row.predicted === 1) {
    totals.predicted += 1;
    totals.predictedProbability += probability;
    totals.predictedSpread += spread;
  }
  if (row.arm !== "treated") {
    bin.eligible += 1;
    totals.eligible += 1;
  }
  if (row.predictedAt < sums.firstAt) sums.firstAt = row.predictedAt;
  if (row.predictedAt > sums.lastAt) sums.lastAt = row.predictedAt;
}

type MomentName = "loss" | "brier" | "gap" | "excess";

/** @param sign −1 takes the row away again */
function addMoments(
  totals: Record<TotalName, number>,
  values: Readonly<Record<MomentName, number>>,
  weight: number,
  sign: number,
): void {
  for (const name of ["loss", "brier", "gap", "excess"] as const) {
    const value = values[name];
    totals[name] += sign * onGrid(weight * value);
    totals[`${name}1`] += sign * onCoarseGrid(weight * weight * value);
    totals[`${name}2`] += sign * onCoarseGrid(weight * weight * value * value);
  }
}

function countArm(totals: Record<TotalName, number>, arm: string | null, label: 0 | 1, sign: number): void {
  if (arm !== "treated" && arm !== "control") return;
  totals[arm] += sign;
  totals[`${arm}Positives`] += sign * label;
}

const cells = [
  ["tn", "fp"],
  ["fn", "tp"],
] as const;

/** A label with its age when it became known, as a share of the horizon. */
export interface SummedLabel {
  readonly label: 0 | 1;
  readonly age: number;
}

function addLabel(sums: PerformanceSums, row: SummedRow, { label, age }: SummedLabel, sign: 1 | -1): void {
  const { totals } = sums;
  countArm(totals, row.arm, label, sign);
  const weight = rowWeight(row);
  if (weight === 0) return;
  const p = inside(row.probability);
  const bin = binOf(sums, row);
  bin[label === 1 ? "positives" : "negatives"] += sign * onGrid(weight);
  totals.labelled += sign;
  totals.weight += sign * onGrid(weight);
  totals.weight2 += sign * onGrid(weight * weight);
  const cell = cells[label][row.predicted];
  totals[cell] += sign * onGrid(weight);
  totals[`${cell}2`] += sign * onGrid(weight * weight);
  const loss = label === 1 ? -Math.log(p) : -Math.log1p(-p);
  const gap = row.probability - label;
  addMoments(totals, { loss, brier: gap ** 2, gap, excess: loss - entropyOf(logsOf(p)) }, weight, sign);
  const ages = label === 1 ? sums.positiveAges : sums.negativeAges;
  const place = Math.max(0, Math.min(ageBinCount, Math.floor(age * ageBinCount)));
  const left = (ages.get(place) ?? 0) + sign;
  if (left === 0) ages.delete(place);
  else ages.set(place, left);
}

/** Replaces what was known about a row that was added before; null is nothing. Taking a label back is exact. */
export function changeLabel(
  sums: PerformanceSums,
  row: SummedRow,
  change: { readonly from: SummedLabel | null; readonly to: SummedLabel | null },
): void {
  if (change.from !== null) addLabel(sums, row, change.from, -1);
  if (change.to !== null) addLabel(sums, row, change.to, 1);
}

function addCounts(target: Map<number, number>, source: ReadonlyMap<number, number>): void {
  for (const [place, count] of source) target.set(place, (target.get(place) ?? 0) + count);
}

/** The sums of all rows of several windows, slices or shards. */
export function mergeSums(parts: readonly PerformanceSums[]): PerformanceSums {
  const merged = emptySums();
  for (const part of parts) {
    for (const name of totalNames) merged.totals[name] += part.totals[name];
    for (const [place, bin] of part.bins) {
      const target = merged.bins.get(place);
      if (target === undefined) merged.bins.set(place, { ...bin });
      else {
        target.rows += bin.rows;
        target.probability += bin.probability;
        target.eligible += bin.eligible;
        target.positives += bin.positives;
        target.negatives += bin.negatives;
      }
    }
    addCounts(merged.positiveAges, part.positiveAges);
    addCounts(merged.negativeAges, part.negativeAges);
    merged.firstAt = Math.min(merged.firstAt, part.firstAt);
    merged.lastAt = Math.max(merged.lastAt, part.lastAt);
  }
  return merged;
}

/** Entries of a map in order of their places. */
export const byPlace = <Value>(map: ReadonlyMap<number, Value>): readonly (readonly [number, Value])[] =>
  [...map].sort(([left], [right]) => left - right);

/** The bins in order of score. */
export function orderedBins(sums: PerformanceSums): readonly ScoreBin[] {
  return byPlace(sums.bins).map(([, bin]) => bin);
}

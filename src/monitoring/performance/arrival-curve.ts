import { ageBinCount, type PerformanceSums } from "./sums.js";

/** How early positives become known. */
export interface ArrivalCurve {
  /** Share of positives that are known at an age, by bin of age; the last is 1. */
  readonly known: readonly number[];
  /** Positives it rests on; 0 when it is assumed. */
  readonly sampleSize: number;
}

/** Below this many positives the curve is assumed, not learnt. */
const fewestPositives = 50;

/** Positives arrive evenly over the horizon. */
const evenCurve: ArrivalCurve = {
  known: Array.from({ length: ageBinCount + 1 }, (_, bin) => Math.min(1, (bin + 1) / ageBinCount)),
  sampleSize: 0,
};

/** The arrival curve G of mature windows; arrivals spread evenly over the horizon where too few are known. */
export function arrivalCurve({ positiveAges }: Pick<PerformanceSums, "positiveAges">): ArrivalCurve {
  const total = [...positiveAges.values()].reduce((sum, count) => sum + count, 0);
  if (total < fewestPositives) return evenCurve;
  const known: number[] = [];
  let sum = 0;
  for (let bin = 0; bin <= ageBinCount; bin += 1) {
    sum += positiveAges.get(bin) ?? 0;
    known.push(sum / total);
  }
  return { known, sampleSize: total };
}

/**
 * Share of positives that are known at an age.
 * @param age share of the horizon, 0 to 1
 */
export function knownShare({ known }: ArrivalCurve, age: number): number {
  if (age <= 0) return 0;
  const place = age * ageBinCount;
  const bin = Math.min(ageBinCount, Math.floor(place));
  const before = bin === 0 ? 0 : known[bin - 1]!;
  return Math.min(1, before + (known[bin]! - before) * Math.min(1, place - bin));
}

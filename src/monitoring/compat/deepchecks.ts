import { homogeneityTest, psi } from "#statistics";
import type { CompatNumber } from "./compat-number.js";
import { type CategoryPair, joinedRange, type NumericPair, tellerOf } from "./compared-samples.js";
import { rawDistances } from "./value-counts.js";

const total = (counts: readonly number[]): number => counts.reduce((sum, count) => sum + count, 0);

/** To the nearest whole number, halves to the even one, as NumPy rounds. */
function roundHalfEven(value: number): number {
  const below = Math.floor(value);
  if (value - below !== 0.5) return Math.round(value);
  return below % 2 === 0 ? below : below + 1;
}

/** The larger sample scaled down to the smaller one, in whole rows; levels that vanish are left out. */
function downsized({ reference, current }: CategoryPair): CategoryPair {
  const [n, m] = [total(reference), total(current)];
  const scaled = (counts: readonly number[], factor: number): number[] =>
    counts.map((count) => roundHalfEven(factor < 1 ? count * factor : count));
  const before = scaled(reference, m / n);
  const after = scaled(current, n / m);
  const kept = before.map((count, level) => count + after[level]! > 0);
  return { reference: before.filter((_, level) => kept[level]!), current: after.filter((_, level) => kept[level]!) };
}

function cramersV(pair: CategoryPair): number {
  const { reference, current } = downsized(pair);
  const levels = reference.length;
  if (levels < 2) return 0;
  const rows = total(reference) + total(current);
  const { statistic } = homogeneityTest({ reference, current }, { yates: true });
  const excess = Math.max(0, statistic / rows - (levels - 1) / (rows - 1));
  const [sides, kinds] = [2 - 1 / (rows - 1), levels - (levels - 1) ** 2 / (rows - 1)];
  return Math.sqrt(excess / Math.min(sides - 1, kinds - 1));
}

/** deepchecks' numbers of a numeric column, nothing trimmed. @source deepchecks 0.19.1, utils/distribution/drift.py */
export function deepchecksNumeric(pair: NumericPair): readonly CompatNumber[] {
  const tell = tellerOf("deepchecks");
  const { ks, wasserstein } = rawDistances(pair.reference, pair.current);
  const { first, last } = joinedRange(pair);
  return [
    tell("kolmogorov_smirnov", ks, "raw"),
    tell("earth_movers_distance", first === last ? 0 : wasserstein / (last - first), "raw/joint-min-max/untrimmed"),
  ];
}

/** deepchecks' numbers of a column of levels, no level joined with others. */
export function deepchecksCategory(pair: CategoryPair): readonly CompatNumber[] {
  const tell = tellerOf("deepchecks");
  return [
    tell("psi", psi(pair, { rule: "floor", floor: 0.01 }), "levels/shares-at-least-0.01"),
    tell("cramers_v", cramersV(pair), "levels/bias-corrected/larger-side-scaled-down"),
  ];
}

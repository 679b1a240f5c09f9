import type { FeaturePlan, FittedFeature } from "#features";
import type { ColumnBatch, ColumnValues } from "#tabular";
import type { RiskBand } from "./risk-band.js";

/** How one feature differs between the customers of highest and lowest risk. */
export type FeatureContrast =
  | {
      readonly kind: "number";
      readonly feature: string;
      readonly highMean: number;
      readonly lowMean: number;
      /** (high − low) / pooled standard deviation. */
      readonly standardizedDifference: number;
    }
  | {
      readonly kind: "category";
      readonly feature: string;
      /** The level whose share differs most. */
      readonly level: string;
      readonly highShare: number;
      readonly lowShare: number;
      readonly standardizedDifference: number;
    };

/** Sums of what values are above the first one seen, so that large values of small spread lose no digits. */
interface NumberSums {
  n: number;
  origin: number;
  sum: number;
  squares: number;
}

type GroupSums = {
  readonly numbers: NumberSums;
  readonly levels: Map<string, number>;
  /** Rows by level code; empty for numbers. */
  readonly codes: Float64Array;
};

/** Collects feature values by risk band, batch by batch, in constant memory. */
export interface FeatureContrastCollector {
  add(batch: ColumnBatch, bands: readonly RiskBand[]): void;
  /** Largest standardized difference first; empty when one of the two groups is. */
  contrasts(): readonly FeatureContrast[];
}

type BandSums = Readonly<Record<"High" | "Low", GroupSums>>;

function emptySums(feature: FittedFeature): GroupSums {
  const levelCount = feature.kind === "category" ? feature.levels.length : 0;
  return { numbers: { n: 0, origin: 0, sum: 0, squares: 0 }, levels: new Map(), codes: new Float64Array(levelCount) };
}

function addNumbers(sums: BandSums, values: Float64Array, bands: readonly RiskBand[]): void {
  for (let row = 0; row < values.length; row += 1) {
    const band = bands[row]!;
    const value = values[row]!;
    if (band === "Medium" || Number.isNaN(value)) continue;
    const { numbers } = sums[band];
    if (numbers.n === 0) numbers.origin = value;
    const above = value - numbers.origin;
    numbers.n += 1;
    numbers.sum += above;
    numbers.squares += above * above;
  }
}

function addCodes(sums: BandSums, values: Float64Array, bands: readonly RiskBand[]): void {
  for (let row = 0; row < values.length; row += 1) {
    const band = bands[row]!;
    const code = values[row]!;
    if (band === "Medium" || Number.isNaN(code)) continue;
    const { numbers, codes } = sums[band];
    numbers.n += 1;
    codes[code] = codes[code]! + 1;
  }
}

function addTexts(sums: BandSums, values: readonly (string | null)[], bands: readonly RiskBand[]): void {
  for (const [row, value] of values.entries()) {
    const band = bands[row]!;
    if (band === "Medium" || value === null) continue;
    const { numbers, levels } = sums[band];
    numbers.n += 1;
    levels.set(value, (levels.get(value) ?? 0) + 1);
  }
}

function addColumn(feature: FittedFeature, sums: BandSums, values: ColumnValues, bands: readonly RiskBand[]): void {
  if (!(values instanceof Float64Array)) addTexts(sums, values, bands);
  else if (feature.kind === "number") addNumbers(sums, values, bands);
  else addCodes(sums, values, bands);
}

/** Counted codes become counted levels. */
function withLevels(feature: FittedFeature, sums: GroupSums): GroupSums {
  if (feature.kind === "number") return sums;
  const levels = new Map(sums.levels);
  for (const [code, level] of feature.levels.entries()) {
    const count = (levels.get(level) ?? 0) + sums.codes[code]!;
    if (count > 0) levels.set(level, count);
  }
  return { ...sums, levels };
}

const meanOf = ({ n, origin, sum }: NumberSums): number => origin + sum / n;
const varianceOf = ({ n, sum, squares }: NumberSums): number => Math.max(0, squares / n - (sum / n) ** 2);

function numberContrast(feature: string, high: NumberSums, low: NumberSums): FeatureContrast {
  const spread = Math.sqrt((varianceOf(high) + varianceOf(low)) / 2);
  const difference = meanOf(high) - meanOf(low);
  return {
    kind: "number",
    feature,
    highMean: meanOf(high),
    lowMean: meanOf(low),
    standardizedDifference: spread > 0 ? difference / spread : 0,
  };
}

type LevelContrast = Extract<FeatureContrast, { kind: "category" }>;

/** Rounded, so that gaps that are equal but for the last digit, as those of a pair of levels, are equal. */
const shareGap = ({ highShare, lowShare }: LevelContrast): number => Math.round((highShare - lowShare) * 1e12);

/** Largest gap first; of equal ones the level that is more frequent among High. */
const byGap = (left: LevelContrast, right: LevelContrast): number =>
  Math.abs(shareGap(right)) - Math.abs(shareGap(left)) || shareGap(right) - shareGap(left);

function levelContrast(feature: string, level: string, high: GroupSums, low: GroupSums): LevelContrast {
  const highShare = (high.levels.get(level) ?? 0) / high.numbers.n;
  const lowShare = (low.levels.get(level) ?? 0) / low.numbers.n;
  const spread = Math.sqrt((highShare * (1 - highShare) + lowShare * (1 - lowShare)) / 2);
  const standardizedDifference = spread > 0 ? (highShare - lowShare) / spread : highShare - lowShare;
  return { kind: "category", feature, level, highShare, lowShare, standardizedDifference };
}

const bySize = (left: FeatureContrast, right: FeatureContrast): number =>
  Math.abs(right.standardizedDifference) - Math.abs(left.standardizedDifference);

function contrastOf({ kind, definition }: FittedFeature, high: GroupSums, low: GroupSums): readonly FeatureContrast[] {
  const feature = definition.name;
  if (high.numbers.n === 0 || low.numbers.n === 0) return [];
  if (kind === "number") return [numberContrast(feature, high.numbers, low.numbers)];
  const levels = [...new Set([...high.levels.keys(), ...low.levels.keys()])].toSorted();
  return levels
    .map((level) => levelContrast(feature, level, high, low))
    .sort(byGap)
    .slice(0, 1);
}

/**
 * A collector that compares the bands High and Low; medians would need all values, so means and shares are compared.
 * @param plan batches must have one column per feature of it, in order, before encoding: numbers, level texts, or level codes,
 *   which say nothing of levels that training did not see
 */
export function createFeatureContrastCollector(plan: FeaturePlan): FeatureContrastCollector {
  const groups = plan.features.map((feature): BandSums => ({ High: emptySums(feature), Low: emptySums(feature) }));
  return {
    add: (batch, bands) => {
      for (const [index, feature] of plan.features.entries()) {
        addColumn(feature, groups[index]!, batch.columns[index]!, bands);
      }
    },
    contrasts: () =>
      plan.features
        .flatMap((feature, index) => {
          const { High, Low } = groups[index]!;
          return contrastOf(feature, withLevels(feature, High), withLevels(feature, Low));
        })
        .sort(bySize),
  };
}

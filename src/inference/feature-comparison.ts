import type { FeaturePlan } from "#features";
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

interface NumberSums {
  n: number;
  sum: number;
  squares: number;
}

type GroupSums = { readonly numbers: NumberSums; readonly levels: Map<string, number> };

/** Collects feature values by risk band, batch by batch, in constant memory. */
export interface FeatureContrastCollector {
  add(batch: ColumnBatch, bands: readonly RiskBand[]): void;
  /** Largest standardized difference first; empty when one of the two groups is. */
  contrasts(): readonly FeatureContrast[];
}

const emptySums = (): GroupSums => ({ numbers: { n: 0, sum: 0, squares: 0 }, levels: new Map() });

function addValue(sums: GroupSums, values: ColumnValues, row: number): void {
  const value = values[row];
  if (value === null || value === undefined || Number.isNaN(value)) return;
  sums.numbers.n += 1;
  if (typeof value === "string") {
    sums.levels.set(value, (sums.levels.get(value) ?? 0) + 1);
  } else {
    sums.numbers.sum += value;
    sums.numbers.squares += value * value;
  }
}

const meanOf = (sums: NumberSums): number => sums.sum / sums.n;
const varianceOf = (sums: NumberSums): number => Math.max(0, sums.squares / sums.n - meanOf(sums) ** 2);

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

const shareGap = ({ highShare, lowShare }: LevelContrast): number => Math.abs(highShare - lowShare);

function levelContrast(feature: string, level: string, high: GroupSums, low: GroupSums): LevelContrast {
  const highShare = (high.levels.get(level) ?? 0) / high.numbers.n;
  const lowShare = (low.levels.get(level) ?? 0) / low.numbers.n;
  const spread = Math.sqrt((highShare * (1 - highShare) + lowShare * (1 - lowShare)) / 2);
  const standardizedDifference = spread > 0 ? (highShare - lowShare) / spread : highShare - lowShare;
  return { kind: "category", feature, level, highShare, lowShare, standardizedDifference };
}

const bySize = (left: FeatureContrast, right: FeatureContrast): number =>
  Math.abs(right.standardizedDifference) - Math.abs(left.standardizedDifference);

function contrastOf(feature: string, isNumber: boolean, high: GroupSums, low: GroupSums): readonly FeatureContrast[] {
  if (high.numbers.n === 0 || low.numbers.n === 0) return [];
  if (isNumber) return [numberContrast(feature, high.numbers, low.numbers)];
  const levels = [...new Set([...high.levels.keys(), ...low.levels.keys()])];
  return levels
    .map((level) => levelContrast(feature, level, high, low))
    .sort((left, right) => shareGap(right) - shareGap(left))
    .slice(0, 1);
}

/**
 * A collector that compares the bands High and Low; medians would need all values, so means and shares are compared.
 * @param plan batches must have one column per feature of it, in order, before encoding
 */
export function createFeatureContrastCollector(plan: FeaturePlan): FeatureContrastCollector {
  const groups = plan.features.map(() => ({ High: emptySums(), Low: emptySums() }));
  return {
    add: (batch, bands) => {
      for (const [index, group] of groups.entries()) {
        const values = batch.columns[index]!;
        for (let row = 0; row < batch.rowCount; row += 1) {
          const band = bands[row]!;
          if (band !== "Medium") addValue(group[band], values, row);
        }
      }
    },
    contrasts: () =>
      groups
        .flatMap(({ High, Low }, index) => {
          const { kind, definition } = plan.features[index]!;
          return contrastOf(definition.name, kind === "number", High, Low);
        })
        .sort(bySize),
  };
}

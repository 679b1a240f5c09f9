import type { FeaturePlan } from "#features";
import type { FeatureMatrix } from "#tabular";
import { crossed, gridOf, type GridPoint } from "./feature-grid.js";

/** The model's probability, averaged over sample rows, with one feature set to each of its values in turn. */
export interface PartialDependence {
  readonly feature: string;
  readonly kind: "number" | "category";
  /** Numbers ascend; levels come most frequent first. */
  readonly points: readonly { readonly value: number | string; readonly probability: number }[];
}

/** The same for two features together. */
export interface JointDependence {
  readonly rows: readonly (number | string)[];
  readonly columns: readonly (number | string)[];
  /** `[row][column]`: mean probability. */
  readonly probabilities: readonly (readonly number[])[];
}

/** Gives the model's probabilities of encoded rows. */
export type Probabilities = (matrix: FeatureMatrix) => Promise<Float64Array>;

const mostPoints = 15;
const mostJointPoints = 5;

function meansOf(values: Float64Array, blocks: number): readonly number[] {
  const size = values.length / blocks;
  return Array.from(
    { length: blocks },
    (_, block) => values.subarray(block * size, (block + 1) * size).reduce((sum, value) => sum + value, 0) / size,
  );
}

const numbersOf = (points: readonly GridPoint[]): readonly number[] => points.map(({ number }) => number);
const valuesOf = (points: readonly GridPoint[]): readonly (number | string)[] => points.map(({ value }) => value);

/**
 * Partial dependence of a feature.
 * @param sample encoded rows to average over
 * @source Friedman, Greedy function approximation (2001), section 8.2
 */
export async function partialDependence(
  plan: FeaturePlan,
  sample: FeatureMatrix,
  feature: number,
  probabilities: Probabilities,
): Promise<PartialDependence> {
  const { definition, kind } = plan.features[feature]!;
  const points = gridOf(plan, sample, feature, mostPoints);
  if (points.length === 0) return { feature: definition.name, kind, points: [] };
  const means = meansOf(await probabilities(crossed(plan, sample, feature, numbersOf(points))), points.length);
  return {
    feature: definition.name,
    kind,
    points: points.map(({ value }, place) => ({ value, probability: means[place]! })),
  };
}

/** Partial dependence of two features together, on a small grid. */
export async function jointDependence(
  plan: FeaturePlan,
  sample: FeatureMatrix,
  [first, second]: readonly [number, number],
  probabilities: Probabilities,
): Promise<JointDependence> {
  const rows = gridOf(plan, sample, first, mostJointPoints);
  const columns = gridOf(plan, sample, second, mostJointPoints);
  const byRow = crossed(plan, sample, first, numbersOf(rows));
  const means: readonly number[][] = rows.map(() => []);
  for (const column of columns) {
    const scores = await probabilities(crossed(plan, byRow, second, [column.number]));
    for (const [row, mean] of meansOf(scores, rows.length).entries()) means[row]!.push(mean);
  }
  return { rows: valuesOf(rows), columns: valuesOf(columns), probabilities: means };
}

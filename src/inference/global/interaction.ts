import type { FeaturePlan } from "#features";
import type { FeatureMatrix } from "#tabular";
import { crossed } from "./feature-grid.js";

/** Gives the model's margins of encoded rows. */
export type Margins = (matrix: FeatureMatrix) => Promise<Float64Array>;

/** The feature of each sample row as one number: its value, or its level's code; NaN for missing. */
function valuesOf(plan: FeaturePlan, sample: FeatureMatrix, feature: number): Float64Array {
  const values = new Float64Array(sample.rowCount).fill(Number.NaN);
  for (const [index, input] of plan.inputs.entries()) {
    if (input.feature !== feature) continue;
    for (const [row, value] of sample.columns[index]!.entries()) {
      if (input.code === null) values[row] = value;
      else if (value === 1) values[row] = input.code;
    }
  }
  return values;
}

/** Row `i` of block `k` is sample row `i` with the features set as in sample row `k`; the mean of each block, centred. */
function centredMeans(margins: Float64Array, blocks: number): Float64Array {
  const size = margins.length / blocks;
  const means = new Float64Array(blocks);
  for (let place = 0; place < margins.length; place += 1) means[Math.floor(place / size)]! += margins[place]! / size;
  const middle = means.reduce((sum, mean) => sum + mean, 0) / blocks;
  return means.map((mean) => mean - middle);
}

/** Sample rows once per sample row, with both features of a block taken from the row the block stands for. */
function bothSet(
  plan: FeaturePlan,
  sample: FeatureMatrix,
  pair: readonly [number, number],
  values: readonly [Float64Array, Float64Array],
): FeatureMatrix {
  const first = crossed(plan, sample, pair[0], [...values[0]]);
  const second = crossed(plan, sample, pair[1], [...values[1]]);
  const columns = plan.inputs.map(({ feature }, index) =>
    feature === pair[1] ? second.columns[index]! : first.columns[index]!,
  );
  return { ...first, columns };
}

/**
 * How much of the joint effect of two features is more than the sum of their single effects: 0 none, 1 all of it. On the
 * log-odds, where the trees add up.
 * @param sample encoded rows; the work grows with the square of their number
 * @source Friedman and Popescu, Predictive learning via rule ensembles (2008), equation 44: the root of H²
 */
export async function interactionStrength(
  plan: FeaturePlan,
  sample: FeatureMatrix,
  pair: readonly [number, number],
  margins: Margins,
): Promise<number> {
  const values = [valuesOf(plan, sample, pair[0]), valuesOf(plan, sample, pair[1])] as const;
  const single = async (feature: 0 | 1): Promise<Float64Array> =>
    centredMeans(await margins(crossed(plan, sample, pair[feature], [...values[feature]])), sample.rowCount);
  const [first, second] = [await single(0), await single(1)];
  const joint = centredMeans(await margins(bothSet(plan, sample, pair, values)), sample.rowCount);
  let beyond = 0;
  let whole = 0;
  for (const [row, effect] of joint.entries()) {
    beyond += (effect - first[row]! - second[row]!) ** 2;
    whole += effect ** 2;
  }
  return whole === 0 ? 0 : Math.sqrt(beyond / whole);
}

import { createRandom, notReady } from "#kernel";
import type { Distribution, ParamValue } from "../distribution.js";
import { axisOf, toAxis } from "../numeric-axis.js";
import type { SearchSpace, TrialParams } from "../search-space.js";
import type { TrialRecord } from "../trial.js";
import { type GrownTree, growTree, predictTree, type RegressionTable } from "./regression-tree.js";

/** A forest of bagged trees that predicts the objective from the parameters of a study's complete trials. */
export interface TrialForest {
  /** Parameter names → share of the explained squared error, summing to 1 unless nothing is explained. */
  readonly importance: Readonly<Record<string, number>>;
  /** The objective that the forest expects for a set of parameters. */
  predict(params: TrialParams): number;
}

interface Feature {
  readonly parameter: string;
  readonly code: (value: ParamValue | undefined) => number;
}

const trees = 64;
/** Stands for a parameter that is not part of the trial: left of every position on the unit scale. */
const absent = -1;

function featuresOf(parameter: string, distribution: Distribution): readonly Feature[] {
  if (distribution.kind === "categorical") {
    return distribution.choices.map((choice) => ({ parameter, code: (value) => Number(value === choice) }));
  }
  const axis = axisOf(distribution);
  const range = axis.high - axis.low || 1;
  const code = (value: ParamValue | undefined): number =>
    value === undefined ? absent : (toAxis(axis, Number(value)) - axis.low) / range;
  return [{ parameter, code }];
}

function growForest(table: RegressionTable): readonly GrownTree[] {
  const rows = table.target.length;
  const options = { maxDepth: 12, minLeafRows: 3 };
  return Array.from({ length: trees }, (_, index) => {
    const random = createRandom("trial forest").fork(String(index));
    const sample = Int32Array.from({ length: rows }, () => random.integer(rows));
    return growTree(table, sample, options);
  });
}

function importanceOf(features: readonly Feature[], forest: readonly GrownTree[]): Record<string, number> {
  const byName: Record<string, number> = {};
  for (const { parameter } of features) byName[parameter] = 0;
  for (const tree of forest) {
    const total = tree.gains.reduce((sum, gain) => sum + gain, 0);
    if (total === 0) continue;
    for (const [index, feature] of features.entries()) byName[feature.parameter]! += tree.gains[index]! / total;
  }
  const all = Object.values(byName).reduce((sum, share) => sum + share, 0);
  return Object.fromEntries(Object.entries(byName).map(([name, share]) => [name, all === 0 ? 0 : share / all]));
}

/**
 * Learns the objective from complete trials; the same trials give the same forest.
 * @param trials of one study; those without a finite value are left out
 * @throws NotReady `tuning/too-few-trials` below 4 complete trials
 * @source Breiman, Bagging Predictors (1996) and Random Forests (2001), mean decrease of impurity; Hutter, Hoos and Leyton-Brown (2014) for its use on
 * hyper-parameters
 */
export function fitTrialForest(trials: readonly TrialRecord[], space: SearchSpace): TrialForest {
  const known = trials.filter((trial) => trial.state === "complete" && Number.isFinite(trial.value));
  if (known.length < 4) {
    throw notReady(
      "tuning/too-few-trials",
      `parameter importance needs 4 complete trials, the study has ${known.length}`,
    );
  }
  const features = Object.entries(space).flatMap(([name, distribution]) => featuresOf(name, distribution));
  const columns = features.map(({ parameter, code }) =>
    Float64Array.from(known, (trial) => code(trial.params[parameter])),
  );
  const forest = growForest({ columns, target: Float64Array.from(known, (trial) => trial.value!) });
  return {
    importance: importanceOf(features, forest),
    predict: (params) => {
      const row = features.map(({ parameter, code }) => code(params[parameter]));
      return forest.reduce((sum, tree) => sum + predictTree(tree.root, row), 0) / forest.length;
    },
  };
}

import type { FeaturePlan } from "#features";
import type { FeatureMatrix } from "#tabular";
import { calibratedProbabilities } from "../calibrated-probability.js";
import type { ModelDocument } from "../model-document.js";
import type { Scorer } from "../ports.js";
import { groupContributions } from "../reason-codes/feature-contributions.js";
import { sampleRows } from "./feature-grid.js";
import { interactionStrength } from "./interaction.js";
import {
  type JointDependence,
  jointDependence,
  type PartialDependence,
  partialDependence,
} from "./partial-dependence.js";

/** How much a feature moves the log-odds on average. */
export interface FeatureImportance {
  readonly feature: string;
  readonly columns: readonly string[];
  /** Mean absolute SHAP value, log-odds; a feature's encodings are added up before the sign is taken off. */
  readonly meanAbsolute: number;
  /** Share of the sum over all features, 0 to 1. */
  readonly share: number;
}

/** Two features whose joint effect is more than the sum of their single ones. */
export interface Interaction {
  readonly features: readonly [string, string];
  /** 0 to 1, see `interactionStrength`. */
  readonly strength: number;
  readonly joint: JointDependence;
}

/** What a model leans on, over all rows; plain JSON, stored with the run. */
export interface GlobalExplanation {
  /** Sample rows of the training set that SHAP values were worked out for. */
  readonly rows: number;
  /** Largest first. */
  readonly importance: readonly FeatureImportance[];
  /** Of the features of largest importance. */
  readonly partialDependence: readonly PartialDependence[];
  /** The strongest among the features of largest importance; null with fewer than two features. */
  readonly interaction: Interaction | null;
}

// A SHAP value costs about a millisecond per row and 300 trees: 500 rows give means within a few per cent in half a second.
const importanceRows = 500;
const dependenceRows = 200;
const interactionRows = 40;
const dependenceFeatures = 4;
const pairedFeatures = 3;

interface Ranked {
  readonly index: number;
  readonly importance: FeatureImportance;
}

function rankedFeatures(plan: FeaturePlan, contributions: Float64Array): readonly Ranked[] {
  const { values, rowCount, featureCount } = groupContributions(plan, contributions);
  const sums = new Float64Array(featureCount);
  for (const [place, value] of values.entries()) sums[place % featureCount]! += Math.abs(value);
  const total = sums.reduce((sum, value) => sum + value, 0);
  const ranked = plan.features.map(({ definition }, index) => ({
    index,
    importance: {
      feature: definition.name,
      columns: definition.columns,
      meanAbsolute: sums[index]! / Math.max(1, rowCount),
      share: total === 0 ? 0 : sums[index]! / total,
    },
  }));
  return ranked.toSorted((left, right) => right.importance.meanAbsolute - left.importance.meanAbsolute);
}

type Pair = readonly [Ranked, Ranked];

const pairsOf = (ranked: readonly Ranked[]): readonly Pair[] =>
  ranked.flatMap((first, place) => ranked.slice(place + 1).map((second): Pair => [first, second]));

async function strongestPair(
  plan: FeaturePlan,
  top: readonly Ranked[],
  sample: FeatureMatrix,
  scorer: Scorer,
): Promise<{ readonly pair: Pair; readonly strength: number } | null> {
  let strongest: { readonly pair: Pair; readonly strength: number } | null = null;
  for (const pair of pairsOf(top)) {
    const places = [pair[0].index, pair[1].index] as const;
    const strength = await interactionStrength(plan, sample, places, (matrix) => scorer.margins(matrix));
    if (strongest === null || strength > strongest.strength) strongest = { pair, strength };
  }
  return strongest;
}

/**
 * Importance, partial dependence and the strongest interaction of a model.
 * @param matrix encoded training rows; `rowCount` of them are looked at, evenly spread ones where there are many
 */
export async function explainModel(
  model: Pick<ModelDocument, "plan" | "calibrator">,
  { matrix, rowCount }: { readonly matrix: FeatureMatrix; readonly rowCount: number },
  scorer: Scorer,
): Promise<GlobalExplanation> {
  const { plan } = model;
  const whole = sampleRows(matrix, rowCount, importanceRows);
  const sample = sampleRows(matrix, rowCount, dependenceRows);
  const ranked = rankedFeatures(plan, await scorer.contributions(whole));
  const probabilities = async (rows: FeatureMatrix): Promise<Float64Array> =>
    calibratedProbabilities(model, await scorer.probabilities(rows));
  const dependences: PartialDependence[] = [];
  for (const { index } of ranked.slice(0, dependenceFeatures)) {
    dependences.push(await partialDependence(plan, sample, index, probabilities));
  }
  const few = sampleRows(matrix, rowCount, interactionRows);
  const strongest = await strongestPair(plan, ranked.slice(0, pairedFeatures), few, scorer);
  const interaction = strongest === null ? null : await interactionOf(plan, strongest, sample, probabilities);
  return {
    rows: whole.rowCount,
    importance: ranked.map(({ importance }) => importance),
    partialDependence: dependences,
    interaction,
  };
}

async function interactionOf(
  plan: FeaturePlan,
  { pair, strength }: { readonly pair: Pair; readonly strength: number },
  sample: FeatureMatrix,
  probabilities: (rows: FeatureMatrix) => Promise<Float64Array>,
): Promise<Interaction> {
  const joint = await jointDependence(plan, sample, [pair[0].index, pair[1].index], probabilities);
  return { features: [pair[0].importance.feature, pair[1].importance.feature], strength, joint };
}

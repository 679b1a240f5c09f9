import { createRandom, type Random } from "#kernel";
import type { ModelOutput, ValidationEvidence } from "#validation";

export const telcoTerms = { customerValue: 2000, contactCost: 50, successRate: 0.3 };

const logistic = (margin: number): number => 1 / (1 + Math.exp(-margin));

/** Rows whose true probability is known; like Telco: base rate .265, best reachable AUC about .85. */
export interface SyntheticRows {
  readonly truth: Float64Array;
  readonly margins: Float64Array;
  readonly labels: Uint8Array;
}

export function syntheticRows(count: number, random: Random): SyntheticRows {
  const margins = Float64Array.from({ length: count }, () => -1.6 + 1.75 * random.normal());
  const truth = margins.map(logistic);
  const labels = Uint8Array.from(truth, (probability) => Number(random.uniform() < probability));
  return { truth, margins, labels };
}

/** Probabilities of a model that sees the true margin through noise of the given size, calibrated as well as it can be. */
export function noisyModel(rows: SyntheticRows, noise: number, random: Random): Float64Array {
  const spread = 1.75 ** 2;
  const shrink = spread / (spread + noise ** 2);
  // A posterior margin with leftover variance is flatter by this much (MacKay's approximation).
  const flatten = 1 / Math.sqrt(1 + (Math.PI / 8) * spread * (1 - shrink));
  return rows.margins.map((margin) => {
    const seen = margin + 1.6 + noise * random.normal();
    return logistic(flatten * (-1.6 + shrink * seen));
  });
}

export function output(probabilities: Float64Array, threshold = 0.39): ModelOutput {
  return { probabilities, threshold };
}

/** Evidence of a good model against a logistic regression that is about as good; parts can be replaced. */
export function evidenceOf(seed: string, parts: Partial<ValidationEvidence> = {}, count = 1409): ValidationEvidence {
  const random = createRandom(seed);
  const rows = syntheticRows(count, random.fork("rows"));
  const challenger = noisyModel(rows, 0.25, random.fork("challenger"));
  return {
    labels: rows.labels,
    challenger: output(challenger),
    champion: output(noisyModel(rows, 0.25, random.fork("champion"))),
    logisticRegression: noisyModel(rows, 0.3, random.fork("logistic")),
    withNulls: { sample: challenger.slice(0, 100), all: noisyModel(rows, 0.35, random.fork("nulls")) },
    latenciesMs: Float64Array.from({ length: 20 }, (_, call) => 1 + call / 100),
    slices: [
      { column: "contract", levels: ["monthly", "yearly"], codes: Int32Array.from(rows.labels, (_, row) => row % 2) },
    ],
    business: telcoTerms,
    singleFeatureAucs: [
      { feature: "tenure", auc: 0.26 },
      { feature: "charges", auc: 0.62 },
    ],
    ...parts,
  };
}

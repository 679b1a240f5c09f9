import type { Field } from "#tabular";

/** The lake table of labels as they became known. */
export const groundTruthTable = "ground_truth";

/** Columns of the table of labels. */
export const groundTruthFields: readonly Field[] = [
  { name: "prediction_id", type: "text" },
  { name: "entity", type: "text" },
  { name: "label", type: "number" },
  { name: "occurred_at", type: "timestamp" },
  { name: "known_at", type: "timestamp" },
  { name: "ingested_at", type: "timestamp" },
  { name: "source", type: "text" },
];

/** What became known about an outcome. A later one corrects an earlier one; nothing is overwritten. */
export interface LabelFact {
  /** Names one prediction; null when the label is about an entity. */
  readonly predictionId: string | null;
  readonly entity: string | null;
  /** 1 for the positive class, 0 for the other, null takes back what was said before. */
  readonly label: 0 | 1 | null;
  /** When the outcome happened, epoch ms; null where that is not told. */
  readonly occurredAt: number | null;
  /** Since when it is known, epoch ms. */
  readonly knownAt: number;
  readonly source: string;
}

/** A fact with its place in the order of arrival. */
export interface LabelEvent extends LabelFact {
  readonly sequence: number;
}

/** What the ledger keeps of a logged prediction, with the label that is known for it. */
export interface LoggedPrediction {
  readonly id: string;
  readonly entity: string | null;
  /** Epoch ms. */
  readonly predictedAt: number;
  readonly modelVersion: number;
  readonly probability: number;
  /** 1 when the probability reached the model's threshold. */
  readonly predicted: 0 | 1;
  /** `treated`, `control`, `never`, or null where no campaign acts on the score. */
  readonly arm: string | null;
  /** Probability of the arm; null where there is none. */
  readonly propensity: number | null;
  /** Levels of the features by which windows are also cut. */
  readonly slices: Readonly<Record<string, string>>;
  readonly label: 0 | 1 | null;
  /** Since when the label is known, epoch ms. */
  readonly labelKnownAt: number | null;
}

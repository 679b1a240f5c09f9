import { digestOf } from "#kernel";
import type { ColumnBatch, Field } from "#tabular";
import type { LoadedModel } from "./model-document.js";
import { type RiskBand, riskBandOf } from "./risk-band.js";

/** Columns of the predictions table. */
export const predictionFields: readonly Field[] = [
  { name: "prediction_id", type: "text" },
  { name: "entity", type: "text" },
  { name: "probability", type: "number" },
  { name: "predicted_class", type: "number" },
  { name: "risk_band", type: "text" },
  { name: "threshold", type: "number" },
  { name: "model_name", type: "text" },
  { name: "model_version", type: "number" },
  { name: "predicted_at", type: "timestamp" },
  { name: "job_run", type: "text" },
  { name: "partition", type: "text" },
];

/** What all rows of one prediction job share. */
export interface PredictionOrigin {
  readonly jobRun: string;
  readonly partition: string;
  /** Epoch ms. */
  readonly predictedAt: number;
}

const repeated = (value: string, count: number): readonly string[] => new Array<string>(count).fill(value);

/** The bands of probabilities, row by row. */
export function bandsOf(model: LoadedModel, probabilities: Float64Array): readonly RiskBand[] {
  return Array.from(probabilities, (probability) => riskBandOf(probability, model.document.bands));
}

/** Rows of the predictions table: every row carries the version that made it. */
export function predictionBatch(
  model: LoadedModel,
  origin: PredictionOrigin,
  scored: {
    readonly entities: readonly (string | null)[];
    readonly probabilities: Float64Array;
    readonly bands: readonly RiskBand[];
  },
): ColumnBatch {
  const { threshold, name } = model.document;
  const rowCount = scored.probabilities.length;
  const idPrefix = digestOf([origin.jobRun, origin.partition]).slice(0, 16);
  return {
    rowCount,
    fields: predictionFields,
    columns: [
      scored.entities.map((entity) => `${idPrefix}:${entity}`),
      scored.entities,
      scored.probabilities,
      scored.probabilities.map((probability) => (probability >= threshold ? 1 : 0)),
      scored.bands,
      new Float64Array(rowCount).fill(threshold),
      repeated(name, rowCount),
      new Float64Array(rowCount).fill(model.version),
      new Float64Array(rowCount).fill(origin.predictedAt),
      repeated(origin.jobRun, rowCount),
      repeated(origin.partition, rowCount),
    ],
  };
}

import { digestOf } from "#kernel";
import type { Expression, Projection } from "#relation";
import type { ColumnBatch, Field, ValueType } from "#tabular";
import type { LoadedModel } from "./model-document.js";
import { type RiskBand, riskBandOf } from "./risk-band.js";
import type { ScoredBatch } from "./score-rows.js";

/** What all rows of one prediction job share. */
export interface PredictionOrigin {
  readonly jobRun: string;
  readonly partition: string;
  /** Epoch ms. */
  readonly predictedAt: number;
}

const entity: Expression = { kind: "column", name: "entity", type: "text" };
const probability: Expression = { kind: "column", name: "probability", type: "number" };

function literal(value: string | number, type: ValueType = typeof value === "string" ? "text" : "number"): Expression {
  return { kind: "literal", value, type };
}

function isAtLeast(bound: number): Expression {
  return { kind: "binary", operator: ">=", left: probability, right: literal(bound), type: "boolean" };
}

function choice(branches: readonly (readonly [Expression, Expression])[], otherwise: Expression): Expression {
  return {
    kind: "case",
    branches: branches.map(([when, result]) => ({ when, result })),
    otherwise,
    type: otherwise.type,
  };
}

/** What is made of scored rows here: everything else in the predictions table follows from it. */
export const scoredFields: readonly Field[] = [
  { name: "entity", type: "text" },
  { name: "probability", type: "number" },
];

/** The columns of the predictions table over {@link scoredFields}: every row carries the version that made it. */
export function predictionColumns(model: LoadedModel, origin: PredictionOrigin): readonly Projection[] {
  const { threshold, name, bands } = model.document;
  const prefix = `${digestOf([origin.jobRun, origin.partition]).slice(0, 16)}:`;
  const columns: Readonly<Record<string, Expression>> = {
    prediction_id: { kind: "binary", operator: "||", left: literal(prefix), right: entity, type: "text" },
    entity,
    probability,
    predicted_class: choice([[isAtLeast(threshold), literal(1)]], literal(0)),
    risk_band: choice(
      [
        [isAtLeast(bands.high), literal("High")],
        [isAtLeast(bands.medium), literal("Medium")],
      ],
      literal("Low"),
    ),
    threshold: literal(threshold),
    model_name: literal(name),
    model_version: literal(model.version),
    predicted_at: literal(origin.predictedAt, "timestamp"),
    job_run: literal(origin.jobRun),
    partition: literal(origin.partition),
  };
  return Object.entries(columns).map(([name, expression]) => ({ name, expression }));
}

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

/** The bands of probabilities, row by row. */
export function bandsOf(model: LoadedModel, probabilities: Float64Array): readonly RiskBand[] {
  const bands = new Array<RiskBand>(probabilities.length).fill("Low");
  for (let row = 0; row < bands.length; row += 1) bands[row] = riskBandOf(probabilities[row]!, model.document.bands);
  return bands;
}

/** Scored rows under {@link scoredFields}. */
export function scoredBatch({ entities, probabilities }: ScoredBatch): ColumnBatch {
  return { rowCount: probabilities.length, fields: scoredFields, columns: [entities, probabilities] };
}

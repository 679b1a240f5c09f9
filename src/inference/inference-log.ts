import type { FeatureDefinition } from "#features";
import type { Expression, Projection, Relation } from "#relation";
import type { ColumnBatch, ColumnValues, Field } from "#tabular";
import { predictionFields } from "./prediction-table.js";

/** The lake table of everything that was scored in production: what monitoring and late ground truth refer to. */
export const inferenceLogTable = "inference_log";

/** Columns of the inference log that every project has; one column per feature follows, under the feature's own name. */
export const inferenceLogColumns: readonly Field[] = [
  { name: "prediction_id", type: "text" },
  { name: "request_id", type: "text" },
  { name: "entity", type: "text" },
  { name: "predicted_at", type: "timestamp" },
  { name: "model_name", type: "text" },
  { name: "model_version", type: "number" },
  { name: "route", type: "text" },
  { name: "probability", type: "number" },
  { name: "predicted_class", type: "number" },
  { name: "threshold", type: "number" },
  { name: "arm", type: "text" },
  { name: "propensity", type: "number" },
];

/** Columns of the inference log with a model's features. */
export function inferenceLogFields(definitions: readonly FeatureDefinition[]): readonly Field[] {
  return [
    ...inferenceLogColumns,
    ...definitions.map(({ name, kind }): Field => ({ name, type: kind === "number" ? "number" : "text" })),
  ];
}

const columnOf = ({ name, type }: Field): Projection => ({ name, expression: { kind: "column", name, type } });

/** What a batch job's rows carry beside what its predictions say. */
const batchValues = (requestId: string): Readonly<Record<string, Expression>> => ({
  request_id: { kind: "literal", value: requestId, type: "text" },
  route: { kind: "literal", value: "batch", type: "text" },
  arm: { kind: "literal", value: null, type: "text" },
  propensity: { kind: "literal", value: null, type: "number" },
});

/**
 * Rows of the inference log of a batch job: its predictions with the feature values they were made of.
 * @param predictions Parquet files of the predictions table, one row per entity
 * @param features has a text column `entity`, unique, and one column per feature
 * @param requestId the job run
 */
export function batchLogRelation(
  predictions: readonly string[],
  features: Relation,
  definitions: readonly FeatureDefinition[],
  requestId: string,
): Relation {
  const added = batchValues(requestId);
  const kept = predictionFields.filter(({ name }) => inferenceLogColumns.some((field) => field.name === name));
  const featureFields = inferenceLogFields(definitions).slice(inferenceLogColumns.length);
  const joined: Relation = {
    kind: "join",
    left: {
      kind: "project",
      input: { kind: "parquet", paths: predictions, fields: predictionFields },
      columns: kept.map(columnOf),
    },
    right: {
      kind: "project",
      input: features,
      columns: [{ name: "entity", type: "text" } as const, ...featureFields].map(columnOf),
    },
    keys: ["entity"],
  };
  return {
    kind: "project",
    input: joined,
    columns: [...inferenceLogColumns, ...featureFields].map((field) => {
      const expression = added[field.name];
      return expression === undefined ? columnOf(field) : { name: field.name, expression };
    }),
  };
}

/** Scored rows as they are appended to the inference log; every list has one value per row. */
export interface LoggedRows {
  readonly predictionIds: readonly string[];
  readonly requestId: string;
  readonly entities: readonly (string | null)[];
  /** Epoch ms. */
  readonly predictedAt: Float64Array;
  readonly modelName: string;
  readonly modelVersion: number;
  readonly route: string;
  readonly probabilities: Float64Array;
  readonly threshold: number;
  /** `treated`, `control` or `never` where a campaign acts on the score; else null. */
  readonly arms: readonly (string | null)[];
  /** Probability with which the row got its arm; NaN where there is none. */
  readonly propensities: Float64Array;
  /** One column per feature, before encoding. */
  readonly features: ColumnBatch;
}

/** Rows of the inference log that were made here. */
export function loggedBatch(rows: LoggedRows): ColumnBatch {
  const rowCount = rows.probabilities.length;
  const texts = (value: string): ColumnValues => new Array<string>(rowCount).fill(value);
  const numbers = (value: number): ColumnValues => new Float64Array(rowCount).fill(value);
  return {
    rowCount,
    fields: [...inferenceLogColumns, ...rows.features.fields],
    columns: [
      rows.predictionIds,
      texts(rows.requestId),
      rows.entities,
      rows.predictedAt,
      texts(rows.modelName),
      numbers(rows.modelVersion),
      texts(rows.route),
      rows.probabilities,
      rows.probabilities.map((probability) => (probability >= rows.threshold ? 1 : 0)),
      numbers(rows.threshold),
      rows.arms,
      rows.propensities,
      ...rows.features.columns,
    ],
  };
}

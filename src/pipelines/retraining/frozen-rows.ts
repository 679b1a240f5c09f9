import { collectRows, type LabelledRows, selectColumns, withDigest } from "#features";
import { inferenceLogTable } from "#inference";
import type { Relation } from "#relation";
import type { ColumnBatch, Field } from "#tabular";
import type { PipelinePorts } from "../ports.js";

/** The lake table of rows that retrainings used: what they learnt from and what they were judged by, with the labels of then. */
export const retrainingRowsTable = "retraining_rows";

const retrainingRowFields: readonly Field[] = [
  { name: "run_id", type: "text" },
  { name: "prediction_id", type: "text" },
  { name: "part", type: "text" },
  { name: "predicted_at", type: "timestamp" },
  { name: "label", type: "number" },
  { name: "weight", type: "number" },
];

/** `history`: trained on by an earlier retraining; `train`: new ones; `holdout`: judge, and are never trained on. */
export type FrozenPart = "history" | "train" | "holdout";

/** A row as it is frozen; its features stay in the inference log. */
export interface FrozenRow {
  readonly id: string;
  readonly part: FrozenPart;
  /** Epoch ms. */
  readonly predictedAt: number;
  readonly label: 0 | 1;
  readonly weight: number;
}

const operationOf = (runId: string): string => `retraining-rows:${runId}`;

async function* frozenBatch(runId: string, rows: readonly FrozenRow[]): AsyncGenerator<ColumnBatch> {
  yield {
    rowCount: rows.length,
    fields: retrainingRowFields,
    columns: [
      rows.map(() => runId),
      rows.map(({ id }) => id),
      rows.map(({ part }) => part),
      Float64Array.from(rows, ({ predictedAt }) => predictedAt),
      Float64Array.from(rows, ({ label }) => label),
      Float64Array.from(rows, ({ weight }) => weight),
    ],
  };
}

/** Freezes the rows of a retraining, once per run: labels that are corrected later do not change what it learnt from. */
export async function freezeRows(runId: string, rows: readonly FrozenRow[], ports: PipelinePorts): Promise<void> {
  const engine = await ports.engine();
  const path = await ports.tables.newFile(retrainingRowsTable);
  const written = await engine.writeBatches(retrainingRowFields, frozenBatch(runId, rows), path);
  await ports.tables.commit(retrainingRowsTable, {
    operation: operationOf(runId),
    fields: retrainingRowFields,
    add: [written],
    summary: { runId, rows: rows.length },
  });
}

/** Rows of a retraining with their features. */
export interface LoadedRows extends LabelledRows {
  readonly weights: Float64Array;
  readonly parts: readonly FrozenPart[];
  readonly ids: readonly string[];
}

async function frozenRelation(runId: string, ports: PipelinePorts): Promise<Relation> {
  const versions = await ports.tables.versions(retrainingRowsTable);
  const version = versions.find(({ operation }) => operation === operationOf(runId));
  const paths = version?.added.map(({ path }) => path) ?? [];
  const columns = ["prediction_id", "part", "label", "weight"].map((name) => {
    const field = retrainingRowFields.find((one) => one.name === name)!;
    // Underscored, so that no feature has the name.
    const as = name === "prediction_id" ? name : `_${name}`;
    return { name: as, expression: { kind: "column", name, type: field.type } as const };
  });
  return { kind: "project", input: { kind: "parquet", paths, fields: retrainingRowFields }, columns };
}

/**
 * The frozen rows of a retraining with the features they were scored with, in the order of time and prediction.
 * @param logVersion version of the inference log they are read at
 */
export async function loadFrozenRows(
  runId: string,
  featureNames: readonly string[],
  logVersion: number,
  ports: PipelinePorts,
): Promise<LoadedRows> {
  const frozen = await frozenRelation(runId, ports);
  const log = await ports.tables.snapshot(inferenceLogTable, { version: logVersion });
  const wanted = ["prediction_id", "entity", "predicted_at", ...featureNames];
  const logFields = wanted.map((name) => log.fields.find((field) => field.name === name)!);
  const joined: Relation = {
    kind: "sort",
    by: [{ column: "predicted_at" }, { column: "prediction_id" }],
    input: {
      kind: "join",
      left: {
        kind: "project",
        input: { kind: "parquet", paths: log.files.map(({ path }) => path), fields: log.fields },
        columns: logFields.map(({ name, type }) => ({ name, expression: { kind: "column", name, type } })),
      },
      right: frozen,
      keys: ["prediction_id"],
    },
  };
  return labelledOf(await collectRows(joined, await ports.engine()), featureNames);
}

function labelledOf(rows: ColumnBatch, featureNames: readonly string[]): LoadedRows {
  const [ids, entities, asOf, parts, labels, weights] = selectColumns(rows, [
    "prediction_id",
    "entity",
    "predicted_at",
    "_part",
    "_label",
    "_weight",
  ]).columns as unknown as readonly [
    readonly string[],
    readonly (string | null)[],
    Float64Array,
    readonly FrozenPart[],
    Float64Array,
    Float64Array,
  ];
  const features = selectColumns(rows, featureNames);
  const named = entities.map((entity, row) => entity ?? ids[row]!);
  const loaded = { ids, entities: named, asOf, parts, labels: Uint8Array.from(labels), weights, features };
  return withDigest(loaded, weights);
}

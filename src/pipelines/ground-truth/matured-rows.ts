import { collectRows, selectColumns } from "#features";
import { inferenceLogTable } from "#inference";
import type { Instant } from "#kernel";
import { type LoggedPrediction, retrainingWeight } from "#monitoring";
import type { Relation } from "#relation";
import type { ColumnBatch } from "#tabular";
import type { PipelinePorts } from "../ports.js";
import type { PipelineSettings } from "../settings.js";
import { syncLedger } from "./sync-ledger.js";

/** Production rows whose outcome is known for good, with the features as they were when they were scored. */
export interface MaturedRows {
  readonly predictionIds: readonly string[];
  readonly entities: readonly (string | null)[];
  /** Epoch ms. */
  readonly predictedAt: Float64Array;
  readonly modelVersions: Float64Array;
  readonly probabilities: Float64Array;
  readonly labels: Uint8Array;
  /**
   * 1, but one over its propensity for a hold-out row of a campaign; rows that were acted on are left out, because their
   * outcome is not what it would have been.
   */
  readonly weights: Float64Array;
  /** One column per feature of the project file, before encoding; missing where the log does not have it. */
  readonly features: ColumnBatch;
  /** Rows whose horizon has passed and whose outcome counts, labelled or not. */
  readonly dueCount: number;
}

/** Which rows are wanted. */
export interface MaturedRange {
  /** Only predictions made from here on, epoch ms; default all. */
  readonly from?: number;
  /** Only predictions made before, epoch ms; default all that are due. */
  readonly until?: number;
}

async function featuresOf(
  ids: ReadonlyMap<string, number>,
  settings: PipelineSettings,
  ports: PipelinePorts,
): Promise<ColumnBatch> {
  const snapshot = await ports.tables.snapshot(inferenceLogTable);
  const known = new Set(snapshot.fields.map(({ name }) => name));
  const definitions = settings.definitions.filter(({ name }) => known.has(name));
  const fields = settings.definitions.map(({ name, kind }) => ({
    name,
    type: kind === "number" ? ("number" as const) : ("text" as const),
  }));
  const columns = fields.map(({ type }) =>
    type === "text" ? new Array<string | null>(ids.size).fill(null) : new Float64Array(ids.size).fill(Number.NaN),
  );
  const log: Relation = {
    kind: "parquet",
    paths: snapshot.files.map(({ path }) => path),
    fields: snapshot.fields.filter(
      ({ name }) => name === "prediction_id" || definitions.some((definition) => definition.name === name),
    ),
  };
  const rows = ids.size === 0 ? null : await collectRows(log, await ports.engine());
  const logged = rows === null ? [] : (selectColumns(rows, ["prediction_id"]).columns[0] as readonly string[]);
  for (const [index, { name }] of fields.entries()) {
    if (rows === null || !known.has(name)) continue;
    const values = selectColumns(rows, [name]).columns[0]!;
    for (const [row, id] of logged.entries()) {
      const place = ids.get(id);
      if (place !== undefined) columns[index]![place] = values[row]!;
    }
  }
  return { rowCount: ids.size, fields, columns };
}

const isKnown = (row: LoggedPrediction): boolean => row.label !== null;

/**
 * Labelled training rows out of production: predictions whose horizon has passed as of a moment, with their label as it is known,
 * the features they were scored on, and weights that undo what a campaign did. Before the horizon only positives are known,
 * so younger rows are not among them.
 */
export async function maturedRows(
  settings: PipelineSettings,
  ports: PipelinePorts,
  asOf: Instant | number,
  range: MaturedRange = {},
): Promise<MaturedRows> {
  const moment = typeof asOf === "number" ? asOf : Date.parse(asOf);
  await syncLedger(settings, ports, moment);
  const until = Math.min(range.until ?? Number.MAX_SAFE_INTEGER, moment - settings.labelHorizonMs + 1);
  const due = ports.ledger.predictionsBetween(range.from ?? 0, until).filter((row) => retrainingWeight(row) > 0);
  const rows = due.filter(isKnown);
  const numbers = (value: (row: LoggedPrediction) => number): Float64Array => Float64Array.from(rows, value);
  return {
    predictionIds: rows.map(({ id }) => id),
    entities: rows.map(({ entity }) => entity),
    predictedAt: numbers(({ predictedAt }) => predictedAt),
    modelVersions: numbers(({ modelVersion }) => modelVersion),
    probabilities: numbers(({ probability }) => probability),
    labels: Uint8Array.from(rows, ({ label }) => label ?? 0),
    weights: numbers(retrainingWeight),
    features: await featuresOf(new Map(rows.map(({ id }, place) => [id, place])), settings, ports),
    dueCount: due.length,
  };
}

import { createRowFeatures, encodeFeatures, entityExpression, type RowFeatures } from "#features";
import {
  createForestScorerFactory,
  inferenceLogFields,
  inferenceLogTable,
  type LoadedModel,
  loggedBatch,
  type LoggedRows,
  loadModel,
  openModelScorer,
  type Scorer,
} from "#inference";
import { quarantineFields, quarantineTable } from "#ingestion";
import { digestOf, invalidInput, notReady } from "#kernel";
import { compileExpression, type RowFunction } from "#relation";
import { type CleanedRow, cleanRow, type Field, type Row } from "#tabular";
import type { PipelinePorts } from "../ports.js";
import { quarantineBatch, writeBatch } from "../write-batch.js";
import type { PipelineSettings } from "../settings.js";
import { commitLog, definitionsOf } from "./inference-log.js";

/** What a campaign does with a row, and how likely that was. */
export interface ArrivalArm {
  readonly arm: "treated" | "control" | "never";
  readonly propensity: number;
}

/** Raw rows that arrived for scoring, in memory. */
export interface Arrivals {
  /** The name under which they are scored and logged once. */
  readonly operation: string;
  /** Where they come from, for the quarantine table. */
  readonly source: string;
  /** Values by contract column, as text or as JSON numbers and booleans. */
  readonly rows: readonly Row[];
  /** When each row is scored, epoch ms; left out, now. */
  readonly predictedAt?: ArrayLike<number>;
  /** Per row `treated`, `control`, `never` or null, where a campaign acts on the score. */
  readonly arms?: readonly (string | null)[];
  /** Per row the probability of its arm. */
  readonly propensities?: ArrayLike<number>;
  /** Decides the arms by the probabilities of the accepted rows, one each, in place of `arms`; null: nobody acts. */
  readonly armsOf?: (probabilities: Float64Array) => readonly ArrivalArm[] | null;
  /** By which way the rows came; default `champion`. */
  readonly route?: string;
  /** Default: the champion. */
  readonly modelVersion?: number;
}

/** What scoring arrivals leaves; the lists have one value per accepted row. */
export interface ArrivalScores {
  readonly modelVersion: number;
  readonly threshold: number;
  /** Version of the inference log with these rows; null when no row was accepted. */
  readonly logVersion: number | null;
  /** Places of the accepted rows among those that arrived. */
  readonly accepted: Int32Array;
  readonly entities: readonly string[];
  readonly predictionIds: readonly string[];
  readonly predictedAt: Float64Array;
  readonly probabilities: Float64Array;
  readonly quarantined: number;
  readonly quarantinedByReason: Readonly<Record<string, number>>;
}

/** A model opened for rows in memory. */
interface RowScorer {
  readonly model: LoadedModel;
  readonly scorer: Scorer;
  readonly featuresOf: RowFeatures;
  readonly entityOf: RowFunction;
}

/** Models that were opened, by the store they came from and their digest: versions never change, so none gets old. */
const opened = new WeakMap<object, Map<string, RowScorer>>();
const mostOpened = 4;

async function openRowScorer(version: number, settings: PipelineSettings, ports: PipelinePorts): Promise<RowScorer> {
  const record = ports.registry.getVersion(settings.name, version);
  const known = opened.get(ports.artifacts) ?? new Map<string, RowScorer>();
  opened.set(ports.artifacts, known);
  const key = `${version}:${record.artifacts["model.json"]}`;
  const found = known.get(key);
  if (found !== undefined) return found;
  const model = await loadModel(record, ports.artifacts);
  const scorer: RowScorer = {
    model,
    scorer: await openModelScorer(model, createForestScorerFactory()),
    featuresOf: createRowFeatures(definitionsOf(model)),
    entityOf: compileExpression(entityExpression(model.document.contract)),
  };
  if (known.size >= mostOpened) known.delete(known.keys().next().value!);
  known.set(key, scorer);
  return scorer;
}

function championOf(settings: PipelineSettings, ports: PipelinePorts): number {
  const version = ports.registry.aliases(settings.name).champion;
  if (version !== undefined) return version;
  throw notReady(
    "inference/no-champion",
    `no version of ${settings.name} is champion yet; run \`driftloop run training\` first`,
  );
}

interface Refused {
  readonly line: number;
  readonly column: string;
  readonly reason: string;
  readonly row: Row;
}

interface CheckedRows {
  readonly accepted: Int32Array;
  readonly cleaned: readonly CleanedRow["values"][];
  readonly refused: readonly Refused[];
}

function checkRows({ rows }: Arrivals, { document }: LoadedModel): CheckedRows {
  const accepted: number[] = [];
  const cleaned: CleanedRow["values"][] = [];
  const refused: Refused[] = [];
  for (const [place, row] of rows.entries()) {
    const { values, problems } = cleanRow(document.contract, row);
    const problem = problems[0];
    if (problem === undefined) {
      accepted.push(place);
      cleaned.push(values);
    } else refused.push({ line: place + 1, ...problem, row });
  }
  return { accepted: Int32Array.from(accepted), cleaned, refused };
}

function countByReason(refused: readonly Refused[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { reason } of refused) counts[reason] = (counts[reason] ?? 0) + 1;
  return counts;
}

async function quarantineRows(
  { operation, source, predictedAt }: Arrivals,
  refused: readonly Refused[],
  ports: PipelinePorts,
): Promise<void> {
  if (refused.length === 0) return;
  const now = ports.clock.now();
  const batch = quarantineBatch(source, refused, (line) => predictedAt?.[line - 1] ?? now);
  const written = await writeBatch(quarantineTable, quarantineFields, batch, ports);
  await ports.tables.commit(quarantineTable, {
    operation: `arrivals:${operation}`,
    fields: quarantineFields,
    add: [written],
    summary: { source, ...countByReason(refused) },
  });
}

function checkLengths({ rows, predictedAt, arms, propensities }: Arrivals): void {
  for (const list of [predictedAt, arms, propensities]) {
    if (list === undefined || list.length === rows.length) continue;
    throw invalidInput(
      "inference/arrival-shape",
      `${rows.length} rows arrived with ${list.length} values beside them; give one value per row`,
    );
  }
}

/** Names of predictions: unique within an operation by the row's place, across operations by a digest. */
export function predictionIdsOf(operation: string, places: ArrayLike<number>, entities: readonly string[]): string[] {
  const prefix = digestOf(["arrivals", operation]).slice(0, 16);
  return entities.map((entity, index) => `${prefix}:${places[index]! + 1}:${entity}`);
}

function armsOfRows(
  { arms, propensities, armsOf }: Arrivals,
  accepted: Int32Array,
  probabilities: Float64Array,
): Pick<LoggedRows, "arms" | "propensities"> {
  const assigned = armsOf?.(probabilities) ?? null;
  if (assigned !== null) {
    return {
      arms: assigned.map(({ arm }) => arm),
      propensities: Float64Array.from(assigned, ({ propensity }) => propensity),
    };
  }
  return {
    arms: Array.from(accepted, (place) => arms?.[place] ?? null),
    propensities: Float64Array.from(accepted, (place) => propensities?.[place] ?? Number.NaN),
  };
}

async function scoredRows(arrivals: Arrivals, checked: CheckedRows, open: RowScorer, now: number): Promise<LoggedRows> {
  const { accepted, cleaned } = checked;
  const { document, version } = open.model;
  const features = open.featuresOf(cleaned);
  const named = cleaned.map((row, index) => ({ ...row, _source: arrivals.source, _line: accepted[index]! + 1 }));
  const entities = named.map((row) => String(open.entityOf(row)));
  const { predictedAt } = arrivals;
  const probabilities = await open.scorer.probabilities(encodeFeatures(document.plan, features));
  return {
    predictionIds: predictionIdsOf(arrivals.operation, accepted, entities),
    requestId: arrivals.operation,
    entities,
    predictedAt: Float64Array.from(accepted, (place) => predictedAt?.[place] ?? now),
    modelName: document.name,
    modelVersion: version,
    route: arrivals.route ?? "champion",
    probabilities,
    threshold: document.threshold,
    ...armsOfRows(arrivals, accepted, probabilities),
    features,
  };
}

/** @returns the log's version and the model version its rows were made with, which an earlier call may have fixed */
async function appendRows(
  operation: string,
  rows: LoggedRows,
  model: LoadedModel,
  ports: PipelinePorts,
): Promise<{ readonly version: number; readonly modelVersion: number }> {
  const fields: readonly Field[] = inferenceLogFields(definitionsOf(model));
  const written = await writeBatch(inferenceLogTable, fields, loggedBatch(rows), ports);
  const { version, summary } = await commitLog(`arrivals:${operation}`, written, model, ports);
  return { version, modelVersion: (summary as { readonly modelVersion: number }).modelVersion };
}

/**
 * Scores raw rows that arrived: rows that break the contract go to quarantine, the others are scored and appended to the
 * inference log, once per operation. A repeat gives what the first call gave, by the version that was champion then.
 * @throws NotReady `inference/no-champion`; InvalidInput `inference/arrival-shape`
 */
export async function scoreArrivals(
  arrivals: Arrivals,
  settings: PipelineSettings,
  ports: PipelinePorts,
): Promise<ArrivalScores> {
  checkLengths(arrivals);
  const modelVersion = arrivals.modelVersion ?? championOf(settings, ports);
  const open = await openRowScorer(modelVersion, settings, ports);
  const checked = checkRows(arrivals, open.model);
  await quarantineRows(arrivals, checked.refused, ports);
  const rows = await scoredRows(arrivals, checked, open, ports.clock.now());
  const appended = checked.accepted.length === 0 ? null : await appendRows(arrivals.operation, rows, open.model, ports);
  if (appended !== null && appended.modelVersion !== modelVersion) {
    return scoreArrivals({ ...arrivals, modelVersion: appended.modelVersion }, settings, ports);
  }
  return {
    modelVersion,
    threshold: rows.threshold,
    logVersion: appended?.version ?? null,
    accepted: checked.accepted,
    entities: rows.entities as readonly string[],
    predictionIds: rows.predictionIds,
    predictedAt: rows.predictedAt,
    probabilities: rows.probabilities,
    quarantined: checked.refused.length,
    quarantinedByReason: countByReason(checked.refused),
  };
}

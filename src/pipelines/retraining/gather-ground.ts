import { collectRows, type LabelledRows, type Split, withDigest } from "#features";
import { inferenceLogTable, type LoadedModel, loadModel } from "#inference";
import { conflict, digestOf } from "#kernel";
import { windowLengthMs } from "#monitoring";
import type { ModelVersion } from "#registry";
import type { BoosterParams } from "#training";
import { splitRows, type TrainingVersions, trainingSources } from "../fitting/training-rows.js";
import type { PipelinePorts } from "../ports.js";
import type { PipelineSettings } from "../settings.js";
import { chooseParts, type Parts } from "./choose-parts.js";
import { freezeRows, type FrozenRow, type LoadedRows, loadFrozenRows } from "./frozen-rows.js";
import { type MaturedRows, maturedRows, quarantines, type Quarantine } from "./matured-rows.js";
import { type Pool, stackPools } from "./pool.js";
import { type RetrainingLineage, retrainingOf } from "./retraining-lineage.js";

/** The champion that a retraining starts from. */
export interface Incumbent {
  readonly version: ModelVersion;
  readonly model: LoadedModel;
  readonly lineage: TrainingVersions;
  readonly retraining: RetrainingLineage | null;
  /** Parameters and rounds of its last full fit. */
  readonly params: BoosterParams;
  readonly rounds: number;
}

/** The champion with where it came from. @throws Conflict `retraining/champion-changed` when it is another than expected */
export async function loadIncumbent(
  expected: number | null,
  settings: PipelineSettings,
  ports: PipelinePorts,
): Promise<Incumbent> {
  const champion = ports.registry.aliases(settings.name).champion;
  if (champion === undefined || (expected !== null && champion !== expected)) {
    throw conflict(
      "retraining/champion-changed",
      `the retraining was called for when version ${expected} was champion; now it is ${champion ?? "none"}`,
    );
  }
  const version = ports.registry.getVersion(settings.name, champion);
  const model = await loadModel(version, ports.artifacts);
  const retraining = retrainingOf(version);
  return {
    version,
    model,
    lineage: version.lineage as unknown as TrainingVersions,
    retraining,
    params: retraining?.params ?? (model.document.params as BoosterParams),
    rounds: retraining?.rounds ?? model.document.rounds,
  };
}

/** Epoch ms: the newest logged row the champion was trained on; none at first. */
export function trainedThrough({ retraining }: Pick<Incumbent, "retraining">): number {
  return retraining?.trainedThrough ?? Number.NEGATIVE_INFINITY;
}

async function sidesOf(ports: PipelinePorts): Promise<ReadonlyMap<string, Split>> {
  const { files, fields } = await ports.tables.snapshot("splits");
  const relation = { kind: "parquet", paths: files.map(({ path }) => path), fields } as const;
  const { columns } = await collectRows(relation, await ports.engine());
  const [entities, , splits] = columns as unknown as readonly [readonly string[], unknown, readonly Split[]];
  return new Map(entities.map((entity, row) => [entity, splits[row]!]));
}

/** Everything a retraining looks at, frozen. */
export interface Ground {
  readonly incumbent: Incumbent;
  /** Rows to learn from; those of the champion's own training come first. */
  readonly pool: Pool;
  /** Rows that judge, newer than all of the pool. */
  readonly holdout: LoadedRows;
  readonly matured: MaturedRows;
  readonly parts: Parts;
  readonly logVersion: number;
  /** Spans of time whose rows are kept out of every fit. */
  readonly quarantined: readonly Quarantine[];
  /** Whether the project's features are the champion's. */
  readonly hasSameSchema: boolean;
}

const poolOf = (rows: LabelledRows, weights: Float64Array, horizonMs: number): Omit<Pool, "recentFrom"> => ({
  entities: rows.entities,
  times: rows.asOf,
  maturedAt: rows.asOf.map((time) => time + horizonMs),
  labels: rows.labels,
  weights,
  features: rows.features,
});

/** Some of the loaded rows. */
function partOf(rows: LoadedRows, parts: readonly FrozenRow["part"][]): LoadedRows {
  const chosen = [...rows.parts.keys()].filter((row) => parts.includes(rows.parts[row]!));
  const pick = <Value>(values: ArrayLike<Value>): Value[] => chosen.map((row) => values[row]!);
  const features = {
    ...rows.features,
    rowCount: chosen.length,
    columns: rows.features.columns.map((column) =>
      column instanceof Float64Array ? Float64Array.from(pick(column)) : pick(column),
    ),
  };
  const weights = Float64Array.from(pick(rows.weights));
  const part = {
    ids: pick(rows.ids),
    parts: pick(rows.parts),
    entities: pick(rows.entities),
    asOf: Float64Array.from(pick(rows.asOf)),
    labels: Uint8Array.from(pick(rows.labels)),
    weights,
    features,
  };
  return withDigest(part, weights);
}

/** The champion's own training rows: those of the project's data, and logged ones of the retraining it came out of. */
async function historyPool(
  incumbent: Incumbent,
  frozen: LoadedRows,
  context: { readonly settings: PipelineSettings; readonly ports: PipelinePorts },
): Promise<Omit<Pool, "recentFrom">> {
  const { settings, ports } = context;
  const { plan, contract } = incumbent.model.document;
  const request = {
    featureNames: plan.features.map(({ definition }) => definition.name),
    hasEventTime: contract.eventTime !== null,
  };
  const rows = await splitRows(await trainingSources(incumbent.lineage, ports), "train", request, ports);
  const weights = new Float64Array(rows.labels.length).fill(1);
  const carried = partOf(frozen, ["history"]);
  const { recentFrom: _, ...pool } = stackPools(
    poolOf(rows, weights, settings.labelHorizonMs),
    poolOf(carried, carried.weights, settings.labelHorizonMs),
  );
  return pool;
}

async function carriedRows(incumbent: Incumbent, ports: PipelinePorts): Promise<readonly FrozenRow[]> {
  const { retraining, version } = incumbent;
  if (retraining === null) return [];
  const rows = await loadFrozenRows(version.runId, [], retraining.logVersion, ports);
  const kept = [...rows.ids.keys()].filter((row) => rows.parts[row] !== "holdout");
  return kept.map((row) => ({
    id: rows.ids[row]!,
    part: "history" as const,
    predictedAt: rows.asOf[row]!,
    label: rows.labels[row] === 1 ? (1 as const) : (0 as const),
    weight: rows.weights[row]!,
  }));
}

/** Reads rows that were frozen under a run, as they are learnt from and judged by. */
export async function loadGroundRows(
  runId: string,
  incumbent: Incumbent,
  logVersion: number,
  context: { readonly settings: PipelineSettings; readonly ports: PipelinePorts },
): Promise<Pick<Ground, "pool" | "holdout">> {
  const { settings, ports } = context;
  const names = incumbent.model.document.plan.features.map(({ definition }) => definition.name);
  const frozen = await loadFrozenRows(runId, names, logVersion, ports);
  const history = await historyPool(incumbent, frozen, context);
  const train = partOf(frozen, ["train"]);
  const recent = poolOf(train, train.weights, settings.labelHorizonMs);
  return { pool: stackPools(history, recent), holdout: partOf(frozen, ["holdout"]) };
}

/**
 * Freezes the rows of a retraining and reads them: what the champion was trained on, what matured since, and the newest rows,
 * which only judge. Under the same run the same rows come back.
 */
export async function gatherGround(
  runId: string,
  request: { readonly championVersion: number | null; readonly asOf: number },
  settings: PipelineSettings,
  ports: PipelinePorts,
): Promise<Ground> {
  const incumbent = await loadIncumbent(request.championVersion, settings, ports);
  const spans = quarantines(windowLengthMs(settings.monitoring.granularity), ports);
  const after = trainedThrough(incumbent);
  const matured = maturedRows({ after, asOf: request.asOf }, spans, settings, ports);
  const sides = await sidesOf(ports);
  const onTrainSide = new Set([...sides].filter(([, side]) => side === "train").map(([entity]) => entity));
  const parts = chooseParts(matured.rows, (entity) => sides.get(entity), onTrainSide);
  const log = await ports.tables.snapshot(inferenceLogTable);
  const asFrozen =
    (part: FrozenRow["part"]) =>
    (row: MaturedRows["rows"][number]): FrozenRow => ({ ...row, part });
  await freezeRows(
    runId,
    [
      ...(await carriedRows(incumbent, ports)),
      ...parts.train.map(asFrozen("train")),
      ...parts.holdout.map(asFrozen("holdout")),
    ],
    ports,
  );
  const rows = await loadGroundRows(runId, incumbent, log.version, { settings, ports });
  const { plan } = incumbent.model.document;
  const hasSameSchema = digestOf(plan.features.map(({ definition }) => definition)) === digestOf(settings.definitions);
  return { incumbent, ...rows, matured, parts, logVersion: log.version, quarantined: spans, hasSameSchema };
}

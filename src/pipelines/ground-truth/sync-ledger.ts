import { selectColumns } from "#features";
import { inferenceLogColumns, inferenceLogTable } from "#inference";
import {
  groundTruthFields,
  groundTruthTable,
  type LabelEvent,
  type LabelFact,
  labelChanges,
  type LoggedPrediction,
  type PerformanceKey,
  type PerformancePosition,
  updateWindows,
  windowLengthMs,
} from "#monitoring";
import { type Relation, tableChanges } from "#relation";
import type { ColumnBatch, Field } from "#tabular";
import type { PipelinePorts } from "../ports.js";
import type { PipelineSettings } from "../settings.js";

const numberOrNull = (value: number): number | null => (Number.isNaN(value) ? null : value);

const predictionFieldNames = [
  "prediction_id",
  "entity",
  "predicted_at",
  "model_version",
  "probability",
  "predicted_class",
  "arm",
  "propensity",
];

function predictionsOf(batch: ColumnBatch, slices: readonly Field[]): readonly LoggedPrediction[] {
  const [ids, entities, times, versions, probabilities, classes, arms, propensities] = selectColumns(
    batch,
    predictionFieldNames,
  ).columns as unknown as readonly [
    readonly string[],
    readonly (string | null)[],
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
    readonly (string | null)[],
    Float64Array,
  ];
  const levels = selectColumns(
    batch,
    slices.map(({ name }) => name),
  ).columns;
  return ids.map((id, row) => ({
    id,
    entity: entities[row]!,
    predictedAt: times[row]!,
    modelVersion: versions[row]!,
    probability: probabilities[row]!,
    predicted: classes[row] === 1 ? 1 : 0,
    arm: arms[row]!,
    propensity: numberOrNull(propensities[row]!),
    slices: Object.fromEntries(
      slices.flatMap(({ name }, index) => {
        const level = levels[index]![row]!;
        return level === null || Number.isNaN(level) ? [] : [[name, String(level)]];
      }),
    ),
    label: null,
    labelKnownAt: null,
  }));
}

/** Labels of the lake as facts. */
export function factsOf(batch: ColumnBatch): readonly LabelFact[] {
  const [ids, entities, labels, occurred, known, , sources] = selectColumns(
    batch,
    groundTruthFields.map(({ name }) => name),
  ).columns as unknown as readonly [
    readonly (string | null)[],
    readonly (string | null)[],
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
    readonly string[],
  ];
  return ids.map((predictionId, row) => ({
    predictionId,
    entity: entities[row]!,
    label: Number.isNaN(labels[row]!) ? null : labels[row] === 1 ? 1 : 0,
    occurredAt: numberOrNull(occurred[row]!),
    knownAt: known[row]!,
    source: sources[row]!,
  }));
}

interface NewRows {
  readonly version: number;
  readonly relation: Relation | null;
}

async function newRows(table: string, after: number, fields: readonly Field[], ports: PipelinePorts): Promise<NewRows> {
  const { toVersion, added } = await tableChanges(ports.tables, table, after);
  const paths = added.map(({ path }) => path);
  return { version: toVersion, relation: paths.length === 0 ? null : { kind: "parquet", paths, fields } };
}

/** The features of the log by which windows are also cut; names that it does not have are left out. */
async function sliceFields(settings: PipelineSettings, ports: PipelinePorts): Promise<readonly Field[]> {
  const { fields } = await ports.tables.snapshot(inferenceLogTable);
  const reserved = new Set(inferenceLogColumns.map(({ name }) => name));
  return fields.filter(({ name }) => settings.monitoring.slices.includes(name) && !reserved.has(name));
}

/** What bringing the ledger up to date did. */
export interface LedgerSync {
  readonly predictions: number;
  readonly events: number;
  /** Predictions that got, changed or lost a label. */
  readonly changedLabels: number;
  /** Windows whose sums changed. */
  readonly touched: readonly PerformanceKey[];
}

interface Absorbed {
  readonly predictions: readonly LoggedPrediction[];
  readonly events: readonly LabelEvent[];
}

const nothing: Absorbed = { predictions: [], events: [] };

/** Adds rows to the ledger and carries what they change into labels and windows, all or nothing. */
function absorb(
  add: () => Absorbed,
  asOf: number,
  settings: PipelineSettings,
  { ledger, performance }: PipelinePorts,
): LedgerSync {
  const horizonMs = settings.labelHorizonMs;
  const { predictions, events } = add();
  const changes = labelChanges(ledger, { predictions, events }, horizonMs, asOf);
  ledger.setLabels(changes.map(({ found }) => found));
  const lengths = { windowMs: windowLengthMs(settings.monitoring.granularity), horizonMs };
  const touched = updateWindows(performance, { predictions, labels: changes }, lengths);
  return { predictions: predictions.length, events: events.length, changedLabels: changes.length, touched };
}

async function collected<Row>(
  { relation }: NewRows,
  rowsOf: (batch: ColumnBatch) => readonly Row[],
  ports: PipelinePorts,
): Promise<readonly Row[]> {
  if (relation === null) return [];
  const rows: Row[] = [];
  for await (const batch of (await ports.engine()).stream(relation)) rows.push(...rowsOf(batch));
  return rows;
}

const sum = (parts: readonly LedgerSync[]): LedgerSync => ({
  predictions: parts.reduce((total, part) => total + part.predictions, 0),
  events: parts.reduce((total, part) => total + part.events, 0),
  changedLabels: parts.reduce((total, part) => total + part.changedLabels, 0),
  touched: parts.flatMap((part) => part.touched),
});

/** Predictions that arrived are added batch by batch: what is there already is not counted again after a kill. */
async function absorbPredictions(
  { relation }: NewRows,
  slices: readonly Field[],
  asOf: number,
  context: { readonly settings: PipelineSettings; readonly ports: PipelinePorts },
): Promise<readonly LedgerSync[]> {
  const { settings, ports } = context;
  if (relation === null) return [];
  const parts: LedgerSync[] = [];
  for await (const batch of (await ports.engine()).stream(relation)) {
    const rows = predictionsOf(batch, slices);
    const add = (): Absorbed => ({ ...nothing, predictions: ports.ledger.addPredictions(rows) });
    parts.push(ports.performance.transaction(() => absorb(add, asOf, settings, ports)));
  }
  return parts;
}

/**
 * Brings the ledger up to date with the inference log and the labels of the lake, and the sums of the windows that are
 * touched. Work is proportional to what is new. Killed at any moment and repeated, it leaves the same.
 * @param until labels known after this moment wait, epoch ms; left out, as far as they were looked at before
 */
export async function syncLedger(
  settings: PipelineSettings,
  ports: PipelinePorts,
  until?: number,
): Promise<LedgerSync> {
  const before: PerformancePosition = ports.performance.position();
  const asOf = Math.max(before.asOf, until ?? before.asOf);
  const slices = await sliceFields(settings, ports);
  const fields = [...inferenceLogColumns.filter(({ name }) => predictionFieldNames.includes(name)), ...slices];
  const log = await newRows(inferenceLogTable, before.logVersion, fields, ports);
  const labels = await newRows(groundTruthTable, before.labelVersion, groundTruthFields, ports);
  const facts = await collected(labels, factsOf, ports);
  const predicted = await absorbPredictions(log, slices, asOf, { settings, ports });
  const labelled = ports.performance.transaction(() => {
    const part = absorb(
      () => {
        const added = ports.ledger.addEvents(facts).filter(({ knownAt }) => knownAt <= asOf);
        return { ...nothing, events: [...added, ...ports.ledger.eventsKnown(before.asOf, asOf)] };
      },
      asOf,
      settings,
      ports,
    );
    const now = ports.performance.position();
    ports.performance.setPosition({
      logVersion: Math.max(now.logVersion, log.version),
      labelVersion: Math.max(now.labelVersion, labels.version),
      asOf: Math.max(now.asOf, asOf),
    });
    return part;
  });
  return sum([...predicted, labelled]);
}

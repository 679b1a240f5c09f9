import { digestOf } from "#kernel";
import {
  type ColumnCounts,
  type ColumnDrift,
  compareColumns,
  countedRows,
  deviationOf,
  type DriftMethodName,
  type DriftVerdict,
  meanOf,
  type ReferenceColumn,
  type WindowProfile,
  type WindowUpdate,
} from "#monitoring";
import type { ColumnBatch, Field, ValueType } from "#tabular";
import type { PipelinePorts } from "../ports.js";
import { writeBatch } from "../write-batch.js";
import type { PipelineSettings } from "../settings.js";
import { watchedVersion } from "./version-reference.js";

type Value = string | number | null;
type MetricRow = Readonly<Record<string, Value>>;

const fieldsOf = (columns: Readonly<Record<string, ValueType>>): readonly Field[] =>
  Object.entries(columns).map(([name, type]) => ({ name, type }));

const windowColumns = {
  window_start: "timestamp",
  window_end: "timestamp",
  granularity: "text",
  model_version: "number",
  reference_id: "text",
  revision: "number",
  slice_key: "text",
  slice_value: "text",
  column_name: "text",
} as const;

/** Columns of the table `profile_metrics`: one row per window, slice and column, `:table` for the rows as a whole. */
export const profileMetricFields: readonly Field[] = fieldsOf({
  ...windowColumns,
  log_type: "text",
  data_type: "text",
  count: "number",
  num_nulls: "number",
  num_zeros: "number",
  num_unseen: "number",
  num_out_of_range: "number",
  avg: "number",
  stddev: "number",
  min: "number",
  max: "number",
  percent_null: "number",
  percent_zeros: "number",
});

/** Columns of the table `drift_metrics`: one row per window, column and what it is compared with. */
export const driftMetricFields: readonly Field[] = fieldsOf({
  ...windowColumns,
  window_cmp_start: "timestamp",
  window_cmp_end: "timestamp",
  drift_type: "text",
  data_type: "text",
  count_delta: "number",
  avg_delta: "number",
  percent_null_delta: "number",
  js_distance: "number",
  ks_statistic: "number",
  ks_pvalue: "number",
  wasserstein_distance: "number",
  population_stability_index: "number",
  psi_expected: "number",
  psi_corrected: "number",
  chi_squared_statistic: "number",
  chi_squared_pvalue: "number",
  tv_distance: "number",
  l_infinity_distance: "number",
  hellinger_distance: "number",
  failure: "text",
});

function batchOf(fields: readonly Field[], rows: readonly MetricRow[]): ColumnBatch {
  const columns = fields.map(({ name, type }) =>
    type === "text"
      ? rows.map((row) => (row[name] as string | null | undefined) ?? null)
      : Float64Array.from(rows, (row) => (row[name] as number | null | undefined) ?? Number.NaN),
  );
  return { rowCount: rows.length, fields, columns };
}

type Placed = Pick<DriftVerdict, "modelVersion" | "referenceId" | "windowStart" | "windowEnd" | "revision">;

const placeOf = (window: Placed, granularity: string): MetricRow => ({
  window_start: window.windowStart,
  window_end: window.windowEnd,
  granularity,
  model_version: window.modelVersion,
  reference_id: window.referenceId,
  revision: window.revision,
});

const shareOf = (part: number, rows: number): number | null => (rows === 0 ? null : part / rows);

function columnMetrics({ name, binning }: ReferenceColumn, counts: ColumnCounts): MetricRow {
  const hasMean = binning.kind === "numeric" && countedRows(counts) > 0;
  return {
    column_name: name,
    data_type: binning.kind === "numeric" ? "number" : "text",
    count: counts.rows,
    num_nulls: counts.nulls,
    num_zeros: counts.zeros,
    num_unseen: counts.unseen,
    num_out_of_range: counts.outOfRange,
    avg: hasMean ? meanOf(binning, counts) : null,
    stddev: hasMean ? deviationOf(binning, counts) : null,
    min: counts.min,
    max: counts.max,
    percent_null: shareOf(counts.nulls, counts.rows),
    percent_zeros: shareOf(counts.zeros, counts.rows),
  };
}

function profileRows(profile: WindowProfile, columns: readonly ReferenceColumn[], granularity: string): MetricRow[] {
  const { slice } = profile;
  const place = {
    ...placeOf(profile, granularity),
    slice_key: slice?.column ?? null,
    slice_value: slice?.value ?? null,
    log_type: "INPUT",
  };
  const whole = { ...place, column_name: ":table", data_type: "table", count: profile.rowCount };
  const rows = columns.flatMap((column) => {
    const counts = profile.columns[column.name];
    return counts === undefined ? [] : [{ ...place, ...columnMetrics(column, counts) }];
  });
  return [whole, ...rows];
}

type Scores = Extract<ColumnDrift, { status: "compared" }>["scores"];

const valueOf = (scores: Scores, method: DriftMethodName): number | null => scores[method]?.value ?? null;

function scoreMetrics(column: ColumnDrift): MetricRow {
  if (column.status === "failed") return { failure: column.reason };
  const { scores } = column;
  return {
    avg_delta: column.meanShift,
    js_distance: valueOf(scores, "js"),
    ks_statistic: valueOf(scores, "ks"),
    ks_pvalue: scores.ks?.pValue ?? null,
    wasserstein_distance: valueOf(scores, "wasserstein"),
    population_stability_index: valueOf(scores, "psi"),
    psi_expected: scores.psi?.nullExpectation ?? null,
    psi_corrected: scores.psi?.corrected ?? null,
    chi_squared_statistic: valueOf(scores, "chi2"),
    chi_squared_pvalue: scores.chi2?.pValue ?? null,
    tv_distance: valueOf(scores, "tvd"),
    l_infinity_distance: valueOf(scores, "lInfinity"),
    hellinger_distance: valueOf(scores, "hellinger"),
  };
}

interface Comparison {
  readonly type: "BASELINE" | "CONSECUTIVE";
  readonly start: number | null;
  readonly end: number | null;
  /** The other side, by column. */
  readonly before: Readonly<Record<string, ColumnCounts>>;
  readonly after: Readonly<Record<string, ColumnCounts>>;
  readonly columns: readonly ColumnDrift[];
}

function comparisonRows(place: MetricRow, comparison: Comparison): MetricRow[] {
  const { type, start, end, before, after, columns } = comparison;
  return columns.map((column) => {
    const [old, now] = [before[column.column], after[column.column]];
    const nullShare = (counts: ColumnCounts | undefined): number | null =>
      counts === undefined ? null : shareOf(counts.nulls, counts.rows);
    const [oldShare, share] = [nullShare(old), nullShare(now)];
    return {
      ...place,
      column_name: column.column,
      drift_type: type,
      window_cmp_start: start,
      window_cmp_end: end,
      data_type: column.kind === "numeric" ? "number" : "text",
      count_delta: (now?.rows ?? 0) - (old?.rows ?? 0),
      percent_null_delta: oldShare === null || share === null ? null : share - oldShare,
      ...scoreMetrics(column),
    };
  });
}

/** Pairs of neighbours say nothing alarms rest on, so their KS p-values are not counted path by path. */
const neighbourRule = { rule: { q: 0.05, effect: 0.1 }, isExact: false };

function driftRows(
  verdict: DriftVerdict,
  columns: readonly ReferenceColumn[],
  windows: ReadonlyMap<number, WindowProfile>,
  granularity: string,
): MetricRow[] {
  const place = placeOf(verdict, granularity);
  const window = windows.get(verdict.windowStart);
  const length = verdict.windowEnd - verdict.windowStart;
  const previous = windows.get(verdict.windowStart - length);
  const frozen = Object.fromEntries(columns.map(({ name, counts }) => [name, counts]));
  const after = window?.columns ?? {};
  const baseline: Comparison = {
    type: "BASELINE",
    start: null,
    end: null,
    before: frozen,
    after,
    columns: verdict.columns,
  };
  if (window === undefined || previous === undefined) return comparisonRows(place, baseline);
  const neighbours = columns.flatMap((column) => {
    const counts = previous.columns[column.name];
    return counts === undefined ? [] : [{ ...column, counts }];
  });
  const consecutive: Comparison = {
    type: "CONSECUTIVE",
    start: previous.windowStart,
    end: previous.windowEnd,
    before: previous.columns,
    after,
    columns: compareColumns(neighbours, window.columns, neighbourRule),
  };
  return [...comparisonRows(place, baseline), ...comparisonRows(place, consecutive)];
}

/** Against the reference of the first champion, once another version serves. */
function anchorRows(verdict: DriftVerdict, granularity: string): MetricRow[] {
  const { anchor } = verdict;
  if (anchor === undefined) return [];
  return anchor.columns.map(({ column, psi, nullExpectation, corrected }) => ({
    ...placeOf(verdict, granularity),
    reference_id: anchor.referenceId,
    column_name: column,
    drift_type: "ANCHOR",
    population_stability_index: psi,
    psi_expected: nullExpectation,
    psi_corrected: corrected,
  }));
}

async function appendRows(
  table: string,
  fields: readonly Field[],
  rows: readonly MetricRow[],
  context: { readonly operation: string; readonly ports: PipelinePorts },
): Promise<void> {
  if (rows.length === 0) return;
  const { operation, ports } = context;
  const written = await writeBatch(table, fields, batchOf(fields, rows), ports);
  await ports.tables.commit(table, { operation, fields, add: [written] });
}

/** Windows without slices that the verdicts are about, and the one before each. */
function windowsOf(
  version: number,
  update: WindowUpdate,
  { windows }: PipelinePorts,
): ReadonlyMap<number, WindowProfile> {
  const first = update.drift.find(({ modelVersion }) => modelVersion === version);
  if (first === undefined) return new Map();
  const known = windows.profiles({ modelVersion: version, from: 2 * first.windowStart - first.windowEnd });
  const all = [...known, ...update.profiles.filter(({ modelVersion }) => modelVersion === version)];
  return new Map(all.filter(({ slice }) => slice === null).map((profile) => [profile.windowStart, profile]));
}

/**
 * Appends an update's numbers to the tables `profile_metrics` and `drift_metrics`, once, however often it is repeated. A window
 * that is revised gets rows of the next revision; the highest one counts.
 */
export async function storeMetrics(
  update: WindowUpdate,
  settings: PipelineSettings,
  ports: PipelinePorts,
): Promise<void> {
  const { granularity } = settings.monitoring;
  const versions = [...new Set([...update.profiles, ...update.drift].map(({ modelVersion }) => modelVersion))];
  const profiles: MetricRow[] = [];
  const drift: MetricRow[] = [];
  for (const version of versions) {
    const watched = await watchedVersion(version, settings, ports);
    if (watched === null) continue;
    const { columns } = watched.reference;
    const own = update.profiles.filter(({ modelVersion }) => modelVersion === version);
    for (const profile of own) profiles.push(...profileRows(profile, columns, granularity));
    const windows = windowsOf(version, update, ports);
    const verdicts = update.drift.filter(({ modelVersion }) => modelVersion === version);
    for (const verdict of verdicts) {
      drift.push(...driftRows(verdict, columns, windows, granularity), ...anchorRows(verdict, granularity));
    }
  }
  const judged = update.drift.map(({ modelVersion, windowStart, revision }) => [modelVersion, windowStart, revision]);
  const operation = `windows:${digestOf([update.fromVersion, update.toVersion, judged]).slice(0, 24)}`;
  await Promise.all([
    appendRows("profile_metrics", profileMetricFields, profiles, { operation, ports }),
    appendRows("drift_metrics", driftMetricFields, drift, { operation, ports }),
  ]);
}

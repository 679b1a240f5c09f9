import { plural } from "#kernel";
import type { Field } from "#tabular";
import type { MonitoringOptions } from "../options.js";
import type { ReferenceColumn, ReferenceProfile } from "../profile/reference-profile.js";
import type { WindowProfile } from "../profile/window-profile.js";
import { windowsPerYear } from "../windows/granularity.js";
import { type CheckedColumn, columnChecks } from "./column-checks.js";
import type { QualityCheckName, QualityVerdict, WindowQuality } from "./quality-verdict.js";
import { type CheckedWindow, windowChecks } from "./window-checks.js";

/** What a window's data are checked against. */
export interface QualityContext {
  readonly reference: ReferenceProfile;
  readonly thresholds: MonitoringOptions["thresholds"];
  /** Columns of the rows as they came; null when the rows are not at hand. */
  readonly fields: readonly Field[] | null;
}

const isNumberLike = ({ type }: Field): boolean => type !== "text";

function fault(check: QualityCheckName, column: string, sentence: string, sampleSize = 0): QualityVerdict {
  return {
    check,
    column,
    status: "failed",
    value: 1,
    bound: 0,
    pValue: null,
    sampleSize,
    quarantines: true,
    sentence,
  };
}

const leastMissingRows = 30;

/** Columns of which not one value came, though they had most of theirs at training: dropped or renamed at the source. */
function absentColumns(columns: readonly ReferenceColumn[], window: WindowProfile): QualityVerdict[] {
  return columns.flatMap(({ name, counts: before }) => {
    const counts = window.columns[name];
    if (counts === undefined || counts.rows < leastMissingRows || counts.nulls < counts.rows) return [];
    if (before.nulls >= before.rows / 2) return [];
    return [fault("schema", name, `${name} did not come: all of ${plural(counts.rows, "row")} lack it`, counts.rows)];
  });
}

/** Columns that the rows lack, or have as another type than at training. */
function schemaFaults(columns: readonly ReferenceColumn[], fields: readonly Field[]): QualityVerdict[] {
  return columns.flatMap(({ name, binning }) => {
    const field = fields.find((candidate) => candidate.name === name);
    if (field === undefined) return [fault("schema", name, `${name} is not among the columns that came`)];
    if (isNumberLike(field) === (binning.kind === "numeric")) return [];
    const was = binning.kind === "numeric" ? "a number" : "text";
    return [fault("type", name, `${name} came as ${field.type}; at training it was ${was}`)];
  });
}

function columnVerdicts(checked: CheckedColumn): QualityVerdict[] {
  return Object.entries(columnChecks).map(([check, judge]) => ({
    check: check as QualityCheckName,
    column: checked.column.name,
    ...judge(checked),
  }));
}

const isUnitFault = ({ check, status }: QualityVerdict): boolean => check === "unit" && status === "failed";

/**
 * Checks a window's data. Faults quarantine the window: its rows are not to be trained on, and they veto retraining. Refused
 * rows, volume and freshness are for whoever feeds the rows, and quarantine nothing.
 */
export function checkQuality(checked: CheckedWindow, context: QualityContext): WindowQuality {
  const { window, recent } = checked;
  const { reference, thresholds, fields } = context;
  const features = reference.columns.filter(({ role }) => role === "feature");
  const absent = fields === null ? absentColumns(features, window) : schemaFaults(features, fields);
  const schema = window.rowCount === 0 ? [] : absent;
  const broken = new Set(schema.map(({ column }) => column));
  const perYear = windowsPerYear(window.windowEnd - window.windowStart);
  const offUnit = new Set((checked.faultsBefore ?? []).filter(isUnitFault).map(({ column }) => column));
  const ofColumns = features.flatMap((column) => {
    const counts = window.columns[column.name];
    if (counts === undefined || counts.rows === 0 || broken.has(column.name)) return [];
    const before = recent.flatMap(({ columns }) => columns[column.name] ?? []);
    const isUnitOff = offUnit.has(column.name);
    const among = { columns: features.length, windowsPerYear: perYear };
    return columnVerdicts({ column, counts, recent: before, isUnitOff, ...among, thresholds });
  });
  const ofWindow = Object.entries(windowChecks).map(([check, judge]) => ({
    check: check as QualityCheckName,
    column: null,
    ...judge(checked, { invalidShare: thresholds.invalidShare, windowsPerYear: perYear }),
  }));
  const all = [...schema, ...ofColumns, ...ofWindow];
  const isQuarantined = all.some(({ status, quarantines }) => status === "failed" && quarantines);
  return {
    modelVersion: window.modelVersion,
    referenceId: reference.id,
    windowStart: window.windowStart,
    windowEnd: window.windowEnd,
    revision: window.revision,
    rowCount: window.rowCount,
    isQuarantined,
    vetoesRetraining: isQuarantined,
    checks: all.length,
    faults: all.filter(({ status }) => status !== "passed"),
  };
}

/** An empty window, for times in which nothing was predicted. */
export function emptyWindow(like: WindowProfile, windowStart: number): WindowProfile {
  const columns = Object.entries(like.columns).map(([name, counts]) => [
    name,
    {
      ...counts,
      rows: 0,
      nulls: 0,
      positiveInfinite: 0,
      negativeInfinite: 0,
      zeros: 0,
      bins: counts.bins.map(() => 0),
      unseen: 0,
      unseenLevels: [],
      outOfRange: 0,
      min: null,
      max: null,
      sum: "0",
      squares: "0",
    },
  ]);
  return {
    ...like,
    slice: null,
    windowStart,
    windowEnd: windowStart + like.windowEnd - like.windowStart,
    revision: 1,
    rowCount: 0,
    rows: { duplicates: 0, routePairs: 0, routeMismatches: 0, latestAt: null },
    columns: Object.fromEntries(columns) as WindowProfile["columns"],
    contributions: null,
  };
}

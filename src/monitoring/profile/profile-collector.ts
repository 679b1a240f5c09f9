import { notReady } from "#kernel";
import type { ColumnBatch, ColumnValues } from "#tabular";
import { createColumnCounter } from "./column-counter.js";
import { ExactSums, rowsPerFlush } from "./exact-sum.js";
import { findRows } from "./row-findings.js";
import type { ReferenceColumn, ReferenceProfile } from "./reference-profile.js";
import { noFindings, type RowFindings, type Slice, sliceKeyOf, type WindowProfile } from "./window-profile.js";

/** What is counted, and by what. */
export interface ProfileRequest {
  readonly modelVersion: number;
  /** Start of the window a moment belongs to, and the window's end. */
  readonly windowOf: (epochMs: number) => { readonly start: number; readonly end: number };
  /** Features by whose values rows are counted in parts too. */
  readonly slices: readonly string[];
}

/** Counts rows into windows and slices, batch by batch, in one pass over each column. */
export interface ProfileCollector {
  /**
   * Adds the rows of the request's model version.
   * @param batch with `predicted_at`, `model_version` and every column of the reference
   * @param contributions SHAP values by feature, one per row of the batch
   */
  readonly add: (batch: ColumnBatch, contributions?: Readonly<Record<string, Float64Array>>) => void;
  /** One profile per window and slice, in order of window, then slice. */
  readonly profiles: () => WindowProfile[];
}

interface Group {
  readonly windowStart: number;
  readonly windowEnd: number;
  readonly slice: Slice | null;
  rows: number;
  findings: RowFindings;
}

function columnOf(batch: ColumnBatch, name: string): ColumnValues {
  const place = batch.fields.findIndex((field) => field.name === name);
  if (place >= 0) return batch.columns[place]!;
  throw notReady("monitoring/column-missing", `the rows to be profiled have no column "${name}"`, { column: name });
}

/** The column's values, or nothing but missing ones where the batch lacks it. */
function valuesOf(batch: ColumnBatch, { name, binning }: ReferenceColumn): ColumnValues {
  const place = batch.fields.findIndex((field) => field.name === name);
  const isNumeric = binning.kind === "numeric";
  const found = batch.columns[place];
  if (found !== undefined && found instanceof Float64Array === isNumeric) return found;
  if (found !== undefined && !isNumeric) return [...found].map((value) => textOfNumber(value as number));
  if (!isNumeric) return Array.from({ length: batch.rowCount }, () => null);
  return new Float64Array(batch.rowCount).fill(Number.NaN);
}

const textOfNumber = (value: number): string | null => (Number.isNaN(value) ? null : String(value));

const sliceText = (value: string | number | null): string | null =>
  value === null || Number.isNaN(value) ? null : String(value);

/** Finds the group of a window and slice, making it when it is new. */
class Groups {
  readonly list: Group[] = [];
  private readonly places = new Map<string, number>();

  placeOf(start: number, end: number, slice: Slice | null): number {
    const key = `${start}|${sliceKeyOf(slice)}`;
    const known = this.places.get(key);
    if (known !== undefined) return known;
    this.places.set(key, this.list.length);
    this.list.push({ windowStart: start, windowEnd: end, slice, rows: 0, findings: noFindings });
    return this.list.length - 1;
  }
}

interface ChunkRows {
  readonly batch: ColumnBatch;
  readonly from: number;
  readonly count: number;
}

function groupAll(rows: ChunkRows, request: ProfileRequest, groups: Groups): Int32Array {
  const at = columnOf(rows.batch, "predicted_at") as Float64Array;
  const version = columnOf(rows.batch, "model_version") as Float64Array;
  const groupOf = new Int32Array(rows.count).fill(-1);
  let window = { start: Number.NaN, end: Number.NaN };
  let place = -1;
  for (let row = 0; row < rows.count; row += 1) {
    const moment = at[rows.from + row]!;
    if (version[rows.from + row] !== request.modelVersion || Number.isNaN(moment)) continue;
    if (!(moment >= window.start && moment < window.end)) {
      window = request.windowOf(moment);
      place = groups.placeOf(window.start, window.end, null);
    }
    groupOf[row] = place;
    groups.list[place]!.rows += 1;
  }
  return groupOf;
}

function noteRows({ batch, from }: ChunkRows, all: Int32Array, groups: Group[]): void {
  for (const [place, found] of findRows(batch, from, all)) {
    const group = groups[place]!;
    const before = group.findings;
    group.findings = {
      duplicates: before.duplicates + found.duplicates,
      routePairs: before.routePairs + found.routePairs,
      routeMismatches: before.routeMismatches + found.routeMismatches,
      latestAt: Math.max(before.latestAt ?? Number.NEGATIVE_INFINITY, found.latestAt ?? Number.NEGATIVE_INFINITY),
    };
  }
}

function groupBySlice(rows: ChunkRows, column: string, all: Int32Array, groups: Groups): Int32Array {
  const values = columnOf(rows.batch, column);
  const groupOf = new Int32Array(rows.count).fill(-1);
  const known = new Map<string, number>();
  for (let row = 0; row < rows.count; row += 1) {
    const whole = all[row]!;
    const text = whole < 0 ? null : sliceText(values[rows.from + row]!);
    if (text === null) continue;
    const key = `${whole}|${text}`;
    let place = known.get(key);
    if (place === undefined) {
      const { windowStart, windowEnd } = groups.list[whole]!;
      place = groups.placeOf(windowStart, windowEnd, { column, value: text });
      known.set(key, place);
    }
    groupOf[row] = place;
    groups.list[place]!.rows += 1;
  }
  return groupOf;
}

/** Digits of SHAP sums: steps of 2^−30. */
export const contributionScale = 30;

/** Sums of SHAP values per feature and group. */
class ContributionSums {
  private readonly sums = new Map<string, ExactSums>();

  add(contributions: Readonly<Record<string, Float64Array>>, from: number, all: Int32Array, groupCount: number): void {
    for (const [feature, values] of Object.entries(contributions)) {
      const sum = this.sums.get(feature) ?? new ExactSums(contributionScale);
      this.sums.set(feature, sum);
      sum.reserve(groupCount);
      for (let row = 0; row < all.length; row += 1) if (all[row]! >= 0) sum.add(all[row]!, values[from + row]!);
      sum.flush();
    }
  }

  of(group: number): Record<string, string> | null {
    if (this.sums.size === 0) return null;
    return Object.fromEntries([...this.sums].map(([feature, sum]) => [feature, sum.total(group)]));
  }
}

const inOrder = (left: Group, right: Group): number =>
  left.windowStart - right.windowStart || (sliceKeyOf(left.slice) < sliceKeyOf(right.slice) ? -1 : 1);

/** Makes a collector for one model version. */
export function createProfileCollector(reference: ReferenceProfile, request: ProfileRequest): ProfileCollector {
  const groups = new Groups();
  const counters = reference.columns.map(({ binning }) => createColumnCounter(binning));
  const sums = new ContributionSums();
  const profileOf = ({ windowStart, windowEnd, slice, rows, findings }: Group, place: number): WindowProfile => ({
    modelVersion: request.modelVersion,
    referenceId: reference.id,
    slice,
    windowStart,
    windowEnd,
    revision: 1,
    rowCount: rows,
    rows: findings,
    columns: Object.fromEntries(reference.columns.map(({ name }, column) => [name, counters[column]!.counts(place)])),
    contributions: slice === null ? sums.of(place) : null,
  });
  return {
    add: (batch, contributions) => {
      const columns = reference.columns.map((column) => valuesOf(batch, column));
      for (let from = 0; from < batch.rowCount; from += rowsPerFlush) {
        const rows = { batch, from, count: Math.min(rowsPerFlush, batch.rowCount - from) };
        const all = groupAll(rows, request, groups);
        noteRows(rows, all, groups.list);
        const parts = [all, ...request.slices.map((column) => groupBySlice(rows, column, all, groups))];
        for (const [place, counter] of counters.entries()) {
          counter.add(columns[place]!, from, parts, groups.list.length);
        }
        if (contributions !== undefined) sums.add(contributions, from, all, groups.list.length);
      }
    },
    profiles: () =>
      groups.list
        .map((group, place) => ({ group, place }))
        .sort((left, right) => inOrder(left.group, right.group))
        .map(({ group, place }) => profileOf(group, place)),
  };
}

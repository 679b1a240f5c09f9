import { invalidInput } from "#kernel";
import { compareRocAuc, type Estimate, rocAucEstimate } from "#metrics";
import { holmAdjusted, normalCdf, normalHalfWidth } from "#statistics";
import type { SliceColumn } from "./evidence.js";

/** Rows of each class a slice must have; below, an AUC says nothing. */
export const fewestOfAClass = 10;

/** An AUC, or a difference of two, on one slice. */
export interface SliceAuc {
  /** Such as `Contract = One year`. */
  readonly slice: string;
  readonly estimate: Estimate;
  /** One-sided chance of a number this low if it truly were the compared value; Holm-adjusted over all slices. */
  readonly adjustedP: number;
}

interface Slice {
  readonly name: string;
  readonly rows: Int32Array;
}

function judgeableSlices(labels: Uint8Array, columns: readonly SliceColumn[]): readonly Slice[] {
  return columns.flatMap(({ column, levels, codes }) => {
    if (codes.length !== labels.length) {
      throw invalidInput(
        "validation/rows-differ",
        `slices by ${column} are known for ${codes.length} rows but ${labels.length} rows are judged`,
      );
    }
    const members = levels.map((): number[] => []);
    for (let row = 0; row < codes.length; row += 1) members[codes[row]!]?.push(row);
    return members
      .map((rows, level) => ({ name: `${column} = ${levels[level]!}`, rows: Int32Array.from(rows) }))
      .filter(({ rows }) => {
        const positives = rows.reduce((count, row) => count + labels[row]!, 0);
        return positives >= fewestOfAClass && rows.length - positives >= fewestOfAClass;
      });
  });
}

function labelsAt(labels: Uint8Array, rows: Int32Array): Uint8Array {
  return Uint8Array.from(rows, (row) => labels[row]!);
}

function scoresAt(scores: Float64Array, rows: Int32Array): Float64Array {
  return Float64Array.from(rows, (row) => scores[row]!);
}

function withAdjustedP(
  estimates: readonly { readonly slice: string; readonly estimate: Estimate }[],
  compared: number,
): readonly SliceAuc[] {
  const pValues = estimates.map(({ estimate }) => {
    const distance = estimate.value - compared;
    // The lower half is never cut off at 1, so it is the one to read the standard error from.
    const standardError = (estimate.value - estimate.low) / normalHalfWidth(estimate.level);
    if (standardError === 0) return distance < 0 ? 0 : 1;
    return normalCdf(distance / standardError);
  });
  const adjusted = holmAdjusted(pValues);
  return estimates.map(({ slice, estimate }, at) => ({ slice, estimate, adjustedP: adjusted[at]! }));
}

/**
 * The AUC on every slice with at least 10 rows of each class.
 * @param compared the AUC that `adjustedP` asks about
 */
export function sliceAucs(
  labels: Uint8Array,
  scores: Float64Array,
  columns: readonly SliceColumn[],
  compared: number,
): readonly SliceAuc[] {
  const estimates = judgeableSlices(labels, columns).map(({ name, rows }) => ({
    slice: name,
    estimate: rocAucEstimate(labelsAt(labels, rows), scoresAt(scores, rows)),
  }));
  return withAdjustedP(estimates, compared);
}

/** What the AUC on every slice gained over another model's; `adjustedP` asks whether it fell at all. */
export function sliceAucDifferences(
  labels: Uint8Array,
  models: { readonly candidate: Float64Array; readonly baseline: Float64Array },
  columns: readonly SliceColumn[],
): readonly SliceAuc[] {
  const estimates = judgeableSlices(labels, columns).map(({ name, rows }) => ({
    slice: name,
    estimate: compareRocAuc(labelsAt(labels, rows), scoresAt(models.candidate, rows), scoresAt(models.baseline, rows))
      .difference,
  }));
  return withAdjustedP(estimates, 0);
}

/** Level at which a slice counts as low by more than chance, over all slices together. */
export const sliceLevel = 0.05;

/**
 * The slice to talk about: the lowest of those that are low by more than chance, else the lowest.
 * @returns undefined without slices
 */
export function worstSlice(slices: readonly SliceAuc[], low: number): SliceAuc | undefined {
  const proven = slices.filter(({ estimate, adjustedP }) => estimate.value < low && adjustedP < sliceLevel);
  return (proven.length > 0 ? proven : slices).reduce<SliceAuc | undefined>(
    (worst, slice) => (worst === undefined || slice.estimate.value < worst.estimate.value ? slice : worst),
    undefined,
  );
}

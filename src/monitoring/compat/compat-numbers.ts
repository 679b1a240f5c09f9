import type { ColumnCounts } from "../profile/column-counts.js";
import { countedRows } from "../profile/merge-counts.js";
import type { ReferenceColumn } from "../profile/reference-profile.js";
import type { ColumnCompat } from "./compat-number.js";
import { deepchecksCategory, deepchecksNumeric } from "./deepchecks.js";
import { evidentlyCategory, evidentlyNumeric } from "./evidently.js";
import { frourosCategory, frourosNumeric } from "./frouros.js";
import { nannymlCategory, nannymlNumeric } from "./nannyml.js";
import { type ValueCounts, valueCounts } from "./value-counts.js";

function numericCompat(column: string, reference: ValueCounts, current: ValueCounts): ColumnCompat {
  const pair = { reference, current };
  const tools = [evidentlyNumeric, nannymlNumeric, deepchecksNumeric, frourosNumeric];
  const numbers = tools.flatMap((numbersOf) => numbersOf(pair));
  return { column, status: "given", referenceRows: reference.rows, rows: current.rows, numbers };
}

type LevelCounts = ReadonlyMap<string, number>;

const rowsOf = (counts: LevelCounts): number => [...counts.values()].reduce((sum, rows) => sum + rows, 0);

function categoryCompat(column: string, reference: LevelCounts, current: LevelCounts): ColumnCompat {
  const levels = [...new Set([...reference.keys(), ...current.keys()])].sort();
  const countsOf = (counts: LevelCounts): number[] => levels.map((level) => counts.get(level) ?? 0);
  const pair = { reference: countsOf(reference), current: countsOf(current) };
  const tools = [evidentlyCategory, nannymlCategory, deepchecksCategory, frourosCategory];
  const numbers = tools.flatMap((numbersOf) => numbersOf(pair));
  return { column, status: "given", referenceRows: rowsOf(reference), rows: rowsOf(current), numbers };
}

const notGiven = (column: string, reason: string): ColumnCompat => ({ column, status: "not given", reason });

/** One side of a column as it was read: numbers, or rows per level. */
export type RawColumn =
  | { readonly kind: "numeric"; readonly values: ArrayLike<number> }
  | { readonly kind: "category"; readonly levels: LevelCounts };

/** What Evidently, NannyML, deepchecks and frouros say of a column, from its rows. */
export function compatFromRows(column: string, reference: RawColumn, current: RawColumn): ColumnCompat {
  if (reference.kind === "category" && current.kind === "category") {
    if (reference.levels.size === 0 || current.levels.size === 0) return notGiven(column, "one side has no value");
    return categoryCompat(column, reference.levels, current.levels);
  }
  if (reference.kind !== "numeric" || current.kind !== "numeric") return notGiven(column, "the sides differ in kind");
  const [before, after] = [valueCounts(reference.values), valueCounts(current.values)];
  if (before.rows === 0 || after.rows === 0) return notGiven(column, "one side has no finite value");
  return numericCompat(column, before, after);
}

function countsOfValues(values: readonly number[], counts: ColumnCounts): ValueCounts {
  const seen = values.map((value, bin) => [value, counts.bins[bin]!] as const).filter(([, rows]) => rows > 0);
  return {
    values: Float64Array.from(seen, ([value]) => value),
    counts: Float64Array.from(seen, ([, rows]) => rows),
    rows: countedRows(counts),
    hasMissing: countedRows(counts) < counts.rows,
  };
}

function levelsOf(levels: readonly string[], counts: ColumnCounts): LevelCounts | null {
  const named = counts.unseenLevels.reduce((sum, [, rows]) => sum + rows, 0);
  if (named !== counts.bins.at(-1)) return null;
  const known = levels.map((level, bin) => [level, counts.bins[bin]!] as const);
  return new Map([...known, ...counts.unseenLevels].filter(([, rows]) => rows > 0));
}

/**
 * The same from stored counts, where these hold every value: a column of levels, or of at most 20 values. Other tools draw their
 * bins over the raw values of each comparison, which counts on fixed edges cannot give back.
 */
export function compatFromCounts({ name, binning, counts }: ReferenceColumn, current: ColumnCounts): ColumnCompat {
  if (countedRows(counts) === 0 || countedRows(current) === 0) return notGiven(name, "one side has no finite value");
  if (binning.kind === "category") {
    const [before, after] = [levelsOf(binning.levels, counts), levelsOf(binning.levels, current)];
    if (before === null || after === null) return notGiven(name, "levels beyond those that are kept by name");
    return categoryCompat(name, before, after);
  }
  if (binning.values === null) return notGiven(name, "needs the raw values of both sides: give two files");
  if (counts.unseen + current.unseen > 0) return notGiven(name, "values beside those of the reference");
  return numericCompat(name, countsOfValues(binning.values, counts), countsOfValues(binning.values, current));
}

import { messageOf } from "#kernel";
import { benjaminiHochbergAdjusted } from "#statistics";
import type { ColumnCounts } from "../profile/column-counts.js";
import { countedRows, meanOf } from "../profile/merge-counts.js";
import type { ReferenceColumn } from "../profile/reference-profile.js";
import { columnPair } from "./column-pair.js";
import type { ColumnDrift, DriftMethodName, DriftScore } from "./drift-verdict.js";
import { driftMethods } from "./methods/drift-methods.js";

/** From where on a column's drift counts as one. */
export interface TwoKeyRule {
  /** Largest q (Benjamini–Hochberg over all columns) of the χ² test. */
  readonly q: number;
  /** Least PSI beyond what chance brings. */
  readonly effect: number;
}

/** How columns are compared. */
export interface CompareOptions {
  readonly rule: TwoKeyRule;
  /** Whether KS p-values count lattice paths; default true. */
  readonly isExact?: boolean;
  /** Default: all. */
  readonly methods?: readonly DriftMethodName[];
}

type Compared = Extract<ColumnDrift, { status: "compared" }>;

function reasonAgainst(side: string, counts: ColumnCounts): string | null {
  if (counts.rows === 0) return `${side} has no row`;
  if (counts.nulls === counts.rows) return `every value of ${side} is missing`;
  return countedRows(counts) === 0 ? `${side} has no finite value` : null;
}

function scoresOf(column: ReferenceColumn, current: ColumnCounts, options: CompareOptions): Compared["scores"] {
  const pair = columnPair(column.binning, column.counts, current, options.isExact ?? true);
  const scores: Partial<Record<DriftMethodName, DriftScore>> = {};
  for (const method of Object.values(driftMethods)) {
    if (!method.kinds.includes(column.binning.kind)) continue;
    if (options.methods?.includes(method.name) === false) continue;
    const result = method.compare(pair);
    if (result === null) continue;
    scores[method.name] = {
      method: method.name,
      referenceRows: pair.n,
      rows: pair.m,
      convention: method.convention,
      qValue: null,
      errorBound: 0,
      ...result,
    };
  }
  return scores;
}

function compareColumn(column: ReferenceColumn, current: ColumnCounts, options: CompareOptions): ColumnDrift {
  const { name, role, binning, counts } = column;
  const head = { column: name, role, kind: binning.kind };
  const reason = reasonAgainst("the reference", counts) ?? reasonAgainst("the window", current);
  if (reason !== null) return { ...head, status: "failed", reason };
  try {
    const scores = scoresOf(column, current, options);
    const meanShift = binning.kind === "numeric" ? meanOf(binning, current) - meanOf(binning, counts) : null;
    return { ...head, status: "compared", scores, isMaterial: false, evidence: null, meanShift };
  } catch (error) {
    return { ...head, status: "failed", reason: messageOf(error) };
  }
}

/** By method, by column. */
type QValues = ReadonlyMap<DriftMethodName, readonly (number | null)[]>;

/** q-values of one method over all columns that have a p-value. */
function withQValues(columns: readonly ColumnDrift[], method: DriftMethodName): readonly (number | null)[] {
  const pValues = columns.map((column) =>
    column.status === "compared" ? (column.scores[method]?.pValue ?? null) : null,
  );
  const adjusted = benjaminiHochbergAdjusted(pValues.filter((pValue) => pValue !== null));
  let place = 0;
  return pValues.map((pValue) => (pValue === null ? null : adjusted[place++]!));
}

function withQ(column: ColumnDrift, place: number, qValues: QValues, rule: TwoKeyRule): ColumnDrift {
  if (column.status === "failed") return column;
  const scores: Partial<Record<DriftMethodName, DriftScore>> = {};
  for (const [name, score] of Object.entries(column.scores) as [DriftMethodName, DriftScore][]) {
    scores[name] = { ...score, qValue: qValues.get(name)?.[place] ?? null };
  }
  const isSignificant = (scores.chi2?.qValue ?? 1) <= rule.q;
  return { ...column, scores, isMaterial: isSignificant && (scores.psi?.corrected ?? 0) >= rule.effect };
}

/**
 * Compares a window's columns with their reference. A column that cannot be compared gives a verdict with the reason; nothing
 * throws.
 * @param reference columns with their bins and counts
 * @param current counts with the same bins, by column
 */
export function compareColumns(
  reference: readonly ReferenceColumn[],
  current: Readonly<Record<string, ColumnCounts>>,
  options: CompareOptions,
): readonly ColumnDrift[] {
  const compared = reference.map((column): ColumnDrift => {
    const counts = current[column.name];
    if (counts !== undefined) return compareColumn(column, counts, options);
    const { name, role, binning } = column;
    return { column: name, role, kind: binning.kind, status: "failed", reason: "the window has no such column" };
  });
  const names = options.methods ?? (Object.keys(driftMethods) as DriftMethodName[]);
  const qValues = new Map(names.map((name) => [name, withQValues(compared, name)]));
  return compared.map((column, place) => withQ(column, place, qValues, options.rule));
}

import { invalidInput } from "#kernel";
import type { FeatureMatrix } from "#tabular";

/** A standardised input of the linear model: (x − mean) / scale, zero where x is missing. */
export interface StandardisedInput {
  /** Mean over the training rows. */
  readonly mean: number;
  /** Standard deviation over the training rows (divisor: sum of weights); always above 0. */
  readonly scale: number;
}

/** How one column of the matrix enters the linear model; columns that never vary do not enter at all. */
export type DesignColumn =
  | ({ readonly kind: "number"; readonly column: number } & StandardisedInput)
  | ({ readonly kind: "level"; readonly column: number; readonly level: number } & StandardisedInput);

/** Indicators made for one categorical column, of its most frequent levels; the other levels share "none of these". */
export const mostLevels = 20;

function standardised(values: Float64Array, weights: Float64Array | undefined): StandardisedInput | null {
  let total = 0;
  let weighted = 0;
  for (let row = 0; row < values.length; row += 1) {
    if (Number.isNaN(values[row]!)) continue;
    const weight = weights?.[row] ?? 1;
    total += weight;
    weighted += weight * values[row]!;
  }
  const mean = weighted / total;
  let squares = 0;
  for (let row = 0; row < values.length; row += 1) {
    if (!Number.isNaN(values[row]!)) squares += (weights?.[row] ?? 1) * (values[row]! - mean) ** 2;
  }
  const scale = Math.sqrt(squares / total);
  return scale > 1e-12 * Math.max(1, Math.abs(mean)) ? { mean, scale } : null;
}

function frequentLevels(codes: Float64Array): readonly number[] {
  const counts = new Map<number, number>();
  for (const code of codes) if (!Number.isNaN(code)) counts.set(code, (counts.get(code) ?? 0) + 1);
  return [...counts]
    .sort(([leftCode, left], [rightCode, right]) => right - left || leftCode - rightCode)
    .slice(0, mostLevels)
    .map(([code]) => code)
    .sort((left, right) => left - right);
}

/** 1 where the code is the level, 0 where it is another one or missing. */
function indicator(codes: Float64Array, level: number): Float64Array {
  return codes.map((code) => (code === level ? 1 : 0));
}

function requireFinite(name: string, values: Float64Array): void {
  const row = values.findIndex((value) => value === Number.POSITIVE_INFINITY || value === Number.NEGATIVE_INFINITY);
  if (row < 0) return;
  throw invalidInput(
    "training/not-finite",
    `input "${name}" is infinite in row ${row}; make it missing or bound it before training`,
    { name, row },
  );
}

/**
 * Which columns a linear model gets from a matrix and how they are standardised.
 * @param weights per row; all 1 when left out
 * @throws InvalidInput `training/not-finite`
 */
export function fitDesign(matrix: FeatureMatrix, weights: Float64Array | undefined): readonly DesignColumn[] {
  return matrix.columns.flatMap((values, column): readonly DesignColumn[] => {
    requireFinite(matrix.names[column]!, values);
    if (!matrix.categorical.includes(column)) {
      const input = standardised(values, weights);
      return input === null ? [] : [{ kind: "number", column, ...input }];
    }
    return frequentLevels(values).flatMap((level): readonly DesignColumn[] => {
      const input = standardised(indicator(values, level), weights);
      return input === null ? [] : [{ kind: "level", column, level, ...input }];
    });
  });
}

/** The standardised values of one design column, one per row; a missing number becomes 0, which is its training mean. */
export function designValues(design: DesignColumn, matrix: FeatureMatrix): Float64Array {
  const values = matrix.columns[design.column]!;
  const raw = design.kind === "number" ? values : indicator(values, design.level);
  return raw.map((value) => (Number.isNaN(value) ? 0 : (value - design.mean) / design.scale));
}

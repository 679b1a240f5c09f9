import type { SqlValue } from "./driver.js";

/**
 * A number as two parameters for `? * ?`. @photostructure/sqlite 1.2.1 binds numbers above 0 and under 2.2e-16 as the
 * integer 0, which would turn a tiny p-value into nothing; it binds negative ones as they are. NaN becomes NULL.
 */
export function realParts(value: number): readonly [SqlValue, SqlValue] {
  return Number.isNaN(value) ? [null, null] : [value < 0 ? 1 : -1, -Math.abs(value)];
}

/** The number of a column that was written with {@link realParts}. */
export function parsedReal(column: SqlValue | undefined): number {
  return (column as number | null) ?? Number.NaN;
}

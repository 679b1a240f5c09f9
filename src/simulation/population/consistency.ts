import { quantile } from "#statistics";
import { type Customer, type PopulationColumn, roundedTo, withinRange } from "./column.js";

/** A column that is, up to a factor of each customer's own, the product of others. */
export interface ConsistencyRule {
  readonly column: string;
  readonly product: readonly string[];
}

/** A rule with what the data say about its factor. */
export interface FittedRule extends ConsistencyRule {
  /** Value ÷ product by row; NaN where it cannot be told. */
  readonly ratios: Float64Array;
  /** Of the ratios; 1 when there is none. */
  readonly medianRatio: number;
  /** Whether the value is missing where the product is 0. */
  readonly isMissingAtZero: boolean;
}

type Columns = ReadonlyMap<string, PopulationColumn>;

function productOf(rule: ConsistencyRule, numberOf: (column: string) => unknown): number {
  return rule.product.reduce((product, column) => {
    const value = numberOf(column);
    return typeof value === "number" ? product * value : Number.NaN;
  }, 1);
}

/** Learns each row's own factor. */
export function fitRule(rule: ConsistencyRule, columns: Columns, rowCount: number): FittedRule {
  const values = columns.get(rule.column)!.values;
  const ratios = new Float64Array(rowCount).fill(Number.NaN);
  let zeros = 0;
  let missingZeros = 0;
  for (let row = 0; row < rowCount; row += 1) {
    const product = productOf(rule, (column) => columns.get(column)!.values[row]);
    const value = values[row];
    if (product === 0) {
      zeros += 1;
      missingZeros += value === null ? 1 : 0;
    } else if (typeof value === "number") ratios[row] = value / product;
  }
  const known = ratios.filter((ratio) => Number.isFinite(ratio));
  return {
    ...rule,
    ratios,
    medianRatio: known.length === 0 ? 1 : quantile(known, 0.5),
    isMissingAtZero: missingZeros * 2 > zeros,
  };
}

/**
 * Gives a customer the value that the rule asks for.
 * @param row the row it was drawn from, whose factor it keeps
 */
export function applyRule(rule: FittedRule, columns: Columns, customer: Customer, row: number): void {
  const product = productOf(rule, (column) => customer[column]);
  if (Number.isNaN(product)) return;
  const column = columns.get(rule.column)!;
  if (product === 0) {
    customer[rule.column] = rule.isMissingAtZero ? null : 0;
    return;
  }
  const ratio = rule.ratios[row]!;
  const value = product * (Number.isFinite(ratio) ? ratio : rule.medianRatio);
  customer[rule.column] = roundedTo(column, withinRange(column, value));
}

import { didYouMean, invalidInput, type Random } from "#kernel";
import type { SchemaContract } from "#tabular";
import { type Customer, fitColumn, type PopulationColumn, spellingOf } from "./column.js";
import { type Blocks, groupRows } from "./blocks.js";
import { applyRule, type ConsistencyRule, type FittedRule, fitRule } from "./consistency.js";
import { learnPairs, type SeenPairs } from "./seen-pairs.js";

/** Rows to learn a population from. */
export interface PopulationRows {
  readonly rowCount: number;
  /** Spellings by contract column; a column that is missing here is missing in every row. */
  readonly columns: Readonly<Record<string, readonly (string | null)[]>>;
}

/** How a population is learned. */
export interface PopulationOptions {
  /** Columns that follow from others. */
  readonly consistency: readonly ConsistencyRule[];
  /** Chance that a value of a drawn row is taken from a similar row instead; 0 draws the rows as they are. */
  readonly exchangeShare: number;
}

/** A customer and the row it was drawn from. */
export interface DrawnCustomer {
  readonly row: number;
  readonly customer: Customer;
}

/** Where customers come from: the rows of a data set, smoothed. */
export interface Population {
  readonly columns: ReadonlyMap<string, PopulationColumn>;
  readonly rowCount: number;
  /** The row as it is, before smoothing. */
  customerOf(row: number): Customer;
  /** A customer like that row. */
  smooth(row: number, random: Random): DrawnCustomer;
  /** Brings derived columns up to date with the columns they follow from. */
  derive(drawn: DrawnCustomer): void;
  /** The customer as spellings. */
  spell(customer: Customer): Record<string, string | null>;
}

function checkRule(rule: ConsistencyRule, columns: ReadonlyMap<string, PopulationColumn>): void {
  for (const name of [rule.column, ...rule.product]) {
    if (columns.get(name)?.kind === "number") continue;
    throw invalidInput(
      "simulation/rule-not-usable",
      `the consistency rule for ${rule.column} needs "${name}", which is not a number column of this project.${didYouMean(name, columns.keys())}`,
      { rule },
    );
  }
}

interface Smoother {
  readonly columns: readonly PopulationColumn[];
  readonly blocks: Blocks;
  readonly pairs: SeenPairs;
  readonly share: number;
}

/** Takes over values from similar rows, each with its chance, unless a pair of levels comes about that no row shows. */
function exchange(customer: Customer, row: number, smoother: Smoother, random: Random): void {
  const similar = smoother.blocks.rows[smoother.blocks.blockOf[row]!]!;
  for (const { name, kind, values } of smoother.columns) {
    const [draw, other] = [random.uniform(), similar[random.integer(similar.length)]!];
    if (draw >= smoother.share) continue;
    const own = customer[name]!;
    customer[name] = values[other]!;
    if (kind === "level" && !smoother.pairs.fit(customer, name)) customer[name] = own;
  }
}

function columnsOf(rows: PopulationRows, contract: SchemaContract): readonly PopulationColumn[] {
  const roles = new Set([...contract.entity, contract.label.column, contract.eventTime]);
  const blank = new Array<string | null>(rows.rowCount).fill(null);
  return Object.entries(contract.columns)
    .filter(([name]) => !roles.has(name))
    .map(([name, spec]) => fitColumn(name, spec, rows.columns[name] ?? blank));
}

/**
 * Learns a population. Customers are drawn by a smoothed bootstrap: a row is picked, and some of its values
 * are taken from similar rows, never so that a pair of levels comes about that no row shows.
 * @param random source of the order in which rows are grouped
 * @throws InvalidInput `simulation/no-rows`, `simulation/rule-not-usable`
 * @source Silverman and Young (1987), the smoothed bootstrap
 */
export function fitPopulation(
  rows: PopulationRows,
  contract: SchemaContract,
  options: PopulationOptions,
  random: Random,
): Population {
  if (rows.rowCount === 0) throw invalidInput("simulation/no-rows", "there are no rows to learn a population from");
  const list = columnsOf(rows, contract);
  const columns = new Map(list.map((column) => [column.name, column]));
  for (const rule of options.consistency) checkRule(rule, columns);
  const rules = options.consistency.map((rule): FittedRule => fitRule(rule, columns, rows.rowCount));
  const derived = new Set(rules.map(({ column }) => column));
  const smoother: Smoother = {
    columns: list.filter(({ name, kind }) => kind !== "other" && !derived.has(name)),
    blocks: groupRows(list, rows.rowCount, random),
    pairs: learnPairs(list),
    share: options.exchangeShare,
  };
  const customerOf = (row: number): Customer =>
    Object.fromEntries(list.map((column) => [column.name, column.values[row]!]));
  const derive = ({ customer, row }: DrawnCustomer): void => {
    for (const rule of rules) applyRule(rule, columns, customer, row);
  };
  return {
    columns,
    rowCount: rows.rowCount,
    customerOf,
    derive,
    smooth: (row, stream) => {
      const drawn = { row, customer: customerOf(row) };
      exchange(drawn.customer, row, smoother, stream);
      derive(drawn);
      return drawn;
    },
    spell: (customer) =>
      Object.fromEntries(list.map((column) => [column.name, spellingOf(column, customer[column.name] ?? null)])),
  };
}

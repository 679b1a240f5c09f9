import type { Random } from "#kernel";
import type { DrawnCustomer, Population } from "./population/population.js";
import { changeValue } from "./scenario/change-values.js";
import { withinRange } from "./population/column.js";
import { fulfils } from "./scenario/predicate.js";
import { strengthOn } from "./scenario/ramp.js";
import type { CustomerChange, Scenario, ValueChange, WeightChange } from "./scenario/scenario.js";

/** A day of a scenario. */
export interface ScenarioDay {
  /** Counted from 1; below 1 nothing has begun. */
  readonly day: number;
  readonly startMs: number;
}

const mostTries = 10_000;

const isWeight = (change: CustomerChange): change is WeightChange => change.kind === "weight";

/** Draws a customer with the weights that are in force, by rejection. */
function drawCustomer(
  population: Population,
  weights: readonly (readonly [WeightChange, number])[],
  random: Random,
): DrawnCustomer {
  const highest = weights.reduce((product, [, weight]) => product * Math.max(1, weight), 1);
  for (let attempt = 1; ; attempt += 1) {
    const drawn = population.smooth(random.integer(population.rowCount), random);
    const weight = weights.reduce(
      (product, [change, factor]) => (fulfils(drawn.customer, change.where) ? product * factor : product),
      1,
    );
    if (weights.length === 0 || attempt === mostTries || random.uniform() * highest < weight) return drawn;
  }
}

/** Draws the customers of a day as they would be if none of them changed; who comes may have changed. */
export function drawCustomers(
  population: Population,
  scenario: Scenario,
  at: ScenarioDay,
  draw: { readonly count: number; readonly random: Random },
): readonly DrawnCustomer[] {
  const weights = scenario.customers.filter(isWeight).flatMap((change) => {
    const strength = strengthOn(change.ramp, at.day, at.startMs);
    return strength === 0 ? [] : [[change, 1 + (change.by - 1) * strength] as const];
  });
  return Array.from({ length: draw.count }, () => drawCustomer(population, weights, draw.random));
}

/** The same customers after the scenario's changes; the given ones stay as they are. */
export function changeCustomers(
  population: Population,
  scenario: Scenario,
  at: ScenarioDay,
  drawn: { readonly customers: readonly DrawnCustomer[]; readonly random: Random },
): readonly DrawnCustomer[] {
  const values = scenario.customers.filter((change): change is ValueChange => !isWeight(change));
  const active = values.map((change, index) => ({
    change,
    strength: strengthOn(change.ramp, at.day, at.startMs),
    column: population.columns.get(change.column)!,
    random: drawn.random.fork(String(index)),
  }));
  if (active.every(({ strength }) => strength === 0)) return drawn.customers;
  return drawn.customers.map(({ row, customer }) => {
    const changed = { row, customer: { ...customer } };
    for (const { change, strength, column, random } of active) {
      changeValue(change, strength, changed.customer, { column, random });
      const value = changed.customer[column.name];
      if (typeof value === "number") changed.customer[column.name] = withinRange(column, value);
    }
    if (scenario.follows) population.derive(changed);
    return changed;
  });
}

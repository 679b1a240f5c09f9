import type { Random } from "#kernel";
import type { Customer } from "./population/column.js";
import type { Population } from "./population/population.js";
import { changeValue } from "./scenario/change-values.js";
import type { ScenarioDay } from "./draw-customers.js";
import { fulfils } from "./scenario/predicate.js";
import { strengthOn } from "./scenario/ramp.js";
import type { FeedChange, Scenario } from "./scenario/scenario.js";

interface ActiveFault {
  readonly change: FeedChange;
  readonly strength: number;
  readonly random: Random;
}

/** What the feed makes of customers on one day. */
export interface Feed {
  /** Factor of the number of rows. */
  readonly volume: number;
  /** Whether the last good day's rows arrive again. */
  readonly isStale: boolean;
  /** The name under which a column arrives; null when it does not. */
  nameOf(column: string): string | null;
  /** The customer as it arrives, by contract column. */
  deliver(customer: Readonly<Customer>): Customer;
}

function applyFault(fault: ActiveFault, customer: Customer, population: Population): void {
  const { change, strength, random } = fault;
  if (change.kind === "scale" || change.kind === "add" || change.kind === "set") {
    changeValue(change, strength, customer, { column: population.columns.get(change.column)!, random });
  } else if (change.kind === "blank") {
    const isHit = random.uniform() < change.probability * strength;
    if (isHit && fulfils(customer, change.where)) customer[change.column] = null;
  }
}

/** The feed of a day of the scenario. */
export function feedOn(scenario: Scenario, at: ScenarioDay, population: Population, random: Random): Feed {
  const active = scenario.feed
    .map(
      (change, index): ActiveFault => ({
        change,
        strength: strengthOn(change.ramp, at.day, at.startMs),
        random: random.fork(String(index)),
      }),
    )
    .filter(({ strength }) => strength > 0);
  const names = new Map<string, string | null>();
  for (const { change } of active) {
    if (change.kind === "rename") names.set(change.column, change.to);
    if (change.kind === "drop") names.set(change.column, null);
  }
  return {
    volume: active.reduce(
      (volume, { change, strength }) =>
        change.kind === "volume" ? volume * Math.max(0, 1 + (change.by - 1) * strength) : volume,
      1,
    ),
    isStale: active.some(({ change }) => change.kind === "stale"),
    nameOf: (column) => (names.has(column) ? names.get(column)! : column),
    deliver: (customer) => {
      const delivered = { ...customer };
      for (const fault of active) applyFault(fault, delivered, population);
      return delivered;
    },
  };
}

import type { Random } from "#kernel";
import { readNumber, valueTypeOf } from "#tabular";
import { type Customer, type CustomerValue, type PopulationColumn, roundedTo } from "../population/column.js";
import { fulfils } from "./predicate.js";
import type { ValueChange } from "./scenario.js";

function setValue(column: PopulationColumn, to: string): CustomerValue {
  if (to === "") return null;
  return valueTypeOf(column.spec.type) === "number" ? readNumber(to, column.spec.decimal) : to;
}

function numberAfter(change: ValueChange, strength: number, value: number): number {
  if (change.kind === "scale") return value * (1 + (change.by - 1) * strength);
  return change.kind === "add" ? value + change.by * strength : value;
}

/**
 * Changes a customer's value where the predicate holds.
 * @param strength share of the change that is in force; of a `set`, the share of its probability
 */
export function changeValue(
  change: ValueChange,
  strength: number,
  customer: Customer,
  context: { readonly column: PopulationColumn; readonly random: Random },
): void {
  const { column, random } = context;
  const draw = random.uniform();
  if (strength === 0 || !fulfils(customer, change.where)) return;
  if (change.kind === "set") {
    if (draw < change.probability * strength) customer[column.name] = setValue(column, change.to);
    return;
  }
  const value = customer[column.name];
  if (typeof value === "number") customer[column.name] = roundedTo(column, numberAfter(change, strength, value));
}

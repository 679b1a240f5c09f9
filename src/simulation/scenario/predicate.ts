import type { Customer, CustomerValue } from "../population/column.js";
import type { Condition, Predicate } from "./scenario.js";

function meets(value: CustomerValue | undefined, condition: Condition): boolean {
  if (condition.kind === "levels") return condition.levels.includes(value === null ? "" : String(value));
  if (typeof value !== "number") return false;
  const { atLeast, below } = condition;
  return (atLeast === null || value >= atLeast) && (below === null || value < below);
}

/** Whether a customer meets every condition; the level "" stands for a missing value. */
export function fulfils(customer: Readonly<Customer>, where: Predicate): boolean {
  return Object.entries(where).every(([column, condition]) => meets(customer[column], condition));
}

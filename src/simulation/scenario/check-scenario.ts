import { didYouMean, invalidInput } from "#kernel";
import { type ColumnSpec, type SchemaContract, valueTypeOf } from "#tabular";
import type { Predicate, Scenario } from "./scenario.js";

function columnOf(contract: SchemaContract, name: string, place: string): ColumnSpec {
  const isRole = contract.entity.includes(name) || contract.label.column === name || contract.eventTime === name;
  const spec = contract.columns[name];
  if (spec !== undefined && !isRole) return spec;
  const why = isRole ? "is the key, the label or the event time" : "is not a column of this project";
  throw invalidInput(
    "simulation/unknown-column",
    `${place}: "${name}" ${why}.${isRole ? "" : didYouMean(name, Object.keys(contract.columns))}`,
    { place, column: name },
  );
}

function checkNumeric(contract: SchemaContract, name: string, place: string): void {
  if (valueTypeOf(columnOf(contract, name, place).type) === "number") return;
  throw invalidInput(
    "simulation/not-a-number",
    `${place}: "${name}" holds no numbers, so it cannot be scaled, added to or compared with bounds; use set`,
    { place, column: name },
  );
}

function checkPredicate(contract: SchemaContract, where: Predicate, place: string): void {
  for (const [name, condition] of Object.entries(where)) {
    if (condition.kind === "between") checkNumeric(contract, name, `${place}.where`);
    else columnOf(contract, name, `${place}.where`);
  }
}

/**
 * Checks that a scenario speaks of columns the project has.
 * @throws InvalidInput `simulation/unknown-column`, `simulation/not-a-number`, naming the place in the scenario
 */
export function checkScenario(scenario: Scenario, contract: SchemaContract): void {
  for (const list of ["customers", "outcomes", "feed"] as const) {
    for (const [index, change] of scenario[list].entries()) {
      const place = `scenario ${scenario.name}: ${list}[${index}]`;
      checkPredicate(contract, change.where, place);
      if (change.kind === "scale" || change.kind === "add") checkNumeric(contract, change.column, place);
      else if ("column" in change) columnOf(contract, change.column, place);
    }
  }
}

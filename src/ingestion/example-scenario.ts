import type { InferredContract } from "./infer-contract.js";
import { yamlText } from "./project-file.js";

/** Name of the scenario that `init` writes. */
export const exampleScenarioName = "shift";

interface Shift {
  readonly says: string;
  readonly change: string;
}

function shiftOf({ contract, featureColumns }: InferredContract): Shift | null {
  const typed = (type: string): string | undefined =>
    featureColumns.find((name) => contract.columns[name]?.type === type);
  const number = typed("number") ?? typed("integer");
  if (number !== undefined) {
    return { says: `${number} rises by 20 % within a week.`, change: `scale: ${yamlText(number)}, by: 1.2, over: 7` };
  }
  const category = featureColumns.find((name) => (contract.columns[name]?.domain?.length ?? 0) > 1);
  if (category === undefined) return null;
  const level = contract.columns[category]!.domain![0]!;
  return {
    says: `Within a week a third of the rows turn ${level} in ${category}.`,
    change: `set: ${yamlText(category)}, to: ${yamlText(level)}, probability: 0.33, over: 7`,
  };
}

/**
 * A scenario about the project's own columns, to begin with.
 * @returns null where no feature can be moved
 */
export function renderExampleScenario(inferred: InferredContract): string | null {
  const shift = shiftOf(inferred);
  if (shift === null) return null;
  return `# A world to try the loop in: driftloop simulate --days 60 --drift ${exampleScenarioName}
# Change it, or write others beside it; what else can happen is told in docs/guide/simulation.md.
name: ${exampleScenarioName}
says: ${yamlText(shift.says)}
calmDays: 14                      # days before it begins
customers:                        # what comes in changes; the outcomes follow
  - { ${shift.change} }
# outcomes:                       # the same rows decide differently: what no look at the inputs can find
#   - { odds: 4 }
`;
}

import { invalidInput } from "#kernel";
import {
  type Condition,
  checkDistribution,
  contains,
  type Distribution,
  isSingle,
  type ParamValue,
} from "./distribution.js";

/**
 * Parameter names → distributions. Order matters: a parameter with `when` comes after the one it depends on.
 * A plain record of this shape can be written without importing anything from here.
 */
export type SearchSpace = Readonly<Record<string, Distribution>>;

/** Parameter names → values of one trial; only the active parameters are present. */
export type TrialParams = Readonly<Record<string, ParamValue>>;

/** Parameters that are always present together, so that they can be modelled jointly. */
export interface ParamGroup {
  readonly name: string;
  readonly parameters: readonly string[];
}

function checkCondition(space: SearchSpace, name: string, condition: Condition): void {
  const names = Object.keys(space);
  const parent = space[condition.parameter];
  if (parent === undefined || names.indexOf(condition.parameter) >= names.indexOf(name)) {
    throw invalidInput(
      "tuning/invalid-condition",
      `parameter "${name}" depends on "${condition.parameter}", which must be declared before it`,
      { name, condition },
    );
  }
  const impossible = condition.oneOf.find((value) => !contains(parent, value));
  if (impossible !== undefined || condition.oneOf.length === 0) {
    throw invalidInput(
      "tuning/invalid-condition",
      `parameter "${name}" needs values of "${condition.parameter}" that it can take; ${String(impossible)} is not one`,
      { name, condition },
    );
  }
}

/**
 * Checks a search space.
 * @throws InvalidInput `tuning/empty-space`, `tuning/invalid-distribution`, `tuning/invalid-condition`
 */
export function checkSpace(space: SearchSpace): void {
  const entries = Object.entries(space);
  if (entries.length === 0) throw invalidInput("tuning/empty-space", "a search space needs at least one parameter");
  for (const [name, distribution] of entries) {
    checkDistribution(name, distribution);
    if (distribution.when !== undefined) checkCondition(space, name, distribution.when);
  }
}

/** Whether a parameter takes part in a trial, given the values chosen so far. */
export function isActive(distribution: Distribution, chosen: TrialParams): boolean {
  if (distribution.when === undefined) return true;
  const parent = chosen[distribution.when.parameter];
  return parent !== undefined && distribution.when.oneOf.includes(parent);
}

/**
 * Chooses a value for every active parameter, parents first.
 * @param choose gives the value of one active parameter
 */
export function fillSpace(
  space: SearchSpace,
  choose: (name: string, distribution: Distribution) => ParamValue,
): TrialParams {
  const chosen: Record<string, ParamValue> = {};
  for (const [name, distribution] of Object.entries(space)) {
    if (isActive(distribution, chosen)) chosen[name] = choose(name, distribution);
  }
  return chosen;
}

/**
 * Checks parameters that a person fixed.
 * @throws InvalidInput `tuning/unknown-parameter`, `tuning/value-outside-space`
 */
export function checkFixedParams(space: SearchSpace, fixed: TrialParams): void {
  for (const [name, value] of Object.entries(fixed)) {
    const distribution = space[name];
    if (distribution === undefined) {
      const known = Object.keys(space).join(", ");
      throw invalidInput("tuning/unknown-parameter", `"${name}" is not in the search space; it has ${known}`, { name });
    }
    if (!contains(distribution, value)) {
      throw invalidInput("tuning/value-outside-space", `${String(value)} is not a possible value of "${name}"`, {
        name,
        value,
        distribution,
      });
    }
  }
}

/** The parameters with more than one value, split by the condition that makes them active. */
export function groupsOf(space: SearchSpace): readonly ParamGroup[] {
  const byCondition = new Map<string, string[]>();
  for (const [name, distribution] of Object.entries(space)) {
    if (isSingle(distribution)) continue;
    const { when } = distribution;
    const key = when === undefined ? "" : JSON.stringify([when.parameter, when.oneOf]);
    byCondition.set(key, [...(byCondition.get(key) ?? []), name]);
  }
  return [...byCondition].map(([name, parameters]) => ({ name, parameters }));
}

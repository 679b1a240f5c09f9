import { contains } from "../../distribution.js";
import { groupsOf, type ParamGroup, type SearchSpace } from "../../search-space.js";
import type { TrialRecord } from "../../trial.js";
import type { TpeSettings } from "./tpe-options.js";

/** Whether a trial has a usable value of every parameter named. */
export function isObservationOf(trial: TrialRecord, space: SearchSpace, parameters: readonly string[]): boolean {
  return parameters.every((name) => {
    const value = trial.params[name];
    return value !== undefined && contains(space[name]!, value);
  });
}

const alone = (name: string): ParamGroup => ({ name, parameters: [name] });

/**
 * Which parameters are modelled together: all with the same condition (`group`), those that every finished trial has with
 * the rest alone (`group` off), or none (`multivariate` off).
 */
export function jointGroups(
  space: SearchSpace,
  trials: readonly TrialRecord[],
  settings: Pick<TpeSettings, "multivariate" | "group">,
): readonly ParamGroup[] {
  const groups = groupsOf(space);
  const names = groups.flatMap((group) => group.parameters);
  if (!settings.multivariate) return names.map(alone);
  if (settings.group) return groups;
  const finished = trials.filter((trial) => trial.state === "complete" || trial.state === "pruned");
  const shared = names.filter((name) => finished.every((trial) => isObservationOf(trial, space, [name])));
  const rest = names.filter((name) => !shared.includes(name));
  return [...(shared.length > 0 ? [{ name: "", parameters: shared }] : []), ...rest.map(alone)];
}

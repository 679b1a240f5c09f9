import { invalidInput } from "#kernel";
import type { TrainingOptions } from "./options.js";

/** A model input, as far as constraints go. */
export interface ConstrainedInput {
  /** Name of the feature it encodes. */
  readonly feature: string;
  /** False for the inputs of a category. */
  readonly isNumber: boolean;
}

function directionOf(input: ConstrainedInput, monotone: TrainingOptions["monotone"]): -1 | 0 | 1 {
  if (!Object.hasOwn(monotone, input.feature)) return 0;
  if (!input.isNumber) {
    throw invalidInput(
      "training/monotone-category",
      `training.monotone: ${input.feature} is a category; only numbers have a direction`,
    );
  }
  return monotone[input.feature] === "increasing" ? 1 : -1;
}

/**
 * The LightGBM parameter that makes the score rise or fall with features.
 * @param inputs of the model, in order
 * @param monotone feature name → direction
 * @returns nothing when no feature has a direction
 * @throws InvalidInput `training/unknown-feature`, `training/monotone-category`
 */
export function monotoneParams(
  inputs: readonly ConstrainedInput[],
  monotone: TrainingOptions["monotone"],
): Readonly<Record<string, string>> {
  const names = new Set(inputs.map(({ feature }) => feature));
  const unknown = Object.keys(monotone).find((name) => !names.has(name));
  if (unknown !== undefined) {
    throw invalidInput("training/unknown-feature", `training.monotone: there is no feature "${unknown}"`);
  }
  if (Object.keys(monotone).length === 0) return {};
  return { monotone_constraints: inputs.map((input) => directionOf(input, monotone)).join(",") };
}

function weightOf(labels: Uint8Array, option: TrainingOptions["positiveWeight"]): number {
  if (option !== "balanced") return option;
  const positives = labels.reduce((sum: number, label) => sum + label, 0);
  return (labels.length - positives) / positives;
}

/**
 * The LightGBM parameters that the options fix and no search may change.
 * @param inputs of the model, in order
 * @param labels of the training rows; both classes are there
 * @throws InvalidInput `training/unknown-feature`, `training/monotone-category`
 */
export function fixedParams(
  options: Pick<TrainingOptions, "monotone" | "positiveWeight">,
  inputs: readonly ConstrainedInput[],
  labels: Uint8Array,
): Readonly<Record<string, number | string>> {
  const weight = weightOf(labels, options.positiveWeight);
  return { ...monotoneParams(inputs, options.monotone), ...(weight === 1 ? {} : { scale_pos_weight: weight }) };
}

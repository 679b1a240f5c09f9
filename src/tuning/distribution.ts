import { invalidInput } from "#kernel";

/** A value of a parameter. */
export type ParamValue = number | string | boolean;

/** A parameter is only part of a trial when an earlier parameter has one of these values. */
export interface Condition {
  readonly parameter: string;
  readonly oneOf: readonly ParamValue[];
}

/** Real numbers from `low` to `high`, both included. `log` searches orders of magnitude; `step` makes a grid from `low`. */
export interface FloatDistribution {
  readonly kind: "float";
  readonly low: number;
  readonly high: number;
  readonly log?: boolean;
  readonly step?: number;
  readonly when?: Condition;
}

/** Whole numbers from `low` to `high`, both included, `step` (default 1) apart. */
export interface IntDistribution {
  readonly kind: "int";
  readonly low: number;
  readonly high: number;
  readonly log?: boolean;
  readonly step?: number;
  readonly when?: Condition;
}

/** One of the named values, without an order. */
export interface CategoricalDistribution {
  readonly kind: "categorical";
  readonly choices: readonly ParamValue[];
  readonly when?: Condition;
}

/** What values a parameter may take. */
export type Distribution = FloatDistribution | IntDistribution | CategoricalDistribution;

/** A distribution over numbers. */
export type NumericDistribution = FloatDistribution | IntDistribution;

const problemsOfNumeric: readonly (readonly [(distribution: NumericDistribution) => boolean, string])[] = [
  [({ low, high }) => !Number.isFinite(low) || !Number.isFinite(high), "low and high must be finite numbers"],
  [({ low, high }) => low > high, "low must not be above high"],
  [({ log, low }) => log === true && low <= 0, "a log scale needs a low above 0"],
  [({ log, step }) => log === true && step !== undefined && step !== 1, "log and step cannot be combined"],
  [({ kind, log, step }) => kind === "float" && log === true && step !== undefined, "log and step cannot be combined"],
  [({ step }) => step !== undefined && !(step > 0 && Number.isFinite(step)), "step must be above 0"],
  [
    ({ kind, low, high, step }) => kind === "int" && ![low, high, step ?? 1].every(Number.isSafeInteger),
    "low, high and step of an int must be whole numbers",
  ],
];

function problemOf(distribution: Distribution): string | undefined {
  if (distribution.kind !== "categorical") {
    return problemsOfNumeric.find(([isBroken]) => isBroken(distribution))?.[1];
  }
  if (distribution.choices.length === 0) return "choices must not be empty";
  if (new Set(distribution.choices).size < distribution.choices.length) return "choices must differ from each other";
  return undefined;
}

/**
 * Checks one distribution.
 * @param name the parameter's name, for the message
 * @throws InvalidInput `tuning/invalid-distribution` when its bounds, step or choices make no sense
 */
export function checkDistribution(name: string, distribution: Distribution): void {
  const problem = problemOf(distribution);
  if (problem !== undefined) {
    throw invalidInput("tuning/invalid-distribution", `parameter "${name}": ${problem}`, { name, distribution });
  }
}

/** Distance between neighbouring values; 0 for a continuum. */
export function stepOf(distribution: NumericDistribution): number {
  return distribution.step ?? (distribution.kind === "int" ? 1 : 0);
}

/** The highest value that can be taken: `high`, or the last point of the grid below it. */
export function topOf(distribution: NumericDistribution): number {
  const step = stepOf(distribution);
  const { low, high } = distribution;
  if (step === 0) return high;
  return Math.min(high, low + Math.floor((high - low) / step + 1e-9) * step);
}

/**
 * The value of the distribution nearest to `value`.
 * @returns a value within the bounds; on the grid when there is a step (kept to 15 digits, so `.7` stays `.7`)
 */
export function nearestValue(distribution: NumericDistribution, value: number): number {
  const step = stepOf(distribution);
  const { low } = distribution;
  const top = topOf(distribution);
  const onGrid = step === 0 ? value : Number((low + Math.round((value - low) / step) * step).toPrecision(15));
  return Math.min(Math.max(onGrid, low), top);
}

/** Whether only one value is possible. */
export function isSingle(distribution: Distribution): boolean {
  if (distribution.kind === "categorical") return distribution.choices.length === 1;
  return topOf(distribution) === distribution.low;
}

/** Whether `value` can be drawn from the distribution. */
export function contains(distribution: Distribution, value: ParamValue): boolean {
  if (distribution.kind === "categorical") return distribution.choices.includes(value);
  if (typeof value !== "number" || !(value >= distribution.low && value <= distribution.high)) return false;
  const step = stepOf(distribution);
  if (step === 0) return true;
  const cell = (value - distribution.low) / step;
  return Math.abs(cell - Math.round(cell)) < 1e-8;
}

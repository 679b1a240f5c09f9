import type { Random } from "#kernel";
import type { Distribution, ParamValue } from "../../distribution.js";
import { axisOf } from "../../numeric-axis.js";
import type { TrialParams } from "../../search-space.js";
import { createCategoricalKernels } from "./categorical-kernels.js";
import type { KernelColumn } from "./kernel-column.js";
import { createNumericKernels } from "./numeric-kernels.js";
import { ageWeights } from "./split-trials.js";

/** How kernels are shaped. */
export interface MixtureOptions {
  /** Lets the ends of a scale count as neighbours of the outermost observations even when there are several. */
  readonly considerEndpoints: boolean;
  /** Keeps kernels from becoming very narrow. */
  readonly magicClip: boolean;
  /** Weight of the prior kernel beside observations of weight 1. */
  readonly priorWeight: number;
}

/** A Parzen estimate over several parameters: a weighted sum of product kernels. */
export interface Mixture {
  /** Values of all parameters, in their order, drawn from one kernel. Categorical values are choice numbers. */
  draw(random: Random): readonly number[];
  /** Log density of values in the form that {@link Mixture.draw} gives. */
  logDensity(values: readonly number[]): number;
}

/** A parameter's value as a number: itself, or the number of the choice. */
export function encode(distribution: Distribution, value: ParamValue): number {
  return distribution.kind === "categorical" ? distribution.choices.indexOf(value) : Number(value);
}

/** The value that {@link encode} turned into a number. */
export function decode(distribution: Distribution, value: number): ParamValue {
  return distribution.kind === "categorical" ? distribution.choices[value]! : value;
}

function columnOf(distribution: Distribution, observed: readonly number[], options: MixtureOptions): KernelColumn {
  if (distribution.kind === "categorical") return createCategoricalKernels(observed, distribution.choices.length);
  return createNumericKernels(observed, axisOf(distribution), options);
}

function kernelShares(observations: number, priorWeight: number): Float64Array {
  const weights = Float64Array.from([...ageWeights(observations), priorWeight]);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}

function pick(shares: Float64Array, random: Random): number {
  let rest = random.uniform();
  for (let kernel = 0; kernel < shares.length - 1; kernel += 1) {
    rest -= shares[kernel]!;
    if (rest < 0) return kernel;
  }
  return shares.length - 1;
}

function logSumExp(values: Float64Array): number {
  let largest = Number.NEGATIVE_INFINITY;
  for (const value of values) if (value > largest) largest = value;
  if (largest === Number.NEGATIVE_INFINITY) return largest;
  let sum = 0;
  for (const value of values) sum += Math.exp(value - largest);
  return largest + Math.log(sum);
}

/**
 * Builds the Parzen estimate of some trials.
 * @param distributions of the parameters, by name
 * @param observations parameters of the trials, oldest first; each has every parameter
 * @source Bergstra et al. (2011); product kernels as in Falkner et al., BOHB (2018)
 */
export function createMixture(
  distributions: Readonly<Record<string, Distribution>>,
  observations: readonly TrialParams[],
  options: MixtureOptions,
): Mixture {
  const columns = Object.entries(distributions).map(([name, distribution]) => {
    const observed = observations.map((params) => encode(distribution, params[name]!));
    return columnOf(distribution, observed, options);
  });
  const shares = kernelShares(observations.length, options.priorWeight);
  const logShares = shares.map(Math.log);
  const sums = new Float64Array(shares.length);
  return {
    draw: (random) => {
      const kernel = pick(shares, random);
      return columns.map((column) => column.draw(kernel, random));
    },
    logDensity: (values) => {
      sums.set(logShares);
      for (const [index, column] of columns.entries()) column.addLogDensity(values[index]!, sums);
      return logSumExp(sums);
    },
  };
}

import { type NumericDistribution, nearestValue, stepOf, topOf } from "./distribution.js";

/** The scale on which a numeric parameter is searched: the logarithm when its distribution says so. */
export interface NumericAxis {
  readonly distribution: NumericDistribution;
  /** Distance between neighbouring values before the logarithm; 0 for a continuum. */
  readonly step: number;
  readonly isLog: boolean;
  /** Ends of the scale. With a step, half a step is added on each side before the logarithm. */
  readonly low: number;
  readonly high: number;
}

/** The search scale of a numeric distribution. */
export function axisOf(distribution: NumericDistribution): NumericAxis {
  const step = stepOf(distribution);
  const isLog = distribution.log === true;
  const scale = isLog ? Math.log : (value: number): number => value;
  return {
    distribution,
    step,
    isLog,
    low: scale(distribution.low - step / 2),
    high: scale(topOf(distribution) + step / 2),
  };
}

/** A parameter's value as a position on the scale. */
export function toAxis(axis: NumericAxis, value: number): number {
  return axis.isLog ? Math.log(value) : value;
}

/** The possible value nearest to a position on the scale. */
export function fromAxis(axis: NumericAxis, position: number): number {
  return nearestValue(axis.distribution, axis.isLog ? Math.exp(position) : position);
}

/**
 * Values evenly spaced on the parameter's scale, the lowest and the highest possible one included.
 * @param points how many, at least 1; fewer when the distribution has fewer values
 * @returns ascending, all different
 */
export function evenlySpaced(distribution: NumericDistribution, points: number): readonly number[] {
  const { low } = distribution;
  const top = topOf(distribution);
  const isLog = distribution.log === true;
  const ends = isLog ? [Math.log(low), Math.log(top)] : [low, top];
  const values = Array.from({ length: points }, (_, index) => {
    if (index === 0) return low;
    if (index === points - 1) return top;
    const position = ends[0]! + (index / (points - 1)) * (ends[1]! - ends[0]!);
    return nearestValue(distribution, isLog ? Math.exp(position) : position);
  });
  return [...new Set(values)];
}

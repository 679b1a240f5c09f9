/** One step of an exponentially weighted moving average. */
export interface EwmaPoint {
  readonly value: number;
  readonly lower: number;
  readonly upper: number;
  readonly isSignal: boolean;
}

/**
 * Exponentially weighted moving average with its control limits.
 * @param values in order of time
 * @param chart `weight` of the newest value in (0, 1], `width` of the limits in standard deviations, `mean` and `deviation` in control
 * @source Roberts (1959)
 */
export function ewmaChart(
  values: ArrayLike<number>,
  chart: { readonly weight: number; readonly width: number; readonly mean: number; readonly deviation: number },
): EwmaPoint[] {
  const { weight, width, mean, deviation } = chart;
  const points: EwmaPoint[] = [];
  let value = mean;
  for (let step = 0; step < values.length; step += 1) {
    value = weight * values[step]! + (1 - weight) * value;
    const spread = deviation * Math.sqrt((weight / (2 - weight)) * (1 - (1 - weight) ** (2 * (step + 1))));
    const lower = mean - width * spread;
    const upper = mean + width * spread;
    points.push({ value, lower, upper, isSignal: value < lower || value > upper });
  }
  return points;
}

/**
 * Page–Hinkley test for a rise of the mean.
 * @param values in order of time
 * @param test `tolerance` δ that is left out of account, `bound` λ of the statistic, `minimum` of values before it may signal
 * @returns the statistic after each value, and the first place (from 1) of a signal, null without one
 * @source Page (1954), Hinkley (1971)
 */
export function pageHinkley(
  values: ArrayLike<number>,
  test: { readonly tolerance: number; readonly bound: number; readonly minimum: number },
): { readonly statistics: number[]; readonly signalAt: number | null } {
  const statistics: number[] = [];
  let [mean, sum, signalAt] = [0, 0, null as number | null];
  for (let step = 1; step <= values.length; step += 1) {
    const value = values[step - 1]!;
    mean += (value - mean) / step;
    sum = Math.max(0, sum + value - mean - test.tolerance);
    statistics.push(sum);
    if (signalAt === null && step >= test.minimum && sum > test.bound) signalAt = step;
  }
  return { statistics, signalAt };
}

/** Where the drift detection method stopped. */
export interface DdmSignal {
  /** Place of the signal, from 1. */
  readonly at: number;
  readonly errorRate: number;
  readonly deviation: number;
  readonly leastErrorRate: number;
  readonly leastDeviation: number;
}

/**
 * Drift detection method: the error rate against its own best.
 * @param errors wrong decisions in order of time: 1 or 0 of one row each, or counts of several rows
 * @param test `width` in standard deviations, `minimum` of rows before anything is kept or signalled, `rows` behind each of the
 *   errors (default one each; with more, it looks once after all of them)
 * @returns null without drift
 * @source Gama et al. (2004)
 */
export function driftDetectionMethod(
  errors: ArrayLike<number>,
  test: { readonly width: number; readonly minimum: number; readonly rows?: ArrayLike<number> },
): DdmSignal | null {
  let [wrong, seen] = [0, 0];
  let [leastErrorRate, leastDeviation] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (let at = 1; at <= errors.length; at += 1) {
    wrong += errors[at - 1]!;
    seen += test.rows?.[at - 1] ?? 1;
    if (seen < test.minimum) continue;
    const errorRate = wrong / seen;
    const deviation = Math.sqrt((errorRate * (1 - errorRate)) / seen);
    if (errorRate + deviation <= leastErrorRate + leastDeviation) {
      [leastErrorRate, leastDeviation] = [errorRate, deviation];
    }
    if (errorRate + deviation > leastErrorRate + test.width * leastDeviation) {
      return { at, errorRate, deviation, leastErrorRate, leastDeviation };
    }
  }
  return null;
}

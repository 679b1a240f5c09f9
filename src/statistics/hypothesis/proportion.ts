import { normalHalfWidth, normalSurvival } from "../distributions/normal.js";

/** A range that is believed to hold the true value. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/**
 * Interval of a proportion that is right near 0 and 1 too.
 * @param successes from 0 to `count`
 * @param count rows; with 0 of them the interval is [0, 1]
 * @param level default 0.95
 * @source Wilson (1927)
 */
export function wilsonInterval(successes: number, count: number, level = 0.95): Interval {
  if (count === 0) return { low: 0, high: 1 };
  const z = normalHalfWidth(level);
  const share = successes / count;
  const scale = 1 + (z * z) / count;
  const centre = (share + (z * z) / (2 * count)) / scale;
  const half = (z * Math.sqrt((share * (1 - share)) / count + (z * z) / (4 * count * count))) / scale;
  return {
    low: successes === 0 ? 0 : Math.max(0, centre - half),
    high: successes === count ? 1 : Math.min(1, centre + half),
  };
}

/** Successes out of a number of rows. */
export interface Proportion {
  readonly successes: number;
  readonly count: number;
}

/** A test of two proportions. */
export interface ProportionTest {
  /** Second share less first. */
  readonly difference: number;
  /** Of the difference, by Newcombe's hybrid of Wilson intervals. */
  readonly interval: Interval;
  /** Pooled z; NaN when all rows of both sides are alike. */
  readonly statistic: number;
  /** Two-sided; 1 when all rows of both sides are alike. */
  readonly pValue: number;
}

/**
 * Whether two groups have the same share of successes: pooled z test without continuity correction.
 * Holds when every expected count is at least 5.
 * @param first successes and rows of one group
 * @param second successes and rows of the other
 * @param level of the interval, default 0.95
 * @source Newcombe (1998), method 10, for the interval
 */
export function twoProportionTest(first: Proportion, second: Proportion, level = 0.95): ProportionTest {
  const shareFirst = first.successes / first.count;
  const shareSecond = second.successes / second.count;
  const pooled = (first.successes + second.successes) / (first.count + second.count);
  const difference = shareSecond - shareFirst;
  const statistic = difference / Math.sqrt(pooled * (1 - pooled) * (1 / first.count + 1 / second.count));
  const around = wilsonInterval(first.successes, first.count, level);
  const aroundSecond = wilsonInterval(second.successes, second.count, level);
  return {
    difference,
    interval: {
      low: difference - Math.hypot(shareSecond - aroundSecond.low, around.high - shareFirst),
      high: difference + Math.hypot(aroundSecond.high - shareSecond, shareFirst - around.low),
    },
    statistic,
    pValue: Number.isNaN(statistic) ? 1 : 2 * normalSurvival(Math.abs(statistic)),
  };
}

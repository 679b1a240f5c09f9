import { clipped, type ContactTerms } from "#metrics";
import { cellGradient, decisionMetrics } from "./class-cells.js";
import type { Measured } from "./measured.js";
import { definedOnly, type MeasuredMetrics } from "./realised.js";
import type { ScoreCalibration } from "./score-calibration.js";
import { type BinColumns, binColumns, leastWorthContact } from "./scored-bins.js";
import type { PerformanceSums } from "./sums.js";

type Values = Readonly<Record<string, { readonly value: number; readonly variance: number }>>;

/** Expected positives and negatives at and above the threshold, and below it. */
interface ExpectedCells {
  readonly truePositives: number;
  readonly falsePositives: number;
  readonly falseNegatives: number;
  readonly trueNegatives: number;
}

/** The confusion matrix that calibrated chances let expect. */
export function expectedCells({ rows, predicted }: BinColumns, chance: Float64Array): ExpectedCells {
  const cells = { truePositives: 0, falsePositives: 0, falseNegatives: 0, trueNegatives: 0 };
  for (let bin = 0; bin < rows.length; bin += 1) {
    const positives = rows[bin]! * chance[bin]!;
    if (predicted[bin] === 1) {
      cells.truePositives += positives;
      cells.falsePositives += rows[bin]! - positives;
    } else {
      cells.falseNegatives += positives;
      cells.trueNegatives += rows[bin]! - positives;
    }
  }
  return cells;
}

function decisions(bins: BinColumns, chance: Float64Array, spread: Float64Array): Values {
  const cells = expectedCells(bins, chance);
  let [above, below] = [0, 0];
  for (let bin = 0; bin < spread.length; bin += 1) {
    if (bins.predicted[bin] === 1) above += spread[bin]!;
    else below += spread[bin]!;
  }
  return Object.fromEntries(
    decisionMetrics.map((name) => {
      const slopes = cellGradient(name, cells);
      const variance =
        (slopes.truePositives - slopes.falsePositives) ** 2 * above +
        (slopes.falseNegatives - slopes.trueNegatives) ** 2 * below;
      return [name, { value: slopes.value, variance }];
    }),
  );
}

function auc({ rows }: BinColumns, chance: Float64Array, spread: Float64Array): Values {
  let [total, positives] = [0, 0];
  for (let bin = 0; bin < rows.length; bin += 1) {
    total += rows[bin]!;
    positives += rows[bin]! * chance[bin]!;
  }
  const negatives = total - positives;
  let [below, above, pairs] = [0, positives, 0];
  const lead = new Float64Array(rows.length);
  for (let bin = 0; bin < rows.length; bin += 1) {
    const [p, n] = [rows[bin]! * chance[bin]!, rows[bin]! * (1 - chance[bin]!)];
    above -= p;
    pairs += p * (below + n / 2);
    lead[bin] = below + n / 2 - (above + p / 2);
    below += n;
  }
  const value = pairs / (positives * negatives);
  let variance = 0;
  for (let bin = 0; bin < rows.length; bin += 1) {
    const slope = (lead[bin]! - value * (negatives - positives)) / (positives * negatives);
    variance += spread[bin]! * slope * slope;
  }
  return { auc: { value, variance } };
}

/** A sum over bins of a term and, for its variance, of the spread times the term's slope squared. */
interface Mean {
  value: number;
  variance: number;
}

/** Bins with what does not depend on the calibration. */
interface EstimatedBins extends BinColumns {
  /** Log-odds of the probability. */
  readonly odds: Float64Array;
  /** log(1 + e^odds): the loss of a negative; that of a positive is less by the odds. */
  readonly loss: Float64Array;
}

function estimatedBins(sums: PerformanceSums): EstimatedBins {
  const bins = binColumns(sums);
  const [odds, loss] = [new Float64Array(bins.rows.length), new Float64Array(bins.rows.length)];
  for (let bin = 0; bin < odds.length; bin += 1) {
    const p = clipped(bins.probability[bin]!);
    loss[bin] = -Math.log1p(-p);
    odds[bin] = Math.log(p) + loss[bin]!;
  }
  return { ...bins, odds, loss };
}

function lossMeans(
  { rows, probability, odds, loss }: EstimatedBins,
  chance: Float64Array,
  spread: Float64Array,
): Readonly<Record<"logLoss" | "brier" | "gap", Mean>> {
  const logLoss = { value: 0, variance: 0 };
  const brier = { value: 0, variance: 0 };
  const gap = { value: 0, variance: 0 };
  for (let bin = 0; bin < rows.length; bin += 1) {
    const p = probability[bin]!;
    const c = chance[bin]!;
    const count = rows[bin]!;
    const z = odds[bin]!;
    logLoss.value += count * (loss[bin]! - c * z);
    logLoss.variance += spread[bin]! * z * z;
    brier.value += count * (c * (1 - p) * (1 - p) + (1 - c) * p * p);
    brier.variance += spread[bin]! * (1 - 2 * p) * (1 - 2 * p);
    gap.value += count * (p - c);
    gap.variance += spread[bin]!;
  }
  return { logLoss, brier, gap };
}

function valueMean(bins: BinColumns, chance: Float64Array, spread: Float64Array, terms: ContactTerms): Mean {
  const { rows, probability } = bins;
  const gain = terms.successRate * terms.customerValue;
  const least = leastWorthContact(terms);
  const mean = { value: 0, variance: 0 };
  for (let bin = 0; bin < rows.length; bin += 1) {
    if (!(probability[bin]! >= least)) continue;
    mean.value += rows[bin]! * (gain * chance[bin]! - terms.contactCost);
    mean.variance += spread[bin]! * gain * gain;
  }
  return mean;
}

function means(bins: EstimatedBins, chance: Float64Array, spread: Float64Array, terms: ContactTerms): Values {
  const total = bins.rows.reduce((sum, count) => sum + count, 0);
  const over = ({ value, variance }: Mean): Mean => ({ value: value / total, variance: variance / total ** 2 });
  const { logLoss, brier, gap } = lossMeans(bins, chance, spread);
  return {
    logLoss: over(logLoss),
    brier: over(brier),
    calibrationInTheLarge: over(gap),
    businessValue: over(valueMean(bins, chance, spread, terms)),
  };
}

function chances({ probability, odds }: EstimatedBins, intercept: number, slope: number): Float64Array {
  if (intercept === 0 && slope === 1) return probability;
  const found = new Float64Array(odds.length);
  for (let bin = 0; bin < found.length; bin += 1) found[bin] = 1 / (1 + Math.exp(-intercept - slope * odds[bin]!));
  return found;
}

function valuesAt(bins: EstimatedBins, chance: Float64Array, terms: ContactTerms): Values {
  const spread = new Float64Array(chance.length);
  for (let bin = 0; bin < spread.length; bin += 1) spread[bin] = bins.rows[bin]! * chance[bin]! * (1 - chance[bin]!);
  return {
    ...decisions(bins, chance, spread),
    ...auc(bins, chance, spread),
    ...means(bins, chance, spread, terms),
  };
}

const step = 1e-4;

/**
 * Metrics without labels, from calibrated probabilities alone (confidence-based performance estimation). The variance is that
 * of Bernoulli labels drawn from the probabilities, to first order, and of the calibration.
 *
 * All of it assumes that the relation of inputs and outcome is what it was; nothing without labels can tell whether it is.
 * @param calibration fitted on rows the model did not see
 * @source NannyML's CBPE; Białek et al., arXiv 2401.08348 for the calibration under covariate shift
 */
export function estimatedMetrics(
  sums: PerformanceSums,
  calibration: ScoreCalibration,
  terms: ContactTerms,
): MeasuredMetrics {
  if (sums.totals.rows === 0) return {};
  const bins = estimatedBins(sums);
  const { intercept, slope, interceptVariance, slopeVariance, covariance } = calibration;
  const at = (a: number, b: number): Values => valuesAt(bins, chances(bins, a, b), terms);
  const values = at(intercept, slope);
  const isExact = interceptVariance === 0 && slopeVariance === 0;
  const [byIntercept, bySlope] = isExact
    ? [values, values]
    : [at(intercept + step, slope), at(intercept, slope + step)];
  const metrics = Object.entries(values).map(([name, { value, variance }]): readonly [string, Measured] => {
    const g0 = (byIntercept[name]!.value - value) / step;
    const g1 = (bySlope[name]!.value - value) / step;
    const ofCalibration = g0 * g0 * interceptVariance + 2 * g0 * g1 * covariance + g1 * g1 * slopeVariance;
    return [name, { value, variance: variance + Math.max(0, ofCalibration), sampleSize: sums.totals.rows }];
  });
  return definedOnly(Object.fromEntries(metrics));
}

import { type ConfusionCounts, type ContactTerms, fitLogisticLine, logit } from "#metrics";
import { cellGradient, decisionMetrics } from "./class-cells.js";
import { type Measured, weightedMean } from "./measured.js";
import type { PerformanceMetricName } from "./metric-names.js";
import { type BinColumns, binColumns, binnedAuc, leastWorthContact } from "./scored-bins.js";
import type { PerformanceSums } from "./sums.js";

/** Metrics by name; one that is not defined on the rows is left out. */
export type MeasuredMetrics = Partial<Record<PerformanceMetricName, Measured>>;

/** Labelled rows by outcome and decision; weighted where a hold-out stands for others. */
export function confusionOf({ totals }: PerformanceSums): ConfusionCounts {
  return {
    truePositives: totals.tp,
    falsePositives: totals.fp,
    falseNegatives: totals.fn,
    trueNegatives: totals.tn,
  };
}

function decisions(sums: PerformanceSums): MeasuredMetrics {
  const { totals } = sums;
  const counts = confusionOf(sums);
  return Object.fromEntries(
    decisionMetrics.map((name) => {
      const slopes = cellGradient(name, counts);
      // The metrics do not change with the scale of the counts, so the multinomial's variance is that of independent cells.
      const variance =
        slopes.truePositives ** 2 * totals.tp2 +
        slopes.falsePositives ** 2 * totals.fp2 +
        slopes.falseNegatives ** 2 * totals.fn2 +
        slopes.trueNegatives ** 2 * totals.tn2;
      return [name, { value: slopes.value, variance, sampleSize: totals.labelled }];
    }),
  );
}

function means({ totals }: PerformanceSums): MeasuredMetrics {
  const mean = (name: "loss" | "brier" | "gap"): Measured => ({
    ...weightedMean(
      { first: totals[name], square1: totals[`${name}1`], square2: totals[`${name}2`] },
      totals.weight,
      totals.weight2,
    ),
    sampleSize: totals.labelled,
  });
  return { logLoss: mean("loss"), brier: mean("brier"), calibrationInTheLarge: mean("gap") };
}

function slopeOf({ probability, positives, negatives }: BinColumns, inflation: number): Measured | undefined {
  const count = probability.length;
  const labels = Uint8Array.from({ length: 2 * count }, (_, row) => (row < count ? 1 : 0));
  const x = Float64Array.from({ length: 2 * count }, (_, row) => logit(probability[row % count]!));
  const weights = Float64Array.from({ length: 2 * count }, (_, row) =>
    row < count ? positives[row]! : negatives[row - count]!,
  );
  const line = fitLogisticLine({ labels, x, weights });
  return line && { value: line.slope, variance: line.slopeVariance * inflation, sampleSize: 0 };
}

function valueOf({ probability, positives, negatives }: BinColumns, terms: ContactTerms, total: number): Measured {
  const gain = terms.successRate * terms.customerValue;
  const least = leastWorthContact(terms);
  let [value, squares] = [0, 0];
  for (let bin = 0; bin < probability.length; bin += 1) {
    if (!(probability[bin]! >= least)) continue;
    value += gain * positives[bin]! - terms.contactCost * (positives[bin]! + negatives[bin]!);
    squares += positives[bin]! * (gain - terms.contactCost) ** 2 + negatives[bin]! * terms.contactCost ** 2;
  }
  const mean = value / total;
  return { value: mean, variance: Math.max(0, squares / total - mean * mean) / total, sampleSize: 0 };
}

/**
 * Metrics of the labelled rows, defined as at training: the same averaging, the model's own threshold. AUC, slope and business
 * value are worked out in a thousand bins of scores.
 * @param terms what a contact costs and brings; `businessValue` is profit per scored row in currency units
 */
export function realisedMetrics(sums: PerformanceSums, terms: ContactTerms): MeasuredMetrics {
  const { totals } = sums;
  if (totals.labelled === 0) return {};
  const bins = binColumns(sums);
  // Hold-out rows that stand for ten carry the information of one.
  const inflation = (totals.labelled * totals.weight2) / totals.weight ** 2;
  const inflated = ({ value, variance }: { readonly value: number; readonly variance: number }): Measured => ({
    value,
    variance: variance * inflation * (totals.weight / totals.labelled),
    sampleSize: totals.labelled,
  });
  const slope = slopeOf(bins, 1);
  const metrics: MeasuredMetrics = {
    ...decisions(sums),
    ...means(sums),
    auc: inflated(binnedAuc(bins.positives, bins.negatives)),
    ...(slope === undefined ? {} : { calibrationSlope: inflated(slope) }),
    businessValue: inflated(valueOf(bins, terms, totals.weight)),
  };
  return definedOnly(metrics);
}

/** Without metrics whose value is not a number, such as the precision of no positive decision. */
export function definedOnly(metrics: MeasuredMetrics): MeasuredMetrics {
  return Object.fromEntries(Object.entries(metrics).filter(([, { value }]) => Number.isFinite(value)));
}

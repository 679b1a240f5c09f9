import {
  confusionAt,
  type ContactProfit,
  contactProfit,
  contactThreshold,
  gainsCurve,
  prCurve,
  profitCurve,
  reliabilityCurve,
  rocCurve,
  scoreHistogram,
} from "#metrics";
import type { ReportProfit, TrainingReportInput } from "#reporting";
import type { StoredEvaluation } from "../fitting/evaluations.js";
import type { PipelineSettings } from "../settings.js";
import type { VersionSources } from "./sources.js";

const intervalOf = ({ low, high }: { readonly low: number; readonly high: number }): readonly [number, number] => [
  low,
  high,
];

function profitOf(
  { labels, probabilities }: StoredEvaluation,
  threshold: number,
  settings: PipelineSettings,
): ReportProfit {
  const terms = settings.business;
  const at = (value: number): ContactProfit => contactProfit(labels, probabilities, terms, { threshold: value });
  const breakEven = contactThreshold(terms);
  const best = at(breakEven);
  return {
    currency: terms.currency,
    value: terms.customerValue,
    cost: terms.contactCost,
    successRate: terms.successRate,
    points: profitCurve(labels, probabilities, terms).map((point) => ({
      threshold: point.threshold ?? 1,
      profit: point.realisedProfit,
    })),
    breakEven: { threshold: breakEven, profit: best.profit.value },
    operating: { threshold, profit: at(threshold).profit.value },
    contactAll: best.contactAllProfit,
  };
}

type Charts = Pick<
  TrainingReportInput,
  "roc" | "precisionRecall" | "calibration" | "gains" | "scores" | "threshold" | "profit"
>;

/** Curves, confusion and profit on the test rows; nothing when they are not stored. */
export function chartsOf({ test, model }: VersionSources, settings: PipelineSettings): Charts {
  const { labels, probabilities } = test;
  if (labels.length === 0) return {};
  const { threshold } = model.document;
  const counts = confusionAt(labels, probabilities, threshold);
  const positives = counts.truePositives + counts.falseNegatives;
  const negatives = counts.trueNegatives + counts.falsePositives;
  const recall = counts.truePositives / positives;
  return {
    roc: {
      points: rocCurve(labels, probabilities).map(
        (point) => [point.falsePositiveRate, point.truePositiveRate] as const,
      ),
      operating: [counts.falsePositives / negatives, recall],
    },
    precisionRecall: {
      points: prCurve(labels, probabilities).map((point) => [point.recall, point.precision] as const),
      operating: [recall, counts.truePositives / (counts.truePositives + counts.falsePositives)],
    },
    calibration: {
      points: reliabilityCurve(labels, probabilities).map((bin) => ({ ...bin, interval: intervalOf(bin.interval) })),
    },
    gains: {
      points: gainsCurve(labels, probabilities).map((point) => [point.contactedShare, point.foundShare] as const),
    },
    scores: scoreHistogram(labels, probabilities),
    threshold: { value: threshold, policy: policySentence(settings), ...counts },
    profit: profitOf(test, threshold, settings),
  };
}

function policySentence({ training }: PipelineSettings): string {
  const { threshold } = training;
  if (threshold.policy === "fixed") return "The threshold is fixed in the project file.";
  if (threshold.policy === "cost") return "The threshold is where a contact pays for itself.";
  return `The threshold with the highest F1 on out-of-fold predictions among those with a precision of at least ${threshold.floor}.`;
}

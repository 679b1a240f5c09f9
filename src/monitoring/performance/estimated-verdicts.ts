import { plural } from "#kernel";
import type { ContactTerms } from "#metrics";
import type { MultivariateDrift } from "../drift/multivariate-drift.js";
import { compareWithTraining, type TrainingComparison } from "./compare-training.js";
import { estimatedMetrics } from "./estimated.js";
import { type EstimatorTrust, estimatorTrust } from "./estimator-trust.js";
import { type PerformanceMetricName, spokenMetric } from "./metric-names.js";
import type { PerformanceVerdict } from "./performance-verdict.js";
import { realisedMetrics } from "./realised.js";
import type { ScoreCalibration } from "./score-calibration.js";
import type { PerformanceSums } from "./sums.js";
import type { PerformanceEntry } from "./timeline.js";

/** Sums of neighbouring windows together. */
export interface Pool {
  readonly sums: PerformanceSums;
  readonly windowStart: number;
  readonly windowEnd: number;
}

/** What every verdict about a pool begins with. */
export type Common = Pick<PerformanceVerdict, "modelVersion" | "windowStart" | "windowEnd">;

/** Metrics that are compared with training. */
export const judgedMetrics: readonly PerformanceMetricName[] = ["f1", "auc", "logLoss"];
/** Windows overlap from day to day, so each look is held to a strict level. */
export const alarmLevel = 0.001;
/** Loss relative to training from where on production is worse, when it is more than chance. */
export const performanceBound = 0.05;

interface Estimator {
  readonly reference: {
    readonly id: string;
    readonly holdout: PerformanceSums;
    readonly calibration: ScoreCalibration;
  };
  readonly terms: ContactTerms;
  readonly entries: readonly PerformanceEntry[];
  readonly multivariate?: MultivariateDrift | null;
}

type Head = Pick<PerformanceVerdict, keyof Common | "kind" | "metric" | "bound" | "basis">;

const headOf = (metric: PerformanceMetricName, common: Common): Head => ({
  ...common,
  kind: "estimated",
  metric,
  bound: performanceBound,
  basis: "estimated",
});

/** No estimate, and why: rows beyond the reference get a number from nobody. */
function refusals(reason: string, { sums }: Pool, common: Common): readonly PerformanceVerdict[] {
  return judgedMetrics.map((metric) => ({
    ...headOf(metric, common),
    isRaised: false,
    value: 0,
    pValue: null,
    sampleSize: sums.totals.rows,
    isTrusted: false,
    sentence: `${spokenMetric(metric)} of ${plural(sums.totals.rows, "row")} without labels is not estimated: ${reason}`,
    evidence: { refused: reason },
  }));
}

function sentenceOf({ metric, production, training, sampleSize }: TrainingComparison, isWeighted: boolean): string {
  const by = isWeighted ? ", by a calibration weighted for covariate shift" : "";
  return `${spokenMetric(metric)} of ${plural(sampleSize, "row")} without labels is estimated at ${production.toFixed(3)}${by}, ${training.toFixed(3)} at training; it cannot see whether inputs and outcome are related otherwise than then`;
}

function evidenceOf(compared: TrainingComparison, trust: EstimatorTrust, { reference, multivariate }: Estimator) {
  return {
    training: compared.training,
    estimated: compared.production,
    interval: compared.interval,
    reference: reference.id,
    calibration: multivariate?.status === "compared" ? multivariate.estimates.kind : "unchecked",
    pastWindows: trust.windows,
    pastCoverage: trust.coverage,
    pastError: trust.meanAbsoluteError,
  };
}

/**
 * Metrics without labels against the same metrics at training: by the calibration of training, by one that is weighted for
 * covariate shift, or refused where the reference says nothing about the rows.
 */
export function estimatedVerdicts(pool: Pool, common: Common, estimator: Estimator): readonly PerformanceVerdict[] {
  const { reference, terms, entries, multivariate } = estimator;
  const choice = multivariate?.status === "compared" ? multivariate.estimates : null;
  if (choice?.kind === "refused") return refusals(choice.reason, pool, common);
  const calibration = choice?.kind === "fitted" ? choice.calibration : reference.calibration;
  const production = estimatedMetrics(pool.sums, calibration, terms);
  const training = realisedMetrics(reference.holdout, terms);
  return judgedMetrics.flatMap((metric): PerformanceVerdict[] => {
    const [now, then] = [production[metric], training[metric]];
    if (now === undefined || then === undefined) return [];
    const compared = compareWithTraining(metric, now, then, { bound: performanceBound, alpha: alarmLevel });
    const trust = estimatorTrust(entries, metric);
    return [
      {
        ...headOf(metric, common),
        isRaised: compared.isWorse,
        value: compared.loss,
        pValue: compared.pValue,
        sampleSize: compared.sampleSize,
        isTrusted: trust.isTrusted,
        sentence: sentenceOf(compared, choice?.kind === "fitted"),
        evidence: evidenceOf(compared, trust, estimator),
      },
    ];
  });
}

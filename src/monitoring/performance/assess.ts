import { formatCount, type Json, plural } from "#kernel";
import type { ContactTerms } from "#metrics";
import type { MultivariateDrift } from "../drift/multivariate-drift.js";
import { compareWithTraining } from "./compare-training.js";
import { labelCoverage } from "./coverage.js";
import { type ArrivalCurve, arrivalCurve } from "./arrival-curve.js";
import { earlyOutcomes, type OpenWindow, weightedByArrival } from "./early-outcomes.js";
import {
  alarmLevel,
  type Common,
  estimatedVerdicts,
  judgedMetrics,
  performanceBound,
  type Pool,
} from "./estimated-verdicts.js";
import { excessLossTest } from "./excess-loss.js";
import { estimateOf } from "./measured.js";
import { spokenMetric } from "./metric-names.js";
import type { PerformanceVerdict } from "./performance-verdict.js";
import type { StoredWindow } from "./ports.js";
import { realisedMetrics } from "./realised.js";
import type { ScoreCalibration } from "./score-calibration.js";
import { mergeSums, type PerformanceSums } from "./sums.js";
import type { PerformanceEntry } from "./timeline.js";
import { coverageOf, leastCoverage, stateOf } from "./window-entry.js";

/** What a model version was like at training: the yardstick of its production. */
export interface PerformanceReference {
  readonly modelVersion: number;
  /** Names the rows it rests on. */
  readonly id: string;
  /** Labelled rows the model did not see: the test rows. */
  readonly holdout: PerformanceSums;
  readonly calibration: ScoreCalibration;
}

/** What a version's windows are judged with. */
export interface AssessmentContext {
  readonly asOf: number;
  readonly horizonMs: number;
  readonly reference: PerformanceReference;
  readonly terms: ContactTerms;
  /** Newest entries of all windows of the version, oldest first. */
  readonly entries: readonly PerformanceEntry[];
  /** The newest comparison of whole rows with reference rows; null or left out where there is none. */
  readonly multivariate?: MultivariateDrift | null;
}

/** Fewer rows say nothing about a metric: with 100, F1 is off by ± .08 by chance. */
export const fewestRows = 500;
const earlyBound = 0.2;

/** The newest windows until they have enough rows; null when all together have too few. */
function newestPool(windows: readonly StoredWindow[], rowsOf: (sums: PerformanceSums) => number): Pool | null {
  const chosen: StoredWindow[] = [];
  let rows = 0;
  for (const window of windows.toReversed()) {
    chosen.push(window);
    rows += rowsOf(window.sums);
    if (rows >= fewestRows) break;
  }
  return rows < fewestRows ? null : poolOf(chosen.toReversed());
}

function poolOf(windows: readonly StoredWindow[]): Pool {
  return {
    sums: mergeSums(windows.map(({ sums }) => sums)),
    windowStart: windows[0]!.key.windowStart,
    windowEnd: windows.at(-1)!.key.windowEnd,
  };
}

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
const chance = (pValue: number): string => (pValue < 0.001 ? "p < .001" : `p = ${pValue.toFixed(3)}`);

function realisedVerdicts(pool: Pool, common: Common, context: AssessmentContext): readonly PerformanceVerdict[] {
  const production = realisedMetrics(pool.sums, context.terms);
  const training = realisedMetrics(context.reference.holdout, context.terms);
  return judgedMetrics.flatMap((metric): PerformanceVerdict[] => {
    const [now, then] = [production[metric], training[metric]];
    if (now === undefined || then === undefined) return [];
    const compared = compareWithTraining(metric, now, then, { bound: performanceBound });
    const words = compared.loss >= 0 ? "worse" : "better";
    return [
      {
        ...common,
        kind: "realised",
        metric,
        isRaised: compared.isWorse,
        value: compared.loss,
        bound: performanceBound,
        pValue: compared.pValue,
        sampleSize: compared.sampleSize,
        basis: "realised",
        isTrusted: true,
        sentence: `${spokenMetric(metric)} of ${formatCount(compared.sampleSize)} labelled rows is ${now.value.toFixed(3)}, ${then.value.toFixed(3)} at training: ${percent(Math.abs(compared.loss))} ${words} (${chance(compared.pValue)})`,
        evidence: {
          training: then.value,
          production: now.value,
          interval: compared.interval,
          reference: context.reference.id,
        },
      },
    ];
  });
}

function conceptVerdict(pool: Pool, common: Common, { reference }: AssessmentContext): readonly PerformanceVerdict[] {
  const tested = excessLossTest(pool.sums, reference.holdout);
  if (tested === null) return [];
  const isRaised = tested.pValue <= alarmLevel;
  return [
    {
      ...common,
      kind: "concept-drift",
      metric: "logLoss",
      isRaised,
      value: tested.value,
      bound: 0,
      pValue: tested.pValue,
      sampleSize: tested.sampleSize,
      basis: "realised",
      isTrusted: true,
      sentence: isRaised
        ? `${formatCount(tested.sampleSize)} labelled rows cost ${tested.value.toFixed(3)} more log loss each than their probabilities expect (${chance(tested.pValue)}): inputs and outcome are related otherwise than at training`
        : `the loss of ${formatCount(tested.sampleSize)} labelled rows is what their probabilities expect (${chance(tested.pValue)})`,
      evidence: { z: tested.z, reference: reference.id },
    },
  ];
}

function coverageVerdicts(pool: Pool, common: Common): readonly PerformanceVerdict[] {
  const coverage = labelCoverage(pool.sums);
  const shared = {
    ...common,
    metric: null,
    sampleSize: pool.sums.totals.eligible,
    basis: "realised",
    isTrusted: true,
    evidence: { deciles: coverage.deciles.map(({ share }) => share) },
  } as const;
  return [
    {
      ...shared,
      kind: "label-outage",
      isRaised: coverage.share < leastCoverage,
      value: 1 - coverage.share,
      bound: 1 - leastCoverage,
      pValue: null,
      sentence: `labels cover ${percent(coverage.share)} of the rows whose horizon has passed`,
    },
    {
      ...shared,
      kind: "label-bias",
      isRaised: coverage.isBiased && coverage.pValue <= alarmLevel,
      value:
        Math.max(0, ...coverage.deciles.map(({ share }) => share)) -
        Math.min(1, ...coverage.deciles.map(({ share }) => share)),
      bound: 0.05,
      pValue: coverage.pValue,
      sentence: coverage.isBiased
        ? "labels are missing more for some scores than for others: metrics of the labelled rows would mislead"
        : "labels are missing alike for all scores",
    },
  ];
}

/** Younger rows have so few of their positives known that a weighted metric of them says nothing. */
const youngestWeighted = 0.25;

/** F1 of rows still waiting, positives weighted by one over the share of them that is known by now: wide, for orientation. */
function weightedF1(open: readonly OpenWindow[], curve: ArrivalCurve, terms: ContactTerms): Json {
  const parts = open
    .filter(({ age }) => age >= youngestWeighted)
    .flatMap((window) => weightedByArrival(window, curve) ?? []);
  const measured = parts.length === 0 ? undefined : realisedMetrics(mergeSums(parts), terms).f1;
  if (measured === undefined) return null;
  const { value, low, high } = estimateOf(measured);
  return { value, low, high };
}

function earlyVerdict(
  windows: readonly StoredWindow[],
  mature: readonly StoredWindow[],
  common: Common,
  { asOf, horizonMs, reference, terms }: AssessmentContext,
): readonly PerformanceVerdict[] {
  const open = windows.map(
    ({ sums }): OpenWindow => ({
      sums,
      age: (asOf - (sums.firstAt + sums.lastAt) / 2) / horizonMs,
    }),
  );
  const curve = arrivalCurve(mergeSums(mature.map(({ sums }) => sums)));
  const found = earlyOutcomes(open, curve, reference.holdout);
  if (found === null) return [];
  const isFar = Math.abs(found.ratio - 1) >= earlyBound && found.pValue <= alarmLevel;
  const isRaised = isFar || found.excessPValue <= alarmLevel / 10;
  return [
    {
      ...common,
      kind: "early-outcomes",
      metric: null,
      isRaised,
      value: found.ratio - 1,
      bound: earlyBound,
      pValue: Math.min(found.pValue, found.excessPValue),
      sampleSize: found.rows,
      basis: "realised",
      isTrusted: found.isCurveLearnt,
      sentence: `${formatCount(found.observed)} positives are known of ${plural(found.rows, "row")} that are still waiting; ${formatCount(found.expected)} should be${found.isCurveLearnt ? "" : ", if they come evenly over the horizon"} (${found.ratio.toFixed(2)} times, ${found.ratioLow.toFixed(2)} to ${found.ratioHigh.toFixed(2)})`,
      evidence: { ...found, weightedF1: weightedF1(open, curve, terms) },
    },
  ];
}

/**
 * Judges a model version on its windows of all rows: realised metrics against training, concept drift on labels, early
 * outcomes, label coverage, and estimates without labels.
 * @param windows all windows of the version that are looked at, oldest first
 */
export function assessPerformance(
  windows: readonly StoredWindow[],
  context: AssessmentContext,
): readonly PerformanceVerdict[] {
  const { reference } = context;
  const states = windows.map(({ key, sums }) => stateOf(sums, key.windowEnd, context));
  const mature = windows.filter((_, index) => states[index] === "mature");
  const covered = mature.filter(({ sums }) => coverageOf(sums) >= leastCoverage);
  const open = windows.filter((_, index) => states[index] !== "mature");
  const commonOf = ({ windowStart, windowEnd }: Omit<Pool, "sums">): Common => ({
    modelVersion: reference.modelVersion,
    windowStart,
    windowEnd,
  });
  const labelled = newestPool(covered, ({ totals }) => totals.labelled);
  const due = newestPool(mature, ({ totals }) => totals.eligible);
  const scored = newestPool(windows, ({ totals }) => totals.rows);
  const waiting = open.length === 0 ? null : poolOf(open);
  return [
    ...(labelled === null
      ? []
      : [
          ...realisedVerdicts(labelled, commonOf(labelled), context),
          ...conceptVerdict(labelled, commonOf(labelled), context),
        ]),
    ...(due === null ? [] : coverageVerdicts(due, commonOf(due))),
    ...(scored === null ? [] : estimatedVerdicts(scored, commonOf(scored), context)),
    ...(waiting === null ? [] : earlyVerdict(open, covered, commonOf(waiting), context)),
  ];
}

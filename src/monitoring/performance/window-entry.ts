import type { ContactTerms } from "#metrics";
import { estimatedMetrics } from "./estimated.js";
import { estimateOf } from "./measured.js";
import type { PerformanceMetricName } from "./metric-names.js";
import { confusionOf, type MeasuredMetrics, realisedMetrics } from "./realised.js";
import type { ScoreCalibration } from "./score-calibration.js";
import type { PerformanceSums } from "./sums.js";
import type { MetricEstimates, PerformanceEntry, PerformanceState } from "./timeline.js";
import type { PerformanceKey } from "./window-key.js";

/** Coverage from which on labels speak for all rows. */
export const leastCoverage = 0.95;

/** When a window's labels are as many as will come: the horizon after its last prediction, epoch ms. */
export function maturesAt(sums: Pick<PerformanceSums, "lastAt">, horizonMs: number): number {
  return sums.lastAt + horizonMs;
}

/** Labelled share of the rows whose outcome counts. */
export function coverageOf({ totals }: PerformanceSums): number {
  return totals.eligible === 0 ? 0 : totals.labelled / totals.eligible;
}

/**
 * How much is known about a window.
 * @param windowEnd epoch ms: before it more rows may come
 */
export function stateOf(
  sums: PerformanceSums,
  windowEnd: number,
  at: { readonly asOf: number; readonly horizonMs: number },
): PerformanceState {
  if (at.asOf >= windowEnd && (at.asOf >= maturesAt(sums, at.horizonMs) || coverageOf(sums) >= leastCoverage)) {
    return "mature";
  }
  return sums.totals.labelled > 0 ? "partial" : "estimated";
}

/** Intervals of measured metrics. */
export function estimatesOf(metrics: MeasuredMetrics): MetricEstimates {
  return Object.fromEntries(
    Object.entries(metrics).map(([name, measured]) => [name, estimateOf(measured)] as const),
  ) as Readonly<Partial<Record<PerformanceMetricName, ReturnType<typeof estimateOf>>>>;
}

/** What window entries are made with. */
export interface EntryContext {
  readonly asOf: number;
  readonly horizonMs: number;
  readonly calibration: ScoreCalibration;
  readonly terms: ContactTerms;
}

function reasonOf(state: PerformanceState, coverage: number): string | null {
  if (state === "estimated") return "no label is known yet";
  if (state === "partial")
    return "labels known before the horizon are mostly positives: a metric of them would mislead";
  if (coverage >= leastCoverage) return null;
  return `labels cover ${(100 * coverage).toFixed(0)} % of the rows; ${100 * leastCoverage} % are needed`;
}

/** What tells one revision of an entry from the next. */
type Standing = Pick<
  PerformanceEntry,
  "state" | "rows" | "eligible" | "labelled" | "positives" | "coverage" | "reason"
>;

function standingOf(key: PerformanceKey, sums: PerformanceSums, context: EntryContext): Standing {
  const { rows, eligible, labelled } = sums.totals;
  const state = stateOf(sums, key.windowEnd, context);
  const coverage = coverageOf(sums);
  const positives = [...sums.positiveAges.values()].reduce((sum, count) => sum + count, 0);
  return { state, rows, eligible, labelled, positives, coverage, reason: reasonOf(state, coverage) };
}

const isSame = (before: PerformanceEntry, { state, rows, labelled, positives }: Standing): boolean =>
  before.state === state && before.rows === rows && before.labelled === labelled && before.positives === positives;

function realisedPart(
  { state, reason }: Standing,
  sums: PerformanceSums,
  terms: ContactTerms,
): Pick<PerformanceEntry, "realised" | "confusion"> {
  if (state !== "mature" || reason !== null) return { realised: null, confusion: null };
  return { realised: estimatesOf(realisedMetrics(sums, terms)), confusion: confusionOf(sums) };
}

/** What is known about a window now, as a new revision of what was known before; null when nothing changed. */
export function windowEntry(
  key: PerformanceKey,
  sums: PerformanceSums,
  before: PerformanceEntry | undefined,
  { asOf, horizonMs, calibration, terms }: EntryContext,
): PerformanceEntry | null {
  const standing = standingOf(key, sums, { asOf, horizonMs, calibration, terms });
  if (before !== undefined && isSame(before, standing)) return null;
  const { rows } = standing;
  return {
    ...key,
    revision: (before?.revision ?? 0) + 1,
    asOf,
    ...standing,
    meanProbability: rows === 0 ? 0 : sums.totals.probability / rows,
    // An estimate is made of scores alone; labels do not change it.
    estimated: before?.rows === rows ? before.estimated : estimatesOf(estimatedMetrics(sums, calibration, terms)),
    ...realisedPart(standing, sums, terms),
  };
}

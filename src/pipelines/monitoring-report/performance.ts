import {
  estimateOf,
  performanceBound,
  type PerformanceEntry,
  type PerformanceMetricName,
  realisedMetrics,
} from "#monitoring";
import {
  decimalFormat,
  type Interval,
  type NumberFormat,
  type ReportPerformance,
  type ReportPerformanceWindow,
  type ReportYardstick,
} from "#reporting";
import { performanceReference } from "../monitoring/performance-reference.js";
import type { PipelinePorts } from "../ports.js";
import type { PipelineSettings } from "../settings.js";
import { oneVersionEach, type ReportSpan } from "./ports.js";

/** How a metric is told. */
export interface ToldMetric {
  readonly name: PerformanceMetricName;
  readonly title: string;
  readonly format: NumberFormat;
  readonly direction: "higher" | "lower";
  /** The largest it can be. */
  readonly most: number;
}

const share = { format: decimalFormat(3), direction: "higher", most: 1 } as const;

/** The metrics of a report, the leading one first. */
export const toldMetrics: readonly ToldMetric[] = [
  { name: "f1", title: "F1", ...share },
  { name: "auc", title: "AUC", ...share },
  { name: "logLoss", title: "Log loss", ...share, direction: "lower", most: Number.POSITIVE_INFINITY },
  { name: "precision", title: "Precision", ...share },
  { name: "recall", title: "Recall", ...share },
];

/** Ends of an interval, no further than the metric goes. */
export function clamped(
  { low, high }: { readonly low: number; readonly high: number },
  { most }: Pick<ToldMetric, "most">,
): Interval {
  return [Math.max(0, low), Math.min(most, high)];
}

function windowOf(entry: PerformanceEntry, metric: ToldMetric): ReportPerformanceWindow {
  const { state, realised, estimated, confusion, reason, revision, coverage, rows, labelled, modelVersion } = entry;
  const estimate = (state === "mature" ? realised : estimated)?.[metric.name];
  return {
    start: entry.windowStart,
    end: entry.windowEnd,
    modelVersion,
    isRunning: entry.windowEnd > entry.asOf,
    stage: state,
    revision,
    value: estimate?.value ?? null,
    ...(estimate === undefined ? {} : { interval: clamped(estimate, metric) }),
    coverage,
    rows,
    labelled,
    reason: estimate === undefined ? (reason ?? `${metric.title} is not defined on these rows`) : null,
    confusion,
  };
}

/** Neighbouring windows in which one version served. */
function terms(entries: readonly PerformanceEntry[]): readonly (readonly PerformanceEntry[])[] {
  const found: PerformanceEntry[][] = [];
  for (const entry of entries) {
    const last = found.at(-1);
    if (last !== undefined && last[0]!.modelVersion === entry.modelVersion) last.push(entry);
    else found.push([entry]);
  }
  return found;
}

async function yardsticks(
  entries: readonly PerformanceEntry[],
  metric: ToldMetric,
  { settings, ports }: { readonly settings: PipelineSettings; readonly ports: PipelinePorts },
): Promise<readonly ReportYardstick[]> {
  const found: ReportYardstick[] = [];
  for (const term of terms(entries)) {
    const { modelVersion, windowStart: start } = term[0]!;
    const reference = await performanceReference(modelVersion, settings, ports);
    const measured =
      reference === null ? undefined : realisedMetrics(reference.holdout, settings.business)[metric.name];
    if (measured === undefined) continue;
    const { value } = measured;
    found.push({
      start,
      end: term.at(-1)!.windowEnd,
      modelVersion,
      value,
      interval: clamped(estimateOf(measured), metric),
      rows: measured.sampleSize,
      alertBound: value * (metric.direction === "higher" ? 1 - performanceBound : 1 + performanceBound),
    });
  }
  return found;
}

/** Metrics by window and at training, the leading one first; none when nothing was measured yet. */
export async function reportPerformance(
  settings: PipelineSettings,
  ports: PipelinePorts,
  span: ReportSpan,
): Promise<readonly ReportPerformance[]> {
  const entries = oneVersionEach(ports.performance.entries({ ...span, sliceKey: "" }), ({ rows }) => rows);
  if (entries.length === 0) return [];
  const told: ReportPerformance[] = [];
  for (const metric of toldMetrics) {
    told.push({
      metric: metric.title,
      format: metric.format,
      direction: metric.direction,
      training: await yardsticks(entries, metric, { settings, ports }),
      windows: entries.map((entry) => windowOf(entry, metric)),
    });
  }
  return told;
}

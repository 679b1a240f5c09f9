import { estimateOf, type PerformanceEntry, realisedMetrics } from "#monitoring";
import { decimalFormat, type Interval, type ReportPerformance, type ReportPerformanceWindow } from "#reporting";
import { performanceReference } from "../monitoring/performance-reference.js";
import type { PipelineSettings } from "../settings.js";
import type { PipelinePorts } from "../ports.js";
import { oneVersionEach, type ReportSpan } from "./ports.js";

/** Loss relative to training from where on production is worse, as it is tested. */
const alertLoss = 0.05;

const clamped = ({ low, high }: { readonly low: number; readonly high: number }): Interval => [
  Math.max(0, low),
  Math.min(1, high),
];

function windowOf(entry: PerformanceEntry): ReportPerformanceWindow {
  const { state, realised, estimated, confusion, reason, revision, coverage, rows, labelled } = entry;
  const estimate = state === "mature" ? realised?.f1 : estimated.f1;
  return {
    start: entry.windowStart,
    end: entry.windowEnd,
    stage: state,
    revision,
    value: estimate?.value ?? null,
    ...(estimate === undefined ? {} : { interval: clamped(estimate) }),
    coverage,
    rows,
    labelled,
    reason: estimate === undefined ? (reason ?? "F1 is not defined on these rows") : null,
    confusion,
  };
}

/** F1 by window and at training; null when nothing was measured yet. */
export async function reportPerformance(
  settings: PipelineSettings,
  ports: PipelinePorts,
  span: ReportSpan,
): Promise<ReportPerformance | null> {
  const whole = ports.performance.entries({ ...span, sliceKey: "" });
  const entries = oneVersionEach(whole, ({ rows }) => rows);
  const newest = entries.at(-1);
  if (newest === undefined) return null;
  const reference = await performanceReference(newest.modelVersion, settings, ports);
  const measured = reference === null ? undefined : realisedMetrics(reference.holdout, settings.business).f1;
  const training = measured === undefined ? null : estimateOf(measured);
  return {
    metric: "F1",
    format: decimalFormat(3),
    direction: "higher",
    training:
      training === null
        ? null
        : { value: training.value, interval: clamped(training), rows: measured?.sampleSize ?? 0 },
    alertBound: training === null ? null : training.value * (1 - alertLoss),
    windows: entries.map(windowOf),
  };
}

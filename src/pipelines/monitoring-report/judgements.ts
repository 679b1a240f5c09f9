import type { PerformanceVerdict } from "#monitoring";
import type { ReportJudgement } from "#reporting";
import { storedVerdicts } from "../monitoring/performance-windows.js";
import type { PipelinePorts } from "../ports.js";
import type { PipelineSettings } from "../settings.js";
import { clamped, toldMetrics } from "./performance.js";
import type { ReportSpan } from "./ports.js";

type Evidence = Readonly<Record<string, number | readonly [number, number]>>;

function judgementOf(verdict: PerformanceVerdict): ReportJudgement | null {
  const { basis, metric, modelVersion, isRaised, pValue, bound, value: loss, sampleSize } = verdict;
  const told = toldMetrics.find(({ name }) => name === metric);
  const { training, production, estimated, interval } = verdict.evidence as Evidence;
  const value = basis === "realised" ? production : estimated;
  if (told === undefined || typeof value !== "number" || typeof training !== "number") return null;
  const ends = typeof interval === "object" ? clamped({ low: interval[0], high: interval[1] }, told) : null;
  return {
    start: verdict.windowStart,
    end: verdict.windowEnd,
    metric: told.title,
    format: told.format,
    modelVersion,
    basis,
    value,
    ...(ends === null ? {} : { interval: ends }),
    training,
    loss,
    bound,
    pValue,
    rows: sampleSize,
    isRaised,
  };
}

/**
 * What the triggers judge performance by: metrics of pooled windows against training.
 * @param span windows that start in it; left out, those of the newest look
 */
export async function reportJudgements(
  settings: PipelineSettings,
  ports: PipelinePorts,
  span?: ReportSpan,
): Promise<readonly ReportJudgement[]> {
  const verdicts = await storedVerdicts(settings, ports, span);
  return verdicts
    .filter(({ kind }) => kind === "realised" || kind === "estimated")
    .flatMap((verdict) => judgementOf(verdict) ?? []);
}

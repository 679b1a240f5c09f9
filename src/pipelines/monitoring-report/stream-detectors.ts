import { type ErrorCount, type PerformanceEntry, streamReadings } from "#monitoring";
import type { ReportStreamReading } from "#reporting";
import { performanceReference } from "../monitoring/performance-reference.js";
import type { PipelinePorts } from "../ports.js";
import type { PipelineSettings } from "../settings.js";
import type { ReportSpan } from "./ports.js";

/** Fewer windows are no stream. */
const fewestWindows = 5;

function errorsOf({ confusion }: Pick<PerformanceEntry, "confusion">): ErrorCount {
  if (confusion === null) return { errors: 0, rows: 0 };
  const { truePositives, falsePositives, falseNegatives, trueNegatives } = confusion;
  const errors = Math.round(falsePositives + falseNegatives);
  return { errors, rows: errors + Math.round(truePositives + trueNegatives) };
}

/** What detectors of other tools say of the errors of each version, on its windows with all labels. */
export async function reportStreams(
  settings: PipelineSettings,
  ports: PipelinePorts,
  span: ReportSpan,
): Promise<readonly ReportStreamReading[]> {
  const entries = ports.performance.entries({ ...span, sliceKey: "" }).filter(({ state }) => state === "mature");
  const told: ReportStreamReading[] = [];
  for (const modelVersion of new Set(entries.map((entry) => entry.modelVersion))) {
    const windows = entries
      .filter((entry) => entry.modelVersion === modelVersion)
      .toSorted((left, right) => left.windowStart - right.windowStart);
    const reference = await performanceReference(modelVersion, settings, ports);
    if (reference === null || windows.length < fewestWindows) continue;
    const { tp, fp, fn, tn } = reference.holdout.totals;
    const counts = windows.map(errorsOf);
    const covered = { start: windows[0]!.windowStart, end: windows.at(-1)!.windowEnd };
    const rows = counts.reduce((sum, count) => sum + count.rows, 0);
    for (const reading of streamReadings(counts, { errors: fp + fn, rows: tp + fp + fn + tn })) {
      const at = reading.signalAt === null ? null : windows[reading.signalAt]!;
      const signal = at === null ? null : { start: at.windowStart, end: at.windowEnd };
      told.push({ ...covered, ...reading, signal, modelVersion, windows: windows.length, rows });
    }
  }
  return told;
}

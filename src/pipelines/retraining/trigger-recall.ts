import { excessLossTest, mergeSums, type PerformanceSums, type StoredWindow } from "#monitoring";
import type { DecisionRecord, TriggerRecall } from "#retraining";
import { performanceReference } from "../monitoring/performance-reference.js";
import { taintedStarts } from "../monitoring/tainted-windows.js";
import type { PipelinePorts } from "../ports.js";
import type { PipelineSettings } from "../settings.js";

const fewestRows = 300;
/** Chance by which a cohort would be called lost without being so. */
const lostLevel = 0.001;
/** Cohorts of this many horizons back are looked at. */
const horizonsBack = 3;

interface Cohort {
  readonly sums: PerformanceSums;
  /** Epoch ms. */
  readonly start: number;
  readonly end: number;
}

/** Neighbouring windows whose outcomes are known, put together until they have enough labelled rows. */
function cohortsOf(windows: readonly StoredWindow[], knownThrough: number): readonly Cohort[] {
  const cohorts: Cohort[] = [];
  let parts: StoredWindow[] = [];
  let rows = 0;
  for (const window of windows) {
    if (window.key.windowEnd > knownThrough) break;
    parts.push(window);
    rows += window.sums.totals.labelled;
    if (rows < fewestRows) continue;
    const sums = mergeSums(parts.map((part) => part.sums));
    cohorts.push({ sums, start: parts[0]!.key.windowStart, end: window.key.windowEnd });
    [parts, rows] = [[], 0];
  }
  return cohorts;
}

const spoke: ReadonlySet<DecisionRecord["verdict"]> = new Set([
  "concept-drift",
  "realised-loss",
  "estimated-loss",
  "covariate-drift-with-loss",
  "early-outcomes",
]);

/**
 * Of the cohorts whose labels show that quality was lost, those that the triggers spoke of, at the latest one horizon after the
 * labels were known. Loss is judged by the excess-loss test at one in a thousand, on cohorts of at least 300 labelled rows.
 */
export async function triggerRecall(
  version: number,
  asOf: number,
  settings: PipelineSettings,
  ports: PipelinePorts,
): Promise<TriggerRecall | null> {
  const reference = await performanceReference(version, settings, ports);
  if (reference === null) return null;
  const horizon = settings.labelHorizonMs;
  const from = asOf - (horizonsBack + 1) * horizon;
  const tainted = taintedStarts(version, from, ports);
  const windows = ports.performance
    .windows({ modelVersion: version, sliceKey: "", from })
    .filter(({ key }) => !tainted.has(key.windowStart));
  const lost = cohortsOf(windows, asOf - horizon).filter(
    ({ sums }) => (excessLossTest(sums, reference.holdout)?.pValue ?? 1) <= lostLevel,
  );
  if (lost.length === 0) return { lost: 0, told: 0 };
  const told = ports.decisions
    .list({ limit: 1000 })
    .filter(({ verdict, modelVersion }) => spoke.has(verdict) && modelVersion === version)
    .map(({ at }) => at);
  const isTold = ({ start, end }: Cohort): boolean => told.some((at) => at > start && at <= end + 2 * horizon);
  return { lost: lost.length, told: lost.filter(isTold).length };
}

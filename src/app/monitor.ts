import { invalidInput } from "#kernel";
import type { DriftVerdict, WindowQuality } from "#monitoring";
import { type MonitoringResult, runMonitoring } from "#pipelines";
import type { Project } from "./open-project.js";

/** What one look at production found. */
export interface MonitorResult {
  readonly round: MonitoringResult;
  /** Verdicts about the windows that were judged. */
  readonly drift: readonly DriftVerdict[];
  readonly quality: readonly WindowQuality[];
}

function momentOf(asOf: string): number {
  const moment = Date.parse(asOf);
  if (Number.isFinite(moment)) return moment;
  throw invalidInput("monitoring/as-of", `"${asOf}" is not a moment; write it as 2026-01-31 or 2026-01-31T06:00:00Z`);
}

/**
 * One round of monitoring: windows and performance are looked at, triggers evaluated, alerts enqueued. What a decision calls for
 * is left to `retrain` and to the jobs.
 * @param asOf null for now
 */
export async function monitor(project: Project, asOf: string | null): Promise<MonitorResult> {
  const { settings, ports } = project;
  const now = asOf === null ? ports.clock.now() : momentOf(asOf);
  const round = await runMonitoring(settings, { ...ports, clock: { now: () => now } });
  const [first] = round.judged;
  if (first === undefined) return { round, drift: [], quality: [] };
  const isJudged = ({ windowStart, modelVersion }: DriftVerdict | WindowQuality): boolean =>
    round.judged.some((key) => key.windowStart === windowStart && key.modelVersion === modelVersion);
  return {
    round,
    drift: ports.windows.drift({ from: first.windowStart }).filter(isJudged),
    quality: ports.windows.quality({ from: first.windowStart }).filter(isJudged),
  };
}

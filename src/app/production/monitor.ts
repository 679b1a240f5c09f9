import { invalidInput, notReady } from "#kernel";
import { type DriftVerdict, windowAt, windowLengthMs, type WindowQuality } from "#monitoring";
import { type MonitoringResult, newestPrediction, runMonitoring } from "#pipelines";
import type { Project } from "../project/open-project.js";

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

const dayText = (time: number): string => new Date(time).toISOString().slice(0, 10);

/** Decisions are made about what has happened: a moment before the newest predictions would put them before their reasons. */
async function refuseEarlier(now: number, { settings, ports }: Project): Promise<void> {
  const newest = await newestPrediction(ports);
  if (newest === null) return;
  const { start, end } = windowAt(newest, windowLengthMs(settings.monitoring.granularity));
  if (now >= start) return;
  const day = dayText(end);
  throw invalidInput(
    "monitoring/as-of-too-early",
    `${dayText(now)} is before the newest predictions, of ${dayText(newest)}; look from then on: driftloop monitor --as-of ${day}`,
    { newest: new Date(newest).toISOString() },
  );
}

/** @throws NotReady `monitoring/no-champion` */
export function requireChampion({ settings, ports }: Project): void {
  if (ports.registry.aliases(settings.name).champion !== undefined) return;
  throw notReady(
    "monitoring/no-champion",
    "there is no champion yet, so nothing is in production; run `driftloop run training` first",
  );
}

/**
 * One round of monitoring: windows and performance are looked at, triggers evaluated, alerts enqueued. What a decision calls for
 * is left to `retrain` and to the jobs.
 * @param asOf such as `2026-01-31`; null is the present moment
 * @throws NotReady `monitoring/no-champion`; InvalidInput `monitoring/as-of`, `monitoring/as-of-too-early`
 */
export async function monitor(project: Project, asOf: string | null): Promise<MonitorResult> {
  const { settings, ports } = project;
  const now = asOf === null ? ports.clock.now() : momentOf(asOf);
  requireChampion(project);
  await refuseEarlier(now, project);
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

import { windowLengthMs } from "#monitoring";
import type { Bind } from "../operation-binding.js";
import type { PipelinePorts } from "../ports.js";
import { auditEvaluations } from "../retraining/audit-evaluations.js";
import type { PipelineSettings } from "../settings.js";
import { evaluateFindings } from "./evaluate-findings.js";
import { performanceFindings } from "./performance-signals.js";
import { monitorWindows, type WindowMonitoring } from "./judge-windows.js";
import { measurePerformance } from "./performance-windows.js";
import { windowFindings } from "./window-signals.js";

/** What one round of monitoring leaves. */
export interface MonitoringResult {
  readonly decisionId: string;
  readonly fired: boolean;
  readonly action: string;
  readonly verdict: string;
  readonly sentence: string;
  /** Signals that were raised. */
  readonly raised: number;
  /** Windows that were judged, anew or again. */
  readonly judgedWindows: number;
  /** Which they are, oldest first. */
  readonly judged: readonly { readonly modelVersion: number; readonly windowStart: number }[];
  readonly newPredictions: number;
  readonly changedLabels: number;
  /** Evaluation runs whose audit is new. */
  readonly audited: number;
}

/** Windows back from now whose stored verdicts are handed in again, so that a round cut short loses none. */
const lookBack = 7;

/** What was judged in this round, and what earlier rounds judged lately: a signal that is known changes nothing. */
function lateVerdicts(
  watched: Pick<WindowMonitoring, "drift" | "quality">,
  championVersion: number | null,
  from: number,
  { windows }: PipelinePorts,
): Parameters<typeof windowFindings>[0] {
  if (championVersion === null) return watched;
  const filter = { modelVersion: championVersion, from };
  const isOlder = ({ windowStart }: { readonly windowStart: number }): boolean => windowStart < from;
  return {
    drift: [...watched.drift.filter(isOlder), ...windows.drift(filter)],
    quality: [...watched.quality.filter(isOlder), ...windows.quality(filter)],
  };
}

/** One round: windows and performance are looked at, triggers evaluated, people told, past retrainings audited. */
export async function runMonitoring(settings: PipelineSettings, ports: PipelinePorts): Promise<MonitoringResult> {
  const championVersion = ports.registry.aliases(settings.name).champion ?? null;
  const now = ports.clock.now();
  const watched = await monitorWindows(settings, ports, now);
  const from = now - lookBack * windowLengthMs(settings.monitoring.granularity);
  const measured = await measurePerformance(settings, ports, now);
  const found = [
    windowFindings(lateVerdicts(watched, championVersion, from, ports), championVersion, settings),
    performanceFindings(measured.verdicts, championVersion, settings),
  ];
  const findings = {
    signals: found.flatMap(({ signals }) => signals),
    windows: found.flatMap(({ windows }) => windows),
  };
  const decision = evaluateFindings(findings, settings, ports);
  const audited = await auditEvaluations(settings, ports);
  return {
    decisionId: decision.id,
    fired: decision.fired,
    action: decision.action,
    verdict: decision.verdict,
    sentence: decision.sentences[0]!,
    raised: findings.signals.filter(({ value, bound }) => value >= bound).length,
    judgedWindows: watched.drift.length,
    judged: watched.drift.map(({ modelVersion, windowStart }) => ({ modelVersion, windowStart })),
    newPredictions: measured.newPredictions,
    changedLabels: measured.changedLabels,
    audited: audited.length,
  };
}

/** Operation of the job `monitoring`. */
export const monitoringOperation: Bind = (settings, ports) => async (context) => {
  const result = await runMonitoring(settings, ports);
  context.log(result.sentence);
  return result;
};

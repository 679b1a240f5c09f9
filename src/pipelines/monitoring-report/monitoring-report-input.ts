import { instantOf } from "#kernel";
import { windowLengthMs } from "#monitoring";
import type { IncidentReportInput, MonitoringReportInput } from "#reporting";
import { cooldownLength } from "#retraining";
import type { PipelineSettings } from "../settings.js";
import { reportDistributions } from "./distributions.js";
import { reportDrift, reportFaults } from "./drift-windows.js";
import { reportPerformance } from "./performance.js";
import type { PipelinePorts } from "../ports.js";
import type { ReportSpan } from "./ports.js";
import { incidentOf, reportDecisions, reportIncidents, reportPromotions } from "./retraining.js";

const day = 86_400_000;

/** Windows of one report. */
const mostWindows = 90;

function spanUntil(until: number, settings: PipelineSettings): ReportSpan {
  return { from: until - mostWindows * windowLengthMs(settings.monitoring.granularity), until };
}

/** The end of the newest window, which a virtual clock may have left behind. */
function newestEnd(ports: PipelinePorts): number {
  const entries = ports.performance.entries({ sliceKey: "" });
  const newest = [entries.at(-1)?.windowEnd, ports.windows.drift({}).at(-1)?.windowEnd];
  return Math.max(...newest.filter((end) => end !== undefined), Number.NEGATIVE_INFINITY);
}

/**
 * Everything a monitoring report tells about the newest 90 windows, read from what was stored; nothing is computed again.
 */
export async function monitoringReportInput(
  settings: PipelineSettings,
  ports: PipelinePorts,
): Promise<MonitoringReportInput> {
  const end = newestEnd(ports);
  const span = spanUntil(Number.isFinite(end) ? end : ports.clock.now(), settings);
  const champion = ports.registry.aliases(settings.name).champion;
  const drift = reportDrift(ports, span);
  return {
    project: settings.name,
    generatedAt: instantOf(ports.clock),
    confidence: 0.95,
    model: champion === undefined ? null : { name: settings.name, version: champion },
    drift,
    distributions: await reportDistributions(drift, { settings, ports }),
    faults: reportFaults(ports, span),
    performance: await reportPerformance(settings, ports, span),
    incidents: reportIncidents(ports, span),
    decisions: reportDecisions(ports, span),
    promotions: reportPromotions(settings, ports, span),
    cooldownDays: cooldownLength(0, settings.labelHorizonMs, settings.retraining) / day,
  };
}

/** Windows before and after an incident that its page shows. */
const margin = 14;

/**
 * Everything the page of one incident tells.
 * @throws NotFound `retraining/incident-not-found`
 */
export async function incidentReportInput(
  id: string,
  settings: PipelineSettings,
  ports: PipelinePorts,
): Promise<IncidentReportInput> {
  const incident = incidentOf(ports.incidents.get(id));
  const length = windowLengthMs(settings.monitoring.granularity);
  const until = incident.lastWindow + (margin + 1) * length;
  const span = { from: Math.max(incident.firstWindow - margin * length, until - mostWindows * length), until };
  const drift = reportDrift(ports, span);
  const before = drift.filter(({ start }) => start <= incident.lastWindow);
  const wanted = incident.culprits.length === 0 ? undefined : incident.culprits;
  return {
    project: settings.name,
    generatedAt: instantOf(ports.clock),
    confidence: 0.95,
    incident,
    drift,
    distributions: await reportDistributions(before, { settings, ports }, wanted),
    faults: reportFaults(ports, span),
    performance: await reportPerformance(settings, ports, span),
    promotions: reportPromotions(settings, ports, span),
    decisions: reportDecisions(ports, span, id),
  };
}

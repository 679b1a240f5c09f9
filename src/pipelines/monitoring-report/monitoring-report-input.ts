import { instantOf } from "#kernel";
import { windowLengthMs } from "#monitoring";
import type { IncidentReportInput, MonitoringReportInput } from "#reporting";
import { cooldownLength, earlierIncidents, judgeIncident, tellIncident } from "#retraining";
import type { PipelineSettings } from "../settings.js";
import { reportDistributions } from "./distributions.js";
import { reportJudgements } from "./judgements.js";
import { reportScoreShift } from "./score-shift.js";
import { reportDrift, reportFaults } from "./drift-windows.js";
import { reportPerformance } from "./performance.js";
import type { PipelinePorts } from "../ports.js";
import type { ReportSpan } from "./ports.js";
import { reportStreams } from "./stream-detectors.js";
import {
  decisionOf,
  incidentOf,
  mostDecisions,
  reportDecisions,
  reportIncidents,
  reportPromotions,
} from "./retraining.js";

const day = 86_400_000;

/** Of all intervals. */
const confidence = 0.95;

/** Windows of one report. */
const mostWindows = 90;
/** Newest incidents among which earlier ones of the same trouble are looked for. */
const mostIncidents = 1000;

function spanUntil(until: number, settings: PipelineSettings): ReportSpan {
  return { from: until - mostWindows * windowLengthMs(settings.monitoring.granularity), until };
}

/** The latest moment a date can name, epoch ms. */
const latestTime = 8.64e15;

/** The end of the newest window, which a virtual clock may have left behind. */
function newestEnd({ name }: PipelineSettings, ports: PipelinePorts): number {
  // Detectors tell where judging stands, so that a long history need not be read for its end.
  const judged = ports.registry
    .listVersions(name)
    .flatMap(({ version }) => ports.windows.detectorBefore(version, latestTime)?.windowStart ?? []);
  const from = Math.max(0, ...judged);
  const entries = ports.performance.entries({ sliceKey: "", from });
  const newest = [entries.at(-1)?.windowEnd, ports.windows.drift({ from }).at(-1)?.windowEnd];
  return Math.max(...newest.filter((end) => end !== undefined), Number.NEGATIVE_INFINITY);
}

/**
 * Everything a monitoring report tells about the newest 90 windows, read from what was stored.
 */
export async function monitoringReportInput(
  settings: PipelineSettings,
  ports: PipelinePorts,
): Promise<MonitoringReportInput> {
  const end = newestEnd(settings, ports);
  const span = spanUntil(Number.isFinite(end) ? end : ports.clock.now(), settings);
  const champion = ports.registry.aliases(settings.name).champion;
  const drift = reportDrift(ports, span);
  return {
    project: settings.name,
    generatedAt: instantOf(ports.clock),
    confidence,
    model: champion === undefined ? null : { name: settings.name, version: champion },
    drift,
    distributions: await reportDistributions(drift, { settings, ports }),
    faults: reportFaults(ports, span),
    scoreShift: await reportScoreShift(drift, confidence, { settings, ports }),
    performance: await reportPerformance(settings, ports, span),
    judgements: await reportJudgements(settings, ports),
    streams: await reportStreams(settings, ports, span),
    incidents: reportIncidents(ports, span),
    decisions: reportDecisions(ports, span),
    promotions: reportPromotions(settings, ports, span),
    cooldownDays: cooldownLength(0, settings.labelHorizonMs, settings.retraining) / day,
  };
}

/** How the version of an incident did while it lasted, as far as labels tell by now. */
async function incidentJudgements(
  { firstWindow, lastWindow, modelVersion }: IncidentReportInput["incident"],
  settings: PipelineSettings,
  ports: PipelinePorts,
): Promise<IncidentReportInput["judgements"]> {
  const judgements = await reportJudgements(settings, ports, { from: firstWindow, until: lastWindow + 1 });
  return judgements.filter((judgement) => judgement.modelVersion === modelVersion);
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
  const found = ports.incidents.get(id);
  const incident = incidentOf(found);
  const earlier = earlierIncidents(found, ports.incidents.list({ limit: mostIncidents }));
  const decisions = ports.decisions.list({ incidentId: id, limit: mostDecisions }).toReversed();
  const length = windowLengthMs(settings.monitoring.granularity);
  const until = incident.lastWindow + (margin + 1) * length;
  const span = { from: Math.max(incident.firstWindow - margin * length, until - mostWindows * length), until };
  const drift = reportDrift(ports, span);
  const before = drift.filter(({ start }) => start <= incident.lastWindow);
  const wanted = incident.culprits.length === 0 ? undefined : incident.culprits;
  return {
    project: settings.name,
    generatedAt: instantOf(ports.clock),
    confidence,
    incident,
    story: tellIncident(found, decisions, earlier),
    lookingBack: judgeIncident(decisions),
    drift,
    distributions: await reportDistributions(before, { settings, ports }, wanted),
    faults: reportFaults(ports, span),
    performance: await reportPerformance(settings, ports, span),
    judgements: await incidentJudgements(incident, settings, ports),
    promotions: reportPromotions(settings, ports, span),
    decisions: decisions.map(decisionOf),
  };
}

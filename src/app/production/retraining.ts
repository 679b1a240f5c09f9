import { notReady } from "#kernel";
import { openEvaluation, previewDecision, resolvedMessage, type RetrainingResult } from "#pipelines";
import {
  closeByPerson,
  type DecisionRecord,
  type Incident,
  earlierIncidents,
  judgeIncident,
  type StoryEntry,
  tellIncident,
} from "#retraining";
import { runProjectJob } from "../jobs/drive-job.js";
import type { Project } from "../project/open-project.js";
import { requireChampion } from "./monitor.js";

/** What asking for a retraining did. */
export interface RetrainResult {
  /** The job run; null when it was only asked what would happen. */
  readonly runId: string | null;
  readonly decision: DecisionRecord;
  /** Null when nothing was trained. */
  readonly training: RetrainingResult | null;
}

/** What would happen now, without doing it. */
function preview(project: Project): RetrainResult {
  const open = openEvaluation(project.ports);
  const decision = open ?? previewDecision({ signals: [], windows: [] }, project.settings, project.ports);
  return { runId: null, decision, training: null };
}

/**
 * Evaluates the triggers on what monitoring left and carries out what they call for.
 * @param request `check`: only say it; `decisionId`: carry out a decision that monitoring made
 * @throws NotReady `monitoring/no-champion`
 */
export async function retrain(
  project: Project,
  request: { readonly check: boolean; readonly decisionId?: string },
): Promise<RetrainResult> {
  requireChampion(project);
  if (request.check) return preview(project);
  const decision = request.decisionId ?? openEvaluation(project.ports)?.id ?? "";
  const inputs = { decision, at: project.ports.clock.now() };
  const { runId, outputs } = await runProjectJob(project, { job: "retraining", parameters: { decision }, inputs });
  const { decisionId } = outputs["trigger_evaluation"] as { readonly decisionId: string };
  return {
    runId,
    decision: project.ports.decisions.get(decisionId),
    training: (outputs["model_training"] as unknown as RetrainingResult | null) ?? null,
  };
}

/** How often triggers were right so far, as far as labels tell. */
export interface TriggerRecord {
  readonly fired: number;
  readonly audited: number;
  readonly right: number;
  readonly wrong: number;
  readonly promoted: number;
  readonly helped: number;
}

/** Incidents with the record of the triggers. */
export interface IncidentOverview {
  readonly incidents: readonly Incident[];
  readonly triggers: TriggerRecord;
}

function triggerRecord({ ports }: Project): TriggerRecord {
  const fired = ports.decisions.list({ fired: true, limit: 1000 });
  const count = (matches: (decision: DecisionRecord) => boolean): number => fired.filter(matches).length;
  return {
    fired: fired.length,
    audited: count(({ audit }) => audit !== null),
    right: count(({ audit }) => audit?.triggerWasRight === "yes"),
    wrong: count(({ audit }) => audit?.triggerWasRight === "no"),
    promoted: count(({ result }) => result?.outcome === "promoted"),
    helped: count(({ audit }) => audit?.helped === "yes"),
  };
}

/** All incidents, the newest first, and how often triggers were right. */
export function listIncidents(project: Project): IncidentOverview {
  return { incidents: project.ports.incidents.list({ limit: 1000 }), triggers: triggerRecord(project) };
}

/** An incident with the decisions about it. */
export interface IncidentDetail {
  readonly incident: Incident;
  /** What happened, in order. */
  readonly story: readonly StoryEntry[];
  /** Incidents about the same trouble that had opened in the 30 days before it and were over, oldest first. */
  readonly earlier: readonly string[];
  /** Whether what was done was right, as far as labels tell. */
  readonly lookingBack: string;
  /** Oldest first; of those that held only the first and the newest. */
  readonly decisions: readonly DecisionRecord[];
  /** Decisions that held and are left out. */
  readonly omitted: number;
}

/** One incident from its first signal to its audit. @throws NotFound `retraining/incident-not-found` */
export function showIncident(project: Project, id: string): IncidentDetail {
  const incident = project.ports.incidents.get(id);
  const all = project.ports.decisions.list({ incidentId: id, limit: 1000 }).toReversed();
  const earlier = earlierIncidents(incident, project.ports.incidents.list({ limit: 1000 }));
  const held = all.filter(({ fired }) => !fired);
  const shown = new Set([...all.filter(({ fired }) => fired), ...held.slice(0, 1), ...held.slice(-1)]);
  return {
    incident,
    story: tellIncident(incident, all, earlier),
    earlier: earlier.map(({ id }) => id),
    lookingBack: judgeIncident(all),
    decisions: all.filter((decision) => shown.has(decision)),
    omitted: all.length - shown.size,
  };
}

/**
 * Closes an incident because a person says so.
 * @throws NotFound `retraining/incident-not-found`, NotReady `retraining/incident-closed`
 */
export function closeIncident(project: Project, id: string, comment: string): Incident {
  const { ports, environment } = project;
  return ports.transaction(() => {
    const incident = ports.incidents.get(id);
    if (incident.status !== "open") {
      throw notReady("retraining/incident-closed", `incident ${id} is closed already: ${incident.closedBecause ?? ""}`);
    }
    const now = ports.clock.now();
    const closed = closeByPerson(incident, { actor: environment.user, comment, now });
    ports.incidents.save(closed);
    ports.outbox.enqueue(resolvedMessage(closed, now));
    return closed;
  });
}

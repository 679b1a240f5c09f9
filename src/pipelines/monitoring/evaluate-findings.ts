import { windowLengthMs } from "#monitoring";
import {
  type DecisionRecord,
  evaluateTriggers,
  evaluationId,
  type Incident,
  type LabelSupply,
  type Signal,
  type TriggerState,
  type WatchedWindow,
} from "#retraining";
import type { PipelinePorts } from "../ports.js";
import { labelSupply, quarantines } from "../retraining/matured-rows.js";
import { retrainingOf } from "../retraining/retraining-lineage.js";
import type { PipelineSettings } from "../settings.js";
import { evaluationMessages } from "./incident-messages.js";

/** What one round of monitoring found. */
export interface Findings {
  readonly signals: readonly Signal[];
  /** Windows that were looked at, with or without a finding. */
  readonly windows: readonly WatchedWindow[];
}

const shownClosed = 100;
const shownEvaluations = 50;

function knownIncidents({ incidents }: Pick<PipelinePorts, "incidents">): readonly Incident[] {
  return [
    ...incidents.list({ status: "closed", limit: shownClosed }),
    ...incidents.list({ status: "muted", limit: shownClosed }),
    ...incidents.list({ status: "open", limit: shownClosed }),
  ];
}

/** Promotions by policy that replaced a champion: the first one of a project replaced nothing. */
function automaticPromotions(settings: PipelineSettings, ports: PipelinePorts): readonly number[] {
  return ports.registry
    .journal(settings.name)
    .filter(
      ({ action, alias, from, actor }) =>
        action === "promote" && alias === "champion" && from !== null && actor.startsWith("policy:"),
    )
    .map(({ at }) => Date.parse(at));
}

/** Epoch ms: the newest prediction that an evaluation run has looked at. */
function seenThrough(evaluations: readonly DecisionRecord[]): number {
  const seen = evaluations.map(
    ({ result }) => (result?.evidence as { readonly maturedThrough?: number } | null)?.maturedThrough,
  );
  return Math.max(Number.NEGATIVE_INFINITY, ...seen.filter((time) => time !== undefined));
}

/** The state that decisions rest on; labels are counted only when a rule asks for them. */
export function triggerState(
  windows: readonly WatchedWindow[],
  settings: PipelineSettings,
  ports: PipelinePorts,
): TriggerState {
  const now = ports.clock.now();
  const championVersion = ports.registry.aliases(settings.name).champion ?? null;
  const champion = championVersion === null ? null : ports.registry.getVersion(settings.name, championVersion);
  const evaluations = ports.decisions.list({ fired: true, limit: shownEvaluations });
  let supply: LabelSupply | undefined;
  const count = (): LabelSupply => {
    const after = (champion === null ? null : retrainingOf(champion))?.trainedThrough ?? Number.NEGATIVE_INFINITY;
    const spans = quarantines(windowLengthMs(settings.monitoring.granularity), ports);
    return labelSupply({ after, asOf: now, seenThrough: seenThrough(evaluations) }, spans, settings, ports);
  };
  return {
    championVersion,
    trainedAt: champion === null ? null : Date.parse(champion.createdAt),
    windows,
    incidents: knownIncidents(ports),
    evaluations,
    promotions: automaticPromotions(settings, ports),
    get labels() {
      supply ??= count();
      return supply;
    },
    horizonMs: settings.labelHorizonMs,
  };
}

/** Decides without storing or telling anything. */
export function previewDecision(findings: Findings, settings: PipelineSettings, ports: PipelinePorts): DecisionRecord {
  const state = triggerState(findings.windows, settings, ports);
  return evaluateTriggers(findings.signals, state, settings.retraining, ports.clock.now()).decision;
}

/**
 * Decides what one round of monitoring means, and keeps decision, incidents and messages, all or nothing. The same round on the
 * same day is the same decision and changes nothing.
 */
export function evaluateFindings(findings: Findings, settings: PipelineSettings, ports: PipelinePorts): DecisionRecord {
  const now = ports.clock.now();
  const { signals, windows } = findings;
  return ports.transaction(() => {
    const state = triggerState(windows, settings, ports);
    const known = ports.decisions.find(evaluationId(signals, state, settings.retraining, now));
    if (known !== undefined) return known;
    const evaluation = evaluateTriggers(signals, state, settings.retraining, now);
    // Those that ended free their key for those that open.
    const closedFirst = evaluation.changed.toSorted(
      (left, right) => Number(left.status === "open") - Number(right.status === "open"),
    );
    for (const incident of closedFirst) ports.incidents.save(incident);
    const decision = ports.decisions.add(evaluation.decision);
    for (const message of evaluationMessages(evaluation, state.incidents)) ports.outbox.enqueue(message);
    return decision;
  });
}

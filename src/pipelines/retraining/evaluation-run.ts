import { instantOf, type Json } from "#kernel";
import type { Message } from "#notifications";
import type { DecisionRecord, EvaluationOutcome, EvaluationResult } from "#retraining";
import type { ApprovalResult } from "../decision/challenger-approval.js";
import { approveChallenger, readValidation } from "../decision/challenger-approval.js";
import { evaluateFindings } from "../monitoring/evaluate-findings.js";
import type { PipelinePorts } from "../ports.js";
import type { PipelineSettings } from "../settings.js";
import type { RetrainingResult } from "./retrain-model.js";
import { whyAttended } from "./unattended-promotion.js";

/** An evaluation of the triggers as a task of the job leaves it. */
export interface TriggerResult {
  readonly decisionId: string;
  readonly fired: boolean;
  readonly action: DecisionRecord["action"];
  readonly verdict: DecisionRecord["verdict"];
  readonly sentence: string;
}

const resultOf = (decision: DecisionRecord): TriggerResult => ({
  decisionId: decision.id,
  fired: decision.fired,
  action: decision.action,
  verdict: decision.verdict,
  sentence: decision.sentences[0]!,
});

/** A decision that fired and whose evaluation run has not ended; undefined when there is none. */
export function openEvaluation({ decisions }: Pick<PipelinePorts, "decisions">): DecisionRecord | undefined {
  return decisions.list({ fired: true, limit: 5 }).find(({ result }) => result === null);
}

/**
 * The decision that a retraining run carries out: the one it was started for, else one whose run did not come to its end, else
 * a new one from what monitoring left.
 */
export function evaluateForRun(
  decisionId: string | null,
  settings: PipelineSettings,
  ports: PipelinePorts,
): TriggerResult {
  if (decisionId !== null) return resultOf(ports.decisions.get(decisionId));
  const open = openEvaluation(ports);
  return resultOf(open ?? evaluateFindings({ signals: [], windows: [] }, settings, ports));
}

/** Approval of a retrained version: by policy, or left to a person when there were enough promotions lately or the gain is not proven. */
export async function approveRetrained(
  request: { readonly version: number; readonly decisionId: string; readonly actor: string },
  settings: PipelineSettings,
  ports: PipelinePorts,
): Promise<ApprovalResult> {
  const { version, actor } = request;
  const decision = ports.decisions.get(request.decisionId);
  const report = await readValidation(ports.registry.getVersion(settings.name, version), ports);
  const wouldPromote = report.gates.verdict === "passed" && report.decision.kind === "promote";
  const why = wouldPromote ? whyAttended(decision, report.decision, settings.retraining.promotionsPer30Days) : null;
  if (why === null) return approveChallenger({ version, actor, by: "policy" }, settings, ports);
  const aliases = ports.registry.aliases(settings.name);
  return {
    version,
    action: "pending",
    promoted: false,
    champion: aliases.champion ?? null,
    previousChampion: aliases.previous_champion ?? null,
    reason: `${why}. ${report.decision.sentences[0] ?? ""}`,
  };
}

/** What the tasks of a retraining run left; null for those that did not run. */
export interface EvaluationParts {
  readonly decisionId: string;
  readonly runId: string;
  readonly training: RetrainingResult | null;
  readonly approval: ApprovalResult | null;
  /** Whether a task failed. */
  readonly failed: boolean;
}

function outcomeOf({ training, approval, failed }: EvaluationParts): EvaluationOutcome {
  if (approval?.promoted === true) return "promoted";
  if (approval?.action === "pending") return "pending";
  if (approval !== null) return "rejected";
  if (failed || training === null || training.outcome === "challenger") return "failed";
  return training.outcome;
}

const words: Readonly<Record<EvaluationOutcome, string>> = {
  promoted: "The challenger is champion now",
  pending: "The challenger waits for a person",
  rejected: "The challenger was not promoted",
  kept: "The champion is kept",
  refused: "Nothing was trained",
  failed: "The retraining failed",
};

/** What came of it and why; the race says itself that it keeps the champion. */
function told(outcome: EvaluationOutcome, { training, approval }: EvaluationParts): string {
  if (outcome === "kept" && training !== null) return training.sentence;
  const why = approval?.reason ?? training?.sentence ?? "a task failed; see the run";
  return `${words[outcome]}: ${why}${why.endsWith(".") ? "" : "."}`;
}

function evidenceOf(training: RetrainingResult): Json {
  const { maturedThrough, recentRows, holdoutRows, excess, race } = training;
  const scores = race?.scores.map(({ recipe, logLoss, behindBest, standardError }) => ({
    recipe,
    logLoss,
    behindBest,
    standardError,
  }));
  return { maturedThrough, recentRows, holdoutRows, excessLoss: excess?.statistic ?? null, scores: scores ?? null };
}

function resultFrom(parts: EvaluationParts, at: number): EvaluationResult {
  const { training, approval, runId } = parts;
  const outcome = outcomeOf(parts);
  return {
    outcome,
    at,
    runId,
    recipe: training?.recipe ?? null,
    challenger: approval?.version ?? null,
    sentence: told(outcome, parts),
    evidence: training === null ? null : evidenceOf(training),
  };
}

function outcomeMessage(decision: DecisionRecord, result: EvaluationResult, occurredAt: string): Message {
  const isGrave = result.outcome === "failed" || result.outcome === "refused" || result.outcome === "pending";
  return {
    kind: "retrain-outcome",
    key: `retrain:${decision.id}`,
    severity: isGrave ? "act" : "info",
    title: words[result.outcome],
    sentences: [result.sentence, decision.sentences[0]!],
    facts: [
      ...(result.recipe === null ? [] : [{ label: "recipe", value: result.recipe }]),
      ...(result.challenger === null ? [] : [{ label: "challenger", value: `version ${result.challenger}` }]),
      { label: "called for by", value: decision.verdict },
    ],
    occurredAt,
    runId: result.runId,
    ...(decision.incidentId === null ? {} : { incidentId: decision.incidentId }),
  };
}

/** Keeps what came of an evaluation run and tells it, once. */
export function recordEvaluation(parts: EvaluationParts, ports: PipelinePorts): EvaluationResult {
  return ports.transaction(() => {
    const decision = ports.decisions.get(parts.decisionId);
    if (decision.result !== null && decision.result.outcome !== "failed") return decision.result;
    const result = resultFrom(parts, ports.clock.now());
    ports.decisions.saveResult(decision.id, result);
    ports.outbox.enqueue(outcomeMessage(decision, result, instantOf(ports.clock)));
    return result;
  });
}

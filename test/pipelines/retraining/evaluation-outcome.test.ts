import { createMemoryDecisionStore, createMemoryOutbox } from "#adapters/memory";
import type { PipelinePorts } from "#pipelines";
import type { ApprovalResult } from "#src/pipelines/decision/challenger-approval.js";
import { type EvaluationParts, recordEvaluation } from "#src/pipelines/retraining/evaluation-run.js";
import { expect, test } from "vitest";
import { decision } from "../../retraining/make.js";
import { tickingClock } from "../../tuning/study-fixtures.js";

/** What is kept of an evaluation run; only stores of decisions and messages are used. */
function sentenceOf(parts: Partial<EvaluationParts>): string {
  const decisions = createMemoryDecisionStore();
  const { id: decisionId } = decisions.add(decision("decision-1"));
  const { outbox } = createMemoryOutbox();
  const ports = { decisions, outbox, clock: tickingClock(), transaction: <T>(work: () => T): T => work() };
  const all = { decisionId, runId: "run-1", training: null, approval: null, failed: false, ...parts };
  return recordEvaluation(all, ports as unknown as PipelinePorts).sentence;
}

const approval = (action: ApprovalResult["action"], reason: string): ApprovalResult => ({
  version: 2,
  action,
  promoted: action === "promoted",
  champion: 1,
  previousChampion: null,
  reason,
});
const training = (outcome: "kept" | "refused", sentence: string): EvaluationParts["training"] =>
  ({ outcome, sentence, recipe: null, race: null, excess: null }) as unknown as EvaluationParts["training"];

test.each([
  [
    "a promotion",
    { approval: approval("promoted", "its log loss is 0.131 lower, and every guardrail is met") },
    "The challenger is champion now: its log loss is 0.131 lower, and every guardrail is met.",
  ],
  [
    "gates that were not passed",
    { approval: approval("kept", "required gates were not passed (Calibration)") },
    "The challenger was not promoted: required gates were not passed (Calibration).",
  ],
  [
    "a champion that is kept, which the race says itself",
    { training: training("kept", "The champion is kept: none of the others is better.") },
    "The champion is kept: none of the others is better.",
  ],
  ["guards that refused", { training: training("refused", "Too few rows.") }, "Nothing was trained: Too few rows."],
  ["a task that failed", { failed: true }, "The retraining failed: a task failed; see the run."],
] as const)("the outcome tells %s once, with its reason", (_, parts, sentence) => {
  expect(sentenceOf(parts)).toBe(sentence);
});

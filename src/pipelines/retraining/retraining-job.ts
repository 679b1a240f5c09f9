import type { TaskSpec } from "#orchestration";
import type { JobDraft } from "../job-draft.js";

const after = (...keys: readonly string[]): TaskSpec["depends_on"] => keys.map((task_key) => ({ task_key }));

/** The job `retraining`: evaluation of the triggers → condition → challenger → gates → approval → outcome. */
export const retrainingJob: JobDraft = {
  name: "retraining",
  description: "triggers → challenger from matured rows → registry → gates → approval → what came of it",
  timeout_seconds: 14_400,
  parameters: [{ name: "decision", default: "" }],
  tasks: [
    {
      task_key: "trigger_evaluation",
      description: "decide whether an evaluation run is called for",
      timeout_seconds: 600,
      max_retries: 1,
      operation_task: { operation: "trigger_evaluation", parameters: { decision: "{{job.parameters.decision}}" } },
    },
    {
      task_key: "is_called_for",
      description: "whether a trigger fired and no rule held it",
      depends_on: after("trigger_evaluation"),
      condition_task: { op: "EQUAL_TO", left: "{{tasks.trigger_evaluation.values.fired}}", right: "true" },
    },
    {
      task_key: "model_training",
      description: "let recipes race on matured rows and make the challenger of the best",
      depends_on: [...after("trigger_evaluation"), { task_key: "is_called_for", outcome: "true" }],
      timeout_seconds: 7200,
      max_retries: 1,
      operation_task: { operation: "challenger_training" },
    },
    {
      task_key: "has_challenger",
      description: "whether a recipe beat the champion",
      depends_on: after("model_training"),
      condition_task: { op: "EQUAL_TO", left: "{{tasks.model_training.values.outcome}}", right: "challenger" },
    },
    {
      task_key: "model_registration",
      description: "register the model as challenger",
      depends_on: [...after("model_training"), { task_key: "has_challenger", outcome: "true" }],
      timeout_seconds: 1800,
      max_retries: 1,
      operation_task: { operation: "model_registration" },
    },
    {
      task_key: "challenger_validation",
      description: "put the challenger through the gates on the newest matured rows",
      depends_on: after("model_registration"),
      timeout_seconds: 1800,
      max_retries: 1,
      operation_task: { operation: "challenger_validation" },
    },
    {
      task_key: "challenger_approval",
      description: "promote the challenger or keep the champion",
      depends_on: after("trigger_evaluation", "model_registration", "challenger_validation"),
      timeout_seconds: 1200,
      max_retries: 1,
      operation_task: { operation: "retraining_approval" },
    },
    {
      task_key: "retraining_outcome",
      description: "keep and tell what came of it",
      depends_on: after("trigger_evaluation", "model_training", "challenger_approval"),
      run_if: "ALL_DONE",
      timeout_seconds: 600,
      max_retries: 1,
      operation_task: { operation: "retraining_outcome" },
    },
  ],
};

import type { JobDraft } from "../job-draft.js";

/** The job `monitoring`: one round, and the job `retraining` when it called for one. */
export const monitoringJob: JobDraft = {
  name: "monitoring",
  description: "windows → drift and performance → triggers → alerts, and retraining where it is called for",
  timeout_seconds: 14_400,
  tasks: [
    {
      task_key: "monitor",
      description: "look at what came since, evaluate the triggers and tell what is to be told",
      timeout_seconds: 3600,
      max_retries: 1,
      operation_task: { operation: "monitoring" },
    },
    {
      task_key: "is_called_for",
      description: "whether a trigger fired and no rule held it",
      depends_on: [{ task_key: "monitor" }],
      condition_task: { op: "EQUAL_TO", left: "{{tasks.monitor.values.fired}}", right: "true" },
    },
    {
      task_key: "retraining",
      description: "the job retraining, for this decision",
      depends_on: [{ task_key: "monitor" }, { task_key: "is_called_for", outcome: "true" }],
      run_job_task: {
        job_name: "retraining",
        job_parameters: { decision: "{{tasks.monitor.values.decisionId}}" },
      },
    },
  ],
};

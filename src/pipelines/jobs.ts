import { didYouMean, invalidInput } from "#kernel";
import { type JobSchedule, type Jobs, type JobTrigger, parseJobs, type TaskSpec } from "#orchestration";
import type { IngestionResult } from "./ingestion.js";
import type { ApprovalResult } from "./decision/challenger-approval.js";
import type { ValidationResult } from "./decision/challenger-validation.js";
import type { FeatureEngineeringResult } from "./feature-engineering.js";
import type { JobDraft } from "./job-draft.js";
import { monitoringJob } from "./monitoring/monitoring-job.js";
import { retrainingJob } from "./retraining/retraining-job.js";
import type { RegistrationResult } from "./fitting/model-registration.js";
import type { TrainingResult } from "./fitting/model-training.js";
import { operationNames } from "./operations.js";
import type { BatchInferenceResult } from "./scoring/batch-inference.js";

/** The outputs of the job `training`, by task. */
export interface TrainingJobOutputs {
  readonly feature_engineering: FeatureEngineeringResult & { readonly ingestion: IngestionResult };
  readonly model_training: TrainingResult;
  readonly model_registration: RegistrationResult;
  readonly challenger_validation: ValidationResult;
  readonly challenger_approval: ApprovalResult;
  /** Null when there is no champion to predict with. */
  readonly batch_inference: BatchInferenceResult | null;
}

const after = (...keys: readonly string[]): TaskSpec["depends_on"] => keys.map((task_key) => ({ task_key }));

const training: JobDraft = {
  name: "training",
  description: "raw data → features → model → registry → gates → approval → predictions",
  timeout_seconds: 14_400,
  parameters: [{ name: "training", default: {} }],
  tasks: [
    {
      task_key: "feature_engineering",
      description: "check and store new raw data, then build features, labels and the split",
      timeout_seconds: 3600,
      max_retries: 1,
      operation_task: { operation: "feature_engineering", parameters: { ingest: true } },
    },
    {
      task_key: "model_training",
      description: "search, fit and test a model",
      depends_on: after("feature_engineering"),
      timeout_seconds: 7200,
      max_retries: 1,
      operation_task: { operation: "model_training", parameters: { training: "{{job.parameters.training}}" } },
    },
    {
      task_key: "model_registration",
      description: "register the model as challenger",
      depends_on: after("model_training"),
      timeout_seconds: 1800,
      max_retries: 1,
      operation_task: { operation: "model_registration" },
    },
    {
      task_key: "challenger_validation",
      description: "put the challenger through the gates",
      depends_on: after("model_registration"),
      timeout_seconds: 1800,
      max_retries: 1,
      operation_task: { operation: "challenger_validation" },
    },
    {
      task_key: "challenger_approval",
      description: "promote the challenger or keep the champion",
      depends_on: after("model_registration", "challenger_validation"),
      timeout_seconds: 1200,
      max_retries: 1,
      operation_task: { operation: "challenger_approval" },
    },
    {
      task_key: "batch_inference",
      description: "score every customer with the champion",
      depends_on: after("challenger_approval"),
      timeout_seconds: 1800,
      max_retries: 1,
      operation_task: { operation: "batch_inference", parameters: { without_champion: "skip" } },
    },
  ],
};

const inference: JobDraft = {
  name: "inference",
  description: "every customer scored by the present champion",
  timeout_seconds: 14_400,
  tasks: [
    {
      task_key: "batch_inference",
      description: "score every customer with the champion",
      timeout_seconds: 1800,
      max_retries: 1,
      operation_task: { operation: "batch_inference", parameters: { without_champion: "skip" } },
    },
  ],
};

const train: JobDraft = {
  name: "train",
  description: "features up to date, then one training run; nothing is registered",
  timeout_seconds: 14_400,
  parameters: [{ name: "training", default: {} }],
  tasks: [
    {
      task_key: "feature_engineering",
      description: "build features, labels and the split",
      timeout_seconds: 3600,
      max_retries: 1,
      operation_task: { operation: "feature_engineering" },
    },
    {
      task_key: "model_training",
      description: "search, fit and test a model",
      depends_on: after("feature_engineering"),
      timeout_seconds: 7200,
      max_retries: 1,
      operation_task: { operation: "model_training", parameters: { training: "{{job.parameters.training}}" } },
    },
  ],
};

/** Every job there is. Adding one = its draft here and its operations in `operations.ts`. */
const drafts: readonly JobDraft[] = [training, inference, train, monitoringJob, retrainingJob];

/** What starts a job by itself. */
export interface JobStart {
  readonly schedule?: JobSchedule | undefined;
  readonly trigger?: JobTrigger | undefined;
}

/**
 * The jobs of a project, checked.
 * @param starts by job: what starts it by itself; a job that is not named starts by hand only
 * @throws InvalidInput `orchestration/invalid-spec`, `orchestration/unknown-scheduled-job`
 */
export function projectJobs(starts: Readonly<Record<string, JobStart>> = {}): Jobs {
  const known = drafts.map(({ name }) => name);
  const unknown = Object.keys(starts).find((name) => !known.includes(name));
  if (unknown !== undefined) {
    throw invalidInput(
      "orchestration/unknown-scheduled-job",
      `driftloop.yaml, schedules.${unknown}: there is no job "${unknown}".${didYouMean(unknown, known)} Jobs: ${known.join(", ")}`,
      { job: unknown },
    );
  }
  return parseJobs(
    drafts.map((draft) => ({ ...draft, ...starts[draft.name] })),
    operationNames,
  );
}

import { fileStates } from "#adapters/system";
import type { TrainingJobOutputs } from "#pipelines";
import type { Json } from "#kernel";
import { deliverAtEnd } from "./notifications.js";
import type { Project } from "./project/open-project.js";
import { predict, type PredictionResult } from "./production/predictions.js";
import { type JobOutcome, runProjectJob } from "./jobs/drive-job.js";
import type { TrainOverrides } from "./models/stages.js";

/** What the job `training` did. */
export interface TrainingJobResult {
  readonly job: "training";
  readonly runId: string;
  /** Whether an interrupted run was continued. */
  readonly resumed: boolean;
  /** Whether the gates passed and the version was promoted or waits for a person. */
  readonly succeeded: boolean;
  readonly outputs: TrainingJobOutputs;
  readonly currency: string;
}

/** What the job `inference` did. */
export interface InferenceJobResult {
  readonly job: "inference";
  readonly succeeded: true;
  readonly prediction: PredictionResult;
}

/** Raw data → features → training → registry → gates → approval → predictions, in one go. */
export async function runTraining(project: Project, overrides: TrainOverrides = {}): Promise<TrainingJobResult> {
  const files = project.ports.sources();
  const parameters = { training: overrides as unknown as Json };
  const work = { job: "training", parameters, inputs: fileStates(files) as unknown as Json };
  const { runId, resumed, outputs } = await runProjectJob(project, work);
  const typed = outputs as unknown as TrainingJobOutputs;
  return {
    job: "training",
    runId,
    resumed,
    succeeded: typed.challenger_validation.verdict === "passed",
    outputs: typed,
    currency: project.settings.business.currency,
  };
}

/** What any other job did. */
export interface OtherJobResult {
  readonly job: string;
  readonly kind: "other";
  readonly runId: string;
  readonly resumed: boolean;
  readonly succeeded: true;
  /** Output of every task, by task key. */
  readonly outputs: JobOutcome["outputs"];
}

/**
 * Runs a job by name, and tells people how it went.
 * @throws NotFound `orchestration/unknown-job`, and what its tasks throw
 */
export async function runNamedJob(
  project: Project,
  job: string,
): Promise<TrainingJobResult | InferenceJobResult | OtherJobResult> {
  try {
    if (job === "training") return await runTraining(project);
    if (job === "inference") return { job, succeeded: true, prediction: await predict(project, {}) };
    const outcome = await runProjectJob(project, { job, parameters: {}, inputs: null });
    return { job, kind: "other", succeeded: true, ...outcome };
  } finally {
    await deliverAtEnd(project);
  }
}

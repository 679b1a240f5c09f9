import { resolve } from "node:path";
import { fileStates, sourceFiles } from "#adapters/system";
import { type TrainingJobOutputs, trainingJob } from "#pipelines";
import type { Json } from "#kernel";
import type { Project } from "./open-project.js";
import { predict, type PredictionResult } from "./predictions.js";
import { runProjectJob, type TrainOverrides } from "./stages.js";

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
  const settings = { ...project.settings, training: { ...project.settings.training, ...overrides } };
  const files = sourceFiles(resolve(project.folder, project.config.data.source));
  const graph = trainingJob(files, settings, project.ports);
  const parameters = { sources: fileStates(files), training: settings.training } as unknown as Json;
  const { runId, resumed, outputs } = await runProjectJob(project, graph, parameters);
  const typed = outputs as unknown as TrainingJobOutputs;
  return {
    job: "training",
    runId,
    resumed,
    succeeded: typed.challenger_validation.verdict === "passed",
    outputs: typed,
    currency: settings.business.currency,
  };
}

/** Runs a job by name. */
export async function runNamedJob(
  project: Project,
  job: "training" | "inference",
): Promise<TrainingJobResult | InferenceJobResult> {
  if (job === "training") return runTraining(project);
  return { job, succeeded: true, prediction: await predict(project, {}) };
}

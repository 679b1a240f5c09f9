import { resolve } from "node:path";
import { invalidInput, type Json, notFound } from "#kernel";
import {
  approveChallenger,
  type ApprovalResult,
  engineerFeatures,
  type FeatureEngineeringResult,
  ingestSources,
  type IngestionResult,
  rejectChallenger,
  registerModel,
  type RegistrationResult,
  rollbackChampion,
  type TrainingResult,
  validateVersion,
  type ValidationResult,
} from "#pipelines";
import { runProjectJob } from "../jobs/drive-job.js";
import type { Project } from "../project/open-project.js";
import { sourceFiles } from "#adapters/system";

/** Files to ingest: those named, or the project's own source. */
export async function ingest(project: Project, files: readonly string[]): Promise<IngestionResult> {
  const sources =
    files.length > 0
      ? files.map((file) => resolve(file))
      : sourceFiles(resolve(project.folder, project.config.data.source));
  return ingestSources(sources, project.settings, project.ports);
}

/** Brings features, labels and the split up to date with the raw table. */
export function buildFeatures(project: Project): Promise<FeatureEngineeringResult> {
  return engineerFeatures(project.settings, project.ports);
}

/** Overrides of the project file for one training. */
export interface TrainOverrides {
  readonly trials?: number;
  readonly space?: "default" | "reference";
  /** A duration such as `10min`. */
  readonly timeBudget?: string;
  /** Id of an earlier training run. */
  readonly warmStart?: string;
}

/** Features up to date, then one training run. */
export async function train(project: Project, overrides: TrainOverrides): Promise<TrainingResult> {
  const raw = await project.ports.tables.snapshot("raw");
  const parameters = { training: overrides as unknown as Json };
  const outcome = await runProjectJob(project, { job: "train", parameters, inputs: raw.digest });
  return outcome.outputs["model_training"] as unknown as TrainingResult;
}

/** Makes a training run (default the newest) the next version and the challenger. */
export function register(project: Project, runId: string | null): Promise<RegistrationResult> {
  return registerModel({ runId, actor: project.environment.user }, project.settings, project.ports);
}

/** The version that is meant when none is named: the challenger. */
export function versionOrChallenger(project: Project, version: number | null): number {
  const challenger = project.ports.registry.aliases(project.settings.name).challenger;
  const chosen = version ?? challenger;
  if (chosen !== undefined) return chosen;
  throw notFound(
    "registry/no-challenger",
    `no version of ${project.settings.name} is challenger now; name a version, or run \`driftloop train\` and \`driftloop register\``,
  );
}

/** Puts a version (default the challenger) through the gates. */
export function validate(project: Project, version: number | null): Promise<ValidationResult> {
  const { settings, ports } = project;
  return validateVersion(versionOrChallenger(project, version), settings, ports, ports.ids.next("run"));
}

/** Promotes a version (default the challenger) because a person says so; failed gates still refuse it. */
export function approve(project: Project, version: number | null, comment: string | null): Promise<ApprovalResult> {
  const request = {
    version: versionOrChallenger(project, version),
    actor: project.environment.user,
    by: "person" as const,
    ...(comment === null ? {} : { comment }),
  };
  return approveChallenger(request, project.settings, project.ports);
}

/** Turns a challenger down because a person says so. */
export function reject(project: Project, version: number | null, comment: string): ApprovalResult {
  if (comment.trim() === "") throw invalidInput("registry/no-comment", "a rejection needs a comment");
  const request = { version: versionOrChallenger(project, version), actor: project.environment.user, comment };
  return rejectChallenger(request, project.settings, project.ports);
}

/** Gives champion back to the previous champion. */
export function rollback(project: Project, comment: string | null): Promise<ApprovalResult> {
  return rollbackChampion(
    { actor: project.environment.user, comment: comment ?? "rollback" },
    project.settings,
    project.ports,
  );
}

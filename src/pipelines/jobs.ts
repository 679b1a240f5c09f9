import type { Json } from "#kernel";
import type { Task, TaskGraph } from "#orchestration";
import {
  type BatchInferenceResult,
  type InferenceTarget,
  predictPopulation,
  resolveInferenceTarget,
} from "./scoring/batch-inference.js";
import { type ApprovalResult, approveChallenger } from "./decision/challenger-approval.js";
import { type ValidationResult, validateVersion } from "./decision/challenger-validation.js";
import { engineerFeatures, type FeatureEngineeringResult } from "./feature-engineering.js";
import { ingestSources, type IngestionResult } from "./ingestion.js";
import { type RegistrationResult, registerModel } from "./fitting/model-registration.js";
import { type TrainingResult, trainModel } from "./fitting/model-training.js";
import type { PipelinePorts } from "./ports.js";
import type { PipelineSettings } from "./settings.js";

/** Who acts when a job acts by itself. */
export const automaticActor = "policy:auto";

/** The outputs of the training job, by task. */
export interface TrainingJobOutputs {
  readonly ingestion: IngestionResult;
  readonly feature_engineering: FeatureEngineeringResult;
  readonly model_training: TrainingResult;
  readonly model_registration: RegistrationResult;
  readonly challenger_validation: ValidationResult;
  readonly challenger_approval: ApprovalResult;
  readonly inference_target: InferenceTarget | null;
  readonly batch_inference: BatchInferenceResult | null;
}

const asJson = (value: unknown): Json => value as Json;

function preparationTasks(
  sources: readonly string[],
  settings: PipelineSettings,
  ports: PipelinePorts,
): readonly Task[] {
  return [
    {
      key: "ingestion",
      title: "check and store new raw data",
      dependsOn: [],
      run: async () => asJson(await ingestSources(sources, settings, ports)),
    },
    {
      key: "feature_engineering",
      title: "build features, labels and the split",
      dependsOn: ["ingestion"],
      run: async () => asJson(await engineerFeatures(settings, ports)),
    },
  ];
}

/** Training on given table versions, as one task. */
export function trainingTask(dependsOn: readonly string[], settings: PipelineSettings, ports: PipelinePorts): Task {
  return {
    key: "model_training",
    title: "search, fit and test a model",
    dependsOn,
    run: async ({ runId, inputs }) => {
      const versions = inputs["feature_engineering"] as unknown as FeatureEngineeringResult;
      return asJson(await trainModel(runId, versions, settings, ports));
    },
  };
}

function decisionTasks(settings: PipelineSettings, ports: PipelinePorts): readonly Task[] {
  const versionOf = (inputs: Readonly<Record<string, Json>>): number =>
    (inputs["model_registration"] as unknown as RegistrationResult).version;
  return [
    {
      key: "model_registration",
      title: "register the model as challenger",
      dependsOn: ["model_training"],
      run: async ({ inputs }) => {
        const { runId } = inputs["model_training"] as unknown as TrainingResult;
        return asJson(await registerModel({ runId, actor: automaticActor }, settings, ports));
      },
    },
    {
      key: "challenger_validation",
      title: "put the challenger through the gates",
      dependsOn: ["model_registration"],
      run: async ({ runId, inputs }) =>
        asJson(await validateVersion(versionOf(inputs), settings, ports, `run_${runId}_validation`)),
    },
    {
      key: "challenger_approval",
      title: "promote the challenger or keep the champion",
      dependsOn: ["model_registration", "challenger_validation"],
      run: async ({ inputs }) =>
        asJson(
          await approveChallenger({ version: versionOf(inputs), actor: automaticActor, by: "policy" }, settings, ports),
        ),
    },
  ];
}

/** Batch inference as two tasks: what is scored with which version is fixed before the first row is scored. */
export function inferenceTasks(
  dependsOn: readonly string[],
  settings: PipelineSettings,
  ports: PipelinePorts,
): readonly Task[] {
  return [
    {
      key: "inference_target",
      title: "fix the champion version and the features to score",
      dependsOn,
      run: async () => {
        const hasChampion = ports.registry.aliases(settings.name).champion !== undefined;
        return hasChampion || dependsOn.length === 0 ? asJson(await resolveInferenceTarget(settings, ports)) : null;
      },
    },
    {
      key: "batch_inference",
      title: "score every customer with the champion",
      dependsOn: ["inference_target"],
      run: async ({ runId, inputs }) => {
        const target = inputs["inference_target"] as unknown as InferenceTarget | null;
        return target === null ? null : asJson(await predictPopulation(runId, target, settings, ports));
      },
    },
  ];
}

/** The job `training`: from raw data to predictions by the champion. */
export function trainingJob(sources: readonly string[], settings: PipelineSettings, ports: PipelinePorts): TaskGraph {
  return {
    job: "training",
    tasks: [
      ...preparationTasks(sources, settings, ports),
      trainingTask(["feature_engineering"], settings, ports),
      ...decisionTasks(settings, ports),
      ...inferenceTasks(["challenger_approval"], settings, ports),
    ],
  };
}

/** The job `inference`: every customer scored by the present champion. */
export function inferenceJob(settings: PipelineSettings, ports: PipelinePorts): TaskGraph {
  return { job: "inference", tasks: inferenceTasks([], settings, ports) };
}

/** The job `train`: features up to date, then one training run. */
export function trainJob(settings: PipelineSettings, ports: PipelinePorts): TaskGraph {
  const engineering: Task = {
    key: "feature_engineering",
    title: "build features, labels and the split",
    dependsOn: [],
    run: async () => asJson(await engineerFeatures(settings, ports)),
  };
  return { job: "train", tasks: [engineering, trainingTask(["feature_engineering"], settings, ports)] };
}

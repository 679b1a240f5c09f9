import type { Json } from "#kernel";
import type { Operation, OperationContext } from "#orchestration";
import type { TrainingOptions } from "#training";
import { approveChallenger } from "./decision/challenger-approval.js";
import { validateVersion } from "./decision/challenger-validation.js";
import { engineerFeatures, type FeatureEngineeringResult } from "./feature-engineering.js";
import { type RegistrationResult, registerModel } from "./fitting/model-registration.js";
import { type TrainingResult, trainModel } from "./fitting/model-training.js";
import { ingestSources } from "./ingestion.js";
import { automaticActor, type Bind } from "./operation-binding.js";
import type { PipelinePorts } from "./ports.js";
import { monitoringOperation } from "./monitoring/monitoring-round.js";
import { retrainingOperations } from "./retraining/retraining-operations.js";
import { type InferenceTarget, predictPopulation, resolveInferenceTarget } from "./scoring/batch-inference.js";
import type { PipelineSettings } from "./settings.js";

/** What tasks of jobs may name as their work. */
export const operationNames = [
  "feature_engineering",
  "model_training",
  "model_registration",
  "challenger_validation",
  "challenger_approval",
  "batch_inference",
  "monitoring",
  "trigger_evaluation",
  "challenger_training",
  "retraining_approval",
  "retraining_outcome",
] as const;

/** Name of an operation. */
export type OperationName = (typeof operationNames)[number];

const featureEngineering: Bind = (settings, ports) => async (context) => {
  if (context.taskParameters["ingest"] !== true) return engineerFeatures(settings, ports);
  const ingestion = await ingestSources(ports.sources(), settings, ports);
  return { ingestion, ...(await engineerFeatures(settings, ports)) };
};

const modelTraining: Bind = (settings, ports) => async (context) => {
  const versions = context.inputs["feature_engineering"] as unknown as FeatureEngineeringResult;
  const overrides = context.taskParameters["training"] as Partial<TrainingOptions>;
  const chosen = { ...settings, training: { ...settings.training, ...overrides } };
  return trainModel(context.runId, versions, chosen, ports);
};

const modelRegistration: Bind = (settings, ports) => async (context) => {
  const { runId } = context.inputs["model_training"] as unknown as TrainingResult;
  return registerModel({ runId, actor: automaticActor }, settings, ports);
};

const versionIn = ({ inputs }: OperationContext): number =>
  (inputs["model_registration"] as unknown as RegistrationResult).version;

/** Repeating an attempt repeats its records; a repair of work that was done makes new ones. */
const recordName = ({ runId, repairs }: OperationContext): string => (repairs === 0 ? runId : `${runId}_${repairs}`);

const challengerValidation: Bind = (settings, ports) => async (context) =>
  validateVersion(versionIn(context), settings, ports, `run_${recordName(context)}_validation`);

const challengerApproval: Bind = (settings, ports) => async (context) =>
  approveChallenger({ version: versionIn(context), actor: automaticActor, by: "policy" }, settings, ports);

/** What is scored with which version under which name: fixed before the first row is scored, the same for every attempt. */
interface InferencePlan {
  readonly jobRun: string;
  readonly target: InferenceTarget;
}

const batchInference: Bind = (settings, ports) => async (context) => {
  const hasChampion = ports.registry.aliases(settings.name).champion !== undefined;
  if (context.handle === null && !hasChampion && context.taskParameters["without_champion"] === "skip") return null;
  const plan = (context.handle as unknown as InferencePlan | null) ?? {
    jobRun: recordName(context),
    target: await resolveInferenceTarget(settings, ports),
  };
  if (context.handle === null) context.saveHandle(plan as unknown as Json);
  return predictPopulation(plan.jobRun, plan.target, settings, ports);
};

const operations: Readonly<Record<OperationName, Bind>> = {
  feature_engineering: featureEngineering,
  model_training: modelTraining,
  model_registration: modelRegistration,
  challenger_validation: challengerValidation,
  challenger_approval: challengerApproval,
  batch_inference: batchInference,
  monitoring: monitoringOperation,
  ...retrainingOperations,
};

/** Every operation, bound to a project. What they return is plain JSON. */
export function bindOperations(
  settings: PipelineSettings,
  ports: PipelinePorts,
): Readonly<Record<OperationName, Operation>> {
  const bound = Object.entries(operations).map(([name, bind]) => [name, bind(settings, ports)]);
  return Object.fromEntries(bound) as Readonly<Record<OperationName, Operation>>;
}

import {
  type FeatureDefinition,
  type FeatureOption,
  defineFeatures,
  featureOptions,
  type SplitOptions,
  splitOptions,
} from "#features";
import { businessOptions, type BusinessTerms, type InferenceOptions, inferenceOptions } from "#inference";
import { contractOf, type DataOptions, dataOptions } from "#ingestion";
import { didYouMean, digestOf, DriftloopError, invalidInput } from "#kernel";
import { notificationOptions, type NotificationOptions } from "#notifications";
import type { SchemaContract } from "#tabular";
import { monotoneParams, type TrainingOptions, trainingOptions } from "#training";
import { type MonitoringOptions, monitoringOptions } from "#monitoring";
import { type ScheduleOptions, scheduleOptions } from "#orchestration";
import { type RetrainingOptions, retrainingOptions } from "#retraining";
import { type WorldOptions, worldOptions } from "#simulation";
import { type PromotionOptions, promotionOptions, type ValidationOptions, validationOptions } from "#validation";
import { z } from "zod";
import { retentionOptions, type RetentionOptions } from "./retention-options.js";
import { validateYaml } from "./validate.js";
import { parseYaml, type PositionedYaml } from "./yaml-positions.js";

/** The project file as it was written, with defaults. */
interface ProjectFile {
  readonly name: string;
  readonly data: DataOptions;
  readonly features: readonly FeatureOption[];
  readonly split: SplitOptions;
  readonly training: TrainingOptions;
  readonly validation: ValidationOptions;
  readonly promotion: PromotionOptions;
  readonly business: BusinessTerms;
  readonly inference: InferenceOptions;
  readonly monitoring: MonitoringOptions;
  readonly retraining: RetrainingOptions;
  readonly schedules: ScheduleOptions;
  readonly simulation: WorldOptions;
  readonly notifications: NotificationOptions;
  readonly retention: RetentionOptions;
  readonly engine: "duckdb";
}

/** All settings of a project, complete and frozen. */
export interface ProjectConfig extends ProjectFile {
  readonly contract: SchemaContract;
  readonly definitions: readonly FeatureDefinition[];
  /** SHA-256 of the settings that models depend on: equal settings, equal digest. Who is told of them, and how long things are kept, does not count. */
  readonly digest: string;
}

const fileSchema = z.strictObject({
  name: z
    .string()
    .regex(/^[a-z][a-z0-9_]*$/, "use lower-case letters, digits and _, beginning with a letter")
    .describe("name of the project and of its registered model"),
  data: dataOptions.describe("the data and their contract"),
  features: z.array(featureOptions).min(1).describe("what the model may look at"),
  split: splitOptions.prefault({}).describe("how entities are put into training and test"),
  training: trainingOptions.prefault({}).describe("how models are searched for and fitted"),
  validation: validationOptions.prefault({}).describe("the gates a version has to pass"),
  promotion: promotionOptions.prefault({}).describe("how a challenger becomes champion"),
  business: businessOptions.prefault({}).describe("what a contact costs and brings"),
  inference: inferenceOptions.prefault({}).describe("how predictions are told"),
  monitoring: monitoringOptions.prefault({}).describe("how production is watched"),
  schedules: scheduleOptions.default({}).describe("what starts each job by itself, by name of job"),
  retraining: retrainingOptions.prefault({}).describe("when and how the model is trained again"),
  simulation: worldOptions.prefault({}).describe("the production world that `driftloop simulate` draws"),
  notifications: notificationOptions.prefault({}).describe("who is told what, and how often"),
  retention: retentionOptions.prefault({}).describe("how long what nothing needs is kept"),
  engine: z.literal("duckdb").default("duckdb").describe("what runs relations"),
});

/** Schema of the project file. */
export const projectFileSchema: z.ZodType<ProjectFile> = fileSchema;

function checkColumn(name: string | null, path: readonly string[], file: ProjectFile, yaml: PositionedYaml): void {
  if (name === null || Object.hasOwn(file.data.columns, name)) return;
  const hint = didYouMean(name, Object.keys(file.data.columns));
  throw invalidInput("config/unknown-column", `${yaml.positionOf(path)}: "${name}" is not among data.columns.${hint}`);
}

function checkReferences(file: ProjectFile, yaml: PositionedYaml): void {
  checkColumn(file.data.label.column, ["data", "label", "column"], file, yaml);
  for (const column of file.data.entity) checkColumn(column, ["data", "entity"], file, yaml);
  checkColumn(file.data.eventTime, ["data", "eventTime"], file, yaml);
  checkColumn(file.data.availableAt, ["data", "availableAt"], file, yaml);
}

/** What `check` gives; its complaints are told with the place in the file. */
function at<Value>(path: readonly PropertyKey[], yaml: PositionedYaml, check: () => Value): Value {
  try {
    return check();
  } catch (error) {
    if (!(error instanceof DriftloopError)) throw error;
    const { kind, code, details } = error;
    throw new DriftloopError(kind, code, `${yaml.positionOf(path)}: ${error.message}`, { details, cause: error });
  }
}

function definitionsOf(
  file: ProjectFile,
  contract: SchemaContract,
  yaml: PositionedYaml,
): readonly FeatureDefinition[] {
  const { features } = file;
  for (const [place, feature] of features.entries()) {
    at(["features", place], yaml, () => defineFeatures([feature], contract));
  }
  const definitions = at(["features"], yaml, () => defineFeatures(features, contract));
  const inputs = definitions.map(({ name, kind }) => ({ feature: name, isNumber: kind === "number" }));
  at(["training", "monotone"], yaml, () => monotoneParams(inputs, file.training.monotone));
  return definitions;
}

function deepFreeze<Value>(value: Value): Value {
  if (typeof value !== "object" || value === null || Object.isFrozen(value)) return value;
  for (const member of Object.values(value)) deepFreeze(member);
  return Object.freeze(value);
}

/**
 * The configuration of a project from the text of its file.
 * @param fileName used in messages
 * @throws InvalidInput `config/unreadable`, `config/invalid`, `config/unknown-column`, `training/unknown-feature`,
 *   `training/monotone-category`, and every error of features
 */
export function parseProjectConfig(text: string, fileName: string): ProjectConfig {
  const yaml = parseYaml(text, fileName);
  const file = validateYaml(yaml, projectFileSchema);
  checkReferences(file, yaml);
  const contract = contractOf(file.data);
  const definitions = definitionsOf(file, contract, yaml);
  const digest = digestOf({ ...file, notifications: undefined, retention: undefined });
  return deepFreeze({ ...file, contract, definitions, digest });
}

import {
  encodeFeatures,
  type FeatureDefinition,
  type FeaturePlan,
  fitFeaturePlan,
  type LabelledRows,
  labelledRelation,
  loadLabelledRows,
  scanTable,
  type Split,
  stackRows,
  type TrainingSources,
  withMissing,
} from "#features";
import { createRandom, invalidInput } from "#kernel";
import type { FeatureMatrix } from "#tabular";
import type { TrainingOptions } from "#training";
import type { PipelinePorts } from "../ports.js";
import type { PipelineSettings } from "../settings.js";

/** Versions of the tables that hold labelled rows. */
export interface TrainingVersions {
  /** The raw rows that the others were built from. */
  readonly rawVersion: number;
  readonly featuresVersion: number;
  readonly labelsVersion: number;
  readonly splitsVersion: number;
}

/** The tables as they were at those versions. */
export async function trainingSources(versions: TrainingVersions, ports: PipelinePorts): Promise<TrainingSources> {
  return {
    features: await ports.tables.snapshot("features", { version: versions.featuresVersion }),
    labels: await ports.tables.snapshot("labels", { version: versions.labelsVersion }),
    splits: await ports.tables.snapshot("splits", { version: versions.splitsVersion }),
  };
}

/** Labelled rows of one split with the given features, before encoding. */
export async function splitRows(
  sources: TrainingSources,
  split: Split,
  request: { readonly featureNames: readonly string[]; readonly hasEventTime: boolean },
  ports: PipelinePorts,
): Promise<LabelledRows> {
  const features = scanTable(sources.features);
  const relation = labelledRelation(sources, split, { features, hasEventTime: request.hasEventTime });
  return loadLabelledRows(relation, request.featureNames, await ports.engine());
}

/** Training rows with the plan that was fitted on them. */
export interface PreparedTraining {
  readonly rows: LabelledRows;
  readonly plan: FeaturePlan;
  /** The rows, followed by their copy with missing values where one is wanted. */
  readonly matrix: FeatureMatrix;
  /** Labels of the matrix. */
  readonly labels: Uint8Array;
}

function checkLearnable(rows: LabelledRows): void {
  const positives = rows.labels.reduce((sum: number, label) => sum + label, 0);
  const negatives = rows.labels.length - positives;
  if (Math.min(positives, negatives) >= 10) return;
  throw invalidInput(
    "training/too-few-labels",
    `the training rows hold ${positives} positive and ${negatives} negative labels; at least 10 of each are needed`,
    { positives, negatives },
  );
}

/**
 * Loads the training rows, and only those, and fits levels and medians on them.
 * @throws InvalidInput `training/too-few-labels`
 */
export async function prepareTraining(
  sources: TrainingSources,
  settings: PipelineSettings,
  ports: PipelinePorts,
): Promise<PreparedTraining> {
  const featureNames = settings.definitions.map(({ name }) => name);
  const hasEventTime = settings.contract.eventTime !== null;
  const rows = await splitRows(sources, "train", { featureNames, hasEventTime }, ports);
  checkLearnable(rows);
  return encodeTraining(rows, settings.definitions, settings.training);
}

/**
 * Fits levels and medians on training rows and encodes them, with the copy that has gaps where one is wanted.
 * @param known a plan that was fitted before, to encode with instead
 */
export function encodeTraining(
  rows: LabelledRows,
  definitions: readonly FeatureDefinition[],
  { missingAugmentation: share, seed }: Pick<TrainingOptions, "missingAugmentation" | "seed">,
  known?: FeaturePlan,
): PreparedTraining {
  const plan = known ?? fitFeaturePlan(definitions, rows.features);
  if (share === 0) return { rows, plan, matrix: encodeFeatures(plan, rows.features), labels: rows.labels };
  const copy = withMissing(rows.features, share, createRandom(`augmentation/${seed}`));
  const labels = Uint8Array.from([...rows.labels, ...rows.labels]);
  return { rows, plan, matrix: encodeFeatures(plan, stackRows(rows.features, copy)), labels };
}

/** Row numbers of the matrix that the given rows stand for: themselves, and their copies where there are any. */
export function withCopies(chosen: Int32Array, { rows, matrix }: PreparedTraining): Int32Array {
  const rowCount = rows.labels.length;
  if (matrix.rowCount === rowCount) return chosen;
  const both = new Int32Array(chosen.length * 2);
  both.set(chosen);
  both.set(
    chosen.map((row) => row + rowCount),
    chosen.length,
  );
  return both;
}

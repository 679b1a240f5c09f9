import { encodeFeatures, type LabelledRows, type TrainingSources, withMissing } from "#features";
import { type LoadedModel, openModelScorer } from "#inference";
import { createRandom } from "#kernel";
import { rocAuc } from "#metrics";
import type { FeatureMatrix } from "#tabular";
import { fitLogisticRegression, logisticProbabilities } from "#training";
import type {
  AnchorEvidence,
  AnchorProblem,
  ModelOutput,
  SingleFeatureAuc,
  SliceColumn,
  ValidationEvidence,
} from "#validation";
import { loadModelRows, type ModelRows, scoreMatrix } from "../model-rows.js";
import type { PipelinePorts } from "../ports.js";
import type { PipelineSettings } from "../settings.js";
import { gatherAnchor } from "./frozen-reference.js";

const nullShare = 0.1;
const nullSampleRows = 100;
const slicesFrom = 2;
const slicesTo = 6;

function sliceOf(column: string, values: readonly (string | null)[]): SliceColumn {
  const levels = [...new Set(values.filter((value) => value !== null))].sort();
  return { column, levels, codes: Int32Array.from(values, (value) => (value === null ? -1 : levels.indexOf(value))) };
}

/** Categories with few levels split the rows into slices that are judged on their own. */
export function slicesOf(model: LoadedModel, rows: LabelledRows): readonly SliceColumn[] {
  return model.document.plan.features.flatMap((feature, index) => {
    if (feature.kind !== "category" || feature.levels.length < slicesFrom || feature.levels.length > slicesTo)
      return [];
    return [sliceOf(feature.definition.name, rows.features.columns[index] as readonly (string | null)[])];
  });
}

function columnAuc(labels: Uint8Array, column: Float64Array): number {
  const present = column.filter((value) => !Number.isNaN(value));
  const middle = present.reduce((sum, value) => sum + value, 0) / Math.max(1, present.length);
  return rocAuc(
    labels,
    column.map((value) => (Number.isNaN(value) ? middle : value)),
  );
}

const distance = (auc: number): number => Math.abs(auc - 0.5);

/** How well each feature of a model ranks rows alone. */
export function singleFeatureAucs(
  model: LoadedModel,
  labels: Uint8Array,
  matrix: FeatureMatrix,
): readonly SingleFeatureAuc[] {
  const { plan } = model.document;
  return plan.features.map(({ definition }, feature) => {
    const aucs = plan.inputs.flatMap((input, index) =>
      input.feature === feature ? [columnAuc(labels, matrix.columns[index]!)] : [],
    );
    const auc = aucs.reduce((best, value) => (distance(value) > distance(best) ? value : best), 0.5);
    return { feature: definition.name, auc };
  });
}

const firstRow = (matrix: FeatureMatrix, row: number): FeatureMatrix => ({
  ...matrix,
  rowCount: 1,
  columns: matrix.columns.map((column) => column.slice(row, row + 1)),
});

/** Durations of 20 single predictions after 3 warm-ups, in ms. */
async function measureLatencies(
  model: LoadedModel,
  matrix: FeatureMatrix,
  ports: PipelinePorts,
): Promise<Float64Array> {
  const scorer = await openModelScorer(model, await ports.scorers());
  const durations: number[] = [];
  try {
    for (let call = 0; call < 23; call += 1) {
      const row = firstRow(matrix, call % matrix.rowCount);
      const startedAt = ports.stopwatch();
      await scorer.probabilities(row);
      if (call >= 3) durations.push(ports.stopwatch() - startedAt);
    }
  } finally {
    await scorer.close();
  }
  return Float64Array.from(durations);
}

/** Evidence with the rows it is about. */
export interface GatheredEvidence {
  readonly evidence: ValidationEvidence;
  readonly test: LabelledRows;
  /** Challenger and best former champion on the frozen reference set; null before there was one. */
  readonly anchor: AnchorEvidence | AnchorProblem | null;
}

async function outputOf(model: LoadedModel, matrix: FeatureMatrix, ports: PipelinePorts): Promise<ModelOutput> {
  return { probabilities: await scoreMatrix(model, matrix, ports), threshold: model.document.threshold };
}

function referenceProbabilities(train: ModelRows, test: ModelRows): Float64Array {
  const regression = fitLogisticRegression({ matrix: train.matrix, labels: train.rows.labels });
  return logisticProbabilities(regression, test.matrix);
}

/** Scores after 10 % of the raw values were made null: the same values for every model with the same features. */
function scoresWithNulls(model: LoadedModel, { rows }: ModelRows, ports: PipelinePorts): Promise<Float64Array> {
  const nulled = withMissing(rows.features, nullShare, createRandom("validation/nulls"));
  return scoreMatrix(model, encodeFeatures(model.document.plan, nulled), ports);
}

/** Rows of both sides of the wall as a model sees them. */
export interface EvidenceRows {
  /** What the challenger was fitted on. */
  train(model: LoadedModel): Promise<ModelRows>;
  /** What nothing was fitted or chosen on. */
  test(model: LoadedModel): Promise<ModelRows>;
  /** Whether the frozen reference set of the test split still binds. */
  readonly hasAnchor: boolean;
}

/** The rows of the project's own split. */
export function splitEvidence(sources: TrainingSources, ports: PipelinePorts): EvidenceRows {
  return {
    train: (model) => loadModelRows(model, sources, "train", ports),
    test: (model) => loadModelRows(model, sources, "test", ports),
    hasAnchor: true,
  };
}

/**
 * Everything gates look at: challenger, champion and reference logistic regression on the same test rows, which nothing was
 * fitted or chosen on.
 * @param models `champion` null for the first model
 */
export async function gatherEvidence(
  models: { readonly challenger: LoadedModel; readonly champion: LoadedModel | null },
  rows: EvidenceRows & { readonly sources: TrainingSources },
  settings: PipelineSettings,
  ports: PipelinePorts,
): Promise<GatheredEvidence> {
  const { challenger, champion } = models;
  const test = await rows.test(challenger);
  const championRows = champion === null ? null : await rows.test(champion);
  const nulledProbabilities = await scoresWithNulls(challenger, test, ports);
  const evidence: ValidationEvidence = {
    labels: test.rows.labels,
    challenger: await outputOf(challenger, test.matrix, ports),
    champion: champion === null ? null : await outputOf(champion, championRows!.matrix, ports),
    logisticRegression: referenceProbabilities(await rows.train(challenger), test),
    withNulls: {
      sample: nulledProbabilities.slice(0, nullSampleRows),
      all: nulledProbabilities,
      ...(champion === null ? {} : { champion: await scoresWithNulls(champion, championRows!, ports) }),
    },
    latenciesMs: await measureLatencies(challenger, test.matrix, ports),
    slices: slicesOf(challenger, test.rows),
    business: settings.business,
    singleFeatureAucs: singleFeatureAucs(challenger, test.rows.labels, test.matrix),
  };
  const anchor = rows.hasAnchor ? await gatherAnchor(challenger, settings, ports) : null;
  return { evidence, test: test.rows, anchor };
}

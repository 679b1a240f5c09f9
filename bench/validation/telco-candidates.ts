/**
 * Honest and spoilt models of the bundled data, each fitted with the same sound parameters; as in training, its calibrator is chosen and its
 * threshold found out of fold.
 */
import { join } from "node:path";
import { tmpdir } from "node:os";
import { createDuckdbEngine } from "#adapters/duckdb";
import { createLightgbmScorerFactory, createLightgbmTrainer } from "#adapters/lightgbm";
import { parseProjectConfig } from "#config";
import {
  assignSplits,
  encodeFeatures,
  featureProjections,
  fitFeaturePlan,
  selectColumns,
  stackRows,
  withMissing,
} from "#features";
import { cleanedRelation } from "#ingestion";
import { createRandom, type Random, shuffledIndices } from "#kernel";
import { applyCalibrator, type Calibrator, findThreshold } from "#metrics";
import type { ColumnBatch, FeatureMatrix } from "#tabular";
import {
  type BoosterParams,
  chooseCalibrator,
  fitLogisticRegression,
  logisticProbabilities,
  stratifiedFolds,
  crossValidate,
} from "#training";
import type { ModelOutput, ValidationEvidence } from "#validation";
import { collectRows } from "#features";
import { readFileSync } from "node:fs";
import { sound } from "../harness/sound-params.js";

const source = "examples/telco-churn/data/telco-churn.csv";
const config = parseProjectConfig(readFileSync("examples/telco-churn/driftloop.yaml", "utf8"), "driftloop.yaml");
const overfit: BoosterParams = {
  ...sound,
  learning_rate: 0.3,
  num_leaves: 256,
  max_depth: 8,
  min_child_samples: 1,
  lambda_l2: 0.001,
};

/** A model to judge: how it is made, and how often the gates should let it through. */
export interface Candidate {
  readonly name: string;
  readonly goal: string;
  readonly rows?: number;
  readonly spoil?: (labels: Uint8Array, random: Random) => Uint8Array;
  readonly params?: BoosterParams;
  readonly rounds?: number;
  readonly features?: readonly string[];
}

const flip =
  (share: number, only: 0 | 1 | null) =>
  (labels: Uint8Array, random: Random): Uint8Array =>
    labels.map((label) => (random.uniform() < share && (only === null || label === only) ? 1 - label : label));

/** Honest and spoilt models. */
export const candidates: readonly Candidate[] = [
  { name: "full data", goal: "≥ .97" },
  { name: "3,000 rows", goal: "≥ .97", rows: 3000 },
  { name: "1,000 rows", goal: "", rows: 1000 },
  { name: "500 rows", goal: "≤ .05", rows: 500 },
  { name: "200 rows", goal: "≤ .05", rows: 200 },
  { name: "10 % labels flipped", goal: "≤ .05", spoil: flip(0.1, null) },
  { name: "20 % labels flipped", goal: "≤ .05", spoil: flip(0.2, null) },
  { name: "25 % of churners mislabelled", goal: "≤ .05", spoil: flip(0.25, 1) },
  { name: "over-fit", goal: "≤ .05", params: overfit, rounds: 200 },
  { name: "3 features only", goal: "≤ .30", features: ["tenure", "Contract", "MonthlyCharges"] },
];

const engine = await createDuckdbEngine({});
const trainer = createLightgbmTrainer({});
const scorers = createLightgbmScorerFactory({});

async function loadRows(): Promise<{ entities: readonly string[]; labels: Uint8Array; features: ColumnBatch }> {
  const names = Object.keys(config.contract.columns);
  const path = join(tmpdir(), `driftloop-gate-power-${process.pid}.parquet`);
  const csv = {
    kind: "csv" as const,
    path: source,
    dialect: { delimiter: ",", quote: '"', hasHeader: true, encoding: "utf-8" as const },
    columns: readFileSync(source, "utf8").split("\n", 1)[0]!.trim().split(","),
  };
  const literal = (value: string | number, type: "text" | "number" | "timestamp") => ({
    kind: "literal" as const,
    value,
    type,
  });
  await engine.write(
    {
      kind: "project",
      input: csv,
      columns: [
        ...names.map((name) => ({ name, expression: { kind: "column" as const, name, type: "text" as const } })),
        { name: "_source", expression: literal("telco", "text") },
        { name: "_line", expression: literal(0, "number") },
        { name: "_ingested_at", expression: literal(0, "timestamp") },
      ],
    },
    path,
  );
  const fields = [...names, "_source"].map((name) => ({ name, type: "text" as const }));
  const cleaned = cleanedRelation(config.contract, {
    fields: [...fields, { name: "_line", type: "number" }, { name: "_ingested_at", type: "timestamp" }],
    files: [{ path, rowCount: 0, sizeBytes: 0, digest: "" }],
  });
  const rows = await collectRows(
    {
      kind: "sort",
      by: [{ column: "customerID" }],
      input: {
        kind: "project",
        input: cleaned,
        columns: [
          { name: "customerID", expression: { kind: "column", name: "customerID", type: "text" } },
          { name: "label_text", expression: { kind: "column", name: "Churn", type: "text" } },
          ...featureProjections(config.definitions),
        ],
      },
    },
    engine,
  );
  const [entities, label] = selectColumns(rows, ["customerID", "label_text"]).columns as [string[], string[]];
  return {
    entities,
    labels: Uint8Array.from(label, (text) => (text === "Yes" ? 1 : 0)),
    features: selectColumns(
      rows,
      config.definitions.map(({ name }) => name),
    ),
  };
}

const pick = (batch: ColumnBatch, rows: Int32Array): ColumnBatch => ({
  ...batch,
  rowCount: rows.length,
  columns: batch.columns.map((column) =>
    column instanceof Float64Array
      ? Float64Array.from(rows, (row) => column[row]!)
      : Array.from(rows, (row) => column[row]!),
  ),
});

const data = await loadRows();

interface Model {
  readonly modelText: string;
  readonly calibrator: Calibrator;
}

async function score({ modelText, calibrator }: Model, matrix: FeatureMatrix): Promise<Float64Array> {
  const scorer = await scorers.open(modelText);
  try {
    return applyCalibrator(calibrator, await scorer.probabilities(matrix));
  } finally {
    await scorer.close();
  }
}

/** The logistic regression that the gates compare with: all features, all training rows, as the validation stage fits it. */
function referenceProbabilities(train: Int32Array, test: Int32Array): Float64Array {
  const plan = fitFeaturePlan(config.definitions, pick(data.features, train));
  const labels = Uint8Array.from(train, (row) => data.labels[row]!);
  const regression = fitLogisticRegression({ matrix: encodeFeatures(plan, pick(data.features, train)), labels });
  return logisticProbabilities(regression, encodeFeatures(plan, pick(data.features, test)));
}

/** Training and test rows of one split, with the logistic regression that the gates compare with. */
export interface Split {
  readonly seed: number;
  readonly train: Int32Array;
  readonly test: Int32Array;
  readonly reference: Float64Array;
}

/** The split of a seed, as the product makes it. */
export function splitOf(seed: number): Split {
  const seen = data.entities.map((entity, row) => ({ entity, isPositive: data.labels[row] === 1 }));
  const sides = new Map(assignSplits([], seen, { testShare: 0.2, seed }).map(({ entity, split }) => [entity, split]));
  const rowsOf = (side: "train" | "test"): Int32Array =>
    Int32Array.from(data.entities.flatMap((entity, row) => (sides.get(entity) === side ? [row] : [])));
  const [train, test] = [rowsOf("train"), rowsOf("test")];
  return { seed, train, test, reference: referenceProbabilities(train, test) };
}

/**
 * Fits a candidate on the split's training rows and scores its test rows.
 * @returns everything the gates look at
 */
export async function judgedCandidate(
  candidate: Candidate,
  split: Split,
  champion: ModelOutput | null = null,
): Promise<ValidationEvidence> {
  const { train, test, reference } = split;
  const random = createRandom(`gate-power/${split.seed}/${candidate.name}`);
  const order = shuffledIndices(train.length, random).subarray(0, candidate.rows ?? train.length);
  const rows = Int32Array.from(order, (place) => train[place]!);
  const definitions = config.definitions.filter(({ name }) => candidate.features?.includes(name) ?? true);
  const names = definitions.map(({ name }) => name);
  const features = selectColumns(pick(data.features, rows), names);
  const honest = Uint8Array.from(rows, (row) => data.labels[row]!);
  const labels = candidate.spoil?.(honest, random) ?? honest;
  const plan = fitFeaturePlan(definitions, features);
  const matrix = encodeFeatures(plan, stackRows(features, withMissing(features, 0.1, random)));
  const session = await trainer.open({ matrix, labels: Uint8Array.from([...labels, ...labels]) });
  const params = candidate.params ?? sound;
  const folds = stratifiedFolds([...rows].map(String), labels, { folds: 5, seed: split.seed }).map(
    ({ trainRows, validRows }) => ({
      trainRows: Int32Array.from([...trainRows, ...trainRows.map((row) => row + rows.length)]),
      validRows,
    }),
  );
  const options = { maxRounds: candidate.rounds ?? 300, earlyStoppingRounds: candidate.rounds ?? 20, seed: split.seed };
  const cv = await crossValidate({ params, folds, rowCount: rows.length, options }, session);
  const { calibrator, probabilities } = chooseCalibrator({ labels, probabilities: cv.outOfFold, folds }, "auto");
  const { threshold } = findThreshold(labels, probabilities, { policy: "f1-with-precision-floor", floor: 0.6 });
  const rounds = candidate.rounds ?? Math.max(1, Math.round(cv.foldRounds.reduce((sum, value) => sum + value, 0) / 5));
  const { modelText } = await session.fit({ params, rounds, seed: split.seed });
  const model: Model = { modelText, calibrator };
  await session.close();
  const testFeatures = selectColumns(pick(data.features, test), names);
  const testMatrix = encodeFeatures(plan, testFeatures);
  const nulled = await score(model, encodeFeatures(plan, withMissing(testFeatures, 0.1, createRandom("nulls"))));
  const contract = data.features.columns[
    data.features.fields.findIndex(({ name }) => name === "Contract")
  ] as readonly string[];
  const levels = ["Month-to-month", "One year", "Two year"];
  return {
    labels: Uint8Array.from(test, (row) => data.labels[row]!),
    challenger: { probabilities: await score(model, testMatrix), threshold },
    champion,
    logisticRegression: reference,
    withNulls: { sample: nulled.slice(0, 100), all: nulled },
    latenciesMs: new Float64Array(20).fill(0.1),
    slices: [{ column: "Contract", levels, codes: Int32Array.from(test, (row) => levels.indexOf(contract[row]!)) }],
    business: config.business,
    singleFeatureAucs: [{ feature: "none", auc: 0.5 }],
  };
}

/** Ends the worker threads and the engine. */
export async function closeCandidates(): Promise<void> {
  await trainer.close();
  await scorers.close();
  await engine.close();
}

import { createRandom, type Random } from "#kernel";
import { fitLogisticRegression, logisticProbabilities } from "#src/training/logistic-regression.js";
import type { FeatureMatrix } from "#tabular";
import { evaluateGates, type GateSetName } from "#validation";
import { expect, test } from "vitest";
import { output, telcoTerms } from "./synthetic.js";

const weights = [1.1, -0.8, 0.6, 0.5, -0.5, 0.4, 0.3, -0.3, 0.2, 0.1, 0, 0];

interface Sample {
  readonly matrix: FeatureMatrix;
  readonly labels: Uint8Array;
}

function sample(count: number, random: Random): Sample {
  const columns = weights.map(() => Float64Array.from({ length: count }, () => random.normal()));
  const labels = Uint8Array.from({ length: count }, (_, row) => {
    const margin = weights.reduce((total, weight, input) => total + weight * columns[input]![row]!, -1.6);
    return Number(random.uniform() < 1 / (1 + Math.exp(-margin)));
  });
  const names = weights.map((_, input) => `x${input}`);
  return { matrix: { rowCount: count, names, categorical: [], columns }, labels };
}

function firstRows({ matrix, labels }: Sample, count: number): Sample {
  const columns = matrix.columns.map((column) => column.slice(0, count));
  return { matrix: { ...matrix, rowCount: count, columns }, labels: labels.slice(0, count) };
}

/** Spoils the training rows or the model; everything else stays honest. */
const candidates: Record<string, (train: Sample, random: Random) => { rows: Sample; sharpen?: number }> = {
  "all rows": (rows) => ({ rows }),
  "200 rows": (rows) => ({ rows: firstRows(rows, 200) }),
  "20 % of labels flipped": (rows, random) => ({
    rows: { ...rows, labels: rows.labels.map((label) => (random.uniform() < 0.2 ? 1 - label : label)) },
  }),
  "25 % of positives mislabelled": (rows, random) => ({
    rows: { ...rows, labels: rows.labels.map((label) => (random.uniform() < 0.25 ? 0 : label)) },
  }),
  overconfident: (rows) => ({ rows, sharpen: 1.6 }),
  "shuffled labels": (rows, random) => ({
    rows: {
      ...rows,
      labels: rows.labels.map(
        (_, row) => rows.labels[(row + 1 + random.integer(rows.labels.length - 1)) % rows.labels.length]!,
      ),
    },
  }),
};

function passes(name: string, split: number, gates: GateSetName): boolean {
  const random = createRandom(`power ${split}`);
  const train = sample(4000, random.fork("train"));
  const judged = sample(1409, random.fork("test"));
  const { rows, sharpen = 1 } = candidates[name]!(train, random.fork("spoil"));
  const model = fitLogisticRegression(rows);
  const sharper = {
    ...model,
    intercept: model.intercept * sharpen,
    terms: model.terms.map((term) => Object.assign({}, term, { coefficient: term.coefficient * sharpen })),
  };
  const probabilities = logisticProbabilities(sharper, judged.matrix);
  // The challenger's own rows when labels are spoilt, all rows when it merely saw too few of them.
  const reference = fitLogisticRegression(name === "200 rows" ? train : rows);
  const report = evaluateGates(
    {
      labels: judged.labels,
      challenger: output(probabilities),
      champion: null,
      logisticRegression: logisticProbabilities(reference, judged.matrix),
      withNulls: { sample: probabilities.slice(0, 100), all: probabilities },
      latenciesMs: new Float64Array(20).fill(1),
      slices: [],
      business: telcoTerms,
      singleFeatureAucs: [],
    },
    { gates },
    random.fork("gates"),
  );
  return report.verdict === "passed";
}

function passRate(name: string, gates: GateSetName): number {
  const splits = Array.from({ length: 12 }, (_, split) => split);
  return splits.filter((split) => passes(name, split, gates)).length / splits.length;
}

test("the default gates pass an honest model on nearly every split", () => {
  expect(passRate("all rows", "default")).toBeGreaterThanOrEqual(11 / 12);
});

test.each(["200 rows", "20 % of labels flipped", "25 % of positives mislabelled", "overconfident", "shuffled labels"])(
  "the default gates stop a model spoilt by: %s",
  (name) => {
    expect(passRate(name, "default")).toBeLessThanOrEqual(1 / 12);
  },
);

test("the reference gates alone let a model of 200 rows pass more often than not", () => {
  expect(passRate("200 rows", "reference")).toBeGreaterThan(0.5);
});

// Labels that come late: what F1 is reported when positives become known evenly over 90 days and negatives at the end, and
// what naive ways of dealing with it report.
import { createRandom } from "#kernel";
import { confusionAt, f1, f1Threshold } from "#metrics";
import { addRow, changeLabel, emptySums, mergeSums, realisedMetrics, stateOf, coverageOf } from "#monitoring";
import { machine, rounded, saveResult, tableText } from "../harness/report.js";
import { drawLabels, fitModel, openWorld, scoresOf } from "./performance-world.js";

const repeats = Number(process.argv[2] ?? 20);
const [days, rowsPerDay, horizon] = [120, 100, 90];
const terms = { customerValue: 2000, contactCost: 50, successRate: 0.3 };
const world = openWorld();
const started = machine();
const errors: number[] = [];
const reported: Record<string, number[]> = {
  truth: [],
  matured: [],
  "labelled rows only": [],
  "unlabelled are negative": [],
};
let scoredEarly = 0;
for (let repeat = 0; repeat < repeats; repeat += 1) {
  const random = createRandom(`late ${repeat}`);
  const training = world.draw(5634, random);
  const labels = drawLabels(training.truth, random);
  const model = fitModel(training.matrix, labels);
  const threshold = f1Threshold(labels, scoresOf(model, training.matrix), 0.6).threshold;
  const all = { scores: [] as number[], labels: [] as number[] };
  const naive = { scores: [] as number[], labels: [] as number[], known: [] as boolean[] };
  const windows = Array.from({ length: days }, (_, day) => {
    const { matrix, truth } = world.draw(rowsPerDay, random);
    const scores = scoresOf(model, matrix);
    const outcomes = drawLabels(truth, random);
    const sums = emptySums();
    for (const [row, probability] of scores.entries()) {
      const summed = {
        probability,
        predicted: probability >= threshold ? 1 : 0,
        predictedAt: day,
        arm: null,
        propensity: null,
      } as const;
      addRow(sums, summed);
      const age = outcomes[row] === 1 ? random.uniform() * horizon : horizon;
      const isKnown = day + age <= days;
      if (isKnown) changeLabel(sums, summed, { from: null, to: { label: outcomes[row] as 0 | 1, age: age / horizon } });
      all.scores.push(probability);
      all.labels.push(outcomes[row]!);
      if (day > days - horizon) {
        naive.scores.push(probability);
        naive.labels.push(isKnown ? outcomes[row]! : 0);
        naive.known.push(isKnown);
      }
    }
    return { sums, day };
  });
  const at = (scores: readonly number[], outcomes: readonly number[]): number =>
    f1(confusionAt(Uint8Array.from(outcomes), Float64Array.from(scores), threshold));
  const mature = windows.filter(
    ({ sums, day }) => stateOf(sums, day + 1, { asOf: days, horizonMs: horizon }) === "mature",
  );
  scoredEarly += mature.filter(({ sums }) => coverageOf(sums) < 0.95).length;
  const value = realisedMetrics(mergeSums(mature.map(({ sums }) => sums)), terms).f1!.value;
  const truth = at(all.scores, all.labels);
  errors.push(value - truth);
  reported["truth"]!.push(truth);
  reported["matured"]!.push(value);
  reported["labelled rows only"]!.push(
    at(
      naive.scores.filter((_, row) => naive.known[row]),
      naive.labels.filter((_, row) => naive.known[row]),
    ),
  );
  reported["unlabelled are negative"]!.push(at(naive.scores, naive.labels));
}
const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const table = Object.entries(reported).map(([way, values]) => ({
  "F1 from": way,
  mean: rounded(mean(values), 3),
  lowest: rounded(Math.min(...values), 3),
  highest: rounded(Math.max(...values), 3),
}));
console.log(tableText(table));
const bias = mean(errors);
console.log(`matured less truth: ${rounded(bias, 4)} on average; cohorts scored below 95 % coverage: ${scoredEarly}`);
saveResult("performance-late-labels", { machine: started, repeats, table, bias: rounded(bias, 4), scoredEarly });

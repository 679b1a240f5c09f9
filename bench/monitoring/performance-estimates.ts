// Performance without labels: how far estimates are from the realised values, how often the 95 % band holds them, under no
// shift, three shifts of the mix of customers, and concept drift, which no estimate can see and the first labels do.
import { createRandom } from "#kernel";
import {
  calibrateForShift,
  densityRatios,
  estimatedMetrics,
  excessLossTest,
  fitScoreCalibration,
  realisedMetrics,
  sumsOfLabelled,
} from "#monitoring";
import { f1Threshold, rocAuc } from "#metrics";
import { fitLogisticRegression, logisticProbabilities } from "#training";
import { machine, rounded, saveResult, tableText } from "../harness/report.js";
import { drawLabels, fitModel, modelInputs, openWorld, scoresOf, type Shift } from "./performance-world.js";

const windows = Number(process.argv[2] ?? 60);
const rows = 1400;
const terms = { customerValue: 2000, contactCost: 50, successRate: 0.3 };
const world = openWorld();
const metrics = ["auc", "f1", "calibrationInTheLarge"] as const;

const scenarios: Readonly<Record<string, Shift>> = {
  none: {},
  "month-to-month ×3": { weight: ({ monthToMonth }) => (monthToMonth === 1 ? 1 : 1 / 3) },
  "new fibre customers ×6": { weight: ({ fibre, tenure }) => (fibre === 1 && tenure < 24 ? 1 : 1 / 6) },
  "charges +60 %, tenure −50 %": {
    change: (row, random) => ({
      ...row,
      monthly: row.monthly * 1.6,
      tenure: Math.floor(row.tenure / 2),
      monthToMonth: random.uniform() < 0.6 ? 1 : row.monthToMonth,
    }),
  },
  "concept drift": { concept: ({ fibre, monthToMonth }) => Math.log(4) * (1 - monthToMonth) - Math.log(4) * fibre },
};

interface Tally {
  readonly name: string;
  unchanged: number[];
  errors: Record<(typeof metrics)[number], number[]>;
  shiftedErrors: Record<(typeof metrics)[number], number[]>;
  covered: Record<(typeof metrics)[number], number>;
  refused: number;
  detected: number;
}

function measure(name: string, shift: Shift): Tally {
  const list = (): Record<(typeof metrics)[number], number[]> => ({ auc: [], f1: [], calibrationInTheLarge: [] });
  const tally: Tally = {
    name,
    unchanged: [],
    errors: list(),
    shiftedErrors: list(),
    covered: { auc: 0, f1: 0, calibrationInTheLarge: 0 },
    refused: 0,
    detected: 0,
  };
  const random = createRandom(`estimates ${name}`);
  for (let window = 0; window < windows; window += 1) {
    const training = world.draw(4225, random);
    const model = fitModel(training.matrix, drawLabels(training.truth, random));
    const held = world.draw(rows, random);
    const heldLabels = drawLabels(held.truth, random);
    const heldScores = scoresOf(model, held.matrix);
    const threshold = f1Threshold(heldLabels, heldScores, 0.6).threshold;
    const holdout = sumsOfLabelled(heldLabels, heldScores, threshold);
    const calibration = fitScoreCalibration(heldLabels, heldScores)!;
    const current = world.draw(rows, random, shift);
    const scores = scoresOf(model, current.matrix);
    const sums = sumsOfLabelled(drawLabels(current.truth, random), scores, threshold);
    const truth = realisedMetrics(sums, terms);
    const guess = estimatedMetrics(sums, calibration, terms);
    const shifted = shiftedGuess({ held, heldLabels, heldScores }, current, sums);
    if (shifted === null) tally.refused += 1;
    for (const metric of metrics) {
      const error = guess[metric]!.value - truth[metric]!.value;
      tally.errors[metric].push(Math.abs(error));
      if (shifted !== null) tally.shiftedErrors[metric].push(Math.abs(shifted[metric]!.value - truth[metric]!.value));
      if (Math.abs(error) <= 1.96 * Math.sqrt(guess[metric]!.variance)) tally.covered[metric] += 1;
    }
    tally.unchanged.push(Math.abs(realisedMetrics(holdout, terms).f1!.value - truth.f1!.value));
    if (excessLossTest(sums, holdout)!.pValue <= 0.001) tally.detected += 1;
  }
  return tally;
}

function shiftedGuess(
  {
    held,
    heldLabels,
    heldScores,
  }: Record<"held", ReturnType<typeof world.draw>> & {
    readonly heldLabels: Uint8Array;
    readonly heldScores: Float64Array;
  },
  current: ReturnType<typeof world.draw>,
  sums: ReturnType<typeof sumsOfLabelled>,
): ReturnType<typeof estimatedMetrics> | null {
  const [left, right] = [modelInputs(held.matrix), modelInputs(current.matrix)];
  const both = {
    ...left,
    rowCount: 2 * rows,
    columns: left.columns.map((column, index) => Float64Array.from([...column, ...right.columns[index]!])),
  };
  const isCurrent = Uint8Array.from({ length: 2 * rows }, (_, row) => (row < rows ? 0 : 1));
  const chances = logisticProbabilities(fitLogisticRegression({ matrix: both, labels: isCurrent }), both);
  const weights = densityRatios(chances.slice(0, rows), { reference: rows, window: rows });
  const domainAuc = rocAuc(isCurrent, chances);
  const fitted = calibrateForShift({ labels: heldLabels, probabilities: heldScores }, { weights, domainAuc });
  return fitted.kind === "refused" ? null : estimatedMetrics(sums, fitted.calibration, terms);
}

const mean = (values: readonly number[]): number =>
  values.length === 0 ? Number.NaN : values.reduce((sum, value) => sum + value, 0) / values.length;
const started = machine();
const results = Object.entries(scenarios).map(([name, shift]) => measure(name, shift));
const table = results.map((tally) => ({
  scenario: tally.name,
  "AUC error": rounded(mean(tally.errors.auc), 4),
  "F1 error": rounded(mean(tally.errors.f1), 4),
  "level error": rounded(mean(tally.errors.calibrationInTheLarge), 4),
  "F1 error, weighted calibration": rounded(mean(tally.shiftedErrors.f1), 4),
  "weighted refused": tally.refused,
  "F1 error, assumed unchanged": rounded(mean(tally.unchanged), 4),
  "band holds AUC, %": rounded((100 * tally.covered.auc) / windows, 0),
  "band holds F1, %": rounded((100 * tally.covered.f1) / windows, 0),
  "concept test fires on labels, %": rounded((100 * tally.detected) / windows, 0),
}));
console.log(tableText(table));
saveResult("performance-estimates", { machine: started, windows, rows, table });

// Performance without labels: how far estimates are from the realised values, how often the 95 % band holds them, under no
// shift, covariate shift, and concept drift, which no estimate can see and the first labels do. An estimate uses
// the calibration of training where a domain classifier (LightGBM, out of fold) cannot tell window from reference, the weighted
// one where it can, and is refused off the reference's support.
// usage: performance-estimates.ts [windows per world=120] [seed=report]
import { createLightgbmTrainer } from "#adapters/lightgbm";
import { createRandom } from "#kernel";
import {
  calibrateForShift,
  densityRatios,
  domainScore,
  estimatedMetrics,
  excessLossTest,
  fitScoreCalibration,
  offSupportShare,
  realisedMetrics,
  type ScoreCalibration,
  sumsOfLabelled,
} from "#monitoring";
import { f1Threshold } from "#metrics";
import { domainChances } from "#pipelines";
import { machine, rounded, saveResult, tableText } from "../harness/report.js";
import {
  drawLabels,
  fitModel,
  modelInputs,
  openWorld,
  type Population,
  scoresOf,
  type Shift,
} from "./performance-world.js";

const windows = Number(process.argv[2] ?? 120);
const seed = process.argv[3] ?? "report";
const rows = 1400;
/** As many labelled reference rows as are frozen with a version. */
const referenceRows = 2000;
const terms = { customerValue: 2000, contactCost: 50, successRate: 0.3 };
const world = openWorld();
const trainer = createLightgbmTrainer({ workers: 2 });
const metrics = ["auc", "f1", "calibrationInTheLarge"] as const;
type MetricName = (typeof metrics)[number];

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
  "charges +10 %": { change: (row) => ({ ...row, monthly: row.monthly * 1.1 }) },
  "concept drift": { concept: ({ fibre, monthToMonth }) => Math.log(4) * (1 - monthToMonth) - Math.log(4) * fibre },
};

interface Window {
  /** Error of the estimate by the calibration of training, whatever the shift. */
  readonly plain: Readonly<Record<MetricName, number>>;
  /** Error and whether the band held the realised value; null where the estimate was refused. */
  readonly told: Readonly<Record<MetricName, { readonly error: number; readonly isHeld: boolean }>> | null;
  readonly kind: "same" | "fitted" | "refused";
  readonly domainAuc: number;
  readonly unchanged: number;
  readonly isDetected: boolean;
}

interface Held {
  readonly population: Population;
  readonly labels: Uint8Array;
  readonly probabilities: Float64Array;
}

async function calibrationFor(
  held: Held,
  current: Population,
  name: string,
): Promise<{ readonly kind: Window["kind"]; readonly calibration: ScoreCalibration | null; readonly auc: number }> {
  const [reference, window] = [modelInputs(held.population.matrix), modelInputs(current.matrix)];
  const { isWindow, chances } = await domainChances(reference, window, trainer, name);
  const { auc, pValue } = domainScore(isWindow, chances);
  const weights = densityRatios(chances.slice(0, referenceRows), { reference: referenceRows, window: rows });
  const offSupport = offSupportShare(reference, window);
  const found = calibrateForShift(held, { weights, domainAuc: auc, domainPValue: pValue, offSupport });
  return { kind: found.kind, calibration: found.kind === "fitted" ? found.calibration : null, auc };
}

async function measureWindow(name: string, shift: Shift): Promise<Window> {
  const random = createRandom(`estimates ${seed} ${name}`);
  const training = world.draw(4225, random);
  const model = fitModel(training.matrix, drawLabels(training.truth, random));
  const population = world.draw(referenceRows, random);
  const labels = drawLabels(population.truth, random);
  const held: Held = { population, labels, probabilities: scoresOf(model, population.matrix) };
  const { threshold } = f1Threshold(labels, held.probabilities, 0.6);
  const holdout = sumsOfLabelled(labels, held.probabilities, threshold);
  const calibration = fitScoreCalibration(labels, held.probabilities)!;
  const current = world.draw(rows, random, shift);
  const sums = sumsOfLabelled(drawLabels(current.truth, random), scoresOf(model, current.matrix), threshold);
  const truth = realisedMetrics(sums, terms);
  const plain = estimatedMetrics(sums, calibration, terms);
  const found = await calibrationFor(held, current, name);
  const guess = found.calibration === null ? plain : estimatedMetrics(sums, found.calibration, terms);
  const byMetric = <Value>(read: (metric: MetricName) => Value): Record<MetricName, Value> =>
    Object.fromEntries(metrics.map((metric) => [metric, read(metric)])) as Record<MetricName, Value>;
  const errorOf = (metric: MetricName): number => Math.abs(guess[metric]!.value - truth[metric]!.value);
  return {
    plain: byMetric((metric) => Math.abs(plain[metric]!.value - truth[metric]!.value)),
    told:
      found.kind === "refused"
        ? null
        : byMetric((metric) => ({
            error: errorOf(metric),
            isHeld: errorOf(metric) <= 1.96 * Math.sqrt(guess[metric]!.variance),
          })),
    kind: found.kind,
    domainAuc: found.auc,
    unchanged: Math.abs(realisedMetrics(holdout, terms).f1!.value - truth.f1!.value),
    isDetected: excessLossTest(sums, holdout)!.pValue <= 0.001,
  };
}

const mean = (values: readonly number[]): number =>
  values.length === 0 ? Number.NaN : values.reduce((sum, value) => sum + value, 0) / values.length;
const percent = (list: readonly boolean[]): number => rounded((100 * list.filter(Boolean).length) / list.length, 1);

function lineOf(scenario: string, all: readonly Window[]): Record<string, string | number> {
  const told = all.flatMap((window) => window.told ?? []);
  const error = (metric: MetricName): number | string =>
    told.length === 0 ? "refused" : rounded(mean(told.map((one) => one[metric].error)), 4);
  const held = (metric: MetricName): number | string =>
    told.length === 0 ? "refused" : percent(told.map((one) => one[metric].isHeld));
  return {
    scenario,
    "domain AUC": rounded(mean(all.map(({ domainAuc }) => domainAuc)), 3),
    "weighted, %": percent(all.map(({ kind }) => kind === "fitted")),
    "refused, %": percent(all.map(({ kind }) => kind === "refused")),
    "AUC error": error("auc"),
    "F1 error": error("f1"),
    "level error": error("calibrationInTheLarge"),
    "band holds AUC, %": held("auc"),
    "band holds F1, %": held("f1"),
    "band holds level, %": held("calibrationInTheLarge"),
    "AUC error unasked": rounded(mean(all.map(({ plain }) => plain.auc)), 4),
    "F1 error unasked": rounded(mean(all.map(({ plain }) => plain.f1)), 4),
    "F1 error, assumed unchanged": rounded(mean(all.map(({ unchanged }) => unchanged)), 4),
    "concept test fires on labels, %": percent(all.map(({ isDetected }) => isDetected)),
  };
}

const started = machine();
const table: Record<string, string | number>[] = [];
for (const [name, shift] of Object.entries(scenarios)) {
  const all: Window[] = [];
  for (let window = 0; window < windows; window += 1) all.push(await measureWindow(`${name} ${window}`, shift));
  table.push(lineOf(name, all));
}
await trainer.close();
console.log(tableText(table));
saveResult("performance-estimates", { machine: started, windows, rows, referenceRows, seed, table });

// usage: performance-feedback.ts [repeats=40] [firstSeed=1000]
// A campaign acts on the score and averts 30 % of the churn it reaches: what becomes of models that are refitted on what is
// then observed, by policy, over eight cycles. The profit that was foretold is set beside the realised one, which coins decide,
// and beside the expected one, which the true probabilities of those who got an offer give without any coin.
import { createRandom } from "#kernel";
import { confusionAt, f1, rocAuc } from "#metrics";
import { addRow, campaignReturn, campaignUplift, changeLabel, emptySums, retrainingWeight } from "#monitoring";
import { machine, rounded, saveResult, tableText } from "../harness/report.js";
import { drawLabels, fitModel, openWorld, scoresOf } from "./performance-world.js";

const repeats = Number(process.argv[2] ?? 40);
const firstSeed = Number(process.argv[3] ?? 1000);
const [cycles, rows, reach, success, holdout] = [8, 7000, 0.2, 0.3, 0.1];
const policies = ["naive refit", "drop treated rows", "10 % hold-out, weighted"] as const;
const terms = { customerValue: 2000, contactCost: 50, successRate: success };
const world = openWorld();
const started = machine();
const lines: Record<string, string | number>[] = [];

interface CycleResult {
  readonly auc: number;
  readonly level: number;
  readonly f1: number;
  readonly observedF1: number;
  readonly covers: boolean | null;
  /** Profit of the cycle's campaign over its cost: as the scores foretold it, as it had to be expected, as it came. */
  readonly printedRoi: number;
  readonly expectedRoi: number;
  readonly realisedRoi: number;
  /** Whether the measured return's interval holds what the campaign is worth; null without a control group. */
  readonly roiCovers: boolean | null;
  readonly roiWidth: number | null;
}

type Roi = "printedRoi" | "expectedRoi" | "realisedRoi";

function live(policy: (typeof policies)[number], seed: string): readonly CycleResult[] {
  const random = createRandom(seed);
  const first = world.draw(rows, random);
  let model = fitModel(first.matrix, drawLabels(first.truth, random));
  return Array.from({ length: cycles }, () => {
    const { matrix, truth } = world.draw(rows, random);
    const scores = scoresOf(model, matrix);
    const cut = Float64Array.from(scores).sort()[Math.floor((1 - reach) * rows)]!;
    const untreated = drawLabels(truth, random);
    const share = policy === "10 % hold-out, weighted" ? holdout : 0;
    const sums = emptySums();
    const observed = new Uint8Array(rows);
    let [treated, printed, averted, worth] = [0, 0, 0, 0];
    const weights = Float64Array.from({ length: rows }, (_, row) => {
      const isEligible = scores[row]! >= cut;
      const arm = !isEligible ? "never" : random.uniform() < share ? "control" : "treated";
      const isAverted = arm === "treated" && untreated[row] === 1 && random.uniform() < success;
      const label = untreated[row] === 1 && !isAverted ? 1 : 0;
      observed[row] = label;
      if (arm === "treated") {
        treated += 1;
        printed += success * terms.customerValue * scores[row]! - terms.contactCost;
        averted += isAverted ? 1 : 0;
        worth += success * terms.customerValue * truth[row]! - terms.contactCost;
      }
      const summed = {
        probability: scores[row]!,
        predicted: scores[row]! >= 0.5 ? 1 : 0,
        predictedAt: 0,
        arm,
        propensity: share,
      } as const;
      addRow(sums, summed);
      changeLabel(sums, summed, { from: null, to: { label, age: 1 } });
      if (policy === "naive refit") return 1;
      if (policy === "drop treated rows") return arm === "treated" ? 0 : 1;
      return retrainingWeight(summed);
    });
    const kept = Array.from({ length: rows }, (_, row) => row).filter((row) => weights[row]! > 0);
    const part = {
      ...matrix,
      rowCount: kept.length,
      columns: matrix.columns.map((column) => Float64Array.from(kept, (row) => column[row]!)),
    };
    model = fitModel(
      part,
      Uint8Array.from(kept, (row) => observed[row]!),
      Float64Array.from(kept, (row) => weights[row]!),
    );
    const fresh = world.draw(rows, random);
    const freshScores = scoresOf(model, fresh.matrix);
    const labels = drawLabels(fresh.truth, random);
    const uplift = campaignUplift(sums);
    const measured = campaignReturn(sums, terms);
    const cost = terms.contactCost * treated;
    const mean = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;
    return {
      auc: rocAuc(labels, freshScores),
      level: mean(freshScores) / mean(fresh.truth),
      f1: f1(confusionAt(labels, freshScores, 0.5)),
      observedF1: f1(confusionAt(observed, scores, 0.5)),
      covers: uplift === null ? null : uplift.low <= success && success <= uplift.high,
      printedRoi: printed / cost,
      expectedRoi: worth / cost,
      realisedRoi: (averted * terms.customerValue - cost) / cost,
      roiCovers: measured === null ? null : measured.roiLow <= worth / cost && worth / cost <= measured.roiHigh,
      roiWidth: measured === null ? null : (measured.roiHigh - measured.roiLow) / 2,
    };
  });
}

for (const policy of policies) {
  const runs = Array.from({ length: repeats }, (_, repeat) => live(policy, `feedback ${firstSeed + repeat}`));
  const mean = (pick: (result: CycleResult) => number, cycle: number): number =>
    runs.reduce((sum, run) => sum + pick(run[cycle]!), 0) / runs.length;
  /** Of means, in percent: single ratios over something that varies by chance are too large on average. */
  const ratio = (of: Roi, over: Roi, cycle: number): number =>
    rounded((100 * mean((one) => one[of], cycle)) / mean((one) => one[over], cycle), 1);
  const intervals = runs.flat().flatMap(({ covers }) => (covers === null ? [] : [covers]));
  const returns = runs.flat().flatMap(({ roiCovers }) => (roiCovers === null ? [] : [roiCovers]));
  const percent = (list: readonly boolean[]): string =>
    list.length === 0 ? "–" : String(rounded((100 * list.filter(Boolean).length) / list.length, 0));
  const widths = runs.flat().flatMap(({ roiWidth }) => (roiWidth === null ? [] : [roiWidth]));
  const late = runs.flatMap((run) => run.slice(1));
  const total = (run: readonly CycleResult[], of: Roi): number => run.slice(1).reduce((sum, one) => sum + one[of], 0);
  const within = (of: Roi, over: Roi): string => percent(late.map((one) => Math.abs(one[of] / one[over] - 1) <= 0.1));
  for (const cycle of [0, 2, 7]) {
    lines.push({
      policy,
      cycle: cycle + 1,
      AUC: rounded(
        mean(({ auc }) => auc, cycle),
        3,
      ),
      "mean p / true rate": rounded(
        mean(({ level }) => level, cycle),
        3,
      ),
      "mean p within ± 5 %, % of cycles": percent(runs.flat().map(({ level }) => Math.abs(level - 1) <= 0.05)),
      "F1, true": rounded(
        mean((result) => result.f1, cycle),
        3,
      ),
      "F1, as observed": rounded(
        mean(({ observedF1 }) => observedF1, cycle),
        3,
      ),
      "success interval covers .30, %": percent(intervals),
      "ROI printed": rounded(
        mean(({ printedRoi }) => printedRoi, cycle),
        2,
      ),
      "ROI expected": rounded(
        mean(({ expectedRoi }) => expectedRoi, cycle),
        2,
      ),
      "ROI realised": rounded(
        mean(({ realisedRoi }) => realisedRoi, cycle),
        2,
      ),
      "printed over expected, %": ratio("printedRoi", "expectedRoi", cycle),
      "printed over realised, %": ratio("printedRoi", "realisedRoi", cycle),
      "printed within ± 10 % of expected, % of cycles": within("printedRoi", "expectedRoi"),
      "of realised": within("printedRoi", "realisedRoi"),
      "expected itself of realised": within("expectedRoi", "realisedRoi"),
      "printed of realised, cycles 2 to 8 together, % of worlds": percent(
        runs.map((run) => Math.abs(total(run, "printedRoi") / total(run, "realisedRoi") - 1) <= 0.1),
      ),
      "ROI interval covers, %": percent(returns),
      "ROI interval ±":
        widths.length === 0 ? "–" : String(rounded(widths.reduce((sum, width) => sum + width, 0) / widths.length, 2)),
    });
  }
}
console.log(tableText(lines));
saveResult("performance-feedback", { machine: started, repeats, firstSeed, cycles, rows, table: lines });

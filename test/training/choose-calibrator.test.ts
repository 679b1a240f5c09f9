import { createRandom } from "#kernel";
import { applyCalibrator, fitPlatt } from "#metrics";
import { chooseCalibrator, stratifiedFolds } from "#training";
import { describe, expect, test } from "vitest";

const rowCount = 3000;
const random = createRandom("calibrators");
const honest = Float64Array.from({ length: rowCount }, () => 1 / (1 + Math.exp(-1.5 * random.normal())));
const labels = Uint8Array.from(honest, (probability) => (random.uniform() < probability ? 1 : 0));
/** Twice the log-odds: far too sure of itself. */
const overconfident = honest.map((probability) => probability ** 2 / (probability ** 2 + (1 - probability) ** 2));
const folds = stratifiedFolds(
  Array.from(honest, (_, row) => `e${row}`),
  labels,
  { folds: 5, seed: 1 },
);

describe("chooseCalibrator", () => {
  test("leaves honest probabilities as they are under auto, and says what it tried", () => {
    const choice = chooseCalibrator({ labels, probabilities: honest, folds }, "auto");

    expect(choice.calibrator).toEqual({ kind: "identity" });
    expect(choice.probabilities).toBe(honest);
    expect(choice.trials.map(({ kind }) => kind)).toEqual(["platt", "isotonic"]);
  });

  test("calibrates overconfident probabilities under auto, by Platt's line of slope a half", () => {
    const choice = chooseCalibrator({ labels, probabilities: overconfident, folds }, "auto");

    expect(choice.calibrator).toEqual(fitPlatt(labels, overconfident));
    expect(choice.trials[0]!.comparison.statistic).toBeLessThan(-1.96);
    const back = applyCalibrator(choice.calibrator, overconfident);
    const gap = back.reduce((sum, probability, row) => sum + Math.abs(probability - honest[row]!), 0) / rowCount;
    expect(gap).toBeLessThan(0.02);
  });

  test("calibrates each row by a fit that did not see it", () => {
    const { probabilities } = chooseCalibrator({ labels, probabilities: overconfident, folds }, "platt");
    const [{ trainRows, validRows }] = folds as [{ trainRows: Int32Array; validRows: Int32Array }];
    const pick = (rows: Int32Array): Float64Array => Float64Array.from(rows, (row) => overconfident[row]!);
    const others = fitPlatt(
      Uint8Array.from(trainRows, (row) => labels[row]!),
      pick(trainRows),
    );

    expect(Float64Array.from(validRows, (row) => probabilities[row]!)).toEqual(
      applyCalibrator(others, pick(validRows)),
    );
  });

  test("does as it is told under none, platt and isotonic", () => {
    const rows = { labels, probabilities: honest, folds };

    expect(chooseCalibrator(rows, "none")).toMatchObject({ calibrator: { kind: "identity" }, trials: [] });
    expect(chooseCalibrator(rows, "platt").calibrator.kind).toBe("platt");
    expect(chooseCalibrator(rows, "isotonic").calibrator.kind).toBe("isotonic");
  });
});

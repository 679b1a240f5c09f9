import { describe, expect, it } from "vitest";
import { createRandom } from "#kernel";
import { applyCalibrator, logLoss } from "#metrics";
import { chooseCalibrator, fixedParams, stratifiedFolds } from "#training";

const logistic = (margin: number): number => 1 / (1 + Math.exp(-margin));

/** Out-of-fold predictions whose log-odds are `slope` times the true ones plus `shift`. */
function predictions(rowCount: number, distortion: { readonly slope: number; readonly shift: number }) {
  const random = createRandom(`calibration/${distortion.slope}`);
  const margins = Float64Array.from({ length: rowCount }, () => random.normal() * 1.4 - 1);
  const labels = Uint8Array.from(margins, (margin) => (random.uniform() < logistic(margin) ? 1 : 0));
  const probabilities = margins.map((margin) => logistic(distortion.slope * margin + distortion.shift));
  const entities = Array.from(margins, (_, row) => `r${row}`);
  return { labels, probabilities, folds: stratifiedFolds(entities, labels, { folds: 5, seed: 1 }) };
}

const honest = predictions(3000, { slope: 1, shift: 0 });
const bold = predictions(3000, { slope: 2, shift: 0.8 });

describe("calibrator", () => {
  it("is left out under auto when probabilities are honest already", () => {
    const choice = chooseCalibrator(honest, "auto");
    expect(choice.calibrator).toEqual({ kind: "identity" });
    expect(choice.probabilities).toBe(honest.probabilities);
    expect(choice.trials.map(({ kind }) => kind)).toEqual(["platt", "isotonic"]);
    expect(choice.trials.every(({ comparison }) => comparison.statistic > -1.96)).toBe(true);
  });

  it("is used under auto when probabilities are too bold, and undoes the distortion", () => {
    const choice = chooseCalibrator(bold, "auto");
    expect(choice.calibrator.kind).toBe("platt");
    const { slope, intercept } = choice.calibrator as { slope: number; intercept: number };
    // The distortion was 2·margin + 0.8, so its inverse is 0.5·margin − 0.4.
    expect(slope).toBeCloseTo(0.5, 1);
    expect(intercept).toBeCloseTo(-0.4, 1);
    expect(logLoss(bold.labels, choice.probabilities)).toBeLessThan(logLoss(bold.labels, bold.probabilities) - 0.05);
  });

  it("judges and thresholds rows by fits that did not see them", () => {
    const choice = chooseCalibrator(bold, "isotonic");
    const seen = applyCalibrator(choice.calibrator, bold.probabilities);
    expect(choice.probabilities).not.toEqual(seen);
    expect(logLoss(bold.labels, choice.probabilities)).toBeGreaterThan(logLoss(bold.labels, seen));
  });

  it("hardly ever is used on honest probabilities of few rows", () => {
    let used = 0;
    for (let seed = 0; seed < 100; seed += 1) {
      const rows = predictions(400, { slope: 1 + seed * 1e-9, shift: 0 });
      if (chooseCalibrator(rows, "auto").calibrator.kind !== "identity") used += 1;
    }
    expect(used).toBeLessThanOrEqual(5);
  });
});

describe("fixed parameters", () => {
  const inputs = [
    { feature: "tenure", isNumber: true },
    { feature: "contract", isNumber: false },
    { feature: "charges", isNumber: true },
  ];
  const labels = Uint8Array.of(1, 0, 0, 0);

  it("are none by default", () => {
    expect(fixedParams({ monotone: {}, positiveWeight: 1 }, inputs, labels)).toEqual({});
  });

  it("hold a direction per input and the weight that balances the classes", () => {
    const options = { monotone: { tenure: "decreasing", charges: "increasing" }, positiveWeight: "balanced" } as const;
    expect(fixedParams(options, inputs, labels)).toEqual({ monotone_constraints: "-1,0,1", scale_pos_weight: 3 });
  });

  it("refuse directions of categories and of features that do not exist", () => {
    const withDirection = (feature: string) => () =>
      fixedParams({ monotone: { [feature]: "increasing" }, positiveWeight: 1 }, inputs, labels);
    expect(withDirection("contract")).toThrow(/contract is a category/);
    expect(withDirection("tenur")).toThrow(/no feature "tenur"/);
  });
});

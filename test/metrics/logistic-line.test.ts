import { createRandom } from "#kernel";
import { calibrationSlope } from "#metrics";
import { fitLogisticLine } from "#src/metrics/probability/logistic-line.js";
import { describe, expect, it } from "vitest";
import { noisyModel, syntheticRows } from "../validation/synthetic.js";

describe("fitLogisticLine", () => {
  it("ends where steps are rounding noise: the slope of 7,043 rows whose last step raises the loss by one bit is a number", () => {
    // Found among 1,200 seeds: the only one whose 100 iterations were all refused before noise was allowed for.
    const random = createRandom("slope 542");
    const rows = syntheticRows(7043, random);
    const probabilities = noisyModel(rows, 0.4, random);
    const margins = probabilities.map((probability) => Math.log(probability / (1 - probability)));
    expect(calibrationSlope(rows.labels, probabilities)).toBeCloseTo(1, 1);
    const line = fitLogisticLine({ labels: rows.labels, x: margins })!;
    let gradient0 = 0;
    let gradient1 = 0;
    for (const [row, x] of margins.entries()) {
      const residual = rows.labels[row]! - 1 / (1 + Math.exp(-line.intercept - line.slope * x));
      gradient0 += residual;
      gradient1 += residual * x;
    }
    expect(Math.abs(gradient0)).toBeLessThan(1e-7);
    expect(Math.abs(gradient1)).toBeLessThan(1e-7);
  });
});

import { describe, expect, test } from "vitest";
import { createRandom } from "#kernel";
import { trueQualityOf } from "#src/pipelines/simulation/true-quality.js";

/** The same by its definition: all pairs of different customers. */
function aucOfPairs(scores: Float64Array, truth: Float64Array): number {
  let [ordered, pairs] = [0, 0];
  for (const [i, p] of truth.entries()) {
    for (const [j, q] of truth.entries()) {
      if (i === j) continue;
      const weight = p * (1 - q);
      pairs += weight;
      ordered += weight * (scores[i]! > scores[j]! ? 1 : scores[i] === scores[j] ? 0.5 : 0);
    }
  }
  return ordered / pairs;
}

describe("true quality", () => {
  const random = createRandom("true quality");
  const truth = Float64Array.from({ length: 200 }, () => random.uniform());
  const scores = truth.map((chance) => Math.round(10 * (0.7 * chance + 0.3 * random.uniform())) / 10.5 + 0.01);

  test("ranks as all pairs of customers do, ties counting half", () => {
    expect(trueQualityOf(scores, truth).auc).toBeCloseTo(aucOfPairs(scores, truth), 12);
    expect(trueQualityOf(new Float64Array(200).fill(0.3), truth).auc).toBeCloseTo(0.5, 12);
  });

  test("is best for the truth itself", () => {
    const best = trueQualityOf(truth, truth);
    const other = trueQualityOf(scores, truth);
    expect(best.logLoss).toBeLessThan(other.logLoss);
    expect(best.auc).toBeGreaterThan(other.auc);
  });
});

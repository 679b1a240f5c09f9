import { createLightgbmTrainer } from "#adapters/lightgbm";
import { createRandom } from "#kernel";
import { calibrateForShift, densityRatios, type DomainScore, domainScore, offSupportShare } from "#monitoring";
import { domainChances } from "#pipelines";
import type { FeatureMatrix } from "#tabular";
import type { Trainer } from "#training";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

/** Two columns that go together with the given correlation; each alone is a standard normal one. */
function correlated(rowCount: number, correlation: number, seed: string): FeatureMatrix {
  const random = createRandom(seed);
  const first = Float64Array.from({ length: rowCount }, () => random.normal());
  const rest = Math.sqrt(1 - correlation * correlation);
  const second = first.map((value) => correlation * value + rest * random.normal());
  return { rowCount, names: ["first", "second"], categorical: [], columns: [first, second] };
}

const moved = ({ columns, ...rest }: FeatureMatrix, by: number): FeatureMatrix => ({
  ...rest,
  columns: columns.map((values) => values.map((value) => value + by)),
});

describe("a domain classifier", () => {
  let trainer: Trainer;
  beforeAll(() => {
    trainer = createLightgbmTrainer({ workers: 1 });
  });
  afterAll(() => trainer.close());

  const reference = correlated(800, 0.8, "reference");
  const scoreOf = async (window: FeatureMatrix): Promise<DomainScore> => {
    const { isWindow, chances } = await domainChances(reference, window, trainer, "seed");
    return domainScore(isWindow, chances);
  };

  test("does not tell rows of one population apart: of twelve windows none at one in a hundred", async () => {
    const scores = await Promise.all(
      Array.from({ length: 12 }, (_, window) => scoreOf(correlated(700, 0.8, `same ${window}`))),
    );
    expect(scores.filter(({ pValue }) => pValue <= 0.01)).toEqual([]);
    expect(scores.reduce((sum, { auc }) => sum + auc, 0) / 12).toBeCloseTo(0.5, 1);
    expect(scores[0]).toMatchObject({ referenceRows: 800, rows: 700 });
  });

  test("sees that columns no longer go together though each is what it was", async () => {
    const { auc, low, pValue } = await scoreOf(correlated(700, -0.8, "turned"));
    expect(auc).toBeGreaterThan(0.75);
    expect(low).toBeGreaterThan(0.7);
    expect(pValue).toBeLessThan(1e-9);
  });

  test("gives equal chances for equal rows and seed", async () => {
    const window = correlated(300, 0.5, "again");
    const [once, again] = [
      await domainChances(reference, window, trainer, "s"),
      await domainChances(reference, window, trainer, "s"),
    ];
    expect(again).toEqual(once);
  });

  test("gives weights by which reference rows look like the window's", async () => {
    const window = moved(correlated(700, 0.8, "moved"), 0.5);
    const { chances } = await domainChances(reference, window, trainer, "w");
    const weights = densityRatios(chances.slice(0, 800), { reference: 800, window: 700 });
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    const mean = reference.columns[0]!.reduce((sum, value, row) => sum + value * weights[row]!, 0) / total;
    expect(mean).toBeGreaterThan(0.3);
    expect(mean).toBeLessThan(0.6);
  });
});

describe("rows beyond the reference", () => {
  const reference = correlated(500, 0, "support");

  test("are none among the reference's own, and all when every value is beyond", () => {
    expect(offSupportShare(reference, reference)).toBe(0);
    expect(offSupportShare(reference, moved(reference, 20))).toBe(1);
  });

  test("do not count for what is missing", () => {
    const gaps = { ...reference, columns: reference.columns.map((values) => values.map(() => Number.NaN)) };
    expect(offSupportShare(reference, gaps)).toBe(0);
  });

  test("make an estimate refused, with the reason", () => {
    const random = createRandom("labels");
    const probabilities = Float64Array.from({ length: 500 }, () => random.uniform());
    const labels = probabilities.map((p) => (random.uniform() < p ? 1 : 0));
    const held = { labels: Uint8Array.from(labels), probabilities };
    const weights = new Float64Array(500).fill(1);
    const refused = calibrateForShift(held, { weights, domainAuc: 0.7, domainPValue: 0, offSupport: 0.4 });
    expect(refused).toMatchObject({
      kind: "refused",
      reason: "40 % of the window's rows lie beyond anything the reference has; at most 10 % may",
    });
    expect(calibrateForShift(held, { weights, domainAuc: 0.51, domainPValue: 0.3, offSupport: 0 }).kind).toBe("same");
    expect(calibrateForShift(held, { weights, domainAuc: 0.6, domainPValue: 0, offSupport: 0.02 }).kind).toBe("fitted");
  });
});

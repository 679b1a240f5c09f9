import { createRandom } from "#kernel";
import { confusionAt, f1, findThreshold } from "#metrics";
import { describe, expect, test } from "vitest";
import { challengerThreshold } from "#src/pipelines/retraining/operating-threshold.js";

const rule = { policy: "f1-with-precision-floor", floor: 0.6 } as const;
const sigmoid = (margin: number): number => 1 / (1 + Math.exp(-margin));

/** Rows whose best reachable precision is set by the spread of their margins. */
function world(spread: number, centre: number) {
  const random = createRandom(`world ${spread} ${centre}`);
  const margins = Float64Array.from({ length: 1500 }, () => centre + spread * random.normal());
  const labels = Uint8Array.from(margins, (margin) => Number(random.uniform() < sigmoid(margin)));
  const challenger = margins.map(sigmoid);
  const champion = margins.map((margin) => sigmoid(margin + 0.5 + 0.5 * spread * random.normal()));
  return { labels, challenger, champion, championThreshold: 0.3 };
}

describe("the operating threshold beside a champion", () => {
  test("is the rule's where it decides as well as the champion", () => {
    const easy = world(1.8, -1.2);
    expect(challengerThreshold(easy, rule)).toEqual(findThreshold(easy.labels, easy.challenger, rule));
  });

  test("calls as many rows positive as the champion where the floor is out of reach", () => {
    const hard = world(0.9, -1.5);
    const floored = findThreshold(hard.labels, hard.challenger, rule);
    const champions = confusionAt(hard.labels, hard.champion, hard.championThreshold);
    const { counts, threshold, isFloorReached } = challengerThreshold(hard, rule);
    expect(f1(floored.counts)).toBeLessThan(f1(champions));
    expect(isFloorReached).toBe(false);
    expect(counts.truePositives + counts.falsePositives).toBe(champions.truePositives + champions.falsePositives);
    expect(counts.truePositives).toBeGreaterThanOrEqual(champions.truePositives);
    expect(counts).toEqual(confusionAt(hard.labels, hard.challenger, threshold));
  });

  test("leaves other policies, and champions that call nobody, alone", () => {
    const hard = world(0.9, -1.5);
    expect(challengerThreshold(hard, { policy: "fixed", value: 0.5 }).threshold).toBe(0.5);
    const silent = { ...hard, championThreshold: 0.999 };
    expect(challengerThreshold(silent, rule)).toEqual(findThreshold(hard.labels, hard.challenger, rule));
  });
});

import { ageWeights, forwardFolds, raceRecipes, type Recipe, recipesFor } from "#retraining";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { options } from "../make.js";

describe("forward chaining", () => {
  test("never trains on a row that had not matured at the origin, nor tests on one that had", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 60 }), { minLength: 1, maxLength: 200 }), (days) => {
        const maturedAt = Float64Array.from(days);
        for (const { origin, trainRows, testRows } of forwardFolds(maturedAt, 3)) {
          expect(Math.max(...trainRows.map((row) => maturedAt[row]!))).toBeLessThanOrEqual(origin);
          expect(Math.min(...testRows.map((row) => maturedAt[row]!))).toBeGreaterThan(origin);
        }
      }),
    );
  });

  test("tests each row after the first block exactly once, from as many origins as wanted", () => {
    const folds = forwardFolds(
      Float64Array.from({ length: 100 }, (_, row) => row),
      3,
    );
    expect(folds.map(({ trainRows }) => trainRows.length)).toEqual([25, 50, 75]);
    expect(folds.flatMap(({ testRows }) => [...testRows])).toEqual(Array.from({ length: 75 }, (_, row) => row + 25));
  });

  test("rows that matured together are never cut apart", () => {
    expect(forwardFolds(new Float64Array(50).fill(7), 3)).toEqual([]);
  });
});

test("weights by age halve after the half-life and have mean 1", () => {
  const weights = ageWeights(Float64Array.of(0, 10, 20), Float64Array.of(1, 1, 1), 10, 20);
  expect(weights[1]! / weights[0]!).toBeCloseTo(2, 12);
  expect(weights[2]! / weights[1]!).toBeCloseTo(2, 12);
  expect(weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(3, 12);
});

describe("the race", () => {
  const recipes = recipesFor(options, true);
  const labels = Uint8Array.from({ length: 400 }, (_, row) => (row % 4 === 0 ? 1 : 0));
  const folds = forwardFolds(
    Float64Array.from({ length: 400 }, (_, row) => row),
    3,
  );
  const weights = new Float64Array(400).fill(1);
  /** Each recipe says the same probability for every positive, and one less it for every negative. */
  const race = (sure: Readonly<Record<string, number>>) =>
    raceRecipes({ recipes, folds, labels, weights }, async ({ name }: Recipe, { testRows }) =>
      Float64Array.from(testRows, (row) => (labels[row] === 1 ? (sure[name] ?? 0.6) : 1 - (sure[name] ?? 0.6))),
    );

  test("knows the recipes in the order in which they are preferred", () => {
    expect(recipes.map(({ name }) => name)).toEqual([
      "keep",
      "recalibrate",
      "equal",
      "recency-180d",
      "recency-90d",
      "recency-30d",
      "residual-stumps",
      "residual-newest",
      "residual",
      "recent",
    ]);
    expect(recipes.map(({ depth }) => depth).filter((depth) => depth !== null)).toEqual([1, 1, 2]);
    expect(recipesFor(options, false).map(({ name }) => name)).toEqual(["keep", "recalibrate"]);
  });

  test("is won by the lowest log loss", async () => {
    expect((await race({ residual: 0.8 })).winner).toBe("residual");
  });

  test("comes out the same however many recipes are carried out at once, one origin after the other", async () => {
    const begun: number[] = [];
    let underWay = 0;
    const run = (atOnce: number) =>
      raceRecipes({ recipes, folds, labels, weights, atOnce }, async ({ name }, fold) => {
        begun.push(folds.indexOf(fold));
        underWay += 1;
        expect(underWay).toBeLessThanOrEqual(atOnce);
        for (let turn = 0; turn < name.length; turn += 1) await Promise.resolve();
        underWay -= 1;
        return Float64Array.from(fold.testRows, (row) => (labels[row] === 1 ? 0.5 + name.length / 100 : 0.3));
      });
    const alone = await run(1);
    expect(await run(3)).toEqual(alone);
    expect(await run(100)).toEqual(alone);
    expect(begun.slice(0, begun.length / 3)).toEqual(folds.flatMap((_, fold) => recipes.map(() => fold)));
  });

  test("spares new forests where asked to and nothing cheaper beats the champion", async () => {
    const tried = async (sure: Readonly<Record<string, number>>): Promise<readonly string[]> => {
      const { scores, winner } = await raceRecipes(
        { recipes, folds, labels, weights, areForestsLast: true },
        async ({ name }, { testRows }) =>
          Float64Array.from(testRows, (row) => (labels[row] === 1 ? (sure[name] ?? 0.6) : 1 - (sure[name] ?? 0.6))),
      );
      return [winner, ...scores.map(({ recipe }) => recipe)];
    };
    expect(await tried({})).toEqual(["keep", "keep", "recalibrate", "residual-stumps", "residual-newest", "residual"]);
    expect(await tried({ recent: 0.9 })).toEqual([
      "keep",
      "keep",
      "recalibrate",
      "residual-stumps",
      "residual-newest",
      "residual",
    ]);
    expect(await tried({ recalibrate: 0.7, recent: 0.9 })).toEqual([
      "recalibrate",
      "keep",
      "recalibrate",
      "residual-stumps",
      "residual-newest",
      "residual",
    ]);
    expect(await tried({ residual: 0.7, "recency-30d": 0.8 })).toEqual([
      "recency-30d",
      ...recipes.map(({ name }) => name),
    ]);
  });

  test("goes to the earlier recipe when a later one is no better", async () => {
    const { winner, sentence } = await race({});
    expect(winner).toBe("keep");
    expect(sentence).toContain("The champion is kept");
  });

  test("goes to the earlier recipe when a later one is better by less than one standard error", async () => {
    const forecast = async ({ name }: Recipe, { testRows }: (typeof folds)[number]) =>
      Float64Array.from(testRows, (row) => {
        // Right and wrong by turns: a mean gain far below its spread.
        if (name !== "recent") return 0.5;
        return row % 8 === 0 || row % 8 === 1 ? 0.62 : 0.5 - (row % 8 === 4 ? 0.1 : 0);
      });
    const outcome = await raceRecipes({ recipes, folds, labels, weights }, forecast);
    expect(outcome.scores.find(({ recipe }) => recipe === outcome.winner)!.behindBest).toBeLessThanOrEqual(
      outcome.scores.find(({ recipe }) => recipe === outcome.winner)!.standardError,
    );
    expect(outcome.winner).toBe("keep");
  });

  /** Right by `sure` at each origin, the oldest first. */
  const byOrigin = (sure: Readonly<Record<string, readonly [number, number, number]>>) =>
    raceRecipes({ recipes, folds, labels, weights }, async ({ name }: Recipe, fold) => {
      const chance = sure[name]?.[folds.indexOf(fold)] ?? 0.6;
      return Float64Array.from(fold.testRows, (row) => (labels[row] === 1 ? chance : 1 - chance));
    });

  test("what came last counts most: a recipe that was worse twice and is better now wins", async () => {
    expect((await byOrigin({ "residual-newest": [0.58, 0.58, 0.65] })).winner).toBe("residual-newest");
    expect((await byOrigin({ "residual-newest": [0.65, 0.58, 0.58] })).winner).toBe("keep");
  });

  test("an earlier challenger wins within half a standard error of the best, and not within a whole one", async () => {
    const raceOf = (spread: number) =>
      raceRecipes({ recipes, folds, labels, weights }, async ({ name }: Recipe, { testRows }) =>
        Float64Array.from(testRows, (row) => {
          const [base, swing] = name === "recent" ? [0.71, spread] : [name === "residual" ? 0.7 : 0.6, 0];
          const chance = base + (row % 8 < 4 ? swing : -swing);
          return labels[row] === 1 ? chance : 1 - chance;
        }),
      );
    const distance = async (spread: number): Promise<readonly [string, number]> => {
      const { winner, scores } = await raceOf(spread);
      const { behindBest, standardError } = scores.find(({ recipe }) => recipe === "residual")!;
      return [winner, behindBest / standardError];
    };
    const [near, nearErrors] = await distance(0.1);
    const [far, farErrors] = await distance(0.01);
    expect([near, far]).toEqual(["residual", "recent"]);
    expect([nearErrors < 0.5, farErrors > 0.5]).toEqual([true, true]);
  });
});

import { closestTo, didYouMean } from "#kernel";
import { describe, expect, test } from "vitest";

describe("closestTo", () => {
  test.each([
    ["trails", ["trials", "folds", "seed"], "trials"],
    ["TENURE", ["tenure", "gender"], "tenure"],
    ["foldz", ["seed", "folds"], "folds"],
    ["constructor", [], undefined],
    ["xyz", ["customerValue"], undefined],
  ])("finds for %s among %j: %s", (word, candidates, expected) => {
    expect(closestTo(word, candidates)).toBe(expected);
  });
});

describe("didYouMean", () => {
  test("is a question when something is near and nothing otherwise", () => {
    expect(didYouMean("trails", ["trials"])).toBe(' Did you mean "trials"?');
    expect(didYouMean("zebra", ["trials"])).toBe("");
  });
});

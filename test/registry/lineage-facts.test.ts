import { lineageFacts } from "#registry";
import { expect, test } from "vitest";

test("what is grouped stands on lines of its own, what is nested deeper in one line", () => {
  const lineage = {
    seed: 42,
    library: "lightgbm 4.7.0",
    rows: [1, 2],
    retraining: {
      recipe: "recent",
      rounds: 39,
      holdoutFrom: 1_797_292_800_000,
      worldChanged: true,
      params: { max_depth: 3, num_leaves: 13 },
    },
  };
  expect(lineageFacts(lineage)).toEqual({
    seed: 42,
    library: "lightgbm 4.7.0",
    rows: "[1,2]",
    "retraining recipe": "recent",
    "retraining rounds": 39,
    "retraining holdoutFrom": "2026-12-15T00:00:00.000Z",
    "retraining worldChanged": "true",
    "retraining params": "max_depth 3, num_leaves 13",
  });
});

test("a version without lineage has no facts", () => {
  expect(lineageFacts(null)).toEqual({});
});

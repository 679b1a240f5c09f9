import type { MultivariateDrift } from "#monitoring";
import { monitoringReport } from "#reporting";
import { expect, test } from "vitest";
import { driftWindows, fullInput } from "./example-input.js";

const day = 86_400_000;
const until = Date.UTC(2026, 0, 25);
const compared = {
  status: "compared",
  from: until - 7 * day,
  until,
  score: {
    auc: 0.713,
    low: 0.689,
    high: 0.737,
    pValue: 1e-12,
    referenceRows: 2000,
    rows: 700,
    convention: "domain-auc/out-of-fold/delong",
  },
  drivers: [
    { feature: "tenure", share: 0.61 },
    { feature: "MonthlyCharges", share: 0.3 },
  ],
  offSupport: 0.02,
  effectiveRows: 400,
  estimates: { kind: "refused", reason: "only 140 reference rows are like the window's; 200 are needed" },
} as const satisfies MultivariateDrift;

function sectionWith(multivariate: MultivariateDrift | undefined) {
  const drift = driftWindows(30).map((window, at) =>
    at === 20 && multivariate !== undefined ? { ...window, multivariate } : window,
  );
  return monitoringReport({ ...fullInput(), drift }).sections.find(({ id }) => id === "changes")!.blocks;
}

test("what tells all columns together from training is told with interval, chance, rows, and what it means for estimates", () => {
  const table = sectionWith(compared).find(
    (block) => block.kind === "table" && block.caption.startsWith("All columns together:"),
  );
  expect(table?.kind === "table" ? table.rows : []).toEqual([
    [
      { kind: "text", text: "18 Jan 2026 to 24 Jan 2026" },
      {
        kind: "quantity",
        quantity: { value: 0.713, format: { kind: "decimal", digits: 3 }, interval: [0.689, 0.737] },
      },
      { kind: "text", text: "< 0.001" },
      { kind: "text", text: "700, 2,000" },
      { kind: "text", text: "tenure (61\u00a0%), MonthlyCharges (30\u00a0%)" },
      { kind: "text", text: "refused: only 140 reference rows are like the window's; 200 are needed" },
    ],
  ]);
});

test("a fold tells how the newest look was made, with deepchecks' score of the same AUC", () => {
  const fold = sectionWith(compared).find(
    (block) => block.kind === "fold" && block.summary === "How all columns together were compared",
  );
  expect(fold?.kind === "fold" ? fold.items[1] : null).toEqual({
    term: "deepchecks",
    text: "0.4260, its drift score of that AUC",
  });
});

test("a classifier that is no better than chance names no column", () => {
  const calm = {
    ...compared,
    score: { ...compared.score, auc: 0.51, low: 0.49 },
    estimates: { kind: "same" } as const,
  };
  const text = JSON.stringify(sectionWith(calm));
  expect(text).toContain("nothing beyond chance");
  expect(text).toContain("as calibrated at training");
});

test("a comparison that failed is said, and none at all leaves nothing", () => {
  expect(JSON.stringify(sectionWith({ status: "failed", reason: "no memory" }))).toContain(
    "All columns together could not be compared once: no memory.",
  );
  expect(JSON.stringify(sectionWith(undefined))).not.toContain("All columns together");
});

test("stream detectors are told with their chance to signal when nothing changed, and do not touch the finding", () => {
  const without = monitoringReport({ ...fullInput(), streams: [] });
  const page = monitoringReport(fullInput());
  expect(page.sections[0]).toEqual(without.sections[0]);
  const table = page.sections
    .flatMap(({ blocks }) => blocks)
    .find((block) => block.kind === "table" && block.caption.startsWith("What stream detectors"));
  expect(table?.kind === "table" ? table.rows[0]!.slice(0, 4) : []).toEqual([
    { kind: "text", text: "DDM" },
    { kind: "text", text: "after\u00a015\u00a0Jan\u00a02026" },
    { kind: "quantity", quantity: { value: 0.24, format: { kind: "percent", digits: 0 } } },
    { kind: "quantity", quantity: { value: 1, format: { kind: "count" } } },
  ]);
  expect(JSON.stringify(without)).not.toContain("stream detectors");
});

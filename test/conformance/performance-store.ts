import {
  addRow,
  changeLabel,
  emptySums,
  type PerformanceEntry,
  type PerformanceKey,
  type PerformanceStore,
  type PerformanceSums,
} from "#monitoring";
import { expect, it } from "vitest";

const keyAt = (windowStart: number, change: Partial<PerformanceKey> = {}): PerformanceKey => ({
  modelVersion: 1,
  sliceKey: "",
  sliceValue: "",
  windowStart,
  windowEnd: windowStart + 10,
  ...change,
});

function sums(): PerformanceSums {
  const made = emptySums();
  const row = { probability: 0.3, predicted: 0, predictedAt: 5, arm: null, propensity: null } as const;
  addRow(made, row);
  changeLabel(made, row, { from: null, to: { label: 1, age: 0.4 } });
  return made;
}

const entryAt = (windowStart: number, revision: number): PerformanceEntry => ({
  ...keyAt(windowStart),
  revision,
  state: "partial",
  asOf: 50,
  rows: 1,
  eligible: 1,
  labelled: 1,
  positives: 1,
  coverage: 1,
  meanProbability: 0.3,
  estimated: {},
  realised: null,
  confusion: null,
  reason: "because",
});

/** What every PerformanceStore does. */
export function performanceStoreConformance(create: () => Promise<PerformanceStore>): void {
  it("is at the beginning at first, and where it was set afterwards", async () => {
    const store = await create();
    expect(store.position()).toEqual({ logVersion: 0, labelVersion: 0, asOf: 0 });
    store.setPosition({ logVersion: 3, labelVersion: 2, asOf: 99 });
    store.setPosition({ logVersion: 4, labelVersion: 2, asOf: 100 });
    expect(store.position()).toEqual({ logVersion: 4, labelVersion: 2, asOf: 100 });
  });

  it("gives back windows as they were saved last, oldest first, by version, slice and time", async () => {
    const store = await create();
    const plan = { sliceKey: "plan", sliceValue: "pro" };
    store.saveWindows([
      { key: keyAt(20), sums: emptySums() },
      { key: keyAt(10, plan), sums: sums() },
      { key: keyAt(10), sums: sums() },
      { key: keyAt(10, { modelVersion: 2 }), sums: sums() },
    ]);
    store.saveWindows([{ key: keyAt(20), sums: sums() }]);
    expect(store.windows({ modelVersion: 1 })).toEqual([
      { key: keyAt(10), sums: sums() },
      { key: keyAt(10, plan), sums: sums() },
      { key: keyAt(20), sums: sums() },
    ]);
    expect(store.windows({ sliceKey: "plan" }).map(({ key }) => key)).toEqual([keyAt(10, plan)]);
    expect(store.windows({ from: 11, until: 20 })).toEqual([]);
  });

  it("gives the newest revision of an entry, or all of them, and never changes one", async () => {
    const store = await create();
    store.saveWindows([10, 20].map((start) => ({ key: keyAt(start), sums: emptySums() })));
    store.saveEntries([entryAt(10, 1), entryAt(10, 2), entryAt(20, 1)]);
    store.saveEntries([{ ...entryAt(10, 2), rows: 77 }]);
    expect(store.entries({})).toEqual([entryAt(10, 2), entryAt(20, 1)]);
    expect(store.entries({ until: 20, all: true })).toEqual([entryAt(10, 1), entryAt(10, 2)]);
  });
}

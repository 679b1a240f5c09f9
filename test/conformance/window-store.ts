import type { DriftVerdict, WindowProfile, WindowQuality, WindowStore, WindowUpdate } from "#monitoring";
import { expect, it } from "vitest";

const profileAt = (windowStart: number, change: Partial<WindowProfile> = {}): WindowProfile => ({
  modelVersion: 1,
  referenceId: "r",
  slice: null,
  windowStart,
  windowEnd: windowStart + 10,
  revision: 1,
  rowCount: 3,
  rows: { duplicates: 0, routePairs: 0, routeMismatches: 0, latestAt: windowStart + 1 },
  columns: {},
  contributions: null,
  ...change,
});

const driftAt = (windowStart: number, revision: number, sentence: string): DriftVerdict => ({
  modelVersion: 1,
  referenceId: "r",
  windowStart,
  windowEnd: windowStart + 10,
  revision,
  rowCount: 3,
  policy: "default",
  isAlarm: false,
  rules: [],
  evidence: 1.5,
  bound: 400,
  severity: "none",
  culprits: [],
  columns: [],
  impact: { meanScoreShift: 0, decisionShift: 0, attribution: null, marginShift: null },
  sentence,
});

const qualityAt = (windowStart: number, modelVersion = 1): WindowQuality => ({
  modelVersion,
  referenceId: "r",
  windowStart,
  windowEnd: windowStart + 10,
  revision: 1,
  rowCount: 3,
  isQuarantined: false,
  vetoesRetraining: false,
  checks: 4,
  faults: [],
});

const update = (fromVersion: number, toVersion: number, change: Partial<WindowUpdate> = {}): WindowUpdate => ({
  reader: "monitor",
  fromVersion,
  toVersion,
  profiles: [],
  drift: [],
  quality: [],
  detectors: [],
  ...change,
});

/** What every {@link WindowStore} does. */
export function windowStoreConformance(open: () => Promise<WindowStore> | WindowStore): void {
  it("begins at version 0 and keeps a place per reader", async () => {
    const store = await open();

    expect(store.position("monitor")).toBe(0);
    expect(store.append(update(0, 4))).toBe(true);
    expect([store.position("monitor"), store.position("other")]).toEqual([4, 0]);
  });

  it("changes nothing when the reader has moved on", async () => {
    const store = await open();
    store.append(update(0, 4));

    expect(store.append(update(0, 5, { profiles: [profileAt(0)] }))).toBe(false);
    expect(store.position("monitor")).toBe(4);
    expect(store.profiles({})).toEqual([]);
  });

  it("gives profiles of all slices, oldest window first, within bounds", async () => {
    const store = await open();
    const slice = { column: "Contract", value: "One year" };
    const profiles = [profileAt(20), profileAt(0), profileAt(0, { slice }), profileAt(10, { modelVersion: 2 })];
    store.append(update(0, 1, { profiles }));

    expect(store.profiles({}).map(({ windowStart, slice }) => [windowStart, slice?.value ?? ""])).toEqual([
      [0, ""],
      [0, "One year"],
      [10, ""],
      [20, ""],
    ]);
    expect(store.profiles({ modelVersion: 1, from: 0, until: 20 })).toEqual([profileAt(0), profileAt(0, { slice })]);
  });

  it("keeps the newest revision of a window, whatever comes after it", async () => {
    const store = await open();
    store.append(update(0, 1, { profiles: [profileAt(0, { revision: 2, rowCount: 5 })], drift: [driftAt(0, 2, "b")] }));
    store.append(update(1, 2, { profiles: [profileAt(0)], drift: [driftAt(0, 1, "a")] }));

    expect(store.profiles({}).map(({ rowCount }) => rowCount)).toEqual([5]);
    expect(store.drift({}).map(({ sentence }) => sentence)).toEqual(["b"]);
  });

  it("tells quality and drift apart, and versions", async () => {
    const store = await open();
    store.append(update(0, 1, { drift: [driftAt(0, 1, "a")], quality: [qualityAt(0), qualityAt(0, 2)] }));

    expect(store.drift({ modelVersion: 2 })).toEqual([]);
    expect(store.quality({ modelVersion: 2 })).toEqual([qualityAt(0, 2)]);
  });

  it("gives the detector's state after the newest window before a start", async () => {
    const store = await open();
    const detectors = [10, 0, 20].map((windowStart) => ({ modelVersion: 1, windowStart, state: `s${windowStart}` }));
    store.append(update(0, 1, { detectors }));

    expect(store.detectorBefore(1, 0)).toBeNull();
    expect(store.detectorBefore(1, 20)).toEqual({ windowStart: 10, state: "s10" });
    expect(store.detectorBefore(2, 20)).toBeNull();
  });
}

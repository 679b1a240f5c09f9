import { createMemoryIncidentStore, createMemoryWindowStore } from "#adapters/memory";
import type { QualityVerdict, WindowQuality } from "#monitoring";
import type { Incident } from "#retraining";
import { taintedStarts, withReleases } from "#src/pipelines/monitoring/tainted-windows.js";
import { describe, expect, test } from "vitest";
import { dayAt, incident } from "../../retraining/make.js";

const fault = (column: string | null, change: Partial<QualityVerdict> = {}): QualityVerdict => ({
  check: "null-rate",
  column,
  status: "failed",
  value: 0.3,
  bound: 0.02,
  pValue: null,
  sampleSize: 100,
  quarantines: true,
  sentence: `${column ?? "the window"} is faulty`,
  ...change,
});

const quality = (faults: readonly QualityVerdict[], day = 1): WindowQuality => ({
  modelVersion: 1,
  referenceId: "r",
  windowStart: dayAt(day),
  windowEnd: dayAt(day + 1),
  revision: 1,
  rowCount: 100,
  isQuarantined: faults.length > 0,
  vetoesRetraining: faults.length > 0,
  checks: 20,
  faults,
});

function closedByPerson(...culprits: readonly string[]): {
  readonly incidents: ReturnType<typeof createMemoryIncidentStore>;
} {
  const incidents = createMemoryIncidentStore();
  const muted: Partial<Incident> = { status: "muted", family: "data", culprits };
  incidents.save(incident("muted", muted));
  return { incidents };
}

describe("faults that a person declared to be fine", () => {
  test("no longer keep their windows in quarantine, nor stop a retraining", () => {
    const released = withReleases(quality([fault("tenure")]), closedByPerson("tenure"));
    expect(released).toMatchObject({ isQuarantined: false, vetoesRetraining: false });
    expect(released.faults).toHaveLength(1);
  });

  test("release nothing of other columns, nor of faults of the window as a whole", () => {
    for (const other of [fault("charges"), fault(null)]) {
      const window = quality([fault("tenure"), other]);
      expect(withReleases(window, closedByPerson("tenure"))).toEqual(window);
    }
  });

  test("stand beside faults that quarantine nothing by themselves", () => {
    const mild = fault("charges", { quarantines: false });
    expect(withReleases(quality([fault("tenure"), mild]), closedByPerson("tenure")).isQuarantined).toBe(false);
  });

  test("count only while the incident is muted: once it has closed, the next fault is one again", () => {
    const { incidents } = closedByPerson("tenure");
    incidents.save(incident("muted", { status: "closed", family: "data", culprits: ["tenure"] }));
    expect(withReleases(quality([fault("tenure")]), { incidents }).isQuarantined).toBe(true);
  });

  test("are those of data: a drift that a person closed releases no fault", () => {
    const incidents = createMemoryIncidentStore();
    incidents.save(incident("drift", { status: "muted", family: "model", culprits: ["tenure"] }));
    expect(withReleases(quality([fault("tenure")]), { incidents }).isQuarantined).toBe(true);
  });
});

test("tainted windows are those whose verdict stayed a quarantine", () => {
  const windows = createMemoryWindowStore();
  const judged = [
    quality([fault("tenure")], 1),
    withReleases(quality([fault("tenure")], 2), closedByPerson("tenure")),
    quality([], 3),
  ];
  windows.append({
    reader: "r",
    fromVersion: 0,
    toVersion: 1,
    profiles: [],
    drift: [],
    quality: judged,
    detectors: [],
  });
  expect([...taintedStarts(1, dayAt(0), { windows })]).toEqual([dayAt(1)]);
});

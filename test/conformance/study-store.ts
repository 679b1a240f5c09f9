import type { StudyRecord, StudyStore, TrialRecord } from "#tuning";
import { expect, it } from "vitest";

const studyNamed = (name: string): StudyRecord => ({
  definition: {
    name,
    direction: "minimize",
    space: {
      rate: { kind: "float", low: 1e-3, high: 1, log: true },
      kind: { kind: "categorical", choices: ["a", 1, true] },
      depth: { kind: "int", low: 1, high: 9, when: { parameter: "kind", oneOf: ["a"] } },
    },
    sampler: { kind: "tpe", candidates: 12 },
    pruner: { kind: "wilcoxon" },
    seed: 7,
    schedule: { kind: "ordered", window: 4 },
    warmStart: [],
  },
  createdAt: "2026-03-01T00:00:00.000Z",
});

const running = (number: number): TrialRecord => ({
  number,
  state: "running",
  params: { rate: 0.1 + 0.2, kind: true },
  fixed: { kind: true },
  value: null,
  violation: 0,
  reports: [],
  attributes: {},
  startedAt: "2026-03-01T00:00:01.000Z",
  endedAt: null,
  error: null,
});

const complete = (number: number): TrialRecord => ({
  ...running(number),
  state: "complete",
  value: 0.41,
  violation: 0.25,
  reports: [
    { step: 0, value: 0.5 },
    { step: 1, value: Number.NaN },
    { step: 3, value: Number.NEGATIVE_INFINITY },
  ],
  attributes: { rounds: [10, 12], note: "Zürich" },
  endedAt: "2026-03-01T00:00:02.000Z",
});

/** What every StudyStore does. */
export function studyStoreConformance(create: () => Promise<StudyStore>): void {
  it("keeps a study as it was created, the order of its parameters included", async () => {
    const store = await create();
    expect(store.findStudy("s")).toBeUndefined();
    store.createStudy(studyNamed("s"));
    expect(store.findStudy("s")).toEqual(studyNamed("s"));
    expect(Object.keys(store.findStudy("s")!.definition.space)).toEqual(["rate", "kind", "depth"]);
  });

  it("refuses a second study of the same name", async () => {
    const store = await create();
    store.createStudy(studyNamed("s"));
    const again = (): void => store.createStudy({ ...studyNamed("s"), createdAt: "2027-01-01T00:00:00.000Z" });
    expect(again).toThrow(expect.objectContaining({ kind: "Conflict", code: "tuning/study-exists" }));
    expect(store.findStudy("s")).toEqual(studyNamed("s"));
  });

  it("lists studies by name", async () => {
    const store = await create();
    for (const name of ["b", "a", "c"]) store.createStudy(studyNamed(name));
    expect(store.listStudies().map((study) => study.definition.name)).toEqual(["a", "b", "c"]);
  });

  it("lists the trials of one study by number and gives back every fact, not-a-number included", async () => {
    const store = await create();
    store.createStudy(studyNamed("s"));
    store.createStudy(studyNamed("other"));
    store.addTrial("s", complete(1));
    store.addTrial("s", running(0));
    store.addTrial("other", running(0));
    expect(store.listTrials("s")).toEqual([running(0), complete(1)]);
    expect(store.listTrials("other")).toEqual([running(0)]);
  });

  it("refuses a trial whose number is taken", async () => {
    const store = await create();
    store.createStudy(studyNamed("s"));
    store.addTrial("s", running(0));
    expect(() => store.addTrial("s", complete(0))).toThrow(
      expect.objectContaining({ kind: "Conflict", code: "tuning/trial-exists" }),
    );
    expect(store.listTrials("s")).toEqual([running(0)]);
  });

  it("replaces a trial that is in the expected state", async () => {
    const store = await create();
    store.createStudy(studyNamed("s"));
    store.addTrial("s", running(0));
    store.replaceTrial("s", complete(0), "running");
    expect(store.listTrials("s")).toEqual([complete(0)]);
  });

  it("refuses to replace a trial that somebody else has ended", async () => {
    const store = await create();
    store.createStudy(studyNamed("s"));
    store.addTrial("s", running(0));
    store.replaceTrial("s", complete(0), "running");
    const late = (): void => store.replaceTrial("s", { ...running(0), state: "pruned" }, "running");
    expect(late).toThrow(expect.objectContaining({ kind: "Conflict", code: "tuning/trial-changed" }));
    expect(store.listTrials("s")).toEqual([complete(0)]);
  });

  it("says which study or trial is missing", async () => {
    const store = await create();
    const studyMissing = expect.objectContaining({ kind: "NotFound", code: "tuning/study-not-found" }) as Error;
    expect(() => store.listTrials("none")).toThrow(studyMissing);
    expect(() => store.addTrial("none", running(0))).toThrow(studyMissing);
    store.createStudy(studyNamed("s"));
    expect(() => store.replaceTrial("s", complete(3), "running")).toThrow(
      expect.objectContaining({ kind: "NotFound", code: "tuning/trial-not-found" }),
    );
  });

  it("hands out copies", async () => {
    const store = await create();
    store.createStudy(studyNamed("s"));
    store.addTrial("s", complete(0));
    (store.listTrials("s")[0]!.params as Record<string, number>)["rate"] = 99;
    expect(store.listTrials("s")).toEqual([complete(0)]);
  });
}

import type { DecisionStore, EvaluationAudit, EvaluationResult, IncidentStore } from "#retraining";
import { expect, it } from "vitest";
import { dayAt, decision, incident } from "../retraining/make.js";

/** What every IncidentStore does. */
export function incidentStoreConformance(create: () => Promise<IncidentStore>): void {
  it("keeps an incident and replaces it by id", async () => {
    const store = await create();
    store.save(incident("a"));
    store.save(incident("a", { severity: "act", raisedWindows: 2 }));
    expect(store.get("a")).toEqual(incident("a", { severity: "act", raisedWindows: 2 }));
    expect(store.list({})).toHaveLength(1);
  });

  it("refuses a second open incident of one key, and takes it once the first is closed", async () => {
    const store = await create();
    store.save(incident("a", { key: "drift" }));
    const second = incident("b", { key: "drift" });
    expect(() => store.save(second)).toThrow(expect.objectContaining({ code: "retraining/incident-open" }));
    expect(store.list({})).toHaveLength(1);
    store.save(incident("a", { key: "drift", status: "closed", closedAt: dayAt(4) }));
    store.save(second);
    expect(store.list({ status: "open" }).map(({ id }) => id)).toEqual(["b"]);
  });

  it("lists the newest first, by status, and no more than wanted", async () => {
    const store = await create();
    for (const day of [3, 1, 2]) store.save(incident(`day-${day}`, { openedAt: dayAt(day) }));
    store.save(incident("muted", { status: "muted", openedAt: dayAt(0) }));
    expect(store.list({ limit: 2 }).map(({ id }) => id)).toEqual(["day-3", "day-2"]);
    expect(store.list({ status: "muted" }).map(({ id }) => id)).toEqual(["muted"]);
  });

  it("says which incident is missing", async () => {
    const store = await create();
    expect(() => store.get("never")).toThrow(expect.objectContaining({ code: "retraining/incident-not-found" }));
  });
}

const result: EvaluationResult = {
  outcome: "kept",
  at: dayAt(4),
  runId: "job_1",
  recipe: "keep",
  challenger: null,
  sentence: "nothing beat the champion",
  evidence: { rows: 700 },
};

const audit: EvaluationAudit = {
  at: dayAt(100),
  rows: 900,
  difference: -0.01,
  interval: [-0.02, -0.001],
  helped: "yes",
  triggerWasRight: "yes",
  sentence: "log loss fell",
};

/** What every DecisionStore does. */
export function decisionStoreConformance(create: () => Promise<DecisionStore>): void {
  it("keeps the first of two decisions with one id", async () => {
    const store = await create();
    expect(store.add(decision("d1"))).toEqual(decision("d1"));
    expect(store.add(decision("d1", { sentences: ["other"] }))).toEqual(decision("d1"));
    expect(store.find("d1")).toEqual(decision("d1"));
    expect(store.find("d2")).toBeUndefined();
  });

  it("a failed run gives way to its repair", async () => {
    const store = await create();
    store.add(decision("d1"));
    store.saveResult("d1", { ...result, outcome: "failed" });
    store.saveResult("d1", result);
    expect(store.get("d1").result).toEqual(result);
  });

  it("keeps one result, and the newest audit", async () => {
    const store = await create();
    store.add(decision("d1"));
    store.saveResult("d1", result);
    store.saveResult("d1", { ...result, outcome: "promoted" });
    store.saveAudit("d1", { ...audit, helped: "open" });
    store.saveAudit("d1", audit);
    expect(store.get("d1")).toEqual(decision("d1", { result, audit }));
    const missing = expect.objectContaining({ code: "retraining/decision-not-found" });
    expect(() => store.get("never")).toThrow(missing);
    expect(() => store.saveResult("never", result)).toThrow(missing);
    expect(() => store.saveAudit("never", audit)).toThrow(missing);
  });

  it("lists the newest first by what is asked for", async () => {
    const store = await create();
    store.add(decision("d1", { at: dayAt(1), incidentId: "i1" }));
    store.add(decision("d2", { at: dayAt(2), fired: false, incidentId: "i1" }));
    store.add(decision("d3", { at: dayAt(2) }));
    const ids = (query: Parameters<DecisionStore["list"]>[0]): readonly string[] =>
      store.list(query).map(({ id }) => id);
    expect(ids({})).toEqual(["d3", "d2", "d1"]);
    expect(ids({ limit: 1 })).toEqual(["d3"]);
    expect(ids({ fired: true })).toEqual(["d3", "d1"]);
    expect(ids({ incidentId: "i1", fired: false })).toEqual(["d2"]);
    expect(ids({ since: dayAt(2) })).toEqual(["d3", "d2"]);
  });
}

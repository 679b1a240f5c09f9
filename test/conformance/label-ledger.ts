import type { LabelFact, LabelLedger, LoggedPrediction } from "#monitoring";
import { expect, it } from "vitest";

export function prediction(id: string, change: Partial<LoggedPrediction> = {}): LoggedPrediction {
  return {
    id,
    entity: `entity of ${id}`,
    predictedAt: 1000,
    modelVersion: 1,
    probability: 0.25,
    predicted: 0,
    arm: null,
    propensity: null,
    slices: {},
    label: null,
    labelKnownAt: null,
    ...change,
  };
}

export function fact(change: Partial<LabelFact> = {}): LabelFact {
  return { predictionId: null, entity: null, label: 1, occurredAt: null, knownAt: 2000, source: "file", ...change };
}

/** What every LabelLedger does. */
export function labelLedgerConformance(create: () => Promise<LabelLedger>): void {
  it("gives back predictions as they were added, by id and by entity and time", async () => {
    const ledger = await create();
    const rows = [
      prediction("b", { predictedAt: 3000, arm: "control", propensity: 0.1, slices: { plan: "pro" } }),
      prediction("a", { entity: "entity of b", predictedAt: 2000 }),
      prediction("c", { entity: null }),
    ];
    expect(ledger.addPredictions(rows)).toEqual(rows);
    expect(ledger.predictionsOf({ id: "b" })).toEqual([rows[0]]);
    expect(ledger.predictionsOf({ id: "x" })).toEqual([]);
    expect(ledger.predictionsOf({ entity: "entity of b", from: 2000, to: 3000 })).toEqual([rows[1], rows[0]]);
    expect(ledger.predictionsOf({ entity: "entity of b", from: 2001, to: 9000 })).toEqual([rows[0]]);
    expect(ledger.predictionsOf({ from: 1000, before: 3000 })).toEqual([rows[2], rows[1]]);
  });

  it("counts labels: of each entity the first prediction of a day, none that a campaign acted on or whose span is left out", async () => {
    const ledger = await create();
    const day = 86_400_000;
    const known = { label: 1, labelKnownAt: 9 * day } as const;
    ledger.addPredictions([
      prediction("a", { entity: "e", predictedAt: 10, ...known }),
      prediction("b", { entity: "e", predictedAt: 10, label: 0, labelKnownAt: 9 }),
      prediction("c", { entity: "e", predictedAt: day, label: 0, labelKnownAt: 9 }),
      prediction("d", { entity: null, predictedAt: day, ...known }),
      prediction("e", { entity: null, predictedAt: day, ...known }),
      prediction("f", { predictedAt: day, arm: "treated", propensity: 0.9, ...known }),
      prediction("g", { entity: "g", predictedAt: day + 1, arm: "treated", propensity: 0.9, ...known }),
      prediction("h", { entity: "g", predictedAt: day + 2, arm: "control", propensity: 0.1, ...known }),
      prediction("i", { predictedAt: 2 * day, ...known }),
      prediction("j", { predictedAt: 2 * day + 5, label: 0, labelKnownAt: 9 }),
      prediction("k", { entity: "k", predictedAt: 3 * day }),
      prediction("l", { entity: "k", predictedAt: 3 * day + 1, ...known }),
      prediction("m", { predictedAt: 4 * day, ...known }),
    ]);
    const whole = { from: 0, before: 4 * day, without: [], since: -1 };
    expect(ledger.countLabels(whole)).toEqual({ rows: 7, positives: 5, rowsSince: 7 });
    expect(ledger.countLabels({ ...whole, from: 10, since: day })).toEqual({ rows: 7, positives: 5, rowsSince: 3 });
    const without = [
      { from: 2 * day, before: 2 * day + 5 },
      { from: 0, before: 11 },
      { from: 5, before: 12 },
    ];
    expect(ledger.countLabels({ ...whole, without })).toEqual({ rows: 5, positives: 3, rowsSince: 5 });
    expect(ledger.countLabels({ ...whole, from: 5 * day, before: 6 * day }).rows).toBe(0);
  });

  it("leaves a prediction that is there as it is", async () => {
    const ledger = await create();
    ledger.addPredictions([prediction("a")]);
    expect(ledger.addPredictions([prediction("a", { probability: 0.9 }), prediction("b")])).toEqual([prediction("b")]);
    expect(ledger.predictionsOf({ id: "a" })).toEqual([prediction("a")]);
  });

  it("keeps probabilities to the last bit, however small", async () => {
    const ledger = await create();
    const probability = 1.2345e-300;
    ledger.addPredictions([prediction("a", { probability })]);
    expect(ledger.predictionsOf({ id: "a" })[0]!.probability).toBe(probability);
  });

  it("numbers events in order of arrival and leaves out what is there to the letter", async () => {
    const ledger = await create();
    const facts = [fact({ predictionId: "a" }), fact({ entity: "e" }), fact({ entity: "e", label: null })];
    const added = ledger.addEvents(facts);
    expect(added).toMatchObject(facts);
    expect(added[0]!.sequence).toBeLessThan(added[1]!.sequence);
    expect(added[1]!.sequence).toBeLessThan(added[2]!.sequence);
    expect(ledger.addEvents([facts[1]!])).toEqual([]);
  });

  it("finds events of a prediction by its id, and by its entity those that name no prediction", async () => {
    const ledger = await create();
    ledger.addEvents([
      fact({ predictionId: "a" }),
      fact({ entity: "e" }),
      fact({ predictionId: "b", entity: "e" }),
      fact({ entity: "f" }),
    ]);
    const found = ledger.eventsOf("a", "e").map(({ predictionId, entity }) => [predictionId, entity]);
    expect(found).toEqual([
      ["a", null],
      [null, "e"],
    ]);
    expect(ledger.eventsOf("a", null)).toHaveLength(1);
  });

  it("finds events by the time they became known, without the first moment and with the last", async () => {
    const ledger = await create();
    ledger.addEvents([1, 2, 3].map((knownAt) => fact({ predictionId: "a", knownAt })));
    expect(ledger.eventsKnown(1, 3).map(({ knownAt }) => knownAt)).toEqual([2, 3]);
  });

  it("sets and takes back labels", async () => {
    const ledger = await create();
    ledger.addPredictions([prediction("a")]);
    ledger.setLabels([{ id: "a", label: 0, knownAt: 5 }]);
    expect(ledger.predictionsOf({ id: "a" })).toEqual([prediction("a", { label: 0, labelKnownAt: 5 })]);
    ledger.setLabels([{ id: "a", label: null, knownAt: null }]);
    expect(ledger.predictionsOf({ id: "a" })).toEqual([prediction("a")]);
  });
}

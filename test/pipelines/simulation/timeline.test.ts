import { describe, expect, test } from "vitest";
import { timelineOf } from "#pipelines";
import type { AliasJournalEntry } from "#registry";
import type { DecisionRecord, Incident } from "#retraining";

const dayMs = 86_400_000;
const startMs = Date.UTC(2026, 0, 1);
/** The end of a day, when jobs run. */
const endOf = (day: number): number => startMs + day * dayMs;

const incident = {
  family: "model",
  severity: "warn",
  culprits: ["tenure"],
  openedAt: endOf(12),
  closedAt: endOf(30),
  sentence: "tenure moved",
  closedBecause: "quiet for 3 windows",
} as unknown as Incident;

const decision = (day: number, change: Partial<DecisionRecord>): DecisionRecord =>
  ({
    id: `d${day}`,
    at: endOf(day),
    verdict: "covariate-drift",
    action: "alert",
    fired: false,
    incidentId: "i1",
    sentences: ["drift without loss"],
    result: null,
    audit: null,
    ...change,
  }) as DecisionRecord;

const promotion = {
  alias: "champion",
  from: 1,
  to: 2,
  at: new Date(endOf(20)).toISOString(),
  reason: "better",
} as unknown as AliasJournalEntry;

const strengthOn = (day: number): number => Math.max(0, Math.min(1, (day - 10) / 4));

describe("a timeline", () => {
  const timeline = timelineOf({
    startMs,
    days: 40,
    world: {
      activeChanges: (day) =>
        day > 10 && day <= 35 ? [{ part: "customers", what: "scale tenure", strength: strengthOn(day) }] : [],
    },
    incidents: [incident],
    decisions: [
      decision(12, {}),
      decision(13, {}),
      decision(20, {
        verdict: "realised-loss",
        action: "evaluate",
        fired: true,
        sentences: ["F1 fell"],
        result: { outcome: "promoted", at: endOf(20), sentence: "log loss better" } as DecisionRecord["result"],
      }),
    ],
    failures: [
      { job: "monitoring", endedAt: endOf(25), error: "disk full" },
      { job: "monitoring", endedAt: endOf(26), error: "disk full" },
    ],
    journal: [promotion, { ...promotion, at: new Date(startMs - dayMs).toISOString() }],
  });
  const told = timeline.map(({ day, side, title }) => `${day} ${side} ${title}`);

  test("tells the truth, what was found and what was done, in the order of days", () => {
    expect(told).toEqual([
      "11 truth customers: scale tenure begins",
      "12 found incident: model (tenure)",
      "12 done covariate-drift: alert",
      "14 truth customers: scale tenure is complete",
      "20 done realised-loss: evaluate",
      "20 done evaluation promoted",
      "20 done version 2 is champion",
      "25 done job monitoring failed",
      "30 found incident closed: model",
      "35 truth customers: scale tenure ends",
    ]);
  });

  test("says why", () => {
    expect(timeline.find(({ title }) => title.startsWith("evaluation"))!.why).toBe("log loss better");
    expect(timeline.find(({ side }) => side === "found")!.why).toBe("tenure moved");
  });
});

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
      "12 found Incident opened: tenure",
      "12 done Told, nothing trained: covariate drift",
      "14 truth customers: scale tenure is complete",
      "20 done Retraining called for: realised loss",
      "20 done The challenger became champion",
      "20 done Version 2 is champion",
      "25 done Job monitoring failed",
      "30 found Incident closed: tenure",
      "35 truth customers: scale tenure ends",
    ]);
  });

  test("says why", () => {
    expect(timeline.find(({ title }) => title.startsWith("The challenger"))!.why).toBe("log loss better");
    expect(timeline.find(({ side }) => side === "found")!.why).toBe("tenure moved");
  });

  test("does not say again what an incident said on the same day, nor why a version won", () => {
    const opened = { ...incident, id: "i1" };
    const held = decision(12, { sentences: ["Held: tenure moved; nothing is trained."] });
    const sentence = "The challenger is champion now: better";
    const won = decision(20, {
      fired: true,
      action: "evaluate",
      result: { outcome: "promoted", at: endOf(20), challenger: 2, sentence } as DecisionRecord["result"],
    });
    const world = { activeChanges: () => [] };
    const sources = { startMs, days: 40, world, failures: [], journal: [promotion] };
    const told = timelineOf({ ...sources, incidents: [opened], decisions: [held, won] });
    expect(told.find(({ title }) => title.startsWith("Told"))!.why).toBe("Held: nothing is trained.");
    expect(told.find(({ title }) => title.startsWith("Version"))!.why).toBe("");
  });

  test("names an incident without a culprit by what it is about, and looks back by day", () => {
    const audit = { at: endOf(30), helped: "yes", triggerWasRight: "yes", sentence: "fell" } as DecisionRecord["audit"];
    const result = { outcome: "promoted", at: endOf(20), sentence: "better" } as DecisionRecord["result"];
    const sources = { startMs, days: 40, world: { activeChanges: () => [] }, failures: [], journal: [] };
    const nameless = { ...incident, family: "labels", culprits: [], closedAt: null } as unknown as Incident;
    const decisions = [decision(20, { fired: true, action: "evaluate", result, audit })];
    const titles = timelineOf({ ...sources, incidents: [nameless], decisions }).map(({ title }) => title);
    expect(titles).toContain("Incident opened: the labels");
    expect(titles).toContain("Looking back at day 20: the trigger was right, it helped");
  });
});

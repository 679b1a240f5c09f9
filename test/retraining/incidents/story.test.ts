import { type DecisionRecord, judgeIncident, tellIncident } from "#retraining";
import { describe, expect, test } from "vitest";
import { dayAt, dayMs, decision, incident } from "../make.js";

const closed = incident("spend", {
  status: "closed",
  lastWindow: dayAt(9),
  closedAt: dayAt(12),
  closedBecause: "version 2 serves now",
  closedBy: "policy:auto",
});

const held = (day: number): DecisionRecord =>
  decision(`d${day}`, {
    at: dayAt(day),
    verdict: "covariate-drift",
    action: "alert",
    fired: false,
    sentences: [`Held on day ${day}.`],
  });

function fired(
  day: number,
  outcome: "promoted" | "kept",
  audit: Partial<DecisionRecord["audit"]> | null,
): DecisionRecord {
  const whole = {
    at: dayAt(day + 30),
    rows: 400,
    difference: -0.012,
    interval: [-0.02, -0.004],
    helped: "yes",
    triggerWasRight: "yes",
    sentence: "It helped.",
  } as const;
  return decision(`d${day}`, {
    at: dayAt(day),
    verdict: "concept-drift",
    result: {
      outcome,
      at: dayAt(day) + dayMs / 2,
      runId: "run_1",
      recipe: "recent",
      challenger: 2,
      sentence: "Better.",
      evidence: null,
    },
    audit: audit === null ? null : { ...whole, ...audit },
  });
}

const decisions = [held(2), held(3), held(4), fired(5, "kept", null), held(6), fired(11, "promoted", {})];

describe("the story of an incident", () => {
  test("begins with the incident before it when the trouble was over and came back", () => {
    const again = incident("spend", { openedAt: dayAt(20) });
    const [first] = tellIncident(again, [], [{ ...closed, id: "inc_before" }]);
    expect(first!.sentences).toEqual([
      "spend drifted",
      "This happens for the 2nd time in 30 days; the last time was told on 2026-01-03 (inc_before).",
    ]);
  });

  test("goes from the first signal to the audit, in the order in which things happened", () => {
    expect(tellIncident(closed, decisions).map(({ kind }) => kind)).toEqual([
      "signal",
      "held",
      "fired",
      "outcome",
      "held",
      "fired",
      "outcome",
      "closed",
      "audit",
    ]);
  });

  test("tells evaluations that said the same once, with the first and the last of them", () => {
    expect(tellIncident(closed, decisions)[1]).toEqual({
      kind: "held",
      from: dayAt(2),
      until: dayAt(4),
      times: 3,
      title: "Told, nothing trained: covariate drift",
      sentences: ["Held on day 2.", "Held on day 4."],
    });
  });

  test("the audit says what was right, whether it helped, and by how much", () => {
    expect(tellIncident(closed, decisions).at(-1)).toMatchObject({
      from: dayAt(41),
      title: "Looking back at 2026-01-12: the trigger was right, it helped",
      sentences: [
        "It helped.",
        "Log loss of the new champion less that of the one before: -0.0120 [-0.0200, -0.0040] on 400 rows.",
      ],
    });
  });

  test("looks back on all of it, and says what is still open", () => {
    expect(judgeIncident([held(2)])).toBe("No retraining was called for.");
    expect(judgeIncident(decisions)).toBe(
      "2 retrainings were called for. One was audited: its trigger was right. The promotion that was audited helped. 1 still waits for the labels of an audit.",
    );
    expect(judgeIncident([fired(5, "kept", { triggerWasRight: "no", helped: "open" })])).toBe(
      "1 retraining was called for. One was audited: its trigger was wrong.",
    );
  });
});

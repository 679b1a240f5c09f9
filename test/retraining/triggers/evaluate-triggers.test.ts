import {
  type DecisionRecord,
  evaluateTriggers,
  type Signal,
  type TriggerEvaluation,
  type TriggerState,
} from "#retraining";
import { describe, expect, test } from "vitest";
import { dayAt, dayMs, decision, options, signal, start, state, window } from "../make.js";

function evaluate(signals: readonly Signal[], change: Partial<TriggerState> = {}, day = 11): TriggerEvaluation {
  return evaluateTriggers(signals, state({ windows: [window(10)], ...change }), options, dayAt(day));
}

const performance = (change: Partial<Signal> = {}): Signal =>
  signal(10, {
    kind: "performance",
    severity: "act",
    culprits: [],
    value: 0.08,
    bound: 0.05,
    sentence: "F1 is 8 % below training",
    ...change,
  });
const reading = ({ decision: { rules } }: TriggerEvaluation, rule: string) => rules.find((one) => one.rule === rule);

describe("verdicts and their actions", () => {
  test("nothing raised: nothing is done, and the record says so", () => {
    const { decision: made, opened } = evaluate([signal(10, { value: 0.1 })]);
    expect(made).toMatchObject({ verdict: "nothing", action: "none", fired: false, incidentId: null, severity: null });
    expect(made.sentences).toEqual(["Held: nothing reached its bound."]);
    expect(opened).toEqual([]);
  });

  test("drift of inputs without loss is told and starts nothing", () => {
    const { decision: made, opened } = evaluate([signal(10, { severity: "act" })]);
    expect(made).toMatchObject({ verdict: "covariate-drift", action: "alert", fired: false, severity: "act" });
    expect(opened.map(({ id }) => id)).toEqual([made.incidentId]);
  });

  test.each([
    ["is not estimated", [], /no loss of quality is seen, and there is no estimate of one, so it is told/],
    [
      "is estimated to be none",
      [performance({ basis: "estimated", value: 0.01 })],
      /but no loss of quality is seen or estimated, so it is told/,
    ],
    [
      "cannot be estimated",
      [
        performance({
          basis: "estimated",
          value: 0,
          sentence: "F1 of 700 rows without labels is not estimated: 40 % of them are beyond the reference",
          evidence: { refused: "40 % of them are beyond the reference" },
        }),
      ],
      /there may be one \(F1 of 700 rows without labels is not estimated: 40 % .*reference\), so it is told .* until labels tell/,
    ],
    [
      "is estimated by an estimator that is not trusted",
      [performance({ basis: "estimated", severity: "warn" })],
      /a loss of quality is estimated \(F1 is 8 % below training\), by an estimator that has not proven itself yet/,
    ],
  ] as const)("drift whose loss %s is told in words that say so", (_, estimate, words) => {
    const { decision: made } = evaluate([signal(10), ...estimate]);
    expect(made).toMatchObject({ verdict: "covariate-drift", fired: false });
    expect(made.sentences[0]).toMatch(words);
  });

  test("drift with loss by an estimator that is trusted starts an evaluation run; by another one it does not", () => {
    const loss = performance({ basis: "estimated", isTrusted: true });
    expect(evaluate([signal(10), loss]).decision).toMatchObject({
      verdict: "covariate-drift-with-loss",
      action: "evaluate",
      fired: true,
    });
    expect(evaluate([signal(10), { ...loss, isTrusted: false }]).decision).toMatchObject({
      verdict: "covariate-drift",
      fired: false,
    });
  });

  test.each([
    ["realised-loss", performance()],
    ["concept-drift", performance({ kind: "concept-drift" })],
  ] as const)("%s starts an evaluation run", (verdict, found) => {
    expect(evaluate([found]).decision).toMatchObject({
      verdict,
      action: "evaluate",
      fired: true,
      promotion: "automatic",
    });
  });

  test.each(["null-rate", "schema", "quality-fault"] as const)(
    "%s puts the window into quarantine and forbids a fit, whatever else fired",
    (kind) => {
      const made = evaluate([
        signal(10, { kind, culprits: ["tenure"] }),
        performance(),
        performance({ kind: "concept-drift" }),
      ]);
      expect(made.decision).toMatchObject({ verdict: "quality-fault", action: "quarantine", fired: false });
      expect(reading(made, "arbitration")?.sentence).toContain("forbids a fit");
    },
  );

  test("rows that come in unusual number are told and forbid nothing", () => {
    const few = signal(10, { kind: "quality-fault", severity: "info", culprits: [] });
    expect(evaluate([few]).decision).toMatchObject({ verdict: "feed-fault", action: "alert", fired: false });
    expect(evaluate([few]).decision.sentences[0]).toContain("the rows that came are sound");
    expect(evaluate([few, performance()]).decision).toMatchObject({ verdict: "realised-loss", fired: true });
  });

  test("labels that are missing for some scores more than for others hold everything", () => {
    const bias = signal(10, { kind: "label-bias", culprits: [], value: 0.2, bound: 0.05 });
    const made = evaluate([bias, performance()]);
    expect(made.decision).toMatchObject({ verdict: "label-bias", action: "hold", fired: false });
    expect(reading(made, "arbitration")?.sentence).toContain("forbids a fit");
  });

  test("first outcomes that are not as many as expected are told, and start nothing by themselves", () => {
    const early = signal(10, { kind: "early-outcomes", culprits: [], value: 0.4, bound: 0.2 });
    expect(evaluate([early]).decision).toMatchObject({ verdict: "early-outcomes", action: "alert", fired: false });
    expect(evaluate([early, performance({ kind: "concept-drift" })]).decision.verdict).toBe("concept-drift");
  });

  test("labels that do not come hold everything", () => {
    const outage = signal(10, { kind: "label-outage", culprits: [], value: 9, bound: 7 });
    expect(evaluate([outage, performance()]).decision).toMatchObject({ verdict: "label-outage", action: "hold" });
  });

  test("thirty days after the training an evaluation run is due; after one it is due thirty days later", () => {
    expect(evaluate([], {}, 29).decision.verdict).toBe("nothing");
    expect(evaluate([], {}, 30).decision).toMatchObject({ verdict: "age", action: "evaluate", fired: true });
    const looked = decision("d", {
      result: {
        outcome: "kept",
        at: dayAt(31),
        runId: "r",
        recipe: "keep",
        challenger: null,
        sentence: "",
        evidence: null,
      },
    });
    expect(evaluate([], { evaluations: [looked] }, 60).decision.verdict).toBe("nothing");
    expect(evaluate([], { evaluations: [looked] }, 61).decision.verdict).toBe("age");
  });

  test("age starts an evaluation run while harmless drift is open", () => {
    expect(evaluate([signal(10)], {}, 31).decision).toMatchObject({ verdict: "age", fired: true });
  });
});

describe("rules an evaluation run has to get past", () => {
  const ended = (day: number, outcome: "promoted" | "rejected" | "kept", change: Partial<DecisionRecord> = {}) =>
    decision(`d${day}`, {
      at: dayAt(day),
      ...change,
      result: { outcome, at: dayAt(day), runId: "r", recipe: "equal", challenger: 2, sentence: "", evidence: null },
    });

  test.each([
    [{ rows: 699, positives: 200, rowsSinceEvaluation: 699 }, "recalibrate", true],
    [{ rows: 800, positives: 149, rowsSinceEvaluation: 800 }, "recalibrate", true],
    [{ rows: 199, positives: 100, rowsSinceEvaluation: 199 }, "alert", false],
    [{ rows: 700, positives: 150, rowsSinceEvaluation: 700 }, "evaluate", true],
  ] as const)("with %j matured since the last fit the action is %s", (labels, action, fired) => {
    expect(evaluate([performance()], { labels }).decision).toMatchObject({ action, fired });
  });

  test("a sixth of the horizon passes after a promotion before the next run", () => {
    const evaluations = [ended(2, "promoted", { culprits: [] })];
    expect(evaluate([performance()], { evaluations }, 16).decision.fired).toBe(false);
    const held = evaluate([performance()], { evaluations }, 16);
    expect(reading(held, "cooldown")).toMatchObject({ passed: false });
    expect(held.decision.sentences[0]).toContain("15 days of quiet time until 2026-01-18");
    expect(evaluate([performance()], { evaluations }, 17).decision.fired).toBe(true);
  });

  test("each rejected challenger doubles the quiet time, up to 90 days", () => {
    const evaluations = [ended(40, "rejected"), ended(2, "rejected")];
    const culprits = ["MonthlyCharges"];
    expect(evaluate([performance({ culprits })], { evaluations }, 99).decision.fired).toBe(false);
    expect(evaluate([performance({ culprits })], { evaluations }, 101).decision.fired).toBe(true);
  });

  test("a distinct new culprit lifts the quiet time, the same one does not", () => {
    const evaluations = [ended(8, "rejected")];
    const of = (culprit: string): TriggerEvaluation =>
      evaluate([performance({ culprits: [culprit] })], { evaluations });
    expect(of("MonthlyCharges").decision.fired).toBe(false);
    expect(of("Contract").decision.fired).toBe(true);
    expect(reading(of("Contract"), "cooldown")?.sentence).toContain("lifted because the trouble is a new one");
  });

  test("a run only because of age does not keep real evidence waiting", () => {
    const evaluations = [ended(8, "kept", { verdict: "age", culprits: [] })];
    expect(evaluate([performance()], { evaluations }).decision.fired).toBe(true);
  });

  test("no more than two runs in thirty days, one at a time, and not on labels that were seen", () => {
    const two = [ended(8, "kept", { culprits: ["a"] }), ended(2, "kept", { culprits: ["b"] })];
    const fresh = [performance({ culprits: ["c"] })];
    expect(reading(evaluate(fresh, { evaluations: two }), "rate")?.passed).toBe(false);
    const running = [decision("d", { at: dayAt(10) })];
    expect(reading(evaluate(fresh, { evaluations: running }), "under-way")?.passed).toBe(false);
    const stale = { labels: { rows: 900, positives: 300, rowsSinceEvaluation: 10 }, evaluations: [ended(1, "kept")] };
    expect(reading(evaluate(fresh, stale), "new-evidence")?.passed).toBe(false);
  });

  test("a second promotion within thirty days waits for a person", () => {
    expect(evaluate([performance()], { promotions: [start - 40 * dayMs] }).decision.promotion).toBe("automatic");
    expect(evaluate([performance()], { promotions: [start - 10 * dayMs] }).decision.promotion).toBe("approval");
  });

  test("without a champion nothing starts", () => {
    const held = evaluate([performance()], { championVersion: null, trainedAt: null });
    expect(held.decision).toMatchObject({ fired: false, action: "alert" });
  });
});

describe("policy reference", () => {
  const literal = { ...options, policy: "reference" as const };
  const run = (signals: readonly Signal[], day = 11) =>
    evaluateTriggers(signals, state({ windows: [window(10)] }), literal, dayAt(day)).decision;

  test.each([
    ["feature-drift", 0.26, true],
    ["feature-drift", 0.25, false],
    ["prediction-drift", 0.3, true],
    ["null-rate", 0.06, true],
    ["performance", 0.051, true],
    ["performance", 0.05, false],
    ["schema", 1, true],
    ["label-outage", 99, false],
  ] as const)("%s of %d: fires %s", (kind, value, fired) => {
    expect(run([signal(10, { kind, value, severity: "info" })]).fired).toBe(fired);
  });

  test("fires by age, every day, without quiet time", () => {
    expect(run([], 30)).toMatchObject({ fired: true, verdict: "reference-trigger" });
    expect(run([], 29).fired).toBe(false);
  });
});

import {
  cooldownLength,
  type DecisionRecord,
  evaluateTriggers,
  type Incident,
  type Signal,
  type SignalKind,
} from "#retraining";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { dayAt, dayMs, options, signal, state, window } from "../make.js";

const kinds: readonly SignalKind[] = [
  "feature-drift",
  "prediction-drift",
  "null-rate",
  "performance",
  "schema",
  "concept-drift",
  "quality-fault",
  "label-outage",
  "label-bias",
  "early-outcomes",
];

const arbitrarySignal = (day: number): fc.Arbitrary<Signal> =>
  fc
    .record({
      kind: fc.constantFrom(...kinds),
      severity: fc.constantFrom("info" as const, "warn" as const, "act" as const),
      culprits: fc.subarray(["Contract", "MonthlyCharges", "tenure"]),
      value: fc.constantFrom(0, 0.02, 0.2, 0.3),
      basis: fc.constantFrom("realised" as const, "estimated" as const),
      isTrusted: fc.boolean(),
      back: fc.integer({ min: 0, max: 3 }),
      modelVersion: fc.constantFrom(1, 2),
    })
    .map(({ back, ...change }) => {
      const at = Math.max(0, day - back);
      return signal(day, { ...change, windowStart: dayAt(at), windowEnd: dayAt(at + 1) });
    });

const worlds = fc
  .integer({ min: 1, max: 12 })
  .chain((days) =>
    fc.tuple(...Array.from({ length: days }, (_, day) => fc.array(arbitrarySignal(day), { maxLength: 4 }))),
  );

interface Stored {
  readonly incidents: readonly Incident[];
  readonly evaluations: readonly DecisionRecord[];
}

const at = (stored: Stored, day: number) =>
  state({ windows: [window(day)], incidents: stored.incidents, evaluations: stored.evaluations });

function store(stored: Stored, made: ReturnType<typeof evaluateTriggers>): Stored {
  const incidents = new Map(stored.incidents.map((incident) => [incident.id, incident]));
  for (const incident of made.changed) incidents.set(incident.id, incident);
  const known = stored.evaluations.some(({ id }) => id === made.decision.id);
  const evaluations = made.decision.fired && !known ? [made.decision, ...stored.evaluations] : stored.evaluations;
  return { incidents: [...incidents.values()], evaluations };
}

function live(
  world: readonly (readonly Signal[])[],
  each: (made: ReturnType<typeof evaluateTriggers>, after: Stored, day: number) => void,
): void {
  let stored: Stored = { incidents: [], evaluations: [] };
  for (const [day, signals] of world.entries()) {
    const made = evaluateTriggers(signals, at(stored, day), options, dayAt(day + 1));
    stored = store(stored, made);
    each(made, stored, day);
  }
}

describe("whatever monitoring finds", () => {
  test("there are never two open incidents of one key, nor two with a culprit in common in one family", () => {
    fc.assert(
      fc.property(worlds, (world) => {
        live(world, (_, { incidents }) => {
          const open = incidents.filter(({ status }) => status === "open");
          expect(new Set(open.map(({ key }) => key)).size).toBe(open.length);
          const owned = open.flatMap(({ family, modelVersion, culprits }) =>
            culprits.map((one) => `${family}/${modelVersion}/${one}`),
          );
          expect(new Set(owned).size).toBe(owned.length);
        });
      }),
      { numRuns: 150 },
    );
  });

  test("a fault of the data never leads to a fit", () => {
    fc.assert(
      fc.property(worlds, (world) => {
        live(world, ({ decision }, _, day) => {
          const faulty = world[day]!.some(
            ({ kind, value, bound, severity, windowStart }) =>
              ["null-rate", "schema", "quality-fault"].includes(kind) &&
              value >= bound &&
              severity !== "info" &&
              windowStart === dayAt(day),
          );
          if (faulty) expect(decision.fired).toBe(false);
        });
      }),
      { numRuns: 150 },
    );
  });

  test("the same round again changes nothing and is the same decision", () => {
    fc.assert(
      fc.property(worlds, (world) => {
        let stored: Stored = { incidents: [], evaluations: [] };
        for (const [day, signals] of world.entries()) {
          const first = evaluateTriggers(signals, at(stored, day), options, dayAt(day + 1));
          stored = store(stored, first);
          const again = evaluateTriggers(signals, at(stored, day), options, dayAt(day + 1));
          expect(again.decision.id).toBe(first.decision.id);
          expect(again.changed).toEqual([]);
        }
      }),
      { numRuns: 150 },
    );
  });

  test("more rejected challengers never make the quiet time shorter, nor longer than its bound", () => {
    fc.assert(
      fc.property(fc.nat({ max: 60 }), fc.integer({ min: 0, max: 400 }), (rejections, horizonDays) => {
        const horizonMs = horizonDays * dayMs;
        const length = cooldownLength(rejections, horizonMs, options);
        expect(cooldownLength(rejections + 1, horizonMs, options)).toBeGreaterThanOrEqual(length);
        expect(length).toBeGreaterThanOrEqual(14 * dayMs);
        expect(length).toBeLessThanOrEqual(Math.max(90 * dayMs, horizonMs / 6));
      }),
    );
  });
});

describe("a world that swings back and forth", () => {
  /** Loss and drift for five of every ten days; every evaluation run ends with `outcome` a day later. */
  function soak(outcome: "kept" | "rejected"): {
    readonly runs: readonly number[];
    readonly incidents: readonly Incident[];
  } {
    let stored: Stored = { incidents: [], evaluations: [] };
    const runs: number[] = [];
    for (let day = 0; day < 180; day += 1) {
      const loss = signal(day, { kind: "performance", severity: "act", value: 0.1, bound: 0.05 });
      const found = day % 10 < 5 ? [signal(day), loss] : [];
      const made = evaluateTriggers(found, at(stored, day), options, dayAt(day + 1));
      if (made.decision.fired) runs.push(day);
      stored = store(stored, made);
      const result = {
        outcome,
        at: dayAt(day + 1),
        runId: "r",
        recipe: null,
        challenger: null,
        sentence: "",
        evidence: null,
      };
      stored = { ...stored, evaluations: stored.evaluations.map((one) => ({ ...one, result: one.result ?? result })) };
    }
    return { runs, incidents: stored.incidents };
  }

  test.each(["kept", "rejected"] as const)("starts at most two evaluation runs in any 30 days (%s)", (outcome) => {
    const { runs, incidents } = soak(outcome);
    const most = Math.max(...runs.map((from) => runs.filter((day) => day >= from && day < from + 30).length));
    expect(runs.length).toBeGreaterThan(0);
    expect(most).toBeLessThanOrEqual(2);
    expect(incidents.every(({ status, closedBecause }) => status === "open" || closedBecause !== null)).toBe(true);
  });

  test("tries less and less often when challengers are rejected", () => {
    expect(soak("rejected").runs.length).toBeLessThanOrEqual(5);
  });
});

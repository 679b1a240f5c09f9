import { assert, integer, property } from "fast-check";
import { describe, expect, test } from "vitest";
import { assignTreatments, type TruthEvent, type World, type WorldDay } from "#simulation";
import { createRandom } from "#kernel";
import { scenarioOf, telcoWorld } from "./telco-world.js";

const dayMs = 86_400_000;
const days = (world: World, from: number, to: number): WorldDay[] =>
  Array.from({ length: to - from + 1 }, (_, index) => world.day(from + index));
const eventsOf = (world: World, from: number, to: number): TruthEvent[] =>
  days(world, from, to).flatMap((day) => world.outcomes(day));

describe("a world", () => {
  test("draws the same day each time, in any order, whatever was drawn before", () => {
    assert(
      property(integer({ min: 1, max: 400 }), integer({ min: 1, max: 400 }), (first, second) => {
        const world = telcoWorld({ scenario: scenarioOf("reference-drift"), options: { rowsPerDay: 3 } });
        const fresh = telcoWorld({ scenario: scenarioOf("reference-drift"), options: { rowsPerDay: 3 } });
        world.day(second);
        const day = world.day(first);
        expect(fresh.day(first)).toEqual(day);
        expect(fresh.outcomes(fresh.day(first))).toEqual(world.outcomes(day));
      }),
      { numRuns: 30 },
    );
  });

  test("draws other customers under another seed, with other names", () => {
    const [first] = telcoWorld({ seed: 1 }).day(1).arrivals;
    const [second] = telcoWorld({ seed: 2 }).day(1).arrivals;
    expect(first!.entity).not.toBe(second!.entity);
    expect(first!.row).not.toEqual(second!.row);
  });

  test("spreads arrivals over the day in order", () => {
    const { arrivals, startMs } = telcoWorld().day(3);
    const times = arrivals.map(({ arrivedAt }) => arrivedAt);
    expect(times).toEqual(times.toSorted((left, right) => left - right));
    expect(times[0]).toBeGreaterThanOrEqual(startMs);
    expect(times.at(-1)).toBeLessThan(startMs + dayMs);
  });

  test("has as many customers as the day of the week says", () => {
    const world = telcoWorld({ options: { rowsPerDay: 10, weekdayVolume: { saturday: 2, sunday: 0 } } });
    expect(days(world, 1, 7).map(({ arrivals }) => arrivals.length)).toEqual([10, 10, 10, 10, 10, 20, 0]);
  });
});

describe("outcomes", () => {
  const world = telcoWorld({ options: { rowsPerDay: 400 } });
  const events = eventsOf(world, 1, 10);
  const arrivals = days(world, 1, 10).flatMap((day) => day.arrivals);
  const arrivedAt = new Map(arrivals.map((arrival) => [arrival.entity, arrival.arrivedAt]));
  const age = (event: TruthEvent): number => (event.knownAt - arrivedAt.get(event.entity)!) / dayMs;

  test("are positive as often as the truth says", () => {
    const expected = arrivals.reduce((sum, { probability }) => sum + probability, 0);
    const variance = arrivals.reduce((sum, { probability: p }) => sum + p * (1 - p), 0);
    const found = events.filter(({ label }) => label === 1).length;
    expect(Math.abs(found - expected) / Math.sqrt(variance)).toBeLessThan(3);
  });

  test("are known when they happen if positive, and only after the horizon if not", () => {
    for (const event of events) {
      if (event.label === 0) expect([age(event), event.occurredAt]).toEqual([90, null]);
      else {
        expect(event.knownAt).toBe(event.occurredAt);
        expect(age(event)).toBeGreaterThan(0);
        expect(age(event)).toBeLessThan(90);
      }
    }
  });

  test.each([
    [1, 0.5],
    [2, 0.25],
    [0.5, Math.SQRT1_2],
  ])("with shape %s happen by half of the horizon in a share of %s", (eventShape, expected) => {
    const shaped = telcoWorld({ options: { rowsPerDay: 400, eventShape } });
    const positives = eventsOf(shaped, 1, 10).filter(({ label }) => label === 1);
    const early = positives.filter((event) => age(event) < 45).length / positives.length;
    expect(Math.abs(early - expected)).toBeLessThan(0.06);
  });

  test("come later by the days it takes to report them", () => {
    const slow = telcoWorld({ options: { rowsPerDay: 20, reportingDays: 3 } });
    const fast = telcoWorld({ options: { rowsPerDay: 20 } });
    const knownAt = (each: World): number[] => eventsOf(each, 1, 2).map((event) => event.knownAt);
    expect(knownAt(slow)).toEqual(knownAt(fast).map((time) => time + 3 * dayMs));
  });

  test("of the treated turn in the given share, and those of everybody else stay", () => {
    const campaign = { top: 0.5, successRate: 0.4, holdout: 0.2 };
    const offered = telcoWorld({ options: { rowsPerDay: 4000, campaign } });
    const day = offered.day(1);
    const scores = Float64Array.from(day.arrivals, ({ probability }) => probability);
    const treatments = assignTreatments(scores, campaign, createRandom("arms"));
    const armOf = new Map(day.arrivals.map(({ entity }, place) => [entity, treatments[place]!.arm]));
    const positivesBy = (list: readonly TruthEvent[], arm: string): number =>
      list.filter(({ entity, label }) => label === 1 && armOf.get(entity) === arm).length;
    const without = offered.outcomes(day);
    const withOffers = offered.outcomes(day, treatments);

    const left = positivesBy(withOffers, "treated") / positivesBy(without, "treated");
    expect(Math.abs(left - 0.6)).toBeLessThan(0.06);
    expect(positivesBy(withOffers, "control")).toBe(positivesBy(without, "control"));
    expect(positivesBy(withOffers, "never")).toBe(positivesBy(without, "never"));
    const arms = treatments.map(({ arm }) => arm);
    expect(arms.filter((arm) => arm === "never")).toHaveLength(2000);
    expect(Math.abs(arms.filter((arm) => arm === "control").length / 2000 - 0.2)).toBeLessThan(0.03);
  });

  test("are told late, twice, wrongly first and of strangers where the scenario says so", () => {
    const messy = telcoWorld({ scenario: scenarioOf("messy-labels"), options: { rowsPerDay: 2000 } });
    const plain = telcoWorld({ options: { rowsPerDay: 2000 } });
    const told = messy.outcomes(messy.day(1));
    const truth = new Map(plain.outcomes(plain.day(1)).map((event) => [event.entity, event]));
    const strangers = told.filter(({ entity }) => entity.startsWith("stranger-"));
    expect(Math.abs(strangers.length / 2000 - 0.02)).toBeLessThan(0.012);
    const last = new Map(told.map((event) => [event.entity, event]));
    for (const [entity, event] of truth) {
      expect(last.get(entity)!.label).toBe(event.label);
      expect(last.get(entity)!.knownAt).toBeGreaterThanOrEqual(event.knownAt + 10 * dayMs);
    }
    expect(told.length).toBeGreaterThan(2100);
  });

  test("are held back by an outage and told when it is over", () => {
    const silent = telcoWorld({ scenario: scenarioOf("label-outage") });
    const [from, to] = [silent.day(31).startMs, silent.day(71).startMs];
    const known = eventsOf(silent, 1, 71).map((event) => event.knownAt);
    expect(known.filter((time) => time >= from && time < to)).toEqual([]);
    expect(known.filter((time) => time === to).length).toBeGreaterThan(300);
  });
});

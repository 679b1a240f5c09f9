import type { Project } from "#app";
import { createRandom } from "#kernel";
import type { LabelFact, PerformanceVerdict } from "#monitoring";
import { ingestLabels, measurePerformance, type PerformanceMeasurement, scoreArrivals, syncLedger } from "#pipelines";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { customers } from "../../acceptance/data-sets.js";
import { temporaryFolder } from "../../conformance/temporary-folder.js";
import { type HandClock, handClock, trainedProject } from "../customer-project.js";

const dayMs = 86_400_000;
const start = Date.parse("2026-01-01T00:00:00Z");
const days = 16;
const rowsPerDay = 60;
const horizon = 10;
let clock: HandClock;
let project: Project;
const looks: PerformanceMeasurement[] = [];

/** Positives become known when they happen, evenly over the horizon; negatives at its end. */
function factsOf(
  scoredAt: number,
  ids: readonly string[],
  labels: readonly boolean[],
  seed: string,
): readonly LabelFact[] {
  const random = createRandom(seed);
  return ids.map((predictionId, row) => {
    const age = labels[row] === true ? Math.ceil(random.uniform() * horizon * dayMs) : horizon * dayMs;
    const knownAt = scoredAt + age;
    const occurredAt = labels[row] === true ? knownAt : null;
    return { predictionId, entity: null, label: labels[row] === true ? 1 : 0, occurredAt, knownAt, source: "test" };
  });
}

beforeAll(async () => {
  clock = handClock("2025-12-31T00:00:00Z");
  project = await trainedProject(temporaryFolder(), clock, [
    ["horizon: 90d", `horizon: ${horizon}d`],
    ["name: customers", "name: customers\ninference: { log: false }\nmonitoring: { slices: [plan] }"],
  ]);
  const { settings, ports } = project;
  const waiting: LabelFact[] = [];
  for (let day = 0; day < days + horizon; day += 1) {
    const now = start + day * dayMs;
    clock.set(now + dayMs);
    if (day < days) {
      const lines = customers({ rows: rowsPerDay, firstKey: 1000 * (day + 1), seed: `day ${day}` }).map((line) =>
        line.split(","),
      );
      const rows = lines.map(([id, age, plan, region, spend]) => ({ id, age, plan, region, spend }));
      const at = now + dayMs / 2;
      const scores = await scoreArrivals(
        { operation: `day ${day}`, source: "test", rows, predictedAt: rows.map(() => at) },
        settings,
        ports,
      );
      waiting.push(
        ...factsOf(
          at,
          scores.predictionIds,
          lines.map((line) => line[5] === "yes"),
          `day ${day}`,
        ),
      );
    }
    const known = waiting.filter(({ knownAt }) => knownAt > now && knownAt <= now + dayMs);
    await ingestLabels({ operation: `labels ${day}`, source: "test", facts: known }, settings, ports);
    looks.push(await measurePerformance(settings, ports, now + dayMs));
  }
}, 240_000);
afterAll(() => project.close());

const verdict = (look: PerformanceMeasurement, kind: string, metric: string | null = null): PerformanceVerdict =>
  look.verdicts.find((each) => each.kind === kind && each.metric === metric)!;

describe("the performance timeline", () => {
  test("goes from estimated over partial to mature, one revision after the other", () => {
    const first = project.ports.performance.entries({ sliceKey: "", until: start + dayMs, all: true });
    const states = first.map(({ state }) => state);

    expect(first.map(({ revision }) => revision)).toEqual(first.map((_, index) => index + 1));
    expect(states.at(-1)).toBe("mature");
    expect(states).toContain("partial");
    expect(states.lastIndexOf("partial")).toBeLessThan(states.indexOf("mature"));
  });

  test("never gives a metric of labels before the window is mature and covered", () => {
    const all = project.ports.performance.entries({ all: true });
    for (const { state, realised, coverage } of all) {
      expect(realised !== null).toBe(state === "mature" && coverage >= 0.95);
    }
  });

  test("has mature windows of slices that add up to the whole", () => {
    const of = (sliceKey: string): readonly number[] =>
      project.ports.performance.entries({ sliceKey, until: start + dayMs }).map(({ labelled }) => labelled);

    expect(of("plan").reduce((sum, count) => sum + count, 0)).toBe(of("")[0]);
  });

  test("stays as it is when it is looked at again, and when the ledger is built anew", async () => {
    const { settings, ports } = project;
    const last = looks.at(-1)!;
    const again = await measurePerformance(settings, ports, last.asOf);

    expect(again.entries).toEqual([]);
    expect(again.verdicts).toEqual(last.verdicts);
  });
});

describe("verdicts on a world that does not change", () => {
  test("find no concept drift, no outage and no early alarm", () => {
    const last = looks.at(-1)!;
    expect(verdict(last, "concept-drift", "logLoss").isRaised).toBe(false);
    expect(verdict(last, "label-outage")).toMatchObject({ isRaised: false, value: 0 });
    expect(
      looks.flatMap(({ verdicts }) => verdicts).filter(({ kind, isRaised }) => kind === "early-outcomes" && isRaised),
    ).toEqual([]);
  });

  test("compare the metric with the same metric at training", () => {
    const { evidence, sampleSize } = verdict(looks.at(-1)!, "realised", "f1");
    expect(sampleSize).toBeGreaterThanOrEqual(500);
    expect(evidence).toHaveProperty("training");
  });
});

test("a correction of a mature window adds a revision and leaves the others alone", async () => {
  const { settings, ports } = project;
  const [row] = ports.ledger.predictionsOf({ from: start, before: start + dayMs });
  const knownAt = start + (days + horizon + 1) * dayMs;
  const label = row!.label === 1 ? 0 : 1;
  const facts = [{ predictionId: row!.id, entity: null, label, occurredAt: null, knownAt, source: "test" } as const];
  await ingestLabels({ operation: "correction", source: "test", facts }, settings, ports);
  await syncLedger(settings, ports, knownAt);
  const { entries } = await measurePerformance(settings, ports, knownAt);
  const changed = entries.filter(({ sliceKey, windowStart }) => sliceKey === "" && windowStart < start + 2 * dayMs);

  expect(changed).toHaveLength(1);
  expect(changed[0]).toMatchObject({ windowStart: start, state: "mature" });
});

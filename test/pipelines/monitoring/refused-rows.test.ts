import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { predict, type Project } from "#app";
import { type MonitoringResult, runMonitoring, scoreArrivals } from "#pipelines";
import type { Row } from "#tabular";
import { afterAll, beforeAll, expect, test } from "vitest";
import { customerColumns, customers } from "../../acceptance/data-sets.js";
import { temporaryFolder } from "../../conformance/temporary-folder.js";
import { type HandClock, handClock, trainedProject } from "../customer-project.js";

const root = temporaryFolder();
const dayMs = 86_400_000;
const firstMs = Date.UTC(2026, 0, 2);
let clock: HandClock;
let project: Project;

beforeAll(async () => {
  clock = handClock("2026-01-01T00:00:00Z");
  project = await trainedProject(root, clock);
}, 120_000);
afterAll(() => project.close());

function rowsOf(day: number, broken: number): readonly Row[] {
  const names = customerColumns.split(",");
  return customers({ rows: 100, seed: `day ${day}`, firstKey: 1000 * day }).map((line, place) => {
    const row = Object.fromEntries(line.split(",").map((value, index) => [names[index]!, value]));
    return place < broken ? { ...row, spend: "much" } : row;
  });
}

/** A day's rows arrive through the day; the loop looks when it is over. */
async function live(day: number, broken: number): Promise<MonitoringResult> {
  const start = firstMs + day * dayMs;
  clock.set(start + dayMs);
  const rows = rowsOf(day, broken);
  const predictedAt = rows.map((_, place) => start + place * 60_000);
  const arrivals = { operation: `day ${day}`, source: "feed", rows, predictedAt };
  await scoreArrivals(arrivals, project.settings, project.ports);
  return runMonitoring(project.settings, project.ports);
}

const refusedFault = (day: number) =>
  project.ports.windows
    .quality({ modelVersion: 1, from: firstMs + day * dayMs, until: firstMs + (day + 1) * dayMs })
    .flatMap(({ faults }) => faults)
    .find(({ check }) => check === "refused");

test("a feed whose rows are refused does not look healthy: it is told in the window they came in, and nothing is quarantined", async () => {
  for (let day = 0; day < 4; day += 1) await live(day, 3);
  expect([0, 1, 2, 3].map(refusedFault)).toEqual([undefined, undefined, undefined, undefined]);

  const result = await live(4, 30);
  expect(result).toMatchObject({ verdict: "feed-fault", action: "alert", fired: false });
  expect(refusedFault(4)).toMatchObject({
    status: "failed",
    value: 0.3,
    bound: 0.05,
    sampleSize: 100,
    quarantines: false,
  });
  expect(refusedFault(4)!.sentence).toMatch(/^30 of the 100 rows that came broke the contract and were not scored/);
  const [incident] = project.ports.incidents.list({ status: "open" });
  expect(incident).toMatchObject({ family: "data", severity: "info" });
});

test("a day of which no row is accepted says so too", async () => {
  await live(5, 100);
  expect(refusedFault(5)).toMatchObject({ status: "failed", value: 1, sampleSize: 100 });
});

/** A file of 60 customers, half of whom break the contract. */
function brokenFile(name: string): string {
  const lines = customers({ rows: 60, seed: name, firstKey: 50_000 }).map((line, place) =>
    place < 30 ? line.replace(/,[^,]*,([^,]*)$/, ",much,$1") : line,
  );
  const path = join(root, `${name}.csv`);
  writeFileSync(path, [customerColumns, ...lines].join("\n"));
  return path;
}

test("rows of a file count where its predictions are logged, and only there", async () => {
  await live(6, 0);
  await predict(project, { input: brokenFile("tried"), output: join(root, "scores.parquet") });
  await live(7, 0);
  expect(refusedFault(7)).toBeUndefined();

  await predict(project, { input: brokenFile("served"), log: true });
  await live(8, 0);
  expect(refusedFault(8)).toMatchObject({ status: "failed", value: 30 / 160, sampleSize: 160 });
});

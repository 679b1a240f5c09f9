import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { SimulationResult } from "#app";
import { beforeAll, describe, expect, test } from "vitest";
import { temporaryFolder } from "../conformance/temporary-folder.js";
import { driftloop, driftloopJson, expectOneErrorLine } from "./command-line.js";
import { customerColumns, customers, writeLines } from "./data-sets.js";
import { newProject, quickTraining } from "./project.js";
import { countInLake, queryLake } from "./project-state.js";

const root = temporaryFolder();
const scenario = `name: cheaper
says: Spends fall by a third after five days.
calmDays: 5
customers:
  - { scale: spend, by: 0.67 }
`;

let folder: string;
let scenarioFile: string;
const simulate = (args: readonly string[], place = folder): Promise<SimulationResult> =>
  driftloopJson<SimulationResult>(["simulate", "--project", place, "--start", "2030-01-07", ...args]);

beforeAll(async () => {
  folder = await newProject(root, "world", { rows: 600 });
  await driftloopJson(["run", "training", "--project", folder]);
  scenarioFile = join(root, "cheaper.yaml");
  writeFileSync(scenarioFile, scenario);
});

describe("driftloop simulate", () => {
  test("lives through days in a copy and leaves the project as it is", async () => {
    const before = await countInLake(folder, "SELECT count(*) FROM {inference_log}");
    const result = await simulate([
      "--days",
      "12",
      "--drift",
      scenarioFile,
      "--rows-per-day",
      "20",
      "--label-delay",
      "5",
    ]);

    expect(result).toMatchObject({ scenario: "cheaper", days: 12, customers: 240, refused: 0, resumedAfter: 0 });
    expect(result.folder).toBe(join(folder, "simulations", "cheaper-1"));
    expect(result.outcomes).toBeGreaterThan(100);
    expect(await countInLake(folder, "SELECT count(*) FROM {inference_log}")).toBe(before);
    expect(await countInLake(result.folder, "SELECT count(*) FROM {inference_log}")).toBe(240);
    expect(await countInLake(result.folder, "SELECT count(*) FROM {ground_truth}")).toBe(result.outcomes);
    expect(result.timeline).toContainEqual({ day: 6, side: "truth", title: "customers: spend × 0.67 begins", why: "" });
  });

  test("goes on where it stopped, and ends as one that never stopped", async () => {
    const args = ["--drift", scenarioFile, "--rows-per-day", "10", "--seed", "2"];
    await simulate([...args, "--days", "4"]);
    const resumed = await simulate([...args, "--days", "9"]);
    const whole = await simulate([...args, "--days", "9", "--into", join(root, "whole")]);

    expect(resumed).toMatchObject({ resumedAfter: 4, customers: 50 });
    const rows = (place: string): Promise<unknown> =>
      queryLake(place, "SELECT * FROM {inference_log} WHERE route <> 'batch' ORDER BY prediction_id");
    expect(await rows(resumed.folder)).toEqual(await rows(whole.folder));
    expect(resumed.timeline).toEqual(whole.timeline);
  });

  test("tells outcomes by the name under which the log knows a row, in a project without a key column", async () => {
    const keyless = customers({ rows: 600 }).map((line) => line.split(",").slice(1).join(","));
    const data = writeLines(root, "keyless.csv", [customerColumns.split(",").slice(1).join(","), ...keyless]);
    const place = join(root, "keyless");
    await driftloopJson(["init", place, "--data", data, "--label", "churned"]);
    quickTraining(place);
    await driftloopJson(["run", "training", "--project", place]);
    const args = ["--days", "9", "--rows-per-day", "20", "--label-delay", "3"];
    const { folder: lived, outcomes } = await simulate(args, place);
    const joined = await countInLake(
      lived,
      "SELECT count(*) FROM {ground_truth} WHERE entity IN (SELECT entity FROM {inference_log} WHERE route <> 'batch')",
    );
    expect(outcomes).toBeGreaterThan(100);
    expect(joined).toBe(outcomes);
  });

  test("logs who got an offer, who was held out, and how likely that was", async () => {
    const place = await newProject(root, "campaign", {
      rows: 600,
      changes: [["business:", "simulation: { campaign: { top: 0.5, holdout: 0.2 } }\nbusiness:"]],
    });
    await driftloopJson(["run", "training", "--project", place]);
    const { folder: lived } = await simulate(["--days", "10", "--rows-per-day", "40"], place);
    const arms = await queryLake(
      lived,
      `SELECT arm, propensity, count(*)::INT AS n, round(min(probability), 3) AS lowest FROM {inference_log}
       WHERE route <> 'batch' GROUP BY ALL ORDER BY arm`,
    );
    expect(arms).toMatchObject([
      { arm: "control", propensity: 0.8 },
      { arm: "never", propensity: 0, n: 200 },
      { arm: "treated", propensity: 0.8 },
    ]);
    expect(Number(arms[0]!["n"]) + Number(arms[2]!["n"])).toBe(200);
    expect(Number(arms[0]!["n"])).toBeGreaterThan(20);
  });

  test("refuses another world in the same folder, an unknown scenario and a day that is none", async () => {
    const run = (...args: string[]) => driftloop(["simulate", "--project", folder, "--days", "3", ...args]);
    await simulate(["--days", "2", "--rows-per-day", "5"]);
    expectOneErrorLine(await run("--rows-per-day", "6", "--start", "2030-01-07"), 1, /holds another world/);
    expectOneErrorLine(await run("--drift", "cheeper"), 2, /there is no scenario "cheeper"/);
    expectOneErrorLine(await run("--start", "tomorrow"), 2, /"tomorrow" is not a day/);
  });

  test("tells days, customers and where to look, on 80 columns", async () => {
    const args = ["--days=7", `--drift=${scenarioFile}`, "--seed=3", "--rows-per-day=5", "--start=2030-01-07"];
    const { stdout, code } = await driftloop(["simulate", `--project=${folder}`, ...args]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^day 6 +truth +customers: spend × 0.67 begins$/m);
    expect(stdout).toMatch(/^customers +35; 0 refused$/m);
    for (const line of stdout.split("\n").filter((each) => !each.startsWith("look into"))) {
      expect(line.length).toBeLessThanOrEqual(80);
    }
  });
});

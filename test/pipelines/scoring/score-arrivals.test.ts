import { readFileSync } from "node:fs";
import { join } from "node:path";
import { predict, type Project } from "#app";
import { collectRows, scanTable, selectColumns } from "#features";
import { inferenceLogTable } from "#inference";
import { type ArrivalScores, scoreArrivals } from "#pipelines";
import type { ColumnBatch, Row } from "#tabular";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { temporaryFolder } from "../../conformance/temporary-folder.js";
import { type HandClock, handClock, trainedProject } from "../customer-project.js";

const root = temporaryFolder();
let clock: HandClock;
let project: Project;

beforeAll(async () => {
  clock = handClock("2026-01-01T00:00:00Z");
  project = await trainedProject(root, clock);
}, 120_000);
afterAll(() => project.close());

function customerRows(count: number): readonly Row[] {
  const [header, ...lines] = readFileSync(join(root, "customers.csv"), "utf8").trim().split("\n");
  const names = header!.split(",");
  return lines.slice(0, count).map((line) => {
    const values = line.split(",");
    return Object.fromEntries(names.map((name, index) => [name, values[index]!]));
  });
}

async function logged(): Promise<ColumnBatch> {
  const { ports } = project;
  return collectRows(scanTable(await ports.tables.snapshot(inferenceLogTable)), await ports.engine());
}

const column = (batch: ColumnBatch, name: string): readonly unknown[] => [...selectColumns(batch, [name]).columns[0]!];

const score = (operation: string, rows: readonly Row[], extra: object = {}): Promise<ArrivalScores> =>
  scoreArrivals({ operation, source: "test", rows, ...extra }, project.settings, project.ports);

describe("the inference log", () => {
  test("has one row per prediction of the batch job, with the features it was made of", async () => {
    const { ports } = project;
    const engine = await ports.engine();
    const predictions = await collectRows(scanTable(await ports.tables.snapshot("predictions")), engine);
    const log = await logged();
    const byId = new Map(column(log, "prediction_id").map((id, row) => [id, column(log, "probability")[row]]));

    expect(log.rowCount).toBe(predictions.rowCount);
    expect(column(predictions, "prediction_id").map((id) => byId.get(id))).toEqual(column(predictions, "probability"));
    expect(new Set(column(log, "route"))).toEqual(new Set(["batch"]));
    for (const { name } of project.config.definitions) expect(column(log, name)).toHaveLength(log.rowCount);
  });

  test("gives arrivals the probabilities that the batch job gave the same rows", async () => {
    const rows = customerRows(50);
    const log = await logged();
    const batch = new Map(column(log, "entity").map((entity, row) => [entity, column(log, "probability")[row]]));
    const scored = await score("same rows", rows);

    expect(scored.entities).toHaveLength(50);
    expect([...scored.probabilities]).toEqual(scored.entities.map((entity) => batch.get(entity)));
  });

  test("takes each row's own time, arm and propensity", async () => {
    const before = (await logged()).rowCount;
    const times = [Date.parse("2026-02-01T03:00:00Z"), Date.parse("2026-02-01T04:30:00Z")];
    await score("own times", customerRows(2), {
      predictedAt: times,
      arms: ["treated", null],
      propensities: [0.9, Number.NaN],
    });
    const log = await logged();

    expect(column(log, "predicted_at").slice(before)).toEqual(times);
    expect(column(log, "arm").slice(before)).toEqual(["treated", null]);
    expect(column(log, "propensity").slice(before)).toEqual([0.9, Number.NaN]);
  });

  test("appends an operation once and gives the same answer again", async () => {
    const first = await score("once", customerRows(10));
    const before = (await logged()).rowCount;
    const second = await score("once", customerRows(10));

    expect(second).toEqual(first);
    expect((await logged()).rowCount).toBe(before);
  });

  test("sends rows that break the contract to quarantine and scores the others", async () => {
    const [good, spoilt] = customerRows(2);
    const numeric = Object.keys(project.settings.contract.columns).find(
      (name) => project.settings.contract.columns[name]!.type === "integer",
    )!;
    const scored = await score("spoilt", [{ ...spoilt, [numeric]: "many" }, good!]);

    expect([...scored.accepted]).toEqual([1]);
    expect(scored.quarantined).toBe(1);
    expect(scored.quarantinedByReason).toEqual({ "unreadable type": 1 });
    const { ports } = project;
    const quarantine = await collectRows(scanTable(await ports.tables.snapshot("quarantine")), await ports.engine());
    expect(column(quarantine, "column")).toContain(numeric);
  });

  test("refuses lists that do not fit the rows", async () => {
    await expect(score("shape", customerRows(2), { predictedAt: [1] })).rejects.toThrow("one value per row");
  });

  test("takes the rows of a file once per model version", async () => {
    const before = (await logged()).rowCount;
    const places = { input: join(root, "customers.csv"), log: true };
    const first = await predict(project, places);
    const second = await predict(project, places);

    expect(first).toMatchObject({ kind: "file", log: { rows: 800, alreadyLogged: false } });
    expect(second).toMatchObject({ kind: "file", log: { rows: 800, alreadyLogged: true } });
    expect((await logged()).rowCount).toBe(before + 800);
  });
});

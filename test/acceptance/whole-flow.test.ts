import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../conformance/temporary-folder.js";
import { driftloop, driftloopJson, editProject } from "./command-line.js";
import { customerColumns, customers, writeLines } from "./data-sets.js";
import { newProject } from "./project.js";
import { countInLake, queryLake, queryMetadata, withMetadata } from "./project-state.js";

interface Ingested {
  readonly accepted: number;
  readonly quarantined: number;
  readonly rawVersion: number;
}
interface Approval {
  readonly version: number;
  readonly action: string;
  readonly promoted: boolean;
  readonly champion: number | null;
  readonly previousChampion: number | null;
}
interface Prediction {
  readonly rows: number;
  readonly modelVersion: number;
  readonly predictionsVersion: number;
}

const root = temporaryFolder();

test("a project goes verb by verb from its data to predictions by a champion, and back", async () => {
  const folder = await newProject(root, "customers");
  const at = ["--project", folder];

  // Ingest: the same file again, and the same rows in another file, add nothing.
  expect(await driftloopJson(["ingest", ...at])).toMatchObject({ accepted: 800, quarantined: 0, rawVersion: 1 });
  expect(await driftloopJson<Ingested>(["ingest", ...at])).toMatchObject({ accepted: 0, rawVersion: 1 });
  const again = writeLines(root, "again.csv", [customerColumns, ...customers({ rows: 800 }).toReversed()]);
  expect(await driftloopJson<Ingested>(["ingest", again, ...at])).toMatchObject({ accepted: 0, quarantined: 0 });
  expect(await countInLake(folder, "SELECT count(*) FROM {raw}")).toBe(800);

  // Features: building them again changes nothing.
  const built = await driftloopJson(["features", "build", ...at]);
  expect(built).toMatchObject({ featureCount: 4, featuresVersion: 1, trainEntities: 640, testEntities: 160 });
  expect(await driftloopJson(["features", "build", ...at])).toEqual(built);

  // First version: trained, registered once, validated, approved.
  const trained = await driftloopJson<{ runId: string }>(["train", "--trials", "2", ...at]);
  expect(trained).toMatchObject({ trials: 2 });
  expect(await driftloopJson(["register", ...at])).toMatchObject({ version: 1, runId: trained.runId });
  expect(await driftloopJson(["register", trained.runId, ...at])).toMatchObject({ version: 1 });
  expect(await driftloopJson(["validate", ...at])).toMatchObject({
    version: 1,
    championVersion: null,
    verdict: "passed",
  });
  const first = await driftloopJson<Approval>(["approve", "--comment", "looks right", ...at]);
  expect(first).toMatchObject({ action: "promoted", promoted: true, champion: 1, previousChampion: null });
  expect(await driftloopJson(["approve", "1", ...at])).toMatchObject({ action: "unchanged", promoted: true });

  // Every prediction run appends every customer once.
  expect(await driftloopJson<Prediction>(["predict", ...at])).toMatchObject({ rows: 800, modelVersion: 1 });
  expect(await driftloopJson<Prediction>(["predict", ...at])).toMatchObject({ rows: 800, predictionsVersion: 2 });
  expect(
    await queryLake(
      folder,
      "SELECT job_run, count(*)::INT AS n, count(DISTINCT entity)::INT AS entities FROM {predictions} GROUP BY ALL",
    ),
  ).toEqual([
    { job_run: expect.any(String) as string, n: 800, entities: 800 },
    { job_run: expect.any(String) as string, n: 800, entities: 800 },
  ]);
  expect(await countInLake(folder, "SELECT count(DISTINCT prediction_id) FROM {predictions}")).toBe(1600);

  // A second version, of other features and another seed, is compared with the champion on the same rows.
  editProject(folder, [/features:\n {2}- age\n/, "features:\n"], ["trials: 2", "seed: 7, trials: 2"]);
  await driftloopJson(["train", ...at]);
  expect(await driftloopJson(["register", ...at])).toMatchObject({ version: 2 });
  expect(await driftloopJson(["models", "list", ...at])).toMatchObject([
    { version: 2, aliases: ["challenger"] },
    { version: 1, aliases: ["champion"] },
  ]);
  const second = await driftloop(["validate", "--json", ...at]);
  expect(JSON.parse(second.stdout)).toMatchObject({ version: 2, championVersion: 1 });
  const { verdict } = JSON.parse(second.stdout) as { verdict: string };
  expect(second.code).toBe(verdict === "passed" ? 0 : 1);

  // The champion still scores although the definitions changed under it.
  expect(await driftloopJson<Prediction>(["predict", ...at])).toMatchObject({ rows: 800, modelVersion: 1 });
  expect(
    await countInLake(
      folder,
      `SELECT count(*) FROM {predictions} AS a JOIN {predictions} AS b USING (entity)
       WHERE a.probability <> b.probability`,
    ),
  ).toBe(0);
});

test("one command does it all; the champion rolls back and forth, and the state is copied, checked and reset", async () => {
  const folder = await newProject(root, "one_command");
  const at = ["--project", folder];
  const job = await driftloopJson<{ outputs: Record<string, Record<string, unknown>> }>(["run", "training", ...at]);
  expect(job).toMatchObject({ succeeded: true, resumed: false, outputs: { challenger_approval: { champion: 1 } } });
  expect(job.outputs["batch_inference"]).toMatchObject({ rows: 800, modelVersion: 1 });

  const page = await driftloopJson<{ file: string; version: number }>(["report", ...at]);
  expect(page.version).toBe(1);
  const html = readFileSync(page.file, "utf8");
  expect(html.length).toBeGreaterThan(20_000);
  expect(html).not.toMatch(/(?:src|href)="https?:/);
  const copy = join(root, "page.html");
  expect(await driftloopJson(["report", "1", "--output", copy, ...at])).toEqual({
    kind: "training",
    version: 1,
    file: copy,
  });

  const rollback = await driftloop(["rollback", ...at]);
  expect(rollback).toMatchObject({ code: 2, stdout: "" });
  expect(rollback.stderr).toMatch(/there is no previous champion.*\[registry\/nothing-to-roll-back\]/);

  editProject(folder, ["trials: 2", "seed: 7, trials: 2"]);
  await driftloopJson(["train", ...at]);
  await driftloopJson(["register", ...at]);
  await driftloop(["validate", "2", ...at]);
  expect(await driftloopJson(["approve", "2", ...at])).toMatchObject({ champion: 2, previousChampion: 1 });
  expect(await driftloopJson(["rollback", "--comment", "complaints", ...at])).toMatchObject({
    action: "rolled-back",
    champion: 1,
    previousChampion: 2,
  });
  const history = await driftloopJson<readonly Record<string, unknown>[]>(["models", "history", ...at]);
  expect(history.map(({ action, alias, from, to, actor, reason }) => [action, alias, from, to, actor, reason])).toEqual(
    [
      ["register", "challenger", null, 1, "policy:auto", expect.stringContaining("registered from run")],
      ["promote", "champion", null, 1, "policy:auto", expect.any(String)],
      ["promote", "challenger", 1, null, "policy:auto", expect.any(String)],
      ["register", "challenger", null, 2, "tester", expect.stringContaining("registered from run")],
      ["promote", "champion", 1, 2, "tester", expect.stringContaining("approved by a person")],
      ["promote", "previous_champion", null, 1, "tester", expect.stringContaining("approved by a person")],
      ["promote", "challenger", 2, null, "tester", expect.stringContaining("approved by a person")],
      ["rollback", "champion", 2, 1, "tester", "complaints"],
      ["rollback", "previous_champion", 1, 2, "tester", "complaints"],
    ],
  );

  expect(await driftloopJson(["verify", ...at])).toMatchObject({ versions: 2, problems: [] });
  const backup = join(root, "backup");
  await driftloopJson(["backup", backup, ...at]);
  expect(await driftloopJson(["verify", "--project", backup])).toMatchObject({ versions: 2, problems: [] });
  expect(await driftloopJson(["predict", "--project", backup])).toMatchObject({ rows: 800, modelVersion: 1 });

  // Nobody answers the question, so nothing happens; with --yes the state is moved aside, and can be put back.
  expect(await driftloopJson(["reset", ...at])).toEqual({ reset: false, movedTo: null });
  expect(await driftloopJson(["models", "list", ...at])).toHaveLength(2);
  const { movedTo } = await driftloopJson<{ movedTo: string }>(["reset", "--yes", ...at]);
  expect(existsSync(join(movedTo, "metadata.sqlite"))).toBe(true);
  expect(readdirSync(folder).sort()).toEqual([movedTo.slice(folder.length + 1), "driftloop.yaml", "scenarios"]);
  expect(await driftloopJson(["models", "list", ...at])).toEqual([]);
});

test("an interrupted inference run that is continued appends nothing twice", async () => {
  const folder = await newProject(root, "continued");
  const at = ["--project", folder];
  await driftloopJson(["run", "training", ...at]);
  const first = await driftloopJson<Prediction>(["predict", ...at]);
  const reopen = "UPDATE job_runs SET status = 'running', ended_at = NULL WHERE job = 'inference'";
  const again = `UPDATE job_tasks SET status = 'ready', ready_at = 0, output = NULL, ended_at = NULL
    WHERE run_id IN (SELECT id FROM job_runs WHERE job = 'inference')`;
  for (const forget of ["", again]) {
    await withMetadata(folder, (metadata) => metadata.exec(`${reopen}; ${forget}`));
    expect(await driftloopJson<Prediction>(["predict", ...at])).toEqual(first);
  }
  expect(await countInLake(folder, "SELECT count(*) FROM {predictions}")).toBe(1600);
  expect(await countInLake(folder, "SELECT count(*) FROM {daily_reports}")).toBe(2);
  expect(await queryMetadata(folder, "SELECT id FROM runs WHERE kind = 'inference'")).toHaveLength(2);
});

test("a file of new customers is scored without touching the tables, and its bad rows are named", async () => {
  const folder = await newProject(root, "file_scoring");
  const at = ["--project", folder];
  await driftloopJson(["run", "training", ...at]);
  const rows = customers({ rows: 50, seed: "newcomers", firstKey: 10_000 });
  const input = writeLines(root, "newcomers.csv", [customerColumns, ...rows, "C999,old,basic,north,1,no"]);
  for (const output of ["scores.csv", "scores.parquet"]) {
    const scored = await driftloopJson(["predict", "--input", input, "--output", join(root, output), ...at]);
    expect(scored).toMatchObject({ kind: "file", rows: 50, quarantined: 1, modelVersion: 1 });
    expect(statSync(join(root, output)).size).toBeGreaterThan(1000);
  }
  expect(await countInLake(folder, "SELECT count(*) FROM {predictions}")).toBe(800);
  expect(await countInLake(folder, "SELECT count(*) FROM {raw}")).toBe(800);
  const csv = `read_csv('${join(root, "scores.csv")}')`;
  const parquet = `read_parquet('${join(root, "scores.parquet")}')`;
  expect(
    await countInLake(
      folder,
      `SELECT count(*) FROM ${csv} AS a JOIN ${parquet} AS b USING (entity) WHERE a.probability = b.probability`,
    ),
  ).toBe(50);
  const refused = await driftloop(["predict", "--input", input, ...at]);
  expect(refused).toMatchObject({ code: 2 });
  expect(refused.stderr).toMatch(/--output/);
});

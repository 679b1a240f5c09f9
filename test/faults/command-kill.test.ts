import { appendFileSync, existsSync, readdirSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { createRandom } from "#kernel";
import { beforeAll, expect, test } from "vitest";
import { type CommandResult, driftloop, driftloopJson, startDriftloop } from "../acceptance/command-line.js";
import { newProject } from "../acceptance/project.js";
import { queryLake, queryMetadata, withMetadata } from "../acceptance/project-state.js";
import { temporaryFolder } from "../conformance/temporary-folder.js";

const root = temporaryFolder();
const rowCount = 600;

/** A project of 600 good rows and three that go to quarantine. */
async function makeProject(name: string): Promise<string> {
  const folder = await newProject(root, name, { rows: rowCount });
  appendFileSync(
    join(root, `${name}.csv`),
    "X1,old,basic,north,1,no\nX2,30,basic,north,much,no\nC1,50,pro,west,2,yes\n",
  );
  return folder;
}

/** Everything that must be the same whether or not processes were killed on the way. */
async function finalState(folder: string): Promise<object> {
  const rows = (sql: string): Promise<readonly object[]> => queryLake(folder, sql);
  const facts = (sql: string): Promise<readonly object[]> => queryMetadata(folder, sql);
  const table = (name: string, columns: string): Promise<readonly object[]> =>
    rows(`SELECT ${columns} FROM {${name}} ORDER BY ALL`);
  return {
    raw: await table("raw", "* EXCLUDE (_ingested_at, _source)"),
    quarantine: await table("quarantine", 'line, "column", reason'),
    features: await table("features", "* EXCLUDE (event_time, available_at)"),
    labels: await table("labels", "entity, label"),
    splits: await table("splits", "*"),
    evaluations: await table("evaluations", "split, entity, label, probability"),
    predictions: await table("predictions", "entity, probability, model_version, risk_band"),
    dailyReports: await table("daily_reports", "model_version, rows, high, round(net_profit, 6) AS net_profit"),
    versions: await facts(
      "SELECT version, json_extract(artifacts, '$.\"booster.txt\"') AS booster, validation FROM model_versions",
    ),
    aliases: await facts("SELECT alias, version FROM model_aliases ORDER BY alias"),
    journal: await facts("SELECT action, alias, from_version, to_version FROM alias_journal ORDER BY sequence"),
    runs: await facts("SELECT kind, status, count(*) AS n FROM runs GROUP BY kind, status ORDER BY kind"),
    jobs: await facts("SELECT job, status, count(*) AS n FROM job_runs GROUP BY job, status"),
    trials: await facts("SELECT number, state, params, value FROM trials ORDER BY number"),
  };
}

let undisturbed: object;
beforeAll(async () => {
  const folder = await makeProject("undisturbed");
  await driftloopJson(["run", "training", "--project", folder]);
  undisturbed = await finalState(folder);
  expect(undisturbed).toMatchObject({
    aliases: [{ alias: "champion", version: 1 }],
    dailyReports: [{ rows: rowCount }],
  });
});

/** Files that a table's folder holds, named by a version or not. */
function filesOf(folder: string, table: string): number {
  const place = join(folder, ".driftloop", "lake", table);
  return existsSync(place) ? readdirSync(place).length : 0;
}

/** Whether a query of the metadata finds anything; false while the database is being made. */
async function finds(folder: string, sql: string): Promise<boolean> {
  if (!existsSync(join(folder, ".driftloop", "metadata.sqlite"))) return false;
  return withMetadata(folder, (metadata) => metadata.prepare(sql).get() !== undefined).catch(() => false);
}

const committed =
  (table: string) =>
  (folder: string): Promise<boolean> =>
    finds(folder, `SELECT 1 FROM table_versions WHERE table_name = '${table}'`);

/** Moments of the job in the order in which they come. */
const moments: readonly (readonly [string, (folder: string) => Promise<boolean> | boolean])[] = [
  ["bad rows are being written", (folder) => filesOf(folder, "quarantine") > 0 || filesOf(folder, "raw") > 0],
  ["the raw table is committed", committed("raw")],
  ["the feature table is committed", committed("features")],
  ["a training run has started", (folder) => finds(folder, "SELECT 1 FROM runs WHERE kind = 'training'")],
  ["the first trial has ended", (folder) => finds(folder, "SELECT 1 FROM trials WHERE state = 'complete'")],
  ["evaluations are committed", committed("evaluations")],
  ["a version is registered", (folder) => finds(folder, "SELECT 1 FROM model_versions")],
  [
    "the version is validated",
    (folder) => finds(folder, "SELECT 1 FROM model_versions WHERE validation_digest IS NOT NULL"),
  ],
  ["the validation is tracked", (folder) => finds(folder, "SELECT 1 FROM runs WHERE kind = 'validation'")],
  ["the champion is named", (folder) => finds(folder, "SELECT 1 FROM model_aliases WHERE alias = 'champion'")],
  ["predictions are being written", (folder) => filesOf(folder, "predictions") > 0],
  ["predictions are committed", committed("predictions")],
];

/** Starts a command and kills it as soon as a moment has come; the command may end before that. */
async function killAt(args: readonly string[], isReached: () => Promise<boolean> | boolean): Promise<CommandResult> {
  const started = startDriftloop(args);
  const { process: child } = started;
  while (child.exitCode === null && !(await isReached())) await delay(1);
  child.kill("SIGKILL");
  return started.ended;
}

/** Runs the job to its end, unless it came there, and compares. */
async function expectSameEnd(folder: string): Promise<void> {
  const isFinished = await finds(folder, "SELECT 1 FROM job_runs WHERE status = 'succeeded'");
  if (!isFinished) await driftloopJson(["run", "training", "--project", folder]);
  expect(await finalState(folder)).toEqual(undisturbed);
  expect(await driftloopJson(["verify", "--project", folder])).toMatchObject({ problems: [] });
}

test("a job that is killed at each of twelve moments in turn ends as one that ran undisturbed", async () => {
  const folder = await makeProject("moments");
  const args = ["run", "training", "--project", folder];
  const missed: string[] = [];
  for (const [name, isReached] of moments) {
    const { signal, code, stderr } = await killAt(args, () => isReached(folder));
    expect([0, null], stderr).toContain(code);
    if (signal !== "SIGKILL") missed.push(name);
  }
  // The last moments come so shortly before the end that a busy machine may see them too late.
  expect(missed.filter((name) => !name.startsWith("predictions"))).toEqual([]);
  await expectSameEnd(folder);
});

test("a job that is killed again and again at random moments ends as one that ran undisturbed", async () => {
  const folder = await makeProject("random");
  const random = createRandom("kill -9");
  const args = ["run", "training", "--project", folder];
  let kills = 0;
  for (let round = 0; round < 8; round += 1) {
    const started = startDriftloop(args);
    await delay(200 + random.uniform() * 500);
    started.process.kill("SIGKILL");
    const { signal } = await started.ended;
    if (signal !== "SIGKILL") break;
    kills += 1;
  }
  expect(kills).toBeGreaterThan(0);
  await expectSameEnd(folder);
});

test("a prediction that is killed while it writes and started again appends every row once", async () => {
  const folder = await makeProject("predict");
  await driftloopJson(["run", "training", "--project", folder]);
  const before = filesOf(folder, "predictions");
  const killed = await killAt(["predict", "--project", folder], () => filesOf(folder, "predictions") > before);
  expect(killed.signal).toBe("SIGKILL");
  expect(await driftloopJson(["predict", "--project", folder])).toMatchObject({
    rows: rowCount,
    predictionsVersion: 2,
  });
  expect(
    await queryLake(
      folder,
      "SELECT job_run, count(*)::INT AS n, count(DISTINCT entity)::INT AS e FROM {predictions} GROUP BY ALL",
    ),
  ).toMatchObject([
    { n: rowCount, e: rowCount },
    { n: rowCount, e: rowCount },
  ]);
  expect(await queryMetadata(folder, "SELECT 1 FROM runs WHERE kind = 'inference'")).toHaveLength(2);

  // What a killed process left a day ago goes with the next job; what another may be writing now stays.
  const lake = join(folder, ".driftloop", "lake", "predictions");
  writeFileSync(join(lake, "part_old.parquet"), "torn");
  writeFileSync(join(lake, "part_new.parquet"), "torn");
  const longAgo = Date.now() / 1000 - 2 * 86_400;
  utimesSync(join(lake, "part_old.parquet"), longAgo, longAgo);
  await driftloopJson(["predict", "--project", folder]);
  expect(existsSync(join(lake, "part_old.parquet"))).toBe(false);
  expect(existsSync(join(lake, "part_new.parquet"))).toBe(true);
});

test("an approval that is killed at a random moment happened whole or not at all", async () => {
  const folder = await makeProject("approve");
  for (const verb of ["ingest", "train", "register", "validate"]) await driftloopJson([verb, "--project", folder]);
  const random = createRandom("approval");
  for (let round = 0; round < 5; round += 1) {
    const started = startDriftloop(["approve", "1", "--project", folder]);
    await delay(random.uniform() * 500);
    started.process.kill("SIGKILL");
    await started.ended;
    const aliases = await queryMetadata<{ alias: string }>(folder, "SELECT alias FROM model_aliases");
    expect(aliases).toHaveLength(1);
  }
  expect(await driftloop(["approve", "1", "--project", folder])).toMatchObject({ code: 0 });
  expect(await queryMetadata(folder, "SELECT action, alias FROM alias_journal ORDER BY sequence")).toEqual([
    { action: "register", alias: "challenger" },
    { action: "promote", alias: "champion" },
    { action: "promote", alias: "challenger" },
  ]);
});

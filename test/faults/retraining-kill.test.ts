import { cpSync, existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { SimulationResult } from "#app";
import { beforeAll, expect, test } from "vitest";
import { driftloopJson, startDriftloop } from "../acceptance/command-line.js";
import { newProject } from "../acceptance/project.js";
import { queryLake, queryMetadata, withMetadata } from "../acceptance/project-state.js";
import { temporaryFolder } from "../conformance/temporary-folder.js";

const root = temporaryFolder();
/** Labels prove on this day that the same customers decide differently; a challenger is fitted and promoted. */
const retrainingDay = 33;
/** The promotion has been audited by then. */
const lastDay = 40;
const scenario = `name: other-mind
says: "The same customers decide differently: those with the plan basic stay, the others leave."
calmDays: 8
outcomes:
  - { odds: 25, where: { plan: [pro, plus] } }
  - { odds: 0.05, where: { plan: basic } }
`;
const retraining = "retraining: { minimumRows: 150, minimumPositives: 30, cooldown: 10d, halfLives: [30d] }";

let trained: string;

function simulate(into: string, days: number): readonly string[] {
  const world = [`--drift=${join(root, "other-mind.yaml")}`, "--rows-per-day=20", "--label-delay=8"];
  return ["simulate", `--project=${trained}`, `--days=${days}`, "--start=2030-01-07", ...world, `--into=${into}`];
}

/** Ids of job runs are drawn anew; which of two is meant stays visible in the order of what names them. */
function withoutRunIds(rows: readonly object[]): unknown {
  const known = new Map<string, string>();
  const nameOf = (id: string): string => {
    if (!known.has(id)) known.set(id, `job ${known.size + 1}`);
    return known.get(id)!;
  };
  return JSON.parse(JSON.stringify(rows).replace(/job_[0-9a-z]+/g, nameOf));
}

/** Names and contents of all a version is made of; what its run is called is part of some. */
async function artifactsOf(folder: string, version: number): Promise<unknown> {
  const sql = `SELECT artifacts FROM model_versions WHERE version = ${version}`;
  const [row] = await queryMetadata<{ readonly artifacts: string }>(folder, sql);
  const names = Object.entries(JSON.parse(row!.artifacts) as Record<string, string>);
  return withoutRunIds(
    names.map(([name, digest]) => ({
      name,
      content: readFileSync(join(folder, ".driftloop", "artifacts", digest), "utf8"),
    })),
  );
}

/** Everything that must be the same whether or not processes were killed on the way. */
async function finalState(folder: string): Promise<Record<string, unknown>> {
  const facts = async (sql: string): Promise<unknown> => withoutRunIds(await queryMetadata(folder, sql));
  const log = "SELECT * FROM {inference_log} WHERE route <> 'batch' ORDER BY prediction_id";
  return {
    log: await queryLake(folder, log),
    labels: await queryLake(folder, "SELECT * FROM {ground_truth} ORDER BY ALL"),
    evaluations: await queryLake(
      folder,
      "SELECT split, entity, label, probability, count(*) AS n FROM {evaluations} GROUP BY ALL ORDER BY ALL",
    ),
    events: await facts("SELECT * FROM label_events ORDER BY entity, known_at"),
    scored: await facts("SELECT * FROM logged_predictions ORDER BY id"),
    sums: await facts("SELECT * FROM performance_windows ORDER BY 1, 2, 3, 4"),
    performance: await facts("SELECT * FROM performance_entries ORDER BY 4, 1, 2, 3, 5"),
    windows: await facts("SELECT * FROM window_profiles ORDER BY 1, 2, 3"),
    detectors: await facts("SELECT * FROM window_detectors ORDER BY 1, 2"),
    verdicts: await facts("SELECT * FROM window_verdicts ORDER BY 1, 2, 3"),
    incidents: await facts("SELECT id, key, status, opened_at, body FROM incidents ORDER BY id"),
    decisions: await facts("SELECT id, at, fired, incident_id, body, result, audit FROM decisions ORDER BY at, id"),
    messages: await facts("SELECT kind, key, count(*) AS n FROM outbox_messages GROUP BY 1, 2 ORDER BY 1, 2"),
    models: await facts(
      `SELECT version, created_at, lineage, metrics, json_remove(tags, '$.model_card') AS tags, validation
       FROM model_versions ORDER BY version`,
    ),
    challenger: await artifactsOf(folder, 2),
    aliases: await facts("SELECT alias, version FROM model_aliases ORDER BY alias"),
    journal: await facts(
      "SELECT action, alias, from_version, to_version, actor, reason FROM alias_journal ORDER BY sequence",
    ),
    runs: await facts("SELECT kind, status, params, metrics, tags FROM runs ORDER BY started_at, kind"),
    jobs: await facts("SELECT job, status, created_at FROM job_runs ORDER BY created_at, job"),
  };
}

let before: string;
let undisturbed: Record<string, unknown>;
beforeAll(async () => {
  writeFileSync(join(root, "other-mind.yaml"), scenario);
  trained = await newProject(root, "trained", { rows: 1500, changes: [["business:", `${retraining}\nbusiness:`]] });
  await driftloopJson(["run", "training", "--project", trained]);
  before = join(root, "before");
  await driftloopJson(simulate(before, retrainingDay - 1));
  const lived = join(root, "undisturbed");
  cpSync(before, lived, { recursive: true });
  const { champion } = await driftloopJson<SimulationResult>(simulate(lived, lastDay));
  undisturbed = await finalState(lived);
  // Else the rest would prove nothing: this world does fit a challenger, promote and audit it.
  expect(champion).toBe(2);
  expect(undisturbed["aliases"]).toContainEqual({ alias: "champion", version: 2 });
  expect(JSON.stringify(undisturbed["decisions"])).toMatch(/"outcome\\":\\"promoted/);
  expect((undisturbed["decisions"] as { readonly audit: string | null }[]).some(({ audit }) => audit !== null)).toBe(
    true,
  );
});

const finds =
  (sql: string) =>
  (folder: string): Promise<boolean> =>
    withMetadata(folder, (metadata) => metadata.prepare(sql).get() !== undefined).catch(() => false);

function filesBelow(place: string): number {
  return existsSync(place) ? readdirSync(place, { recursive: true }).length : 0;
}

/** Whether more files lie in a place of the state folder than before the day. */
const grows =
  (...place: readonly string[]) =>
  (folder: string): boolean =>
    filesBelow(join(folder, ".driftloop", ...place)) > filesBelow(join(before, ".driftloop", ...place));

const running = (task: string): ((folder: string) => Promise<boolean>) =>
  finds(
    `SELECT 1 FROM job_tasks JOIN job_runs ON run_id = job_runs.id
     WHERE task_key = '${task}' AND job_tasks.status = 'running' AND job_runs.status = 'running'`,
  );

const outcomes = `labels:simulation other-mind 1:outcomes-${retrainingDay}`;

const thatRound = `job = 'monitoring' AND created_at >= ${Date.UTC(2030, 0, 7 + retrainingDay)}`;

/** Moments of the day on which the challenger is made, in the order in which they come. */
const moments: readonly (readonly [string, (folder: string) => Promise<boolean> | boolean])[] = [
  ["outcomes are being written", grows("lake", "ground_truth")],
  ["outcomes are committed", finds(`SELECT 1 FROM table_versions WHERE operation LIKE '${outcomes}%'`)],
  ["monitoring has begun", finds("SELECT 1 FROM job_runs WHERE job = 'monitoring' AND status = 'running'")],
  ["the decision is made", finds("SELECT 1 FROM decisions WHERE fired = 1 AND result IS NULL")],
  ["the retraining has begun", running("model_training")],
  ["recipes race", finds("SELECT 1 FROM runs WHERE kind = 'training' AND status = 'running'")],
  ["the challenger is being stored", grows("artifacts")],
  ["its forecasts are being written", grows("lake", "evaluations")],
  ["the challenger is registered", finds("SELECT 1 FROM model_versions WHERE version = 2")],
  ["gates judge it", running("challenger_validation")],
  ["it is judged", finds("SELECT 1 FROM model_versions WHERE version = 2 AND validation_digest IS NOT NULL")],
  ["the champion has moved", finds("SELECT 1 FROM model_aliases WHERE alias = 'champion' AND version = 2")],
  [
    "the outcome is kept",
    finds("SELECT 1 FROM decisions WHERE fired = 1 AND json_extract(result, '$.challenger') = 2"),
  ],
  ["the round is over", finds(`SELECT 1 FROM job_runs WHERE ${thatRound} AND status = 'succeeded'`)],
  ["the promotion is audited", finds("SELECT 1 FROM decisions WHERE audit IS NOT NULL")],
];

/** Starts the simulation and kills it as soon as a moment has come; tells whether it was killed. */
async function killAt(folder: string, isReached: () => Promise<boolean> | boolean): Promise<boolean> {
  const started = startDriftloop(simulate(folder, lastDay));
  while (started.process.exitCode === null && !(await isReached())) await delay(1);
  started.process.kill("SIGKILL");
  const { signal, code, stderr } = await started.ended;
  expect([0, null], stderr).toContain(code);
  return signal === "SIGKILL";
}

async function expectSameEnd(folder: string): Promise<void> {
  await driftloopJson(simulate(folder, lastDay));
  for (const [what, found] of Object.entries(await finalState(folder))) expect(found, what).toEqual(undisturbed[what]);
  expect(await driftloopJson(["verify", "--project", folder])).toMatchObject({ problems: [] });
}

test("labels, monitoring and a retraining killed at each of fifteen moments in turn end as undisturbed ones", async () => {
  const folder = join(root, "in-turn");
  cpSync(before, folder, { recursive: true });
  const missed: string[] = [];
  for (const [name, isReached] of moments) if (!(await killAt(folder, () => isReached(folder)))) missed.push(name);
  // The end comes shortly after the last moments, so a busy machine may see those too late.
  expect(missed.filter((name) => name !== moments.at(-1)![0])).toEqual([]);
  await expectSameEnd(folder);
});

test.each([
  ["after the fit", "the challenger is being stored"],
  ["between approval and outcome", "the champion has moved"],
])("a retraining killed once, %s, ends as an undisturbed one", async (_, wanted) => {
  const folder = join(root, wanted.replaceAll(" ", "-"));
  cpSync(before, folder, { recursive: true });
  const isReached = moments.find(([name]) => name === wanted)![1];
  expect(await killAt(folder, () => isReached(folder))).toBe(true);
  await expectSameEnd(folder);
});

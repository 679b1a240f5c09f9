import { cpSync, existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { beforeAll, expect, test } from "vitest";
import { driftloopJson, startDriftloop } from "../acceptance/command-line.js";
import { writeLines } from "../acceptance/data-sets.js";
import { newProject } from "../acceptance/project.js";
import { queryLake, queryMetadata } from "../acceptance/project-state.js";
import { temporaryFolder } from "../conformance/temporary-folder.js";

const root = temporaryFolder();
const rowCount = 600;
let trained: string;
let labels: string;

beforeAll(async () => {
  trained = await newProject(root, "trained", { rows: rowCount });
  await driftloopJson(["run", "training", "--project", trained]);
  const rows = Array.from({ length: rowCount }, (_, row) => `C${row},${row % 4 === 0 ? "yes" : "no"},2040-01-01`);
  labels = writeLines(root, "labels.csv", ["id,churned,known_at", ...rows, "C1,perhaps,2040-01-01", ",yes,2040-01-01"]);
});

/** Everything labels leave that does not depend on when they came. */
async function finalState(folder: string): Promise<object> {
  await driftloopJson(["labels", "--project", folder]);
  return {
    labels: await queryLake(folder, "SELECT entity, label, known_at, source FROM {ground_truth} ORDER BY ALL"),
    refused: await queryLake(folder, 'SELECT line, "column", reason FROM {quarantine} ORDER BY ALL'),
    predictions: await queryMetadata(folder, "SELECT count(*) AS n, sum(label) AS positives FROM logged_predictions"),
    events: await queryMetadata(folder, "SELECT count(*) AS n, sum(label) AS positives FROM label_events"),
    windows: await queryMetadata(
      folder,
      "SELECT model_version, slice_key, json_extract(sums, '$.totals') AS totals FROM performance_windows",
    ),
    commits: await queryMetadata(folder, "SELECT count(*) AS n FROM table_versions WHERE table_name = 'ground_truth'"),
  };
}

function copyOf(name: string): string {
  const folder = join(root, name);
  cpSync(trained, folder, { recursive: true });
  return folder;
}

const filesOf = (folder: string, table: string): number => {
  const place = join(folder, ".driftloop", "lake", table);
  return existsSync(place) ? readdirSync(place).length : 0;
};

test("labels whose ingestion is killed again and again and repeated are as labels that came undisturbed", async () => {
  const undisturbed = copyOf("undisturbed");
  await driftloopJson(["labels", "ingest", labels, "--project", undisturbed]);
  const expected = await finalState(undisturbed);
  expect(expected).toMatchObject({ events: [{ n: rowCount }], commits: [{ n: 1 }] });

  const folder = copyOf("killed");
  const moments: readonly (() => boolean)[] = [
    () => filesOf(folder, "quarantine") > 0,
    () => filesOf(folder, "ground_truth") > 0,
    () => filesOf(folder, "ground_truth") > 1,
  ];
  for (const isReached of moments) {
    const started = startDriftloop(["labels", "ingest", labels, "--project", folder]);
    while (started.process.exitCode === null && !isReached()) await delay(1);
    started.process.kill("SIGKILL");
    await started.ended;
  }
  const looking = startDriftloop(["labels", "--project", folder]);
  await delay(400);
  looking.process.kill("SIGKILL");
  await looking.ended;
  await driftloopJson(["labels", "ingest", labels, "--project", folder]);

  expect(await finalState(folder)).toEqual(expected);
  expect(await driftloopJson(["verify", "--project", folder])).toMatchObject({ problems: [] });
});

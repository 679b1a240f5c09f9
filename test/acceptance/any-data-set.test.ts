import { createRandom } from "#kernel";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { temporaryFolder } from "../conformance/temporary-folder.js";
import { driftloop, driftloopJson, editProject, expectOneErrorLine } from "./command-line.js";
import { customerColumns, customers, writeCustomers, writeLines } from "./data-sets.js";
import { quickTraining } from "./project.js";
import { countInLake, queryLake } from "./project-state.js";

const root = temporaryFolder();

interface Init {
  readonly label: { readonly positive: string };
  readonly entity: readonly string[];
  readonly features: readonly string[];
}

describe("the label", () => {
  test.each([
    ["no", "yes", "yes"],
    ["N", "Y", "Y"],
    ["FALSE", "TRUE", "TRUE"],
    ["0.0", "1.0", "1.0"],
    ["stayed", "Churned", "Churned"],
    ["good", "bad", "bad"],
  ])("may be spelt %s and %s", async (negative, positive, expected) => {
    const name = `spelt_${positive.replace(".", "_")}`.toLowerCase();
    const data = writeCustomers(root, `${name}.csv`, { rows: 60, classes: [negative, positive] });
    const found = await driftloopJson<Init>(["init", join(root, name), "--data", data, "--label", "churned"]);
    expect(found.label.positive).toBe(expected);
  });

  test("may be spelt 0 and 1, and the positive class may be named", async () => {
    const data = writeCustomers(root, "zero_one.csv", { rows: 60, classes: ["0", "1"] });
    const folder = join(root, "zero_one");
    const at = ["--project", folder];
    const init = ["init", folder, "--data", data, "--label", "churned", "--positive", "0"];
    expect(await driftloopJson<Init>(init)).toMatchObject({ label: { positive: "0" } });
    expect(await driftloopJson(["ingest", ...at])).toMatchObject({ accepted: 60, quarantined: 0 });
    await driftloopJson(["features", "build", ...at]);
    const wanted = customers({ rows: 60 }).filter((row) => row.endsWith(",no"));
    expect(await countInLake(folder, "SELECT sum(label) FROM {labels}")).toBe(wanted.length);
  });

  test("may be missing in some rows, which are scored but not learnt from", async () => {
    const rows = customers({ rows: 300 }).map((row, index) => (index < 30 ? row.replace(/[^,]*$/, "") : row));
    const data = writeLines(root, "some_unlabelled.csv", [customerColumns, ...rows]);
    const folder = join(root, "some_unlabelled");
    await driftloopJson(["init", folder, "--data", data, "--label", "churned"]);
    quickTraining(folder);
    const job = await driftloopJson<{ outputs: object }>(["run", "training", "--project", folder]);
    expect(job.outputs).toMatchObject({
      feature_engineering: { labelledRows: 270 },
      batch_inference: { rows: 300 },
    });
  });
});

test("rows without a key count each as an entity, and a file without the label's column is scored", async () => {
  const rows = customers({ rows: 500 }).map((row) => row.slice(row.indexOf(",") + 1));
  const header = customerColumns.slice(3);
  const data = writeLines(root, "keyless.csv", [header, ...rows]);
  const folder = join(root, "keyless");
  expect(await driftloopJson<Init>(["init", folder, "--data", data, "--label", "churned"])).toMatchObject({
    entity: [],
  });
  quickTraining(folder);
  const at = ["--project", folder];
  const job = await driftloopJson<{ outputs: object }>(["run", "training", ...at]);
  expect(job.outputs).toMatchObject({
    feature_engineering: { trainEntities: 400, testEntities: 100 },
    batch_inference: { rows: 500 },
  });
  expect(await countInLake(folder, "SELECT count(DISTINCT entity) FROM {features}")).toBe(500);
  const unlabelled = rows.map((row) => row.slice(0, row.lastIndexOf(",")));
  const input = writeLines(root, "unlabelled.csv", [header.slice(0, header.lastIndexOf(",")), ...unlabelled]);
  const output = join(root, "keyless-scores.csv");
  expect(await driftloopJson(["predict", "--input", input, "--output", output, ...at])).toMatchObject({ rows: 500 });
  expect(
    await countInLake(
      folder,
      `SELECT count(*) FROM {predictions} AS a JOIN read_csv('${output}') AS b
       ON split_part(a.entity, '|', 2) = split_part(b.entity, '|', 2) AND a.probability = b.probability`,
    ),
  ).toBe(500);
});

/** Three months of 250 customers; each has a leaning of his own, so that a customer on both sides would be a leak. */
function months(): readonly string[] {
  const random = createRandom("months");
  return Array.from({ length: 250 }, (_, customer) => {
    const leaning = random.normal();
    return [1, 2, 3].map((month) => {
      const usage = random.uniform() * 100;
      const label = random.uniform() < 1 / (1 + Math.exp(-(usage - 60) / 10 - leaning)) ? 1 : 0;
      return `K${customer},2025-0${month}-01,${usage.toFixed(1)},${random.uniform() < 0.5 ? "a" : "b"},${label}`;
    });
  }).flat();
}

test("an entity with rows at several times stands on one side of the wall, and its newest row is scored", async () => {
  const data = writeLines(root, "months.csv", ["customer,month,usage,tariff,left", ...months()]);
  const folder = join(root, "months");
  await driftloopJson([
    "init",
    folder,
    "--data",
    data,
    "--label",
    "left",
    "--key",
    "customer",
    "--event-time",
    "month",
  ]);
  quickTraining(folder);
  const job = await driftloopJson<{ outputs: object }>(["run", "training", "--project", folder]);
  expect(job.outputs).toMatchObject({
    feature_engineering: { labelledRows: 750, trainEntities: 200, testEntities: 50 },
    batch_inference: { rows: 250 },
  });
  const sides = await queryLake(
    folder,
    `SELECT split, count(*)::INT AS n, count(DISTINCT entity)::INT AS entities, count(DISTINCT (entity, as_of))::INT AS rows
     FROM {evaluations} GROUP BY ALL ORDER BY split`,
  );
  expect(sides).toEqual([
    { split: "out-of-fold", n: 600, entities: 200, rows: 600 },
    { split: "test", n: 150, entities: 50, rows: 150 },
  ]);
  expect(await sharedEntities(folder)).toBe(0);
  // The newest row of everybody is the row of March: its features give the prediction.
  expect(
    await countInLake(
      folder,
      `SELECT count(*) FROM {evaluations} AS e JOIN {predictions} AS p USING (entity)
       WHERE e.split = 'test' AND e.as_of = TIMESTAMP '2025-03-01'
         AND abs(e.probability - p.probability) < 1e-12`,
    ),
  ).toBe(50);
});

const sharedEntities = (folder: string): Promise<number> =>
  countInLake(
    folder,
    `SELECT count(*) FROM (SELECT DISTINCT entity FROM {evaluations} WHERE split = 'test')
     SEMI JOIN (SELECT DISTINCT entity FROM {evaluations} WHERE split <> 'test') USING (entity)`,
  );

test("a category of 10,000 levels, columns half empty and a column that is empty are no obstacle", async () => {
  const random = createRandom("levels");
  const rows = Array.from({ length: 20_000 }, (_, row) => {
    const level = row % 10_000;
    const x = random.normal();
    const shown = random.uniform() < 0.5 ? "" : x.toFixed(3);
    const label = random.uniform() < 1 / (1 + Math.exp(-1.5 * x - (level % 7) / 2 + 2)) ? "yes" : "no";
    return `R${row},L${level},${shown},,${random.uniform() < 0.5 ? "" : "red"},${label}`;
  });
  const data = writeLines(root, "levels.csv", ["id,place,x,nothing,colour,churned", ...rows]);
  const folder = join(root, "levels");
  const init = await driftloopJson<Init>(["init", folder, "--data", data, "--label", "churned"]);
  expect(init.features).toEqual(["place", "x", "colour"]);
  quickTraining(folder);
  editProject(folder, ["trials: 2", "trials: 1"]);
  const job = await driftloop(["run", "training", "--json", "--project", folder]);
  const { outputs } = JSON.parse(job.stdout) as { outputs: Record<string, Record<string, unknown>> };
  expect(outputs["feature_engineering"]).toMatchObject({ labelledRows: 20_000 });
  const { test: evaluation } = outputs["model_training"] as { test: { metrics: Record<string, { value: number }> } };
  expect(evaluation.metrics["rocAuc"]!.value).toBeGreaterThan(0.65);
});

test("a contract that was corrected after the first ingest is followed from then on", async () => {
  const folder = join(root, "corrected");
  const data = writeCustomers(root, "corrected.csv", { rows: 200 });
  const at = ["--project", folder];
  await driftloopJson(["init", folder, "--data", data, "--label", "churned"]);
  quickTraining(folder);
  editProject(folder, [/^ {4}spend: .*\n/m, ""], [/^ {2}- spend\n/m, ""]);
  await driftloopJson(["ingest", ...at]);
  expect(await driftloopJson(["features", "build", ...at])).toMatchObject({ featureCount: 3 });
  // The category becomes a number with an expression; a column that was not read before is wanted now.
  editProject(
    folder,
    [/^ {2}- plan\n/m, "  - { name: plan, expression: \"case when plan = 'pro' then 1 else 0 end\" }\n  - spend\n"],
    [/^ {4}age:/m, "    spend: { type: number }\n    age:"],
  );
  expect(await driftloopJson(["features", "build", ...at])).toMatchObject({ featureCount: 4, featureRows: 200 });
  expect(await queryLake(folder, "SELECT DISTINCT plan FROM {features} ORDER BY plan")).toEqual([
    { plan: 0 },
    { plan: 1 },
  ]);
  const more = writeCustomers(root, "more.csv", { rows: 20, firstKey: 5000, seed: "more" });
  await driftloopJson(["ingest", more, ...at]);
  await driftloopJson(["features", "build", ...at]);
  expect(await countInLake(folder, "SELECT count(*) FROM {features} WHERE spend IS NOT NULL")).toBeGreaterThan(10);
  expect(await countInLake(folder, "SELECT count(*) FROM {features} WHERE entity NOT LIKE 'C50__'")).toBe(200);
});

test("too few labels to learn from are one clear error", async () => {
  const data = writeCustomers(root, "few.csv", { rows: 25 });
  const folder = join(root, "few");
  await driftloopJson(["init", folder, "--data", data, "--label", "churned"]);
  expectOneErrorLine(await driftloop(["run", "training", "--quiet", "--project", folder]), 2, /at least 10 of each/);
});

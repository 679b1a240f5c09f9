import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createRandom, shuffledIndices } from "#kernel";
import { copyPath, makeFolder } from "#adapters/system";
import { createArtifactStore } from "#adapters/system";
import { createSqliteRegistryStore, openMetadata } from "#adapters/sqlite";
import { createRowEncoder } from "#features";
import { forestProbabilityOfRow, loadModel, parseForest } from "#inference";
import { beforeAll, describe, expect, test } from "vitest";
import { temporaryFolder } from "../conformance/temporary-folder.js";
import { driftloop, driftloopJson, editProject } from "./command-line.js";
import { writeLines } from "./data-sets.js";
import { countInLake, queryLake, queryMetadata } from "./project-state.js";

interface TelcoJob {
  readonly succeeded: boolean;
  readonly outputs: {
    readonly model_training: {
      readonly outOfFold: { readonly metrics: Record<string, { readonly value: number }> };
      readonly test: { readonly metrics: Record<string, { readonly value: number }> };
    };
    readonly challenger_validation: { readonly verdict: string };
    readonly challenger_approval: { readonly promoted: boolean; readonly champion: number | null };
    readonly batch_inference: { readonly rows: number } | null;
  };
}

const root = temporaryFolder();
const example = fileURLToPath(new URL("../../examples/telco-churn/", import.meta.url));
const lines = readFileSync(join(example, "data", "telco-churn.csv"), "utf8")
  .trimEnd()
  .split("\n");

/** A copy of the example with few trials, on the given lines. */
async function runTelco(
  name: string,
  content: readonly string[],
): Promise<{ folder: string; job: TelcoJob; code: number | null }> {
  const folder = join(root, name);
  makeFolder(join(folder, "data"));
  copyPath(join(example, "driftloop.yaml"), join(folder, "driftloop.yaml"));
  writeLines(join(folder, "data"), "telco-churn.csv", content);
  editProject(folder, ["trials: 50", "trials: 5"]);
  const result = await driftloop(["run", "training", "--json", "--project", folder]);
  expect(result.stdout, result.stderr).not.toBe("");
  return { folder, job: JSON.parse(result.stdout) as TelcoJob, code: result.code };
}

describe("on Telco", () => {
  let folder = "";
  let job: TelcoJob;
  beforeAll(async () => {
    ({ folder, job } = await runTelco("telco", lines));
  });

  test("quality is what honest models reach: more would be a leak, less a fault", () => {
    const { outOfFold, test: tested } = job.outputs.model_training;
    expect(outOfFold.metrics["rocAuc"]!.value).toBeGreaterThan(0.84);
    expect(outOfFold.metrics["rocAuc"]!.value).toBeLessThan(0.87);
    expect(tested.metrics["rocAuc"]!.value).toBeGreaterThan(0.82);
    expect(tested.metrics["rocAuc"]!.value).toBeLessThan(0.87);
    expect(job.outputs.challenger_approval.champion).toBe(1);
  });

  test("no entity and no row is on both sides of what is fitted and what judges", async () => {
    const sides = await queryLake(
      folder,
      `SELECT split, count(*)::INT AS n, count(DISTINCT entity)::INT AS entities FROM {evaluations} GROUP BY ALL ORDER BY split`,
    );
    expect(sides).toEqual([
      { split: "out-of-fold", n: 5634, entities: 5634 },
      { split: "test", n: 1409, entities: 1409 },
    ]);
    const judged = "(SELECT entity FROM {evaluations} WHERE split = 'test')";
    const fitted = "(SELECT entity FROM {evaluations} WHERE split = 'out-of-fold')";
    expect(await countInLake(folder, `SELECT count(*) FROM ${judged} SEMI JOIN ${fitted} USING (entity)`)).toBe(0);
    const assigned = "(SELECT DISTINCT entity, split FROM {splits})";
    expect(await countInLake(folder, `SELECT count(*) - count(DISTINCT entity) FROM ${assigned}`)).toBe(0);
    // The sides that were used are the sides that were assigned.
    expect(
      await countInLake(
        folder,
        `SELECT count(*) FROM {evaluations} AS e JOIN {splits} AS s USING (entity)
         WHERE (e.split = 'test') <> (s.split = 'test')`,
      ),
    ).toBe(0);
    // A raw row (customer and values) that feeds one side feeds no other.
    const rowsOf = (split: string): string =>
      `(SELECT columns(r.* EXCLUDE (_source, _line, _ingested_at)) FROM {raw} AS r
        JOIN {splits} AS s ON r."customerID" = s.entity WHERE s.split = '${split}')`;
    expect(await countInLake(folder, `SELECT count(*) FROM (${rowsOf("train")} INTERSECT ${rowsOf("test")})`)).toBe(0);
  });

  test("batch scoring, the row function with the forest walker, and a scored file agree to 1e-12 on every customer", async () => {
    const metadata = await openMetadata(join(folder, ".driftloop", "metadata.sqlite"));
    const version = createSqliteRegistryStore(metadata).getVersion("telco_churn", 1);
    metadata.close();
    const model = await loadModel(version, createArtifactStore(join(folder, ".driftloop", "artifacts")));
    const encode = createRowEncoder(model.document.contract, model.document.plan);
    const forest = parseForest(model.boosterText);
    const [header, ...rows] = lines.map((line) => line.split(","));
    const stored = await queryLake(folder, "SELECT entity, probability FROM {predictions}");
    const batch = new Map(stored.map(({ entity, probability }) => [String(entity), Number(probability)]));
    expect(batch.size).toBe(7043);
    let largest = 0;
    for (const row of rows) {
      const request = Object.fromEntries(header!.map((name, column) => [name, row[column]!]));
      const alone = forestProbabilityOfRow(forest, encode(request));
      largest = Math.max(largest, Math.abs(alone - batch.get(row[0]!)!));
    }
    expect(largest).toBeLessThan(1e-12);

    const input = join(folder, "data", "telco-churn.csv");
    const output = join(root, "scores.parquet");
    await driftloopJson(["predict", "--input", input, "--output", output, "--project", folder]);
    const file = `read_parquet('${output}')`;
    expect(
      await countInLake(
        folder,
        `SELECT count(*) FROM {predictions} AS a JOIN ${file} AS b
         ON a.entity = b.entity AND abs(a.probability - b.probability) < 1e-12`,
      ),
    ).toBe(7043);
  });
});

test("with shuffled labels nothing is learnt, nothing is promoted and nobody is scored", async () => {
  const [header, ...rows] = lines;
  const order = shuffledIndices(rows.length, createRandom("shuffled labels"));
  const labels = rows.map((row) => row.slice(row.lastIndexOf(",")));
  const shuffled = rows.map((row, index) => row.slice(0, row.lastIndexOf(",")) + labels[order[index]!]!);
  const { folder, job, code } = await runTelco("shuffled", [header!, ...shuffled]);
  const { outOfFold, test: tested } = job.outputs.model_training;
  expect(Math.abs(outOfFold.metrics["rocAuc"]!.value - 0.5)).toBeLessThan(0.03);
  expect(Math.abs(tested.metrics["rocAuc"]!.value - 0.5)).toBeLessThan(0.05);
  expect(code).toBe(1);
  expect(job).toMatchObject({ succeeded: false });
  expect(job.outputs.challenger_validation.verdict).not.toBe("passed");
  expect(job.outputs).toMatchObject({
    challenger_approval: { promoted: false, champion: null },
    batch_inference: null,
  });
  expect(await queryMetadata(folder, "SELECT alias FROM model_aliases WHERE alias = 'champion'")).toEqual([]);
  expect(await driftloop(["approve", "1", "--project", folder])).toMatchObject({ code: 1 });
});

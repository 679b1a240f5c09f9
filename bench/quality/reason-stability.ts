// How often the first reason stays the same when the model is fitted again on a bootstrap of its training rows. Prints a table
// and writes bench/results/reason-stability.json.
// Run: node --import tsx --conditions=source bench/quality/reason-stability.ts [bootstraps=10] [trials=10]
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openProject, type Project, runTraining } from "#app";
import { type Explanation, explainRows, type LoadedModel, loadModel, type ReasonCode } from "#inference";
import { createRandom, silentProgress } from "#kernel";
import { newestVersions } from "#src/pipelines/decision/challenger-validation.js";
import { loadModelRows, type ModelRows } from "#src/pipelines/model-rows.js";
import { trainingSources } from "#src/pipelines/fitting/training-rows.js";
import type { BoosterParams } from "#training";

const [bootstraps = 10, trials = 10] = process.argv.slice(2).map(Number);

/** The reasons a reader could be given; the first one counts. */
const readers: Readonly<Record<string, (reason: ReasonCode) => boolean>> = {
  "every feature": ({ contribution }) => contribution > 0,
  "actionable only": ({ contribution, actionable }) => contribution > 0 && actionable,
};

/** Fits on a bootstrap of the training rows and explains the test rows. */
async function refit(seed: number, model: LoadedModel, rows: { train: ModelRows; test: ModelRows }, project: Project) {
  const random = createRandom(`bootstrap/${seed}`);
  const { matrix } = rows.train;
  const drawn = Int32Array.from({ length: matrix.rowCount }, () => random.integer(matrix.rowCount));
  const columns = matrix.columns.map((column) => Float64Array.from(drawn, (row) => column[row]!));
  const labels = Uint8Array.from(drawn, (row) => rows.train.rows.labels[row]!);
  const session = await (await project.ports.trainer()).open({ matrix: { ...matrix, columns }, labels });
  const { params, rounds } = model.document;
  const { modelText } = await session.fit({ params: params as BoosterParams, rounds, seed: model.document.seed });
  await session.close();
  return explain(modelText, model, rows.test, project);
}

async function explain(modelText: string, model: LoadedModel, test: ModelRows, { ports }: Project) {
  const scorer = await (await ports.scorers()).open(modelText);
  const explained = await explainRows(test.rows.features, model.document, scorer, "auditor");
  await scorer.close();
  return explained;
}

function sameShare(before: readonly Explanation[], after: readonly Explanation[], reader: string): number {
  const first = ({ reasons }: Explanation): string | undefined => reasons.find(readers[reader]!)?.feature;
  return before.filter((row, place) => first(row) === first(after[place]!)).length / before.length;
}

const folder = mkdtempSync(join(tmpdir(), "driftloop-reasons-"));
cpSync("examples/telco-churn", folder, { recursive: true });
const file = join(folder, "driftloop.yaml");
writeFileSync(file, readFileSync(file, "utf8").replace(/^training: .*$/m, `training: { trials: ${trials} }`));
const clock = { now: () => Date.now() };
const project = await openProject({ folder, clock, progress: silentProgress, codeVersion: "bench" });
try {
  await runTraining(project);
  const { ports, settings } = project;
  const model = await loadModel(ports.registry.getVersion(settings.name, 1), ports.artifacts);
  const sources = await trainingSources(await newestVersions(ports), ports);
  const rows = {
    train: await loadModelRows(model, sources, "train", ports),
    test: await loadModelRows(model, sources, "test", ports),
  };
  const base = await explain(model.boosterText, model, rows.test, project);
  const refits: (readonly Explanation[])[] = [];
  for (let seed = 0; seed < bootstraps; seed += 1) refits.push(await refit(seed, model, rows, project));
  const groups: Readonly<Record<string, (row: Explanation) => boolean>> = {
    "predicted positive": ({ probability }) => probability >= model.document.threshold,
    "all test rows": () => true,
  };
  const results = Object.entries(groups).flatMap(([group, isIn]) =>
    Object.keys(readers).map((reader) => {
      const chosen = base.map(isIn);
      const within = (explained: readonly Explanation[]) => explained.filter((_, row) => chosen[row]!);
      const shares = refits.map((refitted) => sameShare(within(base), within(refitted), reader));
      const mean = shares.reduce((sum, share) => sum + share, 0) / shares.length;
      return { group, reader, rows: within(base).length, mean, worst: Math.min(...shares) };
    }),
  );
  console.table(
    results.map(({ mean, worst, ...rest }) => ({ ...rest, mean: mean.toFixed(3), worst: worst.toFixed(3) })),
  );
  mkdirSync("bench/results", { recursive: true });
  const record = {
    bootstraps,
    trials,
    library: model.document.library,
    goal: "mean at least 0.8 for predicted positives",
    results,
  };
  writeFileSync("bench/results/reason-stability.json", `${JSON.stringify(record, null, 2)}\n`);
} finally {
  await project.close();
  rmSync(folder, { recursive: true });
}

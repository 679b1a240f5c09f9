/**
 * The canary: whatever a pipeline reports on labels that were shuffled, it made up. The whole job, from the raw file to the alias, on
 * the bundled customers with their labels in random order: as the first model of a project, and as the next training of a project whose
 * honest champion then gets such a file, as when a join upstream breaks. AUC has to be one half, and nothing may be promoted.
 *
 * Run: node --import tsx --conditions=source bench/quality/shuffled-labels.ts [shuffles=20] [trials=10] [first seed=0]
 */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openProject, runTraining, type TrainingJobResult } from "#app";
import { createRandom, shuffledIndices, silentProgress } from "#kernel";
import { machine, rounded, saveResult, tableText } from "../harness/report.js";

const [shuffles = 20, trials = 10, firstSeed = 0] = process.argv.slice(2).map(Number);
const example = "examples/telco-churn";
const [header, ...lines] = readFileSync(join(example, "data", "telco-churn.csv"), "utf8")
  .trimEnd()
  .split("\n");

/** The customers with each other's labels. */
function shuffledCsv(seed: number): string {
  const order = shuffledIndices(lines.length, createRandom(`shuffled labels ${seed}`));
  const labelOf = (line: string): string => line.slice(line.lastIndexOf(","));
  const rows = lines.map((line, index) => line.slice(0, line.lastIndexOf(",")) + labelOf(lines[order[index]!]!));
  return `${[header, ...rows].join("\n")}\n`;
}

function projectFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "driftloop-canary-"));
  cpSync(example, folder, { recursive: true });
  const file = join(folder, "driftloop.yaml");
  writeFileSync(file, readFileSync(file, "utf8").replace(/^training: .*$/m, `training: { trials: ${trials} }`));
  return folder;
}

async function train(folder: string): Promise<TrainingJobResult> {
  const clock = { now: () => Date.now() };
  const project = await openProject({ folder, clock, progress: silentProgress, codeVersion: "bench" });
  try {
    return await runTraining(project);
  } finally {
    await project.close();
  }
}

interface Outcome {
  readonly seed: number;
  readonly outOfFoldAuc: number;
  readonly testAuc: number;
  readonly promoted: boolean;
  readonly failed: readonly string[];
}

function outcomeOf(seed: number, { outputs }: TrainingJobResult): Outcome {
  const { outOfFold, test } = outputs.model_training;
  return {
    seed,
    outOfFoldAuc: outOfFold.metrics["rocAuc"]!.value,
    testAuc: test.metrics["rocAuc"]!.value,
    promoted: outputs.challenger_approval.promoted,
    failed: outputs.challenger_validation.gates.gates.flatMap(({ id, verdict }) => (verdict === "passed" ? [] : [id])),
  };
}

async function judged(seed: number, prepared: string): Promise<Outcome> {
  const folder = mkdtempSync(join(tmpdir(), "driftloop-canary-"));
  cpSync(prepared, folder, { recursive: true });
  writeFileSync(join(folder, "data", "telco-churn.csv"), shuffledCsv(seed));
  try {
    return outcomeOf(seed, await train(folder));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

function lineOf(project: string, outcomes: readonly Outcome[]) {
  const aucs = outcomes.map(({ testAuc }) => testAuc);
  return {
    project,
    shuffles: outcomes.length,
    "test AUC": rounded(mean(aucs), 4),
    lowest: rounded(Math.min(...aucs), 4),
    highest: rounded(Math.max(...aucs), 4),
    "out-of-fold AUC": rounded(mean(outcomes.map(({ outOfFoldAuc }) => outOfFoldAuc)), 4),
    promoted: outcomes.filter(({ promoted }) => promoted).length,
    "fewest gates that refuse": Math.min(...outcomes.map(({ failed }) => failed.length)),
  };
}

const where = machine();
const empty = projectFolder();
const honest = projectFolder();
const champion = await train(honest);
if (!champion.outputs.challenger_approval.promoted) throw new Error("the honest model was not promoted");
const [first, beside]: [Outcome[], Outcome[]] = [[], []];
for (let seed = firstSeed; seed < firstSeed + shuffles; seed += 1) {
  first.push(await judged(seed, empty));
  beside.push(await judged(seed, honest));
  console.log(JSON.stringify([first.at(-1), beside.at(-1)]));
}
for (const folder of [empty, honest]) rmSync(folder, { recursive: true, force: true });
const table = [lineOf("without a champion", first), lineOf("with an honest champion", beside)];
console.log(tableText(table));
saveResult("shuffled-labels", { machine: where, trials, firstSeed, table, first, beside });

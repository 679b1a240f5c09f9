/**
 * Batch scoring from end to end, as a user runs it: `driftloop predict` as a process of its own, from raw CSV rows to a
 * Parquet file of predictions; then the same over every customer in the lake. Rows are drawn from the bundled Telco data with
 * noise and ids of their own, so that nothing repeats. Wall time is of the whole process, start-up included.
 *
 * Run: node --import tsx --conditions=source bench/scoring/end-to-end.ts [million rows, default 1,3]
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { driftloopProgram, measureProgram, phaseSeconds, type ProcessCost } from "../harness/measured-process.js";
import { machine, rounded, saveResult, tableText } from "../harness/report.js";
import { writeTelcoRows } from "./telco-rows.js";

const millions = (process.argv[2] ?? "1,3").split(",").map(Number);
const source = fileURLToPath(new URL("../../examples/telco-churn/data/telco-churn.csv", import.meta.url));
const seed = 42;
const trials = 10;
const goal = { rowsPerSecond: 100_000, peakMb: 1024 };

const folder = mkdtempSync(join(tmpdir(), "driftloop-scoring-"));
const project = join(folder, "project");
const driftloop = (...args: string[]): Promise<ProcessCost> => measureProgram(driftloopProgram, args);

interface Measurement {
  readonly work: string;
  readonly rows: number;
  readonly wallSeconds: number;
  readonly cpuSeconds: number;
  readonly rowsPerSecond: number;
  readonly peakMb: number;
  /** Seconds of the process by what it says it does; the rest is start-up, model and final write. */
  readonly phases: Readonly<Record<string, number>>;
}

function measurement(work: string, cost: ProcessCost): Measurement {
  const { rows } = JSON.parse(cost.stdout) as { readonly rows: number };
  const phases = phaseSeconds(cost.stderr);
  const named = Object.values(phases).reduce((sum, seconds) => sum + seconds, 0);
  return {
    work,
    rows,
    wallSeconds: rounded(cost.wallSeconds),
    cpuSeconds: rounded(cost.cpuSeconds),
    rowsPerSecond: Math.round(rows / cost.wallSeconds),
    peakMb: Math.round(cost.peakMb),
    phases: { ...phases, rest: rounded(cost.wallSeconds - named) },
  };
}

async function scoreFile(rows: number): Promise<Measurement> {
  const input = join(folder, `rows-${rows}.csv`);
  const output = join(folder, `predictions-${rows}.parquet`);
  await writeTelcoRows(input, { source, rows, seed });
  return measurement(
    "CSV → Parquet",
    await driftloop("predict", "--project", project, "--input", input, "--output", output, "--json"),
  );
}

async function scorePopulation(rows: number): Promise<Measurement> {
  await driftloop("ingest", join(folder, `rows-${rows}.csv`), "--project", project);
  await driftloop("features", "build", "--project", project);
  return measurement("lake → lake", await driftloop("predict", "--project", project, "--json"));
}

const where = machine();
const results: Measurement[] = [];
try {
  await driftloop("demo", project, "--trials", String(trials));
  for (const count of millions) results.push(await scoreFile(Math.round(count * 1e6)));
  results.push(await scorePopulation(Math.round(millions[0]! * 1e6)));
} finally {
  rmSync(folder, { recursive: true, force: true });
}

console.log(
  tableText(
    results.map(({ phases, wallSeconds, cpuSeconds, rowsPerSecond, peakMb, ...result }) => ({
      ...result,
      "wall s": wallSeconds,
      "CPU s": cpuSeconds,
      "rows/s": rowsPerSecond,
      "CPU µs/row": rounded((cpuSeconds / result.rows) * 1e6),
      "peak MB": peakMb,
      phases: Object.entries(phases)
        .map(([name, seconds]) => `${name} ${rounded(seconds, 1)} s`)
        .join(", "),
    })),
  ),
);
console.log(
  `goal: at least ${goal.rowsPerSecond.toLocaleString("en-US")} raw rows/s on 2 quiet cores, below ${goal.peakMb} MB at any size; load before the run ${where["loadBefore"]}`,
);
saveResult("scoring-end-to-end", { machine: where, seed, trials, goal, results });

/**
 * The demonstration as a newcomer runs it after installation: `driftloop demo` as a process of its own, several times.
 *
 * Run: node --import tsx --conditions=source bench/demo/demo.ts [times, default 3]
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { driftloopProgram, measureProgram } from "../harness/measured-process.js";
import { machine, rounded, saveResult, tableText } from "../harness/report.js";

const times = Number(process.argv[2] ?? 3);
const goal = { wallSeconds: 30, peakMb: 700 };

interface Run {
  readonly wallSeconds: number;
  /** All threads; half of it is the least wall time that two cores can give. */
  readonly cpuSeconds: number;
  readonly peakMb: number;
  readonly auc: string;
}

async function runDemo(): Promise<Run> {
  const folder = mkdtempSync(join(tmpdir(), "driftloop-demo-bench-"));
  try {
    const cost = await measureProgram(driftloopProgram, ["demo", join(folder, "project")]);
    return {
      wallSeconds: rounded(cost.wallSeconds),
      cpuSeconds: rounded(cost.cpuSeconds),
      peakMb: Math.round(cost.peakMb),
      auc: /^AUC\s+(\S+)/m.exec(cost.stdout)?.[1] ?? "",
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const where = machine();
const runs: Run[] = [];
for (let time = 0; time < times; time += 1) runs.push(await runDemo());

const median = (values: readonly number[]): number =>
  values.toSorted((left, right) => left - right)[values.length >> 1]!;
const summary = {
  wallSeconds: median(runs.map((run) => run.wallSeconds)),
  cpuSeconds: median(runs.map((run) => run.cpuSeconds)),
  peakMb: median(runs.map((run) => run.peakMb)),
};
console.log(
  tableText([
    ...runs.map((run, index) => ({
      run: String(index + 1),
      "wall s": run.wallSeconds,
      "CPU s": run.cpuSeconds,
      "peak MB": run.peakMb,
      AUC: run.auc,
    })),
    { run: "median", "wall s": summary.wallSeconds, "CPU s": summary.cpuSeconds, "peak MB": summary.peakMb, AUC: "" },
  ]),
);
console.log(
  `goal: below ${goal.wallSeconds} s and ${goal.peakMb} MB on 2 quiet cores; load before the run ${where["loadBefore"]}`,
);
saveResult("demo", { machine: where, goal, runs, median: summary });
